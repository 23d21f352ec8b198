"""The words in `words/actors.yaml`, and those of persons and places that reading actors needs too."""

from __future__ import annotations

from functools import cache
from typing import Any

from ...world import fold
from ..knowledge import knowledge
from .spelling import place_words, spelling_key


@cache
def actor_words() -> dict[str, Any]:
    """The words in `words/actors.yaml`."""
    return knowledge("words", "actors.yaml")


def role_words(language: str) -> dict[str, list[str]]:
    """Words that stand for a role by themselves, by role."""
    found: dict[str, list[str]] = actor_words()["roles"].get(language, {})
    return found


def state_words() -> dict[str, dict[str, list[str]]]:
    """Ids of actors by a state's code and role."""
    found: dict[str, dict[str, list[str]]] = actor_words()["states"]
    return found


@cache
def keys_of(name: str) -> frozenset[str]:
    """A list of words by their keys: `titles` and `openers` before a person's name, `locative` before a country's and
    `speaks` behind it, `before_actor` before who acts, and `loose` for those that take a side's word for it."""
    if name in ("locative", "speaks"):
        return frozenset(map(fold, place_words()[name]))
    if name in ("loose", "before_actor"):
        return frozenset(spelling_key(fold(word)) for word in actor_words()[name])
    content = knowledge("words", "titles.yaml")
    return frozenset(key for word in content[name] for key in (fold(word), spelling_key(fold(word))))


@cache
def keys_of_conflicts() -> frozenset[str]:
    """The codes of the countries in which a text's army and rebels may be."""
    return frozenset(actor_words()["conflicts"])
