"""Rows that cannot be kept: each with the first reason found, its column, what was expected and what stood
there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..records import Rejected, arrow_schema
from .column import Column, Ints, Mask, trimmed

MERGED = "\x00merged"
"""Column that marks the rows of a workbook that a merged cell covers."""

SCHEMA = arrow_schema(Rejected)


@dataclass(frozen=True)
class Rows:
    """A run of rows as text columns.

    `number` counts the data rows of the file from 1; `raw` gives the text of one row, by its position here,
    as JSON of its cells.
    """

    file: str
    table: pa.Table
    number: Ints
    raw: Callable[[int], str]

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def column(self, name: str) -> Column:
        """A column by name; empty cells where the table has no such column."""
        found = self.table.schema.get_field_index(name)
        return Column.constant("", len(self)) if found < 0 else Column.of(self.table.column(found))

    def words(self, name: str) -> pa.Array:
        """A column of running text, row by row: trimmed, missing where empty or where there is no such
        column."""
        found = self.table.schema.get_field_index(name)
        return pa.nulls(len(self), pa.string()) if found < 0 else trimmed(self.table.column(found))

    def ids(self, name: str, aside: Aside) -> pa.Array:
        """The record ids of the dataset; rows without one are set aside. `48528.0` is read as `48528`."""
        ids = self.words(name)
        decimal = pc.fill_null(pc.match_substring_regex(ids, r"^\d+\.0+$"), False)
        if pc.any(decimal).as_py():
            ids = pc.if_else(decimal, pc.replace_substring_regex(ids, r"\.0+$", ""), ids)
        aside.where(np.asarray(ids.is_null()), "missing_id", name, "the id of the record")
        return ids


@dataclass(frozen=True)
class _Why:
    reason: str
    column: str | None
    expected: str
    found: Callable[[int], str]


@dataclass
class Aside:
    """Collects reasons over the rows of one run; the first reason given for a row stands."""

    rows: Rows
    _why: list[_Why] = field(default_factory=list)
    _at: Ints = field(init=False)

    def __post_init__(self) -> None:
        self._at = np.full(len(self.rows), -1, dtype=np.int64)
        merged = self.rows.column(MERGED)
        self.where(~merged.empty, "merged_cells", None, "one value a cell; unmerge the cells", merged)

    def where(self, bad: Mask, reason: str, column: str | None, expected: str, found: Column | None = None) -> None:
        """Set the rows under the mask aside. `found` holds what stood there."""
        fresh = bad & (self._at < 0)
        if fresh.any():
            self._at[fresh] = len(self._why)
            self._why.append(_Why(reason, column, expected, lambda at: _shown(found, at)))

    @property
    def kept(self) -> Mask:
        """The rows for which no reason was given."""
        return self._at < 0

    def table(self) -> pa.Table:
        """The rows set aside."""
        listed = []
        for at in np.flatnonzero(self._at >= 0).tolist():
            why = self._why[int(self._at[at])]
            number = int(self.rows.number[at])
            listed.append(
                rejected(
                    self.rows.file,
                    number,
                    why.reason,
                    why.column,
                    why.expected,
                    why.found(at),
                    self.rows.raw(at),
                )
            )
        return pa.Table.from_pylist(listed, schema=SCHEMA)


def _shown(found: Column | None, at: int) -> str:
    if found is None:
        return "nothing"
    value = found.values[int(found.at[at])]
    return repr(value) if value else "nothing"


def rejected(
    file: str, row: int, reason: str, column: str | None, expected: str, found: str, raw: str
) -> dict[str, object]:
    """One line of the table of rows set aside."""
    return {
        "file": file,
        "row": row,
        "reason": reason,
        "column": column,
        "expected": expected,
        "found": found,
        "raw": raw,
    }


def cells(values: list[str]) -> str:
    """The cells of a row as JSON text."""
    return json.dumps(values, ensure_ascii=False)
