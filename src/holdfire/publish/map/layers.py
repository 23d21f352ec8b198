"""The static layers of one window: land, provinces, borders, water and the world's own areas, in map units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import Geometry, affinity

from ...world import World
from . import borders
from .borders import Box, Province
from .focus import Focus
from .overrides import Line, overrides
from .projection import Window
from .svg import number, path

_LOOSE = 0.6  # units by which a line may be drawn off
_SPECK = 0.3  # square units
_WATER_UNIT = 0.25  # km that a unit must show at least for lakes and rivers, whose data are good to a kilometre


@dataclass
class Scene:
    """Everything of one window in units, clipped to its rectangle, ready to be drawn and to be labelled.

    `near` numbers the provinces that are the agreement's area, `focus` is its extent; `far` ones are drawn paler.
    """

    rect: Box
    land: Geometry
    countries: dict[str, Geometry] = field(default_factory=dict)
    provinces: list[tuple[Province, Geometry]] = field(default_factory=list)
    disputed: list[tuple[Province, Geometry]] = field(default_factory=list)
    named: list[tuple[Line, Geometry]] = field(default_factory=list)
    borders: Geometry = field(default_factory=shapely.MultiLineString)
    edge: Geometry = field(default_factory=shapely.MultiLineString)
    dashed: Geometry = field(default_factory=shapely.MultiLineString)
    lakes: list[tuple[str, Geometry]] = field(default_factory=list)
    rivers: list[tuple[float, Geometry]] = field(default_factory=list)
    parts: list[tuple[str, Geometry]] = field(default_factory=list)
    own: list[tuple[str, Geometry]] = field(default_factory=list)
    near: frozenset[int] = frozenset()
    focus: Geometry = field(default_factory=shapely.MultiPolygon)


def scene(world: World, focus: Focus, window: Window, rect: Box) -> Scene:
    """What a window shows. `rect` is the part of the map, in units, that it fills; nothing is drawn beyond it."""
    wide = (rect[0] - 12, rect[1] - 12, rect[2] + 12, rect[3] + 12)
    shown = _real(focus, window, rect, wide) if focus.real else _described(world, focus, window, rect)
    shown.own = list(_outlines(world, [area.id for area in focus.own], window, rect))
    return shown


def _described(world: World, focus: Focus, window: Window, rect: Box) -> Scene:
    """A map of the world's own areas alone, on plain land."""
    extent = _clipped(window.units(focus.geometry), rect)
    shown = Scene(rect, shapely.box(*rect), focus=extent)
    shown.edge = extent.boundary if extent.area else extent
    shown.parts = list(_outlines(world, [part.id for part in focus.parts], window, rect))
    return shown


def _real(focus: Focus, window: Window, rect: Box, wide: Box) -> Scene:
    box = window.box(wide)
    near = list(_near(box))
    loose = _simplified(window, [outline for _, outline in near])
    kept = [(province, shape) for (province, _), shape in zip(near, loose, strict=True) if not shape.is_empty]
    shown = Scene(rect, shapely.MultiPolygon())
    white = {province.n for province in focus.country}
    claimed = {code for each in overrides().shared for code in each.codes}
    sides: dict[str, list[Geometry]] = {}
    for province, shape in kept:
        sides.setdefault(f"?{province.code}" if province.code in claimed else province.of, []).append(shape)
    whole = {side: shapely.union_all(shapes) for side, shapes in sides.items()}
    inner = shapely.union_all([shape for province, shape in kept if province.n in white])
    shown.countries = {
        side: _clipped(shape, rect) for side, shape in whole.items() if side not in {each.of for each in focus.country}
    }
    shown.land = _clipped(shapely.union_all(list(whole.values())), rect)
    shown.provinces = [(p, _clipped(s, rect)) for p, s in kept if p.n in white and p.code not in claimed]
    shown.disputed = [(p, _clipped(s, rect)) for p, s in kept if p.code in claimed]
    _lines(shown, focus, window, whole, inner, rect)
    area = [shape for province, shape in kept if province.n in focus.area]
    shown.near = focus.area
    shown.focus = _clipped(shapely.union_all(area) if area else window.units(focus.geometry), rect)
    if focus.area != white:
        outline = shown.focus.boundary if shown.focus.area else shown.focus
        shown.edge = shapely.union_all([shown.edge, _clipped(outline, rect)])
    _water(shown, window, box)
    return shown


def _near(box: Box) -> Iterable[tuple[Province, Geometry]]:
    """Provinces in a box with their outlines cut to it; a box past 180 degrees takes those from the other side."""
    for shift in (0.0, 360.0, -360.0):
        cut = (box[0] - shift, box[1], box[2] - shift, box[3])
        for province in borders.provinces_in(cut):
            outline = shapely.clip_by_rect(borders.outline(province.n), *cut)
            if not outline.is_empty:
                yield province, affinity.translate(outline, xoff=shift) if shift else outline


def _simplified(window: Window, outlines: Sequence[Geometry]) -> list[Geometry]:
    """Outlines in units with fewer corners; a border that two share stays one line."""
    if not outlines:
        return []
    flat = [_areal(_without_specks(window.units(outline))) for outline in outlines]
    return [_areal(shape) for shape in shapely.coverage_simplify(np.array(flat, dtype=object), _LOOSE)]


