"""The numbers of a situation: each is what its own selection counts, and none is more than the edition shows."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.assessment import summarise
from holdfire.publish.counting import counted
from holdfire.publish.incidents import VERDICTS
from holdfire.publish.selection import EITHER, OTHERS, Query
from holdfire.publish.situation import OPEN, Count, Situation
from made import Made, attack
from strategies import tables

from .shown import record, situation

_COUNTERS = ("events", "undetermined", "among", "harm", "per_day", "per_day_total", "by_claimant", "overlap", "named")


@settings(max_examples=20)
@given(tables)
def test_incidents_add_up_to_the_counters_of_the_run(made: Made, table: list[dict[str, Any]]) -> None:
    ours, run = counted(record(made, table)), summarise(made.judge(*table))
    for name in (*_COUNTERS, "by_side", "compilers", "findings"):
        assert +getattr(ours, name) == +getattr(run, name), name
    assert (ours.kept, ours.undated, ours.undated_killed) == (run.kept, run.undated, run.undated_killed)
    assert (ours.first, ours.last) == (run.first, run.last)


def counts(found: Situation) -> list[Count]:
    """Every number of a situation that opens to something."""
    heads = [count for head in found.heads for count in (head.now, head.before, head.shared, head.shared_before)]
    origins = [count for head in found.heads for row in head.origins for count in (row.now, row.before)]
    sides = [count for side in found.sides for count in side.by_verdict.values()]
    clauses = [count for row in found.clauses for count in row.by_verdict.values()]
    return [*heads, *origins, *sides, *clauses, found.long, *(row.now for row in found.sources)]


@settings(max_examples=20)
@given(tables, st.sampled_from(["public", "confidential"]))
def test_every_number_opens_to_what_it_counts(made: Made, table: list[dict[str, Any]], edition: str) -> None:
    found = situation(made, table, edition)
    for count in counts(found):
        selected = found.selector.of(found.incidents, count.query)
        sums = {"": len(selected), "killed": sum(each.killed or 0 for each in selected),
                "civilians": sum(each.civilians or 0 for each in selected)}  # fmt: skip
        assert count.n == sums[count.sum]


@settings(max_examples=20)
@given(tables)
def test_missing_facts_open_to_the_incidents_they_would_settle(made: Made, table: list[dict[str, Any]]) -> None:
    found = situation(made, table, "confidential")
    for missing in found.missing:
        for _, would, n, dead, query in missing.answers:
            assert query is not None
            dated = found.selector.of(found.incidents, query)
            whole = dated + found.selector.of(found.incidents, query.within(long=True))
            assert n == len(whole) == sum(would.values())
            assert dead == sum(each.killed_best or 0 for each in whole)


@settings(max_examples=20)
@given(tables)
def test_the_chart_counts_each_dated_incident_once(made: Made, table: list[dict[str, Any]]) -> None:
    found = situation(made, table)
    series = found.series
    listed = Counter(each.day for each in found.incidents if not each.undated)
    assert [sum(series.counts[verdict][n] for verdict in VERDICTS) for n in range(len(series.days))] == [
        listed[day] for day in series.days
    ]
    assert all(after - before == timedelta(days=1) for before, after in zip(series.days, series.days[1:], strict=False))


def test_from_the_start_on_means_from_its_hour(made: Made) -> None:
    """An incident of the night before the start is not counted as of the first day."""
    found = situation(made, [attack(when="2020-02-29"), attack(id="r-2", when="2020-03-01")])
    assert found.period.since == date(2020, 3, 1)
    assert found.heads[0].now.n == 1
    assert found.heads[0].before.n == 1


def test_the_period_before_is_the_baseline(made: Made) -> None:
    found = situation(made, [attack(), attack(id="r-2", when="2020-02-10"), attack(id="r-3", when="2020-01-15")])
    assert (found.before.since, found.before.until, found.before.days) == (date(2020, 2, 1), date(2020, 2, 29), 29)
    assert found.heads[0].before.n == 1


def test_rival_origins_are_never_summed(made: Made) -> None:
    """One event of two origins counts for each of them, once in all, and the overlap says so."""
    reports = [attack(claimed_by=["north-news", "monitor"]), attack(id="r-2", claimed_by=["monitor"])]
    head = situation(made, reports).heads[0]
    assert head.now.n == 2
    assert {row.origin: row.now.n for row in head.origins} == {"monitor": 2, "north-news": 1}
    assert head.shared.n == 1


def test_a_breach_by_one_of_two_sides_is_no_sides_breach(made: Made) -> None:
    found = situation(made, [attack(direction="unknown")])
    assert [(side.party, side.by_verdict["violation"].n) for side in found.sides][-1] == (EITHER, 1)
    assert all(side.by_verdict["violation"].n == 0 for side in found.sides[:-1])


def test_on_whose_word_stands_beside_each_side(made: Made) -> None:
    found = situation(made, [attack(claimed_by=["south-news"]), attack(id="r-2", claimed_by=["monitor"])])
    north = next(side for side in found.sides if side.party == "north")
    assert north.camps == {"none_known": 1, "south": 1}


def test_what_is_too_long_for_a_daily_count_is_counted_apart(made: Made) -> None:
    found = situation(made, [attack(), attack(id="r-2", when={"from": "2020-03-02", "to": "2020-03-20"}, killed=7)])
    assert (found.long.n, found.heads[0].now.n) == (1, 1)
    assert [each.undated for each in found.selector.of(found.incidents, Query(long=True))] == [True]


def test_an_address_holds_every_condition() -> None:
    query = Query(
        verdicts=OPEN, kinds=("fact",), claimants=("a,b&c", OTHERS), sides=("north:violation",),
        since=date(2020, 3, 1), until=date(2020, 3, 9), clauses=("north.1/plain/violation",), harm="killed", long=True,
    )  # fmt: skip
    assert query.address() == (
        "v=violation,undetermined&k=fact&c=a%2Cb%26c,~others&w=north:violation&from=2020-03-01&to=2020-03-09"
        "&cl=north.1/plain/violation&h=killed&long=1"
    )


def test_what_gives_incidents_away_is_counted(made: Made) -> None:
    reports = [attack(killed=3), attack(id="r-2", killed=3), attack(id="r-3", killed=9)]
    assert situation(made, reports).told_apart == 1
