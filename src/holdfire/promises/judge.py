"""Promises held against deliveries and a clock: pure functions, in plain Python.

What is asked of a promise on a day: does it run yet (what it hangs on, is it reported), is its time up, how much was
owed, and how much did each source report by then. Sources are never added to each other: each has its own account, and
where accounts contradict each other the answer is undetermined. Nothing reported is no report of nothing, and less
reported is no report of less: only a total, or somebody's word that it was not done, says that there was no more. A
report coarser than the deadline may lie on either side of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..terms import PLAIN, Agreement, Promise
from ..terms.moments import Relative, after
from ..terms.promise import Owed
from ..world.time import local_midnight, zone_info
from .deliveries import Known
from .sources import agreed, denied, in_window, told_so_far, touches
from .tally import (
    IN_TIME,
    LATE,
    OPEN,
    SHORT,
    Account,
    Reached,
    accounts,
    standing,
    worst,
)


@dataclass(frozen=True)
class Window:
    """One closed day or week of a quota: from when to when (UTC), what it came to, and the sources' range."""

    start: datetime
    end: datetime
    state: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class State:
    """How a promise stands on a day, under one reading.

    `state` is waiting, suspended, running, kept, kept_late, missed, undetermined, lapsed or not_owed; `because` a
    code; `waits_for` what it hangs on. `owed` and `done` are ranges over what sources report; `by_source` each source's
    own total; `windows` the closed days or weeks of a quota. All instants are UTC.
    """

    promise: str
    reading: str
    state: str
    because: str
    opens: datetime | None = None
    due: datetime | None = None
    owed: tuple[float, float] | None = None
    done: tuple[float, float] | None = None
    by_source: tuple[tuple[str, float], ...] = ()
    windows: tuple[Window, ...] = ()
    waits_for: str | None = None


def states(agreement: Agreement, known: Known) -> list[State]:
    """Every promise of an agreement under each of its readings, as it stands on a day.

    >>> from datetime import UTC
    >>> from holdfire.terms import load_terms, world_for
    >>> terms = load_terms("syria-arrangement-2016-09", world_for(["syria-arrangement-2016-09"]))
    >>> sorted({each.state for each in states(terms.agreement, Known(datetime(2016, 9, 1, tzinfo=UTC)))})
    ['running', 'waiting']
    """
    desk = Desk(agreement, known)
    return [desk.state(promise, reading) for promise in agreement.promises for reading in promise.readings]


_ROUNDING = 1e-9
"""Shares of a number are counted whole where they are so to nine places."""


