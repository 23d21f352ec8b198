"""What stands beside the counts of fire: weapons beyond the withdrawal lines, and what kept the mission from seeing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...records.reading import Count
from .lexicon import Hit, Lexicon, Noun, any_of, area_words
from .numbers import Number
from .osce_lines import ARMS, Arm
from .osce_position import place_in
from .osce_sector import osce_words
from .text import Source, made_count, span_of

_WORDS = osce_words()
_KINDS: Lexicon[str] = Lexicon((word, entry["counts"]) for entry in _WORDS["restrictions"] for word in entry["words"])
_HEADING: Lexicon[str] = Lexicon((word, word) for word in _WORDS["restriction_heading"])
_OTHER: Lexicon[str] = Lexicon((word, word) for word in _WORDS["other_headings"])
_LINES = re.compile(rf"(?<!\w)(?:{any_of(_WORDS['withdrawal_lines'])})(?!\w)", re.IGNORECASE)
_BEGINS = tuple(_WORDS["restriction_begins"])
_GAP = re.compile(r"(?:\s{1,2}[\w-]{1,20}){0,3}\s{1,2}", re.IGNORECASE)
_HEADING_LENGTH = 160
_SECTION = re.compile(r"^[^.]{3,160}:?$")


class Sections:
    """Which section of a report a line stands in: `weapons`, `restrictions` with its kind, or none of these."""

    def __init__(self) -> None:
        self.weapons = False
        self.restrictions = False
        self.kind: str | None = None

    def heading(self, line: str) -> bool:
        """Take note of a heading; a line that is none leaves the section as it is."""
        if len(line) > _HEADING_LENGTH or not _SECTION.match(line) or re.search(r"\d", line):
            return False
        if not (_HEADING.find(line) or _LINES.search(line) or _OTHER.find(line) or line.rstrip().endswith(":")):
            return True
        kinds = _KINDS.find(line)
        short = bool(_HEADING.find(line)) or (line.rstrip().endswith(":") and bool(kinds))
        self.restrictions = short
        self.kind = kinds[0].value if short and kinds else None
        self.weapons = bool(_LINES.search(line))
        return True


def weapons(source: Source, start: int, end: int, numbers: Sequence[Number], sections: Sections) -> list[Count]:
    """Weapons seen beyond the lines behind which they belong: number, type (a flag `weapon:`) and place."""
    text = source.document.text
    if not (sections.weapons or _LINES.search(text, start, end)):
        return []
    found = []
    place = place_in(text, start, end, source.world)
    areas = area_words(source.world, bare=False).find(text, start, end)
    for number in numbers:
        arm = _arm_after(text, number, end)
        if arm is None:
            continue
        made = made_count(
            source,
            Noun(counts="weapons_beyond_lines", words=()),
            number,
            source.period,
            area=areas[0].value if areas else None,
            area_words=place.name if place else None,
            act="military_presence",
            span=span_of(text, number.start, arm.end),
            part=True,
            flags=(f"weapon:{arm.value.weapon}",),
        )
        found.append(made)
    return found


def _arm_after(text: str, number: Number, end: int) -> Hit[Arm] | None:
    hit = next(iter(ARMS.find(text, number.end, min(end, number.end + 80))), None)
    return hit if hit is not None and hit.value.heavy and _GAP.fullmatch(text, number.end, hit.start) else None


def restriction(source: Source, start: int, end: int, sections: Sections) -> Count | None:
    """One case of a restriction: a line of that section, or a sentence that says the mission was refused or delayed."""
    text = source.document.text
    kinds = _KINDS.find(text, start, end)
    kind = kinds[0].value if kinds else sections.kind
    if kind is None or not (sections.restrictions or kind in ("access_denied", "access_delayed")):
        return None
    listed = (start == 0 or text[start - 1] == "\n") and text[start:end].startswith(_BEGINS)
    if sections.restrictions and not listed:
        return None
    if not sections.restrictions and not re.search(r"\bSMM\b|\bMission\b|\bpatrol\b", text[start:end]):
        return None
    place = place_in(text, start, end, source.world)
    return made_count(
        source,
        Noun(counts=kind, words=(), kind="effort"),
        Number(start, end, 1, None, digits=False),
        source.period,
        area_words=place.name if place else None,
        act="monitoring_hindered",
        span=span_of(text, start, end),
        part=True,
        flags=("one_line_one_case",),
    )
