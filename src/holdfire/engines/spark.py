"""Work on a Spark cluster that is there (stand-alone or over Spark Connect), or in Spark on this machine."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from ..assessment import LONGEST_DAYS
from ..records import open_schema
from ..sources import Address, Where
from .batches import (
    REJECTED,
    Asked,
    Paths,
    Terms,
    ask,
    assess_batches,
    needed,
    rejects_batches,
    written_by_job,
)
from .problem import EngineError
from .reach import check_reachable, gone, other_versions, shown, without_holdfire
from .runners import Lost, hold_to
from .texts import Texts, read_batches, to_read

try:
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession
    from pyspark.sql.pandas.types import from_arrow_schema
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

_REMOTE = ("SPARK_REMOTE", "SPARK_LOCAL_REMOTE", "SPARK_CONNECT_MODE_ENABLED")
"""What Spark Connect leaves in the environment, where it would keep this process from starting any other Spark."""

_QUIET = {"spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
_HERE = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
_ONE_THREAD = {"spark.executorEnv.OMP_NUM_THREADS": "1"}
"""What a run of this machine alone needs: nothing of it can be reached from outside."""


class OnSpark:
    """Works as tasks of Spark, one fragment each: `local[N]`, `spark://HOST:PORT` or `sc://HOST:PORT`."""

    def __init__(self, address: str):
        self._address = address
        self._remote = address.startswith("sc://")
        self._ours = SparkSession.getActiveSession() is None
        self._before = {name: os.environ.get(name) for name in _REMOTE}
        self._closing = False
        try:
            self._session = _connected(address, self._remote)
        except EngineError:
            self._forget_remote()
            raise
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
            if self._closing:
                return []
            self._check_alive(wrong)
            return [_lost(each, wrong) for each in some] if len(some) == 1 else self._singly(work, some)
        return [pickle.loads(row["found"]) for row in rows]  # noqa: S301  written by our own workers

    def _singly(self, work: Callable[[T], R], some: list[T]) -> list[R | Lost[T]]:
        """Each fragment in a job of its own, so that one that ends its worker takes no other with it."""
        return [found for each in some for found in self._job(work, [each])]

    def _check_alive(self, wrong: Exception) -> None:
        """Raises `EngineError` where it was the session that went, and no worker of it."""
        try:
            self._session.range(1).count()
        except Exception:  # noqa: BLE001  as above
            raise gone(_first_line(str(wrong))) from None

    def _cores(self) -> int:
        if not self._remote:
            return max(1, int(self._session.sparkContext.defaultParallelism))
        told = [self._session.conf.get(f"spark.executor.{name}", "") for name in ("instances", "cores")]
        return int(told[0]) * int(told[1]) if all(each and each.isdigit() for each in told) else UNKNOWN_CORES

    def close(self) -> None:
        self._closing = True
        # Ctrl-C reaches Java too, which may be gone by now: then there is nothing left to stop.
        with suppress(Exception):
            self._session.interruptAll() if self._remote else self._session.sparkContext.cancelAllJobs()
        self._threads.shutdown(wait=True, cancel_futures=True)
        if self._ours:
            with suppress(Exception):
                self._session.stop()
            self._forget_remote()

    def _forget_remote(self) -> None:
        for name, value in self._before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


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
        raise without_holdfire("give PYSPARK_PYTHON an environment that has it")
    if "PYTHON_VERSION_MISMATCH" in text or "InvalidClassException" in text:
        raise other_versions("Spark", _first_line(text))
    return Lost(fragment, f"a worker of the cluster ended before its work was done ({_first_line(text)})")


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    telling = (line for line in lines if "Exception" in line or "Error" in line or "ExecutorLost" in line)
    return next(telling, lines[0] if lines else "no reason given")[:300]


def _connected(address: str, remote: bool) -> Any:
    here = address.startswith("local")
    if not here:
        check_reachable(address)
    builder = SparkSession.builder.appName("holdfire")
    if remote:
        builder = builder.remote(address)
    else:
        check_java()
        if here:
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = builder.master(address)
        for key, value in (_QUIET | _ONE_THREAD | (_HERE if here else {}) | _log()).items():
            builder = builder.config(key, value)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Spark's own making; what fails is raised
            session = builder.getOrCreate()
            found = session.version
    except (PySparkException, RuntimeError, OSError, ImportError, ValueError) as wrong:
        raise EngineError(
            f"engine {shown(address)!r}: Spark cannot be reached or started ({_first_line(str(wrong))})."
        ) from None
    try:
        _same_version(address, found)
    except EngineError:
        session.stop()
        raise
    return session


def _log() -> dict[str, str]:
    """What the JVM of this process tells: errors, unless the user has settings for Spark of their own."""
    if "SPARK_CONF_DIR" in os.environ or "SPARK_HOME" in os.environ:
        return {}
    settings = Path(__file__).with_name("log4j2.properties")
    return {"spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={settings.as_uri()}"}


def _same_version(address: str, found: str) -> None:
    from pyspark import __version__

    if found.split(".")[:2] != __version__.split(".")[:2]:
        raise EngineError(
            f"engine {shown(address)!r}: found Spark {found} there and {__version__} here; expected the same."
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
            " default-jre-headless), or set JAVA_HOME."
        )


def _java_version(java: str) -> int | None:
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=False).stderr
    except OSError:
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found.group(1)) if found else None


# The lake door: what a user does with DataFrames of a session of their own. Everything is lazy, as in Spark.


def assess(
    df: Any,
    terms: Terms,
    *,
    world: Paths = (),
    decisions: str | Path | None = None,
    baseline: str | date | datetime | None = None,
    assume: Sequence[str] = (),
    longest_days: int = LONGEST_DAYS,
    level: str = "finding",
    zone: str | None = None,
) -> Any:
    """A DataFrame of reports held against agreements, partition by partition, where it lies: a DataFrame of findings,
    or with `level="event"` of events with their verdicts.

    `df` has the columns of UCDP GED, ACLED or GDELT, of observations, or of incidents as `holdfire match` gives them;
    others are not handed over. It works in classic sessions and over Spark Connect; workers need the same holdfire.
    `terms`, `world` and `decisions` are read here, and their contents travel along. `zone` is the IANA zone of rows
    whose areas give none. A row gives the findings that `holdfire.assess` gives of it, whatever the session's zone.

    What a job does and this does not: rows that stand twice are not set aside (`df.dropDuplicates()` does it before),
    and no totals or warnings of a run are made. Rows that cannot be kept are left out; `rejects` gives them.

    Raises `SourceError` for columns of no known kind, and `KnowledgeError`, `EngineError` or `ValueError` where what is
    asked cannot be used.
    """
    asked = ask(
        terms, world=world, decisions=decisions, baseline=baseline, assume=assume, longest_days=longest_days,
        level=level, zone=zone,
    )  # fmt: skip
    return _mapped(_with_columns(df, needed(df.columns)), partial(_assessed, asked), asked.schema)


def rejects(df: Any, terms: Terms, *, world: Paths = (), zone: str | None = None) -> Any:
    """The rows that `assess` leaves out, each with its reason (columns of `records.Rejected`). `row` counts the rows of
    the partition; `raw` holds the row's own cells. Raises as `assess` does."""
    asked = ask(terms, world=world, zone=zone)
    return _mapped(_with_columns(df, needed(df.columns)), partial(_rejected, asked), REJECTED)


