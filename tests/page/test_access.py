"""The keyboard alone does everything, and without scripts everything can be read."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from playwright.sync_api import Page

from .conftest import Opening
from .looking import go, shown
from .pages import CODES, Published

_FOCUSED = """() => {
  const at = document.activeElement;
  window.__stops ??= new Map();
  if (!window.__stops.has(at)) window.__stops.set(at, window.__stops.size);
  return window.__stops.get(at);
}"""
_STOPS = """() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
  .filter(each => each.tabIndex >= 0 && !each.closest('[inert]') && each.checkVisibility({visibilityProperty: true})
    && !(each.closest('svg') && each.tabIndex < 0))
  .filter(each => !(window.__stops?.has(each))).map(each => each.outerHTML.slice(0, 160))"""

_NAME = "() => [document.activeElement].map(at => at.id || at.className || at.tagName)[0]"

_ON_ROW = "ident => document.activeElement.matches(`#shown a.it[href$='i=${ident}']`)"
_AT = "ident => document.body.dataset.seen === 'incident' && location.hash.endsWith(`i=${ident}`)"


def focused(page: Page) -> str:
    """What has the focus: its id, else what it is."""
    found: str = page.evaluate(
        "() => { const at = document.activeElement; return at.id || at.className || at.tagName; }"
    )
    return found


def address(page: Page) -> str:
    """The part of the address after `#`."""
    found: str = page.evaluate("location.hash.slice(1)")
    return found


def tab_to(page: Page, selector: str, most: int = 300, key: str = "Tab") -> None:
    """Press Tab until what the selector matches has the focus. Raises `AssertionError` where it is never reached."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {most} presses of {key}")


def at_incident(page: Page, ident: str) -> None:
    """The page shows that incident, now or soon. Raises `TimeoutError` where it does not."""
    page.wait_for_function(_AT, arg=ident, timeout=3000)


@pytest.mark.parametrize("view", ["situation", "an incident", "terms", "settle"])
def test_tab_reaches_everything_that_can_be_pressed_and_is_trapped_nowhere(
    opened: Opening, chronicle: Mapping[str, Published], view: str
) -> None:
    """Tab goes round the whole page, and has then stood on every control that is seen."""
    published = chronicle["en"]
    with opened(published.path, at=published.views[view], width=1440) as there:
        page = there.page
        page.keyboard.press("Tab")
        first = page.evaluate(_FOCUSED)
        for _ in range(600):
            page.keyboard.press("Tab")
            if page.evaluate(_FOCUSED) == first:
                break
        else:
            raise AssertionError("Tab does not come round")
        assert page.evaluate("window.__stops.size") > 10
        assert page.evaluate(_STOPS) == []


def test_the_skip_links_come_first_and_lead_to_content_and_list(
    opened: Opening, chronicle: Mapping[str, Published]
) -> None:
    with opened(chronicle["en"].path) as there:
        page = there.page
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "To the content"
        assert page.locator(":focus").bounding_box()["y"] >= 0
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.id === 'list'", timeout=3000)
        page.keyboard.press("Tab")
        assert page.evaluate("document.getElementById('list').contains(document.activeElement)")


def test_the_skip_link_to_the_list_works_from_every_section(
    opened: Opening, chronicle: Mapping[str, Published]
) -> None:
    """It is there on every section, so it leads to the list from there too, or is not there."""
    with opened(chronicle["en"].path, at="terms") as there:
        skip = there.page.locator("a.skip[href='#list']")
        if skip.is_visible():
            skip.focus()
            there.page.keyboard.press("Enter")
            there.page.wait_for_timeout(100)
            assert there.page.locator("#list").is_visible()


def test_filters_and_chips_are_set_and_lifted_by_keys(opened: Opening, chronicle: Mapping[str, Published]) -> None:
    published = chronicle["en"]
    with opened(published.path, width=1440) as there:
        page = there.page
        tab_to(page, "input[name=v][value=out_of_scope]")
        page.keyboard.press("Space")
        assert address(page) == "v=violation,undetermined,permitted"
        assert page.evaluate("document.activeElement.value") == "out_of_scope"
        tab_to(page, "select[name=w]")
        page.keyboard.press("ArrowDown")
        assert "w=" in address(page)
        tab_to(page, "#chips button")
        page.keyboard.press("Enter")
        assert "v=" not in address(page)
        assert focused(page) == "list"
        assert there.complaints() == []


