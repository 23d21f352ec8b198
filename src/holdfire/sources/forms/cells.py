"""Single answers of a submission as values; what nothing can be made of is told with a stable reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from ..days import FIRST_YEAR, LAST_YEAR
from .exports import Submitted

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,31}")
_IDENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})([T ].*)?", re.ASCII)
_HOUR = re.compile(r"(\d{1,2}):(\d{2})(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_COUNT = re.compile(r"-?\d{1,12}(\.0+)?")
_SIDES = re.compile(r"[;؛\n]")
_LEAST_KM = 1.0
"""A spot that somebody chose on the map of a telephone is off by so much at least."""


class UnusableError(ValueError):
    """An answer that makes a report unusable: a stable reason, the question, what was expected, what stood there."""

    def __init__(self, reason: str, question: str | None, expected: str, found: str = ""):
        self.reason, self.question, self.expected, self.found = reason, question, expected, found
        super().__init__(f"{reason}: expected {expected}, found {found or 'nothing'}")


def ident_of(one: Submitted) -> str:
    """The id of a submission, which it keeps when it is edited. Raises `UnusableError` where there is none."""
    for name in ("root", "uuid", "instance", "number"):
        text = one.meta.get(name, "").removeprefix("uuid:")
        if text:
            if not _IDENT.fullmatch(text):
                raise UnusableError("missing_id", name, "the id that the server gave", repr(text[:80]))
            return text
    raise UnusableError("missing_id", "_uuid", "the id that the server gave")


def sent_at(one: Submitted) -> datetime | None:
    """When the server received it, in UTC; servers that leave the offset out mean UTC."""
    found = moment(one.meta.get("sent", ""))
    return found and (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def moment(text: str) -> datetime | None:
    """The moment that a server or a telephone wrote, with its offset if it has one; None for what is no such thing."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


HARM = ("killed_low", "killed_high", "civilians_killed", "injured")
"""Questions that count persons."""


def code(answers: Mapping[str, str], name: str) -> str | None:
    """The code of a team, or nothing where none is given."""
    text = answers.get(name, "")
    if text and not _CODE.fullmatch(text):
        # It may be somebody's name: what stood there is not told.
        raise UnusableError("not_a_code", name, "a code of 2 to 32 letters or digits", "something else")
    return text or None


def day(answers: Mapping[str, str], name: str) -> date | None:
    """The civil day, or nothing where none is given. An hour after it is left out."""
    text = answers.get(name, "")
    if not text:
        return None
    parts = _DAY.fullmatch(text)
    try:
        found = date.fromisoformat(text[:10] if parts else "")
    except ValueError:
        found = date.min
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise UnusableError("impossible_date", name, "a date that exists, such as 2016-02-27", repr(text[:80]))
    return found


def hour(answers: Mapping[str, str], name: str) -> str:
    """Hour and minute, such as `14:30`: the clock of the place was asked for, whatever the telephone's offset is."""
    text = answers.get(name, "")
    parts = _HOUR.fullmatch(text)
    if not text:
        raise UnusableError("missing_date", name, "an hour such as 14:30")
    if not parts or int(parts[1]) > 23 or int(parts[2]) > 59:
        raise UnusableError("impossible_date", name, "an hour such as 14:30", repr(text[:80]))
    return f"{int(parts[1]):02d}:{parts[2]}"


def count(answers: Mapping[str, str], name: str) -> int | None:
    """A whole number, zero or more, or nothing where none is given."""
    text = answers.get(name, "")
    if not text:
        return None
    if not _COUNT.fullmatch(text):
        raise UnusableError("not_a_count", name, "a whole number", repr(text[:80]))
    found = int(text.split(".")[0])
    if found < 0:
        raise UnusableError("negative_count", name, "zero or more", text)
    if found > 1e9:
        raise UnusableError("not_a_count", name, "a whole number", text)
    return found


def measures(answers: Mapping[str, str], kind: str) -> dict[str, int]:
    """How many lorries and people, where that is given."""
    found = {name: count(answers, f"{kind}_{name}") for name in ("trucks", "people")}
    return {name: number for name, number in found.items() if number is not None}


def sides(text: str | None) -> list[str]:
    """Names of sides, one from the other by a semicolon."""
    return [part.strip() for part in _SIDES.split(text or "") if part.strip()]


def point(text: str) -> tuple[float, float, float] | None:
    """Latitude, longitude, and how far off it may be (km) of `lat lon altitude accuracy`, the accuracy in metres."""
    if not text:
        return None
    parts = text.split()
    try:
        lat, lon, accuracy = float(parts[0]), float(parts[1]), float(parts[3]) if len(parts) > 3 else 0.0
    except (ValueError, IndexError):
        raise UnusableError("half_a_point", "point", "latitude and longitude", repr(text[:80])) from None
    for name, degrees, limit in (("latitude", lat, 90), ("longitude", lon, 180)):
        if not abs(degrees) <= limit:
            raise UnusableError(f"{name}_out_of_range", "point", f"degrees from -{limit} to {limit}", repr(text[:80]))
    return lat, lon, max(_LEAST_KM, accuracy / 1000) if accuracy < 1e6 else _LEAST_KM
