"""Every state in which a promise can stand, and every code for why, by example."""

from __future__ import annotations

import pytest

from holdfire.promises import Delivery, State

from .pledges import all_told, at, deed, given, local, pledge, said, stands, truce

EIGHTEEN = truce(pledge())


def _eighteen(on: str, *deliveries: Delivery) -> State:
    return stands(EIGHTEEN, on, *deliveries)["p"]


# running


def test_before_the_deadline_it_runs() -> None:
    found = _eighteen("2020-03-20", given("2020-03-10", 5))
    assert said(found) == ("running", "not_due")
    assert (found.opens, found.due) == (at("2020-03-01"), at("2020-04-01"))
    assert (found.done, found.owed) == ((5, 5), (18, 18))


def test_before_it_opens_it_runs_and_nothing_is_due() -> None:
    assert said(stands(truce(pledge(opens=local("2020-03-15"))), "2020-03-10")["p"]) == ("running", "not_due")


# kept


def test_enough_in_time_is_kept_and_is_so_before_the_deadline_too() -> None:
    enough = (given("2020-03-10", 10), given("2020-03-20", 8))
    assert said(_eighteen("2020-03-25", *enough)) == ("kept", "done")
    assert said(_eighteen("2020-05-01", *enough)) == ("kept", "done")


def test_a_deed_that_was_done_is_kept() -> None:
    assert said(stands(truce(deed()), "2020-05-01", given("2020-03-10", True))["p"]) == ("kept", "done")


def test_a_deed_counts_for_the_whole_amount() -> None:
    """A source that says that the promise was fulfilled, without a number, says that all of it came."""
    assert said(_eighteen("2020-05-01", given("2020-03-10", True))) == ("kept", "done")


def test_the_last_instant_is_in_time_and_the_minute_after_is_not() -> None:
    """The deadline is the first instant of 1 April: midnight, at the place."""
    assert said(_eighteen("2020-05-01", given("2020-04-01T00:00", 18))) == ("kept", "done")
    assert said(_eighteen("2020-05-01", given("2020-04-01T00:01", 18))) == ("kept_late", "done_late")


def test_the_whole_last_day_is_in_time() -> None:
    assert said(_eighteen("2020-05-01", given("2020-03-31", 18))) == ("kept", "done")


# late and missed


def test_enough_but_late_is_kept_late() -> None:
    found = _eighteen("2020-05-01", given("2020-03-10", 17), given("2020-04-02", 1))
    assert said(found) == ("kept_late", "done_late")
    assert found.done == (18, 18)


def test_too_little_in_all_is_missed() -> None:
    found = _eighteen("2020-05-01", given("2020-03-10", 12), all_told(17))
    assert said(found) == ("missed", "short")
    assert (found.done, found.owed) == ((17, 17), (18, 18))


def test_a_source_that_says_that_nothing_was_done_is_heard() -> None:
    for report in (given("2020-04-02", False), all_told(0)):
        assert said(_eighteen("2020-05-01", report)) == ("missed", "not_done")


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("2020-03-30", ("undetermined", "not_all_reported")),
        ("2020-03-31T23:59", ("undetermined", "not_all_reported")),
        ("2020-03-31", ("missed", "short")),  # up to the end of that day
        ("2020-04-01T00:00", ("missed", "short")),
        ("2020-04-20", ("missed", "short")),
    ],
)
def test_only_a_total_for_the_deadline_or_later_says_that_no_more_came(told: str, state: tuple[str, str]) -> None:
    """Of what was still to come a total of before says nothing."""
    assert said(_eighteen("2020-05-01", given(told, 17, total=True))) == state


def test_a_total_of_after_the_deadline_does_not_say_when_it_came() -> None:
    """Eighteen in all, up to the second of April: by the first, or on the second."""
    assert said(_eighteen("2020-05-01", all_told(18))) == ("undetermined", "time_too_coarse")
    assert said(_eighteen("2020-05-01", given("2020-03-31", 18, total=True))) == ("kept", "done")
    seventeen = given("2020-04-01T00:00", 17, total=True)
    assert said(_eighteen("2020-05-01", seventeen, all_told(18))) == ("kept_late", "done_late")


def test_a_denial_of_before_the_deadline_says_nothing_of_the_rest() -> None:
    assert said(_eighteen("2020-05-01", given("2020-03-10", False))) == ("undetermined", "not_all_reported")
    assert said(_eighteen("2020-03-20", given("2020-03-10", False))) == ("running", "not_due")


def test_not_done_at_first_and_done_later_in_time_is_kept() -> None:
    found = _eighteen("2020-05-01", given("2020-03-10", False), given("2020-03-20", True))
    assert said(found) == ("kept", "done")