@pytest.mark.parametrize("name", ["from", "to"])
def test_a_date_is_typed_by_keys(opened: Opening, chronicle: Mapping[str, Published], name: str) -> None:
    """The same day and month, since their order is the reader's own."""
    published = chronicle["en"]
    with opened(published.path, width=1440) as there:
        page = there.page
        tab_to(page, f"input[name={name}]")
        page.keyboard.type("03032016")
        tab_to(page, "select[name=w]", 10)
        assert page.locator(f"input[name={name}]").input_value() == "2016-03-03"
        assert f"{name}=2016-03-03" in address(page)


def test_the_map_zooms_and_moves_by_keys(opened: Opening, chronicle: Mapping[str, Published]) -> None:
    """Plus and minus zoom, arrows move, zero shows the whole; the page itself does not scroll meanwhile."""
    with opened(chronicle["en"].path, width=1440) as there:
        page = there.page
        tab_to(page, "#map")

        def box() -> list[float]:
            said = page.locator("#map svg").get_attribute("viewBox") or ""
            return [float(each) for each in said.split()]

        whole = box()
        page.keyboard.press("+")
        near = box()
        assert near[2] < whole[2]
        for key, axis, way in (("ArrowRight", 0, 1), ("ArrowLeft", 0, -1), ("ArrowDown", 1, 1), ("ArrowUp", 1, -1)):
            before = box()
            page.keyboard.press(key)
            assert (box()[axis] - before[axis]) * way > 0, key
        page.keyboard.press("-")
        assert box() == whole
        page.keyboard.press("+")
        page.keyboard.press("+")
        page.keyboard.press("0")
        assert box() == whole
        assert page.evaluate("scrollY") == 0
        tab_to(page, "[data-zoom=in]", 5)
        page.keyboard.press("Enter")
        assert box()[2] < whole[2]


@pytest.mark.parametrize("code", CODES)
def test_the_handles_of_the_chart_move_by_keys(opened: Opening, chronicle: Mapping[str, Published], code: str) -> None:
    """Each handle is a slider that says its day; in Arabic left is later."""
    published = chronicle[code]
    since = published.situation.period.since
    with opened(published.path, lang=code, width=1440) as there:
        page = there.page
        tab_to(page, ".grip[data-grip=from]")
        at = int(page.locator(":focus").get_attribute("aria-valuenow"))
        said = page.locator(":focus").get_attribute("aria-valuetext")
        page.keyboard.press("ArrowRight" if code == "en" else "ArrowLeft")
        assert f"from={since.replace(day=since.day + 1)}" in address(page)
        assert int(page.locator(":focus").get_attribute("aria-valuenow")) == at + 1
        assert page.locator(":focus").get_attribute("aria-valuetext") != said
        page.keyboard.press("Home")
        assert page.locator(":focus").get_attribute("aria-valuenow") == "0"
        page.keyboard.press("End")
        tab_to(page, ".grip[data-grip=to]", 3)
        page.keyboard.press("PageDown")
        assert there.complaints() == []


def test_the_list_is_walked_opened_and_left_by_keys(opened: Opening, chronicle: Mapping[str, Published]) -> None:
    """j and k move, Enter opens, j goes on to the next incident, Escape comes back to the row it came from."""
    published = chronicle["en"]
    whole = published.situation.during(published.situation.period)
    idents = [each.id for each in published.select(whole)]
    with opened(published.path, width=1440) as there:
        page = there.page

        def on_row(n: int) -> None:
            page.wait_for_function(_ON_ROW, arg=idents[n], timeout=3000)

        for expected, key in ((0, "j"), (1, "j"), (2, "j"), (1, "k"), (2, "ArrowDown"), (1, "ArrowUp")):
            page.keyboard.press(key)
            on_row(expected)
        page.keyboard.press("Enter")
        at_incident(page, idents[1])
        assert focused(page) == "incident-h"
        page.keyboard.press("j")
        at_incident(page, idents[2])
        page.keyboard.press("k")
        at_incident(page, idents[1])
        tab_to(page, "#next", 5, "Shift+Tab")
        page.keyboard.press("Enter")
        at_incident(page, idents[2])
        page.keyboard.press("Escape")
        on_row(2)
        assert page.locator("#situation").is_visible()
        page.keyboard.press("Enter")
        at_incident(page, idents[2])
        page.go_back()
        on_row(2)
        assert there.complaints() == []


