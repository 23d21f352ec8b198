"""The ceasefire sub-types that a sentence can report, and what each is read as."""

from __future__ import annotations

from functools import cache

from ..records import Record
from .knowledge import knowledge


class Subtype(Record):
    """One sub-type: when a sentence is of it, the act of its observations, and the PLOVER event that it falls under."""

    id: str
    says: str
    act: str
    plover: str | None = None
    source: str


@cache
def subtypes() -> dict[str, Subtype]:
    """The sub-types by id, in the order of the file.

    >>> subtypes()["air_strike"].act, subtypes()["talks"].plover
    ('air_strike', 'CONSULT')
    """
    return {each["id"]: Subtype.model_validate(each) for each in knowledge("subtypes.yaml")["subtypes"]}
