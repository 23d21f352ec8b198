"""A report as people write it in a file, read into an observation.

The same shape serves the chronicle, files of field reports and the incidents of rule cases; docs/formats.md lists its
keys. What it leaves out stays missing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from ..records import (
    Alternative,
    Direction,
    Invocation,
    Measure,
    Observation,
    Sector,
    TargetBasis,
    WherePrecision,
)
from ._plainly import plainly
from .time import parse_when, zone_info
from .world import World

_KEYS = frozenset(
    [
        "id",
        "claimed_by",
        "carried_by",
        "compiled_by",
        "published",
        "when",
        "where",
        "act",
        "also",
        "weapon",
        "direction",
        "actors",
        "targets",
        "site",
        "invoked",
        "killed",
        "civilians_killed",
        "injured",
        "measures",
        "alternatives",
        "says",
        "source",
        "unchecked",
        "words",
        "sector",
        "note",
        "flags",
        "printed",
    ]
)
_LEVELS = {
    "country": WherePrecision.COUNTRY,
    "governorate": WherePrecision.PROVINCE,
    "district": WherePrecision.DISTRICT,
}
_EXTENT_KM = {"city": 5.0, "town": 1.0}
_SMALL_KM = 0.7
_ROUNDING = 1e-6


class TermError(ValueError):
    """An act or a weapon that the taxonomy does not hold."""

    def __init__(self, kind: str, name: str):
        self.kind, self.name = kind, name
        super().__init__(f"expected {kind} to be one of the taxonomy (holdfire sources known {kind}s), found {name!r}")


def read_report(entry: Mapping[str, Any], zone: str, world: World) -> tuple[Observation, list[Alternative]]:
    """One report and its rival values.

    Raises `ValueError` that says what was expected and what was found, `TermError` for an act or weapon.

    >>> from holdfire.world import load_world
    >>> seen, rivals = read_report({"id": "r-1", "when": "2016-03-01", "where": "Daraya", "act": "shelling",
    ...                             "actors": ["syrian-armed-forces"]}, "Asia/Damascus", load_world())
    >>> seen.place, seen.when_start.isoformat(), rivals
    ('Daraya', '2016-02-29T22:00:00+00:00', [])
    """
    unknown = set(entry) - _KEYS
    if unknown:
        raise ValueError(f"expected keys among {', '.join(sorted(_KEYS))}, found {min(unknown)!r}")
    if entry.get("when") is None:
        raise ValueError("expected `when`, a date such as 2016-02-27 or 2016-02-27T14:00, found nothing")
    when = parse_when(entry["when"], zone)
    day = when.start.astimezone(zone_info(zone)).date()
    targets, basis = _targets(entry.get("targets"), world, day)
    ident = str(entry.get("id") or "report")
    try:
        seen = Observation(
            id=ident,
            observation_id=_digest(entry),
            source=str(entry.get("source") or "report"),
            claimed_by=_claimants(entry.get("claimed_by"), world),
            carried_by=_claimants(entry.get("carried_by"), world),
            compiled_by=entry.get("compiled_by"),
            published=_published(entry.get("published"), zone),
            when_start=when.start,
            when_end=when.end,
            zone=zone,
            when_precision=when.precision,
            act=_term(entry.get("act"), "act", world),
            also=tuple(_term(act, "act", world) for act in _list(entry.get("also"))),
            weapon=_term(entry["weapon"], "weapon", world) if entry.get("weapon") else None,
            direction=Direction(entry.get("direction", "known")),
            actors=_actors(entry.get("actors"), world, day),
            targets=targets,
            target_basis=basis,
            site=_site(entry.get("site"), world),
            invoked=_invoked(entry.get("invoked"), world, day),
            measures=tuple(Measure(name=name, value=value) for name, value in (entry.get("measures") or {}).items()),
            words=entry.get("words") or entry.get("says"),
            flags=(*_list(entry.get("flags")), *(("unchecked",) if entry.get("unchecked") else ())),
            **_where(entry.get("where"), entry.get("sector"), world),
            **_harm(entry),
        )
    except ValidationError as bad:
        first = bad.errors(include_url=False)[0]
        field, (expected, _) = ".".join(map(str, first["loc"])), plainly(first, Observation)
        raise ValueError(f"expected {field} to be {expected}, found {first['input']!r}") from None
    rivals = [_alternative(ident, rival, zone, world, day) for rival in entry.get("alternatives") or ()]
    _check_weights(rivals)
    return seen, rivals


def _digest(entry: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(entry, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _term(value: Any, kind: str, world: World) -> str:
    if not value:
        raise ValueError(f"expected {kind} to be one of the taxonomy (holdfire sources known {kind}s), found nothing")
    found = (world.acts if kind == "act" else world.weapons).lookup(str(value))
    if found is None:
        raise TermError(kind, str(value))
    return found


def _actors(value: Any, world: World, day: date) -> tuple[str, ...]:
    return tuple(world.actors.as_of(world.actors.resolve(str(name)), day) for name in _list(value))


def _targets(value: Any, world: World, day: date) -> tuple[tuple[str, ...], TargetBasis]:
    """Targets are observed as they stand; `{name: claimed}` is only said to have been meant."""
    named = _list(value)
    claimed = [name for name in named if isinstance(name, Mapping)]
    for one in claimed:
        if set(one.values()) - {"claimed", "observed"}:
            raise ValueError(f"expected a target such as {{jabhat-al-nusra: claimed}}, found {dict(one)}")
    names = [next(iter(name)) if isinstance(name, Mapping) else name for name in named]
    if not names:
        return (), TargetBasis.NOT_STATED
    basis = TargetBasis.CLAIMED if any("claimed" in one.values() for one in claimed) else TargetBasis.OBSERVED
    return _actors(names, world, day), basis


def _claimants(value: Any, world: World) -> tuple[str, ...]:
    return tuple(world.claimants.resolve(str(name)) for name in _list(value))


def _published(value: Any, zone: str) -> datetime | None:
    return None if value is None else parse_when(value, zone).start


def _invoked(value: Any, world: World, day: date) -> tuple[Invocation, ...]:
    for each in _list(value):
        if not isinstance(each, Mapping) or not {"exception", "by"} <= set(each):
            raise ValueError(f"expected `invoked` to hold {{exception: self_defence, by: ACTOR}}, found {each!r}")
    return tuple(
        Invocation(
            exception=each["exception"],
            by=_actors(each["by"], world, day)[0],
            judged=each.get("judged"),
            met=tuple(_list(each.get("met"))),
            not_met=tuple(_list(each.get("not_met"))),
        )
        for each in _list(value)
    )


def _site(value: Any, world: World) -> str | None:
    """The kind of site by the taxonomy; a word that it does not hold stays as it was reported."""
    return None if value is None else world.sites.lookup(str(value)) or str(value)


def _where(value: Any, sector: Any, world: World) -> dict[str, Any]:
    """A name, `{near: NAME, km: n}`, `{lat, lon, km}`, an area's name or id, or a sector seen from a position."""
    found = _spot(value, world)
    if sector is not None:
        found |= {"sector": Sector.model_validate(sector), "where_precision": WherePrecision.SECTOR}
    return found


