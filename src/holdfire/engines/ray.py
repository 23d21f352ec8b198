"""Work on a Ray cluster that is there, or on one that is started on this machine for the job."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from ..assessment import LONGEST_DAYS
from ..sources import Address
from .batches import (
    REJECTED,
    Paths,
    Terms,
    ask,
    assess_batches,
    needed,
    rejects_batches,
    written_by_job,
)
from .kernel import CHUNK
from .problem import EngineError
from .reach import check_reachable, gone, other_versions, without_holdfire
from .reading import PORTION
from .runners import Lost, hold_to
from .texts import read_batches, to_read

try:
    import ray
    from ray import exceptions
except ImportError:
    raise EngineError('engine "ray": Ray is not installed. pip install "holdfire[ray]"') from None

T = TypeVar("T")
R = TypeVar("R")

STORE = 256 << 20
"""Bytes of the object store of a cluster started for a job: fragments, what is said of them, and pieces of matching."""

TRIES = 3
"""How often a client asks the head for a process of its own: now and then the head's fork for it does not come up (gRPC
threads are copied with it), and Ray gives up on it after half a minute."""

_NO_SERVER = "Starting Ray client server failed"

_WAIT = 5.0
"""Seconds after which the size of the cluster is looked at again: nodes come and go."""

_GONE = (
    exceptions.WorkerCrashedError,
    exceptions.NodeDiedError,
    exceptions.OutOfMemoryError,
    exceptions.ObjectLostError,
    exceptions.OwnerDiedError,
    exceptions.LocalRayletDiedError,
)


def _begun(work: Callable[[T], R], fragment: T) -> R:
    hold_to(1)
    return work(fragment)


class OnRay:
    """Works as Ray tasks of one core each. `ray` is the cluster of `RAY_ADDRESS` where that is set, as in a job that
    Ray's Jobs API started, else one of this machine."""

    def __init__(self, address: str):
        self._address = address
        self._ours = not ray.is_initialized()
        if self._ours:
            _connect(address)
        task = ray.remote(num_cpus=1, max_retries=0)(_begun)
        self._submit: Callable[[Any, Any], Any] = task.remote
        self._under_way: dict[Any, Any] = {}

    def map(self, work: Callable[[T], R], fragments: Iterable[T]) -> Iterator[R | Lost[T]]:
        waiting = iter(fragments)
        try:
            yield from self._results(work, waiting)
        finally:
            self._cancel()  # nothing, where all has come

    def _results(self, work: Callable[[T], R], waiting: Iterator[T]) -> Iterator[R | Lost[T]]:
        while True:
            with _connected_still():
                for each in islice(waiting, max(0, 2 * _cores() - len(self._under_way))):
                    self._under_way[self._submit(work, each)] = each
                if not self._under_way:
                    return
                ended, _ = ray.wait(list(self._under_way), num_returns=1, timeout=_WAIT)
                found = [_result(each, self._under_way.pop(each)) for each in ended]
            yield from found

    def _cancel(self) -> None:
        for each in self._under_way:
            with suppress(Exception):  # where the cluster is gone there is nothing left to stop
                ray.cancel(each, force=True)
        self._under_way.clear()

    def close(self) -> None:
        self._cancel()
        if self._ours:
            ray.shutdown()


@contextmanager
def _connected_still() -> Iterator[None]:
    """Turns the loss of the cluster itself into one sentence."""
    try:
        yield
    except (ConnectionError, exceptions.RaySystemError) as lost:
        raise gone(_first_line(lost)) from None


def _connect(address: str) -> None:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if address != "ray":
        check_reachable(address)
        options["address"] = address
    elif there := os.environ.get("RAY_ADDRESS"):
        if there.startswith(("http://", "https://")):
            raise EngineError(
                f"RAY_ADDRESS is {there}, where jobs are handed in; expected the address of a cluster. Unset it, or"
                " hand the command in as a job: ray job submit -- holdfire …"
            )
        options["address"] = "auto"
    else:
        options |= {"address": "local", "include_dashboard": False, "object_store_memory": STORE}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Ray's own making; what fails is raised
        for tried in range(TRIES):
            try:
                ray.init(**options)
            except (RuntimeError, ConnectionError, ValueError, OSError) as wrong:
                if tried + 1 < TRIES and _NO_SERVER in str(wrong):
                    continue
                raise _refused(address, wrong) from None
            else:
                return


def _refused(address: str, wrong: Exception) -> EngineError:
    text = " ".join(str(wrong).split())
    if "ersion mismatch" in text:
        return other_versions("Ray", text)
    if _NO_SERVER in text:
        return EngineError(
            f"engine {address!r}: the head was asked {TRIES} times for a process for this client, and none came up"
            f" ({text}). Start the head again with GRPC_ENABLE_FORK_SUPPORT=0 in its environment, or hand the command"
            " in as a job: ray job submit -- holdfire …"
        )
    if "timeout" in text or "uthenticat" in text:
        return EngineError(
            f"engine {address!r}: the cluster does not let this machine in ({text}). Where it asks for a token, set"
            " RAY_AUTH_MODE=token and RAY_AUTH_TOKEN_PATH; else check address and firewall."
        )
    return EngineError(
        f"engine {address!r}: Ray cannot be reached or started ({text}). Check the address, and that it runs."
    )


