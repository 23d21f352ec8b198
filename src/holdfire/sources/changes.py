"""What changed in rows that two vintages of a dataset both have: id, column, from, to."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .contents import COLUMNS, RIVALS, hashes

VERSIONS = "versions"
"""Column of a change in how many contents one id stands with."""

SCHEMA = pa.schema([*((name, pa.string()) for name in ("id", "column", "from", "to")), ("at", pa.int64())])


def changes(was: pa.Table, now: pa.Table) -> pa.Table:
    """One row a changed value: `id`, `column`, `from` and `to` as JSON text, `at` the place of the row in its file.

    Args:
        was: observations as they stood, with the column of their rival values.
        now: as they stand, row by row, with their place in the file as `at`.
    """
    parts = [SCHEMA.empty_table()]
    for name in COLUMNS:
        differs = np.flatnonzero(hashes(was, name) != hashes(now, name))
        if len(differs):
            rows = pa.array(differs)
            values = [_written(name, table[name].take(rows)) for table in (was, now)]
            column = pa.array([name] * len(rows), pa.string())
            parts.append(pa.table([now["id"].take(rows), column, *values, now["at"].take(rows)], schema=SCHEMA))
    return pa.concat_tables(parts)


def of_versions(ids: Sequence[str], before: Sequence[int], after: Sequence[int]) -> pa.Table:
    """Ids that stand with another number of contents than before, in the shape of changes; they come last."""
    listed = [
        {"id": ident, "column": VERSIONS, "from": json.dumps(was), "to": json.dumps(now), "at": np.iinfo(np.int64).max}
        for ident, was, now in zip(ids, before, after, strict=True)
    ]
    return pa.Table.from_pylist(listed, schema=SCHEMA)


def in_order(parts: Sequence[pa.Table]) -> pa.Table:
    """All changes in the order of the later file."""
    whole = pa.concat_tables([SCHEMA.empty_table(), *parts]).combine_chunks()
    return whole.take(pc.sort_indices(whole, sort_keys=[("at", "ascending")])).drop_columns("at")


def entries(changed: pa.Table) -> Iterator[dict[str, Any]]:
    """The changes as JSON has them, `{id, column, from, to}`, a batch at a time."""
    for batch in changed.to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            yield row | {name: json.loads(row[name]) for name in ("from", "to")}


def changes_of(changed: pa.Table, idents: Collection[str]) -> dict[str, tuple[dict[str, Any], ...]]:
    """By id the changes of some rows."""
    found: dict[str, list[dict[str, Any]]] = {}
    for each in entries(changed.filter(pc.is_in(changed["id"], pa.array(list(idents), pa.string())))):
        found.setdefault(each["id"], []).append(each)
    return {ident: tuple(several) for ident, several in found.items()}


def plain(name: str, value: Any) -> Any:
    """A value of an observation as JSON has it; instants in ISO 8601, UTC."""
    if name == RIVALS:
        return [json.loads(each) for each in value or ()]
    return value.isoformat() if isinstance(value, datetime) else value


def _written(name: str, values: pa.ChunkedArray) -> pa.Array:
    return pa.array([json.dumps(plain(name, each), ensure_ascii=False) for each in values.to_pylist()], pa.string())
