"""Rows kept out of memory until their counterparts are known, in files that vanish with the program."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

from ..records import Observation, arrow_schema
from .contents import RIVALS, Hashes
from .vintage import Ints, firsts

SCHEMA = pa.schema(
    [
        *arrow_schema(Observation),
        (RIVALS, pa.list_(pa.string())),
        ("at", pa.int64()),
        ("id_hash", pa.uint64()),
        ("pair_hash", pa.uint64()),
    ]
)
"""An observation with its rival values, its place in the file, and the hashes of its id and of id and content."""


@contextmanager
def shelf(boards: int) -> Iterator[Shelf]:
    """A shelf of so many boards, in files without a name that are gone at the end of the `with` block."""
    with ExitStack() as stack:
        yield Shelf([stack.enter_context(tempfile.TemporaryFile()) for _ in range(boards)])


class Shelf:
    """Rows by the hash of their id, on boards of which each is small enough to be held in memory."""

    def __init__(self, files: Sequence[IO[bytes]]):
        self._files, self._rows = files, 0
        self._writers = [pyarrow.ipc.new_stream(file, SCHEMA) for file in files]

    def put(self, rows: pa.Table, ids: Hashes, pairs: Hashes) -> None:
        """Put rows on their boards."""
        at = np.arange(self._rows, self._rows + len(ids))
        self._rows += len(ids)
        board = ids % np.uint64(len(self._writers))
        for n, writer in enumerate(self._writers):
            mine = np.flatnonzero(board == n)
            if len(mine):
                writer.write_table(_plain(rows.take(pa.array(mine)), at[mine], ids[mine], pairs[mine]))

    def board(self, n: int) -> pa.Table:
        """The rows of a board, each pair of id and content once; after this nothing more is put on it."""
        self._writers[n].close()
        self._files[n].seek(0)
        rows = pyarrow.ipc.open_stream(self._files[n]).read_all().combine_chunks()
        return rows.filter(pa.array(firsts(rows["pair_hash"].to_numpy())))


def _plain(table: pa.Table, at: Ints, ids: Hashes, pairs: Hashes) -> pa.Table:
    """Without codes: runs of one file have codes of their own."""
    columns = [_decoded(table[field.name], field.type) for field in SCHEMA if field.name in table.column_names]
    return pa.Table.from_arrays([*columns, *map(pa.array, (at, ids, pairs))], schema=SCHEMA)


def _decoded(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        chunks = [chunk.dictionary.take(chunk.indices) for chunk in column.chunks]
        column = pa.chunked_array(chunks, column.type.value_type)
    if column.type == kind:
        return column
    return pa.chunked_array([_struct(column, kind)]) if pa.types.is_struct(kind) else column.cast(kind)


def _struct(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    """Parts that cannot be missing, under a whole that can: in a row without the whole, nobody sees what they hold."""
    whole = column.combine_chunks()
    parts = [pc.fill_null(part.cast(field.type), 0) for part, field in zip(whole.flatten(), kind, strict=True)]
    return pa.StructArray.from_arrays(parts, fields=list(kind), mask=whole.is_null())
