"""Reports to match, as they are given: read from files by whoever is free, and in the order of the files again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from ..assessment import plain_observations
from ..incidents import Matched
from ..incidents.spreading import Spread
from ..records import Rejected, arrow_schema
from ..records.codes import Ints
from ..sources import Fragment, Imported, Source, Where, mapping_by_file, open_source, source_of
from ..sources.draft import ALTERNATIVES, SCHEMA
from ..world import World
from .problem import EngineError
from .repeats import known_by

REJECTED = arrow_schema(Rejected)

ROWS = 65_536
"""Rows of a fragment."""


@dataclass(frozen=True)
class Given:
    """Reports and their rival values, each with the number of the run in which it was read, and the rows that could not
    be kept. `rows` counts all."""

    observations: pa.Table
    alternatives: pa.Table
    run: Ints
    rival_run: Ints
    rejects: pa.Table
    rows: int


@dataclass(frozen=True)
class Portion:
    """A fragment of all files, by its number among all."""

    number: int
    fragment: Fragment


@dataclass(frozen=True)
class Read:
    """What was read of a portion: tables of observations and of rival values by run, rows that could not be kept."""

    number: int
    observations: list[pa.Table]
    alternatives: list[pa.Table]
    rejects: pa.Table
    rows: int


def reports_in(
    files: Sequence[Where], world: World, *, mapping: Path | None = None, undated: int | None = None
) -> list[Source]:
    """Files of reports, recognised; what a text tells as denied is among them. `undated` is how many days up to its
    publication an event lies that a text does not date.

    Raises `SourceError` for a file that cannot be used, `EngineError` for one of incidents: an incident goes on as one
    observation, through which its reports cannot be held against others.
    """
    found = []
    for path, own in zip(files, mapping_by_file(files, mapping), strict=True):
        source = open_source(path, world, mapping=own, undated=undated, denials=True)
        if source.format.name == "incidents":
            raise EngineError(f"{path}: expected reports, found incidents that were matched already; give the reports")
        found.append(source)
    return found


def given_of(runs: Iterable[Imported]) -> Given:
    """Reports that are in memory."""
    return _given([_read(0, runs)])


def read_given(
    sources: Sequence[Source],
    spread: Spread,
    *,
    undated: int | None = None,
    until: int | None = None,
    told: Callable[[int], None] | None = None,
) -> Given:
    """The reports of some files, in their order. `undated` is as in `reports_in`; what was published at `until`
    (microseconds UTC) or later is set aside. `told` is called with the number of rows whenever more were read.

    Raises `SourceError` for a file that cannot be used.
    """
    fragments = (fragment for source in sources for fragment in source.fragments(ROWS))
    parts: list[Read] = []
    rows = 0
    work = partial(read_portion, undated=undated, until=until)
    for part in spread(work, (Portion(number, each) for number, each in enumerate(fragments))):
        parts.append(part)
        rows += part.rows
        if told is not None:
            told(rows)
    return _given(sorted(parts, key=lambda each: each.number))


def read_portion(portion: Portion, world: World, *, undated: int | None, until: int | None) -> Read:
    """Read a portion; what a text tells as denied is read too."""
    found = source_of(portion.fragment, world)
    source = Source(found.path, world, found.recognised, undated, denials=True, stamp=found.stamp)
    runs: Iterator[Imported] = source.read(portion.fragment)
    return _read(portion.number, runs if until is None else (known_by(each, until) for each in runs))


def _read(number: int, runs: Iterable[Imported]) -> Read:
    observations, alternatives, rejects, rows = [], [], [REJECTED.empty_table()], 0
    for run in runs:
        observations.append(plain_observations(run.observations))
        alternatives.append(run.alternatives)
        rejects.append(run.rejects)
        rows += run.rows
    return Read(number, observations, alternatives, pa.concat_tables(rejects), rows)


def _given(parts: Sequence[Read]) -> Given:
    observations = [SCHEMA.empty_table(), *(each for part in parts for each in part.observations)]
    alternatives = [ALTERNATIVES.empty_table(), *(each for part in parts for each in part.alternatives)]
    runs, rival_runs = ([each.num_rows for each in tables] for tables in (observations, alternatives))
    return Given(
        pa.concat_tables(observations).combine_chunks(),
        pa.concat_tables(alternatives),
        np.repeat(np.arange(len(runs)), runs),
        np.repeat(np.arange(len(runs)), rival_runs),
        pa.concat_tables([REJECTED.empty_table(), *(each.rejects for each in parts)]),
        sum(each.rows for each in parts),
    )


def rivals_of_kept(given: Given, matched: Matched) -> pa.Table:
    """The rival values of the reports that are matched: those of one that was set aside go with it."""
    if not matched.aside:
        return given.alternatives
    ids = given.observations["id"].to_pylist()
    twice = {ids[row] for row in matched.aside}
    kept = {ident: given.run[n] for n, ident in enumerate(ids) if ident in twice and n not in matched.aside}
    seen: set[str] = set()
    keep = []
    for each, run in zip(given.alternatives.to_pylist(), given.rival_run.tolist(), strict=True):
        told = json.dumps(each, sort_keys=True) if each["of"] in kept else ""
        keep.append(each["of"] not in kept or (kept[each["of"]] == run and told not in seen))
        seen.add(told)
    return given.alternatives.filter(pa.array(keep, pa.bool_()))
