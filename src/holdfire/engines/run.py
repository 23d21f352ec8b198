"""A run: a job cut into fragments, mapped over workers, compared for repeats, and put in place."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ..assessment import Summary
from ..sources.address import Where
from . import outputs
from .account import Account, Result
from .attempts import Failed, attempted
from .carried import carried
from .fragment import NONE, Plan, Task, read_chunks, run_fragment
from .gather import FAILED, Gathered, gather, kept_tables, named
from .job import Job, hash_of, name_of
from .kernel import joined
from .loaded import Loaded
from .problem import EngineError, UnfinishedError
from .rejects import check_rejects, put_rejects
from .repeats import Found, compare
from .runners import Runner, open_runner
from .shape import WORKING_COPY
from .staged import Staged, check_shared, staged
from .staging import Folder, told

Progress = Callable[[int, int], None]
"""Called with the rows done and the rows in all; the latter is 0 where it is not known beforehand."""


@dataclass(frozen=True)
class _Wanted:
    """What the run is to leave behind."""

    out: Where | None
    rejects: Where | None
    keep: bool
    most_rows: int
    without_failed: bool


def run(
    job: Job,
    *,
    out: Where | None = None,
    rejects: Where | None = None,
    engine: str = "inline",
    keep: bool = False,
    keep_rows: int = 0,
    progress: Progress | None = None,
    threads: int | None = None,
    without_failed: bool = False,
) -> Result:
    """Hold the job's files against its agreements.

    Nothing is put in place before all is done; what is done is kept beside `out` (else beside `rejects`) in a folder
    `….parts`, at an address below it, and the same job takes it up again. Where no row could be kept, `out` is left as
    it is. Tables come back only with `keep`, and the observations that were kept where they are at most `keep_rows`.
    `threads` holds the engine `inline` to so many. With `without_failed`, what remains is put in place although
    fragments failed three times: their rows are among those set aside.

    Raises `SourceError` or `KnowledgeError` for an input that cannot be used, `EngineError` for an engine or an output
    that cannot, `UnfinishedError` where fragments failed, `KeyboardInterrupt` where a person stopped it.
    """
    _check(out, rejects)
    check_shared(out or rejects, engine)
    inputs = job.inputs()
    name = name_of(inputs)
    run_name = hash_of([name, inputs, job.rows_per_fragment, job.settle, out is not None or keep])
    runner = open_runner(engine, threads)
    try:
        with staged(out or rejects, run_name, inputs) as place:
            metadata: dict[str, Any] = {**inputs, "working_copy": WORKING_COPY}
            with_table = out is not None or keep
            plan = Plan(job, name, place.staging, json.dumps(metadata), with_table, carried(job))
            return _run(plan, run_name, place, _Wanted(out, rejects, keep, keep_rows, without_failed), runner, progress)
    finally:
        runner.close()


def _check(out: Where | None, rejects: Where | None) -> None:
    if out is not None:
        outputs.check_target(out)
    if rejects is not None:
        check_rejects(rejects)
        if out is not None and str(out) == str(rejects):
            raise EngineError(f"{out}: expected two files, one for findings and one for rows set aside")


def _run(
    plan: Plan, run_name: str, place: Staged, wanted: _Wanted, runner: Runner, progress: Progress | None
) -> Result:
    out, job = wanted.out, plan.job
    held = plan.loaded()
    tasks = [Task(n, file, fragment, NONE) for n, (file, fragment) in enumerate(held.fragments())]
    if out is not None and job.level == "event":
        outputs.check_rows(out, len(job.terms) * sum(task.fragment.rows or 0 for task in tasks))
    work = _Work(plan, runner)
    work.map(tasks, progress)
    first = done = [task for task in tasks if task.number not in work.failed]
    if work.failed and not wanted.without_failed:
        raise UnfinishedError(work.account(tasks), _kept_where(wanted))
    repeats = compare(_hashes(plan, done), [task.file for task in done], [task.number for task in done])
    done, again = _without_repeats(done, repeats)
    work.map(again, None)
    if len(work.failed) + len(done) != len(tasks):
        raise UnfinishedError(work.account(tasks), _kept_where(wanted))
    gathered = gather(plan, done)
    gathered.recorded |= {kept["name"] for task in first for kept in plan.staging.record(task.part)["files"].values()}
    work.add_to(gathered, tasks)
    result = _result(held, gathered)
    result.notes = _notes(place.differing)
    place.unfinished = bool(work.failed)
    named(result, plan, tasks, repeats, runner)
    _put(result, plan, run_name, place, gathered, wanted)
    if wanted.keep:
        result.tables = kept_tables(held, gathered, plan)
    if 0 < result.account.kept <= wanted.most_rows:
        result.kept = joined([chunk for task in done for chunk in read_chunks(held, task)])
    return result


def _hashes(plan: Plan, tasks: list[Task]) -> list[Path]:
    return [plan.staging.local(plan.staging.record(task.part)["files"]["npy"]) for task in tasks]


def _kept_where(wanted: _Wanted) -> str:
    return str(wanted.out or wanted.rejects or "")


class _Work:
    """Fragments mapped over workers, and what became of them."""

    def __init__(self, plan: Plan, runner: Runner):
        self._plan, self._runner = plan, runner
        self.ran: set[int] = set()
        self.retried: set[int] = set()
        self.failed: dict[int, tuple[str, str]] = {}

    def map(self, tasks: list[Task], progress: Progress | None) -> None:
        """Run the fragments, each up to three times."""
        total = sum(task.fragment.rows or 0 for task in tasks)
        total = total if all(task.fragment.rows is not None for task in tasks) else 0
        rows = 0
        work = partial(run_fragment, self._plan.for_workers())
        for done in attempted(self._runner, work, tasks, lambda task: self.retried.add(task.number)):
            if isinstance(done, Failed):
                self._tell(done)
                continue
            rows += done.rows
            if done.ran:
                self.ran.add(done.number)
            if progress is not None:
                progress(rows, total)

    def _tell(self, failed: Failed[Task]) -> None:
        task = failed.fragment
        text = f"{task}\nworker on {failed.host or 'a machine that is gone'}\n{failed.why}\n\n{failed.trace}"
        why = failed.why.removeprefix(f"{task.fragment.file}:").strip()
        self.failed[task.number] = (f"{task}: {why}", told(self._plan.staging, task.part, text))

    def account(self, tasks: list[Task]) -> Account:
        """The account of a run that has not ended well."""
        failed = {task.number: task for task in tasks if task.number in self.failed}
        found = Account(fragments=len(tasks))
        for task in tasks:
            if task.number not in failed:
                record = self._plan.staging.record(task.part)
                found.rows_in, found.kept = found.rows_in + record["rows"], found.kept + record["kept"]
                found.set_aside += record["set_aside"]
        self._say(found)
        return found

    def add_to(self, gathered: Gathered, tasks: list[Task]) -> None:
        """Count the fragments, and the rows of those that failed among the rows set aside."""
        account = gathered.account
        account.fragments = len(tasks)
        self._say(account)
        for task in tasks:
            if task.number in self.failed:
                rows = task.fragment.rows or 0
                account.rows_in, account.set_aside = account.rows_in + rows, account.set_aside + rows
                account.reasons[FAILED] = account.reasons.get(FAILED, 0) + rows
                gathered.unread.append((task, self.failed[task.number][0]))
                for summary in gathered.summaries.values():
                    summary.rows, summary.set_aside = summary.rows + rows, summary.set_aside + rows
                    summary.reasons[(FAILED,)] += rows

    def _say(self, account: Account) -> None:
        account.ran, account.retried = len(self.ran), len(self.retried - self.failed.keys())
        account.failed = [self.failed[number] for number in sorted(self.failed)]
        account.skipped = account.fragments - len(self.ran) - len(self.failed)


def _notes(differing: list[str]) -> list[str]:
    """What is said where the parts of an earlier run were not used."""
    if not differing:
        return []
    what = ", ".join(differing).replace("_", " ")
    return [f"an earlier run was broken off, and since then has changed: {what}; everything is worked out anew"]


def _without_repeats(tasks: list[Task], repeats: Found) -> tuple[list[Task], list[Task]]:
    again = [
        Task(task.number, task.file, task.fragment, repeats.dropped[task.number])
        for task in tasks
        if task.number in repeats.dropped
    ]
    changed = {task.number: task for task in again}
    return [changed.get(task.number, task) for task in tasks], again


def _result(held: Loaded, gathered: Gathered) -> Result:
    formats = [(source.path.name, source.format) for source in held.sources]
    summaries = {program.id: gathered.summaries.get(program.id, Summary()) for program in held.programs}
    return Result(summaries, formats, gathered.account, unapplied=gathered.unapplied(held))


def _put(result: Result, plan: Plan, run_name: str, place: Staged, gathered: Gathered, wanted: _Wanted) -> None:
    metadata = json.loads(plan.metadata)
    if gathered.unread:
        metadata["failed"] = [why for _, why in gathered.unread]
    if wanted.out is not None and result.account.kept:
        if place.manifest is not None:
            several = [(part.kept, part.rows) for part in gathered.parts]
            place.manifest.publish(run_name, several, metadata, gathered.recorded)
            place.published = True
        elif isinstance(wanted.out, Path) and isinstance(place.staging, Folder):
            outputs.put(wanted.out, gathered.parts, place.staging, metadata)
        result.out = wanted.out
    if wanted.rejects is not None:
        parts = [plan.staging.local(kept) for kept in gathered.rejects]
        put_rejects(wanted.rejects, parts, gathered.unread_rows())
        result.rejects = wanted.rejects
