"""One fragment, from the file to its part: what a worker does."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..assessment import Summary
from ..records import Rejected, arrow_schema
from ..sources import Fragment, Imported
from ..sources.folder import MANIFEST
from . import kernel, numbers
from .carried import Carried, laid_job
from .growing import Growing
from .job import Job
from .loaded import Loaded, loaded
from .problem import EngineError
from .repeats import hashes_of, set_aside
from .shape import METADATA_KEY, coded, schema_of
from .staging import Kept, Staging

Positions = npt.NDArray[np.int64]
REJECTED = arrow_schema(Rejected)
NONE: Positions = np.zeros(0, dtype=np.int64)


FEW_FILES = 64
"""Input files that every part names; of more, its footer says that the manifest names them."""


@dataclass(frozen=True)
class Plan:
    """What all fragments of a run have in common. `metadata` is JSON text that goes into every part."""

    job: Job
    name: str
    staging: Staging
    metadata: str
    with_table: bool = True
    carried: Carried = ()

    def loaded(self) -> Loaded:
        """What a worker needs, loaded once in each."""
        return loaded(laid_job(self.job, self.carried), self.name)

    def for_workers(self) -> Plan:
        """The plan as it goes along with every task, which names its own file: of the others only the first."""
        told = json.loads(self.metadata)
        if len(told["files"]) > FEW_FILES:
            told |= {"files": [], "files_in": MANIFEST}
        return replace(self, job=replace(self.job, files=self.job.files[:1]), metadata=json.dumps(told))


@dataclass(frozen=True)
class Task:
    """A fragment of file `file`, the `number`th of the run. `dropped`: positions of observations that repeat others."""

    number: int
    file: int
    fragment: Fragment
    dropped: Positions

    @property
    def part(self) -> str:
        """The name of its part. Other rows dropped, another part."""
        name = f"part-{self.number:05d}"
        return f"{name}-{hashlib.sha256(self.dropped.tobytes()).hexdigest()[:16]}" if len(self.dropped) else name

    def __str__(self) -> str:
        first, rows = self.fragment.first, self.fragment.rows
        return f"{self.fragment.file} " + (f"rows {first} to {first + rows - 1}" if rows else f"from row {first}")


@dataclass(frozen=True)
class Done:
    """A fragment whose part is complete."""

    number: int
    rows: int
    ran: bool


def run_fragment(plan: Plan, task: Task) -> Done:
    """Read, judge and write one fragment, unless its part is there already."""
    found = plan.staging.committed(task.part)
    if found is not None:
        return Done(task.number, int(found["rows"]), False)
    held = plan.loaded()
    with Part(plan, task) as part:
        for chunk in read_chunks(held, task):
            part.add(chunk, held)
        return Done(task.number, part.close(), True)


def read_chunks(held: Loaded, task: Task) -> Iterator[Imported]:
    """The rows of a fragment in chunks, without those that are dropped."""
    size = min(kernel.CHUNK, held.job.rows_per_fragment)
    at = 0
    for chunk in kernel.chunks(held.read(task.file, task.fragment), size):
        n = chunk.observations.num_rows
        here = task.dropped[(task.dropped >= at) & (task.dropped < at + n)] - at
        yield kernel.without(chunk, here, set_aside(chunk.observations, here))
        at += n


def ids_at(plan: Plan, task: Task) -> tuple[int, list[str]]:
    """The fragment's number, and the ids of the observations at the positions in `dropped`; nothing is judged."""
    held = plan.loaded()
    found: list[str] = []
    at, wanted = 0, task.dropped
    for run in held.read(task.file, task.fragment):
        n = run.observations.num_rows
        here = wanted[(wanted >= at) & (wanted < at + n)] - at
        found += run.observations["id"].take(pa.array(here)).to_pylist()
        at += n
    return task.number, found


class Part:
    """A part under way: written under names of this attempt, declared complete when all of it is there."""

    def __init__(self, plan: Plan, task: Task):
        self._plan, self._task, self._staging = plan, task, plan.staging
        self._table = Growing(self._draft("parquet"), part_schema(plan))
        self._aside = Growing(self._draft("rejects.parquet"), REJECTED)
        self._seen = self._draft("npy")
        self._hashes: list[npt.NDArray[np.uint64]] = []
        self._reasons: Counter[str] = Counter()
        self._about: set[str] = set()
        self._problems: list[str] = []
        self._summaries: dict[str, Summary] = {}
        self.rows = self.kept = 0

    def _draft(self, suffix: str) -> Path:
        return self._staging.draft(self._task.part, suffix)

    def __enter__(self) -> Part:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing half-written behind."""
        for growing in (self._table, self._aside):
            growing.abandon()
        self._seen.unlink(missing_ok=True)

    def add(self, chunk: Imported, held: Loaded) -> None:
        """Judge a chunk and append what was made of it."""
        judged = kernel.judge(held, chunk, self._plan.with_table)
        self.rows += chunk.rows
        self.kept += chunk.observations.num_rows
        for table in judged.tables:
            self._table.add(table)
        self._set_aside(chunk.rejects)
        if not len(self._task.dropped):
            self._hashes.append(hashes_of(chunk.observations))
        self._about |= judged.about
        self._problems += judged.problems
        for agreement, summary in judged.summaries.items():
            self._summaries[agreement] = self._summaries.get(agreement, Summary()) + summary

    def _set_aside(self, rejects: pa.Table) -> None:
        self._aside.add(rejects)
        self._reasons.update(rejects["reason"].to_pylist())

    def close(self) -> int:
        """Put every file in its place, then declare the part complete; its rows. Raises `EngineError` where rows were
        lost."""
        aside = self._aside.rows
        if self.rows != self.kept + aside or self._task.fragment.rows not in (None, self.rows):
            raise EngineError(f"{self._task}: {self.rows} rows read, {self.kept} kept and {aside} set aside")
        files = {}
        if self._plan.with_table:
            files["parquet"] = self._grown(self._table, "parquet")
        if aside:
            files["rejects.parquet"] = self._grown(self._aside, "rejects.parquet")
        if not len(self._task.dropped):
            with self._seen.open("wb") as file:
                np.save(file, np.concatenate([np.zeros((2, 0), np.uint64), *self._hashes], axis=1))
            files["npy"] = self._staging.keep(self._task.part, "npy", self._seen)
        return int(self._staging.commit(self._task.part, self._record(files, aside))["rows"])

    def _grown(self, growing: Growing, suffix: str) -> Kept:
        growing.close()
        return self._staging.keep(self._task.part, suffix, growing.path)

    def _record(self, files: dict[str, Kept], aside: int) -> dict[str, Any]:
        return {
            "fragment": str(self._task),
            "rows": self.rows,
            "kept": self.kept,
            "set_aside": aside,
            "rows_out": self._table.rows,
            "reasons": dict(self._reasons),
            "files": files,
            "about": sorted(self._about),
            "problems": self._problems,
            "summaries": {name: numbers.written(each) for name, each in self._summaries.items()},
        }


def part_schema(plan: Plan) -> pa.Schema:
    """The columns of a part, with the run's metadata."""
    return coded(schema_of(plan.job.level)).with_metadata({METADATA_KEY: plan.metadata.encode()})
