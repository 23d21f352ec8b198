"""When: moments that are absolute, relative to something, or hang on an event; and how they become instants.

A moment is a date, a local time, or so long after (or before) something else that has a time of its own: the start or
end of the agreement, when it was announced, an event, the start of a phase, and, for promises, the fulfilment of
another promise. What hangs on something whose time nobody reports is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, model_validator

from ..records import Record
from ..world.time import instant, zone_info

if TYPE_CHECKING:
    from .agreement import Agreement

_DURATION = re.compile(r"(\d+)\s*(min|h|d|day|days|week|weeks|month|months|year|years)")
START, END, ANNOUNCED = "start", "end", "announced"


_MOST = {"min": 99_999_999, "h": 1_750_000, "day": 73_000, "week": 10_400, "month": 2_400, "year": 200}
"""What a duration may be at most, by its unit: some two hundred years."""


def _duration(text: str) -> str:
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise ValueError(f"expected a duration such as 72 h, 7 d, 2 weeks, 3 months or 5 years, found {text!r}")
    unit = "day" if found[2] == "d" else found[2].removesuffix("s")
    if len(found[1]) > 9 or not 0 < int(found[1]) <= _MOST[unit]:
        raise ValueError(f"expected a duration from 1 to {_MOST[unit]} {unit}, found {text!r}")
    return text.strip()


Duration = Annotated[str, AfterValidator(_duration)]
"""`30 min`, `24 h`, `7 d`, `2 weeks`, `3 months`, `5 years`. Minutes and hours are elapsed time; days and longer are
civil: the same time of the clock, so many days on."""


def after(moment: datetime, duration: str, zone: str, sign: int = 1) -> datetime:
    """The instant so long after another, or before it with `sign=-1`.

    >>> after(datetime(2016, 3, 24, 10, tzinfo=UTC), "1 d", "Asia/Damascus").isoformat()  # summer time came in between
    '2016-03-25T09:00:00+00:00'
    """
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise ValueError(f"expected a duration such as 72 h or 7 d, found {duration!r}")
    number, unit = sign * int(found[1]), found[2]
    if unit in ("min", "h"):
        return moment + timedelta(minutes=number * (1 if unit == "min" else 60))
    local = moment.astimezone(zone_info(zone))
    if unit.startswith(("month", "year")):
        months = local.month - 1 + number * (12 if unit.startswith("year") else 1)
        year, month = local.year + months // 12, months % 12 + 1
        day = min(local.day, _days_in(year, month))
        moved = local.replace(year=year, month=month, day=day)
    else:
        moved = local + timedelta(days=number * (7 if unit.startswith("week") else 1))
    return moved.replace(tzinfo=zone_info(zone)).astimezone(UTC)


def _days_in(year: int, month: int) -> int:
    return ((date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)).day


class Relative(Record):
    """So long after something, or before it: `{of: approval, within: 24 h}`, `{of: end, before: 48 h}`."""

    of: str
    within: Duration | None = None
    before: Duration | None = None

    @model_validator(mode="after")
    def _one(self) -> Relative:
        if self.within is not None and self.before is not None:
            raise ValueError("expected `within` or `before`, and not both")
        return self


Moment = datetime | date | Relative
"""A date (its first instant), a time local to the agreement's zone, or a relative moment."""


Breach = tuple[datetime, datetime]
"""The interval in which a breach was reported to have taken place."""


@dataclass(frozen=True)
class Times:
    """When the things happened on which moments hang, as far as is known. All instants are UTC.

    `events` are times reported beside the agreement's own, which they replace; `breaches` the intervals of reported
    breaches, None where nobody counted; `kept` gives the instant at which a promise was fulfilled, or None.

    >>> from holdfire.terms import load_terms
    >>> from holdfire.world import load_world
    >>> times = Times(load_terms("syria-arrangement-2016-09", load_world()).agreement)
    >>> times.at(Relative(of="start", within="48 h")).isoformat()
    '2016-09-14T16:00:00+00:00'
    """

    agreement: Agreement
    events: Mapping[str, datetime | None] = field(default_factory=dict)
    starts: str | None = None
    ends: str | None = None
    breaches: Sequence[Breach] | None = None
    kept: Callable[[str], datetime | None] = field(default=lambda promise: None)
    until: datetime | None = None
    """The clock: a run of days without a breach can only be told up to it."""

    def at(self, moment: Moment | None) -> datetime | None:
        """The instant of a moment, or None where it is not known."""
        if moment is None:
            return None
        if not isinstance(moment, Relative):
            return instant(moment, self.agreement.zone)
        origin = self.of(moment.of)
        if origin is None:
            return None
        if moment.within:
            return after(origin, moment.within, self.agreement.zone)
        return after(origin, moment.before, self.agreement.zone, -1) if moment.before else origin

    def of(self, name: str) -> datetime | None:
        """When what bears that name happened or begins: `start`, `end`, `announced`, an event, a phase, a promise."""
        stated = self.agreement
        if name == START:
            return self.at(stated.start_by(self.starts))
        if name == END:
            return self.at(stated.end_by(self.ends).until)
        if name == ANNOUNCED:
            return self.at(stated.announced)
        if name in self.events:
            return self.events[name]
        event = next((each for each in stated.events if each.id == name), None)
        if event is not None:
            return self._calm(event.calm.days, self.of(event.calm.of)) if event.calm else self.at(event.at)
        phase = next((each for each in stated.phases if each.id == name), None)
        return self.at(phase.starts) if phase else self.kept(name)

    def _calm(self, days: int, start: datetime | None) -> datetime | None:
        """The first instant at which so many days had passed without a reported breach."""
        if start is None or self.breaches is None:
            return None
        begun = start
        for first, last in sorted(self.breaches):
            if first >= after(begun, f"{days} d", self.agreement.zone):
                break
            begun = max(begun, last)
        met = after(begun, f"{days} d", self.agreement.zone)
        return met if self.until is None or met <= self.until else None

    def phase(self, name: str) -> tuple[datetime | None, datetime | None]:
        """From when to when a phase runs; None for what is not known, or open."""
        stated = next(each for each in self.agreement.phases if each.id == name)
        starts = self.at(stated.starts)
        if stated.lasts:
            return starts, after(starts, stated.lasts, self.agreement.zone) if starts else None
        return starts, self.at(stated.until)
