"""Where the records of a delimited text begin and end, found without splitting their cells.

A newline inside quotes is no boundary. A quote opens a cell only at the cell's start, and a doubled quote
inside a cell stands for itself (RFC 4180); a stray quote in the middle of a plain cell is a plain character.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]

LONGEST = 512 * 1024
"""A record longer than this, in bytes, is taken to hold an unclosed quote, so that one bad cell never eats a
file."""

WINDOW = 32 * 1024 * 1024

_BLOCK = 1 << 16
"""Bytes that stay in the processor's cache: twice as fast as one pass over a whole window."""

_NEWLINE, _RETURN, _QUOTE = 10, 13, 34


@dataclass(frozen=True)
class Piece:
    """A run of whole records: bytes [start, end), how many rows, and the number of the first (from 1).

    `broken` is set where the piece is a single line that could not be closed as a record.
    """

    start: int
    end: int
    rows: int
    first: int
    broken: bool = False


class Text(Protocol):
    """Bytes that lie in a file, or that a stream gives in order."""

    def window(self, start: int, size: int) -> Bytes:
        """Bytes [start, start + size), fewer only at the end of the text; `start` never goes back."""


def ends_of(text: Bytes, delimiter: str, quoted: bool = True) -> Offsets:
    """The offset after each record's line break; a last record without one is not counted.

    >>> ends_of(np.frombuffer(b'a,"x' + bytes([10]) + b'y"' + bytes([10]), dtype=np.uint8), ",").tolist()
    [8]
    """
    breaks = _breaks(text)
    if not quoted:
        return breaks + 1
    quotes = _structural(text, _positions(text, _QUOTE), ord(delimiter))
    outside = (np.searchsorted(quotes, breaks) & 1) == 0
    ends: Offsets = breaks[outside] + 1
    return ends


def _positions(text: Bytes, byte: int) -> Offsets:
    found = [np.flatnonzero(text[at : at + _BLOCK] == byte) + at for at in range(0, len(text), _BLOCK)]
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _holds(text: Bytes, byte: int) -> bool:
    return any(bool((text[at : at + _BLOCK] == byte).any()) for at in range(0, len(text), _BLOCK))


def _breaks(text: Bytes) -> Offsets:
    breaks = _positions(text, _NEWLINE)
    if _holds(text, _RETURN):
        returns = _positions(text, _RETURN)
        # The last byte may be half of a line break that the next window completes.
        returns = returns[returns < len(text) - 1]
        alone = returns[text[returns + 1] != _NEWLINE]
        breaks = np.sort(np.concatenate([breaks, alone]))
    return breaks


def _structural(text: Bytes, quotes: Offsets, delimiter: int) -> Offsets:
    """The quotes that open or close; a doubled quote closes and opens again, which comes to the same."""
    openers = quotes[0::2]
    before = text[np.maximum(openers - 1, 0)]
    at_start = (before == delimiter) | (before == _NEWLINE) | (before == _RETURN) | (openers == 0)
    if (at_start | (before == _QUOTE)).all():
        return quotes
    kept: list[int] = []
    for at in quotes.tolist():
        inside = len(kept) % 2 == 1
        doubled = bool(kept) and not inside and kept[-1] == at - 1
        if inside or doubled or at == 0 or int(text[at - 1]) in (delimiter, _NEWLINE, _RETURN):
            kept.append(at)
    return np.asarray(kept, dtype=np.int64)


def pieces(text: Text, start: int, delimiter: str, quoted: bool, rows: int) -> Iterator[Piece]:
    """The text from `start` on in pieces of at most `rows` rows, in order and without a gap.

    Empty lines are no rows. One window is looked at at a time, so memory does not grow with the text.
    """
    at, first = start, 1
    while len(window := text.window(at, WINDOW)):
        ends = _whole_records(window, delimiter, quoted)
        fitting = ends[: _first_too_long(ends)]
        for piece in _cut(window, fitting, at, first, rows):
            yield piece
            first += piece.rows
        done = int(fitting[-1]) if len(fitting) else 0
        left, last = len(window) - done, len(window) < WINDOW
        at += done
        if len(fitting) < len(ends) or left > LONGEST or (last and left) or not done:
            end = _line_end(text, at)
            yield Piece(at, end, 1, first, broken=True)
            at, first = end, first + 1


def _whole_records(window: Bytes, delimiter: str, quoted: bool) -> Offsets:
    ends = ends_of(window, delimiter, quoted)
    tail = window[int(ends[-1]) if len(ends) else 0 :]
    if len(window) == WINDOW or not len(tail):
        return ends
    quotes = _structural(tail, _positions(tail, _QUOTE), ord(delimiter)) if quoted else ()
    return ends if len(quotes) % 2 else np.append(ends, len(window))


def _first_too_long(ends: Offsets) -> int:
    long = np.flatnonzero(np.diff(ends, prepend=0) > LONGEST)
    return int(long[0]) if len(long) else len(ends)


def full(text: Bytes, ends: Offsets) -> npt.NDArray[np.bool_]:
    """Which of the records that end at `ends` (the first begins at 0) are more than an empty line."""
    starts = np.concatenate([[0], ends[:-1]]) if len(ends) else ends
    size, head = ends - starts, text[starts] if len(starts) else text[:0]
    broken = (head == _NEWLINE) | (head == _RETURN)
    empty: npt.NDArray[np.bool_] = (broken & (size == 1)) | ((head == _RETURN) & (size == 2))
    return ~empty


def _cut(window: Bytes, ends: Offsets, at: int, first: int, rows: int) -> Iterator[Piece]:
    seen = np.cumsum(full(window, ends))
    total = int(seen[-1]) if len(seen) else 0
    begin = 0
    for done in range(0, total, rows):
        upto = min(done + rows, total)
        # Empty lines after the last row go with it.
        last = len(ends) - 1 if upto == total else int(np.searchsorted(seen, upto))
        yield Piece(at + begin, at + int(ends[last]), upto - done, first + done)
        begin = int(ends[last])


def _line_end(text: Text, at: int) -> int:
    size, scanned = LONGEST, at
    while len(window := text.window(scanned, size)):
        breaks = np.flatnonzero((window == _NEWLINE) | (window == _RETURN))
        if len(breaks):
            end = scanned + int(breaks[0]) + 1
            follows = text.window(end, 1)
            crlf = window[breaks[0]] == _RETURN and len(follows) and follows[0] == _NEWLINE
            return end + 1 if crlf else end
        scanned += len(window)
    return scanned
