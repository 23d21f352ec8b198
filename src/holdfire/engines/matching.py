"""Reports of many files matched into incidents: read, corrected as people decided, matched, written in one piece."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..assessment import plain_observations, read_decisions
from ..assessment.decisions import decided
from ..incidents import Matched, Matching, default_matching, match, read_matching
from ..incidents.corroboration import default_method, read_method
from ..incidents.deciding import INCIDENT, report_of
from ..incidents.gathering import SCHEMA as INCIDENTS
from ..incidents.gathering import gathered
from ..records import Correction, Decision, Proposition, Rejected, Tie, Verified, arrow_schema
from ..records.codes import Ints
from ..sources import mapping_by_file, open_source
from ..sources.draft import ALTERNATIVES, SCHEMA
from ..world import World, load_world, theatres
from ..world.time import micros, parse_when
from .job import hashed, holdfire_version
from .outputs import check_name, write_beside
from .problem import EngineError
from .repeats import known_by, set_aside

METADATA = b"holdfire"
"""Key of the metadata of a file of incidents: what it was made from, as JSON text."""

REJECTED = arrow_schema(Rejected)

PAIRS = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("one", "other", "tie", "why")),
        *(pa.field(name, pa.float64()) for name in ("score", "probability")),
        pa.field("evidence", pa.string()),
    ]
)
"""Columns of pairs for a person."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class MatchJob:
    """Files of reports to match. `weights` is a file like `incidents/matching.yaml`, `method` one like
    `incidents/corroboration/method.yaml`; with `learn` the weights are found from the reports themselves. `undated` is
    how many days up to its publication an event lies that a text does not date. With `as_of` (a day, or an instant, in
    UTC), reports that were published later are set aside before anything is matched."""

    files: tuple[Path, ...]
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
            "files": [{**hashed(path), "size": path.stat().st_size} for path in self.files],
            "world": [hashed(path) for path in self.world],
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
    out: Path | None = None,
    each: Callable[[dict[str, Any]], None] | None = None,
    progress: Progress | None = None,
) -> MatchResult:
    """Match the job's reports. With `out` (`.parquet`) the incidents are written, in place when whole; `each` is handed
    every incident of several reports.

    Raises `SourceError` or `KnowledgeError` for an input that cannot be used, `EngineError` for an output that cannot,
    `learning.TooFewError` where there are too few reports to learn from.
    """
    check_out(out)
    world = load_world(*job.world, theatres=theatres())
    weights = read_matching(job.weights) if job.weights else default_matching()
    method = read_method(job.method, world) if job.method else default_method()
    decisions = [_of_report(each) for each in read_decisions(job.decisions)] if job.decisions else []
    result = MatchResult()
    given = _read(job, world, result, progress)
    observations, result.unapplied = decided(given.observations, decisions, world)
    result.unapplied += _about_nothing(decisions, observations)
    matched = match(observations, world, method=weights, decisions=decisions, learn=job.learn)
    _set_aside(result, matched, observations)
    result.unapplied += [text for text in matched.unapplied if text not in result.unapplied]
    result.weights, result.matched, result.left_out = matched.method, matched, matched.left_out
    result.incidents, result.covered = len(matched), sum(matched.covers.all_of.values())
    rivals = _rivals_of_kept(given, matched)
    made = gathered(matched, observations, rivals, world, method=method, decisions=decisions)
    tables = _counted(made, result, each)
    if out is None:
        for _ in tables:
            pass
    else:
        metadata = json.dumps({**job.inputs(), "learned": matched.method.model_dump() if job.learn else None})
        write_beside(out, lambda target: _write(target, tables, metadata))
    if result.rows != result.reports + result.set_aside:
        raise EngineError(f"{result.rows} rows read, {result.reports} in incidents and {result.set_aside} set aside")
    return result


def check_out(out: Path | None) -> None:
    """Raises `EngineError` where no file of incidents can be written."""
    if out is None:
        return
    if out.suffix != ".parquet":
        raise EngineError(f"{out}: expected a file of incidents to end in .parquet")
    check_name(out)
    if out.is_dir() or not out.parent.is_dir():
        raise EngineError(f"{out}: expected a file in a folder that is there")


