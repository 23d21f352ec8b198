"""A country's adjective or name with the noun that it goes with, outside English: "avions russes", "МИД Сирии"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ...world import World, fold
from ..phrases import Found, Phrases, Word
from .actor_words import state_words
from .countries import CountryFound
from .foreign import adjectives, foreign_words, nouns
from .forms import forms, prefix_length
from .states import At, of_state

_WEIGHT, _SURE = 0.9, 0.85


@cache
def _adjectives(language: str) -> Phrases[str]:
    return Phrases(adjectives(language))


@cache
def _nouns(language: str) -> Phrases[str]:
    return Phrases((form, role) for name, role in nouns(language) for form in forms(name, language))


@cache
def _links(language: str) -> frozenset[str]:
    return frozenset(foreign_words(language).get("links", ()))


@cache
def _first_words(language: str) -> frozenset[str]:
    return frozenset(fold(name.split()[0]) for name, _ in nouns(language))


def composed_at(
    text: str, plain: Sequence[Word], countries: Sequence[CountryFound], language: str, world: World
) -> list[At]:
    """What a noun such as "army" makes of the adjective or the name of a country beside it.

    In Arabic, French and Spanish the noun stands before, in Russian before a name and behind an adjective.
    """
    if not foreign_words(language):
        return []
    found = _nouns(language).find(plain)
    ends = {each.last: each for each in found}
    begins = {each.first: each for each in found}
    held: list[At] = []
    for adjective in _adjectives(language).find(plain):
        noun = begins.get(adjective.last) if language == "ru" else ends.get(adjective.first)
        held += _at(text, plain, noun, adjective, adjective.value[0], language, world)
    for country in countries:
        if country.value[0].how == "name":
            noun = ends.get(_linked(plain, country.first, language))
            held += _at(text, plain, noun, country, country.value[0].code, language, world)
    return sorted(held, key=lambda at: at.start)


def countries_of(plain: Sequence[Word], language: str) -> list[str]:
    """The codes of the countries whose adjectives stand in a text, and home for each of its own capital."""
    if not foreign_words(language):
        return []
    capitals = (each.value[0] for each in _capitals(language).find(plain))
    return [*(each.value[0] for each in _adjectives(language).find(plain)), *capitals]


@cache
def _capitals(language: str) -> Phrases[str]:
    home = {actor: code for code, roles in state_words().items() for actor in roles.get("government", ())}
    listed = foreign_words(language).get("capitals", {}).items()
    return Phrases((form, home[actor]) for name, actor in listed if actor in home for form in forms(name, language))


def _linked(plain: Sequence[Word], first: int, language: str) -> int:
    """Where the words begin that link a noun with the name at `first`: "de la"."""
    at = first
    while at > 0 and first - at < 2 and plain[at - 1].key in _links(language):
        at -= 1
    return at if at < first or not _links(language) else -1


def _at(
    text: str,
    plain: Sequence[Word],
    noun: Found[tuple[str, ...]] | None,
    other: Found[tuple[str, ...]] | CountryFound,
    code: str,
    language: str,
    world: World,
) -> list[At]:
    if noun is None:
        return []
    first, last = min(noun.first, other.first), max(noun.last, other.last)
    start, end = plain[first].start, plain[last - 1].end
    if any(mark in text[start:end] for mark in ".,;:!?،؛\n"):
        return []
    actor = of_state(code, noun.value[0], world) or of_state(code, "government", world)
    if language == "ar":
        start += prefix_length(plain[first].text, lambda bare: fold(bare) in _first_words(language))
    return [At(start, end, ((actor or f"country:{code}", _WEIGHT),), _SURE)]
