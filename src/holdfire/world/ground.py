"""Who held which ground when, what an aggregate consisted of there, and where groups were mixed; with references."""

from __future__ import annotations

from datetime import date, datetime

from ..records import Record


class GroundFact(Record):
    area: str
    from_: datetime | date | None = None
    to: datetime | date | None = None
    says: str | None = None
    source: str | None = None
    unchecked: bool | str = False
    note: str | None = None
    disputed_by: tuple[str, ...] = ()


class Control(GroundFact):
    """Who held an area between two days."""

    held_by: tuple[str, ...]


class Composition(GroundFact):
    """What an aggregate consisted of in an area between two days."""

    of: str
    consists_of: tuple[str, ...]


class Mixed(GroundFact):
    """An area in which groups were mixed and not delineated between two days."""

    who: tuple[str, ...]


class Ground(Record):
    """All that is known about ground."""

    control: tuple[Control, ...] = ()
    compositions: tuple[Composition, ...] = ()
    mixed: tuple[Mixed, ...] = ()
