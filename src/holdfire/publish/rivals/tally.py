"""Counts by claimant that add up over parts of a file: nothing is kept of a report but the counts it is in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...assessment.summary import first_days
from ...records.codes import Ints, combine, encode
from ...world import NO, YES
from ...world.spots import spots_of
from .lines import NEVER, Lines, Names, as_spots, last_days, lines_of, number
from .record import Days

Mask = npt.NDArray[np.bool_]
_EPOCH = date(1970, 1, 1)
_PENDING = 1 << 20
_DAY_BITS, _AREA_BITS = 23, 14


@dataclass(frozen=True)
class Scope:
    """Which reports are looked at: those that surely lie in the period and, where one is named, in the area.

    `surely` and `perhaps` answer by row: a report to the month that only touches the period may belong to it.
    """

    names: Names
    days: Days
    area: str | None = None

    def rows(self, observations: pa.Table) -> tuple[Mask, Mask]:
        """By row: whether it surely belongs to the period and area, and whether it may."""
        first, last = first_days(observations), last_days(observations)
        begin = -(1 << 40) if self.days.from_ is None else number_of(self.days.from_)
        end = 1 << 40 if self.days.until is None else number_of(self.days.until)
        inside, touching = (first >= begin) & (last <= end), (first <= end) & (last >= begin)
        there = self._there(observations)
        surely = inside & (there == YES)
        return surely, touching & (there != NO) & ~surely

    def _there(self, observations: pa.Table) -> npt.NDArray[np.int8]:
        if self.area is None:
            return np.full(observations.num_rows, YES, dtype=np.int8)
        spots = spots_of(observations)
        return self.names.world.areas.answers(self.area, as_spots(spots.values))[spots.at]


class Tally:
    """Counters over everything that was read. `see` takes every row once, `count` the rows that are in the scope."""

    def __init__(self, scope: Scope):
        self.scope, self.names = scope, scope.names
        self.rows: Counter[int] = Counter()
        self.incidents: Counter[int] = Counter()
        self.perhaps: Counter[int] = Counter()
        self.statements: Counter[int] = Counter()
        self.again = 0
        self.by_side: Counter[tuple[int, int]] = Counter()
        self.by_area: Counter[tuple[int, int]] = Counter()
        self.by_act: Counter[tuple[int, int]] = Counter()
        self.killed: dict[int, Ints] = defaultdict(lambda: np.zeros(5, dtype=np.int64))
        self.days: dict[int, tuple[int, int]] = {}
        self.published: dict[int, int] = {}
        self.ever_area: Counter[tuple[int, int]] = Counter()
        self.ever: dict[int, tuple[int, int]] = {}
        self.compilers: Counter[tuple[int, str]] = Counter()
        self.compiled: Counter[str] = Counter()
        self.groups: dict[tuple[int, ...], int] = {}
        self._cells: list[tuple[Ints, Ints]] = []

    def see(self, observations: pa.Table, alternatives: pa.Table | None = None) -> None:
        """Who was heard from where and when at all, and how many reports may belong to the scope."""
        lines = lines_of(observations, alternatives, self.names)
        _add(self.ever_area, lines.claimant, lines.area)
        _widen(self.ever, lines)
        _, perhaps = self.scope.rows(observations)
        _add_one(self.perhaps, lines.claimant[perhaps[lines.row]])

    def in_scope(self, observations: pa.Table) -> pa.Table:
        """The rows that surely belong to the scope."""
        surely, _ = self.scope.rows(observations)
        return observations.filter(pa.array(surely))

    def count(
        self,
        observations: pa.Table,
        alternatives: pa.Table | None = None,
        incident_of: npt.NDArray[np.int64] | None = None,
    ) -> None:
        """Count rows of the scope. `incident_of` numbers the incident of each row, -1 where the row is set aside as
        the same report again; without it every row is an incident of its own. What is only said, a denial or a count
        that was published, is a report and no incident."""
        if incident_of is not None:
            self.again += int((incident_of < 0).sum())
            observations = observations.filter(pa.array(incident_of >= 0))
            incident_of = incident_of[incident_of >= 0]
        lines = lines_of(observations, alternatives, self.names)
        _add_one(self.rows, lines.claimant)
        _widen(self.days, lines)
        self._publications(lines)
        self._compiled(observations, lines)
        said = np.isin(lines.act, self.names.spoken)
        _add_one(self.statements, lines.claimant[said])
        told = once(lines.take(~said), incident_of, self.names)
        _add_one(self.incidents, told.claimant)
        for counter, column in ((self.by_side, told.side), (self.by_area, told.area), (self.by_act, told.act)):
            _add(counter, told.claimant, column)
        self._harm(told)
        self._groups(told)

    def _compiled(self, observations: pa.Table, lines: Lines) -> None:
        coded = encode(observations["compiled_by"])
        self.compiled.update(
            {each: int(n) for each, n in zip(coded.values, np.bincount(coded.at), strict=False) if each}
        )
        found: Counter[tuple[int, int]] = Counter()
        _add(found, lines.claimant, coded.at[lines.row].astype(np.int64))
        self.compilers.update({(one, coded.values[at]): n for (one, at), n in found.items() if coded.values[at]})

    def _harm(self, told: Lines) -> None:
        """Low, best and high; for how many incidents any is given, and for how many of these no best one is."""
        told = told.take(np.flatnonzero(~np.isnan(told.killed).all(axis=1)))
        low, best, high = told.killed.T
        columns = (np.fmin(low, high), np.nan_to_num(best), np.fmax(low, high), np.ones(len(told)), np.isnan(best))
        ones, order, starts = _by_claimant(told)
        if len(ones):
            sums = np.column_stack([np.add.reduceat(each[order].astype(np.int64), starts) for each in columns])
            for one, several in zip(ones, sums, strict=True):
                self.killed[one] += several

    def _publications(self, lines: Lines) -> None:
        lines = lines.take(lines.published != NEVER)
        ones, order, starts = _by_claimant(lines)
        latest = np.maximum.reduceat(lines.published[order], starts).tolist() if ones else []
        for one, at in zip(ones, latest, strict=True):
            self.published[one] = max(at, self.published.get(one, at))

    def _groups(self, told: Lines) -> None:
        """Incidents by who reports them, by area and first day: all that overlap asks."""
        told = told.take(np.lexsort((told.claimant, told.incident)))
        if not len(told):
            return
        starts = np.flatnonzero(np.append(True, told.incident[1:] != told.incident[:-1]))
        claimants = told.claimant.tolist()
        ends = [*starts[1:].tolist(), len(claimants)]
        groups = [number(self.groups, tuple(claimants[a:b])) for a, b in zip(starts.tolist(), ends, strict=True)]
        area = np.maximum.reduceat(told.area, starts)
        day = np.minimum.reduceat(told.first, starts) + (1 << (_DAY_BITS - 1))
        packed = (np.array(groups, dtype=np.int64) << (_DAY_BITS + _AREA_BITS)) | (area << _DAY_BITS) | day
        self._cells.append(np.unique(packed, return_counts=True))
        if sum(len(keys) for keys, _ in self._cells) > _PENDING:
            self._settle()

    def _settle(self) -> None:
        keys = np.concatenate([each for each, _ in self._cells] or [np.zeros(0, np.int64)])
        counts = np.concatenate([each for _, each in self._cells] or [np.zeros(0, np.int64)])
        found, at = np.unique(keys, return_inverse=True)
        self._cells = [(found, np.bincount(at, weights=counts, minlength=len(found)).astype(np.int64))]

    def cells(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Incidents by group of claimants (an index into `groups`), area and first day, and how many."""
        self._settle()
        keys, counts = self._cells[0]
        day = (keys & ((1 << _DAY_BITS) - 1)) - (1 << (_DAY_BITS - 1))
        return keys >> (_DAY_BITS + _AREA_BITS), (keys >> _DAY_BITS) & ((1 << _AREA_BITS) - 1), day, counts


