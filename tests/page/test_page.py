"""The page opens as it should in both languages, in light and dark, on a phone, enlarged, and with no network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page

from .conftest import Opening
from .harness import audit
from .looking import go
from .pages import CODES, Published

PHONE = {"width": 390, "height": 844, "touch": True}
ENLARGED = {"width": 1280, "zoom": 2}
WIDE = {"width": 1440, "height": 900}
WIDTHS = {"wide": WIDE, "phone": PHONE, "200 %": ENLARGED}
MOST_BYTES = 3_000_000

_PUT_AWAY = """() => {
  window.__away = [...document.querySelectorAll(`
    .view:not(.on, #situation), #situation:not(.on) :is(.heads, .filters, .mid, #shown, .sides, .fresh),
    #list noscript, .astable:not([open]) .scroll
  `)].map(part => {
    const place = document.createComment('');
    part.replaceWith(place);
    return [place, part];
  });
}"""
_PUT_BACK = "() => { for (const [place, part] of window.__away) place.replaceWith(part); }"
_TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def only_what_is_seen(page: Page) -> Iterator[None]:
    """Take what is not shown out of the document: axe would walk through it, and it is most of the page.

    The list stays, since a link on every section leads to it.
    """
    page.evaluate(_PUT_AWAY)
    yield
    page.evaluate(_PUT_BACK)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("code", CODES)
def test_every_view_opens_without_a_complaint(
    opened: Opening, chronicle: Mapping[str, Published], code: str, scheme: str, width: str
) -> None:
    """No error, no breach of the policy, no request but for the file itself; and nothing is wider than the window."""
    published = chronicle[code]
    with opened(published.path, lang=code, scheme=scheme, **WIDTHS[width]) as there:
        assert there.page.locator("html").get_attribute("dir") == {"en": "ltr", "ar": "rtl"}[code]
        for name, address in published.views.items():
            go(there.page, address)
            assert there.page.evaluate(_TOO_WIDE) <= 0, f"{name} is wider than the window"
        assert there.complaints() == []


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("en", WIDE),
        ("en", {"scheme": "dark", **PHONE}),
        ("ar", {"scheme": "dark", **WIDE}),
        ("ar", ENLARGED),
    ],
    ids=["English", "English, dark, phone", "Arabic, dark", "Arabic, 200 %"],
)
def test_axe_finds_nothing_in_any_view(
    opened: Opening, chronicle: Mapping[str, Published], code: str, how: dict[str, Any]
) -> None:
    published = chronicle[code]
    found = {}
    with opened(published.path, lang=code, **how) as there:
        for name, address in published.views.items():
            go(there.page, address)
            with only_what_is_seen(there.page):
                found[name] = audit(there.page)
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_an_address_opens_its_view_at_once(opened: Opening, chronicle: Mapping[str, Published]) -> None:
    """What somebody sends opens on the same view, and its section is the one that the navigation marks."""
    published = chronicle["en"]
    for name in ("situation", "terms", "method"):
        with opened(published.path, at=name) as there:
            assert there.page.locator("main > .view:visible >> nth=0").get_attribute("id") == name
            assert there.page.locator(".nav [aria-current=page]").get_attribute("href") == f"#{name}"


def test_the_link_to_the_other_language_keeps_the_address(opened: Opening, chronicle: Mapping[str, Published]) -> None:
    address = "v=violation&from=2016-03-01&to=2016-03-05"
    with opened(chronicle["en"].path, at=address) as there:
        link = there.page.locator("#other")
        assert link.get_attribute("hreflang") == "ar"
        assert link.evaluate("link => link.href") == f"{chronicle['ar'].path.as_uri()}#{address}"


@pytest.mark.parametrize("code", CODES)
def test_the_chronicle_is_under_three_megabytes(chronicle: Mapping[str, Published], code: str) -> None:
    assert chronicle[code].path.stat().st_size < MOST_BYTES


def test_ged_is_under_three_megabytes_and_opens(opened: Opening, ged: Published) -> None:
    assert ged.path.stat().st_size < MOST_BYTES
    with opened(ged.path, **WIDE) as there:
        for address in ged.views.values():
            go(there.page, address)
        assert there.complaints() == []
