"""A document's file, opened within bounds, and what kind it is by what it begins with."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from ..address import Address, Where
from ..container import unpacked
from ..page import LARGEST_PAGE, is_markup, too_large
from ..problem import SourceError
from .characters import decode
from .chat_lines import is_chat

HEAD = 1 << 16
_PACKED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bz2"}
_WHOLE = {b"%PDF": "pdf", b"PK\x03\x04": "docx"}
_OTHERS = {
    b"\x89PNG": "a PNG picture", b"\xff\xd8\xff": "a JPEG picture", b"GIF8": "a GIF picture",
    b"II*\0": "a TIFF picture",
    b"MM\0*": "a TIFF picture", b"\xd0\xcf\x11\xe0": "an old Office file (.doc, .xls)", b"{\\rtf": "an RTF document",
    b"SQLite format 3": "an SQLite database", b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7-Zip archive",
    b"\xfd7zXZ": "an XZ archive", b"PAR1": "a Parquet table", b"ARROW1": "an Arrow table", b"\x7fELF": "a program",
    b"MZ": "a program", b"OggS": "a sound recording", b"ID3": "a sound recording", b"RIFF": "a recording or picture",
}  # fmt: skip
_HEADER = re.compile(rb"[!-9;-~]{1,60}:[ \t]?[^\r\n]{0,5000}(?:\r?\n[ \t][^\r\n]{0,5000}){0,200}\r?\n")
_MAIL = frozenset(b"from to subject date message-id received mime-version return-path delivered-to".split())
_TITLES = frozenset({"title", "article_title", "headline"})
_TEXTS = frozenset({"text", "article_content", "content", "body", "article_text", "full_text", "maintext"})

EXPECTED = "a page, text, PDF, DOCX, e-mail, chat export or list of articles"


def head_of(path: Where) -> tuple[bytes, str | None]:
    """The first bytes of a file, unpacked, and how it is packed. Raises `SourceError` where there are none."""
    try:
        with path.open() if isinstance(path, Address) else path.open("rb") as file:
            first = file.read(16)
        packed = next((name for magic, name in _PACKED.items() if first.startswith(magic)), None)
        with unpacked(path, packed) as stream:
            head = stream.read(HEAD)
    except FileNotFoundError:
        raise _refused(path, "no such file", "Check the path.") from None
    except IsADirectoryError:
        raise _refused(path, "a folder", "Name the files in it.") from None
    except PermissionError:
        raise _refused(path, "a file that may not be read", "Change its permissions.") from None
    except (OSError, pa.ArrowException):
        raise _refused(path, "packed data that is damaged", "Get the file again.") from None
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise _refused(path, "an empty file", "Check the download, or the export.")
    return bytes(head), packed


def whole(path: Where, packed: str | None, most: int = LARGEST_PAGE) -> bytes:
    """All bytes of a file, unpacked. Raises `SourceError` beyond `most`, without reading on."""
    parts: list[bytes] = []
    size = 0
    try:
        with unpacked(path, packed) as stream:
            while part := stream.read(1 << 20):
                size += len(part)
                if size > most:
                    raise too_large(str(path), size) if most == LARGEST_PAGE else _too_much(path, size, most)
                parts.append(part)
    except (OSError, pa.ArrowException):
        raise _refused(path, "packed data that breaks off or is damaged", "Get the file again.") from None
    return b"".join(parts)


def lines_of(path: Where, packed: str | None, longest: int = LARGEST_PAGE) -> Iterator[bytes]:
    """The lines of a file with their ends, one after another. Raises `SourceError` for a line beyond `longest`."""
    held = b""
    try:
        with unpacked(path, packed) as stream:
            while part := stream.read(1 << 18):
                *ended, rest = (held + part).split(b"\n") if b"\n" in part else [held + part]
                yield from (line + b"\n" for line in ended)
                held = rest
                if len(held) > longest:
                    raise too_large(str(path), len(held))
    except (OSError, pa.ArrowException):
        raise _refused(path, "packed data that breaks off or is damaged", "Get the file again.") from None
    if held:
        yield held


def _too_much(path: Where, size: int, most: int) -> SourceError:
    return SourceError(
        path, found=f"a file of {size / 1e6:,.0f} million bytes or more", expected=f"at most {most / 1e6:,.0f} million",
        remedy="Cut it into smaller files.",
    )  # fmt: skip


def _refused(path: Where, found: str, remedy: str) -> SourceError:
    return SourceError(path, found=found, expected=EXPECTED, remedy=remedy)


def kind_of(head: bytes) -> str | None:
    """What a document is by its first bytes, or nothing for what is none: a table, a picture, a file of reports.

    `pdf docx mbox mail page telegram chat articles articles-table text`.

    >>> kind_of(b"%PDF-1.4"), kind_of(b"id,when_start,act\\n1,2016-02-27,shelling\\n"), kind_of(b"Talks failed today.")
    ('pdf', None, 'text')
    """
    for magic, kind in _WHOLE.items():
        if head.startswith(magic) or (kind == "pdf" and magic in head[:1024]):
            return kind if kind == "pdf" or b"word/" in head else None  # another packed Office file is a table
    if any(head.startswith(magic) for magic in _OTHERS):
        return None
    if _is_mbox(head):
        return "mbox"
    if _is_mail(head):
        return "mail"
    text, _ = decode(_to_line_end(head))
    return _kind_of_text(text)


def _to_line_end(head: bytes) -> bytes:
    """The head up to its last line end, so that no letter is cut in two."""
    end = head.rfind(b"\n")
    return head if len(head) < HEAD or end < 0 else head[:end]


def _kind_of_text(text: str) -> str | None:
    begin = text.lstrip("\ufeff \t\r\n\0")
    if is_markup(text):
        return "page"
    if begin.startswith(("{", "[")) and (kind := _kind_of_json(begin)):
        return kind if kind != "other" else None
    if is_chat(begin):
        return "chat"
    if re.search(r"^reports\s*:", begin, re.MULTILINE) or begin.startswith("<?xml"):
        return None
    names = header_of(text)
    if names is not None:
        return "articles-table" if is_article(names) else None
    odd = sum(each < " " and each not in "\t\n\r\f" for each in begin[:4096])
    return "text" if odd * 10 <= len(begin[:4096]) else None


def is_article(names: Iterator[str] | list[str] | set[str]) -> bool:
    """Whether columns or keys hold an article: its text, under one of the names that are known for it."""
    return bool({name.strip().lower() for name in names} & _TEXTS)


def _kind_of_json(begin: str) -> str | None:
    if begin.startswith("{"):
        if '"messages"' in begin and re.search(r'"(?:date_unixtime|from_id|type)"', begin):
            return "telegram"
        first = begin.split("\n", 1)[0]
        keys = _keys(first)
        if keys is None:  # one object over many lines, or one longer than what was looked at
            keys = set(re.findall(r'"([a-z_]{1,40})"\s{0,4}:', begin[:HEAD]))
        return "articles" if is_article(keys) and not keys & {"observations", "when_start"} else "other"
    if re.match(r"\[\s*\{", begin):
        return "articles" if is_article(set(re.findall(r'"([a-z_]{1,40})"\s{0,4}:', begin))) else "other"
    return None


def _keys(line: str) -> set[str] | None:
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return {str(key) for key in value} if isinstance(value, dict) else None


def _is_mbox(head: bytes) -> bool:
    first, _, rest = head.partition(b"\n")
    return first.startswith(b"From ") and bool(_HEADER.match(rest))


def _is_mail(head: bytes) -> bool:
    seen: set[bytes] = set()
    at = 0
    while len(seen) < 40 and (found := _HEADER.match(head, at)):
        seen.add(found[0].split(b":", 1)[0].lower())
        at = found.end()
    return (
        len(seen & _MAIL) >= 2
        and bool(seen & {b"from", b"date"})
        and head[at : at + 2] in (b"", b"\n", b"\r\n", b"\n\n")
    ) or (len(seen & _MAIL) >= 3)


def header_of(text: str) -> list[str] | None:
    """The names of a table's columns, or nothing for a text that is no table: two records of one width, few words."""
    for delimiter in ",;\t|":
        rows = csv.reader(io.StringIO(text[:HEAD], newline=""), delimiter=delimiter)
        try:
            records = [row for _, row in zip(range(3), (row for row in rows if row), strict=False)]
        except csv.Error:
            continue
        if not records or len(records[0]) < 2:
            continue
        names = [cell.strip().lower() for cell in records[0]]
        if len(names) >= 5 and len(records) == 3 and len({*map(len, records)}) == 1:
            return names  # a table, with a header or without
        short = all(len(name) <= 60 and not name.endswith(".") for name in names) and len(set(names)) == len(names)
        if short and (is_article(names) or (len(names) >= 3 and all(len(row) == len(names) for row in records[1:]))):
            return names
    return None
