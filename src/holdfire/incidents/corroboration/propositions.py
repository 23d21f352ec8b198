"""What reports say of each proposition, when what one says backs what another says, and when it says otherwise."""

from __future__ import annotations

import json
from typing import Any

from ...records import DENIED, Alternative, Direction, Observation, Proposition
from ...world import World
from .method import Agreement, Denials

Value = None | str | tuple[int, int | None]
"""What is said: nothing of `occurred`, an act or an actor by its id, or the dead as a range (`None`: or more)."""


def said(report: Observation) -> dict[Proposition, tuple[Value, ...]]:
    """What a report says, by proposition; what it leaves out is not there.

    Where two sides are named and not which of them acted, nothing is said of by whom and against whom. In an exchange
    each side acted on the other.
    """
    found: dict[Proposition, tuple[Value, ...]] = {
        Proposition.OCCURRED: (None,),
        Proposition.ACT: tuple(sorted({report.act, *report.also})) if report.also else (report.act,),
    }
    acted, hit = _sides(report)
    if acted:
        found[Proposition.BY_WHOM] = acted
    if hit:
        found[Proposition.AGAINST_WHOM] = hit
    killed = dead(report.killed_low, report.killed_best, report.killed_high)
    if killed is not None:
        found[Proposition.HARM] = (killed,)
    return found


def _sides(report: Observation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if report.direction is Direction.UNKNOWN:
        return (), ()
    if report.direction is Direction.MUTUAL:
        both = tuple(sorted({*report.actors, *report.targets}))
        return both, both
    return tuple(sorted(set(report.actors))), tuple(sorted(set(report.targets)))


def dead(low: int | None, best: int | None, high: int | None) -> tuple[int, int | None] | None:
    """The dead as a range; a lower bound alone is so many or more.

    >>> dead(3, 5, 8), dead(None, 5, None), dead(4, 4, None), dead(None, None, 6)
    ((3, 8), (5, 5), (4, None), (0, 6))
    """
    if low is None and best is None:
        return None if high is None else (0, high)
    least = low if low is not None else best or 0
    if high is None:
        return (least, None if low is not None else best)
    return (min(least, high), max(least, high))


def denies(report: Observation, rules: Denials) -> tuple[Proposition, ...]:
    """The propositions that a report denies, of the incident in which it stands; none for a report that asserts."""
    flags = [each for each in report.flags if each.startswith(DENIED)]
    if not flags:
        return ()
    stated = {each.value: each for each in Proposition}
    named = tuple(stated[each[7:]] for each in flags if each[:7] == f"{DENIED}:" and each[7:] in stated)
    if named or DENIED not in flags:
        return named
    return rules.naming_actors if _sides(report)[0] else rules.naming_nobody


_FIELDS = {"act": Proposition.ACT, "actors": Proposition.BY_WHOM, "targets": Proposition.AGAINST_WHOM}


def rival(of: Alternative) -> tuple[Proposition, tuple[Value, ...]] | None:
    """What a rival value says; nothing where its field belongs to no proposition. Raises `ValueError`."""
    value = json.loads(of.value)
    if of.field in _FIELDS:
        proposition = _FIELDS[of.field]
        named = value.get("targets") if isinstance(value, dict) else value
        listed = [named] if isinstance(named, str) else named
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            raise ValueError(f"{of.of}: expected a rival value of {of.field} to be ids, found {of.value}")
        return (proposition, tuple(sorted(set(listed)))) if listed else None
    if of.field in ("killed", "killed_best", "killed_low", "killed_high"):
        killed = counted(value, f"{of.of}: a rival value of {of.field}")
        return None if killed is None else (Proposition.HARM, (killed,))
    return None


def counted(value: Any, what: str) -> tuple[int, int | None] | None:
    """Dead as a number, `[low, high]` or `{low, best, high}`. Raises `ValueError` for anything else."""
    if isinstance(value, dict):
        bounds = [value.get(each) for each in ("low", "best", "high")]
    elif isinstance(value, list | tuple) and len(value) == 2:
        bounds = [value[0], None, value[1]]
    else:
        bounds = [value, value, value]
    if any(each is not None and (isinstance(each, bool) or not isinstance(each, int) or each < 0) for each in bounds):
        raise ValueError(f"expected {what} to be a number of dead, [low, high] or {{low, best, high}}, found {value!r}")
    return dead(*bounds)


class Meaning:
    """When two values agree, by the world and the method."""

    def __init__(self, world: World, rules: Agreement):
        self._acts, self._actors, self._rules = world.acts, world.actors, rules

    def backs(self, proposition: Proposition, one: Value, other: Value) -> bool:
        """Whether who says the one says the other, too: a shelling is an attack, a brigade's deed its army's."""
        if one == other:
            return True
        if proposition is Proposition.HARM:
            return self._about_as_many(one, other)
        wide = self._rules.act if proposition is Proposition.ACT else self._rules.actors
        return self._within(proposition, one, other) or (wide == "in_line" and self._within(proposition, other, one))

    def fits(self, proposition: Proposition, one: Value, other: Value) -> bool:
        """Whether both can be true of one event. What does not fit is said otherwise."""
        if one == other:
            return True
        if proposition is Proposition.HARM:
            return self._about_as_many(one, other)
        if proposition is Proposition.ACT:
            return not self._acts.below(str(one)).isdisjoint(self._acts.below(str(other)))
        return self._could_be(str(one), str(other)) or self._could_be(str(other), str(one))

    def _within(self, proposition: Proposition, narrow: Value, wide: Value) -> bool:
        if proposition is Proposition.ACT:
            return narrow in self._acts.below(str(wide))
        return wide in self._actors.units_above(str(narrow))

    def _could_be(self, one: str, other: str) -> bool:
        """Whether the one is a unit or a member of the other, or may be among those whom its name leaves open."""
        above = self._actors.units_above(one)
        if other in above or one not in self._actors or other not in self._actors:
            return other in above
        mine, its = self._actors[one], self._actors[other]
        if its.aggregate:
            return set(its.against).isdisjoint(above)
        return (mine.population and its.population) or any(each.of == other for each in mine.member_of)

    def _about_as_many(self, one: Value, other: Value) -> bool:
        """Whether two ranges overlap or nearly do. None at all and some are no near miss."""
        assert isinstance(one, tuple)  # noqa: S101 - harm is a range
        assert isinstance(other, tuple)  # noqa: S101
        (_, high), (least, _) = sorted((one, other), key=lambda each: each[0])
        if high is None or least <= high:
            return True
        return high > 0 and least - high <= max(self._rules.harm_persons, self._rules.harm_share * least)


def text(value: Value) -> str | None:
    """A value as JSON, the way an account has it: an id, or `[low, high]` with null for "or more".

    >>> text("shelling"), text((5, None)), text(None)
    ('"shelling"', '[5, null]', None)
    """
    return None if value is None else json.dumps(value, ensure_ascii=False)
