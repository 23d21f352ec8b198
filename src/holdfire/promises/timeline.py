"""The state of an agreement over time: what is in force on a day, which phase, what is due next, what ended it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from ..terms import Agreement, Clause
from ..terms.moments import Relative, Times
from .deliveries import Known
from .judge import Desk, State, states

_LAST = datetime.max.replace(tzinfo=UTC)
STATUSES = ("never", "not_announced", "announced", "in_force", "suspended", "ended")


@dataclass(frozen=True)
class Entry:
    """One thing on the line: `at` (UTC) is None where it is not known to have happened. `about` is the id of what it
    is, `says` what the file says of it, `claimed_by` whose view it is."""

    at: datetime | None
    kind: str
    about: str
    says: str | None = None
    claimed_by: tuple[str, ...] = ()
    source: str | None = None
    unchecked: bool | str = False


@dataclass(frozen=True)
class View:
    """The status by one view of the start and the end."""

    view: str
    status: str
    until: datetime | None = None
    claimed_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """An agreement's life, and its state on a day where one was asked for."""

    agreement: str
    entries: tuple[Entry, ...]
    on: datetime | None = None
    status: str | None = None
    views: tuple[View, ...] = ()
    phase: str | None = None
    binding: tuple[str, ...] = ()
    resting: tuple[tuple[str, str], ...] = ()
    promises: tuple[State, ...] = ()
    due_next: tuple[State, ...] = field(default=())


def timeline(agreement: Agreement, known: Known | None = None) -> Timeline:
    """The life of an agreement; with `known`, its state on that day too.

    >>> from datetime import UTC
    >>> from holdfire.terms import load_terms, world_for
    >>> terms = load_terms("syria-arrangement-2016-09", world_for(["syria-arrangement-2016-09"]))
    >>> timeline(terms.agreement, Known(datetime(2016, 9, 19, 12, tzinfo=UTC))).views
    ... # doctest: +NORMALIZE_WHITESPACE +ELLIPSIS
    (View(view='seven-days', status='in_force', ...),
     View(view='army-regime', status='ended', ...),
     View(view='not-over', status='in_force', ...))
    """
    times = Times(agreement) if known is None else known.times(agreement)
    desk = Desk(agreement, known or Known(_LAST))
    entries = sorted(_entries(agreement, times, desk), key=lambda each: _LAST if each.at is None else each.at)
    found = Timeline(agreement.id, tuple(entries))
    if known is None:
        return found
    all_promises = tuple(states(agreement, known))
    running = [each for each in all_promises if each.state == "running" and each.due and each.due >= known.now]
    binding, resting = [], []
    for clause in agreement.clauses:
        why = rests(clause, times, known.now, status(agreement, times, known.now))
        if why is None:
            binding.append(clause.id)
        else:
            resting.append((clause.id, why))
    return replace(
        found,
        on=known.now,
        status=status(agreement, times, known.now),
        views=tuple(_views(agreement, known)),
        phase=phase_on(agreement, times, known.now),
        binding=tuple(binding),
        resting=tuple(resting),
        promises=all_promises,
        due_next=tuple(sorted(running, key=lambda each: (each.due or known.now, each.promise))),
    )


def status(agreement: Agreement, times: Times, now: datetime) -> str:
    """Whether the agreement is in force at an instant, by the views of start and end that the times are told by."""
    start, end, announced = times.of("start"), times.of("end"), times.of("announced")
    if agreement.standing == "proposed" or start is None:
        return "never"
    if end is not None and now >= end:
        return "ended"
    if now < start:
        return "announced" if announced is not None and now >= announced else "not_announced"
    for change in agreement.changes:
        begun, over = times.at(change.on), times.at(change.until)
        whole = change.kind == "suspension" and not change.clauses
        if whole and begun is not None and begun <= now and (over is None or now < over):
            return "suspended"
    return "in_force"


