"""What is named in a text that is read to names only: sentence by sentence for a sheet, counted for a terminal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...world import World
from .telling import Field, Mark, Told, bounds, place_name

_SENTENCE = re.compile(r"[^.!?؟\n]+(?:[.!?؟](?!\s|$)[^.!?؟\n]*)*[.!?؟]*")
_MARKED = {"place": "place", "actor": "actors", "date": "when", "number": "measure"}
_CALLED = {"place": "place", "actor": "actor", "date": "day", "number": "number"}
_WHY = {"vague": "no day is told", "unanchored": "not worked out: no day of publication is known"}


def named(document: Mapping[str, Any], world: World) -> list[Told]:
    """The sentences in which something is named, each with its places, actors, days and numbers.

    >>> from holdfire.world import load_world
    >>> mention = {"kind": "place", "span": {"start": 2, "end": 6}, "choices": [{"value": "aleppo", "weight": 0.8}]}
    >>> [each] = named({"text": "À Alep. Rien.", "mentions": [{**mention, "confidence": 0.9}]}, load_world())
    >>> each.start, each.end, [(field.name, field.value, field.words) for field in each.fields]
    (0, 7, [('place', 'Aleppo', 'Alep')])
    """
    text = document.get("text") or ""
    waiting = sorted(document.get("mentions") or (), key=lambda each: (each["span"]["start"], each["span"]["end"]))
    found, at = [], 0
    for sentence in _SENTENCE.finditer(text):
        inside = []
        while at < len(waiting) and waiting[at]["span"]["start"] < sentence.end():
            inside.append(waiting[at])
            at += 1
        if inside:
            found.append(_sentence(text, sentence.start(), sentence.end(), inside, world))
    return found


def _sentence(text: str, start: int, end: int, mentions: Sequence[Mapping[str, Any]], world: World) -> Told:
    start += len(text[start:end]) - len(text[start:end].lstrip())
    marks = [Mark(each["span"]["start"], each["span"]["end"], _MARKED[each["kind"]]) for each in mentions]
    fields = [
        Field(
            _CALLED[each["kind"]],
            value_of(each, world),
            each.get("confidence"),
            text[each["span"]["start"] : each["span"]["end"]],
        )
        for each in mentions
    ]
    return Told(
        "text", start, max(end, *(mark.end for mark in marks)), "named", "Named", tuple(fields), tuple(marks), ()
    )


def value_of(mention: Mapping[str, Any], world: World) -> str:
    """What a mention means, in words; every meaning where the text does not decide."""
    if mention["kind"] == "number":
        quantity = mention["quantity"]
        about = "about " if quantity.get("approximate") else ""
        return f"{about}{bounds(quantity.get('low'), quantity.get('high'))}"
    choices = [str(each["value"]) for each in mention.get("choices") or ()]
    if mention["kind"] == "date":
        return " or ".join(choices) or _WHY.get(mention.get("precision") or "", "not known")
    name = world.actors.name if mention["kind"] == "actor" else lambda value: place_name(value, world)
    sure = [choices[0]] if choices and mention["choices"][0]["weight"] >= _LIKELY else choices[:3]
    return " or ".join(dict.fromkeys(name(value) for value in sure)) or "not known"


_LIKELY = 0.7


def named_by_kind(document: Mapping[str, Any], world: World) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Places, actors and days, the most often named first, and numbers with their units in the order of the text; each
    with how often it is named."""
    mentions = sorted(document.get("mentions") or (), key=lambda each: int(each["span"]["start"]))
    for kind, called in (("place", "places"), ("actor", "actors"), ("date", "days"), ("number", "numbers")):
        counted = Counter(_counted(each, world) for each in mentions if each["kind"] == kind)
        if counted:
            yield called, counted.most_common() if kind != "number" else list(counted.items())


def _counted(mention: Mapping[str, Any], world: World) -> str:
    """A mention as it is counted: a day whatever the hour, a number with its unit as the text has it."""
    value = value_of(mention, world)
    unit = (mention.get("quantity") or {}).get("unit")
    return f"{value} {unit}" if unit else value
