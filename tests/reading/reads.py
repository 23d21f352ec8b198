"""A text read as a document, for tests of the whole way from words to events."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from holdfire.reading import read_documents
from holdfire.records import Document, Reading
from holdfire.world import World, load_world, theatres

DAY = datetime(2016, 8, 27, tzinfo=UTC)
"""A Saturday."""


@cache
def everywhere() -> World:
    return load_world(theatres=theatres())


def read(text: str, title: str | None = None, published: datetime | None = DAY, language: str = "en") -> Reading:
    """The reading of a text, as published on Saturday 27 August 2016 where nothing else is said."""
    document = Document(id="made", kind="text", title=title, text=text, language=language, published=published)
    [reading] = read_documents([document], everywhere(), zone="Asia/Damascus")
    return reading
