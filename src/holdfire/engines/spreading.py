"""Work of matching on any runner: each worker loads the world once, and is sent what its task is of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from ..incidents.spreading import Spread
from ..world import World, load_world, theatres
from .attempts import results
from .job import hash_of, hashed, holdfire_version
from .runners import Runner

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class WorldFiles:
    """The files that a world has beyond our own, and the hash of what is in them: a changed file is loaded again."""

    paths: tuple[Path, ...]
    name: str


def world_files(paths: tuple[Path, ...]) -> WorldFiles:
    """Files of a world as they are now. Raises `EngineError` where one is missing."""
    whole = tuple(path.absolute() for path in paths)  # a worker stands in a folder of its own
    return WorldFiles(whole, hash_of([holdfire_version(), *(hashed(path) for path in paths)]))


@lru_cache(maxsize=2)
def known_world(files: WorldFiles) -> World:
    """Our world with these files. Raises `KnowledgeError` for one that cannot be used."""
    return load_world(*files.paths, theatres=theatres())


def spread_over(runner: Runner, files: WorldFiles) -> Spread:
    """Spreads tasks over a runner. What fails is tried again; the error of what failed three times is raised."""

    def done(work: Callable[[T, World], R], tasks: Iterable[T]) -> Iterator[R]:
        return results(runner, partial(_in_world, work, files), tasks)

    return done


def _in_world(work: Callable[[T, World], R], files: WorldFiles, task: T) -> R:
    return work(task, known_world(files))
