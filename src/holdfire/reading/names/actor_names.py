"""The names of a world's actors, ready to be found in a text of one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...world import World, fold
from ..phrases import Phrases, Word, words
from .actor_words import actor_words, role_words
from .foreign import foreign_words
from .forms import forms, prefix_length
from .kept import Kept
from .spelling import articles, spelling_key

_THE = re.compile("^[Tt]he (?=.*[A-Z])")
_SHORTEST = 6
"""Letters of a word, at least, that may have lost an apostrophe before its s."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a name leads to, and the capitals that it is written with: one letter a word, U all, C the first, l none."""

    actor: str
    capitals: str
    role: bool = False
    capital: bool = False


class Names:
    """The names of the actors of one world in one language."""

    def __init__(self, world: World, language: str):
        self.world = world
        self.language = language
        entries = [(name_key(name), named) for name, named in self._entries()]
        self.phrases: Phrases[Named] = Phrases(entry for entry in entries if not entry[1].role)
        self.roles: Phrases[Named] = Phrases(entry for entry in entries if entry[1].role)

    def _entries(self) -> Iterator[tuple[str, Named]]:
        for actor in self.world.actors.actors.values():
            own = (*actor.name.values(), *actor.aliases, *(each.name for each in actor.names_over_time))
            for name in dict.fromkeys(each.split(" (")[0] for each in own):
                if name_key(name) not in self._roles and name not in actor_words()["not_in_text"]:
                    yield from self._written(name, actor.id)
        for actor_id, name in self._described():
            yield from self._written(name, actor_id)
        for name, actor_id in foreign_words(self.language).get("capitals", {}).items():
            if actor_id in self.world.actors:
                yield from self._written(name, actor_id, capital=True)
        for role, names in role_words(self.language).items():
            for name in names:
                for form in forms(name, self.language):
                    yield form, Named(role, "", role=True)

    def prefix(self, word: str) -> int:
        """How many letters of a first word are Arabic prefixes."""
        return prefix_length(word, lambda bare: fold(bare) in self.beginnings) if self.language == "ar" else 0

    def possessed(self, text: Sequence[Word]) -> list[Word]:
        """The words of an English text by their keys, without the s of a possessive that lost its apostrophe where what
        stands before it is a known name and the word itself is none: "Hezbollahs men"."""
        if self.language != "en":
            return list(text)
        return [self._bare(word) if word.text[-1] == "s" and word.text[0].isupper() else word for word in text]

    def _bare(self, word: Word) -> Word:
        key = spelling_key(fold(word.text[:-1]))
        if len(word.text) < _SHORTEST or word.key in self._words or key not in self._alone:
            return word
        return Word(word.start, word.end - 1, word.text[:-1], key)

    @cached_property
    def _alone(self) -> frozenset[str]:
        """The keys of the names of one word, that are written with a capital and no abbreviations."""
        listed = [*self._described(), *((actor.id, name) for actor in self.world.actors.actors.values()
                                        for name in (*actor.name.values(), *actor.aliases))]  # fmt: skip
        return frozenset(
            name_key(name) for _, name in listed if name.isalpha() and name[0].isupper() and not name.isupper()
        )

    @cached_property
    def _words(self) -> frozenset[str]:
        """The keys of all words in the names, of which none loses its s."""
        return frozenset(part for name, _ in self._entries() for part in name_key(name).split())

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The first words of the names, without prefixes."""
        listed = [name for names in role_words(self.language).values() for name in names]
        listed += [name for _, name in self._described()]
        listed += foreign_words(self.language).get("capitals", {})
        listed += [
            name for actor in self.world.actors.actors.values() for name in (*actor.name.values(), *actor.aliases)
        ]
        return frozenset(fold(name.split()[0]) for name in listed if name.split())

    def _described(self) -> Iterator[tuple[str, str]]:
        """Actors of this world with each of the names that running text has for them."""
        for listed in (
            actor_words()["descriptions"].get(self.language, {}),
            foreign_words(self.language).get("actors", {}),
        ):
            for actor, names in listed.items():
                if actor in self.world.actors:
                    yield from ((actor, name) for name in names)

    def _written(self, name: str, actor: str, *, capital: bool = False) -> Iterator[tuple[str, Named]]:
        for form in forms(_THE.sub("", name), self.language):
            yield form, Named(actor, _capitals(words(form)), capital=capital)

    @cached_property
    def _roles(self) -> frozenset[str]:
        """What stands for a role is no name of one actor: "rebels" are those of the country that is spoken of."""
        listed = [*role_words(self.language).values(), *role_words("en").values()]
        return frozenset(name_key(name) for names in listed for name in names)


def name_key(name: str) -> str:
    parts = [spelling_key(word.key) for word in words(name) if word.key not in articles()]
    return " ".join(parts) or fold(name)


def _capitals(name: Iterable[Word]) -> str:
    return "".join(
        "U" if word.text.isupper() and len(word.text) <= 6 else "C" if word.text[:1].isupper() else "l"
        for word in name
        if word.key not in articles()
    )


names_of: Kept[Names] = Kept(Names)
"""The names of a world, made once for each world and language."""