def _of_report(decision: Decision) -> Decision:
    """A verification of an incident by its name is one of the report that names it, as in the other decisions."""
    if isinstance(decision, Verified) and decision.about.startswith(INCIDENT):
        return decision.model_copy(update={"about": report_of(decision.about)})
    return decision


def _about_nothing(decisions: Sequence[Decision], observations: pa.Table) -> list[str]:
    """Corrections and verifications of reports that are not among those given. What else people decided on an incident
    is asked where it is assessed."""
    here = set(observations["id"].to_pylist())
    return [
        f"{each.about}: no such report in what was given; the decision of {each.by} has no effect here"
        for each in decisions
        if isinstance(each, Correction | Verified) and each.about not in here and not each.about.startswith(INCIDENT)
    ]


@dataclass(frozen=True)
class _Given:
    """Reports and their rival values, each with the number of the run in which it was read."""

    observations: pa.Table
    alternatives: pa.Table
    run: Ints
    rival_run: Ints


def _rivals_of_kept(given: _Given, matched: Matched) -> pa.Table:
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


def _read(job: MatchJob, world: World, result: MatchResult, progress: Progress | None) -> _Given:
    observations, alternatives, rejects = [SCHEMA.empty_table()], [ALTERNATIVES.empty_table()], [REJECTED.empty_table()]
    until = None if job.as_of is None else micros(parse_when(job.as_of, "UTC").end)
    for path, mapping in zip(job.files, mapping_by_file(job.files, job.mapping), strict=True):
        source = open_source(path, world, mapping=mapping, undated=job.undated, denials=True)
        if source.format.name == "incidents":
            raise EngineError(f"{path}: expected reports, found incidents that were matched already; give the reports")
        result.formats.append((path.name, str(source.format)))
        for fragment in source.fragments():
            for read in source.read(fragment):
                run = read if until is None else known_by(read, until)
                observations.append(plain_observations(run.observations))
                alternatives.append(run.alternatives)
                rejects.append(run.rejects)
                result.rows += run.rows
                if progress is not None:
                    progress(result.rows, 0)
    result.rejects = pa.concat_tables(rejects)
    runs, rival_runs = ([each.num_rows for each in tables] for tables in (observations, alternatives))
    return _Given(
        pa.concat_tables(observations).combine_chunks(),
        pa.concat_tables(alternatives),
        np.repeat(np.arange(len(runs)), runs),
        np.repeat(np.arange(len(runs)), rival_runs),
    )


def _set_aside(result: MatchResult, matched: Matched, observations: pa.Table) -> None:
    parts = [result.rejects]
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
    made: Iterable[Any], result: MatchResult, each: Callable[[dict[str, Any]], None] | None
) -> Iterable[pa.Table]:
    for some in made:
        result.reports += some.reports
        table = some.table
        for flag in table["flags"].combine_chunks().flatten().to_pylist():
            result.flags[flag] += 1
        told = table.filter(pc.greater(pc.list_value_length(table["reports"]), 0))
        for incident in told.to_pylist():
            result.several += 1
            _add_statuses(result, incident["observation"]["statuses"])
            if each is not None:
                each(incident)
        yield table


def _add_statuses(result: MatchResult, statuses: Sequence[str]) -> None:
    for proposition, status in zip(Proposition, statuses, strict=True):
        if status:
            result.statuses.setdefault(proposition.value, Counter())[status] += 1


def _write(path: Path, tables: Iterable[pa.Table], metadata: str) -> None:
    with pq.ParquetWriter(path, INCIDENTS.with_metadata({METADATA: metadata.encode()})) as file:
        for table in tables:
            file.write_table(table.replace_schema_metadata({METADATA: metadata.encode()}))


def links_of(matched: Matched, ties: frozenset[Tie]) -> Iterable[dict[str, Any]]:
    """The pairs of some kinds, each with its evidence, as rows for a person."""
    for at, tie, why in matched.ties():
        if tie in ties:
            link = matched.link(at, tie, why)
            yield {
                "one": link.one,
                "other": link.other,
                "tie": link.tie.value,
                "why": link.why or "",
                "score": link.score,
                "probability": link.probability,
                "evidence": "; ".join(f"{e.field} {e.level} {e.weight:+g} ({e.found})" for e in link.evidence),
            }


__all__ = ["MatchJob", "MatchResult", "check_out", "links_of", "run_matching"]
