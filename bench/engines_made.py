"""Rows made fragment by fragment for `bench.engines`, and a digest of rows that does not ask how they were cut."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from holdfire.sources.identity import combined, of_long_text

from .acled import make_rows
from .country import Country, make_country, write_files

SEED = 9
GROUP = 125_000
"""Rows of a row group."""

GROUPS = 4
"""Row groups of a file."""

WARM = 2_000
"""Rows of the file that is judged before the clock starts."""

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Input:
    """A folder with rows in Parquet files, the world and the terms that they are held against, and a few more rows."""

    folder: Path

    @property
    def files(self) -> list[Path]:
        return sorted((self.folder / "rows").glob("*.parquet"))

    @property
    def warm(self) -> Path:
        return self.folder / "warm.parquet"

    @property
    def world(self) -> Path:
        return self.folder / "world.yaml"

    @property
    def terms(self) -> Path:
        return self.folder / "nordania-2023.yaml"


def group_of(rows: int) -> int:
    """Rows of a row group, of which two are a fragment: fewer where there would else be less than four fragments."""
    return max(1, min(GROUP, -(-rows // 8)))


def make_input(folder: Path, rows: int) -> Input:
    """So many rows in files of a few row groups; no more than one row group is in memory."""
    country, group = make_country(SEED), group_of(rows)
    (folder / "rows").mkdir(parents=True)
    write_files(country, folder)
    made = Input(folder)
    pq.write_table(make_rows(country, WARM, SEED - 1, first=rows), made.warm, row_group_size=WARM // 8)
    per_file = group * GROUPS
    for n, start in enumerate(range(0, rows, per_file)):
        path = folder / "rows" / f"acled-{n:05d}.parquet"
        _write(path, pieces(country, start, min(start + per_file, rows), group))
    return made


def pieces(country: Country, start: int, end: int, group: int) -> Iterator[pa.Table]:
    """Rows `start` to `end`, a row group at a time; each has a seed of its own, and each row a number of its own."""
    for first in range(start, end, group):
        yield make_rows(country, min(group, end - first), SEED + first // group, first=first)


def _write(path: Path, tables: Iterator[pa.Table]) -> None:
    writer: pq.ParquetWriter | None = None
    for table in tables:
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table, row_group_size=table.num_rows)
    if writer is not None:
        writer.close()


APART = ("finding_id", "event_id", "event_id_cnty", "notes")
"""Text that differs in nearly every row, for which codes are of no use."""


@dataclass(frozen=True)
class Digest:
    """Of rows: how many, SHA-256 of them as a set whose order does not count, and of them in their order."""

    rows: int
    rows_digest: str
    order_digest: str


def digest_of(parts: Sequence[Path], batch: int = 131_072) -> Digest:
    """The digest of the rows in Parquet files. A few rows are in memory at a time.

    Each row has 128 bits of hash over its cells by the names of the columns; what is hashed again in the end are their
    sums. So equal rows give equal digests, however they are cut, encoded and packed, and in whatever order the columns
    stand.
    """
    rows, sums = 0, np.zeros(3, np.uint64)
    for part in parts:
        with pq.ParquetFile(part) as plain:
            schema = plain.schema_arrow
        coded = [each.name for each in schema if pa.types.is_string(each.type) and each.name not in APART]
        with pq.ParquetFile(part, read_dictionary=coded) as file:
            for piece in file.iter_batches(batch_size=batch):
                each = row_hashes(piece)
                place = np.arange(rows, rows + piece.num_rows, dtype=np.uint64)
                sums += np.array([each.sum(), _again(each, 1).sum(), combined([each, place]).sum()], np.uint64)
                rows += piece.num_rows
    return Digest(rows, _sha256([rows, *sums[:2].tolist()]), _sha256([rows, int(sums[2])]))


def _sha256(numbers: list[int]) -> str:
    return hashlib.sha256(" ".join(map(str, numbers)).encode()).hexdigest()


def row_hashes(piece: pa.RecordBatch) -> Hashes:
    """A hash of each row."""
    return combined([_named(name, _hashes(piece.column(name))) for name in sorted(piece.schema.names)])


def _named(name: str, cells: Hashes) -> Hashes:
    salt: np.uint64 = of_long_text(pa.array([name]))[0]
    return cells ^ salt


def _again(hashes: Hashes, salt: int) -> Hashes:
    return combined([hashes, np.full(len(hashes), salt, np.uint64)])


MISSING, LIST = np.uint64(0x6D697373), np.uint64(0x6C697374)


def _hashes(cells: pa.Array) -> Hashes:
    """A hash of each cell by its value, whatever its encoding."""
    if pa.types.is_dictionary(cells.type):
        known = np.append(_hashes(cells.dictionary), MISSING)
        return known[np.asarray(pc.fill_null(cells.indices, len(known) - 1)).astype(np.int64)]
    if pa.types.is_list(cells.type):
        found = _of_lists(cells)
    elif pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type):
        found = of_long_text(cells)
    else:
        found = _again(_bits(cells), 2)
    missing = np.asarray(cells.is_null())
    return np.where(missing, MISSING, found) if missing.any() else found


def _bits(cells: pa.Array) -> Hashes:
    """Numbers, times and truth values as 64 bits each."""
    kind = cells.type
    if pa.types.is_timestamp(kind):
        cells = cells.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64())
    if pa.types.is_boolean(kind):
        cells = cells.cast(pa.int8())
    held = np.asarray(pc.fill_null(cells, 0))
    if pa.types.is_floating(kind):
        held = held.astype(np.float64) + 0.0  # so that -0.0 is 0.0
    found: Hashes = (held if pa.types.is_floating(kind) else held.astype(np.int64)).view(np.uint64)
    return found


def _of_lists(cells: pa.ListArray) -> Hashes:
    """By the words of a list and their places in it."""
    offsets = np.asarray(cells.offsets).astype(np.int64)
    first, last = int(offsets[0]), int(offsets[-1])
    sizes = np.diff(offsets)
    found = np.full(len(cells), LIST, np.uint64)
    if first == last:
        return found
    words = _hashes(cells.values.slice(first, last - first).dictionary_encode())
    starts = offsets[:-1] - first
    place = (np.arange(len(words)) - np.repeat(starts, sizes)).astype(np.uint64)
    some = sizes > 0
    found[some] += np.add.reduceat(combined([words, place]), starts[some])
    return found
