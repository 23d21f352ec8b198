"""Quotations in a text: every kind of quotation mark, one inside another, over several paragraphs, and never closed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_MARK = re.compile("[\"“”„«»'‘’]")
_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
_BEFORE_OPENING = frozenset(" \t\n\u00a0([{—–-/:")
_AFTER_CLOSING = frozenset(" \t\n\u00a0)]}—–-/,.;:!?…")
_CLOSED_BY = {"“": '”"', '"': '"”', "„": '“”"', "«": "»", "»": "«"}
_TINY = 3
"""Between single marks that near there is a letter left out ("rock 'n' roll"), no quotation."""
_END = frozenset(".,!?…;:")


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between quotation marks: characters [start, end) without them, [left, right) with them.

    `closed` is false where no closing mark was found; then the quotation goes to the end of its paragraph.
    """

    left: int
    start: int
    end: int
    right: int
    closed: bool = True


def quotations(text: str) -> list[Quotation]:
    """The outermost quotations of a text, in order; what is quoted inside one is part of it.

    >>> text = 'He said “they shouted ‘go home’ at us”, and "no" to me; the rebels’ men didn’t.'
    >>> [text[each.start:each.end] for each in quotations(text)]
    ['they shouted ‘go home’ at us', 'no']
    """
    found: list[Quotation] = []
    running = False
    for start, end in _paragraphs(text):
        here = list(_paragraph(text, start, end))
        if running and here and here[0].left == start and text[start] == text[found[-1].left]:
            first = here.pop(0)
            before = found.pop()
            here.insert(0, Quotation(before.left, before.start, first.end, first.right, first.closed))
        found.extend(here)
        running = bool(here) and not here[-1].closed
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _BREAK.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _paragraph(text: str, start: int, end: int) -> Iterator[Quotation]:
    """The quotations of one paragraph. A mark that neither opens nor closes anything is passed over."""
    marks = [each.start() for each in _MARK.finditer(text, start, end)]
    singles = [at for at in marks if text[at] in "'’" and _closes_single(text, at)]
    open_: list[int] = []
    inner: list[Quotation] = []
    until = start
    for at in marks:
        mark = text[at]
        if at < until:
            continue
        if mark in "'‘’":
            close = None if open_ else _single(text, at, singles, end)
            if close is not None:
                until = close + 1
                yield Quotation(at, at + 1, close, close + 1)
        elif open_ and _closes(text, at, text[open_[-1]]):
            left = open_.pop()
            quotation = Quotation(left, left + 1, at, at + 1)
            if open_:
                inner.append(quotation)
            else:
                inner.clear()
                yield quotation
        elif _opens(text, at, bool(open_)):
            open_.append(at)
    yield from _unclosed(open_, inner, end)


def _unclosed(open_: list[int], inner: list[Quotation], end: int) -> Iterator[Quotation]:
    """What is left open at the end of a paragraph: the quotations after it were not inside it, its end was lost."""
    if not open_:
        return
    later = [each for each in inner if each.left > open_[0]]
    if later:
        reached = 0
        for each in sorted(later, key=lambda each: each.left):
            if each.left >= reached:
                yield each
                reached = each.right
        return
    last = open_[-1]
    yield Quotation(last, last + 1, end, end, closed=False)


def _closes(text: str, at: int, opener: str) -> bool:
    mark = text[at]
    if mark not in _CLOSED_BY.get(opener, ""):
        return False
    return mark != '"' or not _looks_opening(text, at)


def _opens(text: str, at: int, inside: bool) -> bool:
    mark = text[at]
    if mark in "“„«":
        return True
    if mark == '"':
        return _looks_opening(text, at) or (not inside and not _looks_closing(text, at))
    return mark == "”" and not inside and _looks_opening(text, at)


def _looks_opening(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return before in _BEFORE_OPENING and not after.isspace() and after not in ".,;:!?"


def _looks_closing(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return not before.isspace() and after in _AFTER_CLOSING


def _single(text: str, at: int, closers: list[int], end: int) -> int | None:
    """Where the single mark at `at` is closed, or None where it opens nothing: an apostrophe, mostly."""
    if text[at] == "’" or not _looks_opening(text, at) or not (at + 1 < end and text[at + 1].isalpha()):
        return None
    first = bisect_right(closers, at)
    for close in closers[first : first + 8]:
        if text[at] == "'" and text[close] != "'":
            continue
        if close - at > _TINY and (text[close - 1] in _END or not _plural(text, close)):
            return close
    return closers[first] if text[at] == "‘" and first < len(closers) else None


def _closes_single(text: str, at: int) -> bool:
    return _looks_closing(text, at) or at + 1 == len(text)


def _plural(text: str, at: int) -> bool:
    """An apostrophe after a plural: "the rebels’ men"."""
    return text[at - 1] == "s" and text[at + 1 : at + 2] == " " and text[at + 2 : at + 3].isalpha()
