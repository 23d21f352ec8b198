"""The review sheet in a browser: hostile words run nothing, ask for nothing and hide nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfire.publish.page.texts import seen
from holdfire.publish.sheet import review_sheet
from holdfire.world import World
from sheets import document, hostile

from .conftest import Opening
from .harness import audit
from .hostile_country import TEXTS


@pytest.fixture(scope="module")
def sheet(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sheet") / "sheet.html"
    path.write_text(review_sheet([document(), *(hostile(text) for text in TEXTS.values())], world), encoding="utf-8")
    return path


def test_no_words_run_or_ask_for_anything(opened: Opening, sheet: Path) -> None:
    with opened(sheet) as there:
        found = there.page.evaluate(
            """() => ({
              title: document.title,
              named: document.querySelectorAll('[id]').length,
              elements: document.querySelectorAll('img, iframe, object, embed, base, form, link, svg, a').length,
              scripts: document.scripts.length,
              styles: document.querySelectorAll('style').length,
              articles: document.querySelectorAll('article').length,
              hidden: [...document.querySelectorAll('article')].filter(each => !each.offsetHeight).length,
            })"""
        )
        assert there.complaints() == []
    assert found == {
        "title": "Review sheet · holdfire", "named": 0, "elements": 0, "scripts": 0, "styles": 1,
        "articles": 1 + len(TEXTS), "hidden": 0,
    }  # fmt: skip


def test_titles_are_shown_as_they_were_written(opened: Opening, sheet: Path) -> None:
    with opened(sheet) as there:
        shown = there.page.locator("article > h2").evaluate_all("all => all.map(each => each.textContent)")
    assert shown[1:] == [seen(text) for text in TEXTS.values()]


def test_no_words_make_the_sheet_wider_than_the_window(opened: Opening, sheet: Path) -> None:
    for width in (1280, 390):
        with opened(sheet, width=width) as there:
            wide = there.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it(opened: Opening, world: World, tmp_path: Path, scheme: str) -> None:
    path = tmp_path / "sheet.html"
    path.write_text(review_sheet([document()], world), encoding="utf-8")
    with opened(path, scheme=scheme) as there:
        assert audit(there.page) == []
