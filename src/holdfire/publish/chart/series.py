"""The series that is drawn: incidents a day by verdict, and reports a day by origin."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

VERDICTS = ("violation", "undetermined", "permitted", "out_of_scope")
"""In the order in which they are shown."""

SPANS = (1, 7, 28, 364)
"""Days that one bar may stand for."""

MOST_BARS = 370
"""More days than this are drawn in longer spans."""


@dataclass(frozen=True)
class Origin:
    """Reports a day of one origin. `enters` is the first day on which it is heard and `leaves` the last one, each None
    where it is no edge inside the period."""

    name: str
    counts: tuple[int, ...]
    enters: date | None = None
    leaves: date | None = None


@dataclass(frozen=True)
class Span:
    """Days `first` up to but not `stop`, as indices of the series; one bar stands for them."""

    first: int
    stop: int

    @property
    def days(self) -> int:
        """How many days."""
        return self.stop - self.first


@dataclass(frozen=True)
class Series:
    """Incidents a day. `days` has every civil day from first to last, `counts` a number a day by verdict.

    `start` is the first day in force, `end` the first day after, also where they lie outside `days`; None where the
    agreement was never in force, or has not ended. `baseline` is the first day that is assessed as if in force,
    `anticipation` the first day of the band before the start. The last `later` days lie after the days shown: they have
    reports by origin, and no bars.
    """

    days: tuple[date, ...]
    counts: Mapping[str, tuple[int, ...]]
    start: date | None
    end: date | None
    baseline: date | None
    anticipation: date | None
    origins: tuple[Origin, ...]
    later: int = 0

    def __post_init__(self) -> None:
        lengths = {len(each) for each in self.counts.values()} | {len(each.counts) for each in self.origins}
        if lengths - {len(self.days)}:
            raise ValueError(f"expected {len(self.days)} counts, one a day, found {sorted(lengths)}")
        if not 0 <= self.later <= len(self.days):
            raise ValueError(f"expected later to be at most {len(self.days)} days, found {self.later}")

    @property
    def shown(self) -> int:
        """How many days have bars."""
        return len(self.days) - self.later

    @cached_property
    def total(self) -> tuple[int, ...]:
        """All violence: incidents a day whatever the verdict."""
        return tuple(map(sum, zip(*self.counts.values(), strict=True))) or (0,) * len(self.days)

    @property
    def span(self) -> int:
        """How many days a bar stands for."""
        return next((size for size in SPANS if self.shown / size <= MOST_BARS), SPANS[-1])

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """What one bar each stands for: whole spans counted from the start, so that none holds days before and after
        it; shorter ones at the ends and at the end of force."""
        if self.span == 1:
            return tuple(Span(n, n + 1) for n in range(len(self.days)))
        anchor = self.index(self.start) if self.start else 0
        cuts = {n for n in range(len(self.days)) if (n - anchor) % self.span == 0} | {0, self.shown, len(self.days)}
        cuts |= {self.index(self.end)} if self.end else set()
        ordered = sorted(cuts)
        return tuple(Span(first, stop) for first, stop in pairwise(ordered))

    def index(self, day: date) -> int:
        """Which day it is, counted from 0; the nearest end where it lies outside."""
        return bisect_left(self.days, day)

    def mean(self, counts: tuple[int, ...], span: Span) -> float:
        """Incidents a day within a span."""
        return sum(counts[span.first : span.stop]) / span.days

    def in_force(self, span: Span) -> bool:
        """Whether the span lies in force."""
        day = self.days[span.first]
        return self.start is not None and self.start <= day and (self.end is None or day < self.end)


def rows(series: Series) -> Iterator[tuple[date, int, int, int, int, int]]:
    """The same series as a table: a day, its incidents by verdict in their order, and all together."""
    none = (0,) * len(series.days)
    columns = [series.counts.get(verdict, none) for verdict in VERDICTS]
    yield from zip(series.days, *columns, series.total, strict=True)
