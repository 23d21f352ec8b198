"""Work on a Spark cluster that is there (stand-alone or over Spark Connect), or in Spark on this machine."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from .problem import EngineError
from .reach import check_reachable
from .runners import Lost, hold_to

try:
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession
except ImportError:
    raise EngineError('engine "spark": Spark is not installed. pip install "holdfire[spark]"') from None

T = TypeVar("T")
R = TypeVar("R")

JAVA = 17
"""The oldest Java that Spark 4 runs on. Source: Apache Spark 4.0 documentation, overview."""

JOBS = 16
"""Spark jobs under way at a time; each has as many fragments as keep all cores busy twice over."""

UNKNOWN_CORES = 32
"""Cores that are reckoned with where Spark Connect does not tell how many there are."""

_QUIET = {"spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
_HERE = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
_ONE_THREAD = {"spark.executorEnv.OMP_NUM_THREADS": "1"}
"""What a run of this machine alone needs: nothing of it can be reached from outside."""


class OnSpark:
    """Works as tasks of Spark, one fragment each: `local[N]`, `spark://HOST:PORT` or `sc://HOST:PORT`."""

    def __init__(self, address: str):
        self._address = address
        self._remote = address.startswith("sc://")
        self._session = _connected(address, self._remote)
        self._threads = ThreadPoolExecutor(JOBS, thread_name_prefix="holdfire-spark")

    def map(self, work: Callable[[T], R], fragments: Iterable[T]) -> Iterator[R | Lost[T]]:
        waiting = iter(fragments)
        under_way: set[Future[list[R | Lost[T]]]] = set()
        while True:
            cores = self._cores()
            jobs, size = min(JOBS, 2 * cores), max(1, cores // (JOBS // 2))
            while len(under_way) < jobs and (some := list(islice(waiting, size))):
                under_way.add(self._threads.submit(self._job, work, some))
            if not under_way:
                return
            ended, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for each in ended:
                yield from each.result()

    def _job(self, work: Callable[[T], R], some: list[T]) -> list[R | Lost[T]]:
        packed = [pickle.dumps(each) for each in some]
        task = partial(_worked, pickle.dumps(work), packed)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of Spark's own making; what fails is raised
                rows = (
                    self._session.range(0, len(some), 1, len(some))
                    .mapInArrow(task, "number long, found binary")
                    .collect()
                )
        except Exception as wrong:  # noqa: BLE001  Py4J and gRPC have errors of their own
            return [_lost(each, wrong) for each in some] if len(some) == 1 else self._singly(work, some)
        return [pickle.loads(row["found"]) for row in rows]  # noqa: S301  written by our own workers

    def _singly(self, work: Callable[[T], R], some: list[T]) -> list[R | Lost[T]]:
        """Each fragment in a job of its own, so that one that ends its worker takes no other with it."""
        return [found for each in some for found in self._job(work, [each])]

    def _cores(self) -> int:
        if not self._remote:
            return max(1, int(self._session.sparkContext.defaultParallelism))
        told = [self._session.conf.get(f"spark.executor.{name}", "") for name in ("instances", "cores")]
        return int(told[0]) * int(told[1]) if all(each and each.isdigit() for each in told) else UNKNOWN_CORES

    def close(self) -> None:
        if self._remote:
            self._session.interruptAll()
        else:
            self._session.sparkContext.cancelAllJobs()
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._session.stop()


def _worked(work: bytes, packed: list[bytes], batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """In a worker: the fragments of these numbers, each with what was found."""
    hold_to(1)
    do = pickle.loads(work)  # noqa: S301  from the driver, over Spark's own channel
    for batch in batches:
        for number in batch.column(0).to_pylist():
            found = pickle.dumps(do(pickle.loads(packed[number])))  # noqa: S301
            yield pa.RecordBatch.from_pydict({"number": [number], "found": [found]})


def _lost(fragment: T, wrong: Exception) -> Lost[T]:
    text = str(wrong)
    if "No module named 'holdfire" in text:
        raise EngineError(
            "a worker of the cluster has no holdfire; expected the same version as here on every machine."
            " Install it there, or give PYSPARK_PYTHON an environment that has it."
        )
    if "PYTHON_VERSION_MISMATCH" in text or "InvalidClassException" in text:
        raise EngineError(
            f"this machine and the cluster have different versions ({_first_line(text)}). Use the same versions of"
            " Spark and of Python on both."
        )
    return Lost(fragment, f"a worker of the cluster ended before its work was done ({_first_line(text)})")


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    told = next((line for line in lines if "Exception" in line or "Error" in line or "ExecutorLost" in line), lines[0])
    return told[:300]


def _connected(address: str, remote: bool) -> Any:
    here = address.startswith("local")
    if not here:
        check_reachable(address.split("/;", 1)[0])
    builder = SparkSession.builder.appName("holdfire")
    if remote:
        builder = builder.remote(address)
    else:
        check_java()
        if here:
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = builder.master(address)
        for key, value in (_QUIET | _ONE_THREAD | (_HERE if here else {})).items():
            builder = builder.config(key, value)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Spark's own making; what fails is raised
            session = builder.getOrCreate()
            found = session.version
    except (PySparkException, RuntimeError, OSError, ImportError, ValueError) as wrong:
        raise EngineError(
            f"engine {address!r}: Spark cannot be reached or started ({_first_line(str(wrong))})."
        ) from None
    _same_version(address, found)
    return session


def _same_version(address: str, found: str) -> None:
    from pyspark import __version__

    if found.split(".")[:2] != __version__.split(".")[:2]:
        raise EngineError(
            f"engine {address!r}: found Spark {found} there and {__version__} here; expected the same."
            f' pip install "pyspark=={found}"'
        )


def check_java() -> None:
    """Raises `EngineError` where there is no Java that Spark runs on."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    version = _java_version(java) if java else None
    if version is None or version < JAVA:
        found = "no Java" if version is None else f"Java {version}"
        raise EngineError(
            f"found {found}; expected Java {JAVA} or newer, which Spark needs. Install it (Debian: apt-get install"
            f" openjdk-{JAVA}-jre-headless), or set JAVA_HOME."
        )


def _java_version(java: str) -> int | None:
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=False).stderr
    except OSError:
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found.group(1)) if found else None
