"""The situation: numbers by source, series, missing facts, sides and clauses, all computed from what an edition shows.

No words: what is said of it comes from `spoken`. Every number has the selection of incidents that it counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from ..assessment import Summary, Warned, warnings
from ..assessment.caveats import edges
from .chart import Origin, Series
from .counting import civilians, counted, killed
from .editions import Shown
from .incidents import VERDICTS, Incident
from .selection import EITHER, OTHERS, Query, Selector

LEADS = 3
"""Origins that the head numbers are split by; the rest stand together."""

MOST_MISSING = 40
"""Missing facts that are told, those that would settle most first."""

OPEN = ("violation", "undetermined")
"""What may fall under the terms."""


@dataclass(frozen=True)
class Count:
    """A number, and what it counts. With `sum`, it is the sum of what these incidents say was the harm."""

    n: int
    query: Query
    sum: str = ""


@dataclass(frozen=True)
class ByOrigin:
    """One origin's share of a number, with the period before. `origin` is empty for all others together."""

    origin: str
    now: Count
    before: Count


@dataclass(frozen=True)
class Head:
    """One of the five numbers: now, before, by origin, and how many incidents several origins stand behind."""

    key: str
    now: Count
    before: Count
    origins: tuple[ByOrigin, ...]
    shared: Count
    shared_before: Count


@dataclass(frozen=True)
class Period:
    """Days, both included; none where `until` lies before `since`."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many civil days."""
        return max(0, (self.until - self.since).days + 1)


@dataclass(frozen=True)
class Side:
    """One party: its acts by verdict, and those that may fall under the terms by the camp of those who say so."""

    party: str
    by_verdict: dict[str, Count]
    camps: dict[str, int]

    @property
    def judged(self) -> int:
        """Acts that are a violation, undetermined or permitted: those that the terms speak of."""
        return sum(count.n for verdict, count in self.by_verdict.items() if verdict != "out_of_scope")


@dataclass(frozen=True)
class SourceRow:
    """An origin: what it says in the period and in all, from which day to which, and whether it came or went."""

    origin: str
    now: Count
    first: date
    last: date
    enters: date | None
    leaves: date | None


@dataclass(frozen=True)
class Missing:
    """A fact that is missing, and for each answer what it would settle; `query` is None where it opens to nothing."""

    fact: str
    answers: tuple[tuple[str, dict[str, int], int, int, Query | None], ...]

    @property
    def incidents(self) -> int:
        """How many incidents its strongest answer settles."""
        return max(each[2] for each in self.answers)


@dataclass(frozen=True)
class ClauseRow:
    """A clause under a reading: findings in the period by verdict."""

    clause: str
    reading: str
    by_verdict: dict[str, Count]


