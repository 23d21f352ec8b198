"""What every benchmark says of the machine, and how it measures time and memory."""

from __future__ import annotations

import gc
import os
import platform
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import psutil

T = TypeVar("T")


def machine() -> dict[str, Any]:
    """Cores, Python and the load before the run."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
    }


@dataclass(frozen=True)
class Best:
    """The best of several runs: wall-clock and processor seconds, each the least of its own."""

    seconds: float
    cpu_seconds: float


def best_of(runs: int, work: Callable[[], T]) -> tuple[Best, T]:
    """Run some work so many times; its last result, and its best times."""
    wall, cpu = [], []
    for _ in range(max(runs, 1)):
        gc.collect()
        began, used = time.perf_counter(), time.process_time()
        result = work()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
    return Best(min(wall), min(cpu)), result


class PeakMemory:
    """The most memory (resident, in MB) that this process and its children held inside a `with` block."""

    def __init__(self, every: float = 0.02):
        self._every, self._stop = every, threading.Event()
        self._process = psutil.Process()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.mb = 0.0

    def __enter__(self) -> PeakMemory:
        self._note()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(self._every):
            self._note()

    def _note(self) -> None:
        total = self._process.memory_info().rss
        for child in self._process.children(recursive=True):
            try:
                total += child.memory_info().rss
            except psutil.Error:  # it has ended since
                continue
        self.mb = max(self.mb, total / 1e6)
