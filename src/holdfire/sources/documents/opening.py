"""The lines before a text begins: its title, who wrote it, and when it was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from .boilerplate import ends_sentence, is_byline, title_of
from .publication import Published, is_dateline, read_date

_LINES = 10


@dataclass
class Opening:
    """What the opening lines say, and the lines that are left."""

    lines: list[str]
    title: str | None = None
    author: str | None = None
    published: list[Published] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def opening_of(lines: Sequence[str], zone: ZoneInfo, *, titled: bool) -> Opening:
    """The opening of a text. With `titled` its title stands among the lines.

    A line that only says when the text was published, or who wrote it, is taken out wherever it stands before the
    first sentence; one that only dates it, right behind the last sentence too.

    >>> lines = ["Talks Fail", "By A. Writer", "27 August 2016", "They ended late."]
    >>> found = opening_of(lines, ZoneInfo("UTC"), titled=True)
    >>> found.title, found.author, found.published[0].words, found.lines
    ('Talks Fail', 'A. Writer', '27 August 2016', ['They ended late.'])
    """
    found = Opening([])
    begun = False
    for at, line in enumerate(lines):
        begun = begun or at >= _LINES or (ends_sentence(line) and len(line.split()) > 8)
        if begun or not _taken(line, found, zone):
            found.lines.append(line)
    if found.lines and is_dateline(found.lines[-1]):
        _taken(found.lines.pop(), found, zone)
    if titled and (at_title := title_of(found.lines)) is not None:
        found.title = found.lines.pop(at_title)
        found.removed += found.lines[:at_title]  # what stands before a title is not of the text
        found.lines = found.lines[at_title:]
    return found


def _taken(line: str, found: Opening, zone: ZoneInfo) -> bool:
    if is_dateline(line):
        date = read_date(line, zone)
        if date is None:
            return False
        found.published.append(date)
    elif is_byline(line):
        found.author = found.author or line.split(maxsplit=1)[-1].strip(" :")
    else:
        return False
    found.removed.append(line)
    return True


def choose(dates: Sequence[Published]) -> tuple[Published | None, list[str]]:
    """The first date that can be read in one way only, else the first; a day or more between them is flagged."""
    sure = [each for each in dates if each.at is not None]
    if not sure:
        return (dates[0] if dates else None), []
    days = [each.at.date().toordinal() for each in sure if each.at is not None]
    return sure[0], ["publication_dates_differ"] if max(days) - min(days) > 1 else []
