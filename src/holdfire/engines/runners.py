"""Who does the work: this process, or a pool of others. Each runner takes fragments in any order."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Protocol, TypeVar

import pyarrow as pa

from .problem import EngineError

T = TypeVar("T")
R = TypeVar("R")

ENGINES = "inline and pool:N"
_CLUSTERS = ("ray", "spark", "sc:", "dask")


class Runner(Protocol):
    """Maps work over fragments, in any order. `close` stops what is under way."""

    def map(self, work: Callable[[T], R], fragments: Iterable[T]) -> Iterator[R]:
        """The results, as they come. Fragments are drawn only as there are workers for them."""
        ...

    def close(self) -> None:
        """Let go of everything the runner holds."""
        ...


def open_runner(name: str, threads: int | None = None) -> Runner:
    """The runner of that name. `threads` holds `inline` to so many; a worker of a pool always has one.

    >>> open_runner("ray://head:10001")
    Traceback (most recent call last):
    ...
    holdfire.engines.problem.EngineError: engine 'ray://head:10001': a cluster comes later; there are inline and pool:N
    """
    if name == "inline":
        return Inline(threads)
    kind, _, number = name.partition(":")
    if kind == "pool" and number.isascii() and number.isdigit() and int(number) > 0:
        return Pool(int(number))
    said = "a cluster comes later; " if name.startswith(_CLUSTERS) else "not known; "
    raise EngineError(f"engine {name!r}: {said}there are {ENGINES}")


class Inline:
    """Works in this process."""

    def __init__(self, threads: int | None = None):
        self._before = (pa.cpu_count(), pa.io_thread_count())
        if threads is not None:
            hold_to(threads)

    def map(self, work: Callable[[T], R], fragments: Iterable[T]) -> Iterator[R]:
        return (work(fragment) for fragment in fragments)

    def close(self) -> None:
        pa.set_cpu_count(self._before[0])
        pa.set_io_thread_count(self._before[1])


def hold_to(threads: int) -> None:
    """Hold Arrow's own pools to so many threads; numpy's column functions have one anyway."""
    pa.set_cpu_count(threads)
    pa.set_io_thread_count(threads)


class Pool:
    """Works in processes of this machine, each with one thread."""

    def __init__(self, workers: int):
        methods = multiprocessing.get_all_start_methods()
        # A forked copy of a process that has threads can hang, so workers start from a clean one.
        context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        self._workers = workers
        self._executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)

    def map(self, work: Callable[[T], R], fragments: Iterable[T]) -> Iterator[R]:
        waiting = iter(fragments)
        under_way: set[Future[R]] = set()
        try:
            while True:
                for each in islice(waiting, 2 * self._workers - len(under_way)):
                    under_way.add(self._executor.submit(work, each))
                if not under_way:
                    return
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                for ended in done:
                    yield ended.result()
        except BrokenProcessPool:
            raise EngineError(
                "a worker process ended before its work was done (out of memory, or killed); what is done is kept, and"
                " the same command takes it up again"
            ) from None

    def close(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    hold_to(1)
    os.environ["OMP_NUM_THREADS"] = "1"
    # Ctrl-C reaches every process of a terminal; only the first one decides what happens.
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
