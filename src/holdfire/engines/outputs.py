"""From parts to the file that was asked for: put in place only at the end, so that a run broken off changes nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.ipc
import pyarrow.parquet as pq

from ..sources.address import Address, Where
from ..sources.folder import MANIFEST
from .plain import for_people
from .problem import EngineError
from .shape import METADATA_KEY
from .staging import REPLACED, WHOLE, Folder, Kept, remove

BATCH = 65_536
SHEET_ROWS = 1_048_576
"""Rows of a worksheet, the header included. Source: Microsoft, Excel specifications and limits (unchecked)."""

ONE_FILE_ROWS = 1_000_000
"""Up to so many rows, several parts become one Parquet file; beyond, a folder of parts with a manifest."""

SUFFIXES = (".parquet", ".csv", ".arrow", ".xlsx")


@dataclass(frozen=True)
class Made:
    """A part that is complete: its file as the record has it, and its rows."""

    kept: Kept
    rows: int


def check_target(out: Where) -> None:
    """Raises `EngineError` where nothing could be put in that place."""
    if isinstance(out, Address):
        if out.suffix != ".parquet":
            raise EngineError(f"{out}: expected an output at an address to end in .parquet")
        return
    if out.suffix not in SUFFIXES:
        raise EngineError(f"{out}: expected a file that ends in {', '.join(SUFFIXES)}")
    check_name(out)
    if not out.parent.is_dir():
        raise EngineError(f"{out}: there is no folder {out.parent}. Make it first.")
    if out.is_dir() and not (out.suffix == ".parquet" and (out / MANIFEST).exists()):
        raise EngineError(f"{out}: found a folder that holdfire did not make; expected a file, or nothing.")


def check_name(path: Path) -> None:
    """Raises `EngineError` for a colon in a name, which Arrow would take for the scheme of an address."""
    if ":" in str(path):
        raise EngineError(f"{path}: expected a path without a colon. Name it otherwise.")


def check_rows(out: Where, rows: int) -> None:
    """Raises `EngineError` where a worksheet cannot hold so many rows."""
    if out.suffix == ".xlsx" and rows > SHEET_ROWS - 1:
        raise EngineError(
            f"{out}: {rows:,} rows, and a worksheet holds {SHEET_ROWS - 1:,}. Write .parquet or .csv, or fewer files."
        )


def put(out: Path, parts: Sequence[Made], staging: Folder, metadata: dict[str, Any]) -> None:
    """The parts as one output: one file, or for many rows of Parquet a folder of parts with a manifest."""
    rows = sum(part.rows for part in parts)
    check_rows(out, rows)
    paths = [staging.local(part.kept) for part in parts]
    first = pq.read_schema(paths[0])
    schema = first.with_metadata({METADATA_KEY: json.dumps(metadata).encode()})
    alone = len(parts) == 1 and first.metadata == schema.metadata  # the part is the output
    small = rows <= ONE_FILE_ROWS and not alone
    if out.suffix == ".parquet" and small:
        write_beside(out, lambda path: _one_file(path, paths, schema))
        return
    if out.suffix == ".parquet":
        made = _linked(paths[0], staging.folder / WHOLE) if alone else _folder(parts, staging, metadata)
        swap(made, out, staging)
        return
    if out.suffix != ".arrow":
        write_beside(_side_file(out), lambda path: _side(path, metadata))
    writer = {".csv": _csv, ".arrow": _arrow, ".xlsx": _xlsx}[out.suffix]
    write_beside(out, lambda path: writer(path, paths, schema))


def _one_file(path: Path, parts: Sequence[Path], schema: pa.Schema) -> None:
    """Small parts as one file."""
    with pq.ParquetWriter(path, schema, store_schema=False) as file:
        file.add_key_value_metadata(schema.metadata or {})
        for table in batches(parts):
            file.write_table(table.replace_schema_metadata(schema.metadata))


def _linked(part: Path, target: Path) -> Path:
    """The part under another name too: until the end, it stays where a broken-off run can find it."""
    try:
        os.link(part, target)
    except OSError:  # a file system without links: such a part would be made again
        part.replace(target)
    return target


def _folder(parts: Sequence[Made], staging: Folder, metadata: dict[str, Any]) -> Path:
    whole = staging.folder / WHOLE
    whole.mkdir()
    listed = []
    for n, part in enumerate(parts):
        name = f"part-{n:05d}.parquet"
        _linked(staging.local(part.kept), whole / name)
        listed.append({"name": name, "rows": part.rows, "sha256": part.kept["sha256"]})
    content = {"parts": listed, "rows": sum(part.rows for part in parts), "metadata": metadata}
    (whole / MANIFEST).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return whole


def swap(made: Path, out: Path, staging: Folder) -> None:
    """Put `made` where `out` is. A file takes the place of a file in one step; a folder needs two."""
    if out.exists() and (out.is_dir() or made.is_dir()):
        remove(staging.folder / REPLACED)
        out.replace(staging.folder / REPLACED)
    made.replace(out)


def restore(out: Path, folder: Path) -> None:
    """Undo the first step of a swap that was broken off before the second."""
    if (folder / REPLACED).exists() and not out.exists():
        (folder / REPLACED).replace(out)


def _side_file(out: Path) -> Path:
    return out.with_name(out.name + ".meta.json")


def _side(path: Path, metadata: dict[str, Any]) -> None:
    path.write_text(json.dumps(metadata, ensure_ascii=False, indent=1), encoding="utf-8")


def write_beside(target: Path, write: Callable[[Path], None]) -> None:
    """Write a file under a temporary name in the same folder, then put it in its place."""
    temporary = target.with_name(f".{target.name}.unfinished")
    try:
        write(temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def batches(parts: Sequence[Path]) -> Iterator[pa.Table]:
    """The rows of Parquet parts in order, a little at a time."""
    for part in parts:
        with pq.ParquetFile(part) as file:
            for batch in file.iter_batches(batch_size=BATCH):
                yield pa.Table.from_batches([batch])


def _csv(path: Path, parts: Sequence[Path], schema: pa.Schema) -> None:
    with pyarrow.csv.CSVWriter(path, for_people(schema.empty_table()).schema) as file:
        for table in batches(parts):
            file.write_table(for_people(table))


def _arrow(path: Path, parts: Sequence[Path], schema: pa.Schema) -> None:
    with pyarrow.ipc.new_file(path, schema) as file:
        for table in batches(parts):
            file.write_table(table.replace_schema_metadata(schema.metadata))


def _xlsx(path: Path, parts: Sequence[Path], schema: pa.Schema) -> None:
    with _worksheet(path) as sheet:
        for n, name in enumerate(schema.names):
            sheet.write_string(0, n, name)
        at = 1
        for table in batches(parts):
            for row in zip(*(column.to_pylist() for column in for_people(table).columns), strict=True):
                for n, value in enumerate(row):
                    _cell(sheet, at, n, value)
                at += 1


def _cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value)


@contextmanager
def _worksheet(path: Path) -> Iterator[Any]:
    import xlsxwriter  # only where a workbook is asked for

    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        yield book.add_worksheet("findings")
