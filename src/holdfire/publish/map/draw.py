"""The base of a map: everything that does not change with the reader's filter, and where each spot stands on it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import Geometry

from ...world import World
from . import insets as placing
from . import layers, lettering
from .borders import Box
from .focus import focus_on
from .labels import Board
from .marks import RULE, Mark, Placed, Say, Spot, draw_marks
from .projection import Floats, Window, fitted
from .spreading import spread
from .svg import escape, number

WIDTH, HEIGHT = 736.0, 368.0
_WHOLE: Box = (0.0, 0.0, WIDTH, HEIGHT)
_SPILT: Box = (-4.0, -4.0, WIDTH + 4, HEIGHT + 4)  # drawn a little beyond the edge, where outlines are cut
_ROOM: Box = (150.0, 16.0, 716.0, 352.0)  # where the area is fitted: clear of the buttons and the note
_BUTTONS: Mapping[bool, Box] = {False: (0.0, 0.0, 46.0, 116.0), True: (WIDTH - 46, 0.0, WIDTH, 116.0)}
_NOTE: Box = (0.0, 290.0, 176.0, 368.0)
_SCALE_AT = (196.0, 354.0)

_NOTICE = {
    "en": "Borders as in Natural Earth, no position taken; dashed where they are disputed.",
    "ar": "الحدود كما في Natural Earth، دون اتخاذ موقف؛ متقطعة حيث هي موضع نزاع.",
}
_NOTICE_OWN = {
    "en": "Coarse outlines as described for this page; no position taken.",
    "ar": "حدود تقريبية كما وُصفت لهذه الصفحة، دون اتخاذ موقف.",
}
_KM = {"en": "km", "ar": "كم"}


@dataclass(frozen=True)
class Inset:
    """A part of the map drawn again, larger. `name` is that of its main places; the title stands at (`tx`, `ty`)."""

    name: str
    source: Box
    target: Box
    keys: tuple[str, ...]
    tx: float
    ty: float
    anchor: str


@dataclass(frozen=True)
class Base:
    """The static part of a map, `width` by `height` units.

    `layers` goes under the marks, `labels` over them. `at` has the place of each spot; one in an inset is drawn there.
    """

    width: float
    height: float
    layers: str
    labels: str
    at: Mapping[str, Placed]
    insets: tuple[Inset, ...]
    notice: str
    language: str

    def frames(self) -> list[Box]:
        """The rectangles that marks are clipped to: the main map, then each inset."""
        return [(0.0, 0.0, self.width, self.height), *(inset.target for inset in self.insets)]

    def shows(self, spot: str) -> bool:
        """Whether the spot lies on the map."""
        placed = self.at[spot]
        return 0 <= placed.x <= self.width and 0 <= placed.y <= self.height

    def data(self) -> dict[str, Any]:
        """What a script needs to draw marks by the same rule; plain values, ready for JSON.

        `at` is x, y, ring, then in an inset its index, x, y, ring there. `frames` are left, top, right, bottom.
        """
        return {
            "width": self.width,
            "height": self.height,
            "rule": dict(RULE),
            "frames": [[round(side, 1) for side in frame] for frame in self.frames()],
            "insets": [
                {
                    "name": each.name,
                    "source": [round(side, 1) for side in each.source],
                    "title": [round(each.tx, 1), round(each.ty, 1), each.anchor],
                }
                for each in self.insets
            ],
            "at": {key: _plain(placed) for key, placed in sorted(self.at.items())},
        }

    def titles(self, words: Sequence[str] | None = None) -> str:
        """The insets' titles; `words` in place of their names, such as "Damascus and Douma, 14 incidents"."""
        texts = [inset.name for inset in self.insets] if words is None else words
        direction = "rtl" if self.language == "ar" else "ltr"
        turned = {"start": "end", "end": "start"}
        return "".join(
            f'<text class="it" data-inset="{n}" x="{number(inset.tx)}" y="{number(inset.ty)}" '
            f'text-anchor="{turned[inset.anchor] if direction == "rtl" else inset.anchor}" '
            f'direction="{direction}" unicode-bidi="isolate">{escape(text)}</text>'
            for n, (inset, text) in enumerate(zip(self.insets, texts, strict=True))
        )

    def svg(
        self, marks: Sequence[Mark], label: str, say: Say | None = None, titles: Sequence[str] | None = None
    ) -> str:
        """The whole map as one `<svg>`, for where no script runs."""
        return (
            f'<svg class="map" viewBox="0 0 {number(self.width)} {number(self.height)}" role="group" '
            f'aria-label="{escape(label)}">{self.layers}<g class="marks">{marks_svg(self, marks, say)}</g>'
            f'<g class="words">{self.labels}{self.titles(titles)}</g></svg>'
        )


def _plain(placed: Placed) -> list[float]:
    main = [round(placed.x, 2), round(placed.y, 2), round(placed.ring, 2)]
    return main if placed.inset < 0 else [*main, placed.inset, *(round(v, 2) for v in placed.within(placed.inset))]


