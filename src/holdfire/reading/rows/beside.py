"""An event that words tell, held beside a row's coding: whether it may be the row's, and what it says that is finer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from math import cos, hypot, radians
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from ...world import NO, YES, World
from .headlines_in import known
from .heard import Choices, Heard

_NEAR_KM = 10.0
"""How far a named town may lie from a row's point and still be its place."""
_WITHIN = 0.75
"""How much of a word's weight is left where its place is a district or wider, on either side."""
_NOWHERE = 0.5
"""How much is left where the words name no place by which to tell that they are of this row."""
_GROUPS = frozenset({"armed_group", "designated_group"})
_WIDEST = frozenset({"country", "everywhere"})
_POINTS = frozenset({"point", "near"})

Changes = dict[str, Any]


class Beside:
    """One row's coding, and what words may say beside it. `row` has the fields of an observation."""

    def __init__(self, row: Mapping[str, Any], world: World):
        self._row = row
        self._world = world
        self._one, self._other = tuple(row["actors"] or ()), tuple(row["targets"] or ())
        self._apart = frozenset(known()["apart"])

    def weight(self, heard: Heard) -> float:
        """How much an event may be this row's: none where its place, day or sides are others."""
        if self._other_day(heard) or self._other_sides(heard):
            return 0.0
        return heard.weight * self._share(heard.places)

    def changes(self, heard: Heard) -> Changes:
        """The fields of the coding that the words put finer: act, weapon, direction, a group in a coded aggregate."""
        act, coded, world = heard.act, self._row["act"], self._world
        taking = act == "territory_taken"
        finer = coded in world.acts.above(act)
        coarser = act in world.acts.above(coded)
        if not (finer or coarser or act == coded or (taking and coded == "armed_attack")):
            return {}
        changed: Changes = {"act": act} if finer else {}
        weapon = self._row["weapon"]
        both = taking or any(each in world.acts and world.acts.terms[each].symmetric for each in (act, coded))
        force = "armed_attack" in {act, *world.acts.above(act)}
        if heard.weapon and force and not both and (not weapon or weapon in world.weapons.above(heard.weapon)):
            changed["weapon"] = heard.weapon
        return changed | self._sides(heard, directed=not both)

    def _sides(self, heard: Heard, directed: bool) -> Changes:
        acting = self._acting(heard) if directed and self._row["direction"] == "unknown" else None
        turned = acting == 1
        sides = [self._finer(heard, side) for side in (self._one, self._other)]
        one, other = (sides[1], sides[0]) if turned else (sides[0], sides[1])
        changed: Changes = {} if acting is None else {"direction": "known"}
        if turned or one is not None:
            changed["actors"] = list(one or (self._other if turned else self._one))
        if turned or other is not None:
            named = list(other or (self._one if turned else self._other))
            changed["targets"] = {"targets": named, "target_basis": "observed"}
        return changed

    def _acting(self, heard: Heard) -> int | None:
        """The coded side that acts by the words: 0 or 1; None where they let none act, or both."""
        sides = {self._side(each) for each in heard.actors} - {None}
        return sides.pop() if len(sides) == 1 else None

    def _finer(self, heard: Heard, side: Sequence[str]) -> list[str] | None:
        """The groups that the words name where the coding has an aggregate, and the aggregate if they name it too."""
        if not self._aggregate(side):
            return None
        groups = [each for each in dict.fromkeys(heard.named) if self._may_be_in(each, side)]
        if not groups or len(groups) > 3:
            return None
        return [*groups, *side] if side[0] in heard.named else groups

    def _side(self, actor: str) -> int | None:
        """The coded side that an actor is of, or may be of: 0 or 1."""
        sides = (self._one, self._other)
        for n, side in enumerate(sides):
            if self._is(actor, side):
                return n
        return next((n for n, side in enumerate(sides) if self._may_be_in(actor, side)), None)

    def _is(self, actor: str, side: Sequence[str]) -> bool:
        """Itself, a unit of one of the side, or the one that it is a unit of."""
        above = self._world.actors.units_above
        return any(each in above(actor) or actor in above(each) for each in side)

    def _aggregate(self, side: Sequence[str]) -> bool:
        register = self._world.actors.actors
        return len(side) == 1 and side[0] in register and register[side[0]].kind == "aggregate"

    def _may_be_in(self, actor: str, side: Sequence[str]) -> bool:
        """Whether an actor is an armed group that a coded aggregate may hold."""
        register = self._world.actors.actors
        armed = actor in register and register[actor].kind in _GROUPS and actor not in self._apart
        return armed and self._aggregate(side) and not any(self._is(actor, each) for each in (self._one, self._other))

    def _other_sides(self, heard: Heard) -> bool:
        """Whether the words name who is of neither side, both parties within one side, or the direction turned."""
        if any(each in self._apart and self._side(each) is None for each in heard.named):
            return True
        acting, hit = ({self._side(each) for each in side} - {None} for side in (heard.actors, heard.targets))
        if acting and acting == hit and len(acting) == 1:
            return True
        return self._row["direction"] == "known" and bool(self._other) and (acting == {1} or hit == {0})

    def _other_day(self, heard: Heard) -> bool:
        """Whether the sentence is dated, and never to a day of the row's or one beside it."""
        if not heard.days or self._row["when_start"] is None:
            return False
        first, last = self._days
        return not any(first <= each <= last for each in map(date.fromisoformat, heard.days))

    @cached_property
    def _days(self) -> tuple[date, date]:
        zone = ZoneInfo(self._row["zone"])
        first = self._row["when_start"].astimezone(zone).date()
        end = (self._row["when_end"] or self._row["when_start"]).astimezone(zone).date()
        return first - timedelta(days=1), end + timedelta(days=1)

    def _share(self, places: Sequence[Choices]) -> float:
        """How much of a weight is left by where the words place it. The finest places decide: towns before areas."""
        towns = [each for each in places if all(value in self._world.places.places for value, _ in each)]
        told = towns or [each for each in places if not all(self._wide(value) for value, _ in each)]
        if not told:
            return _NOWHERE
        return min(1.0, max(sum(weight * self._here(value) for value, weight in each) for each in told))

    def _wide(self, value: str) -> bool:
        return value in self._world.areas and self._world.areas[value].kind in _WIDEST

    def _here(self, value: str) -> float:
        """How much of a weight is left for one place: the row's own, one that holds it, or one that it holds."""
        place = self._world.places.places.get(value)
        lat, lon = self._row["lat"], self._row["lon"]
        pointed = lat is not None and self._row["where_precision"] in _POINTS
        if place is not None:
            if pointed:
                return float(_far(lat, lon, place.lat, place.lon) <= max(_NEAR_KM, self._row["radius_km"] or 0.0))
            return _WITHIN if self._finest in place.admin else 0.0
        if value not in self._world.areas or self._wide(value):
            return 0.0
        if value in self._around or (self._finest and self._finest in self._world.areas.above(value) and not pointed):
            return _WITHIN
        return _WITHIN * self._inside(value, lat, lon) if pointed else 0.0

    def _inside(self, area: str, lat: float, lon: float) -> float:
        shape = self._world.areas.shape(area)
        if shape is None:
            return 0.0
        radius = self._row["radius_km"] or 0.0
        answer = shape.contains(np.array([lat]), np.array([lon]), np.array([radius]))[0]
        return 1.0 if answer == YES else 0.0 if answer == NO else 0.5

    @cached_property
    def _around(self) -> frozenset[str]:
        return frozenset(above for area in self._row["areas"] or () for above in self._world.areas.above(area))

    @cached_property
    def _finest(self) -> str | None:
        """The finest area that the row names, where it is no whole country."""
        areas = [each for each in self._row["areas"] or () if each in self._world.areas and not self._wide(each)]
        return max(areas, key=lambda each: len(self._world.areas.above(each)), default=None)


def _far(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Kilometres between two points that are not far apart."""
    return hypot((lat - other_lat) * 111.2, (lon - other_lon) * 111.2 * cos(radians(lat)))
