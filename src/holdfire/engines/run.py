"""A run: a job cut into fragments, mapped over workers, compared for repeats, and put in place."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ..assessment import Summary
from . import outputs
from .account import Result
from .fragment import NONE, Plan, Task, read_chunks, run_fragment
from .gather import Gathered, gather, kept_tables, named
from .job import Job, hash_of
from .kernel import joined
from .loaded import Loaded, loaded
from .problem import EngineError
from .rejects import check_rejects, put_rejects
from .repeats import Found, compare
from .runners import Runner, open_runner
from .shape import WORKING_COPY
from .staging import alone, clear, open_staging, staging_beside

Progress = Callable[[int, int], None]
"""Called with the rows done and the rows in all; the latter is 0 where it is not known beforehand."""


@dataclass(frozen=True)
class _Wanted:
    """What the run is to leave behind."""

    out: Path | None
    rejects: Path | None
    keep: bool
    most_rows: int


def run(
    job: Job,
    *,
    out: Path | None = None,
    rejects: Path | None = None,
    engine: str = "inline",
    keep: bool = False,
    keep_rows: int = 0,
    progress: Progress | None = None,
    threads: int | None = None,
) -> Result:
    """Hold the job's files against its agreements.

    Nothing is put in place before all is done; what is done is kept beside `out` (else beside `rejects`) in a folder
    `….parts`, and the same job takes it up again. Where no row could be kept, `out` is left as it is. Tables come back
    only with `keep`, and the observations that were kept where they are at most `keep_rows`. `threads` holds the engine
    `inline` to so many.

    Raises `SourceError` or `KnowledgeError` for an input that cannot be used, `EngineError` for an engine or an output
    that cannot, `KeyboardInterrupt` where a person stopped it.
    """
    _check(out, rejects)
    runner = open_runner(engine, threads)
    try:
        with _staged(out, rejects) as folder:
            return _run(job, folder, _Wanted(out, rejects, keep, keep_rows), runner, progress)
    finally:
        runner.close()


def _check(out: Path | None, rejects: Path | None) -> None:
    if out is not None:
        outputs.check_target(out)
    if rejects is not None:
        check_rejects(rejects)
        if out is not None and out.resolve() == rejects.resolve():
            raise EngineError(f"{out}: expected two files, one for findings and one for rows set aside")


@contextmanager
def _staged(out: Path | None, rejects: Path | None) -> Iterator[Path]:
    """The folder for parts: beside the output, or a temporary one where nothing is written."""
    target = out or rejects
    if target is None:
        with tempfile.TemporaryDirectory(prefix="holdfire-") as temporary:
            yield Path(temporary)
        return
    folder = staging_beside(target)
    with alone(folder):
        if out is not None:
            outputs.restore(out, folder)
        yield folder
        clear(folder)


def _run(job: Job, folder: Path, wanted: _Wanted, runner: Runner, progress: Progress | None) -> Result:
    out = wanted.out
    plan = _plan(job, folder, with_table=out is not None or wanted.keep)
    held = loaded(job, plan.name)
    tasks = [Task(n, file, fragment, NONE) for n, (file, fragment) in enumerate(held.fragments())]
    if out is not None and job.level == "event":
        outputs.check_rows(out, len(job.terms) * sum(task.fragment.rows or 0 for task in tasks))
    ran = _map(plan, tasks, runner, progress)
    repeats = compare([plan.staging.of(task.part, "npy") for task in tasks], [task.file for task in tasks])
    tasks, again = _without_repeats(tasks, repeats)
    ran |= _map(plan, again, runner, None)
    gathered = gather(plan, tasks)
    result = _result(held, gathered, ran)
    named(result, plan, tasks, repeats, runner)
    _put(result, plan, gathered, wanted)
    if wanted.keep:
        result.tables = kept_tables(held, gathered, plan)
    if 0 < result.account.kept <= wanted.most_rows:
        result.kept = joined([chunk for task in tasks for chunk in read_chunks(held, task)])
    return result


def _plan(job: Job, folder: Path, with_table: bool) -> Plan:
    inputs = job.inputs()
    metadata: dict[str, Any] = {**inputs, "working_copy": WORKING_COPY}
    name = job.id()
    run_name = hash_of([name, inputs, job.rows_per_fragment, job.settle, with_table])
    return Plan(job, name, open_staging(folder, run_name), json.dumps(metadata), with_table)


def _map(plan: Plan, tasks: list[Task], runner: Runner, progress: Progress | None) -> set[int]:
    """Run the fragments. Gives back the numbers of those that were not there already."""
    total = sum(task.fragment.rows or 0 for task in tasks)
    total = total if all(task.fragment.rows is not None for task in tasks) else 0
    rows, ran = 0, set()
    for done in runner.map(partial(run_fragment, plan), tasks):
        rows += done.rows
        if done.ran:
            ran.add(done.number)
        if progress is not None:
            progress(rows, total)
    return ran


def _without_repeats(tasks: list[Task], repeats: Found) -> tuple[list[Task], list[Task]]:
    again = [
        Task(task.number, task.file, task.fragment, repeats.dropped[task.number])
        for task in tasks
        if task.number in repeats.dropped
    ]
    changed = {task.number: task for task in again}
    return [changed.get(task.number, task) for task in tasks], again


def _result(held: Loaded, gathered: Gathered, ran: set[int]) -> Result:
    account = gathered.account
    account.ran, account.skipped = len(ran), account.fragments - len(ran)
    formats = [(source.path.name, source.format) for source in held.sources]
    summaries = {program.id: gathered.summaries.get(program.id, Summary()) for program in held.programs}
    return Result(summaries, formats, account, unapplied=gathered.unapplied(held))


def _put(result: Result, plan: Plan, gathered: Gathered, wanted: _Wanted) -> None:
    if wanted.rejects is not None:
        put_rejects(wanted.rejects, gathered.rejects)
        result.rejects = wanted.rejects
    if wanted.out is not None and result.account.kept:
        outputs.put(wanted.out, gathered.parts, plan.staging, json.loads(plan.metadata))
        result.out = wanted.out