def once(lines: Lines, incident_of: npt.NDArray[np.int64] | None, names: Names) -> Lines:
    """One line for each claimant and incident. Where a claimant's own reports differ, that is told; its toll reaches
    from its lowest to its highest figure, the best being that of its latest report."""
    lines = lines if incident_of is None else replace(lines, incident=incident_of[lines.row])
    lines = lines.take(np.lexsort((lines.row, lines.published, lines.incident, lines.claimant)))
    if not len(lines):
        return lines
    new = (lines.incident[1:] != lines.incident[:-1]) | (lines.claimant[1:] != lines.claimant[:-1])
    starts = np.flatnonzero(np.append(True, new))
    if len(starts) == len(lines):
        return lines
    low, high = np.minimum.reduceat, np.maximum.reduceat
    given = np.where(np.isnan(lines.killed[:, 1]), -1, np.arange(len(lines)))
    latest = high(given, starts)
    best = np.where(latest < 0, np.nan, lines.killed[latest, 1])
    toll = (np.fmin.reduceat(lines.killed[:, 0], starts), best, np.fmax.reduceat(lines.killed[:, 2], starts))
    return replace(
        lines.take(starts),
        side=_one_of(lines.side, starts, names.one_side),
        act=_one_of(lines.act, starts, names.one_act),
        area=high(lines.area, starts),
        first=low(lines.first, starts),
        last=high(lines.last, starts),
        published=high(lines.published, starts),
        killed=np.column_stack(toll),
    )


