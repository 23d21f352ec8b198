"""Where: the point and the areas that a dataset gives, and how finely it gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import getitem
from typing import Any

import numpy as np
import pyarrow as pa

from ..world import World
from .aside import Aside
from .column import Column, Floats, Ints, Mask, decimals, lists, numbers, strings, together
from .naming import Sets, remembered

LEVELS = ("country", "governorate", "district")
"""Kinds of area: a dataset's country, first-order and second-order columns."""

PRECISIONS = ("unknown", "country", "province", "district", "near", "point")
_COARSE = PRECISIONS[:4]

ANYWHERE = "anywhere"
"""Stands in a world's zones for the zone of rows whose areas have none."""

NAMED = "named"
"""In a table of precisions: as fine as the finest area that the row names."""

UnknownArea = tuple[str, ...]
"""An area that nobody knows: its level, what lies above it, coarsest first (an id where it is known), its name."""

Table = Mapping[str, tuple[str, float]]
"""From a dataset's own code to a precision and to how far off the point may be, in kilometres."""


@dataclass(frozen=True)
class Where:
    """The place of each row. `lat` and `lon` are as given; only with a radius do they say where it
    happened. `unknown` and `zones` stand beside the values of `named`."""

    lat: Floats
    lon: Floats
    radius: Floats
    precision: Ints
    named: Sets
    unknown: list[tuple[UnknownArea, ...]]
    zones: list[str]
    unclear: Mask

    @property
    def zoneless(self) -> Mask:
        """The rows for whose place no zone is known; their days are taken as UTC days."""
        return np.array([not zone for zone in self.zones], dtype=np.bool_)[self.named.at]

    def columns(self) -> dict[str, pa.Array]:
        """The fields of an observation that say where."""
        return {
            "lat": decimals(self.lat),
            "lon": decimals(self.lon),
            "radius_km": decimals(self.radius),
            "where_precision": strings(PRECISIONS, self.precision),
            "areas": lists(self.named.values, self.named.at),
            "zone": strings([zone or "UTC" for zone in self.zones], self.named.at),
        }


def areas(world: World, *names: str) -> tuple[str, ...]:
    """The areas named in the columns country, first order, second order, coarsest first; unknown names are
    left out."""
    found: list[str] = []
    for kind, name in zip(LEVELS, names, strict=False):
        area = world.areas.of_level(kind, name, found[-1] if found else None) if name else None
        if area and (found or kind == LEVELS[0] or not names[0] or not _in_a_country(world, area)):
            found.append(area)
    return tuple(found)


def _in_a_country(world: World, area: str) -> bool:
    """Whether the area lies in a known country, which is then not the unknown one that the row names."""
    return any(world.areas[above].kind == LEVELS[0] for above in world.areas.above(area) if above in world.areas)


def unknown_areas(world: World, *names: str) -> tuple[UnknownArea, ...]:
    """The names in those columns that no area has, coarsest first."""
    known = {world.areas[area].kind: area for area in areas(world, *names)}
    found: list[UnknownArea] = []
    above: list[str] = []
    for kind, name in zip(LEVELS, names, strict=False):
        if name and kind not in known:
            found.append((kind, *above, name))
        if name:
            above.append(known.get(kind, name))
    return tuple(found)


def _located(*given: Any) -> tuple[tuple[str, ...], tuple[UnknownArea, ...]]:
    *names, world = given
    return areas(world, *names), unknown_areas(world, *names)


def point(aside: Aside, latitude: Column, longitude: Column) -> tuple[Floats, Floats]:
    """The points of the rows, NaN where there is none; rows with half a point or an impossible one are set
    aside."""
    read = []
    for name, cells, limit in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        degrees, wrong = numbers(cells)
        aside.where(wrong, f"{name}_not_a_number", name, f"a number of degrees from -{limit} to {limit}", cells)
        with np.errstate(invalid="ignore"):
            outside = np.abs(degrees) > limit
        aside.where(outside, f"{name}_out_of_range", name, f"a number of degrees from -{limit} to {limit}", cells)
        read.append(degrees)
    lat, lon = read
    aside.where(np.isnan(lat) & ~np.isnan(lon), "half_a_point", "latitude", "both latitude and longitude", latitude)
    aside.where(np.isnan(lon) & ~np.isnan(lat), "half_a_point", "longitude", "both latitude and longitude", longitude)
    return lat, lon


def where(
    world: World,
    code: Column,
    table: Table,
    lat: Floats,
    lon: Floats,
    names: Sequence[Column],
    zone: str | None = None,
) -> Where:
    """The place of each row, from the dataset's code of precision, its point and the names of its areas.

    A point that is not given cannot be a point: such a row is as fine as the finest area that it names.
    `zone` is the IANA zone of all rows where it is known beforehand.
    """
    locate, (combinations, at) = remembered(_located, world), together(*names)
    located = [locate(*map(getitem, [each.values for each in names], each)) for each in combinations]
    named = Sets([known for known, _ in located], at)
    zones = [zone or world.zone_of(value, missing=world.zones.get(ANYWHERE, "")) for value in named.values]
    finest = _finest(names)
    entries = [table.get(each.removesuffix(".0")) for each in code.values]
    unclear = np.array([entry is None for entry in entries], dtype=np.bool_)[code.at]
    pairs = [entry or (NAMED, np.nan) for entry in entries]
    rank = np.array([PRECISIONS.index(name) if name in PRECISIONS else -1 for name, _ in pairs])[code.at]
    radius = np.array([km for _, km in pairs], dtype=np.float64)[code.at]
    pointless = np.isnan(lat) & (rank >= len(_COARSE))
    rank = np.where((rank < 0) | pointless, finest, rank)
    radius[pointless] = np.nan
    return Where(lat, lon, radius, rank.astype(np.int64), named, [unknown for _, unknown in located], zones, unclear)


def _finest(names: Sequence[Column]) -> Ints:
    finest = np.zeros(len(names[0]), dtype=np.int64)
    for level, column in enumerate(names, start=1):
        finest[~column.empty] = level
    return finest
