"""The closed union of conditions that a clause may state: small typed kinds, no expression language.

Each kind has one column function (`assessment/conditions.py`), one sentence pattern (`terms/describe.py`) and one
schema entry (here). A condition that the union lacks is a new kind with its test, added in these three places.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, model_validator

from ..records import Record

_C = TypeVar("_C", bound=Record)


class Condition(Record):
    """Base of the kinds; `kind` is the key by which a file names it."""


class PartyTarget(Condition):
    """The target is of one party: `{party: opposition}`."""

    party: str


class AnyPartyTarget(Condition):
    """The target is of any party: `{any_party: true}`."""

    any_party: bool


class OtherPartyTarget(Condition):
    """The target is of a party other than the actor's own: `{other_party: true}`."""

    other_party: bool


class CivilianTarget(Condition):
    """The target is civilians: `{civilians: true}`."""

    civilians: bool


class CiviliansHeldBy(Condition):
    """The target is civilians in an area that a party holds: `{civilians_in_area_held_by: opposition}`."""

    civilians_in_area_held_by: str


class SiteTarget(Condition):
    """The target is a protected site: `{sites: [hospital, school]}`."""

    sites: tuple[str, ...]


class ActorTarget(Condition):
    """The target is one of some named actors: `{actors: [sarc]}`."""

    actors: tuple[str, ...]


class AnyTarget(Condition):
    """One of several: `{any_of: [{party: opposition}, {civilians: true}]}`."""

    any_of: tuple[Target, ...]


class InArea(Condition):
    """The act takes place in an area: `{in: east-aleppo}`."""

    in_: str


class OutsideArea(Condition):
    """The act takes place outside an area: `{outside: idlib}`."""

    outside: str


class Near(Condition):
    """The act takes place nearer than so many metres to a line or an area, on one side of it where that is said.

    A distance that a report gives under the name `measure` is used before geometry is.
    """

    near: str
    under_m: float
    side: str | None = None
    measure: str | None = None


class HeldBy(Condition):
    """The act takes place where a party holds the ground: `{held_by: opposition}`."""

    held_by: str


class AnyPlace(Condition):
    """One of several: `{any_of: [{in: a}, {in: b}]}`."""

    any_of: tuple[Place, ...]


class WeaponIn(Condition):
    """A weapon of some classes is used or present: `{in: [heavy_weapon]}`."""

    in_: tuple[str, ...]


class WeaponNotIn(Condition):
    """A weapon of no such class: `{not_in: [personal_weapon]}`."""

    not_in: tuple[str, ...]


class Window(Condition):
    """Hours of the day (local, half-open), or a period narrower than the agreement's."""

    daily: tuple[str, str] | None = None
    from_: datetime | date | None = None
    until: datetime | date | None = None

    @model_validator(mode="after")
    def _hours(self) -> Window:
        for hour in self.daily or ():
            try:
                datetime.strptime(hour, "%H:%M")  # noqa: DTZ007 - an hour of the day has no zone
            except ValueError:
                raise ValueError(f"expected hours such as '10:00', found {hour!r}") from None
        return self


class Cap(Condition):
    """So many and no more: within it is permitted, above it goes on, a number that nobody reports is unknown."""

    measure: str
    at_most: float
    says: str | None = None


_TARGETS: dict[str, type[Condition]] = {
    "party": PartyTarget,
    "any_party": AnyPartyTarget,
    "other_party": OtherPartyTarget,
    "civilians": CivilianTarget,
    "civilians_in_area_held_by": CiviliansHeldBy,
    "sites": SiteTarget,
    "actors": ActorTarget,
    "any_of": AnyTarget,
}
_PLACES: dict[str, type[Condition]] = {
    "in": InArea,
    "outside": OutsideArea,
    "near": Near,
    "held_by": HeldBy,
    "any_of": AnyPlace,
}
_WEAPONS: dict[str, type[Condition]] = {"in": WeaponIn, "not_in": WeaponNotIn}


def _by_key(kinds: dict[str, type[Condition]]) -> BeforeValidator:
    def choose(value: Any) -> Any:
        if isinstance(value, Condition):
            return value
        expected = "one of " + ", ".join(f"{{{key}: …}}" for key in kinds)
        if not isinstance(value, Mapping):
            raise ValueError(f"expected {expected}")
        named = [kind for key, kind in kinds.items() if key in value]
        if len(named) != 1:
            raise ValueError(f"expected {expected}, found keys {', '.join(map(str, value)) or 'none'}")
        return named[0].model_validate(value)

    return BeforeValidator(choose)


Target = Annotated[
    PartyTarget
    | AnyPartyTarget
    | OtherPartyTarget
    | CivilianTarget
    | CiviliansHeldBy
    | SiteTarget
    | ActorTarget
    | AnyTarget,
    _by_key(_TARGETS),
]
Place = Annotated[InArea | OutsideArea | Near | HeldBy | AnyPlace, _by_key(_PLACES)]
Weapon = Annotated[WeaponIn | WeaponNotIn, _by_key(_WEAPONS)]

AnyTarget.model_rebuild()
AnyPlace.model_rebuild()
