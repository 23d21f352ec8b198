"""Terms compiled for a batch: one column for each clause and reading, and the clock on which they are judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np

from ..records.codes import Ints
from ..terms import PLAIN, Agreement, Clause, Slots, Terms
from ..terms.moments import END, START, Times
from ..world import World
from ..world.time import FOREVER, instant, micros
from .assuming import NEVER, Assumption, meanings
from .standing import Standing


@dataclass(frozen=True)
class Period:
    """When a column binds, apart from the agreement's own period: microseconds UTC, half-open.

    `first` is `FOREVER` where what it waits for is not known to have happened. `daily` are hours local to the
    agreement's zone, `before` lets it bind before the agreement's start, `beyond` after its end, in `waived` and
    `suspended` it is not applied.
    """

    first: int = -FOREVER
    last: int = FOREVER
    daily: tuple[str, str] | None = None
    before: bool = False
    beyond: bool = False
    waived: tuple[tuple[int, int], ...] = ()
    suspended: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Column:
    """One clause under one reading; `when` where it binds for less, or longer, than the agreement's period."""

    clause: Clause
    reading: str
    slots: Slots
    when: Period | None = None

    @property
    def plain(self) -> bool:
        return self.reading == PLAIN


@dataclass(frozen=True)
class Program:
    """An agreement ready to judge by.

    `start`, `end` and `baseline` are microseconds UTC; `start` is None for a proposal that was never in force.
    `boundaries` are the instants at which any actor's standing changes: between two of them nothing does.
    `assumptions` and `given_baseline` are those with which it was compiled.
    """

    terms: Terms
    world: World
    columns: tuple[Column, ...]
    start: int | None
    end: int
    baseline: int
    standing: Standing
    boundaries: Ints
    assumptions: tuple[Assumption, ...] = ()
    given_baseline: object = None

    @property
    def id(self) -> str:
        return self.terms.id

    @cached_property
    def memory(self) -> dict[str, dict[Any, bytes]]:
        """What the judge has answered for values of a test: nothing in a program changes, so nothing here does."""
        return {}

    @cached_property
    def bases(self) -> dict[tuple[tuple[str, ...], tuple[str, ...]], str | None]:
        """On what an attribution rests, by who acted and who says so, as far as it was asked."""
        return {}

    @cached_property
    def plain(self) -> np.ndarray:
        """By column: whether it is the plain reading."""
        return np.array([column.plain for column in self.columns], dtype=bool)

    @cached_property
    def asks_holder(self) -> bool:
        """Whether the answer of any clause, under any reading, turns on who held the ground."""
        return any(clause.turns_on_ground for clause in self.terms.agreement.clauses)

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
        early = [column.when.first for column in self.columns if column.when and column.when.before]
        late = [column.when.last for column in self.columns if column.when and column.when.beyond]
        return min([self.baseline, *early]), max([self.end, *late])


def compile_terms(
    terms: Terms, world: World, baseline: object = None, assumptions: Sequence[Assumption] = ()
) -> Program:
    """An agreement compiled, under the assumptions that bear on the terms: what contested words cover, by whose view
    it began and ended, and when something happened on which a clause hangs."""
    agreement = terms.agreement
    settled = meanings(assumptions)
    times = times_of(agreement, assumptions)
    columns = tuple(
        Column(clause, reading, stated, _when(clause, stated, times))
        for clause in agreement.clauses
        for reading in clause.readings
        for stated in [_meant(clause.read_as(reading), settled.get(clause.id))]
    )
    started = None if agreement.standing == "proposed" else times.of(START)
    start = None if started is None else micros(started)
    ended = times.of(END)
    end = FOREVER if ended is None else micros(ended)
    first = _first(terms, baseline, start)
    standing = Standing(agreement, world)
    changes = {at for at in standing.changes() if at > (start if start is not None else -FOREVER)}
    boundaries = np.array(sorted(changes), dtype=np.int64)
    return Program(terms, world, columns, start, end, first, standing, boundaries, tuple(assumptions), baseline)


def times_of(agreement: Agreement, assumptions: Sequence[Assumption] = ()) -> Times:
    """When things happened by the agreement, under assumptions about its start, its end and events."""
    views: dict[str, str] = {}
    events: dict[str, datetime | None] = {}
    for each in assumptions:
        if each.fact.kind in ("start", "end") and each.fact.subject == agreement.id:
            known = [view.id for view in (agreement.ends if each.fact.kind == "end" else agreement.rival_starts)]
            if each.answer not in known:
                told = ", ".join(known) or f"none: no rival {each.fact.kind} is recorded"
                raise ValueError(f"expected the answer to {each.fact} to be one of {told}, found {each.answer!r}")
            if views.setdefault(each.fact.kind, each.answer) != each.answer:
                raise ValueError(
                    f"expected one answer to {each.fact}, found {views[each.fact.kind]!r} and {each.answer!r}"
                )
        elif each.fact.kind == "event" and each.fact.subject:
            never = each.answer == NEVER
            events[each.fact.subject] = None if never else instant(each.answer, agreement.zone)
    return Times(agreement, events, views.get("start"), views.get("end"))


def _when(clause: Clause, slots: Slots, times: Times) -> Period | None:
    window = slots.time
    agreement = times.agreement
    resting = [
        (each.kind, (_micros(times.at(each.on), FOREVER), _micros(times.at(each.until), FOREVER)))
        for each in agreement.changes
        if (each.kind == "suspension" and not each.clauses)
        or (each.kind in ("suspension", "waiver") and clause.id in each.clauses)
    ]
    usual = not (clause.waived or clause.before_start or clause.outlives or resting)
    if window is None and clause.phase is None and usual:
        return None
    first, last = -FOREVER, FOREVER
    if clause.phase is not None:
        starts, ends = times.phase(clause.phase)
        first, last = _micros(starts, FOREVER), _micros(ends, FOREVER)
    if window is not None and window.from_ is not None:
        first = max(first, _micros(times.at(window.from_), FOREVER))
    if window is not None and window.until is not None:
        last = min(last, _micros(times.at(window.until), FOREVER))
    waived = tuple(
        (_micros(times.at(each.from_), FOREVER), _micros(times.at(each.until), FOREVER)) for each in clause.waived
    ) + tuple(span for kind, span in resting if kind == "waiver")
    suspended = tuple(span for kind, span in resting if kind == "suspension")
    daily = window.daily if window else None
    return Period(first, last, daily, clause.before_start, clause.outlives, waived, suspended)


def _micros(moment: datetime | None, missing: int) -> int:
    return missing if moment is None else micros(moment)


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
