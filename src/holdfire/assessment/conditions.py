"""The tests but for that of the clock: over distinct values, never over rows. What a kind of condition asks is answered
here.

Every function gives, for each distinct value of what its test depends on, a reason of `reasons.REASONS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..terms import Excuse, Exemption, Slots
from ..terms.clause import Duty
from ..terms.conditions import PlaceCondition, TargetCondition, WeaponCondition
from ..terms.questions import Answer, Floats, Lies, Lying
from ..world import NO, UNKNOWN, YES, Taxonomy, World
from .compile import Program
from .placing import Spotted
from .reasons import CODE
from .standing import over_time, together

EFFORT = "effort"
"""What a bound party did to prevent an act, among what is invoked."""

Reasons = npt.NDArray[np.uint8]


# 1 act


def act_reason(slots: Slots, act: str, acts: Taxonomy) -> str:
    """Does the clause speak of the act."""
    surely = acts.answer(slots.act, act) if slots.act else NO
    doubtful = acts.answer(slots.doubtful, act) if slots.doubtful else NO
    if surely == YES:
        return "yes"
    if doubtful == YES:
        return "word_contested"
    return "act_kind_unknown" if UNKNOWN in (surely, doubtful) else "not_spoken_of"


# 3 not excluded, 4 bound, 5 target


@dataclass(frozen=True)
class Aim:
    """What the target test depends on: who was hit, on what ground that is known, where, when, and who acted."""

    target: tuple[str, ...]
    basis: str
    site: str | None
    holder: tuple[str, ...] | None
    mixed: int
    composed: bool
    actor: tuple[str, ...]
    instants: tuple[int, ...]


def actor_excluded_reason(program: Program, actor: tuple[str, ...], instants: tuple[int, ...]) -> str:
    """Is the acting side surely not excluded."""
    found = over_time(program.standing.side_excluded(actor, at) for at in instants)
    return {"yes": "actor_excluded", "no": "yes"}.get(found, found)


def target_excluded_reason(program: Program, aim: Aim) -> str:
    """Is the side that was hit surely not excluded; a claimed target in mixed ground is unknown."""
    found = over_time(program.standing.side_excluded(aim.target, at) for at in aim.instants)
    if aim.basis == "claimed" and aim.mixed != NO:
        return "claimed_target_in_mixed_ground"
    if found == "yes":
        return "target_claimed_excluded" if aim.basis == "claimed" else "target_excluded"
    return {"no": "yes"}.get(found, found)


def bound_reason(
    program: Program,
    parties: tuple[str, ...],
    actor: tuple[str, ...],
    instants: tuple[int, ...],
    composed: bool,
    duty: Duty | None = None,
) -> str:
    """Is the acting side of a party that the clause binds, or one whose acts the bound party has to prevent."""
    if duty is not None:
        return {"yes": "duty_to_prevent", "no": "other_side"}.get(found := _one_of(program, actor, duty.prevent), found)
    found = over_time(_of_any(program, parties, actor, at) for at in instants)
    return {
        "yes": "composition" if composed else "yes",
        "no": "other_side",
        "not_yet": "not_yet_acceded",
    }.get(found, found)


def _of_any(program: Program, parties: tuple[str, ...], side: tuple[str, ...], at: int) -> Answer:
    answers = [program.standing.side_member(side, party, at) for party in parties]
    if "yes" in answers:
        return "yes"
    unknown = [answer for answer in answers if answer not in ("no", "not_yet")]
    if unknown and len(side) > 1 and all(_actor_in_any(program, parties, one, at) for one in side):
        return "yes"
    return together(unknown) if unknown else together(answers)


def _actor_in_any(program: Program, parties: tuple[str, ...], actor: str, at: int) -> bool:
    return any(program.standing.member(actor, party, at) == "yes" for party in parties)


def target_reason(program: Program, condition: TargetCondition, aim: Aim, bound: frozenset[str] = frozenset()) -> str:
    """Is the side that was hit one that the clause protects. Under a duty to prevent others' acts the `bound` parties
    are no other party than the actor's own either."""
    answer = over_time(condition.answer(_AskedOfTarget(program, aim, at, bound)) for at in aim.instants)
    if aim.basis == "claimed":
        if aim.mixed != NO:
            return "claimed_target_in_mixed_ground"
        answer = {
            "yes": "claimed_target",
            "no": "claimed_other_target",
            "not_yet": "claimed_other_target",
        }.get(answer, answer)
    if answer == "yes" and aim.composed:
        return "composition"
    return {"no": "other_target", "not_yet": "other_target"}.get(answer, answer)


