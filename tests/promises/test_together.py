"""What is owed simultaneously: neither before the other, give or take a tolerance."""

from __future__ import annotations

import pytest

from holdfire.promises import Delivery, State
from holdfire.terms import Agreement

from .pledges import at, deed, given, pledge, said, stands, truce

EXACT = truce(deed("p", **{"with": ["q"]}), deed("q", **{"with": ["p"]}))
LOOSE = truce(
    deed("p", **{"with": ["q"], "tolerance": "24 h"}),
    deed("q", **{"with": ["p"], "tolerance": "24 h"}),
)


def _both(agreement: Agreement, on: str, *reports: Delivery) -> tuple[State, State]:
    found = stands(agreement, on, *reports)
    return found["p"], found["q"]


def _done(of: str, when: str, done: bool = True, by: str = "un") -> Delivery:
    return given(when, done, by, of)


def test_done_together_both_are_kept() -> None:
    for state in _both(EXACT, "2020-05-01", _done("p", "2020-03-10T12:00"), _done("q", "2020-03-10T12:00")):
        assert said(state) == ("kept", "done")


@pytest.mark.parametrize(
    ("later", "state"), [("2020-03-11T12:00", ("kept", "done")), ("2020-03-11T12:01", ("kept_late", "done_late"))]
)
def test_within_the_tolerance_it_is_simultaneous_and_a_minute_later_it_is_late(
    later: str, state: tuple[str, str]
) -> None:
    first, second = _both(LOOSE, "2020-05-01", _done("p", "2020-03-10T12:00"), _done("q", later))
    assert said(first) == ("kept", "done")
    assert said(second) == state


def test_either_may_be_the_one_that_is_late() -> None:
    first, second = _both(LOOSE, "2020-05-01", _done("q", "2020-03-10T12:00"), _done("p", "2020-03-15T12:00"))
    assert (said(first), said(second)) == (("kept_late", "done_late"), ("kept", "done"))


def test_the_other_has_done_its_part_and_this_one_surely_not() -> None:
    reports = (_done("p", "2020-03-10T12:00"), _done("q", "2020-03-12T12:00", done=False))
    assert said(_both(LOOSE, "2020-03-13", *reports)[1]) == ("missed", "not_simultaneous")


def test_the_other_has_done_its_part_and_of_this_one_nobody_tells() -> None:
    alone = _done("p", "2020-03-10T12:00")
    assert said(_both(LOOSE, "2020-03-11T12:00", alone)[1]) == ("running", "not_due")
    assert said(_both(LOOSE, "2020-03-13", alone)[1]) == ("undetermined", "nothing_reported")


def test_sources_that_differ_on_this_one_leave_it_open_here_too() -> None:
    """By one source both were done together, by another this one was not: that is no surely broken promise."""
    reports = (
        _done("p", "2020-03-10T12:00"),
        _done("q", "2020-03-10T12:00", by="un"),
        _done("q", "2020-03-10T12:00", done=False, by="osce"),
    )
    assert said(_both(LOOSE, "2020-05-01", *reports)[1]) == ("undetermined", "sources_differ")
    assert _both(LOOSE, "2020-03-20", *reports)[1].state in ("running", "undetermined")


@pytest.mark.parametrize("early", [given("2020-03-09T12:00", False, of="q"), given("2020-03-09T12:00", 5, of="q")])
def test_a_denial_or_a_part_of_before_its_time_is_no_denial_for_it(early: Delivery) -> None:
    """q was not done, or in part, on the ninth; p was on the tenth, with a day to spare. Of later nobody tells."""
    agreement = truce(
        deed("p", **{"with": ["q"], "tolerance": "24 h"}),
        pledge("q", **{"with": ["p"], "tolerance": "24 h"}),
    )
    assert _both(agreement, "2020-03-20", early, _done("p", "2020-03-10T12:00"))[1].state != "missed"


def test_reports_by_the_day_of_one_day_are_together() -> None:
    for state in _both(EXACT, "2020-05-01", _done("p", "2020-03-10"), _done("q", "2020-03-10")):
        assert said(state) == ("kept", "done")


def test_before_either_moves_neither_is_owed_even_past_nothing() -> None:
    for state in _both(LOOSE, "2020-03-20"):
        assert said(state) == ("waiting", "concurrent")


def test_a_reading_may_drop_that_they_are_together() -> None:
    reading = {"id": "alone", "says": "Each by itself.", "with": []}
    agreement = truce(deed("p", **{"with": ["q"], "interpretations": [reading]}), deed("q"))
    found = stands(agreement, "2020-03-20")
    assert said(found["p"]) == ("waiting", "concurrent")
    assert said(found["p/alone"]) == ("running", "not_due")


def test_how_coarsely_the_other_was_told_says_nothing_of_who_was_first() -> None:
    reports = (_done("p", "2020-03-10T12:00"), _done("q", "2020-03-15..2020-03-20"))
    first, second = _both(LOOSE, "2020-05-01", *reports)
    assert (said(first), said(second)) == (("kept", "done"), ("kept_late", "done_late"))


@pytest.mark.parametrize(("fuel_comes", "due"), [("2020-03-05", "2020-03-10"), ("2020-03-20", "2020-03-25")])
def test_what_follows_a_promise_of_parts_runs_from_when_all_its_parts_were_there(fuel_comes: str, due: str) -> None:
    follows = truce(
        pledge("p", amount={"at_least": 5, "unit": "lorries"}, of_which=[FUEL]),
        deed("q", after=["p"], due={"of": "p", "within": "5 d"}),
    )
    five = given("2020-03-05T00:00", 5, fuel=2 if fuel_comes == "2020-03-05" else 0)
    found = stands(follows, "2020-05-20", five, given(f"{fuel_comes}T00:00", 2, fuel=2))
    assert found["p"].state == "kept"
    assert found["q"].due == at(due)


FUEL = {"counts": "fuel", "at_least": 2, "unit": "fuel lorries"}


def test_what_was_given_after_the_deadline_raises_nothing_that_was_owed_by_it() -> None:
    """Ten for each one: ten for the one that came in time was all that was owed, whatever came later."""
    returned = truce(
        pledge("p", amount={"at_least": 1, "unit": "people"}),
        pledge("q", amount=None, ratios=[{"give": 10, "of": "p"}]),
        deed("r", after=["q"], due=None),
    )
    reports = (
        given("2020-03-05T00:00", 1),
        given("2020-03-06T00:00", 10, of="q", total=True),
        given("2020-04-20T00:00", 2),
    )
    found = stands(returned, "2020-05-20", *reports)
    assert found["q"].state == "kept"
    assert found["r"].state == "running"
