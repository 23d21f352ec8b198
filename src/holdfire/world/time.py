"""When: half-open UTC intervals, with the IANA zone of the place and the precision of the source.

A civil day is a day at the place, so its length in UTC follows the zone's own rules (Damascus was UTC+2 in February
2016 and UTC+3 from 25 March); an offset is never stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from ..records import WhenPrecision

_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_EARLIEST, _LATEST = datetime(2, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)

FOREVER = np.iinfo(np.int64).max
"""The end of an interval that has none, in microseconds."""


@dataclass(frozen=True)
class Interval:
    """A half-open interval [start, end) in UTC, with the zone and precision it came from."""

    start: datetime
    end: datetime
    zone: str
    precision: WhenPrecision


@lru_cache(maxsize=512)
def zone_info(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises `ValueError` for an offset or an unknown name.

    >>> zone_info("+03:00")
    Traceback (most recent call last):
    ...
    ValueError: expected an IANA zone such as Asia/Damascus, found '+03:00'
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"expected an IANA zone such as Asia/Damascus, found {name!r}") from None


def micros(moment: datetime) -> int:
    """Microseconds since 1970 in UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(value: int) -> datetime:
    """The instant that `micros` gives."""
    return _EPOCH + timedelta(microseconds=value)


def in_calendar(start: datetime, end: datetime) -> bool:
    """Whether an interval lies in the years 2 to 9998, so that its days have neighbours in every zone."""
    return start >= _EARLIEST and end <= _LATEST


@lru_cache(maxsize=65536)
def local_midnight(day: date, zone: str) -> datetime:
    """The first instant of a civil day at the place, in UTC.

    >>> local_midnight(date(2016, 2, 27), "Asia/Damascus").isoformat()
    '2016-02-26T22:00:00+00:00'
    """
    return datetime(day.year, day.month, day.day, tzinfo=zone_info(zone)).astimezone(UTC)


def civil_days(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """The interval from the start of `first` to the end of `last`, both civil days at the place."""
    return local_midnight(first, zone), local_midnight(last + timedelta(days=1), zone)


_WHEN = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2})(?P<time>[T ]\d{2}:\d{2}(:\d{2})?)?)?)?")


def parse_when(value: object, zone: str) -> Interval:
    """A point or span of time as people write it in a file: local to the zone, as fine as it is written.

    Takes `2016`, `2016-02`, `2016-02-27`, `2016-02-27T14:00`, a date, a datetime, or a mapping `{from, to}` (both
    included). A datetime that carries its own offset is taken at that instant.

    >>> parse_when("2016-02", "Asia/Damascus").precision
    <WhenPrecision.MONTH: 'month'>
    """
    try:
        found = _parsed(value, zone)
        if in_calendar(found.start, found.end):
            return found
    except OverflowError:  # told below, with what is merely too near to the end of the calendar
        pass
    raise ValueError(f"expected a year between 2 and 9998, found {value!s:.40}")


def _parsed(value: object, zone: str) -> Interval:
    if isinstance(value, dict) and set(value) == {"from", "to"}:
        first, last = parse_when(value["from"], zone), parse_when(value["to"], zone)
        if last.end <= first.start:
            raise ValueError(f"expected a span that ends after it starts, found {value['from']} to {value['to']}")
        return Interval(first.start, last.end, zone, WhenPrecision.SPAN)
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=zone_info(zone))
        return _minute(aware, zone)
    if isinstance(value, date):
        return Interval(*civil_days(value, value, zone), zone, WhenPrecision.DAY)
    text = str(value).strip()
    found = _WHEN.fullmatch(text)
    if not found:
        try:
            return parse_when(datetime.fromisoformat(text), zone)
        except ValueError:
            raise ValueError(f"expected a date such as 2016-02-27 or 2016-02-27T14:00, found {text!r}") from None
    year, month, day = (int(found[part]) if found[part] else None for part in ("year", "month", "day"))
    try:
        if found["time"]:
            return parse_when(datetime.fromisoformat(text), zone)
        if month and day and year:
            return parse_when(date(year, month, day), zone)
        if month and year:
            final = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            return Interval(*civil_days(date(year, month, 1), final, zone), zone, WhenPrecision.MONTH)
        return Interval(*civil_days(date(year or 0, 1, 1), date(year or 0, 12, 31), zone), zone, WhenPrecision.YEAR)
    except ValueError:
        raise ValueError(f"expected a date that exists, found {text!r}") from None


def instant(value: object, zone: str) -> datetime:
    """The first instant of what `parse_when` reads."""
    return parse_when(value, zone).start


def _minute(aware: datetime, zone: str) -> Interval:
    start = aware.astimezone(UTC)
    return Interval(start, start + timedelta(minutes=1), zone, WhenPrecision.MINUTE)


def midnights(days: npt.NDArray[np.int64], zone: str) -> npt.NDArray[np.int64]:
    """First instants (microseconds UTC) of civil days given as days since 1970; each distinct day is worked once."""
    distinct, back = np.unique(days, return_inverse=True)
    origin = date(1970, 1, 1)
    firsts = [micros(local_midnight(origin + timedelta(days=int(day)), zone)) for day in distinct]
    return np.asarray(firsts, dtype=np.int64)[back]


def civil_day_of(at: npt.NDArray[np.int64], zone: str) -> npt.NDArray[np.int64]:
    """The civil day at the place (days since 1970) of instants given in microseconds UTC."""
    day_us = 86_400_000_000
    guess = at // day_us
    if len(at) == 0:
        return guess
    firsts = midnights(np.arange(guess.min() - 1, guess.max() + 3), zone)
    return np.asarray(np.searchsorted(firsts, at, side="right") - 1 + guess.min() - 1, dtype=np.int64)