class Desk:
    """One agreement on one day: every question is answered once."""

    def __init__(self, agreement: Agreement, known: Known):
        self.agreement, self.known, self.zone = agreement, known, agreement.zone
        self._done: dict[tuple[str, str], State] = {}
        times = known.times(agreement)
        self.early = replace(times, kept=lambda name: self._kept(name)[0])
        self.late = replace(times, kept=lambda name: self._kept(name)[1])
        self._reached: dict[str, Reached | None] = {}

    def state(self, promise: Promise, reading: str = PLAIN) -> State:
        """How a promise stands, what it is to be done together with included."""
        alone = self.alone(promise, reading)
        return self._together(promise, promise.read_as(reading), alone)

    def alone(self, promise: Promise, reading: str = PLAIN) -> State:
        """How a promise stands, apart from what it is to be done together with."""
        key = promise.id, reading
        if key not in self._done:
            found = self._judged(promise, reading)
            late = found.opens is not None and found.due is not None and found.due < found.opens
            if late and found.state == "missed":  # what had to come first came after the deadline
                found = replace(found, state="undetermined", because="due_unknown")
            self._done[key] = found
        return self._done[key]

    def _ended(self, promise: Promise) -> bool:
        end = self.late.of("end")
        return end is not None and end <= self.known.now and not promise.outlives

    # when

    def _kept(self, name: str) -> tuple[datetime | None, datetime | None]:
        """When a promise was fulfilled by what every source that reports on it says: earliest and latest."""
        promise = next((each for each in self.agreement.promises if each.id == name), None)
        if promise is None:
            return None, None
        if name not in self._reached:
            self._reached[name] = None  # what hangs on itself is never fulfilled
            due = self._due(promise, promise, PLAIN)[1] if promise.ratios else None
            owed = self._owed(promise, due=due)
            self._reached[name] = None if owed is None else self._fulfilled(promise, owed[1])
        found = self._reached[name]
        return (None, None) if found is None else (found.first, found.last)

    def _fulfilled(self, promise: Promise, number: float) -> Reached | None:
        """When it came to the number, over all sources that say so; None where one says that it did not."""
        if promise.per != "total" or promise.of_which:
            alone = self.alone(promise)
            if alone.state not in ("kept", "kept_late"):
                return None
            if promise.per != "total":
                return Reached(alone.due, alone.due) if alone.due is not None else None
        counted = self._accounts(promise, promise)
        parts = [(each.at_least, each.counts) for each in promise.of_which]
        kept = [found for account in counted.values() if (found := account.reached_all(number, parts)) is not None]
        if denied(counted, number):
            return None
        if not kept:
            return None
        width = max(each.last - each.first for each in kept)
        return Reached(min(each.first for each in kept), max(each.last for each in kept), width=width)

    def _due(self, promise: Promise, owed: Owed, reading: str) -> tuple[datetime | None, datetime | None]:
        """When it falls due at the earliest and at the latest; moved where a later change moved it. A reading that
        states a deadline of its own keeps it."""
        if owed.due is None:
            end = self._end(promise)
            return end, end
        early, late = self.early.at(owed.due), self.late.at(owed.due)
        if reading != PLAIN and owed.due != promise.due:
            return early, late
        for change in self.agreement.changes:
            moves = promise.id in change.clauses and change.kind in ("extension", "amendment", "waiver")
            until = self.late.at(change.until)
            if moves and until is not None and (self.late.at(change.on) or until) <= self.known.now:
                early, late = (None if each is None else max(each, until) for each in (early, late))
        return early, late

    def _end(self, promise: Promise) -> datetime | None:
        """When it ends that the promise runs: with the phase, with the agreement, or never."""
        ends = [] if promise.outlives else [self.late.of("end")]
        ends += [self.late.phase(promise.phase)[1]] if promise.phase else []
        return min((each for each in ends if each is not None), default=None)

    def due(self, promise: Promise) -> datetime | None:
        """When a promise falls due by its plain reading, as far as is known on the day."""
        return None if promise.due is None else self._due(promise, promise, PLAIN)[1]

    def _opens(self, promise: Promise, owed: Owed) -> tuple[datetime | None, str | None]:
        """From when it runs, and what it waits for where that is not known."""
        first, waits = self._moment(owed.opens if owed.opens is not None else Relative(of=promise.phase or "start"))
        for name in owed.after:
            at = self.late.of(name)
            waits = waits or (name if at is None or at > self.known.now else None)
            first = max(first, at) if first and at else None
        return first, waits

    def _moment(self, moment: object) -> tuple[datetime | None, str | None]:
        at = self.late.at(moment)  # type: ignore[arg-type]
        return at, moment.of if at is None and isinstance(moment, Relative) else None

    # how much

    def _owed(self, promise: Promise, reading: str = PLAIN, due: datetime | None = None) -> tuple[float, float] | None:
        """How much is owed by what was reported of the time up to the deadline: least and most; None where what it is
        measured by is not reported."""
        owed = promise.read_as(reading)
        if owed.amount is not None:
            return owed.amount.number, owed.amount.number
        if not owed.ratios:
            return 1.0, 1.0
        low = high = 0.0
        for ratio in owed.ratios:
            other = self.agreement.promise(ratio.of)
            told = [each for each in self._accounts(other, other).values() if each.tells(ratio.counts)]
            if not told:
                return None
            sure = [each.value(due, sure=True, part=ratio.counts) for each in told]
            perhaps = [each.value(due, sure=False, part=ratio.counts) for each in told]
            low += ratio.give * math.floor(min(sure) / ratio.for_each + _ROUNDING)
            high += ratio.give * math.floor(max(perhaps) / ratio.for_each + _ROUNDING)
        return low, high

    def _accounts(self, promise: Promise, owed: Owed) -> dict[str, Account]:
        opens = self._opens(promise, owed)[0]
        whole = owed.amount.number if owed.amount is not None else 1.0
        mine = [each for each in self.known.deliveries if each.promise == promise.id and each.start < self.known.now]
        later = [each for each in mine if opens is None or each.end > opens or each.start >= opens]
        return accounts(later, whole)

    # the answer

    def _judged(self, promise: Promise, reading: str) -> State:
        owed = promise.read_as(reading)
        found = State(promise.id, reading, "running", "not_due")
        if self.agreement.standing == "proposed" and owed.opens is None and not owed.after:
            return replace(found, state="not_owed", because="never_in_force")
        if any(each.id == reading and each.nothing_owed for each in promise.interpretations):
            return replace(found, state="not_owed", because="not_promised")
        opens, waits = self._opens(promise, owed)
        if waits is not None:
            return replace(found, state="waiting", because=self._why_waiting(waits), waits_for=waits)
        early, due = self._due(promise, owed, reading)
        if due is None and isinstance(owed.due, Relative):
            return self._without_due(replace(found, opens=opens), owed.due.of)
        found = replace(found, opens=opens, due=due)
        if opens is not None and opens > self.known.now:
            return found
        if owed.suspended_until is not None:
            lifted = self.late.of(owed.suspended_until)
            if lifted is None or lifted > self.known.now:
                return replace(found, state="suspended", because="until_event", waits_for=owed.suspended_until)
        if owed.per != "total":
            return self._quota(found, promise, owed)
        return self._total(found, promise, owed, reading, early)

    def _why_waiting(self, name: str) -> str:
        kept = any(each.id == name for each in self.agreement.promises)
        return "promise_not_kept" if kept else "event_not_reported"

    def _without_due(self, found: State, name: str) -> State:
        """What its deadline hangs on is not reported, or sources differ on whether it happened."""
        promise = next((each for each in self.agreement.promises if each.id == name), None)
        if promise is not None and any(each.value() for each in self._accounts(promise, promise).values()):
            return replace(found, state="undetermined", because="due_unknown", waits_for=name)
        return replace(found, state="waiting", because=self._why_waiting(name), waits_for=name)

    def _total(self, found: State, promise: Promise, owed: Owed, reading: str, early: datetime | None) -> State:
        amount = self._owed(promise, reading, found.due)
        if amount is None:
            waits = next(ratio.of for ratio in owed.ratios)
            return replace(found, state="waiting", because="promise_not_kept", waits_for=waits)
        counted = self._accounts(promise, owed)
        found = replace(found, owed=amount, **told_so_far(counted))
        if amount[1] == 0:
            return replace(found, state="not_owed", because="nothing_exchanged")
        answers = {self._answer(found, owed, counted, number, early) for number in amount}
        state, because = answers.pop() if len(answers) == 1 else ("undetermined", "sources_differ")
        late = state == "kept_late" and found.due is not None and self.known.now >= found.due
        if state == "kept" or late:
            return replace(found, state=state, because=because)
        end = self.late.of("end")
        if (
            self._ended(promise)
            and owed.due is not None
            and found.due is not None
            and end is not None
            and found.due > end
        ):
            return replace(found, state="lapsed", because="ended_first")
        if found.due is None or self.known.now < found.due:
            return found
        return replace(found, state=state, because=because)

    def _answer(
        self, found: State, owed: Owed, counted: dict[str, Account], number: float, early: datetime | None
    ) -> tuple[str, str]:
        """What all sources together say of a number that is owed, once its time is up."""
        if not counted:
            return "undetermined", "nothing_reported"
        says = {
            worst(
                [
                    standing(account, number, early, found.due),
                    *(standing(account, each.at_least, early, found.due, each.counts) for each in owed.of_which),
                ]
            )
            for account in counted.values()
        }
        if denied(counted, number):
            return "undetermined", "sources_differ"
        rough = owed.amount is not None and owed.amount.about is not None
        if rough and not says & {IN_TIME, LATE} and any(account.value() for account in counted.values()):
            says = {OPEN if each == SHORT else each for each in says}
        state, because = agreed(says)
        nothing = state == "missed" and not any(account.value() for account in counted.values())
        return state, "not_done" if nothing else because

    # quotas

    def _quota(self, found: State, promise: Promise, owed: Owed) -> State:
        number = owed.amount.number if owed.amount is not None else 1.0
        windows = tuple(self._windows(found, promise, owed, number))
        found = replace(found, owed=(number, number), windows=windows, **told_so_far(self._accounts(promise, owed)))
        closed = {window.state for window in windows}
        if "missed" in closed:
            return replace(found, state="missed", because="short")
        for because in _OPEN_WINDOWS:
            if because in closed:
                return replace(found, state="undetermined", because=because)
        ends = [each for each in (found.due, self._end(promise)) if each is not None]
        over = bool(ends) and min(ends) <= self.known.now
        if over and not windows:
            why = "not_all_reported" if found.by_source else "nothing_reported"
            return replace(found, state="undetermined", because=why)
        return replace(found, state="kept", because="done") if over else found

    def _windows(self, found: State, promise: Promise, owed: Owed, number: float) -> Iterator[Window]:
        """The closed days or weeks of a quota. The first begins with the first whole civil day from the opening on."""
        if found.opens is None:
            return
        day = found.opens.astimezone(zone_info(self.zone)).date()
        start = local_midnight(day, self.zone)
        if start < found.opens:
            start = after(start, "1 d", self.zone)
        last = min(each for each in (self.known.now, found.due, self._end(promise)) if each is not None)
        counted = self._accounts(promise, owed)
        while (end := after(start, "1 d" if owed.per == "day" else "7 d", self.zone)) <= last:
            yield self._window(counted, owed, number, start, end)
            start = end

    def _window(self, counted: dict[str, Account], owed: Owed, number: float, start: datetime, end: datetime) -> Window:
        """One closed day or week: what each source says of it. A report that covers it all is that source's total."""
        inside = {
            source: Account(tuple(each for each in account.reports if touches(each, start, end)), account.whole)
            for source, account in counted.items()
        }
        told = {source: account for source, account in inside.items() if account.reports}
        if not told:
            return Window(start, end, "nothing_reported")
        says = {
            worst(
                in_window(account, least, start, end, part)
                for part, least in ((None, number), *((share.counts, share.at_least) for share in owed.of_which))
            )
            for account in told.values()
        }
        state, because = agreed(says)
        values = [sum(account.number(each) for each in account.reports) for account in told.values()]
        return Window(start, end, state if state in ("kept", "missed") else because, min(values), max(values))

    # together

    def _together(self, promise: Promise, owed: Owed, alone: State) -> State:
        """What is to be done simultaneously: the later of two is late, and neither is owed before the other moves."""
        if not owed.with_ or alone.state not in ("running", "kept", "missed", "undetermined"):
            return alone
        mine = self._kept(promise.id)
        for name in owed.with_:
            theirs = self._kept(name)
            if theirs[0] is None or theirs[1] is None:
                continue
            first, last = (self._later(each, owed) for each in theirs)
            if mine[0] is not None and mine[1] is not None:
                if alone.state == "kept" and mine[0] > last:
                    return replace(alone, state="kept_late", because="done_late")
                coarse = mine[0] + self._width(promise.id) > first
                if alone.state == "kept" and owed.tolerance and coarse:
                    return replace(alone, state="undetermined", because="time_too_coarse")
            elif self.known.now > last and alone.state == "running":
                return self._behind(promise, owed, alone, last)
        nobody = all(self._kept(name)[1] is None for name in owed.with_)
        if mine[0] is None and alone.state == "running" and nobody:
            return replace(alone, state="waiting", because="concurrent", waits_for=owed.with_[0])
        return alone

    def _width(self, name: str) -> timedelta:
        """How coarse the reports are by which a promise was fulfilled."""
        found = self._reached.get(name)
        return found.width if found else timedelta(0)

    def _later(self, moment: datetime | None, owed: Owed) -> datetime:
        """A moment with the tolerance that is left; without one, what is told of one day is together."""
        if moment is None:
            raise ValueError("expected a moment, found none")
        return after(moment, owed.tolerance, self.zone) if owed.tolerance else moment

    def _behind(self, promise: Promise, owed: Owed, alone: State, limit: datetime) -> State:
        """The other has acted, the time that is left has passed, and this one is not reported as done."""
        counted = self._accounts(promise, owed)
        number = (self._owed(promise, due=alone.due) or (1.0, 1.0))[0]
        if any(each.reached(number) for each in counted.values()):
            return replace(alone, state="undetermined", because="sources_differ")
        if any((most := each.most(limit)) is not None and most < number for each in counted.values()):
            return replace(alone, state="missed", because="not_simultaneous")
        return replace(alone, state="undetermined", because="not_all_reported" if counted else "nothing_reported")


_OPEN_WINDOWS = ("sources_differ", "time_too_coarse", "amount_not_reported", "not_all_reported", "nothing_reported")
