"""Totals and summaries: which events lie in the period and the area of a report that counts several, or names only a
province. They are linked and never merged: a month's total swallows no strike, and a strike is no part of its count
unless it says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..records.codes import Ints, combine
from ..world import UNKNOWN, YES, Spots, World
from .candidates import Pairs
from .comparing import LEVELS, compared
from .reports import Bools, Reports, distance_km

_CHUNK = 2_000_000


@dataclass(frozen=True)
class Covers:
    """`one` covers `other`, by the numbers of the reports; ordered by both. `all_of` counts, for each report that
    covers any, how many it covers, also where not all are listed."""

    one: Ints
    other: Ints
    all_of: dict[int, int]


def covering(reports: Reports, world: World, most: int = 10_000) -> Covers:
    """What each summary, and each report that is placed by a wide area only, covers among the events at a place.

    `most` bounds how many are listed of one summary; all are counted.
    """
    wholes = np.flatnonzero((reports.summary | reports.broad) & ~np.isnan(reports.lat))
    events = np.flatnonzero(~(reports.summary | reports.broad) & ~np.isnan(reports.lat))
    if not len(wholes) or not len(events):
        none = np.zeros(0, np.int64)
        return Covers(none, none, {})
    events = events[np.argsort(reports.start[events], kind="stable")]
    found: list[tuple[Ints, Ints]] = []
    counted: dict[int, int] = {}
    inside = _Inside(reports, world, events)
    for whole, some in _in_period(reports, wholes, events):
        keep = inside(whole, some) & (reports.end[events[some]] <= reports.end[whole])
        one, other = whole[keep], events[some[keep]]
        keep = _compatible(reports, one, other, world)
        for number in np.unique(one[keep]).tolist():
            listed = np.sort(other[keep & (one == number)])
            counted[number] = counted.get(number, 0) + len(listed)
            found.append((np.full(min(most, len(listed)), number), listed[:most]))
    one, other = (np.concatenate([np.zeros(0, np.int64), *(each[n] for each in found)]) for n in (0, 1))
    order = np.lexsort((other, one))
    return Covers(one[order], other[order], counted)


def _in_period(reports: Reports, wholes: Ints, events: Ints) -> list[tuple[Ints, Ints]]:
    """Wholes, each with the events (places in `events`) that begin in its period, some of them at a time."""
    first = np.searchsorted(reports.start[events], reports.start[wholes], side="left")
    last = np.searchsorted(reports.start[events], reports.end[wholes], side="left")
    sizes = np.maximum(0, last - first)
    portions, begin, held = [], 0, 0
    for n, size in enumerate(sizes.tolist()):
        held += size
        if held > _CHUNK or n == len(sizes) - 1:
            at = np.arange(begin, n + 1)
            some = np.concatenate([np.arange(first[k], first[k] + sizes[k]) for k in at.tolist()])
            portions.append((np.repeat(wholes[at], sizes[at]), some))
            begin, held = n + 1, 0
    return portions


class _Inside:
    """Whether events lie in the area of a whole: by the areas that it names, or by its circle; each worked once."""

    def __init__(self, reports: Reports, world: World, events: Ints):
        self._reports, self._world, self._events = reports, world, events
        key, (lat, lon, radius, area) = combine(
            np.round((reports.lat[events] + 90) * 1e4).astype(np.int64),
            np.round((reports.lon[events] + 180) * 1e4).astype(np.int64),
            np.round(reports.radius[events] * 10).astype(np.int64),
            reports.area[events],
        )
        self._key = key
        self._spots = Spots(lat / 1e4 - 90, lon / 1e4 - 180, radius / 10, reports.areas, area)
        self._answers: dict[str, npt.NDArray[np.int8]] = {}

    def __call__(self, whole: Ints, some: Ints) -> Bools:
        answers = np.zeros(len(whole), np.bool_)
        codes = self._reports.area[whole]
        for code in np.unique(codes).tolist():
            at = np.flatnonzero(codes == code)
            named = [each for each in self._reports.areas[code] if each in self._world.areas]
            if named:
                spots = self._key[some[at]]
                answers[at] = np.max([self._of(area)[spots] for area in self._deepest(named)], axis=0) == YES
            else:
                answers[at] = self._in_circle(whole[at], self._events[some[at]])
        return answers

    def _deepest(self, named: list[str]) -> list[str]:
        above = {over for area in named for over in self._world.areas.above(area)[1:]}
        return [area for area in named if area not in above]

    def _of(self, area: str) -> npt.NDArray[np.int8]:
        if area not in self._answers:
            self._answers[area] = self._world.areas.answers(area, self._spots)
        return self._answers[area]

    def _in_circle(self, whole: Ints, event: Ints) -> Bools:
        reports = self._reports
        km = distance_km(reports.lat[whole], reports.lon[whole], reports.lat[event], reports.lon[event])
        found: Bools = km + reports.radius[event] <= reports.radius[whole]
        return found


def _compatible(reports: Reports, one: Ints, other: Ints, world: World) -> Bools:
    """Whether the event may be of what the whole speaks of: its act is one of these, and no rival is named."""
    if not len(one):
        return np.zeros(0, np.bool_)
    zeros = np.zeros(len(one))
    sides = compared(reports, Pairs(one, other, zeros, zeros), world, ("actors",)).levels["actors"]
    key, (whole, event) = combine(reports.act[one], reports.act[other])
    acts = [reports.acts[n] for n in whole.tolist()], [reports.acts[n] for n in event.tolist()]
    spoken = np.array([_speaks(a, b, world) for a, b in zip(*acts, strict=True)], dtype=np.bool_)
    return np.asarray(spoken[key] & (sides != LEVELS["actors"].index("rival")))


def _speaks(whole: str, event: str, world: World) -> bool:
    known = whole in world.acts and event in world.acts
    return world.acts.answer({whole}, event) in (YES, UNKNOWN) if known else whole == event
