"""Lines of a chat export: when, who, what. The order of day and month is told by the whole file or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACE = re.compile("[\u00a0\u202f\u2009]")
_LINE = re.compile(
    r"\[?(?P<a>\d{1,4})(?P<cut>[./-])(?P<b>\d{1,2})(?P=cut)(?P<c>\d{2,4})[,،]?[T ]{1,2}"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.]\d{2})?(?: ?(?P<half>[AaPpصم])\.? ?[Mm]?\.?)?"
    r"(?:\] ?|  ?- |: )(?P<rest>.*)",
    re.DOTALL,
)
_SENDER = re.compile(r"(?P<who>[^:\n]{1,80}): ?(?P<what>.*)", re.DOTALL)
_FEWEST = 2


@dataclass
class Line:
    """One message: the figures of its day as they are written, its time, who wrote it (nobody: the program), what."""

    figures: tuple[int, int, int]
    at: time
    who: str | None
    what: str
    words: str


def parse_line(text: str) -> Line | None:
    """A message's first line, or nothing for a line that goes on with the message before.

    >>> line = parse_line("27/08/2016, 14:05 - Field office: Shelling near the bridge")
    >>> line.figures, line.at.isoformat(), line.who, line.what
    ((27, 8, 2016), '14:05:00', 'Field office', 'Shelling near the bridge')
    """
    plain = _SPACE.sub(" ", _MARKS.sub("", text))
    found = _LINE.match(plain[:120].translate(_DIGITS))
    if not found:
        return None
    hour, minute = int(found["hour"]), int(found["minute"])
    half = (found["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half in ("p", "م") else 0)
    if hour > 23 or minute > 59:
        return None
    rest = plain[found.start("rest") :]
    said = _SENDER.match(rest)
    figures = (int(found["a"]), int(found["b"]), int(found["c"]))
    who, what = (said["who"].strip(), said["what"]) if said else (None, rest)
    return Line(figures, time(hour, minute), who, what, plain[: found.start("rest")].strip(" -[]:"))


def is_chat(text: str) -> bool:
    """Whether a text is a chat export: it begins with a message, and another follows among the first lines."""
    lines = [line for line in text[:20_000].split("\n") if line.strip()][:60]
    if not lines or parse_line(lines[0]) is None:
        return False
    return sum(parse_line(line) is not None for line in lines) >= min(_FEWEST, len(lines))


def order_of(figures: Iterable[tuple[int, int, int]]) -> str | None:
    """How days are written in a file: `ymd`, `dmy` or `mdy`; nothing where the file does not tell.

    A figure above twelve tells; so does a day that would run backwards, since messages stand in order.

    >>> order_of([(3, 4, 2016), (27, 4, 2016)]), order_of([(3, 4, 2016), (4, 4, 2016)]), order_of([(3, 4, 2016)])
    ('dmy', None, None)
    """
    seen = list(dict.fromkeys(figures))
    if any(a > 31 for a, _, _ in seen):
        return "ymd"
    days = {order: [day_of(each, order) for each in seen] for order in ("dmy", "mdy")}
    possible = [order for order in days if all(days[order])]
    onward = [order for order in possible if days[order] == sorted(filter(None, days[order]))]
    told = onward or possible
    return told[0] if len(told) == 1 else None


def day_of(figures: tuple[int, int, int], order: str) -> date | None:
    """The civil day that figures in that order name, or nothing where there is no such day."""
    a, b, c = figures
    year, month, day = {"ymd": (a, b, c), "dmy": (c, b, a), "mdy": (c, a, b)}[order]
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def messages_of(lines: Sequence[str]) -> list[Line]:
    """The messages of an export; a line without a time goes on with the message before it."""
    found: list[Line] = []
    parts: list[list[str]] = []
    for text in lines:
        line = parse_line(text)
        if line is not None:
            found.append(line)
            parts.append([line.what])
        elif found and text.strip():
            parts[-1].append(text.strip())
    for line, part in zip(found, parts, strict=True):
        line.what = "\n".join(part)
    return found
