"""Missing facts as questions, and what would answer them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...assessment.assuming import Fact, read_assumption
from ...world import World
from .text import Text

if TYPE_CHECKING:
    from .spoken import Language

_SIDES = ("aggregate", "standing", "actor", "target", "holder")


def read_fact(fact: str) -> Fact:
    """A fact as it is written. Raises `ValueError` for what is none."""
    return read_assumption(f"{fact}=?").fact


def question(words: Language, fact: str, world: World) -> Text:
    """The fact asked in words."""
    asked = read_fact(fact)
    values: dict[str, Any] = {"subject": _subject(words, asked, world)}
    name = asked.kind
    if asked.kind == "place" and asked.subject not in world.areas:
        name = "place_of_clause"
    if asked.area:
        name, values["area"] = f"{name}_in", words.area(asked.area, world)
    said = words.fill(words["facts"][name], values)
    return words.fill(words["facts"]["for_event"], {"question": said, "event": asked.event}) if asked.event else said


def _subject(words: Language, fact: Fact, world: World) -> Text:
    subject = fact.subject or ""
    match fact.kind:
        case "aggregate" | "standing":
            return words.actor(world.actors.lookup(subject) or subject, world)
        case "place" if subject in world.areas:
            return words.area(subject, world)
        case "meaning" | "place" | "effort" | "start" | "end" | "event":
            return words.clause(subject)
        case "exception" if subject in words["exceptions"]:
            return Text(words["exceptions"][subject])
        case "number" if subject in words["measures"]:
            return Text(words["measures"][subject])
    return words.foreign(subject.replace("_", " "))


def answer(words: Language, given: str, world: World, fact: str | None, parties: Mapping[str, Any]) -> Text:
    """The answer in words: a coded one, a party of the agreement, a weapon, a number, or actors by name."""
    kind = read_fact(fact).kind if fact else None
    coded = words["fact_answers"]
    for group in [_group(kind)] if kind else coded:
        if given in coded.get(group, ()):
            return Text(coded[group][given])
    if kind in ("start", "end", "event"):
        return words.clause(given)
    if given in parties:
        return words.term(parties[given].name)
    if given in world.weapons:
        return words.weapon(given, world)
    if _number(given) is not None:
        return Text(words.number(_number(given) or 0.0))
    several = [name.strip() for name in given.split("+")]
    return words.joined([words.actor(world.actors.lookup(name) or name, world) for name in several])


def _group(kind: str) -> str:
    return "side" if kind in _SIDES else kind


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
