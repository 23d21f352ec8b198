"""Quotas by day and week, parts of an amount, and what is owed in exchange for something else."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from holdfire.promises import Delivery
from holdfire.terms.cases import Delivered

from .pledges import all_told, at, given, local, pledge, said, stands, truce

DAILY = truce(pledge(per="day", amount={"at_least": 4, "unit": "lorries"}, due=local("2020-03-06")))
WEEKLY = truce(pledge(per="week", amount={"exactly": 6, "unit": "ships"}, due=local("2020-03-22")))


def _days(*numbers: float, by: str = "un") -> list[Delivery]:
    """So many on 1 March, on 2 March, and so on."""
    return [given(f"2020-03-{day:02}", number, by) for day, number in enumerate(numbers, 1)]


def test_each_day_has_its_own_number() -> None:
    found = stands(DAILY, "2020-03-06", *_days(4, 5, 4, 4, 9))["p"]
    assert said(found) == ("kept", "done")
    assert [window.state for window in found.windows] == ["kept"] * 5
    assert [window.start for window in found.windows] == [at(f"2020-03-0{day}") for day in range(1, 6)]
    assert found.owed == (4, 4)


def test_what_came_too_much_on_one_day_does_not_make_up_for_another() -> None:
    found = stands(DAILY, "2020-03-06", *_days(20, 4, 4, 3, 4))["p"]
    assert said(found) == ("missed", "short")
    assert [window.state for window in found.windows] == ["kept", "kept", "kept", "missed", "kept"]


def test_a_day_that_is_not_over_is_not_judged() -> None:
    found = stands(DAILY, "2020-03-03T23:59", *_days(4, 4))["p"]
    assert (said(found), len(found.windows)) == (("running", "not_due"), 2)
    assert len(stands(DAILY, "2020-03-04", *_days(4, 4))["p"].windows) == 3


def test_a_day_of_which_nobody_reports_leaves_the_quota_open() -> None:
    found = stands(DAILY, "2020-03-06", *_days(4, 4), *_days(4, 4, 4, 4, 4)[3:])["p"]
    assert said(found) == ("undetermined", "nothing_reported")
    assert [window.state for window in found.windows] == ["kept", "kept", "nothing_reported", "kept", "kept"]


def test_a_day_that_was_missed_counts_before_a_day_that_is_not_known() -> None:
    assert said(stands(DAILY, "2020-03-06", *_days(4, 3))["p"]) == ("missed", "short")


def test_a_report_of_nothing_is_not_silence() -> None:
    assert said(stands(DAILY, "2020-03-06", *_days(4, 0, 4, 4, 4))["p"]) == ("missed", "short")


def test_sources_are_held_against_each_other_day_by_day() -> None:
    rival = stands(DAILY, "2020-03-06", *_days(4, 4, 4, 4, 4), *_days(4, 2, by="osce"))["p"]
    assert said(rival) == ("undetermined", "sources_differ")
    assert [window.state for window in rival.windows] == ["kept", "sources_differ", "kept", "kept", "kept"]
    assert (rival.windows[1].low, rival.windows[1].high) == (2, 4)


def test_two_sources_that_are_each_short_are_not_added() -> None:
    assert said(stands(DAILY, "2020-03-02", *_days(2), *_days(2, by="osce"))["p"]) == ("missed", "short")
    hours = (given("2020-03-01T09:00", 2, "un"), given("2020-03-01T10:00", 2, "osce"))
    assert said(stands(DAILY, "2020-03-02", *hours)["p"]) == ("undetermined", "not_all_reported")


def test_a_report_over_several_days_tells_of_no_single_one() -> None:
    found = stands(DAILY, "2020-03-06", given("2020-03-01..2020-03-05", 20))["p"]
    assert said(found) == ("undetermined", "time_too_coarse")


def test_a_report_over_several_days_that_is_too_few_for_one_is_too_few() -> None:
    """It covers each of the days: by its source's word no more than three came on any of them."""
    assert said(stands(DAILY, "2020-03-06", given("2020-03-01..2020-03-05", 3))["p"]) == ("missed", "short")


