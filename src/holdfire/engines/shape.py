"""The shape of a part: one schema for every batch of a run, whatever way its columns came to be encoded."""

from __future__ import annotations

from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from ..assessment.tabulate import EVENT_IDS, FINDING_IDS, spread
from ..records import EventVerdict, Finding, arrow_schema

DISTINCT = ("finding_id", "event_id")
"""Text that differs in nearly every row; all other text is kept as codes."""

WORKING_COPY = "exact places: not for publication"
METADATA_KEY = b"holdfire"


@cache
def schema_of(level: str) -> pa.Schema:
    """The columns of the findings table, or of the table of events, as files have them: no codes inside."""
    record, first = (Finding, FINDING_IDS) if level == "finding" else (EventVerdict, EVENT_IDS)
    schema = arrow_schema(record)
    names = [*first, *(name for name in schema.names if name not in first)]
    return pa.schema([pa.field(name, schema.field(name).type) for name in names])


@cache
def coded(schema: pa.Schema) -> pa.Schema:
    """The same columns with repeated text as codes: small in memory, and quick to write."""
    return pa.schema([pa.field(each.name, _coded(each)) for each in schema], metadata=schema.metadata)


def _coded(field: pa.Field) -> pa.DataType:
    words = pa.dictionary(pa.int32(), pa.string())
    if pa.types.is_list(field.type) and pa.types.is_string(field.type.value_type):
        return pa.list_(words)
    return words if pa.types.is_string(field.type) and field.name not in DISTINCT else field.type


def coded_columns(schema: pa.Schema) -> list[str]:
    """The names of the columns that hold repeated text."""
    return [each.name for each in coded(schema) if pa.types.is_dictionary(each.type)]


def shaped(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table in that schema, column by column."""
    return pa.Table.from_arrays([_as(table.column(each.name), each.type) for each in schema], schema=schema)


def _as(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if column.type == kind:
        return column
    if pa.types.is_list(kind) and pa.types.is_dictionary(kind.value_type):
        return pa.chunked_array([_coded_lists(chunk) for chunk in column.chunks], kind)
    if pa.types.is_dictionary(kind) and not pa.types.is_dictionary(column.type):
        column = column.cast(kind.value_type).dictionary_encode()
    if pa.types.is_dictionary(column.type) and pa.types.is_nested(column.type.value_type):
        column = pa.chunked_array([spread(chunk) for chunk in column.chunks], column.type.value_type)
    return column.cast(kind)


def _coded_lists(chunk: pa.Array) -> pa.ListArray:
    """Lists of text whose words are codes."""
    if pa.types.is_dictionary(chunk.type):
        return spread(chunk, words_coded=True)
    return pa.ListArray.from_arrays(pc.subtract(chunk.offsets, chunk.offsets[0]), chunk.flatten().dictionary_encode())
