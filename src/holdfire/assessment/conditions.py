"""One column function for each kind of condition: over distinct values, never over rows.

Every function gives, for each distinct value of what its test depends on, the number of a reason (`reasons.CODE`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from ..records import Record
from ..terms import Exemption, Slots
from ..terms.conditions import (
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
    Window,
)
from ..world import NO, UNKNOWN, YES, Taxonomy, World
from ..world.time import FOREVER, instant, micros, moment, zone_info
from .compile import Program
from .placing import Spotted
from .reasons import CODE, REASONS
from .standing import Answer, over_time, together

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


# 2 in force


def force_reason(program: Program, window: Window | None, start: int, end: int) -> str:
    """Is the clause in force over the whole of an interval; a baseline is judged as if it were."""
    if program.start is None:
        return "never_in_force"
    if end <= program.baseline or start >= program.end:
        return "outside_period"
    inside = program.baseline <= start and end <= program.end
    crosses = start < program.start < end
    hours = YES if window is None else _in_window(window, start, end, program.terms.agreement.zone)
    if hours == NO:
        return "outside_hours"
    if not inside or crosses or hours == UNKNOWN:
        return "precision"
    return "yes" if start >= program.start else "as_if_in_force"


def _in_window(window: Window, start: int, end: int, zone: str) -> int:
    first = -FOREVER if window.from_ is None else micros(instant(window.from_, zone))
    last = FOREVER if window.until is None else micros(instant(window.until, zone))
    if end <= first or start >= last:
        return NO
    inside = YES if first <= start and end <= last else UNKNOWN
    return inside if window.daily is None else min(inside, _in_hours(window.daily, start, end, zone))


def _in_hours(daily: tuple[str, str], start: int, end: int, zone: str) -> int:
    begin, finish = moment(start).astimezone(zone_info(zone)), moment(end).astimezone(zone_info(zone))
    touched = False
    day = begin.date()
    while day <= finish.date() and (day - begin.date()).days < 366:
        opens, closes = (
            datetime.combine(day, datetime.strptime(hour, "%H:%M").time(), zone_info(zone)).astimezone(UTC)  # noqa: DTZ007
            for hour in daily
        )
        if opens <= begin and finish <= closes:
            return YES
        touched = touched or (begin < closes and finish > opens)
        day += timedelta(days=1)
    return UNKNOWN if touched else NO


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
) -> str:
    """Is the acting side of a party that the clause binds."""
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


def target_reason(program: Program, condition: Record, aim: Aim) -> str:
    """Is the side that was hit one that the clause protects."""
    answer = over_time(_target(program, condition, aim, at) for at in aim.instants)
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


def _target(program: Program, condition: Record, aim: Aim, at: int) -> Answer:
    standing = program.standing
    parties = tuple(program.terms.agreement.parties)
    match condition:
        case PartyTarget(party=party):
            return standing.side_member(aim.target, party, at)
        case AnyPartyTarget():
            return _of_any(program, parties, aim.target, at)
        case OtherPartyTarget():
            own = {party for party in parties if standing.side_member(aim.actor, party, at) == "yes"}
            if not own:
                return _of_any(program, parties, aim.target, at)
            others = tuple(party for party in parties if party not in own)
            return _of_any(program, others, aim.target, at) if others else "no"
        case CivilianTarget():
            return _civilians(program, aim)
        case CiviliansHeldBy(civilians_in_area_held_by=party):
            hit = _civilians(program, aim)
            if hit != "yes":
                return hit
            if aim.holder is None:
                return "holder_unknown"
            held = standing.side_member(aim.holder, party, at)
            return held if held in ("yes", "no") else "no" if held == "not_yet" else "holder_unknown"
        case SiteTarget(sites=sites):
            return "not_stated" if aim.site is None else "yes" if aim.site in sites else "no"
        case ActorTarget(actors=actors):
            above = [set(program.world.actors.units_above(one)) for one in aim.target]
            return together("yes" if each & set(actors) else "no" for each in above) if above else "not_stated"
        case AnyTarget(any_of=several):
            return _any_answer([_target(program, each, aim, at) for each in several])
    raise TypeError(f"no column function for {type(condition).__name__}")


def _any_answer(answers: list[Answer]) -> Answer:
    if "yes" in answers:
        return "yes"
    unknown = [answer for answer in answers if answer not in ("no", "not_yet")]
    return unknown[0] if unknown else "no"


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


def weapon_reason(condition: Record, weapon: str | None, weapons: Taxonomy) -> str:
    """Is it a weapon of which the clause speaks."""
    classes = condition.in_ if isinstance(condition, WeaponIn) else getattr(condition, "not_in")  # noqa: B009
    answer = UNKNOWN if weapon is None else weapons.answer(classes, weapon)
    if not isinstance(condition, WeaponIn):
        answer = 2 - answer
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


def place_answers(
    program: Program,
    condition: Record,
    spotted: Spotted,
    spot: npt.NDArray[np.int64],
    measures: list[Measured],
    holders: list[tuple[str, ...] | None],
    instants: list[tuple[int, ...]],
) -> Reasons:
    """By distinct (place, numbers reported, holder, time): does the place lie where the clause applies."""
    code = CODE["place"]
    by_answer = np.array([code["outside"], code["precision"], code["yes"]], dtype=np.uint8)
    match condition:
        case InArea(in_=area):
            return by_answer[spotted.in_area(area)[spot]]
        case OutsideArea(outside=area):
            return by_answer[2 - spotted.in_area(area)[spot]]
        case Near(near=area, under_m=under, side=side, measure=name):
            found = by_answer[spotted.nearer_than(area, under, side)[spot]]
            sided = by_answer[spotted.nearer_than(area, 1e9, side)[spot]] if side else None
            for n, each in enumerate(measures):
                metres = measured(each, name)
                if metres is not None:
                    found[n] = _by_measure(metres, under, None if sided is None else int(sided[n]))
            return found
        case HeldBy(held_by=party):
            return np.array([_held(program, party, *each) for each in zip(holders, instants, strict=True)], np.uint8)
        case AnyPlace(any_of=several):
            parts = [place_answers(program, each, spotted, spot, measures, holders, instants) for each in several]
            answers = np.array([reason.answer for reason in REASONS["place"]], dtype=np.int8)
            best = np.argmax(np.stack([answers[part] for part in parts]), axis=0)
            return np.asarray(np.stack(parts)[best, np.arange(len(spot))], dtype=np.uint8)
    raise TypeError(f"no column function for {type(condition).__name__}")


def _by_measure(metres: float, under: float, sided: int | None) -> int:
    """A reported distance decides how near; on which side of the line, the place does."""
    if metres >= under:
        return CODE["place"]["outside"]
    return CODE["place"]["yes"] if sided is None else sided


def _held(program: Program, party: str, holder: tuple[str, ...] | None, instants: tuple[int, ...]) -> int:
    code = CODE["place"]
    if holder is None:
        return code["holder_unknown"]
    found = over_time(program.standing.side_member(holder, party, at) for at in instants)
    return code[{"yes": "yes", "no": "outside", "not_yet": "outside"}.get(found, "holder_unknown")]


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


def exception_reason(slots: Slots, excused: Excused, world: World, places: list[Record]) -> str:
    """Is the act excused: exempted, within a cap, or by an exception that was invoked by or for the actor judged."""
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
    return _invoked(slots, excused, world)


def _exempt(exemption: Exemption, excused: Excused, world: World, places: list[Record]) -> tuple[int, str]:
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
    offered = {each.id for each in slots.exceptions}
    mine = {above for actor in excused.actor for above in world.actors.units_above(actor)}
    judged: set[str | None] = set()
    for each in excused.invoked:
        said = dict(each)
        if said["exception"] in offered and mine & set(world.actors.units_above(said["by"])):
            judged.add(said["judged"])
    if "accepted" in judged:
        return "accepted"
    if None in judged:
        return "invoked"
    return "rejected" if judged else "none_invoked"
