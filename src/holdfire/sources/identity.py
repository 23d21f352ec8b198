"""What makes two rows the same: a hash of a row's source, id and content, and what follows for a whole file.

The hash is 64 bits wide, worked out column-wise in numpy from the text of the cells alone, so it is the same
on every machine, for every way of cutting a file, and for a table that was saved in another format. It tells
a changed row from an unchanged one; it is no protection against a forger.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .column import Column, Mask

Hashes = npt.NDArray[np.uint64]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_WHOLE = re.compile(r"(-?\d+)\.0+")


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every bit of the input moves every bit
    out."""
    values = (values ^ (values >> np.uint64(30))) * _MIX_1
    values = (values ^ (values >> np.uint64(27))) * _MIX_2
    return values ^ (values >> np.uint64(31))


@lru_cache(maxsize=262_144)
def of_text(value: str) -> int:
    """64 bits of SHA-256 of a text, `1.0` being read as `1`."""
    plain = _WHOLE.fullmatch(value)
    digest = hashlib.sha256((plain[1] if plain else value).encode()).digest()
    return int.from_bytes(digest[:8], "little")


def of_column(column: Column) -> Hashes:
    """One hash a row, worked out once for each distinct value."""
    distinct = np.fromiter(map(of_text, column.values), dtype=np.uint64, count=len(column.values))
    return distinct[column.at]


def of_long_text(cells: pa.Array) -> Hashes:
    """One hash a row of text that is seldom repeated, eight bytes at a time."""
    sizes = np.asarray(pc.fill_null(pc.binary_length(cells), 0)).astype(np.int64)
    padding = pa.array([b"\0" * n for n in range(8)], pa.binary()).take(pa.array(-sizes % 8))
    padded = pc.binary_join_element_wise(pc.fill_null(cells.cast(pa.binary()), b""), padding, b"")
    hashes = np.empty(len(cells), dtype=np.uint64)
    for start in range(0, len(cells), 4096):  # blocks that stay in the processor's cache
        hashes[start : start + 4096] = _of_words(padded.slice(start, 4096))
    return _mixed(hashes ^ _mixed(sizes.astype(np.uint64)))


def _of_words(padded: pa.Array) -> Hashes:
    kind = np.int64 if pa.types.is_large_binary(padded.type) else np.int32
    held = np.frombuffer(padded.buffers()[1], dtype=kind)[padded.offset : padded.offset + len(padded) + 1]
    offsets: npt.NDArray[np.int64] = held.astype(np.int64)
    first, last = int(offsets[0]), int(offsets[-1])
    if first == last:
        return np.zeros(len(padded), dtype=np.uint64)
    words = np.frombuffer(padded.buffers()[2], dtype="<u8", offset=first, count=(last - first) // 8)
    starts = (offsets[:-1] - first) // 8
    counts: npt.NDArray[np.int64] = (offsets[1:] - offsets[:-1]) // 8
    place = (np.arange(len(words)) - np.repeat(starts, counts)).astype(np.uint64)
    # Each word is spread by its place in the text, so that the order of words matters, and then summed.
    spread = (words ^ (words >> np.uint64(32)) ^ (place * _SPREAD)) * _MIX_1
    spread = (spread ^ (spread >> np.uint64(29))) * _MIX_2
    sums = np.zeros(len(padded), dtype=np.uint64)
    some = counts > 0
    sums[some] = np.add.reduceat(spread, starts[some])
    return sums


def combined(parts: Sequence[Hashes]) -> Hashes:
    """One hash from several, in which the order of the parts matters."""
    total = np.zeros(len(parts[0]), dtype=np.uint64)
    for part in parts:
        total = _mixed(total * _SPREAD + part)
    return total


def of_rows(source: str, long: Iterable[pa.Array], columns: Iterable[Column]) -> pa.Array:
    """The observation ids of rows, from their source, their text columns (the record id first) and the
    others."""
    parts = [*map(of_long_text, long), *map(of_column, columns)]
    start = np.full(len(parts[0]), of_text(source), dtype=np.uint64)
    return as_hex(combined([start, *parts]))


_HEX = np.frombuffer("".join(f"{n:04x}" for n in range(65536)).encode(), dtype="S4")


def as_hex(hashes: Hashes) -> pa.Array:
    """Sixteen hexadecimal digits a row.

    >>> as_hex(np.array([255], dtype=np.uint64)).to_pylist()
    ['00000000000000ff']
    """
    digits = np.ascontiguousarray(_HEX[hashes.astype(">u8").view(">u2")])
    offsets = np.arange(len(hashes) + 1, dtype=np.int32) * 16
    return pa.StringArray.from_buffers(len(hashes), pa.py_buffer(offsets), pa.py_buffer(digits))


@dataclass(frozen=True)
class Repeats:
    """Over whole columns: which rows repeat an earlier one, and which share their id with another content."""

    duplicate: Mask
    conflict: Mask


def conflicts(ids: pa.Array | pa.ChunkedArray, observation_ids: pa.Array | pa.ChunkedArray) -> Repeats:
    """Tell duplicates and conflicts over the columns of one file, once all its fragments are there.

    `duplicate`: the same id and content stood in an earlier row; the row is to be set aside. `conflict`: the
    same id stands with other content in the same file; all versions are kept, and flagged `conflict:same_id`.

    >>> found = conflicts(pa.array(["a", "a", "a", "b"]), pa.array(["1", "1", "2", "3"]))
    >>> found.duplicate.tolist(), found.conflict.tolist()
    ([False, True, False, False], [True, True, True, False])
    """
    id_at, content_at = _codes(ids), _codes(observation_ids)
    order = np.lexsort((np.arange(len(id_at)), content_at, id_at))
    same_id = np.append(False, id_at[order][1:] == id_at[order][:-1])
    same = same_id & np.append(False, content_at[order][1:] == content_at[order][:-1])
    duplicate = np.zeros(len(order), dtype=np.bool_)
    duplicate[order] = same
    clashing = np.unique(id_at[order][same_id & ~same])
    return Repeats(duplicate, np.isin(id_at, clashing))


def _codes(column: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.int64]:
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks)
    coded = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
    codes: npt.NDArray[np.int64] = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes
