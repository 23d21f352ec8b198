"""When a document was published, as its own words say it. A date that can be read in two ways is not read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from zoneinfo import ZoneInfo

from .boilerplate import folded, furniture

_ISO = re.compile(
    r"(?<!\d)((?:19|20)\d\d)-?(\d\d)-?(\d\d)"
    r"(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?)?(?!\d)"
)
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?::\d\d)?\s*([ap]\.?m\b\.?)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_IN_BRACKETS = re.compile(r"\(([^()\n]{6,60})\)$")
_LONGEST = 160


@dataclass(frozen=True)
class Published:
    """A time of publication: the instant, how finely it is told (`day`, `minute`), the words, and whence.

    `ambiguous` tells words that can be read as two days: then there is no instant, and `readings` are the two.
    """

    at: datetime | None
    precision: str | None
    words: str
    whence: str = "page"
    ambiguous: bool = False
    readings: tuple[date, ...] = ()


def read_date(words: str, zone: ZoneInfo, whence: str = "page") -> Published | None:
    """The date in a few words, or nothing. A day without a time is the start of that day in the zone.

    A day and month in figures count only if they can be read in one way.

    >>> read_date("Published 27 August 2016", ZoneInfo("UTC")).at.date().isoformat()
    '2016-08-27'
    >>> read_date("03/04/2016", ZoneInfo("UTC")).ambiguous
    True
    """
    shown = " ".join(words[:_LONGEST].split())
    plain = shown.translate(_DIGITS)
    iso = _ISO.search(plain)
    if iso:
        return _iso(iso, shown, zone, whence)
    header = _header(plain, shown, zone, whence)
    if header:
        return header
    found = _YEAR_FIRST.search(plain)
    if found:
        return _day(int(found[1]), int(found[2]), int(found[3]), plain, shown, zone, whence)
    found = _NUMERIC.search(plain)
    if found:
        return _numeric(int(found[1]), int(found[3]), int(found[4]), plain, shown, zone, whence)
    return _named(plain, shown, zone, whence)


def _iso(found: re.Match[str], shown: str, zone: ZoneInfo, whence: str) -> Published | None:
    year, month, day = (int(found[at]) for at in (1, 2, 3))
    try:
        if found[4] is None:
            return Published(datetime(year, month, day, tzinfo=zone), "day", shown, whence)
        at = datetime(year, month, day, int(found[4]), int(found[5]), int(found[6] or 0), tzinfo=zone)
        if found[7]:
            offset = "+00:00" if found[7] == "Z" else found[7]
            at = datetime.fromisoformat(at.strftime("%Y-%m-%dT%H:%M:%S") + offset)
    except ValueError:
        return None
    return Published(at, "minute" if at.hour or at.minute or at.second else "day", shown, whence)


def _header(plain: str, shown: str, zone: ZoneInfo, whence: str) -> Published | None:
    """`Sat, 27 Aug 2016 06:05:00 +0000`, as mail and some pages write it."""
    if not re.match(r"(?:[A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d", plain):
        return None
    try:
        at = parsedate_to_datetime(plain)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return Published(at if at.tzinfo else at.replace(tzinfo=zone), "minute", shown, whence)


def _numeric(
    first: int, second: int, year: int, plain: str, shown: str, zone: ZoneInfo, whence: str
) -> Published | None:
    if first != second and first <= 12 and second <= 12:
        readings = (date(year, second, first), date(year, first, second))
        return Published(None, None, shown, whence, ambiguous=True, readings=readings)
    day, month = (first, second) if second <= 12 else (second, first)
    return _day(year, month, day, plain, shown, zone, whence)


def _day(year: int, month: int, day: int, plain: str, shown: str, zone: ZoneInfo, whence: str) -> Published | None:
    try:
        at = datetime(year, month, day, tzinfo=zone)
    except ValueError:
        return None
    clock = _CLOCK.search(plain)
    if not clock:
        return Published(at, "day", shown, whence)
    hour, minute, half = int(clock[1]), int(clock[2]), (clock[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 23 or minute > 59:
        return Published(at, "day", shown, whence)
    # A zone named in words ("EST", "local time") is not resolved: the time is left out instead of being an hour wrong.
    if re.search(r"\b(?:(?!GMT)[A-Z]{2}T|[A-Z]?EST|EEST|CEST|BST|local time)\b", plain):
        return Published(at, "day", shown, whence)
    utc = re.search(r"\b(?:GMT|UTC)\b(?!\s?[+-])", plain)
    return Published(at.replace(hour=hour, minute=minute, tzinfo=UTC if utc else zone), "minute", shown, whence)


def _named(plain: str, shown: str, zone: ZoneInfo, whence: str) -> Published | None:
    """A month by its name, with a day on either side of it and a year after."""
    found = _months().search(folded(plain))
    if not found:
        return None
    month = furniture().months[found["name"]]
    day = int(found["before"] or found["after"])
    return _day(int(found["year"]), month, day, plain, shown, zone, whence)


@cache
def _months() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, furniture().months), key=len, reverse=True))
    ordinal = r"(?:st|nd|rd|th|er|º)?"
    return re.compile(
        rf"(?:(?<!\d)(?P<before>\d{{1,2}}){ordinal}[ .]{{0,2}}(?:de |of )?)?(?<![^\W\d_])(?P<name>{names})\.?"
        rf"(?:[/ ]{{0,3}}(?:{names}))?(?:(?(before)(?:,? (?:de |del )?|[ /-])| (?P<after>\d{{1,2}}){ordinal},? ))"
        r"(?P<year>(?:19|20)\d\d)(?!\d)"
    )


def is_dateline(line: str) -> bool:
    """Whether a line says when the text was published and nothing else.

    >>> is_dateline("Published: Saturday, 27 August 2016 14:05"), is_dateline("On 27 August 2016 the truce ended")
    (True, False)
    """
    if len(line) > _LONGEST or not re.search(r"\d", line):
        return False
    words = furniture()
    plain = folded(line.translate(_DIGITS))
    rest = _months().sub(" ", plain)
    rest = re.sub(r"\d{1,4}", " ", rest)
    return all(word in words.dated or len(word) == 1 for word in _WORD.findall(rest))


def date_in_title(title: str | None, zone: ZoneInfo) -> Published | None:
    """The date in brackets with which a title ends, as those of bulletins do.

    >>> date_in_title("Bulletin on the cessation of hostilities (August 24, 2016)", ZoneInfo("UTC")).words
    'August 24, 2016'
    """
    found = _IN_BRACKETS.search(title[-_LONGEST:]) if title else None
    return read_date(found[1], zone) if found and is_dateline(found[1]) else None


def day_or_instant(given: date | datetime | str | None) -> date | datetime | None:
    """What a caller gives as publication: a day, an instant, or either as ISO text.

    Raises `ValueError` for text that is no date, `TypeError` for anything else.

    >>> day_or_instant("2016-08-27")
    datetime.date(2016, 8, 27)
    """
    if given is None or isinstance(given, date):
        return given
    if not isinstance(given, str):
        raise TypeError(f"expected a date, found {str(given)[:40]!r} ({type(given).__name__})")
    words = given.strip()
    try:
        return date.fromisoformat(words) if len(words) <= len("2016-08-27") else datetime.fromisoformat(words)
    except ValueError:
        raise ValueError(f"expected a date, found {given[:40]!r}") from None


def settle(own: Published | None, given: date | datetime | None, zone: ZoneInfo) -> tuple[dict[str, object], list[str]]:
    """The fields of a document that say when it was published, and flags.

    What the document says surely stands; what the user gives fills in where it says nothing, or where its words can be
    read as two days. That the two differ is flagged, and so is that neither says anything.
    """
    words = own.words if own else None
    at = None if given is None else _instant(given, zone)
    if own and own.at:
        differ = at is not None and at.astimezone(own.at.tzinfo).date() != own.at.date()
        fields = {"published": own.at, "published_precision": own.precision, "published_from": own.whence}
        return {**fields, "published_words": words}, ["published_differs"] if differ else []
    unsettled = own is not None and own.ambiguous and (at is None or at.date() not in own.readings)
    flags = ["ambiguous_date"] if unsettled else []
    if at is None:
        return {"published_words": words}, [*flags, "no_publication_date"]
    precision = "minute" if isinstance(given, datetime) else "day"
    fields = {"published": at, "published_precision": precision, "published_from": "given"}
    return {**fields, "published_words": words}, [*flags, "published_differs"] if unsettled else []


def _instant(given: date | datetime, zone: ZoneInfo) -> datetime:
    at = given if isinstance(given, datetime) else datetime(given.year, given.month, given.day, tzinfo=zone)
    return at if at.tzinfo else at.replace(tzinfo=zone)
