"""What people decide: a line each, with name and reason, and shown wherever it acts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from holdfire.assessment import read_decisions
from holdfire.assessment.decisions import decided
from holdfire.records import DECISION, Decision
from holdfire.world import KnowledgeError
from made import Made, attack


def decision(what: str, **said: Any) -> Decision:
    common = {
        "what": what,
        "about": "made:1",
        "by": "A. Person",
        "why": "call to the village",
        "when": "2020-04-01T10:00:00Z",
    }
    return DECISION.validate_python(common | said)


def judged(made: Made, *decisions: Decision, **changed: Any) -> dict[str, Any]:
    return made.judge(attack(**changed), decisions=decisions).event_table().to_pylist()[0]


CORRECTION = decision("correct", proposition="actors", **{"from": ["fighters"]}, to=["north-army"])


def test_a_correction_is_judged_and_shown(made: Made) -> None:
    before, after = judged(made, actors=["fighters"]), judged(made, CORRECTION, actors=["fighters"])
    assert (before["verdict"], after["verdict"]) == ("undetermined", "violation")
    (shown,) = after["decided"]
    for part in ("actors", "north-army", "fighters", "A. Person", "2020-04-01", "call to the village"):
        assert part in shown
    assert before["decided"] == []


def test_a_correction_is_shown_on_every_finding_that_it_acts_on(made: Made) -> None:
    rows = made.judge(attack(actors=["fighters"]), attack(), decisions=[CORRECTION]).finding_table().to_pylist()
    assert {row["event_id"] for row in rows if row["decided"]} == {"made:1"}
    assert all(row["decided"] for row in rows if row["event_id"] == "made:1")


def test_what_was_otherwise_than_said_is_told_and_not_applied(made: Made) -> None:
    seen, _ = made.tables([attack()])
    mended, problems = decided(seen, [CORRECTION], made.world)
    assert mended["actors"].to_pylist() == [["north-army"]]
    (problem,) = problems
    assert "made:1" in problem
    assert "fighters" in problem
    assert "A. Person" in problem


def test_a_decision_that_had_no_effect_is_not_shown_as_if_it_had(made: Made) -> None:
    """The row names the Watchers; the decision corrects what it never said."""
    assert judged(made, CORRECTION, actors=["watchers"])["decided"] == []


@pytest.mark.parametrize(
    ("field", "was", "to", "reads"),
    [
        ("act", "shelling", "air_strike", "act"),
        ("place", "south-town", "a hamlet", "place"),
        ("killed_best", None, 4, "killed_best"),
        ("claimed_by", [], ["monitor"], "claimed_by"),
    ],
)
def test_any_field_can_be_corrected(made: Made, field: str, was: Any, to: Any, reads: str) -> None:
    found = judged(made, decision("correct", proposition=field, **{"from": was}, to=to))
    assert found[reads] == to


def test_an_id_cannot_be_corrected(made: Made) -> None:
    seen, _ = made.tables([attack()])
    _, problems = decided(seen, [decision("correct", proposition="id", **{"from": "made:1"}, to="made:2")], made.world)
    assert problems


@pytest.mark.parametrize(("to", "verdict"), [("accepted", "permitted"), ("rejected", "violation")])
def test_an_exception_is_judged_by_a_person(made: Made, to: str, verdict: str) -> None:
    invoked = [{"exception": "self_defence", "by": "north-army"}]
    assert judged(made, invoked=invoked)["kind"] == "exception"
    found = judged(made, decision("judge_exception", proposition="self_defence", to=to), invoked=invoked)
    assert found["verdict"] == verdict
    assert found["decided"]


def test_an_exception_that_nobody_invoked_cannot_be_judged(made: Made) -> None:
    seen, _ = made.tables([attack()])
    _, problems = decided(seen, [decision("judge_exception", proposition="self_defence", to="accepted")], made.world)
    assert len(problems) == 1
    assert "nobody invoked" in problems[0]


def test_a_determination_is_on_record_and_changes_no_verdict(made: Made) -> None:
    """What a body found stands beside what follows from the report, and does not overwrite it."""
    body = decision("determine", to="permitted", body="Joint Commission", method="visit", date="2020-05-02")
    found = judged(made, body)
    assert found["verdict"] == "violation"
    for part in ("permitted", "Joint Commission", "visit", "2020-05-02"):
        assert part in found["determination"]
    assert found["decided"]
    assert judged(made)["determination"] is None


# the file


def line(**changed: Any) -> str:
    said = {
        "what": "correct",
        "about": "made:1",
        "proposition": "act",
        "from": "shelling",
        "to": "air_strike",
        "by": "A. Person",
        "why": "video",
        "when": "2020-04-01T10:00:00Z",
    }
    return json.dumps(said | changed)


def test_a_file_of_decisions_is_read_in_its_order(tmp_path: Path) -> None:
    file = tmp_path / "decisions.jsonl"
    file.write_text(f"{line()}\n\n{line(about='made:2')}\n", encoding="utf-8")
    assert [each.about for each in read_decisions(file)] == ["made:1", "made:2"]


@pytest.mark.parametrize(
    "bad",
    ["{not json", line(what="guess"), line(by=None), line(more="than known")],
    ids=["no JSON", "an unknown kind", "without a name", "an unknown key"],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, bad: str) -> None:
    file = tmp_path / "decisions.jsonl"
    file.write_text(f"{line()}\n{bad}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as failure:
        read_decisions(file)
    (problem,) = failure.value.problems
    assert (problem.file, problem.line) == ("decisions.jsonl", 2)
    assert problem.found
    assert problem.expected
    assert problem.remedy


def test_a_kind_of_decision_that_is_misspelled_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    file = tmp_path / "decisions.jsonl"
    file.write_text(f"{line(what='merg')}\n{json.dumps({'about': 'made:1'})}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as failure:
        read_decisions(file)
    misspelled, without = failure.value.problems
    assert misspelled.found == "what: 'merg'"
    assert misspelled.expected == "one of correct, judge_exception, determine, merge, split, not_same, verify"
    assert without.found == "no what"
