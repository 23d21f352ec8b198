"""Events of a parsed document: what was reportedly done, by whom, to whom, where, when, with what, on whose word."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ...records import MACHINE, Alternative, Mention, ReadObservation, Span, Standing, TargetBasis
from ...world import World
from ...world.time import parse_when
from ..grammar.scene import Scene, best
from ..phrases import Found
from ..subtypes import subtypes
from .dating import SAYING, by_publication, date_of, of_event
from .harm import Harm, harm
from .history import after_something_long_past, long_past, toll_of_a_war
from .locating import located
from .part import NOTHING, Part
from .parties import parties
from .placing import place_of
from .telling import Told, told
from .triggers import Trigger

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

CARRIED = {"place": 0.4, "when": 0.5}
"""How much is left of the confidence in a place or a day that an earlier sentence of the paragraph gave."""


MESSAGE = 0.6
"""Confidence in the day of a message where it names no other."""

_DAYS = ("day", "minute")
"""Precisions that are carried over: the day of an event, not the month of a campaign."""

_NEAR = 200
"""Characters round a trigger within which a weapon or a site that the sentence names belongs to it."""


@dataclass(frozen=True)
class Setting:
    """What an event's sentence is read with: the scene, the things that it names, who says so, and in what zone."""

    scene: Scene
    world: World
    weapons: Sequence[Found[tuple[str, ...]]]
    sites: Sequence[Found[tuple[str, ...]]]
    origins: Callable[[Sentence], Part]
    zone: str
    document: str
    published: datetime | None = None
    messages: bool = False


@dataclass
class _Carried:
    """What earlier sentences of the same paragraph said of place and day."""

    place: Mention | None = None
    when: Mention | None = None
    saying: bool = False


def events(setting: Setting) -> list[ReadObservation]:
    """Every event that the document's sentences tell of, in order, each with its standing.

    Words that tell of the same kind of event with the same standing in one sentence are one event. What a sentence does
    not say stays missing; place and day may be carried over from an earlier sentence of the paragraph, and are flagged.
    """
    found: list[ReadObservation] = []
    known: list[bool] = []
    carried = _Carried()
    for sentence in setting.scene.doc.sents:
        _enter(carried, sentence)
        groups = told(setting.scene, sentence)
        counts = harm(setting.scene, sentence) if groups else []
        if toll_of_a_war(setting.scene, counts):
            groups = [replace(each, standing=Standing.PAST) for each in groups]
        shares = _shared_out(groups, counts)
        for group, share in zip(groups, shares, strict=True):
            found.append(_event(setting, sentence, group, share, carried, len(found)))
            known.append(_definite(setting.scene.doc[group.main.token]))
        _remember(carried, setting.scene, sentence)
    return found if setting.messages else _once(found, known)


FURTHER = "further_mention"
"""Flag of words that tell again of an event that the text told before, and add nothing to it."""


def _once(found: list[ReadObservation], known: list[bool]) -> list[ReadObservation]:
    """The events, those marked that tell of a kind told before, as of something known, and add nothing of their own."""
    told: set[str] = set()
    marked = []
    for each, definite in zip(found, known, strict=True):
        reported = each.standing is Standing.REPORTED
        again = reported and definite and each.kind in told and not _adds(each)
        marked.append(each.model_copy(update={"flags": (*each.flags, FURTHER)}) if again else each)
        if reported:
            told.add(each.kind)
    return marked


def _adds(event: ReadObservation) -> bool:
    """Whether an event has a place, a day, a side or a number of its own."""
    own_place = event.place is not None and "place_carried_over" not in event.flags
    own_day = event.when_start is not None and "date_carried_over" not in event.flags
    numbers = (event.killed_low, event.killed_high, event.injured)
    return own_place or own_day or bool(event.actors or event.targets) or any(each is not None for each in numbers)


def _definite(token: Token) -> bool:
    """Whether the words speak of something known: *the strikes*, *when the shells fell*, *it hit*."""
    nouns = [token] if token.pos_ in ("NOUN", "PROPN") else [each for each in token.children if each.dep_ in _SAID_OF]
    return any(
        each.pos_ == "PRON" or any(child.lower_ in _KNOWN for child in each.children if child.dep_ == "det")
        for each in nouns
    )


_SAID_OF = ("nsubj", "nsubjpass", "dobj")
_KNOWN = frozenset({"the", "this", "that", "these", "those"})

_VIOLENT = frozenset(
    {
        "shelling",
        "air_strike",
        "explosion",
        "shooting",
        "chemical_attack",
        "armed_clash",
        "attack",
        "ground_advance",
    }
)


