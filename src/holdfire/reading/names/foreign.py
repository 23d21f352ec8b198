"""The words in `words/foreign.yaml`: names in Arabic, French, Russian and Spanish, and what shows that one acts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from ...world import fold
from ..knowledge import knowledge
from ..phrases import Word

_ARTICLE = "ال"
_SENTENCE = re.compile(r"(?:^|[.!?؟»\n])[\s\"«“]*$")
_BORDER = 3
_NEXT = re.compile(r" (?:[nNsS]['’])?")
_NEAR = 20


@cache
def foreign_words(language: str) -> Mapping[str, Any]:
    """What is listed for a language; nothing for others."""
    listed: dict[str, dict[str, Any]] = knowledge("words", "foreign.yaml")["languages"]
    return listed.get(language, {})


@cache
def _listed(language: str, name: str) -> frozenset[str]:
    return frozenset(str(word).casefold() for word in foreign_words(language).get(name, ()))


@cache
def _bare(language: str, name: str) -> frozenset[str]:
    return frozenset(map(fold, _listed(language, name)))


def adjectives(language: str) -> Iterator[tuple[str, str]]:
    """The forms of the adjectives of countries, each with the country's code.

    >>> sorted(form for form, code in adjectives("ar") if code == "JOR")[:3]
    ['أردني', 'أردنية', 'أردنيون']
    """
    words = foreign_words(language)
    for code, stems in words.get("adjectives", {}).items():
        for stem in stems:
            for ending in words["endings"]:
                yield f"{stem}{ending}", code
                if language == "ar":
                    yield f"{_ARTICLE}{stem}{ending}", code


def nouns(language: str) -> Iterator[tuple[str, str]]:
    """The nouns that make an actor of a country's name or adjective, each with the role."""
    for role, names in foreign_words(language).get("nouns", {}).items():
        for name in names:
            yield name, role


def puts_there(plain: Sequence[Word], first: int, language: str) -> bool:
    """Whether the words before put something at what follows, as it is written there: "à" does, "a" does not; the word
    for a border does too."""
    if first == 0:
        return False
    before = plain[first - 1]
    listed = _listed(language, "locative")
    if before.text.casefold() in listed or (language == "ar" and before.key in _bare(language, "locative")):
        return True
    return any(word.key in _bare(language, "borders") for word in plain[max(0, first - _BORDER) : first])


def acts(text: str, plain: Sequence[Word], first: int, last: int, language: str) -> bool:
    """Whether a capital at words [first, last) is a government: it speaks or is spoken to, or begins a sentence in
    which it is joined with somebody else."""
    speaks, joined = _listed(language, "speaks"), ("et", "y", "и", "و", "e")
    if puts_there(plain, first, language):
        return False
    before = plain[first - 1] if first else None
    after = plain[last] if last < len(plain) else None
    gap = text[plain[last - 1].end : after.start] if after is not None else ""
    if after is not None and _NEXT.fullmatch(gap) and after.text.casefold() in speaks:
        return True
    if before is not None and language == "ar" and _without_and(before.key) in _bare(language, "speaks"):
        return True
    if before is not None and before.text.casefold() in _listed(language, "before_actor"):
        return True
    start = plain[first].start
    return (
        after is not None
        and after.text.casefold() in joined
        and bool(_SENTENCE.search(text[max(0, start - _NEAR) : start]))
    )


def _without_and(key: str) -> str:
    """An Arabic word without "and" before it. A verb that begins with the same letter is listed with and without."""
    return key[1:] if key[:1] in "وف" and len(key) > 3 else key
