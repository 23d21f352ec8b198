"""What the words around a place's name make of it: a province, its countryside, a direction, the town itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ...world import fold
from ..phrases import Word
from .forms import forms
from .spelling import place_words, spelling_key

_JOINED = re.compile(r"^(?:['’]s?)?[\s\-–‑]*(?:[AaEe][a-z]{1,2}[\s\-‑])?(?:[DLdl]['’])?$")
_ARTICLE = "ال"
_TRAILING_DIRECTION = ("ar", "fr", "es", "ru")


@dataclass(frozen=True, slots=True)
class Around:
    """The words that belong to a name: words [first, last), what they say of it, and its direction if they give one."""

    first: int
    last: int
    kind: str | None
    direction: str | None


@cache
def _directions(language: str) -> dict[str, str]:
    """The directions by their words, without those that mean something else in that language ("sur" in French)."""
    listed = place_words()["directions"]
    other = frozenset(place_words()["no_directions"].get(language, ()))
    return {
        spelling_key(fold(word)): direction
        for direction, spelt in listed.items()
        for word in spelt
        if word not in other
    }


@cache
def _not_behind(language: str) -> frozenset[str]:
    """Words of direction that mean something else behind a name, unless they are capitalised: "Alep est assiégée"."""
    return frozenset(place_words()["no_directions_behind"].get(language, ()))


@cache
def _areas() -> dict[str, str]:
    listed = place_words()["areas"]
    return {
        spelling_key(fold(form)): kind for kind, spelt in listed.items() for word in spelt for form in forms(word, "ar")
    }


@cache
def _beside() -> frozenset[str]:
    return frozenset(spelling_key(fold(word)) for word in place_words()["beside"])


@cache
def _links() -> frozenset[str]:
    return frozenset(spelling_key(fold(word)) for word in place_words()["links"])


_ORDER = ("countryside", "province", "district", "near", "city")


def around(text: str, words: Sequence[Word], first: int, last: int, language: str) -> Around:
    """The words of area and direction before and behind the name that stands at words [first, last).

    "the northern countryside of Hama province" says countryside and northern of Hama; "the southern city of Daraa" says
    city, and then the direction is that of the city in the country and says nothing of a part of it.
    """
    begin, kinds, direction = _before(text, words, first, language)
    end, behind, behind_direction = _behind(text, words, last, language)
    kind = next((each for each in _ORDER if each in kinds | behind), None)
    way = direction or behind_direction
    return Around(begin, end, kind, None if kind in ("city", "near") else way)


def _before(text: str, words: Sequence[Word], first: int, language: str) -> tuple[int, set[str], str | None]:
    kinds: set[str] = set()
    direction = None
    begin = at = first
    linked = False
    while at > 0 and first - at < 6 and _JOINED.match(text[words[at - 1].end : words[at].start]):
        at -= 1
        key = words[at].key
        if language == "ar" and (kinds or key.startswith(_ARTICLE)):
            break
        if key in _areas():
            kinds.add(_areas()[key])
        elif key in _beside():
            kinds.add("near")
        elif key in _directions(language):
            if linked and not kinds and language == "en":
                kinds.add("near")
            direction = direction or _directions(language)[key]
        elif key in _links():
            linked = True
            continue
        else:
            break
        begin = at
    return begin, kinds, direction


def _behind(text: str, words: Sequence[Word], last: int, language: str) -> tuple[int, set[str], str | None]:
    kinds: set[str] = set()
    direction = None
    end = at = last
    while at < len(words) and at - last < 3 and _JOINED.match(text[words[at - 1].end : words[at].start]):
        key = words[at].key
        if key in _areas() and language == "en":
            if _names_a_part(text, words, at):
                break
            kinds.add(_areas()[key])
            end = at + 1
        elif key in _directions(language) and words[at].text not in _not_behind(language):
            direction = _directions(language)[key]
            end = at + 1 if language in _TRAILING_DIRECTION else end
        else:
            break
        at += 1
    kept = direction if kinds or language in _TRAILING_DIRECTION else None
    return end, kinds, kept


def _names_a_part(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether the word of area is that of another name: "the Damascus suburb of Qadam"."""
    following = words[at + 1].key if at + 1 < len(words) else ""
    return following == spelling_key("of") and _areas()[words[at].key] not in ("countryside", "province")
