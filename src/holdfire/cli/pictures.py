"""`holdfire sources compare`: each claimant's picture of a period, side by side and never added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import typer

from ..assessment import plain_table
from ..engines.kernel import joined
from ..incidents import match
from ..publish.rivals import Days, Names, Pictures, Scope, Tally, drawn
from ..sources import Imported, SourceError, mapping_by_file, open_source, recognise
from ..sources.counts import PublishedCount, read_counts
from ..terms import Agreement, load_terms, world_for
from ..terms.moments import END, START, Times
from ..world import World, load_world, theatres
from ..world.time import zone_info
from .app import UNUSABLE
from .console import console, say_json
from .failures import UsageError
from .pictured import show


@dataclass(frozen=True)
class CompareRequest:
    """The options of `sources compare`, as given."""

    files: tuple[Path, ...]
    first: str | None = None
    last: str | None = None
    terms: str | None = None
    world: tuple[Path, ...] = ()
    mapping: Path | None = None
    area: str | None = None
    json: bool = False


def run_compare_sources(request: CompareRequest) -> None:
    """Each claimant's own counts, what overlaps, who was heard from where, and rival published counts beside them."""
    world = (
        world_for([request.terms], *request.world) if request.terms else load_world(*request.world, theatres=theatres())
    )
    agreement = load_terms(request.terms, world).agreement if request.terms else None
    days = _days(request, agreement)
    tally = Tally(Scope(Names(world, agreement), days, _area(request.area, world)))
    read, kept, matched = _read(request, world, tally)
    counts = _counts(request, world)
    found = drawn(tally, counts, matched=matched)
    if request.json:
        say_json({"files": [str(each) for each in request.files], "rows": read, "kept": kept, **_json(found)})
    else:
        show(found, _area_names(world), console(), read, kept)
    if not (kept or counts):
        raise typer.Exit(UNUSABLE)


def _json(found: Pictures) -> dict[str, Any]:
    return found.model_dump(mode="json", by_alias=True)


def _area_names(world: World) -> dict[str, str]:
    return {each.id: each.name.get("en", each.id) for each in world.areas.areas.values()}


def _counts(request: CompareRequest, world: World) -> list[PublishedCount]:
    files = [path for path in dict.fromkeys(request.files) if request.mapping is None or _of_reports(path)]
    return [each for path in files for each in read_counts(path, world)]


def _of_reports(path: Path) -> bool:
    """Whether a file says by itself that it holds reports: a mapping is for the others."""
    try:
        return recognise(path).name == "reports"
    except SourceError:  # a table of the user's own, for which the mapping is
        return False


def _read(request: CompareRequest, world: World, tally: Tally) -> tuple[int, int, bool]:
    """Every row once, run by run: how many were read and how many kept, and whether reports were matched."""
    seen, held = _Seen(), _Held(tally, world)
    rows = kept = 0
    for run in _runs(request, world):
        rows += run.rows
        observations = run.observations.filter(seen.new(run))
        kept += observations.num_rows
        tally.see(observations, run.alternatives)
        held.take(replace(run, observations=tally.in_scope(observations)))
    return rows, kept, held.counted()


MOST_MATCHED = 100_000
"""So many reports of the period at most are kept in memory to be matched; of more, each row is its own incident."""


class _Held:
    """Reports of the period that wait to be matched; of too many each is counted by itself, and nothing is kept."""

    def __init__(self, tally: Tally, world: World):
        self._tally, self._world = tally, world
        self._runs: list[Imported] = []
        self._rows, self._matches = 0, True

    def take(self, run: Imported) -> None:
        """One run more."""
        if run.observations.num_rows == 0:
            return
        self._runs.append(replace(run, observations=_plain(run.observations)))
        self._rows += run.observations.num_rows
        if self._rows > MOST_MATCHED:
            self._matches = False
            self._alone()

    def _alone(self) -> None:
        for run in self._runs:
            self._tally.count(run.observations, run.alternatives)
        self._runs = []

    def counted(self) -> bool:
        """Count what still waits; whether it was matched."""
        if self._matches and self._runs:
            whole = joined(self._runs)
            incident = match(whole.observations, self._world).incident
            self._tally.count(whole.observations, whole.alternatives, incident)
        return self._matches and self._rows > 0


def _plain(observations: pa.Table) -> pa.Table:
    """Columns without codes, so that files of several formats can stand in one table."""
    spread = plain_table(observations)
    columns = [
        column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
        for column in spread.columns
    ]
    return pa.table(columns, names=spread.column_names)


def _runs(request: CompareRequest, world: World) -> Iterator[Imported]:
    for path, mapping in zip(request.files, mapping_by_file(request.files, request.mapping), strict=True):
        source = open_source(path, world, mapping=mapping)
        for fragment in source.fragments():
            yield from source.read(fragment)


class _Seen:
    """Which rows were there before, by what makes two rows the same: a file given twice counts once."""

    def __init__(self) -> None:
        self._known = np.zeros(0, dtype=np.int64)

    def new(self, run: Imported) -> pa.Array:
        """By row: whether it was not there before."""
        hashes = np.fromiter(
            map(hash, run.observations["observation_id"].to_pylist()), np.int64, run.observations.num_rows
        )
        found, first = np.unique(hashes, return_index=True)
        fresh = np.zeros(len(hashes), dtype=bool)
        fresh[first[~np.isin(found, self._known, assume_unique=True)]] = True
        self._known = np.union1d(self._known, found)
        return pa.array(fresh)


# what was asked for


def _days(request: CompareRequest, agreement: Agreement | None) -> Days:
    given = [_day(each) if each else None for each in (request.first, request.last)]
    first, last = given if agreement is None else [a or b for a, b in zip(given, _of(agreement), strict=True)]
    if first and last and last < first:
        raise UsageError(f"Expected a period that ends after it begins, found {first} to {last}.")
    return Days(from_=first, until=last)


def _of(agreement: Agreement) -> tuple[date | None, date | None]:
    """The civil days on which an agreement begins and ends, by the plain view of both."""
    times = Times(agreement)
    found = [times.of(START), times.of(END)]
    first, last = (None if each is None else each.astimezone(zone_info(agreement.zone)) for each in found)
    return first.date() if first else None, (last - _MOMENT).date() if last else None


_MOMENT = timedelta(microseconds=1)
"""The end is the first instant that no longer belongs."""


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"Expected a day that exists, such as 2016-02-27, found {text!r}.") from None


def _area(name: str | None, world: World) -> str | None:
    if name is None:
        return None
    found = world.areas.lookup(name)
    if found is None:
        raise UsageError(f"Expected an area that is known, found {name!r}. See holdfire sources known areas.")
    return found
