"""Each command: its exit code, its one JSON document, and what it says when it cannot go on."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import typer
import yaml

from holdfire.cli.app import app
from holdfire.terms import library_paths
from made import Made, attack

from .conftest import REPORTS, Holdfire, where

ROOT = Path(__file__).resolve().parents[2]
VERDICTS = {"violation", "permitted", "out_of_scope", "undetermined"}


def shell(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from holdfire.cli import main; main()", *arguments],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


# help and documentation


def commands(group: Any, before: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    found: dict[tuple[str, ...], Any] = {}
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found |= commands(command, (*before, name))
        else:
            found[(*before, name)] = command
    return found


COMMANDS = commands(typer.main.get_command(app))


def test_the_commands_are_those_of_the_interface() -> None:
    wanted = {("demo",), ("assess",), ("explain",), ("compare",), ("new-mapping",), ("sources", "check")}
    assert wanted | {("terms", each) for each in ("list", "describe", "check", "test")} <= set(COMMANDS)


def test_help_lists_every_command() -> None:
    ran = shell("--help")
    assert ran.returncode == 0
    for name, *_ in COMMANDS:
        assert re.search(rf"^\W*{name}\b", ran.stdout, re.MULTILINE), name


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_and_option_says_what_it_is_for(command: tuple[str, ...]) -> None:
    found = COMMANDS[command]
    assert found.help
    for parameter in found.params:
        assert getattr(parameter, "help", None), parameter.name


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_but_one_that_writes_a_file_gives_json(command: tuple[str, ...]) -> None:
    options = {option for parameter in COMMANDS[command].params for option in parameter.opts}
    assert "--json" in options or command == ("new-mapping",)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_option_is_documented(command: tuple[str, ...]) -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert f"holdfire {' '.join(command)}" in text
    for parameter in COMMANDS[command].params:
        for option in parameter.opts:
            if option.startswith("--") and option != "--help":
                assert option in text, option


def test_the_version_is_said(holdfire: Holdfire) -> None:
    ran = holdfire("--version")
    assert ran.code == 0
    assert re.fullmatch(r"holdfire \d+\.\d+\.\d+\S*", ran.out.strip())


# the demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("demo") / "made"
    ran = shell("demo", str(folder), "--json")
    assert ran.returncode == 0, ran.stderr
    return folder, json.loads(ran.stdout)


def test_the_demo_shows_every_verdict_and_every_kind_of_undetermined(demo: tuple[Path, dict[str, Any]]) -> None:
    folder, said = demo
    assert {"folder", "page", "incidents", "findings", "by_claimant"} <= set(said)
    assert Path(said["folder"]) == folder.resolve()
    assert said["incidents"] >= 100
    written = [pq.read_table(path) for path in folder.rglob("*.parquet")]
    rows = [row for table in written if "kinds" in table.column_names for row in table.to_pylist()]
    by_phase = [of for each in said["agreements"] for of in each["findings"].values()]
    assert {verdict for of in by_phase for verdict in of} == VERDICTS
    assert set(said["findings"]) <= VERDICTS
    kinds = {kind for row in rows for kind in row["kinds"]}
    assert kinds == {"aggregate", "delineation", "precision", "fact", "meaning", "exception"}


def test_the_demo_has_claimants_of_several_camps(demo: tuple[Path, dict[str, Any]], world: Any) -> None:
    claimants = {row["claimed_by"] for row in demo[1]["by_claimant"]}
    camps = {world.claimants[each].camp for each in claimants if each in world.claimants}
    assert {"snhr", "sohr"} <= claimants
    assert {"government", "opposition"} <= camps


def test_a_finding_of_the_demo_can_be_explained(demo: tuple[Path, dict[str, Any]], holdfire: Holdfire) -> None:
    folder, _ = demo
    file = folder / "findings.parquet"
    row = pq.read_table(file).to_pylist()[0]
    ran = holdfire("explain", row["finding_id"], "--in", file, "--json")
    assert (ran.code, ran.json["verdict"]) == (0, row["verdict"])


def test_the_demo_takes_no_folder_that_holds_something_else(holdfire: Holdfire, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    ran = holdfire("demo", tmp_path, "--json")
    assert ran.code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


# assess


def assess(holdfire: Holdfire, made: Made, file: Path, *more: object) -> Any:
    return holdfire("assess", file, *where(made), "--baseline", "2020-02-01", "--json", *more)


def test_assess_gives_one_document_with_the_names_of_the_interface(
    holdfire: Holdfire, made: Made, reports: Path
) -> None:
    ran = assess(holdfire, made, reports)
    assert ran.code == 0
    wanted = [
        "rows",
        "kept",
        "set_aside",
        "undated",
        "events",
        "findings",
        "undetermined",
        "by_side",
        "harm",
        "per_day",
        "by_claimant",
        "overlap",
        "settle",
        "assumed",
        "warnings",
    ]
    said = ran.json
    assert set(wanted) <= set(said)
    assert (said["rows"], said["kept"], said["set_aside"]) == (5, 5, 0)
    assert said["events"] == {
        "baseline": {"violation": 1},
        "in_force": {"out_of_scope": 1, "permitted": 1, "undetermined": 1, "violation": 1},
    }
    assert said["undetermined"] == {"in_force": {"aggregate": 1}}
    assert said["harm"]["in_force"]["out_of_scope"]["killed"] == {"low": 8, "best": 8, "high": 8}
    assert said["overlap"] == [{"claimed_by": ["monitor", "north-news"], "phase": "in_force", "n": 1}]
    for row in said["settle"]:
        assert {"fact", "incidents", "killed", "would_become"} <= set(row)
    for row in said["by_claimant"]:
        assert {"claimed_by", "phase", "verdict", "n", "first", "last"} <= set(row)


def test_assess_prints_for_people(holdfire: Holdfire, made: Made, reports: Path) -> None:
    ran = holdfire("assess", reports, *where(made))
    assert ran.code == 0
    assert "Truce of Madeland" in ran.out
    assert "no assessment under humanitarian law" in " ".join(ran.out.split())


@pytest.mark.parametrize("suffix", ["parquet", "csv", "xlsx", "arrow"])
def test_findings_are_written_in_every_format(
    holdfire: Holdfire, made: Made, reports: Path, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"out.{suffix}"
    assert assess(holdfire, made, reports, "--out", out).code == 0
    assert out.stat().st_size > 0
    assert not list(tmp_path.glob("*.parts"))


def test_at_event_level_every_row_is_there(holdfire: Holdfire, made: Made, reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "events.parquet"
    assert assess(holdfire, made, reports, "--level", "event", "--out", out).code == 0
    assert sorted(pq.read_table(out)["event_id"].to_pylist()) == sorted(each["id"] for each in REPORTS)


def test_rows_that_cannot_be_kept_are_set_aside_with_their_reason(
    holdfire: Holdfire, made: Made, tmp_path: Path
) -> None:
    rows = (Path(__file__).parents[1] / "terms" / "data" / "madeland-acled.csv").read_text()
    file, out, aside = tmp_path / "acled.csv", tmp_path / "events.parquet", tmp_path / "rejects.csv"
    file.write_text(rows)
    ran = assess(holdfire, made, file, "--level", "event", "--out", out, "--rejects", aside)
    assert (ran.code, ran.json["rows"], ran.json["kept"], ran.json["set_aside"]) == (0, 5, 4, 1)
    assert pq.read_table(out).num_rows == 4
    assert "2020-02-30" in aside.read_text()


def test_nothing_kept_is_code_2_and_nothing_is_written(holdfire: Holdfire, made: Made, tmp_path: Path) -> None:
    header, *_, last = (Path(__file__).parents[1] / "terms" / "data" / "madeland-acled.csv").read_text().splitlines()
    file, out = tmp_path / "acled.csv", tmp_path / "events.parquet"
    file.write_text(f"{header}\n{last}\n")
    ran = assess(holdfire, made, file, "--out", out)
    assert ran.code == 2
    assert "Nothing could be kept" in ran.err
    assert not out.exists()


def test_an_assumption_is_carried_by_every_output(
    holdfire: Holdfire, made: Made, reports: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.parquet"
    ran = assess(holdfire, made, reports, "--assume", "aggregate fighters = north", "--out", out)
    assert ran.json["assumed"] == ["aggregate fighters=north"]
    assert ran.json["events"]["in_force"]["violation"] == 2
    assert all("aggregate fighters=north" in row for row in pq.read_table(out)["assumed"].to_pylist())


def test_decisions_act_and_those_without_effect_are_told(
    holdfire: Holdfire, made: Made, reports: Path, tmp_path: Path
) -> None:
    common = {
        "what": "correct",
        "proposition": "actors",
        "by": "A. Person",
        "why": "call",
        "when": "2020-04-01T10:00:00Z",
    }
    lines = [
        common | {"about": "r-2", "from": ["fighters"], "to": ["north-army"]},
        common | {"about": "r-1", "from": ["fighters"], "to": ["banned"]},
    ]
    file = tmp_path / "decisions.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    ran = assess(holdfire, made, reports, "--decisions", file)
    assert ran.json["events"]["in_force"]["violation"] == 2
    (told,) = ran.json["unapplied"]
    assert "r-1" in told


def test_the_same_file_twice_changes_nothing(holdfire: Holdfire, made: Made, reports: Path) -> None:
    names = ("events", "findings", "undetermined", "harm", "per_day", "by_claimant", "settle")
    once = assess(holdfire, made, reports).json
    twice = holdfire("assess", reports, reports, *where(made), "--baseline", "2020-02-01", "--json").json
    assert {name: once[name] for name in names} == {name: twice[name] for name in names}


def test_processes_find_what_one_finds(holdfire: Holdfire, made: Made, reports: Path) -> None:
    one, several = assess(holdfire, made, reports).json, assess(holdfire, made, reports, "--engine", "pool:2").json
    assert one == several


@pytest.mark.parametrize(("day", "kept"), [("2020-03-15", 0), ("2020-03-16", 1), ("2020-03-19", 1), ("2020-03-20", 2)])
def test_as_of_takes_only_what_was_published_by_then(
    holdfire: Holdfire, made: Made, tmp_path: Path, day: str, kept: int
) -> None:
    """Two reports of one day, published on 16 and on 20 March; what was published later is set aside, not lost."""
    file = tmp_path / "reports.yaml"
    two = [attack(id="r-1", published="2020-03-16"), attack(id="r-2", published="2020-03-20")]
    file.write_text(yaml.safe_dump({"zone": "Africa/Lagos", "reports": two}))
    ran = assess(holdfire, made, file, "--as-of", day)
    assert ran.code == (0 if kept else 2)
    assert (ran.json["rows"], ran.json["kept"], ran.json["set_aside"]) == (2, kept, 2 - kept)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--level", "page"), "--level"),
        (("--out", "findings.doc"), ".parquet"),
        (("--assume", "weather=fine"), "FACT=ANSWER"),
        (("--baseline", "yesterday"), "yesterday"),
        (("--baseline", "2020-04-01"), "baseline"),
        (("--engine", "spark://HOST:7077"), "spark"),
        (("--engine", "magic"), "magic"),
        (("--decisions", "not-there.jsonl"), "not-there.jsonl"),
        (("--as-of", "someday"), "someday"),
        (("--colour", "red"), "--colour"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_told_in_plain_words(
    holdfire: Holdfire, made: Made, reports: Path, arguments: tuple[str, ...], told: str
) -> None:
    ran = assess(holdfire, made, reports, *arguments)
    assert ran.code == 2
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_an_unknown_agreement_says_which_there_are(holdfire: Holdfire, reports: Path) -> None:
    ran = holdfire("assess", reports, "--terms", "syria-coh-2017")
    assert ran.code == 2
    assert "syria-coh-2017" in ran.err
    assert "syria-coh-2016" in ran.err


def test_an_outline_of_ones_own_that_crosses_itself_is_told(holdfire: Holdfire, reports: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    bow = "{polygon: [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]}"
    own.write_text(
        f"areas:\n  - {{id: bow, name: {{en: Bow}}, kind: region, geometry: {bow}}}\n"
        "mixed:\n  - {area: bow, who: [russia]}\n"
    )
    ran = holdfire("assess", reports, "--terms", "syria-coh-2016", "--world", own)
    assert ran.code == 2
    assert "own.yaml" in ran.err


# explain and compare


def test_explain_gives_the_row_that_was_written(holdfire: Holdfire, assessed: Path) -> None:
    for row in pq.read_table(assessed).to_pylist():
        ran = holdfire("explain", row["finding_id"], "--in", assessed, "--json")
        assert ran.code == 0
        assert (ran.json["verdict"], ran.json["kind"], ran.json["phase"]) == (row["verdict"], row["kind"], row["phase"])
        assert ran.json["masses"] == {verdict: row[f"p_{verdict}"] for verdict in ran.json["masses"]}


def test_explain_prints_for_people(holdfire: Holdfire, assessed: Path) -> None:
    ran = holdfire("explain", "r-1", "--in", assessed)
    assert ran.code == 0
    assert "apparent violation, if as reported" in ran.out


def test_explain_refuses_when_an_input_has_changed(holdfire: Holdfire, assessed: Path, reports: Path) -> None:
    reports.write_text(reports.read_text() + "# a note\n")
    ran = holdfire("explain", "r-1", "--in", assessed, "--json")
    assert ran.code == 2
    assert "reports.yaml" in ran.err
    reports.unlink()
    assert holdfire("explain", "r-1", "--in", assessed).code == 2


@pytest.mark.parametrize("ident", ["r-9", "r-1/made-truce/north.9/plain"])
def test_explain_says_what_it_does_not_know(holdfire: Holdfire, assessed: Path, ident: str) -> None:
    ran = holdfire("explain", ident, "--in", assessed)
    assert ran.code == 2
    assert "Expected" in ran.err


def test_compare_with_itself_changes_nothing(holdfire: Holdfire, assessed: Path) -> None:
    said = holdfire("compare", assessed, assessed, "--json").json
    assert (said["added"], said["withdrawn"], said["changed"]) == ([], [], [])
    assert said["totals"]["same"] == pq.read_table(assessed).num_rows


def test_compare_names_what_was_added_withdrawn_and_changed(
    holdfire: Holdfire, made: Made, reports: Path, assessed: Path, tmp_path: Path
) -> None:
    text = reports.read_text()
    other, out = tmp_path / "later.yaml", tmp_path / "later.parquet"
    other.write_text(text.replace("id: r-3", "id: r-6").replace("fighters", "north-guard"))
    assert assess(holdfire, made, other, "--out", out).code == 0
    said = holdfire("compare", assessed, out, "--json").json
    assert {ident.split("/")[0] for ident in said["added"]} == {"r-6"}
    assert {ident.split("/")[0] for ident in said["withdrawn"]} == {"r-3"}
    verdict = {
        (each["from"], each["to"])
        for each in said["changed"]
        if each["column"] == "verdict" and "north.1/plain" in each["id"]
    }
    assert verdict == {("undetermined", "violation")}


def test_results_under_different_assumptions_are_not_compared(
    holdfire: Holdfire, made: Made, reports: Path, assessed: Path, tmp_path: Path
) -> None:
    out = tmp_path / "assumed.parquet"
    assert assess(holdfire, made, reports, "--assume", "aggregate fighters=north", "--out", out).code == 0
    assert holdfire("compare", assessed, out).code == 2


# terms


def test_terms_list(holdfire: Holdfire) -> None:
    rows = holdfire("terms", "list", "--json").json["agreements"]
    assert {row["id"] for row in rows} == {path.stem for path in library_paths()}
    for row in rows:
        assert {"id", "title", "parties", "from", "until", "clauses", "cases", "phrases", "unchecked"} <= set(row)


def test_terms_describe(holdfire: Holdfire) -> None:
    ran = holdfire("terms", "describe", "syria-coh-2016")
    assert ran.code == 0
    assert "gov.2" in ran.out
    assert holdfire("terms", "describe", "syria-coh-2016", "--json").json["id"] == "syria-coh-2016"


def test_terms_check(holdfire: Holdfire, tmp_path: Path) -> None:
    assert holdfire("terms", "check", "--json").json["failed"] == 0
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("id: wrong\n")
    ran = holdfire("terms", "check", wrong, "--json")
    assert ran.code == 1
    assert ran.json["failed"] == 1
    for problem in ran.json["problems"]:
        assert set(problem) == {"file", "line", "found", "expected", "remedy"}


def test_terms_test(holdfire: Holdfire, tmp_path: Path, made: Made) -> None:
    ran = holdfire("terms", "test", "daraya-2016", "--json")
    assert (ran.code, ran.json["failed"], ran.json["problems"]) == (0, 0, [])
    assert ran.json["passed"] > 0
    mine = tmp_path / "made-truce.yaml"
    mine.write_text(made.terms_file.read_text())
    case = "{when: 2020-03-15, act: shelling, actors: [north-army], targets: [south-army], where: south-town}"
    cases = (
        f"agreement: made-truce\ncases:\n  - case: shelling\n    incident: {case}\n    expect: {{event: permitted}}\n"
    )
    (tmp_path / "made-truce.cases.yaml").write_text(cases)
    ran = holdfire("terms", "test", mine, "--world", made.world_file, "--json")
    assert (ran.code, ran.json["passed"], ran.json["failed"]) == (1, 0, 1)


# sources


def test_sources_check_and_its_stub(holdfire: Holdfire, made: Made, tmp_path: Path) -> None:
    file, stub = Path(__file__).parents[1] / "terms" / "data" / "madeland-acled.csv", tmp_path / "my.yaml"
    ran = holdfire("sources", "check", file, "--world", made.world_file, "--stub", stub, "--json")
    assert ran.code == 0
    said = ran.json
    assert {"format", "version", "rows", "kept", "set_aside", "reasons", "unknown"} <= set(said)
    assert (said["rows"], said["kept"], said["set_aside"]) == (5, 4, 1)
    assert sum(said["reasons"].values()) == 1
    assert {each["name"] for each in said["unknown"]["actors"]} == {"Protesters (Madeland)"}
    again = holdfire("sources", "check", file, "--world", made.world_file, "--world", stub, "--json").json
    assert again["unknown"]["actors"] == []


def test_sources_check_of_an_empty_file(holdfire: Holdfire, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    ran = holdfire("sources", "check", empty)
    assert ran.code == 2
    assert "empty.csv" in ran.err


def test_new_mapping_writes_a_first_guess(holdfire: Holdfire, tmp_path: Path) -> None:
    file, out = tmp_path / "mine.csv", tmp_path / "mine.yaml"
    file.write_text("Reference,Date,What,Who,Place\n1,2020-03-15,shelling,north-army,South Town\n")
    assert holdfire("new-mapping", file, "--out", out).code == 0
    assert "Date" in out.read_text()
    assert holdfire("new-mapping", file, "--out", out).code == 2  # nothing is written over


def test_a_file_that_is_not_there(holdfire: Holdfire, made: Made, tmp_path: Path) -> None:
    ran = assess(holdfire, made, tmp_path / "nothing.csv")
    assert ran.code == 2
    assert "nothing.csv" in ran.err


# what an author of terms works with


def test_terms_new_writes_a_template_with_cases_that_can_be_tested(
    holdfire: Holdfire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = holdfire("terms", "new", "river-truce", "--title", "The river truce", "--json")
    assert (ran.code, ran.json["written"]) == (0, ["river-truce.yaml", "river-truce.cases.yaml"])
    assert holdfire("terms", "test", "river-truce.yaml").code == 0
    checked = holdfire("terms", "check", "river-truce.yaml")
    assert checked.code == 1
    assert "party north without members" in checked.err + checked.out
    again = holdfire("terms", "new", "river-truce")
    assert again.code == 2
    assert "river-truce.yaml" in again.err


def test_terms_new_from_provisions_gives_rules_and_words(
    holdfire: Holdfire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    picked = ("--with", "cessation.all-attacks:both-ways", "--set", "parties=north,south", "--party", "north=the North")
    ran = holdfire("terms", "new", "river-truce", *picked)
    assert ran.code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "river-truce.cases.yaml",
        "river-truce.md",
        "river-truce.yaml",
    ]
    content = yaml.safe_load((tmp_path / "river-truce.yaml").read_text(encoding="utf-8"))
    assert [each["binds"] for each in content["clauses"]] == [["north", "south"]]
    assert content["parties"]["north"]["name"] == "the North"
    assert "The North and south cease all attacks" in (tmp_path / "river-truce.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--party", "north=the North"), "--with PROVISION"),
        (("--set", "party=north"), "--with PROVISION"),
        (("--with", "cessation.all-attacks", "--set", "colour=red"), "'colour'"),
        (("--with", "cessation.all-attacks", "--with", "cessation.all-attacks"), "twice"),
        (("--with", "cessation.all-attacks", "--set", "party"), "--set NAME=VALUE"),
    ],
)
def test_terms_new_refuses_what_it_would_not_use_and_writes_nothing(
    holdfire: Holdfire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = holdfire("terms", "new", "river-truce", *options)
    assert ran.code == 2
    assert told in ran.err
    assert list(tmp_path.iterdir()) == []


def test_terms_provisions(holdfire: Holdfire) -> None:
    group = holdfire("terms", "provisions", "cessation", "--json").json["provisions"]
    assert {each["group"] for each in group} == {"cessation"}
    one = holdfire("terms", "provisions", "cessation.all-attacks")
    assert "option both-ways:" in one.out
    assert "to be defined: attack" in one.out
    assert holdfire("terms", "provisions", "nothing").code == 2


def test_terms_theatres(holdfire: Holdfire) -> None:
    rows = {each["theatre"]: each for each in holdfire("terms", "theatres", "--json").json["theatres"]}
    assert rows["ukraine"]["actors"] > 0
    assert "minsk-2-2015" in rows["ukraine"]["agreements"]


def test_terms_timeline(holdfire: Holdfire, made: Made) -> None:
    ours = (made.terms_file, "--world", made.world_file)
    found = {
        day: holdfire("terms", "timeline", *ours, "--on", day, "--json").json for day in ("2020-03-15", "2020-06-01")
    }
    assert found["2020-03-15"]["status"] == "in_force"
    assert found["2020-06-01"]["status"] == "ended"
    assert "in force" in holdfire("terms", "timeline", *ours, "--on", "2020-03-15").out
    assert holdfire("terms", "timeline", *ours, "--on", "yesterday").code == 2


def test_terms_diff(holdfire: Holdfire, made: Made, tmp_path: Path) -> None:
    later = tmp_path / "later.yaml"
    later.write_text(made.terms_file.read_text(encoding="utf-8").replace("at_most: 5", "at_most: 7"), encoding="utf-8")
    world = ("--world", made.world_file)
    same = holdfire("terms", "diff", made.terms_file, made.terms_file, *world, "--json").json
    assert [same[what] for what in ("added", "withdrawn", "changed")] == [[], [], []]
    changed = holdfire("terms", "diff", made.terms_file, later, *world)
    assert changed.code == 0
    assert "5 guards" in changed.out
    assert "7 guards" in changed.out


def test_terms_attach(holdfire: Holdfire, made: Made, tmp_path: Path) -> None:
    text = tmp_path / "treaty.txt"
    text.write_text("1. The North and the South do not attack each other.\n\n2. Guards are five.\n", encoding="utf-8")
    ran = holdfire("terms", "attach", made.terms_file, text, "--world", made.world_file, "--json")
    assert ran.code == 0
    assert ran.json["paragraphs"] == 2
    assert ran.json["found"]["north.2"]["place"]
    assert "north.3" in ran.json["missing"]
    assert holdfire("terms", "attach", made.terms_file, text, "--world", made.world_file, "--at", "north.3").code == 2


def test_terms_schema(holdfire: Holdfire) -> None:
    assert "clauses" in holdfire("terms", "schema", "agreement").json["properties"]
    assert holdfire("terms", "schema", "nothing").code == 2
