"""Labels that must not run into each other: those above the bars, the days below, and the key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from .frame import CELL, LEGEND, WIDTH, Frame
from .letters import shortened, width, wrapped
from .pen import Anchor, Pen
from .series import Series
from .words import ChartWords

APART = 8.0
"""Between two labels in a row."""

TIGHT = 1.15
"""From line to line in the key, in sizes of its letters."""


@dataclass
class Row:
    """A row of labels: what is placed first keeps its place."""

    size: float
    begin: float
    stop: float
    taken: list[tuple[float, float]] = field(default_factory=list)

    def place(
        self, text: str, wishes: Sequence[tuple[float, Anchor]], closed: Sequence[tuple[float, float]] = ()
    ) -> tuple[float, Anchor] | None:
        """The first of the wishes at which the text fits, off what is closed; None where none does."""
        long = width(text, self.size)
        for across, anchor in wishes:
            begin = across - {"start": 0.0, "middle": long / 2, "end": long}[anchor]
            stop = begin + long
            inside = self.begin <= begin and stop <= self.stop
            if inside and all(stop + APART <= first or last + APART <= begin for first, last in (*self.taken, *closed)):
                self.taken.append((begin, stop))
                return across, anchor
        return None


def phases(series: Series, words: ChartWords, frame: Frame, pen: Pen) -> tuple[str, set[str]]:
    """Labels above the bars, and the names of those for which there was no room, which the key then explains."""
    lines = {name: frame.at(day) for name, day in crossings(series).items()}
    drawn, missing = "", set()
    row = Row(frame.size, frame.begin, WIDTH - 4)
    for name, text, wishes in _phases(series, words, frame):
        crossed = [(at, at) for other, at in lines.items() if other != name]
        found = row.place(text, wishes, crossed if name in lines else [])
        if found is None:
            missing.add(name)
        else:
            drawn += pen.text("em" if name in lines else "tx", found[0], frame.top - 4.5, text, found[1])
    return drawn, missing


def _phases(series: Series, words: ChartWords, frame: Frame) -> Iterator[tuple[str, str, list[tuple[float, Anchor]]]]:
    lines = crossings(series)
    for name, text in (("start", words.start), ("end", words.end)):
        if name in lines and text:
            across = frame.at(lines[name])
            yield name, text, [(across + 5, "start"), (across - 5, "end")]
    before = anticipated(series)[1]
    band = anticipated(series)[0]
    if band < before:
        inside = width(words.anticipation, frame.size) <= (before - band) * frame.step
        yield "anticipation", words.anticipation, [((frame.at(band) + frame.at(before)) / 2, "middle")] * inside
    since = series.index(series.baseline) if series.baseline else 0
    if series.baseline and since < band and not (series.start and series.start <= series.days[0]):
        room = width(words.baseline, frame.size) <= frame.at(band) - 5 - frame.at(since)
        yield "baseline", words.baseline, [(frame.at(band) - 5, "end")] * room


def anticipated(series: Series) -> tuple[int, int]:
    """The days, first and where they stop, on which the start was known and had not come."""
    until = min(series.index(series.start), series.shown) if series.start else series.shown
    return (min(series.index(series.anticipation), until) if series.anticipation else until), until


def crossings(series: Series) -> dict[str, int]:
    """The days at whose beginning the terms enter and leave force, where that is seen, by name."""
    known = {"start": series.start, "end": series.end}
    return {
        name: series.index(day)
        for name, day in known.items()
        if day and series.shown and series.days[0] <= day <= series.days[series.shown - 1]
    }


def days(series: Series, words: ChartWords, frame: Frame, pen: Pen, window: tuple[date, date] | None) -> str:
    """The days below: the start, the chosen ones and the ends first, then round ones where there is room."""
    row = Row(frame.size, 0, WIDTH)
    drawn = ""
    several = bool(series.days) and series.days[0].year != series.days[-1].year
    for day, whole in _wanted(series, frame, window):
        if not series.days or not series.days[0] <= day <= series.days[-1]:
            continue
        full, part = (words.dated, words.dated_month) if several else (words.day, words.month)
        text = (full if whole else part)(day)
        middle = frame.at(series.index(day)) + frame.step / 2
        half = width(text, frame.size) / 2
        found = row.place(
            text, [(middle, "middle"), (middle - frame.step / 2, "start")] if middle < half else [(middle, "middle")]
        )
        if found:
            drawn += pen.text("tx", found[0], frame.labels, text, found[1])
    return drawn


def _wanted(series: Series, frame: Frame, window: tuple[date, date] | None) -> Iterator[tuple[date, bool]]:
    """Days worth a label, the most important first, and whether the day itself is named or only its month."""
    if not series.days:
        return
    first, last = series.days[0], series.days[max(0, series.shown - 1)]
    for day in (series.start, *(window or ()), first, last, series.end):
        if day:
            yield day, True
    if series.days[-1] != last:
        yield series.days[-1], True
    apart = 75 / frame.step
    if apart <= 14:
        every = next(n for n in (1, 2, 7, 14) if apart <= n)
        anchor = series.start or first
        yield from ((day, True) for day in series.days if (day - anchor).days % every == 0)
    else:
        every = next((n for n in (1, 2, 3, 6, 12, 24) if apart <= 30 * n), 60)
        yield from (
            (day, False) for day in series.days if day.day == 1 and (day.year * 12 + day.month - 1) % every == 0
        )


def _entries(series: Series, words: ChartWords, frame: Frame, missing: set[str]) -> list[tuple[str, list[str]]]:
    """What the key explains, from the top: the paint, and the words in lines."""
    entries = [("all", words.all_violence)]
    entries += [("per", words.permitted)] * any(series.counts.get("permitted", ()))
    entries += [("und", words.undetermined), ("vio", words.violation)]
    entries += [("before", words.baseline)] * ("baseline" in missing)
    entries += [("antic", words.anticipation)] * ("anticipation" in missing)
    entries += [("", words.binned(series.span))] * (series.span > 1)
    room = WIDTH - frame.at(series.shown) - 31
    return [(kind, wrapped(text, room, frame.size, 2)) for kind, text in entries]


def key_height(series: Series, words: ChartWords, frame: Frame, pen: Pen) -> float:
    """How much height the key asks at least."""
    entries = _entries(series, words, frame, phases(series, words, frame, pen)[1]) if series.days else []
    return sum(len(lines) for _, lines in entries) * frame.size * TIGHT + 4


def key(series: Series, words: ChartWords, frame: Frame, pen: Pen, missing: set[str]) -> str:
    """What the marks mean, beside the bars."""
    entries = _entries(series, words, frame, missing)
    begin = frame.at(series.shown) + 14
    tight = frame.size * TIGHT
    more = sum(len(lines) - 1 for _, lines in entries)
    pitch = min(frame.size * 1.6, (frame.floor - frame.top - 4 - more * tight) / len(entries))
    y, drawn = frame.top + 9.5, ""
    for kind, lines in entries:
        drawn += _swatch(pen, kind, begin, y - 8)
        for line in lines:
            drawn += pen.text("tx", begin + 15, y, line)
            y += tight
        y += pitch - tight
    return drawn + _strip_key(series, words, frame, pen, begin)


def _swatch(pen: Pen, kind: str, across: float, y: float) -> str:
    if not kind:
        return ""
    if kind == "all":
        return pen.path(
            "all", [(across - 1, y), (across + 9, y), (across + 9, y + 8), (across - 1, y + 8)], closed=True
        )
    if kind == "antic":
        return pen.rect("antic", across, y, 9, 8)
    if kind == "before":
        inside = "".join(pen.rect(each, across + n * 5, y, 4, 8) for n, each in enumerate(("und", "vio")))
        return f"<g{group(pen, 'before')}>{inside}</g>"
    return pen.rect(kind, across, y, 9, 8)


def group(pen: Pen, kind: str) -> str:
    """The paint of a group, to stand within its tag."""
    return "".join(f' {name}="{value}"' for name, value in pen.paint(kind).items())


def _strip_key(series: Series, words: ChartWords, frame: Frame, pen: Pen, begin: float) -> str:
    """What the strip below means, where no cells stand beside the bars."""
    if series.later or not series.origins:
        return ""
    several = [words.strip]
    several += [words.enters] * any(each.enters or each.leaves for each in series.origins)
    several += [words.silent] * any(0 in each.counts for each in series.origins)
    return "".join(
        pen.text("tx", begin, frame.row(n) + CELL - 0.5, shortened(text, LEGEND - 12, frame.size))
        for n, text in enumerate(several[: len(series.origins)])
    )