def test_a_total_stands_for_all_before_it_and_reports_after_it_are_added() -> None:
    found = _eighteen("2020-05-01", given("2020-03-05", 9), given("2020-03-10", 12, total=True), given("2020-03-20", 6))
    assert said(found) == ("kept", "done")
    assert found.done == (18, 18)


def test_a_source_that_takes_back_what_it_said_leaves_open_what_came_after() -> None:
    """Eighteen, it said, and then: five in all, up to the twentieth. The deadline was still to come."""
    found = _eighteen("2020-05-01", given("2020-03-10", 18), given("2020-03-20", 5, total=True))
    assert found.state == "undetermined"


ABOUT = truce(pledge(amount={"about": 700, "unit": "people"}))


@pytest.mark.parametrize(
    ("number", "state"),
    [(700, ("kept", "done")), (680, ("undetermined", "not_all_reported")), (0, ("missed", "not_done"))],
)
def test_a_number_that_is_only_about_right_is_not_surely_short(number: float, state: tuple[str, str]) -> None:
    assert said(stands(ABOUT, "2020-05-01", all_told(number, when="2020-03-31"))["p"]) == state


# undetermined


def test_silence_is_no_denial() -> None:
    found = _eighteen("2020-05-01")
    assert said(found) == ("undetermined", "nothing_reported")
    assert found.done is None


@pytest.mark.parametrize("number", [0, 5, 17])
def test_less_reported_is_no_report_of_less(number: float) -> None:
    assert said(_eighteen("2020-05-01", given("2020-03-10", number))) == ("undetermined", "not_all_reported")


def test_a_report_coarser_than_the_deadline_may_lie_on_either_side_of_it() -> None:
    assert said(_eighteen("2020-05-01", given("2020-03-25..2020-04-05", 18))) == ("undetermined", "time_too_coarse")


def test_a_coarse_total_that_would_not_be_enough_in_any_case_leaves_nothing_open() -> None:
    assert said(_eighteen("2020-05-01", given("2020-03-25..2020-04-05", 17, total=True))) == ("missed", "short")


def test_sources_that_contradict_each_other_leave_it_open() -> None:
    found = _eighteen("2020-05-01", given("2020-03-10", 18, "debtor"), all_told(11, "creditor"))
    assert said(found) == ("undetermined", "sources_differ")
    assert found.by_source == (("creditor", 11), ("debtor", 18))
    assert found.done == (11, 18)


def test_a_source_that_reports_a_part_contradicts_nobody() -> None:
    found = _eighteen("2020-05-01", given("2020-03-10", 18, "debtor"), given("2020-03-10", 11, "creditor"))
    assert said(found) == ("kept", "done")


def test_a_lower_total_of_the_same_day_contradicts_and_one_of_before_does_not() -> None:
    done = given("2020-03-10", 18, "debtor")
    same_day, before = (given(day, 11, "creditor", total=True) for day in ("2020-03-10", "2020-03-09"))
    assert said(_eighteen("2020-05-01", done, same_day)) == ("undetermined", "sources_differ")
    assert said(_eighteen("2020-05-01", done, before)) == ("kept", "done")


def test_one_source_says_late_and_another_never() -> None:
    found = _eighteen("2020-05-01", given("2020-04-10", 18, "debtor"), given("2020-04-10", False, "creditor"))
    assert said(found) == ("undetermined", "sources_differ")


def test_one_source_says_in_time_and_another_late() -> None:
    found = _eighteen("2020-05-01", given("2020-03-10", 18, "debtor"), given("2020-04-10", 18, "creditor"))
    assert said(found) == ("undetermined", "sources_differ")


SHARED = truce(pledge(of_which=[{"counts": "fuel", "at_least": 5, "unit": "lorries of fuel"}]))


@pytest.mark.parametrize(
    ("report", "state"),
    [
        (given("2020-03-10", 18, fuel=5), ("kept", "done")),
        (given("2020-03-10", 18, fuel=4), ("undetermined", "not_all_reported")),
        (given("2020-03-10", 18), ("undetermined", "amount_not_reported")),
        (given("2020-03-10", 17), ("undetermined", "not_all_reported")),
        (all_told(18, fuel=4), ("missed", "short")),
        (all_told(17, fuel=5), ("missed", "short")),
    ],
)
def test_a_part_with_a_number_of_its_own_has_to_be_reported(report: Delivery, state: tuple[str, str]) -> None:
    assert said(stands(SHARED, "2020-05-01", report)["p"]) == state


def test_a_deadline_that_hangs_on_what_sources_dispute_is_not_known() -> None:
    chained = truce(deed("q"), pledge(due={"of": "q", "within": "72 h"}))
    rival = (given("2020-03-10", True, "debtor", of="q"), given("2020-03-12", False, "creditor", of="q"))
    for on in ("2020-03-12T12:00", "2020-03-13", "2020-05-01"):
        found = stands(chained, on, *rival)
        assert said(found["p"]) == ("undetermined", "due_unknown"), on
        assert (found["p"].waits_for, found["p"].due) == ("q", None)


