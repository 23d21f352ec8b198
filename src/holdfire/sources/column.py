"""A column of text as its distinct values and where each stands: what is worked out once for each value, not
row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

T = TypeVar("T")
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

LIST = pa.list_(pa.string())


@dataclass(frozen=True)
class Column:
    """`values[at[i]]` is the trimmed text of row i; an empty or missing cell is ''.

    >>> Column.of(pa.array([" a", "b", "a", None])).texts()
    ['a', 'b', 'a', '']
    """

    values: list[str]
    at: npt.NDArray[np.int64]

    @classmethod
    def of(cls, cells: pa.Array | pa.ChunkedArray) -> Column:
        """From text cells."""
        if isinstance(cells, pa.ChunkedArray):
            cells = cells.combine_chunks()
        coded = cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
        values = ["" if value is None else value.strip() for value in coded.dictionary.to_pylist()]
        indices = coded.indices
        if indices.null_count:
            indices = indices.fill_null(len(values))
            values.append("")
        return cls(values, indices.to_numpy(zero_copy_only=False).astype(np.int64))

    @classmethod
    def constant(cls, value: str, rows: int) -> Column:
        """The same value in every row."""
        return cls([value], np.zeros(rows, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.at)

    def texts(self) -> list[str]:
        """One text a row."""
        return [self.values[at] for at in self.at.tolist()]

    def take(self, rows: Ints | Mask) -> Column:
        """Some of the rows."""
        return Column(self.values, self.at[rows])

    def each(self, work: Callable[[str], T]) -> list[T]:
        """`work` of each distinct value."""
        return [work(value) for value in self.values]

    def where(self, test: Callable[[str], bool]) -> Mask:
        """The rows whose value passes the test."""
        return np.fromiter(map(test, self.values), dtype=np.bool_, count=len(self.values))[self.at]

    @property
    def empty(self) -> Mask:
        """The rows without a value."""
        return self.where(lambda value: not value)

    def strings(self) -> pa.DictionaryArray:
        """As an Arrow column; '' is missing."""
        return strings(self.values, self.at)


def strings(values: Sequence[str | None], at: Ints) -> pa.DictionaryArray:
    """Dictionary-encoded text: `values[at[i]]` in row i, missing where that is empty. Each text stands once in the
    dictionary, without which no file is written in codes."""
    kept: dict[str, int] = {}
    moved = np.array([kept.setdefault(value, len(kept)) if value else -1 for value in values] or [-1], dtype=np.int32)
    indices = moved[at]
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=indices < 0), pa.array(list(kept), pa.string()))


def lists(values: Sequence[Sequence[str]], at: Ints) -> pa.DictionaryArray:
    """Dictionary-encoded lists of text: `values[at[i]]` in row i. Each list stands once in the dictionary."""
    kept: dict[tuple[str, ...], int] = {}
    moved = np.array([kept.setdefault(tuple(value), len(kept)) for value in values] or [0], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(moved[at]), pa.array(map(list, kept), LIST))


def together(*columns: Column | tuple[int, Ints]) -> tuple[list[tuple[int, ...]], Ints]:
    """The distinct combinations of several columns, as positions into their values, and which stands in each
    row.

    A column may be given as `(how many distinct, positions)`.
    """
    parts = [(len(one.values), one.at) if isinstance(one, Column) else one for one in columns]
    code = np.zeros(len(parts[0][1]), dtype=np.int64)
    for size, at in parts:
        code = code * max(size, 1) + at
    coded = pa.array(code).dictionary_encode()
    rest = coded.dictionary.to_numpy(zero_copy_only=False)
    found: list[npt.NDArray[np.int64]] = []
    for size, _ in reversed(parts):
        found.append(rest % max(size, 1))
        rest = rest // max(size, 1)
    combinations = [tuple(each) for each in np.stack(found[::-1], axis=1).tolist()] if len(code) else []
    return combinations, coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def numbers(column: Column) -> tuple[Floats, Mask]:
    """The values as numbers, NaN where a cell is empty; and which cells hold something that is no number.

    >>> numbers(Column.of(pa.array(["1.5", "", "x"])))[1].tolist()
    [False, False, True]
    """
    known, wrong = _numbers(column.values)
    return known[column.at], wrong[column.at]


def _numbers(values: list[str]) -> tuple[Floats, Mask]:
    wrong = np.zeros(len(values), dtype=np.bool_)
    try:  # in Arrow, at once, where every value is plainly a number
        read = pc.cast(pa.array([value or None for value in values], pa.string()), pa.float64())
        known = np.asarray(read.fill_null(np.nan), dtype=np.float64)
        if np.isfinite(known).sum() + sum(not value for value in values) == len(values):
            return known, wrong
    except pa.ArrowInvalid:
        pass  # some value is no number: which one is found below
    listed = [_number(value) for value in values]
    known = np.array([np.nan if number is None else number for number in listed], dtype=np.float64)
    return known, np.array([number is None for number in listed], dtype=np.bool_)


def _number(value: str) -> float | None:
    if not value:
        return float("nan")
    if "_" in value:
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def whole(values: Floats, missing: Mask | None = None) -> pa.Array:
    """Whole numbers as an Arrow column; NaN is missing."""
    gone = np.isnan(values) if missing is None else np.isnan(values) | missing
    return pa.array(np.where(gone, 0, values).astype(np.int64), mask=gone)


def decimals(values: Floats) -> pa.Array:
    """Numbers as an Arrow column; NaN is missing."""
    return pa.array(values, mask=np.isnan(values))


def trimmed(cells: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Text that is seldom repeated, row by row: trimmed, missing where empty."""
    flat = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    if pa.types.is_dictionary(flat.type):
        flat = flat.cast(flat.type.value_type)
    bare = pc.ascii_trim_whitespace(flat)
    return pc.if_else(pc.equal(pc.binary_length(bare), 0), pa.scalar(None, pa.string()), bare)