def _one_of(column: Ints, starts: Ints, choose: Callable[[set[int]], int]) -> Ints:
    """The value of each group of lines; where several are told, what they come to together."""
    found = np.minimum.reduceat(column, starts)
    ends = np.append(starts[1:], len(column))
    for n in np.flatnonzero(found != np.maximum.reduceat(column, starts)).tolist():
        found[n] = choose(set(column[starts[n] : ends[n]].tolist()))
    return found


def _add_one(counter: Counter[int], column: Ints) -> None:
    keys, counts = np.unique(column, return_counts=True)
    counter.update(dict(zip(keys.tolist(), counts.tolist(), strict=True)))


def _add(counter: Counter[tuple[int, int]], one: Ints, other: Ints) -> None:
    at, (first, second) = combine(one, other)
    counts = np.bincount(at, minlength=len(first)).tolist()
    counter.update(
        dict(zip(zip(first.tolist(), second.tolist(), strict=True), counts, strict=True)) if len(one) else {}
    )


def _by_claimant(lines: Lines) -> tuple[list[int], Ints, Ints]:
    """The claimants of some lines, an order in which those of each stand together, and where each begins in it."""
    order = np.argsort(lines.claimant, kind="stable")
    ones, starts = np.unique(lines.claimant[order], return_index=True)
    return ones.tolist(), order, starts


def _widen(days: dict[int, tuple[int, int]], lines: Lines) -> None:
    """The first and last day of each claimant, by the first days of its events."""
    ones, order, starts = _by_claimant(lines)
    if not ones:
        return
    first = lines.first[order]
    lows, highs = np.minimum.reduceat(first, starts).tolist(), np.maximum.reduceat(first, starts).tolist()
    for one, low, high in zip(ones, lows, highs, strict=True):
        before = days.get(one, (low, high))
        days[one] = (min(low, before[0]), max(high, before[1]))


def day_of(days: int) -> date:
    """The civil day of so many days since 1970."""
    return _EPOCH + timedelta(days=days)


def number_of(day: date) -> int:
    """The days since 1970 of a civil day."""
    return (day - _EPOCH).days
