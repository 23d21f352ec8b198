"""What each source's own reports of a promise come to. Sources are never added to each other.

A source's reports add up, unless one gives a total to date, which stands for all before it. What a source reports is at
least what was done by its word; only a total (or its word that it was not done) says that there was no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .deliveries import Delivery


@dataclass(frozen=True)
class Reached:
    """When a number was reached, at the earliest and at the latest; `total` where a total says so, which does not say
    when before it that was; `width` is how coarse the coarsest report is."""

    first: datetime
    last: datetime
    total: bool = False
    width: timedelta = timedelta(0)


@dataclass(frozen=True)
class Account:
    """One source's reports of one promise, in the order of time. `whole` is what a deed that was done counts for."""

    reports: tuple[Delivery, ...]
    whole: float

    def tells(self, part: str | None) -> bool:
        """Whether it says anything of a part of the amount."""
        return part is None or any(part in each.parts or each.done is False for each in self.reports)

    def number(self, each: Delivery, part: str | None = None) -> float:
        """What one report counts for: its amount or part; the whole where a deed was done, nothing where it was not."""
        if part is not None:
            return each.parts.get(part, 0.0)
        if each.amount is not None:
            return each.amount
        return self.whole if each.done else 0.0

    def value(self, until: datetime | None = None, *, sure: bool = True, part: str | None = None) -> float:
        """What it had come to by a moment: what surely came by then, or what may have."""
        found = 0.0
        for each in self.reports:
            within = until is None or (each.end <= until if sure else each.start < until or each.end <= until)
            if within and (part is None or part in each.parts or each.done is False):
                found = _added(found, self.number(each, part), each)
        return found

    def most(self, until: datetime, part: str | None = None) -> float | None:
        """The most that it can have come to by a moment, by a total that was given for then or later; None without."""
        totals = [
            self.number(each, part)
            for each in self.reports
            if each.closes and each.end >= until and (part is None or part in each.parts or each.done is False)
        ]
        return min(totals, default=None)

    def reached(self, number: float, part: str | None = None) -> Reached | None:
        """When it came to a number; None where it did not."""
        found = 0.0
        for each in self.reports:
            if part is None or part in each.parts or each.done is False:
                found = _added(found, self.number(each, part), each)
                if found >= number and found > 0:
                    return Reached(each.start, each.end, each.closes)
        return None

    def reached_all(self, number: float, parts: Iterable[tuple[float, str]]) -> Reached | None:
        """When it had come to a number and to that of each part; None where it did not come to all."""
        each = [self.reached(number), *(self.reached(least, part) for least, part in parts)]
        there = [found for found in each if found is not None]
        if len(there) < len(each):
            return None
        total = any(found.total for found in there)
        return Reached(max(found.first for found in there), max(found.last for found in there), total)


def _added(before: float, number: float, each: Delivery) -> float:
    """One more report: a total stands for all before it, anything else is added (to nine places)."""
    return number if each.closes else round(before + number, 9)


def accounts(deliveries: Iterable[Delivery], whole: float) -> dict[str, Account]:
    """Deliveries of one promise as each source's account."""
    found: dict[str, list[Delivery]] = {}
    for each in deliveries:
        found.setdefault(each.source, []).append(each)
    order = {source: sorted(several, key=lambda one: (one.end, one.start)) for source, several in found.items()}
    return {source: Account(tuple(several), whole) for source, several in sorted(order.items())}


IN_TIME, LATE, SHORT, COARSE = "in_time", "late", "short", "coarse"
NO_PARTS, OPEN, DIFFERS = "no_parts", "open", "differs"


def standing(
    account: Account, number: float, early: datetime | None, due: datetime | None, part: str | None = None
) -> str:
    """What one source says of a number that is owed by a deadline (which may itself be known only within a span).

    `in_time`, `late`, `short` (it gives a total below), `coarse` (its report is coarser than the deadline), `no_parts`
    (it says nothing of the part), or `open` (what it reports is less, and it does not say that there was no more).
    """
    if not account.tells(part):
        return NO_PARTS
    if account.value(early, sure=True, part=part) >= number:
        return IN_TIME
    found = account.reached(number, part)
    if found is not None and account.value(part=part) < number:
        return DIFFERS  # it had the number, and says later that there was less
    if due is None:
        return OPEN
    most = account.most(due, part)
    if account.value(due, sure=False, part=part) >= number and (most is None or most >= number):
        return COARSE
    if account.value(part=part) >= number:
        if most is not None and most < number:
            return LATE
        return COARSE if found is not None and found.total else LATE  # a total does not say when it was reached
    return SHORT if most is not None and most < number else OPEN


def worst(several: Iterable[str]) -> str:
    """What a source says of an amount and its parts together."""
    found = set(several)
    return next((each for each in (DIFFERS, SHORT, OPEN, NO_PARTS, COARSE, LATE) if each in found), IN_TIME)
