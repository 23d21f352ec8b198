"""`holdfire compare` of two vintages of a dataset, as a user sees it and as a script does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from made import Made, attack

from .conftest import Holdfire


def line(about: str, **said: Any) -> dict[str, Any]:
    return {"about": about, "by": "A. Person", "why": "call to the village", "when": "2020-04-01T10:00:00Z"} | said


DECISIONS = [
    line("r-1", what="correct", proposition="killed_best", to=4, **{"from": 3}),
    line("r-2", what="determine", to="violation", body="Commission", method="inquiry", date="2020-03-20"),
    line("r-3", what="merge", **{"with": ["r-2"]}),
]


@pytest.fixture
def vintages(tmp_path: Path) -> tuple[Path, Path]:
    """Reports as they stood and as they stand: one withdrawn, one added, one with more dead, one the same."""
    old = [
        attack(id="r-1", killed=3, claimed_by=["monitor"]),
        attack(id="r-2", killed=2, claimed_by=["monitor", "north-news"]),
        attack(id="r-3", killed=8),
    ]
    new = [attack(id="r-9", killed=1, claimed_by=["south-news"]), old[0] | {"killed": 5}, old[2]]
    paths = tmp_path / "old.yaml", tmp_path / "new.yaml"
    for path, reports in zip(paths, (old, new), strict=True):
        path.write_text(yaml.safe_dump({"zone": "Africa/Lagos", "reports": reports}))
    return paths


@pytest.fixture
def decisions(tmp_path: Path) -> Path:
    path = tmp_path / "decisions.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in DECISIONS))
    return path


def compare(holdfire: Holdfire, made: Made, *arguments: object) -> Any:
    return holdfire("compare", *arguments, "--world", made.world_file)


def test_json_has_the_names_of_the_interface(
    holdfire: Holdfire, made: Made, vintages: tuple[Path, Path], decisions: Path
) -> None:
    said = compare(holdfire, made, *vintages, "--decisions", decisions, "--json").json
    assert (said["added"], said["withdrawn"], said["renamed"]) == (["r-9"], ["r-2"], [])
    assert {"id": "r-1", "column": "killed_best", "from": 3, "to": 5} in said["changed"]
    assert {each["id"] for each in said["changed"]} == {"r-1"}
    totals = said["totals"]
    assert [totals[name] for name in ("same", "added", "withdrawn", "changed", "renamed")] == [1, 1, 1, 1, 0]
    assert [totals[when]["killed"]["best"] for when in ("before", "after")] == [3 + 2 + 8, 1 + 5 + 8]
    assert [totals[when]["rows"] for when in ("before", "after")] == [3, 3]


def test_totals_by_origin_overlap(holdfire: Holdfire, made: Made, vintages: tuple[Path, Path]) -> None:
    said = compare(holdfire, made, *vintages, "--json").json
    counted = {
        each["claimed_by"]: tuple((each[when]["rows"], each[when]["killed"]["best"]) for when in ("before", "after"))
        for each in said["totals"]["by_claimant"]
    }
    assert counted["monitor"] == ((2, 5), (1, 5))
    assert counted["north-news"] == ((1, 2), (0, None))
    assert counted["south-news"] == ((0, None), (1, 1))
    assert sum(before[0] for before, _ in counted.values()) > said["totals"]["before"]["rows"]


def test_decisions_that_are_touched_come_with_their_line_and_what_to_do(
    holdfire: Holdfire, made: Made, vintages: tuple[Path, Path], decisions: Path
) -> None:
    said = compare(holdfire, made, *vintages, "--decisions", decisions, "--json").json
    assert [(each["line"], each["id"], each["effect"]) for each in said["decisions"]] == [
        (1, "r-1", "lapsed"),
        (2, "r-2", "withdrawn"),
        (3, "r-2", "withdrawn"),
    ]
    first = said["decisions"][0]
    assert (first["by"], first["why"], first["from"], first["now"]) == ("A. Person", "call to the village", 3, 5)
    assert all(each["says"] and each["remedy"] for each in said["decisions"])
    assert said["totals"]["decisions"] == {"read": 3, "touched": 3}


def test_for_people_it_says_the_same(
    holdfire: Holdfire, made: Made, vintages: tuple[Path, Path], decisions: Path
) -> None:
    ran = compare(holdfire, made, *vintages, "--decisions", decisions)
    assert ran.code == 0
    for part in (
        "1 added, 1 withdrawn, 1 changed, 0 under another id, 1 the same",
        "best 13 → 14 (+1)",
        "killed_best: 3 → 5",
        "Decisions touched (3 of 3 in decisions.jsonl)",
        "line 1, A. Person, 2020-04-01: killed_best read as 4, was 3",
        "because: call to the village",
        "r-2 was withdrawn.",
        '"from": 5',
    ):
        assert part in ran.out, part


def test_a_long_list_is_cut_and_says_how_many_more(holdfire: Holdfire, made: Made, tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    for path, killed in ((old, 1), (new, 2)):
        reports = [attack(id=f"r-{n}", killed=killed) for n in range(13)]
        path.write_text(yaml.safe_dump({"zone": "Africa/Lagos", "reports": reports}))
    ran = compare(holdfire, made, old, new)
    assert "and 3 more rows: --json has them all" in ran.out
    assert len({each["id"] for each in compare(holdfire, made, old, new, "--json").json["changed"]}) == 13


def test_what_a_file_says_does_not_steer_the_terminal(holdfire: Holdfire, made: Made, tmp_path: Path) -> None:
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    old.write_text('{"zone": "Africa/Lagos"}\n' + json.dumps(attack(id="r-1")) + "\n")
    new.write_text('{"zone": "Africa/Lagos"}\n' + json.dumps(attack(id="r-\x1b[2J[red]2")) + "\n")
    ran = compare(holdfire, made, old, new)
    assert ran.code == 0
    assert "\x1b[2J" not in ran.out
    assert "[red]2" in ran.out


def test_two_datasets_are_no_two_vintages(holdfire: Holdfire, made: Made, tmp_path: Path) -> None:
    paths = tmp_path / "one.yaml", tmp_path / "other.yaml"
    for path, ident in zip(paths, ("a-1", "b-1"), strict=True):
        reports = [attack(id=ident, killed=len(ident) + ord(ident[0]))]
        path.write_text(yaml.safe_dump({"zone": "Africa/Lagos", "reports": reports}))
    assert "No id stands in both files" in compare(holdfire, made, *paths).out


def test_findings_are_not_compared_with_reports(holdfire: Holdfire, made: Made, assessed: Path, reports: Path) -> None:
    for pair in ((assessed, reports), (reports, assessed)):
        ran = holdfire("compare", *pair)
        assert ran.code == 2
        assert f"findings in {assessed}" in ran.err
        assert f"reports in {reports}" in ran.err


@pytest.mark.parametrize("option", ["--world", "--mapping", "--decisions"])
def test_findings_are_judged_already(holdfire: Holdfire, made: Made, assessed: Path, option: str) -> None:
    ran = holdfire("compare", assessed, assessed, option, made.world_file)
    assert ran.code == 2
    assert option in ran.err


@pytest.mark.parametrize("there", ["nothing", "folder", "page"])
def test_what_cannot_be_compared_is_said(holdfire: Holdfire, reports: Path, tmp_path: Path, there: str) -> None:
    other = tmp_path / there
    if there == "folder":
        other.mkdir()
    elif there == "page":
        other.write_text("<!doctype html><html></html>")
    ran = holdfire("compare", reports, other)
    assert ran.code == 2
    assert str(other) in ran.err


def test_a_file_of_which_nothing_can_be_kept_is_no_vintage(
    holdfire: Holdfire, made: Made, vintages: tuple[Path, Path], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(vintages[1].read_text().replace("id:", "no:"))
    ran = compare(holdfire, made, vintages[0], broken)
    assert ran.code == 2
    assert "nothing could be kept of 3 rows" in ran.err


def test_two_files_of_incidents_are_two_vintages(holdfire: Holdfire, made: Made, tmp_path: Path) -> None:
    files = []
    for n, killed in enumerate((12, 14)):
        reports, out = tmp_path / f"{n}.yaml", tmp_path / f"{n}.parquet"
        told = [
            attack(id="a", claimed_by=["monitor"], killed=killed),
            attack(id="b", claimed_by=["south-news"], killed=killed),
        ]
        reports.write_text(yaml.safe_dump({"zone": "Africa/Lagos", "reports": told}), encoding="utf-8")
        assert holdfire("match", reports, "--world", made.world_file, "--out", out).code == 0
        files.append(out)
    ran = holdfire("compare", *files, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["totals"]["changed"] == 1
