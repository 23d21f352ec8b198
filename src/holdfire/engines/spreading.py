"""Work of matching on any runner: each worker loads the world once, and is sent what its task is of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeVar

from ..incidents.spreading import Spread
from ..world import World
from .attempts import results
from .carried import WorldFiles, known_world
from .runners import Runner

T = TypeVar("T")
R = TypeVar("R")


def spread_over(runner: Runner, files: WorldFiles) -> Spread:
    """Spreads tasks over a runner. What fails is tried again; the error of what failed three times is raised."""

    def done(work: Callable[[T, World], R], tasks: Iterable[T]) -> Iterator[R]:
        return results(runner, partial(_in_world, work, files), tasks)

    return done


def _in_world(work: Callable[[T, World], R], files: WorldFiles, task: T) -> R:
    return work(task, known_world(files))
