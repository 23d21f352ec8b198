"""Names of armed groups that no register knows, by how such names are put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ...world import fold
from ..phrases import Word
from .actor_words import actor_words, keys_of
from .spelling import articles

_GAP = re.compile(r"^[ \-–]{1,2}$")
_MOST = 5


@cache
def _group_words(name: str) -> frozenset[str]:
    return frozenset(map(fold, actor_words()["groups"][name]))


def unlisted_groups(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Characters [start, end) of each name such as "Liwa al-Nonesuch" or "Nonesuch Brigade".

    >>> from holdfire.reading.phrases import words
    >>> text = "The Nonesuch Martyrs Brigade and Jaish al-Xyz fled; an army brigade stayed."
    >>> [text[start:end] for start, end in unlisted_groups(text, words(text))]
    ['Nonesuch Martyrs Brigade', 'Jaish al-Xyz']
    """
    at = 0
    while at < len(words):
        first, last = _behind(text, words, at) or _in_front(text, words, at) or (at, at)
        if last > first:
            yield words[first].start, words[last - 1].end
            at = last
        else:
            at += 1


def _behind(text: str, words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """A word such as Liwa, or Army with "of", and the capitalised words behind it."""
    if not words[at].text[:1].isupper():
        return None
    of = at + 1 < len(words) and words[at + 1].key == "of" and words[at].key in _group_words("of")
    if words[at].key not in _group_words("before") and not of:
        return None
    last = at + 2 if of else at + 1
    named = False
    while last < len(words) and last - at <= _MOST and _GAP.match(text[words[last - 1].end : words[last].start]):
        word = words[last]
        if word.key in articles():
            if last + 1 >= len(words) or not words[last + 1].text[:1].isupper():
                break
        elif word.text[:1].isupper():
            named = True
        else:
            break
        last += 1
    return (at, last) if named else None


def _in_front(text: str, words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """Capitalised words with Brigade or the like behind them; `at` is the first of them."""
    if not _may_begin(words[at]):
        return None
    last = at
    while last < len(words) and last - at < _MOST and words[last].text[:1].isupper():
        if last > at and not _GAP.match(text[words[last - 1].end : words[last].start]):
            return None
        if last > at and words[last].key in _group_words("after"):
            return at, last + 1
        last += 1
    return None


def _may_begin(word: Word) -> bool:
    unfit = word.key in keys_of("openers") or word.key in keys_of("titles") or word.key in _group_words("not_before")
    return word.text[:1].isupper() and not unfit and word.key not in _group_words("after") and len(word.key) > 2
