"""What a reader finds on a page: how many incidents each of its parts shows, read from what is drawn."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import unquote

from playwright.sync_api import Page

from holdfire.publish.selection import Query

from .pages import Published

FIGURES = """text => Number([...text].map(c => {
  const code = c.charCodeAt(0);
  return code >= 0x660 && code <= 0x669 ? code - 0x660 : /\\d/.test(c) ? c : '';
}).join(''))"""
"""The number that a text has, in either digits."""

GO = """hash => new Promise(done => {
  if (location.hash === `#${hash}`) return done();
  addEventListener('hashchange', () => done(), {once: true});
  location.hash = hash;
})"""

_SHOWN = f"""() => {{
  const figures = {FIGURES};
  const map = document.querySelector('#map svg .marks');
  const {{x, y, width, height}} = map.ownerSVGElement.viewBox.baseVal;
  const inside = each => {{
    const box = each.querySelector('use').getBBox(), [across, down] = [box.x + box.width / 2, box.y + box.height / 2];
    return across >= x && across <= x + width && down >= y && down <= y + height;
  }};
  const chart = document.querySelector('#chart svg'), {{y0, y1, max}} = chart.dataset;
  const rank = {{vio: 'violation', und: 'undetermined', per: 'permitted'}};
  return {{
    count: figures(document.getElementById('found').textContent),
    links: [...document.querySelectorAll('#shown a.it')].map(each => each.getAttribute('href')),
    singles: [...map.querySelectorAll('a:not(.n)')].filter(inside).length,
    clusters: [...map.querySelectorAll('.many')].filter(inside).map(each => figures(each.textContent)),
    off: figures(document.getElementById('off-map').textContent),
    bars: [...chart.querySelectorAll('rect[data-d]')].map(each => [
      Number(each.dataset.d), rank[each.getAttribute('class')],
      Math.round(each.getAttribute('height') / (y0 - y1) * max),
    ]),
  }};
}}"""

_NUMBERS = """() => [...document.querySelectorAll('a.n[data-n]')].filter(each => each.checkVisibility()).map(each => ({
  address: each.getAttribute('href').slice(1),
  n: Number(each.dataset.n),
  sum: each.dataset.sum ?? '',
  said: each.textContent,
}))"""


@dataclass(frozen=True)
class Seen:
    """What list, map and chart show. `idents` are those of the rows that stand in the list so far, in their order;
    `singles` and `clusters` are incidents in the marks that lie within the map, `off` those that it says it cannot
    show, `bars` incidents by day and verdict."""

    count: int
    idents: tuple[str, ...]
    singles: int
    clusters: tuple[int, ...]
    off: int
    bars: dict[tuple[date, str], int]

    @property
    def on_map(self) -> int:
        """Incidents that the map draws."""
        return self.singles + sum(self.clusters)


def shown(page: Page, published: Published) -> Seen:
    """What stands on the page now."""
    found = page.evaluate(_SHOWN)
    days = published.situation.series.days
    return Seen(
        found["count"],
        tuple(unquote(link.rpartition("i=")[2]) for link in found["links"]),
        found["singles"],
        tuple(found["clusters"]),
        found["off"],
        {(days[n], verdict): many for n, verdict, many in found["bars"]},
    )


def go(page: Page, address: str) -> None:
    """Have the page show an address, as a link or the address bar does."""
    page.evaluate(GO, address)


@dataclass(frozen=True)
class Number:
    """A number that opens: what it says, and the address of what it counts."""

    address: str
    n: int
    sum: str
    said: str


def numbers(page: Page) -> list[Number]:
    """Those that are seen now."""
    return [Number(**each) for each in page.evaluate(_NUMBERS)]


_FIELDS = {
    "v": "verdicts", "k": "kinds", "s": "statuses", "c": "claimants", "b": "shared", "w": "sides", "a": "regions",
    "q": "words", "from": "since", "to": "until", "f": "asked", "cl": "clauses", "h": "harm", "r": "sensitive",
    "long": "long",
}  # fmt: skip


def query_of(address: str, published: Published) -> Query:
    """What an address means; without days, the page's period.

    Raises `KeyError` for a key that no filter has.
    """
    parts = dict(part.partition("=")[::2] for part in address.split("&"))
    parts.pop("situation", None)
    found: dict[str, Any] = {_FIELDS[key]: _value(key, text) for key, text in parts.items()}
    if "long" not in found:
        found = {"since": published.situation.period.since, "until": published.situation.period.until} | found
    return Query(**found)


def _value(key: str, text: str) -> Any:
    if key in ("from", "to"):
        return date.fromisoformat(text)
    if key in ("q", "h"):
        return unquote(text)
    if key in ("b", "r", "long"):
        return text == "1"
    values = tuple(map(unquote, text.split(",")))
    return tuple(map(int, values)) if key == "f" else values


assert set(_FIELDS.values()) == {each.name for each in fields(Query)}, "a filter has no key"