def marks_svg(base: Base, marks: Sequence[Mark], say: Say | None = None) -> str:
    """All marks at zoom 1: those of the main map, then those of each inset in a group of its own.

    Marks that stand outside the map are left out.
    """
    by_frame: dict[int, list[Mark]] = {}
    for mark in marks:
        if base.shows(mark.spot):
            by_frame.setdefault(base.at[mark.spot].inset, []).append(mark)
    return "".join(draw_marks(inside, base.at, frame, 1.0, say) for frame, inside in sorted(by_frame.items()))


def draw_base(
    world: World,
    area_id: str,
    spots: Sequence[Spot],
    language: str,
    weights: Mapping[str, float],
    digits: Callable[[int], str] = str,
    own: Container[str] | None = None,
) -> Base:
    """The map of an area, with the spots that incidents stand at and how many each has.

    `own` are the areas of the user's files that may be drawn; all where it is not given.

    Raises `KeyError` for an area that the world does not have.
    """
    focus = focus_on(world, area_id, spots, own)
    window = fitted(focus.geometry, _ROOM)
    main = layers.scene(world, focus, window, _SPILT)
    shapes = _outlined(world, main)
    whole = {*shapes, *world.areas.above(area_id)}  # the whole of what is drawn needs no ring either
    points = spread(_points(window, spots, whole), spots, weights, shapes)
    kept = [_BUTTONS[language == "ar"], _NOTE]  # the page lays its buttons at the reader's start, the note at the left
    chosen = _insets(points, weights, main, kept)
    at = _placed(points, window, spots, chosen)
    scale, scale_box = _scale_bar(window, language, digits)
    closed = [*kept, scale_box, *(crowd.source for crowd, _ in chosen)]
    closed += [(box[0] - 4, box[1] - 18, box[2] + 4, box[3] + 4) for _, box in chosen]
    busy = lettering.symbols(at, weights, -1, _WHOLE) + [each for crowd, box in chosen for each in _under(crowd, box)]
    board = Board((4, 4, WIDTH - 4, HEIGHT - 4), closed, busy)
    names = lettering.Names(world, language, spots, at, weights)
    pieces = [_clips([box for _, box in chosen]), layers.draw(main)]
    words, made = [names.write(board, main, window, -1)], []
    for n, (crowd, box) in enumerate(chosen):
        closer = window.closer(crowd.source, box)
        inner = layers.scene(world, focus, closer, box)
        inset = _inset(crowd, box, names.title(crowd.keys, closer, box))
        inside = Board((box[0] + 3, box[1] + 3, box[2] - 3, box[3] - 3), [], lettering.symbols(at, weights, n, box))
        pieces.append(_framed(inset, layers.draw(inner)))
        words.append(names.write(inside, inner, closer, n))
        made.append(inset)
    pieces.append(scale)
    notice = _NOTICE if focus.real else _NOTICE_OWN
    told = notice.get(language, notice["en"])
    return Base(WIDTH, HEIGHT, "".join(pieces), "".join(words), at, tuple(made), told, language)


def _outlined(world: World, main: layers.Scene) -> dict[str, Geometry]:
    """The areas whose outline the map has, by id: a spot that stands for one of them needs no ring."""
    known = [(world.areas.of_code("iso", province.code), shape) for province, shape in main.provinces if province.code]
    return {area: shape for area, shape in (*known, *main.parts) if area}


def _points(
    window: Window, spots: Iterable[Spot], outlined: Container[str] = ()
) -> dict[str, tuple[float, float, float]]:
    listed = list(spots)
    if not listed:
        return {}
    found = window.points(np.array([(spot.lon, spot.lat) for spot in listed], dtype=np.float64))
    return {
        spot.key: (x, y, 0.0 if spot.area and spot.area in outlined else spot.radius_km * window.scale)
        for spot, (x, y) in zip(listed, found.tolist(), strict=True)
    }


def _insets(
    points: Mapping[str, tuple[float, float, float]],
    weights: Mapping[str, float],
    main: layers.Scene,
    kept: Sequence[Box],
) -> list[tuple[placing.Crowd, Box]]:
    """Where marks crowd and where each such place is drawn again."""
    shown = {key: at for key, at in points.items() if 0 <= at[0] <= WIDTH and 0 <= at[1] <= HEIGHT}
    crowds = placing.crowds(shown, weights, _WHOLE)
    while crowds:
        inside = {key for crowd in crowds for key in crowd.keys}
        others = [(x, y, weights.get(key, 0)) for key, (x, y, _) in shown.items() if key not in inside]
        heavy = np.array([each for each in others if each[2] > 0], dtype=np.float64).reshape(-1, 3)
        found = placing.arranged(crowds, (8, 8, WIDTH - 8, HEIGHT - 8), heavy, kept, _tiles(main.focus))
        if len(found) == len(crowds):
            return found
        crowds = [crowd for crowd, _ in found]  # the spots of one that found no room stay on the main map
    return []


