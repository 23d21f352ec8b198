"""The review sheet as one HTML file: no script, nothing loaded, the words of others as text and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from ...world import World
from ..page.render import hash_of_text
from ..page.texts import without_controls
from ..templates import templates
from .naming import named
from .telling import LISTS, Told, told

MOST_DOCUMENTS = 200
"""Documents on one sheet: as many as a browser shows at once without effort."""

_RTL = frozenset({"ar", "fa", "he", "ur"})
_CAME = {"given": "given by the user", "page": "as the page has it", "header": "as its header has it"}
_DEPTHS = {
    "full": "in full: events, statements, promises, talks",
    "surface": "only to places, days, numbers and known actors",
    "counts": "as a bulletin: its counts",
    "form": "as a form: nothing was interpreted",
    "none": "not at all",
}


@dataclass(frozen=True)
class Row:
    """A run of the text in pieces, each with the field that was read from it, and what was read from the run."""

    pieces: tuple[tuple[str, str | None], ...]
    told: tuple[Told, ...] = ()


def review_sheet(documents: Sequence[Mapping[str, Any]], world: World) -> str:
    """The sheet of documents as `holdfire read` writes them. Ids are shown by their names in `world`.

    >>> from holdfire.world import load_world
    >>> html = review_sheet([{"title": "<b>", "text": "", "depth": "none", "flags": []}], load_world())
    >>> "&lt;b&gt;" in html, "<b>&" in html
    (True, False)
    """
    style = _style()
    html = (
        templates("holdfire.publish.sheet")
        .get_template("sheet.html")
        .render(
            documents=[_shown(each, world) for each in documents],
            style=Markup(style),  # noqa: S704 - our own file
            policy=f"default-src 'none'; style-src {hash_of_text(style)}; base-uri 'none'; form-action 'none'",
        )
    )
    return without_controls(html)


def _shown(document: Mapping[str, Any], world: World) -> dict[str, Any]:
    language = document.get("language")
    items = [told(name, each, world) for name in LISTS for each in document.get(name) or ()]
    if document.get("depth") == "surface":
        items += named(document, world)
    return {
        "title": document.get("title"),
        "language": language,
        "direction": "rtl" if language in _RTL else "ltr",
        "facts": list(_facts(document)),
        "flags": [flag.replace("_", " ") for flag in document.get("flags") or ()],
        "of_title": [each for each in items if each.of == "title"],
        "rows": list(_rows(document.get("text") or "", [each for each in items if each.of == "text"])),
        "apart": [each for each in items if each.of not in ("text", "title")],
        "removed": document.get("removed") or (),
    }


def _facts(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    published = document.get("published")
    came = _CAME.get(document.get("published_from") or "", "not stated how it is known")
    yield "File", document.get("file") or "not given"
    yield "Publisher", document.get("publisher") or "not given"
    shown = published if document.get("published_precision") in ("minute", "second") else (published or "")[:10]
    yield "Published", f"{shown}, {came}" if published else "not known; none was guessed"
    yield "Language", document.get("language") or "not known"
    yield "Read", _DEPTHS.get(document.get("depth") or "", "not at all")


def _rows(text: str, items: Sequence[Told]) -> Iterator[Row]:
    """The whole text in order: runs from which something was read, and the runs between them."""
    at = 0
    for start, end, some in _runs(text, items):
        yield from _unread(text, at, start)
        yield Row(tuple(_pieces(text, start, end, some)), some)
        at = end
    yield from _unread(text, at, len(text))


def _unread(text: str, start: int, end: int) -> Iterator[Row]:
    for paragraph in text[start:end].split("\n\n"):
        if paragraph.strip():
            yield Row(((paragraph.strip(), None),))


def _runs(text: str, items: Sequence[Told]) -> Iterator[tuple[int, int, tuple[Told, ...]]]:
    """Spans that overlap are one run."""
    held: list[Told] = []
    first = last = 0
    for each in sorted(items, key=lambda item: (item.start, -item.end)):
        start, end = max(0, min(each.start, len(text))), max(0, min(each.end, len(text)))
        if held and start < last:
            last = max(last, end)
        else:
            if held:
                yield first, last, tuple(held)
            held, first, last = [], start, end
        held.append(each)
    if held:
        yield first, last, tuple(held)


def _pieces(text: str, start: int, end: int, items: Sequence[Told]) -> Iterator[tuple[str, str | None]]:
    marks = [mark for each in items for mark in each.marks if start <= mark.start < mark.end <= end]
    cuts = sorted({start, end, *(mark.start for mark in marks), *(mark.end for mark in marks)})
    for one, other in pairwise(cuts):
        name = next((mark.name for mark in marks if mark.start <= one and other <= mark.end), None)
        yield text[one:other], name


def _style() -> str:
    tokens = (files("holdfire.publish.page") / "tokens.css").read_text(encoding="utf-8")
    return tokens + (files("holdfire.publish.sheet") / "sheet.css").read_text(encoding="utf-8")
