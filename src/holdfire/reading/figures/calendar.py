"""Calendar arithmetic for dates in words: days, weeks, months and years around a day of publication."""

from __future__ import annotations

import math
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

_NEAR, _SOON = (timedelta(days=7), timedelta(days=45)), timedelta(days=2)
_LESS_LIKELY = 1.5
_WEEK, _MONTHS, _HOURS, _CENTURY_TURN = 7, 12, 24, 69
CONVENTION: Final = 0.75
"""How far the custom of a language settles which of two numerals is the day, where the day of publication does not."""


def day_of(year: int, month: int, day: int) -> date | None:
    """That day, or None where the calendar has none.

    >>> day_of(2016, 2, 30) is None
    True
    """
    try:
        return date(year, month, day)
    except ValueError:
        return None


def span(first: date, last: date) -> str:
    """A value from day to day, both included; a single day is that day."""
    return first.isoformat() if first == last else f"{first}/{last}"


def month_of(day: date, shift: int = 0) -> tuple[int, int]:
    """Year and month, so many months on.

    >>> month_of(date(2017, 1, 5), -1)
    (2016, 12)
    """
    months = day.year * _MONTHS + day.month - 1 + shift
    return months // _MONTHS, months % _MONTHS + 1


def month_text(year: int, month: int) -> str:
    """A month as a value.

    >>> month_text(2016, 2)
    '2016-02'
    """
    return f"{year:04}-{month:02}"


def back(day: date, count: float, unit: str, sign: int = -1) -> date:
    """The day so many units before (`sign` -1) or after; part of a day counts as a day. Raises `OverflowError`.

    >>> back(date(2016, 8, 27), 48, "hour"), back(date(2016, 3, 31), 1, "month")
    (datetime.date(2016, 8, 25), datetime.date(2016, 2, 29))
    """
    if unit in ("month", "year"):
        year, month = month_of(day, sign * int(count) * (_MONTHS if unit == "year" else 1))
        if not 1 <= year <= date.max.year:
            raise OverflowError("a year that the calendar does not have")
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    days = {"minute": count / 1440, "hour": count / _HOURS, "day": count, "week": count * 7, "fortnight": count * 14}
    return day + sign * timedelta(days=math.ceil(days[unit]))


def weekday_near(day: date, weekday: int, to: str) -> date:
    """The Monday (1) to Sunday (7) nearest to a day: `past` up to it, `last` before it, `future` and `next` after it.

    >>> [weekday_near(date(2016, 8, 27), 6, to).day for to in ("past", "last", "next")]
    [27, 20, 3]
    """
    behind = (day.isoweekday() - weekday) % _WEEK
    if to == "past":
        return day - timedelta(days=behind)
    if to == "last":
        return day - timedelta(days=behind or _WEEK)
    return day + timedelta(days=_WEEK - behind)


def week_of(day: date, shift: int = 0) -> tuple[date, date]:
    """Monday and Sunday of a week."""
    monday = day - timedelta(days=day.isoweekday() - 1) + timedelta(weeks=shift)
    return monday, monday + timedelta(days=6)


def nearest_year(day: date, month: int, dom: int, weekday: int | None, future: bool = False) -> date | None:
    """A day and month without a year, in the year that puts it nearest; a weekday that is named settles it.

    Reports tell more of what was than of what will be: a day ahead counts as half as far again. Where the sentence
    speaks of what is to come (`future`), a day past does.

    >>> nearest_year(date(2017, 1, 5), 12, 29, None)
    datetime.date(2016, 12, 29)
    """
    years = [year for year in (day.year, day.year - 1, day.year + 1) if 1 <= year <= date.max.year]
    found = [each for year in years if (each := day_of(year, month, dom))]
    named = [each for each in found if each.isoweekday() == weekday]
    return min(
        named or found,
        key=lambda each: abs(each - day) * (_LESS_LIKELY if (each > day) != future else 1.0),
        default=None,
    )


def full_year(words: str) -> int:
    """A year of four digits, or of two.

    >>> full_year("16"), full_year("82"), full_year("2016")
    (2016, 1982, 2016)
    """
    value = int(words)
    if len(words) > 2:
        return value
    return value + (2000 if value <= _CENTURY_TURN else 1900)


def numeric(words: str, convention: str, published: date | None) -> list[tuple[str, float]]:
    """What a date in digits may be, with weights: the one that lies shortly before the publication, else the custom
    of the language.

    >>> numeric("27/08/2016", "day_first", None)
    [('2016-08-27', 1.0)]
    >>> numeric("04-03-2016", "day_first", None)
    [('2016-03-04', 0.75), ('2016-04-03', 0.25)]
    >>> numeric("04-03-2016", "month_first", date(2016, 3, 5))
    [('2016-03-04', 0.9), ('2016-04-03', 0.1)]
    """
    by = "." if "." in words else "/" if "/" in words else "-"
    first, second, third = words.split(by)
    if len(first) > 2:
        found = day_of(int(first), int(second), int(third))
        return [(found.isoformat(), 1.0)] if found else []
    year = full_year(third)
    day_first, month_first = day_of(year, int(second), int(first)), day_of(year, int(first), int(second))
    both = [day_first, month_first] if convention == "day_first" or by == "." else [month_first, day_first]
    there = [each for each in dict.fromkeys(both) if each]
    if len(there) <= 1:
        return [(each.isoformat(), 1.0) for each in there]
    for reach in _NEAR:
        near = [each for each in there if published and -reach <= each - published <= _SOON]
        if len(near) == 1:
            far = next(each for each in there if each != near[0])
            return [(near[0].isoformat(), 0.9), (far.isoformat(), 0.1)]
    return [(there[0].isoformat(), CONVENTION), (there[1].isoformat(), round(1 - CONVENTION, 2))]
