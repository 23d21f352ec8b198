"""Terms compiled for a batch: one column for each clause and reading, and the clock on which they are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..terms import PLAIN, Clause, Slots, Terms
from ..world import World
from ..world.time import FOREVER, instant, micros
from .codes import Ints
from .standing import Standing


@dataclass(frozen=True)
class Column:
    """One clause under one reading."""

    clause: Clause
    reading: str
    slots: Slots

    @property
    def plain(self) -> bool:
        return self.reading == PLAIN


@dataclass(frozen=True)
class Program:
    """An agreement ready to judge by.

    `start`, `end` and `baseline` are microseconds UTC; `start` is None for a proposal that was never in force.
    `boundaries` are the instants at which any actor's standing changes: between two of them nothing does.
    """

    terms: Terms
    world: World
    columns: tuple[Column, ...]
    start: int | None
    end: int
    baseline: int
    standing: Standing
    boundaries: Ints

    @property
    def id(self) -> str:
        return self.terms.id

    @cached_property
    def memory(self) -> dict[str, dict[Any, bytes]]:
        """What the judge has answered for values of a test: nothing in a program changes, so nothing here does."""
        return {}

    @cached_property
    def plain(self) -> np.ndarray:
        """By column: whether it is the plain reading."""
        return np.array([column.plain for column in self.columns], dtype=bool)

    @cached_property
    def clause_of(self) -> np.ndarray:
        """By column: the number of its clause."""
        order = {clause.id: n for n, clause in enumerate(self.terms.agreement.clauses)}
        return np.array([order[column.clause.id] for column in self.columns], dtype=np.int64)

    @property
    def periods(self) -> tuple[int, int]:
        """The whole time in which an act can touch the agreement, its baseline included.

        A proposal that was never in force has none of its own: it is asked at any time, and says that it was not.
        """
        return self.baseline, self.end


def compile_terms(
    terms: Terms, world: World, baseline: object = None, meanings: Mapping[str, bool] | None = None
) -> Program:
    """An agreement compiled. `meanings` settles, clause by clause, whether contested words cover what is doubtful."""
    agreement = terms.agreement
    settled = meanings or {}
    columns = tuple(
        Column(clause, reading, _meant(clause.read_as(reading), settled.get(clause.id)))
        for clause in agreement.clauses
        for reading in clause.readings
    )
    start = None if agreement.starts is None else micros(instant(agreement.starts, agreement.zone))
    if agreement.standing == "proposed":
        start = None
    until = agreement.plain_end.until
    end = FOREVER if until is None else micros(instant(until, agreement.zone))
    first = _first(terms, baseline, start)
    standing = Standing(agreement, world)
    changes = {at for at in standing.changes() if at > (start if start is not None else -FOREVER)}
    boundaries = np.array(sorted(changes), dtype=np.int64)
    return Program(terms, world, columns, start, end, first, standing, boundaries)


def _meant(slots: Slots, covers: bool | None) -> Slots:
    if covers is None:
        return slots
    return slots.model_copy(update={"act": (*slots.act, *slots.doubtful) if covers else slots.act, "doubtful": ()})


def _first(terms: Terms, baseline: object, start: int | None) -> int:
    agreement = terms.agreement
    if start is None:
        return -FOREVER
    if baseline is None:
        return start
    first = micros(instant(baseline, agreement.zone))
    if first > start:
        raise ValueError(f"expected a baseline that begins before the start of {terms.id}, found {baseline}")
    return first
