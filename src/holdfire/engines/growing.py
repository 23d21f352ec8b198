"""A Parquet file that grows table by table."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


class Growing:
    """Append tables of one schema to a file. Without a table, the file is empty but whole."""

    def __init__(self, path: Path, schema: pa.Schema):
        self.path, self._schema = path, schema
        self._writer: pq.ParquetWriter | None = None
        self.rows = 0

    def add(self, table: pa.Table) -> None:
        """Append the rows of a table."""
        if table.num_rows:
            self._open().write_table(table.replace_schema_metadata(self._schema.metadata))
            self.rows += table.num_rows

    def close(self) -> None:
        """Finish the file."""
        self._open().close()

    def abandon(self) -> None:
        """Remove what was written."""
        if self._writer is not None:
            with suppress(OSError):  # what kept it from being written keeps it from being closed
                self._writer.close()
        self.path.unlink(missing_ok=True)

    def _open(self) -> pq.ParquetWriter:
        if self._writer is None:
            # Text that comes written out differs in nearly every row; all else is kept as codes.
            repeated = [_path(each) for each in self._schema if not pa.types.is_string(each.type)]
            # Without Arrow's own schema inside, every reader sees plain text where we keep codes.
            self._writer = pq.ParquetWriter(
                self.path,
                self._schema,
                use_dictionary=repeated,
                write_statistics=["when_start", "phase", "verdict"],
                store_schema=False,
            )
            self._writer.add_key_value_metadata(self._schema.metadata or {})
        return self._writer


def _path(field: pa.Field) -> str:
    """The name of a column's values in a Parquet file."""
    return f"{field.name}.list.element" if pa.types.is_list(field.type) else field.name
