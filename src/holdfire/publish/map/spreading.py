"""Spots that stand for a whole area are moved within it, so that their marks do not cover their neighbours'."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely import Geometry

from .borders import Box
from .labels import overlap
from .marks import RULE, Spot

Point = tuple[float, float, float]
_REACH = 24.0  # units from the middle that a mark may move without regard to the outline, in a small area
_FAR = 60.0
_GAP = 3.0
_OUTSIDE = 120.0


def spread(
    points: Mapping[str, Point], spots: Sequence[Spot], weights: Mapping[str, float], shapes: Mapping[str, Geometry]
) -> dict[str, Point]:
    """Places of spots in units, those whose area has a shape here moved where they crowd; the heaviest move least."""
    found = dict(points)
    taken: list[Box] = []
    wide = [spot for spot in spots if spot.area in shapes and weights.get(spot.key, 0) > 0]
    for spot in sorted(wide, key=lambda spot: (-weights.get(spot.key, 0), spot.key)):
        x, y, ring = points[spot.key]
        half, high = half_of(weights.get(spot.key, 0))
        best = (math.inf, (x, y))
        for a, b, outside in _around(x, y, shapes[spot.area or ""]):
            box = _box(a, b, half, high)
            cost = sum(overlap(box, other) for other in taken) + math.dist((x, y), (a, b)) * 0.5
            cost += _OUTSIDE if outside else 0
            if cost < best[0]:
                best = (cost, (a, b))
            if cost == 0:
                break
        a, b = best[1]
        taken.append(_box(a, b, half, high))
        found[spot.key] = (a, b, ring)
    return found


def _box(x: float, y: float, half: float, high: float) -> Box:
    """The marks, the numbers under them and the name over them."""
    return x - half - _GAP, y - high - 13, x + half + _GAP, y + high + 10


def half_of(weight: float) -> tuple[float, float]:
    """Half the width and height of the marks of so many incidents, of three verdicts."""
    if weight <= RULE["single"]:
        return RULE["pitch"] * 1.5, RULE["pitch"] * 1.4
    size = RULE["cluster_size"] * (1 + RULE["cluster_growth"] * math.log10(max(1.0, weight / 2)))
    return RULE["cluster_pitch"] + size / 2, size / 2 + 1


def _around(x: float, y: float, shape: Geometry) -> list[tuple[float, float, bool]]:
    """Points inside a shape or close to its middle, the nearest first, and whether each lies outside the shape."""
    steps = np.arange(-_FAR, _FAR + 1, 4.0)
    grid = np.column_stack([each.ravel() for each in np.meshgrid(x + steps, y + steps)])
    way = np.hypot(grid[:, 0] - x, grid[:, 1] - y)
    inside = shapely.contains_xy(shape.buffer(-2), grid[:, 0], grid[:, 1])
    order = np.lexsort((grid[:, 0], grid[:, 1], way))
    return [
        (float(grid[n, 0]), float(grid[n, 1]), not inside[n]) for n in order.tolist() if inside[n] or way[n] <= _REACH
    ]
