"""Arrow and JSON schemas, generated from the frozen record classes."""

from __future__ import annotations

import types
import typing
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

import pyarrow as pa
from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A noun of the domain: frozen, and closed to fields that it does not name.

    A trailing underscore (`from_`) keeps a field's name clear of Python's own words; files write it without.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        alias_generator=lambda name: name.removesuffix("_"),
    )


_SCALARS: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us", tz="UTC"),
    date: pa.date32(),
}


def arrow_type(annotation: Any) -> pa.DataType:
    """The Arrow type of one annotated field.

    >>> arrow_type(tuple[str, ...])
    ListType(list<item: string>)
    """
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (types.UnionType, typing.Union):
        return arrow_type(next(one for one in inner if one is not type(None)))
    if origin is tuple:
        return pa.list_(arrow_type(inner[0]))
    if origin is typing.Literal:
        return pa.string()
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return pa.string()
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return pa.struct(list(arrow_schema(annotation)))
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    raise TypeError(f"no Arrow type for {annotation!r}; known: {', '.join(t.__name__ for t in _SCALARS)}")


@cache
def arrow_schema(record: type[BaseModel]) -> pa.Schema:
    """One Arrow field for each field of the class, in order; a field that may be None is nullable."""
    hints = typing.get_type_hints(record)
    return pa.schema(
        [pa.field(name, arrow_type(hints[name]), nullable=_may_be_none(hints[name])) for name in record.model_fields]
    )


def open_schema(schema: pa.Schema) -> pa.Schema:
    """The same fields, each of which may be missing: Parquet takes no missing struct whose parts may not be missing.

    >>> open_schema(pa.schema([pa.field("a", pa.list_(pa.string()), nullable=False)])).field("a").nullable
    True
    """
    return pa.schema([_opened(field) for field in schema])


def _opened(field: pa.Field) -> pa.Field:
    kind = field.type
    if pa.types.is_struct(kind):
        kind = pa.struct([_opened(part) for part in kind])
    elif pa.types.is_list(kind):
        kind = pa.list_(_opened(kind.value_field))
    return pa.field(field.name, kind)


def json_schema(record: type[BaseModel]) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the class."""
    return record.model_json_schema()


def _may_be_none(annotation: Any) -> bool:
    return type(None) in typing.get_args(annotation)
