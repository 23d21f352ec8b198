"""Provinces, lakes and rivers of the world, as the build laid them down, and those within a box.

Coordinates are longitude and latitude in degrees. Where the package was built without borders there are none.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import Geometry

Box = tuple[float, float, float, float]
"""West, south, east, north."""


@dataclass(frozen=True)
class Province:
    """A first-level part of a country.

    `code` is that of ISO 3166-2, `iso` the country's two letters, `of` the three letters of whoever Natural Earth
    draws it with: for a disputed one that may be another than `iso` says.
    """

    n: int
    code: str
    iso: str
    of: str
    country: str
    en: str
    ar: str
    box: Box


@dataclass(frozen=True)
class River:
    """A course and its weight, 0.1 (a brook) to 0.5 (a stream of the first rank) or so."""

    width: float
    line: Geometry


@cache
def _folder() -> Path:
    return Path(str(files("holdfire.publish.map"))) / "data"


@cache
def _index() -> dict[str, Any]:
    path = _folder() / "provinces.json"
    if not path.is_file():
        return {"steps": 1, "provinces": []}
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


@cache
def provinces() -> tuple[Province, ...]:
    """Every province of the world; none where there are no borders."""
    return tuple(
        Province(n, told["code"], told["iso"], told["of"], told["country"], told["en"], told["ar"], tuple(told["box"]))
        for n, told in enumerate(_index()["provinces"])
    )


@lru_cache(maxsize=512)
def outline(n: int) -> Geometry:
    """The outline of a province by its number."""
    index = _index()
    told = index["provinces"][n]
    start, length = told["at"]
    with (_folder() / "provinces.bin").open("rb") as packed:
        packed.seek(start)
        steps = np.frombuffer(zlib.decompress(packed.read(length)), dtype="<i4").reshape(-1, 2)
    points = np.cumsum(steps, axis=0, dtype=np.int64) / index["steps"]
    polygons, at = [], 0
    for lengths in told["rings"]:
        rings = []
        for count in lengths:
            rings.append(points[at : at + count])
            at += count
        polygons.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.make_valid(shapely.multipolygons(polygons)) if len(polygons) > 1 else _sound(polygons[0])


def _sound(polygon: Geometry) -> Geometry:
    return polygon if polygon.is_valid else shapely.make_valid(polygon)


def meets(one: Box, other: Box) -> bool:
    """Whether two boxes share a point.

    >>> meets((0, 0, 2, 2), (1, 1, 3, 3)), meets((0, 0, 1, 1), (2, 0, 3, 1))
    (True, False)
    """
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def provinces_in(box: Box) -> list[Province]:
    """Provinces whose own box meets this one."""
    return [province for province in provinces() if meets(province.box, box)]


@cache
def _water() -> tuple[list[River], list[tuple[str, Geometry]]]:
    path = _folder() / "water.json.z"
    if not path.is_file():
        return [], []
    found = json.loads(zlib.decompress(path.read_bytes()))
    rivers = [River(float(each["width"]), shapely.LineString(each["line"])) for each in found["rivers"]]
    lakes = [
        (each["name"], _sound(shapely.Polygon(polygon[0], polygon[1:])))
        for each in found["lakes"]
        for polygon in each["polygons"]
    ]
    return rivers, lakes


def rivers_in(box: Box) -> list[River]:
    """Rivers whose box meets this one."""
    return [river for river in _water()[0] if meets(river.line.bounds, box)]


def lakes_in(box: Box) -> list[tuple[str, Geometry]]:
    """Lakes whose box meets this one, with their names."""
    return [lake for lake in _water()[1] if meets(lake[1].bounds, box)]
