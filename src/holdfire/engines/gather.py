"""What the parts of a run say together: sums, and the files to put in place, in the order of the fragments."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..assessment import Summary
from ..assessment.decisions import ACTS_IN_MATCHING
from ..records import OnIncident, Rejected, arrow_schema
from . import numbers
from .account import MOST_NAMED, Account, Result
from .attempts import results
from .fragment import Plan, Task, ids_at
from .incidents import made_from
from .job import digest_of
from .loaded import Loaded
from .outputs import Made
from .problem import EngineError
from .repeats import Found, Positions
from .runners import Runner
from .shape import coded_columns, schema_of
from .staging import Kept

FAILED = "fragment_failed"
"""Reason of rows that are set aside because the fragment in which they lie failed three times."""


@dataclass
class Gathered:
    """The parts of a run, added up. `unread` are fragments that failed, and why; `recorded` the names of all files that
    a record names."""

    summaries: dict[str, Summary] = field(default_factory=dict)
    account: Account = field(default_factory=Account)
    parts: list[Made] = field(default_factory=list)
    rejects: list[Kept] = field(default_factory=list)
    about: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    unread: list[tuple[Task, str]] = field(default_factory=list)
    recorded: set[str] = field(default_factory=set)

    def unread_rows(self) -> pa.Table:
        """The fragments that failed, a row each, as rows set aside are written."""
        rows = [
            {
                "file": str(task.fragment.file), "row": task.fragment.first, "reason": FAILED, "column": None,
                "expected": "a fragment that can be read and judged", "found": why,
                "raw": f"{task.fragment.rows if task.fragment.rows is not None else 'all'} rows from here on",
            }
            for task, why in self.unread
        ]  # fmt: skip
        return pa.Table.from_pylist(rows, schema=arrow_schema(Rejected))

    def unapplied(self, held: Loaded) -> list[str]:
        """The decisions that had no effect, in sentences."""
        nowhere = [
            f"{ident}: no such event in the input; the decision of {each.by} has no effect"
            for ident, several in held.decisions.items()
            if ident not in self.about
            for each in several
            if not isinstance(each, OnIncident)
        ]
        told = dict.fromkeys(self.problems)
        if ACTS_IN_MATCHING in told and _matched_with_these(held):
            told.pop(ACTS_IN_MATCHING)
        return [*told, *nowhere, *_not_here(held)]


def _not_here(held: Loaded) -> list[str]:
    """Decisions on which reports are one incident, given where nothing was matched, or matched without them."""
    waiting = sum(isinstance(each, OnIncident) for several in held.decisions.values() for each in several)
    if not waiting or _matched_with_these(held):
        return []
    said = "decision on which reports are one incident, and how it stands, acts" if waiting == 1 else (
        "decisions on which reports are one incident, and how they stand, act"
    )  # fmt: skip
    return [f"{waiting} {said} in `holdfire match`, and not here"]


def _matched_with_these(held: Loaded) -> bool:
    """Whether all that is assessed are incidents, and were matched with the same file of decisions."""
    incidents = [source.path for source in held.sources if source.format.name == "incidents"]
    if len(incidents) < len(held.sources) or held.job.decisions is None:
        return False
    digest = digest_of(held.job.decisions)
    try:
        return all(made_from(path).get("decisions", {}).get("sha256") == digest for path in incidents)
    except (EngineError, AttributeError):  # it does not say
        return False


def gather(plan: Plan, tasks: list[Task]) -> Gathered:
    """Add the parts up. Raises `EngineError` where a row is missing."""
    found = Gathered(summaries={})
    reasons: Counter[str] = Counter()
    for task in tasks:
        record = plan.staging.record(task.part)
        _count(found, record)
        reasons.update(record["reasons"])
        files = record["files"]
        found.recorded |= {kept["name"] for kept in files.values()}
        if plan.with_table:
            found.parts.append(Made(files["parquet"], record["rows_out"]))
        if "rejects.parquet" in files:
            found.rejects.append(files["rejects.parquet"])
    account = found.account
    account.reasons = dict(sorted(reasons.items()))
    if account.rows_in != account.kept + account.set_aside:
        raise EngineError(f"{account.rows_in} rows read, {account.kept} kept and {account.set_aside} set aside")
    for summary in found.summaries.values():
        summary.reasons = Counter({(reason,): n for reason, n in account.reasons.items()})
    return found


def _count(found: Gathered, record: dict[str, Any]) -> None:
    account = found.account
    account.fragments += 1
    account.rows_in += record["rows"]
    account.kept += record["kept"]
    account.set_aside += record["set_aside"]
    account.rows_out += record["rows_out"]
    found.about.update(record["about"])
    found.problems += record["problems"]
    for agreement, content in record["summaries"].items():
        summary = numbers.read(content)
        before = found.summaries.get(agreement)
        found.summaries[agreement] = summary if before is None else before + summary


def named(result: Result, plan: Plan, tasks: list[Task], repeats: Found, runner: Runner) -> None:
    """Write into the result how many ids are in conflict or revised, and the first of them by name."""
    result.conflict_count = sum(len(each) for each in repeats.conflicts.values())
    result.revision_count = sum(len(each) for each in repeats.revisions.values())
    result.conflicts = _ids(repeats.conflicts, plan, tasks, runner)
    result.revisions = _ids(repeats.revisions, plan, tasks, runner)


def _ids(at: dict[int, Positions], plan: Plan, tasks: list[Task], runner: Runner) -> list[str]:
    wanted, left = [], MOST_NAMED
    for number in sorted(at):
        positions = at[number][:left]
        left -= len(positions)
        if len(positions):
            task = tasks[number]
            wanted.append(Task(task.number, task.file, task.fragment, positions))
    several = sorted(results(runner, partial(ids_at, plan.for_workers()), wanted))
    return [ident for number, ids in several for ident in ids]


def kept_tables(held: Loaded, gathered: Gathered, plan: Plan) -> dict[str, pa.Table]:
    """The findings of each agreement, in memory."""
    schema = schema_of(plan.job.level)
    tables = [
        pq.read_table(plan.staging.local(part.kept), read_dictionary=coded_columns(schema)) for part in gathered.parts
    ]
    whole = pa.concat_tables(tables) if tables else schema.empty_table()
    return {program.id: whole.filter(pc.equal(whole["agreement"], program.id)) for program in held.programs}
