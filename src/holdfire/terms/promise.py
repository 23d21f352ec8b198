"""The performance family: promises that are held against deliveries and a clock (`holdfire.promises`)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from ..records import Record
from .clause import PLAIN, Passage
from .conditions import ActId, AreaId, PartyKey, Place
from .moments import Duration, Moment


class Amount(Record):
    """How much is owed: exactly, at least or about so many of a unit. A total below a number that is only about right
    is not short by that."""

    at_least: float | None = Field(None, ge=0, allow_inf_nan=False)
    exactly: float | None = Field(None, ge=0, allow_inf_nan=False)
    about: float | None = Field(None, ge=0, allow_inf_nan=False)
    unit: str

    @model_validator(mode="after")
    def _one(self) -> Amount:
        if sum(each is not None for each in (self.at_least, self.exactly, self.about)) != 1:
            raise ValueError("expected one of `at_least`, `exactly` and `about`")
        return self

    @property
    def number(self) -> float:
        """The number that has to be reached."""
        return next(each for each in (self.at_least, self.exactly, self.about) if each is not None)


class Share(Record):
    """A part of the amount that has a number of its own: `{counts: fuel, at_least: 50, unit: fuel trucks}`."""

    counts: str
    at_least: float = Field(ge=0, allow_inf_nan=False)
    unit: str


class Ratio(Record):
    """Owed in exchange: `give` for each `for_each` that another promise delivered, or a part of it."""

    give: float = Field(ge=0, allow_inf_nan=False)
    for_each: float = Field(1, gt=0, allow_inf_nan=False)
    of: str
    counts: str | None = None


class Handover(Record):
    """Ground that passes to a party."""

    area: AreaId
    to: PartyKey


class Owed(Record):
    """What may be read in more than one way."""

    amount: Amount | None = None
    per: Literal["total", "day", "week"] = "total"
    of_which: tuple[Share, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    opens: Moment | None = None
    due: Moment | None = None
    after: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()
    tolerance: Duration | None = None
    suspended_until: str | None = None


class Understanding(Owed):
    """A named reading of a promise, and whose it is. What it states replaces what the promise states.

    With `nothing_owed` it is the view that the text promises no such thing.
    """

    id: str
    whose: str | None = None
    text: str | None = None
    nothing_owed: bool = False
    says: str
    source: Passage | str | None = None
    unchecked: bool | str = False


class Promise(Owed):
    """One clause of the performance family. `id` is stable and never re-used; it is named for the debtor."""

    id: str
    debtor: tuple[PartyKey, ...]
    to: tuple[PartyKey, ...] = ()
    deed: ActId
    says: str
    phrases: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    place: Place | None = None
    phase: str | None = None
    before_start: bool = False
    outlives: bool = False
    handover: Handover | None = None
    source: Passage
    unchecked: bool | str = False
    interpretations: tuple[Understanding, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, value: object) -> object:
        if isinstance(value, dict):
            named = {key: (value[key],) for key in ("debtor", "to") if isinstance(value.get(key), str)}
            return {**value, **named}
        return value

    def read_as(self, interpretation: str) -> Owed:
        """What is owed under one of its readings."""
        if interpretation == PLAIN:
            return self
        reading = next(each for each in self.interpretations if each.id == interpretation)
        stated = {name: getattr(reading, name) for name in reading.model_fields_set & set(Owed.model_fields)}
        return self.model_copy(update=stated)

    @property
    def readings(self) -> tuple[str, ...]:
        """The plain reading first, then the named ones."""
        return (PLAIN, *(each.id for each in self.interpretations))

    def hangs_on(self) -> frozenset[str]:
        """The names of events, phases and promises on which its time or amount depends."""
        found = {*self.after, *self.with_, *(each.of for each in self.ratios)}
        found |= {moment.of for moment in (self.opens, self.due) if hasattr(moment, "of") and moment is not None}
        return frozenset(found | ({self.suspended_until} if self.suspended_until else set()))
