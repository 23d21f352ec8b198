"""Where a clause applies: kinds of condition on the place of an act."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from ..questions import KLEENE, AskedOfPlace, Lies, Lying, lying, nearest
from .kind import AreaId, Condition, OneOf, PartyKey, marked

Metres = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Side = Literal["north", "south", "east", "west"]


class PlaceCondition(Condition):
    """Where the act takes place."""

    @abstractmethod
    def answers(self, asked: AskedOfPlace) -> Lying:
        """The column function: for each distinct place, whether it lies where the condition says."""


Place = Annotated[PlaceCondition, OneOf(PlaceCondition)]


class InArea(PlaceCondition):
    """The act takes place in an area: `{in: east-aleppo}`."""

    key: ClassVar[str] = "in"
    pattern: ClassVar[str] = marked("in {in}")
    in_: AreaId

    def answers(self, asked: AskedOfPlace) -> Lying:
        return lying(asked.in_area(self.in_))


class OutsideArea(PlaceCondition):
    """The act takes place outside an area: `{outside: idlib}`."""

    key: ClassVar[str] = "outside"
    pattern: ClassVar[str] = marked("outside {outside}")
    outside: AreaId

    def answers(self, asked: AskedOfPlace) -> Lying:
        return lying(2 - asked.in_area(self.outside))


class Near(PlaceCondition):
    """The act takes place nearer than so many metres to a line or an area, on one side of it where that is said.

    `{near: castello-road, under_m: 500, side: north}`. A distance that a report gives under the name `measure` is used
    before geometry is.
    """

    key: ClassVar[str] = "near"
    pattern: ClassVar[str] = marked("nearer than {under_m} m to {near}[, to the {side}]")
    near: AreaId
    under_m: Metres
    side: Side | None = None
    measure: str | None = None

    def answers(self, asked: AskedOfPlace) -> Lying:
        return nearest(asked, self.near, self.under_m, self.side, self.measure)


class Across(PlaceCondition):
    """The act takes place in a zone so wide across a line, half on each side: `{across: front, wide_m: 50000}`."""

    key: ClassVar[str] = "across"
    pattern: ClassVar[str] = marked("in a zone {wide_m} m wide across {across}")
    across: AreaId
    wide_m: Metres
    measure: str | None = None

    def answers(self, asked: AskedOfPlace) -> Lying:
        return nearest(asked, self.across, self.wide_m / 2, None, self.measure)


class OwnLine(PlaceCondition):
    """The act takes place nearer than so many metres to the line from which the actor's own party measures.

    `{lines: {north: line-of-contact, south: line-of-september}, under_m: 25000}`: where the sides withdraw from lines
    that differ, one place is inside for one of them and outside for the other.
    """

    key: ClassVar[str] = "lines"
    pattern: ClassVar[str] = marked("nearer than {under_m} m to one's own line ({lines})")
    asks: ClassVar[frozenset[str]] = frozenset({"actor"})
    lines: dict[PartyKey, AreaId] = Field(min_length=1)
    under_m: Metres
    measure: str | None = None

    def __hash__(self) -> int:
        return hash((*self.lines.items(), self.under_m, self.measure))

    def answers(self, asked: AskedOfPlace) -> Lying:
        by_line = {line: nearest(asked, line, self.under_m, None, self.measure) for line in set(self.lines.values())}
        mine = {party: asked.actor_of(party) for party in self.lines}
        found = np.full(len(asked), Lies.OUTSIDE, dtype=np.uint8)
        settled = np.zeros(len(asked), dtype=bool)
        for party, line in self.lines.items():
            here = (mine[party] == Lies.THERE) & ~settled
            found[here] = by_line[line][here]
            settled |= here
        unknown = ~settled & np.logical_or.reduce([KLEENE[each] == 1 for each in mine.values()])
        same = np.stack([by_line[line] for line in self.lines.values()])
        agree = (same == same[0]).all(axis=0)
        found[unknown] = np.where(agree, same[0], np.uint8(Lies.ACTOR_UNKNOWN))[unknown]
        return found


class Beyond(PlaceCondition):
    """The act takes place on one side of a line: `{beyond: yellow-line, side: west}`."""

    key: ClassVar[str] = "beyond"
    pattern: ClassVar[str] = marked("to the {side} of {beyond}")
    beyond: AreaId
    side: Side

    def answers(self, asked: AskedOfPlace) -> Lying:
        return lying(asked.nearer_than(self.beyond, _ANYWHERE_M, self.side))


class HeldBy(PlaceCondition):
    """The act takes place where a party holds the ground: `{held_by: opposition}`."""

    key: ClassVar[str] = "held_by"
    pattern: ClassVar[str] = marked("where {held_by} holds the ground")
    asks: ClassVar[frozenset[str]] = frozenset({"holder"})
    held_by: PartyKey

    def answers(self, asked: AskedOfPlace) -> Lying:
        return asked.ground_of(self.held_by)


class AnyPlace(PlaceCondition):
    """One of several: `{any_of: [{in: a}, {in: b}]}`."""

    key: ClassVar[str] = "any_of"
    pattern: ClassVar[str] = marked("{any_of}")
    any_of: tuple[Place, ...] = Field(min_length=1)

    def parts(self) -> tuple[Condition, ...]:
        return self.any_of

    def answers(self, asked: AskedOfPlace) -> Lying:
        return _chosen([each.answers(asked) for each in self.any_of], any_of=True)


class AllPlaces(PlaceCondition):
    """All of several at once: `{all_of: [{in: a}, {held_by: north}]}`."""

    key: ClassVar[str] = "all_of"
    pattern: ClassVar[str] = marked("{all_of}")
    all_of: tuple[Place, ...] = Field(min_length=1)

    def parts(self) -> tuple[Condition, ...]:
        return self.all_of

    def answers(self, asked: AskedOfPlace) -> Lying:
        return _chosen([each.answers(asked) for each in self.all_of], any_of=False)


def _chosen(several: Iterable[Lying], *, any_of: bool) -> Lying:
    """The most or the least of several answers, place by place; of equal ones the first."""
    stacked = np.stack(list(several))
    order = KLEENE[stacked]
    best = np.argmax(order, axis=0) if any_of else np.argmin(order, axis=0)
    return np.asarray(stacked[best, np.arange(stacked.shape[1])], dtype=np.uint8)


_ANYWHERE_M = 1e9

AnyPlace.model_rebuild()
AllPlaces.model_rebuild()
