"""When a thing was heard or seen: the clock where a line gives one, else the day, the night or the whole period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ...records.observation import WhenPrecision
from ...world.time import civil_days, zone_info
from .lexicon import any_of
from .osce_sector import osce_words
from .period import Period, closes, find_day, period_of

_CLOCK = r"(?<![\d:.])([01]?\d|2[0-3])[:.]([0-5]\d)(?![\d:])"
_BETWEEN = re.compile(
    rf"(?:(?:between|from)\s)?{_CLOCK}(?:\s?hrs)?(?:\s(?:and|to|until)\s|\s?[-–]\s?){_CLOCK}", re.IGNORECASE
)
_UNCLEAR = re.compile(rf"(?<!\w)(?:{any_of(osce_words()['unclear_days'])})(?!\w)", re.IGNORECASE)
_AT = re.compile(_CLOCK)


@dataclass(frozen=True, slots=True)
class When:
    """An interval, half-open in UTC, with its characters where the line gives it."""

    start: datetime
    end: datetime
    precision: WhenPrecision
    span: tuple[int, int] | None
    flags: tuple[str, ...] = ()
    sure: float = 0.9


def when_of(
    text: str, start: int, end: int, closing: Period, period: Period, year: int | None, day: date | None
) -> tuple[When | None, date | None]:
    """When the line [start, end) says it was, and the day for the lines after it. `day` is that of the line before."""
    line = text[start:end]
    told = period_of(line, closing, year)
    stated = told if told is not None and told.hours is None else None
    found = None if stated or closes(line) else find_day(line, year)
    own = found[0] if found else None
    if own is None and _UNCLEAR.search(line):
        day = None
    span = (start + found[1], start + found[2]) if found else None
    try:
        return _timed(line, start, own, day, span, stated, closing, period), own or day
    except (OverflowError, ValueError):
        return None, own or day


def _timed(
    line: str,
    start: int,
    own: date | None,
    before: date | None,
    span: tuple[int, int] | None,
    stated: Period | None,
    closing: Period,
    period: Period,
) -> When | None:
    day = own or before
    clocks = _BETWEEN.search(line) or _AT.search(line)
    flags = () if own else ("day_of_earlier_line",)
    if clocks is not None:
        last = time(int(clocks[clocks.lastindex - 1 if clocks.lastindex else 1]), int(clocks[clocks.lastindex or 2]))
        if day is None and closing.end is not None and closing.cut_off is not None:
            shut = closing.end.astimezone(zone_info(closing.zone)).date()
            day = shut if last <= time.fromisoformat(closing.cut_off) else shut - timedelta(days=1)
            flags = ("day_from_cut_off",)
        if day is not None:
            first = time(int(clocks[1]), int(clocks[2]))
            here = (start + clocks.start(), start + clocks.end())
            return _clocked(day, first, last, closing.zone, here, flags)
    if stated is not None and stated.start is not None and stated.end is not None:
        return When(stated.start, stated.end, WhenPrecision.SPAN, span)
    if day is not None:
        begun, ended = civil_days(day, day, closing.zone)
        return When(begun, ended, WhenPrecision.DAY, span, flags, 0.9 if own else 0.7)
    if period.start is not None and period.end is not None:
        return When(period.start, period.end, WhenPrecision.SPAN, None, ("time_is_period",), 0.9)
    return None


def _clocked(
    day: date, first: time, last: time, zone: str, span: tuple[int, int], flags: tuple[str, ...]
) -> When | None:
    """From the first minute to the end of the last; a span over midnight ends on the next day."""
    begun = datetime.combine(day, first, zone_info(zone)).astimezone(UTC)
    ended = datetime.combine(day if last >= first else day + timedelta(days=1), last, zone_info(zone)).astimezone(UTC)
    precision = WhenPrecision.MINUTE if first == last else WhenPrecision.SPAN
    return When(begun, ended + timedelta(minutes=1), precision, span, flags, 0.6 if flags else 0.95)
