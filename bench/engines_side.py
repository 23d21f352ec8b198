"""One engine in a process of its own: `python -m bench.engines_side SPEC`, where SPEC is JSON text.

It writes what it took to the file that `told` names. `kind` is `fragments` (holdfire's) or `own` (the engine's own
reader and writer); with `light`, nothing is judged.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from holdfire.engines import EngineError, open_runner, run
from holdfire.engines.attempts import attempted
from holdfire.engines.carried import carried
from holdfire.engines.fragment import NONE, Task
from holdfire.engines.loaded import loaded
from holdfire.engines.outputs import Made, put
from holdfire.engines.runners import Lost, Runner
from holdfire.engines.staging import clear, open_staging, staging_beside

from .engines_rivals import OWN, Case, carry, noted, ready, start_ray

T = TypeVar("T")
R = TypeVar("R")

ROUNDS = 10
"""How often work that only readies a worker is given out, until as many have done it as there are."""


@dataclass(frozen=True)
class Side:
    """What this process is to do."""

    kind: str
    engine: str
    light: bool
    out: str
    told: str
    folder: str
    pids: str
    level: str
    rows_per_fragment: int
    workers: int

    @property
    def case(self) -> Case:
        return Case(Path(self.folder), Path(self.pids), self.level, self.rows_per_fragment, self.workers)


def main() -> None:
    """Run, and write down what it took."""
    side = Side(**json.loads(sys.argv[1]))
    try:
        found = own(side) if side.kind == "own" else fragments(side)
    except (EngineError, ImportError) as why:
        found = {"skipped": str(why)}
    Path(side.told).write_text(json.dumps(found), encoding="utf-8")


class Timed:
    """A runner that tells how long its maps took, and notes which processes worked."""

    def __init__(self, runner: Runner, pids: Path):
        self._runner, self._pids = runner, pids
        self.seconds = 0.0

    def map(self, work: Callable[[T], R], fragments: Iterable[T]) -> Iterator[R | Lost[T]]:
        began = time.perf_counter()
        yield from self._runner.map(partial(noted, self._pids, work), fragments)
        self.seconds += time.perf_counter() - began

    def close(self) -> None:
        self._runner.close()


def fragments(side: Side) -> dict[str, Any]:
    """holdfire's fragments on an engine. The files are hashed apart, since their hash names what workers load."""
    case, began = side.case, time.perf_counter()
    job = case.job()
    name = job.id()
    hashed = time.perf_counter()
    runner = _opened(side)
    _ready(case, runner, partial(ready, case, job, name, carried(job)))
    opened = time.perf_counter()
    timed = Timed(runner, case.pids)
    if side.light:
        _carry(side, timed)
    else:
        _run(side, timed)
    ended = time.perf_counter()
    return {
        "startup_s": round(opened - hashed, 2),
        "inputs_s": round(hashed - began, 2),
        "work_s": round(timed.seconds, 2),
        "whole_s": round(ended - began, 2),
    }


def _opened(side: Side) -> Runner:
    if side.engine == "ray":
        from holdfire.engines.ray import STORE  # which tells, too, where Ray is not installed

        start_ray(side.workers, STORE)
    return open_runner(side.engine, 1 if side.engine == "inline" else None)


def _ready(case: Case, runner: Runner, work: Callable[[int], int]) -> None:
    """Give every worker something to do until each has done it."""
    seen: set[int] = set()
    for _ in range(ROUNDS):
        before = len(seen)
        seen |= {each for each in runner.map(work, range(2 * case.workers)) if not isinstance(each, Lost)}
        if len(seen) == before or len(seen) >= case.workers:
            return


def _run(side: Side, runner: Runner) -> None:
    """The whole job on a runner that is open and ready."""
    module: Any = importlib.import_module("holdfire.engines.run")
    module.open_runner = lambda name, threads=None: runner
    run(side.case.job(), out=Path(side.out), engine=side.engine)


def _carry(side: Side, runner: Runner) -> None:
    """Fragments that are read and written as they are, and put in place as those of a job are."""
    job, out = side.case.job(), Path(side.out)
    held = loaded(job, job.id())
    tasks = [Task(n, file, fragment, NONE) for n, (file, fragment) in enumerate(held.fragments())]
    folder = staging_beside(out)
    staging, _ = open_staging(folder, "carry")
    try:
        for each in attempted(runner, partial(carry, staging), tasks):
            if not isinstance(each, int):
                raise EngineError(str(each))
        records = [staging.record(task.part) for task in tasks]
        put(out, [Made(each["files"]["parquet"], each["rows"]) for each in records], staging, {})
    finally:
        clear(folder)
        runner.close()


def own(side: Side) -> dict[str, Any]:
    """An engine's own reader and writer, with the same kernel."""
    began = time.perf_counter()
    rival = OWN[side.engine](side.case)
    try:
        rival.ready()
        opened = time.perf_counter()
        rival.work(Path(side.out), side.light)
        worked = time.perf_counter()
    finally:
        rival.close()
    return {
        "startup_s": round(opened - began, 2),
        "work_s": round(worked - opened, 2),
        "whole_s": round(time.perf_counter() - began, 2),
        "settings": rival.settings,
    }


if __name__ == "__main__":
    main()
