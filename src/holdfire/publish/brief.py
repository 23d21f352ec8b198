"""The page to hand over: one A4 page with the sentence, the numbers, the warnings, the map and how it was made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from .chart.letters import Direction, shortened, width, wrapped
from .picture import png_of, written

if TYPE_CHECKING:
    from .document import Look, Sheet

SIZES = (9.5, 9.0, 8.5, 8.0, 7.5)
"""Points of the text; the first at which all fits is taken."""

LEAST = 0.55
"""Share of the full width below which no picture is drawn smaller."""

WANTED = ((0.85, 8.5), (0.7, 8.0), (LEAST, SIZES[-1]))
"""Shares of the width that pictures should have, the best first, and how small letters may be for that."""

_LONGEST = 1500
"""Letters of one paragraph; more would be no brief."""


@dataclass(frozen=True)
class Brief:
    """What the page says; all strings are spoken already. The first of `columns` heads the names of the rows.

    The pictures are SVG that stands alone; `map_label` and `chart_label` are read out in their stead. `more` says that
    something is left out for want of room. `moment` is that of the cut-off.
    """

    title: str
    subtitle: str
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    method: str = ""
    map_svg: str | None = None
    chart_svg: str | None = None
    map_label: str = ""
    chart_label: str = ""
    more: str = "…"
    direction: Direction = "ltr"
    lang: str = "en"
    moment: datetime = datetime(2000, 1, 1, tzinfo=UTC)

    def __post_init__(self) -> None:
        wrong = [row for row in self.rows if len(row) != len(self.columns)]
        if wrong:
            raise ValueError(f"expected {len(self.columns)} cells in each row, found {len(wrong[0])} in {wrong[0]!r}")

    @property
    def pictures(self) -> tuple[tuple[str, str], ...]:
        """Map and chart, each with its label."""
        both = ((self.map_svg, self.map_label), (self.chart_svg, self.chart_label))
        return tuple((svg, label) for svg, label in both if svg)


@dataclass(frozen=True)
class Fitted:
    """A brief that fits on the page: the size of its letters, and the share of the width that its pictures have."""

    brief: Brief
    size: float
    share: float


def write_brief(path: Path, brief: Brief) -> None:
    """Writes the page as a Word document. The same brief gives the same bytes.

    Raises `ValueError` where the name does not end in .docx.
    """
    if path.suffix.lower() != ".docx":
        raise ValueError(f"expected a brief to end in .docx, found {path.name!r}")
    written(path, document_of(brief))


def document_of(brief: Brief) -> bytes:
    """The page as the bytes of a Word document."""
    from .document import Sheet

    sheet = Sheet(brief.direction, brief.lang)
    fitted = fit(brief, sheet.width, sheet.height)
    _write(sheet, fitted)
    return sheet.finished(brief.title, brief.moment)


def _write(sheet: Sheet, fitted: Fitted) -> None:
    brief, looks = fitted.brief, _looks(fitted.size)
    sheet.paragraph(brief.title, looks["title"], style="Heading 1")
    sheet.paragraph(brief.subtitle, looks["quiet"])
    sheet.paragraph(brief.sentence, looks["sentence"])
    for each in brief.warnings:
        sheet.paragraph(f"–  {each}", looks["item"])
    if brief.columns:
        sheet.table(brief.columns, brief.rows, _widths(brief, sheet.width, fitted.size), looks["cell"])
    for svg, label in brief.pictures:
        across, _ = _box(svg)
        sheet.picture(png_of(svg, across, max(1.0, 1900 / across)), sheet.width * fitted.share, label)
    for n, each in enumerate((*brief.notes, brief.method)):
        sheet.paragraph(each, looks["method" if n == len(brief.notes) else "quiet"], ruled=n == 0)


def _looks(size: float) -> dict[str, Look]:
    from .document import Look

    return {
        "title": Look(size + 5.5, bold=True),
        "quiet": Look(size - 0.5, colour="4B5259", after=2),
        "sentence": Look(size + 2, bold=True, before=4, after=4),
        "item": Look(size, after=1.5, indent=size),
        "cell": Look(size),
        "method": Look(size - 0.5, colour="4B5259"),
    }


# What fits


def fit(brief: Brief, across: float, high: float) -> Fitted:
    """The brief as it fits on a page of so many points: letters as large as can be, pictures in the room that is left.

    Where the smallest letters do not do, the chart goes first, then notes and warnings from the last, then rows; `more`
    says so.
    """
    whole = _capped(brief)
    tried = [(whole, size, share) for share, smallest in WANTED for size in SIZES if size >= smallest]
    for shorter, size, least in chain(tried, ((each, SIZES[-1], LEAST) for each in _ever_shorter(whole))):
        room = high - _text_height(shorter, across, size)
        share = _share(shorter, across, room)
        if share >= least or (not shorter.pictures and room >= 0):
            return Fitted(shorter, size, share)
    raise ValueError("expected a title, a sentence and a method line that fit on one page")


def _ever_shorter(brief: Brief) -> Iterator[Brief]:
    if brief.chart_svg and brief.map_svg:
        brief = replace(brief, chart_svg=None)
        yield brief
    for kept in reversed(range(len(brief.notes))):
        yield replace(brief, notes=(*brief.notes[:kept], brief.more))
    brief = replace(brief, notes=(brief.more,))
    for kept in reversed(range(len(brief.warnings))):
        yield replace(brief, warnings=brief.warnings[:kept])
    brief = replace(brief, warnings=())
    for kept in reversed(range(len(brief.rows))):
        yield replace(brief, rows=brief.rows[:kept])
    yield replace(brief, rows=(), map_svg=None, chart_svg=None)


def _capped(brief: Brief) -> Brief:
    def cap(text: str, most: int = _LONGEST) -> str:
        return shortened(text, most, 1 / 0.585)

    return replace(
        brief,
        title=cap(brief.title, 160),
        subtitle=cap(brief.subtitle, 300),
        sentence=cap(brief.sentence, 900),
        columns=tuple(cap(each, 60) for each in brief.columns),
        rows=tuple(tuple(cap(each, 80) for each in row) for row in brief.rows),
        warnings=tuple(map(cap, brief.warnings)),
        notes=tuple(map(cap, brief.notes)),
        method=cap(brief.method),
    )


def _text_height(brief: Brief, across: float, size: float) -> float:
    looks = _looks(size)
    plain = [(brief.title, "title"), (brief.subtitle, "quiet"), (brief.sentence, "sentence")]
    plain += [(each, "quiet") for each in brief.notes] + [(brief.method, "method")]
    total = sum(_high(text, across, looks[kind]) for text, kind in plain)
    total += sum(_high(text, across - size, looks["item"]) for text in brief.warnings)
    widths = _widths(brief, across, size)
    cell = looks["cell"]
    for row in (brief.columns, *brief.rows) if brief.columns else ():
        total += 3 + max(_lines(text, wide - 8, cell.size) for text, wide in zip(row, widths, strict=True)) * cell.line
    return total + 12


def _high(text: str, across: float, look: Look) -> float:
    return look.before + look.after + _lines(text, across, look.size * (1.06 if look.bold else 1)) * look.line


@lru_cache(4096)
def _lines(text: str, across: float, size: float) -> int:
    narrow = 0.94 if text.isascii() else 1.0
    return len(wrapped(text, across * 0.98, size * narrow)) if text else 1


def _widths(brief: Brief, across: float, size: float) -> list[float]:
    """Columns as wide as their longest cell asks, within the page."""
    if not brief.columns:
        return []
    asked = [
        min(max(width(text, size) * 1.06 + 12 for text in column), across * 0.4)
        for column in zip(brief.columns, *brief.rows, strict=True)
    ]
    return [each * across / sum(asked) for each in asked]


def _share(brief: Brief, across: float, room: float) -> float:
    tall = sum(high / wide for wide, high in (_box(svg) for svg, _ in brief.pictures))
    free = room - 9 * len(brief.pictures)
    return min(0.98, free / across / tall) if tall else 0.0


def _box(svg: str) -> tuple[float, float]:
    """Width and height of a drawing."""
    found = re.search(r'viewBox="[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', svg)
    if found is None:
        raise ValueError("expected an SVG with a viewBox")
    return float(found[1]), float(found[2])
