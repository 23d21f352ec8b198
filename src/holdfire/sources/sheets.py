"""Tables with typed cells: Parquet, Arrow files and workbooks, and their columns as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from .address import Address, Where
from .aside import MERGED
from .container import brought, size_of
from .problem import SourceError

LARGEST_WORKBOOK = 200 * 1024 * 1024
"""Bytes. A workbook can only be read as a whole."""


def as_text(table: pa.Table) -> pa.Table:
    """Every column as text: days and instants in ISO 8601, lists joined by semicolons, records as JSON.

    Columns of numbers and times come out dictionary-encoded, since each distinct value is written once.
    """
    columns = [_text(table.column(at)) for at in range(table.num_columns)]
    return pa.table(columns, names=[str(name) for name in table.column_names])


def _text(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = cells.type
    if pa.types.is_dictionary(kind):
        return _of_codes(cells)
    if pa.types.is_string(kind):
        return cells
    if pa.types.is_null(kind):
        return pa.chunked_array([pa.nulls(len(cells), pa.string())])
    if pa.types.is_nested(kind):
        return pa.chunked_array([pa.array([_joined(value, kind) for value in cells.to_pylist()], pa.string())])
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pc.cast(cells, pa.string())
    coded = cells.combine_chunks().dictionary_encode()
    written = _written(coded.dictionary)
    return pa.chunked_array([pa.DictionaryArray.from_arrays(coded.indices, written)])


def _of_codes(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Codes of text stay codes, unless there are more texts than rows: then these are a piece of a larger table."""
    if pa.types.is_string(cells.type.value_type):
        coded = cells.cast(_CODES)
        if not any(chunk.dictionary.null_count for chunk in coded.chunks):  # which Arrow cannot bring together
            coded = coded.unify_dictionaries()
            if all(len(chunk.dictionary) <= len(cells) for chunk in coded.chunks):
                return coded
    return _text(cells.cast(cells.type.value_type))


_CODES = pa.dictionary(pa.int32(), pa.string())


def row_of(table: pa.Table) -> list[str | None]:
    """The first row as text, to be shown, whatever it holds: bytes that are no text as U+FFFD."""
    found: list[str | None] = []
    for at in range(table.num_columns):
        cell = table.column(at).slice(0, 1)
        try:
            found.append(_text(cell)[0].as_py())
        except (pa.ArrowException, UnicodeDecodeError):
            value = cell.cast(pa.binary())[0].as_py() if pa.types.is_string(cell.type) else cell[0].as_py()
            found.append(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))
    return found


def _written(values: pa.Array) -> pa.Array:
    if pa.types.is_timestamp(values.type) or pa.types.is_date(values.type):
        return pa.array([value.isoformat() for value in values.to_pylist()], pa.string())
    return pc.cast(values, pa.string())


def _joined(value: Any, kind: pa.DataType) -> str | None:
    if value is None:
        return None
    text = (pa.types.is_list(kind) or pa.types.is_large_list(kind)) and _is_text(kind.value_type)
    # A name that holds a semicolon of its own needs the longer form.
    plain = text and not any(part is None or ";" in part or part.startswith("[") for part in value)
    return ";".join(value) if plain else json.dumps(value, default=str, ensure_ascii=False)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def columns_of(path: Where, made_of: str, compression: str | None) -> list[str]:
    """The column names of a table that is no text."""
    return opening(path, made_of, compression)[0]


def opening(path: Where, made_of: str, compression: str | None) -> tuple[list[str], bool]:
    """The column names of a table that is no text, and whether there is any row under them."""
    if compression is not None:
        raise SourceError(
            path, found=f"a {made_of} file inside {compression} compression", expected="the table itself",
            remedy="Unpack it first.",
        )  # fmt: skip
    if made_of == "parquet":
        file = parquet(path)
        return list(file.schema_arrow.names), bool(file.metadata.num_rows)
    if made_of == "xlsx":
        sheet = workbook(path)
        return list(sheet.column_names[:-1]), bool(sheet.num_rows)
    names = list(_arrow(path, made_of).schema.names)
    try:
        return names, any(each.num_rows for each in _arrow_batches(path, made_of, range(arrow_batches(path, made_of))))
    except (pa.ArrowException, OSError) as bad:
        raise damaged(path, made_of, bad) from None


