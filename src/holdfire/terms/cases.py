"""Rule cases: made-up incidents and deliveries beside the terms, in YAML, for people who do not program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from ..records import Record
from ..world import Document, Problem, checked, read_yaml
from .agreement import Agreement
from .clause import Clause, Excuse


def _day(value: object) -> object:
    """A date that is written in quotes is a day, and not its first instant."""
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Told = Annotated[datetime | date, BeforeValidator(_day)]


class Delivered(Record):
    """What one source reports of a promise: so much, on a day; or that a deed was done, or not.

    `total`: the amount is all that there was up to then, by its word, and not one delivery of several. `parts` are the
    numbers of its parts, by the names that the promise's shares and other promises' ratios count by.
    """

    of: str
    when: Told | dict[str, Told]
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
        if self.incident is not None and (self.events or self.deliveries or self.breaches is not None):
            raise ValueError("expected `events`, `deliveries` and `breaches` beside `on`; for an incident use `assume`")
        if not self.expected:
            raise ValueError("expected something under `expect`")
        return self

    @property
    def expected(self) -> list[dict[str, Any]]:
        return [self.expect] if isinstance(self.expect, dict) else list(self.expect)


class Cases(Record):
    """A file of cases for one agreement."""

    agreement: str
    cases: tuple[Case, ...]
    notes: object = None


_VERDICTS = ("violation", "permitted", "out_of_scope", "undetermined")
_STATES = ("waiting", "suspended", "running", "kept", "kept_late", "missed", "undetermined", "lapsed", "not_owed")
_STATUSES = ("never", "not_announced", "announced", "in_force", "suspended", "ended")
_KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "clause": ("verdict", _VERDICTS),
    "event": ("event", _VERDICTS),
    "promise": ("state", _STATES),
    "agreement": ("agreement", _STATUSES),
}
"""What an expectation is about, the key that says how it comes out, and the words that it may have."""


def problems_of_cases(cases: Cases, document: Document, agreement: Agreement) -> Iterator[Problem]:
    """What a file of cases says that cannot be meant: another agreement, a word that is no verdict or state, an
    exception or a step that no clause knows. Such a case would pass, or fail, for another reason than its own."""

    def wrong(at: tuple[str | int, ...], found: str, expected: str) -> Problem:
        return Problem(document.path.name, document.line_of(at), found, expected, "Correct it.")

    if cases.agreement != agreement.id:
        yield wrong(
            ("agreement",), f"cases of {cases.agreement!r}", f"cases of {agreement.id!r}, beside which they lie"
        )
    excuses = {
        each.id: each for clause in agreement.clauses for one in clause.readings for each in _excuses(clause, one)
    }
    events = [each.id for each in agreement.events]
    for n, case in enumerate(cases.cases):
        for name in case.events:
            if name not in events:
                known = ", ".join(events) or "none: the agreement has no events"
                yield wrong(("cases", n, "events", name), f"{case.case}: event {name!r}", f"one of {known}")
        for k, text in enumerate(case.assume):
            fact = text.partition("=")[0].split()
            if len(fact) == 2 and fact[0] == "event" and fact[1] not in events:
                known = ", ".join(events) or "none: the agreement has no events"
                yield wrong(("cases", n, "assume", k), f"{case.case}: event {fact[1]!r}", f"one of {known}")
        for m, expected in enumerate(case.expected):
            at: tuple[str | int, ...] = (
                ("cases", n, "expect") if isinstance(case.expect, dict) else ("cases", n, "expect", m)
            )
            about = [kind for kind in _KINDS if kind in expected]
            if not about and set(expected) == {"phase"} and case.on is not None:
                continue
            if len(about) != 1 and about != ["clause", "event"]:
                yield wrong(at, f"{case.case}: keys {', '.join(expected) or 'none'}", f"one of {', '.join(_KINDS)}")
                continue
            key, words = _KINDS[about[0]]
            if expected.get(key) is not None and expected[key] not in words:
                yield wrong((*at, key), f"{case.case}: {key} {expected[key]!r}", f"one of {', '.join(words)}")
        for k, said in enumerate((case.incident or {}).get("invoked") or ()):
            if not isinstance(said, dict) or said.get("exception") in (None, "effort"):
                continue
            here = ("cases", n, "incident", "invoked", k)
            if said["exception"] not in excuses:
                if excuses:  # where no clause has any, a case may well say that one was invoked in vain
                    known = ", ".join(excuses)
                    yield wrong(here, f"{case.case}: exception {said['exception']!r}", f"one of {known}")
                continue
            steps = {step.id for step in excuses[said["exception"]].procedure}
            for step in (*(said.get("met") or ()), *(said.get("not_met") or ())):
                if step not in steps:
                    yield wrong(here, f"{case.case}: step {step!r}", f"one of {', '.join(sorted(steps)) or 'none'}")


def _excuses(clause: Clause, reading: str) -> tuple[Excuse, ...]:
    return clause.read_as(reading).exceptions


def load_cases(path: Path) -> tuple[Cases, Document]:
    """The cases in a file. Raises `KnowledgeError` where it cannot be read."""
    document = read_yaml(path)
    return checked(document, Cases, document.content), document
