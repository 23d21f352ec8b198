"""Small pieces of SVG text: escaped words and paths with one decimal."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from shapely import Geometry

_UNSAFE = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def escape(words: str) -> str:
    """Words as the text or attribute of an element; characters that XML does not allow are left out.

    >>> escape('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    kept = (char for char in words if char in "\t\n" or (ord(char) >= 32 and not 0xD800 <= ord(char) <= 0xDFFF))
    return "".join(_UNSAFE.get(char, char) for char in kept if char not in "\ufffe\uffff")


def number(value: float) -> str:
    """A coordinate with one decimal at most.

    >>> number(12.04), number(-0.04), number(7.25)
    ('12', '0', '7.2')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def path(geometry: Geometry) -> str:
    """The `d` of a path through every ring and line of a geometry; empty where it has none."""
    return "".join(_run(part) for part in _parts(geometry))


def _parts(geometry: Geometry) -> Iterable[Geometry]:
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            yield part.exterior
            yield from part.interiors
        elif part.geom_type in ("LineString", "LinearRing"):
            yield part
        elif part.geom_type in ("MultiPolygon", "MultiLineString", "GeometryCollection"):
            yield from _parts(part)


def _run(line: Geometry) -> str:
    """One ring or line in tenths, relative: short numbers make a small file."""
    tenths = np.rint(shapely.get_coordinates(line) * 10).astype(np.int64)
    tenths = tenths[np.concatenate(([True], np.any(np.diff(tenths, axis=0) != 0, axis=1)))]
    closed = line.geom_type == "LinearRing"
    if len(tenths) < (4 if closed else 2):
        return ""
    if closed:
        tenths = tenths[:-1]
    start, *steps = np.vstack((tenths[:1], np.diff(tenths, axis=0))).tolist()
    drawn = "".join(_pair(x, y) for x, y in steps)
    return f"M{_tenth(start[0])} {_tenth(start[1])}l{drawn.lstrip()}{'z' if closed else ''}"


def _pair(x: int, y: int) -> str:
    first, second = _tenth(x), _tenth(y)
    return f"{'' if first.startswith('-') else ' '}{first}{'' if second.startswith('-') else ' '}{second}"


def _tenth(value: int) -> str:
    whole, rest = divmod(abs(value), 10)
    text = f"{whole or ('' if rest else 0)}{f'.{rest}' if rest else ''}"
    return f"-{text}" if value < 0 else text