# waiting


def test_it_waits_for_an_event_that_nobody_reports() -> None:
    found = stands(truce(pledge(after=["approval"]), events={"approval": None}), "2020-05-01")["p"]
    assert said(found) == ("waiting", "event_not_reported")
    assert found.waits_for == "approval"


def test_it_waits_for_an_event_that_is_still_to_come() -> None:
    waits = truce(pledge(after=["approval"]), events={"approval": local("2020-03-20")})
    assert said(stands(waits, "2020-03-19")["p"]) == ("waiting", "event_not_reported")
    assert said(stands(waits, "2020-03-20")["p"]) == ("running", "not_due")


def test_it_waits_for_a_deadline_that_hangs_on_an_event() -> None:
    waits = truce(pledge(due={"of": "approval", "within": "7 d"}), events={"approval": None})
    assert said(stands(waits, "2020-05-01")["p"]) == ("waiting", "event_not_reported")


def test_it_waits_for_another_promise() -> None:
    waits = truce(deed("q"), pledge(after=["q"]))
    found = stands(waits, "2020-05-01")["p"]
    assert said(found) == ("waiting", "promise_not_kept")
    assert found.waits_for == "q"
    assert said(stands(waits, "2020-03-20", given("2020-03-10", True, of="q"))["p"]) == ("running", "not_due")


def test_it_waits_for_the_number_by_which_it_is_measured() -> None:
    measured = truce(pledge("q"), pledge(amount=None, ratios=[{"give": 3, "of": "q"}]))
    found = stands(measured, "2020-05-01")["p"]
    assert said(found) == ("waiting", "promise_not_kept")
    assert found.waits_for == "q"


def test_of_two_that_are_owed_together_each_waits_for_the_other() -> None:
    both = truce(deed("p", **{"with": ["q"]}), deed("q", **{"with": ["p"]}))
    found = stands(both, "2020-03-20")
    assert said(found["p"]) == said(found["q"]) == ("waiting", "concurrent")
    assert (found["p"].waits_for, found["q"].waits_for) == ("q", "p")


# suspended, lapsed, not owed


def test_it_is_suspended_until_an_event() -> None:
    suspended = truce(pledge(suspended_until="government"), events={"government": None})
    found = stands(suspended, "2020-05-01")["p"]
    assert said(found) == ("suspended", "until_event")
    assert found.waits_for == "government"


def test_a_suspension_ends_with_the_event() -> None:
    lifted = truce(pledge(suspended_until="government"), events={"government": local("2020-03-20")})
    assert said(stands(lifted, "2020-03-19")["p"]) == ("suspended", "until_event")
    assert said(stands(lifted, "2020-03-20")["p"]) == ("running", "not_due")
    assert said(stands(lifted, "2020-05-01", given("2020-03-25", 18))["p"]) == ("kept", "done")


LONG = truce(pledge(due=local("2020-07-01")))


def test_what_was_not_due_when_the_agreement_ended_lapses() -> None:
    assert said(stands(LONG, "2020-05-31")["p"]) == ("running", "not_due")
    assert said(stands(LONG, "2020-06-01")["p"]) == ("lapsed", "ended_first")
    assert said(stands(LONG, "2020-08-01")["p"]) == ("lapsed", "ended_first")


@pytest.mark.parametrize("report", [given("2020-03-10", 5), given("2020-06-05", 5, total=True)])
def test_what_has_lapsed_stays_so(report: Delivery) -> None:
    assert said(stands(LONG, "2020-06-15", report)["p"]) == ("lapsed", "ended_first")
    assert said(stands(LONG, "2020-07-15", report)["p"]) == ("lapsed", "ended_first")


def test_what_outlives_the_agreement_does_not_lapse() -> None:
    outliving = truce(pledge(due=local("2020-07-01"), outlives=True), pledge("open", due=None, outlives=True))
    found = stands(outliving, "2020-06-15", given("2020-03-10", 5), given("2020-03-10", 5, of="open"))
    assert said(found["p"]) == said(found["open"]) == ("running", "not_due")
    later = stands(outliving, "2020-07-15", all_told(5, when="2020-07-02"))
    assert said(later["p"]) == ("missed", "short")


def test_what_was_done_before_the_end_is_kept_though_it_was_not_due() -> None:
    assert said(stands(LONG, "2020-08-01", given("2020-03-10", 18))["p"]) == ("kept", "done")


