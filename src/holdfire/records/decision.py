"""What a person decided, with name and reason: one line of an append-only file."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from ._schema import Record


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


Decision = Annotated[Correction | ExceptionJudged | Determination, Field(discriminator="what")]
DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)
