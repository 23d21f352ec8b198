"""The conduct family: clauses that are held against incidents."""

from __future__ import annotations

import re

from pydantic import Field, field_validator, model_validator

from ..records import Record
from .conditions import ActId, ActorId, PartyKey, Place, Target, Weapon
from .moments import Moment

PLAIN = "plain"
"""The id of the reading that takes the words as they stand; every clause has it."""


class Passage(Record):
    """Where something was read: document and place in it. A bare key names the document alone."""

    ref: str
    at: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        return {"ref": value} if isinstance(value, str) else value


class Step(Record):
    """One step of a procedure that has to come before an act is excused."""

    id: str
    says: str


class Excuse(Record):
    """A ground that excuses an act if it was invoked by or for the actor judged, such as self-defence.

    With a `procedure` it fails where a report says that a step was not taken. Where all were, proportion stays for
    people to judge, except where `proportionate` is false: then the act is permitted.
    """

    id: str
    says: str
    procedure: tuple[Step, ...] = ()
    proportionate: bool = True
    source: Passage | str | None = None
    when_silent: str | None = None
    unchecked: bool | str = False


class Exemption(Record):
    """Acts that the clause speaks of and surely allows."""

    act: tuple[ActId, ...]
    weapon: Weapon | None = None
    place: Place | None = None
    listed_as: str | None = None
    says: str
    source: Passage | str | None = None
    unchecked: bool | str = False


_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


class Window(Record):
    """Hours of the day (local, half-open; over midnight where the second is before the first), or a period of its own,
    whose ends may hang on events."""

    daily: tuple[str, str] | None = None
    from_: Moment | None = None
    until: Moment | None = None

    @field_validator("daily")
    @classmethod
    def _hours(cls, daily: tuple[str, str] | None) -> tuple[str, str] | None:
        for hour in daily or ():
            if not _HOUR.fullmatch(hour):
                raise ValueError(f"expected hours such as '10:00', found {hour!r}")
        if daily is not None and daily[0] == daily[1]:
            raise ValueError("expected two hours that differ")
        return daily


class Cap(Record):
    """So many and no more: within it is permitted, above it goes on, a number that nobody reports is unknown."""

    measure: str
    at_most: float = Field(ge=0, allow_inf_nan=False)
    says: str | None = None


class Duty(Record):
    """A duty to keep others from the acts of which the clause speaks.

    An act by one of them does not by itself show that the bound party broke its duty: what it did to prevent the act
    has to be known. `strict` makes it an obligation of result: the act itself is the breach.
    """

    prevent: tuple[ActorId, ...]
    strict: bool = False


class Waiver(Record):
    """A time in which a clause is not applied, by consent or declaration."""

    from_: Moment
    until: Moment | None = None
    says: str
    by: tuple[PartyKey, ...] = ()
    source: Passage | str | None = None
    unchecked: bool | str = False


class Slots(Record):
    """What a clause states, test by test; a test for which it states nothing is answered yes."""

    binds: tuple[PartyKey, ...] = ()
    act: tuple[ActId, ...] = ()
    doubtful: tuple[ActId, ...] = ()
    target: Target | None = None
    weapon: Weapon | None = None
    place: Place | None = None
    time: Window | None = None
    exceptions: tuple[Excuse, ...] = ()
    exempts: tuple[Exemption, ...] = ()
    cap: Cap | None = None
    duty: Duty | None = None

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, value: object) -> object:
        if isinstance(value, dict) and isinstance(value.get("binds"), str):
            return {**value, "binds": (value["binds"],)}
        return value


class Interpretation(Slots):
    """A named reading of a contested word, and whose it is. What it states replaces what the clause states."""

    id: str
    whose: str | None = None
    text: str | None = Field(None, description="The rival text, of `texts`, in which it stands so.")
    says: str
    source: Passage | str | None = None
    unchecked: bool | str = False


class Clause(Slots):
    """One clause of the conduct family. `id` is stable and never re-used; it is named for who is bound."""

    id: str
    binds: tuple[PartyKey, ...] = Field(min_length=1)
    says: str
    phrases: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    listed_as: str | None = None
    before_start: bool = False
    outlives: bool = False
    phase: str | None = None
    permission: bool = False
    waived: tuple[Waiver, ...] = ()
    source: Passage
    unchecked: bool | str = False
    interpretations: tuple[Interpretation, ...] = ()

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

    @property
    def turns_on_ground(self) -> frozenset[str]:
        """The readings whose answer turns on who held a place."""
        return frozenset(
            reading
            for reading in self.readings
            for stated in [self.read_as(reading)]
            for each in (stated.target, stated.place, *(exempt.place for exempt in stated.exempts))
            if each is not None and "holder" in each.all_asked()
        )
