"""Who: identities that names lead to, and what is known of them on a day.

Names lead to identities regardless of date, since datasets rename backwards; dates govern what a person is shown,
membership, designation, support and accession. See docs/architecture.md, "Identity of actors".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from pydantic import Field

from ..records import Record
from ._names import fold

UNLISTED = "unlisted:"
"""Prefix of the id given to a name that no register knows, so that it stays apart and is counted as unknown."""

Moment = datetime | date | None


class _Dated(Record):
    source: str | None = None
    unchecked: bool | str = False
    says: str | None = None
    note: str | None = None
    from_: Moment = None
    to: Moment = None


class DatedName(_Dated):
    """What a person on a day between `from` and `to` calls the actor."""

    name: str


class Becoming(_Dated):
    """A rename, merger or split into another identity."""

    into: str
    on: Moment = None
    how: Literal["rename", "merger", "split"]


class Membership(_Dated):
    """Membership of an umbrella, coalition or operations room."""

    of: str


class Support(_Dated):
    """Support by another actor: air, ground, arms, funding, political."""

    by: str
    how: str


class Designation(_Dated):
    """Listing by a body such as the UN Security Council's sanctions committee."""

    by: str
    as_: str | None = None


class Accession(_Dated):
    """Acceptance of an agreement's terms."""

    agreement: str
    through: str | None = None
    disputed_by: tuple[str, ...] = ()


class Retroactive(_Dated):
    """A later name that datasets put on earlier events: before a day it means another identity."""

    means: str
    before: date


class Actor(Record):
    """One identity.

    `part_of` is the state or organisation that it is a unit of; `against` says whom it fights by all that is
    known, so that it is surely no part of that side ("insurgents" are not the government).
    """

    id: str
    name: dict[str, str]
    kind: Literal[
        "state",
        "state_force",
        "armed_group",
        "militia",
        "designated_group",
        "operations_room",
        "umbrella",
        "political_body",
        "organisation",
        "population",
        "aggregate",
        "security_council",
    ]
    aliases: tuple[str, ...] = ()
    ids: dict[str, tuple[int | str, ...]] = Field(default_factory=dict)
    part_of: str | None = None
    against: tuple[str, ...] = ()
    from_: Moment = None
    to: Moment = None
    names_over_time: tuple[DatedName, ...] = ()
    becomes: tuple[Becoming, ...] = ()
    member_of: tuple[Membership, ...] = ()
    supported_by: tuple[Support, ...] = ()
    designations: tuple[Designation, ...] = ()
    accessions: tuple[Accession, ...] = ()
    retroactive: tuple[Retroactive, ...] = ()
    source: str | None = None
    unchecked: bool | str = False
    says: str | None = None
    note: str | None = None
    sensitive: bool = False

    @property
    def aggregate(self) -> bool:
        """Whether the name stands for actors unknown: "Syrian insurgents", "rebels"."""
        return self.kind == "aggregate"

    @property
    def population(self) -> bool:
        """Whether it is people who take no part in the fighting."""
        return self.kind == "population"

    @property
    def umbrella(self) -> bool:
        return self.kind in ("umbrella", "operations_room", "political_body")


class Register:
    """The actors, found by id, by any name, or by a dataset's own id.

    >>> register = Register([Actor(id="is", name={"en": "Islamic State"}, kind="designated_group",
    ...                            aliases=("Daesh", "داعش"), ids={"ucdp": (234,)})])
    >>> register.lookup("DAESH"), register.of_dataset("ucdp", "234"), register.lookup("nobody")
    ('is', 'is', None)
    """

    def __init__(self, actors: Iterable[Actor]):
        self.actors = {actor.id: actor for actor in actors}

    def __contains__(self, actor: object) -> bool:
        return actor in self.actors

    def __getitem__(self, actor: str) -> Actor:
        return self.actors[actor]

    @cached_property
    def _names(self) -> dict[str, str]:
        index: dict[str, str] = {}
        for actor in self.actors.values():
            dated = (each.name for each in actor.names_over_time)
            for name in (*actor.name.values(), *actor.aliases, *dated, *map(str, actor.ids.get("acled", ()))):
                index.setdefault(fold(name), actor.id)
        for actor in self.actors.values():
            index[fold(actor.id)] = actor.id
        return index

    @cached_property
    def _ids(self) -> dict[tuple[str, str], str]:
        return {
            (dataset, str(number)): actor.id
            for actor in self.actors.values()
            for dataset, numbers in actor.ids.items()
            for number in numbers
        }

    def lookup(self, name: str) -> str | None:
        """The identity of that id or name, whatever the date."""
        return name if name in self.actors else self._names.get(fold(name))

    def of_dataset(self, dataset: str, number: str) -> str | None:
        """The identity to which a dataset's own actor id belongs."""
        return self._ids.get((dataset, number.removesuffix(".0")))

    def resolve(self, name: str) -> str:
        """The identity, or the name itself marked as unlisted."""
        return self.lookup(name) or f"{UNLISTED}{name}"

    def as_of(self, actor: str, day: date) -> str:
        """Whom a name that was put on backwards means on a day (HTS in April 2016 means Jabhat al-Nusra)."""
        found = self.actors.get(actor)
        for each in found.retroactive if found else ():
            if day < each.before:
                return each.means
        return actor

    def units_above(self, actor: str) -> tuple[str, ...]:
        """The actor, the organisation that it is a unit of, and so on up."""
        chain = [actor]
        while (found := self.actors.get(chain[-1])) and found.part_of and found.part_of not in chain:
            chain.append(found.part_of)
        return tuple(chain)

    @cached_property
    def _members(self) -> dict[str, list[tuple[str, Membership]]]:
        members = defaultdict(list)
        for actor in self.actors.values():
            for membership in actor.member_of:
                members[membership.of].append((actor.id, membership))
        return members

    def members(self, umbrella: str) -> list[tuple[str, Membership]]:
        """The recorded members of an umbrella or operations room, each with its dates."""
        return self._members.get(umbrella, [])

    def name(self, actor: str, language: str = "en") -> str:
        """What the actor is called."""
        if actor.startswith(UNLISTED):
            return actor.removeprefix(UNLISTED)
        found = self.actors.get(actor)
        return actor if found is None else found.name.get(language, found.name.get("en", actor))

    def name_on(self, actor: str, day: date) -> str:
        """What the actor was called on a day."""
        found = self.actors.get(actor)
        for each in found.names_over_time if found else ():
            if _day(each.from_, date.min) <= day < _day(each.to, date.max):
                return each.name
        return self.name(actor)


def _day(moment: Moment, missing: date) -> date:
    if moment is None:
        return missing
    return moment.date() if isinstance(moment, datetime) else moment