def row_groups(path: Where) -> list[int]:
    """The number of rows in each row group of a Parquet file."""
    metadata = parquet(path).metadata
    return [metadata.row_group(at).num_rows for at in range(metadata.num_row_groups)]


def batches(path: Where, made_of: str, groups: Sequence[int], rows: int) -> Iterator[pa.Table]:
    """The rows of a Parquet file's row groups, of an Arrow file's batches or of a workbook, in runs. A Parquet file's
    text that lies there as codes comes as codes."""
    if made_of == "xlsx":
        yield workbook(path)
        return
    try:
        if made_of == "parquet":
            yield from _gathered(_parquet_batches(path, list(groups), rows), rows)
            return
        for batch in _arrow_batches(path, made_of, groups):
            if batch.num_rows:
                yield pa.Table.from_batches([batch])
    except (pa.ArrowException, OSError) as bad:
        raise damaged(path, made_of, bad) from None


def arrow_groups(path: Path, made_of: str) -> list[int]:
    """The number of rows in each record batch of an Arrow file; of a stream, all in one."""
    reader = _arrow(path, made_of)
    if made_of == "arrow":
        return [reader.get_batch(at).num_rows for at in range(reader.num_record_batches)]
    return [sum(batch.num_rows for batch in reader)]


def arrow_batches(path: Where, made_of: str) -> int:
    """The number of record batches of an Arrow file, which its end tells; of a stream, all in one."""
    return int(_arrow(path, made_of).num_record_batches) if made_of == "arrow" else 1


def _arrow_batches(path: Where, made_of: str, groups: Iterable[int]) -> Iterator[pa.RecordBatch]:
    reader = _arrow(path, made_of)
    if made_of == "arrow":
        return (reader.get_batch(at) for at in groups)
    return iter(reader)


def parquet(path: Where, **options: Any) -> pq.ParquetFile:
    """A Parquet file, of which only its end is read at first; at an address all else is read by ranges. `options` are
    those of `pyarrow.parquet.ParquetFile`.

    Raises `SourceError` for a file that is damaged or cannot be reached.
    """
    try:
        if isinstance(path, Address):
            return pq.ParquetFile(path.open(), pre_buffer=True, **options)
        return pq.ParquetFile(path, **options)
    except (pa.ArrowException, OSError) as bad:
        raise damaged(path, "Parquet", bad) from None


def _parquet_batches(path: Where, groups: list[int], rows: int) -> Iterator[pa.RecordBatch]:
    with parquet(path) as file:
        metadata, coded = file.metadata, _in_codes(file, groups)
    with parquet(path, metadata=metadata, read_dictionary=coded) as file:
        yield from file.iter_batches(batch_size=rows, row_groups=groups)


def _in_codes(file: pq.ParquetFile, groups: list[int]) -> list[str]:
    """The columns of text that take less room than their words and offsets would: they lie in the file as codes, and
    reading them as codes spares writing every word out and finding again which are the same."""
    found = []
    schema, first = file.schema_arrow, file.metadata.row_group(groups[0]) if groups else None
    paths = [] if first is None else [first.column(at).path_in_schema for at in range(first.num_columns)]
    for at, name in enumerate(paths):
        # a name that stands twice, or that reads like a path, names nothing for sure
        alone = paths.count(name) == 1 and schema.get_field_index(name) >= 0
        if alone and pa.types.is_string(schema.field(name).type):
            size = sum(file.metadata.row_group(each).column(at).total_uncompressed_size for each in groups)
            values = sum(file.metadata.row_group(each).num_rows for each in groups)
            if size < BYTES_OF_CODE * values:
                found.append(name)
    return found


