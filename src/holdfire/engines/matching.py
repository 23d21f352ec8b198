"""Reports of many files matched into incidents by whatever engine: the job, its run, and what it counts and writes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..assessment import read_decisions
from ..incidents import Matched, Matching, default_matching, read_matching
from ..incidents.corroboration import default_method, read_method
from ..incidents.gathering import SCHEMA as INCIDENTS
from ..incidents.gathering import Gathered
from ..incidents.spreading import Spread, here
from ..records import Proposition
from ..sources import Address, Where
from ..world import World
from ..world.time import micros, parse_when
from .bucket import PARTS, Bucket, manifest_of
from .carried import known_world, world_files
from .given import REJECTED, read_given, reports_in
from .job import described, hash_of, hashed, holdfire_version, world_hashed
from .outputs import check_name, write_beside
from .pairs import links_of
from .problem import EngineError
from .repeats import set_aside
from .runners import open_runner
from .spreading import spread_over
from .staging import Kept
from .together import TILE, How, put_together

METADATA = b"holdfire"
"""Key of the metadata of a file of incidents: what it was made from, as JSON text."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class MatchJob:
    """Files of reports to match. `weights` is a file like `incidents/matching.yaml`, `method` one like
    `incidents/corroboration/method.yaml`; with `learn` the weights are found from the reports themselves. `undated` is
    how many days up to its publication an event lies that a text does not date. With `as_of` (a day, or an instant, in
    UTC), reports that were published later are set aside before anything is matched."""

    files: tuple[Where, ...]
    world: tuple[Path, ...] = ()
    mapping: Path | None = None
    decisions: Path | None = None
    weights: Path | None = None
    method: Path | None = None
    learn: bool = False
    undated: int | None = None
    as_of: str | None = None

    def __post_init__(self) -> None:
        if not self.files:
            raise EngineError("expected at least one file of reports, found none")
        if self.undated is not None and not 1 <= self.undated <= 31:
            raise EngineError(f"expected --undated to be 1 to 31 days, found {self.undated}")

    def inputs(self) -> dict[str, Any]:
        """Every input with its hash, as JSON has it."""
        return {
            "holdfire": holdfire_version(),
            "files": [described(path) for path in self.files],
            "world": [world_hashed(path) for path in self.world],
            **{
                name: None if path is None else hashed(path)
                for name, path in (
                    ("mapping", self.mapping),
                    ("decisions", self.decisions),
                    ("weights", self.weights),
                    ("method", self.method),
                )
            },
            "learn": self.learn,
            "undated": self.undated,
            "as_of": self.as_of,
        }


@dataclass
class MatchResult:
    """What was matched: rows in are reports in incidents and rows set aside. `several` are incidents of more than one
    report; `ties` counts pairs by what ties them, `statuses` the best account of each proposition among `several`."""

    rows: int = 0
    reports: int = 0
    set_aside: int = 0
    incidents: int = 0
    several: int = 0
    left_out: int = 0
    covered: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    statuses: dict[str, Counter[str]] = field(default_factory=dict)
    formats: list[tuple[str, str]] = field(default_factory=list)
    unapplied: list[str] = field(default_factory=list)
    weights: Matching | None = None
    matched: Matched | None = None
    rejects: pa.Table = field(default_factory=REJECTED.empty_table)


def run_matching(
    job: MatchJob,
    *,
    out: Where | None = None,
    each: Callable[[dict[str, Any]], None] | None = None,
    progress: Progress | None = None,
    engine: str = "inline",
    tile: int = TILE,
) -> MatchResult:
    """Match the job's reports. With `out` (`.parquet`) the incidents are written, in place when whole; `each` is handed
    every incident of several reports. `engine` is who does the work (`runners.open_runner`); any but `inline` matches
    tiles of about `tile` reports side by side, and all give the same incidents in the same order.

    Raises `SourceError` or `KnowledgeError` for an input that cannot be used, `EngineError` for an output or an engine
    that cannot, `learning.TooFewError` where there are too few reports to learn from.
    """
    check_out(out)
    if tile < 1:
        raise EngineError(f"expected a tile to own at least one report, found {tile}")
    runner = open_runner(engine)
    try:
        files = world_files(job.world)
        world = known_world(files)
        several = engine != "inline"
        spread = spread_over(runner, files) if several else here(world)
        return _run(job, world, spread, tile if several else None, out=out, each=each, progress=progress)
    finally:
        runner.close()


