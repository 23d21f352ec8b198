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
from dataclasses import dataclass
from itertools import islice
from typing import Generic, Protocol, TypeVar

import pyarrow as pa

from .problem import EngineError

T = TypeVar("T")
R = TypeVar("R")

ENGINES = "inline, pool:N, ray, ray://HOST:10001, local[N], spark://HOST:7077 and sc://HOST:15002"


@dataclass(frozen=True)
class Lost(Generic[T]):
    """A fragment whose worker ended before its work was done: killed, out of memory, or gone with its machine."""

    fragment: T
    why: str


class Runner(Protocol):
    """Maps work over fragments, in any order. `close` stops what is under way."""

    def map(self, work: Callable[[T], R], fragments: Iterable[T]) -> Iterator[R | Lost[T]]:
        """The results, as they come. Fragments are drawn only as there are workers for them."""
        ...

    def close(self) -> None:
        """Let go of everything the runner holds."""
        ...


def open_runner(name: str, threads: int | None = None) -> Runner:
    """The runner of that name. `threads` holds `inline` to so many; any other worker has one.

    Raises `EngineError` for an engine that is not known, or that cannot be reached.

    >>> open_runner("abacus")
    Traceback (most recent call last):
    ...
    holdfire.engines.problem.EngineError: engine 'abacus': not known; there are inline, pool:N, ray, ray://HOST:10001,\
 local[N], spark://HOST:7077 and sc://HOST:15002
    """
    if name == "inline":
        return Inline(threads)
    kind, _, number = name.partition(":")
    if kind == "pool" and number.isascii() and number.isdigit() and int(number) > 0:
        return Pool(int(number))
    if name == "ray" or name.startswith("ray://"):
        from .ray import OnRay  # only where it is named: it needs the extra

        return OnRay(name)
    if name.startswith(("spark://", "sc://", "local[", "local-cluster[")):
        from .spark import OnSpark

        return OnSpark(name)
    raise EngineError(f"engine {name!r}: not known; there are {ENGINES}")


class Inline:
    """Works in this process."""

    def __init__(self, threads: int | None = None):
        self._before = (pa.cpu_count(), pa.io_thread_count())
        if threads is not None:
            hold_to(threads)

    def map(self, work: Callable[[T], R], fragments: Iterable[T]) -> Iterator[R | Lost[T]]:
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
        self._workers, self._context = workers, context
        self._executor = self._opened()

    def _opened(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._workers, mp_context=self._context, initializer=_begin)

    def map(self, work: Callable[[T], R], fragments: Iterable[T]) -> Iterator[R | Lost[T]]:
        waiting = iter(fragments)
        under_way: dict[Future[R], T] = {}
        while True:
            suspects: list[T] = []
            for each in islice(waiting, 2 * self._workers - len(under_way)):
                try:
                    under_way[self._executor.submit(work, each)] = each
                except BrokenProcessPool:  # since it was last looked at
                    suspects.append(each)
                    break
            if not under_way and not suspects:
                return
            wait(under_way, return_when=FIRST_COMPLETED)
            broken = bool(suspects) or any(_broken(each) for each in under_way if each.done())
            for ended in [each for each in under_way if broken or each.done()]:
                fragment = under_way.pop(ended)
                if _broken(ended):
                    suspects.append(fragment)
                else:
                    yield ended.result()
            if suspects:
                self._executor.shutdown(wait=True)
                self._executor = self._opened()
                for fragment in suspects:
                    yield self._alone(work, fragment)

    def _alone(self, work: Callable[[T], R], fragment: T) -> R | Lost[T]:
        """One fragment with nothing beside it: of several under way when a worker ends, only it can be at fault."""
        try:
            return self._executor.submit(work, fragment).result()
        except BrokenProcessPool:
            self._executor = self._opened()
            return Lost(fragment, "a worker process ended before its work was done (out of memory, or killed)")

    def close(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)


def _broken(future: Future[R]) -> bool:
    return isinstance(future.exception(), BrokenProcessPool)


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
