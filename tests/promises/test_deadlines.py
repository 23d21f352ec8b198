"""When a promise is due: durations, chains of deadlines, and what moves them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as over
from hypothesis import strategies as st
from pydantic import TypeAdapter

from holdfire.terms.moments import Duration, Relative, Times, after
from holdfire.world.time import zone_info

from .pledges import LAGOS, all_told, at, deed, given, local, pledge, said, stands, truce

KYIV = "Europe/Kyiv"


def _later(moment: str, duration: str, zone: str = KYIV, sign: int = 1) -> str:
    """The local time so long after a local time."""
    found = after(at(moment, zone), duration, zone, sign)
    return found.astimezone(zone_info(zone)).strftime("%Y-%m-%dT%H:%M")


# hours pass, days are counted


@pytest.mark.parametrize(
    ("moment", "duration", "later"),
    [
        # the clocks of Kyiv went from 03:00 to 04:00 on 29 March 2015, and from 04:00 to 03:00 on 25 October
        ("2015-03-28T12:00", "24 h", "2015-03-29T13:00"),
        ("2015-03-28T12:00", "1 d", "2015-03-29T12:00"),
        ("2015-03-28T12:00", "2 weeks", "2015-04-11T12:00"),
        ("2015-10-24T12:00", "24 h", "2015-10-25T11:00"),
        ("2015-10-24T12:00", "1 day", "2015-10-25T12:00"),
        ("2015-10-24T12:00", "90 min", "2015-10-24T13:30"),
        ("2015-03-29T02:30", "60 min", "2015-03-29T04:30"),
        ("2015-02-28T12:00", "1 month", "2015-03-28T12:00"),
        ("2015-03-01T00:00", "7 days", "2015-03-08T00:00"),
        ("2015-03-01T00:00", "5 years", "2020-03-01T00:00"),
    ],
)
def test_hours_are_elapsed_time_and_days_keep_the_clock(moment: str, duration: str, later: str) -> None:
    assert _later(moment, duration) == later


@pytest.mark.parametrize(
    ("moment", "duration", "later"),
    [
        ("2022-01-31T18:00", "1 month", "2022-02-28T18:00"),
        ("2024-01-31T18:00", "1 month", "2024-02-29T18:00"),
        ("2024-02-29T18:00", "1 year", "2025-02-28T18:00"),
        ("2020-02-29T18:00", "4 years", "2024-02-29T18:00"),
        ("2022-08-31T18:00", "18 months", "2024-02-29T18:00"),
        ("2022-12-31T18:00", "2 months", "2023-02-28T18:00"),
        ("2022-11-30T18:00", "1 month", "2022-12-30T18:00"),
    ],
)
def test_a_month_ends_with_its_last_day(moment: str, duration: str, later: str) -> None:
    """The same day of a later month; where that month is shorter, its last one."""
    assert _later(moment, duration) == later


@pytest.mark.parametrize(
    ("moment", "duration", "earlier"),
    [
        ("2022-03-31T18:00", "1 month", "2022-02-28T18:00"),
        ("2022-01-15T18:00", "1 month", "2021-12-15T18:00"),
        ("2022-01-15T18:00", "25 months", "2019-12-15T18:00"),
        ("2015-03-30T12:00", "48 h", "2015-03-28T11:00"),
        ("2015-03-30T12:00", "2 d", "2015-03-28T12:00"),
    ],
)
def test_before_is_the_same_backwards(moment: str, duration: str, earlier: str) -> None:
    assert _later(moment, duration, sign=-1) == earlier


def test_a_time_that_the_clocks_skip_is_the_instant_at_which_they_do() -> None:
    """In Damascus midnight of 25 March 2016 did not come: 23:59 was followed by 01:00."""
    skipped = after(at("2016-03-24", "Asia/Damascus"), "1 d", "Asia/Damascus")
    assert skipped == datetime(2016, 3, 24, 22, tzinfo=UTC)


moments = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from([LAGOS, KYIV, "Asia/Damascus", "America/Bogota", "Asia/Yangon"])


@over(moment=moments, zone=zones, number=st.integers(0, 2000), unit=st.sampled_from(["min", "h"]))
def test_elapsed_time_goes_there_and_back(moment: datetime, zone: str, number: int, unit: str) -> None:
    there = after(moment, f"{number} {unit}", zone)
    assert there - moment == timedelta(minutes=number * (60 if unit == "h" else 1))
    assert after(there, f"{number} {unit}", zone, -1) == moment


@over(moment=moments, zone=zones, number=st.integers(0, 60))
def test_weeks_are_seven_days_and_years_are_twelve_months(moment: datetime, zone: str, number: int) -> None:
    assert after(moment, f"{number} weeks", zone) == after(moment, f"{7 * number} d", zone)
    assert after(moment, f"{number} years", zone) == after(moment, f"{12 * number} months", zone)


@over(day=st.integers(1, 28), month=st.integers(1, 12), one=st.integers(0, 40), two=st.integers(0, 40))
def test_months_add_up_on_days_that_every_month_has(day: int, month: int, one: int, two: int) -> None:
    moment = datetime(2015, month, day, 12, tzinfo=UTC)
    both = after(after(moment, f"{one} months", KYIV), f"{two} months", KYIV)
    assert both == after(moment, f"{one + two} months", KYIV)


@over(moment=moments, number=st.integers(0, 60), unit=st.sampled_from(["d", "weeks", "months", "years"]))
def test_civil_time_keeps_the_clock(moment: datetime, number: int, unit: str) -> None:
    """At noon no clock is set forward or back."""
    noon = moment.astimezone(zone_info(KYIV)).replace(hour=12, minute=0, second=0, microsecond=0)
    there = after(noon.astimezone(UTC), f"{number} {unit}", KYIV).astimezone(zone_info(KYIV))
    assert (there.hour, there.minute) == (12, 0)


# moments


def test_moments_hang_on_the_start_the_end_the_announcement_events_and_phases() -> None:
    agreement = truce(
        pledge(),
        announced=local("2020-02-28T12:00"),
        events={"approval": {"at": {"of": "announced", "within": "24 h"}}, "never": None},
        phases=[
            {"id": "one", "says": "One.", "starts": {"of": "approval"}, "lasts": "10 d"},
            {"id": "two", "says": "Two.", "starts": {"of": "one", "within": "10 d"}, "until": {"of": "end"}},
            {"id": "three", "says": "Three.", "starts": {"of": "never"}, "lasts": "10 d"},
        ],
    )
    times = Times(agreement)
    assert times.of("start") == at("2020-03-01")
    assert times.of("end") == at("2020-06-01")
    assert times.of("announced") == at("2020-02-28T12:00")
    assert times.of("approval") == at("2020-02-29T12:00")
    assert times.phase("one") == (at("2020-02-29T12:00"), at("2020-03-10T12:00"))
    assert times.phase("two") == (at("2020-03-10T12:00"), at("2020-06-01"))
    assert times.phase("three") == (None, None)
    assert times.at(Relative(of="end", before="48 h")) == at("2020-05-30")
    assert times.at(Relative(of="never", within="48 h")) is None
    assert times.at(local("2020-03-05")) == at("2020-03-05")


def test_an_event_reported_beside_the_agreement_replaces_its_own() -> None:
    agreement = truce(pledge(due={"of": "approval", "within": "24 h"}), events={"approval": local("2020-03-05T10:00")})
    assert stands(agreement, "2020-03-03")["p"].due == at("2020-03-06T10:00")
    moved = stands(agreement, "2020-03-03", events={"approval": at("2020-03-07T18:30")})
    assert moved["p"].due == at("2020-03-08T18:30")
    assert stands(agreement, "2020-03-03", events={"approval": None})["p"].due is None


def test_by_another_view_of_the_start_and_the_end_deadlines_move() -> None:
    agreement = truce(
        pledge("s", due={"of": "start", "within": "10 d"}),
        pledge("e", due={"of": "end", "before": "10 d"}),
        rival_starts=[{"id": "earlier", "at": local("2020-02-20")}],
        ends=[
            {"id": "agreed", "plain": True, "until": local("2020-06-01")},
            {"id": "broken", "until": local("2020-05-01"), "says": "Broken."},
        ],
    )
    plain, rival = (stands(agreement, "2020-02-25", **views) for views in ({}, {"starts": "earlier", "ends": "broken"}))
    assert (plain["s"].due, plain["e"].due) == (at("2020-03-11"), at("2020-05-22"))
    assert (rival["s"].due, rival["e"].due) == (at("2020-03-01"), at("2020-04-21"))


def test_by_a_rival_end_it_lapsed_and_by_the_plain_one_it_runs() -> None:
    agreement = truce(
        pledge(due=local("2020-05-20")),
        ends=[
            {"id": "agreed", "plain": True, "until": local("2020-06-01")},
            {"id": "broken", "until": local("2020-05-01"), "says": "Broken."},
        ],
    )
    assert said(stands(agreement, "2020-05-10")["p"]) == ("running", "not_due")
    assert said(stands(agreement, "2020-05-10", ends="broken")["p"]) == ("lapsed", "ended_first")


# chains

CHAIN = truce(
    deed("a", due={"of": "approval", "within": "24 h"}),
    deed("b", due={"of": "a", "within": "72 h"}),
    deed("c", due={"of": "b", "within": "1 d"}),
    events={"approval": local("2020-03-05T10:00")},
)


def test_a_chain_of_deadlines_is_known_link_by_link() -> None:
    one = given("2020-03-06T06:00", True, of="a")
    two = given("2020-03-09T05:00", True, of="b")
    waiting = stands(CHAIN, "2020-03-05T12:00")
    assert [waiting[name].state for name in "abc"] == ["running", "waiting", "waiting"]
    first = stands(CHAIN, "2020-03-07", one)
    assert [first[name].state for name in "abc"] == ["kept", "running", "waiting"]
    assert first["b"].due == at("2020-03-09T06:00")
    second = stands(CHAIN, "2020-03-09T12:00", one, two)
    assert [second[name].state for name in "abc"] == ["kept", "kept", "running"]
    assert second["c"].due == at("2020-03-10T05:00")


def test_a_link_that_came_late_moves_the_next_and_excuses_nothing() -> None:
    """a was due at 10:00 on 6 March; b is due 72 hours after a was done, whenever that was."""
    found = stands(
        CHAIN, "2020-03-20", given("2020-03-08T10:00", True, of="a"), given("2020-03-11T09:00", True, of="b")
    )
    assert (said(found["a"]), said(found["b"])) == (("kept_late", "done_late"), ("kept", "done"))


def test_a_deadline_between_two_reports_of_what_it_hangs_on_leaves_it_open() -> None:
    """By one source a was done at 06:00 and b is due at 06:00 three days later; by the other a day after that."""
    apart = (given("2020-03-06T06:00", True, "un", "a"), given("2020-03-07T06:00", True, "osce", "a"))
    for done, state in (
        ("2020-03-09T05:00", "kept"),
        ("2020-03-10T05:00", "undetermined"),
        ("2020-03-10T07:00", "kept_late"),
    ):
        assert stands(CHAIN, "2020-03-20", *apart, given(done, True, of="b"))["b"].state == state


@pytest.mark.parametrize("hangs", [{"after": ["q"]}, {"opens": {"of": "q"}}, {"due": {"of": "q", "within": "1 d"}}])
def test_promises_that_hang_on_each_other_wait_and_break_nothing(hangs: dict[str, object]) -> None:
    """`check` names the circle; who did not check has to get an answer too."""
    circle = truce(deed("p", **hangs), deed("q", after=["p"]))
    found = stands(circle, "2020-03-20", given("2020-03-10", True))
    assert found["p"].state in ("waiting", "undetermined")


# changes


def _changed(kind: str, **more: object) -> dict[str, object]:
    change = {"id": "x", "kind": kind, "on": local("2020-03-28"), "until": local("2020-04-20"), "clauses": ["p"]}
    return {"changes": [{**change, "says": "Three weeks more.", **more}]}


@pytest.mark.parametrize("kind", ["extension", "amendment", "waiver"])
def test_a_change_of_the_promise_moves_its_deadline_once_it_was_made(kind: str) -> None:
    moved = truce(pledge(), **_changed(kind))
    assert stands(moved, "2020-03-27")["p"].due == at("2020-04-01")
    assert stands(moved, "2020-03-28")["p"].due == at("2020-04-20")
    assert said(stands(moved, "2020-04-10", all_told(17))["p"]) == ("running", "not_due")
    assert said(stands(moved, "2020-04-21", given("2020-04-15", 18))["p"]) == ("kept", "done")
    assert said(stands(moved, "2020-04-21", given("2020-04-20T00:01", 18))["p"]) == ("kept_late", "done_late")


@pytest.mark.parametrize("change", [_changed("notice"), _changed("suspension"), _changed("extension", clauses=["q"])])
def test_other_changes_move_nothing(change: dict[str, object]) -> None:
    found = stands(truce(pledge(), pledge("q"), **change), "2020-04-10", all_told(17))["p"]
    assert (said(found), found.due) == (("missed", "short"), at("2020-04-01"))


def test_a_change_never_brings_a_deadline_forward() -> None:
    earlier = truce(pledge(), **_changed("extension", on=local("2020-03-05"), until=local("2020-03-20")))
    assert stands(earlier, "2020-03-25")["p"].due == at("2020-04-01")


def test_a_reading_with_a_deadline_of_its_own_keeps_it() -> None:
    """Who rejects the extension holds to the first day."""
    readings = [
        {"id": "first-day", "says": "The first day stands.", "due": local("2020-04-02")},
        {"id": "more", "says": "Twenty.", "amount": {"at_least": 20, "unit": "lorries"}},
    ]
    found = stands(truce(pledge(interpretations=readings), **_changed("extension")), "2020-04-10", all_told(17))
    assert said(found["p/first-day"]) == ("missed", "short")
    assert said(found["p"]) == said(found["p/more"]) == ("running", "not_due")


# calm: days in a row without a breach

CALM = truce(
    deed(after=["calm"], due={"of": "calm", "within": "7 d"}),
    events={"calm": {"calm": {"days": 7, "of": "start"}}},
)


def _breach(*days: str) -> tuple[tuple[datetime, datetime], ...]:
    return tuple((at(day), at(day) + timedelta(days=1)) for day in days)


def test_seven_days_in_a_row_are_over_with_the_seventh() -> None:
    assert said(stands(CALM, "2020-03-07T23:59", breaches=())["p"]) == ("waiting", "event_not_reported")
    found = stands(CALM, "2020-03-08", breaches=())["p"]
    assert (said(found), found.due) == (("running", "not_due"), at("2020-03-15"))


def test_where_nobody_counted_breaches_the_days_are_not_known() -> None:
    assert said(stands(CALM, "2020-05-01", breaches=None)["p"]) == ("waiting", "event_not_reported")


@pytest.mark.parametrize(
    ("breaches", "met"),
    [
        (("2020-03-01",), "2020-03-09"),  # the day of the breach does not count; seven more
        (("2020-03-07",), "2020-03-15"),
        (("2020-03-08",), "2020-03-08"),  # the seven days were over
        (("2020-03-05", "2020-03-12"), "2020-03-20"),
        (("2020-03-12", "2020-03-05"), "2020-03-20"),
        (("2020-03-05", "2020-03-13"), "2020-03-13"),
        (("2020-02-29",), "2020-03-08"),
    ],
)
def test_a_breach_begins_the_days_anew(breaches: tuple[str, ...], met: str) -> None:
    known = _breach(*breaches)
    before = at(met) - timedelta(minutes=1)
    assert stands(CALM, before, breaches=known)["p"].state == "waiting"
    found = stands(CALM, at(met), breaches=known)["p"]
    assert (found.state, found.opens) == ("running", at(met))


def test_a_breach_after_the_days_were_over_takes_nothing_back() -> None:
    assert stands(CALM, "2020-03-14", breaches=_breach("2020-03-10"))["p"].due == at("2020-03-15")


# phases


def test_a_promise_of_a_phase_opens_with_it() -> None:
    phased = truce(
        pledge(phase="two", due=None),
        phases=[
            {"id": "one", "says": "One.", "starts": {"of": "start"}, "lasts": "10 d"},
            {"id": "two", "says": "Two.", "starts": {"of": "agreed-on"}, "lasts": "10 d"},
        ],
        events={"agreed-on": None},
    )
    waiting = stands(phased, "2020-03-20", given("2020-03-15", 18))["p"]
    assert said(waiting) == ("waiting", "event_not_reported")
    begun = stands(phased, "2020-03-20", given("2020-03-15", 18), events={"agreed-on": at("2020-03-12")})["p"]
    assert (said(begun), begun.opens) == (("kept", "done"), at("2020-03-12"))


def test_a_promise_of_a_phase_is_owed_in_that_phase_only() -> None:
    """Four lorries a day in a phase of ten days: the eleventh day owes nothing."""
    phased = truce(
        pledge(phase="one", due=None, per="day", amount={"at_least": 4, "unit": "lorries"}),
        phases=[{"id": "one", "says": "One.", "starts": {"of": "start"}, "lasts": "10 d"}],
    )
    each_day = [given(f"2020-03-{day:02}", 4) for day in range(1, 11)]
    assert said(stands(phased, "2020-03-11", *each_day)["p"]) == ("kept", "done")
    assert said(stands(phased, "2020-03-20", *each_day)["p"]) == ("kept", "done")
    assert said(stands(phased, "2020-03-20", *each_day, given("2020-03-14", 0))["p"]) == ("kept", "done")


def test_a_promise_of_a_phase_without_a_deadline_is_due_when_the_phase_ends() -> None:
    phased = truce(
        pledge(phase="one", due=None),
        phases=[{"id": "one", "says": "One.", "starts": {"of": "start"}, "lasts": "10 d"}],
    )
    assert stands(phased, "2020-03-05")["p"].due == at("2020-03-11")


# before the start


def test_a_promise_may_be_due_before_the_start() -> None:
    early = truce(
        deed(opens={"of": "announced"}, due={"of": "start", "before": "24 h"}, before_start=True),
        announced=local("2020-02-25"),
    )
    found = stands(early, "2020-03-05", given("2020-02-28T12:00", True))["p"]
    assert (said(found), found.due) == (("kept", "done"), at("2020-02-29"))


@pytest.mark.parametrize(
    ("text", "sound"),
    [("2880 min", True), ("1200 months", True), ("3000 months", False), ("0 h", False), ("200 years", True)],
)
def test_a_duration_is_longer_than_nothing_and_no_longer_than_two_hundred_years(text: str, sound: bool) -> None:
    duration = TypeAdapter[str](Duration)
    if sound:
        assert duration.validate_python(text) == text
    else:
        with pytest.raises(ValueError, match="expected a duration from 1 to"):
            duration.validate_python(text)