def test_a_report_to_the_day_is_the_total_of_that_day_and_one_to_the_minute_is_not() -> None:
    by_day, by_hour = (stands(DAILY, "2020-03-02", given(when, 3))["p"] for when in ("2020-03-01", "2020-03-01T09:00"))
    assert said(by_day) == ("missed", "short")
    assert said(by_hour) == ("undetermined", "not_all_reported")


def test_the_total_of_a_day_is_not_added_to_what_came_in_its_course() -> None:
    """Two in the morning, and three in all."""
    found = stands(DAILY, "2020-03-02", given("2020-03-01T09:00", 2), given("2020-03-01", 3, total=True))["p"]
    assert said(found) == ("missed", "short")


def test_several_reports_of_one_day_add_up_for_their_source() -> None:
    found = stands(DAILY, "2020-03-02", given("2020-03-01T08:00", 1), given("2020-03-01T23:59", 3))["p"]
    assert [window.state for window in found.windows] == ["kept"]


def test_the_first_minute_of_a_day_belongs_to_it() -> None:
    found = stands(DAILY, "2020-03-03", given("2020-03-02T00:00", 4))["p"]
    assert [window.state for window in found.windows] == ["nothing_reported", "kept"]


def test_the_first_day_is_the_first_whole_one() -> None:
    """It opens at 01:20; what came in the rest of that day is not held against a whole day's number."""
    early = truce(pledge(per="day", amount={"at_least": 4, "unit": "l"}, opens=local("2020-03-01T01:20"), due=None))
    found = stands(early, "2020-03-03", given("2020-03-01T12:00", 1), given("2020-03-02", 4))["p"]
    assert [window.start for window in found.windows] == [at("2020-03-02")]
    assert [window.state for window in found.windows] == ["kept"]


