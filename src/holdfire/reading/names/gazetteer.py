"""The names of a world's places and areas, ready to be found in a text of one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...world import Area, Place, World, fold
from ..phrases import Phrases, Word, words
from .forms import forms, prefix_length
from .kept import Kept
from .spelling import articles, consonants, place_words, spelling_key

_WEIGHTS = {"city": 3.0, "town": 2.0, "village": 1.0, "neighbourhood": 1.0}
_OUT_OF_TEXT = ("everywhere", "agreement_area")


@dataclass(frozen=True, slots=True)
class Target:
    """What a name may stand for: the id of a place or an area, its governorate, and how likely it is by itself."""

    id: str
    area: bool
    kind: str
    governorate: str | None
    weight: float


class Names:
    """The names of one world in one language."""

    def __init__(self, world: World, language: str):
        self.world = world
        self.language = language
        entries = list(self._entries())
        self.phrases: Phrases[Target] = Phrases((_keyed(name), target) for name, target, _ in entries)
        self._rough = entries
        self.exact: dict[str, set[str]] = {}
        listed = [name for place in world.places.places.values() for name in _names(place)]
        listed += [name for area in world.areas.areas.values() for name in _names(area)]
        self.own = frozenset(map(fold, listed))
        for name, target, plain in entries:
            if plain:
                self.exact.setdefault(fold(name), set()).add(target.id)

    def _entries(self) -> Iterator[tuple[str, Target, bool]]:
        """Each form of each name with what it stands for, and whether our list has it without a bracket behind it."""
        spellings = place_words()["spellings"]
        foreign = place_words()["foreign"].get(self.language, {})
        for place in self.world.places.places.values():
            own = (*_names(place), *spellings.get(place.id, ()), *foreign.get(place.id, ()))
            yield from ((name, _of_place(place), plain) for name, plain in self._written(own))
        for area in self.world.areas.areas.values():
            if area.kind in _OUT_OF_TEXT or area.kind == "country":
                continue
            own = (*_names(area), *spellings.get(area.id, ()), *foreign.get(area.id, ()))
            yield from ((name, self._of_area(area), plain) for name, plain in self._written(own))

    def _written(self, names: Iterable[str]) -> Iterator[tuple[str, bool]]:
        plainly: dict[str, bool] = {}
        behind = place_words()["no_directions_behind"].get(self.language, ())
        for each in names:
            name = each.split(" (")[0]
            if name.casefold().replace("-", " ").rpartition(" ")[2] in behind:
                continue  # What stands behind a name is read apart: "Alep-Est", but not "Alep est assiégée".
            plainly[name] = plainly.get(name, False) or name == each
        for name, plain in plainly.items():
            yield from ((form, plain) for form in forms(name, self.language))

    def _of_area(self, area: Area) -> Target:
        above = self.world.areas.above(area.id)
        governorate = next((each for each in above if self.world.areas[each].kind == "governorate"), None)
        return Target(area.id, True, area.kind, governorate, 2.0)

    @cached_property
    def rough(self) -> dict[str, tuple[tuple[str, Target], ...]]:
        """Targets by the consonants of a name, each with the key that has them."""
        index: dict[str, dict[tuple[str, Target], None]] = {}
        for name, target, _ in self._rough:
            key = _keyed(name).replace(" ", "")
            bare = consonants(key)
            if key.isascii() and len(bare) >= 3 and not target.area:
                index.setdefault(bare, {})[key, target] = None
        return {bare: tuple(found) for bare, found in index.items()}

    @cached_property
    def governorates(self) -> dict[str, str]:
        """The governorate that bears the name of a place: `homs` to `homs-governorate`."""
        return {
            place: f"{place}-governorate"
            for place in self.world.places.places
            if f"{place}-governorate" in self.world.areas
        }


def _names(each: Place | Area) -> Iterable[str]:
    return (*each.name.values(), *each.aliases)


def _of_place(place: Place) -> Target:
    governorate = place.admin[0] if place.admin else None
    return Target(place.id, False, place.kind, governorate, _WEIGHTS.get(place.kind, 0.6))


def keyed_words(text: Sequence[Word]) -> list[Word]:
    """The words of a text by their spelling key, without articles."""
    return [
        Word(word.start, word.end, word.text, spelling_key(word.key)) for word in text if word.key not in articles()
    ]


def _keyed(name: str) -> str:
    parts = [spelling_key(word.key) for word in words(name) if word.key not in articles()]
    return " ".join(parts) or fold(name)


def begins(text: str, start: int, end: int, names: Names) -> int:
    """Where a name itself begins: behind the prefixes of an Arabic word."""
    if names.language == "ar":
        return start + prefix_length(text[start:end], lambda word: fold(word) in names.own)
    return start


names_of: Kept[Names] = Kept(Names)
"""The names of a world, made once for each world and language."""
