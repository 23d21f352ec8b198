"""Weapons and sites named in a text, by the taxonomies of the world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...world import Taxonomy, Term, World
from ..phrases import Found, Phrases, Word

_VAGUE = frozenset({"weapon_unknown"})


class Things:
    """The names of weapons and sites of one world, in the singular and the plural."""

    def __init__(self, world: World):
        self._weapons = Phrases(_names(world.weapons))
        self._sites = Phrases(_names(world.sites))

    def weapons(self, text: Sequence[Word]) -> list[Found[tuple[str, ...]]]:
        """The weapons that a text names, in order."""
        return self._weapons.find(text)

    def sites(self, text: Sequence[Word]) -> list[Found[tuple[str, ...]]]:
        """The kinds of site that a text names, in order."""
        return self._sites.find(text)


def _names(taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    for term in taxonomy.terms.values():
        if term.id not in _VAGUE:
            for name in _spellings(term):
                yield name, term.id


def _spellings(term: Term) -> Iterable[str]:
    for name in {*term.name.values(), *term.aliases, term.id.replace("_", " ")}:
        yield name
        yield name + "s"
