"""On paper stands everything that is needed, in light colours, and nothing that only a screen can use."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from .conftest import Opening
from .looking import go, query_of, shown
from .pages import CODES, Published

FILTERED = "v=violation,undetermined&from=2016-03-01&to=2016-05-31"
NEEDED = ("#lede", ".caveat", "#map svg .marks", "#chart svg", ".sides", "#sources", "#settle", "#method")

_CONTROLS = """() => [...document.querySelectorAll(
  'button, input, select, summary, .btn, .skip, nav a, [role=slider], .zoom, .filters, .keys'
)].filter(each => !each.closest('.chips'))
  .filter(each => each.checkVisibility({visibilityProperty: true}) && each.getBoundingClientRect().height > 1)
  .map(each => each.outerHTML.slice(0, 160))"""
_LIGHTNESS = """() => {
  const context = document.createElement('canvas').getContext('2d');
  const lightness = colour => {
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).reduce((a, b) => a + b) / 765;
  };
  const style = getComputedStyle(document.body);
  return [
    lightness(getComputedStyle(document.documentElement).backgroundColor),
    lightness(getComputedStyle(document.querySelector('.panel')).backgroundColor), lightness(style.color),
  ];
}"""


@contextmanager
def on_paper(page: Page) -> Iterator[Page]:
    """The page as it is laid out while it is printed."""
    page.emulate_media(media="print")
    page.evaluate("() => { dispatchEvent(new Event('beforeprint')); }")
    yield page
    page.evaluate("() => { dispatchEvent(new Event('afterprint')); }")
    page.emulate_media(media="screen")


@pytest.mark.parametrize("code", CODES)
def test_every_incident_that_is_meant_is_printed_with_how_it_was_decided(
    opened: Opening, chronicle: Mapping[str, Published], code: str
) -> None:
    published = chronicle[code]
    expected = published.select(query_of(FILTERED, published))
    with opened(published.path, at=FILTERED, lang=code, width=794, height=1123) as there:
        assert len(shown(there.page, published).idents) < len(expected)
        with on_paper(there.page) as page:
            assert shown(page, published).idents == tuple(each.id for each in expected)
            assert page.locator("#shown a.it:visible").count() == len(expected)
            used = page.locator("#decided .dec:visible").evaluate_all("all => all.map(each => each.id)")
            assert set(used) == {f"d{each.decided_as}" for each in expected}
            for part in (
                "#lede",
                ".caveat",
                "#map svg .marks",
                "#chart svg",
                ".sides",
                "#sources",
                "#settle",
                "#method",
            ):
                assert page.locator(part).is_visible(), part
            assert page.locator(".astable tbody tr:visible").count() > 100
        assert len(shown(there.page, published).idents) < len(expected), "the list is long after printing"
        assert there.complaints() == []


@pytest.mark.parametrize("view", ["situation", "an incident", "terms", "nothing matches"])
def test_no_control_is_printed_and_nothing_is_dark(
    opened: Opening, chronicle: Mapping[str, Published], view: str
) -> None:
    """Also where the screen is dark: paper is light."""
    published = chronicle["en"]
    with opened(published.path, scheme="dark", width=794, height=1123) as there:
        go(there.page, published.views[view])
        with on_paper(there.page) as page:
            assert page.evaluate(_CONTROLS) == [], "filters in force may be printed as words; nothing else to press"
            ground, panel, ink = page.evaluate(_LIGHTNESS)
            assert min(ground, panel) > 0.95
            assert ink < 0.2
            version = published.situation.record.terms_version[:8]
            said = page.locator("footer.foot").inner_text()
            assert version in said
            assert "as known" in said


def test_a_printed_sheet_says_to_when_and_by_which_terms(
    opened: Opening, chronicle: Mapping[str, Published], tmp_path: Path
) -> None:
    """On each sheet, since sheets get lost: the agreement, the last day, the cut-off, the edition, the versions."""
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext is not installed: it is in poppler-utils")
    published = chronicle["en"]
    file = tmp_path / "page.pdf"
    with opened(published.path, at=FILTERED) as there:
        there.page.pdf(path=file, prefer_css_page_size=True)
    text = subprocess.run([reader, "-layout", file, "-"], check=True, capture_output=True, text=True).stdout
    sheets = text.rstrip("\f").split("\f")
    assert len(sheets) > 5
    version = published.situation.record.terms_version[:8]
    for number, sheet in enumerate(sheets, 1):
        foot = " ".join(sheet.split()[-60:])
        assert re.search(rf"as known .* Public edition .* terms {version}", foot), f"sheet {number}: {foot}"
        assert foot.endswith(f"{number} / {len(sheets)}")
    rows = {each.id for each in published.select(query_of(FILTERED, published))}
    assert text.count("apparent violation") + text.count("undetermined") >= len(rows)


def test_the_arabic_page_can_be_made_a_file_to_print(opened: Opening, chronicle: Mapping[str, Published]) -> None:
    with opened(chronicle["ar"].path, at="v=violation", lang="ar") as there:
        assert there.page.pdf().startswith(b"%PDF-")
        assert there.complaints() == []
