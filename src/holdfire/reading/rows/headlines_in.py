"""The headlines in the words of a row: several are kept in one cell, some as markup, and many total a whole day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any

from ...records import Span
from ..knowledge import knowledge
from ..phrases import Phrases, words

LEXICON = "headlines.yaml"

_LONGEST = 4_000
"""Characters of a cell that are read: a note of ACLED is a paragraph, a cell of GED a few headlines."""

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ADDRESS = re.compile(r"\s*https?://\S*")


@dataclass(frozen=True)
class Headline:
    """One headline of a cell: its text without markup, and for each character where it stands in the cell."""

    text: str
    at: Sequence[int]
    cell: str

    def span(self, start: int, end: int) -> Span:
        """Characters [start, end) of the headline, as they stand in the cell."""
        first, last = self.at[start], self.at[end]
        return Span(start=first, end=last, words=self.cell[first:last])


def headlines_in(cell: str) -> list[Headline]:
    """The headlines of a cell that may tell of one event: addresses and totals of a day are left out.

    >>> [each.text for each in headlines_in("Regime&#8217;s jets hit Salma;90 killed yesterday, 20 of them by shells")]
    ['Regime’s jets hit Salma']
    """
    return [each for each in _parts(cell) if each.text.strip() and not _address(each.text) and not is_digest(each.text)]


def is_digest(text: str) -> bool:
    """Whether a headline is a total for a day or longer, or a report's name.

    >>> is_digest("Syria Daily Report 01/03/2016"), is_digest("90 people were killed yesterday"), is_digest("90 killed")
    (True, True, False)
    """
    return bool(_digests().find(words(text)))


def _address(text: str) -> bool:
    return _ADDRESS.match(text) is not None


def _parts(cell: str) -> Iterator[Headline]:
    """A semicolon ends a headline, but not one that ends an entity."""
    text, at = _plain(cell[:_LONGEST])
    start = 0
    for part in text.split(";"):
        end = start + len(part)
        yield Headline(part, at[start : end + 1], cell)
        start = end + 1


def _plain(cell: str) -> tuple[str, list[int]]:
    """The text with its entities as characters, and where each character, and the end, stands in the cell."""
    pieces: list[str] = []
    at: list[int] = []
    before = 0
    for each in _ENTITY.finditer(cell):
        pieces.append(cell[before : each.start()])
        at += range(before, each.start())
        meant = unescape(each[0]).replace(";", ",")
        pieces.append(meant)
        at += [each.start()] * len(meant)
        before = each.end()
    pieces.append(cell[before:])
    return "".join(pieces), [*at, *range(before, len(cell) + 1)]


@cache
def _digests() -> Phrases[bool]:
    return Phrases((phrase, True) for phrase in known()["digests"])


@cache
def known() -> dict[str, Any]:
    """What is known of headlines: words/headlines.yaml."""
    return knowledge("words", LEXICON)
