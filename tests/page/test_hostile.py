"""What strangers wrote is shown as text: it is no element, runs nothing, and does not push the page out of shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from holdfire.publish.page.texts import seen

from .conftest import Opening
from .hostile_country import TEXTS
from .looking import go
from .pages import CODES, Published

_INJECTED = """() => ({
  title: document.title.startsWith('owned'),
  named: document.querySelectorAll('#owned, [id=owned]').length,
  elements: [...document.querySelectorAll(
    'img, iframe, object, embed, base, form[action], link, meta[http-equiv=refresh], audio, video'
  )].map(each => each.outerHTML.slice(0, 80)),
  scripts: document.scripts.length,
  styles: document.querySelectorAll('style').length,
  handlers: [...document.querySelectorAll('*')]
    .filter(each => [...each.attributes].some(one => one.name.startsWith('on')))
    .map(each => each.outerHTML.slice(0, 80)),
  links: [...document.querySelectorAll('a[href]')].map(each => each.getAttribute('href'))
    .filter(each => !each.startsWith('#') && !/^situation\\.(en|ar)\\.html/.test(each) && !each.startsWith('file:')),
})"""
NOTHING = {
    "title": False, "named": 0, "elements": [], "scripts": 2, "styles": 1, "handlers": [], "links": [],
}  # fmt: skip
_TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll('body *')].filter(each => {
    const box = each.getBoundingClientRect(), scrolls = each.closest('.scroll, .rows, .heads, .tlwrap, svg');
    return box.width && (box.right > room + 1 || box.left < -1) && !scrolls;
  }).slice(0, 8).map(each => `${each.tagName} ${each.className} ${Math.round(each.getBoundingClientRect().width)}`)
    .concat(document.documentElement.scrollWidth - room);
}"""


def views(published: Published) -> dict[str, str]:
    """Every view, and every incident."""
    return published.views | {
        f"incident {n}": f"i={_quoted(each.id)}" for n, each in enumerate(published.situation.incidents)
    }


def _quoted(ident: str) -> str:
    return quote(seen(ident), safe="")


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("code", CODES)
def test_no_text_becomes_an_element_or_runs(
    opened: Opening, hostile: Mapping[str, Published], code: str, javascript: bool
) -> None:
    published = hostile[code]
    with opened(published.path, lang=code, javascript=javascript) as there:
        wrong: dict[str, Any] = {}
        for name, address in views(published).items() if javascript else {"all": ""}.items():
            if javascript:
                go(there.page, address)
            if (found := there.page.evaluate(_INJECTED)) != NOTHING:
                wrong[name] = {key: value for key, value in found.items() if value != NOTHING[key]}
        assert wrong == {}
        assert there.complaints() == []


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("code", CODES)
def test_no_text_makes_the_page_wider_than_the_window(
    opened: Opening, hostile: Mapping[str, Published], code: str, width: int
) -> None:
    published = hostile[code]
    wrong = {}
    with opened(published.path, lang=code, width=width) as there:
        for name, address in views(published).items():
            go(there.page, address)
            if found := there.page.evaluate(_TOO_WIDE):
                wrong[name] = found
    with opened(published.path, lang=code, width=width, javascript=False) as there:
        if found := there.page.evaluate(_TOO_WIDE):
            wrong["without scripts"] = found
    assert wrong == {}


@pytest.mark.parametrize("code", CODES)
def test_words_of_sources_are_shown_as_they_were_written(
    opened: Opening, hostile: Mapping[str, Published], code: str
) -> None:
    """All of them, letter by letter; a control that could not be seen or turns text around stands as U+FFFD."""
    published = hostile[code]
    with opened(published.path, lang=code) as there:
        for each in published.situation.incidents:
            if each.words:
                go(there.page, f"i={_quoted(each.id)}")
                assert there.page.locator("[data-s=words]").is_visible()
                assert _text(there.page, "[data-s=words]") == seen(each.words)
                assert _text(there.page, "[data-s=id]") == seen(each.id)


def _text(page: Page, selector: str) -> str:
    found: str = page.locator(selector).evaluate("each => each.textContent")
    return found


@pytest.mark.parametrize("code", CODES)
def test_names_and_clauses_are_shown_as_they_were_written(
    opened: Opening, hostile: Mapping[str, Published], code: str
) -> None:
    """Markup and formulas stand as text in the list, the filters, the terms and the published counts."""
    published = hostile[code]
    with opened(published.path, lang=code, javascript=False) as there:
        rows, terms, counts = (_text(there.page, part) for part in ("#rows", "#terms", "#counts"))
    for name in ("script", "image", "quotes", "formula", "entities", "template", "comment"):
        assert TEXTS[name][:50] in rows, name
        assert TEXTS[name] in counts, name
    for name in ("script", "image", "end of script", "end of style"):
        assert TEXTS[name] in terms, name


_LOOSE = """text => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const said = walker.currentNode.textContent, at = walker.currentNode.parentElement;
    const {display, unicodeBidi} = getComputedStyle(at);
    const alone = at.closest('bdi, q, [dir=auto], option, script, svg text') || /[\\u2066-\\u2068]/.test(said)
      || (display.startsWith('inline') && unicodeBidi.startsWith('isolate'));
    if (said.includes(text) && !alone) found.push(at.outerHTML.slice(0, 160));
  }
  return found;
}"""
"""Where a text stands that is not set apart from what stands beside it, be it by an element, a style or a control. Each
label of the map is a paragraph of its own."""


@pytest.mark.parametrize(("code", "text"), [("en", "كتيبة"), ("ar", "=1+1")])
def test_no_text_turns_around_what_stands_beside_it(
    opened: Opening, hostile: Mapping[str, Published], code: str, text: str
) -> None:
    """No override is left anywhere, and what has the other direction stands apart."""
    published = hostile[code]
    content = published.path.read_text(encoding="utf-8")
    assert not set("\u202a\u202b\u202c\u202d\u202e\x00\x07\x1b") & set(content)
    with opened(published.path, lang=code, javascript=False) as there:
        assert there.page.evaluate(_LOOSE, text) == []
