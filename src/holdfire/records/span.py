"""Where in a text words stand."""

from __future__ import annotations

from typing import Literal

from ._schema import Record


class Span(Record):
    """A run of characters [start, end) of a document's text, and the words that stand there; or of its title."""

    start: int
    end: int
    words: str
    of: Literal["text", "title"] = "text"
