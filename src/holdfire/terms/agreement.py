"""An agreement as data: who is bound, who is excluded, from when to when, where, and what each clause says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import model_validator

from ..records import Record
from ..world import Reference
from .conditions import Cap, Place, Target, Weapon, Window

PLAIN = "plain"
"""The id of the reading that takes the words as they stand; every clause has it."""

Moment = datetime | date | None


class Passage(Record):
    """Where a clause was read: document and place in it."""

    ref: str
    at: str | None = None


class End(Record):
    """One view of when the agreement ends. Rival ends stand side by side; exactly one is marked as the plain one."""

    id: str
    plain: bool = False
    until: Moment = None
    claimed_by: tuple[str, ...] = ()
    says: str | None = None
    source: str | None = None
    unchecked: bool | str = False


class Member(Record):
    """An actor that a party consists of; its units follow by the register.

    `with_members`: those that the register records as members of an umbrella are meant too ("all forces that support").
    """

    actor: str
    with_members: bool = False
    from_: Moment = None
    to: Moment = None
    says: str | None = None
    source: str | None = None
    unchecked: bool | str = False


class Party(Record):
    """One side. With `accession`, its members are those that the register says acceded, each from its own date."""

    name: str
    accession: bool = False
    members: tuple[Member, ...] = ()


class Exclusion(Record):
    """An actor, or all that a body has designated, to whom the agreement does not apply."""

    actor: str | None = None
    designated_by: str | None = None
    says: str | None = None
    source: str | None = None
    unchecked: bool | str = False

    @model_validator(mode="after")
    def _one(self) -> Exclusion:
        if (self.actor is None) == (self.designated_by is None):
            raise ValueError("expected either `actor` or `designated_by`")
        return self


class Excuse(Record):
    """A ground that excuses an act if it was invoked by or for the actor judged, such as self-defence."""

    id: str
    says: str
    source: Passage | str | None = None
    when_silent: str | None = None
    unchecked: bool | str = False


class Exemption(Record):
    """Acts that the clause speaks of and surely allows."""

    act: tuple[str, ...]
    weapon: Weapon | None = None
    place: Place | None = None
    says: str
    source: Passage | str | None = None
    unchecked: bool | str = False


class Slots(Record):
    """What a clause states, test by test; a test for which it states nothing is answered yes."""

    act: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    target: Target | None = None
    weapon: Weapon | None = None
    place: Place | None = None
    time: Window | None = None
    exceptions: tuple[Excuse, ...] = ()
    exempts: tuple[Exemption, ...] = ()
    cap: Cap | None = None


class Interpretation(Slots):
    """A named reading of a contested word, and whose it is. What it states replaces what the clause states."""

    id: str
    whose: str | None = None
    says: str
    source: Passage | str | None = None
    unchecked: bool | str = False


class Clause(Slots):
    """One clause of the conduct family. `id` is stable and never re-used; it is named for who is bound."""

    id: str
    binds: tuple[str, ...]
    says: str
    phrases: tuple[str, ...] = ()
    source: Passage
    unchecked: bool | str = False
    interpretations: tuple[Interpretation, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, value: object) -> object:
        if isinstance(value, dict) and isinstance(value.get("binds"), str):
            return {**value, "binds": (value["binds"],)}
        return value

    def read_as(self, interpretation: str) -> Slots:
        """What the clause states under one of its readings."""
        if interpretation == PLAIN:
            return self
        reading = next(each for each in self.interpretations if each.id == interpretation)
        stated = {name: getattr(reading, name) for name in reading.model_fields_set & set(Slots.model_fields)}
        return self.model_copy(update=stated)

    @property
    def readings(self) -> tuple[str, ...]:
        """The plain reading first, then the named ones."""
        return (PLAIN, *(each.id for each in self.interpretations))


class Note(Record):
    """What the text says and this family of clauses does not judge."""

    id: str
    says: str
    source: Passage | str | None = None
    unchecked: bool | str = False


class Agreement(Record):
    """A cessation of hostilities, a pause, a local arrangement; adopted or only proposed."""

    id: str
    title: str
    kind: Literal["national", "local", "unilateral", "parallel"]
    standing: Literal["adopted", "proposed"]
    zone: str
    announced: Moment = None
    starts: Moment = None
    ends: tuple[End, ...]
    area: str
    parties: dict[str, Party]
    excluded: tuple[Exclusion, ...] = ()
    outsiders: tuple[Member, ...] = ()
    references: dict[str, Reference]
    notes: tuple[Note, ...] = ()
    clauses: tuple[Clause, ...]

    @property
    def plain_end(self) -> End:
        """The end that stands unless a rival one is chosen."""
        return next(end for end in self.ends if end.plain)

    def clause(self, clause: str) -> Clause:
        """The clause of that id. Raises `KeyError` where there is none."""
        for each in self.clauses:
            if each.id == clause:
                return each
        raise KeyError(clause)
