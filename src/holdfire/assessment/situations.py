"""Rows that differ in nothing a clause asks about are one situation: each is judged once.

Two rows are in the same situation if the same columns are asked of each of their acts, and every test gives the same
reason in these columns, under hypotheses of the same weights. A million rows of a year are seldom more than some ten
thousand situations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..records.codes import Codes, Ints, combine, distinct
from .compile import Program
from .fold import Groups, events_of, findings_of, roles_of
from .hypotheses import Acts
from .judge import Bench, Pairs
from .placing import Spotted
from .readings import sensitive

Bools = npt.NDArray[np.bool_]


@dataclass
class Held:
    """The acts of a batch held against an agreement, situation by situation.

    `at` gives the situation of each row; `bench`, `pairs`, `findings` and `events` are those of one row of each, in
    which `row` is the number of the situation. `first` is the first act of each row.
    """

    at: Codes
    first: Ints
    acts: Acts
    bench: Bench
    pairs: Pairs
    findings: Groups
    events: Groups

    def finding_groups(self) -> Groups:
        """The findings of every row."""
        return self._spread(self.findings)

    def event_groups(self) -> Groups:
        """The verdict on every row."""
        return self._spread(self.events)

    def _spread(self, groups: Groups) -> Groups:
        size = len(self.events.row)
        count = np.bincount(groups.row, minlength=size).astype(np.int64)
        offset = np.cumsum(count) - count
        mine = count[self.at]
        row = np.repeat(np.arange(len(self.at), dtype=np.int64), mine)
        within = np.arange(len(row), dtype=np.int64) - np.repeat(np.cumsum(mine) - mine, mine)
        at = offset[self.at[row]] + within
        who = self._who(groups)[at]
        actor = np.where(who < 0, -1, self.acts.actor[self.first[row] + np.maximum(who, 0)])
        return Groups(
            starts=np.zeros(0, np.int64),
            row=row,
            column=groups.column[at],
            pattern=groups.pattern[at],
            folded=groups.folded,
            actor=actor.astype(np.int32),
        )

    def _who(self, groups: Groups) -> Ints:
        """By group: where in its row the first act of its actor stands, -1 where its acts have several actors."""
        one = self.bench.acts
        sides = len(one.sides)
        known, first = np.unique(one.row * sides + one.actor, return_index=True)
        asked = groups.row * sides + np.maximum(groups.actor, 0)
        place = first[np.minimum(np.searchsorted(known, asked), max(len(known) - 1, 0))]
        return np.where(groups.actor < 0, -1, place - np.searchsorted(one.row, groups.row))

    def sensitive(self) -> Bools:
        """By row: whether another reading would change its verdict."""
        return sensitive(self.bench, self.pairs, self.events)[self.at]

    def clauses(self) -> npt.NDArray[np.int64]:
        """By row: the clauses that have a finding on it, as bits in words of 32."""
        program = self.bench.program
        words = max(1, (len(program.terms.agreement.clauses) + 31) // 32)
        clause = program.clause_of[self.findings.column] if len(self.findings.column) else np.zeros(0, np.int64)
        bits = np.zeros((len(self.events.row), words), dtype=np.int64)
        for n in np.unique(clause).tolist():
            bits[self.findings.row[clause == n], n // 32] |= 1 << (n % 32)
        return bits[self.at]

    def rows_in(self, situations: Ints) -> Ints:
        """The rows that are in one of some situations."""
        wanted = np.zeros(len(self.events.row), dtype=bool)
        wanted[situations] = True
        return np.flatnonzero(wanted[self.at])


def hold_once(program: Program, acts: Acts, spotted: Spotted) -> Held:
    """The acts held against the agreement, each situation once. Every row has at least one act, in the rows' order."""
    whole = Bench(program, acts, spotted)
    starts = np.flatnonzero(np.concatenate([[True], acts.row[1:] != acts.row[:-1]])) if len(acts) else acts.row
    lengths = np.diff(np.append(starts, len(acts)))
    element = _elements(whole, acts, starts, lengths)
    at, first = _numbered(element, starts, lengths)
    taken = np.repeat(starts[first] - (np.cumsum(lengths[first]) - lengths[first]), lengths[first])
    taken += np.arange(len(taken))
    one = acts.take(taken)
    one.row = np.repeat(np.arange(len(first), dtype=np.int64), lengths[first])
    bench = whole.take(taken, one)
    pairs = bench.judged(bench.screen())
    return Held(at, starts, acts, bench, pairs, findings_of(bench, pairs), events_of(bench, pairs))


def _elements(whole: Bench, acts: Acts, starts: Ints, lengths: Ints) -> Codes:
    """By act: all that its row's verdict depends on. Of who acted, only which of the row's acts have the same actor."""
    said: list[npt.NDArray[Any]] = []
    if whole.could_touch:
        asking, sets = whole.asking()
        said = [acts.invoked, asking, *(test.classes(asking, sets) for test in whole.tests)]
    kind, _ = roles_of(acts)
    element, _ = combine(kind, _same_actor(acts, starts, lengths), whole.why_silent(), *said)
    return element


def _same_actor(acts: Acts, starts: Ints, lengths: Ints) -> Ints:
    """By act: where in its row the first act of the same actor stands."""
    found = np.zeros(len(acts), np.int64)
    two = starts[lengths == 2]  # most of those that have several
    found[two + 1] = acts.actor[two + 1] != acts.actor[two]
    begins = np.repeat(starts, lengths)
    several = np.flatnonzero(np.repeat(lengths > 2, lengths))
    code, (first, _) = combine(acts.row[several], acts.actor[several])
    first[code[::-1]] = several[::-1]
    found[several] = first[code] - begins[several]
    return found


def _numbered(element: Codes, starts: Ints, lengths: Ints) -> tuple[Codes, Ints]:
    """By row, the number of its sequence of elements; by number, the first row that has it."""
    pattern = element[starts].astype(np.int64)
    known = int(element.max()) + 1 if len(element) else 0
    for nth in range(1, int(lengths.max()) if len(lengths) else 0):
        longer = np.flatnonzero(lengths > nth)
        key, parts = combine(pattern[longer], element[starts[longer] + nth])
        pattern[longer] = key + known
        known += len(parts[0])
    at, found = distinct(pattern)
    first = np.zeros(len(found), dtype=np.int64)
    first[at[::-1]] = np.arange(len(at) - 1, -1, -1)
    return at, first
