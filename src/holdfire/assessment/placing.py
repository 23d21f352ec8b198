"""Where the acts of a batch lie: in which areas, on whose ground, and what an aggregate consisted of there."""

from __future__ import annotations

from copy import copy

import numpy as np
import numpy.typing as npt

from ..records.codes import combine
from ..world import NO, UNKNOWN, YES, Control, Mixed, Spots, World
from ..world.ground import GroundFact
from ..world.time import FOREVER, instant, micros
from .hypotheses import Acts, Vocabulary

Answers = npt.NDArray[np.int8]


class Spotted:
    """Answers of areas for the distinct places of a batch, each area worked once."""

    def __init__(self, acts: Acts, world: World):
        self._world = world
        self._spots = spots(acts)
        self._answers: dict[str, Answers] = {}

    def take(self, places: npt.NDArray[np.int64]) -> Spotted:
        """Some of the places; what is asked of them is asked of them alone."""
        few = copy(self)
        few._spots, few._answers = self._spots.take(places), {}
        return few

    def in_area(self, area: str) -> Answers:
        """By place: whether it lies in the area."""
        if area not in self._answers:
            self._answers[area] = self._world.areas.answers(area, self._spots)
        return self._answers[area]

    def nearer_than(self, area: str, metres: float, side: str | None) -> Answers:
        """By place: whether it lies nearer to a line or area than so many metres, and on that side of it."""
        shape = self._world.areas.shape(area)
        found = np.full(len(self._spots.lat), UNKNOWN, dtype=np.int8)
        pointed = ~np.isnan(self._spots.lat)
        if shape is None or not pointed.any():
            return found
        lat, lon = self._spots.lat[pointed], self._spots.lon[pointed]
        slack = self._spots.radius_km[pointed] + shape.accuracy_km
        distance = shape.distance_km(lat, lon)
        near = np.where(distance + slack < metres / 1000, YES, np.where(distance - slack >= metres / 1000, NO, UNKNOWN))
        if side is not None:
            beside = shape.beside(lat, lon, side)
            unsure = np.abs(beside) <= np.maximum(slack, _ASLANT * distance)
            there = np.where(unsure, UNKNOWN, np.where(beside > 0, YES, NO))
            near = np.minimum(near, there)
        found[pointed] = near
        return found


_ASLANT = 0.05
"""Of a place that lies this little to a side of a line, for each km of its distance, the side is not told: beyond the
line's end, or where the line itself runs that way."""


def spots(acts: Acts) -> Spots:
    """The batch's distinct places as the areas ask for them."""
    named: dict[tuple[str, ...], int] = {}
    at = np.array([named.setdefault(spot[3], len(named)) for spot in acts.spots], dtype=np.int64)
    numbers = np.array([spot[:3] for spot in acts.spots], dtype=np.float64).reshape(-1, 3)
    return Spots(numbers[:, 0], numbers[:, 1], numbers[:, 2], list(named), at)


def placed(acts: Acts, world: World, spotted: Spotted, floor: int | None = None) -> Acts:
    """The acts with who held the ground, whether it was mixed, and aggregates replaced by what they consisted of.

    What lies before `floor` (the start of an agreement, microseconds UTC) finds the ground as it was then: a baseline
    is a fixed cohort.
    """
    ground = world.ground
    if len(acts) == 0 or not (ground.control or ground.compositions or ground.mixed):
        return acts
    spans = Spans(acts, floor)
    _compose(acts, world, spotted, spans)
    sides = Vocabulary(acts.sides)
    # of a place that is an area itself, what is recorded of that area stands, whatever smaller areas lie in it
    pointed = ~np.isnan(np.array([spot[0] for spot in acts.spots], dtype=np.float64))[acts.spot]
    for entry in sorted(ground.control, key=lambda each: _size(each, world), reverse=True):
        there = spans.within(entry, acts, world, spotted)
        if there is not None:
            acts.holder[there == YES] = sides.number(entry.held_by)
            acts.holder[(there == UNKNOWN) & pointed] = -1
    for mixed in ground.mixed:
        there = spans.within(mixed, acts, world, spotted)
        if there is not None:
            np.maximum(acts.mixed, np.where(_concerns(mixed, acts, world), there, NO), out=acts.mixed)
    return acts


def _concerns(mixed: Mixed, acts: Acts, world: World) -> npt.NDArray[np.bool_]:
    """By act: whether one of those who were mixed there is the one said to have been hit."""
    who = set(mixed.who)
    said = [any(who & set(world.actors.units_above(one)) for one in side) for side in acts.sides]
    return np.array(said, dtype=bool)[acts.target]


class Spans:
    """The distinct intervals of a batch, none of them before the floor."""

    def __init__(self, acts: Acts, floor: int | None = None):
        start, end = acts.start, acts.end
        if floor is not None:
            start, end = np.maximum(start, floor), np.maximum(end, floor + 1)
        self._at, (self._start, length) = combine(start, end - start)
        self._end = self._start + length

    def within(self, entry: GroundFact, acts: Acts, world: World, spotted: Spotted) -> Answers | None:
        """By act: whether it lies in the entry's area and time; nothing where no act can."""
        zone = world.zone_of([entry.area])
        start = -FOREVER if entry.from_ is None else micros(instant(entry.from_, zone))
        end = FOREVER if entry.to is None else micros(instant(entry.to, zone))
        inside = (self._start >= start) & (self._end <= end)
        apart = (self._end <= start) | (self._start >= end)
        when = np.where(inside, YES, np.where(apart, NO, UNKNOWN)).astype(np.int8)
        if not when.any() or not spotted.in_area(entry.area).any():
            return None
        return np.minimum(when[self._at], spotted.in_area(entry.area)[acts.spot])


def _compose(acts: Acts, world: World, spotted: Spotted, spans: Spans) -> None:
    sides = Vocabulary(acts.sides)
    for entry in world.ground.compositions:
        found = spans.within(entry, acts, world, spotted)
        if found is None:
            continue
        there = found == YES
        for n, side in enumerate(list(acts.sides)):
            if entry.of not in side:
                continue
            others = tuple(actor for actor in side if actor != entry.of)
            known = sides.number((*others, *(each for each in entry.consists_of if each not in others)))
            for column, bit in ((acts.actor, 1), (acts.target, 2)):
                here = there & (column == n)
                column[here] = known
                acts.composed[here] |= bit


def _size(entry: Control, world: World) -> float:
    shape = world.areas.shape(entry.area)
    return float("inf") if shape is None else float(shape.km.area)
