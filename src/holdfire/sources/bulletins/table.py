"""Tables of a bulletin: rows and columns of areas, parties and kinds; printed totals are held against the cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...records.reading import Count, DocumentTable, Quantity
from .lexicon import Hit, Noun, any_of, words
from .numbers import Number, numbers, percents
from .period import Period, day_period, find_day, period_of
from .sums import DOES_NOT_SUM, SHARE_DIFFERS, flag
from .text import Source, made_count, names_of

_MOST_CELLS = 20_000
_LONGEST_CELL = 200
_CUES = words().cues
_TOTAL = re.compile(rf"(?<!\w)(?:{any_of(_CUES['total'])})(?!\w)", re.IGNORECASE)
_PREVIOUS = re.compile(rf"(?<!\w)(?:{any_of(_CUES['previous'])})(?!\w)", re.IGNORECASE)
_MISSING = re.compile(rf"\s*(?:{'|'.join(map(re.escape, _CUES['missing']))})?\s*", re.IGNORECASE)
_NUMERIC = re.compile(r"\s*(?:\D{0,16}\s)?[\d٠-٩][\d٠-٩,.\s\u00a0]*%?\*?\s*")
_ROUNDING = 1.0


@dataclass(frozen=True)
class _Label:
    """What the words of a row or column say: an area, a party, a thing counted, a total, a share, the period before."""

    words: str
    area: Hit[str] | None
    by: tuple[str, ...]
    noun: Noun | None
    total: bool
    previous: bool
    share: bool
    act: str | None = None

    @property
    def place(self) -> str | None:
        return self.words.strip() or None if self.area is None and not self.by and self.noun is None else None


def read_table(source: Source, at: int, table: DocumentTable) -> tuple[list[Count], list[str]]:
    """The counts of one table. A cell is known by `table:T/R/C` (table, row and column from 0) among the flags.

    An empty cell is a count without a value, flagged `cell_missing`; it is not zero. A table without numbers, or in
    which nothing names a thing counted, gives nothing and says so.
    """
    rows = [tuple(cell[:_LONGEST_CELL] for cell in row) for row in table.rows]
    if sum(map(len, rows)) > _MOST_CELLS:
        return [], [f"table_too_large:{at}"]
    top = next((n for n, row in enumerate(rows) if any(_NUMERIC.fullmatch(cell) for cell in row[1:])), None)
    if top is None:
        return [], [f"table_not_read:{at}"] if rows else []
    columns = _columns(source, rows, top)
    general = _label(source, table.caption or "")
    common = general.noun or _first_noun(source, rows[:top]) or _lead_noun(source, table)
    if common is None and not any(label.noun for label in columns):
        return [], [f"table_not_read:{at}"]
    counts: list[Count] = []
    where: dict[tuple[int, int], int] = {}
    for n, row in enumerate(rows[top:], start=top):
        side = _label(source, row[0]) if row else general
        for m, cell in enumerate(row[1:], start=1):
            head = columns[m] if m < len(columns) else general
            noun = side.noun or head.noun or common
            made = _cell(source, cell, noun, (general, side, head), f"table:{at}/{n}/{m}", table.caption)
            if made is not None:
                where[n, m] = len(counts)
                counts.append(made)
    _check(rows, top, columns, where, counts, [_label(source, row[0]) if row else general for row in rows])
    return counts, []


def _columns(source: Source, rows: list[tuple[str, ...]], top: int) -> list[_Label]:
    width = max((len(row) for row in rows), default=0)
    heads = [" ".join(row[m] for row in rows[:top] if m < len(row)) for m in range(width)]
    return [_label(source, head) for head in heads]


def _label(source: Source, text: str) -> _Label:
    areas = names_of(source.world).find(text)
    parties = words().parties.find(text) if source.family != "osce-smm" else []
    nouns = words().nouns.find(text)
    return _Label(
        text,
        areas[0] if areas else None,
        parties[0].value if parties else (),
        nouns[0].value if nouns else None,
        bool(_TOTAL.search(text)),
        bool(_PREVIOUS.search(text)),
        "%" in text,
        next((hit.value.act for hit in nouns if hit.value.of), None),
    )


def _first_noun(source: Source, rows: list[tuple[str, ...]]) -> Noun | None:
    corner = " ".join(row[0] for row in rows if row)
    return _label(source, corner).noun


def _lead_noun(source: Source, table: DocumentTable) -> Noun | None:
    """The last thing counted before the table, or the first of the title: what a bare grid of numbers counts."""
    until = len(source.document.text) if table.after is None else table.after
    before = words().nouns.find(source.document.text, max(0, until - 400), until)
    titled = words().nouns.find(source.document.title or "")
    return before[-1].value if before else titled[0].value if titled else None


def _cell(
    source: Source, cell: str, noun: Noun | None, labels: tuple[_Label, _Label, _Label], name: str, caption: str | None
) -> Count | None:
    general, side, head = labels
    if noun is None:
        return None
    missing = bool(_MISSING.fullmatch(cell))
    found = numbers(cell)
    share = head.share or bool(list(percents(cell)))
    if not missing and not found and not share:
        return None
    area = side.area or head.area or general.area
    owner = side if side.area else head if head.area else general
    wider = next((each.noun for each in (head, side) if each.noun and each.noun.of), None)
    period = _period(source, caption, side, head)
    made = made_count(
        source,
        noun,
        found[0] if found and not share else None,
        period,
        area=area.value if area else None,
        area_words=owner.words[area.start : area.end] if area else side.place if not side.total else None,
        by=side.by or head.by or general.by,
        act=wider.act if wider else general.act or noun.act,
        part=not (side.total and (head.total or not (head.area or head.by or head.noun))),
        flags=(name, *(("cell_missing",) if missing else ()), *(("share",) if share else ())),
    )
    if not share or missing:
        return made
    percent = re.search(r"\d{1,9}(?:[.,]\d{1,9})?", cell)
    value = float(percent[0].replace(",", ".")) if percent else None
    return made.model_copy(update={"quantity": Quantity(low=value, high=value, unit="%", words=cell.strip())})


def _period(source: Source, caption: str | None, side: _Label, head: _Label) -> Period:
    for text in (side.words, head.words, caption or ""):
        stated = period_of(text, source.closing, source.year)
        day = find_day(text, source.year)
        if stated is not None or day is not None:
            period = stated or (day_period(day[0], source.closing) if day else source.period)
            break
    else:
        period = source.period
    return period.before() if side.previous or head.previous else period


def _check(
    rows: list[tuple[str, ...]],
    top: int,
    columns: list[_Label],
    where: dict[tuple[int, int], int],
    counts: list[Count],
    sides: list[_Label],
) -> None:
    """Flag printed totals that the cells do not give; a missing cell may be what is lacking."""
    plain = [m for m, label in enumerate(columns) if m and not label.total and not label.share and not label.previous]
    totals = [m for m, label in enumerate(columns) if m and label.total and not label.share]
    body = [n for n in range(top, len(rows)) if not sides[n].total]
    for n in range(top, len(rows)):
        for m in totals[:1]:
            _hold(where.get((n, m)), [where.get((n, each)) for each in plain], counts)
    for n in [n for n in range(top, len(rows)) if sides[n].total][:1]:
        for m in range(1, len(columns)):
            if not columns[m].share:
                _hold(where.get((n, m)), [where.get((each, m)) for each in body], counts)
    _check_shares(columns, where, counts, body, [n for n in range(top, len(rows)) if sides[n].total])


def _hold(total: int | None, parts: list[int | None], counts: list[Count]) -> None:
    printed = counts[total].value if total is not None else None
    told = [counts[at] for at in parts if at is not None]
    if total is None or printed is None or not told:
        return
    gone = any(each.value is None for each in told)
    found = sum(each.value for each in told if each.value is not None)
    if found > printed or (found < printed and not gone):
        flag(counts, total, DOES_NOT_SUM)
    elif gone:
        flag(counts, total, "parts_incomplete")


def _check_shares(
    columns: list[_Label], where: dict[tuple[int, int], int], counts: list[Count], body: list[int], totals: list[int]
) -> None:
    for m, label in enumerate(columns):
        if not label.share or m < 2:
            continue
        whole = counts[where[totals[0], m - 1]].value if totals and (totals[0], m - 1) in where else None
        if whole is None:
            whole = sum(counts[where[n, m - 1]].value or 0 for n in body if (n, m - 1) in where)
        for n in body:
            share, part = where.get((n, m)), where.get((n, m - 1))
            told = counts[share].quantity if share is not None else None
            value = counts[part].value if part is not None else None
            if share is None or told is None or told.low is None or value is None or not whole:
                continue
            if abs(100 * value / whole - told.low) > _ROUNDING:
                flag(counts, share, SHARE_DIFFERS)


def as_number(cell: str) -> Number | None:
    """The first number of a cell."""
    found = numbers(cell)
    return found[0] if found else None
