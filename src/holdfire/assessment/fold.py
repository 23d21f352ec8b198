"""From acts under hypotheses to findings and to one verdict an event.

Rivals without weights give a verdict only if all agree on it. With weights, the verdict is the class with more than
half of the mass. Equal groups are folded once: what differs between a million rows is seldom more than a few hundred
patterns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..records import Verdict
from .codes import Codes, Ints, combine, distinct
from .compile import Program
from .hypotheses import Acts
from .judge import Bench, Outcome, Pairs, outcome_of
from .reasons import KINDS, TESTS

VERDICTS = tuple(Verdict)
"""From the mildest to the gravest: the outcome of a hypothesis is its gravest."""

_RANK = {verdict: n for n, verdict in enumerate(VERDICTS)}


@dataclass(frozen=True)
class Folded:
    """What is said of one finding or event. `masses` follow `VERDICTS` and sum to 1."""

    verdict: Verdict
    kinds: tuple[str, ...]
    reason: str
    reasons: tuple[str, ...]
    masses: tuple[float, float, float, float]
    assumed: tuple[str, ...]


@dataclass(frozen=True)
class Voice:
    """What one act under one hypothesis says: `weight` is None where nobody gives one."""

    hypothesis: int
    weight: float | None
    outcome: Outcome


@dataclass
class Groups:
    """Groups of pairs: where each starts, and the number of its pattern in `folded`."""

    starts: Ints
    row: Ints
    column: Ints
    pattern: Codes
    folded: list[Folded]
    actor: Codes


def fold(voices: Sequence[Voice], hypotheses: int, cut: float) -> Folded:
    """The voices on one clause (or one event) as one answer.

    `hypotheses` is how many the event has; those that say nothing here are out of scope. `cut` is the mass of what was
    not kept, which goes to undetermined.

    >>> from holdfire.assessment.judge import Outcome
    >>> breach = Outcome(Verdict.VIOLATION, (), "all_met", (), ())
    >>> other = Outcome(Verdict.OUT_OF_SCOPE, (), "bound:other_side", (), ())
    >>> fold([Voice(0, None, breach), Voice(1, None, other)], 2, 0.0).verdict
    <Verdict.UNDETERMINED: 'undetermined'>
    """
    heard = [voice for voice in voices if voice.weight is None or voice.weight > 0]
    worst: dict[int, list[Outcome]] = {}
    for voice in heard or voices:
        said = worst.setdefault(voice.hypothesis, [])
        if said and _RANK[voice.outcome.verdict] > _RANK[said[0].verdict]:
            said.clear()
        if not said or voice.outcome.verdict == said[0].verdict:
            said.append(voice.outcome)
    silent = hypotheses - len({voice.hypothesis for voice in voices})
    weights = {voice.hypothesis: voice.weight for voice in heard}
    if any(weight is None for weight in weights.values()) or not weights:
        return _unweighted(worst, silent, heard or voices)
    return _weighted(worst, weights, cut, heard)


def _unweighted(worst: dict[int, list[Outcome]], silent: int, voices: Sequence[Voice]) -> Folded:
    verdicts = {said[0].verdict for said in worst.values()} | ({Verdict.OUT_OF_SCOPE} if silent else set())
    if len(verdicts) == 1:
        return _said(verdicts.pop(), worst, voices, agree=True)
    return _said(Verdict.UNDETERMINED, worst, voices, agree=False)


def _weighted(
    worst: dict[int, list[Outcome]], weights: dict[int, float | None], cut: float, voices: Sequence[Voice]
) -> Folded:
    masses = dict.fromkeys(VERDICTS, 0.0)
    for hypothesis, said in worst.items():
        masses[said[0].verdict] += weights[hypothesis] or 0.0
    masses[Verdict.UNDETERMINED] += cut
    masses[Verdict.OUT_OF_SCOPE] += max(0.0, 1.0 - sum(masses.values()))
    heaviest = max(VERDICTS, key=lambda verdict: masses[verdict])
    clear = masses[heaviest] > 0.5
    folded = _said(heaviest if clear else Verdict.UNDETERMINED, worst, voices, agree=clear)
    return Folded(
        folded.verdict,
        folded.kinds,
        folded.reason,
        folded.reasons,
        tuple(round(masses[verdict], 9) for verdict in VERDICTS),  # type: ignore[arg-type]
        folded.assumed,
    )


def _said(verdict: Verdict, worst: dict[int, list[Outcome]], voices: Sequence[Voice], agree: bool) -> Folded:
    said = [outcome for outcomes in worst.values() for outcome in outcomes]
    mine = [outcome for outcome in said if outcome.verdict == verdict]
    reasons = tuple(dict.fromkeys(reason for voice in voices for reason in voice.outcome.reasons))
    masses = tuple(float(each == verdict) for each in VERDICTS)
    if verdict != Verdict.UNDETERMINED:
        nearest = max(mine, key=_passed) if mine else None
        assumed = tuple(dict.fromkeys(each for outcome in mine for each in outcome.assumed))
        reason = nearest.reason if nearest else "rivals_differ"
        return Folded(verdict, (), reason, reasons, masses, assumed)  # type: ignore[arg-type]
    found = {kind for outcome in said if outcome.verdict == verdict for kind in outcome.kinds}
    if not agree:
        found.add("fact")
    kinds = tuple(kind.value for kind in KINDS if kind in found)
    leading = [outcome for outcome in mine if outcome.kinds[0] == kinds[0]]
    reason = leading[0].reason if leading else "rivals_differ"
    assumed = tuple(dict.fromkeys(each for outcome in mine for each in outcome.assumed))
    if not agree:
        reasons = (*reasons, "rivals_differ")
    return Folded(verdict, kinds, reason, reasons, masses, assumed)  # type: ignore[arg-type]


def _passed(outcome: Outcome) -> int:
    """How many tests an outcome passed before it was decided: the clause that came nearest speaks for the event."""
    test = outcome.reason.split(":")[0]
    return TESTS.index(test) if test in TESTS else -1


# columns of groups


@dataclass
class _Elements:
    """Pairs as elements of groups: each distinct (hypothesis, weight, hypotheses, cut, what is said) once."""

    at: Codes
    voices: list[tuple[Voice, int, float]]


def findings_of(bench: Bench, pairs: Pairs) -> Groups:
    """One group an event, clause and reading."""
    rows = bench.acts.row[pairs.act]
    return grouped(bench.acts, rows, pairs.column, pairs.act, spoken(pairs.signature))


def events_of(bench: Bench, pairs: Pairs) -> Groups:
    """One group an event, over the plain readings; an act that no clause speaks of says so."""
    acts = bench.acts
    plain = bench.program.plain[pairs.column] if len(pairs.column) else np.zeros(0, bool)
    at, outcomes = spoken(pairs.signature[plain])
    heard = pairs.act[plain]
    silent = np.ones(len(acts), dtype=bool)
    silent[heard] = False
    unheard = np.flatnonzero(silent)
    why = bench.why_silent()[unheard].astype(np.int32)
    at = np.concatenate([at, why + len(outcomes)])
    outcomes = [*outcomes, *(Outcome(Verdict.OUT_OF_SCOPE, (), reason, (reason,), ()) for reason in SILENT)]
    act = np.concatenate([heard, unheard])
    order = np.argsort(act, kind="stable") if len(unheard) else slice(None)
    act, at = act[order], at[order]
    return grouped(acts, acts.row[act], np.zeros(len(act), np.int64), act, (at, outcomes))


SILENT = ("period", "area", "no_clause")
"""Why an event has no finding."""


def spoken(signature: Ints) -> tuple[Codes, list[Outcome]]:
    at, found = distinct(signature)
    outcomes = [outcome_of(int(one)) for one in found]
    kept = {outcome: n for n, outcome in enumerate(dict.fromkeys(outcomes))}
    moved = np.array([kept[outcome] for outcome in outcomes], dtype=np.int32)
    return (moved[at] if len(at) else at), list(kept)


def grouped(acts: Acts, rows: Ints, columns: Ints, act: Ints, spoken: tuple[Codes, list[Outcome]]) -> Groups:
    width = int(columns.max()) + 1 if len(columns) else 1
    key = rows * width + columns
    if len(key) and (np.diff(key) < 0).any():
        order = np.argsort(key, kind="stable")
        key, rows, columns, act = key[order], rows[order], columns[order], act[order]
        spoken = (spoken[0][order], spoken[1])
    new = np.concatenate([[True], key[1:] != key[:-1]]) if len(key) else np.zeros(0, bool)
    starts = np.flatnonzero(new)
    lengths = np.diff(np.append(starts, len(key)))
    elements = _elements(acts, act, *spoken)
    pattern, folded = _patterns(elements, starts, lengths)
    actor = acts.actor[act]
    same = (
        np.minimum.reduceat(actor, starts) == np.maximum.reduceat(actor, starts) if len(starts) else np.zeros(0, bool)
    )
    return Groups(
        starts=starts,
        row=rows[starts],
        column=columns[starts],
        pattern=pattern,
        folded=folded,
        actor=np.where(same, actor[starts], -1).astype(np.int32),
    )


def _elements(acts: Acts, act: Ints, said: Codes, outcomes: list[Outcome]) -> _Elements:
    """Most rows have one hypothesis of weight 1: their element is what they say, and nothing else is looked at."""
    kind, roles = roles_of(acts)
    at, (kinds, saids) = combine(kind[act], said)
    voices = [
        (Voice(roles[k][0], roles[k][1], outcomes[s]), roles[k][2], roles[k][3])
        for k, s in zip(kinds.tolist(), saids.tolist(), strict=True)
    ]
    return _Elements(at, voices)


Role = tuple[int, float | None, int, float]
"""Of an act: its hypothesis, the weight of it, how many hypotheses the event has, and the mass that was not kept."""


def roles_of(acts: Acts) -> tuple[Codes, list[Role]]:
    count, cut = _hypotheses(acts)
    weight = np.where(np.isnan(acts.weight), -1.0, acts.weight)
    weights, weight_at = np.unique(weight, return_inverse=True)
    cuts, cut_at = np.unique(cut, return_inverse=True)
    kind, parts = combine(acts.hypothesis, weight_at.astype(np.int64), count, cut_at.astype(np.int64))
    rows = zip(*(part.tolist() for part in parts), strict=True)
    return kind, [(h, None if weights[w] < 0 else float(weights[w]), n, float(cuts[c])) for h, w, n, c in rows]


def _hypotheses(acts: Acts) -> tuple[Ints, npt.NDArray[np.float64]]:
    """By act: how many hypotheses its event has, and the mass of those that were not kept."""
    n = len(acts)
    if n == 0 or (not acts.hypothesis.any() and bool((acts.weight == 1).all())):
        return np.ones(n, np.int64), np.zeros(n)
    new = np.concatenate([[True], (acts.row[1:] != acts.row[:-1]) | (acts.hypothesis[1:] != acts.hypothesis[:-1])])
    event = np.concatenate([[0], np.cumsum(acts.row[1:] != acts.row[:-1])])
    count = np.bincount(event, weights=new).astype(np.int64)
    mass = np.bincount(event, weights=np.where(new, np.nan_to_num(acts.weight, nan=1.0), 0.0))
    return count[event], np.round(np.maximum(0.0, 1.0 - mass), 12)[event]


def _patterns(elements: _Elements, starts: Ints, lengths: Ints) -> tuple[Codes, list[Folded]]:
    used, sequences = _sequences(elements.at, len(elements.voices), starts, lengths)
    return used, [_fold_sequence(sequence, elements.voices) for sequence in sequences]


def _sequences(at: Codes, size: int, starts: Ints, lengths: Ints) -> tuple[Codes, list[tuple[int, ...]]]:
    """Groups of elements as patterns: equal sequences of elements get one number."""
    pattern = at[starts].astype(np.int64) if len(starts) else np.zeros(0, np.int64)
    sequences: list[tuple[int, ...]] = [(n,) for n in range(size)]
    for nth in range(1, int(lengths.max()) if len(lengths) else 0):
        longer = np.flatnonzero(lengths > nth)
        key, (before, added) = combine(pattern[longer], at[starts[longer] + nth])
        pattern[longer] = key + len(sequences)
        sequences += [(*sequences[b], a) for b, a in zip(before.tolist(), added.tolist(), strict=True)]
    used, found = distinct(pattern)
    return used, [sequences[n] for n in found.tolist()]


def _fold_sequence(sequence: tuple[int, ...], voices: list[tuple[Voice, int, float]]) -> Folded:
    said = [voices[n] for n in sequence]
    return fold([each[0] for each in said], said[0][1], said[0][2])


# sensitivity to readings


def sensitive(bench: Bench, pairs: Pairs, events: Groups) -> npt.NDArray[np.bool_]:
    """By event: whether another reading of one clause would change its verdict."""
    answer = np.zeros(len(events.row), dtype=bool)
    if bench.program.plain.all() or len(pairs.act) == 0:
        return answer
    rows = bench.acts.row[pairs.act]
    differs = np.zeros(int(rows.max()) + 1, dtype=bool)
    differs[rows[_departs(bench, pairs)]] = True
    chosen = differs[rows]
    if chosen.any():
        read = Pairs(pairs.act[chosen], pairs.column[chosen], pairs.signature[chosen])
        changed = _changed_rows(bench, read, events)
        answer[np.isin(events.row, changed)] = True
    return answer


def _departs(bench: Bench, pairs: Pairs) -> npt.NDArray[np.bool_]:
    """By pair: whether a named reading says something else than the plain reading of the clause does of the act."""
    program = bench.program
    verdict = _ranks(pairs.signature)
    clauses = int(program.clause_of.max()) + 1
    plain = program.plain[pairs.column]
    key = pairs.act * clauses + program.clause_of[pairs.column]
    beside = np.full(len(bench.acts) * clauses, _RANK[Verdict.OUT_OF_SCOPE], dtype=np.int8)
    beside[key[plain]] = verdict[plain]
    return np.asarray(~plain & (verdict != beside[key]), dtype=bool)


def _ranks(signature: Ints) -> npt.NDArray[np.int8]:
    at, outcomes = spoken(signature)
    return np.array([_RANK[outcome.verdict] for outcome in outcomes], dtype=np.int8)[at]


def _changed_rows(bench: Bench, pairs: Pairs, events: Groups) -> Ints:
    kind, roles = roles_of(bench.acts)
    said, outcomes = spoken(pairs.signature)
    at, parts = combine(kind[pairs.act], pairs.column, said)
    elements = [
        (roles[k], column, outcomes[o]) for k, column, o in zip(*(part.tolist() for part in parts), strict=True)
    ]
    rows = bench.acts.row[pairs.act]
    starts = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
    pattern, sequences = _sequences(at, len(elements), starts, np.diff(np.append(starts, len(rows))))
    standing = events.pattern[np.searchsorted(events.row, rows[starts])]
    group, (patterns, folded) = combine(pattern, standing)
    changes = np.array(
        [
            _reading_changes([elements[e] for e in sequences[p]], events.folded[f].verdict, bench.program)
            for p, f in zip(patterns.tolist(), folded.tolist(), strict=True)
        ],
        dtype=bool,
    )
    return np.asarray(rows[starts][changes[group]], dtype=np.int64)


def _reading_changes(said: list[tuple[Role, int, Outcome]], verdict: Verdict, program: Program) -> bool:
    _, _, hypotheses, cut = said[0][0]
    for reading in {column for _, column, _ in said if not program.columns[column].plain}:
        clause = program.columns[reading].clause.id
        voices = [
            Voice(role[0], role[1], outcome)
            for role, column, outcome in said
            if (program.columns[column].plain and program.columns[column].clause.id != clause) or column == reading
        ]
        if fold(voices, hypotheses, cut).verdict != verdict:
            return True
    return False
