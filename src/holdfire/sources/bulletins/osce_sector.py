"""Where a thing was heard or seen: compass bearings and distances as sectors, and points off a named place."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ...records import Sector
from ...world import read_yaml
from .lexicon import any_of

EARTH_KM = 6371.0088
_MOST_KM = 100.0


@cache
def osce_words() -> dict[str, Any]:
    """The word lists of the mission's reports (words/osce.yaml)."""
    return read_yaml(Path(str(files("holdfire.sources.bulletins"))) / "words" / "osce.yaml").content


_COMPASS: dict[str, float] = osce_words()["compass"]
_POINTS: dict[str, str] = osce_words()["points"]
_WORD = rf"(?:{any_of(_POINTS)})(?:[-\s]?(?:{any_of(_POINTS)})){{0,2}}"
_LETTERS = "|".join(sorted(_COMPASS, key=lambda each: (-len(each), each)))
_BEARING = rf"(?:(?i:{_WORD})|(?:{_LETTERS}))(?![\w’']|-\w)"
_JOIN = r"(?:\s?,\s?(?:and\s)?|\s?/\s?|\s(?:and|to|or)\s(?:the\s)?)"
_RANGE = (
    r"(?P<from>\d{1,3}(?:[.,]\d{1,2})?)\s?(?P<unit1>km|m)?(?:\s?[-–]\s?(?P<to>\d{1,3}(?:[.,]\d{1,2})?))?\s?"
    r"(?P<unit>kilometres|kilometers|metres|meters|km|m)(?!\w)"
)
_PLACED = re.compile(
    rf"(?<![\w.,-]){_RANGE}(?:\s(?:away|distance|range))?\s?(?:to\s|in\s|at\s)?(?:the\s)?"
    r"(?:directions\sranging\sfrom\s|(?:areas\s)?from\s)?"
    rf"(?P<bearings>{_BEARING}(?:{_JOIN}{_BEARING}){{0,7}})"
)
_FLIGHT = re.compile(rf"from\s(?:the\s)?(?P<from>{_BEARING})\s(?:to|towards)\s(?:the\s)?(?P<to>{_BEARING})")
_ONE = re.compile(_BEARING)
_OF = re.compile(r"\s(?:of|from)\s(?!(?:its|their|the SMM|the camera|where)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Placed:
    """A distance and bearings as printed, characters [start, end); `of` where they are told from a named place."""

    start: int
    end: int
    sector: Sector
    of: bool
    joined: bool


def bearing(word: str) -> tuple[float, float] | None:
    """Degrees from north and half the width of a compass point: 22.5 of eight points, 11.25 of sixteen.

    >>> bearing("south-east"), bearing("NNW"), bearing("upwards")
    ((135.0, 22.5), (337.5, 11.25), None)
    """
    letters = word.strip().upper() if word.strip().upper() in _COMPASS else ""
    if not letters:
        parts = re.split(r"[-\s]+", word.strip().casefold())
        whole = "".join(parts)
        letters = "".join(_POINTS[part] for part in re.findall("|".join(_POINTS), whole))
        if "".join(re.findall("|".join(_POINTS), whole)) != whole:
            return None
    if letters not in _COMPASS:
        return None
    return float(_COMPASS[letters]), 11.25 if len(letters) == 3 else 22.5


def placed(text: str, start: int = 0, end: int | None = None) -> list[Placed]:
    """Every distance with a bearing. Several bearings of one distance become the narrowest sector that holds them all.

    >>> [found] = placed("three explosions 3-5km south-east")
    >>> found.sector
    Sector(bearing=135.0, half_angle=22.5, range_min=3.0, range_max=5.0)
    """
    found = []
    for each in _PLACED.finditer(text, start, len(text) if end is None else end):
        low, high = _kilometres(each)
        points = [point for word in _ONE.findall(each["bearings"]) if (point := bearing(word)) is not None]
        if not points or high > _MOST_KM or low > high:
            continue
        middle, half = enclosing(points)
        sector = Sector(bearing=middle, half_angle=half, range_min=low, range_max=high)
        found.append(Placed(each.start(), each.end(), sector, bool(_OF.match(text, each.end())), len(set(points)) > 1))
    return found


def _kilometres(found: re.Match[str]) -> tuple[float, float]:
    scale = 1.0 if found["unit"].startswith("k") else 0.001
    first = 1.0 if found["unit1"] == "km" else 0.001 if found["unit1"] == "m" else scale
    low = float(found["from"].replace(",", ".")) * first
    return round(low, 6), round(float(found["to"].replace(",", ".")) * scale if found["to"] else low, 6)


def enclosing(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The narrowest arc over compass points, as its middle and half its width in degrees.

    >>> enclosing([(0.0, 22.5), (90.0, 22.5)])
    (45.0, 67.5)
    """
    arcs = sorted({((middle - half) % 360, 2 * half) for middle, half in points})
    best = (0.0, 360.0)
    for start, _ in arcs:
        width = max(((begin - start) % 360) + wide for begin, wide in arcs)
        if width < best[1]:
            best = (start, width)
    start, width = best
    return (start + width / 2) % 360, min(180.0, width / 2)


def flight(text: str, start: int, end: int) -> tuple[float, float] | None:
    """From where to where projectiles flew, in degrees: "from west to east" is 270 and 90. Of several ways, none."""
    found = list(_FLIGHT.finditer(text, start, end))
    if len(found) != 1:
        return None
    one, other = bearing(found[0]["from"]), bearing(found[0]["to"])
    return (one[0], other[0]) if one and other else None


def away(lat: float, lon: float, degrees: float, km: float) -> tuple[float, float]:
    """The point so far off in that direction, on a sphere, to five decimals.

    >>> away(48.0, 38.0, 0.0, 111.2)
    (49.00004, 38.0)
    """
    angle, turn, up = km / EARTH_KM, math.radians(degrees), math.radians(lat)
    north = math.asin(math.sin(up) * math.cos(angle) + math.cos(up) * math.sin(angle) * math.cos(turn))
    east = math.atan2(math.sin(turn) * math.sin(angle) * math.cos(up), math.cos(angle) - math.sin(up) * math.sin(north))
    return round(math.degrees(north), 5), round(lon + math.degrees(east), 5)
