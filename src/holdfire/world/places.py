"""Named places: a gazetteer with the spellings that sources use."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from pydantic import Field

from ..records import Record
from ._names import fold


class Place(Record):
    """A named place: a point in degrees, and the areas it lies in (governorate first)."""

    id: str
    name: dict[str, str]
    aliases: tuple[str, ...] = ()
    lat: float
    lon: float
    kind: str = "town"
    admin: tuple[str, ...] = ()
    radius_km: float | None = None
    ids: dict[str, Any] = Field(default_factory=dict)
    source: str | None = None
    unchecked: bool | str = False
    note: str | None = None


class Gazetteer:
    """Places by id or any spelling.

    >>> gazetteer = Gazetteer([Place(id="daraya", name={"en": "Daraya", "ar": "داريا"}, aliases=("Darayya",),
    ...                              lat=33.458, lon=36.232)])
    >>> gazetteer.lookup("DARAYYA").id, gazetteer.lookup("داريا").id, gazetteer.lookup("Nowhere")
    ('daraya', 'daraya', None)
    """

    def __init__(self, places: Iterable[Place]):
        self.places = {place.id: place for place in places}

    def __contains__(self, place: object) -> bool:
        return place in self.places

    @cached_property
    def _names(self) -> dict[str, list[Place]]:
        index: dict[str, list[Place]] = {}
        for place in self.places.values():
            for name in {fold(each) for each in (*place.name.values(), *place.aliases, place.id)}:
                index.setdefault(name, []).append(place)
        return index

    def all_of(self, name: str) -> list[Place]:
        """Every place of that spelling."""
        return self._names.get(fold(name), [])

    def lookup(self, name: str, within: frozenset[str] = frozenset()) -> Place | None:
        """The one place of that spelling, inside one of the areas where any are given; none where it is ambiguous."""
        found = self.all_of(name)
        if len(found) > 1 and within:
            found = [place for place in found if within & set(place.admin)]
        return found[0] if len(found) == 1 else self.places.get(name)
