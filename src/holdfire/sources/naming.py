"""From the names that a dataset writes to the identities that the world knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import getitem
from typing import TypeVar, cast
from urllib.parse import urlsplit

import numpy as np

from ..world import World
from .column import Column, Ints, together
from .days import MISSING, civil_day

T = TypeVar("T")
Known = Callable[[str], "str | None"]

CIVILIANS = "civilians"

_ORIGINS = re.compile(r"\s*[/;,]\s*")
_AND = re.compile(r"\s+(?:and|&)\s+")


def split_known(text: str, parts: Sequence[str], joiners: Sequence[str], known: Known) -> list[str]:
    """Parts of a list of names, put together again where a longer run of them is itself a known name.

    >>> split_known("Doctors, Inc., Reuters", ["Doctors", "Inc.", "Reuters"], [", ", ", "],
    ...             {"Doctors, Inc.": "x"}.get)
    ['Doctors, Inc.', 'Reuters']
    """
    found: list[str] = []
    at = 0
    while at < len(parts):
        run = 1
        for upto in range(len(parts), at + 1, -1):
            between = [word for pair in zip(joiners[at : upto - 1], parts[at + 1 : upto], strict=True) for word in pair]
            if known("".join([parts[at], *between])):
                run = upto - at
                break
        between = [word for n in range(at, at + run - 1) for word in (joiners[n], parts[n + 1])]
        found.append("".join([parts[at], *between]))
        at += run
    return [name.strip() for name in found if name.strip()]


def _parts(pattern: re.Pattern[str], text: str) -> tuple[list[str], list[str]]:
    return pattern.split(text), pattern.findall(text)


def origins(text: str, world: World) -> tuple[str, ...]:
    """The claimants that a cell such as "SOHR/Waha Report" or "SANA, HRW and residents" names, in order."""
    known = world.claimants.lookup
    if not text or known(text):
        return (world.claimants.resolve(text),) if text else ()
    names: list[str] = []
    for part in split_known(text, *_parts(_ORIGINS, text), known):
        if known(part):
            names.append(part)
            continue
        for each in _AND.split(part):
            halves = each.split(". ")
            names += halves if len(halves) > 1 and all(map(known, halves)) else [each]
    return unique(world.claimants.resolve(name) for name in names if name.strip())


def outlets(text: str, world: World) -> tuple[str, ...]:
    """The claimants named in a list with semicolons; an address stands for its host."""
    return unique(world.claimants.resolve(host(name)) for name in text.split(";") if name.strip())


def host(name: str) -> str:
    """The host of a web address; any other text as it is.

    >>> host("https://www.example.org/a"), host("Reuters")
    ('example.org', 'Reuters')
    """
    bare = name.strip()
    if not bare.lower().startswith(("http://", "https://")):
        return bare
    try:
        return (urlsplit(bare).hostname or bare).removeprefix("www.")
    except ValueError:  # a bracket that is no IPv6 address: the text stands for itself
        return bare


def side(number: str, name: str, world: World) -> tuple[str, ...]:
    """The actors of one side in UCDP's data: by UCDP's own id, by the whole name, else by its parts."""
    whole = (world.actors.of_dataset("ucdp", number) if number else None) or world.actors.lookup(name)
    if whole or not name:
        return (whole,) if whole else ()
    parts = name.split(", ")
    listed = split_known(name, parts, [", "] * (len(parts) - 1), world.actors.lookup)
    return unique(world.actors.resolve(each) for each in listed)


_REMEMBERED: dict[tuple[int, Callable[..., object]], tuple[World, Callable[..., object]]] = {}
_WORLDS = 64


def remembered(work: Callable[..., T], world: World) -> Callable[..., T]:
    """`work(…, world)` as a function of the names alone, which remembers its answers for as long as the world
    is used.

    The same few names come again in every run of rows. The world is kept beside the answers, so that its
    identity stays its own.
    """
    key = (id(world), work)
    if key not in _REMEMBERED:
        if len(_REMEMBERED) >= _WORLDS:
            _REMEMBERED.clear()
        _REMEMBERED[key] = (world, lru_cache(maxsize=262_144)(lambda *names: work(*names, world)))
    return cast("Callable[..., T]", _REMEMBERED[key][1])


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """The names without empty ones, each once, in order."""
    return tuple(dict.fromkeys(name for name in names if name))


@dataclass(frozen=True)
class Sets:
    """Sets of ids in rows: `values[at[i]]` in row i."""

    values: list[tuple[str, ...]]
    at: Ints

    def keyed(self) -> tuple[int, Ints]:
        """As `together` takes it."""
        return len(self.values), self.at


def sets(work: Callable[..., tuple[str, ...]], *columns: Column) -> Sets:
    """`work` of each distinct combination of the columns' values."""
    if len(columns) == 1:
        return Sets(columns[0].each(work), columns[0].at)
    combinations, at = together(*columns)
    texts = [column.values for column in columns]
    return Sets([work(*map(getitem, texts, each)) for each in combinations], at)


def as_of(found: Sets, day: Ints, world: World) -> Sets:
    """The same sets, names that were put on backwards being read as what they meant on the day."""
    dated = remembered(_retroactive, world)
    moved = [any(map(dated, value)) for value in found.values]
    if not any(moved):
        return found
    when = np.where(np.array(moved)[found.at], day, MISSING)
    distinct, at = np.unique(when, return_inverse=True)
    combinations, together_at = together(found.keyed(), (len(distinct), at.astype(np.int64)))
    values = [_meant(found.values[value], int(distinct[n]), world) for value, n in combinations]
    return Sets(values, together_at)


def _retroactive(actor: str, world: World) -> bool:
    return actor in world.actors and bool(world.actors[actor].retroactive)


def _meant(actors: tuple[str, ...], day: int, world: World) -> tuple[str, ...]:
    if day == MISSING:
        return actors
    return unique(world.actors.as_of(actor, civil_day(day)) for actor in actors)
