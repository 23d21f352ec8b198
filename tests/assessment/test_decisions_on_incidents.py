"""Decisions name reports; what they decide acts on the incident that holds the report, and on nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from holdfire.assessment.decisions import ACTS_IN_MATCHING, addressed, apply_decisions, decided, describe, incident_of
from holdfire.records import DECISION, Decision
from made import Made, attack

SAID = {"by": "A. Person", "why": "call to the village", "when": "2020-04-01T10:00:00Z"}


def decision(what: str, **said: Any) -> Decision:
    return DECISION.validate_python({"what": what, **SAID, **said})


def incident(made: Made, **changed: Any) -> Any:
    """The observation of an incident of two reports, `a` and `b`, beside an event that one report alone tells."""
    seen, _ = made.tables([attack(id="incident:a", **changed), attack(id="c")])
    rows = seen.to_pylist()
    rows[0] |= {"reports": ["a", "b"], "status": "corroborated"}
    return type(seen).from_pylist(rows, schema=seen.schema)


DETERMINED = {"to": "permitted", "body": "Commission", "method": "visit", "date": "2020-05-02"}


def test_each_report_is_part_of_one_incident(made: Made) -> None:
    assert incident_of(incident(made)) == {"a": "incident:a", "b": "incident:a"}


def test_where_nothing_was_matched_no_report_is_part_of_anything(made: Made) -> None:
    seen, _ = made.tables([attack(id="a"), attack(id="b")])
    assert incident_of(seen) == {}
    assert incident_of(seen.slice(0, 0)) == {}


@pytest.mark.parametrize(("about", "on"), [("b", "incident:a"), ("incident:a", "incident:a"), ("c", "c"), ("d", "d")])
def test_a_determination_is_about_the_incident_of_its_report(made: Made, about: str, on: str) -> None:
    (found,) = addressed([decision("determine", about=about, **DETERMINED)], incident(made))
    assert found.about == on


def test_a_judged_exception_is_about_the_incident_of_its_report(made: Made) -> None:
    seen = incident(made, invoked=[{"exception": "self_defence", "by": "north-army"}])
    judged = decision("judge_exception", about="b", proposition="self_defence", to="accepted")
    mended, problems, acting = apply_decisions(seen, [judged], made.world)
    assert [row["judged"] for row in mended["invoked"].to_pylist()[0]] == ["accepted"]
    assert problems == []
    assert [each.about for each in acting] == ["incident:a"]


def test_what_people_decided_on_incidents_acts_elsewhere(made: Made) -> None:
    given = [
        decision("merge", about="a", **{"with": ["b"]}),
        decision("not_same", about="a", **{"with": ["c"]}),
        decision("split", into=[["a"], ["b"]]),
        decision("verify", about="a", proposition="occurred", body="B", method="m", access="x", date="2020-05-02"),
    ]
    assert addressed(given, incident(made)) == []
    mended, problems = decided(incident(made), given, made.world)
    assert (mended.to_pylist(), problems) == (incident(made).to_pylist(), [])


def test_a_correction_of_a_report_is_told_and_not_laid_on_the_incident(made: Made) -> None:
    """What one report of two says wrongly is not what both of them say."""
    one = decision("correct", about="b", proposition="actors", **{"from": ["north-army"]}, to=["banned"])
    other = decision("correct", about="a", proposition="killed_best", **{"from": None}, to=3)
    mended, problems = decided(incident(made), [one, other], made.world)
    assert mended.to_pylist() == incident(made).to_pylist()
    assert problems == [ACTS_IN_MATCHING]


@pytest.mark.parametrize("about", ["incident:a", "c"])
def test_a_correction_of_the_incident_itself_acts(made: Made, about: str) -> None:
    change = decision("correct", about=about, proposition="actors", **{"from": ["north-army"]}, to=["banned"])
    mended, problems = decided(incident(made), [change], made.world)
    at = 0 if about == "incident:a" else 1
    assert mended["actors"].to_pylist()[at] == ["banned"]
    assert problems == []


def test_a_decision_is_shown_on_the_incident_that_it_acts_on(made: Made) -> None:
    seen = incident(made)
    _, _, acting = apply_decisions(seen, [decision("determine", about="b", **DETERMINED)], made.world)
    assert [(each.about, describe(each).split(" (")[0]) for each in acting] == [
        ("incident:a", "determined as permitted by Commission, visit, 2020-05-02")
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (decision("merge", about="a", **{"with": ["b", "c"]}), "a is one incident with b, c"),
        (decision("not_same", about="a", **{"with": ["b", "c"]}), "a is not the same as b, c"),
        (decision("split", into=[["a", "b"], ["c"]]), "2 incidents: a, b · c"),
        (
            decision("verify", about="a", proposition="harm", value=[3, 3], body="B", method="visit", access="the site",
                     date="2020-05-02"),
            "harm verified by B, visit, the site, 2020-05-02",
        ),
    ],
)  # fmt: skip
def test_each_decision_is_said_in_a_line_with_who_and_why(given: Decision, said: str) -> None:
    assert describe(given) == f"{said} (A. Person, 2020-04-01: call to the village)"


# what a correction may not do


@pytest.mark.parametrize("field", ["status", "statuses", "disputed", "disputed_by", "attributed_by", "reports"])
def test_how_an_incident_stands_is_nobodys_to_correct(made: Made, field: str) -> None:
    """Only a verification with body, method and access makes it more than its reports do."""
    was = incident(made).to_pylist()[0][field]
    to = "verified" if field == "status" else ["x"]
    change = decision("correct", about="incident:a", proposition=field, **{"from": was}, to=to)
    mended, (problem,) = decided(incident(made), [change], made.world)
    assert f"there is no field {field!r} that a person can correct" in problem
    assert mended.to_pylist() == incident(made).to_pylist()


@pytest.mark.parametrize(
    ("field", "to"),
    [
        ("zone", "Nowhere/Land"), ("when_end", "2019-01-01"), ("when_start", "some day"), ("when_start", 5),
        ("direction", "sideways"), ("target_basis", "guessed"), ("when_precision", "fortnight"), ("lat", 999.0),
        ("lat", float("nan")), ("lon", -181), ("radius_km", -1), ("radius_km", float("inf")), ("killed_best", -4),
        ("injured", 2**62), ("killed_low", "many"), ("act", None), ("act", ["shelling"]), ("place", "\ud800"),
        ("actors", ["\ud800"]), ("measures", [{"name": "x"}]),
        ("invoked", [{"exception": "x"}]), ("sector", "north"), ("areas", [3]),
    ],
)  # fmt: skip
def test_what_no_observation_can_say_is_refused_and_told(made: Made, field: str, to: Any) -> None:
    was = incident(made).to_pylist()[0][field]
    change = decision("correct", about="incident:a", proposition=field, **{"from": was}, to=to)
    mended, (problem,) = decided(incident(made), [change], made.world)
    assert f"incident:a: {field} cannot be" in problem
    assert mended.to_pylist() == incident(made).to_pylist()


@pytest.mark.parametrize("field", ["actors", "targets", "claimed_by", "carried_by"])
def test_nobody_is_said_by_nothing(made: Made, field: str) -> None:
    """Nothing is no name: it leaves nobody, and nobody who is called None."""
    was = incident(made).to_pylist()[0][field]
    change = decision("correct", about="incident:a", proposition=field, **{"from": was}, to=None)
    mended, problems = decided(incident(made), [change], made.world)
    assert (mended[field].to_pylist()[0], problems) == ([], [])


def test_ten_thousand_corrections_of_one_event_are_applied_in_their_order(made: Made) -> None:
    acts = ("shelling", "air_strike")
    several = [
        decision("correct", about="incident:a", proposition="act", **{"from": acts[n % 2]}, to=acts[1 - n % 2])
        for n in range(10_001)
    ]
    mended, problems, acting = apply_decisions(incident(made), several, made.world)
    assert (mended["act"].to_pylist()[0], problems, len(acting)) == ("air_strike", [], 10_001)
