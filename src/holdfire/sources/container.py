"""What a file is made of, by its first bytes: compressed or plain, text, Parquet, Arrow, a workbook, or
something else."""

from __future__ import annotations

import hashlib
import mmap
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa

from .address import AT_ONCE, Address, Where
from .boundaries import Bytes
from .problem import SourceError
from .scratch import scratch_folder

_COMPRESSED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bz2"}
_TABLES = {b"PAR1": "parquet", b"ARROW1": "arrow", b"PK\x03\x04": "xlsx", b"\xff\xff\xff\xff": "arrow-stream"}
_OTHERS = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old Office file (.xls or .doc)",
    b"SQLite format 3": "an SQLite database",
    b"{\\rtf": "an RTF document",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\xfd7zXZ": "an XZ archive",
}

REMEDY = "Give a table (CSV, TSV, XLSX, Parquet, Arrow) or a file of reports (YAML, JSONL)."
EXPECTED = "a table or a file of reports"

_READ = frozenset({"a PDF document"})
_TEXT = "To read its text: holdfire read FILE --out read.jsonl."

SAMPLE = 1 << 20


_SMALL = 1 << 12
"""Bytes that tell a table that is no text."""


def head_of(path: Where, size: int = SAMPLE) -> tuple[str, str | None, bytes]:
    """What the file is made of (`text`, `parquet`, …), how it is compressed, and its first bytes unpacked.

    Raises `SourceError` for a missing or empty file, a folder, or something that is no table.
    """
    with _opened(path) as file:
        first = file.read(16)
        file.seek(0)
        compression = next((name for magic, name in _COMPRESSED.items() if first.startswith(magic)), None)
        plain = compression is None and any(first.startswith(magic) for magic in _TABLES)
        head = _read(path, _plain(path, file, compression), min(size, _SMALL) if plain else size)
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise SourceError(path, found="an empty file", expected=EXPECTED, remedy="Check the download, or the export.")
    for magic, name in _OTHERS.items():
        if head.startswith(magic):
            remedy = "Save it as UTF-8." if "UTF-16" in name else _TEXT if name in _READ else REMEDY
            raise SourceError(path, found=name, expected=EXPECTED, remedy=remedy)
    made_of = next((name for magic, name in _TABLES.items() if head.startswith(magic)), "text")
    if made_of == "text":
        _refuse_other_text(path, head)
    return made_of, compression, head


@contextmanager
def _opened(path: Where) -> Iterator[pa.NativeFile]:
    """The file, to be read at any place. Raises `SourceError` where it cannot be."""
    if isinstance(path, Address):
        with path.open() as file:
            yield file
        return
    with _checked(path), pa.OSFile(_name(path), "rb") as file:
        yield file


