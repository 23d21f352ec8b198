"""Where data lies that is in no folder of this machine: an address that Arrow's file systems speak."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

import pyarrow as pa
import pyarrow.fs as pafs

from .problem import SourceError, UnreachableError

SCHEMES = ("s3", "gs", "gcs", "abfs", "abfss", "hdfs", "viewfs")
"""Schemes of addresses, as `pyarrow.fs.FileSystem.from_uri` has them. `file://` is a path of this machine.

Source: Apache Arrow, documentation of `pyarrow.fs.FileSystem.from_uri`."""

EXPECTED = "a file, a folder or an address such as s3://BUCKET/KEY"


@dataclass(frozen=True)
class Address:
    """A file or a folder of an object store or a cluster's file system, by its URI.

    What is needed to reach it beside the URI (keys, endpoint, region) comes from the environment or from the machine's
    role, as for every program; options in the query (`?endpoint_override=…&region=…`) are handed on.

    In the URI a name is quoted where it must be (`%`, `?`, `#`, spaces); `name`, `parts` and `child` have it plain.

    >>> Address("s3://reports/2016/ged.parquet?region=eu-west-1").name
    'ged.parquet'
    >>> Address("s3://reports").child("May 2016/100%.csv")
    Address(uri='s3://reports/May%202016/100%25.csv')
    """

    uri: str

    @property
    def _split(self) -> SplitResult:
        return urlsplit(self.uri)

    @property
    def scheme(self) -> str:
        return self._split.scheme

    @property
    def options(self) -> str:
        """The query: how the store is reached."""
        return self._split.query

    @property
    def name(self) -> str:
        """The last part of the path."""
        return unquote(self._split.path.rstrip("/")).rsplit("/", 1)[-1]

    @property
    def parts(self) -> tuple[str, ...]:
        """The names on the way to it, its own last; the bucket is none of them."""
        return tuple(unquote(each) for each in self._split.path.split("/") if each)

    @property
    def suffix(self) -> str:
        """The ending of the name, with its dot."""
        return Path(self.name).suffix

    @property
    def parent(self) -> Address:
        return self._at(self._split.path.rstrip("/").rsplit("/", 1)[0])

    def child(self, name: str) -> Address:
        """What lies below it under that name, which may have slashes."""
        return self._at(f"{self._split.path.rstrip('/')}/{_quoted(name)}")

    def beside(self, name: str) -> Address:
        """What lies in the same folder under that name."""
        return self.parent.child(name)

    def _at(self, path: str) -> Address:
        return Address(_joined(self._split._replace(path=path)))

    def resolve(self) -> Address:
        """Itself: an address is whole. So it can stand beside paths where files are compared."""
        return self

    def store(self) -> tuple[Any, str]:
        """The file system and the path in it. Raises `SourceError` where the store cannot be spoken to."""
        try:
            system, root = _system(_joined(self._split._replace(path="/" if self.scheme in _ROOTED else "")))
        except (OSError, ValueError, pa.ArrowException) as bad:
            raise self.problem(bad) from None
        key = f"{root.rstrip('/')}/{unquote(self._split.path).lstrip('/')}"
        return system, key if self.scheme in _ROOTED else key.strip("/")

    def info(self) -> Any:
        """What the store says of it (`pyarrow.fs.FileInfo`). Raises `SourceError` where it does not answer."""
        system, key = self.store()
        try:
            return system.get_file_info(key)
        except (OSError, pa.ArrowException) as bad:
            raise self.problem(bad) from None

    def exists(self) -> bool:
        return bool(self.info().type != pafs.FileType.NotFound)

    def is_dir(self) -> bool:
        return bool(self.info().type == pafs.FileType.Directory)

    def is_file(self) -> bool:
        return bool(self.info().type == pafs.FileType.File)

    def size(self) -> int:
        """Bytes. Raises `SourceError` where there is no such file."""
        return self.facts()[0]

    def version(self) -> str:
        """What changes when the content does: the store's own tag, else size and time of change.

        Raises `SourceError` where there is no such file.
        """
        return self.facts()[1]

    def facts(self) -> tuple[int, str]:
        """Size and version, asked together. Raises `SourceError` where there is no such file."""
        try:
            with self.open() as file:
                size = int(file.size())
                told = {_text(name).lower(): value for name, value in (file.metadata() or {}).items()}
        except (OSError, pa.ArrowException) as bad:
            raise self.problem(bad) from None
        if tag := told.get("etag"):
            quoted = _text(tag).removeprefix("W/").strip('"')
            return size, f"etag:{quoted}"
        found = self._there()
        return size, f"size:{found.size},changed:{found.mtime_ns}"

    def _there(self) -> Any:
        found = self.info()
        if found.type != pafs.FileType.File:
            what = "a folder" if found.type == pafs.FileType.Directory else "no such file"
            raise SourceError(self.uri, found=what, expected="a file", remedy="Check the address.")
        return found

    def open(self) -> pa.NativeFile:
        """The file, to be read at any place. Raises `SourceError` where it cannot be."""
        return self._opened("open_input_file")

    def stream(self) -> pa.NativeFile:
        """The file from its beginning on, as it lies there."""
        return self._opened("open_input_stream")

    def _opened(self, how: str) -> pa.NativeFile:
        system, key = self.store()
        try:
            if how == "open_input_stream":
                return system.open_input_stream(key, compression=None, buffer_size=AT_ONCE)
            return system.open_input_file(key)
        except (OSError, pa.ArrowException) as bad:
            if isinstance(bad, FileNotFoundError) or "Not a regular file" in str(bad):
                self._there()  # a folder, or nothing: that is said better there
            raise self.problem(bad) from None

    def read(self) -> bytes:
        """All bytes. Raises `SourceError` where it cannot be read."""
        try:
            with self.stream() as file:
                return bytes(file.read())
        except (OSError, pa.ArrowException) as bad:
            raise self.problem(bad) from None

    def inside(self) -> Iterator[Address]:
        """Every file below it, in the order of their names."""
        system, key = self.store()
        try:
            found = system.get_file_info(pafs.FileSelector(key, recursive=True))
        except (OSError, pa.ArrowException) as bad:
            raise self.problem(bad) from None
        for each in sorted(info.path for info in found if info.type == pafs.FileType.File):
            yield self.child(each.lstrip("/")[len(key.strip("/")) :].lstrip("/"))

    def problem(self, bad: Exception) -> SourceError:
        """What a failure of the store means, in one line."""
        reason = str(bad).split("\n", 1)[0].split(" (Request ID", 1)[0]
        if "NO_SUCH_BUCKET" in reason or "ContainerNotFound" in reason:
            return SourceError(self.uri, found="no such bucket", expected=EXPECTED, remedy="Check the address.")
        if isinstance(bad, FileNotFoundError):
            return SourceError(self.uri, found="no such file", expected="a file", remedy="Check the address.")
        if isinstance(bad, PermissionError) or any(each in reason for each in _REFUSED):
            return UnreachableError(
                self.uri,
                found=f"no permission ({reason})",
                expected="an address that these credentials may use",
                remedy="Ask who keeps the store, or set the credentials of the environment.",
            )
        if "libjvm" in reason or "libhdfs" in reason:
            return _no_java(self.uri, reason)
        return UnreachableError(
            self.uri,
            found=f"a store that does not answer as expected ({reason})",
            expected="an address that can be reached",
            remedy="Check address, endpoint, region and credentials.",
        )

    def __str__(self) -> str:
        return self.uri


Where = Path | Address
"""A path of this machine, or an address."""

AT_ONCE = 1 << 20
"""Bytes that are asked of a store at once, where a file is read from its beginning on."""

_ROOTED = ("hdfs", "viewfs")
_REFUSED = ("ACCESS_DENIED", "Access Denied", "AccessDenied", "INVALID_ACCESS_KEY_ID", "SIGNATURE_DOES_NOT_MATCH")
_QUOTED = re.compile(r"[%?#\s\x00-\x20\x7f\\]")
_SECRET = re.compile(r"(key|secret|token|password|passwd|signature|sig|credential)$", re.IGNORECASE)


@lru_cache(maxsize=16)
def _system(base: str) -> tuple[Any, str]:
    """One file system a store, however many files of it are opened; and what of the address is the path in it."""
    found: tuple[Any, str] = pafs.FileSystem.from_uri(base)
    return found


def _no_java(uri: str, reason: str) -> SourceError:
    return SourceError(
        uri, found=f"no libhdfs on this machine ({reason})", expected="what speaks to HDFS: Java, and Hadoop's libhdfs",
        remedy="Install both, and set JAVA_HOME, ARROW_LIBHDFS_DIR and CLASSPATH (hadoop classpath --glob).",
    )  # fmt: skip


def _text(told: bytes | str) -> str:
    return told.decode("utf-8", "replace") if isinstance(told, bytes) else told


def _quoted(path: str) -> str:
    return _QUOTED.sub(lambda found: quote(found[0], safe=""), path)


def _joined(split: SplitResult) -> str:
    """The parts as they stood. `urlunsplit` would drop the slashes of `hdfs:///PATH`."""
    query = f"?{split.query}" if split.query else ""
    return f"{split.scheme}://{split.netloc}{split.path}{query}"


def is_address(text: str) -> bool:
    """Whether a text is an address and no path.

    >>> is_address("s3://reports/ged.csv"), is_address("reports/ged.csv")
    (True, False)
    """
    return "://" in text and text.split("://", 1)[0].lower() in (*SCHEMES, "file")


def place(text: str) -> Where:
    """A path, or an address where the text is one.

    Raises `SourceError` for an address that holds a password, or whose scheme is not known; it shows no secret.

    >>> place("reports/ged.csv").name, place("s3://reports/ged.csv").name
    ('ged.csv', 'ged.csv')
    >>> place("s3://reports/May 2016.csv") == place("s3://reports/May%202016.csv")
    True
    """
    if "://" not in text:
        return Path(text)
    split = _parts(text)
    shown = _joined(split._replace(netloc=split.netloc.rsplit("@", 1)[-1], query=""))
    if split.scheme == "file":
        if split.netloc not in ("", "localhost"):
            raise SourceError(
                shown, found=f"the machine {split.netloc!r}", expected="file:///PATH, on this machine",
                remedy="Write three slashes.",
            )  # fmt: skip
        return Path(unquote(split.path))
    if split.scheme not in SCHEMES:
        known = ", ".join(SCHEMES)
        raise SourceError(
            shown, found=f"the scheme {split.scheme!r}", expected=f"a path, or one of {known}",
            remedy="Check the address.",
        )  # fmt: skip
    if _holds_secret(split):
        raise SourceError(
            shown, found="an address that holds a key or password",
            expected="one without: addresses are written into every output",
            remedy="Set the credentials in the environment (AWS_ACCESS_KEY_ID, …).",
        )  # fmt: skip
    if not split.netloc and split.scheme not in _ROOTED:
        raise SourceError(shown, found="an address without a bucket", expected=EXPECTED, remedy="Check the address.")
    return Address(_joined(split._replace(path=_quoted(unquote(split.path)))))


def _parts(text: str) -> SplitResult:
    """The parts of an address. Spaces are quoted first: some at its ends would be dropped."""
    return urlsplit(re.sub(r"[\s\x00-\x20]", lambda found: quote(found[0], safe=""), text))


def _holds_secret(split: SplitResult) -> bool:
    user, at, _ = split.netloc.rpartition("@")
    named = any(_SECRET.search(name) for name, _ in parse_qsl(split.query, keep_blank_values=True))
    return named or (bool(at) and (":" in user or split.scheme == "s3"))
