"""What was done by whom to whom, as each report has it whole: two reports are never mixed into a third account that
nobody gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Direction, Observation
from ..world import UNLISTED, YES, World
from ..world.taxonomy import Taxonomy


@dataclass(frozen=True, order=True)
class Deed:
    """Act, weapon and parties of one report; the sides are sorted."""

    act: str
    weapon: str
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    basis: str
    direction: str


def deed_of(report: Observation) -> Deed:
    """The deed that a report tells; a weapon that it does not tell is empty."""
    return Deed(
        report.act,
        report.weapon or "",
        tuple(sorted(report.actors)),
        tuple(sorted(report.targets)),
        report.target_basis.value,
        report.direction.value,
    )


def deeds(reports: Sequence[Observation], world: World) -> list[tuple[Deed, tuple[Observation, ...]]]:
    """The deeds that are told, each with the reports that tell it whole.

    A deed of which another is a finer telling (a strike for an attack, a unit for its army, an actor where none is
    named) is none of its own: who tells it speaks against no finer one, and backs none. Of two that are each finer in
    something, both stand.
    """
    told: dict[Deed, list[Observation]] = {}
    for report in reports:
        told.setdefault(deed_of(report), []).append(report)
    finer = {one: {other for other in told if other != one and _coarser(one, other, world)} for one in told}
    standing = [one for one in sorted(told) if all(one in finer[other] and one < other for other in finer[one])]
    return [(one, tuple(told[one])) for one in standing]


def _coarser(one: Deed, other: Deed, world: World) -> bool:
    """Whether the first is the second, less finely told in everything or alike."""
    return (
        _above(one.act, other.act, world.acts)
        and (not one.weapon or _above(one.weapon, other.weapon, world.weapons))
        and _parties(one, other, world)
    )


def _above(one: str, other: str, taxonomy: Taxonomy) -> bool:
    return one == other or (one in taxonomy and other in taxonomy and taxonomy.answer({one}, other) == YES)


def _parties(one: Deed, other: Deed, world: World) -> bool:
    if one.direction == other.direction or not (one.actors or one.targets):
        return _within(one.actors, other.actors, world) and _within(one.targets, other.targets, world)
    if one.direction == Direction.UNKNOWN:  # two sides are named, and the other report says which of them acted
        named = set(one.actors) | set(one.targets)
        return named <= _wholes((*other.actors, *other.targets), world)
    return False


def _within(coarse: tuple[str, ...], fine: tuple[str, ...], world: World) -> bool:
    return not coarse or coarse == fine or (bool(fine) and set(coarse) <= _wholes(fine, world))


def _wholes(side: tuple[str, ...], world: World) -> set[str]:
    """The actors of a side, and what each of them is a unit of."""
    units = (actor for actor in side if not actor.startswith(UNLISTED))
    return set(side) | {above for actor in units for above in world.actors.units_above(actor)}
