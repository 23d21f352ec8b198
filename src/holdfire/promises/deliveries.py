"""What is reported of promises: deliveries, each by a source, in an interval; and what else is known on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ..terms import Agreement
from ..terms.cases import Case, Delivered
from ..terms.moments import Breach, Times
from ..world.time import instant, parse_when


@dataclass(frozen=True)
class Delivery:
    """One source's report of a promise.

    `start` and `end` (UTC, half-open) are as fine as the report; one told to the minute is an instant, `end` equal to
    `start`. `amount` is a number of the promise's unit, `done` whether a deed without a number was done. `total`: the
    amount is all that there was up to then, by the source's word.
    """

    promise: str
    start: datetime
    end: datetime
    amount: float | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    done: bool | None = None
    claimed_by: tuple[str, ...] = ()
    total: bool = False

    @property
    def closes(self) -> bool:
        """Whether it says that there was no more up to then."""
        return self.total or self.done is False

    @property
    def source(self) -> str:
        """Who says so; reports of sources that nobody names are one source."""
        return " and ".join(sorted(self.claimed_by)) or "nobody named"


@dataclass(frozen=True)
class Known:
    """What is known when promises are looked at: the clock, deliveries, events reported beside the agreement's own,
    and the intervals of reported breaches (None where nobody counted them)."""

    now: datetime
    deliveries: tuple[Delivery, ...] = ()
    events: Mapping[str, datetime | None] = field(default_factory=dict)
    breaches: tuple[Breach, ...] | None = None
    starts: str | None = None
    ends: str | None = None

    def times(self, agreement: Agreement) -> Times:
        """When things happened, as far as is known on the day."""
        return Times(agreement, self.events, self.starts, self.ends, self.breaches, until=self.now)


def known_on(on: datetime | date, agreement: Agreement) -> Known:
    """Nothing but the agreement itself, on a day."""
    return Known(instant(on, agreement.zone))


def of_case(case: Case, agreement: Agreement) -> Known:
    """What a rule case gives. Its `assume` may choose by whose view the agreement began and ended."""
    zone = agreement.zone
    views = _views(case.assume, agreement.id)
    assumed = {name: instant(at, zone) for name, at in views.items() if name not in ("start", "end")}
    return Known(
        now=instant(case.on, zone),
        deliveries=tuple(read(each, zone) for each in case.deliveries),
        events={**assumed, **{name: None if at is None else instant(at, zone) for name, at in case.events.items()}},
        breaches=None if case.breaches is None else tuple(_day(each, zone) for each in case.breaches),
        starts=views.get("start"),
        ends=views.get("end"),
    )


def _views(assumed: Iterable[str], agreement: str) -> dict[str, str]:
    """`end of ID = VIEW`, `start of ID = VIEW` and `event NAME = MOMENT`. Raises `ValueError` for anything else."""
    found = {}
    for text in assumed:
        fact, _, answer = text.partition("=")
        words = fact.split()
        if len(words) == 2 and words[0] == "event" and answer.strip():
            found[words[1]] = answer.strip()
            continue
        if len(words) not in (2, 3) or words[0] not in ("start", "end") or words[-1] != agreement or not answer.strip():
            raise ValueError(f"expected 'start of {agreement}=VIEW' or 'end of {agreement}=VIEW', found {text!r}")
        found[words[0]] = answer.strip()
    return found


def read(entry: Delivered, zone: str) -> Delivery:
    """A delivery as it stands in a file."""
    when = parse_when(entry.when, zone)
    end = when.start if when.precision == "minute" else when.end
    return Delivery(entry.of, when.start, end, entry.amount, entry.parts, entry.done, entry.claimed_by, entry.total)


def _day(day: date, zone: str) -> Breach:
    when = parse_when(day, zone)
    return when.start, when.end
