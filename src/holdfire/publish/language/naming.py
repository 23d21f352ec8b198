"""Names in a language: as the world gives them, else in English and marked so, else as the source spelled them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ...assessment.standing import ASSUMED_EXCLUDED, ASSUMED_PARTY
from ...assessment.summary import NO_ORIGIN
from ...world import UNLISTED, World
from ...world.taxonomy import Taxonomy
from .text import Text, strange

if TYPE_CHECKING:
    from .spoken import Language


def actor(words: Language, ident: str, world: World) -> Text:
    """Who acted or was hit."""
    found = world.actors.actors.get(ident)
    if ident == ASSUMED_EXCLUDED:
        return Text(words["assumed_side"]["excluded"])
    if ident.startswith(ASSUMED_PARTY):
        party = ident.removeprefix(ASSUMED_PARTY)
        return words.fill(words["assumed_side"]["party" if party else "nobody"], {"party": party} if party else {})
    return _named(words, found.name if found else None, ident.removeprefix(UNLISTED))


def claimant(words: Language, ident: str, world: World) -> Text:
    """Who says so."""
    if ident == NO_ORIGIN:
        return Text(words["no_origin"])
    found = world.claimants.claimants.get(ident)
    return _named(words, found.name if found else None, ident)


def term(words: Language, ident: str, taxonomy: Taxonomy) -> Text:
    """An act or a weapon."""
    found = taxonomy.terms.get(ident)
    return _named(words, found.name if found else None, ident.replace("_", " "))


def area(words: Language, ident: str, world: World) -> Text:
    """A governorate, a district, a line."""
    found = world.areas.areas.get(ident)
    return _named(words, found.name if found else None, ident)


def place(words: Language, spelled: str, world: World, within: Iterable[str]) -> Text:
    """A place by its id or by a spelling that the gazetteer knows once."""
    found = world.places.lookup(spelled, frozenset(within))
    if words.code == "en" and found and spelled not in world.places:
        return words.foreign(spelled)
    return _named(words, found.name if found else None, spelled)


def _named(words: Language, names: Mapping[str, str] | None, otherwise: str) -> Text:
    if names and words.code in names:
        name = names[words.code]
        return words.foreign(name) if strange(name, words.direction) else Text(name)
    if names and "en" in names:
        return words.foreign(names["en"], "en")
    return words.foreign(otherwise)
