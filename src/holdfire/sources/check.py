"""What a file holds, and what of it nobody here knows, before anything is judged."""

from __future__ import annotations

from ast import literal_eval
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..world import UNLISTED, World, fold
from .address import Where
from .column import Ints, together
from .draft import ACT_UNKNOWN, Imported
from .identity import conflicts
from .source import open_source


class Named(TypedDict):
    """A name, and how many rows hold it."""

    name: str
    n: int


class NamedArea(Named):
    """The name of an area, its level (`area` for an id), and what lies above it, coarsest first: an id where the
    area is known, else a name."""

    level: str
    within: list[str]


class Unknown(TypedDict):
    """Names that nobody knows, the most frequent first. Spellings that are compared as one are listed as one."""

    actors: list[Named]
    places: list[Named]
    acts: list[Named]
    areas: list[NamedArea]
    claimants: list[Named]
    weapons: list[Named]


class Warned(TypedDict):
    """Something about the file as a whole that changes how it is read."""

    kind: str
    about: str
    n: int
    text: str


class Report(TypedDict):
    """What `check` tells of a file."""

    format: str
    version: str
    rows: int
    kept: int
    set_aside: int
    reasons: dict[str, int]
    unknown: Unknown
    warnings: list[Warned]


def check(path: Where, world: World, *, mapping: Path | None = None) -> Report:
    """Read a whole file, and count what was kept, what was set aside and why, and what is unknown.

    Raises `SourceError` for a file that cannot be used.
    """
    source = open_source(path, world, mapping=mapping)
    tally = _Tally(world)
    for fragment in source.fragments():
        for run in source.read(fragment):
            tally.add(run)
    return tally.report(source.format.name, source.format.version)


_AREA = "area"
_Names = Counter[tuple[str, ...]]


class _Tally:
    def __init__(self, world: World):
        self._world = world
        self.rows = self.kept = self.zoneless = 0
        self.reasons: Counter[str] = Counter()
        self.actors: _Names = Counter()
        self.places: _Names = Counter()
        self.acts: _Names = Counter()
        self.areas: _Names = Counter()
        self.claimants: _Names = Counter()
        self.weapons: _Names = Counter()
        self._ids: list[pa.Table] = []

    def add(self, run: Imported) -> None:
        self.rows += run.rows
        self.kept += run.observations.num_rows
        self.reasons.update(run.rejects.column("reason").to_pylist())
        self._ids.append(run.observations.select(["id", "observation_id"]))
        self._add_names(run.observations)
        self._add_terms(run)
        self.areas.update(run.unknown_areas)
        pointless = run.observations.filter(pc.is_null(run.observations.column("lat")))
        for place, n in _holding(pointless, "place").items():
            if not self._world.places.all_of(place) and self._world.areas.lookup(place) is None:
                self.places[place,] += n

    def _add_names(self, observations: pa.Table) -> None:
        for actor, n in _holding(observations, "actors", "targets").items():
            if actor.startswith(UNLISTED):
                self.actors[actor.removeprefix(UNLISTED),] += n
        for claimant, n in _holding(observations, "claimed_by", "carried_by").items():
            if claimant not in self._world.claimants:
                self.claimants[claimant,] += n
        for area, n in _holding(observations, "areas").items():
            if area not in self._world.areas:
                self.areas[_AREA, area] += n

    def _add_terms(self, run: Imported) -> None:
        flags = _holding(run.observations, "flags")
        self.zoneless += flags["zone_unknown"]
        unread = {flag.removeprefix(ACT_UNKNOWN): n for flag, n in flags.items() if flag.startswith(ACT_UNKNOWN)}
        acts = {act: n for act, n in _holding(run.observations, "act").items() if act not in self._world.acts}
        for act, n in (acts | unread).items():
            self.acts[act,] += n
        for weapon, n in _holding(run.observations, "weapon").items():
            if weapon not in self._world.weapons:
                self.weapons[weapon,] += n
        for kind, counted in (("unknown_act", self.acts), ("unknown_weapon", self.weapons)):
            refused = run.rejects.filter(pc.equal(run.rejects.column("reason"), kind))
            counted.update((literal_eval(found),) for found in refused.column("found").to_pylist())

    def report(self, name: str, version: str) -> Report:
        ids = pa.concat_tables(self._ids) if self._ids else None
        again = int(np.sum(conflicts(ids.column("id"), ids.column("observation_id")).duplicate)) if ids else 0
        reasons = self.reasons + Counter({"duplicate_row": again})
        return {
            "format": name,
            "version": version,
            "rows": self.rows,
            "kept": self.kept - again,
            "set_aside": self.rows - self.kept + again,
            "reasons": dict(sorted(reasons.items(), key=lambda each: (-each[1], each[0]))),
            "unknown": {
                "actors": _listed(self.actors),
                "places": _listed(self.places),
                "acts": _listed(self.acts),
                "areas": [
                    {"name": path[-1], "n": n, "level": path[0], "within": list(path[1:-1])}
                    for path, n in _ranked(self.areas)
                ],
                "claimants": _listed(self.claimants),
                "weapons": _listed(self.weapons),
            },
            "warnings": [_no_zone(self.zoneless, self.kept)] if self.zoneless else [],
        }


def _no_zone(n: int, kept: int) -> Warned:
    text = (
        f"{n:,} of {kept:,} rows lie where no time zone is known: their days are read as UTC days. Give the zone of "
        "the country under zones: in a --world file, or of a table of your own as zone: in its mapping."
    )
    return {"kind": "zone_unknown", "about": "zone", "n": n, "text": text}


def _holding(observations: pa.Table, *columns: str) -> Counter[str]:
    """How many rows hold each name in any of the columns."""
    held: Counter[str] = Counter()
    for batch in observations.to_batches():
        coded = [_coded(batch.column(name)) for name in columns]
        combinations, at = together(*((len(values), each) for values, each in coded))
        counted = np.bincount(at, minlength=len(combinations)).tolist()
        for combination, n in zip(combinations, counted, strict=True):
            names = {name for (values, _), one in zip(coded, combination, strict=True) for name in values[one]}
            held.update(dict.fromkeys(names, n))
    return held


def _coded(column: pa.Array) -> tuple[list[tuple[str, ...]], Ints]:
    """The distinct cells as sets of names, and which stands in each row."""
    if not pa.types.is_dictionary(column.type):
        cells = [_names(value) for value in column.to_pylist()]
        place = {names: n for n, names in enumerate(dict.fromkeys(cells))}
        return list(place), np.array([place[names] for names in cells], dtype=np.int64)
    values = [*map(_names, column.dictionary.to_pylist()), ()]
    return values, column.indices.fill_null(len(values) - 1).to_numpy().astype(np.int64)


def _names(value: Any) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value or []
    return tuple(name for name in names if name)


def _ranked(counted: Mapping[tuple[str, ...], int]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Names by frequency. Spellings that are compared as one stand under the commonest of them."""
    spellings: dict[tuple[str, ...], list[tuple[int, tuple[str, ...]]]] = {}
    for name, n in counted.items():
        spellings.setdefault(tuple(map(fold, name)), []).append((-n, name))
    merged = [(sum(n for n, _ in each), min(each)[1]) for each in spellings.values()]
    for n, name in sorted(merged, key=lambda each: (each[0], len(each[1]), each[1])):
        yield name, -n


def _listed(counted: Mapping[tuple[str, ...], int]) -> list[Named]:
    return [{"name": name, "n": n} for (name,), n in _ranked(counted)]
