"""From acts under hypotheses to findings and to one verdict an event.

The directions of one assignment are folded first: they give a verdict only if all agree on it. So do assignments
without weights. With weights, the verdict is the class with more than half of the mass. Equal groups are folded once:
what differs between a million rows is seldom more than a few hundred patterns.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..records import Verdict
from ..records.codes import Codes, Ints, combine, distinct
from .hypotheses import Acts
from .judge import Bench, Pairs
from .outcome import Outcome, outcome_of
from .reasons import KINDS, TESTS

VERDICTS = tuple(Verdict)
"""From the mildest to the gravest: the outcome of a hypothesis is its gravest."""

RANK = {verdict: n for n, verdict in enumerate(VERDICTS)}


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
    """What one act says: of which assignment it is, the weight of that (None where nobody gives one), and which of how
    many directions it takes."""

    assignment: int
    weight: float | None
    outcome: Outcome
    direction: int = 0
    directions: int = 1


@dataclass(frozen=True)
class _Told:
    """What one assignment says: `open` where its directions differ."""

    weight: float | None
    verdict: Verdict
    open: bool
    outcomes: tuple[Outcome, ...]


@dataclass
class Groups:
    """Groups of pairs: where each starts, and the number of its pattern in `folded`."""

    starts: Ints
    row: Ints
    column: Ints
    pattern: Codes
    folded: list[Folded]
    actor: Codes


def fold(voices: Sequence[Voice], assignments: int, cut: float) -> Folded:
    """The voices on one clause (or one event) as one answer.

    `assignments` is how many the event has; those that say nothing here are out of scope. `cut` is the mass of what was
    not kept, which goes to undetermined; where nobody gives weights, anything that was cut leaves it undetermined.

    >>> from holdfire.assessment.outcome import Outcome
    >>> breach = Outcome(Verdict.VIOLATION, (), "all_met", (), ())
    >>> other = Outcome(Verdict.OUT_OF_SCOPE, (), "bound:other_side", (), ())
    >>> fold([Voice(0, None, breach), Voice(1, None, other)], 2, 0.0).verdict
    <Verdict.UNDETERMINED: 'undetermined'>
    >>> fold([Voice(0, 0.7, breach, 0, 2), Voice(0, 0.7, breach, 1, 2), Voice(1, 0.3, other)], 2, 0.0).verdict
    <Verdict.VIOLATION: 'violation'>
    """
    heard = [voice for voice in voices if voice.weight is None or voice.weight > 0]
    told = _told(heard)
    if any(each.weight is None for each in told):
        return _unweighted(told, assignments, cut, heard)
    return _weighted(told, cut, heard)


def _told(voices: Sequence[Voice]) -> list[_Told]:
    """Each assignment that says something. A direction is as grave as its gravest act."""
    worst: dict[int, dict[int, list[Outcome]]] = {}
    about: dict[int, Voice] = {}
    for voice in voices:
        about.setdefault(voice.assignment, voice)
        said = worst.setdefault(voice.assignment, {}).setdefault(voice.direction, [])
        if said and RANK[voice.outcome.verdict] > RANK[said[0].verdict]:
            said.clear()
        if not said or voice.outcome.verdict == said[0].verdict:
            said.append(voice.outcome)
    return [_agreed(about[assignment], list(said.values())) for assignment, said in worst.items()]


def _agreed(voice: Voice, said: list[list[Outcome]]) -> _Told:
    verdicts = {outcomes[0].verdict for outcomes in said}
    if len(said) < voice.directions:
        verdicts.add(Verdict.OUT_OF_SCOPE)
    differ = len(verdicts) > 1
    outcomes = tuple(outcome for outcomes in said for outcome in outcomes)
    return _Told(voice.weight, Verdict.UNDETERMINED if differ else verdicts.pop(), differ, outcomes)


def _unweighted(told: list[_Told], assignments: int, cut: float, voices: Sequence[Voice]) -> Folded:
    verdicts = {each.verdict for each in told} | ({Verdict.OUT_OF_SCOPE} if len(told) < assignments else set())
    if len(verdicts) == 1 and not cut:
        return _said(verdicts.pop(), told, voices, agree=not any(each.open for each in told))
    return _said(Verdict.UNDETERMINED, told, voices, agree=False)


def _weighted(told: list[_Told], cut: float, voices: Sequence[Voice]) -> Folded:
    masses = dict.fromkeys(VERDICTS, 0.0)
    for each in told:
        masses[each.verdict] += each.weight or 0.0
    masses[Verdict.UNDETERMINED] += cut
    masses[Verdict.OUT_OF_SCOPE] += max(0.0, 1.0 - sum(masses.values()))
    heaviest = max(VERDICTS, key=lambda verdict: masses[verdict])
    clear = masses[heaviest] > 0.5
    open_ = bool(cut) or any(each.open for each in told)
    agree = clear and (heaviest != Verdict.UNDETERMINED or not open_)
    folded = _said(heaviest if clear else Verdict.UNDETERMINED, told, voices, agree)
    return replace(folded, masses=tuple(round(masses[verdict], 9) for verdict in VERDICTS))  # type: ignore[arg-type]


def _said(verdict: Verdict, told: list[_Told], voices: Sequence[Voice], agree: bool) -> Folded:
    determined = verdict != Verdict.UNDETERMINED
    said = [outcome for each in told if not (determined and each.open) for outcome in each.outcomes]
    mine = [outcome for outcome in said if outcome.verdict == verdict]
    reasons = tuple(dict.fromkeys(reason for voice in voices for reason in voice.outcome.reasons))
    masses = tuple(float(each == verdict) for each in VERDICTS)
    assumed = tuple(dict.fromkeys(each for outcome in mine for each in outcome.assumed))
    if determined:
        nearest = max(mine, key=_passed) if mine else None
        reason = nearest.reason if nearest else "rivals_differ"
        return Folded(verdict, (), reason, reasons, masses, assumed)  # type: ignore[arg-type]
    found = {kind for outcome in mine for kind in outcome.kinds}
    if not agree:
        found.add("fact")
        reasons = (*reasons, "rivals_differ")
    kinds = tuple(kind.value for kind in KINDS if kind in found)
    leading = [outcome for outcome in mine if outcome.kinds[0] == kinds[0]]
    reason = leading[0].reason if leading else "rivals_differ"
    return Folded(verdict, kinds, reason, reasons, masses, assumed)  # type: ignore[arg-type]


def _passed(outcome: Outcome) -> int:
    """How many tests an outcome passed before it was decided: the clause that came nearest speaks for the event."""
    test = outcome.reason.split(":")[0]
    return TESTS.index(test) if test in TESTS else -1


# columns of groups


@dataclass
class _Elements:
    """Pairs as elements of groups: each distinct role with what is said, once."""

    at: Codes
    voices: list[tuple[Role, Outcome]]


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
    return _Elements(at, [(roles[k], outcomes[s]) for k, s in zip(kinds.tolist(), saids.tolist(), strict=True)])


class Role(NamedTuple):
    """Of an act: its assignment and direction, how many directions that has, its weight, how many assignments the event
    has, and the mass that was not kept."""

    assignment: int
    direction: int
    directions: int
    weight: float | None
    assignments: int
    cut: float

    def voice(self, outcome: Outcome) -> Voice:
        """The act saying this."""
        return Voice(self.assignment, self.weight, outcome, self.direction, self.directions)


def roles_of(acts: Acts) -> tuple[Codes, list[Role]]:
    if not acts.hypothesis.any() and bool((acts.weight == 1).all()) and not acts.cut.any():
        return np.zeros(len(acts), np.int32), [Role(0, 0, 1, 1.0, 1, 0.0)]
    weight_at, weights = _numbered(np.where(np.isnan(acts.weight), -1.0, acts.weight))
    cut_at, cuts = _numbered(acts.cut)
    assignments, directions = _hypotheses(acts)
    kind, parts = combine(acts.hypothesis, directions, weight_at, assignments, cut_at)
    return kind, [
        Role(h >> 1, h & 1, d, None if weights[w] < 0 else weights[w], n, cuts[c])
        for h, d, w, n, c in zip(*(part.tolist() for part in parts), strict=True)
    ]


def _numbered(values: npt.NDArray[np.float64]) -> tuple[Ints, list[float]]:
    """Numbers as codes: most columns hold one value only."""
    if bool((values == values[0]).all()):
        return np.zeros(len(values), np.int64), [float(values[0])]
    found, at = np.unique(values, return_inverse=True)
    return at.astype(np.int64), found.tolist()


def _hypotheses(acts: Acts) -> tuple[Ints, Ints]:
    """By act: how many assignments its event has, and how many directions its assignment."""
    event = acts.row[1:] != acts.row[:-1]
    hypothesis = event | (acts.hypothesis[1:] != acts.hypothesis[:-1])
    assignment = event | (acts.hypothesis[1:] >> 1 != acts.hypothesis[:-1] >> 1)
    event_at, assignment_at = (np.concatenate([[0], np.cumsum(each)]) for each in (event, assignment))
    first = np.ones(1, dtype=bool)
    assignments = np.bincount(event_at[np.concatenate([first, assignment])])
    directions = np.bincount(assignment_at[np.concatenate([first, hypothesis])])
    return assignments[event_at], directions[assignment_at]


def _patterns(elements: _Elements, starts: Ints, lengths: Ints) -> tuple[Codes, list[Folded]]:
    used, sequences = sequences_of(elements.at, len(elements.voices), starts, lengths)
    folded = _KNOWN.fold(elements.voices, sequences)
    different = {id(each): each for each in folded}
    place = {one: n for n, one in enumerate(different)}
    number = np.array([place[id(each)] for each in folded], dtype=np.int32)
    return (number[used] if len(used) else used), list(different.values())


def sequences_of(at: Codes, size: int, starts: Ints, lengths: Ints) -> tuple[Codes, list[tuple[int, ...]]]:
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


class _Known(threading.local):
    """What patterns came to: batches of one run fold the same ones over and over. What an act says has a number here,
    since tuples of numbers are quick to find again."""

    MOST = 65_536

    def __init__(self) -> None:
        self._numbers: dict[tuple[Role, Outcome], int] = {}
        self._folded: dict[tuple[int, ...], Folded] = {}
        self._same: dict[Folded, Folded] = {}

    def fold(self, voices: list[tuple[Role, Outcome]], sequences: list[tuple[int, ...]]) -> list[Folded]:
        """Each sequence of positions in `voices`, folded. Equal answers are one object."""
        if len(self._numbers) + len(self._folded) > self.MOST:
            self._numbers.clear()
            self._folded.clear()
            self._same.clear()
        number = [self._numbers.setdefault(voice, len(self._numbers)) for voice in voices]
        found = []
        for sequence in sequences:
            pattern = tuple([number[n] for n in sequence])
            folded = self._folded.get(pattern)
            if folded is None:
                folded = _folded([voices[n] for n in sequence])
                folded = self._folded[pattern] = self._same.setdefault(folded, folded)
            found.append(folded)
        return found


_KNOWN = _Known()


def _folded(said: list[tuple[Role, Outcome]]) -> Folded:
    role = said[0][0]
    return fold([each.voice(outcome) for each, outcome in said], role.assignments, role.cut)
