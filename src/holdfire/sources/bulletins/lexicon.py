"""The words of bulletins as data: lexicons that are found in running text in one pass, each with what it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Generic, TypeVar

from ...records import Record
from ...world import World, read_yaml

T = TypeVar("T")


_KEY = 2
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """Known words in a text, characters [start, end), and what they stand for."""

    start: int
    end: int
    value: T


class Lexicon(Generic[T]):
    """Words and what they stand for; `*` is any ending of a word, a space is spaces or hyphens.

    >>> [(hit.start, hit.value) for hit in Lexicon([("breach*", 1), ("truce breach*", 2)]).find("Truce-breaches")]
    [(0, 2)]
    """

    def __init__(self, entries: Iterable[tuple[str, T]]):
        held: dict[str, list[tuple[str, T]]] = {}
        for words, value in sorted(dict(entries).items(), key=lambda each: (-len(each[0]), each[0])):
            held.setdefault(words[:_KEY].casefold(), []).append((words, value))
        self.values = [value for listed in held.values() for _, value in listed]
        self._values = {key: [value for _, value in listed] for key, listed in held.items()}
        self._regex = {
            key: re.compile(rf"(?:{'|'.join(f'({_pattern(words)})' for words, _ in listed)})(?!\w)", re.IGNORECASE)
            for key, listed in held.items()
        }

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Hit[T]]:
        """Every known run of words, left to right, the longest at each place."""
        last = len(text) if end is None else end
        found: list[Hit[T]] = []
        reach = start
        for word in _WORD.finditer(text, start, last):
            at = word.start()
            key = text[at : at + _KEY].casefold()
            if at < reach or key not in self._regex:
                continue
            hit = self._regex[key].match(text, at, last)
            if hit is not None:
                found.append(Hit(at, hit.end(), self._values[key][(hit.lastindex or 1) - 1]))
                reach = hit.end()
        return found


def any_of(listed: Iterable[str]) -> str:
    """One pattern for any of some words, the longest first."""
    return "|".join(_pattern(each) for each in sorted(listed, key=lambda each: (-len(each), each)))


def _pattern(words: str) -> str:
    """A `*` alone is one word or none; white space is bounded, so that no text makes the search slow."""
    parts = [r"\w{1,30}" if word == "*" else re.escape(word).replace(r"\*", r"\w{0,20}") for word in words.split()]
    return r"[\s\u00a0-]{1,3}".join(parts)


class Noun(Record):
    """A thing that bulletins count. `of` is the wider count that it belongs to; a running total is not `fresh`."""

    counts: str
    words: tuple[str, ...]
    kind: str = "count"
    act: str | None = None
    of: str | None = None
    unit: str | None = None
    fresh: bool = True


class Family(Record):
    """Who issues bulletins of one kind, how they are known, and the zone of the times that they print without one."""

    claimant: str
    zone: str
    sure: tuple[str, ...]
    likely: tuple[str, ...]
    source: str
    unchecked: bool | str = False


class Rule(Record):
    """A counting rule: what one claimant's number of one thing stands for, where that was read, and what was not."""

    id: str
    family: str
    counts: tuple[str, ...]
    says: str
    source: str
    unchecked: bool | str = False


@dataclass(frozen=True)
class Words:
    """All word lists of bulletins, compiled."""

    families: Mapping[str, Family]
    marks: Lexicon[tuple[str, bool]]
    rules: tuple[Rule, ...]
    nouns: Lexicon[Noun]
    parties: Lexicon[tuple[str, ...]]
    speakers: Lexicon[str]
    numbers: Mapping[str, int]
    degrees: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]
    ambiguous: frozenset[tuple[str, str]]
    months: Mapping[str, int]
    zone_names: Lexicon[str]
    cues: Mapping[str, tuple[str, ...]]

    def rule(self, family: str, counts: str) -> Rule | None:
        """The counting rule of one family for one thing counted."""
        return next((each for each in self.rules if each.family == family and counts in each.counts), None)


@cache
def words() -> Words:
    """The word lists that come with holdfire (words/bulletins.yaml)."""
    content = read_yaml(Path(str(files("holdfire.sources.bulletins"))) / "words" / "bulletins.yaml").content
    families = {name: Family.model_validate(entry) for name, entry in content["families"].items()}
    nouns = [Noun.model_validate(entry) for entry in content["nouns"]]
    degrees = [(word.casefold(), name) for name, listed in content["degrees"].items() for word in listed]
    return Words(
        families=families,
        marks=Lexicon(
            (word, (name, word in family.sure))
            for name, family in families.items()
            for word in (*family.likely, *family.sure)
        ),
        rules=tuple(Rule.model_validate(entry) for entry in content["rules"]),
        nouns=Lexicon((word, noun) for noun in nouns for word in noun.words),
        parties=Lexicon(_pairs(content["parties"], "actors")),
        speakers=Lexicon((word, entry["claimant"]) for entry in content["speakers"] for word in entry["words"]),
        numbers=content["numbers"],
        degrees=tuple(sorted(degrees, key=lambda each: -len(each[0]))),
        areas=tuple((word, entry["area"]) for entry in content["areas"] for word in entry["words"]),
        ambiguous=frozenset(
            (entry["ambiguous_in"], entry["area"]) for entry in content["areas"] if "ambiguous_in" in entry
        ),
        months={word.casefold(): int(number) for number, listed in content["months"].items() for word in listed},
        zone_names=Lexicon((word, zone) for zone, listed in content["zone_names"].items() for word in listed),
        cues={name: tuple(listed) for name, listed in content["cues"].items()},
    )


def _pairs(entries: list[dict[str, Any]], name: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(word, tuple(entry[name])) for entry in entries for word in entry["words"]]


_HELD: dict[tuple[int, bool], tuple[World, Lexicon[str]]] = {}
_MOST_WORLDS = 8
_LEVEL = "governorate"


def area_words(world: World, bare: bool = True) -> Lexicon[str]:
    """Names of governorates in running text, by the world's own names and the bulletins' spellings.

    `bare`: also the names by which tables call them ("Donetsk"), which elsewhere may be those of cities.
    """
    key = (id(world), bare)
    if key not in _HELD:
        if len(_HELD) >= _MOST_WORLDS:
            _HELD.clear()
        named = {
            name: area.id
            for area in world.areas.areas.values()
            if area.kind == _LEVEL
            for name in (*(area.admin_names if bare else ()), *area.name.values(), *area.aliases)
            if len(name) > 2
        }
        named |= {word: area for word, area in words().areas if area in world.areas}
        _HELD[key] = (world, Lexicon(named.items()))
    return _HELD[key][1]
