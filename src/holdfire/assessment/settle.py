"""What would settle it: the single facts that would turn something undetermined into a verdict.

Nothing here is estimated: for each fact that is missing somewhere, and for each answer that it can have, the events
that it bears on are judged again under that answer, by the same judge. So the table promises exactly
what `--assume` does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ..records import Verdict
from ..records.codes import Ints, combine
from ..terms.conditions import InArea
from ..world import UNKNOWN, YES
from .assuming import OF_TERMS, Assumption, Fact
from .assumptions import answers, assume
from .compile import Program, compile_terms
from .fold import Groups
from .hypotheses import BASES, Acts
from .outcome import unpack
from .placing import Spotted
from .reasons import REASONS, TESTS
from .situations import Held, hold_once

MOST_FACTS, FEWEST_FACTS, WORTH = 400, 24, 2_000_000
"""Facts that are tried on one batch, the commonest first: 400, fewer where a batch has more than 5,000 rows, so that
facts times rows stay near two million, and never fewer than 24."""


@dataclass(frozen=True)
class Settled:
    """What one answer to one fact would change: by event row, the verdict before and after."""

    assumption: Assumption
    changed: tuple[tuple[int, Verdict, Verdict], ...]


def settle(program: Program, held: Held, events: Groups, ids: Sequence[str] = ()) -> Iterator[Settled]:
    """For each missing fact and answer, the events whose verdict it would change."""
    verdicts = {int(row): events.folded[p].verdict for row, p in zip(events.row, events.pattern, strict=True)}
    acts = held.acts
    for fact, rows in missing_facts(program, held, events):
        concerned = acts.take(np.isin(acts.row, rows))
        for answer in answers(program, fact):
            yield judged_under(program, concerned, Assumption(fact, answer), verdicts, ids, held.bench.spotted)


def judged_under(
    program: Program,
    acts: Acts,
    assumption: Assumption,
    verdicts: dict[int, Verdict],
    ids: Sequence[str] = (),
    spotted: Spotted | None = None,
) -> Settled:
    """The events of these acts judged under one assumption, against the verdicts that they have without it."""
    spotted = spotted or Spotted(acts, program.world)
    if assumption.fact.kind in OF_TERMS:
        meant = (*program.assumptions, assumption)
        program = replace(program, columns=compile_terms(program.terms, program.world, None, meant).columns)
    assumed = assume(assumption, acts, program, spotted, ids)
    moved = assumption.fact.kind == "place"
    held = hold_once(program, assumed, Spotted(assumed, program.world) if moved else spotted)
    after = [held.events.folded[pattern].verdict for pattern in held.events.pattern.tolist()]
    changed = []
    for row, situation in zip(assumed.row[held.first].tolist(), held.at.tolist(), strict=True):
        verdict = after[situation]
        if verdict != verdicts[row]:
            changed.append((row, verdicts[row], verdict))
    return Settled(assumption, tuple(changed))


def missing_facts(program: Program, held: Held, events: Groups) -> list[tuple[Fact, Ints]]:
    """The facts that are missing for some undetermined event, each with the events it bears on; the commonest first.

    Which facts an event misses depends on that event alone, so that tables of parts of a file add up. A fact is asked
    as a whole, and (for who an aggregate was, who held the ground and where it was delineated) for each governorate
    apart, since a mission asks area by area.
    """
    undetermined = np.array([each.verdict == Verdict.UNDETERMINED for each in events.folded], dtype=bool)
    open_rows = np.zeros(int(events.row.max()) + 1 if len(events.row) else 0, dtype=bool)
    open_rows[events.row] = undetermined[events.pattern]
    acts = held.acts
    mine = np.flatnonzero(open_rows[acts.row]) if len(acts) else np.zeros(0, np.int64)
    found: dict[Fact, set[int]] = {}
    for fact, rows in (*_present(program, acts, mine), *_asked(program, held)):
        found.setdefault(fact, set()).update(rows.tolist())
    for whole, several in dict(found).items():
        if whole.kind in ("aggregate", "holder", "delineation"):
            for area, rows in _by_area(program, acts, held.bench.spotted, several):
                found[Fact(whole.kind, whole.subject, area)] = set(rows.tolist())
    ranked = sorted(found.items(), key=lambda each: (-len(each[1]), str(each[0])))
    most = max(FEWEST_FACTS, min(MOST_FACTS, WORTH // max(1, len(open_rows))))
    return [(fact, _bearing(fact, acts, rows)) for fact, rows in ranked[:most]]


def _present(program: Program, acts: Acts, mine: Ints) -> Iterator[tuple[Fact, Ints]]:
    """The facts for which an event leaves something open by what it holds: who, against whom, in which direction."""
    if len(mine) == 0:
        return
    empty = np.array([not side for side in acts.sides], dtype=bool)
    rows = acts.row[mine]
    yield Fact("actor"), rows[empty[acts.actor[mine]]]
    yield Fact("target"), rows[empty[acts.target[mine]]]
    yield Fact("direction"), rows[acts.turned[mine] > 0]
    yield Fact("delineation"), rows[(acts.mixed[mine] > 0) & (acts.basis[mine] == BASES.index("claimed"))]
    if program.asks_holder:
        yield Fact("holder"), rows[acts.holder[mine] < 0]
    used = np.union1d(acts.actor[mine], acts.target[mine]).tolist()
    for actor in dict.fromkeys(one for side in used for one in acts.sides[side]):
        kind = "aggregate" if _aggregate(program, actor) else "standing" if _unlisted(program, actor) else None
        if kind is not None:
            having = np.array([actor in side for side in acts.sides], dtype=bool)
            yield Fact(kind, actor), rows[having[acts.actor[mine]] | having[acts.target[mine]]]


def _bearing(fact: Fact, acts: Acts, rows: set[int]) -> Ints:
    """Every event that the fact could change, determined ones included."""
    concerned = np.zeros(len(acts), dtype=bool)
    if fact.kind in ("aggregate", "standing"):
        having = np.array([fact.subject in side for side in acts.sides], dtype=bool)
        concerned = having[acts.actor] | having[acts.target]
    elif fact.kind in ("actor", "target"):
        empty = np.array([not side for side in acts.sides], dtype=bool)
        concerned = empty[acts.actor if fact.kind == "actor" else acts.target]
    elif fact.kind == "direction":
        concerned = acts.turned > 0
    elif fact.kind == "delineation":
        concerned = acts.mixed > 0
    else:
        concerned[:] = True
    return np.unique(np.concatenate([acts.row[concerned], np.fromiter(rows, np.int64, len(rows))]))


def _asked(program: Program, held: Held) -> Iterator[tuple[Fact, Ints]]:
    """The facts for which unknown tests ask, worked once for each distinct answer in each undetermined situation."""
    acts, pairs = held.bench.acts, held.pairs
    undetermined = np.array([each.verdict == Verdict.UNDETERMINED for each in held.events.folded], dtype=bool)
    still_open = undetermined[held.events.pattern]
    plain = program.plain[pairs.column] & still_open[acts.row[pairs.act]] if len(pairs.act) else np.zeros(0, bool)
    mine = np.flatnonzero(plain)
    if len(mine) == 0:
        return
    act = pairs.act[mine]
    key, parts = combine(pairs.signature[mine], pairs.column[mine], acts.invoked[act])
    order = np.argsort(key, kind="stable")
    edges = np.searchsorted(key[order], np.arange(len(parts[0]) + 1))
    for n, (signature, column, invoked) in enumerate(zip(*(p.tolist() for p in parts), strict=True)):
        facts = list(_facts(program, signature, column, acts.invocations[invoked]))
        if facts:
            rows = held.rows_in(acts.row[act[order[edges[n] : edges[n + 1]]]])
            yield from ((fact, rows) for fact in facts)


def _facts(program: Program, signature: int, column: int, invoked: tuple[Any, ...]) -> Iterator[Fact]:
    stated = program.columns[column]
    for test, number in zip(TESTS, unpack(signature), strict=True):
        reason = REASONS[test][number]
        if reason.answer != UNKNOWN:
            continue
        match reason.code:
            case "effort_not_reported":
                yield Fact("effort", stated.clause.id)
            case "invoked":
                yield from (Fact("exception", dict(each)["exception"]) for each in invoked)
            case "word_contested":
                yield Fact("meaning", stated.clause.id)
            case "number_not_reported" if stated.slots.cap:
                yield Fact("number", stated.slots.cap.measure)
            case "weapon_not_stated":
                yield Fact("weapon")
            case "precision" if test == "in_force":
                yield Fact("time")
            case "precision" if test == "place":
                yield Fact("place", place_asked(program, column))


def place_asked(program: Program, column: int) -> str:
    """What a fact about a coarse place is about: the area asked for, or the clause where it asks for something else."""
    condition = program.columns[column].slots.place
    if condition is None:
        return program.terms.agreement.area
    return condition.in_ if isinstance(condition, InArea) else program.columns[column].clause.id


def _aggregate(program: Program, actor: str) -> bool:
    found = program.world.actors.actors.get(actor)
    return found is not None and found.aggregate


def _unlisted(program: Program, actor: str) -> bool:
    at = program.start or 0
    return any(program.standing.member(actor, party, at) == "unlisted" for party in program.terms.agreement.parties)


def _by_area(program: Program, acts: Acts, spotted: Spotted, rows: set[int]) -> Iterator[tuple[str, Ints]]:
    """The events that surely lie in each area of the first level below the country."""
    concerned = np.isin(acts.row, np.fromiter(rows, np.int64, len(rows)))
    country = program.terms.agreement.area
    for area in program.world.areas.areas.values():
        if area.kind in ("governorate", "province") and area.part_of == country:
            there = spotted.in_area(area.id)[acts.spot] == YES
            inside = np.unique(acts.row[concerned & there])
            if len(inside):
                yield area.id, inside


def table(settled: Iterable[Settled], killed: npt.NDArray[np.int64]) -> list[dict[str, Any]]:
    """The ranked table: for each fact and answer, how many events it would settle, and as what.

    `incidents` are undetermined events that get a verdict, `killed` their dead (best figures), `would_become` those
    events by the verdict they get, `overturned` the events that have a verdict now and would get another answer.
    """
    rows = []
    for each in settled:
        gained = [(row, after) for row, before, after in each.changed if before == Verdict.UNDETERMINED]
        overturned = [after.value for _, before, after in each.changed if before != Verdict.UNDETERMINED]
        if gained:
            rows.append(
                {
                    "fact": str(each.assumption.fact),
                    "answer": each.assumption.answer,
                    "incidents": len(gained),
                    "killed": int(sum(int(killed[row]) for row, _ in gained)),
                    "would_become": dict(sorted(Counter(after.value for _, after in gained).items())),
                    "overturned": dict(sorted(Counter(overturned).items())),
                }
            )
    return ranked(rows)


def ranked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Facts that settle most first; the answers of one fact together."""
    best: dict[str, int] = {}
    for row in rows:
        best[row["fact"]] = max(best.get(row["fact"], 0), row["incidents"])
    return sorted(rows, key=lambda row: (-best[row["fact"]], row["fact"], -row["incidents"], row["answer"]))
