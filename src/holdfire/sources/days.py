"""Dates as datasets write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

import numpy as np

from ..world.time import midnights
from .aside import Aside
from .column import Column, Ints, Mask

_EPOCH = date(1970, 1, 1).toordinal()
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:?\d{2}|Z)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WRITTEN = ("%d %B %Y", "%d-%B-%Y", "%d %b %Y", "%d-%b-%Y", "%B %d, %Y")

MISSING = np.iinfo(np.int64).min
"""Stands for a date that is not there."""

FIRST_YEAR, LAST_YEAR = 1900, 2100

_SERIAL = re.compile(r"\d{5}(\.\d+)?")
"""A day as workbooks number it, such as 42401: which day it means depends on the workbook."""

WRITTEN = "a date that exists, written 2016-02-27 or 27 February 2016"


@lru_cache(maxsize=65_536)
def parse_day(text: str, pattern: str | None = None) -> date | None:
    """The civil day that a text names, or nothing where it names none.

    A time of day after the date is left out. `27/02/2016` is not read without a pattern, since nobody can
    tell day from month in `03/02/2016`.

    >>> parse_day("27 February 2016"), parse_day("20160227"), parse_day("2016-02-30"), parse_day("3/2/2016")
    (datetime.date(2016, 2, 27), datetime.date(2016, 2, 27), None, None)
    """
    try:
        if pattern:
            found = datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a civil day has no zone yet
        elif parts := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
            found = date(*(int(part) for part in parts.groups()[:3]))
        else:
            return _written(text)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _written(text: str) -> date | None:
    for pattern in _WRITTEN:
        try:
            found = datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a civil day has no zone yet
        except ValueError:
            continue
        return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
    return None


def dated(aside: Aside, cells: Column, name: str) -> Ints:
    """The day in each row; rows without one, or with something else, are set aside."""
    day, bad = days(cells)
    serial = bad & cells.where(lambda value: _SERIAL.fullmatch(value) is not None)
    aside.where(cells.empty, "missing_date", name, WRITTEN, cells)
    aside.where(serial, "date_as_number", name, "a date; format the column as dates in the workbook", cells)
    aside.where(bad, "impossible_date", name, WRITTEN, cells)
    return day


def civil_day(day: int) -> date:
    """The civil day that many days after 1 January 1970."""
    return date.fromordinal(day + _EPOCH)


def days(column: Column, pattern: str | None = None) -> tuple[Ints, Mask]:
    """Days since 1970 for each row (`MISSING` where there is none), and the rows whose text is not a date."""
    read = column.each(lambda value: parse_day(value, pattern) if value else None)
    distinct = np.array([MISSING if day is None else day.toordinal() - _EPOCH for day in read], dtype=np.int64)
    bad = np.array([day is None and bool(text) for day, text in zip(read, column.values, strict=True)], np.bool_)
    return distinct[column.at], bad[column.at]


def months(day: Ints) -> tuple[Ints, Ints]:
    """The first and the last day of the month that each day lies in."""
    known = np.where(day == MISSING, 0, day)
    earliest = int(known.min()) if len(known) else 0
    every = np.arange(earliest, int(known.max()) + 1 if len(known) else 0).astype("datetime64[D]")
    month = every.astype("datetime64[M]")
    first = month.astype("datetime64[D]").astype(np.int64)
    last = (month + 1).astype("datetime64[D]").astype(np.int64) - 1
    return first[known - earliest], last[known - earliest]


def starts(day: Ints, zones: Sequence[str], zone_at: Ints) -> Ints:
    """The first instant of each civil day in its zone, in microseconds UTC; that of 1970 where the day is
    missing."""
    known = np.where(day == MISSING, 0, day)
    distinct = list(dict.fromkeys(zones))
    at = np.array([distinct.index(zone) for zone in zones], dtype=np.int64)[zone_at] if len(distinct) > 1 else None
    instants = np.zeros(len(day), dtype=np.int64)
    for n, zone in enumerate(distinct):
        here = slice(None) if at is None else at == n
        instants[here] = _midnights(known[here], zone)
    return instants


_BLOCK = 1024


def _midnights(day: Ints, zone: str) -> Ints:
    if len(day) == 0:
        return day
    first, last = int(day.min()) // _BLOCK, int(day.max()) // _BLOCK
    return np.concatenate([_block(n, zone) for n in range(first, last + 1)])[day - first * _BLOCK]


@lru_cache(maxsize=1024)
def _block(n: int, zone: str) -> Ints:
    return midnights(np.arange(n * _BLOCK, (n + 1) * _BLOCK), zone)
