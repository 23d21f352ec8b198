"""What a clause is held against, in words: one sentence pattern for each kind of condition."""

from __future__ import annotations

from collections.abc import Iterator

from ..records import Record
from ..world import World
from .agreement import Slots
from .conditions import (
    ActorTarget,
    AnyPartyTarget,
    AnyPlace,
    AnyTarget,
    CiviliansHeldBy,
    CivilianTarget,
    HeldBy,
    InArea,
    Near,
    OtherPartyTarget,
    OutsideArea,
    PartyTarget,
    SiteTarget,
    WeaponIn,
    WeaponNotIn,
)


def describe(slots: Slots, world: World) -> Iterator[str]:
    """Each condition of a clause as a short line.

    >>> from holdfire.world import load_world
    >>> list(describe(Slots(act=("shelling",), target=PartyTarget(party="opposition")), load_world()))[1]
    'against the opposition side'
    """
    if slots.act:
        yield "acts: " + ", ".join(world.acts.name(act) for act in slots.act)
    if slots.doubtful:
        yield "contested whether it covers: " + ", ".join(world.acts.name(act) for act in slots.doubtful)
    for condition in (slots.target, slots.weapon, slots.place):
        if condition is not None:
            yield condition_in_words(condition, world)
    if slots.time is not None:
        hours = f"daily from {slots.time.daily[0]} to {slots.time.daily[1]}" if slots.time.daily else ""
        span = f"from {slots.time.from_}" if slots.time.from_ else ""
        until = f"until {slots.time.until}" if slots.time.until else ""
        yield " ".join(each for each in (hours, span, until) if each)
    if slots.cap is not None:
        yield f"permitted up to {slots.cap.at_most:g} {slots.cap.measure.replace('_', ' ')}"
    for exemption in slots.exempts:
        yield f"exempted: {' '.join(exemption.says.split())}"
    for exception in slots.exceptions:
        yield f"exception {exception.id.replace('_', ' ')}, if invoked: {' '.join(exception.says.split())}"


def condition_in_words(condition: Record, world: World) -> str:
    """One condition in words."""
    match condition:
        case PartyTarget(party=party):
            return f"against the {party} side"
        case AnyPartyTarget():
            return "against any party"
        case OtherPartyTarget():
            return "against a party other than one's own"
        case CivilianTarget():
            return "against civilians"
        case CiviliansHeldBy(civilians_in_area_held_by=party):
            return f"against civilians where the {party} side holds the ground"
        case SiteTarget(sites=sites):
            return "against " + ", ".join(sites)
        case ActorTarget(actors=actors):
            return "against " + ", ".join(world.actors.name(actor) for actor in actors)
        case AnyTarget(any_of=several) | AnyPlace(any_of=several):
            return ", or ".join(condition_in_words(each, world) for each in several)
        case WeaponIn(in_=weapons):
            return "with " + " or ".join(world.weapons.name(weapon) for weapon in weapons)
        case WeaponNotIn(not_in=weapons):
            return "not with " + " or ".join(world.weapons.name(weapon) for weapon in weapons)
        case InArea(in_=area):
            return f"in {_area(area, world)}"
        case OutsideArea(outside=area):
            return f"outside {_area(area, world)}"
        case Near(near=area, under_m=under, side=side):
            return f"nearer than {under:,g} m to {_area(area, world)}" + (f", to the {side}" if side else "")
        case HeldBy(held_by=party):
            return f"where the {party} side holds the ground"
    raise TypeError(f"no words for {type(condition).__name__}")


def _area(area: str, world: World) -> str:
    return world.areas[area].name.get("en", area) if area in world.areas else area
