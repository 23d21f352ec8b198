"""Words on the map: how much room they take, and where they stand without touching one another."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .borders import Box
from .projection import Floats
from .svg import escape, number

# Font size in units and mean width of a letter in ems, by class: gl province, nl country, sl sea, pl place, ownl area.
FONTS = {"gl": (10.5, 0.6), "nl": (10.5, 0.88), "sl": (10.5, 0.88), "pl": (10.5, 0.62), "ownl": (10.5, 0.6)}
ARABIC = (12.0, 0.52)


@dataclass(frozen=True)
class Label:
    """Words at a baseline point; `anchor` is start, middle or end, in the sense of the page's left and right."""

    kind: str
    words: str
    x: float
    y: float
    anchor: str
    box: Box

    def svg(self, direction: str) -> str:
        """A text element. A right-to-left one starts at its right edge, so that its anchor turns."""
        anchor = {"start": "end", "end": "start"}.get(self.anchor, self.anchor) if direction == "rtl" else self.anchor
        return (
            f'<text class="{self.kind}" x="{number(self.x)}" y="{number(self.y)}" text-anchor="{anchor}" '
            f'direction="{direction}" unicode-bidi="isolate">{escape(self.words)}</text>'
        )


def width_of(words: str, kind: str) -> tuple[float, float]:
    """Width and font size, in units, that words of that class take at most.

    >>> width_of("Hama", "pl")
    (26.0, 10.5)
    """
    arabic = any(unicodedata.bidirectional(char) in ("AL", "R") for char in words)
    size, letter = ARABIC if arabic else FONTS[kind]
    letters = sum(not unicodedata.combining(char) for char in words)
    return round(letters * size * letter, 1), size


def boxed(kind: str, words: str, x: float, y: float, anchor: str) -> Label:
    """A label with the box that it covers."""
    width, size = width_of(words, kind)
    left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return Label(kind, words, x, y, anchor, (left, y - size * 0.85, left + width, y + size * 0.3))


def overlap(one: Box, other: Box) -> float:
    """Common area of two boxes.

    >>> overlap((0, 0, 2, 2), (1, 1, 3, 3))
    1
    """
    return max(0, min(one[2], other[2]) - max(one[0], other[0])) * max(0, min(one[3], other[3]) - max(one[1], other[1]))


def inside(box: Box, room: Box) -> bool:
    """Whether a box lies in another."""
    return room[0] <= box[0] and room[1] <= box[1] and box[2] <= room[2] and box[3] <= room[3]


@dataclass
class Board:
    """A rectangle on which labels are laid one by one.

    `closed` boxes are never written on. `marks` are where symbols will stand: written over as little as can be.
    """

    room: Box
    closed: list[Box] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)
    laid: list[Label] = field(default_factory=list)

    def free(self, label: Label) -> bool:
        """Whether a label lies on the board and touches nothing that is closed or written."""
        taken = [*self.closed, *(other.box for other in self.laid)]
        return inside(label.box, self.room) and not any(overlap(label.box, box) for box in taken)

    def covered(self, label: Label) -> float:
        """The share of a label that marks would cover, at most 1."""
        if not self.marks:
            return 0.0
        left, top, right, bottom = label.box
        marks = self._marks
        wide = np.minimum(right, marks[:, 2]) - np.maximum(left, marks[:, 0])
        high = np.minimum(bottom, marks[:, 3]) - np.maximum(top, marks[:, 1])
        common = np.maximum(0, wide) * np.maximum(0, high)
        return min(1.0, float(common.sum()) / ((right - left) * (bottom - top)))

    @cached_property
    def _marks(self) -> Floats:
        return np.array(self.marks)

    def lay(self, candidates: Iterable[Label], most: float = 0.3) -> bool:
        """Write the first of the least covered candidates; whether there was one good enough."""
        best: tuple[float, Label] | None = None
        for label in candidates:
            if not self.free(label):
                continue
            share = self.covered(label)
            if share <= most and (best is None or share < best[0]):
                best = (share, label)
            if share == 0:
                break
        if best:
            self.laid.append(best[1])
        return best is not None


def around(kind: str, words: str, x: float, y: float, away: float) -> Sequence[Label]:
    """Places for a label around a point, best first: right, left, above, below, the corners, then further off."""
    far = away * 2.2
    return [*_ring(kind, words, x, y, away), *_ring(kind, words, x, y, far)]


def _ring(kind: str, words: str, x: float, y: float, away: float) -> list[Label]:
    near = away * 0.75
    return [
        boxed(kind, words, x + away, y + 3.5, "start"),
        boxed(kind, words, x - away, y + 3.5, "end"),
        boxed(kind, words, x, y - away + 1, "middle"),
        boxed(kind, words, x, y + away + 8, "middle"),
        boxed(kind, words, x + near, y - near + 1, "start"),
        boxed(kind, words, x + near, y + near + 6, "start"),
        boxed(kind, words, x - near, y - near + 1, "end"),
        boxed(kind, words, x - near, y + near + 6, "end"),
    ]
