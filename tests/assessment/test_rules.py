"""The rules of "From facts to a verdict", each in an example from Madeland, at truce in spring 2020."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from holdfire.assessment import assess_batch, compile_terms, summarise
from holdfire.terms.agreement import Change
from holdfire.terms.clause import Duty, Window
from holdfire.terms.conditions.places import Beyond
from holdfire.world.time import civil_days, parse_when
from made import Made, attack


def test_the_example_itself_is_a_violation(made: Made) -> None:
    found = made.event()
    assert (found["verdict"], found["phase"], found["reason"]) == ("violation", "in_force", "all_met")
    assert "no_exception_invoked" in found["assumed"]


# the clock


@pytest.mark.parametrize(
    ("day", "phase", "verdict"),
    [
        ("2020-01-31", None, "out_of_scope"),
        ("2020-02-01", "baseline", "violation"),
        ("2020-02-29T23:59", "baseline", "violation"),
        ("2020-03-01T00:00", "in_force", "violation"),
        ("2020-05-31", "in_force", "violation"),
        ("2020-06-01T00:00", "after", "out_of_scope"),
    ],
)
def test_phases(made: Made, day: str, phase: str | None, verdict: str) -> None:
    found = made.event(when=day)
    assert (found["phase"], found["verdict"]) == (phase, verdict)


@pytest.mark.parametrize(
    "span",
    [{"from": "2020-02-28", "to": "2020-03-01"}, {"from": "2020-05-31", "to": "2020-06-01"}, "2020"],
    ids=["the start", "the end", "both"],
)
def test_an_interval_that_crosses_a_boundary_has_no_phase_and_is_undetermined(made: Made, span: Any) -> None:
    found = made.event(when=span)
    assert (found["phase"], found["verdict"], found["kind"]) == (None, "undetermined", "precision")


def test_a_sure_no_wins_over_a_crossed_boundary(made: Made) -> None:
    found = made.event(when="2020", actors=["banned"])
    assert (found["phase"], found["verdict"], found["reason"]) == (None, "out_of_scope", "not_excluded:actor_excluded")


def test_without_a_baseline_days_before_the_start_are_out_of_scope(made: Made) -> None:
    program = compile_terms(made.terms, made.world)
    (found,) = assess_batch(program, *made.tables([attack(when="2020-02-10")])).event_table().to_pylist()
    assert (found["phase"], found["verdict"], found["reason"]) == (None, "out_of_scope", "period")


def test_a_baseline_that_begins_after_the_start_is_refused(made: Made) -> None:
    with pytest.raises(ValueError, match="expected a baseline that begins before the start"):
        compile_terms(made.terms, made.world, "2020-03-02")


NIGHT, EVENING, MORNING = ("20:00", "07:00"), ("18:00", "24:00"), ("07:00", "12:00")


@pytest.mark.parametrize(
    ("hours", "when", "verdict"),
    [
        (MORNING, "2020-03-15T06:59", "out_of_scope"),
        (MORNING, "2020-03-15T07:00", "violation"),
        (MORNING, "2020-03-15T12:00", "out_of_scope"),
        (MORNING, "2020-03-15", "undetermined"),
        (NIGHT, "2020-03-15T19:59", "out_of_scope"),
        (NIGHT, "2020-03-15T20:00", "violation"),
        (NIGHT, {"from": "2020-03-15T23:00", "to": "2020-03-16T01:00"}, "violation"),
        (NIGHT, "2020-03-16T06:59", "violation"),
        (NIGHT, "2020-03-16T07:00", "out_of_scope"),
        (EVENING, "2020-03-15T23:59", "violation"),
        (EVENING, "2020-03-16T00:00", "out_of_scope"),
    ],
)
def test_hours_of_the_day_are_those_at_the_place(made: Made, hours: tuple[str, str], when: Any, verdict: str) -> None:
    found = under(made, clause={"time": Window(daily=hours)}, when=when)
    assert (found["verdict"], found["phase"]) == (verdict, "in_force")


def under(made: Made, clause: Mapping[str, Any], head: Mapping[str, Any] | None = None, **changed: Any) -> Any:
    """What the event table says of `attack` where north.1 alone is agreed, and some of it otherwise."""
    alone = made.terms.agreement.clause("north.1").model_copy(update=dict(clause))
    agreement = made.terms.agreement.model_copy(update={"clauses": (alone,), **(head or {})})
    program = compile_terms(replace(made.terms, agreement=agreement), made.world)
    (found,) = assess_batch(program, *made.tables([attack(**changed)])).event_table().to_pylist()
    return found


@pytest.mark.parametrize(("day", "verdict"), [("2020-03-28", "violation"), ("2020-03-29", "out_of_scope")])
def test_hours_that_the_clock_skips_are_in_no_force_that_day(made: Made, day: str, verdict: str) -> None:
    """In Berlin the clock went from two to three on 29 March 2020: half past two never was."""
    there = {"clause": {"time": Window(daily=("02:30", "03:00"))}, "head": {"zone": "Europe/Berlin"}}
    half_past_two = {"2020-03-28": "2020-03-28T01:30:00+00:00", "2020-03-29": "2020-03-29T01:30:00+00:00"}[day]
    assert under(made, **there, when=datetime.fromisoformat(half_past_two))["verdict"] == verdict
    assert under(made, **there, when=datetime.fromisoformat(f"{day}T12:00:00+00:00"))["verdict"] == "out_of_scope"


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ("2020-03-09T23:59", "all_met"),
        ("2020-03-10T00:00", "in_force:suspended"),
        ("2020-03-12T00:00", "all_met"),
        ({"from": "2020-03-09", "to": "2020-03-10"}, "in_force:precision"),
    ],
)
def test_what_is_suspended_is_out_of_scope_and_called_so(made: Made, when: Any, reason: str) -> None:
    pause = Change(id="pause", kind="suspension", on=date(2020, 3, 10), until=date(2020, 3, 12), says="A pause.")
    assert under(made, clause={}, head={"changes": (pause,)}, when=when)["reason"] == reason


def test_a_duty_of_both_sides_protects_each_of_them(made: Made) -> None:
    """Those of no party are to be kept from attacks on the other side, by either."""
    duty = {"binds": ("north", "south"), "duty": Duty(prevent=("watchers",), strict=True)}
    assert under(made, clause=duty, actors=["watchers"])["verdict"] == "violation"
    assert under(made, clause=duty, actors=["watchers"], targets=["north-army"])["verdict"] == "violation"
    one = {**duty, "binds": ("north",)}
    assert under(made, clause=one, actors=["watchers"])["verdict"] == "violation"
    assert under(made, clause=one, actors=["watchers"], targets=["north-army"])["verdict"] == "out_of_scope"


@pytest.mark.parametrize(
    ("side", "lat", "lon", "verdict"),
    [
        ("north", 1.2, 11.0, "violation"),
        ("north", 0.8, 11.0, "out_of_scope"),
        ("north", 1.0, 11.0, "undetermined"),
        ("north", 1.0, 12.3, "undetermined"),  # past the line's end, and neither north nor south of it
        ("west", 1.2, 10.5, "undetermined"),  # the line runs east: nothing beside it is west of it
        ("west", 1.2, 11.5, "undetermined"),
    ],
)
def test_a_side_of_a_line_is_told_only_where_there_is_one(
    made: Made, side: Any, lat: float, lon: float, verdict: str
) -> None:
    beyond = Beyond(beyond="the-border", side=side)
    everywhere = {"area": "everywhere"}
    found = under(made, clause={"place": beyond}, head=everywhere, where={"lat": lat, "lon": lon})
    assert found["verdict"] == verdict


# the fixed cohort


def test_who_joins_after_the_start_is_in_no_baseline(made: Made) -> None:
    found = made.finding("north.1", when="2020-02-10", actors=["north-late"])
    assert (found["verdict"], found["reason"]) == ("out_of_scope", "bound:not_yet_acceded")


@pytest.mark.parametrize(("day", "verdict"), [("2020-03-31", "out_of_scope"), ("2020-04-01", "violation")])
def test_in_force_each_member_counts_from_its_own_date(made: Made, day: str, verdict: str) -> None:
    assert made.finding("north.1", when=day, actors=["north-late"])["verdict"] == verdict


def test_a_span_in_which_a_member_joins_is_too_coarse(made: Made) -> None:
    found = made.finding("north.1", when={"from": "2020-03-30", "to": "2020-04-02"}, actors=["north-late"])
    assert (found["verdict"], found["kind"], found["reason"]) == ("undetermined", "precision", "bound:precision")


def test_ground_mixed_at_the_start_is_mixed_in_the_baseline(made: Made) -> None:
    """The valley is listed as mixed from the first day of the truce; a baseline is judged as at the start."""
    strike = {"act": "air_strike", "targets": [{"banned": "claimed"}], "where": "valley-town"}
    assert made.event(when="2020-03-01", **strike)["kind"] == "delineation"
    assert made.event(when="2020-02-10", **strike)["kind"] == "delineation"


# scope


def test_the_first_sure_no_is_named_and_the_others_are_listed(made: Made) -> None:
    found = made.finding("north.1", actors=["banned"], targets=["villagers"])
    assert found["reason"] == "not_excluded:actor_excluded"
    assert {"bound:other_side", "target:other_target"} <= set(found["reasons"])


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"act": "statement"}, "no_clause"),
        ({"where": "far-away"}, "area"),
        ({"when": "2020-07-01"}, "period"),
    ],
)
def test_what_no_clause_can_touch_has_no_finding_and_says_why(made: Made, changed: dict[str, Any], reason: str) -> None:
    batch = made.judge(attack(**changed))
    assert batch.finding_table().num_rows == 0
    (found,) = batch.event_table().to_pylist()
    assert (found["verdict"], found["reason"], found["clauses"]) == ("out_of_scope", reason, [])


def test_harm_counts_whatever_the_verdict(made: Made) -> None:
    summary = summarise(
        made.judge(attack(killed=3), attack(act="statement", killed=4), attack(actors=["fighters"], killed=5))
    )
    by_verdict = {verdict: n for (_, verdict, name), n in summary.harm.items() if name == "killed_best" and n}
    assert by_verdict == {"violation": 3, "out_of_scope": 4, "undetermined": 5}


# who


@pytest.mark.parametrize(
    ("actors", "verdict", "kind"),
    [
        (["fighters"], "undetermined", "aggregate"),
        (["a group that nobody knows"], "undetermined", "fact"),
        ([], "undetermined", "fact"),
        (["north-army", "banned"], "undetermined", "delineation"),
        (["north-army", "fighters"], "undetermined", "aggregate"),
        (["north-guard"], "violation", None),
        (["watchers"], "out_of_scope", None),
        (["banned"], "out_of_scope", None),
    ],
)
def test_who_acted(made: Made, actors: list[str], verdict: str, kind: str | None) -> None:
    found = made.finding("north.1", actors=actors)
    assert (found["verdict"], found["kind"]) == (verdict, kind)


def test_all_kinds_are_listed_in_their_order(made: Made) -> None:
    found = made.finding("north.1", actors=["fighters"], targets=[], when="2020")
    assert (found["kind"], found["kinds"]) == ("aggregate", ["aggregate", "precision", "fact"])


# targets


def test_a_claim_elsewhere_is_taken_at_its_word_and_shown_as_an_assumption(made: Made) -> None:
    found = made.event(targets=[{"banned": "claimed"}])
    assert (found["verdict"], found["reason"]) == ("out_of_scope", "not_excluded:target_claimed_excluded")
    assert "target_claim_taken_at_its_word" in found["assumed"]


def test_fire_whose_target_nobody_states_is_unknown(made: Made) -> None:
    assert made.finding("north.1", targets=[])["kind"] == "fact"


def test_an_attack_on_those_who_live_there_is_sensitive(made: Made) -> None:
    plain, other = (made.finding("north.1", reading, targets=["villagers"]) for reading in ("plain", "civilians"))
    assert (plain["verdict"], other["verdict"]) == ("out_of_scope", "violation")
    assert made.event(targets=["villagers"])["sensitive"] is True
    assert made.event(targets=["villagers"], where="north-town")["sensitive"] is False
    assert made.event()["sensitive"] is False


# acts, caps, exemptions, exceptions


def test_an_act_of_unknown_kind_is_unknown_where_the_clause_is_narrower(made: Made) -> None:
    """ "Force posture" may be a reinforcement, of which the clause speaks, or not."""
    found = made.finding("north.3", act="force_posture", weapon="tank", where="south-town")
    assert (found["verdict"], found["reason"]) == ("undetermined", "act:act_kind_unknown")


def test_contested_words_are_undetermined_by_meaning(made: Made) -> None:
    found = made.finding("north.3", act="fortification", weapon="tank", where="south-town")
    assert (found["verdict"], found["kind"]) == ("undetermined", "meaning")


@pytest.mark.parametrize(
    ("guards", "verdict"), [(4, "permitted"), (5, "permitted"), (6, "violation"), (None, "undetermined")]
)
def test_a_cap(made: Made, guards: int | None, verdict: str) -> None:
    measures = None if guards is None else {"guards": guards}
    assert made.finding("north.2", act="guard_post", where="old-town", measures=measures)["verdict"] == verdict


def test_an_exempted_act_is_permitted_and_named(made: Made) -> None:
    found = made.finding("north.3", act="reinforcement", weapon="tank", where="old-town")
    assert (found["verdict"], found["reason"]) == ("permitted", "no_exception:exempt")
    assert made.finding("north.3", act="reinforcement", weapon="tank", where="south-town")["verdict"] == "violation"


@pytest.mark.parametrize(
    ("by", "judged", "verdict"),
    [
        ("north-army", None, "undetermined"),
        ("north-army", "accepted", "permitted"),
        ("north-army", "rejected", "violation"),
        ("south-army", None, "violation"),
    ],
)
def test_self_defence_counts_if_invoked_by_or_for_the_actor_judged(
    made: Made, by: str, judged: str | None, verdict: str
) -> None:
    invoked = {"exception": "self_defence", "by": by} | ({"judged": judged} if judged else {})
    assert made.finding("north.1", invoked=[invoked])["verdict"] == verdict


# attribution


@pytest.mark.parametrize(
    ("claimed_by", "basis"),
    [
        (["north-news"], "admission"),
        (["south-news"], "adversary_claim"),
        (["monitor"], "source_assertion"),
        ([], "source_assertion"),
    ],
)
def test_an_attribution_carries_its_basis(made: Made, claimed_by: list[str], basis: str) -> None:
    found = made.event(claimed_by=claimed_by)
    assert (found["attributed_to"], found["attribution_basis"]) == (["north-army"], basis)


def test_what_nobody_judged_is_reported_and_no_more(made: Made) -> None:
    assert made.event()["status"] == "reported"


# long events


@pytest.mark.parametrize(("last", "undated"), [("2020-03-16", False), ("2020-03-17", True)])
def test_daily_counts_take_events_of_at_most_seven_civil_days(made: Made, last: str, undated: bool) -> None:
    batch = made.judge(attack(when={"from": "2020-03-10", "to": last}, killed=9))
    assert batch.event_table()["undated"].to_pylist() == [undated]
    summary = summarise(batch)
    assert (summary.undated, summary.undated_killed) == ((1, 9) if undated else (0, 0))
    days = {day for (day, *_), n in summary.per_day_total.items() if n}
    assert days == (set() if undated else {date(2020, 3, 10)})


@pytest.mark.parametrize(("longest", "undated"), [(1, True), (2, False), (30, False)])
def test_the_longest_days_can_be_chosen(made: Made, longest: int, undated: bool) -> None:
    batch = made.judge(attack(when={"from": "2020-03-10", "to": "2020-03-11"}), longest_days=longest)
    assert batch.event_table()["undated"].to_pylist() == [undated]


def test_a_week_that_gains_an_hour_is_still_a_week(world: Any) -> None:
    """Damascus put its clocks back on 28 October 2016: seven civil days of 169 hours."""
    start, end = civil_days(date(2016, 10, 24), date(2016, 10, 30), "Asia/Damascus")
    assert (end - start).total_seconds() == 169 * 3600


# zones


@pytest.mark.parametrize(
    ("day", "start"),
    [
        ("2016-02-27", datetime(2016, 2, 26, 22, tzinfo=UTC)),
        ("2016-09-12", datetime(2016, 9, 11, 21, tzinfo=UTC)),
    ],
    ids=["February, UTC+2", "September, UTC+3"],
)
def test_civil_days_in_damascus(day: str, start: datetime) -> None:
    assert parse_when(day, "Asia/Damascus").start == start


def test_the_hours_are_the_place_s_own(made: Made) -> None:
    """The truce begins at midnight in Lagos, UTC+1: an event at 23:30 UTC on the day before is in it."""
    for hour, phase in (("2020-02-29T22:59:00+00:00", "baseline"), ("2020-02-29T23:00:00+00:00", "in_force")):
        assert made.event(when=datetime.fromisoformat(hour))["phase"] == phase


# places


def test_a_bearing_and_a_range_are_a_place(made: Made) -> None:
    """Heard from Old Town, 9 to 11 km to the north: in the country, and in the North Province beyond its accuracy."""
    sector = {"bearing": 0, "half_angle": 5, "range_min": 9, "range_max": 11}
    batch = made.judge(attack(where={"lat": 1.0, "lon": 11.0}, sector=sector))
    (spot,) = {batch.acts.spots[n][:3] for n in batch.acts.spot}
    assert spot[0] == pytest.approx(1.0 + 10 / 110.57, abs=1e-3)
    assert spot[1] == pytest.approx(11.0, abs=1e-3)
    # half the depth of 2 km along the bearing, 11 km × sin 5° across it
    assert spot[2] == pytest.approx((1.0**2 + 0.959**2) ** 0.5, abs=0.01)
    assert batch.event_table()["verdict"].to_pylist() == ["violation"]


def test_a_sector_that_reaches_over_the_edge_is_too_coarse(made: Made) -> None:
    """Guards heard 4 to 6 km from the middle of a quarter of 5 km: inside or outside, nobody can say."""
    sector = {"bearing": 90, "half_angle": 5, "range_min": 4, "range_max": 6}
    found = made.finding(
        "north.2", act="guard_post", where={"lat": 1.0, "lon": 11.0}, sector=sector, measures={"guards": 9}
    )
    assert (found["verdict"], found["kind"]) == ("undetermined", "precision")
