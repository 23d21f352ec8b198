"""Rival pictures: each claimant's own counts, what two of them share, and where nobody was heard. Nothing is pooled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.publish.rivals import Days, Names, Pictures, Scope, Tally, drawn, pictures
from holdfire.publish.rivals.published import checks
from holdfire.publish.rivals.record import Picture
from holdfire.sources.counts import CountPeriod, PublishedCount
from holdfire.terms import load_terms
from holdfire.world import World
from made import Made, attack

MARCH = Days(from_=date(2020, 3, 1), until=date(2020, 3, 31))


def drawn_from(
    made: Made, *reports: dict[str, Any], incident_of: Sequence[int] | None = None, **asked: Any
) -> Pictures:
    observations, alternatives = made.tables(reports)
    given = None if incident_of is None else np.array(incident_of, dtype=np.int64)
    period = asked.pop("period", MARCH)
    return pictures(observations, made.world, period, alternatives=alternatives, incident_of=given, **asked)


def of(found: Pictures, claimant: str) -> Picture:
    (one,) = (each for each in found.claimants if each.claimed_by == claimant)
    return one


def parties(found: Pictures, claimant: str) -> dict[tuple[str, tuple[str, ...]], int]:
    return {(each.said, each.parties): each.n for each in of(found, claimant).by_party}


def shared(found: Pictures) -> dict[tuple[str, str], tuple[int, int, int]]:
    return {(each.one, each.other): (each.both, each.only_one, each.only_other) for each in found.overlap}


NORTH, SOUTH = (attack(claimed_by=["north-news"]), attack(claimed_by=["south-news"]))


# each by itself


def test_each_claimant_has_its_own_counts_and_no_number_is_of_all(made: Made) -> None:
    found = drawn_from(made, NORTH, SOUTH, attack(claimed_by=["north-news", "south-news"]))
    assert [(each.claimed_by, each.rows, each.incidents) for each in found.claimants] == [
        ("north-news", 2, 2),
        ("south-news", 2, 2),
    ]
    for name, value in found.model_dump().items():
        assert not isinstance(value, int) or name == "matched"
        for each in value if isinstance(value, tuple) else ():
            assert {"claimed_by", "one", "about"} & set(each), "a number that is nobody's own"


def test_who_acted_is_what_that_claimant_says(made: Made) -> None:
    rival = {"field": "actors", "value": ["south-army"], "claimed_by": ["south-news"]}
    found = drawn_from(made, attack(claimed_by=["north-news"], alternatives=[rival]))
    assert parties(found, "north-news") == {("actor", ("north-army",)): 1}
    assert parties(found, "south-news") == {("actor", ("south-army",)): 1}
    assert shared(found) == {("north-news", "south-news"): (1, 0, 0)}


def test_a_claimant_that_names_two_who_may_have_acted_says_either(made: Made) -> None:
    rival = {"field": "actors", "value": ["banned"], "claimed_by": ["monitor"]}
    found = drawn_from(made, attack(claimed_by=["monitor"], alternatives=[rival]))
    assert parties(found, "monitor") == {("either", ("banned", "north-army")): 1}


def test_an_unknown_direction_stays_unknown(made: Made) -> None:
    sides = ("north-army", "south-army")
    found = drawn_from(
        made,
        attack(claimed_by=["monitor"], direction="unknown"),
        attack(claimed_by=["monitor"], direction="mutual"),
        attack(claimed_by=["monitor"], direction="unknown", actors=None),
    )
    assert parties(found, "monitor") == {
        ("direction_unknown", sides): 1,
        ("mutual", sides): 1,
        ("not_stated", ()): 1,
    }


def test_with_an_agreement_its_parties_are_counted(made: Made) -> None:
    reports = [
        attack(claimed_by=["monitor"], actors=actors)
        for actors in (["north-guard"], ["south-army"], ["banned"], ["fighters"], ["north-army", "south-army"])
    ]
    found = drawn_from(made, *reports, agreement=made.terms.agreement)
    assert parties(found, "monitor") == {
        ("party", ("north",)): 1,
        ("party", ("south",)): 1,
        ("excluded", ()): 1,
        ("actor", ("fighters",)): 1,
        ("jointly", ("north", "south")): 1,
    }


def test_a_party_counts_from_the_day_on_which_it_joins(made: Made) -> None:
    late = {"claimed_by": ["monitor"], "actors": ["north-late"]}
    reports = attack(**late, when="2020-03-31"), attack(**late, when="2020-04-01")
    spring = Days(from_=date(2020, 3, 1), until=date(2020, 4, 30))
    found = drawn_from(made, *reports, period=spring, agreement=made.terms.agreement)
    assert parties(found, "monitor") == {("actor", ("north-late",)): 1, ("party", ("north",)): 1}


def test_what_is_only_said_is_a_report_and_no_incident(made: Made) -> None:
    found = drawn_from(made, NORTH, attack(claimed_by=["north-news"], act="denial"))
    one = of(found, "north-news")
    assert (one.rows, one.statements, one.incidents, [each.act for each in one.by_act]) == (2, 1, 1, ["shelling"])


def test_tolls_are_summed_for_one_claimant_only(made: Made) -> None:
    told = [attack(claimed_by=["monitor"], killed=each) for each in (3, {"low": 2, "high": 5}, None)]
    found = drawn_from(made, *told, attack(claimed_by=["north-news"], killed=100))
    toll = of(found, "monitor").killed
    assert toll is not None
    assert (toll.low, toll.best, toll.high, toll.told_in) == (5, None, 8, 2)


# one incident told several times


def test_one_claimant_s_two_reports_of_an_incident_are_one_incident(made: Made) -> None:
    first = attack(claimed_by=["monitor"], killed=2, published="2020-03-16")
    later = attack(claimed_by=["monitor"], killed=5, act="mortar_fire", published="2020-03-18")
    one = of(drawn_from(made, later, first, incident_of=[0, 0]), "monitor")
    assert (one.rows, one.incidents, [each.act for each in one.by_act]) == (2, 1, ["mortar_fire"])
    assert one.killed is not None
    assert (one.killed.low, one.killed.best, one.killed.high) == (2, 5, 5)  # the best of the latest report


def test_a_claimant_that_differs_from_itself_is_told_so(made: Made) -> None:
    found = drawn_from(made, SOUTH, attack(claimed_by=["south-news"], actors=["banned"]), incident_of=[0, 0])
    assert parties(found, "south-news") == {("told_differently", ()): 1}


def test_the_same_report_again_is_in_no_count(made: Made) -> None:
    found = drawn_from(made, NORTH, NORTH, incident_of=[0, -1])
    assert of(found, "north-news").rows == 1
    assert [each.kind for each in found.warnings if each.about == "reports"] == ["same_report_again"]


# what two share


def test_overlap_is_what_both_report_and_what_each_reports_alone(made: Made) -> None:
    reports = [*[NORTH] * 3, *[SOUTH] * 2]
    assert shared(drawn_from(made, *reports, incident_of=[0, 1, 2, 2, 3])) == {("north-news", "south-news"): (1, 2, 1)}
    assert shared(drawn_from(made, *reports)) == {("north-news", "south-news"): (0, 3, 2)}


def test_alone_counts_only_where_and_when_the_other_is_heard(made: Made) -> None:
    def told(by: str, day: int, where: str = "south-town") -> dict[str, Any]:
        return attack(claimed_by=[by], when=f"2020-03-{day:02}", where=where)

    north = [told("north-news", 2), told("north-news", 10), told("north-news", 12, "north-town")]
    found = drawn_from(made, *north, told("south-news", 9), told("south-news", 20))
    # 2 March is before the other was ever heard, and North Province is a place from which it never was
    assert shared(found) == {("north-news", "south-news"): (0, 1, 1)}
    assert [(each.from_, each.until) for each in found.overlap] == [(date(2020, 3, 9), date(2020, 3, 12))]


NAMES = st.lists(st.sampled_from(["north-news", "south-news", "monitor"]), min_size=1, max_size=3, unique=True)


@given(st.lists(st.tuples(NAMES, st.integers(0, 4)), min_size=1, max_size=8))
def test_what_two_share_is_never_more_than_either_reports(made: Made, table: list[tuple[list[str], int]]) -> None:
    reports = [attack(claimed_by=names) for names, _ in table]
    found = drawn_from(made, *reports, incident_of=[incident for _, incident in table])
    told = {name: {incident for names, incident in table if name in names} for names, _ in table for name in names}
    assert {each.claimed_by: each.incidents for each in found.claimants} == {a: len(b) for a, b in told.items()}
    for each in found.overlap:
        one, other = told[each.one], told[each.other]
        assert (each.both, each.only_one, each.only_other) == (len(one & other), len(one - other), len(other - one))


@given(st.lists(NAMES, min_size=1, max_size=8), st.integers(1, 7))
def test_a_file_in_parts_gives_what_the_whole_gives(made: Made, table: list[list[str]], cut: int) -> None:
    reports = [attack(claimed_by=names, when=f"2020-03-{n + 1:02}", killed=n) for n, names in enumerate(table)]
    observations, _ = made.tables(reports)
    tally = Tally(Scope(Names(made.world), MARCH))
    for part in (observations.slice(0, cut), observations.slice(cut)):
        tally.see(part)
        tally.count(tally.in_scope(part))
    assert drawn(tally) == pictures(observations, made.world, MARCH)


# period, area, coverage, freshness


def test_what_only_touches_the_period_is_told_apart(made: Made) -> None:
    found = drawn_from(
        made,
        NORTH,
        attack(claimed_by=["north-news"], when="2020"),
        attack(claimed_by=["north-news"], when="2020-05-01"),
    )
    assert (of(found, "north-news").rows, of(found, "north-news").perhaps) == (1, 1)


def test_an_area_leaves_out_what_does_not_surely_lie_in_it(made: Made) -> None:
    reports = [attack(claimed_by=["monitor"], where=where) for where in ("south-town", "north-town", "madeland")]
    one = of(drawn_from(made, *reports, area="south-province"), "monitor")
    assert (one.rows, one.perhaps, [each.area for each in one.by_place]) == (1, 1, ["south-province"])


def test_no_report_from_an_area_is_not_calm(made: Made) -> None:
    found = drawn_from(
        made,
        attack(claimed_by=["south-news"]),
        attack(claimed_by=["north-news"], where="north-town"),
        attack(claimed_by=["north-news"], when="2020-02-10"),
    )
    assert {(each.claimed_by, each.area): (each.rows, each.said) for each in found.coverage} == {
        ("north-news", "north-province"): (1, "reported"),
        ("north-news", "south-province"): (0, "no_report_in_period"),
        ("south-news", "north-province"): (0, "no_report"),
        ("south-news", "south-province"): (1, "reported"),
    }


def test_freshness_is_told_by_claimant(made: Made) -> None:
    days = [attack(claimed_by=["monitor"], when=f"2020-03-{day:02}", published="2020-04-02") for day in range(6, 16)]
    one = of(drawn_from(made, *days), "monitor")
    assert (one.first, one.last, one.published_last) == (date(2020, 3, 6), date(2020, 3, 15), date(2020, 4, 2))
    assert (one.days_silent_at_end, one.starts_inside, one.stops_inside) == (16, date(2020, 3, 6), date(2020, 3, 15))


def test_who_was_heard_before_the_period_does_not_start_in_it(made: Made) -> None:
    days = [attack(claimed_by=["monitor"], when=f"2020-03-{day:02}") for day in range(10, 22)]
    one = of(drawn_from(made, attack(claimed_by=["monitor"], when="2020-02-01"), *days), "monitor")
    assert (one.starts_inside, one.stops_inside) == (None, date(2020, 3, 21))


def test_of_few_reports_no_start_or_stop_is_told(made: Made) -> None:
    one = of(drawn_from(made, NORTH), "north-news")
    assert (one.starts_inside, one.stops_inside, one.days_silent_at_end) == (None, None, 16)


# published counts


def count(ident: str = "c", by: str = "monitor", **given: Any) -> PublishedCount:
    first, last = given.pop("period", ("2020-03-02", "2020-03-08"))
    given.setdefault("counts", "breaches")
    return PublishedCount(id=ident, claimed_by=(by,), period=CountPeriod(from_=first, to=last), zone="UTC", **given)


@pytest.mark.parametrize(
    ("given", "kinds"),
    [
        ({"total": 5, "parts": {"north": 3, "south": 2}}, ["adds_up"]),
        ({"total": 5, "parts": {"north": 3}}, ["part_of_total"]),
        ({"total": 5, "parts": {"north": 3}, "by_place": {"a": 6}}, ["part_of_total", "more_than_total"]),
        ({"total": 5, "printed": {"combat": 3, "arrests": 2}}, ["adds_up"]),
        (
            {"total": 5, "printed": {"arrests": 2, "arrests_by_north": 1, "arrests_by_south": 1, "combat": 3}},
            ["adds_up"] * 2,
        ),
        (
            {"total": 5, "printed": {"arrests": 4, "arrests_by_north": 1, "arrests_by_south": 1, "combat": 3}},
            ["differs", "more_than_total", "holds_with"],
        ),
        ({"total": 5}, []),
        ({"parts": {"north": 3}}, []),
    ],
)
def test_a_count_is_held_against_itself(given: dict[str, Any], kinds: list[str]) -> None:
    assert [each.kind for each in checks(count(**given))] == kinds


def test_counts_that_touch_the_period_stand_beside_the_reports_and_in_none_of_their_numbers(made: Made) -> None:
    counts = [
        count("in", total=5),
        count("over", "north-news", total=7, period=("2020-02-20", "2020-03-01")),
        count("out", total=9, period=("2020-02-20", "2020-02-29")),
    ]
    found = drawn_from(made, NORTH, counts=counts)
    assert {each.id: (each.total, each.beyond) for each in found.published} == {"in": (5, False), "over": (7, True)}
    assert (of(found, "north-news").rows, of(found, "monitor").rows) == (1, 0)
    assert found.claimants == drawn_from(made, NORTH, counts=counts[:2]).claimants


def test_why_two_counts_are_not_one_measure(made: Made) -> None:
    counts = [
        count("a", "north-news", total=5, parts={"south": 5}),
        count("b", "south-news", total=7, parts={"north": 7}, counts="attacks", period=("2020-03-02", "2020-03-05")),
        count("c", "monitor", total=6, parts={"south": 6}),
    ]
    kinds = {
        (each.one, each.other): [reason.kind for reason in each.because]
        for each in drawn_from(made, counts=counts).apart
    }
    assert kinds == {
        ("c", "a"): ["incidents"],
        ("c", "b"): ["period", "definition", "sides", "incidents"],
        ("a", "b"): ["period", "definition", "sides", "incidents"],
    }


def test_the_same_count_carried_twice_is_named(made: Made) -> None:
    found = drawn_from(made, counts=[count("a", total=5), count("b", total=5), count("c", total=6)])
    assert {each.id: each.same_as for each in found.published} == {"a": None, "b": "a", "c": None}


def test_of_each_claimant_the_count_that_covers_most_is_the_widest(made: Made) -> None:
    counts = [
        count("day", total=1, period=("2020-03-02", "2020-03-02")),
        count("weeks", total=3, period=("2020-03-02", "2020-03-16")),
        count("year", total=9, period=("2020-01-01", "2020-12-31")),
    ]
    assert Counter(each.id for each in drawn_from(made, counts=counts).published if each.widest) == {"weeks": 1}


def test_of_the_same_days_and_words_the_incidents_may_still_be_others(world: World) -> None:
    """Russia and Turkey counted 24 and 82 in March 2017, no incident in common. The days and sides here are made."""
    agreement = load_terms("syria-coh-2016", world).agreement
    period = ("2017-03-01", "2017-03-02")
    counts = [
        count("ru", "russian-mod", total=24, parts={"opposition": 24}, period=period),
        count("tr", "turkish-military", total=82, parts={"government": 82}, period=period),
    ]
    table = _empty()
    found = pictures(
        table, world, Days(from_=date(2017, 3, 1), until=date(2017, 3, 31)), agreement=agreement, counts=counts
    )
    assert [each.total for each in found.published] == [24, 82]
    assert [[reason.kind for reason in each.because] for each in found.apart] == [["sides", "incidents"]]
    assert found.overlap == ()


def _empty() -> Any:
    from holdfire.records import Observation, arrow_schema

    return arrow_schema(Observation).empty_table()
