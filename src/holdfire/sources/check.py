"""What a file holds, and what of it nobody here knows, before anything is judged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..world import UNLISTED, World
from .draft import ACT_UNKNOWN, Imported
from .identity import conflicts
from .source import open_source


class Named(TypedDict):
    """A name, and how many rows hold it."""

    name: str
    n: int


class Unknown(TypedDict):
    """Names that nobody knows, the most frequent first."""

    actors: list[Named]
    places: list[Named]
    acts: list[Named]


class Report(TypedDict):
    """What `check` tells of a file."""

    format: str
    version: str
    rows: int
    kept: int
    set_aside: int
    reasons: dict[str, int]
    unknown: Unknown


def check(path: Path, world: World, *, mapping: Path | None = None) -> Report:
    """Read a whole file, and count what was kept, what was set aside and why, and what is unknown.

    Raises `SourceError` for a file that cannot be used.
    """
    source = open_source(path, world, mapping=mapping)
    tally = _Tally(world)
    for fragment in source.fragments():
        for run in source.read(fragment):
            tally.add(run)
    return tally.report(source.format.name, source.format.version)


class _Tally:
    def __init__(self, world: World):
        self._world = world
        self.rows = self.kept = 0
        self.reasons: Counter[str] = Counter()
        self.actors: Counter[str] = Counter()
        self.places: Counter[str] = Counter()
        self.acts: Counter[str] = Counter()
        self._ids: list[pa.Table] = []

    def add(self, run: Imported) -> None:
        self.rows += run.rows
        self.kept += run.observations.num_rows
        self.reasons.update(run.rejects.column("reason").to_pylist())
        self._ids.append(run.observations.select(["id", "observation_id"]))
        for name in ("actors", "targets"):
            for actors, n in _counted(run.observations.column(name)):
                self.actors.update({each.removeprefix(UNLISTED): n for each in actors if each.startswith(UNLISTED)})
        for flags, n in _counted(run.observations.column("flags")):
            self.acts.update({each.removeprefix(ACT_UNKNOWN): n for each in flags if each.startswith(ACT_UNKNOWN)})
        for act, n in _counted(run.observations.column("act")):
            if act not in self._world.acts and act not in self.acts:
                self.acts[act] += n
        self._add_places(run.observations)

    def _add_places(self, observations: pa.Table) -> None:
        pointless = observations.filter(pc.is_null(observations.column("lat")))
        for place, n in _counted(pointless.column("place")):
            if place and not self._world.places.all_of(place) and self._world.areas.lookup(place) is None:
                self.places[place] += n

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
            },
        }


def _counted(column: pa.ChunkedArray) -> Iterable[tuple[Any, int]]:
    for chunk in column.chunks:
        coded = chunk if pa.types.is_dictionary(chunk.type) else None
        if coded is None:
            counted = Counter(tuple(value) if isinstance(value, list) else value for value in chunk.to_pylist())
            yield from counted.items()
            continue
        indices = coded.indices.drop_null().to_numpy()
        values = coded.dictionary.to_pylist()
        for at, n in enumerate(np.bincount(indices, minlength=len(values)).tolist()):
            if n:
                yield values[at], n


def _listed(counted: Counter[str]) -> list[Named]:
    return [{"name": name, "n": n} for name, n in sorted(counted.items(), key=lambda each: (-each[1], each[0]))]


_HEAD = """\
# What the file names and nobody here knows, the most frequent first: fill in what you know, leave out the
# rest, and give it to every command as --world. Each entry needs an id of your own; `n` in the comment is the
# number of rows. Every entry may name a source under `references:` ({title, publisher, date, url}) and point
# to it with `source:`.
"""

_ACTORS = """
# kind: state, state_force, armed_group, militia, designated_group, operations_room, umbrella, political_body,
# organisation, population (people who take no part), aggregate (a name for actors unknown, such as "rebels").
# Where we know the actor under another name, write its id with `extends: true`, and only the alias.
actors:
"""

_PLACES = """
# lat and lon in degrees: please correct the zeros. `admin` lists ids of areas that the place lies in.
places:
"""

_ACTS = """
# parent: one of our acts that the new one is a kind of, such as armed_attack, shelling or detention.
acts:
"""

_CODES = """
# act: one of our acts, such as armed_attack, shelling or detention.
crosswalks:
"""


def stub(report: Report | Mapping[str, Any]) -> str:
    """A `--world` file to fill in, as YAML text, from what `check` found unknown. It loads as it stands."""
    unknown = report["unknown"]
    parts = [_HEAD]
    if unknown["actors"]:
        parts += [_ACTORS, *_entries(unknown["actors"], "kind: armed_group   # please check\n")]
    if unknown["places"]:
        parts += [_PLACES, *_entries(unknown["places"], "lat: 0\n    lon: 0\n    admin: []\n")]
    if unknown["acts"]:
        parts += _acts(report["format"], unknown["acts"])
    return "".join(parts) if len(parts) > 1 else _HEAD + "\nnotes: nothing is unknown\n"


def _acts(name: str, named: Sequence[Named]) -> list[str]:
    """Codes of a dataset are read by its crosswalk; words of any other table are names of acts."""
    if name == "acled":
        pairs = [(each["name"].partition(" / "), each["n"]) for each in named]
        return [_CODES, "  acled:\n"] + [
            f"    - {{event_type: {_quoted(one)}, sub_event_type: {_quoted(two)}, act: other_event}}   # {n} rows\n"
            for (one, _, two), n in pairs
        ]
    if name == "gdelt":
        return [_CODES, "  cameo:\n"] + [
            f"    - {{code: {_quoted(each['name'])}, act: other_event}}   # {each['n']} rows\n" for each in named
        ]
    return [_ACTS, *_entries(named, "parent: other_event   # please check\n", "_")]


def _entries(named: Sequence[Named], rest: str, joint: str = "-") -> list[str]:
    taken: set[str] = set()
    return [
        f"  - id: {_quoted(_ident(each['name'], taken, joint))}   # {each['n']} rows\n"
        f"    name: {{en: {_quoted(each['name'])}}}\n    {rest}"
        for each in named
    ]


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _ident(name: str, taken: set[str], joint: str) -> str:
    letters = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in name)
    base = joint.join(letters.lower().split())[:60].strip(joint) or "name"
    ident, n = base, 1
    while ident in taken:
        n += 1
        ident = f"{base}{joint}{n}"
    taken.add(ident)
    return ident