class Situation:
    """Everything that a page, a brief and a chart say of one record, over a period that is that of the agreement."""

    def __init__(self, shown: Shown):
        self.shown = shown
        self.record = shown.record
        self.incidents = self.record.incidents
        asked = tuple((each.fact, each.answer) for each in self.record.asked)
        self.selector = Selector(self.record.decided, asked, self.record.start, frozenset(self.leads))

    @cached_property
    def summary(self) -> Summary:
        """The counters of what is shown."""
        return counted(self.record)

    @cached_property
    def warnings(self) -> list[Warned]:
        """Where the numbers change for another reason than the violence."""
        return warnings(self.summary, self.record.world)

    @cached_property
    def period(self) -> Period:
        """From the start to the last day shown; all days where the agreement was never in force on any of them."""
        start = self.record.start
        days = [each.counted_on(start) for each in self.incidents if not each.undated]
        within = [day for day in days if start and day >= start]
        if within and start:
            last = max(within)
            if self.record.end:
                last = min(last, self.record.end - timedelta(days=1))
            return Period(start, max(start, last))
        return Period(min(days), max(days)) if days else Period(date(1970, 1, 1), date(1969, 12, 31))

    @cached_property
    def before(self) -> Period:
        """The days of the baseline, else as many days before as the period has, as far as there are any."""
        since = self.period.since
        if self.record.baseline and self.record.baseline < since:
            return Period(self.record.baseline, since - timedelta(days=1))
        return Period(since, since - timedelta(days=1))

    @cached_property
    def leads(self) -> tuple[str, ...]:
        """The origins with most incidents that may fall under the terms; with most of all, where none do."""
        for verdicts in (OPEN, VERDICTS):
            total: Counter[str] = Counter()
            for (origin, _, verdict), n in self.summary.by_claimant.items():
                if verdict in verdicts and not origin.startswith("("):
                    total[origin] += n
            if total:
                ranked = sorted(total, key=lambda each: (-total[each], each))
                return tuple(each for each in ranked if total[each] >= 0.02 * sum(total.values()))[:LEADS]
        return ()

    def count(self, query: Query, add: str = "") -> Count:
        """How many incidents a selection has, or the sum of their harm."""
        found = self.selector.of(self.incidents, query)
        if add:
            return Count(killed(found) if add == "killed" else civilians(found), query, add)
        return Count(len(found), query)

    def during(self, period: Period) -> Query:
        """All incidents of a period."""
        return Query(since=period.since, until=period.until)

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """Apparent violations, undetermined, out of scope, killed, civilians killed."""
        return tuple(
            [
                self._head(verdict, Query(verdicts=(verdict,)), "")
                for verdict in ("violation", "undetermined", "out_of_scope")
            ]
            + [self._head(harm, Query(harm=harm), harm) for harm in ("killed", "civilians")]
        )

    def _head(self, key: str, query: Query, add: str) -> Head:
        now = query.within(since=self.period.since, until=self.period.until)
        before = query.within(since=self.before.since, until=self.before.until)

        def both(**changed: object) -> tuple[Count, Count]:
            return self.count(now.within(**changed), add), self.count(before.within(**changed), add)

        origins = [ByOrigin(origin, *both(claimants=(origin,))) for origin in self.leads]
        if any(set(each.claimed_by or ("",)) - set(self.leads) for each in self.incidents):
            origins.append(ByOrigin("", *both(claimants=(OTHERS,))))
        return Head(key, *both(), tuple(origins), *both(shared=True))

    @cached_property
    def series(self) -> Series:
        """Incidents a day by verdict, on their first day, with reports a day by origin."""
        days = [each.counted_on(self.record.start) for each in self.incidents if not each.undated]
        if not days:
            return Series((), dict.fromkeys(VERDICTS, ()), None, None, None, None, ())
        baseline, start = self.record.baseline, self.record.start
        first = min(max(min(days), baseline or min(days)), max(days))
        whole = tuple(first + timedelta(days=n) for n in range((max(days) - first).days + 1))
        at = {day: n for n, day in enumerate(whole)}
        counts = {verdict: [0] * len(whole) for verdict in VERDICTS}
        for each in self.incidents:
            day = each.counted_on(start)
            if day in at and not each.undated:
                counts[each.verdict][at[day]] += 1
        announced = self.record.agreement.announced
        announced = announced.date() if isinstance(announced, datetime) else announced
        shown = announced if announced and start and first <= announced < start else None
        return Series(
            days=whole,
            counts={verdict: tuple(each) for verdict, each in counts.items()},
            start=start,
            end=self.record.end,
            baseline=baseline,
            anticipation=shown,
            origins=tuple(self._origins(at)),
        )

    def _origins(self, at: dict[date, int]) -> list[Origin]:
        found: dict[str, list[int]] = {}
        for each in self.incidents:
            day = each.counted_on(self.record.start)
            if day not in at or each.undated:
                continue
            for origin in each.claimed_by or ("",):
                found.setdefault(origin if origin in self.leads else "", [0] * len(at))[at[day]] += 1
        came = edges(self.summary)
        ordered = [origin for origin in (*self.leads, "") if origin in found]
        return [Origin(origin, tuple(found[origin]), *came.get(origin, (None, None))) for origin in ordered]

    @cached_property
    def sources(self) -> tuple[SourceRow, ...]:
        """Every origin, the strongest first."""
        came = edges(self.summary)
        rows = [
            SourceRow(
                origin,
                self.count(self.during(self.period).within(claimants=("" if origin.startswith("(") else origin,))),
                self.summary.first[origin],
                self.summary.last[origin],
                *came.get(origin, (None, None)),
            )
            for origin in self.summary.first
        ]
        return tuple(sorted(rows, key=lambda each: (-each.now.n, each.origin)))

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """Each party's acts in the period, and the apparent violations by one party or another."""
        found = []
        query = self.during(self.period)
        for party in self.record.agreement.parties:
            by = {verdict: self.count(query.within(sides=(f"{party}:{verdict}",))) for verdict in VERDICTS}
            if any(count.n for count in by.values()):
                found.append(Side(party, by, self._camps(*(by[verdict] for verdict in OPEN))))
        either = self.count(query.within(sides=(EITHER,)))
        if either.n:
            found.append(Side(EITHER, {"violation": either}, self._camps(either)))
        return tuple(found)

    def _camps(self, *several: Count) -> dict[str, int]:
        """Incidents by the camp of each origin that stands behind them."""
        claimants = self.record.world.claimants
        camps: Counter[str] = Counter()
        for each in (one for count in several for one in self.selector.of(self.incidents, count.query)):
            for camp in {claimants[one].camp if one in claimants else "none_known" for one in each.claimed_by}:
                camps[camp] += 1
        return dict(sorted(camps.items(), key=lambda each: (-each[1], each[0])))

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """What would settle most: facts in order of how many incidents their strongest answer settles."""
        facts: dict[str, list[tuple[str, dict[str, int], int, int, Query | None]]] = {}
        for n, each in enumerate(self.record.asked):
            query = Query(asked=(n,))
            facts.setdefault(each.fact, []).append((each.answer, each.would_become, each.incidents, each.killed, query))
        rows = [
            Missing(fact, tuple(sorted(answers, key=lambda one: (-one[2], one[0])))) for fact, answers in facts.items()
        ]
        return tuple(sorted(rows, key=lambda each: (-each.incidents, each.fact))[:MOST_MISSING])

    @cached_property
    def clauses(self) -> tuple[ClauseRow, ...]:
        """Every clause and reading, with its findings in the period."""
        query = self.during(self.period)
        total: Counter[tuple[str, str, str]] = Counter()
        for each in self.selector.of(self.incidents, query):
            total.update(set(self.record.decided[each.decided_as].findings))
        return tuple(
            ClauseRow(
                clause.id,
                reading,
                {
                    verdict: Count(
                        total[clause.id, reading, verdict],
                        query.within(clauses=(f"{clause.id}/{reading}/{verdict}",)),
                    )
                    for verdict in VERDICTS
                },
            )
            for clause in self.record.agreement.clauses
            for reading in clause.readings
            if (clause.id, reading) not in self.shown.left_out
        )

    @cached_property
    def long(self) -> Count:
        """Incidents that are too long for a daily count."""
        return self.count(Query(long=True))

    @cached_property
    def told_apart(self) -> int:
        """Incidents that no other equals in region, days, toll, act, sides and origins: who holds the same dataset can
        find them in it."""
        seen = Counter(map(_traits, self.incidents))
        return sum(seen[_traits(each)] == 1 for each in self.incidents)


def _traits(each: Incident) -> tuple[object, ...]:
    toll = (each.killed_low, each.killed_best, each.killed_high, each.civilians, each.injured)
    said = (each.act, each.weapon, each.actors, each.targets, each.claimed_by, each.carried_by)
    return each.region, each.day, each.last_day, *toll, *said
