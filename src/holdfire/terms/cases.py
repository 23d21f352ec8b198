"""Rule cases: made-up incidents and deliveries beside the terms, in YAML, for people who do not program."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from ..records import Record
from ..world import Document, checked, read_yaml


class Delivered(Record):
    """What one source reports of a promise: so much, on a day; or that a deed was done, or not.

    `total`: the amount is all that there was up to then, by its word, and not one delivery of several. `parts` are the
    numbers of its parts, by the names that the promise's shares and other promises' ratios count by.
    """

    of: str
    when: datetime | date | dict[str, datetime | date]
    amount: float | None = None
    total: bool = False
    parts: dict[str, float] = Field(default_factory=dict)
    done: bool | None = None
    claimed_by: tuple[str, ...] = ()
    says: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Delivered:
        if (self.amount is None) == (self.done is None):
            raise ValueError("expected either `amount` or `done`")
        return self


class Case(Record):
    """What the rules must say of one made-up incident, or of deliveries and a day.

    `expect` speaks of a clause (`clause`, `interpretation`, `verdict`), of the event (`event`, `sensitive`), of a
    promise (`promise`, `interpretation`, `state`, `due`, `done`, `owed`) or of the agreement on the day (`agreement`,
    `phase`); it may name `because` (a kind, a reason, a test or a code) and `phase`.
    """

    case: str
    incident: dict[str, Any] | None = None
    baseline: object = None
    assume: tuple[str, ...] = ()
    on: datetime | date | None = None
    events: dict[str, datetime | date | None] = Field(default_factory=dict)
    breaches: tuple[date, ...] | None = None
    deliveries: tuple[Delivered, ...] = ()
    expect: tuple[dict[str, Any], ...] | dict[str, Any]
    note: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Case:
        if (self.incident is None) == (self.on is None):
            raise ValueError("expected either `incident` or `on` (the day on which promises are looked at)")
        return self

    @property
    def expected(self) -> list[dict[str, Any]]:
        return [self.expect] if isinstance(self.expect, dict) else list(self.expect)


class Cases(Record):
    """A file of cases for one agreement."""

    agreement: str
    cases: tuple[Case, ...]
    notes: object = None


def load_cases(path: Path) -> tuple[Cases, Document]:
    """The cases in a file. Raises `KnowledgeError` where it cannot be read."""
    document = read_yaml(path)
    return checked(document, Cases, document.content), document
