"""The chart shows what the series says, in either direction, and stands alone as a picture."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.publish.chart import ChartWords, Origin, Series, chart_svg, chart_words, rows, style
from holdfire.publish.language import language
from holdfire.publish.painted import painted
from holdfire.publish.picture import by_script, fonts, png_of, write_chart

FIRST = date(2016, 2, 1)
START = date(2016, 2, 15)
HOSTILE = '<script>alert("1")</script>&amp;\x00\u202e]]>'


def words(code: str = "en", **changed: object) -> ChartWords:
    return replace(chart_words(language(code), start="In force", end="Ended", description="Incidents a day"), **changed)


def made(
    counts: dict[str, list[int]], origins: tuple[Origin, ...] = (), start: date | None = START, **asked: object
) -> Series:
    many = len(next(iter(counts.values())))
    days = tuple(FIRST + timedelta(days=n) for n in range(many))
    given = {"end": None, "baseline": None, "anticipation": None, "later": 0} | asked
    return Series(days, {verdict: tuple(each) for verdict, each in counts.items()}, start, origins=origins, **given)  # type: ignore[arg-type]


def month(many: int = 29, **asked: object) -> Series:
    return made(
        {
            "violation": [n % 3 for n in range(many)],
            "undetermined": [n % 7 for n in range(many)],
            "permitted": [n % 2 for n in range(many)],
            "out_of_scope": [5] * many,
        },
        **asked,  # type: ignore[arg-type]
    )


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(re.sub(r'\sxmlns="[^"]*"', "", svg))  # noqa: S314 - our own drawing


def classed(svg: str, kind: str) -> list[ElementTree.Element]:
    return [each for each in drawn(svg).iter() if each.get("class") == kind]


def bars(svg: str) -> dict[tuple[str, int], ElementTree.Element]:
    return {
        (str(each.get("class")), int(each.attrib["data-d"])): each
        for each in drawn(svg).iter()
        if "data-d" in each.attrib
    }


def number(element: ElementTree.Element, name: str) -> float:
    return float(element.attrib[name])


def unit(svg: str) -> float:
    """How high one incident a day is."""
    root = drawn(svg)
    return (number(root, "data-y0") - number(root, "data-y1")) / number(root, "data-max")


# What is drawn


@settings(max_examples=40)
@given(st.lists(st.tuples(*[st.integers(0, 100_000)] * 4), min_size=1, max_size=40))
def test_bars_are_as_high_as_the_counts_and_stand_on_each_other(counts: list[tuple[int, int, int, int]]) -> None:
    kinds = dict(
        zip(
            ("violation", "undetermined", "permitted", "out_of_scope"),
            map(list, zip(*counts, strict=True)),
            strict=True,
        )
    )
    svg = chart_svg(made(kinds), words())
    root, found = drawn(svg), bars(svg)
    for day, (violation, undetermined, permitted, _) in enumerate(counts):
        floor = number(root, "data-y0")
        for kind, count in (("vio", violation), ("und", undetermined), ("per", permitted)):
            if count:
                bar = found[kind, day]
                assert number(bar, "height") == pytest.approx(count * unit(svg), abs=0.011)
                assert number(bar, "y") + number(bar, "height") == pytest.approx(floor, abs=0.03)
                floor = number(bar, "y")
            else:
                assert (kind, day) not in found
    assert number(root, "data-max") >= max(map(sum, counts))


def test_what_is_out_of_scope_stands_in_all_violence_alone() -> None:
    svg = chart_svg(made({"violation": [0, 0], "out_of_scope": [4, 8]}, start=FIRST), words())
    assert not bars(svg)
    assert len([each for each in classed(svg, "all") if each.tag == "path"]) == 2, (
        "the silhouette, and its sample in the key"
    )


def test_a_day_lies_where_the_root_says() -> None:
    series = month()
    for direction in ("ltr", "rtl"):
        svg = chart_svg(series, words(), direction=direction)
        root = drawn(svg)
        for (_, day), bar in bars(svg).items():
            middle = number(root, "data-x0") + (day + 0.5) * number(root, "data-step")
            assert number(bar, "x") + number(bar, "width") / 2 == pytest.approx(middle, abs=0.02)
        assert root.get("data-first") == "2016-02-01"
        assert root.get("data-days") == "29"


def test_time_runs_with_the_reading_direction() -> None:
    one, other = (chart_svg(month(), words(), direction=each) for each in ("ltr", "rtl"))
    left, right = bars(one), bars(other)
    assert left.keys() == right.keys()
    assert number(left["vio", 1], "x") < number(left["vio", 28], "x")
    assert number(right["vio", 1], "x") > number(right["vio", 28], "x")
    for key, bar in left.items():
        assert number(bar, "height") / unit(one) == pytest.approx(number(right[key], "height") / unit(other), abs=0.01)


def test_days_before_the_start_are_pale_and_the_start_is_a_line() -> None:
    svg = chart_svg(month(), words())
    pale = {each.attrib["data-d"] for group in classed(svg, "before") for each in group if "data-d" in each.attrib}
    assert pale == {str(n) for n in range(14)} - {"0"}, "day 0 has no bar"
    root = drawn(svg)
    (line,) = classed(svg, "start")
    across = number(root, "data-x0") + 14 * number(root, "data-step")
    assert line.attrib["d"].startswith(f"M{across:.2f}".rstrip("0").rstrip("."))


@pytest.mark.parametrize(
    ("start", "lit", "line"),
    [(None, False, 0), (date(2016, 1, 1), True, 0), (date(2017, 1, 1), False, 0), (START, True, 1)],
)
def test_where_the_start_lies_outside_there_is_no_line(start: date | None, lit: bool, line: int) -> None:
    svg = chart_svg(month(start=start, anticipation=date(2016, 2, 1) if start == date(2016, 1, 1) else None), words())
    assert len(classed(svg, "start")) == line
    groups = [group for group in drawn(svg).iter("g") if any("data-d" in each.attrib for each in group)]
    assert any(group.get("class") is None for group in groups) is lit
    assert not classed(svg, "antic")


def test_the_anticipation_is_hatched_up_to_the_start() -> None:
    svg = chart_svg(month(anticipation=date(2016, 2, 9)), words())
    root = drawn(svg)
    band = max(classed(svg, "antic"), key=lambda each: number(each, "width"))
    step = number(root, "data-step")
    assert number(band, "x") == pytest.approx(number(root, "data-x0") + 8 * step, abs=0.02)
    assert number(band, "width") == pytest.approx(6 * step, abs=0.02)


def test_a_label_that_has_no_room_above_the_bars_is_in_the_key() -> None:
    for many, anchor in ((29, "end"), (300, "start")):
        svg = chart_svg(month(many, baseline=FIRST), words())
        (label,) = [each for each in drawn(svg).iter("text") if "baseline" in (each.text or "")]
        assert label.get("text-anchor") == anchor
        assert (number(label, "y") < number(drawn(svg), "data-y1")) is (many == 29)


# The strip


def brackets(svg: str) -> list[str]:
    return [each.attrib["d"] for each in classed(svg, "edge-mark")]


def test_brackets_stand_where_an_origin_enters_and_leaves() -> None:
    heard = Origin("a", (0,) * 5 + (1,) * 10 + (0,) * 14, FIRST + timedelta(days=5), FIRST + timedelta(days=14))
    always = Origin("b", (1,) * 29)
    svg = chart_svg(month(origins=(heard, always)), words())
    root = drawn(svg)
    x0, step = number(root, "data-x0"), number(root, "data-step")
    opened, closed = brackets(svg)
    points = [[float(each.split()[0][1:]) for each in re.findall(r"[ML][-\d.]+ ", path)] for path in (opened, closed)]
    assert points[0][1] == pytest.approx(x0 + 5 * step, abs=0.01)
    assert points[0][0] > points[0][1], "it opens toward the days on which it is heard"
    assert points[1][1] == pytest.approx(x0 + 15 * step, abs=0.01)
    assert points[1][0] < points[1][1]


def test_silent_days_have_a_dash_and_no_cell() -> None:
    svg = chart_svg(month(origins=(Origin("a", (3, 0, 1) + (0,) * 26),)), words())
    cells = "".join(each.attrib["d"] for each in classed(svg, "cell"))
    (gaps,) = classed(svg, "gap")
    assert cells.count("M") == 2
    assert gaps.attrib["d"].count("M") == 27


def test_days_after_those_shown_have_cells_and_no_bars() -> None:
    svg = chart_svg(month(origins=(Origin("a", (1,) * 29),), later=9), words())
    assert max(day for _, day in bars(svg)) == 19
    assert sum(each.attrib["d"].count("M") for each in classed(svg, "cell later")) == 9


# Many days, few days


def test_many_days_are_drawn_by_the_week_and_no_week_holds_days_before_and_after_the_start() -> None:
    series = month(2000, start=FIRST + timedelta(days=1003))
    svg = chart_svg(series, words())
    root = drawn(svg)
    edges = [int(each) for each in root.attrib["data-edges"].split(",")]
    assert 1003 in edges
    assert {later - first for first, later in pairwise(edges[1:-1])} == {7}
    assert (edges[0], edges[-1]) == (0, 2000)
    week = series.counts["undetermined"][edges[40] : edges[41]]
    assert number(bars(svg)["und", 40], "height") == pytest.approx(sum(week) / 7 * unit(svg), abs=0.011)
    assert "a bar is the mean" in "".join(drawn(svg).itertext())
    assert len(svg) < 200_000


@pytest.mark.parametrize("many", [1, 7, 370, 371, 2000])
def test_nothing_stands_outside_the_drawing(many: int) -> None:
    origins = tuple(Origin(f"origin {n} with a long name", (1,) * many) for n in range(7))
    for direction in ("ltr", "rtl"):
        svg = chart_svg(month(many, origins=origins), words(), direction=direction)
        root = drawn(svg)
        width, height = (float(each) for each in root.attrib["viewBox"].split()[2:])
        for each in root.iter("rect"):
            if each.get("x"):
                assert 0 <= number(each, "x") <= width - number(each, "width") + 0.01
        assert all(0 <= number(each, "x") <= width and 0 < number(each, "y") <= height for each in root.iter("text"))


def test_no_data_is_said() -> None:
    for empty in (Series((), {}, None, None, None, None, ()), made({"violation": [0] * 10})):
        svg = chart_svg(empty, words(), window=(FIRST, START))
        assert "No incident in these days" in "".join(drawn(svg).itertext())
        assert not bars(svg)


def test_counts_must_be_one_a_day() -> None:
    with pytest.raises(ValueError, match="expected 2 counts, one a day, found"):
        replace(made({"violation": [1, 2]}), counts={"violation": (1,)})


def test_the_table_has_every_day_with_its_sum() -> None:
    series = made({"violation": [1, 0], "undetermined": [2, 0], "permitted": [0, 0], "out_of_scope": [4, 1]})
    assert list(rows(series)) == [(FIRST, 1, 2, 0, 4, 7), (FIRST + timedelta(days=1), 0, 0, 0, 1, 1)]


# In a page, and alone


def test_in_a_page_it_has_classes_that_the_style_paints_and_no_style_of_its_own() -> None:
    series = month(origins=(Origin("a", (1,) * 20 + (0,) * 9, leaves=date(2016, 2, 20)),), anticipation=FIRST, later=3)
    svg = chart_svg(series, words(), window=(FIRST, START))
    used = {each.get("class") for each in drawn(svg).iter()} - {None, "tl"}
    painted_by_style = {each.replace(".", " ") for each in re.findall(r"\.tl (?:text)?\.([\w.-]+) \{", style())}
    assert used <= painted_by_style
    assert not any("style" in each.attrib for each in drawn(svg).iter())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_alone_it_has_its_colours_title_and_sources(scheme: str) -> None:
    said = words(lines=("UCDP GED, CC BY 4.0", "Part of the fall is a change of sources."))
    root = drawn(chart_svg(month(), said, standalone=True, scheme=scheme))  # type: ignore[arg-type]
    assert not any("class" in each.attrib for each in root.iter())
    text = "".join(root.itertext())
    assert "Incidents a day" in text
    assert "Part of the fall is a change of sources." in text
    assert {each.tag for each in root} == {"title", "desc", "g"}
    assert {"light": "#a8320f", "dark": "#f47b50"}[scheme] in {each.get("fill") for each in root.iter("rect")}


@pytest.mark.parametrize("standalone", [True, False])
def test_hostile_words_are_text(standalone: bool) -> None:
    every = ("title", "subtitle", "description", "start", "baseline", "all_violence", "violation", "nothing", "lang")
    said = words(**dict.fromkeys(every, HOSTILE), lines=(HOSTILE * 50,), origin=lambda name: name)
    svg = chart_svg(month(origins=(Origin(HOSTILE * 100, (1,) * 29),)), said, standalone=standalone)
    root = drawn(svg)
    assert not list(root.iter("script"))
    assert "<script" not in svg
    assert not re.search("[\x00-\x08\u202a-\u202e]", svg)
    assert any("<script>" in text for text in root.itertext())


def test_isolates_that_do_not_close_do_not_reach_the_words_beside() -> None:
    svg = chart_svg(month(), words(start="a\u2067b"), direction="rtl")
    for each in drawn(svg).iter("text"):
        assert (each.text or "").count("\u2067") == (each.text or "").count("\u2069") == 1


# Files


def test_a_picture_has_twice_the_size_and_the_same_bytes(tmp_path: Path) -> None:
    for path in (tmp_path / "one.png", tmp_path / "two.PNG"):
        write_chart(path, month(), words())
    png = (tmp_path / "one.png").read_bytes()
    assert png == (tmp_path / "two.PNG").read_bytes()
    assert struct.unpack(">II", png[16:24])[0] == 1540
    assert sorted(each.name for each in tmp_path.iterdir()) == ["one.png", "two.PNG"]


def test_a_drawing_is_whole_xml_with_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_chart(tmp_path / f"{name}.svg", month(), words("ar"), direction="rtl")
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()
    whole = ElementTree.fromstring((tmp_path / "one.svg").read_bytes())  # noqa: S314 - our own drawing
    assert whole.tag == "{http://www.w3.org/2000/svg}svg"


def test_another_suffix_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"expected a chart to end in \.svg or \.png, found 'chart\.jpg'"):
        write_chart(tmp_path / "chart.jpg", month(), words())
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_drawn_is_no_picture() -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are those of resvg
        png_of("<svg", 100)


@pytest.mark.skipif("arabic" not in fonts() or "both" not in fonts(), reason="no font with Arabic letters here")
def test_arabic_words_get_one_font_that_has_all_their_letters() -> None:
    drawing = by_script('<text x="1">حلب ٢٧</text><text>UCDP</text><text font-family="x">حلب UCDP</text>')
    arabic, latin, both = re.findall(r"<text[^>]*>", drawing)
    assert "Arabic" in arabic or "DejaVu" in arabic or "Arial" in arabic
    assert latin == "<text>"
    assert "Arabic" not in both
    assert both.count("font-family") == 1


# The page's drawings without its style sheet

SHEET = """
/* tokens */
:root { --ink: light-dark(#111, #eee); --vio: light-dark(#a8320f, rgb(1 2 3 / .5)); }
.vio { --c: var(--vio); } .und { --c: var(--none, blue); }
.map path { fill: red; } .map .mk { fill: var(--c); stroke-width: 2px; }
.map .deep g.in .mk { opacity: .5; } .deep :is(.vio, .und), .deep > .vio { opacity: .1; }
[lang="ar"] .map .mk { stroke-width: calc(6px / 2); }
a.n:hover { fill: green; } @media print { .map path { fill: black; } }
"""


def test_a_drawing_is_painted_as_the_style_sheet_says() -> None:
    svg = '<svg class="map" viewBox="0 0 10 10"><path d="M0 0"/><g class="vio"><path class="mk" d="M1 1"/></g></svg>'
    for scheme, colour in (("light", "#a8320f"), ("dark", "rgb(1 2 3 / .5)")):
        plain, marked = drawn(painted(svg, SHEET, scheme)).iter("path")  # type: ignore[arg-type]
        assert plain.get("fill") == "red"
        assert (marked.get("fill"), marked.get("stroke-width")) == (colour, "2")
        assert marked.get("opacity") is None


def test_the_language_of_the_page_counts() -> None:
    svg = '<svg class="map" viewBox="0 0 10 10"><path class="mk" d="M0 0"/></svg>'
    (path,) = drawn(painted(svg, SHEET, lang="ar")).iter("path")
    assert path.get("stroke-width") == "3"


def test_a_symbol_has_the_colour_of_where_it_is_used() -> None:
    symbols = '<symbol id="m" viewBox="0 0 16 16"><path class="mk" d="M1 1"/></symbol>'
    uses = "".join(f'<use href="#m" class="{kind}" x="1" y="2" width="3" height="3"/>' for kind in ("vio", "und"))
    root = drawn(painted(f'<svg class="map" viewBox="0 0 10 10">{uses}</svg>', SHEET, symbols=symbols))
    assert [each.get("fill") for each in root.iter("path")] == ["#a8320f", "blue"]
    assert [each.get("viewBox") for each in root.iter("svg")][1:] == ["0 0 16 16"] * 2
    assert not list(root.iter("use"))


def test_words_that_run_to_the_left_keep_their_side() -> None:
    text = '<text direction="rtl" unicode-bidi="isolate" text-anchor="start" x="5" y="5">حلب</text>'
    (found,) = drawn(painted(f'<svg viewBox="0 0 9 9">{text}</svg>', SHEET)).iter("text")
    assert (found.get("text-anchor"), found.text, found.get("direction")) == ("end", "\u2067حلب\u2069", None)
