"""Columns as dense codes: each distinct value is worked once, and rows only index it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
V = TypeVar("V")

_SEPARATOR = "\x1f"


@dataclass
class Coded(Generic[V]):
    """A column: `at` indexes `values`, one entry a row; each value stands once."""

    at: Codes
    values: list[V]

    def take(self, rows: Ints) -> Coded[V]:
        return Coded(self.at[rows], self.values)


def encode(column: pa.ChunkedArray | pa.Array) -> Coded[Any]:
    """A text, number or list column as codes; a missing value is the value `None` (for a list, the empty tuple).

    >>> encode(pa.array([["a", "b"], None, ["a", "b"]])).values
    [('a', 'b'), ()]
    """
    if isinstance(column, pa.ChunkedArray):
        if column.num_chunks != 1:  # dictionaries of lists cannot be combined by Arrow
            return _joined([encode(chunk) for chunk in column.chunks])
        column = column.chunk(0)
    whole = column
    if pa.types.is_dictionary(whole.type):
        return _from_dictionary(whole)
    if pa.types.is_list(whole.type) and pa.types.is_string(whole.type.value_type):
        joined = pc.fill_null(pc.binary_join(whole, _SEPARATOR), "")
        coded = encode(joined)
        return _distinct(coded.at, [tuple(text.split(_SEPARATOR)) if text else () for text in coded.values])
    if pa.types.is_list(whole.type) and len(whole.flatten()) == 0:
        return Coded(np.zeros(len(whole), np.int32), [()])
    if pa.types.is_nested(whole.type):
        return _distinct_objects([_hashable(value) for value in whole.to_pylist()])
    return _from_dictionary(pc.dictionary_encode(whole, null_encoding="encode"))


def _from_dictionary(array: pa.DictionaryArray) -> Coded[Any]:
    values = [_hashable(value) for value in array.dictionary.to_pylist()]
    at = array.indices
    if at.null_count:
        nested = pa.types.is_list(array.type.value_type)
        values = [*values, () if nested else None]
        at = pc.fill_null(at, pa.scalar(len(values) - 1, at.type))
    return _distinct(np.asarray(at, dtype=np.int32), values)


def _hashable(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_hashable(each) for each in value)
    if isinstance(value, dict):
        return tuple(sorted((key, _hashable(each)) for key, each in value.items()))
    return value


def _distinct(at: Codes, values: list[Any]) -> Coded[Any]:
    places = {value: n for n, value in reversed(list(enumerate(values)))}
    if len(places) == len(values):
        return Coded(at, values)
    kept = {value: n for n, value in enumerate(dict.fromkeys(values))}
    moved = np.array([kept[value] for value in values], dtype=np.int32)
    return Coded(moved[at], list(kept))


def _distinct_objects(rows: Sequence[Any]) -> Coded[Any]:
    places: dict[Any, int] = {}
    at = np.fromiter(
        (places.setdefault(row if row is not None else (), len(places)) for row in rows), np.int32, len(rows)
    )
    return Coded(at, list(places))


def _joined(parts: list[Coded[Any]]) -> Coded[Any]:
    places: dict[Any, int] = {}
    ats = []
    for part in parts:
        moved = np.array([places.setdefault(value, len(places)) for value in part.values], dtype=np.int32)
        ats.append(moved[part.at] if len(part.values) else part.at)
    return Coded(np.concatenate(ats) if ats else np.zeros(0, np.int32), list(places))


def distinct(keys: Ints) -> tuple[Codes, Ints]:
    """Dense codes of integer keys in order of first appearance, and the distinct keys."""
    if len(keys) == 0:
        return np.zeros(0, np.int32), np.zeros(0, np.int64)
    low, high = int(keys.min()), int(keys.max())
    if high - low < max(1 << 16, len(keys) // 2):
        seen = np.zeros(high - low + 1, dtype=bool)
        seen[keys - low] = True
        dense = np.cumsum(seen, dtype=np.int32) - 1
        return dense[keys - low], np.flatnonzero(seen).astype(np.int64) + low
    found = pa.array(keys).dictionary_encode()
    return np.asarray(found.indices, dtype=np.int32), np.asarray(found.dictionary, dtype=np.int64)


def instants(column: pa.ChunkedArray | pa.Array) -> Ints:
    """A column of times as microseconds UTC.

    >>> instants(pa.chunked_array([pa.array([0], pa.timestamp("us", tz="UTC"))])).tolist()
    [0]
    """
    return np.asarray(_whole(pc.cast(column, pa.int64())), dtype=np.int64)


def numbers(column: pa.ChunkedArray | pa.Array) -> npt.NDArray[np.float64]:
    """A column of numbers, NaN where there is none.

    >>> numbers(pa.array([1, None])).tolist()
    [1.0, nan]
    """
    return np.array(_whole(pc.fill_null(pc.cast(column, pa.float64()), np.nan)), dtype=np.float64)


def plain_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of text without a dictionary."""
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def combine(*columns: npt.NDArray[Any]) -> tuple[Codes, list[Ints]]:
    """Distinct combinations of several code columns: the code of each row, and each combination's parts.

    The columns are mixed into one number as long as it fits in 62 bits, and made dense only where it does not.
    """
    key = columns[0].astype(np.int64)
    mixed: list[list[Ints]] = []
    sizes: list[int] = []
    floor = int(key.min()) if len(key) else 0
    key -= floor
    room = int(key.max()) + 1 if len(key) else 1
    for column in columns[1:]:
        size = int(column.max()) + 1 if len(column) else 1
        if room > _ROOM // size:
            dense, found = distinct(key)
            mixed.append(_unmixed(found, sizes))
            key, room, sizes = dense.astype(np.int64), len(found), []
        key *= size
        key += column
        room *= size
        sizes.append(size)
    code, found = distinct(key)
    parts = _unmixed(found, sizes)
    for before in reversed(mixed):
        parts = [*(each[parts[0]] for each in before), *parts[1:]]
    parts[0] = parts[0] + floor
    return code, parts


_ROOM = 1 << 62


def _unmixed(found: Ints, sizes: list[int]) -> list[Ints]:
    """The parts of mixed numbers, the first column first."""
    parts = []
    for size in reversed(sizes):
        parts.append(found % size)
        found = found // size
    return [found, *reversed(parts)]
