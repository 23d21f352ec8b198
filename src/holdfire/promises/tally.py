"""Totals by source: what each source's own reports of a promise add up to. Sources are never added to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from .deliveries import Delivery


@dataclass(frozen=True)
class Reached:
    """When a number was reached: at the earliest and at the latest, over all sources that report."""

    first: datetime
    last: datetime


@dataclass(frozen=True)
class Tally:
    """The deliveries of one promise, by source. `whole` is what a deed that was done counts for."""

    by_source: dict[str, list[Delivery]]
    whole: float

    def so_far(self, part: str | None = None) -> dict[str, float]:
        """Each source's total; for a part, only of the sources that report it."""
        return self._sum(lambda each: True, part)

    def by(self, due: datetime | None, *, sure: bool, part: str | None = None) -> dict[str, float]:
        """Each source's total by a deadline: what surely came by then, or what may have."""
        if due is None:
            return self.so_far(part)
        return self._sum(lambda each: each.end <= due if sure else each.start < due or each.end <= due, part)

    def between(self, start: datetime, end: datetime, *, sure: bool, part: str | None = None) -> dict[str, float]:
        """Each source's total within a window, of the sources that report anything in it."""

        def touches(each: Delivery) -> bool:
            return each.start < end and (each.end > start or each.start >= start)

        def inside(each: Delivery) -> bool:
            return each.start >= start and each.end <= end

        touched = {source for source, several in self.by_source.items() if any(touches(each) for each in several)}
        found = self._sum(inside if sure else touches, part)
        return {source: number for source, number in found.items() if source in touched}

    def _sum(self, counts: Callable[[Delivery], bool], part: str | None) -> dict[str, float]:
        found = {}
        for source, several in self.by_source.items():
            if part is None:
                found[source] = sum((self.number(each) for each in several if counts(each)), 0.0)
            elif any(part in each.parts for each in several):
                found[source] = sum((each.parts.get(part, 0.0) for each in several if counts(each)), 0.0)
        return found

    def number(self, each: Delivery) -> float:
        """What one report counts for: its amount; the whole where a deed was done, nothing where it was not."""
        if each.amount is not None:
            return each.amount
        return self.whole if each.done else 0.0

    def reached(self, number: float) -> Reached | None:
        """When every source that reports says that the number was reached; None where one of them does not."""
        moments = []
        for several in self.by_source.values():
            total = 0.0
            for each in sorted(several, key=lambda one: (one.end, one.start)):
                total += self.number(each)
                if total >= number and total > 0:
                    moments.append((each.start, each.end))
                    break
            else:
                return None
        if not moments:
            return None
        return Reached(min(first for first, _ in moments), max(last for _, last in moments))


def tally(deliveries: Iterable[Delivery], whole: float) -> Tally:
    """Deliveries of one promise, by source."""
    found: dict[str, list[Delivery]] = {}
    for each in deliveries:
        found.setdefault(each.source, []).append(each)
    return Tally(found, whole)
