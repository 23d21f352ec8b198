"""An agreement as data: who is bound, who is excluded, from when to when, where, and what each clause says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field, model_validator

from ..records import Record
from ..world import Reference
from .clause import Clause, Passage
from .conditions import ActorId, AreaId, PartyKey
from .moments import Duration, Moment
from .promise import Promise

Day = datetime | date | None


class Start(Record):
    """A rival view of when the agreement began."""

    id: str
    at: datetime | date
    claimed_by: tuple[str, ...] = ()
    says: str | None = None
    source: str | None = None
    unchecked: bool | str = False


class End(Record):
    """One view of when the agreement ends. Rival ends stand side by side; exactly one is marked as the plain one."""

    id: str
    plain: bool = False
    until: Day = None
    how: Literal["expiry", "notice", "withdrawal", "breach", "replaced", "defeat"] | None = None
    claimed_by: tuple[str, ...] = ()
    says: str | None = None
    source: str | None = None
    unchecked: bool | str = False


class Renewal(Record):
    """How the agreement goes on after its term: by consent, tacitly unless notice is given, or not."""

    kind: Literal["consent", "tacit", "none"]
    term: Duration | None = None
    notice: Duration | None = None
    says: str | None = None
    source: str | None = None
    unchecked: bool | str = False


class Change(Record):
    """One step of the agreement's later life."""

    id: str
    kind: Literal["extension", "amendment", "waiver", "renewal", "suspension", "notice"]
    on: datetime | date
    until: Day = None
    clauses: tuple[str, ...] = ()
    by: tuple[PartyKey, ...] = ()
    says: str
    source: str | None = None
    unchecked: bool | str = False

    @model_validator(mode="after")
    def _of_what(self) -> Change:
        if self.kind == "waiver" and not self.clauses:
            raise ValueError("expected the clauses that it waives, under `clauses`")
        return self


class RivalText(Record):
    """One of several texts of the same agreement."""

    id: str
    ref: str
    plain: bool = False
    whose: str | None = None
    says: str
    unchecked: bool | str = False


class Definition(Record):
    """What a word means by the agreement; `undefined` where it leaves the word open."""

    says: str
    undefined: bool = False
    source: Passage | str | None = None
    unchecked: bool | str = False


class Calm(Record):
    """So many days in a row without a reported breach, from something on."""

    days: int = Field(ge=1, le=36_500)
    of: str = "start"


class Event(Record):
    """Something on which deadlines, phases or windows hang. `at: null`: it is not known to have happened."""

    id: str
    says: str
    at: Moment | None = None
    calm: Calm | None = None
    claimed_by: tuple[str, ...] = ()
    source: str | None = None
    unchecked: bool | str = False


class Phase(Record):
    """A stage of the agreement, with its start and how long it lasts, or until when."""

    id: str
    says: str
    starts: Moment
    lasts: Duration | None = None
    until: Moment | None = None
    source: str | None = None
    unchecked: bool | str = False

    @model_validator(mode="after")
    def _one(self) -> Phase:
        if self.lasts is not None and self.until is not None:
            raise ValueError("expected `lasts` or `until`, and not both")
        return self


class Member(Record):
    """An actor that a party consists of; its units follow by the register.

    `with_members`: those that the register records as members of an umbrella are meant too ("all forces that support").
    """

    actor: ActorId
    with_members: bool = False
    from_: Day = None
    to: Day = None
    says: str | None = None
    source: str | None = None
    unchecked: bool | str = False


class Party(Record):
    """One side. With `accession`, its members are those that the register says acceded, each from its own date."""

    name: str
    accession: bool = False
    members: tuple[Member, ...] = ()


class Exclusion(Record):
    """An actor, or all that a body has designated, to whom the agreement does not apply.

    `contested`, true or by whose reading: whether the actor is excluded is then undetermined, as a matter of meaning.
    """

    actor: ActorId | None = None
    designated_by: str | None = None
    contested: bool | str = False
    says: str | None = None
    source: str | None = None
    unchecked: bool | str = False

    @model_validator(mode="after")
    def _one(self) -> Exclusion:
        if (self.actor is None) == (self.designated_by is None):
            raise ValueError("expected either `actor` or `designated_by`")
        return self


class Note(Record):
    """What the text says and neither family of clauses judges."""

    id: str
    says: str
    source: Passage | str | None = None
    unchecked: bool | str = False


class Agreement(Record):
    """A cessation of hostilities, a pause, a local arrangement; adopted or only proposed."""

    id: str
    title: str
    kind: Literal["national", "international", "local", "unilateral", "parallel"]
    form: Literal["written", "oral", "announced", "unpublished"] = "written"
    standing: Literal["adopted", "proposed"]
    world: tuple[str, ...] = ()
    zone: str
    announced: Day = None
    starts: Day = None
    rival_starts: tuple[Start, ...] = ()
    ends: tuple[End, ...]
    renewal: Renewal | None = None
    changes: tuple[Change, ...] = ()
    texts: tuple[RivalText, ...] = ()
    overlaps: tuple[str, ...] = ()
    area: AreaId
    parties: dict[str, Party]
    excluded: tuple[Exclusion, ...] = ()
    outsiders: tuple[Member, ...] = ()
    references: dict[str, Reference]
    definitions: dict[str, Definition] = Field(default_factory=dict)
    lists: dict[str, str] = Field(default_factory=dict)
    events: tuple[Event, ...] = ()
    phases: tuple[Phase, ...] = ()
    notes: tuple[Note, ...] = ()
    clauses: tuple[Clause, ...] = ()
    promises: tuple[Promise, ...] = ()

    @property
    def plain_end(self) -> End:
        """The end that stands unless a rival one is chosen."""
        return next(end for end in self.ends if end.plain)

    def end_by(self, name: str | None) -> End:
        """The end of that id; the plain one without an id. Raises `KeyError` where there is none."""
        if name is None:
            return self.plain_end
        found = {end.id: end for end in self.ends}
        return found[name]

    def start_by(self, name: str | None) -> Day:
        """The start by the view of that id; the one that stands without one. Raises `KeyError` where there is none."""
        if name is None:
            return self.starts
        found = {start.id: start.at for start in self.rival_starts}
        return found[name]

    @property
    def demands(self) -> tuple[Clause | Promise, ...]:
        """The clauses of both families: conduct, then promises."""
        return (*self.clauses, *self.promises)

    def clause(self, clause: str) -> Clause:
        """The clause of that id. Raises `KeyError` where there is none."""
        for each in self.clauses:
            if each.id == clause:
                return each
        raise KeyError(clause)

    def promise(self, promise: str) -> Promise:
        """The promise of that id. Raises `KeyError` where there is none."""
        for each in self.promises:
            if each.id == promise:
                return each
        raise KeyError(promise)

    def facts(self) -> tuple[Record, ...]:
        """Everything in it that may be marked as not read in a source."""
        members = [member for party in self.parties.values() for member in party.members]
        clauses = [
            each
            for clause in self.clauses
            for each in (clause, *clause.interpretations, *clause.exceptions, *clause.exempts, *clause.waived)
        ]
        promises = [each for promise in self.promises for each in (promise, *promise.interpretations)]
        head = [*self.rival_starts, *self.ends, *([self.renewal] if self.renewal else []), *self.changes, *self.texts]
        others = [*self.definitions.values(), *self.events, *self.phases, *self.notes]
        return (*head, *members, *self.excluded, *self.outsiders, *others, *clauses, *promises)
