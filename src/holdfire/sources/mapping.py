"""Mapping files: a few lines of YAML that say which column of a table is which field of an observation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from ..records import Direction, Record, TargetBasis, WhenPrecision, WherePrecision
from ..world import KnowledgeError, checked, read_yaml
from ..world.time import zone_info
from .problem import SourceError

FIELDS = (
    "id", "when", "when_start", "when_end", "when_precision", "published", "place", "lat", "lon", "radius_km",
    "where_precision", "country", "first_order", "second_order", "act", "weapon", "direction", "actors",
    "targets", "target_basis", "site", "claimed_by", "carried_by", "compiled_by", "killed_low", "killed_best",
    "killed_high", "civilians_killed", "injured", "words",
)  # fmt: skip
"""Fields that a mapping may give. `when` is one day or moment; `country`, `first_order` and `second_order`
are names of areas."""

LISTS = frozenset({"actors", "targets", "claimed_by", "carried_by"})

ENUMS = {
    "when_precision": WhenPrecision,
    "where_precision": WherePrecision,
    "direction": Direction,
    "target_basis": TargetBasis,
}


class FieldSource(Record):
    """Where a field comes from: a column or a constant, with a date's format, a list's separator, a map of
    values.

    A value that `values` does not list stands as it is.
    """

    column: str | None = None
    constant: str | int | float | None = None
    format: str | None = None
    split: str | None = None
    values: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_of_two(self) -> FieldSource:
        if (self.column is None) == (self.constant is None):
            raise ValueError("expected either a column or a constant")
        return self


class Mapping(Record):
    """A whole mapping. `name` is the source that ids begin with; `zone` the IANA zone of all rows."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")
    zone: str | None = None
    fields: dict[str, FieldSource]

    @model_validator(mode="after")
    def _usable(self) -> Mapping:
        unknown = sorted(set(self.fields) - set(FIELDS))
        if unknown:
            raise ValueError(f"expected fields among {', '.join(FIELDS)}; found {unknown[0]}")
        if "id" not in self.fields or "act" not in self.fields:
            raise ValueError("expected the fields id and act at least")
        if ("when" in self.fields) == ("when_start" in self.fields):
            raise ValueError("expected either when, or when_start with when_end")
        if self.zone is not None:
            zone_info(self.zone)
        return self

    def columns(self) -> set[str]:
        """The columns of the table that it names."""
        return {each.column for each in self.fields.values() if each.column is not None}


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file. Raises `SourceError` naming the line, what was found and what was expected."""
    try:
        document = read_yaml(path)
        return checked(document, Mapping, document.content)
    except KnowledgeError as bad:
        problem = bad.problems[0]
        raise SourceError(
            path, line=problem.line, found=problem.found, expected=problem.expected,
            remedy=f"{problem.remedy} The comments that holdfire new-mapping writes tell more.",
        ) from None  # fmt: skip


def as_mapping(content: dict[str, Any]) -> Mapping:
    """A mapping from its content, for programs."""
    return Mapping.model_validate(content)
