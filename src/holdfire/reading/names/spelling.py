"""Latin spellings of Arabic names: one key for those that differ by habit only, and a looser one by consonants."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from ...world import fold
from ..knowledge import knowledge


@cache
def place_words() -> dict[str, Any]:
    """The words in `words/places.yaml`."""
    return knowledge("words", "places.yaml")


@cache
def articles() -> frozenset[str]:
    return frozenset(place_words()["articles"])


@cache
def _parts() -> dict[str, str]:
    return {fold(each): part for part, spelt in place_words()["parts"].items() for each in spelt}


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("sch|ch", "sh"),
        ("dj", "j"),
        ("dh", "d"),
        ("ck|q", "k"),
        ("(?<=[aeiou])h$", ""),
        ("e$", "a"),
        ("iyya$|iya$|ieya$|eya$|iyeh?$", "ia"),
        ("ou|oo|o|uw(?![aeiou])", "u"),
        ("ee|ie(?!h?$)|ii|iy(?![aeiou])", "i"),
        ("(?:ae|ei|ay|ey|ai)(?![aeiouy])", "ai"),
        ("a[iy]+(?=[aeou])", "ay"),
        ("e", "i"),
        (r"(.)\1+", r"\1"),
    )
)


_SHORTEST, _LONGEST = 3, 60


@lru_cache(maxsize=65536)
def spelling_key(word: str) -> str:
    """The form under which Latin spellings of one Arabic word meet; other scripts are left as they are.

    >>> spelling_key("daraya") == spelling_key("darayya") == spelling_key("daraiya")
    True
    >>> spelling_key("saraqeb") == spelling_key("saraqib"), spelling_key("shaykh") == spelling_key("sheikh")
    (True, True)
    >>> spelling_key("daraa") == spelling_key("daraya"), spelling_key("homs") == spelling_key("homes")
    (False, False)
    """
    if not word.isascii() or len(word) > _LONGEST:
        return word
    part = _parts().get(word)
    if part or len(word) <= _SHORTEST:
        return part or word
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


@lru_cache(maxsize=65536)
def consonants(key: str) -> str:
    """The consonants of a key, and a vowel where it begins with one: what rough spellings still share.

    >>> consonants(spelling_key("mesraba")) == consonants(spelling_key("misraba"))
    True
    """
    bare = re.sub("[aeiouyw]+", "", key)
    return ("a" + bare if key[:1] in "aeiou" else bare) if key.isascii() else key
