"""What the user says of documents, and the record that comes of it and of what a document says itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ...records import Document, DocumentTable
from ..address import Where
from .characters import neutral
from .language import language_of
from .publication import Published, settle

LONGEST_TEXT = 2_000_000
"""Characters of a document's text beyond which it is cut, and flagged."""
MOST_REMOVED = 2_000


@dataclass(frozen=True)
class Given:
    """The file, and what the user says of the documents in it: day of publication, zone of days and times, outlet."""

    file: Where | None = None
    published: date | datetime | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    publisher: str | None = None

    @property
    def name(self) -> str:
        """The file as it is named in errors."""
        return "text" if self.file is None else str(self.file)


@dataclass
class Own:
    """What was found in a document. Paragraphs become its text; each table goes with the paragraph that it follows."""

    kind: str
    lines: Sequence[str] = ()
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    published: Published | None = None
    tables: Sequence[tuple[str | None, DocumentTable]] = ()
    removed: Sequence[str] = ()
    flags: Sequence[str] = ()


def record(own: Own, given: Given) -> Document:
    """The document: its paragraphs as one text, dated by what it says of itself, else by what the user gives."""
    text = "\n\n".join(own.lines)
    flags = list(own.flags)
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT]
        flags.append("text_cut")
    published, told = settle(own.published, given.published, given.zone)
    language, odd = language_of(text or own.title or "", own.language)
    publisher = given.publisher or own.publisher
    return Document(
        id=_id(own, text, published),
        file=None if given.file is None else neutral(given.file.name)[0],
        kind=own.kind,
        title=own.title,
        text=text,
        publisher=publisher,
        author=own.author,
        url=own.url,
        language=language,
        tables=_placed(own, len(text)),
        removed=tuple(own.removed[:MOST_REMOVED]),
        flags=_once([*flags, *told, *odd]),
        **published,
    )


def _id(own: Own, text: str, published: dict[str, object]) -> str:
    """Sixteen hexadecimal digits from what the document says: the same page saved twice is one document."""
    tables = [row for _, table in own.tables for row in table.rows]
    told = repr((own.title, text, own.url, own.publisher, str(published.get("published") or ""), tables))
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _placed(own: Own, length: int) -> tuple[DocumentTable, ...]:
    ends: dict[str | None, int] = {None: 0}
    at = 0
    for line in own.lines:
        ends[line] = min(at + len(line), length)
        at += len(line) + 2
    return tuple(table.model_copy(update={"after": ends.get(before)}) for before, table in own.tables)


def _once(flags: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(flags))
