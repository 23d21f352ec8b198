"""Text tables: comma, semicolon or tab, plain or compressed, read piece by piece."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from .aside import SCHEMA, Rows, cells, rejected
from .boundaries import Bytes, Piece, ends_of, full

_LONGEST_SHOWN = 4000


@dataclass(frozen=True)
class Layout:
    """How the text is cut into cells. `columns` are the names of all columns, in order; `start` is where rows
    begin."""

    delimiter: str
    quoted: bool
    columns: tuple[str, ...]
    start: int
    wanted: frozenset[str] | None = None
    """The columns that are read; all where nothing is given."""


@dataclass(frozen=True)
class Cut:
    """One piece as columns, and what of it could not even be cut into cells."""

    rows: Rows
    rejects: pa.Table
    total: int


def cut(file: str, text: Bytes, piece: Piece, layout: Layout) -> Cut:
    """The rows of a piece. Lines that are broken, are no UTF-8 or have another number of cells are set
    aside."""
    if piece.broken:
        return _nothing(file, layout, [_broken(file, text, piece)], 1)
    numbers = np.arange(piece.first, piece.first + piece.rows, dtype=np.int64)
    records = _Records(text, layout)
    text, numbers, undecoded = _decoded(file, text, numbers, records)
    if len(numbers) == 0:
        return _nothing(file, layout, undecoded, piece.rows)
    if undecoded:
        records = _Records(text, layout)
    wrong: list[tuple[int, int, int]] = []
    table = _parsed(text, layout, wrong)
    odd = np.array([at for at, _, _ in wrong], dtype=np.int64)
    kept = np.delete(np.arange(len(numbers)), odd)
    if len(kept) != table.num_rows:
        raise AssertionError(f"{file}: {len(numbers)} records gave {table.num_rows} rows and {len(odd)} odd ones")
    told = [_odd(file, int(numbers[at]), expected, found, records(at)) for at, expected, found in wrong]
    rows = Rows(file, table, numbers[kept], lambda at: records(int(kept[at])))
    return Cut(rows, pa.Table.from_pylist(undecoded + told, schema=SCHEMA), piece.rows)


def _parsed(text: Bytes, layout: Layout, wrong: list[tuple[int, int, int]]) -> pa.Table:
    def skip(row: pacsv.InvalidRow) -> str:
        wrong.append((row.number - 1, row.expected_columns, row.actual_columns))
        return "skip"

    names = _distinct(layout.columns)
    wanted = [name for name in names if layout.wanted is None or name in layout.wanted]
    return pacsv.read_csv(
        pa.BufferReader(pa.py_buffer(text)),
        # Blocks of this size stay in the processor's cache.
        read_options=pacsv.ReadOptions(use_threads=False, block_size=1 << 20, column_names=names),
        parse_options=pacsv.ParseOptions(
            delimiter=layout.delimiter,
            quote_char='"' if layout.quoted else False,
            newlines_in_values=layout.quoted,
            invalid_row_handler=skip,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(wanted, pa.string()),
            include_columns=wanted,
            check_utf8=False,
            strings_can_be_null=False,
        ),
    )


def _distinct(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


class _Records:
    """The text of single records of a piece, found only when one of them is asked for."""

    def __init__(self, text: Bytes, layout: Layout):
        self._text, self._layout = text, layout
        self._spans: list[tuple[int, int]] | None = None

    @property
    def spans(self) -> list[tuple[int, int]]:
        if self._spans is None:
            ends = ends_of(self._text, self._layout.delimiter, self._layout.quoted)
            if len(ends) == 0 or ends[-1] < len(self._text):
                ends = np.append(ends, len(self._text))
            begins = np.concatenate([[0], ends[:-1]])
            some = full(self._text, ends)
            self._spans = list(zip(begins[some].tolist(), ends[some].tolist(), strict=True))
        return self._spans

    def bytes(self, at: int) -> bytes:
        begin, end = self.spans[at]
        return self._text[begin:end].tobytes()

    def __call__(self, at: int) -> str:
        line = self.bytes(at).decode("utf-8", "backslashreplace").rstrip("\r\n")
        if not self._layout.quoted:
            return cells(line.split(self._layout.delimiter))
        return cells(next(csv.reader(io.StringIO(line, newline=""), delimiter=self._layout.delimiter), []))


def _decoded(
    file: str, text: Bytes, numbers: np.ndarray[tuple[int], np.dtype[np.int64]], records: _Records
) -> tuple[Bytes, np.ndarray[tuple[int], np.dtype[np.int64]], list[dict[str, object]]]:
    """The text without the records that are no UTF-8."""
    whole = pa.Array.from_buffers(
        pa.large_string(), 1, [None, pa.py_buffer(np.array([0, len(text)], np.int64)), pa.py_buffer(text)]
    )
    try:
        whole.validate(full=True)
    except pa.ArrowInvalid:
        pass
    else:
        return text, numbers, []
    good, kept, told = [], [], []
    for at, number in enumerate(numbers.tolist()):
        line = records.bytes(at)
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as bad:
            found = f"byte 0x{line[bad.start]:02x} at byte {bad.start + 1} of the row"
            told.append(rejected(file, number, "not_utf8", None, "text in UTF-8", found, records(at)))
        else:
            good.append(line)
            kept.append(number)
    return np.frombuffer(b"".join(good), dtype=np.uint8), np.array(kept, dtype=np.int64), told


def _odd(file: str, number: int, expected: int, found: int, raw: str) -> dict[str, object]:
    return rejected(file, number, "wrong_number_of_cells", None, f"{expected} cells", f"{found} cells", raw)


def _broken(file: str, text: Bytes, piece: Piece) -> dict[str, object]:
    line = text.tobytes().decode("utf-8", "backslashreplace").rstrip("\r\n")
    shown = line if len(line) <= _LONGEST_SHOWN else line[:_LONGEST_SHOWN] + "…"
    found = "a quote that is never closed" if '"' in line else f"a line of {len(line)} characters"
    return rejected(file, piece.first, "unclosed_quote", None, "a row whose quotes are closed", found, shown)


def _nothing(file: str, layout: Layout, told: list[dict[str, object]], total: int) -> Cut:
    names = [name for name in _distinct(layout.columns) if layout.wanted is None or name in layout.wanted]
    empty = pa.table({name: pa.array([], pa.string()) for name in names})
    none: Callable[[int], str] = lambda at: ""  # noqa: E731 - there is no row to ask for
    return Cut(Rows(file, empty, np.empty(0, np.int64), none), pa.Table.from_pylist(told, schema=SCHEMA), total)
