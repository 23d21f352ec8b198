"""A Parquet file that grows table by table under a temporary name."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .shape import DISTINCT
from .staging import file_digest


class Growing:
    """Append tables of one schema; `close` gives the file its name. Without a table, the file is empty but whole."""

    def __init__(self, path: Path, schema: pa.Schema):
        self._path, self._schema = path, schema
        self._temporary = path.with_name(f"{path.name}.tmp-{os.getpid()}")
        self._writer: pq.ParquetWriter | None = None
        self.rows = 0

    def add(self, table: pa.Table) -> None:
        """Append the rows of a table."""
        if table.num_rows:
            self._open().write_table(table.replace_schema_metadata(self._schema.metadata))
            self.rows += table.num_rows

    def close(self) -> str:
        """Finish the file and give it its name. Returns its SHA-256."""
        self._open().close()
        found = file_digest(self._temporary)
        self._temporary.replace(self._path)
        return found

    def _open(self) -> pq.ParquetWriter:
        if self._writer is None:
            repeated = [name for name in self._schema.names if name not in DISTINCT]
            # Without Arrow's own schema inside, every reader sees plain text where we keep codes.
            self._writer = pq.ParquetWriter(
                self._temporary,
                self._schema,
                use_dictionary=repeated,
                write_statistics=["when_start", "phase", "verdict"],
                store_schema=False,
            )
            self._writer.add_key_value_metadata(self._schema.metadata or {})
        return self._writer
