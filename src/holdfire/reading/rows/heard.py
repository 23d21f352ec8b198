"""What events a headline or note tells, each with who is named in its clause, and where: before any row's coding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ...records import Mention, Span, Standing
from ...world import World
from ..events.modality import standing
from ..events.parties import parties
from ..events.things import Things
from ..events.triggers import EVENTS, Trigger, triggers
from ..figures.dates import dates
from ..grammar.parsing import parse_all
from ..grammar.scene import Scene
from ..names.actors import actors
from ..names.places import places
from ..phrases import words
from ..subtypes import subtypes
from .headlines_in import LEXICON, Headline, headlines_in

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as Sentence

Choices = tuple[tuple[str, float], ...]

_BREAKS = frozenset({"and", "while", "as", "after", "amid", "but", ","})
_BORROWED = 0.75
"""How much is left of a word's weight where the place stands with another event of the sentence."""
_DAY = len("2016-03-03")


@dataclass(frozen=True)
class Heard:
    """One event that the words tell: its act, the word that tells it, who acted, on whom, who else is named, where.

    `places` has the choices of each place named; `days` the days, ISO 8601, that the sentence names.
    """

    act: str
    weapon: str | None
    span: Span
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    named: tuple[str, ...]
    places: tuple[Choices, ...]
    days: tuple[str, ...]
    weight: float


@dataclass
class _Clause:
    """A part of a sentence with the events that it tells."""

    start: int
    told: list[Trigger]
    end: int = 0
    places: tuple[Mention, ...] = ()
    borrowed: bool = False


def heard_in(cells: Sequence[str], world: World) -> dict[str, tuple[Heard, ...]]:
    """What each cell of words tells. A headline that stands in several cells is parsed once."""
    parts = {cell: headlines_in(cell) for cell in cells}
    texts = list(dict.fromkeys(each.text for several in parts.values() for each in several))
    docs = dict(zip(texts, parse_all(texts), strict=True))
    things = Things(world)
    return {
        cell: tuple(each for part in several for each in _events(docs[part.text], part, world, things))
        for cell, several in parts.items()
    }


def _events(doc: Doc, headline: Headline, world: World, things: Things) -> Iterator[Heard]:
    scene = Scene(doc, (*places(doc.text, "en", world), *actors(doc.text, "en", world, None)))
    armed = [(each.start, each.value[0]) for each in things.weapons(words(doc.text))]
    for sentence in doc.sents:
        days = _days(sentence.text)
        for clause in _clauses(scene, sentence):
            named = tuple(each.choices[0].value for each in scene.of("actor", clause.start, clause.end) if each.choices)
            where = tuple(tuple((c.value, c.weight) for c in each.choices) for each in clause.places)
            weapons = [(at, each) for at, each in armed if clause.start <= at < clause.end]
            share = _BORROWED if clause.borrowed else 1.0
            for each in clause.told:
                token = doc[each.token]
                span = headline.span(token.idx, token.idx + len(token.text))
                for kind, of in each.types.items():
                    sides = parties(scene, token, kind)
                    act = each.act if kind == each.type and each.act else subtypes()[kind].act
                    weight = each.sure * of * share
                    weapon = each.weapon or _nearest(weapons, token.idx, world)
                    yield Heard(act, weapon, span, sides.actors, sides.targets, named, where, days, weight)


def _nearest(weapons: Sequence[tuple[int, str]], at: int, world: World) -> str | None:
    """The weapon named nearest to a word, of those that no other one named beside it puts finer."""
    coarse = frozenset(above for _, each in weapons for above in world.weapons.above(each))
    return min(((abs(start - at), each) for start, each in weapons if each not in coarse), default=(0, None))[1]


def _days(text: str) -> tuple[str, ...]:
    """The days that a sentence names with their year; a headline without a figure is not searched."""
    if not any(each.isdigit() for each in text):
        return ()
    found = [each.choices[0].value for each in dates(text, "en", None) if each.choices]
    return tuple(each[:_DAY] for each in found if len(each) >= _DAY and "/" not in each)


def _clauses(scene: Scene, sentence: Sentence) -> list[_Clause]:
    """The parts of a sentence that tell something, each with its places, or with those of the part beside it."""
    told = _told(scene, sentence)
    parts: list[_Clause] = []
    for each in told:
        cut = _cut(scene.doc, parts[-1].told[-1].token, each.token) if parts else sentence.start_char
        if parts and cut is None:
            parts[-1].told.append(each)
        else:
            parts.append(_Clause(cut or sentence.start_char, [each]))
    for n, part in enumerate(parts):
        part.end = parts[n + 1].start if n + 1 < len(parts) else sentence.end_char
        part.places = tuple(each for each in scene.of("place", part.start, part.end) if each.choices)
    for order in (list(reversed(parts)), parts):  # "Raids and clashes in Salma", then "Clashes in Salma and raids"
        for before, part in pairwise(order):
            if before.places and not part.places:
                part.places, part.borrowed = before.places, True
    for part in parts:
        reported = (each for each in part.told if standing(scene.doc, scene.doc[each.token]) is Standing.REPORTED)
        part.told = list(reported)
    return parts


def _told(scene: Scene, sentence: Sentence) -> list[Trigger]:
    """The words that report an event, by the lexicon of events and, where it is silent, by that of headlines."""
    found: dict[int, Trigger] = {}
    for lexicon in (LEXICON, EVENTS):
        found |= {each.token: each for each in triggers(sentence, scene.places, lexicon) if not each.negated}
    return [found[at] for at in sorted(found)]


def _cut(doc: Doc, one: int, other: int) -> int | None:
    """The character at which the part of the second of two words begins; None where both stand in one part."""
    breaks = [doc[at] for at in range(one + 1, other) if doc[at].lower_ in _BREAKS]
    return breaks[-1].idx if breaks else None
