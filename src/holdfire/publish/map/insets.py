"""Insets: where marks crowd, a small rectangle of the map is drawn again, larger, where there is room."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import shapely

from .borders import Box
from .labels import overlap
from .marks import RULE
from .projection import Floats

SOURCE = (40.0, 30.0)
TARGET = (192.0, 144.0)
SIZES = (1.0, 0.84, 0.7)
MOST = 2
_MARGIN = 5.0  # units of the source that stay free within its edge, so that marks stand clear of the frame
_TITLE = 18.0
_PRICE = 200.0
_CROWD = 8
_SHARE = 0.08
_CAP = 8.0
_TRIED = 400


@dataclass(frozen=True)
class Crowd:
    """A rectangle to enlarge, the keys of the spots in it, and how many incidents they have."""

    source: Box
    keys: tuple[str, ...]
    weight: float


Point = tuple[float, float, float]
"""x, y and the radius of the ring, in units."""


def crowds(points: Mapping[str, Point], weights: Mapping[str, float], room: Box) -> list[Crowd]:
    """The rectangles in which most incidents stand too close, heaviest first; they never overlap."""
    least = max(_CROWD, _SHARE * sum(min(weights.get(key, 0), _CAP) for key in points))
    left = {key: at for key, at in points.items() if at[2] <= SOURCE[1] / 3 and weights.get(key, 0) > 0}
    found: list[Crowd] = []
    while left and len(found) < MOST:
        best = _heaviest(left, weights, room)
        if best.weight < least or not _spread(best, left) or any(overlap(best.source, e.source) for e in found):
            break
        found.append(best)
        left = {key: at for key, at in left.items() if key not in best.keys}
    return found


def _heaviest(points: Mapping[str, Point], weights: Mapping[str, float], room: Box) -> Crowd:
    """The rectangle about one of the points that holds most weight; among equals the first by key.

    A point counts for no more than a few incidents: enlarging parts points, and never the incidents of one.
    """
    keys = sorted(points)
    at = np.array([points[key][:2] for key in keys])
    weight = np.array([min(weights.get(key, 0), _CAP) for key in keys])
    half = np.array([SOURCE[0] / 2, SOURCE[1] / 2])
    middle = np.clip(
        at[np.argsort(-weight, kind="stable")[:_TRIED]], np.array(room[:2]) + half, np.array(room[2:]) - half
    )
    within = np.all(np.abs(at[None, :, :] - middle[:, None, :]) <= half - _MARGIN, axis=2)
    best = int(np.argmax(within @ weight))
    (x, y), inside = middle[best].tolist(), within[best]
    names = tuple(key for key, kept in zip(keys, inside, strict=True) if kept)
    wide, high = SOURCE[0] / 2, SOURCE[1] / 2
    return Crowd((x - wide, y - high, x + wide, y + high), names, float(weight[inside].sum()))


def _spread(crowd: Crowd, points: Mapping[str, Point]) -> bool:
    """Whether enlarging parts anything: at least three positions that lie apart once enlarged."""
    cell = RULE["cell"] / (TARGET[0] / SOURCE[0])
    apart = {(math.floor(points[key][0] / cell), math.floor(points[key][1] / cell)) for key in crowd.keys}
    return len(apart) >= 3


def arranged(
    found: Sequence[Crowd], room: Box, others: Floats, closed: Sequence[Box], land: Floats
) -> list[tuple[Crowd, Box]]:
    """Each crowd with the rectangle to show it in, where there is one that hides no incident.

    `others` has x, y and weight of the incidents that stay on the main map, `land` the middles of small squares of
    the focus. Whichever is placed first takes the best room, so every order is tried and the best kept.
    """
    best: tuple[float, list[tuple[Crowd, Box]]] = (math.inf, [])
    for order in permutations(found):
        taken, cost = [*closed, *(crowd.source for crowd in found)], 0.0
        placed: list[tuple[Crowd, Box]] = []
        for crowd in order:
            price, box = _place(crowd, room, others, taken, land)
            cost += price
            if box:
                placed.append((crowd, box))
                taken.append((box[0] - 6, box[1] - _TITLE, box[2] + 6, box[3] + 6))
        if cost < best[0]:
            best = (cost, sorted(placed, key=lambda each: -each[0].weight))
    return best[1]


def _place(crowd: Crowd, room: Box, others: Floats, closed: Sequence[Box], land: Floats) -> tuple[float, Box | None]:
    """The largest rectangle, and of its places the cheapest; a heavy price where there is none."""
    for size in SIZES:
        width, height = TARGET[0] * size, TARGET[1] * size
        found = [
            (_cost(box, crowd, others, land), box)
            for right in np.arange(room[2], room[0] + width, -8.0).tolist()
            for bottom in np.arange(room[3], room[1] + height + _TITLE, -8.0).tolist()
            if (box := (right - width, bottom - height, right, bottom)) and not _hits(box, closed)
        ]
        cheapest = min(found, default=None)
        if cheapest and cheapest[0] < _PRICE:
            return cheapest[0] + (1 - size) * 20, cheapest[1]
    return _PRICE, None


def _hits(box: Box, closed: Sequence[Box]) -> bool:
    titled = (box[0] - 4, box[1] - _TITLE, box[2] + 4, box[3] + 4)
    return any(overlap(titled, other) for other in closed)


def _cost(box: Box, crowd: Crowd, others: Floats, land: Floats) -> float:
    """What a place costs: without limit where it hides an incident; else land, way, and incidents under the leads."""
    x, y, weight = others.T
    hidden = (x >= box[0] - 16) & (x <= box[2] + 16) & (y >= box[1] - _TITLE - 8) & (y <= box[3] + 12)
    if hidden.any():
        return math.inf
    covered = (land[:, 0] > box[0]) & (land[:, 0] < box[2]) & (land[:, 1] > box[1]) & (land[:, 1] < box[3])
    between = shapely.union(shapely.box(*crowd.source), shapely.box(*box)).convex_hull
    crossed = weight[shapely.contains_xy(between, x, y)].sum() / max(1.0, weight.sum())
    source = ((crowd.source[0] + crowd.source[2]) / 2, (crowd.source[1] + crowd.source[3]) / 2)
    far = math.dist(source, ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
    return float(covered.sum() * 0.4 + far / 8 + crossed * 60)
