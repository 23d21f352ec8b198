"""Where a mention of a place lies: a point with its reach, or an area."""

from __future__ import annotations

import json
from typing import Any

from ...records import Alternative, Mention, WherePrecision
from ...world import World

_REACH_KM = {"city": 5.0, "town": 1.0}
_SMALL_KM = 0.7
_NEAR_KM = 25.0
_KINDS = {
    "country": WherePrecision.COUNTRY,
    "governorate": WherePrecision.PROVINCE,
    "district": WherePrecision.DISTRICT,
}


def where(choice: str, words: str, world: World, precision: str | None = None) -> dict[str, Any]:
    """The fields of an observation for one choice of a mention; only the words where the world does not know it."""
    place = world.places.places.get(choice)
    if place is not None:
        near = precision == "near"
        return {
            "place": words,
            "lat": place.lat,
            "lon": place.lon,
            "radius_km": _NEAR_KM if near else place.radius_km or _REACH_KM.get(place.kind, _SMALL_KM),
            "where_precision": WherePrecision.NEAR if near else WherePrecision.POINT,
            "areas": place.admin,
        }
    if choice in world.areas:
        kind = _KINDS.get(world.areas[choice].kind, WherePrecision.DISTRICT)
        return {"place": words, "areas": (choice,), "where_precision": kind}
    return {"place": words, "where_precision": WherePrecision.UNKNOWN}


def located(mention: Mention, world: World, of: str) -> tuple[dict[str, Any], list[Alternative]]:
    """The likeliest place of a mention, and the others as rivals with their weights."""
    if not mention.choices:
        return {"place": mention.span.words, "where_precision": WherePrecision.UNKNOWN}, []
    first, *others = mention.choices
    rivals = [
        Alternative(
            of=of,
            field="where",
            value=json.dumps(where(each.value, mention.span.words, world, mention.precision)),
            weight=round(each.weight, 4),
        )
        for each in others
    ]
    return where(first.value, mention.span.words, world, mention.precision), rivals
