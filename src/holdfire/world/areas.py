"""Areas, lines and buffers: where a clause applies, and whether a place lies in it.

Outlines drawn here are coarse; `accuracy_km` says how coarse, and a place nearer to an edge than that is unknown.
Distances are geodesic to within 0.5 % (an azimuthal equidistant projection about each area).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pydantic import Field
from pyproj import Proj
from shapely import Geometry

from ..records import Record
from ._names import fold
from .taxonomy import NO, UNKNOWN, YES

Answers = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]

EVERYWHERE = "everywhere"
"""The kind of the one area in which every act lies, also one whose place nobody reports."""

_ADMINISTRATIVE = ("country", "governorate", "district")
_SOUND = "a polygon or line that does not cross itself"
_KINDS = "polygon, line, circle, buffer, union or GeoJSON"


class OutlineError(ValueError):
    """A geometry that cannot be used: what was found, what was expected, and what to do."""

    def __init__(self, found: str, expected: str, remedy: str):
        self.found, self.expected, self.remedy = found, expected, remedy
        super().__init__(f"found {found}; expected {expected}. {remedy}")


class Area(Record):
    """A named area.

    `aliases` are names in running text; `admin_names` are spellings that datasets use in a column of the area's own
    level, where "Homs" is the governorate and not the city. `geometry` is one of polygon, line, circle, buffer, union,
    or GeoJSON, in longitude and latitude. `frame` (west, south, east, north, in degrees) is where an area without an
    outline surely lies: a point outside it is outside the area, one inside it is unknown.
    """

    id: str
    name: dict[str, str]
    kind: str
    aliases: tuple[str, ...] = ()
    admin_names: tuple[str, ...] = ()
    ids: dict[str, Any] = Field(default_factory=dict)
    part_of: str | None = None
    geometry: dict[str, Any] | None = None
    frame: tuple[float, float, float, float] | None = None
    accuracy_km: float = 0.0
    valid_from: date | None = None
    valid_to: date | None = None
    source: str | None = None
    unchecked: bool | str = False
    note: str | None = None


class Shape:
    """A geometry with a projection of its own, for distances in kilometres."""

    def __init__(self, lonlat: Geometry, accuracy_km: float):
        if lonlat.is_empty:
            raise OutlineError("an outline with nothing in it", "a polygon or line", "Mend the outline.")
        if not lonlat.is_valid:
            reason = shapely.is_valid_reason(lonlat)
            raise OutlineError(f"an outline that is not valid ({reason})", _SOUND, "Mend the outline.")
        west, south, east, north = lonlat.bounds
        if not (-360 <= west <= east <= 360 and -90 <= south <= north <= 90):
            raise OutlineError("coordinates that lie nowhere on Earth", "longitude, then latitude", "Mend the outline.")
        centre = lonlat.centroid
        self._projection = Proj(f"+proj=aeqd +lat_0={centre.y} +lon_0={centre.x} +units=km +ellps=WGS84")
        self.lonlat = lonlat
        self.accuracy_km = accuracy_km
        self.km = shapely.transform(lonlat, self._project)
        shapely.prepare(self.km)

    def _project(self, points: Floats) -> Floats:
        return np.column_stack(self._projection(points[:, 0], points[:, 1]))

    def _unproject(self, points: Floats) -> Floats:
        return np.column_stack(self._projection(points[:, 0], points[:, 1], inverse=True))

    def buffered(self, km: float) -> Geometry:
        """The geometry grown by a number of kilometres, in longitude and latitude."""

        return shapely.transform(self.km.buffer(km, quad_segs=16), self._unproject)

    def distance_km(self, lat: Floats, lon: Floats) -> Floats:
        """Distance of points to the geometry; 0 inside."""
        x, y = self._projection(lon, lat)
        found: Floats = shapely.distance(self.km, shapely.points(x, y))
        return found

    def contains(self, lat: Floats, lon: Floats, radius_km: Floats) -> Answers:
        """Whether points, each known to within its radius, lie inside: yes, no, or too near the edge to say."""
        answers = np.full(len(lat), NO, dtype=np.int8)
        west, south, east, north = self.lonlat.bounds
        reach = radius_km + self.accuracy_km
        dlat = reach / 110.0
        dlon = reach / (111.0 * np.maximum(0.05, np.cos(np.radians(np.clip(np.abs(lat) + dlat, 0, 89)))))
        with np.errstate(invalid="ignore"):
            near = (lat >= south - dlat) & (lat <= north + dlat) & (lon >= west - dlon) & (lon <= east + dlon)
        if near.any():
            x, y = self._projection(lon[near], lat[near])
            points = shapely.points(x, y)
            inside = shapely.contains(self.km, points)
            edge = shapely.distance(self.km.boundary, points)
            answers[near] = np.where(edge <= reach[near], UNKNOWN, np.where(inside, YES, NO))
        return answers

    def beside(self, lat: Floats, lon: Floats, side: str) -> Floats:
        """For a line: how many km each point lies to one side (north, south, east, west) of the nearest point on it;
        below nothing on the other side."""
        x, y = self._projection(lon, lat)
        along = shapely.line_locate_point(self.km, shapely.points(x, y))
        nearest = shapely.line_interpolate_point(self.km, along)
        upright = side in ("north", "south")
        ahead = y - shapely.get_y(nearest) if upright else x - shapely.get_x(nearest)
        return np.asarray(ahead if side in ("north", "east") else -ahead, dtype=np.float64)


@dataclass(frozen=True)
class Spots:
    """Distinct places of a batch as columns.

    `lat` and `lon` in degrees, NaN where a source gives no point; `radius_km` how far off the point may be;
    `areas_at` indexes `areas`, the sets of area ids that sources named.
    """

    lat: Floats
    lon: Floats
    radius_km: Floats
    areas: list[tuple[str, ...]]
    areas_at: npt.NDArray[np.int64]

    def take(self, places: npt.NDArray[np.int64]) -> Spots:
        """Some of the places."""
        return Spots(self.lat[places], self.lon[places], self.radius_km[places], self.areas, self.areas_at[places])


def _framed(frame: tuple[float, float, float, float], lat: Floats, lon: Floats, radius_km: Floats) -> Answers:
    """No for points that lie outside a frame with all of their radius, else unknown."""
    west, south, east, north = frame
    dlat = radius_km / 110.0
    dlon = radius_km / (111.0 * np.maximum(0.05, np.cos(np.radians(np.clip(np.abs(lat) + dlat, 0, 89)))))
    outside = (lat + dlat < south) | (lat - dlat > north) | (lon + dlon < west) | (lon - dlon > east)
    return np.where(outside, NO, UNKNOWN).astype(np.int8)


class Areas:
    """Areas by id and by any spelling, with what lies in what."""

    def __init__(self, areas: Iterable[Area]):
        self.areas = {area.id: area for area in areas}
        self._shapes: dict[str, Shape | None] = {}
        self._drawing: set[str] = set()
        self._outlines: dict[tuple[str, str], int] = {}
        self._named: dict[tuple[str, tuple[str, ...]], int] = {}

    def __contains__(self, area: object) -> bool:
        return area in self.areas

    def __getitem__(self, area: str) -> Area:
        return self.areas[area]

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for area in self.areas.values():
            for name in {fold(each) for each in (*area.name.values(), *area.aliases, area.id)}:
                index.setdefault(name, []).append(area.id)
        return index

    def lookup(self, name: str) -> str | None:
        """The one area of that id, name or alias, as running text uses it."""
        found = self._names.get(fold(name), [])
        return name if name in self.areas else found[0] if len(found) == 1 else None

    @cached_property
    def _levels(self) -> dict[tuple[str, str], list[str]]:
        index: dict[tuple[str, str], list[str]] = {}
        for area in self.areas.values():
            spellings = (*area.name.values(), *area.aliases, *area.admin_names)
            for name in {fold(each) for each in spellings}:
                index.setdefault((area.kind, name), []).append(area.id)
        return index

    def of_level(self, kind: str, name: str, within: str | None = None) -> str | None:
        """The area of that kind by the spelling that a dataset uses in a column of that level."""
        found = self._levels.get((kind, fold(name)), [])
        inside = [area for area in found if within is None or within in self.above(area)]
        return inside[0] if len(inside) == 1 else None

    def of_code(self, scheme: str, code: str) -> str | None:
        """The area with a code such as ISO 3166 or an OCHA P-code."""
        return self._codes.get((scheme, code.upper()))

    @cached_property
    def _codes(self) -> dict[tuple[str, str], str]:
        return {
            (scheme, str(code).upper()): area.id
            for area in self.areas.values()
            for scheme, codes in area.ids.items()
            for code in (codes if isinstance(codes, list | tuple) else [codes])
        }

    def above(self, area: str) -> tuple[str, ...]:
        """The area and those that it is part of, up to the country."""
        chain = [area]
        while (found := self.areas.get(chain[-1])) and found.part_of and found.part_of not in chain:
            chain.append(found.part_of)
        return tuple(chain)

    def shape(self, area: str) -> Shape | None:
        """The geometry of an area, where it has one. Raises `OutlineError` for one that cannot be used."""
        if area not in self._shapes:
            if area in self._drawing:
                raise OutlineError(f"{area!r} drawn around itself", "an area with a geometry", "Name another area.")
            self._drawing.add(area)
            try:
                lonlat = self._outline(self.areas[area])
                self._shapes[area] = None if lonlat is None else Shape(lonlat, self.areas[area].accuracy_km)
            finally:
                self._drawing.discard(area)
        return self._shapes[area]

    def _outline(self, area: Area) -> Geometry | None:
        try:
            with np.errstate(invalid="ignore"):
                return self._drawn(area.geometry) if area.geometry else None
        except OutlineError:
            raise
        except KeyError as missing:
            raise OutlineError(f"an outline without {missing.args[0]!r}", _KINDS, "See docs/world.md.") from None
        except (ValueError, TypeError, IndexError, shapely.errors.ShapelyError) as bad:
            raise OutlineError(f"an outline that cannot be drawn ({bad})", _KINDS, "See docs/world.md.") from None

    def _drawn(self, given: Mapping[str, Any]) -> Geometry:
        if "polygon" in given:
            return shapely.Polygon(given["polygon"])
        if "line" in given:
            return shapely.LineString(given["line"])
        if "circle" in given:
            circle = given["circle"]
            return Shape(shapely.Point(circle["lon"], circle["lat"]), 0).buffered(circle["km"])
        if "buffer" in given:
            around = self._part(given["buffer"]["of"])
            return around.buffered(given["buffer"]["km"])
        if "union" in given:
            return shapely.union_all([self._part(part).lonlat for part in given["union"]])
        if "coordinates" in given or "geometries" in given:
            return shapely.from_geojson(json.dumps(given))
        raise OutlineError(f"a geometry of {', '.join(map(str, given))}", _KINDS, "See docs/world.md.")

    def _part(self, part: str) -> Shape:
        shape = self.shape(part) if part in self.areas else None
        if shape is None:
            raise OutlineError(f"the area {part!r}", "an area with a geometry", "Define it or correct the id.")
        return shape

    def answers(self, area: str, places: Spots) -> Answers:
        """Whether each place lies in the area, from the areas a source names and from its point, in that order."""
        if self.areas[area].kind == EVERYWHERE:
            return np.full(len(places.lat), YES, dtype=np.int8)
        by_name = np.array([self._by_name(area, named) for named in places.areas], dtype=np.int8)
        answers = by_name[places.areas_at]
        shape = self.shape(area)
        pointed = ~np.isnan(places.lat)
        unsettled = answers == UNKNOWN
        frame = self.areas[area].frame
        asked = unsettled & pointed
        if shape is None and frame is not None:
            answers[asked] = _framed(frame, places.lat[asked], places.lon[asked], places.radius_km[asked])
        elif shape is not None and shape.lonlat.geom_type != "LineString":
            answers[asked] = shape.contains(places.lat[asked], places.lon[asked], places.radius_km[asked])
        else:
            return answers
        coarse = unsettled & ~pointed
        if coarse.any():
            at = places.areas_at[coarse]
            by_outline = {n: self._by_outline(area, places.areas[n]) for n in np.unique(at).tolist()}
            answers[coarse] = np.array([by_outline[n] for n in at.tolist()], dtype=np.int8)
        return answers

    def _by_name(self, area: str, named: tuple[str, ...]) -> int:
        """By what a source names; each pair is worked once, since the same few names come in every batch."""
        found = self._named.get((area, named))
        if found is None:
            found = self._named[area, named] = self._by_closure(area, named)
        return found

    def _by_closure(self, area: str, named: tuple[str, ...]) -> int:
        closure = {above for each in named for above in self.above(each)}
        if area in closure:
            return YES
        kind = self.areas[area].kind
        if kind in _ADMINISTRATIVE and any(self.areas[each].kind == kind for each in closure if each in self.areas):
            return NO
        return UNKNOWN

    def _by_outline(self, area: str, named: tuple[str, ...]) -> int:
        """Whether the finest area that a source names lies in this one, by their outlines; each pair is worked once."""
        finest = max(named, key=lambda each: len(self.above(each)), default=None)
        if finest is None or finest not in self.areas:
            return UNKNOWN
        if (area, finest) not in self._outlines:
            frame = self.areas[area].frame
            if self.shape(area) is None and frame is not None:
                self._outlines[area, finest] = self._outline_in_frame(self.shape(finest), frame)
            else:
                self._outlines[area, finest] = self._outline_in(self.shape(finest), self.shape(area))
        return self._outlines[area, finest]

    def _outline_in_frame(self, inner: Shape | None, frame: tuple[float, float, float, float]) -> int:
        if inner is None:
            return UNKNOWN
        west, south, east, north = inner.lonlat.bounds
        dlat = inner.accuracy_km / 110.0
        dlon = inner.accuracy_km / (111.0 * max(0.05, float(np.cos(np.radians(max(abs(south), abs(north)))))))
        apart = north + dlat < frame[1] or south - dlat > frame[3] or east + dlon < frame[0] or west - dlon > frame[2]
        return NO if apart else UNKNOWN

    def _outline_in(self, inner: Shape | None, outer: Shape | None) -> int:
        if inner is None or outer is None:
            return UNKNOWN
        slack = inner.accuracy_km + outer.accuracy_km
        if not outer.buffered(slack).intersects(inner.lonlat):
            return NO
        return YES if outer.buffered(-slack).contains(inner.lonlat) else UNKNOWN
