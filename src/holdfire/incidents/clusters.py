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
    """What people decided: pairs that are one, and pairs that are not, by the numbers of the reports."""

    together: tuple[tuple[int, int], ...] = ()
    apart: frozenset[tuple[int, int]] = field(default_factory=frozenset)


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
    strong = (scores >= bounds.same) & (reports.dataset[pairs.one] != reports.dataset[pairs.other])
    strong &= ~_too_wide(reports, pairs, bounds)
    linked = np.array(ruled.together, dtype=np.int64).reshape(-1, 2)
    one = np.concatenate([pairs.one[strong], linked[:, 0]])
    other = np.concatenate([pairs.other[strong], linked[:, 1]])
    group = _connected(len(reports), one, other)
    sizes = np.bincount(group, minlength=len(reports))
    touched = {group[n] for pair in (*ruled.together, *ruled.apart) for n in pair}
    simple = sizes[group] <= 2
    if touched:
        simple &= ~np.isin(group, np.array(sorted(touched)))
    incident = np.where(simple, group, np.arange(len(reports)))
    inside = ~simple[pairs.one] & (group[pairs.one] == group[pairs.other])
    known = _known(pairs.take(inside), scores[inside])
    ranked = _ranked(pairs.take(inside & strong), scores[inside & strong])
    growing = _Growing(reports, bounds, known, ruled, rivals)
    for i, j in ranked:
        growing.join(i, j)
    return growing.numbered(incident)


def _too_wide(reports: Reports, pairs: Pairs, bounds: Bounds) -> Bools:
    """By pair: whether the two alone reach further than one incident may."""
    i, j = pairs.one, pairs.other
    radius = np.maximum(reports.radius, 1.0)
    late = np.abs(reports.start[i] - reports.start[j]) > bounds.days * DAY
    return np.asarray(late | (pairs.km > radius[i] + radius[j] + bounds.km))


def _connected(size: int, one: Ints, other: Ints) -> Ints:
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


def _ranked(pairs: Pairs, scores: Floats) -> Iterable[tuple[int, int]]:
    order = np.lexsort((pairs.other, pairs.one, -scores))
    return zip(pairs.one[order].tolist(), pairs.other[order].tolist(), strict=True)


class _Growing:
    """Groups under way, each a list of reports in the order in which they joined."""

    def __init__(
        self,
        reports: Reports,
        bounds: Bounds,
        known: Mapping[tuple[int, int], float],
        ruled: Ruled,
        rivals: Rivals,
    ):
        self._reports, self._bounds, self._known, self._rivals = reports, bounds, known, rivals
        self._group: dict[int, list[int]] = {}
        self._apart: dict[int, set[int]] = {}
        for i, j in ruled.apart:
            self._apart.setdefault(i, set()).add(j)
            self._apart.setdefault(j, set()).add(i)
        for i, j in ruled.together:
            self._put(i, j)

    def _of(self, report: int) -> list[int]:
        return self._group.setdefault(report, [report])

    def _put(self, i: int, j: int) -> None:
        one, other = self._of(i), self._of(j)
        if one is other:
            return
        one.extend(other)
        for each in other:
            self._group[each] = one

    def join(self, i: int, j: int) -> None:
        """Make one group of two, where nothing stands against it."""
        one, other = self._of(i), self._of(j)
        if one is not other and self._fit(one, other) and self._alike([i, *one], [j, *other]):
            self._put(i, j)

    def _fit(self, one: list[int], other: list[int]) -> bool:
        datasets = self._reports.dataset
        if {datasets[n] for n in one} & {datasets[n] for n in other}:
            return False
        if self._apart and any(self._apart.get(n, _NOBODY) & set(other) for n in one):
            return False
        return not self._rivals(one, other) and self._close([*one, *other])

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
        at = np.array(whole)
        starts = self._reports.start[at]
        if int(starts.max()) - int(starts.min()) > self._bounds.days * DAY:
            return False
        return self._near(at[~np.isnan(self._reports.lat[at])])

    def _near(self, at: Ints) -> bool:
        """Whether reports lie within the bound of each other; of many, whether they lie about the first."""
        if len(at) < 2:
            return True
        bound = np.sort(np.maximum(self._reports.radius[at], 1.0))[-2:].sum() + self._bounds.km
        lat, lon = self._reports.lat[at], self._reports.lon[at]
        if len(at) > _ASKED:
            return bool(distance_km(lat[0], lon[0], lat, lon).max() <= bound / 2)
        return bool(distance_km(lat[:, None], lon[:, None], lat, lon).max() <= bound)

    def numbered(self, incident: Ints) -> Ints:
        """The first report of each report's incident."""
        found = incident.copy()
        for report, group in self._group.items():
            found[report] = min(group)
        return found


_NOBODY: set[int] = set()
