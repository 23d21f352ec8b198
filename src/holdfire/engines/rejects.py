"""The rows that were set aside, each with its reason, as a file; it is there even when no row is in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from ..records import Rejected, arrow_schema
from ..sources.address import Address, Where
from ..sources.scratch import scratch_folder
from .bucket import upload
from .outputs import batches, check_name, write_beside
from .plain import for_people
from .problem import EngineError

SCHEMA = arrow_schema(Rejected)


def check_rejects(path: Where) -> None:
    """Raises `EngineError` where no such file can be written."""
    if path.suffix not in _WRITERS:
        raise EngineError(f"{path}: expected a file for rows set aside that ends in {', '.join(_WRITERS)}")
    if isinstance(path, Address):
        return
    check_name(path)
    if path.is_dir() or not path.parent.is_dir():
        raise EngineError(f"{path}: expected a file in a folder that is there")


def put_rejects(path: Where, parts: Sequence[Path], more: pa.Table | None = None) -> None:
    """The rows set aside in all parts as one file, and then `more`; put in place when it is whole."""
    with scratch_folder() as folder:
        last = folder / "more.parquet"
        if more is not None and more.num_rows:
            pq.write_table(more.cast(SCHEMA), last)
            parts = [*parts, last]
        if isinstance(path, Address):
            made = folder / f"rejects{path.suffix}"
            _WRITERS[path.suffix](made, parts)
            upload(made, path)
        else:
            write_beside(path, lambda target: _WRITERS[path.suffix](target, parts))


def write_rejects(path: Where, rejects: pa.Table) -> None:
    """Rows set aside that are in memory, as a file."""
    with scratch_folder() as folder:
        part = folder / "rejects.parquet"
        pq.write_table(rejects.cast(SCHEMA), part)
        put_rejects(path, [part])


def _csv(path: Path, parts: Sequence[Path]) -> None:
    with pyarrow.csv.CSVWriter(path, pa.schema(list(SCHEMA))) as file:
        for table in batches(parts):
            file.write_table(for_people(table).cast(SCHEMA))


def _jsonl(path: Path, parts: Sequence[Path]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for table in batches(parts):
            for row in table.to_pylist():
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _parquet(path: Path, parts: Sequence[Path]) -> None:
    with pq.ParquetWriter(path, SCHEMA) as file:
        for table in batches(parts):
            file.write_table(table.cast(SCHEMA))


_WRITERS: dict[str, Callable[[Path, Sequence[Path]], None]] = {".csv": _csv, ".jsonl": _jsonl, ".parquet": _parquet}
