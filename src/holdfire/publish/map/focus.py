"""What the map is of: the agreement's area, found among the real provinces or taken as the world describes it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Geometry

from ...world import Area, World, fold, load_world
from . import borders
from .borders import Province
from .marks import Spot
from .overrides import overrides
from .projection import Floats

_LEVEL = (
    r"\b(governorate|province|provincia|oblast|region|district|state|muhafazat?|krai)\b|\bautonomous okrug\b"
    r"|(?:محافظة|ولاية|إقليم|منطقة|شعبية|بلدية)\s"
)


@dataclass(frozen=True)
class Focus:
    """`geometry`: the area's extent in degrees, to which the map is fitted. `own`: the world's outlines to draw.

    `country`: real provinces drawn white. `area`: those of them that are the area itself, where it is one or a
    country; else its outline is `geometry`. `parts`: the world's own provinces, where the country is not a real one.
    """

    geometry: Geometry
    country: tuple[Province, ...] = ()
    area: frozenset[int] = frozenset()
    parts: tuple[Area, ...] = ()
    own: tuple[Area, ...] = ()

    @property
    def real(self) -> bool:
        """Whether the area lies on the real map."""
        return bool(self.country)


def plain_name(name: str) -> str:
    """A province's name without the word for its level.

    >>> plain_name("Aleppo Governorate"), plain_name("محافظة حلب"), plain_name("Vinnytsia Oblast")
    ('Aleppo', 'حلب', 'Vinnytsia')
    """
    return re.sub(_LEVEL, "", name, flags=re.IGNORECASE).strip() or name


def focus_on(world: World, area_id: str, spots: Iterable[Spot], drawn_too: Container[str] | None = None) -> Focus:
    """Find an area of the world. Raises `KeyError` for an id that the world does not have."""
    area = world.areas[area_id]
    chain = [world.areas[each] for each in world.areas.above(area_id) if each in world.areas]
    state = next((each for each in reversed(chain) if each.kind == "country"), None)
    country = _provinces_of(state) if state else ()
    drawn = next((shape.lonlat for each in chain if (shape := world.areas.shape(each.id))), None)
    own = tuple(each for each in _own(world, area_id) if drawn_too is None or each.id in drawn_too)
    if not country and state is None and drawn is not None:
        country = _around(drawn)
    if country:
        wanted = frozenset(each.n for each in country) if area is state else _same(area, country)
        extent = _main(shapely.union_all([borders.outline(n) for n in wanted])) if wanted else drawn
        if extent is None:
            extent = shapely.union_all([borders.outline(each.n) for each in country])
        return Focus(extent, country, wanted, own=own)
    parts = tuple(each for each in world.areas.areas.values() if _is_part(world, each, area_id))
    extent = drawn if drawn is not None else _extent_of(spots)
    return Focus(extent, parts=parts, own=tuple(each for each in own if each not in parts))


def _provinces_of(state: Area) -> tuple[Province, ...]:
    iso = str(state.ids.get("iso", "")).upper()
    if iso:
        claimed = {code for each in overrides().shared if each.also == iso for code in each.codes}
        return tuple(each for each in borders.provinces() if each.iso == iso or each.code in claimed)
    names = {fold(name) for name in (*state.name.values(), *state.aliases)}
    return tuple(each for each in borders.provinces() if fold(each.country) in names)


def _same(area: Area, country: Iterable[Province]) -> frozenset[int]:
    """The province that an area of that level is, by its code or else by its name."""
    code = str(area.ids.get("iso", "")).upper()
    by_code = frozenset(each.n for each in country if code and each.code == code)
    if by_code or area.kind != "governorate":
        return by_code
    names = {fold(plain_name(name)) for name in (*area.name.values(), *area.aliases, *area.admin_names)}
    found = frozenset(each.n for each in country if fold(plain_name(each.en)) in names)
    return found if len(found) == 1 else frozenset()


def _around(drawn: Geometry) -> tuple[Province, ...]:
    """The provinces of the country in which the middle of an outline lies."""
    middle = drawn.representative_point()
    near = borders.provinces_in((middle.x, middle.y, middle.x, middle.y))
    holder = next((each for each in near if borders.outline(each.n).intersects(middle)), None)
    return tuple(each for each in borders.provinces() if holder and each.iso == holder.iso)


def _main(extent: Geometry) -> Geometry:
    """Without small islands far off, which would shrink a country to a speck."""
    parts = shapely.get_parts(extent)
    areas = shapely.area(parts)
    largest = parts[int(np.argmax(areas))].simplify(0.1)
    near = shapely.distance(shapely.box(*shapely.bounds(parts).T), largest) < 2.0
    kept = shapely.union_all(parts[near | (areas > 0.2 * areas.max())])
    west, _, east, _ = kept.bounds
    return shapely.transform(kept, _eastward) if east - west > 180 else kept


def _eastward(points: Floats) -> Floats:
    """Longitudes from 0 to 360, for a country on both sides of the 180th meridian."""
    return np.column_stack((points[:, 0] % 360, points[:, 1]))


def _is_part(world: World, area: Area, whole: str) -> bool:
    return area.id != whole and area.kind == "governorate" and whole in world.areas.above(area.id)


def _own(world: World, area_id: str) -> tuple[Area, ...]:
    """Areas with a geometry that come from the user's files, the agreement's area itself aside."""
    if not world.files:
        return ()
    ours = load_world(theatres=world.theatres).areas.areas
    return tuple(
        each
        for each in world.areas.areas.values()
        if each.geometry and each.id != area_id and each.kind != "country" and ours.get(each.id) != each
    )


def _extent_of(spots: Iterable[Spot]) -> Geometry:
    points = [(spot.lon, spot.lat) for spot in spots]
    return shapely.multipoints(points).envelope.buffer(0.1) if points else shapely.box(-10, -10, 10, 10)
