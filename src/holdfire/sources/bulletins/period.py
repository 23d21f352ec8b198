"""Which time a bulletin's numbers are for: half-open instants where the words give them, flags where they do not."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from ...world.time import civil_days, local_midnight, zone_info
from .lexicon import any_of, words

_LISTS = words()
_MONTHS = dict(_LISTS.months)
_MONTH = f"(?:{any_of(_MONTHS)})(?!\\w)\\.?"
_YEAR = r"(?:,?\s{0,2}(?P<y%s>(?:19|20)\d\d)(?:\s{0,2}(?:года|г\.))?)?"
_DAY = (
    rf"(?:(?P<d%s>\d{{1,2}})(?:st|nd|rd|th)?[\s-](?:of )?(?P<m%s>{_MONTH})"
    rf"|(?P<n%s>{_MONTH})\s(?P<e%s>\d{{1,2}})(?:st|nd|rd|th)?(?![:\d])){_YEAR}"
)
_FROM, _TO = any_of(_LISTS.cues["from"]), any_of(_LISTS.cues["to"])


def _day(tag: str) -> str:
    return _DAY % ((tag,) * 5)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_ONE = _compiled(rf"(?<![\w.,:]){_day('a')}|(?P<iso>\b(?:19|20)\d\d-\d\d-\d\d\b)")
_EVENING = any_of(_LISTS.cues["evenings"])
_FROM_TO = _compiled(
    rf"(?<!\w)(?:(?:{_FROM})\s)?(?:the\s)?(?:(?:{_EVENING})\s(?:of\s)?)?(?P<s>\d{{1,2}})"
    rf"(?:\s(?P<sm>{_MONTH}){_YEAR % 's'})?\s?(?:(?:{_TO})\s|[-–])(?:(?:{_EVENING})\s)?\s?{_day('t')}"
)
_US_FROM_TO = _compiled(
    rf"(?<!\w)(?:{_FROM})\s(?P<sm>{_MONTH})\s(?P<s>\d{{1,2}}){_YEAR % 's'}\s?(?:(?:{_TO})\s|[-–])\s?"
    rf"(?:{_day('t')}|(?P<t>\d{{1,2}})(?![:\d]){_YEAR % 'u'})"
)
_EVENINGS = _compiled(rf"(?<!\w)(?:{_EVENING})(?!\w)")
_STATES = _compiled(rf"^(?:{_FROM})\s|(?<!\w)(?:{_EVENING})(?!\w)|[-–]")
_HOURS = _compiled(
    rf"(?<!\w)(?:(?:{any_of(_LISTS.cues['hours'])})\s(?P<h>\d{{1,3}})[\s-]hours|{any_of(_LISTS.cues['day_long'])})(?!\w)"
)
_CLOCK = r"(?<!\d)(?P<hh>[01]?\d|2[0-3])(?:[:.](?P<mm>[0-5]\d)(?!\d)|(?P<m4>[0-5]\d)\s?(?:hrs|hours))"
_CUT_OFF = _compiled(rf"(?<!\w)(?:{any_of(_LISTS.cues['as_of'])})\s[^\n;()]{{0,40}}?{_CLOCK}")
_ZONES = _LISTS.zone_names
_NEAR = 60
NOT_STATED = "period_not_stated"


@dataclass(frozen=True)
class Period:
    """Start and end as instants, the local cut-off, the IANA zone, and what stood in the way."""

    start: datetime | None = None
    end: datetime | None = None
    cut_off: str | None = None
    zone: str = "UTC"
    flags: tuple[str, ...] = ()
    hours: int | None = None

    def before(self) -> Period:
        """The period of equal length before this one; not known where this one is not."""
        if self.start is None or self.end is None:
            return Period(None, None, self.cut_off, self.zone, ("previous_period", "previous_period_not_dated"))
        length = self.end - self.start
        return replace(self, start=self.start - length, end=self.start, flags=("previous_period",))


def find_day(text: str, year: int | None, start: int = 0, end: int | None = None) -> tuple[date, int, int] | None:
    """The first civil day that stands in a text, with its characters; a day without a year takes the one given.

    >>> find_day("on the evening of 4 August", 2019)
    (datetime.date(2019, 8, 4), 18, 26)
    """
    for found in _ONE.finditer(text, start, len(text) if end is None else end):
        day = _as_day(found, "a", year)
        if day is not None:
            return day, found.start(), found.end()
    return None


def _as_day(found: re.Match[str], tag: str, year: int | None) -> date | None:
    groups = found.groupdict()
    try:
        if groups.get("iso"):
            return date.fromisoformat(groups["iso"])
        number = groups[f"d{tag}"] or groups[f"e{tag}"]
        month = groups[f"m{tag}"] or groups[f"n{tag}"]
        told = groups[f"y{tag}"]
        if number is None or month is None or (told is None and year is None):
            return None
        return date(int(told or year or 0), _MONTHS[month.rstrip(".").casefold()], int(number))
    except (ValueError, KeyError):
        return None


def days_in(text: str) -> list[tuple[int, int]]:
    """Where days and spans of days stand, so that their numbers are not taken for counts."""
    spans = [each.span() for pattern in (_FROM_TO, _US_FROM_TO, _ONE) for each in pattern.finditer(text)]
    return [
        *spans,
        *(each.span() for each in _HOURS.finditer(text)),
        *(each.span() for each in _CUT_OFF.finditer(text)),
    ]


def zone_of(text: str, missing: str) -> str:
    """The zone that a bulletin names for its times, else that of its family."""
    found = _ZONES.find(text)
    return found[0].value if found else missing


def closes(text: str) -> bool:
    """Whether words give the clock at which a bulletin closes."""
    return _CUT_OFF.search(text) is not None


def cut_off(text: str, zone: str, year: int | None) -> Period:
    """The clock at which a bulletin closes, with the instant where its day stands beside it."""
    found = _CUT_OFF.search(text)
    if found is None:
        return Period(zone=zone)
    named = _ZONES.find(text, found.end(), min(len(text), found.end() + _NEAR))
    zone = named[0].value if named else zone
    clock = time(int(found["hh"]), int(found["mm"] or found["m4"]))
    day = find_day(text, year, found.start(), min(len(text), found.end() + _NEAR))
    end = _at(day[0], clock, zone) if day else None
    return Period(end=end, cut_off=f"{clock:%H:%M}", zone=zone)


def _at(day: date, clock: time, zone: str) -> datetime | None:
    try:
        return datetime.combine(day, clock, zone_info(zone)).astimezone(UTC)
    except OverflowError:
        return None


def by_evenings(text: str) -> bool:
    """Whether a span of days in the words runs from evening to evening."""
    return any(_EVENINGS.search(found[0]) for found in _FROM_TO.finditer(text))


def period_of(text: str, closing: Period, year: int | None) -> Period | None:
    """The period that a sentence states for its numbers, or nothing where it states none.

    "In the last 24 hours" has an end only where the bulletin gives its cut-off; without it the words stay as a flag.
    """
    spans = _span(text, year)
    if spans is not None:
        first, last, found = spans
        return _between(first, last, bool(_EVENINGS.search(found)), closing)
    hours = _HOURS.search(text)
    if hours is not None:
        length = int(hours["h"]) if hours["h"] and hours["h"].isdigit() else 24
        if closing.end is None:
            return replace(closing, flags=(f"period_hours:{length}", "period_end_not_stated"), hours=length)
        return replace(closing, start=closing.end - timedelta(hours=length), hours=length)
    return None


def _span(text: str, year: int | None) -> tuple[date, date, str] | None:
    for pattern in (_FROM_TO, _US_FROM_TO):
        for found in pattern.finditer(text):
            groups = found.groupdict()
            if not (_STATES.search(found[0]) or groups.get("sm")):
                continue
            last = _as_day(found, "t", year)
            try:
                if last is None and groups.get("t"):
                    told = groups.get("yu") or groups.get("ys") or year
                    month = _MONTHS[groups["sm"].rstrip(".").casefold()]
                    last = date(int(told), month, int(groups["t"])) if told else None
                if last is None:
                    continue
                month = _MONTHS[groups["sm"].rstrip(".").casefold()] if groups["sm"] else last.month
                own = groups.get("ys")
                first = date(int(own) if own else last.year, month, int(groups["s"]))
                if first > last and not own:
                    first = first.replace(year=last.year - 1)
            except (ValueError, KeyError):
                continue
            if first <= last:
                return first, last, found[0]
    return None


def _between(first: date, last: date, evenings: bool, closing: Period) -> Period:
    try:
        if not evenings:
            start, end = civil_days(first, last, closing.zone)
            return replace(closing, start=start, end=end)
        if closing.cut_off is None:
            return replace(closing, flags=("evening_without_cut_off",))
        clock = time.fromisoformat(closing.cut_off)
        return replace(closing, start=_at(first, clock, closing.zone), end=_at(last, clock, closing.zone))
    except OverflowError:
        return replace(closing, flags=(NOT_STATED,))


def day_period(day: date, closing: Period) -> Period:
    """One civil day as a period."""
    try:
        return replace(closing, start=local_midnight(day, closing.zone), end=civil_days(day, day, closing.zone)[1])
    except OverflowError:
        return replace(closing, flags=(NOT_STATED,))