def _run(
    job: MatchJob,
    world: World,
    spread: Spread,
    tile: int | None,
    *,
    out: Where | None,
    each: Callable[[dict[str, Any]], None] | None,
    progress: Progress | None,
) -> MatchResult:
    inputs = job.inputs()
    run = hash_of(inputs)
    before = manifest_of(out) if isinstance(out, Address) else None  # what was there when the run began
    how = How(
        weights=read_matching(job.weights) if job.weights else default_matching(),
        method=read_method(job.method, world) if job.method else default_method(),
        decisions=tuple(read_decisions(job.decisions)) if job.decisions else (),
        learn=job.learn,
    )
    sources = reports_in(job.files, world, mapping=job.mapping, undated=job.undated)
    until = None if job.as_of is None else micros(parse_when(job.as_of, "UTC").end)
    told = None if progress is None else lambda rows: progress(rows, 0)
    given = read_given(sources, spread, undated=job.undated, until=until, told=told)
    found = put_together(given, world, how, spread=spread, tile=tile)
    matched = found.matched
    result = MatchResult(
        rows=given.rows,
        incidents=len(matched),
        left_out=matched.left_out,
        covered=sum(matched.covers.all_of.values()),
        formats=[(source.path.name, str(source.format)) for source in sources],
        unapplied=found.unapplied,
        weights=matched.method,
        matched=matched,
    )
    _set_aside(result, given.rejects, matched, found.observations)
    tables = _counted(found.incidents, result, each)
    metadata = {**inputs, "learned": matched.method.model_dump() if job.learn else None}
    checked = _checked(tables, result)
    if out is None:
        for _ in checked:
            pass
    elif isinstance(out, Path):
        write_beside(out, lambda target: _write(target, checked, metadata))
    elif before is not None:
        kept = _upload(out.child(f"{PARTS}/{run}"), checked, metadata)
        before.publish(run, [(kept, result.incidents)], metadata, {kept["name"]})
    return result


def _checked(tables: Iterable[pa.Table], result: MatchResult) -> Iterator[pa.Table]:
    """The same tables, and at their end that no row is missing, before anything is put in its place."""
    yield from tables
    if result.rows != result.reports + result.set_aside:
        raise EngineError(f"{result.rows} rows read, {result.reports} in incidents and {result.set_aside} set aside")


def check_out(out: Where | None) -> None:
    """Raises `EngineError` where no file of incidents can be written."""
    if out is None:
        return
    if out.suffix != ".parquet":
        raise EngineError(f"{out}: expected a file of incidents to end in .parquet")
    if isinstance(out, Address):
        return
    check_name(out)
    if out.is_dir() or not out.parent.is_dir():
        raise EngineError(f"{out}: expected a file in a folder that is there")


def _set_aside(result: MatchResult, rejects: pa.Table, matched: Matched, observations: pa.Table) -> None:
    parts = [rejects]
    for reason, found in _WHY.items():
        rows = np.array(sorted(row for row, why in matched.aside.items() if why == reason), dtype=np.int64)
        parts.append(set_aside(observations, rows, reason, "each report once", found))
    result.rejects = pa.concat_tables(parts)
    result.set_aside = result.rejects.num_rows
    result.reasons = Counter(result.rejects["reason"].to_pylist())


_WHY = {
    "only_denied": "an event that is denied, and that no report given here tells",
    "duplicate_row": "again, with the same content",
    "other_version": "also with other content; the one that was published last is kept",
}


def _counted(
    made: Iterable[Gathered], result: MatchResult, each: Callable[[dict[str, Any]], None] | None
) -> Iterator[pa.Table]:
    for some in made:
        result.reports += some.reports
        table = some.table
        for flag in table["flags"].combine_chunks().flatten().to_pylist():
            result.flags[flag] += 1
        told = table.filter(pc.greater(pc.list_value_length(table["reports"]), 0))
        result.several += told.num_rows
        for statuses in pc.struct_field(told["observation"].combine_chunks(), "statuses").to_pylist():
            _add_statuses(result, statuses)
        if each is not None:
            for incident in told.to_pylist():
                each(incident)
        yield table


def _add_statuses(result: MatchResult, statuses: Sequence[str]) -> None:
    for proposition, status in zip(Proposition, statuses, strict=True):
        if status:
            result.statuses.setdefault(proposition.value, Counter())[status] += 1


GROUP = 20_000
"""Incidents of a row group of the file."""


def _in_groups(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows, as many at a time as the file has in a row group."""
    held: list[pa.Table] = []
    for table in tables:
        held.append(table)
        if sum(each.num_rows for each in held) >= GROUP:
            yield pa.concat_tables(held)
            held = []
    if held:
        yield pa.concat_tables(held)


def _write(path: Path, tables: Iterable[pa.Table], metadata: dict[str, Any]) -> None:
    said = {METADATA: json.dumps(metadata).encode()}
    with pq.ParquetWriter(path, INCIDENTS.with_metadata(said)) as file:
        for table in _in_groups(tables):
            file.write_table(table.replace_schema_metadata(said))


def _upload(at: Address, tables: Iterable[pa.Table], metadata: dict[str, Any]) -> Kept:
    """The incidents as the one part of an output at an address."""
    bucket, part = Bucket(at), "part-00000"
    draft = bucket.draft(part, "parquet")
    try:
        _write(draft, tables, metadata)
        return bucket.keep(part, "parquet", draft)
    finally:
        draft.unlink(missing_ok=True)


__all__ = ["MatchJob", "MatchResult", "check_out", "links_of", "run_matching"]
