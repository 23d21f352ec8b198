"""The numbers of a run, as counters that add up: parts of a file, summed, give what the whole file gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..records.codes import Codes, Ints, combine, encode
from ..world.time import civil_day_of
from .fold import Groups, grouped, spoken
from .settle import settle, table
from .tabulate import Batch

PHASES = ("baseline", "in_force", "after", "none")
"""`none`: an interval that crosses a boundary, or lies before the baseline."""

NO_ORIGIN = "(no origin given)"
"""In counts by claimant: rows that do not say who says so."""

_EPOCH = date(1970, 1, 1)

Key = tuple[Any, ...]


@dataclass
class Summary:
    """Counters over events, findings and harm. Add two with `+`; the order does not matter."""

    rows: int = 0
    kept: int = 0
    set_aside: int = 0
    undated: int = 0
    undated_killed: int = 0
    events: Counter[Key] = field(default_factory=Counter)
    findings: Counter[Key] = field(default_factory=Counter)
    undetermined: Counter[Key] = field(default_factory=Counter)
    among: Counter[Key] = field(default_factory=Counter)
    by_side: Counter[Key] = field(default_factory=Counter)
    harm: Counter[Key] = field(default_factory=Counter)
    per_day: Counter[Key] = field(default_factory=Counter)
    per_day_total: Counter[Key] = field(default_factory=Counter)
    by_claimant: Counter[Key] = field(default_factory=Counter)
    overlap: Counter[Key] = field(default_factory=Counter)
    named: Counter[Key] = field(default_factory=Counter)
    reasons: Counter[Key] = field(default_factory=Counter)
    compilers: Counter[Key] = field(default_factory=Counter)
    by_words: Counter[Key] = field(default_factory=Counter)
    settle: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    first: dict[str, date] = field(default_factory=dict)
    last: dict[str, date] = field(default_factory=dict)
    latest: str | None = None
    assumed: tuple[str, ...] = ()

    def __add__(self, other: Summary) -> Summary:
        total = Summary(assumed=self.assumed or other.assumed)
        for name in ("rows", "kept", "set_aside", "undated", "undated_killed"):
            setattr(total, name, getattr(self, name) + getattr(other, name))
        for name in _COUNTERS:
            setattr(total, name, getattr(self, name) + getattr(other, name))
        total.first = _merged(self.first, other.first, min)
        total.last = _merged(self.last, other.last, max)
        total.latest = max((each for each in (self.latest, other.latest) if each), default=None)
        for part in (self.settle, other.settle):
            for key, row in part.items():
                _add_settled(total.settle, key, row)
        return total


_COUNTERS = [
    "events",
    "findings",
    "undetermined",
    "among",
    "by_side",
    "harm",
    "per_day",
    "per_day_total",
    "by_claimant",
    "overlap",
    "named",
    "reasons",
    "compilers",
    "by_words",
]


def _merged(one: dict[str, date], other: dict[str, date], choose: Any) -> dict[str, date]:
    return {key: choose(each[key] for each in (one, other) if key in each) for key in {*one, *other}}


def _add_settled(total: dict[tuple[str, str], dict[str, Any]], key: tuple[str, str], row: dict[str, Any]) -> None:
    before = total.get(key)
    if before is None:
        total[key] = dict(row)
        return
    would, over = (Counter(before[name]) + Counter(row[name]) for name in ("would_become", "overturned"))
    total[key] = {
        **row,
        "incidents": before["incidents"] + row["incidents"],
        "killed": before["killed"] + row["killed"],
        "would_become": dict(sorted(would.items())),
        "overturned": dict(sorted(over.items())),
    }


def summarise(batch: Batch, set_aside: int = 0, with_settle: bool = True) -> Summary:
    """The numbers of one batch."""
    events, observations = batch.events, batch.observations
    n = observations.num_rows
    verdict, kind = _verdicts(events)
    phase = batch.phases
    summary = Summary(rows=n + set_aside, kept=n, set_aside=set_aside, assumed=batch.assumed)
    if n == 0:
        return summary
    summary.events = _count(phase, PHASES, verdict)
    found_verdict, _ = _verdicts(batch.findings)
    summary.findings = _count(phase[batch.findings.row], PHASES, found_verdict)
    unknown = (
        verdict[0] == list(verdict[1]).index("undetermined") if "undetermined" in verdict[1] else np.zeros(n, bool)
    )
    summary.undetermined = _count(phase[unknown], PHASES, (kind[0][unknown], kind[1]))
    summary.among = _among(batch)
    summary.by_side = _by_side(batch)
    _harm(summary, batch, verdict)
    dated = ~batch.undated
    summary.undated = int((~dated).sum())
    summary.undated_killed = int(_numbers(observations["killed_best"])[~dated].sum())
    _days(summary, batch, verdict, dated)
    _coverage(summary, batch, phase)
    if with_settle:
        killed = _numbers(observations["killed_best"])
        ids = observations["id"].to_pylist()
        settled = settle(batch.program, batch.held, events, ids)
        summary.settle = {(row["fact"], row["answer"]): row for row in table(settled, killed)}
    return summary


Valued = tuple[Codes, list[str]]


def changed_by_words(before: Batch, after: Batch, read: int) -> Counter[Key]:
    """What the words of rows changed: events by their verdict without and with them; `("", "")` counts rows read."""
    (at, names), (then, others) = _verdicts(before.events)[0], _verdicts(after.events)[0]
    pairs = zip(at.tolist(), then.tolist(), strict=True)
    found = Counter((names[one], others[other]) for one, other in pairs if names[one] != others[other])
    return Counter({**found, ("", ""): read})


def _verdicts(groups: Groups) -> tuple[Valued, Valued]:
    verdict = [each.verdict.value for each in groups.folded]
    kind = [each.kinds[0] if each.kinds else "" for each in groups.folded]
    return _valued(groups.pattern, verdict), _valued(groups.pattern, kind)


def _valued(at: Codes, values: list[str]) -> Valued:
    kept: dict[str, int] = {}
    moved = np.array([kept.setdefault(value, len(kept)) for value in values] or [0], dtype=np.int32)
    return (moved[at] if len(at) else at), list(kept)


def _count(phase: Codes, phases: tuple[str, ...], value: Valued) -> Counter[Key]:
    if len(phase) == 0:
        return Counter()
    key, (p, v) = combine(phase, value[0])
    numbers = np.bincount(key, minlength=len(p))
    return Counter(
        {(phases[a], value[1][b]): int(k) for a, b, k in zip(p.tolist(), v.tolist(), numbers.tolist(), strict=True)}
    )


def _among(batch: Batch) -> Counter[Key]:
    """Undetermined events by each of their kinds: an event of several kinds counts under each."""
    total: Counter[Key] = Counter()
    key, (phase, pattern) = combine(batch.phases, batch.events.pattern)
    numbers = np.bincount(key, minlength=len(phase))
    for p, folded, n in zip(phase.tolist(), pattern.tolist(), numbers.tolist(), strict=True):
        for kind in batch.events.folded[folded].kinds:
            total[PHASES[p], kind] += n
    return total


def _numbers(column: pa.ChunkedArray) -> Ints:
    return np.array(pc.fill_null(column, 0).combine_chunks(), dtype=np.int64)


def _harm(summary: Summary, batch: Batch, verdict: Valued) -> None:
    """Dead and injured by phase and verdict, whatever the verdict; long events too, on their own phase."""
    key, (p, v) = combine(batch.phases, verdict[0])
    best = batch.observations["killed_best"]
    for name, column in (
        ("killed_low", pc.coalesce(batch.observations["killed_low"], best)),
        ("killed_best", best),
        ("killed_high", pc.coalesce(batch.observations["killed_high"], best)),
        ("civilians", batch.observations["civilians_killed"]),
        ("injured", batch.observations["injured"]),
    ):
        sums = np.bincount(key, weights=_numbers(column), minlength=len(p))
        for a, b, total in zip(p.tolist(), v.tolist(), sums.tolist(), strict=True):
            summary.harm[PHASES[a], verdict[1][b], name] += int(total)


def _days(summary: Summary, batch: Batch, verdict: Valued, dated: npt.NDArray[np.bool_]) -> None:
    observations = batch.observations
    day = first_days(observations)
    claimed = encode(observations["claimed_by"])
    phase = batch.phases
    key, (d, p, v, c) = combine(day, phase, verdict[0], claimed.at)
    for rows, counts in (
        (dated, (summary.per_day, summary.per_day_total)),
        (np.ones(len(day), bool), (None, None)),
    ):
        numbers = np.bincount(key[rows], minlength=len(d))
        for parts in zip(d.tolist(), p.tolist(), v.tolist(), c.tolist(), numbers.tolist(), strict=True):
            a, b, e, f, k = parts
            if not k:
                continue
            origins = claimed.values[f] or (NO_ORIGIN,)
            at, said = _EPOCH + timedelta(days=a), verdict[1][e]
            if counts[0] is not None and counts[1] is not None:
                counts[1][at, PHASES[b], said] += k
                for origin in origins:
                    counts[0][at, PHASES[b], said, origin] += k
                continue
            for n, origin in enumerate(origins):
                summary.by_claimant[origin, PHASES[b], said] += k
                summary.first[origin] = min(summary.first.get(origin, at), at)
                summary.last[origin] = max(summary.last.get(origin, at), at)
                for other in origins[n + 1 :]:
                    summary.overlap[*sorted((origin, other)), PHASES[b]] += k


def first_days(observations: pa.Table) -> Ints:
    """By row: the civil day at the place on which the event starts (days since 1970)."""
    start = np.asarray(pc.cast(observations["when_start"], pa.int64()).combine_chunks(), dtype=np.int64)
    zones = encode(observations["zone"])
    day = np.zeros(len(start), dtype=np.int64)
    for n, zone in enumerate(zones.values):
        here = zones.at == n
        day[here] = civil_day_of(start[here], zone)
    return day


def _by_side(batch: Batch) -> Counter[Key]:
    """Acts by the side whose act a clause judges: its worst plain verdict, with what could not be judged beside."""
    total: Counter[Key] = Counter()
    for party, said, names in by_party(batch):
        rows = np.flatnonzero(said >= 0)
        for (phase, name), number in _count(batch.phases[rows], PHASES, (said[rows], names)).items():
            total[party, phase, name] += number
    return total


def by_party(batch: Batch) -> Iterator[tuple[str, Codes, list[str]]]:
    """For each party, the worst plain verdict on its acts: by row an index into the verdicts' names, or -1."""
    program, bench, pairs = batch.program, batch.held.bench, batch.held.pairs
    acts = bench.acts
    bound = bench.tests[3]
    may = bound.answers[bound.key[pairs.act], bound.slot[pairs.column]] > 0 if len(pairs.act) else np.zeros(0, bool)
    keep = may & program.plain[pairs.column] if len(pairs.act) else may
    for n, party in enumerate(program.terms.agreement.parties):
        # an act that a party has to prevent is not its own
        own = [party in column.slots.binds and column.slots.duty is None for column in program.columns]
        binds = np.array(own, dtype=bool)
        mine = np.flatnonzero(keep & binds[pairs.column]) if len(keep) else np.zeros(0, np.int64)
        if len(mine) == 0:
            continue
        at, outcomes = spoken(pairs.signature[mine])
        groups = grouped(acts, acts.row[pairs.act[mine]], np.full(len(mine), n), pairs.act[mine], (at, outcomes))
        said = np.full(len(batch.held.events.row), -1, dtype=np.int32)
        verdict, names = _verdicts(groups)[0]
        said[groups.row] = verdict
        yield party, said[batch.held.at], names


