"""Reading back what a run wrote: by its manifest where it is a folder, never by what lies in the folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from ..sources.address import Address, Where
from ..sources.folder import MANIFEST, listed_in
from ..sources.problem import SourceError
from .problem import EngineError
from .shape import METADATA_KEY, coded_columns, schema_of


def read_findings(path: Where, columns: Sequence[str] | None = None) -> pa.Table:
    """The findings in a file or a folder of parts. Repeated text comes as codes. `columns`: those wanted, else all.

    Raises `EngineError` where there are none, or where a part is missing or is not as it was written.
    """
    names = None if columns is None else list(columns)
    if path.suffix == ".arrow" and path.is_file():
        with opened(path) as file:
            table = pyarrow.ipc.open_file(file).read_all()
        return table if names is None else table.select(names)
    return pa.concat_tables([_read(part, names) for part in parts_of(path)])


def _read(path: Where, names: list[str] | None) -> pa.Table:
    with pq.ParquetFile(opened(path)) as file:
        level = "event" if "sensitive" in file.schema_arrow.names else "finding"
    return pq.ParquetFile(opened(path), read_dictionary=coded_columns(schema_of(level))).read(names)


def parts_of(path: Where) -> list[Where]:
    """The files that hold the findings of an output, in order: by its manifest, never by what lies beside it.

    Raises `EngineError` where there are none, or where a part is missing or is not as it was written.
    """
    if path.is_file() and path.suffix == ".parquet":
        return [path]
    if path.is_file():
        raise EngineError(f"{path}: expected findings in Parquet or Arrow, which hold them whole")
    if not manifest_in(path).is_file():
        raise EngineError(f"{path}: expected a file of findings, or a folder with {MANIFEST}")
    try:
        return listed_in(path, manifest_in(path))
    except SourceError as bad:
        raise EngineError(str(bad)) from None


def manifest_in(folder: Where) -> Where:
    """The manifest of an output that is a folder."""
    return folder.child(MANIFEST) if isinstance(folder, Address) else folder / MANIFEST


def _manifest(path: Where) -> dict[str, Any]:
    manifest = manifest_in(path)
    try:
        content = json.loads(manifest.read() if isinstance(manifest, Address) else manifest.read_bytes())
    except (OSError, ValueError):
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("metadata"), dict):
        raise EngineError(f"{path}: expected a file of findings, or a folder with {MANIFEST}")
    return content


def findings_metadata(path: Where) -> dict[str, Any]:
    """From what the findings were made: `Job.inputs()` of the run, and that they are a working copy."""
    if path.is_dir():
        return dict(_manifest(path)["metadata"])
    if not path.is_file():
        raise EngineError(f"{path}: found no such file; expected a file of findings, or a folder of parts")
    if isinstance(path, Path) and path.suffix in (".csv", ".xlsx"):
        side = path.with_name(path.name + ".meta.json")
        if not side.is_file():
            raise EngineError(f"{side}: not there; without it nobody knows from what {path.name} was made")
        return dict(json.loads(side.read_text(encoding="utf-8")))
    found = _schema(path).metadata or {}
    if METADATA_KEY not in found:
        raise EngineError(f"{path}: expected a file that holdfire wrote; it says nothing of its inputs")
    return dict(json.loads(found[METADATA_KEY]))


def _schema(path: Where) -> pa.Schema:
    try:
        with opened(path) as file:
            return pyarrow.ipc.open_file(file).schema if path.suffix == ".arrow" else pq.read_schema(file)
    except pa.ArrowException:
        raise EngineError(f"{path}: expected findings in Parquet or Arrow") from None


def opened(path: Where) -> pa.NativeFile:
    """A file, to be read at any place: from disk in place, from a store by ranges."""
    return path.open() if isinstance(path, Address) else pa.memory_map(str(path))
