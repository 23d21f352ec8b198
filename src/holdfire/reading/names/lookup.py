"""A text cut into words once for all that look names up in it; the last text is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from ..phrases import Word, words
from .countries import CountryFound, country_mentions
from .forms import elided
from .gazetteer import keyed_words


@dataclass(frozen=True, slots=True)
class Cut:
    """The words of a text, the same by their spelling key and without articles, and the countries named."""

    plain: list[Word]
    keyed: list[Word]
    countries: list[CountryFound] = field(default_factory=list)


@lru_cache(maxsize=2)
def cut(text: str, language: str) -> Cut:
    """The words of a text and the countries in it. What it returns is shared: nobody changes it."""
    plain = elided(words(text), language)
    return Cut(plain, keyed_words(plain), country_mentions(plain, language))


class Covered:
    """The characters of a text that something already stands on.

    >>> covered = Covered("Homs and Hama", [(0, 4)])
    >>> covered.touches(3, 8), covered.touches(9, 13)
    (True, False)
    """

    def __init__(self, text: str, spans: Iterable[tuple[int, int]] = ()):
        self._marks = bytearray(len(text))
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        self._marks[start:end] = b"\x01" * (end - start)

    def touches(self, start: int, end: int) -> bool:
        return self._marks.find(1, start, end) >= 0
