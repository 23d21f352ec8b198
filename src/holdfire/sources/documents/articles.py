"""Lists of articles: JSON lines, a JSON list, or a table whose columns are recognised by name."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import Any

from ...records import Document
from ..page import is_markup, of_markup
from ..problem import SourceError
from .boilerplate import without_furniture
from .characters import decode, neutral, one_line, paragraphs
from .chat_lines import day_of
from .given import Given, Own, record
from .publication import Published, read_date

_NAMES = {
    "title": ("title", "article_title", "headline"),
    "text": ("text", "article_content", "article_text", "full_text", "maintext", "content", "body"),
    "published": (
        "published", "date_published", "published_at", "date_publish", "publish_date", "publication_date", "pubdate",
        "date",
    ),
    "publisher": ("publisher", "source", "outlet", "source_name", "source_domain"),
    "author": ("author", "authors", "byline"),
    "url": ("url", "link", "source_url"),
    "language": ("language", "lang"),
}  # fmt: skip


def json_documents(lines: Iterable[bytes], given: Given) -> Iterator[Document]:
    """The articles of a file with one JSON object a line; an object without a text is an error that names the line."""
    for number, data in enumerate(lines, start=1):
        if not data.strip(b"\xef\xbb\xbf \t\r\n\0"):
            continue
        text, odd = decode(data)
        yield _article(_loaded(text, given, number), given, number, odd)


def list_documents(data: bytes, given: Given) -> Iterator[Document]:
    """The articles of a JSON list, or of one JSON object."""
    content = _loaded(decode(data)[0], given, None)
    for number, each in enumerate(content if isinstance(content, list) else [content], start=1):
        yield _article(each, given, number, [])


def _loaded(text: str, given: Given, line: int | None) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        raise SourceError(
            given.name, line=line, found="text that is not JSON", expected="one article, a JSON object",
            remedy="Correct the line, or write the file again.",
        ) from None  # fmt: skip


def table_documents(
    lines: Iterable[bytes], given: Given, names: list[str], delimiter: str, order: str | None
) -> Iterator[Document]:
    """The articles of a table, one a row. `order` is that of the figures of its dates, where the column tells it."""
    source = (decode(line)[0] for line in lines)
    rows = csv.reader(source, delimiter=delimiter)
    try:
        next(row for row in rows if row)
        for cells in rows:
            if cells:
                odd = ["ragged_row"] if len(cells) != len(names) else []
                yield _article(dict(zip(names, cells, strict=False)), given, rows.line_num, odd, order)
    except csv.Error as bad:
        raise SourceError(
            given.name, line=rows.line_num, found=f"a row that cannot be taken apart ({bad})",
            expected="cells of at most 131,072 characters, quoted where they hold line ends",
            remedy="Write the table again, or as JSON lines.",
        ) from None  # fmt: skip


def order_in(lines: Iterable[bytes], names: list[str], delimiter: str) -> str | None:
    """How the column of dates writes its days (`dmy`, `mdy`), where it can be only one; else nothing.

    >>> order_in([b"date,text", b"4/5/2017,One.", b"4/27/2017,Two."], ["date", "text"], ",")
    'mdy'
    """
    at = next((names.index(name) for name in _NAMES["published"] if name in names), None)
    if at is None:
        return None
    seen = set()
    try:
        for cells in csv.reader((decode(line)[0] for line in lines), delimiter=delimiter):
            found = _FIGURES.match(cells[at].strip()) if at < len(cells) else None
            if found:
                seen.add((int(found[1]), int(found[2]), int(found[3])))
    except csv.Error:  # told, with its line, where the rows are read
        return None
    possible = [order for order in ("dmy", "mdy") if seen and all(day_of(each, order) for each in seen)]
    return possible[0] if len(possible) == 1 else None


_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)$")


def delimiter_of(head: str) -> str:
    """The character that parts the columns: the one that gives the widest first record."""
    return max(",;\t|", key=lambda each: len(next(csv.reader(io.StringIO(head, newline=""), delimiter=each), [])))


def _article(value: Any, given: Given, number: int, odd: list[str], order: str | None = None) -> Document:
    fields = _fields(value, given, number)
    text, flags = neutral(fields["text"])
    told = _published(fields.get("published"), given, order)
    if is_markup(text):
        own = of_markup(text, given)
        own.kind = "article"
        own.published = told or own.published
    else:
        lines, removed = without_furniture(paragraphs(text))
        own = Own("article", lines, published=told, removed=removed, flags=[] if lines else ["no_text"])
    own.title = one_line(fields.get("title")) or own.title
    own.publisher = one_line(fields.get("publisher")) or own.publisher
    own.author = one_line(fields.get("author")) or own.author
    own.url = one_line(fields.get("url"), 2_000) or own.url
    own.language = (one_line(fields.get("language"), 3) or "").lower() or own.language
    own.flags = [*odd, *flags, *own.flags]
    return record(own, given)


def _fields(value: Any, given: Given, number: int) -> dict[str, str]:
    if isinstance(value, dict):
        plain = {str(key).strip().lower(): _plain(content) for key, content in value.items()}
        found = {
            field: next(text for name in names if (text := plain.get(name)))
            for field, names in _NAMES.items()
            if any(plain.get(name) for name in names)
        }
        if "text" in found or "title" in found:
            return {"text": "", **found}
    raise SourceError(
        given.name, line=number, found="an entry without a text", expected=f"one of {', '.join(_NAMES['text'])}",
        remedy="Name the article's text so, or take the entry out.",
    )  # fmt: skip


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(each for each in value if isinstance(each, str))
    return value if isinstance(value, str) else "" if value is None or isinstance(value, dict) else str(value)


def _published(words: str | None, given: Given, order: str | None) -> Published | None:
    found = read_date(words, given.zone, "header") if words else None
    if not found or not found.ambiguous or not order:
        return found
    figures = _FIGURES.match(found.words)
    day = day_of((int(figures[1]), int(figures[2]), int(figures[3])), order) if figures else None
    return Published(datetime.combine(day, time(), given.zone), "day", found.words, "header") if day else found
