"""Where the mission stood: a named place, a place off a named one, or a name that nobody knows."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...world import Place, World
from .lexicon import any_of, area_words, words
from .osce_sector import Placed, away, osce_words, placed

_WORDS = osce_words()
_NAME = re.compile(r"[^\W\d_a-z][\w’']*(?:[\s-][^\W\d_a-z][\w’']*){0,4}")
_NEAR = re.compile(rf"(?<!\w)(?:near|[Ii]n|[Aa]t)\s({_NAME.pattern})")
_BRACKETS = re.compile(r"\(([^()]{0,200})\)")
_SAME = re.compile(rf"(?<!\w)(?:{any_of(_WORDS['same_place'])})(?!\w)", re.IGNORECASE)
_SMM = ("SMM", "The", "On", "At", "In", "During", "Between", "Positioned", "While", "Mission", "JCCC", "DPR", "LPR")
_MONTHS = words().months
_MOST_NAMES = 12
_EDGE_KM = 1.0


@dataclass(frozen=True, slots=True)
class Position:
    """An observing position. `lat` and `lon` are missing where nothing places it; `radius_km` is how far off it may be.

    `exact` is false where it was worked out from a distance and a compass point off a known place.
    """

    name: str
    start: int
    end: int
    lat: float | None = None
    lon: float | None = None
    areas: tuple[str, ...] = ()
    radius_km: float | None = None
    exact: bool = True


def position(text: str, start: int, end: int, world: World, before: Position | None) -> Position | None:
    """The position that the words [start, end) tell; "at the same location" is the one before."""
    if before is not None and _SAME.search(text, start, end):
        return before
    bare = _without_brackets(text, start, end)
    named = list(_named(bare, start, world))
    offset = next((each for each in placed(bare) if each.of), None)
    if named:
        return _known(text, named[0], end, offset, start, world)
    unknown = _unknown(bare, start)
    if unknown is None:
        return None
    there = Position(text[unknown[0] : unknown[1]], *unknown)
    told = next((each for each in _BRACKETS.finditer(text, start, end)), None)
    return there if told is None else _from_brackets(there, text, told.start(1), told.end(1), world)


def _known(
    text: str, named: tuple[int, int, Place], end: int, offset: Placed | None, start: int, world: World
) -> Position:
    """A known place, or the spot off it: "Donetsk railway station (8km north-west of Donetsk)" is not Donetsk."""
    first, last, place = named
    there = _of(place, text, first, last)
    inner = next((each for each in _BRACKETS.finditer(text, last, end)), None)
    if inner is not None and offset is None and any(name in inner[1] for name in place.name.values()):
        return _from_brackets(there, text, inner.start(1), inner.end(1), world)
    return _moved(there, offset) if offset is not None and start + offset.end <= first else there


def place_in(text: str, start: int, end: int, world: World) -> Position | None:
    """The first known place that is named there, else the name that follows "near", "at" or "in"."""
    plain = text[start:end]
    for hit in area_words(world, bare=False).find(plain):
        plain = plain[: hit.start] + " " * (hit.end - hit.start) + plain[hit.end :]
    found = next(_named(plain, start, world), None)
    if found is not None:
        return _of(found[2], text, found[0], found[1])
    named = _NEAR.search(plain)
    return Position(named[1], start + named.start(1), start + named.end(1)) if named else None


def _without_brackets(text: str, start: int, end: int) -> str:
    return _BRACKETS.sub(lambda found: " " * len(found[0]), text[start:end])


def _named(part: str, offset: int, world: World) -> Iterator[tuple[int, int, Place]]:
    for n, found in enumerate(_NAME.finditer(part)):
        if n >= _MOST_NAMES:
            return
        parts = list(re.finditer(r"[^\s-]+", found[0]))
        for size in range(len(parts), 0, -1):
            for first in range(len(parts) - size + 1):
                start, end = parts[first].start(), parts[first + size - 1].end()
                place = world.places.lookup(found[0][start:end])
                if place is not None and first + size == len(parts):
                    at = offset + found.start()
                    yield at + start, at + end, place
                    break
            else:
                continue
            break


def _unknown(part: str, offset: int) -> tuple[int, int] | None:
    for found in _NAME.finditer(part):
        first = found[0].split()[0].strip("’'")
        if first not in _SMM and first.casefold() not in _MONTHS:
            return offset + found.start(), offset + found.end()
    return None


def _of(place: Place, text: str, start: int, end: int) -> Position:
    return Position(text[start:end], start, end, place.lat, place.lon, place.admin, place.radius_km or _EDGE_KM)


def _moved(there: Position, offset: Placed | None) -> Position:
    if offset is None or there.lat is None or there.lon is None:
        return there
    sector = offset.sector
    km = (sector.range_min + sector.range_max) / 2
    lat, lon = away(there.lat, there.lon, sector.bearing, km)
    slack = km * math.sin(math.radians(min(90.0, sector.half_angle))) + (sector.range_max - sector.range_min) / 2
    return replace(there, lat=lat, lon=lon, radius_km=round(slack + (there.radius_km or 0), 2), exact=False)


def _from_brackets(there: Position, text: str, start: int, end: int, world: World) -> Position:
    """ "(57km north-east of Donetsk)": the distance from a known place, as coarse as a compass point is."""
    offset = next((each for each in placed(text, start, end) if each.of), None)
    known = next(_named(text[offset.end : end], offset.end, world), None) if offset else None
    if offset is None or known is None:
        return there
    base = _of(known[2], text, known[0], known[1])
    moved = _moved(base, offset)
    return replace(moved, name=there.name, start=there.start, end=there.end, areas=base.areas[:1] and base.areas)