def test_the_letters_can_be_turned_off(opened: Opening, chronicle: Mapping[str, Published]) -> None:
    """Who speaks to the machine may want no letter to do anything (WCAG 2.1.4)."""
    with opened(chronicle["en"].path, width=1440) as there:
        tab_to(there.page, "#keys")
        there.page.keyboard.press("Enter")
        assert there.page.locator(":focus").get_attribute("aria-pressed") == "false"
        there.page.keyboard.press("j")
        assert focused(there.page) == "keys"


def test_an_incident_stays_among_those_that_are_meant(opened: Opening, chronicle: Mapping[str, Published]) -> None:
    """It opens with the filters in its address, says which of how many it is, and comes back to them."""
    published = chronicle["en"]
    with opened(published.path, at="v=violation", width=1440) as there:
        page = there.page
        many = shown(page, published).count
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_function("document.body.dataset.seen === 'incident'")
        assert address(page).startswith("v=violation&i=")
        assert page.locator("[data-s=position]").inner_text().split() == ["2", "of", str(many)]
        page.locator("#back").press("Enter")
        page.wait_for_function("document.body.dataset.seen === 'situation'")
        assert address(page) == "v=violation"
        assert shown(page, published).count == many


def test_where_nothing_matches_the_page_says_what_can_be_lifted(
    opened: Opening, chronicle: Mapping[str, Published]
) -> None:
    published = chronicle["en"]
    with opened(published.path, width=1440) as there:
        page = there.page
        go(page, "v=violation&w=nobody")
        assert shown(page, published).count == 0
        lifts = page.locator("#shown .empty button")
        assert lifts.count() == 2
        lifts.nth(1).press("Enter")
        assert address(page) == "v=violation"
        assert shown(page, published).count > 0


# Without scripts


@pytest.mark.parametrize("name", ["chronicle", "hostile"])
@pytest.mark.parametrize("code", CODES)
def test_without_scripts_everything_can_be_read(
    opened: Opening, chronicle: Mapping[str, Published], hostile: Mapping[str, Published], code: str, name: str
) -> None:
    """Each incident has its row, each decision its section, and no control stands there that would do nothing."""
    published = {"chronicle": chronicle, "hostile": hostile}[name][code]
    record = published.situation.record
    with opened(published.path, lang=code, javascript=False, width=1440) as there:
        page = there.page
        assert page.locator("#rows > li:visible").count() == len(record.incidents)
        assert page.locator("#decided .dec:visible").count() == len(record.decided)
        assert page.locator("#terms .clausebox:visible").count() == len(record.agreement.clauses)
        assert page.locator("#sources tbody tr:visible").count() >= len(published.situation.sources)
        for part in ("#settle", "#method", "#map svg .marks", "#chart svg", ".sides", ".fresh"):
            assert page.locator(part).is_visible(), part
        assert page.locator("button:visible, input:visible, select:visible, [role=slider]:visible").count() == 0
        assert page.locator("#incident:visible").count() == 0
        targets = page.evaluate(
            "() => [...document.querySelectorAll('#rows a.it')]"
            ".filter(each => !document.querySelector(each.getAttribute('href')))"
            ".map(each => each.outerHTML)"
        )
        assert targets == []
        assert there.complaints() == []


def test_the_words_of_sources_stand_in_the_rows_of_a_confidential_page(
    opened: Opening, hostile: Mapping[str, Published]
) -> None:
    published = hostile["en"]
    said = [each.words for each in published.situation.incidents if each.words]
    with opened(published.path, javascript=False) as there:
        assert there.page.locator("#rows q.said:visible").count() == len(said)
