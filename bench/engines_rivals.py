"""What workers do in `bench.engines`: fragments, and the readers and writers that Ray and Spark have of their own.

It is imported by its name in every worker, so nothing of it may stand in a module that is run.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.engines import kernel
from holdfire.engines.batches import Asked, ask, assess_batches, needed
from holdfire.engines.carried import Carried, laid_job
from holdfire.engines.fragment import Task
from holdfire.engines.growing import Growing
from holdfire.engines.job import Job
from holdfire.engines.loaded import loaded
from holdfire.engines.runners import hold_to
from holdfire.engines.staging import Folder
from holdfire.sources import from_table, sheets

from .engines_made import Input

T = TypeVar("T")
R = TypeVar("R")

PAUSE = 0.4
"""Seconds that a piece of work waits which only readies a worker, so that every worker gets one."""


@dataclass(frozen=True)
class Case:
    """What is run over which input. `pids` is a folder in which every process that worked leaves its number."""

    folder: Path
    pids: Path
    level: str = "finding"
    rows_per_fragment: int = 250_000
    workers: int = 2

    @property
    def input(self) -> Input:
        return Input(self.folder)

    @property
    def asked(self) -> Asked:
        """The same of rows that an engine reads by itself."""
        return ask(self.input.terms, world=self.input.world, level=self.level)

    @property
    def needed(self) -> list[str]:
        """The columns that the importer asks for."""
        return needed(pq.read_schema(self.input.warm).names)

    def job(self, *files: Path) -> Job:
        """The job over the whole input, or over some files."""
        made = self.input
        return Job(
            files=files or tuple(made.files), terms=(str(made.terms),), world=(made.world,), level=self.level,
            rows_per_fragment=self.rows_per_fragment, settle=False,
        )  # fmt: skip


@cache
def note(pids: Path) -> None:
    """Leave the number of this process, once."""
    (pids / str(os.getpid())).touch()


def noted(pids: Path, work: Callable[[T], R], fragment: T) -> R:
    """Work, and leave the number of the process that did it, with the seconds that it took."""
    began = time.perf_counter()
    done = work(fragment)
    with (pids / str(os.getpid())).open("a") as file:
        print(time.perf_counter() - began, file=file)
    return done


def ready(case: Case, job: Job, name: str, carried: Carried, _: int) -> int:
    """Load what a fragment needs and judge a few rows; the number of this process."""
    held = loaded(laid_job(job, carried), name)
    kernel.judge(held, from_table(pq.read_table(case.input.warm), held.world))
    time.sleep(PAUSE)
    return os.getpid()


def carry(staging: Folder, task: Task) -> int:
    """A fragment in which nothing is judged: its rows read as fragments read them, written as they are, and declared
    complete."""
    growing: Growing | None = None
    for table in sheets.batches(Path(task.fragment.file), "parquet", task.fragment.groups, kernel.CHUNK):
        growing = growing or Growing(staging.draft(task.part, "parquet"), table.schema.remove_metadata())
        growing.add(table)
    assert growing is not None, "a fragment has rows"
    growing.close()
    kept = staging.keep(task.part, "parquet", growing.path)
    staging.commit(task.part, {"rows": growing.rows, "files": {"parquet": kept}})
    return task.number


def ready_own(case: Case, asked: Asked) -> int:
    """`ready` for a rival's workers."""
    of_table(case.pids, asked, pq.read_table(case.input.warm))
    time.sleep(PAUSE)
    return os.getpid()