def test_what_was_due_before_the_end_does_not_lapse() -> None:
    assert said(_eighteen("2020-08-01", all_told(17))) == ("missed", "short")
    assert said(_eighteen("2020-08-01")) == ("undetermined", "nothing_reported")


def test_by_a_reading_nothing_may_be_owed() -> None:
    read = truce(pledge(interpretations=[{"id": "no-promise", "says": "It promises nothing.", "nothing_owed": True}]))
    found = stands(read, "2020-05-01", all_told(17))
    assert said(found["p/no-promise"]) == ("not_owed", "not_promised")
    assert said(found["p"]) == ("missed", "short")


def test_without_a_deadline_it_is_due_at_the_end() -> None:
    whole = truce(pledge(due=None))
    assert stands(whole, "2020-05-01")["p"].due == at("2020-06-01")
    assert said(stands(whole, "2020-05-31", all_told(17))["p"]) == ("running", "not_due")
    assert said(stands(whole, "2020-06-01", all_told(17, when="2020-05-31"))["p"]) == ("missed", "short")


def test_without_a_deadline_and_an_end_it_runs_on() -> None:
    endless = truce(pledge(due=None), ends=[{"id": "open", "plain": True, "until": None}])
    found = stands(endless, "2035-01-01", given("2020-03-10", 17))["p"]
    assert (said(found), found.due) == (("running", "not_due"), None)


# readings


def test_each_reading_has_an_answer_of_its_own() -> None:
    """What a reading states replaces what the promise states; the rest stays."""
    readings = [
        {"id": "later", "says": "By May.", "due": local("2020-05-01")},
        {"id": "more", "says": "Twenty.", "amount": {"at_least": 20, "unit": "lorries"}},
        {"id": "whenever", "says": "No day is set.", "due": None},
    ]
    found = stands(truce(pledge(interpretations=readings)), "2020-04-10", all_told(17))
    assert said(found["p"]) == said(found["p/more"]) == ("missed", "short")
    assert said(found["p/later"]) == said(found["p/whenever"]) == ("running", "not_due")
    assert found["p/more"].owed == (20, 20)
    assert found["p/whenever"].due == at("2020-06-01")


# what counts as one source


def test_reports_of_one_source_add_up_and_reports_of_two_do_not() -> None:
    one = _eighteen("2020-05-01", given("2020-03-10", 9, "un"), given("2020-03-11", 9, "un"))
    two = _eighteen("2020-05-01", given("2020-03-10", 9, "un"), given("2020-03-11", 9, "red-cross"))
    totals = _eighteen("2020-05-01", all_told(9, "un"), all_told(9, "red-cross"))
    assert said(one) == ("kept", "done")
    assert said(two) == ("undetermined", "not_all_reported")
    assert said(totals) == ("missed", "short")


def test_reports_that_nobody_is_named_for_are_one_source() -> None:
    found = _eighteen("2020-05-01", given("2020-03-10", 9, ()), given("2020-03-11", 9, ()))
    assert (said(found), len(found.by_source)) == (("kept", "done"), 1)


def test_two_who_say_something_together_are_the_same_two_in_any_order() -> None:
    found = _eighteen("2020-05-01", given("2020-03-10", 9, ("un", "envoy")), given("2020-03-11", 9, ("envoy", "un")))
    assert said(found) == ("kept", "done")


# coarse at the opening, and the clock at the deadline


def test_a_report_of_before_it_opened_does_not_count() -> None:
    second = truce(pledge(opens=local("2020-03-15")))
    assert said(stands(second, "2020-05-01", given("2020-03-14", 18))["p"]) == ("undetermined", "nothing_reported")
    assert said(stands(second, "2020-05-01", given("2020-03-15", 18))["p"]) == ("kept", "done")


def test_what_is_reported_of_a_promise_on_the_day_of_its_opening_counts() -> None:
    """Whoever reports it of this promise says that it came under it; a report of the day before it opened does not."""
    evening = truce(pledge(opens=local("2020-03-15T19:00")))
    assert said(stands(evening, "2020-05-01", given("2020-03-15", 18))["p"]) == ("kept", "done")
    assert said(stands(evening, "2020-05-01", given("2020-03-14", 18))["p"]) == ("undetermined", "nothing_reported")


def test_when_the_clock_stands_at_the_deadline_it_is_not_missed_yet() -> None:
    """A delivery at the last instant is in time."""
    reports = (given("2020-03-10", 17), given("2020-04-01T00:00", 1))
    assert _eighteen("2020-04-01", *reports).state != "missed"
    assert said(_eighteen("2020-04-01T00:01", *reports)) == ("kept", "done")


def test_what_is_reported_of_later_than_the_clock_is_not_known_yet() -> None:
    assert said(_eighteen("2020-03-05", given("2020-03-10", 18))) == ("running", "not_due")