def _shared_out(groups: Sequence[Told], counts: Sequence[Harm]) -> list[list[Harm]]:
    """To each event the dead and hurt that stand nearest to its words, so that nobody is counted for two."""
    shares: list[list[Harm]] = [[] for _ in groups]
    violent = [n for n, group in enumerate(groups) if group.kind in _VIOLENT]
    reported = [n for n in violent if groups[n].standing is Standing.REPORTED] or violent
    for count in counts if reported else ():
        nearest = min(reported, key=lambda n: min(abs(each.token - count.token) for each in groups[n].triggers))
        shares[nearest].append(count)
    return shares


def _event(
    setting: Setting, sentence: Sentence, group: Told, counts: list[Harm], carried: _Carried, number: int
) -> ReadObservation:
    scene, main = setting.scene, group.main
    ident = f"read:{setting.document}/{number + 1}"
    kind = subtypes()[group.kind]
    token = scene.doc[main.token]
    named = parties(scene, token, group.kind)
    spot = _place(setting, token, carried, ident)
    day, past = _when(setting, token, carried, spot.fields.get("areas", ()))
    weapon = _nearest(setting.weapons, sentence, token.idx)
    site = _nearest(setting.sites, sentence, token.idx)
    origin = setting.origins(sentence)
    spans = {
        "act": scene.span(token.idx, token.idx + len(token.text)),
        **spot.spans,
        **day.spans,
        **named.spans,
        **origin.spans,
    }
    if weapon is not None:
        spans["weapon"] = scene.span(weapon.start, weapon.end)
    hurt = _counted(counts)
    spans |= hurt.spans
    act = next((each.act for each in group.triggers if each.act), None) or kind.act
    finest = main.weapon or (weapon.value[0] if weapon is not None and group.kind in _VIOLENT else None)
    fields = {"zone": setting.zone, **spot.fields, **day.fields, **hurt.fields, **origin.fields}
    return ReadObservation(
        id=ident,
        kind=group.kind,
        standing=Standing.PAST if past and group.standing is Standing.REPORTED else group.standing,
        compiled_by=MACHINE,
        published=setting.published,
        act=act,
        weapon=finest,
        direction=named.direction,
        actors=named.actors,
        targets=named.targets,
        target_basis=TargetBasis.OBSERVED if named.targets else TargetBasis.NOT_STATED,
        site=site.value[0] if site is not None and group.kind in _VIOLENT else None,
        words=scene.sentence(sentence).words,
        flags=tuple(dict.fromkeys((*spot.flags, *_more(scene, spot), *day.flags, *hurt.flags, *origin.flags))),
        span=scene.sentence(sentence),
        spans=spans,
        codes=setting.world.crosswalk.codes_of(act, setting.world.acts),
        confidence={
            "act": group.confidence,
            **named.confidence,
            **spot.confidence,
            **day.confidence,
            **({"weapon": 0.8} if finest else {}),
            **hurt.confidence,
            **origin.confidence,
        },
        alternatives=(*_rival_acts(main, group.kind, ident), *named.alternatives(ident), *spot.alternatives),
        **fields,
    )


def _rival_acts(trigger: Trigger, kind: str, of: str) -> list[Alternative]:
    return [
        Alternative(of=of, field="act", value=json.dumps(subtypes()[other].act), weight=weight)
        for other, weight in trigger.types.items()
        if other != kind
    ]


def _place(setting: Setting, token: Token, carried: _Carried, of: str) -> Part:
    scene = setting.scene
    flags: tuple[str, ...] = ()
    share = 1.0
    mention = place_of(scene, token, setting.world)
    if mention is None:
        mention, share, flags = carried.place, CARRIED["place"], ("place_carried_over",)
    if mention is None:
        return NOTHING
    fields, rivals = located(mention, setting.world, of)
    return Part(fields, {"place": mention.span}, {"place": round(mention.confidence * share, 3)}, flags, tuple(rivals))


def _when(setting: Setting, token: Token, carried: _Carried, areas: Iterable[str]) -> tuple[Part, bool]:
    """The day of an event as fields, and whether it is history."""
    scene = setting.scene
    mention, share, flags = date_of(scene, token)
    if mention is None and after_something_long_past(scene, token.sent):
        return Part({}, {}, {}, ("date_not_stated",)), True
    if mention is None and carried.when is not None:
        mention, share, flags = carried.when, CARRIED["when"], ("date_carried_over",)
        if carried.saying:
            share, flags = share * SAYING, ("date_of_saying", *flags)
    if mention is None and setting.messages and setting.published is not None:
        return _day_of_message(setting, areas), False
    value = best(mention) if mention is not None else None
    if mention is None or value is None:
        return Part({}, {}, {}, (_undated(scene, token.sent),)), False
    zone = setting.world.zone_of(areas, setting.zone)
    first, _, last = value.partition("/")
    when = parse_when({"from": first, "to": last} if last else first, zone)
    fields = {"when_start": when.start, "when_end": when.end, "zone": zone, "when_precision": when.precision}
    sure = {"when": round(mention.confidence * share, 3)}
    return Part(fields, {"when": mention.span}, sure, flags), long_past(scene, mention)