def test_a_day_is_a_day_at_the_place_also_where_it_has_23_hours() -> None:
    """Kyiv, 29 March 2015: from 22:00 UTC of the day before to 21:00 UTC."""
    start = at("2015-03-29", "Europe/Kyiv")
    spring = truce(
        pledge(per="day", amount={"at_least": 4, "unit": "lorries"}, due=None),
        zone="Europe/Kyiv",
        starts=local("2015-03-28"),
        ends=[{"id": "open", "plain": True, "until": None}],
    )
    last_minute = Delivery("p", start + timedelta(hours=22, minutes=59), start + timedelta(hours=22, minutes=59), 4.0)
    found = stands(spring, "2015-03-31", last_minute)["p"]
    assert [(window.end - window.start) // timedelta(hours=1) for window in found.windows] == [24, 23, 24]
    assert [window.state for window in found.windows] == ["nothing_reported", "kept", "nothing_reported"]


def test_a_week_begins_with_the_first_day_and_has_seven() -> None:
    reports = [given("2020-03-07T23:00", 6), given("2020-03-08..2020-03-14", 5)]
    assert said(stands(WEEKLY, "2020-03-08", *reports)["p"]) == ("running", "not_due")
    found = stands(WEEKLY, "2020-03-15", *reports)["p"]
    assert said(found) == ("missed", "short")
    assert [(window.start, window.state) for window in found.windows] == [
        (at("2020-03-01"), "kept"),
        (at("2020-03-08"), "missed"),
    ]


def test_every_week_filled_is_kept_when_the_time_is_over() -> None:
    reports = [given(day, 6) for day in ("2020-03-03", "2020-03-12", "2020-03-20")]
    assert said(stands(WEEKLY, "2020-03-21", *reports)["p"]) == ("running", "not_due")
    assert said(stands(WEEKLY, "2020-03-22", *reports)["p"]) == ("kept", "done")


def test_a_quota_ends_with_the_agreement() -> None:
    """Nothing is owed of the days after it."""
    late = truce(
        pledge(per="day", amount={"at_least": 4, "unit": "lorries"}, due=local("2020-03-20")),
        ends=[{"id": "agreed", "plain": True, "until": local("2020-03-06")}],
    )
    found = stands(late, "2020-03-15", *_days(4, 4, 4, 4, 4))["p"]
    assert [window.start for window in found.windows] == [at(f"2020-03-0{day}") for day in range(1, 6)]
    assert found.state in ("kept", "lapsed")


@pytest.mark.parametrize(("fuel", "state"), [(2, "kept"), (1, "missed")])
def test_a_part_is_owed_every_day(fuel: float, state: str) -> None:
    shared = truce(
        pledge(
            per="day",
            amount={"at_least": 4, "unit": "lorries"},
            of_which=[{"counts": "fuel", "at_least": 2, "unit": "lorries of fuel"}],
            due=None,
        )
    )
    reports = [given("2020-03-01", 4, fuel=2), given("2020-03-02", 5, fuel=fuel)]
    found = stands(shared, "2020-03-03", *reports)["p"]
    assert [window.state for window in found.windows] == ["kept", state]
    untold = stands(shared, "2020-03-02", given("2020-03-01", 4))["p"]
    assert said(untold) == ("undetermined", "amount_not_reported")


# in exchange

EXCHANGE = truce(
    pledge("h", amount={"at_least": 10, "unit": "people"}),
    pledge(
        amount=None,
        ratios=[
            {"give": 30, "of": "h", "counts": "civilians"},
            {"give": 50, "of": "h", "counts": "soldiers"},
        ],
    ),
)


def test_what_is_owed_follows_what_the_other_side_gave() -> None:
    """Three civilians and a soldier came: 3 times 30 and 50."""
    came = given("2020-03-10", 4, of="h", civilians=3, soldiers=1)
    found = stands(EXCHANGE, "2020-05-01", came, all_told(139))["p"]
    assert (said(found), found.owed) == (("missed", "short"), (140, 140))
    assert said(stands(EXCHANGE, "2020-05-01", came, given("2020-03-11", 140))["p"]) == ("kept", "done")


def test_where_a_part_is_not_told_what_is_owed_is_not_known() -> None:
    came = given("2020-03-10", 4, of="h", civilians=3)
    assert stands(EXCHANGE, "2020-05-01", came, given("2020-03-11", 90))["p"].state == "waiting"


def test_sources_that_differ_on_what_came_differ_on_what_is_owed() -> None:
    by_two = truce(pledge("h"), pledge(amount=None, ratios=[{"give": 3, "of": "h"}]))
    came = (given("2020-03-10", 4, "un", "h"), given("2020-03-10", 5, "osce", "h"))
    for number, state in ((11, "missed"), (12, "undetermined"), (14, "undetermined"), (15, "kept")):
        found = stands(by_two, "2020-05-01", *came, given("2020-03-31", number, total=True))["p"]
        assert (found.state, found.owed) == (state, (12, 15))


def test_only_whole_shares_are_owed() -> None:
    by_two = truce(pledge("h"), pledge(amount=None, ratios=[{"give": 5, "for_each": 2, "of": "h"}]))
    found = stands(by_two, "2020-05-01", given("2020-03-10", 7, of="h"), given("2020-03-11", 15))["p"]
    assert (said(found), found.owed) == (("kept", "done"), (15, 15))


def test_in_exchange_for_nothing_nothing_is_owed() -> None:
    by_two = truce(pledge("h"), pledge(amount=None, ratios=[{"give": 3, "of": "h"}]))
    found = stands(by_two, "2020-05-01", given("2020-03-10", 0, of="h"))["p"]
    assert found.owed == (0, 0)
    assert (found.state, found.because) == ("not_owed", "nothing_exchanged")


@pytest.mark.parametrize("when", ["2020-03-05", date(2020, 3, 5)])
def test_a_day_in_quotes_is_the_day(when: object) -> None:
    told = Delivered.model_validate({"of": "p", "when": when, "amount": 0, "total": True})
    assert told.when == date(2020, 3, 5)
    assert not isinstance(told.when, datetime)