def _without_specks(shape: Geometry) -> Geometry:
    """A geometry without parts too small to be seen; the largest stays."""
    parts = shapely.get_parts(shape)
    if len(parts) < 2:
        return shape
    areas = shapely.area(parts)
    return shapely.multipolygons(parts[(areas > _SPECK) | (areas == areas.max())])


def _areal(shape: Geometry) -> Geometry:
    """The polygons of a geometry, made valid."""
    sound = shape if shape.is_valid else shapely.make_valid(shape)
    if sound.geom_type in ("Polygon", "MultiPolygon"):
        return sound
    parts = [part for part in shapely.get_parts(sound) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shapely.MultiPolygon()


def _lines(shown: Scene, focus: Focus, window: Window, whole: dict[str, Geometry], inner: Geometry, rect: Box) -> None:
    """Edge of the country, borders of its neighbours, and what is dashed of either."""
    dashed = []
    for each in overrides().dashed:
        one, other = (whole.get(side) for side in each.between)
        if one is not None and other is not None:
            common = _common(one, other)
            if each.within:
                common = common.intersection(window.units(shapely.segmentize(shapely.box(*each.within), 0.5)))
            dashed.append(common)
    dashed += [shape.boundary for side, shape in whole.items() if side.startswith("?")]
    states = set(whole)
    lines = [(each, window.units(shapely.linestrings(each.line))) for each in overrides().lines]
    shown.named = [(each, _clipped(line, rect)) for each, line in lines if states & set(each.states)]
    drawn = [line for _, line in shown.named]
    broken = _linear(dashed)
    shown.dashed = _clipped(_linear([*dashed, *drawn]), rect)
    shown.edge = _clipped(_linear([inner.boundary]).difference(broken), rect)
    outer = _linear([shape.boundary for side, shape in whole.items() if not side.startswith("?")])
    shown.borders = _clipped(outer.difference(shapely.union_all([inner.boundary, broken])), rect)


def _common(one: Geometry, other: Geometry) -> Geometry:
    return _linear([one.boundary.intersection(other.boundary)])


def _linear(geometries: Iterable[Geometry]) -> Geometry:
    """All lines of some geometries as one, each stretch once."""
    lines = [
        part
        for geometry in geometries
        for part in shapely.get_parts(geometry)
        if part.geom_type in ("LineString", "LinearRing")
    ]
    return shapely.line_merge(shapely.union_all(lines)) if lines else shapely.MultiLineString()


def _water(shown: Scene, window: Window, box: Box) -> None:
    if 1 / window.scale < _WATER_UNIT:
        return
    for name, lake in borders.lakes_in(box):
        shape = _clipped(window.units(lake), shown.rect)
        if shape.area > 4:
            shown.lakes.append((name, shape))
    least = 0.15 if window.scale > 1 else 0.2
    for river in borders.rivers_in(box):
        if river.width >= least:
            shown.rivers.append((river.width, _clipped(window.units(river.line), shown.rect)))


def _outlines(world: World, ids: Iterable[str], window: Window, rect: Box) -> Iterable[tuple[str, Geometry]]:
    for each in ids:
        shape = world.areas.shape(each)
        if shape is None:
            continue
        units = _clipped(window.units(shape.lonlat), rect)
        if not units.is_empty:
            yield each, units.simplify(_LOOSE / 2)


def _clipped(geometry: Geometry, rect: Box) -> Geometry:
    return shapely.clip_by_rect(geometry, *rect)


def draw(shown: Scene) -> str:
    """The layers of a scene as SVG text, from the ground up."""
    neighbours = shown.countries.values()
    pieces = [
        _element("land", [shown.land]),
        *(_element(_tone(shown, province.n), [shape]) for province, shape in shown.provinces),
        _element("gv", [shown.focus.intersection(shown.land)]) if shown.focus.area and not shown.near else "",
        *(_element("gv", [shape]) for _, shape in shown.parts),
        _element("dis", [shape for _, shape in shown.disputed]),
        _element("lake", [lake for _, lake in shown.lakes]),
        *_river_groups(shown),
        _element("nb", [shown.borders]) if neighbours else "",
        _element("edge", [shown.edge]),
        _element("dsh", [shown.dashed]),
        *(_element("own", [shape]) for _, shape in shown.own),
    ]
    return "".join(pieces)


def _tone(shown: Scene, n: int) -> str:
    return "gv" if n in shown.near else "gv far"


def _element(kind: str, shapes: Iterable[Geometry], more: str = "") -> str:
    drawn = "".join(path(shape) for shape in shapes)
    return f'<path class="{kind}" d="{drawn}"{more}/>' if drawn else ""


def _river_groups(shown: Scene) -> Iterable[str]:
    for width in sorted({width for width, _ in shown.rivers}):
        lines = [line for each, line in shown.rivers if each == width]
        yield _element("river", lines, f' stroke-width="{number(0.4 + 2 * width)}"')
