"""Names as they are compared: without accents, case, punctuation or spelling variants of one Arabic letter."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None})
_PUNCTUATION = re.compile(r"[\W_]+")
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`´ʿʾʻ", None))


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The form under which two spellings of one name meet.

    >>> fold("Jaysh al-Islām") == fold("JAYSH  AL ISLAM")
    True
    >>> fold("إدلب") == fold("ادلب")
    True
    """
    plain = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES)).translate(_ARABIC)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _PUNCTUATION.sub(" ", bare).casefold().strip()
