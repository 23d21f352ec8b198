"""Russian spellings of Arabic names in Latin letters, so that they meet the spellings that we list."""

from __future__ import annotations

from collections.abc import Sequence

from ..phrases import Word
from .spelling import spelling_key

_FROM = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_TO = "a b v g d e yo j z i y k l m n o p r s t u f h ts ch sh sh - y - e yu ya"
_TABLE = str.maketrans({one: other.strip("-") for one, other in zip(_FROM, _TO.split(), strict=True)})
_ARTICLES = frozenset(f"{vowel}{letter}" for vowel in "аэ" for letter in ("ль", *"сшнртдз"))
_CASES = ("ами", "ой", "ом", "ем", "ам", "ах")
_LONGEST = 40


def in_latin(text: Sequence[Word]) -> list[Word]:
    """The capitalised words by the key of their Latin spelling, without articles and endings; the others as they are.

    >>> from holdfire.reading.phrases import words
    >>> [word.key for word in in_latin(words("в селении Коукаб и под Эр-Растаном"))]
    ['в', 'селении', 'kukab', 'и', 'под', 'rastan']
    """
    return [_latin(word) for word in text if word.key not in _ARTICLES]


def _latin(word: Word) -> Word:
    if not word.text[:1].isupper() or len(word.key) > _LONGEST:
        return word
    bare = next((word.key[: -len(end)] for end in _CASES if word.key.endswith(end) and len(word.key) > 5), word.key)
    return Word(word.start, word.end, word.text, spelling_key(bare.translate(_TABLE)))
