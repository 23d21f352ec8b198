"""Which pairs of reports could be of one event: those near enough in space and time, given how precise each is.

Each report stands in a grid whose cells are as wide as its own precision reaches; it is held against what lies in the
cells around it, in the same days, at its own precision or a finer one. So the cost follows the density of reports and
not their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..records.codes import Ints
from .reports import DAY, Bools, Floats, Reports, distance_km

KM_PER_DEGREE = 111.0
"""A little less than a degree of latitude, so that a cell is never narrower than is asked."""

_CHUNK = 400_000
"""Pairs that are worked on together."""


@dataclass(frozen=True)
class Reach:
    """How far apart two reports of one event may lie: `km` beyond their radii, and `days` between them.

    `most` bounds a flood: of the reports in one cell and one span of days, a report is held against so many of those
    most like it (same act, number of dead, words); what is left out is counted.
    """

    km: float = 3.0
    days: float = 1.0
    most: int = 200


@dataclass(frozen=True)
class Pairs:
    """Candidates as columns: `one` and `other` index the reports, `one` below `other`; `km` and `days` apart."""

    one: Ints
    other: Ints
    km: Floats
    days: Floats

    def __len__(self) -> int:
        return len(self.one)

    def take(self, rows: Ints | Bools) -> Pairs:
        return Pairs(self.one[rows], self.other[rows], self.km[rows], self.days[rows])

    def of(self, at: Ints) -> Pairs:
        """The same pairs by the numbers among all reports, of which `at` are those of these."""
        return replace(self, one=at[self.one], other=at[self.other])


Kind = tuple[str, int]
"""How reports are placed (`placed`, `broad` or `nowhere`), and the level of their precision, 0 the finest."""


@dataclass(frozen=True)
class Mesh:
    """What of all reports decides which of them are held against each other: by kind the width of the cells of its
    grid (km) and how long its longest event lasts (µs). With it, part of the reports gives the pairs that the whole
    gives."""

    cells: Mapping[Kind, tuple[float, int]]

    @property
    def longest(self) -> int:
        """How long the longest event lasts that is held against any other (µs)."""
        return max((longest for _, longest in self.cells.values()), default=0)


def mesh_of(reports: Reports, reach: Reach) -> Mesh:
    """The mesh of all reports."""
    cells = {}
    for layer in _layers(reports):
        at = layer.among
        width = 2 * float(layer.radius[at].max()) + reach.km
        cells[layer.kind] = (width, int((reports.end[at] - reports.start[at]).max()))
    return Mesh(cells)


def candidates(
    reports: Reports, reach: Reach, mesh: Mesh | None = None, asked: Bools | None = None
) -> tuple[Pairs, int]:
    """Every pair within reach, ordered by (one, other), and how many were left out of a flood.

    Summaries are in no pair; nor are an event at a place and a report placed by a wide area, which is held against
    those of the same area only. A report that nothing places is held against those of its days that are most like it.

    Of part of the reports, `mesh` is that of all of them and `asked` tells which are asked for their pairs. Each pair
    belongs to one report: the coarser one, of two equally coarse ones the first. All that begin near enough to one that
    is asked must be there (`hours_about`).
    """
    whole = mesh_of(reports, reach) if mesh is None else mesh
    owned = np.ones(len(reports), np.bool_) if asked is None else asked
    found: list[Pairs] = []
    cut = 0
    for layer in _layers(reports):
        for pairs, left_out in _within(layer, owned, whole.cells[layer.kind], reach):
            found.append(pairs)
            cut += left_out
    return joined(found), cut


def joined(found: Sequence[Pairs]) -> Pairs:
    """Pairs that were found apart, ordered by (one, other)."""
    if not found:
        none = np.zeros(0, np.int64)
        return Pairs(none, none, np.zeros(0), np.zeros(0))
    one, other, km, days = (np.concatenate([getattr(each, name) for each in found]) for name in COLUMNS)
    order = np.lexsort((other, one))
    return Pairs(one[order], other[order], km[order], days[order])


def hours_about(reports: Reports, rows: Ints, reach: Reach, mesh: Mesh) -> tuple[int, int]:
    """The first and the last hour (since 1970) in which something begins that some reports may be held against."""
    slack = int(reach.days * DAY)
    early = int(reports.start[rows].min()) - slack - mesh.longest
    late = int(reports.end[rows].max()) + slack
    return early // HOUR, late // HOUR


COLUMNS = ("one", "other", "km", "days")
"""The columns of pairs."""

_FINEST = 1.0


@dataclass(frozen=True)
class _Layer:
    """Reports of one kind (`of_kind`), and those `among` which their pairs are."""

    kind: Kind
    reports: Reports
    among: Ints
    of_kind: Bools
    radius: Floats


def _layers(reports: Reports) -> Iterator[_Layer]:
    """The kinds of reports that are there, of one placement from the finest precision on."""
    nowhere = np.isnan(reports.lat)
    radius = np.where(reports.broad | nowhere, 0.0, np.maximum(reports.radius, _FINEST))
    for name, kind in (("placed", ~reports.broad), ("broad", reports.broad)):
        rows = np.flatnonzero(kind & ~nowhere & ~reports.summary)
        level = np.ceil(np.log2(np.maximum(radius[rows], _FINEST))).astype(np.int64)
        for this in np.unique(level).tolist():
            of_kind = np.zeros(len(reports), np.bool_)
            of_kind[rows[level == this]] = True
            yield _Layer((name, this), reports, rows[level <= this], of_kind, radius)
    if (nowhere & ~reports.summary & ~reports.broad).any():
        zeros = np.zeros(len(reports))
        rows = np.flatnonzero(~reports.broad & ~reports.summary)
        yield _Layer(("nowhere", 0), replace(reports, lat=zeros, lon=zeros), rows, nowhere, zeros)


def _within(layer: _Layer, owned: Bools, cells: tuple[float, int], reach: Reach) -> Iterator[tuple[Pairs, int]]:
    """Pairs of the reports of a kind that are asked, with each other and with finer ones, a run at a time."""
    reports, among, of_kind, radius = layer.reports, layer.among, layer.of_kind, layer.radius
    asked = np.flatnonzero(of_kind[among] & owned[among])
    if not len(asked):
        return
    width, longest = cells
    alike = np.lexsort((reports.words[among], reports.killed_best[among], reports.act[among]))
    grid = Grid(reports.lat[among], reports.lon[among], reports.start[among], width, alike)
    slack = int(reach.days * DAY)
    rows = among[asked]
    early, late = reports.start[rows] - slack - longest, reports.end[rows] + slack
    for first, last, at, left_out in grid.runs(asked, early, late, reach.most):
        yield _none(left_out)
        for chosen, place in _spread(first, last, _CHUNK):
            i, j = rows[at[chosen]], among[grid.order[place]]
            keep = (i < j) | ((i > j) & ~of_kind[j])  # of one kind each pair once, of two from the coarser
            yield _near(reports, i[keep], j[keep], radius, reach), 0


def _none(left_out: int) -> tuple[Pairs, int]:
    none = np.zeros(0, np.int64)
    return Pairs(none, none, np.zeros(0), np.zeros(0)), left_out


def _near(reports: Reports, i: Ints, j: Ints, radius: Floats, reach: Reach) -> Pairs:
    """The pairs that are truly near, in space and in time."""
    gap = np.maximum(reports.start[i], reports.start[j]) - np.minimum(reports.end[i], reports.end[j])
    days = np.where(gap < 0, -1.0, gap / DAY)
    keep = days <= reach.days
    i, j, days = i[keep], j[keep], days[keep]
    km = distance_km(reports.lat[i], reports.lon[i], reports.lat[j], reports.lon[j])
    keep = km <= reach.km + radius[i] + radius[j]
    i, j, days, km = i[keep], j[keep], days[keep], km[keep]
    return Pairs(np.minimum(i, j), np.maximum(i, j), km, days)


class Grid:
    """Points in cells about `width` km wide, within a cell by the hour they begin, and then with their like.

    Rows of cells follow latitude; a row has as many cells around the globe as fit at the poleward edge of the next one,
    so that what lies within `width` of a point is in its cell or in one beside it, also about a pole. `alike` orders
    points that begin in one hour.
    """

    def __init__(self, lat: Floats, lon: Floats, start: Ints, width: float, alike: Ints):
        self._lat, self._lon = lat, lon
        self._step = max(width / KM_PER_DEGREE, 1e-4)
        hours = start // HOUR
        self._floor = int(hours.min())
        self._hour = hours - self._floor
        self._hours = int(self._hour.max()) + 2
        cell = self._cell(self._band(lat), lon, 0)
        self._cells = np.unique(cell)
        key = np.searchsorted(self._cells, cell) * self._hours + self._hour
        self.order: Ints = alike[np.argsort(key[alike], kind="stable")]
        self._keys = key[self.order]
        self._place = np.empty(len(lat), np.int64)
        self._place[self.order] = np.arange(len(lat))

    def _band(self, lat: Floats) -> Ints:
        return np.asarray(np.floor((lat + 90.0) / self._step), dtype=np.int64)

    def _around(self, band: Ints) -> Ints:
        """How many cells a row of latitude has."""
        edge = np.maximum(np.abs(band * self._step - 90.0), np.abs((band + 1) * self._step - 90.0))
        narrowest = np.maximum(np.cos(np.radians(np.minimum(edge + self._step, 90.0))), 1e-9)
        half = np.arcsin(np.minimum(1.0, np.sin(np.radians(min(self._step, 180.0) / 2)) / narrowest))
        return np.asarray(np.maximum(1, np.floor(np.pi / half)), dtype=np.int64)

    def _cell(self, band: Ints, lon: Floats, shift: int) -> Ints:
        around = self._around(band)
        at = np.floor((lon + 180.0) % 360.0 / 360.0 * around).astype(np.int64)
        return np.asarray(band * (1 << 32) + (at + shift) % around)

    def runs(self, asked: Ints, early: Ints, late: Ints, most: int) -> Iterator[tuple[Ints, Ints, Ints, int]]:
        """For each of nine cells around the points that are asked for: runs [first, last) of `order` that begin between
        `early` and `late`, each with its place in `asked`; and how many were left out of runs longer than `most`."""
        low = np.clip(early // HOUR - self._floor, 0, self._hours - 1)
        high = np.clip(late // HOUR - self._floor + 1, 0, self._hours - 1)
        lon = self._lon[asked]
        for band_shift in (-1, 0, 1):
            band = self._band(self._lat[asked]) + band_shift
            around = self._around(band)
            for shift in (-1, 0, 1):
                fresh = (around > 2) | (shift == 0) | ((shift == 1) & (around == 2))
                cell = self._cell(band, lon, shift)
                at = np.searchsorted(self._cells, cell)
                there = fresh & (self._cells[np.minimum(at, len(self._cells) - 1)] == cell)
                n = np.flatnonzero(there)
                base = at[n] * self._hours
                first = np.searchsorted(self._keys, base + low[n])
                last = np.searchsorted(self._keys, base + high[n])
                full = last > first
                first, last, n, base = first[full], last[full], n[full], base[full]
                yield self._narrowed(first, last, n, base, asked, most)

    def _narrowed(
        self, first: Ints, last: Ints, n: Ints, base: Ints, asked: Ints, most: int
    ) -> tuple[Ints, Ints, Ints, int]:
        """Runs that are longer than `most` cut to those nearest to the point's own place in the order."""
        long = np.flatnonzero(last - first > most)
        if not len(long):
            return first, last, n, 0
        whole = int((last - first)[long].sum())
        own = self._place[asked[n[long]]]
        hour = np.searchsorted(self._keys, base[long] + self._hour[asked[n[long]]])
        middle = np.where((own >= first[long]) & (own < last[long]), own, hour)
        begin = np.clip(middle - most // 2, first[long], last[long] - most)
        first[long], last[long] = begin, begin + most
        return first, last, n, whole - most * len(long)


HOUR = 3_600_000_000
"""Microseconds."""


def _spread(first: Ints, last: Ints, most: int) -> Iterator[tuple[Ints, Ints]]:
    """Runs [first, last) as (number of the run, place), about `most` places at a time."""
    size = last - first
    total = np.cumsum(size)
    at = 0
    while at < len(size):
        before = int(total[at - 1]) if at else 0
        upto = max(at + 1, int(np.searchsorted(total, before + most, side="right")))
        n = np.repeat(np.arange(at, upto), size[at:upto])
        begins = np.repeat(total[at:upto] - size[at:upto], size[at:upto])
        yield n, np.repeat(first[at:upto], size[at:upto]) + np.arange(before, before + len(n)) - begins
        at = upto


__all__ = ["HOUR", "Grid", "Mesh", "Pairs", "Reach", "candidates", "hours_about", "joined", "mesh_of"]