def ready_batches(case: Case, asked: Asked, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Spark's form of `ready_own`: one number a batch."""
    for _ in batches:
        yield pa.RecordBatch.from_pydict({"id": [ready_own(case, asked)]})


def of_table(pids: Path, asked: Asked, table: pa.Table) -> pa.Table:
    """Ray's form of the kernel."""
    return pa.Table.from_batches(of_batches(pids, asked, table.to_batches()), asked.schema)


def of_batches(pids: Path, asked: Asked, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Spark's form of the kernel: the importer and the judge of a fragment, over the batches of a partition."""
    hold_to(1)
    note(pids)
    return assess_batches(batches, asked)


def same(pids: Path, table: pa.Table) -> pa.Table:
    """The light kernel of Ray: the rows as they are."""
    note(pids)
    return table


def same_batches(pids: Path, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The light kernel of Spark."""
    note(pids)
    return batches


OBJECT_STORE = 2 << 30
"""Bytes of the object store for Ray Data, through which its blocks go."""

BATCH = 131_072
"""Rows that a kernel is given at a time, by either rival."""


def start_ray(workers: int, store: int) -> None:
    """A cluster of this machine with so many cores, whatever the machine has."""
    import ray

    ray.init(  # "local": never one that somebody else has on this machine
        "local", num_cpus=workers, object_store_memory=store, include_dashboard=False, log_to_driver=False,
        logging_level="ERROR",
    )  # fmt: skip


class RayData:
    """`ray.data`: read_parquet, map_batches, write_parquet."""

    settings = {"object_store_mb": OBJECT_STORE >> 20, "batch_size": BATCH, "zero_copy_batch": True}  # noqa: RUF012

    def __init__(self, case: Case):
        import ray

        self._case, self._ray, self._asked = case, ray, case.asked
        start_ray(case.workers, OBJECT_STORE)
        import ray.data

        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        self._data = ray.data

    def ready(self) -> None:
        """Judge a few rows on every worker, then read some as the rival does."""
        task = self._ray.remote(num_cpus=1)(ready_own)
        self._ray.get([task.remote(self._case, self._asked) for _ in range(2 * self._case.workers)])
        rows = self._data.read_parquet(str(self._case.input.warm), override_num_blocks=2 * self._case.workers)
        self._mapped(rows, partial(of_table, self._case.pids, self._asked)).materialize()

    def work(self, out: Path, light: bool) -> None:
        """The whole of it, from files to files."""
        files = [str(each) for each in self._case.input.files]
        if light:
            rows = self._mapped(self._data.read_parquet(files), partial(same, self._case.pids))
        else:
            rows = self._data.read_parquet(files, columns=self._case.needed)
            rows = self._mapped(rows, partial(of_table, self._case.pids, self._asked))
        rows.write_parquet(str(out))

    def _mapped(self, rows: Any, kernel: Callable[[pa.Table], pa.Table]) -> Any:
        return rows.map_batches(kernel, batch_format="pyarrow", batch_size=BATCH, zero_copy_batch=True)

    def close(self) -> None:
        self._ray.shutdown()


class SparkOwn:
    """Spark: read.parquet, mapInArrow, write.parquet."""

    settings = {  # noqa: RUF012
        "spark.executor.memory": "2g",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(BATCH),
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executorEnv.OMP_NUM_THREADS": "1",
    }

    def __init__(self, case: Case):
        import sys

        from pyspark.sql import SparkSession
        from pyspark.sql.pandas.types import from_arrow_schema

        from holdfire.engines.spark import check_java

        check_java()
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        self._case, self._schema_of, self._asked = case, from_arrow_schema, case.asked
        builder = SparkSession.builder.appName("own").master(f"local-cluster[{case.workers},1,3072]")
        for key, value in self.settings.items():
            builder = builder.config(key, value)
        self._session = builder.getOrCreate()

    def ready(self) -> None:
        """Judge a few rows on every executor, then read some as the rival does."""
        tasks = 2 * self._case.workers
        self._session.range(0, tasks, 1, tasks).mapInArrow(
            partial(ready_batches, self._case, self._asked), "id long"
        ).collect()
        self._judged(self._session.read.parquet(str(self._case.input.warm))).count()

    def work(self, out: Path, light: bool) -> None:
        """The whole of it, from files to files."""
        rows = self._session.read.parquet(*map(str, self._case.input.files))
        if light:
            found = rows.mapInArrow(partial(same_batches, self._case.pids), rows.schema)
        else:
            found = self._judged(rows.select(*self._case.needed))
        found.write.parquet(str(out))

    def _judged(self, rows: Any) -> Any:
        schema = self._schema_of(self._asked.schema)
        return rows.mapInArrow(partial(of_batches, self._case.pids, self._asked), schema)

    def close(self) -> None:
        self._session.stop()


OWN: dict[str, Callable[[Case], RayData | SparkOwn]] = {"ray_data": RayData, "spark": SparkOwn}
