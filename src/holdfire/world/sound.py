"""Whether an observation can be at all: its time, its place on the earth, its numbers."""

from __future__ import annotations

from ..records import Observation
from .time import in_calendar, zone_info

FURTHEST_KM = 20_100.0
"""Beyond half the earth's girth, the largest radius of a place. Source: geometry of a sphere of 6,371 km."""

MOST = 10**12
"""More persons than have ever lived."""

_COUNTS = ("killed_low", "killed_best", "killed_high", "civilians_killed", "injured")


def check_sound(seen: Observation) -> None:
    """Raises `ValueError` for an unknown zone, an end that is not after its start, a time
    beyond the calendar, a point that is not on the earth, or
    a number that is none of persons.

    >>> one = {"id": "a", "observation_id": "1", "source": "s", "act": "shelling", "when_precision": "day",
    ...        "when_start": "2016-03-08T00:00Z", "when_end": "2016-03-09T00:00Z", "zone": "UTC"}
    >>> check_sound(Observation.model_validate(one))
    >>> check_sound(Observation.model_validate(one | {"killed_best": -1}))
    Traceback (most recent call last):
    ValueError: expected killed_best to be a number of persons, found -1
    """
    zone_info(seen.zone)
    if not seen.when_start < seen.when_end:
        raise ValueError(f"expected an end after the start, found {seen.when_start} to {seen.when_end}")
    if not in_calendar(seen.when_start, seen.when_end):
        raise ValueError(f"expected a year between 2 and 9998, found {seen.when_start} to {seen.when_end}")
    for name, most in (("lat", 90.0), ("lon", 180.0), ("radius_km", FURTHEST_KM)):
        value = getattr(seen, name)
        if value is not None and not (-most <= value <= most and (value >= 0 or name != "radius_km")):
            raise ValueError(f"expected {name} within {most:g}, found {value}")
    for name in _COUNTS:
        count = getattr(seen, name)
        if count is not None and not 0 <= count <= MOST:
            raise ValueError(f"expected {name} to be a number of persons, found {count}")
