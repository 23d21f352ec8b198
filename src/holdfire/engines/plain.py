"""Tables as people open them in a spreadsheet: local time with offset, lists in one cell, and no cell is a formula."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..world.time import zone_info

_FORMULA = r"^[=+\-@\t\r]"
"""A spreadsheet takes text that begins so for a formula. Source: OWASP, CSV Injection (unchecked)."""


def for_people(table: pa.Table) -> pa.Table:
    """The table with text and numbers only."""
    columns = [_plain(table, name) for name in table.column_names]
    return pa.table(columns, names=table.column_names)


def _plain(table: pa.Table, name: str) -> pa.ChunkedArray:
    column = table[name]
    if pa.types.is_timestamp(column.type):
        return local_times(column, table["zone"])
    if pa.types.is_list(column.type):
        return harmless(pc.binary_join(column, "; "))
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return harmless(column) if pa.types.is_string(column.type) else column


def harmless(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text with an apostrophe before what a spreadsheet would take for a formula.

    >>> harmless(pa.chunked_array([["=1+1", "Daraya", None]])).to_pylist()
    ["'=1+1", 'Daraya', None]
    """
    risky = pc.fill_null(pc.match_substring_regex(column, _FORMULA), False)
    if not pc.any(risky).as_py():
        return column
    return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)


def local_times(instants: pa.ChunkedArray, zones: pa.ChunkedArray) -> pa.ChunkedArray:
    """Instants as ISO 8601 in the time of their zone, such as `2016-02-27T00:00:00+02:00`."""
    coded = zones.combine_chunks()
    coded = coded if isinstance(coded, pa.DictionaryArray) else pc.dictionary_encode(coded)
    names = coded.dictionary.to_pylist()
    micros = np.asarray(pc.cast(instants, pa.int64()).combine_chunks())
    pairs, at = np.unique(np.stack([np.asarray(coded.indices), micros]), axis=1, return_inverse=True)
    shown = [_shown(names[zone], value) for zone, value in pairs.T.tolist()]
    return pa.chunked_array([pa.array(shown, pa.string()).take(pa.array(at.reshape(-1)))])


def _shown(zone: str, micros: int) -> str:
    instant = datetime.fromtimestamp(micros // 1_000_000, UTC).replace(microsecond=micros % 1_000_000)
    return instant.astimezone(zone_info(zone)).isoformat()
