"""What is made once for each world and language, and kept for the few that are in use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from ...world import World

_MOST = 16


class _OfWorld(Protocol):
    @property
    def world(self) -> World: ...


T = TypeVar("T", bound=_OfWorld)


class Kept(Generic[T]):
    """A store: `make` is called once for each world and language."""

    def __init__(self, make: Callable[[World, str], T]):
        self._make = make
        self._held: dict[tuple[int, str], T] = {}

    def __call__(self, world: World, language: str) -> T:
        key = (id(world), language)
        held = self._held.get(key)
        if held is None or held.world is not world:
            if len(self._held) >= _MOST:
                self._held.clear()
            held = self._held[key] = self._make(world, language)
        return held
