"""The distinct places of a batch of observations, each with how far off it may be."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..records.codes import Coded, combine, encode, numbers

RADIUS_KM = {"point": 1.0, "near": 25.0}
"""How far off a point may be, in kilometres, where its source does not say."""


def spots_of(observations: pa.Table) -> Coded[tuple[Any, ...]]:
    """Distinct places: (latitude, longitude, radius in km, areas named); NaN where a row gives no point."""
    lat, lon = numbers(observations["lat"]), numbers(observations["lon"])
    precision, areas = encode(observations["where_precision"]), encode(observations["areas"])
    known = np.array([RADIUS_KM.get(each, np.nan) for each in precision.values])
    radius = numbers(observations["radius_km"])
    radius = np.where(np.isnan(radius), known[precision.at] if len(lat) else radius, radius)
    sector = observations["sector"]
    if sector.null_count < len(sector):
        _settle_sectors(sector, lat, lon, radius)
    pointed = ~(np.isnan(lat) | np.isnan(lon) | np.isnan(radius))
    lat_at = np.where(pointed, np.round((lat + 90) * 1e5), -1).astype(np.int64) + 1
    lon_at = np.where(pointed, np.round((lon + 180) * 1e5), -1).astype(np.int64) + 1
    metres = np.where(pointed, np.round(radius * 1000), 0).astype(np.int64)
    at, parts = combine(lat_at * 36_000_002 + lon_at, metres, areas.at)
    points, radii, named = parts
    lats = np.where(points == 0, np.nan, (points // 36_000_002 - 1) / 1e5 - 90)
    lons = np.where(points == 0, np.nan, (points % 36_000_002 - 1) / 1e5 - 180)
    values = [
        (float(a), float(o), r / 1000, areas.values[n])
        for a, o, r, n in zip(lats, lons, radii.tolist(), named.tolist(), strict=True)
    ]
    return Coded(at, values)


def _settle_sectors(
    column: pa.ChunkedArray, lat: npt.NDArray[Any], lon: npt.NDArray[Any], radius: npt.NDArray[Any]
) -> None:
    """A bearing-and-range sector becomes the circle about its middle that holds it."""
    from pyproj import Geod

    for n, sector in enumerate(column.to_pylist()):
        if sector is None or np.isnan(lat[n]):
            continue
        middle = (sector["range_min"] + sector["range_max"]) / 2
        lon[n], lat[n], _ = Geod(ellps="WGS84").fwd(lon[n], lat[n], sector["bearing"], middle * 1000)
        across = sector["range_max"] * np.sin(np.radians(min(90.0, sector["half_angle"])))
        radius[n] = float(np.hypot((sector["range_max"] - sector["range_min"]) / 2, across))