def phase_on(agreement: Agreement, times: Times, now: datetime) -> str | None:
    """The phase that runs at an instant; the later of two that overlap."""
    found = None
    for phase in agreement.phases:
        starts, ends = times.phase(phase.id)
        if starts is not None and starts <= now and (ends is None or now < ends):
            found = phase.id
    return found


def rests(clause: Clause, times: Times, now: datetime, status: str) -> str | None:
    """Why a clause does not bind at an instant: a code; None where it binds."""
    outside = status in ("never", "suspended") or (status == "ended" and not clause.outlives)
    if outside or (status in ("announced", "not_announced") and not clause.before_start):
        return status
    if any(
        (first := times.at(each.from_)) and first <= now and ((last := times.at(each.until)) is None or now < last)
        for each in clause.waived
    ):
        return "waived"
    for change in times.agreement.changes:
        if change.kind in ("suspension", "waiver") and clause.id in change.clauses:
            begun, over = times.at(change.on), times.at(change.until)
            if begun is not None and begun <= now and (over is None or now < over):
                return "waived" if change.kind == "waiver" else "suspended"
    spans: list[tuple[Any, Any, bool]] = []
    if clause.phase is not None:
        starts, ends = times.phase(clause.phase)
        spans.append((starts, ends, True))
    if clause.time is not None:
        window = clause.time
        spans.append((times.at(window.from_), times.at(window.until), window.from_ is not None))
    for first, last, stated in spans:
        if stated and (first is None or now < first):
            return "not_begun"
        if last is not None and now >= last:
            return "over"
    return None


def _views(agreement: Agreement, known: Known) -> Iterator[View]:
    for start in (None, *(each.id for each in agreement.rival_starts)):
        for end in agreement.ends:
            if start is not None and not end.plain:
                continue
            times = replace(known, starts=start, ends=end.id).times(agreement)
            name = end.id if start is None else start
            claimed = (
                end.claimed_by
                if start is None
                else next(each.claimed_by for each in agreement.rival_starts if each.id == start)
            )
            yield View(name, status(agreement, times, known.now), times.of("end"), claimed)


def _entries(agreement: Agreement, times: Times, desk: Desk) -> Iterator[Entry]:
    if agreement.announced is not None:
        yield Entry(times.of("announced"), "announced", agreement.id)
    if agreement.starts is not None:
        yield Entry(times.of("start"), "starts", agreement.id)
    for start in agreement.rival_starts:
        at = times.at(start.at)
        yield Entry(at, "rival_start", start.id, start.says, start.claimed_by, start.source, start.unchecked)
    for end in agreement.ends:
        kind = "ends" if end.plain else "rival_end"
        if end.until is not None or not end.plain:
            yield Entry(times.at(end.until), kind, end.id, end.says, end.claimed_by, end.source, end.unchecked)
    for change in agreement.changes:
        yield Entry(times.at(change.on), change.kind, change.id, change.says, (), change.source, change.unchecked)
    for event in agreement.events:
        yield Entry(times.of(event.id), "event", event.id, event.says, event.claimed_by, event.source, event.unchecked)
    for phase in agreement.phases:
        starts, ends = times.phase(phase.id)
        yield Entry(starts, "phase", phase.id, phase.says, (), phase.source, phase.unchecked)
        if ends is not None:
            yield Entry(ends, "phase_ends", phase.id, phase.says, (), phase.source, phase.unchecked)
    for clause in agreement.clauses:
        if clause.time is not None:
            for kind, moment in (("clause_from", clause.time.from_), ("clause_until", clause.time.until)):
                if moment is not None:
                    yield Entry(times.at(moment), kind, clause.id, clause.says, (), clause.source.ref, clause.unchecked)
        for waiver in clause.waived:
            yield Entry(times.at(waiver.from_), "waiver", clause.id, waiver.says, (), None, waiver.unchecked)
    for promise in agreement.promises:
        if promise.due is not None:
            at = desk.due(promise)
            waits = isinstance(promise.due, Relative) and at is None
            kind = "due_waits" if waits else "due"
            yield Entry(at, kind, promise.id, promise.says, (), promise.source.ref, promise.unchecked)
