"""One claim about one event, as one source made it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from ._schema import Record

MACHINE = "machine-reading"
"""What stands as the compiler of an observation that a machine read from text: a claimant of the world."""

DENIED = "denied"
"""Flag of a report whose origins deny. `denied:harm` names what they deny; alone, the method of corroboration says."""


def is_denied(flags: Iterable[str]) -> bool:
    """Whether a report with such flags tells an event as denied.

    >>> is_denied(["denied:harm"]), is_denied(["denied"]), is_denied(["ongoing"])
    (True, True, False)
    """
    return any(each == DENIED or each.startswith(f"{DENIED}:") for each in flags)


class WhenPrecision(StrEnum):
    """How finely a source dates its event."""

    MINUTE = "minute"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    SPAN = "span"


class WherePrecision(StrEnum):
    """How finely a source places its event.

    `point` is the named spot itself, `near` within some 25 km of the point given, `district`, `province` and
    `country` name an area only, `sector` is a bearing and a range, `unknown` gives no place.
    """

    POINT = "point"
    NEAR = "near"
    DISTRICT = "district"
    PROVINCE = "province"
    COUNTRY = "country"
    SECTOR = "sector"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    """Who acted on whom.

    `known`: the actors acted on the targets. `unknown`: two sides are named, and not which of them acted.
    `mutual`: an exchange; each side acted on the other.
    """

    KNOWN = "known"
    UNKNOWN = "unknown"
    MUTUAL = "mutual"


class TargetBasis(StrEnum):
    """On what ground a target is named: seen by the source, or only said by somebody to have been meant."""

    OBSERVED = "observed"
    CLAIMED = "claimed"
    NOT_STATED = "not_stated"


class Invocation(Record):
    """An exception that somebody invoked, by or for an actor.

    `judged` stays empty until a person decides on it: `accepted` or `rejected`. `met` and `not_met` are the steps of
    the exception's procedure that were reportedly taken, and not taken.
    """

    exception: str
    by: str
    judged: str | None = None
    met: tuple[str, ...] = ()
    not_met: tuple[str, ...] = ()


class Measure(Record):
    """A number that terms may speak of, such as `guards` 20 or `distance_to_castello_road_m` 3400."""

    name: str
    value: float


class Sector(Record):
    """Where a thing was heard or seen from: a bearing in degrees from north and a range in kilometres.

    `lat` and `lon` of the observation are those of the observing position.
    """

    bearing: float
    half_angle: float
    range_min: float
    range_max: float


class Claim(Record):
    """The fields of one claim about one event, as an observation has them; it need not be dated."""

    id: str
    observation_id: str = ""
    source: str
    file: str | None = None
    row: int | None = None
    claimed_by: tuple[str, ...] = ()
    carried_by: tuple[str, ...] = ()
    compiled_by: str | None = None
    published: datetime | None = None
    when_start: datetime | None = None
    when_end: datetime | None = None
    zone: str
    when_precision: WhenPrecision | None = None
    place: str | None = None
    lat: float | None = None
    lon: float | None = None
    where_precision: WherePrecision = WherePrecision.UNKNOWN
    areas: tuple[str, ...] = ()
    radius_km: float | None = None
    sector: Sector | None = None
    act: str
    also: tuple[str, ...] = ()
    weapon: str | None = None
    direction: Direction = Direction.KNOWN
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    target_basis: TargetBasis = TargetBasis.NOT_STATED
    site: str | None = None
    invoked: tuple[Invocation, ...] = ()
    measures: tuple[Measure, ...] = ()
    killed_low: int | None = None
    killed_best: int | None = None
    killed_high: int | None = None
    civilians_killed: int | None = None
    injured: int | None = None
    words: str | None = None
    flags: tuple[str, ...] = ()


class Observation(Claim):
    """One claim about one event.

    `claimed_by` are the origins (who says that it happened), `carried_by` the outlets, `compiled_by` the dataset
    or person who coded it: three roles that are never mixed, since only origins corroborate. Times are UTC and
    half-open; `zone` is the IANA zone of the place. Harm is a count of persons; a missing value is missing, and
    zero means that the source says none. Source of the roles and fields: docs/architecture.md, "Records".

    Where several reports were found to be one incident, `reports` are their ids, `status` and `disputed_by` say how it
    stands, `statuses` by proposition (in the order of `Proposition`, empty where nobody speaks of it), `disputed` are
    the propositions that somebody denies or tells otherwise, and `attributed_by` are those of `claimed_by` who say who
    acted; a report alone is *reported*.

    >>> Observation.model_fields["claimed_by"].annotation
    tuple[str, ...]
    """

    observation_id: str
    when_start: datetime
    when_end: datetime
    when_precision: WhenPrecision
    reports: tuple[str, ...] = ()
    status: str = "reported"
    statuses: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()
    attributed_by: tuple[str, ...] = ()
