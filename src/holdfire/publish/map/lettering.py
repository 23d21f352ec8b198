"""Which names a map bears: countries, seas, provinces, places and the user's areas, laid in order of weight."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from shapely import Geometry

from ...world import World
from . import borders
from .borders import Box, Province
from .focus import plain_name
from .labels import Board, around, boxed
from .layers import Scene
from .marks import VERDICTS, Cluster, Mark, Placed, Spot, arrange
from .names import country_name, place_name, province_name
from .overrides import Line, overrides
from .projection import Window
from .spreading import half_of
from .svg import number

_MOST = {False: 10, True: 5}  # place labels on the main map, in an inset
_LONGEST = 22
_AND = {"en": "{} and {}", "ar": "{} و{}"}
_TOWN = 1.7


def symbols(at: Mapping[str, Placed], weights: Mapping[str, float], frame: int, room: Box) -> list[Box]:
    """Where marks of a frame will stand, if the incidents were of three verdicts and of middling toll."""
    marks = [
        Mark(key, VERDICTS[n % 3], "reported", 6, f"{n}")
        for key, placed in at.items()
        if placed.inset == frame and _inside(placed.within(frame), room)
        for n in range(min(int(weights.get(key, 0)), 7))
    ]
    boxes = []
    for each in arrange(marks, at, frame):
        half = each.size / 2 + 1
        below = 10.0 if isinstance(each, Cluster) else 0.0
        boxes.append((each.x - half, each.y - half, each.x + half, each.y + half + below))
    return boxes


def _inside(point: tuple[float, float, float], room: Box) -> bool:
    return room[0] - 20 < point[0] < room[2] + 20 and room[1] - 20 < point[1] < room[3] + 20


@dataclass(frozen=True)
class Names:
    """Writes the names of one map, frame by frame."""

    world: World
    language: str
    spots: Sequence[Spot]
    at: Mapping[str, Placed]
    weights: Mapping[str, float]

    def write(self, board: Board, shown: Scene, window: Window, frame: int) -> str:
        """All labels of a frame (-1: the main map) as SVG text, laid on its board."""
        most = _MOST[frame >= 0]
        places = self._places(frame)
        if frame < 0:
            self._countries(board, shown)
            _seas(board, shown, window, self.language)
        for area, shape in shown.own:
            self._area(board, area, shape)
        self._spread(board, frame)
        for words, x, y in places[: most // 2]:
            board.lay(around("pl", words, x, y, 9.5), 0.2)
        self._provinces(board, shown)
        for words, x, y in places[most // 2 : 2 * most]:
            if sum(label.kind == "pl" for label in board.laid) < most:
                board.lay(around("pl", words, x, y, 9.5), 0.04)
        for line, drawn in shown.named:
            self._line(board, line, drawn)
        dots = self._cities(board, shown, window) if frame < 0 or not places else ""
        return dots + "".join(label.svg("rtl" if self.language == "ar" else "ltr") for label in board.laid)

    def title(self, keys: Iterable[str], window: Window, room: Box) -> str:
        """The name of an inset: its large city, where it has one, and its heaviest places; two at most."""
        names = [name for name, x, y in self._large(window) if room[0] < x < room[2] and room[1] < y < room[3]][:1]
        names += [name for name, _, _ in self._heaviest(set(keys), 0) if name not in names]
        first = names[:2]
        return _AND.get(self.language, _AND["en"]).format(*first) if len(first) == 2 else "".join(first)

    def _places(self, frame: int) -> list[tuple[str, float, float]]:
        return self._heaviest({key for key, placed in self.at.items() if placed.inset == frame}, frame)

    def _heaviest(self, keys: Container[str], frame: int) -> list[tuple[str, float, float]]:
        """Named spots, heaviest first, each name once, where its heaviest spot stands in the frame."""
        heavy: dict[str, float] = {}
        where: dict[str, tuple[float, float]] = {}
        for spot in sorted(self.spots, key=lambda spot: (-self.weights.get(spot.key, 0), spot.key)):
            weight = self.weights.get(spot.key, 0)
            if not spot.label or not weight or spot.key not in keys:
                continue
            name = _short(place_name(self.world, spot.label, self.language))
            if 0 < len(name) <= _LONGEST and (self.language != "ar" or _arabic(name)):
                x, y, _ = self.at[spot.key].within(frame)
                heavy[name] = heavy.get(name, 0) + weight
                where.setdefault(name, (x, y))
        return [(name, *where[name]) for name in sorted(heavy, key=lambda name: (-heavy[name], name))]

    def _countries(self, board: Board, shown: Scene) -> None:
        """Neighbours by size; where one code covers two sides, only the larger bears the name."""
        first = _first_of_side()
        named: set[str] = set()
        for side, shape in sorted(shown.countries.items(), key=lambda each: (-each[1].area, each[0])):
            if side in first and shape.area > 500 and first[side].iso not in named:
                named.add(first[side].iso)
                words = country_name(self.world, first[side], self.language)
                _within(board, "nl", words if self.language == "ar" else words.upper(), shape, 3, apart=shown.focus)

    def _provinces(self, board: Board, shown: Scene) -> None:
        used = {label.words for label in board.laid}
        named = [(province_name(self.world, province, self.language), shape) for province, shape in shown.provinces]
        named += [(province_name(self.world, province, self.language), shape) for province, shape in shown.disputed]
        named += [(self._area_name(area), shape) for area, shape in shown.parts]
        for words, shape in sorted(named, key=lambda each: (-each[1].area, each[0])):
            if words not in used and shape.area > 200:
                _within(board, "gl", words, shape, 0, apart=shapely.MultiPolygon())

    def _spread(self, board: Board, frame: int) -> None:
        """Names of whole areas, each at the marks that stand for it."""
        for spot in sorted(self.spots, key=lambda spot: (-self.weights.get(spot.key, 0), spot.key)):
            weight = self.weights.get(spot.key, 0)
            if not spot.area or spot.area not in self.world.areas or not weight or self.at[spot.key].inset != frame:
                continue
            x, y, _ = self.at[spot.key].within(frame)
            half, high = half_of(weight)
            names = self.world.areas[spot.area].name
            words = plain_name(names.get(self.language) or next(iter(names.values())))
            at = [
                (x, y - high - 5, "middle"),
                (x, y + high + 19, "middle"),
                (x + half + 4, y + 3.5, "start"),
                (x - half - 4, y + 3.5, "end"),
            ]
            board.lay([boxed("gl", words, a, b, anchor) for a, b, anchor in at], 0.1)

    def _line(self, board: Board, line: Line, drawn: Geometry) -> None:
        if line.name and drawn.length > 30:
            middle = drawn.interpolate(0.5, normalized=True)
            board.lay(around("gl", line.name.get(self.language, line.name["en"]), middle.x, middle.y, 4), 0.0)

    def _large(self, window: Window) -> list[tuple[str, float, float]]:
        """Cities of the gazetteer, the widest first, with their places in a window."""
        cities = [place for place in self.world.places.places.values() if place.kind == "city"]
        cities.sort(key=lambda place: (-(place.radius_km or 0), place.id))
        if not cities:
            return []
        at = window.points(np.array([(place.lon, place.lat) for place in cities])).tolist()
        named = [_short(place.name.get(self.language, place.id)) for place in cities]
        return [(name, x, y) for name, (x, y) in zip(named, at, strict=True)]

    def _cities(self, board: Board, shown: Scene, window: Window) -> str:
        """Cities for bearings, where there is room to spare, each with a dot."""
        heard = {label.words for label in board.laid}
        dots: list[str] = []
        for name, x, y in self._large(window):
            held = shapely.contains_xy(shown.focus, x, y)
            if held and name not in heard and len(dots) < 5 and board.lay(around("pl", name, x, y, 5)[:8], 0.0):
                dots.append(f'<circle class="town" cx="{number(x)}" cy="{number(y)}" r="{_TOWN}"/>')
        return "".join(dots)

    def _area(self, board: Board, area: str, shape: Geometry) -> None:
        left, top, right, bottom = shape.bounds
        middle, level = (left + right) / 2, (top + bottom) / 2
        at = [
            (middle, top - 4, "middle"),
            (middle, bottom + 11, "middle"),
            (middle, level + 3, "middle"),
            (right + 4, level + 3, "start"),
            (left - 4, level + 3, "end"),
        ]
        words = self._area_name(area)
        board.lay([boxed("ownl", words, x, y, anchor) for x, y, anchor in at], 0.4)

    def _area_name(self, area: str) -> str:
        names = self.world.areas[area].name
        return names.get(self.language) or next(iter(names.values()), area)


@cache
def _first_of_side() -> dict[str, Province]:
    first: dict[str, Province] = {}
    for province in borders.provinces():
        first.setdefault(province.of, province)
    return first


def _short(name: str) -> str:
    """A name without what stands in brackets.

    >>> _short("Kobani (Ain al-Arab)")
    'Kobani'
    """
    return name.split(" (")[0].strip()


def _arabic(name: str) -> bool:
    return any(unicodedata.bidirectional(char) == "AL" for char in name)


def _seas(board: Board, shown: Scene, window: Window, language: str) -> None:
    water = shapely.box(*shown.rect).difference(shown.land.buffer(2))
    for sea in overrides().seas:
        rooms = [window.units(shapely.segmentize(shapely.box(*box), 1.0)) for box in sea.boxes if _near(window, box)]
        for room in rooms:
            part = shapely.make_valid(room).intersection(water)
            if part.area > 1500:
                words = sea.name.get(language, sea.name["en"])
                _within(board, "sl", words if language == "ar" else words.upper(), part, 0)


def _near(window: Window, box: Box) -> bool:
    return abs(window.lon - (box[0] + box[2]) / 2) < 70 and abs(window.lat - (box[1] + box[3]) / 2) < 50


def _within(board: Board, kind: str, words: str, shape: Geometry, margin: float, apart: Geometry | None = None) -> None:
    """Lay words inside a shape, as near to its widest part as they may stand.

    Where they do not fit and `apart` is given, they may run over the shape's edge, but not into `apart`.
    """
    largest = max(shapely.get_parts(shape), key=lambda part: part.area, default=None)
    if largest is None or largest.area == 0:
        return
    centre = shapely.maximum_inscribed_circle(largest, tolerance=2.0).coords[0]
    left, top, right, bottom = largest.bounds
    grid = [(x, y) for x in np.arange(left, right, 10.0).tolist() for y in np.arange(top, bottom, 7.0).tolist()]
    grid.sort(key=lambda point: (math.dist(point, centre), point))
    room = largest.buffer(-margin) if margin else largest
    candidates = [boxed(kind, words, x, y + 3.5, "middle") for x, y in (centre, *grid)]
    boxes = shapely.box(*np.array([label.box for label in candidates]).T)
    shapely.prepare(room)
    fits = shapely.contains(room, boxes)
    if board.lay([label for label, fit in zip(candidates, fits, strict=True) if fit], 0.0) or apart is None:
        return
    clear = shapely.contains_xy(room, *np.array([(label.x, label.y - 3.5) for label in candidates]).T)
    clear &= shapely.area(shapely.intersection(boxes, apart)) < 0.02 * shapely.area(boxes)
    board.lay([label for label, fit in zip(candidates, clear, strict=True) if fit], 0.0)