def read(
    df: Any,
    *,
    text: str = "text",
    id: str | None = None,  # noqa: A002  the column's name for users
    title: str | None = None,
    published: str | None = None,
    language: str | None = None,
    source: str | None = None,
    zone: str = "UTC",
    world: Paths = (),
    give: str = "observations",
) -> Any:
    """A DataFrame of texts read, each row as `holdfire read` reads an article: a DataFrame of observations, which
    `assess` takes, or with `give="documents"` of one row a document (`id`, and the whole `reading` as JSON text).

    `text`, `id`, `title`, `published`, `language` and `source` (the outlet) are names of columns; `zone` is the IANA
    zone in which days and times of the texts are meant. An event that its text does not date has no `when_start`.

    Raises `SourceError` for a column that is not there, `EngineError`, `KnowledgeError` or `ValueError` for what is
    asked. Workers need `holdfire[read]`.
    """
    told = to_read(
        text=text, id=id, title=title, published=published, language=language, source=source, zone=zone, world=world,
        give=give,
    )  # fmt: skip
    return _mapped(_with_columns(df, told.columns(df.columns)), partial(_told, told), told.schema)


def findings(session: Any, where: str | Path | Address) -> Any:
    """The findings that a job wrote, as a DataFrame: a Parquet file, or a folder, here or at an address, by its
    manifest and never by what lies in the folder.

    The manifest is read in this process, the parts by the session: both must reach the place, each with credentials of
    its own. Raises `EngineError` for what no job wrote, `SourceError` for an address that cannot be reached.
    """
    parts, schema = written_by_job(where)
    if not parts:
        return session.createDataFrame([], _spark_schema(schema))
    return session.read.schema(_spark_schema(schema)).parquet(*(_hadoop(each) for each in parts))


_GLOB = re.compile(r"([\\{}\[\]*?])")
_HADOOP = {"s3": "s3a", "gcs": "gs"}
"""Schemes that Hadoop's connectors spell otherwise. Source: Apache Hadoop, module hadoop-aws; Google, GCS connector."""


def _hadoop(part: Where) -> str:
    """A part as Spark names it: nothing quoted, and no character of it a pattern.

    >>> _hadoop(Address("s3://reports/May%202016/a[1].parquet?region=eu-west-1"))
    's3a://reports/May 2016/a\\\\[1\\\\].parquet'
    """
    if isinstance(part, Path):
        return f"file://{_plainly(str(part))}"
    root = part.uri.split("://", 1)[1].split("?", 1)[0].split("/", 1)[0]
    return f"{_HADOOP.get(part.scheme, part.scheme)}://{root}/{_plainly('/'.join(part.parts))}"


def _plainly(path: str) -> str:
    return _GLOB.sub(r"\\\1", path)


def _with_columns(df: Any, names: Sequence[str]) -> Any:
    return df.select(*(f"`{name.replace('`', '``')}`" for name in names))


def _mapped(df: Any, work: Callable[..., Any], schema: pa.Schema) -> Any:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        return df.mapInArrow(work, _spark_schema(schema))


def _spark_schema(schema: pa.Schema) -> Any:
    return from_arrow_schema(open_schema(schema))


def _assessed(asked: Asked, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    hold_to(1)
    return assess_batches(batches, asked)


def _rejected(asked: Asked, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    hold_to(1)
    return rejects_batches(batches, asked)


def _told(told: Texts, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    hold_to(1)
    return read_batches(batches, told)