@dataclass(frozen=True)
class _AskedOfTarget:
    """`terms.questions.AskedOfTarget` for one aim at one instant."""

    program: Program
    aim: Aim
    at: int
    bound: frozenset[str] = frozenset()

    @property
    def parties(self) -> tuple[str, ...]:
        return tuple(self.program.terms.agreement.parties)

    def of_party(self, party: str) -> Answer:
        return self.program.standing.side_member(self.aim.target, party, self.at)

    def of_any(self, parties: Iterable[str]) -> Answer:
        return _of_any(self.program, tuple(parties), self.aim.target, self.at)

    def of_actors(self, actors: Sequence[str]) -> Answer:
        return _one_of(self.program, self.aim.target, actors)

    def of_sites(self, sites: Sequence[str]) -> Answer:
        known, hit = self.program.world.sites, self.aim.site
        if hit is None:
            return "not_stated"
        return {YES: "yes", NO: "no"}.get(known.answer(sites, hit), "not_stated") if hit in known else "unlisted"

    def own_parties(self) -> set[str]:
        member = self.program.standing.side_member
        bound = self.bound if len(self.bound) == 1 else ()  # a duty of all of them protects each from the others' side
        return set(bound) | {party for party in self.parties if member(self.aim.actor, party, self.at) == "yes"}

    def civilians(self) -> Answer:
        return _civilians(self.program, self.aim)

    def ground_of(self, party: str) -> Answer:
        if self.aim.holder is None:
            return "holder_unknown"
        held = self.program.standing.side_member(self.aim.holder, party, self.at)
        return held if held in ("yes", "no") else "no" if held == "not_yet" else "holder_unknown"


def _one_of(program: Program, side: tuple[str, ...], actors: Sequence[str]) -> Answer:
    """Whether a side consists of some named actors, or units of these. An aggregate, or a name that no register knows,
    may be one of them unless it is named itself."""
    if not side:
        return "not_stated"
    answers = []
    for one in side:
        found = program.world.actors.actors.get(one)
        if set(program.world.actors.units_above(one)) & set(actors):
            answers.append("yes")
        elif any(one in program.world.actors.units_above(each) for each in actors):
            answers.append("not_stated")  # a part of it is meant, and which part it was is not told
        elif found is None:
            answers.append("no" if one.startswith("assumed-") else "unlisted")
        else:
            answers.append("aggregate" if found.aggregate else "no")
    return together(answers)


def _civilians(program: Program, aim: Aim) -> Answer:
    if not aim.target:
        return "not_stated"
    answers = []
    for one in aim.target:
        found = program.world.actors.actors.get(one)
        if found is None:
            answers.append("no" if one.startswith("assumed-") else "unlisted")
        else:
            answers.append("aggregate" if found.aggregate else "yes" if found.population else "no")
    return together(answers)


# 6 weapon


def weapon_reason(condition: WeaponCondition, weapon: str | None, weapons: Taxonomy) -> str:
    """Is it a weapon of which the clause speaks."""
    answer = UNKNOWN if weapon is None else condition.answer(weapon, weapons)
    return {YES: "yes", NO: "other_weapon", UNKNOWN: "weapon_not_stated"}[answer]


# 7 place

Measured = tuple[Any, ...]


def measured(measures: Measured, name: str | None) -> float | None:
    """The reported number of that name."""
    for each in measures:
        found = dict(each)
        if found["name"] == name:
            return float(found["value"])
    return None


@dataclass(frozen=True)
class Spot:
    """What a place test depends on, one entry a distinct value: the place, and where it is asked what was reported
    there, who held it, who acted, and when."""

    at: npt.NDArray[np.int64]
    measures: list[Measured]
    holders: list[tuple[str, ...] | None]
    actors: list[tuple[str, ...]]
    instants: list[tuple[int, ...]]

    def take(self, values: list[int]) -> Spot:
        """Some of the values, in places of their own (`Spotted.take` of the same)."""
        return Spot(
            at=np.arange(len(values)),
            measures=[self.measures[n] for n in values],
            holders=[self.holders[n] for n in values],
            actors=[self.actors[n] for n in values],
            instants=[self.instants[n] for n in values],
        )


def place_answers(program: Program, condition: PlaceCondition, spotted: Spotted, spot: Spot) -> Reasons:
    """By distinct value: does the place lie where the clause applies."""
    return _BY_LIES[condition.answers(_AskedOfPlace(program, spotted, spot))]


_BY_LIES = np.array(
    [CODE["place"][each] for each in ("outside", "precision", "yes", "holder_unknown", "actor_unknown")], dtype=np.uint8
)


