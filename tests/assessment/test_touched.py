"""Which decisions a later vintage touches, what each still does, and what a person may want to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from holdfire.assessment.touched import Effect, Touched, all_named, numbered, touched
from holdfire.publish.touched import became, decided, remedy
from holdfire.sources import open_source
from holdfire.sources.revision import revision
from holdfire.world import KnowledgeError
from made import Made, attack

Line = dict[str, Any]
Touching = Callable[..., list[Touched]]


def line(what: str, **said: Any) -> Line:
    common = {"what": what, "by": "A. Person", "why": "call to the village", "when": "2020-04-01T10:00:00Z"}
    return common | ({} if "into" in said else {"about": "r-1"}) | said


def correct(field: str, was: Any, to: Any, **said: Any) -> Line:
    return line("correct", proposition=field, to=to, **{"from": was}, **said)


VERIFIED = line("verify", proposition="harm", body="UN", method="visit", access="the site", date="2020-03-20")
DETERMINED = line("determine", to="violation", body="Commission", method="inquiry", date="2020-03-20")


@pytest.fixture
def touching(made: Made, tmp_path: Path) -> Touching:
    """The decisions that are touched by the step from one list of reports to another."""

    def of(old: Sequence[Any], new: Sequence[Any], *lines: Line) -> list[Touched]:
        paths = [tmp_path / name for name in ("old.yaml", "new.yaml")]
        for path, reports in zip(paths, (old, new), strict=True):
            path.write_text(yaml.safe_dump({"zone": "Africa/Lagos", "reports": list(reports)}))
        file = tmp_path / "decisions.jsonl"
        file.write_text("".join(json.dumps(each) + "\n" for each in lines))
        decisions = numbered(file)
        found = revision(*(open_source(path, made.world) for path in paths), keep=all_named(decisions))
        return touched(decisions, found, made.world)

    return of


def effects(several: Sequence[Touched]) -> list[tuple[int, str, Effect]]:
    return [(each.line, each.id, each.effect) for each in several]


def report(**changed: Any) -> dict[str, Any]:
    return attack(id="r-1", killed=3, **changed)


def test_what_did_not_change_touches_nothing(touching: Touching) -> None:
    others = [attack(id="r-2", killed=1)], [attack(id="r-2", killed=2)]
    assert touching([report(), *others[0]], [report(), *others[1]], correct("weapon", None, "mortar"), VERIFIED) == []


@pytest.mark.parametrize(
    "decision", [correct("weapon", None, "mortar"), VERIFIED, DETERMINED], ids=lambda each: each["what"]
)
def test_any_decision_about_a_withdrawn_report_is_told(touching: Touching, decision: Line) -> None:
    [each] = touching([report(), attack(id="r-2")], [attack(id="r-2")], decision)
    assert (each.line, each.effect) == (1, Effect.GONE)
    assert became(each) == "r-1 was withdrawn."
    assert remedy(each)


def test_a_report_under_another_id_is_named(touching: Touching) -> None:
    [each] = touching([report()], [report() | {"id": "r-9"}], correct("weapon", None, "mortar"))
    assert (each.effect, each.says) == (Effect.RENAMED, "r-9")
    assert "add the line again with r-9 in place of r-1" in remedy(each)


def test_a_correction_that_finds_another_value_lapses(touching: Touching) -> None:
    [each] = touching([report()], [report() | {"killed": 5}], correct("killed_best", 3, 4))
    assert (each.effect, each.says) == (Effect.LAPSED, 5)
    assert became(each) == "r-1 now says killed_best: 5, no longer 3."
    assert '"from": 5' in remedy(each)


def test_a_correction_that_the_source_made_by_itself_is_overtaken(touching: Touching) -> None:
    old, new = report(actors=["fighters"]), report(actors=["Army of the North"])
    [each] = touching([old], [new], correct("actors", ["fighters"], ["Army of the North"]))
    assert (each.effect, each.says) == (Effect.OVERTAKEN, ["north-army"])


def test_a_correction_of_another_field_of_a_changed_row_stands(touching: Touching) -> None:
    [each] = touching([report()], [report() | {"killed": 5}], correct("weapon", None, "mortar"))
    assert each.effect is Effect.STANDS
    assert {(of["column"], of["from"], of["to"]) for of in each.changes} >= {("killed_best", 3, 5)}


def test_corrections_that_follow_one_another_are_applied_in_turn(touching: Touching) -> None:
    first, second = correct("killed_best", 3, 4), correct("killed_best", 4, 6)
    found = touching([report()], [report() | {"words": "now told at length"}], first, second)
    assert [each.effect for each in found] == [Effect.STANDS, Effect.STANDS]


def test_a_correction_that_never_acted_says_so(touching: Touching) -> None:
    [each] = touching([report()], [report() | {"killed": 5}], correct("killed_best", 8, 9))
    assert each.effect is Effect.IDLE


@pytest.mark.parametrize("field", ["source", "row", "nonsense"])
def test_what_cannot_be_corrected_is_not_said_to_be_so_by_itself(touching: Touching, field: str) -> None:
    [each] = touching([report()], [report() | {"killed": 5}], correct(field, 8, 1))
    assert each.effect is Effect.IDLE


def test_a_correction_that_begins_to_act_says_so(touching: Touching) -> None:
    [each] = touching([report()], [report() | {"killed": 5}], correct("killed_best", 5, 9))
    assert each.effect is Effect.STARTS


def test_an_exception_that_nobody_invokes_any_more_lapses(touching: Touching) -> None:
    invoked = report(invoked=[{"exception": "self_defence", "by": "north-army"}])
    judged = line("judge_exception", proposition="self_defence", to="accepted")
    [each] = touching([invoked], [report()], judged)
    assert each.effect is Effect.LAPSED
    assert "nobody invokes self_defence" in became(each)


@pytest.mark.parametrize(
    ("decision", "ids"),
    [
        (line("merge", **{"with": ["r-2", "r-3"]}), ["r-1", "r-2"]),
        (line("not_same", **{"with": ["r-2"]}), ["r-1", "r-2"]),
        (line("split", into=[["r-3"], ["r-1", "r-2"]]), ["r-1", "r-2"]),
    ],
    ids=lambda each: each["what"] if isinstance(each, dict) else "",
)
def test_a_decision_about_several_reports_is_told_for_each_that_is_touched(
    touching: Touching, decision: Line, ids: list[str]
) -> None:
    second, third = attack(id="r-2", killed=1), attack(id="r-3", killed=7)
    found = touching([report(), second, third], [report() | {"killed": 4}, third], decision)
    assert effects(found) == [(1, "r-1", Effect.STANDS), (1, "r-2", Effect.GONE)]
    assert [each.id for each in found] == ids
    assert all(decided(each.decision) and remedy(each) for each in found)


def test_a_change_in_how_many_versions_there_are_touches_too(touching: Touching) -> None:
    [each] = touching([report()], [report(), report() | {"killed": 9}], DETERMINED)
    assert (each.effect, [of["column"] for of in each.changes]) == (Effect.STANDS, ["versions"])


def test_lines_are_counted_as_they_stand_in_the_file(touching: Touching, tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text("\n" + json.dumps(VERIFIED) + "\n\n\n" + json.dumps(DETERMINED))
    assert [(number, each.what) for number, each in numbered(file)] == [(2, "verify"), (5, "determine")]


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text(json.dumps(VERIFIED) + "\n{")
    with pytest.raises(KnowledgeError, match=r"own\.jsonl:2"):
        numbered(file)
