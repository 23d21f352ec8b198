"""Reading back what a run wrote: by its manifest where it is a folder, never by what lies in the folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from .outputs import MANIFEST
from .problem import EngineError
from .shape import METADATA_KEY, coded_columns, schema_of
from .staging import file_digest


def read_findings(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """The findings in a file or a folder of parts. Repeated text comes as codes. `columns`: those wanted, else all.

    Raises `EngineError` where there are none, or where a part is missing or is not as it was written.
    """
    names = None if columns is None else list(columns)
    if path.suffix == ".arrow" and path.is_file():
        table = pyarrow.ipc.open_file(pa.memory_map(str(path))).read_all()
        return table if names is None else table.select(names)
    tables = [_read(part, names) for part in _parts(path)]
    return pa.concat_tables(tables)


def _read(path: Path, names: list[str] | None) -> pa.Table:
    with pq.ParquetFile(path) as file:
        level = "event" if "sensitive" in file.schema_arrow.names else "finding"
    return pq.ParquetFile(path, read_dictionary=coded_columns(schema_of(level))).read(names)


def _parts(path: Path) -> list[Path]:
    if path.is_file() and path.suffix == ".parquet":
        return [path]
    if path.is_file():
        raise EngineError(f"{path}: expected findings in Parquet or Arrow, which hold them whole")
    listed = _manifest(path)["parts"]
    for each in listed:
        part = path / each["name"]
        if not part.is_file() or file_digest(part) != each["sha256"]:
            raise EngineError(f"{part}: the part is missing, or is not as it was written. Make {path} again.")
    return [path / each["name"] for each in listed]


def _manifest(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((path / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        raise EngineError(f"{path}: expected a file of findings, or a folder with {MANIFEST}") from None


def findings_metadata(path: Path) -> dict[str, Any]:
    """From what the findings were made: `Job.inputs()` of the run, and that they are a working copy."""
    if path.is_dir():
        return dict(_manifest(path)["metadata"])
    if not path.is_file():
        raise EngineError(f"{path}: found no such file; expected a file of findings, or a folder of parts")
    if path.suffix in (".csv", ".xlsx"):
        side = path.with_name(path.name + ".meta.json")
        if not side.is_file():
            raise EngineError(f"{side}: not there; without it nobody knows from what {path.name} was made")
        return dict(json.loads(side.read_text(encoding="utf-8")))
    found = _schema(path).metadata or {}
    if METADATA_KEY not in found:
        raise EngineError(f"{path}: expected a file that holdfire wrote; it says nothing of its inputs")
    return dict(json.loads(found[METADATA_KEY]))


def _schema(path: Path) -> pa.Schema:
    try:
        if path.suffix == ".arrow":
            return pyarrow.ipc.open_file(pa.memory_map(str(path))).schema
        return pq.read_schema(path)
    except pa.ArrowException:
        raise EngineError(f"{path}: expected findings in Parquet or Arrow") from None
