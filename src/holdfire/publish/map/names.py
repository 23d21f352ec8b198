"""Names of countries, provinces, seas and places in the page's language."""

from __future__ import annotations

from functools import cache

from babel import Locale

from ...world import World
from .borders import Province
from .focus import plain_name
from .overrides import overrides


@cache
def _territories(language: str) -> dict[str, str]:
    return dict(Locale.parse(language).territories)


def country_name(world: World, province: Province, language: str) -> str:
    """The country of a province: as the world names it, else by the common locale data, else as the data have it."""
    known = world.areas.of_code("iso", province.iso)
    if known and language in world.areas[known].name:
        return world.areas[known].name[language]
    return _territories(language).get(province.iso, province.country)


def province_name(world: World, province: Province, language: str) -> str:
    """A province's name without the word for its level: the world's, else that of the border data."""
    right = next((each.name for each in overrides().names if each.code == province.code), {})
    if language in right:
        return right[language]
    known = world.areas.of_code("iso", province.code) if province.code else None
    if known and language in world.areas[known].name:
        return plain_name(world.areas[known].name[language])
    return plain_name((province.ar if language == "ar" else "") or province.en)


def place_name(world: World, label: str, language: str) -> str:
    """A place's name in the language where the gazetteer knows the label, else the label itself."""
    place = world.places.lookup(label)
    return place.name.get(language, label) if place else label