_LISTED = re.compile(r"\s*(,|and|&)\s*(the\s+|in\s+)?")


def _more(scene: Scene, spot: Part) -> tuple[str, ...]:
    """A flag where the place is one of several that the words list, so that the others are not lost in silence."""
    span = spot.spans.get("place")
    if span is None:
        return ()
    text = scene.text
    for each in scene.of("place", max(0, span.start - 60), span.end + 60):
        first, last = sorted((each.span, span), key=lambda one: one.start)
        if each.span != span and _LISTED.fullmatch(text[first.end : last.start]) and each.precision != "country":
            return ("one_of_several_places",)
    return ()


def _undated(scene: Scene, sentence: Sentence) -> str:
    """Why an event has no day: the sentence names none, or one that nobody can work out without a publication day."""
    named = scene.of("date", sentence.start_char, sentence.end_char)
    return "date_not_anchored" if any(each.precision == "unanchored" for each in named) else "date_not_stated"


def _day_of_message(setting: Setting, areas: Iterable[str]) -> Part:
    """A message tells of its day where it names no other; less sure, and flagged."""
    zone = setting.world.zone_of(areas, setting.zone)
    day = setting.published.date().isoformat() if setting.published else ""
    when = parse_when(day, zone)
    fields = {"when_start": when.start, "when_end": when.end, "zone": zone, "when_precision": when.precision}
    return Part(fields, {}, {"when": MESSAGE}, ("date_of_message",))


def _nearest(found: Sequence[Found[tuple[str, ...]]], sentence: Sentence, at: int) -> Found[tuple[str, ...]] | None:
    inside = [each for each in found if sentence.start_char <= each.start < sentence.end_char]
    close = [each for each in inside if abs(each.start - at) <= _NEAR]
    return min(close, key=lambda each: abs(each.start - at)) if close else None


def _counted(counts: list[Harm]) -> Part:
    """The largest count of each kind: a total stands beside its parts, and nothing is added up."""
    fields: dict[str, Any] = {}
    spans: dict[str, Span] = {}
    confidence: dict[str, float] = {}
    flags: list[str] = []
    for what in ("killed", "injured"):
        listed = [each for each in counts if each.what == what]
        if not listed:
            continue
        most = max(listed, key=lambda each: each.quantity.low or each.quantity.high or 0)
        spans[what] = most.span
        confidence[what] = 0.95 if len(listed) == 1 else 0.6
        if len(listed) > 1:
            flags.append(f"{what}_counted_in_parts")
        if what == "injured":
            fields["injured"] = _whole(most.quantity.low or most.quantity.high)
            continue
        low, high = _whole(most.quantity.low), _whole(most.quantity.high)
        fields |= {"killed_low": low, "killed_high": high, "killed_best": low if high is None or low == high else None}
        if most.civilians:
            fields["civilians_killed"] = low
    return Part(fields, spans, confidence, tuple(flags))


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _enter(carried: _Carried, sentence: Sentence) -> None:
    """Nothing is carried over into another paragraph."""
    if sentence.start == 0 or "\n\n" in sentence.doc[sentence.start - 1].text_with_ws:
        carried.place = carried.when = None
        carried.saying = False


def _remember(carried: _Carried, scene: Scene, sentence: Sentence) -> None:
    """The first place, and the first day that a verb has: what a noun's date dates is not carried on.

    A day of saying is carried on only until a day comes on which something happened.
    """
    spots = [each for each in scene.of("place", sentence.start_char, sentence.end_char) if each.choices]
    narrow = [each for each in spots if each.precision != "country"]
    if narrow:
        carried.place = narrow[0]
    for each in scene.of("date", sentence.start_char, sentence.end_char):
        if not each.choices or each.precision not in _DAYS or long_past(scene, each) or not by_publication(scene, each):
            continue
        verb, saying = of_event(scene, each)
        if verb and (not saying or carried.when is None or carried.saying):
            carried.when, carried.saying = each, saying
            if not saying:
                return
