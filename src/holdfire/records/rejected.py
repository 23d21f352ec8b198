"""A row that could not be kept, with its reason."""

from __future__ import annotations

from ._schema import Record


class Rejected(Record):
    """Nothing is lost: a bad row is kept aside as it stood.

    `row` counts data rows from 1, `reason` is a stable code, `expected` and `found` say what is wrong, `raw` is the
    row's own text (JSON of its cells where it could be split).
    """

    file: str
    row: int
    reason: str
    column: str | None
    expected: str
    found: str
    raw: str
