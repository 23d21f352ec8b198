"""Documents of every kind, recognised by content: pages, text, PDF, DOCX, e-mail, chats and lists of articles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..records import Document
from .address import Address, Where, place
from .documents.articles import delimiter_of, json_documents, list_documents, order_in, table_documents
from .documents.characters import decode
from .documents.chat import chat_documents, telegram_documents
from .documents.docx import docx_document
from .documents.given import Given
from .documents.mail import mail_documents, mbox_documents
from .documents.opened import EXPECTED, head_of, header_of, kind_of, lines_of, whole
from .documents.pdf import LARGEST_PDF, pdf_document
from .documents.publication import day_or_instant
from .page import of_bytes
from .problem import SourceError, UnreachableError

KINDS = ("page", "text", "pdf", "docx", "mail", "chat", "article")
"""What a document's `kind` can be."""


def is_document(path: Where | str) -> bool:
    """Whether a file can be read as documents, by its first bytes. Tables of events and files of reports are none.

    A file that is missing or cannot be opened is none either; `read_documents` says why.
    """
    try:
        head, _ = head_of(_path(path))
    except UnreachableError:  # of such a file nothing is known
        raise
    except SourceError:
        return False
    return kind_of(head) is not None


_MANY = frozenset({"articles-table", "articles", "mbox", "chat", "telegram"})


def holds_many(path: Where | str) -> bool:
    """Whether a file is of a kind that can hold many documents: a mailbox, a chat export, a list of articles."""
    try:
        head, _ = head_of(_path(path))
    except UnreachableError:  # of such a file nothing is known
        raise
    except SourceError:
        return False
    return kind_of(head) in _MANY


def read_documents(
    path: Where | str,
    *,
    published: date | datetime | str | None = None,
    zone: str = "UTC",
    publisher: str | None = None,
) -> Iterator[Document]:
    """The documents of a file, here or at an address, one after another: a mailbox, a chat export or a list of articles
    holds several.

    `published`, a day or instant (or either as ISO text), dates those that give no date, or one that can be read as
    two days. A document's own date stands; where it differs, that is flagged (`published_differs`), and a document
    without either has none (`no_publication_date`). `zone` is the IANA zone in which days and times without a zone are
    meant, `publisher` the outlet.

    Raises `SourceError`, naming what was found and what to do, for a file that is no document, is beyond a limit, is
    encrypted or damaged; `ValueError` or `TypeError`, at once, for a `published` that is no date or a `path` that is
    none. Nothing else is fetched, nothing in a document is run, and nothing attached is opened.
    """
    return _documents(_path(path), day_or_instant(published), zone, publisher)


def _path(path: Where | str) -> Where:
    if not isinstance(path, (str, Path, Address)):
        raise TypeError(f"expected a path, found {str(path)[:40]!r} ({type(path).__name__})")
    return place(path) if isinstance(path, str) else path


def _documents(path: Where, published: date | datetime | None, zone: str, publisher: str | None) -> Iterator[Document]:
    try:
        given = Given(path, published, ZoneInfo(zone), publisher)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SourceError(
            path, found=f"the zone {zone!r}", expected="an IANA zone", remedy='Write one such as "Asia/Damascus".'
        ) from None
    head, packed = head_of(path)
    kind = kind_of(head)
    if kind is None:
        raise SourceError(
            path, found="a table, or a file of a kind that holds no text", expected=EXPECTED,
            remedy="Give a table to `holdfire assess`; for a picture or scan, write its text down as a file.",
        )  # fmt: skip
    yield from _read(kind, path, packed, head, given)


def _read(kind: str, path: Where, packed: str | None, head: bytes, given: Given) -> Iterator[Document]:
    if kind == "articles-table":
        text = decode(head)[0].removeprefix("\ufeff")
        names, delimiter = header_of(text) or [], delimiter_of(text)
        order = order_in(lines_of(path, packed), names, delimiter)
        yield from table_documents(_bare(lines_of(path, packed)), given, names, delimiter, order)
    elif kind == "articles":
        yield from _json(path, packed, given)
    elif kind == "mbox":
        yield from mbox_documents(lines_of(path, packed), given)
    elif kind == "pdf":
        yield pdf_document(whole(path, packed, LARGEST_PDF), given)
    elif kind == "docx":
        yield docx_document(whole(path, packed, LARGEST_PDF), given)
    elif kind in _SEVERAL:
        yield from _SEVERAL[kind](whole(path, packed), given)
    else:
        yield of_bytes(whole(path, packed), given)


_SEVERAL = {"mail": mail_documents, "chat": chat_documents, "telegram": telegram_documents}


def _json(path: Where, packed: str | None, given: Given) -> Iterator[Document]:
    """One object a line; else the file is one list or object."""
    lines = lines_of(path, packed)
    first = next(lines).strip()
    if first.removeprefix(b"\xef\xbb\xbf").startswith(b"{") and first.endswith(b"}"):
        yield from json_documents(chain([first], lines), given)
    else:
        yield from list_documents(whole(path, packed), given)


def _bare(lines: Iterator[bytes]) -> Iterator[bytes]:
    for at, line in enumerate(lines):
        yield line.removeprefix(b"\xef\xbb\xbf") if at == 0 else line