def _coverage(summary: Summary, batch: Batch, phase: Codes) -> None:
    """How many rows name who acted, by phase; who compiled them; the latest day known."""
    actors = encode(batch.observations["actors"])
    register = batch.program.world.actors
    known = np.array(
        [
            bool(side) and all(one in register and not register[one].aggregate for one in side)
            for side in (value or () for value in actors.values)
        ],
        dtype=bool,
    )
    named = known[actors.at]
    summary.named = _count(phase, PHASES, (named.astype(np.int32), ["unknown", "named"]))
    compiled = encode(batch.observations["compiled_by"])
    summary.compilers = Counter(
        {(value,): int(k) for value, k in zip(compiled.values, np.bincount(compiled.at), strict=False) if value}
    )
    latest = pc.max(pc.coalesce(batch.observations["published"], batch.observations["when_start"])).as_py()
    summary.latest = latest.isoformat() if latest else None


def nested(counter: Counter[Key]) -> dict[str, Any]:
    """A counter of tuples as nested mappings, keys in order."""
    tree: dict[str, Any] = {}
    for key, number in sorted(counter.items(), key=lambda item: tuple(map(str, item[0]))):
        at = tree
        for step in key[:-1]:
            at = at.setdefault(str(step), {})
        at[str(key[-1])] = number
    return tree


def listed(counter: Counter[Key], names: Iterable[str]) -> list[dict[str, Any]]:
    """A counter of tuples as rows with an `n`, in order."""
    fields = list(names)
    return [
        {**{name: _plain(part) for name, part in zip(fields, key, strict=True)}, "n": number}
        for key, number in sorted(counter.items(), key=lambda item: tuple(map(str, item[0])))
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
