"""Work on a Ray cluster that is there, or on one that is started on this machine for the job."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from .problem import EngineError
from .reach import check_reachable
from .runners import Lost, hold_to

try:
    import ray
    from ray import exceptions
except ImportError:
    raise EngineError('engine "ray": Ray is not installed. pip install "holdfire[ray]"') from None

T = TypeVar("T")
R = TypeVar("R")

STORE = 256 << 20
"""Bytes of the object store of a cluster started for a job: only fragments and what is said of them go through it."""

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
        shared = ray.put(work)
        while True:
            for each in islice(waiting, max(0, 2 * _cores() - len(self._under_way))):
                self._under_way[self._submit(shared, each)] = each
            if not self._under_way:
                return
            ended, _ = ray.wait(list(self._under_way), num_returns=1, timeout=_WAIT)
            for each in ended:
                yield _result(each, self._under_way.pop(each))

    def close(self) -> None:
        for each in self._under_way:
            ray.cancel(each, force=True)
        self._under_way.clear()
        if self._ours:
            ray.shutdown()


def _connect(address: str) -> None:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if address != "ray":
        check_reachable(address)
        options["address"] = address
    elif os.environ.get("RAY_ADDRESS"):
        options["address"] = "auto"
    else:
        options |= {"include_dashboard": False, "object_store_memory": STORE}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Ray's own making; what fails is raised
            ray.init(**options)
    except (RuntimeError, ConnectionError, ValueError, OSError) as wrong:
        raise EngineError(_refused(address, wrong)) from None


def _refused(address: str, wrong: Exception) -> str:
    text = " ".join(str(wrong).split())
    if "ersion mismatch" in text:
        return (
            f"engine {address!r}: this machine and the cluster have different versions ({text}). Use the same versions"
            " of Ray and of Python on both."
        )
    return f"engine {address!r}: Ray cannot be reached or started ({text}). Check the address, and that it runs."


def _cores() -> int:
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _result(ended: Any, fragment: T) -> Any:
    try:
        return ray.get(ended)
    except _GONE as gone:
        return Lost(fragment, f"a worker of the cluster ended before its work was done ({_first_line(gone)})")
    except exceptions.RayError as wrong:
        if "No module named 'holdfire" in str(wrong):
            raise EngineError(
                "a worker of the cluster has no holdfire; expected the same version as here on every machine."
                " Install it there, or name it in the job's runtime environment."
            ) from None
        raise EngineError(f"the cluster could not do a piece of work: {_first_line(wrong)}") from wrong


def _first_line(wrong: Exception) -> str:
    return str(wrong).strip().split("\n", 1)[0][:300]
