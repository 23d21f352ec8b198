"""Rival values as files have them, looked at before anything relies on them: a file may come from anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from math import isfinite
from typing import Any

from ..records import Direction, TargetBasis

_KEPT = ("killed", "injured", "civilians_killed")
"""Fields whose rivals are only shown."""


def check_rivals(rivals: Iterable[Mapping[str, Any]]) -> None:
    """Raises `ValueError` for a rival value, or a weight, with which nothing can be done.

    >>> check_rivals([{"field": "actors", "value": '["russia"]', "weight": 0.4}])
    >>> check_rivals([{"field": "actors", "value": "russia", "weight": None}])
    Traceback (most recent call last):
    ValueError: expected a value for the rival field 'actors', found 'russia'
    """
    sound: set[tuple[str, str]] = set()
    for each in rivals:
        field, value, weight = each["field"], each["value"], each["weight"]
        if weight is not None and not (isfinite(weight) and weight >= 0):
            raise ValueError(f"expected a weight of 0 or more, found {weight}")
        if (field, value) not in sound and not _is_sound(field, value):
            raise ValueError(f"expected a value for the rival field {field!r}, found {str(value)[:80]!r}")
        sound.add((field, value))


def _is_sound(field: str, text: str) -> bool:
    try:
        return field in _KEPT or bool(_FIELDS[field](json.loads(text)))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return False


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _when(value: Any) -> bool:
    start, end = (datetime.fromisoformat(value[name]) for name in ("when_start", "when_end"))
    return start.tzinfo is not None and end.tzinfo is not None and start < end


def _where(value: Any) -> bool:
    numbers = [value.get(name) for name in ("lat", "lon", "radius_km")]
    told = all(each is None or (isinstance(each, int | float) and isfinite(each)) for each in numbers)
    lat, lon, radius = numbers
    point = (lat is None) == (lon is None) and (lat is None or (abs(lat) <= 90 and abs(lon) <= 180))
    return told and point and (radius is None or radius >= 0) and _names(value.get("areas", []))


def _targets(value: Any) -> bool:
    return _names(value["targets"]) and value["target_basis"] in {each.value for each in TargetBasis}


_FIELDS: dict[str, Callable[[Any], bool]] = {
    "when": _when,
    "where": _where,
    "act": lambda value: isinstance(value, str),
    "weapon": lambda value: value is None or isinstance(value, str),
    "actors": _names,
    "targets": _targets,
    "direction": lambda value: value in {each.value for each in Direction},
}