def _tiles(shape: Geometry) -> Floats:
    """Middles of the squares of 16 units that cover a shape."""
    across, down = np.meshgrid(np.arange(8.0, WIDTH, 16.0), np.arange(8.0, HEIGHT, 16.0))
    middles = np.column_stack((across.ravel(), down.ravel()))
    return middles[shapely.contains_xy(shape, middles[:, 0], middles[:, 1])] if shape.area else middles[:0]


def _placed(
    points: Mapping[str, tuple[float, float, float]],
    window: Window,
    spots: Sequence[Spot],
    chosen: Sequence[tuple[placing.Crowd, Box]],
) -> dict[str, Placed]:
    at = {key: Placed(x, y, ring) for key, (x, y, ring) in points.items()}
    for n, (crowd, box) in enumerate(chosen):
        near = _points(window.closer(crowd.source, box), [spot for spot in spots if spot.key in set(crowd.keys)])
        for key, (x, y, ring) in near.items():
            at[key] = Placed(*points[key], n, x, y, ring)
    return at


def _inset(crowd: placing.Crowd, box: Box, name: str) -> Inset:
    """The title stands over the frame, at the end that lies away from what is enlarged."""
    left_of_it = crowd.source[0] + crowd.source[2] < box[0] + box[2]
    x, anchor = (box[2], "end") if left_of_it else (box[0], "start")
    return Inset(name, crowd.source, box, crowd.keys, x, box[1] - 5, anchor)


def _framed(inset: Inset, drawn: str) -> str:
    frame = _rect("insetframe", inset.source) + _leads(inset.source, inset.target)
    return frame + _rect("sea", inset.target) + drawn + _rect("insetframe", inset.target)


def _clips(boxes: Sequence[Box]) -> str:
    """What rings are clipped to: the main map without its insets, then each inset."""
    holes = "".join(_run(box) for box in boxes)
    paths = [f"{_run(_WHOLE)}{holes}", *(_run(box) for box in boxes)]
    clips = (
        f'<clipPath id="map-clip-{n}"><path clip-rule="evenodd" d="{path}"/></clipPath>' for n, path in enumerate(paths)
    )
    return f"<defs>{''.join(clips)}</defs>"


def _run(box: Box) -> str:
    left, top, right, bottom = map(number, box)
    return f"M{left} {top}H{right}V{bottom}H{left}z"


def _rect(kind: str, box: Box) -> str:
    left, top, right, bottom = box
    return (
        f'<rect class="{kind}" x="{number(left)}" y="{number(top)}" '
        f'width="{number(right - left)}" height="{number(bottom - top)}"/>'
    )


def _leads(source: Box, target: Box) -> str:
    drawn = "".join(f"M{number(a)} {number(b)}L{number(c)} {number(d)}" for a, b, c, d in _lines(source, target))
    return f'<path class="lead" d="{drawn}"/>'


def _lines(source: Box, target: Box) -> list[Box]:
    """Two lines from the source's corners to the target's: the pair that crosses neither rectangle."""
    if target[0] >= source[2]:
        return [(source[2], source[n], target[0], target[n]) for n in (1, 3)]
    if target[2] <= source[0]:
        return [(source[0], source[n], target[2], target[n]) for n in (1, 3)]
    side, other = (3, 1) if target[1] >= source[3] else (1, 3)
    return [(source[n], source[side], target[n], target[other]) for n in (0, 2)]


def _under(crowd: placing.Crowd, box: Box) -> list[Box]:
    """Small boxes along the lines that lead to an inset."""
    steps = np.linspace(0, 1, 40)
    return [
        (x - 1.5, y - 1.5, x + 1.5, y + 1.5)
        for a, b, c, d in _lines(crowd.source, box)
        for x, y in zip((a + steps * (c - a)).tolist(), (b + steps * (d - b)).tolist(), strict=True)
    ]


def _scale_bar(window: Window, language: str, digits: Callable[[int], str]) -> tuple[str, Box]:
    """A bar of a round number of kilometres, at most 90 units long, with its words."""
    rounds = [base * 10**power for power in range(5) for base in (1, 2, 5)]
    km = max((each for each in rounds if each * window.scale <= 90), default=1)
    length = km * window.scale
    x, y = _SCALE_AT
    words = f"{digits(km)} {_KM.get(language, _KM['en'])}"
    direction = "rtl" if language == "ar" else "ltr"
    anchor = "end" if language == "ar" else "start"
    drawn = (
        f'<g class="scale"><path d="M{number(x)} {number(y - 4)}v4h{number(length)}v-4"/>'
        f'<text x="{number(x + length + 5)}" y="{number(y + 1)}" font-size="10" text-anchor="{anchor}" '
        f'direction="{direction}" unicode-bidi="isolate">{escape(words)}</text></g>'
    )
    return drawn, (x - 4, y - 10, x + length + 48, y + 6)
