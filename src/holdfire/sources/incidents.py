"""Incidents as `holdfire match` writes them: each goes on as one observation, with what its reports say otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..records import Incident, arrow_schema
from .aside import SCHEMA as REJECTED
from .draft import ALTERNATIVES, SCHEMA, Imported
from .problem import SourceError

COLUMNS = frozenset(arrow_schema(Incident).names)
"""Columns by which a file of incidents is known."""

_RUN = 20_000


def read(path: Path, groups: Sequence[int], first: int = 1) -> Iterator[Imported]:
    """The observations and alternatives of some row groups.

    Raises `SourceError` for a file that is damaged, or that another version of holdfire wrote otherwise.
    """
    try:
        for batch in pq.ParquetFile(path).iter_batches(
            _RUN, row_groups=list(groups), columns=["observation", "alternatives"]
        ):
            yield _imported(path, pa.Table.from_batches([batch]), first)
            first += batch.num_rows
    except (pa.ArrowException, OSError) as bad:
        reason = str(bad).split("\n", 1)[0]
        raise SourceError(
            path, found=f"incidents that cannot be read ({reason})", expected="what holdfire match wrote",
            remedy="Match the reports again with this version.",
        ) from None  # fmt: skip


def _imported(path: Path, table: pa.Table, first: int) -> Imported:
    rows = table.num_rows
    told = table["observation"].combine_chunks()
    given = {field.name: told.field(field.name) for field in told.type}
    given["file"] = pa.array([path.name] * rows, pa.string())
    given["row"] = pa.array(range(first, first + rows), pa.int64())
    observations = pa.table({name: given.get(name, pa.nulls(rows)) for name in SCHEMA.names}).cast(SCHEMA)
    rivals = pc.list_flatten(table["alternatives"]).combine_chunks()
    columns = {name: rivals.field(name) for name in ALTERNATIVES.names}
    return Imported(observations, pa.table(columns).cast(ALTERNATIVES), REJECTED.empty_table(), rows)
