"""What a person decided, with name and reason: one line of an append-only file."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from ._schema import Record
from .incident import Proposition


class _Decided(Record):
    by: str
    why: str
    when: datetime


class Correction(_Decided):
    """One field of one observation is read otherwise from now on. `from` is what it was, and is checked."""

    what: Literal["correct"]
    about: str
    proposition: str
    was: object = Field(alias="from")
    to: object


class ExceptionJudged(_Decided):
    """A person's view of an invoked exception, such as self-defence, for one event."""

    what: Literal["judge_exception"]
    about: str
    proposition: str
    to: Literal["accepted", "rejected"]


class Determination(_Decided):
    """A competent body's determination, on record: only this makes an apparent violation more than apparent."""

    what: Literal["determine"]
    about: str
    to: Literal["violation", "permitted", "out_of_scope", "undetermined"]
    body: str
    method: str
    date: str


class Merged(_Decided):
    """Reports are of one event, whatever the machine found: `about` and those in `with`, by the ids of reports."""

    what: Literal["merge"]
    about: str
    with_: tuple[str, ...] = Field(min_length=1)


class Split(_Decided):
    """What was held to be one incident is several: the ids of the reports of each, in `into`."""

    what: Literal["split"]
    into: tuple[tuple[str, ...], ...] = Field(min_length=2)

    @property
    def about(self) -> str:
        """The first report that is named."""
        return self.into[0][0]


class NotSame(_Decided):
    """The report `about` is of another event than each of those in `with`."""

    what: Literal["not_same"]
    about: str
    with_: tuple[str, ...] = Field(min_length=1)


class Verified(_Decided):
    """A named body verified a proposition about the incident that holds the report `about`.

    `method` says how and `access` where it was and what it saw; `value` is what it found, where reports differ.
    """

    what: Literal["verify"]
    about: str
    proposition: Proposition
    value: object | None = None
    body: str = Field(min_length=1)
    method: str = Field(min_length=1)
    access: str = Field(min_length=1)
    date: str


OnIncident = Merged | Split | NotSame | Verified
"""Decisions on which reports are one incident and how it stands; they act where reports are matched."""

Decision = Annotated[
    Correction | ExceptionJudged | Determination | Merged | Split | NotSame | Verified, Field(discriminator="what")
]
DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)