def _spot(value: Any, world: World) -> dict[str, Any]:
    if value is None:
        return {}
    if isinstance(value, Mapping):
        if "near" in value:
            near = _spot(value["near"], world)
            if near.get("lat") is None:
                return near
            return near | {"where_precision": WherePrecision.NEAR, "radius_km": float(value.get("km", 25))}
        if {"lat", "lon"} <= set(value):
            areas = tuple(_area(name, world) for name in _list(value.get("in")))
            return {
                "place": value.get("name"),
                "lat": float(value["lat"]),
                "lon": float(value["lon"]),
                "radius_km": float(value.get("km", 0.0)),
                "where_precision": WherePrecision.POINT,
                "areas": areas,
            }
        raise ValueError(f"expected `where` as a name, {{near, km}} or {{lat, lon, km}}, found {dict(value)}")
    name = str(value)
    place = world.places.lookup(name)
    if place is not None:
        return {
            "place": name,
            "lat": place.lat,
            "lon": place.lon,
            "radius_km": place.radius_km or _EXTENT_KM.get(place.kind, _SMALL_KM),
            "where_precision": WherePrecision.POINT,
            "areas": place.admin,
        }
    area = world.areas.lookup(name)
    if area is not None:
        precision = _LEVELS.get(world.areas[area].kind, WherePrecision.DISTRICT)
        return {"place": name, "areas": (area,), "where_precision": precision}
    return {"place": name, "where_precision": WherePrecision.UNKNOWN}


def _area(name: Any, world: World) -> str:
    area = world.areas.lookup(str(name))
    if area is None:
        raise ValueError(f"expected a known area, found {name!r}")
    return area


def _harm(entry: Mapping[str, Any]) -> dict[str, int | None]:
    killed = entry.get("killed")
    if isinstance(killed, Mapping):
        low, best, high = (killed.get(each) for each in ("low", "best", "high"))
    else:
        low = best = high = killed
    return {
        "killed_low": low,
        "killed_best": best if best is not None else low if high is None else None,
        "killed_high": high,
        "civilians_killed": _count(entry.get("civilians_killed")),
        "injured": _count(entry.get("injured")),
    }


def _count(value: Any) -> int | None:
    found: int | None = value.get("best", value.get("low")) if isinstance(value, Mapping) else value
    return found


def _alternative(of: str, rival: Mapping[str, Any], zone: str, world: World, day: date) -> Alternative:
    field, value = str(rival.get("field")), rival.get("value")
    known = ("actors", "targets", "act", "weapon", "when", "where", "direction", "killed")
    if field not in known:
        raise ValueError(f"expected a rival value's `field` to be one of {', '.join(known)}, found {field!r}")
    match field:
        case "actors":
            value = list(_actors(value, world, day))
        case "targets":
            names, basis = _targets(value, world, day)
            value = {"targets": list(names), "target_basis": basis.value}
        case "act" | "weapon":
            value = _term(value, field, world)
        case "when":
            when = parse_when(value, zone)
            value = {"when_start": when.start, "when_end": when.end, "when_precision": when.precision.value}
        case "where":
            value = _spot(value, world)
        case "direction":
            value = _direction(value)
    return Alternative(
        of=of,
        field=field,
        value=json.dumps(value, default=_iso),
        weight=_weight(rival.get("weight")),
        backed_by=_claimants(rival.get("claimed_by"), world),
        group=rival.get("group"),
    )


def _direction(value: Any) -> str:
    known = [each.value for each in Direction]
    if value not in known:
        raise ValueError(f"expected a rival direction to be one of {', '.join(known)}, found {value!r}")
    return str(value)


def _weight(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"expected a rival value's `weight` to be a number from 0 to 1, found {value!r}")
    return float(value)


def _check_weights(rivals: Sequence[Alternative]) -> None:
    """Rival values of one group are one rival, with the smallest weight in it; together they weigh at most 1."""
    weights: dict[object, float] = {}
    for n, each in enumerate(rivals):
        if each.weight is not None and each.field != "killed":
            rival = each.group or n
            weights[rival] = min(each.weight, weights.get(rival, 1.0))
    total = sum(weights.values())
    if total > 1 + _ROUNDING:
        raise ValueError(
            f"expected the weights of rival values to sum to at most 1 (values that belong together share a `group`),"
            f" found {total:g}"
        )


def _iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)