@dataclass(frozen=True)
class _AskedOfPlace:
    """`terms.questions.AskedOfPlace` for the distinct places of a batch."""

    program: Program
    spotted: Spotted
    spot: Spot

    def __len__(self) -> int:
        return len(self.spot.at)

    def in_area(self, area: str) -> npt.NDArray[np.int8]:
        return self.spotted.in_area(area)[self.spot.at]

    def nearer_than(self, area: str, metres: float, side: str | None = None) -> npt.NDArray[np.int8]:
        return self.spotted.nearer_than(area, metres, side)[self.spot.at]

    def reported(self, name: str) -> Floats:
        found = (measured(each, name) for each in self.spot.measures)
        return np.array([np.nan if number is None else number for number in found], dtype=np.float64)

    def ground_of(self, party: str) -> Lying:
        return self._standing(party, self.spot.holders, Lies.HOLDER_UNKNOWN)

    def actor_of(self, party: str) -> Lying:
        return self._standing(party, self.spot.actors, Lies.ACTOR_UNKNOWN)

    def _standing(self, party: str, sides: Sequence[tuple[str, ...] | None], unknown: Lies) -> Lying:
        found = [
            unknown if side is None else self._member(side, party, instants, unknown)
            for side, instants in zip(sides, self.spot.instants, strict=True)
        ]
        return np.array(found, dtype=np.uint8)

    def _member(self, side: tuple[str, ...], party: str, instants: tuple[int, ...], unknown: Lies) -> Lies:
        found = over_time(self.program.standing.side_member(side, party, at) for at in instants)
        return {"yes": Lies.THERE, "no": Lies.OUTSIDE, "not_yet": Lies.OUTSIDE}.get(found, unknown)


# 8 no exception


@dataclass(frozen=True)
class Excused:
    """What the last test depends on."""

    act: str
    weapon: str | None
    actor: tuple[str, ...]
    invoked: tuple[Any, ...]
    measures: Measured
    inside: tuple[int, ...] = ()
    """By place that an exemption of the agreement names (`Bench.exempt_places`): does it lie there."""


def exception_reason(
    slots: Slots, excused: Excused, world: World, places: list[PlaceCondition], clause: str = ""
) -> str:
    """Is the act excused: exempted, within a cap, or by an exception that was invoked by or for the actor judged.

    Under a duty to prevent an act, what the bound party did to prevent it has to be known too.
    """
    exempts = [_exempt(each, excused, world, places) for each in slots.exempts]
    exempt = max(exempts, default=(NO, "none_applies"))[0]
    if exempt == YES:
        return "exempt"
    if slots.cap is not None:
        number = measured(excused.measures, slots.cap.measure)
        if number is None:
            return "number_not_reported"
        if number <= slots.cap.at_most:
            return "within_cap"
    if exempt == UNKNOWN:
        return max(exempts)[1]
    found = _invoked(slots, excused, world)
    if slots.duty is None or slots.duty.strict or found not in ("none_applies", "none_invoked", "rejected"):
        return found
    efforts = {dict(each)["judged"] for each in excused.invoked if _is_effort(dict(each), clause)}
    if "accepted" in efforts:
        return "accepted"
    return "rejected" if "rejected" in efforts else "effort_not_reported"


def _is_effort(said: dict[str, Any], clause: str) -> bool:
    return bool(said["exception"] == EFFORT and said["by"] == clause)


def _exempt(exemption: Exemption, excused: Excused, world: World, places: list[PlaceCondition]) -> tuple[int, str]:
    """Whether one exemption applies, and what is missing where that is unknown."""
    answer, missing = world.acts.answer(exemption.act, excused.act), "act_kind_unknown"
    if answer == NO:
        return NO, ""
    if exemption.weapon is not None:
        found = weapon_reason(exemption.weapon, excused.weapon, world.weapons)
        armed = {"yes": YES, "other_weapon": NO, "weapon_not_stated": UNKNOWN}[found]
        answer, missing = min(answer, armed), found if armed == UNKNOWN else missing
    if exemption.place is not None:
        there = excused.inside[places.index(exemption.place)]
        answer, missing = min(answer, there), "precision" if there == UNKNOWN else missing
    return answer, missing


def _invoked(slots: Slots, excused: Excused, world: World) -> str:
    if not slots.exceptions:
        return "none_applies"
    offered = {each.id: each for each in slots.exceptions}
    above = {actor: set(world.actors.units_above(actor)) for actor in excused.actor}
    found: set[str] = set()
    covered: set[str] = set()
    for each in excused.invoked:
        said = dict(each)
        by = set(world.actors.units_above(said["by"]))
        mine = {actor for actor, units in above.items() if units & by}
        if said["exception"] in offered and mine:
            found.add(_holds(offered[said["exception"]], said))
            covered |= mine
    if {"procedure_followed", "procedure_not_followed"} <= found:
        return "invoked"  # it is said both that the steps were taken and that one was not
    answer = next((each for each in _FIRST_OF if each in found), "none_invoked")
    excuses = answer in ("accepted", "procedure_followed")
    return "invoked" if excuses and covered != set(above) else answer


_FIRST_OF = ("accepted", "procedure_followed", "invoked", "procedure_not_followed", "rejected")
"""Of several invocations, the answer that counts."""


def _holds(excuse: Excuse, said: dict[str, Any]) -> str:
    """What one invocation comes to: what a person judged, else by the steps of its procedure."""
    if said["judged"] is not None:
        return str(said["judged"])
    steps = {step.id for step in excuse.procedure}
    if steps & set(said.get("not_met") or ()):
        return "procedure_not_followed"
    if steps and steps <= set(said.get("met") or ()) and not excuse.proportionate:
        return "procedure_followed"
    return "invoked"
