"""Numerals in running text: of which kind a run of digits is, and its value, in any script and with any separators."""

from __future__ import annotations

import re
from typing import Final

DIGITS: Final = {
    "day": "D",
    "year": "Y",
    "small": "S",
    "hhmm": "H",
    "other": "O",
    "big": "B",
    "time": "T",
    "numeric": "N",
    "iso": "I",
    "hour": "DS",
    "minute": "DS",
    "int": "DYSHOB",
}
"""The character of each kind: `day` 1 to 31, `small` 0 and 32 to 99, `year` 1900 to 2099, `hhmm` four other digits,
`big` with separators, `time` 15:30, `numeric` 27/08/2016, `iso` 2016-08-27; `int` is any that counts, `hour` and
`minute` any of two digits."""

_GROUPED = re.compile(r"[,.٬’'\s](?=\d{3}(?!\d))")
_MOST_DIGITS, _FOUR, _TWO = 15, 4, 2


def number(words: str) -> int | float:
    """The value of a numeral, whatever its digits and separators. Digits after the fifteenth are not read.

    >>> number("4,000"), number("٢٧"), number("3.5"), number("1 200")
    (4000, 27, 3.5, 1200)
    """
    plain = _GROUPED.sub("", words).replace(",", ".").replace("٫", ".")
    return float(plain[:_MOST_DIGITS]) if "." in plain else int(plain[:_MOST_DIGITS])


def numeral(words: str) -> str:
    """The character of a run of digits.

    >>> numeral("27"), numeral("2016"), numeral("0914"), numeral("700")
    ('D', 'Y', 'H', 'O')
    """
    size = len(words)
    if size <= _TWO:
        return DIGITS["day" if 1 <= int(words) <= 31 else "small"]
    if size == _FOUR:
        return DIGITS["year" if 1900 <= int(words) <= 2099 else "hhmm"]
    return DIGITS["other"]
