"""Lines of the mission's reports: position, heard or saw, how many of what, with what weapon, how far and where."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from ...records import Direction, Measure, Sector, WherePrecision
from ...records.reading import ReadObservation, Span
from .lexicon import Hit, Lexicon, any_of
from .numbers import Number
from .osce_position import Position, position
from .osce_sector import flight, osce_words, placed
from .osce_when import When, when_of
from .text import Source, span_of

_WORDS = osce_words()


@dataclass(frozen=True, slots=True)
class Arm:
    """A weapon as assessed: its id (none where the taxonomy has none), the act of firing it, whether it is heavy."""

    weapon: str | None
    act: str | None
    heavy: bool = False


SOUNDS: Lexicon[tuple[str, str]] = Lexicon(
    (word, (entry["measure"], entry["act"])) for entry in _WORDS["sounds"] for word in entry["words"]
)
ARMS: Lexicon[Arm] = Lexicon(
    (word, Arm(entry["weapon"], entry["act"], entry.get("heavy", False)))
    for entry in _WORDS["weapons"]
    for word in entry["words"]
)
ASSESSED: Lexicon[str] = Lexicon((word, name) for name, listed in _WORDS["assessed"].items() for word in listed)
_ZONES: Lexicon[str] = Lexicon(
    (word, name) for name, listed in _WORDS["disengagement_areas"].items() for word in listed
)
_VERB = re.compile(
    rf"(?<!\w)(?:{any_of(w for listed in _WORDS['verbs'].values() for w in listed)})(?!\w)", re.IGNORECASE
)
_POSITIONED = re.compile(rf"(?<!\w)(?:{any_of(_WORDS['position'])})(?!\w)", re.IGNORECASE)
_FROM = re.compile(r"(?<!\w)(?:from its position|positioned)\s(?:at|in|on|near)(?!\w)", re.IGNORECASE)
_SEVERAL = re.compile(rf"(?<!\w)(?:{any_of(_WORDS['several'])})\s{{1,2}}(?:[\w-]{{1,20}}\s){{0,3}}$", re.IGNORECASE)
_LIVE = re.compile(rf"(?<!\w)(?:{any_of(_WORDS['live_fire'])})(?!\w)", re.IGNORECASE)
_TRAINING = re.compile(
    rf"(?<!\w)(inside|within|outside|beyond)[^.;]{{0,60}}?(?:{any_of(_WORDS['training_area'])})", re.IGNORECASE
)
_DISENGAGED = re.compile(r"disengagement\sarea", re.IGNORECASE)
_SIDES: Lexicon[str] = Lexicon((word, side) for side, listed in _WORDS["inside"].items() for word in listed)
_SMALL = ("small_arms_fire", "sniping")
_SHELLING = {"mortar_fire", "artillery_fire", "rocket_fire", "tank_fire"}
_SHARED = re.compile(rf"(?<!\w)(?:{any_of(_WORDS['shared'])})(?!\w)", re.IGNORECASE)
_ASSESSED_NEXT = re.compile(r"\s{1,2}(\w{4,14})")
_CALIBRE = re.compile(r"(?<!\d)(\d{2,3})\s?mm(?!\w)")
_AS = re.compile(r"(?<!\w)as\s(?:an?\s)?(?:[\w-]{1,20}\s){0,2}$")
_ARTICLE = re.compile(r"(?<!\w)(?:an?|another)\s(?:[\w-]{1,20}\s){0,3}$", re.IGNORECASE)
_ADJECTIVES = re.compile(r"(?:\s{1,2}(?!and\b|of\b|to\b)[\w-]{1,20}){0,4}\s{1,2}(?:sounds\sof\s)?", re.IGNORECASE)
_LATERAL = {"explosions": "heavy_fire", "rounds": "heavy_fire"}


@dataclass
class Event:
    """One kind of thing that a line tells: its number, what it was, and the words [start, end) that tell of it."""

    start: int
    sound: Hit[tuple[str, str]]
    number: Number | None
    value: int | None
    end: int
    assessed: tuple[str, ...] = ()
    arm: Hit[Arm] | None = None
    sector: Sector | None = None
    sector_span: tuple[int, int] | None = None
    flown: tuple[float, float] | None = None
    parts: list[tuple[str, Number]] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)


@dataclass
class Lines:
    """What earlier lines of a report say for those after them."""

    day: date | None = None
    position: Position | None = None


def read_line(
    source: Source, start: int, end: int, numbers: Sequence[Number], held: Lines
) -> tuple[list[ReadObservation], list[tuple[int, int]]]:
    """The observations of one line, and the numbers that stand in them. `held` takes its day and its position.

    A line is one of these where it names a position or a bearing, and a verb of observing with a sound or sight.
    """
    text = source.document.text
    when, held.day = when_of(text, start, end, source.closing, source.period, source.year, held.day)
    verb = _VERB.search(text, start, end)
    if verb is None or not SOUNDS.find(text, verb.end(), end):
        return [], []
    stood = _POSITIONED.search(text, start, verb.end())
    stood = stood or _FROM.search(text, verb.end(), end)
    first, last = (stood.start(), end) if stood and stood.start() > verb.start() else (start, verb.start())
    there = position(text, max(first, stood.start()) if stood else first, last, source.world, held.position)
    events = _events(text, verb.end(), end, [each for each in numbers if verb.end() <= each.start < end])
    if stood is None and not any(event.sector for event in events):
        return [], []
    if stood is not None and there is not None:
        held.position = there
    seen = [observed(source, event, there, when, span_of(text, start, end)) for event in events]
    used = [event.number for event in events if event.number]
    used += [part for event in events for _, part in event.parts]
    return seen, [(each.start, each.end) for each in used]


def _events(text: str, start: int, end: int, numbers: Sequence[Number]) -> list[Event]:
    events: list[Event] = []
    for hit in SOUNDS.find(text, start, end):
        begun = _begun(text, events[-1].sound.end if events else start, hit, numbers)
        events += [begun] if begun else []
    ends = [*(each.start for each in events[1:]), end]
    for event, last in zip(events, ends, strict=False):
        event.end = last
        _described(text, event, [each for each in numbers if event.sound.end <= each.start < event.end])
    for event, after in reversed(list(pairwise(events))):
        if event.sector is None and after.sector is not None:
            event.sector, event.sector_span = after.sector, after.sector_span
            if not _SHARED.search(text, after.start, after.sector_span[0] if after.sector_span else after.end):
                event.flags.append("sector_of_later_words")
    return events


def _begun(text: str, start: int, hit: Hit[tuple[str, str]], numbers: Sequence[Number]) -> Event | None:
    """The number right before a sound or sight: "eight undetermined explosions", "a burst"; "several" is no number."""
    if _AS.search(text, max(start, hit.start - 40), hit.start):
        return None
    near = [each for each in numbers if start <= each.start and each.end <= hit.start]
    if near and _ADJECTIVES.fullmatch(text, near[-1].end, hit.start):
        return Event(near[-1].start, hit, near[-1], near[-1].value, hit.end)
    several = _SEVERAL.search(text, max(start, hit.start - 60), hit.start)
    if several is not None:
        event = Event(several.start(), hit, None, None, hit.end)
        event.flags.append("count_not_stated")
        return event
    one = _ARTICLE.search(text, max(start, hit.start - 60), hit.start)
    return Event(one.start(), hit, None, 1, hit.end) if one is not None else None


def _described(text: str, event: Event, numbers: Sequence[Number]) -> None:
    event.assessed = tuple(dict.fromkeys(hit.value for hit in ASSESSED.find(text, event.start, event.end)))
    _armed(text, event)
    if event.arm is not None:
        event.arm = _by_calibre(text, event.arm, event.start, event.end)
    event.flown = flight(text, event.start, event.end)
    for each in numbers:
        told = _ASSESSED_NEXT.match(text, each.end)
        name = next((hit.value for hit in ASSESSED.find(text, told.start(1), told.end(1))), None) if told else None
        if name is not None and each is not event.number and each.value is not None:
            event.parts.append((name, each))
    here = [each for each in placed(text, event.sound.end, event.end) if not each.of]
    if here:
        event.sector, event.sector_span = here[0].sector, (here[0].start, here[0].end)
        if here[0].joined:
            event.flags.append("bearings_joined")
        if len(here) > 1:
            event.flags.append("further_sectors")
    if _LIVE.search(text, event.start, event.end):
        event.flags.append("live_fire_exercise")


def _armed(text: str, event: Event) -> None:
    """The weapon that was assessed. Small arms make no explosion; of several weapons none is chosen."""
    blast = event.sound.value[0] == "explosions"
    arms = [hit for hit in ARMS.find(text, event.start, event.end) if not (blast and hit.value.act in _SMALL)]
    if not arms:
        return
    event.arm = arms[0]
    acts = {hit.value.act for hit in arms}
    if len({hit.value.weapon for hit in arms}) > 1:
        act = arms[0].value.act if len(acts) == 1 else "shelling" if acts <= _SHELLING else "armed_attack"
        event.arm = replace(arms[0], value=Arm(None, act))
        event.flags.append("weapons_several")


def _by_calibre(text: str, arm: Hit[Arm], start: int, end: int) -> Hit[Arm]:
    """ "artillery (122mm)": the finer weapon that the calibre beside it tells."""
    told = _CALIBRE.search(text, start, end)
    finer = _WORDS["calibres"].get(arm.value.weapon, {}).get(int(told[1])) if told else None
    return arm if finer is None else replace(arm, value=replace(arm.value, weapon=finer))


def act_of(event: Event) -> str:
    """What was done, no finer than the words: an explosion of which nothing is assessed is an attack of any kind."""
    measure, act = event.sound.value
    if event.arm is not None and event.arm.value.act is not None:
        return event.arm.value.act
    fired = {"outgoing", "incoming", "impact"} & set(event.assessed)
    return _LATERAL.get(measure, act) if fired else act


def observed(source: Source, event: Event, there: Position | None, when: When | None, line: Span) -> ReadObservation:
    """One observation: a sector from the observing position, an act no finer than assessed, its number as measure."""
    text = source.document.text
    measure = event.sound.value[0]
    measures = [Measure(name=measure, value=float(event.value))] if event.value is not None else []
    measures += [
        Measure(name=f"{measure}_{name}", value=float(n.value)) for name, n in event.parts if n.value is not None
    ]
    if event.flown:
        measures += [
            Measure(name="flight_from_deg", value=event.flown[0]),
            Measure(name="flight_to_deg", value=event.flown[1]),
        ]
    spans = {"act": span_of(text, event.start, event.sound.end)}
    if event.arm is not None:
        spans["weapon"] = span_of(text, event.arm.start, event.arm.end)
    if event.sector_span is not None:
        spans["sector"] = span_of(text, *event.sector_span)
    if there is not None:
        spans["place"] = span_of(text, there.start, there.end)
    if when is not None and when.span is not None:
        spans["when"] = span_of(text, *when.span)
    plain = not event.assessed and event.arm is None
    confidence = {
        "act": 0.7 if plain or "undetermined" in event.assessed else 0.9,
        "claimed_by": 0.99,
    }
    confidence |= {"weapon": 0.8} if event.arm else {}
    confidence |= {"when": when.sure} if when else {}
    confidence |= {"place": (0.9 if there.exact else 0.7) if there.lat is not None else 0.4} if there else {}
    flags = [
        *event.flags,
        *(when.flags if when else ("when_not_stated",)),
        *(f"assessed:{each}" for each in event.assessed),
        *_zones(text, line),
    ]
    flags += [] if there is None or there.lat is not None else ["position_unknown"]
    flags += ["position_from_distance"] if there is not None and not there.exact else []
    flags += _training(text, event, line)
    if event.sector is None:
        flags.append("sector_not_stated")
    content = json.dumps([source.document.id, event.start, measure, event.value, line.start], default=str)
    return ReadObservation(
        id=f"osce:{source.document.id[:16]}:{event.start}",
        observation_id=hashlib.sha256(content.encode()).hexdigest()[:16],
        source="osce-smm",
        claimed_by=(source.claimant or "osce-smm-reports",),
        published=source.document.published,
        when_start=when.start if when else None,
        when_end=when.end if when else None,
        zone=source.closing.zone,
        when_precision=when.precision if when else None,
        place=there.name if there else None,
        lat=there.lat if there else None,
        lon=there.lon if there else None,
        where_precision=_precision(event, there),
        areas=tuple(each for each in there.areas if each in source.world.areas) if there else (),
        radius_km=there.radius_km if there else None,
        sector=event.sector,
        act=act_of(event),
        weapon=event.arm.value.weapon if event.arm else None,
        direction=Direction.UNKNOWN,
        measures=tuple(measures),
        words=line.words,
        flags=tuple(dict.fromkeys(flags)),
        kind=_kind(act_of(event), source),
        span=span_of(text, event.start, max(event.sound.end, min(event.end, line.end))),
        spans=spans,
        confidence=confidence,
    )


def _precision(event: Event, there: Position | None) -> WherePrecision:
    if there is None or there.lat is None:
        return WherePrecision.UNKNOWN
    return WherePrecision.SECTOR if event.sector is not None else WherePrecision.NEAR


def _kind(act: str, source: Source) -> str:
    """The ceasefire sub-type of an act (reading/subtypes.yaml)."""
    above = {act, *source.world.acts.above(act)}
    return "shooting" if "small_arms_fire" in above else "shelling" if "heavy_fire" in above else "attack"


def _zones(text: str, line: Span) -> list[str]:
    told = _DISENGAGED.search(text, line.start, line.end)
    if told is None:
        return []
    zone = next(iter(_ZONES.find(text, line.start, line.end)), None)
    side = next(iter(_SIDES.find(text, max(line.start, told.start() - 60), told.start())), None)
    name = zone.value if zone else "not_named"
    return [f"disengagement_area:{name}", f"disengagement_area_{side.value if side else 'near'}"]


def _training(text: str, event: Event, line: Span) -> list[str]:
    live = _LIVE.search(text, line.start, line.end)
    if live is None or not ("live_fire_exercise" in event.flags or _SHARED.search(text, line.start, live.start())):
        return []
    told = _TRAINING.search(text, line.start, line.end)
    side = "" if told is None else "inside" if told[1].casefold() in ("inside", "within") else "outside"
    return ["live_fire_exercise", *([f"{side}_training_area"] if side else [])]