def _cores() -> int:
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _result(ended: Any, fragment: T) -> Any:
    try:
        return ray.get(ended)
    except _GONE as gone:
        return Lost(fragment, f"a worker of the cluster ended before its work was done ({_first_line(gone)})")
    except exceptions.RayError as wrong:
        if "No module named 'holdfire" in str(wrong):
            raise without_holdfire("name it in the runtime environment of a job") from None
        if isinstance(wrong, exceptions.RaySystemError):
            raise
        return Lost(fragment, f"the cluster could not do a piece of work ({_first_line(wrong)})")


def _first_line(wrong: Exception) -> str:
    """What happened: of an error that came with a worker's trace, its last line."""
    lines = [line.strip() for line in str(wrong).split("\n") if line.strip()]
    told = lines or [type(wrong).__name__]
    return (told[-1] if isinstance(wrong, exceptions.RayTaskError) else told[0])[:300]


# The lake door: what a user does with datasets on a cluster of their own. Everything is lazy, as in Ray Data.


def assess(
    ds: Any,
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
    """A `ray.data.Dataset` of reports held against agreements, block by block, where it lies: a dataset of findings, or
    with `level="event"` of events with their verdicts.

    `ds` has the columns of UCDP GED, ACLED or GDELT, of observations, or of incidents as `holdfire match` gives them.
    `terms`, `world` and `decisions` are read here, and their contents travel along; workers need the same holdfire.
    `zone` is the IANA zone of rows whose areas give none. A row gives the findings that `holdfire.assess` gives of it.

    What a job does and this does not: rows that stand twice are not set aside, and no totals or warnings of a run are
    made. Rows that cannot be kept are left out; `rejects` gives them.

    Raises `KnowledgeError`, `EngineError` or `ValueError` where what is asked cannot be used, and `SourceError` for
    columns of no known kind: at once where the dataset knows its columns, else when it is worked out.
    """
    asked = ask(
        terms, world=world, decisions=decisions, baseline=baseline, assume=assume, longest_days=longest_days,
        level=level, zone=zone,
    )  # fmt: skip
    return _mapped(ds, needed, partial(assess_batches, asked=asked), asked.schema, CHUNK)


def rejects(ds: Any, terms: Terms, *, world: Paths = (), zone: str | None = None) -> Any:
    """The rows that `assess` leaves out, each with its reason (columns of `records.Rejected`). `row` counts the rows of
    the batch that a worker had; `raw` holds the row's own cells. Raises as `assess` does."""
    asked = ask(terms, world=world, zone=zone)
    return _mapped(ds, needed, partial(rejects_batches, asked=asked), REJECTED, CHUNK)


def read(
    ds: Any,
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
    """A `ray.data.Dataset` of texts read, each row as `holdfire read` reads an article: a dataset of observations,
    which `assess` takes, or with `give="documents"` of one row a document (`id`, and the whole `reading` as JSON text).

    `text`, `id`, `title`, `published`, `language` and `source` (the outlet) are names of columns; `zone` is the IANA
    zone in which days and times of the texts are meant. An event that its text does not date has no `when_start`.

    Raises `EngineError`, `KnowledgeError` or `ValueError` where what is asked cannot be used, `SourceError` for a
    column that is not there. Workers need `holdfire[read]`.
    """
    told = to_read(
        text=text, id=id, title=title, published=published, language=language, source=source, zone=zone, world=world,
        give=give,
    )  # fmt: skip
    return _mapped(ds, told.columns, partial(read_batches, told=told), told.schema, PORTION)


def findings(where: str | Path | Address) -> Any:
    """The findings that a job wrote, as a `ray.data.Dataset`: a Parquet file, or a folder, here or at an address, by
    its manifest and never by what lies in the folder.

    Every worker must reach the place. Raises `EngineError` for what no job wrote, `SourceError` for an address that
    cannot be reached.
    """
    from ray import data

    parts, schema = written_by_job(where)
    if not parts:
        return data.from_arrow(schema.empty_table())
    stores = [part.store() if isinstance(part, Address) else (None, str(part)) for part in parts]
    return data.read_parquet([name for _, name in stores], filesystem=stores[0][0], partitioning=None)


def _mapped(
    ds: Any,
    columns: Callable[[Sequence[str]], list[str]],
    work: Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]],
    schema: pa.Schema,
    rows: int,
) -> Any:
    known = ds.schema(fetch_if_missing=False)
    narrowed = ds if known is None else ds.select_columns(columns(known.names))
    return narrowed.map_batches(
        partial(_done, work, schema), batch_size=rows, batch_format="pyarrow", zero_copy_batch=True
    )


def _done(
    work: Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]], schema: pa.Schema, table: pa.Table
) -> Iterator[pa.Table]:
    """In a worker: the batch, and an empty table where nothing came of it, so that the columns are known."""
    hold_to(1)
    given = False
    for batch in work(table.to_batches()):
        given = True
        yield pa.Table.from_batches([batch], schema)
    if not given:
        yield schema.empty_table()