def _checked(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise SourceError(path, found="no such file", expected=EXPECTED, remedy="Check the path.") from None
    except IsADirectoryError:
        raise SourceError(path, found="a folder", expected=EXPECTED, remedy="Name the files in it.") from None
    except PermissionError:
        raise SourceError(
            path, found="a file that may not be read", expected=EXPECTED, remedy="Change its permissions."
        ) from None


def _refuse_other_text(path: Where, head: bytes) -> None:
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    if begin.startswith((b"<!doctype html", b"<html")) or b"<html" in begin:
        raise SourceError(
            path,
            found="a web page (HTML)",
            expected=EXPECTED,
            remedy="Save the table that the page links to; to read its text: holdfire read FILE --out read.jsonl.",
        )
    if begin.startswith(b"<"):
        raise SourceError(path, found="an XML document", expected=EXPECTED, remedy=REMEDY)
    if b"\0" in head[:4096]:
        raise SourceError(path, found="a binary file of an unknown kind", expected=EXPECTED, remedy=REMEDY)


def _name(path: Path) -> str | bytes:
    """A path as Arrow opens it: in bytes, since a name need not be text, where the system has it in bytes."""
    return str(path) if os.name == "nt" else os.fsencode(path)


@contextmanager
def unpacked(path: Where, compression: str | None) -> Iterator[pa.NativeFile]:
    """The file as a stream of plain bytes. Raises `SourceError` for an address that cannot be read."""
    if isinstance(path, Address):
        with path.stream() as file:
            yield pa.CompressedInputStream(file, compression) if compression else file
        return
    with pa.OSFile(_name(path), "rb") as file:
        yield _plain(path, file, compression)


def _plain(path: Where, file: pa.NativeFile, compression: str | None) -> pa.NativeFile:
    if compression is None:
        return file
    # A packed file is read in small pieces, and at an address each of them would be a request of its own.
    packed = pa.BufferedInputStream(file, AT_ONCE) if isinstance(path, Address) else file
    return pa.CompressedInputStream(packed, compression)


@contextmanager
def brought(path: Where) -> Iterator[Path]:
    """The file as one of this machine, for what can only read such: from an address it is copied into a folder that is
    gone at the end of the `with` block. Errors name the address."""
    if isinstance(path, Path):
        yield path
        return
    with scratch_folder() as folder:
        copy = folder / (path.name.replace("\0", "") or "file")
        with path.stream() as stream, copy.open("wb") as file:
            while part := _read(path, stream, 8 * AT_ONCE):
                file.write(part)
        try:
            yield copy
        except SourceError as bad:
            if bad.file != str(copy):
                raise
            remedy = bad.remedy.replace(str(copy), str(path))
            raise SourceError(path, line=bad.line, found=bad.found, expected=bad.expected, remedy=remedy) from None


def _read(path: Where, stream: pa.NativeFile, size: int) -> bytes:
    parts: list[bytes] = []
    try:
        while size > 0 and (part := stream.read(size)):
            parts.append(part)
            size -= len(part)
    except (OSError, pa.ArrowException) as bad:
        if isinstance(path, Address) and not _PACKING.search(str(bad)):
            raise path.problem(bad) from None
        raise _damaged(path, bad) from None
    return b"".join(parts)


_PACKING = re.compile(r"zlib|zstd|bz2|bzip|compressed|codec", re.IGNORECASE)
"""Words of Arrow's messages on data that cannot be unpacked."""


def _damaged(path: Where, bad: Exception) -> SourceError:
    return SourceError(
        path,
        found=f"compressed data that breaks off or is damaged ({bad})",
        expected="a whole compressed file",
        remedy="Get the file again; if it was cut short, unpack what there is and give that.",
    )


class Mapped:
    """The bytes of a plain file, looked at in place."""

    def __init__(self, path: Path):
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._bytes = np.frombuffer(self._map, dtype=np.uint8)

    def window(self, start: int, size: int) -> Bytes:
        return self._bytes[start : start + size]


class Streamed:
    """The bytes of a compressed file, kept only from the last offset that was asked for."""

    def __init__(self, path: Where, stream: pa.NativeFile):
        self._path, self._stream = path, stream
        self._held, self._from = b"", 0

    def window(self, start: int, size: int) -> Bytes:
        while self._from < start:
            if not self._held and not (part := _read(self._path, self._stream, min(start - self._from, SAMPLE))):
                break
            held = self._held or part
            skipped = min(start - self._from, len(held))
            self._held, self._from = held[skipped:], self._from + skipped
        missing = size - len(self._held)
        if missing > 0:
            self._held += _read(self._path, self._stream, missing)
        return np.frombuffer(self._held, dtype=np.uint8)[:size]


def digest(path: Where) -> str:
    """SHA-256 of the file's bytes as they lie there, in hexadecimal; worked out again when its stamp is another.

    Raises `FileNotFoundError` or `PermissionError` for a path, `SourceError` for an address, that cannot be read.
    """
    return _digest(path if isinstance(path, Address) else path.resolve(), stamp(path))


@lru_cache(maxsize=4096)
def _digest(path: Where, stamp: str) -> str:
    if isinstance(path, Path):
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    found = hashlib.sha256()
    with path.stream() as stream:
        while part := _read(path, stream, 8 * AT_ONCE):
            found.update(part)
    return found.hexdigest()


def size_of(path: Where) -> int:
    """Bytes of the file as it lies there. Raises as `digest` does."""
    return path.size() if isinstance(path, Address) else path.stat().st_size


def stamp(path: Where) -> str:
    """What is other when the file has changed: size and time of change, or the version that a store gives.

    Raises as `digest` does.
    """
    if isinstance(path, Address):
        return path.version()
    found = path.stat()
    return f"{found.st_size}:{found.st_mtime_ns}"
