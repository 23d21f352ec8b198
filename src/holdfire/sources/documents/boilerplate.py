"""The furniture of a page, line by line: what was printed around a text and is no part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ...world import read_yaml

_FILE = Path(__file__).parent / "words" / "boilerplate.yaml"
_ENDS_SENTENCE = re.compile(r"""[.!?…:;؟۔。।]["'”’»)\]]*$|[.!?…؟۔]["'”’»)\]]*\s*\W*$|["”»]$""")
_EDGES = " \t\n.,:;!?…|•·-–—*»«<>[]()#+\"'“”"
_BULLETS = " •·-–—*»>[(|"
_FEWEST_SENTENCES = 3
_MOST_AT_END = 6
_LONGEST_LINK = 20
_SHORTEST_LINK = 4
_TITLE_AMONG = 4
_LONGEST_TITLE = 30


@dataclass(frozen=True)
class Furniture:
    """The word lists, folded, over all languages."""

    alone: frozenset[str]
    opens: tuple[str, ...]
    opens_unended: tuple[str, ...]
    holds: tuple[str, ...]
    caption: tuple[str, ...]
    byline: tuple[str, ...]
    dated: frozenset[str]
    leads: frozenset[str]
    months: dict[str, int]
    chat: tuple[str, ...]
    longest: int
    longest_caption: int


@cache
def furniture() -> Furniture:
    """The word lists of `words/boilerplate.yaml`, read once."""
    content: dict[str, Any] = read_yaml(_FILE).content
    every = {
        key: tuple(folded(str(word)) for words in content[key].values() for word in words)
        for key in ("alone", "opens", "opens_unended", "holds", "caption", "byline", "dated", "leads", "chat")
    }
    months = {folded(str(name)): int(number) for number, names in content["months"].items() for name in names}
    return Furniture(
        frozenset(every["alone"]), every["opens"], every["opens_unended"], every["holds"], every["caption"],
        every["byline"], frozenset(every["dated"]), frozenset(every["leads"]), months, every["chat"],
        int(content["longest"]), int(content["longest_caption"]),
    )  # fmt: skip


def folded(text: str) -> str:
    """Text as it is compared: without case, with straight apostrophes."""
    return text.casefold().replace("’", "'").replace("‘", "'")


def is_furniture(line: str) -> bool:
    """Whether a line is surely none of the text's own.

    >>> is_furniture("Advertisement"), is_furniture("READ MORE: Talks resume"), is_furniture("Shells fell on Homs.")
    (True, True, False)
    """
    words = furniture()
    if len(line) > words.longest:
        return False
    plain = folded(line)
    if plain.strip(_EDGES) in words.alone or not any(each.isalnum() for each in plain):
        return True
    opening = plain.lstrip(_BULLETS)
    if opening.startswith(words.opens) or any(phrase in plain for phrase in words.holds):
        return True
    if not ends_sentence(line) and len(line.split()) <= _LONGEST_LINK and opening.startswith(words.opens_unended):
        return True
    return len(line) <= words.longest_caption and _not_said(line) and any(phrase in plain for phrase in words.caption)


def _not_said(line: str) -> bool:
    """Whether a line is no quotation: what somebody is quoted as saying is never a caption."""
    return not line.startswith(("“", '"', "«"))


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does.

    >>> ends_sentence("He left.”"), ends_sentence("Kerry and Lavrov meet")
    (True, False)
    """
    return bool(_ENDS_SENTENCE.search(line[-12:]))


def without_furniture(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines that stay, and those that are furniture, each in order."""
    kept: list[str] = []
    removed: list[str] = []
    for line in lines:
        (removed if is_furniture(line) else kept).append(line)
    return kept, removed


def without_links_at_end(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines without the headlines of other articles that stand after a text of whole sentences.

    A line at the end is such a headline if it has four to twenty words, no figure and no end of a sentence. Nothing is
    taken from a text with fewer than three sentences, such as a list of counts.

    >>> without_links_at_end(["One.", "Two.", "Three.", "Ministers open talks in Geneva"])[1]
    ['Ministers open talks in Geneva']
    """
    if sum(map(ends_sentence, lines)) < _FEWEST_SENTENCES:
        return list(lines), []
    end = len(lines)
    while end and len(lines) - end < _MOST_AT_END and _is_headline(lines[end - 1]):
        end -= 1
    return list(lines[:end]), list(lines[end:])


def _is_headline(line: str) -> bool:
    words = line.split()
    return (
        _SHORTEST_LINK <= len(words) <= _LONGEST_LINK
        and "\n" not in line
        and not ends_sentence(line)
        and not any(each.isdigit() for each in line)
        and words[0][:1] not in "-–—•*("
    )


def title_of(lines: Sequence[str]) -> int | None:
    """Which line is the title: the first of the opening lines that ends no sentence, with a sentence after it.

    >>> title_of(["Talks Fail in Geneva", "The talks ended late on Friday without a deal."])
    0
    """
    for at, line in enumerate(lines[:_TITLE_AMONG]):
        if ends_sentence(line) and not line.endswith(("?", "!", "”", '"', "’")):
            return None
        if "\n" not in line and 2 <= len(line.split()) <= _LONGEST_TITLE and not is_byline(line):
            return at if any(map(ends_sentence, lines[at + 1 : at + 6])) else None
    return None


def is_byline(line: str) -> bool:
    """Whether a line names who wrote the text.

    >>> is_byline("By Our Correspondent"), is_byline("By Friday the truce had failed in most of the city, it said.")
    (True, False)
    """
    words = line.split()
    return len(words) <= 8 and not ends_sentence(line) and folded(line).startswith(furniture().byline)
