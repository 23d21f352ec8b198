"""Where in a text words stand."""

from __future__ import annotations

from typing import Literal

from ._schema import Record


class Span(Record):
    """A run of characters [start, end) of a document's text, and the words that stand there.

    `of` says where they count: in the `text`, in the `title`, or in the cells of a `table`'s row joined by " | ".
    """

    start: int
    end: int
    words: str
    of: Literal["text", "title", "table"] = "text"
