"""From degrees to map units: an equal-area projection about the area, and a window on it.

Lambert's azimuthal equal-area projection: a square kilometre takes the same room everywhere on the map, so that
crowding is never an effect of the drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Proj
from shapely import Geometry

from .borders import Box

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Window:
    """A rectangle of map units and what it shows.

    `scale` is units to the kilometre; the projected point (`east`, `north`), in km, stands at (`x`, `y`).
    """

    lat: float
    lon: float
    scale: float
    east: float
    north: float
    x: float
    y: float

    @cached_property
    def _projection(self) -> Proj:
        return Proj(f"+proj=laea +lat_0={self.lat} +lon_0={self.lon} +units=km +ellps=WGS84")

    def points(self, lonlat: Floats) -> Floats:
        """Columns of longitude and latitude to columns of x and y, y growing downwards."""
        east, north = self._projection(lonlat[:, 0], lonlat[:, 1])
        return np.column_stack(
            (
                self.x + (np.asarray(east) - self.east) * self.scale,
                self.y - (np.asarray(north) - self.north) * self.scale,
            )
        )

    def units(self, geometry: Geometry) -> Geometry:
        """A geometry in degrees, in map units."""
        return shapely.transform(geometry, self.points)

    def degrees(self, points: Floats) -> Floats:
        """Columns of x and y back to longitude and latitude."""
        east = (points[:, 0] - self.x) / self.scale + self.east
        north = (self.y - points[:, 1]) / self.scale + self.north
        return np.column_stack(self._projection(east, north, inverse=True))

    def box(self, rect: Box) -> Box:
        """The smallest box of degrees that holds a rectangle of units; longitudes may run past 180."""
        left, top, right, bottom = rect
        along = np.linspace(0, 1, 17)
        across, down = left + (right - left) * along, top + (bottom - top) * along
        edge = np.concatenate(
            [np.column_stack((across, np.full(17, y))) for y in (top, bottom)]
            + [np.column_stack((np.full(17, x), down)) for x in (left, right)]
        )
        found = self.degrees(edge)
        lon = self.lon + (found[:, 0] - self.lon + 180) % 360 - 180
        return float(lon.min()), float(found[:, 1].min()), float(lon.max()), float(found[:, 1].max())

    def closer(self, source: Box, target: Box) -> Window:
        """The window that shows a rectangle of this one, enlarged into another rectangle."""
        factor = (target[2] - target[0]) / (source[2] - source[0])
        east = (source[0] - self.x) / self.scale + self.east
        north = (self.y - source[1]) / self.scale + self.north
        return Window(self.lat, self.lon, self.scale * factor, east, north, target[0], target[1])


def fitted(geometry: Geometry, room: Box, least_km: float = 4.0) -> Window:
    """The window in which a geometry in degrees fills a rectangle of units, centred in it."""
    centre = shapely.box(*geometry.bounds).centroid
    plain = Window(centre.y, centre.x, 1.0, 0.0, 0.0, 0.0, 0.0)
    left, top, right, bottom = plain.units(geometry).bounds
    width, height = max(right - left, least_km), max(bottom - top, least_km)
    scale = min((room[2] - room[0]) / width, (room[3] - room[1]) / height)
    middle = ((left + right) / 2, -(top + bottom) / 2)
    return Window(centre.y, centre.x, scale, *middle, (room[0] + room[2]) / 2, (room[1] + room[3]) / 2)
