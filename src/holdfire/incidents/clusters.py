"""From pairs to incidents: the likeliest pairs first, and none against a compiler, a person or the bounds.

Two rows of one dataset never meet in an incident, nor what a person said is not the same. Whether two groups are one is
asked of all their pairs together, so that a chain of near neighbours does not run across a country. Everything is
worked in the order of scores, then of ids: the order of the reports changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..records.codes import Ints
from .candidates import Pairs
from .reports import DAY, Bools, Floats, Reports, distance_km

_ASKED = 40
"""Reports of each of two groups whose pairs are asked whether the groups are one."""


Rivals = Callable[[Sequence[int], Sequence[int]], bool]


@dataclass(frozen=True)
class Bounds:
    """Scores from which pairs are one (`same`) and below which no pair of one incident lies (`least`), and its spread:
    `days` from first to last beginning, `km` beyond the two largest radii."""

    same: float
    least: float
    days: float
    km: float


@dataclass(frozen=True)
class Ruled:
    """What people decided: pairs that are one, and pairs that are not, by the numbers of the reports. `leaving` are
    those that a person took out: they are asked last with whom they go, so that they draw nobody along."""

    together: tuple[tuple[int, int], ...] = ()
    apart: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    leaving: frozenset[int] = frozenset()


def clustered(
    reports: Reports,
    pairs: Pairs,
    scores: Floats,
    bounds: Bounds,
    ruled: Ruled,
    rivals: Rivals = lambda one, other: False,
) -> Ints:
    """For each report the number of the first report of its incident. `rivals` says of two groups whether they can be
    no one incident, also where none of their reports were compared."""
    datasets = _Datasets(reports)
    strong = could_join(reports, pairs, scores, bounds) & ~datasets.hold_apart(pairs)
    copied = _copied_from(reports, pairs, strong, ruled, bounds)
    own = (copied[pairs.one] == pairs.one) & (copied[pairs.other] == pairs.other)
    pairs, scores, strong = pairs.take(own), scores[own], strong[own]
    linked = np.array(ruled.together, dtype=np.int64).reshape(-1, 2)
    one = np.concatenate([pairs.one[strong], linked[:, 0]])
    other = np.concatenate([pairs.other[strong], linked[:, 1]])
    group = connected(len(reports), one, other)
    sizes = np.bincount(group, minlength=len(reports))
    touched = {group[n] for pair in (*ruled.together, *ruled.apart) for n in pair}
    simple = sizes[group] <= 2
    if touched:
        simple &= ~np.isin(group, np.array(sorted(touched)))
    incident = np.where(simple, group, np.arange(len(reports)))
    inside = ~simple[pairs.one] & (group[pairs.one] == group[pairs.other])
    known = _known(pairs.take(inside), scores[inside])
    ranked = _ranked(pairs.take(inside & strong), scores[inside & strong], ruled.leaving)
    growing = _Growing(reports, bounds, known, ruled, rivals, datasets)
    for i, j in ranked:
        growing.join(i, j)
    return np.asarray(growing.numbered(incident)[copied])


def could_join(reports: Reports, pairs: Pairs, scores: Floats, bounds: Bounds) -> Bools:
    """By pair: whether it may draw its two into one incident, as far as they alone tell. No others ever do."""
    apart = reports.dataset[pairs.one] == reports.dataset[pairs.other]
    return np.asarray((scores >= bounds.same) & ~apart & ~_too_wide(reports, pairs, bounds))


def _copied_from(reports: Reports, pairs: Pairs, strong: Bools, ruled: Ruled, bounds: Bounds) -> Ints:
    """For each report the first of those that are copies of each other: only that one is asked with whom it goes, so
    that a further copy changes nothing. What people spoke of is no copy here."""
    same = strong & (reports.copied[pairs.one] == reports.copied[pairs.other])
    spoken_of = np.array(sorted({n for pair in (*ruled.together, *ruled.apart) for n in pair}), dtype=np.int64)
    same &= ~np.isin(pairs.one, spoken_of) & ~np.isin(pairs.other, spoken_of)
    found = connected(len(reports), pairs.one[same], pairs.other[same])
    sizes = np.bincount(found, minlength=len(reports))
    order = np.argsort(found, kind="stable")
    ends = np.cumsum(sizes)
    for first in np.flatnonzero(sizes > 2).tolist():  # two were asked already
        group = order[ends[first] - sizes[first] : ends[first]]
        if len(np.unique(reports.dataset[group])) < len(group) or not _close(reports, group, bounds):
            found[group] = group
    return found


def _too_wide(reports: Reports, pairs: Pairs, bounds: Bounds) -> Bools:
    """By pair: whether the two alone reach further than one incident may."""
    i, j = pairs.one, pairs.other
    radius = np.maximum(reports.radius, 1.0)
    late = np.abs(reports.start[i] - reports.start[j]) > bounds.days * DAY
    return np.asarray(late | (pairs.km > radius[i] + radius[j] + bounds.km))


def connected(size: int, one: Ints, other: Ints) -> Ints:
    """For each report the lowest number that it is connected with."""
    label = np.arange(size)
    while len(one):
        low = np.minimum(label[one], label[other])
        moved = label.copy()
        np.minimum.at(moved, label[one], low)
        np.minimum.at(moved, label[other], low)
        while not np.array_equal(moved, moved[moved]):
            moved = moved[moved]
        if np.array_equal(moved, label):
            break
        label = moved
    return label


def _known(pairs: Pairs, scores: Floats) -> dict[tuple[int, int], float]:
    return dict(zip(zip(pairs.one.tolist(), pairs.other.tolist(), strict=True), scores.tolist(), strict=True))


def _ranked(pairs: Pairs, scores: Floats, leaving: frozenset[int]) -> Iterable[tuple[int, int]]:
    last = np.array(sorted(leaving), dtype=np.int64)
    late = np.isin(pairs.one, last) | np.isin(pairs.other, last)
    order = np.lexsort((pairs.other, pairs.one, -scores, late))
    return zip(pairs.one[order].tolist(), pairs.other[order].tolist(), strict=True)


def _close(reports: Reports, at: Ints, bounds: Bounds) -> bool:
    """Whether reports lie within the spread of one incident."""
    starts = reports.start[at]
    if int(starts.max()) - int(starts.min()) > bounds.days * DAY:
        return False
    return _near(reports, at[~np.isnan(reports.lat[at])], bounds)


def _near(reports: Reports, at: Ints, bounds: Bounds) -> bool:
    """Whether reports lie within the bound of each other; of many, whether they lie about the first."""
    if len(at) < 2:
        return True
    bound = np.sort(np.maximum(reports.radius[at], 1.0))[-2:].sum() + bounds.km
    lat, lon = reports.lat[at], reports.lon[at]
    if len(at) > _ASKED:
        return bool(distance_km(lat[0], lon[0], lat, lon).max() <= bound / 2)
    return bool(distance_km(lat[:, None], lon[:, None], lat, lon).max() <= bound)


class _Datasets:
    """In which datasets each report stands, or what it copies: two rows of one are two events, and a copy of one of
    them is no other one."""

    def __init__(self, reports: Reports):
        self._of, self._copied = reports.dataset, reports.copied
        _, at, times = np.unique(reports.copied, return_inverse=True, return_counts=True)
        self._twin = times[at] > 1
        self._with: dict[int, set[int]] = {}
        for n in np.flatnonzero(self._twin).tolist():
            self._with.setdefault(int(self._copied[n]), set()).add(int(self._of[n]))

    def hold_apart(self, pairs: Pairs) -> Bools:
        """By pair: whether a dataset tells both as two events."""
        found = np.asarray(self._of[pairs.one] == self._of[pairs.other])
        for at in np.flatnonzero(self._twin[pairs.one] | self._twin[pairs.other]).tolist():
            found[at] = self.of(int(pairs.one[at])).meet(self.of(int(pairs.other[at])))
        return found

    def of(self, report: int) -> _Told:
        """In which datasets one report is told."""
        own, copied = int(self._of[report]), int(self._copied[report])
        every = self._with[copied] if self._twin[report] else (own,)
        return _Told({own}, {dataset: {copied} for dataset in every})


@dataclass
class _Told:
    """The datasets in which some reports stand (`own`), and by dataset what is told there, be it by a copy."""

    own: set[int]
    every: dict[int, set[int]]

    def meet(self, other: _Told) -> bool:
        """Whether a dataset tells one of these and one of the others as two events."""
        if not self.own.isdisjoint(other.own):
            return True
        fewer, more = sorted((self.every, other.every), key=len)
        return any(len(copied | more[dataset]) > 1 for dataset, copied in fewer.items() if dataset in more)

    def with_(self, other: _Told) -> _Told:
        """Both together; the larger of them is used up."""
        fewer, more = sorted((self, other), key=lambda each: len(each.every))
        more.own |= fewer.own
        for dataset, copied in fewer.every.items():
            more.every.setdefault(dataset, set()).update(copied)
        return more


class _Growing:
    """Groups under way, each a list of reports in the order in which they joined."""

    def __init__(
        self,
        reports: Reports,
        bounds: Bounds,
        known: Mapping[tuple[int, int], float],
        ruled: Ruled,
        rivals: Rivals,
        datasets: _Datasets,
    ):
        self._reports, self._bounds, self._known, self._rivals = reports, bounds, known, rivals
        self._datasets = datasets
        self._group: dict[int, list[int]] = {}
        self._told: dict[int, _Told] = {}
        self._apart: dict[int, set[int]] = {}
        for i, j in ruled.apart:
            self._apart.setdefault(i, set()).add(j)
            self._apart.setdefault(j, set()).add(i)
        for i, j in ruled.together:
            self._put(i, j)
        # what a person joined from further off than the bounds keeps nothing else out
        groups = {id(group): group for group in self._group.values()}.values()
        self._stretched = {report for group in groups if not self._close(group) for report in group}

    def _of(self, report: int) -> list[int]:
        if report not in self._group:
            self._group[report] = [report]
            self._told[report] = self._datasets.of(report)
        return self._group[report]

    def _put(self, i: int, j: int) -> None:
        one, other = self._of(i), self._of(j)
        if one is other:
            return
        self._told[one[0]] = self._told[one[0]].with_(self._told.pop(other[0]))
        one.extend(other)
        for each in other:
            self._group[each] = one

    def join(self, i: int, j: int) -> None:
        """Make one group of two, where nothing stands against it."""
        one, other = self._of(i), self._of(j)
        if one is not other and self._fit(one, other) and self._alike([i, *one], [j, *other]):
            self._put(i, j)

    def _fit(self, one: list[int], other: list[int]) -> bool:
        if self._told[one[0]].meet(self._told[other[0]]) or self._parted(*sorted((one, other), key=len)):
            return False
        stretched = not self._stretched.isdisjoint(one) or not self._stretched.isdisjoint(other)
        return not self._rivals(one, other) and (stretched or self._close([*one, *other]))

    def _parted(self, fewer: list[int], more: list[int]) -> bool:
        """Whether a person said of one of the first and one of the others that they are not the same."""
        return (
            any(self._group.get(each) is more for n in fewer for each in self._apart.get(n, ()))
            if self._apart
            else False
        )

    def _alike(self, one: list[int], other: list[int]) -> bool:
        """Whether their pairs, as far as they were compared, say together that they are one. The pair that is asked
        about stands first in both, since of a flood nothing else may have been compared."""
        scores = [
            score
            for i in dict.fromkeys(one[: _ASKED + 1])
            for j in dict.fromkeys(other[: _ASKED + 1])
            if (score := self._known.get((i, j) if i < j else (j, i))) is not None
        ]
        return bool(scores) and min(scores) >= self._bounds.least and sum(scores) / len(scores) >= self._bounds.same

    def _close(self, whole: list[int]) -> bool:
        return _close(self._reports, np.array(whole), self._bounds)

    def numbered(self, incident: Ints) -> Ints:
        """The first report of each report's incident."""
        found = incident.copy()
        for report, group in self._group.items():
            found[report] = min(group)
        return found
