"""Work that is cut into tasks, whoever does them: this process, or others on this machine and elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from ..world import World

T = TypeVar("T")
R = TypeVar("R")


class Spread(Protocol):
    """Does the same work on many tasks. `work` is a function of a module, or a partial of one with little in it, which
    is given a task and the world that whoever works has loaded; so only tasks and results travel."""

    def __call__(self, work: Callable[[T, World], R], tasks: Iterable[T]) -> Iterator[R]:
        """The results, in any order. Tasks are drawn as there is somebody for them."""
        ...


def here(world: World) -> Spread:
    """All in this process, one task after the other.

    >>> from holdfire.world import load_world
    >>> list(here(load_world())(lambda task, world: 2 * task, [1, 2]))
    [2, 4]
    """

    def done(work: Callable[[T, World], R], tasks: Iterable[T]) -> Iterator[R]:
        return (work(task, world) for task in tasks)

    return done
