"""A ceiling: the same records put together by one who knows how they were made.

It knows the rates of `Telling`, how many events are told how often and by whom, and the area; only what is random it
does not know. For every set of two or three records of different sources within reach it takes the probability density
of what they tell, with place, day, act, actor and dead of the event unknown, against that of events told once each. Of
these log-likelihood ratios it takes the heaviest choice in which each record stands once: a set packing, solved exactly
(HiGHS). That is the likeliest truth, which need not be the choice of the highest F1; so another may pass it by a hair.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array
from scipy.spatial import KDTree

from .matching_made import ACTORS, ACTS, DAYS, KM, RADII, SOURCES, Telling, extent, told_times

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SIGMAS = 3.9
"""Records of one event further apart than that, in standard deviations along an axis, are not looked at."""

WORTH = -3.0
"""Pairs below this log-likelihood ratio are made part of no three."""


class Told:
    """What each record tells, as numbers, and how likely it is."""

    def __init__(self, table: pa.Table, telling: Telling):
        self.telling, self.rows = telling, table.num_rows
        self.source = _codes(table["source"], SOURCES)
        self.lat, self.lon = (table[name].to_numpy() for name in ("lat", "lon"))
        self.precision = np.searchsorted(RADII, table["radius_km"].to_numpy())
        self.sigma = telling.sigma[self.precision]
        self.day = pc.cast(table["when_start"], pa.int64()).to_numpy() // 86_400_000_000
        killed = pc.fill_null(table["killed_best"], telling.by_number.shape[1] - 1).to_numpy()
        actor = np.full(self.rows, len(ACTORS))
        named = pc.list_value_length(table["actors"]).to_numpy() > 0
        actor[named] = _codes(pc.list_flatten(table["actors"]), ACTORS)
        self._words = (
            (_codes(table["act"], tuple(ACTS)), telling.acts, telling.by_act),
            (actor, telling.actors, telling.by_actor),
            (killed, telling.killed, telling.by_number),
        )

    @cached_property
    def alone(self) -> Floats:
        """By row the log of the density with which an event that nobody else tells is told so, area aside."""
        words = [np.log(often @ told)[code] for code, often, told in self._words]
        return np.sum(words, axis=0) - np.log(DAYS) + np.log(self._events(1) / len(SOURCES))

    def ratio(self, sets: Ints) -> Floats:
        """By set of records (a row each) the log-likelihood ratio of one event to one each."""
        together = self._place(sets) + self._when(sets) + sum(self._word(sets, *each) for each in self._words)
        several = np.log(self._events(sets.shape[1]) / (3 if sets.shape[1] == 2 else 1))
        return together + several - self.alone[sets].sum(axis=1)

    def _events(self, times: int) -> int:
        return told_times(self.rows, self.telling)[times - 1]

    def _place(self, sets: Ints) -> Floats:
        """Gaussian points around an unknown one, against points anywhere in the area."""
        south, north, west, east = extent(self.rows)
        area = (north - south) * (east - west) * KM**2 * np.cos(np.radians((south + north) / 2))
        weight = 1 / self.sigma[sets] ** 2
        whole = weight.sum(axis=1)
        found = (
            np.log(area) * (sets.shape[1] - 1) + np.log(weight / (2 * np.pi)).sum(axis=1) + np.log(2 * np.pi / whole)
        )
        for along in self._along(sets):
            mean = (weight * along).sum(axis=1) / whole
            found -= (weight * (along - mean[:, None]) ** 2).sum(axis=1) / 2
        return found

    def _along(self, sets: Ints) -> tuple[Floats, Floats]:
        """Kilometres north and east of the first of each set."""
        lat, lon = self.lat[sets], self.lon[sets]
        north, east = (lat - lat[:, :1]) * KM, (lon - lon[:, :1]) * KM
        return north, east * np.cos(np.radians(lat.mean(axis=1)))[:, None]

    def _when(self, sets: Ints) -> Floats:
        """One true day, within one of each day told."""
        off = dict(zip((-1, 0, 1), self.telling.day_off, strict=True))
        late = self.day[sets] - self.day[sets[:, :1]]
        sure = np.zeros(len(sets))
        for true in off:  # the true day, counted from the day of the first
            chance = np.vectorize(lambda days: off.get(days, 0.0), otypes=[float])(late - true)
            sure += chance.prod(axis=1)
        with np.errstate(divide="ignore"):
            return np.log(sure) - np.log(DAYS)

    def _word(self, sets: Ints, code: Ints, often: Floats, told: Floats) -> Floats:
        """One true value, told by each in its way."""
        if sets.shape[1] == 2:
            return np.log(told.T @ (often[:, None] * told) + 1e-300)[code[sets[:, 0]], code[sets[:, 1]]]
        found = np.empty(len(sets))
        for part in np.array_split(np.arange(len(sets)), len(sets) // 10_000 + 1):
            chance = np.broadcast_to(often, (len(part), len(often))).copy()
            for member in sets[part].T:
                chance *= told[:, code[member]].T
            found[part] = np.log(chance.sum(axis=1) + 1e-300)
        return found


def assigned(table: pa.Table, telling: Telling | None = None) -> Ints:
    """By row the number of the event that the likeliest truth puts it into."""
    told = Told(table, telling or Telling())
    pairs = candidates(told)
    worth = told.ratio(pairs)
    pairs, worth = pairs[worth > WORTH], worth[worth > WORTH]
    threes = triangles(pairs, told.source)
    return heaviest(told.rows, [(pairs, worth), (threes, told.ratio(threes))])


def candidates(told: Told) -> Ints:
    """Pairs of different sources within reach and two days, the earlier source first."""
    scale = KM * np.cos(np.radians(told.lat.mean()))
    found = []
    for precision, sigma in enumerate(told.telling.sigma):
        rows = np.flatnonzero(told.precision <= precision)
        reach = SIGMAS * sigma * np.sqrt(2) * 1.1  # a tenth more, since degrees of longitude are taken as equal
        points = np.stack([told.lat * KM / reach, told.lon * scale / reach, told.day / 2.5], axis=1)[rows]
        near = rows[KDTree(points).query_pairs(1.0, p=np.inf, output_type="ndarray")].reshape(-1, 2)
        coarse = told.precision[near].max(axis=1) == precision
        found.append(near[coarse & (told.source[near[:, 0]] != told.source[near[:, 1]])])
    pairs = np.concatenate(found)
    return np.take_along_axis(pairs, np.argsort(told.source[pairs], axis=1), axis=1)


def triangles(pairs: Ints, source: Ints) -> Ints:
    """Sets of one record from each source of which two pairs at least are among these."""
    frame = pd.DataFrame({"one": pairs[:, 0], "other": pairs[:, 1], "kind": source[pairs].sum(axis=1)})
    ab, ac, bc = (
        frame.loc[frame["kind"] == kind, ["one", "other"]].set_axis(list(names), axis=1)
        for kind, names in ((1, "ab"), (2, "ac"), (3, "bc"))
    )
    joined = [ab.merge(ac, on="a"), ab.merge(bc, on="b"), ac.merge(bc, on="c")]
    return pd.concat([each[["a", "b", "c"]] for each in joined]).drop_duplicates().to_numpy(dtype=np.int64)


def heaviest(rows: int, sets: list[tuple[Ints, Floats]]) -> Ints:
    """By row a number: the sets chosen so that each row stands in one at most and their worth adds up to the most."""
    kept = [(members[worth > 0], worth[worth > 0]) for members, worth in sets]
    worth = np.concatenate([each for _, each in kept])
    label = np.arange(rows)
    if not len(worth):
        return label
    start = np.cumsum([0] + [len(each) for each, _ in kept])
    column = [np.repeat(np.arange(len(m)) + at, m.shape[1]) for (m, _), at in zip(kept, start[:-1], strict=True)]
    row = np.concatenate([members.ravel() for members, _ in kept])
    used = coo_array((np.ones(len(row)), (row, np.concatenate(column))), shape=(rows, len(worth))).tocsr()
    once = LinearConstraint(used[np.unique(row)], ub=1)
    solved = milp(-worth, integrality=np.ones(len(worth)), bounds=Bounds(0, 1), constraints=once)
    if solved.x is None:
        raise RuntimeError(f"HiGHS found no choice among {len(worth)} sets: {solved.message}")
    chosen = solved.x > 0.5
    for (members, _), at in zip(kept, start[:-1], strict=True):
        taken = members[chosen[at : at + len(members)]]
        label[taken] = taken[:, :1]
    return label


def _codes(values: pa.ChunkedArray, known: tuple[str, ...]) -> Ints:
    """Places in a list; what is missing stands after its end."""
    return pc.fill_null(pc.index_in(values, pa.array(known)), len(known)).to_numpy().astype(np.int64)
