"""From a form found in a text to the day, month or span that it means, seen from the day of publication."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from ...world.time import zone_info
from .calendar import back, day_of, full_year, month_of, month_text, nearest_year, numeric, span, week_of, weekday_near

Choices = tuple[tuple[str, float], ...]
_FAR = timedelta(days=120)
_NOON, _HOURS, _MINUTES, _SATURDAY, _DECADE = 12, 24, 60, 6, 10


@dataclass(frozen=True, slots=True)
class Meaning:
    """What words mean: values with weights, how fine they are, and the kind by which their confidence is told."""

    choices: Choices
    precision: str
    sure: str


@dataclass(frozen=True, slots=True)
class Setting:
    """From where a date is seen: the day of publication, the zone, the custom of digits, whether the sentence speaks of
    what is to come, and the day that the text told last."""

    published: date | None
    zone: str
    convention: str
    future: bool
    told: date | None = None


UNANCHORED: Final = Meaning((), "unanchored", "unanchored")
VAGUE: Final = Meaning((), "vague", "vague")
Slots = Mapping[str, Any]
Says = Mapping[str, Any]


def meaning(kind: str, slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    """What a form of that kind means; None where it is no date of the calendar after all."""
    try:
        return _KINDS[kind](slots, says, seen)
    except (OverflowError, ValueError):
        return None


def amount(slots: Slots, says: Says) -> tuple[float, str]:
    """How many of which unit: from the slots, a dual for two, or what the form says; one where no number stands."""
    unit = slots.get("unit") or slots.get("many") or slots.get("dual") or slots.get("long") or says["unit"]
    if slots.get("dual"):
        return 2.0, str(unit)
    count = slots.get("count") if slots.get("count") is not None else slots.get("int", 1)
    return float(str(count)), str(unit)


def clock(slots: Slots, day: date | None, zone: str) -> time | None:
    """The time of day in the slots, at the place; a time given in UTC is turned into that of the zone."""
    if slots.get("noon") is not None:
        hour, minute = int(slots["noon"]), 0
    elif slots.get("time"):
        hour, minute = (int(part) for part in str(slots["time"]).split(":")[:2])
    elif slots.get("hhmm"):
        hour, minute = divmod(int(slots["hhmm"]), 100)
    elif slots.get("hour") is not None:
        hour, minute = int(slots["hour"]), int(slots.get("minute") or 0)
    else:
        return None
    half = slots.get("half") if slots.get("half") is not None else slots.get("half2")
    if half is not None and hour <= _NOON:
        hour = hour % _NOON + int(half)
    if hour >= _HOURS or minute >= _MINUTES:
        return None
    if slots.get("gmt") is not None and day:
        there = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone_info("UTC")).astimezone(
            zone_info(zone)
        )
        return there.time() if there.date() == day else None
    return time(hour, minute)


def _one(value: str, precision: str, sure: str) -> Meaning:
    return Meaning(((value, 1.0),), precision, sure)


def _day(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    month, dom = int(slots["month"]), int(slots.get("day") or slots["first"])
    if slots.get("year"):
        found = day_of(full_year(str(slots["year"])), month, dom)
        return _one(found.isoformat(), "day", "day") if found else None
    if seen.published is None:
        return UNANCHORED
    found = nearest_year(seen.published, month, dom, slots.get("wd"), seen.future)
    if found is not None and says.get("to") == "past" and found > seen.published:
        found = day_of(found.year - 1, month, dom)
    if found is None:
        return None
    return _one(found.isoformat(), "day", "no_year" if abs(found - seen.published) <= _FAR else "month")


def _numeric(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    found = numeric(str(slots["numeric"]), seen.convention, seen.published)
    sure = "numeric" if found and found[0][1] >= 0.9 else "numeric_either"
    return Meaning(tuple(found), "day", sure) if found else None


def _iso(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    words = str(slots["iso"]).replace(" ", "T")
    there = datetime.fromisoformat(words)
    fine = "T" in words
    return _one(there.isoformat(timespec="minutes") if fine else words, "minute" if fine else "day", "iso")


def _weekday(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    if seen.published is None:
        return UNANCHORED
    day, weekday = seen.published, int(slots.get("weekday") or slots["weekdays"])
    to = says.get("to") or ("future" if seen.future else "past")
    found = weekday_near(day, weekday, to)
    if "weeks" in says:
        found = week_of(day, int(says["weeks"]))[0] + timedelta(days=weekday - 1)
    other = None
    if not says.get("to") and to == "future":
        other = weekday_near(day, weekday, "past")
    elif found == day or to == "last":
        other = found - timedelta(weeks=1)
    elif to == "next":
        other = found + timedelta(weeks=1)
    if other is None:
        return _one(found.isoformat(), "day", "weekday")
    return Meaning(((found.isoformat(), 0.8), (other.isoformat(), 0.15)), "day", "future" if seen.future else "weekday")


def _offset(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    shift = timedelta(days=int(says["days"]))
    if says.get("from") == "told":
        return _since_told(seen, lambda day: day + shift)
    if seen.published is None:
        return UNANCHORED
    return _one((seen.published + shift).isoformat(), "day", "offset")


def _since_told(seen: Setting, far: Callable[[date], date]) -> Meaning:
    """A day counted from the one that the text told last; it may be meant from the day of publication instead."""
    days = [far(day).isoformat() for day in dict.fromkeys((seen.told, seen.published)) if day]
    if not days:
        return UNANCHORED
    weights = (0.65, 0.25) if len(days) > 1 else (1.0,)
    return Meaning(tuple(zip(days, weights, strict=True)), "day", "told" if seen.told else "time")


def _ago(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    count, unit = amount(slots, says)
    if says.get("from") == "told" and unit == "day":
        return _since_told(seen, lambda day: back(day, count, "day", int(says.get("sign", -1))))
    if seen.published is None:
        return UNANCHORED
    found = back(seen.published, count, unit, int(says.get("sign", -1)))
    if unit == "year":
        return _one(f"{found.year:04}", "year", "ago")
    if unit == "month":
        return _one(month_text(found.year, found.month), "month", "ago")
    return _one(found.isoformat(), "day", "ago" if unit == "day" else "event")


def _period(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    if seen.published is None:
        return UNANCHORED
    day, shift, unit = seen.published, int(says["shift"]), str(slots.get("long") or slots.get("many") or says["unit"])
    if unit == "weekend":
        saturday = weekday_near(day - timedelta(days=1), _SATURDAY, "past") + timedelta(weeks=shift)
        return _one(span(saturday, saturday + timedelta(days=1)), "span", "event")
    if unit == "year":
        return _one(f"{day.year + shift:04}", "year", "period")
    if unit == "month":
        return _one(month_text(*month_of(day, shift)), "month", "period")
    first, last = week_of(day, shift)
    if shift:
        return _one(span(first, last), "week", "period")
    return _one(span(first, last if seen.future else day), "span", "period")


def _window(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    if seen.published is None:
        return UNANCHORED
    count, unit = amount(slots, says)
    far = back(seen.published, count, unit, int(says.get("sign", -1)))
    return _one(span(*sorted((far, seen.published))), "span", "window")


def _night(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    if seen.published is None:
        return UNANCHORED
    if slots.get("weekday") is None:
        return _one(span(seen.published - timedelta(days=1), seen.published), "span", "night")
    found = weekday_near(seen.published, int(slots["weekday"]), "past")
    if says.get("to") == "before":
        return _one(span(found - timedelta(days=1), found), "span", "night")
    return _one(span(found, found + timedelta(days=1)), "span", "night")


def _month(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    month = int(slots["month"] if slots.get("month") else slots["full"])
    if slots.get("year"):
        return _one(month_text(full_year(str(slots["year"])), month), "month", "month")
    if seen.published is None:
        return UNANCHORED
    year, now = seen.published.year, seen.published.month
    to = says.get("to") or ("next" if seen.future else "past")
    if to == "past":
        year -= month > now
    elif to == "last":
        year -= month >= now
    else:
        year += month < now
    return _one(month_text(year, month), "month", "month_near")


def _year(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    return _one(str(full_year(str(slots["year"]))), "year", "year")


def _decade(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    first = int(str(slots["year"])) // _DECADE * _DECADE
    return _one(span(date(first, 1, 1), date(first + _DECADE - 1, 12, 31)), "span", "span")


def _monthday(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    if seen.published is None:
        return UNANCHORED
    for shift in (0, -1):
        found = day_of(*month_of(seen.published, shift), int(slots["day"]))
        if found and found <= seen.published:
            return _one(found.isoformat(), "day", "monthday")
    return None


def _span(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    if slots.get("weekday") is not None:
        return _weekdays(slots, seen)
    years = [int(str(slots[name])) if slots.get(name) else None for name in ("year", "year2")]
    if slots.get("day") is None:
        return _long_span(slots, years, seen)
    first_month, last_month = int(slots.get("month") or slots["month2"]), int(slots.get("month2") or slots["month"])
    first_day, last_day = int(slots["day"]), int(slots["day2"])
    last_year = years[1] or years[0]
    if last_year is None:
        if seen.published is None:
            return UNANCHORED
        near = nearest_year(seen.published, last_month, last_day, None)
        last_year = near.year if near else seen.published.year
    last = day_of(last_year, last_month, last_day)
    first_year = years[0] if years[0] and years[1] else last_year - (first_month > last_month)
    first = day_of(first_year, first_month, first_day)
    return _one(span(first, last), "span", "span") if first and last and first <= last else None


def _weekdays(slots: Slots, seen: Setting) -> Meaning:
    if seen.published is None:
        return UNANCHORED
    if seen.future:
        first = weekday_near(seen.published, int(slots["weekday"]), "future")
        return _one(span(first, weekday_near(first, int(slots["weekday2"]), "future")), "span", "future")
    last = weekday_near(seen.published, int(slots["weekday2"]), "past")
    over = span(weekday_near(last, int(slots["weekday"]), "last"), last)
    first, ahead = weekday_near(seen.published, int(slots["weekday"]), "past"), last + timedelta(weeks=1)
    if last < first:
        return Meaning(((over, 0.6), (span(first, ahead), 0.35)), "span", "told")
    return _one(over, "span", "span")


def _long_span(slots: Slots, years: list[int | None], seen: Setting) -> Meaning | None:
    if slots.get("month2") is None:
        first, last = date(years[0] or 0, 1, 1), date(years[1] or 0, 12, 31)
        return _one(span(first, last), "span", "span") if first < last else None
    start, end = int(slots.get("full") or slots["month"]), int(slots["month2"])
    last_year = years[1] or years[0]
    if last_year is None:
        if seen.published is None:
            return UNANCHORED
        last_year = seen.published.year - (end > seen.published.month)
    first_year = years[0] if years[0] and years[1] else last_year - (start > end)
    following = date(last_year + end // 12, end % 12 + 1, 1)
    return _one(span(date(first_year, start, 1), following - timedelta(days=1)), "span", "span")


def _time(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    if clock(slots, None, seen.zone) is None:
        return None
    return _one(seen.published.isoformat(), "day", "time") if seen.published else UNANCHORED


def _vague(slots: Slots, says: Says, seen: Setting) -> Meaning | None:
    return VAGUE


_KINDS: Final[Mapping[str, Callable[[Slots, Says, Setting], Meaning | None]]] = {
    "day": _day,
    "numeric": _numeric,
    "iso": _iso,
    "weekday": _weekday,
    "offset": _offset,
    "ago": _ago,
    "period": _period,
    "window": _window,
    "night": _night,
    "month": _month,
    "year": _year,
    "decade": _decade,
    "monthday": _monthday,
    "span": _span,
    "time": _time,
    "vague": _vague,
}
