"""Known names in running text: the longest match of whole words, whatever their case, accents and hyphens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..world import fold

T = TypeVar("T")

_MARKS = "\u0300-\u036f\u064b-\u0652\u0670"
_WORD = re.compile(rf"\w[\w{_MARKS}]*(?:['’‘`´ʿʾʻ]\w[\w{_MARKS}]*)*")
_POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: where it stands, and the form under which it is compared."""

    start: int
    end: int
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A known name in a text: characters [start, end), words [first, last), and what it stands for."""

    start: int
    end: int
    first: int
    last: int
    value: T


def words(text: str) -> list[Word]:
    """The words of a text. A hyphen separates, an apostrophe does not, and a possessive is left out.

    >>> [word.key for word in words("Jaysh al-Islām's men in Fu'a")]
    ['jaysh', 'al', 'islam', 'men', 'in', 'fua']
    """
    found = []
    for each in _WORD.finditer(text):
        plain = _POSSESSIVE.sub("", each[0])
        found.append(Word(each.start(), each.start() + len(plain), plain, fold(plain)))
    return found


class Phrases(Generic[T]):
    """Names and what they stand for; one name may stand for several things.

    >>> towns = Phrases([("Khan Shaykhun", "khan-shaykhun"), ("Khan", "khan"), ("al-Bab", "al-bab")])
    >>> text = "From KHAN SHAYKHUN to al Bab"
    >>> [(text[each.start:each.end], each.value) for each in towns.find(words(text))]
    [('KHAN SHAYKHUN', ('khan-shaykhun',)), ('al Bab', ('al-bab',))]
    """

    def __init__(self, entries: Iterable[tuple[str, T]]):
        self._values: dict[tuple[str, ...], tuple[T, ...]] = {}
        self._longest: dict[str, int] = {}
        for name, value in entries:
            key = tuple(word.key for word in words(name) if word.key)
            if key:
                held = self._values.get(key, ())
                self._values[key] = held if value in held else (*held, value)
                self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def find(self, text: Sequence[Word]) -> list[Found[tuple[T, ...]]]:
        """Every name, left to right, the longest at each place; matches do not overlap."""
        found = []
        at = 0
        while at < len(text):
            for length in range(min(self._longest.get(text[at].key, 0), len(text) - at), 0, -1):
                value = self._values.get(tuple(word.key for word in text[at : at + length]))
                if value is not None:
                    found.append(Found(text[at].start, text[at + length - 1].end, at, at + length, value))
                    at += length
                    break
            else:
                at += 1
        return found
