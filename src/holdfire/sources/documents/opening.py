"""The lines before a text begins: its title, who wrote it, and when it was published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from .boilerplate import ends_sentence, folded, furniture, is_byline, title_of
from .publication import Published, date_in_title, is_dateline, read_date

_LINES = 10
_HEADING_LINES = 6
_LONGEST_TITLE = 30
_BEFORE_DATE = re.compile(r"[,;|/·•–—(]|\s-|\s(?=\d)")


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
    first sentence; one that only dates it, right behind the last sentence too. Lines of a paragraph that say so are
    told from lines of print by what stands before and after them.

    >>> lines = ["Talks Fail", "By A. Writer", "27 August 2016", "They ended late."]
    >>> found = opening_of(lines, ZoneInfo("UTC"), titled=True)
    >>> found.title, found.author, found.published[0].words, found.lines
    ('Talks Fail', 'A. Writer', '27 August 2016', ['They ended late.'])
    >>> opening_of(["Talks Fail\\n27 August 2016", "They ended late."], ZoneInfo("UTC"), titled=True).title
    'Talks Fail'
    """
    found = Opening([])
    begun = False
    for at, paragraph in enumerate(lines):
        begun = begun or at >= _LINES
        for line in [paragraph] if begun else _parted(paragraph, zone, first=titled and not found.lines):
            begun = begun or (ends_sentence(line) and len(line.split()) > 8)
            if begun or not _taken(line, found, zone):
                found.lines.append(line)
    if found.lines and is_dateline(found.lines[-1]):
        _taken(found.lines.pop(), found, zone)
    if titled and (at_title := title_of(found.lines)) is not None:
        found.title = found.lines.pop(at_title)
        found.removed += found.lines[:at_title]  # what stands before a title is not of the text
        found.lines = found.lines[at_title:]
    return found


def _parted(paragraph: str, zone: ZoneInfo, *, first: bool) -> list[str]:
    """A paragraph, with the lines at its beginning apart that are title, author or date."""
    if "\n" not in paragraph:
        return [paragraph]
    lines = paragraph.split("\n")
    ahead = lines[: _HEADING_LINES + 2]
    at = 0
    while at < min(_HEADING_LINES, len(lines)) and (_tells(ahead, at, zone) or _heads(ahead, at, zone)):
        at += 1
    if at == 0 and first and _ends_early(lines):
        at = 1
    return [*lines[:at], *filter(None, ["\n".join(lines[at:])])]


def _tells(lines: Sequence[str], at: int, zone: ZoneInfo) -> bool:
    """Whether a line of a paragraph says who wrote the text or when it was published, and no sentence goes on in it."""
    if at >= len(lines) or _goes_on(lines, at):
        return False
    if _dates(lines[at], zone):
        return True
    return is_byline(lines[at]) and (
        not any(word[:1].islower() and len(word) > 3 for word in lines[at].split()[1:])
        or (at + 1 < len(lines) and _dates(lines[at + 1], zone))
    )


def _dates(line: str, zone: ZoneInfo) -> bool:
    ends = line.endswith(".") and not folded(line).endswith("г.")
    return not ends and is_dateline(line) and read_date(line, zone) is not None


def _goes_on(lines: Sequence[str], at: int) -> bool:
    return at + 1 < len(lines) and lines[at + 1][:1].islower()


def _heads(lines: Sequence[str], at: int, zone: ZoneInfo) -> bool:
    """Whether a line is a title: author or date follow it, at once or behind one more such line, or it ends in one."""
    if not _may_head(lines[at]) or _goes_on(lines, at):
        return False
    if date_in_title(lines[at], zone) or _tells(lines, at + 1, zone):
        return True
    return at + 2 < len(lines) and _may_head(lines[at + 1]) and _tells(lines, at + 2, zone)


def _may_head(line: str) -> bool:
    words = line.split()
    last = folded(words[-1]) if words else ""
    return (
        2 <= len(words) <= _LONGEST_TITLE
        and not ends_sentence(line)
        and not line.endswith((",", "،"))
        and last not in furniture().leads
    )


def _ends_early(lines: Sequence[str]) -> bool:
    """Whether the first line is a title: one of a few that end no sentence, or one that ends before the width of print
    is used up, so that another word had had room."""
    if not _may_head(lines[0]) or _goes_on(lines, 0) or not any(each.isalpha() for each in lines[1][:1]):
        return False
    if len(lines) <= 3 and not any(map(ends_sentence, lines)):
        return True
    return len(lines[0]) + 1 + len(lines[1].split(maxsplit=1)[0]) <= max(map(len, lines))


def _taken(line: str, found: Opening, zone: ZoneInfo) -> bool:
    if is_dateline(line):
        date = read_date(line, zone)
        if date is None:
            return False
        found.published.append(date)
    elif is_byline(line):
        who = line.split(maxsplit=1)[-1]
        date = read_date(line, zone)
        if date is not None:
            found.published.append(date)
            who = _BEFORE_DATE.split(who, maxsplit=1)[0]
        found.author = found.author or who.strip(" :")
    else:
        return False
    found.removed.append(line)
    return True


def choose(dates: Sequence[Published], title: str | None, zone: ZoneInfo) -> tuple[Published | None, list[str]]:
    """The first date that can be read in one way only, else that in the title, else the first.

    More than a day between them is flagged.
    """
    sure = [each for each in dates if each.at is not None]
    if not sure and (told := date_in_title(title, zone)):
        dates = [told, *dates]
        sure = [told] if told.at else []
    if not sure:
        return (dates[0] if dates else None), []
    days = [each.at.date().toordinal() for each in sure if each.at is not None]
    return sure[0], ["publication_dates_differ"] if max(days) - min(days) > 1 else []
