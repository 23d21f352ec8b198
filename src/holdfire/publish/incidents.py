"""Incidents as they are shown: one assessed report each, with how it was decided. Codes only; words come later.

What is gathered here is the record as it stands. It reaches a page, a brief or a chart only through `editions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from ..assessment import FromWords
from ..terms import Agreement
from ..world import World
from ..world.time import zone_info

VERDICTS = ("violation", "undetermined", "permitted", "out_of_scope")
"""In the order in which they are shown."""

FIRST, SECOND, ITS = "~first", "~second", "~its"
"""In a hypothesis: the side that the incident names first or second, and the incident's own act or weapon. So incidents
that are decided alike share one chain of tests, whoever they name."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One full assignment under the clause that decides: what it takes for granted, and the eight reasons.

    `composed` has bit 1 where the actors and bit 2 where the targets are those whom a reference names in an aggregate.
    """

    weight: float | None
    act: str
    weapon: str | None
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    target_basis: str
    site: str | None
    signature: int
    composed: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """How an incident was decided. Incidents that differ in nothing of this share one.

    `findings` are clause, reading and verdict of every clause that speaks of the incident.
    """

    clause: str | None
    reading: str
    verdict: str
    kinds: tuple[str, ...]
    reason: str
    assumed: tuple[str, ...]
    hypotheses: tuple[Hypothesis, ...]
    findings: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an incident is drawn. `radius_km` is 0 for the place itself, else how far off it may be; with `area`, only
    that area is known and the point is its middle."""

    key: str
    lat: float
    lon: float
    radius_km: float
    area: str | None


@dataclass(frozen=True, slots=True)
class Settles:
    """One fact that would settle the incident, the answer, and the verdict that this answer gives."""

    fact: str
    answer: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Incident:
    """One assessed report. `day` is its first civil day at the place; `decided_as` indexes the list of `Decided`.

    `region` is the area of the first level below the country, `sides` the worst verdict on the acts of each party that
    may have acted. Harm counts persons; None where it is not stated. `decided` has the kind and the line of each
    decision that a person took, `determination` the latest one's verdict, body, method and date.
    """

    id: str
    day: date
    start: datetime
    end: datetime
    precision: str
    zone: str
    undated: bool
    phase: str
    verdict: str
    kinds: tuple[str, ...]
    sensitive: bool
    status: str
    disputed: bool
    act: str
    weapon: str | None
    direction: str
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    target_basis: str
    attributed_to: tuple[str, ...]
    attribution_basis: str | None
    sides: tuple[tuple[str, str], ...]
    place: str | None
    region: str | None
    where_precision: str
    spot: Spot | None
    killed_low: int | None
    killed_best: int | None
    killed_high: int | None
    civilians: int | None
    injured: int | None
    claimed_by: tuple[str, ...]
    carried_by: tuple[str, ...]
    compiled_by: str | None
    published: datetime | None
    words: str | None
    flags: tuple[str, ...]
    decided: tuple[tuple[str, str], ...]
    determination: tuple[str, str, str, str] | None
    settles: tuple[Settles, ...]
    decided_as: int
    from_words: tuple[FromWords, ...] = ()
    reports: int = 1
    statuses: tuple[str, ...] = ()
    disputes: tuple[str, ...] = ()
    told_by: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()

    @property
    def kind(self) -> str | None:
        """The first kind of undetermined that applies."""
        return self.kinds[0] if self.kinds else None

    @property
    def killed(self) -> int | None:
        """The best figure of the killed; None where only a range or nothing is stated."""
        return self.killed_best

    def counted_on(self, start: date | None) -> date:
        """The day on which it is counted: its first, and where that is the day of the start and it began before the
        hour of the start, the day before."""
        return self.day - timedelta(days=1) if self.day == start and self.phase != "in_force" else self.day

    @property
    def last_day(self) -> date:
        """The last civil day at the place."""
        return (self.end.astimezone(zone_info(self.zone)) - timedelta(microseconds=1)).date()


@dataclass(frozen=True)
class Asked:
    """A missing fact with one answer, and what it would settle, as `--assume` would."""

    fact: str
    answer: str
    incidents: int
    killed: int
    would_become: dict[str, int]


@dataclass(frozen=True)
class Record:
    """All that may be shown of one run on one agreement."""

    agreement: Agreement
    terms_version: str
    method_version: str
    world: World
    incidents: tuple[Incident, ...]
    decided: tuple[Decided, ...]
    asked: tuple[Asked, ...]
    assumed: tuple[str, ...]
    baseline: date | None
    start: date | None
    end: date | None
    cut_off: datetime
    longest_days: int
    ground: bool = True


REGIONS = ("governorate", "province", "state", "oblast")
"""Kinds of areas that are the first level below a country."""


class Middles:
    """A point inside each area, in degrees, and the radius of a circle as large as it is, in kilometres."""

    def __init__(self, world: World):
        self._world = world
        self._found: dict[str, tuple[float, float, float] | None] = {}

    def of(self, area: str) -> tuple[float, float, float] | None:
        """Latitude, longitude and radius; None where nobody drew the area."""
        if area not in self._found:
            shape = self._world.areas.shape(area) if area in self._world.areas else None
            if shape is None:
                self._found[area] = None
            else:
                point = shape.lonlat.representative_point()
                radius = float(np.sqrt(shape.km.area / np.pi))
                self._found[area] = (round(point.y, 3), round(point.x, 3), round(radius, 1))
        return self._found[area]

    def depth(self, area: str) -> int:
        """How many areas lie around it."""
        return len(self._world.areas.above(area))

    def spot(self, area: str) -> Spot | None:
        """The area as a spot."""
        found = self.of(area)
        return None if found is None else Spot(area, found[0], found[1], found[2], area)