BYTES_OF_CODE = 6
"""A column of text that takes fewer bytes a row lies in codes: a code takes some 20 bits at most, a text that is
written out four bytes and its letters."""


def _gathered(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.Table]:
    """The same rows in tables of up to so many, each column in one piece: codes are cut where row groups are."""
    held: list[pa.RecordBatch] = []
    n = 0
    for batch in batches:
        if held and n + batch.num_rows > rows:
            yield _joined_up(held)
            held, n = [], 0
        if batch.num_rows:
            held.append(batch)
            n += batch.num_rows
    if held:
        yield _joined_up(held)


def _joined_up(batches: list[pa.RecordBatch]) -> pa.Table:
    table = pa.Table.from_batches(batches)
    return table if len(batches) == 1 else table.unify_dictionaries().combine_chunks()


def _arrow(path: Where, made_of: str) -> Any:
    try:
        if isinstance(path, Address):
            file = path.open() if made_of == "arrow" else path.stream()
        else:
            file = pa.memory_map(str(path))
        return pa.ipc.open_file(file) if made_of == "arrow" else pa.ipc.open_stream(file)
    except (pa.ArrowException, OSError) as bad:
        raise damaged(path, "Arrow", bad) from None


def damaged(path: Where, kind: str, bad: Exception) -> SourceError:
    """What an error of Arrow means for whoever gave the file."""
    if isinstance(path, Address) and "AWS Error" in str(bad):
        return path.problem(bad)
    reason = str(bad).split("\n", 1)[0]
    return SourceError(path, found=f"a damaged {kind} file ({reason})", expected="a whole one", remedy="Get it again.")


def workbook(path: Where) -> pa.Table:
    """The first sheet that holds anything, as text, with a last column that marks rows under merged cells."""
    size = size_of(path)
    if size > LARGEST_WORKBOOK:
        raise SourceError(
            path, found=f"a workbook of {size >> 20} MB", remedy="Export the sheet as CSV.",
            expected=f"a workbook of at most {LARGEST_WORKBOOK >> 20} MB, since it is read as a whole",
        )  # fmt: skip
    with brought(path) as here:
        return _workbook(here)


def _workbook(path: Path) -> pa.Table:
    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            cells = sheet.to_python(skip_empty_area=False)
            if any(any(cell != "" for cell in row) for row in cells):
                return _sheet(path, name, cells, list(sheet.merged_cell_ranges or []))
    except CalamineError as bad:
        raise SourceError(
            path, found=f"a ZIP file that is no workbook ({bad})", expected="an XLSX workbook",
            remedy="Unpack the archive, and give the table in it.",
        ) from None  # fmt: skip
    raise SourceError(path, found="a workbook without cells", expected="a table", remedy="Check the export.")


def _sheet(path: Path, name: str, cells: list[list[Any]], merged: list[Any]) -> pa.Table:
    top = next(at for at, row in enumerate(cells) if any(cell != "" for cell in row))
    header = [str(cell).strip() for cell in cells[top]]
    if any(begin[0] <= top <= end[0] for begin, end in merged):
        raise SourceError(
            path, line=top + 1, found=f"merged cells in the first row of sheet {name!r}",
            expected="a header with one name a column", remedy="Remove the title and unmerge the header.",
        )  # fmt: skip
    width = max((at + 1 for at, cell in enumerate(header) if cell), default=0)
    body = cells[top + 1 :]
    covered = [any(begin[0] <= top + 1 + at <= end[0] for begin, end in merged) for at in range(len(body))]
    filled = [at for at, row in enumerate(body) if any(cell != "" for cell in row)]
    columns = [pa.array([cell_text(body[at][n]) for at in filled], pa.string()) for n in range(width)]
    marks = pa.array(["merged" if covered[at] else "" for at in filled], pa.string())
    return pa.table([*columns, marks], names=[*header[:width], MERGED])


def cell_text(value: Any) -> str:
    """A cell of a workbook as text: days and instants in ISO 8601, whole numbers without a decimal point."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
