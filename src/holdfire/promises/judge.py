"""Promises held against deliveries and a clock: pure functions, in plain Python.

What is asked of a promise on a day: does it run yet (what it hangs on, is it reported), is its time up, how much was
owed, and how much did each source report by then. Sources are never added to each other: each has its own total, and
where the totals fall on both sides of what is owed the answer is undetermined. Nothing reported is no report of
nothing. A report coarser than the deadline may lie on either side of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ..terms import PLAIN, Agreement, Promise
from ..terms.moments import Relative, after
from ..terms.promise import Owed
from ..world.time import local_midnight, zone_info
from .deliveries import Known
from .tally import Reached, Tally, tally


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
    >>> states(terms.agreement, Known(datetime(2016, 9, 14, tzinfo=UTC)))
    []
    """
    desk = Desk(agreement, known)
    return [desk.state(promise, reading) for promise in agreement.promises for reading in promise.readings]


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
            self._done[key] = self._judged(promise, reading)
        return self._done[key]

    # when

    def _kept(self, name: str) -> tuple[datetime | None, datetime | None]:
        """When a promise was fulfilled by what every source that reports on it says: earliest and latest."""
        promise = next((each for each in self.agreement.promises if each.id == name), None)
        if promise is None:
            return None, None
        if name not in self._reached:
            owed = self._owed(promise)
            self._reached[name] = None if owed is None else self._tally(promise, promise).reached(owed[1])
        found = self._reached[name]
        return (None, None) if found is None else (found.first, found.last)

    def _due(self, promise: Promise, owed: Owed, reading: str) -> tuple[datetime | None, datetime | None]:
        """When it falls due at the earliest and at the latest; moved where a later change moved it. A reading that
        states a deadline of its own keeps it."""
        if owed.due is None:
            end = self.late.of("end")
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

    def _owed(self, promise: Promise, reading: str = PLAIN) -> tuple[float, float] | None:
        """How much is owed by what was reported: least and most; None where what it is measured by is not reported."""
        owed = promise.read_as(reading)
        if owed.amount is not None:
            return owed.amount.number, owed.amount.number
        if not owed.ratios:
            return 1.0, 1.0
        low = high = 0.0
        for ratio in owed.ratios:
            other = self.agreement.promise(ratio.of)
            counted = self._tally(other, other).so_far(ratio.counts)
            if not counted:
                return None
            low += ratio.give * (min(counted.values()) // ratio.for_each)
            high += ratio.give * (max(counted.values()) // ratio.for_each)
        return low, high

    def _tally(self, promise: Promise, owed: Owed) -> Tally:
        opens = self._opens(promise, owed)[0]
        whole = owed.amount.number if owed.amount is not None else 1.0
        mine = [each for each in self.known.deliveries if each.promise == promise.id and each.start < self.known.now]
        return tally([each for each in mine if opens is None or each.end > opens or each.start >= opens], whole)

    # the answer

    def _judged(self, promise: Promise, reading: str) -> State:
        owed = promise.read_as(reading)
        found = State(promise.id, reading, "running", "not_due")
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
        if promise is not None and any(self._tally(promise, promise).so_far().values()):
            return replace(found, state="undetermined", because="due_unknown", waits_for=name)
        return replace(found, state="waiting", because=self._why_waiting(name), waits_for=name)

    def _total(self, found: State, promise: Promise, owed: Owed, reading: str, early: datetime | None) -> State:
        amount = self._owed(promise, reading)
        if amount is None:
            waits = next(ratio.of for ratio in owed.ratios)
            return replace(found, state="waiting", because="promise_not_kept", waits_for=waits)
        counted = self._tally(promise, owed)
        so_far = counted.so_far()
        done = (min(so_far.values()), max(so_far.values())) if so_far else None
        found = replace(found, owed=amount, done=done, by_source=tuple(sorted(so_far.items())))
        surely, perhaps = counted.by(early, sure=True), counted.by(found.due, sure=False)
        short = self._shares(counted, owed, early, found.due)
        if so_far and min(surely.values()) >= amount[1] and not short:
            return replace(found, state="kept", because="done")
        if found.due is None or self.known.now < found.due:
            return self._lapsed(found, owed)
        if not so_far:
            return self._lapsed(found, owed, "undetermined", "nothing_reported")
        if short == "amount_not_reported" and max(perhaps.values()) >= amount[0]:
            return replace(found, state="undetermined", because=short)
        if max(perhaps.values()) < amount[0] or short == "short":
            if min(so_far.values()) >= amount[1] and short != "short":
                return replace(found, state="kept_late", because="done_late")
            if max(so_far.values()) >= amount[1] and short != "short":
                return replace(found, state="undetermined", because="sources_differ")
            return replace(found, state="missed", because="short" if max(so_far.values()) > 0 else "not_done")
        coarse = any(surely[source] < amount[1] <= perhaps[source] for source in so_far)
        return replace(found, state="undetermined", because="time_too_coarse" if coarse else "sources_differ")

    def _lapsed(self, found: State, owed: Owed, otherwise: str = "running", because: str = "not_due") -> State:
        """Not due, or nothing reported: lapsed where the agreement ended before the deadline came."""
        end = self.late.of("end")
        ended = end is not None and end <= self.known.now
        if ended and owed.due is not None and found.due is not None and end is not None and found.due > end:
            return replace(found, state="lapsed", because="ended_first")
        return replace(found, state=otherwise, because=because)

    def _shares(self, counted: Tally, owed: Owed, early: datetime | None, due: datetime | None) -> str | None:
        """Whether a part of the amount with a number of its own is short, or not reported."""
        for share in owed.of_which:
            perhaps = counted.by(due, sure=False, part=share.counts)
            if not perhaps:
                return "amount_not_reported"
            if max(perhaps.values()) < share.at_least:
                return "short"
            if min(counted.by(early, sure=True, part=share.counts).values()) < share.at_least:
                return "sources_differ"
        return None

    # quotas

    def _quota(self, found: State, promise: Promise, owed: Owed) -> State:
        number = owed.amount.number if owed.amount is not None else 1.0
        windows = tuple(self._windows(found, promise, owed, number))
        totals = self._tally(promise, owed).so_far()
        done = (min(totals.values()), max(totals.values())) if totals else None
        found = replace(
            found, owed=(number, number), done=done, by_source=tuple(sorted(totals.items())), windows=windows
        )
        closed = {window.state for window in windows}
        if "missed" in closed:
            return replace(found, state="missed", because="short")
        for because in ("sources_differ", "time_too_coarse", "amount_not_reported", "nothing_reported"):
            if because in closed:
                return replace(found, state="undetermined", because=because)
        over = found.due is not None and found.due <= self.known.now
        return replace(found, state="kept", because="done") if over and windows else found

    def _windows(self, found: State, promise: Promise, owed: Owed, number: float) -> Iterator[Window]:
        """The closed days or weeks of a quota. The first begins with the first whole civil day from the opening on."""
        if found.opens is None:
            return
        day = found.opens.astimezone(zone_info(self.zone)).date()
        start = local_midnight(day, self.zone)
        if start < found.opens:
            start = after(start, "1 d", self.zone)
        last = self.known.now if found.due is None else min(self.known.now, found.due)
        counted = self._tally(promise, owed)
        while (end := after(start, "1 d" if owed.per == "day" else "7 d", self.zone)) <= last:
            yield self._window(counted, owed, number, start, end)
            start = end

    def _window(self, counted: Tally, owed: Owed, number: float, start: datetime, end: datetime) -> Window:
        answers = []
        low = high = None
        for part, least in ((None, number), *((share.counts, share.at_least) for share in owed.of_which)):
            surely = counted.between(start, end, sure=True, part=part)
            perhaps = counted.between(start, end, sure=False, part=part)
            if part is None and perhaps:
                low, high = min(surely.values(), default=0.0), max(perhaps.values())
            answers.append(_enough(surely, perhaps, least, part))
        order = ("missed", "sources_differ", "time_too_coarse", "amount_not_reported", "nothing_reported", "kept")
        return Window(start, end, min(answers, key=order.index), low, high)

    # together

    def _together(self, promise: Promise, owed: Owed, alone: State) -> State:
        """What is to be done simultaneously: the later of two is late, and neither is owed before the other moves."""
        if not owed.with_ or alone.state in ("waiting", "suspended", "lapsed", "not_owed"):
            return alone
        mine = self._kept(promise.id)[0]
        for name in owed.with_:
            theirs = self._kept(name)[1]
            if theirs is None:
                continue
            limit = after(theirs, owed.tolerance, self.zone) if owed.tolerance else theirs
            if mine is not None and mine > limit:
                return replace(alone, state="kept_late", because="done_late")
            if mine is None and self.known.now > limit and alone.state in ("running", "missed", "undetermined"):
                if alone.because in ("nothing_reported", "not_due") and alone.done is None:
                    return replace(alone, state="undetermined", because="nothing_reported")
                return replace(alone, state="missed", because="not_simultaneous")
        if mine is None and alone.state == "running" and all(self._kept(name)[1] is None for name in owed.with_):
            return replace(alone, state="waiting", because="concurrent", waits_for=owed.with_[0])
        return alone


def _enough(surely: dict[str, float], perhaps: dict[str, float], least: float, part: str | None) -> str:
    """What a window came to: whether every source that reports on it says enough."""
    if not perhaps:
        return "nothing_reported" if part is None else "amount_not_reported"
    if max(perhaps.values()) < least:
        return "missed"
    if all(surely.get(source, 0.0) >= least for source in perhaps):
        return "kept"
    coarse = any(surely.get(source, 0.0) < least <= number for source, number in perhaps.items())
    return "time_too_coarse" if coarse else "sources_differ"
