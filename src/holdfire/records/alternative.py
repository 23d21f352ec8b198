"""Rival values of one field of one observation: the long side table."""

from __future__ import annotations

from ._schema import Record
from .span import Span

WORDS = "words"
"""Prefix of the groups of alternatives that were read from the words of a dataset's row: `words:0`, `words:1`."""


class Alternative(Record):
    """One rival value, and who backs it.

    `of` is the observation's id, `field` the name of the field, `value` its rival value as JSON text, `weight` a
    mass between 0 and 1 where a source, the matcher or a referenced file gives one, else nothing: no weight is
    invented. Alternatives of several fields that belong together (one full assignment) share a `group`. `span` are the
    words that it was read from, where it was read from words.

    >>> Alternative(of="x:1", field="actors", value='["russia"]', backed_by=("sohr",)).weight is None
    True
    """

    of: str
    field: str
    value: str
    weight: float | None = None
    backed_by: tuple[str, ...] = ()
    group: str | None = None
    span: Span | None = None
