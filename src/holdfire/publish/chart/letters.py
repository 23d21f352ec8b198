"""Text in a drawing: how wide it is about, where it breaks, and what XML can hold of it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

Direction = Literal["ltr", "rtl"]

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNING = re.compile("[\u202a-\u202e]")
_ISOLATES, _POP = "\u2066\u2067\u2068", "\u2069"
_NARROW, _WIDE = set("iljI.,;:'!|·()[]ft "), set("mwMW@%—")


def legal(text: str) -> str:
    """The text on one line without what XML cannot hold, or what would turn around the words beside it.

    >>> legal("a\\x00b \\u202e\\n c")
    'ab c'
    """
    flat = " ".join(_TURNING.sub("", _ILLEGAL.sub("", text)).split())
    return flat if _balanced(flat) else re.sub("[\u2066-\u2069]", "", flat)


def _balanced(text: str) -> bool:
    depth = 0
    for letter in text:
        depth += (letter in _ISOLATES) - (letter == _POP)
        if depth < 0:
            return False
    return depth == 0


def set_in(text: str, direction: Direction) -> str:
    """The text as one run of that direction, whatever the drawing's own.

    Programs that draw SVG do not agree on the attribute `direction`, but all follow U+2067.
    """
    return f"\u2067{text}\u2069" if direction == "rtl" else text


def width(text: str, size: float) -> float:
    """About how wide the text is, in the unit of `size`. Rather too wide than too narrow.

    >>> 50 < width("27 February", 10.5) < 70
    True
    """
    return sum(map(_share, text)) * size


@cache
def _share(letter: str) -> float:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if letter in _NARROW:
        return 0.32
    if letter in _WIDE or unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    return 0.67 if letter.isupper() else 0.585


def shortened(text: str, room: float, size: float) -> str:
    """The text, or as much of its beginning as fits, with an ellipsis.

    >>> shortened("Observatory for Human Rights", 60, 10)
    'Observat…'
    """
    if width(text, size) <= room:
        return text
    room -= size
    kept = ""
    for letter in text:
        room -= _share(letter) * size
        if room < 0:
            break
        kept += letter
    return legal(kept) + "…"


def wrapped(text: str, room: float, size: float, most: int = 99) -> list[str]:
    """The text in lines that fit; at most so many, the last one shortened.

    >>> wrapped("one two three four", 50, 10, 2)
    ['one two', 'three fo…']
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = [shortened(line, room, size) for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = shortened(" ".join(lines[most - 1 :]), room, size)
    return [kept[n] if _balanced(kept[n]) else re.sub("[\u2066-\u2069]", "", kept[n]) for n in range(len(kept))]
