"""Reports of many files matched into incidents, and what becomes of an incident: assessed, explained, decided upon."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from holdfire.world import World
from made import Made, attack

from .conftest import Holdfire, Ran

CHRONICLE = sorted((Path(__file__).resolve().parents[2] / "src" / "holdfire" / "chronicle").glob("*.yaml"))

MONITOR = attack(id="of-monitor", claimed_by=["monitor"], killed=12)
SOUTH = attack(id="of-south", claimed_by=["south-news"], killed=12)
NORTH = attack(id="of-north", claimed_by=["north-news"], actors=["banned"], killed=12)
FAR = attack(id="elsewhere", claimed_by=["monitor"], where="north-town", when="2020-04-20", killed=1)


@dataclass(frozen=True)
class Desk:
    """A folder with Madeland's terms and world, where files of reports are matched and assessed."""

    holdfire: Holdfire
    made: Made
    folder: Path

    def file(self, name: str, *reports: dict[str, Any]) -> Path:
        path = self.folder / name
        path.write_text(yaml.safe_dump({"zone": "Africa/Lagos", "reports": list(reports)}), encoding="utf-8")
        return path

    def decisions(self, *lines: dict[str, Any]) -> Path:
        path = self.folder / "decisions.jsonl"
        said = {"by": "K. Nilsson", "why": "call to the town", "when": "2020-05-01T10:00:00Z"}
        path.write_text("".join(json.dumps(said | line) + "\n" for line in lines), encoding="utf-8")
        return path

    def match(self, *given: object) -> Ran:
        return self.holdfire("match", "--world", self.made.world_file, *given)

    def incidents(self, *reports: dict[str, Any], decisions: Path | None = None) -> Path:
        out = self.folder / "incidents.parquet"
        ran = self.match(self.file("reports.yaml", *reports), "--out", out, *with_decisions(decisions))
        assert ran.code == 0, ran.err
        return out

    def assess(self, *given: object) -> Ran:
        return self.holdfire(
            "assess", *given, "--terms", self.made.terms_file, "--world", self.made.world_file, "--json"
        )

    def events(
        self, incidents: Path, *, decisions: Path | None = None, engine: str = "inline", level: str = "event"
    ) -> list[dict[str, Any]]:
        out = self.folder / "events.parquet"
        ran = self.assess(
            incidents, "--level", level, "--engine", engine, "--out", out, *with_decisions(decisions)
        )  # fmt: skip
        assert ran.code == 0, ran.err
        return list(pq.read_table(out).to_pylist())


def with_decisions(path: Path | None) -> tuple[object, ...]:
    return () if path is None else ("--decisions", path)


@pytest.fixture
def desk(holdfire: Holdfire, made: Made, tmp_path: Path) -> Desk:
    return Desk(holdfire, made, tmp_path)


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# the chronicle


@pytest.fixture(scope="module")
def matched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The project's own reports, matched once."""
    from holdfire.cli.matching import MatchRequest
    from holdfire.cli.matching import document as as_document
    from holdfire.engines.matching import MatchJob, links_of, run_matching
    from holdfire.records import Tie

    folder = tmp_path_factory.mktemp("chronicle")
    several: list[dict[str, Any]] = []
    job = MatchJob(tuple(CHRONICLE))
    result = run_matching(job, out=folder / "incidents.parquet", each=several.append)
    assert result.matched is not None
    asked = list(links_of(result.matched, frozenset((Tie.PROPOSED,))))
    return folder / "incidents.parquet", as_document(MatchRequest(job), result, several, asked)


def test_every_report_of_the_chronicle_is_in_an_incident_or_set_aside(matched: tuple[Path, dict[str, Any]]) -> None:
    path, said = matched
    told = sum(len(yaml.safe_load(each.read_text(encoding="utf-8"))["reports"]) for each in CHRONICLE)
    assert said["rows"] == told == said["reports"] + said["set_aside"]
    rows = pq.read_table(path).to_pylist()
    assert len(rows) == said["incidents"]
    ids = [each["id"] for row in rows for each in row["reports"] or [row["observation"]]]
    assert len(ids) == len(set(ids)) == said["reports"]


def test_incidents_of_several_reports_are_those_that_are_told(matched: tuple[Path, dict[str, Any]]) -> None:
    path, said = matched
    several = [row["id"] for row in pq.read_table(path).to_pylist() if row["reports"]]
    assert several
    assert said["several"] == len(several)
    assert {each["id"] for each in said["matched"]} == set(several)
    assert all(each["accounts"] for each in said["matched"])


def test_one_origin_alone_is_never_more_than_reported(matched: tuple[Path, dict[str, Any]]) -> None:
    alone = [row for row in pq.read_table(matched[0]).to_pylist() if not row["reports"]]
    of_one = [row for row in alone if len(row["observation"]["claimed_by"]) < 2]
    assert {row["observation"]["status"] for row in of_one} == {"reported"}
    assert all(row["id"] == row["observation"]["id"] for row in alone)


def test_an_incident_is_one_event_before_the_agreement_whatever_runs_it(
    holdfire: Holdfire, matched: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    path, said = matched
    events = []
    for n, engine in enumerate(("inline", "pool:2")):
        out = tmp_path / f"events-{n}.parquet"
        ran = holdfire(
            "assess", path, "--terms", "syria-coh-2016", "--level", "event", "--engine", engine, "--out", out, "--json"
        )
        assert ran.code == 0, ran.err
        assert ran.json["rows"] == ran.json["kept"] == said["incidents"]
        events.append(pq.read_table(out).to_pylist())
    assert events[0] == events[1]
    stands = {row["id"]: row["observation"] for row in pq.read_table(path).to_pylist()}
    assert {row["event_id"] for row in events[0]} == set(stands)
    for row in events[0]:
        assert (row["status"], row["disputed_by"]) == tuple(
            stands[row["event_id"]][name] for name in ("status", "disputed_by")
        )
    assert {row["status"] for row in events[0]} == {"reported", "corroborated"}


KEYS = {
    "rows", "reports", "set_aside", "reasons", "formats", "incidents", "several", "statuses", "flags", "covered",
    "left_out", "unapplied", "weights", "learned", "matched", "proposed", "out", "pairs", "rejects",
}  # fmt: skip


def test_the_document_has_the_names_that_are_documented(desk: Desk) -> None:
    ran = desk.match(desk.file("reports.yaml", MONITOR, SOUTH), "--json")
    assert ran.code == 0, ran.err
    said = ran.json
    assert set(said) == KEYS
    page = (Path(__file__).resolve().parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    told = page.split("**`match --json`**", 1)[1].split("\n\n**", 1)[0]
    assert all(f"`{name}" in told for name in KEYS)
    (one,) = said["matched"]
    assert one["observation"]["when_start"] == "2020-03-14T23:00:00+00:00"
    assert said["statuses"]["occurred"] == {"corroborated": 1}


# what two and three accounts of one strike make of a finding


def test_two_reports_that_name_one_perpetrator_are_one_violation(desk: Desk) -> None:
    (event,) = desk.events(desk.incidents(MONITOR, SOUTH))
    assert (event["event_id"], event["verdict"]) == ("incident:of-monitor", "violation")
    assert (event["attributed_to"], event["status"]) == (["north-army"], "corroborated")
    assert event["claimed_by"] == ["monitor", "south-news"]
    assert event["disputed_by"] == []


def test_a_rival_perpetrator_leaves_the_incident_undetermined_and_of_nobody(desk: Desk) -> None:
    """The third names a group that the truce excludes: with it there is no violation, without it there is one."""
    incidents = desk.incidents(MONITOR, SOUTH, NORTH)
    (event,) = desk.events(incidents)
    assert (event["verdict"], event["reason"]) == ("undetermined", "rivals_differ")
    assert (event["attributed_to"], event["attribution_basis"]) == ([], None)
    assert set(event["disputed_by"]) == {"monitor", "south-news", "north-news"}
    (incident,) = pq.read_table(incidents).to_pylist()
    stand = {
        json.loads(each["value"]): {origin for voice in each["voices"] for origin in voice["origins"]}
        for each in incident["accounts"]
        if each["proposition"] == "by_whom"
    }
    assert stand == {"north-army": {"monitor", "south-news"}, "banned": {"north-news"}}
    (rival,) = [each for each in incident["alternatives"] if each["field"] == "actors"]
    assert (json.loads(rival["value"]), rival["backed_by"], rival["weight"]) == (["banned"], ["north-news"], None)


def test_explain_puts_both_accounts_beside_each_other(desk: Desk) -> None:
    incidents = desk.incidents(MONITOR, SOUTH, NORTH)
    said = desk.holdfire("explain", "of-north", "--in", incidents).out
    told = said.split("Where they differ")[1].split("How each proposition")[0]
    accounts = " ".join(told.split())
    assert "by: Army of the North; on: Army of the South; direction: known (The Monitor, News of the South)" in accounts
    assert "by: The Banned; on: Army of the South; direction: known (News of the North)" in accounts
    assert "by whom: 2 accounts" in said


def test_who_only_reports_a_strike_admits_nothing(desk: Desk) -> None:
    """The side that is named by another is no witness against itself, and is one where it says so itself."""
    silent = attack(id="of-north", claimed_by=["north-news"], act="armed_attack", actors=None, targets=None, killed=12)
    (event,) = desk.events(desk.incidents(MONITOR, silent))
    assert event["claimed_by"] == ["monitor", "north-news"]
    assert (event["attributed_to"], event["attribution_basis"]) == (["north-army"], "source_assertion")
    (owned,) = desk.events(desk.incidents(MONITOR, MONITOR | {"id": "of-north", "claimed_by": ["north-news"]}))
    assert (owned["attributed_to"], owned["attribution_basis"]) == (["north-army"], "admission")


# explain


@pytest.mark.parametrize("ident", ["incident:of-monitor", "of-monitor", "of-south", "elsewhere"])
def test_an_incident_is_explained_by_its_id_and_by_any_of_its_reports(desk: Desk, ident: str) -> None:
    incidents = desk.incidents(MONITOR, SOUTH, FAR)
    shown, said = (desk.holdfire("explain", ident, "--in", incidents, *more) for more in ((), ("--json",)))
    assert (shown.code, said.code) == (0, 0)
    whole = "elsewhere" if ident == "elsewhere" else "incident:of-monitor"
    assert said.json["id"] == whole
    assert shown.out.startswith(f"{whole}: {1 if ident == 'elsewhere' else 2} report")
    if whole == ident == "elsewhere":
        assert "One report alone: reported, and nothing more." in shown.out
    else:
        assert [each["id"] for each in said.json["reports"]] == ["of-monitor", "of-south"]
        assert "Held to be one event" in shown.out


def test_an_id_that_is_in_no_incident_is_told(desk: Desk) -> None:
    ran = desk.holdfire("explain", "nobody", "--in", desk.incidents(MONITOR, SOUTH))
    assert (ran.code, ran.out) == (2, "")
    assert "expected the id of an incident or of one of its reports" in ran.err.lower()
    assert "'nobody'" in ran.err
    assert ran.err.count("\n") == 1


def test_a_world_that_changed_since_is_told(desk: Desk, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("claimants: [{id: watch, name: {en: The Watch}}]\n", encoding="utf-8")
    out = tmp_path / "incidents.parquet"
    reports = desk.file("reports.yaml", MONITOR)
    assert desk.match(reports, "--world", own, "--out", out).code == 0
    assert desk.holdfire("explain", "of-monitor", "--in", out).code == 0
    own.write_text("claimants: [{id: watch, name: {en: The Other Watch}}]\n", encoding="utf-8")
    ran = desk.holdfire("explain", "of-monitor", "--in", out)
    assert (ran.code, ran.out) == (2, "")
    assert "own.yaml: expected the file as it was" in ran.err


# decisions


def test_a_person_merges_two_rows_that_one_dataset_holds_apart(holdfire: Holdfire, tmp_path: Path) -> None:
    """One place, a day apart, the same nineteen dead, two offices: for a person to say, and for nobody else."""
    day = {"date_start": "2016-03-01", "date_end": "2016-03-01", "source_office": "Office A", "source_original": "SOHR"}
    next_day = {"date_start": "2016-03-02", "date_end": "2016-03-02", "source_office": "Office B",
                "source_original": "Syrian Network for Human Rights"}  # fmt: skip
    file = tmp_path / "ged.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, list(ged("1")))
        table.writeheader()
        table.writerows([ged("910001", best="19", **day), ged("910002", best="19", **next_day)])
    said = holdfire("match", file, "--json").json
    assert (said["reports"], said["incidents"], said["matched"]) == (2, 2, [])
    (asked,) = said["proposed"]
    assert {asked["one"], asked["other"]} == {"ucdp-ged:910001", "ucdp-ged:910002"}
    assert asked["why"] == "one_dataset"
    decided = tmp_path / "decisions.jsonl"
    line = {"what": "merge", "about": "ucdp-ged:910001", "with": ["ucdp-ged:910002"], "by": "K. Nilsson",
            "why": "one strike, told on two days", "when": "2016-09-01T10:00:00Z"}  # fmt: skip
    decided.write_text(json.dumps(line) + "\n", encoding="utf-8")
    after = holdfire("match", file, "--decisions", decided, "--json").json
    assert (after["incidents"], after["proposed"], after["unapplied"]) == (1, [], [])
    assert [each["id"] for each in after["matched"][0]["reports"]] == ["ucdp-ged:910001", "ucdp-ged:910002"]


def ged(ident: str, best: str = "0", **changed: str) -> dict[str, str]:
    """An invented row in the columns of GED."""
    row = {
        "id": ident, "year": "2016", "type_of_violence": "1", "side_a": "Government of Syria", "side_a_new_id": "118",
        "side_b": "Syrian insurgents", "side_b_new_id": "4456", "source_office": "", "source_original": "",
        "source_headline": "", "source_date": "2016-03-03", "where_prec": "1", "where_coordinates": "Some village",
        "adm_1": "Aleppo Governorate", "adm_2": "", "latitude": "36.2", "longitude": "37.1", "country": "Syria",
        "date_prec": "1", "date_start": "", "date_end": "", "deaths_a": "0", "deaths_b": "0", "deaths_civilians": "0",
        "deaths_unknown": best, "best": best, "low": best, "high": best,
    }  # fmt: skip
    return row | changed


@pytest.mark.shared
def test_two_rows_of_the_syrian_half_year_are_left_to_a_person(
    holdfire: Holdfire, shared: Path, tmp_path: Path
) -> None:
    file = shared / "ucdp_ged_syria" / "ged_syria_2016H1_shared.csv"
    pairs = tmp_path / "pairs.csv"
    said = holdfire("match", file, "--pairs", pairs, "--json").json
    assert said["rows"] == said["reports"] + said["set_aside"] == 2984
    both = {"ucdp-ged:218553", "ucdp-ged:313502"}
    assert [(each["tie"], each["why"]) for each in cells(pairs) if {each["one"], each["other"]} == both] == [
        ("proposed", "one_dataset")
    ]
    assert not any(both <= {each["id"] for each in incident["reports"]} for incident in said["matched"])


def test_what_a_person_parts_is_two_incidents(desk: Desk) -> None:
    parted = desk.decisions({"what": "not_same", "about": "of-monitor", "with": ["of-south"]})
    ids = {event["event_id"] for event in desk.events(desk.incidents(MONITOR, SOUTH, decisions=parted))}
    assert ids == {"of-monitor", "of-south"}


def test_a_body_verifies_and_the_incident_says_so(desk: Desk) -> None:
    found = {"what": "verify", "body": "Joint Commission", "method": "visit", "access": "to the site",
             "date": "2020-03-20"}  # fmt: skip
    lines = [found | {"about": "of-south", "proposition": each} for each in ("occurred", "act", "by_whom")]
    for about in ("of-south", "incident:of-monitor"):
        decisions = desk.decisions(*(line | {"about": about} for line in lines))
        (event,) = desk.events(desk.incidents(MONITOR, SOUTH, decisions=decisions))
        assert event["status"] == "verified", about
        shown = desk.holdfire("explain", "of-monitor", "--in", desk.folder / "incidents.parquet").out
        assert "Joint Commission, 2020-03-20: visit; to the site" in " ".join(shown.split())


def test_a_verification_that_leaves_open_what_was_found_is_told(desk: Desk) -> None:
    found = {"what": "verify", "about": "of-south", "proposition": "by_whom", "body": "B", "method": "m", "access": "a"}
    decisions = desk.decisions(found | {"date": "2020-03-20"})
    ran = desk.match(desk.file("reports.yaml", MONITOR, SOUTH, NORTH), *with_decisions(decisions))
    assert (ran.code, ran.out) == (2, "")
    assert "Add the value that it found." in ran.err


def test_a_correction_of_a_report_acts_where_it_is_matched(desk: Desk) -> None:
    corrected = desk.decisions(
        {"what": "correct", "about": "of-north", "proposition": "actors", "from": ["banned"], "to": ["north-army"]}
    )
    incidents = desk.incidents(MONITOR, SOUTH, NORTH, decisions=corrected)
    (event,) = desk.events(incidents, decisions=corrected)
    assert (event["verdict"], event["attributed_to"]) == ("violation", ["north-army"])
    assert desk.assess(incidents, "--decisions", corrected).json["unapplied"] == []


def test_a_correction_that_comes_after_matching_is_not_passed_over_in_silence(desk: Desk) -> None:
    incidents = desk.incidents(MONITOR, SOUTH, NORTH)
    line = {"what": "correct", "about": "of-north", "proposition": "actors", "from": ["banned"], "to": ["north-army"]}
    (said,) = desk.assess(incidents, "--decisions", desk.decisions(line)).json["unapplied"]
    assert "acts in `holdfire match`" in said


@pytest.mark.parametrize("about", ["of-south", "incident:of-monitor"])
def test_a_determination_about_a_report_is_on_its_incident(desk: Desk, about: str) -> None:
    body = {"what": "determine", "about": about, "to": "permitted", "body": "Joint Commission", "method": "visit"}
    decisions = desk.decisions(body | {"date": "2020-05-02"})
    incidents = desk.incidents(MONITOR, SOUTH, FAR)
    by_id = {event["event_id"]: event for event in desk.events(incidents, decisions=decisions)}
    assert by_id["incident:of-monitor"]["determination"] == "permitted by Joint Commission, visit, 2020-05-02"
    assert by_id["incident:of-monitor"]["verdict"] == "violation"
    assert by_id["elsewhere"]["determination"] is None
    assert desk.assess(incidents, "--decisions", decisions).json["unapplied"] == []


@pytest.mark.parametrize(("to", "verdict"), [("accepted", "permitted"), ("rejected", "violation")])
def test_an_exception_invoked_by_one_report_is_judged_for_the_incident(desk: Desk, to: str, verdict: str) -> None:
    invoking = NORTH | {"actors": ["north-army"], "invoked": [{"exception": "self_defence", "by": "north-army"}]}
    incidents = desk.incidents(MONITOR, SOUTH, invoking)
    (before,) = desk.events(incidents)
    assert (before["verdict"], before["kind"]) == ("undetermined", "exception")
    judged = desk.decisions({"what": "judge_exception", "about": "of-north", "proposition": "self_defence", "to": to})
    (event,) = desk.events(incidents, decisions=judged)
    assert event["verdict"] == verdict
    (shown,) = event["decided"]
    assert "K. Nilsson" in shown


def test_decisions_on_incidents_are_told_where_nothing_is_matched(desk: Desk) -> None:
    reports = desk.file("reports.yaml", MONITOR, SOUTH)
    decisions = desk.decisions(
        {"what": "merge", "about": "of-monitor", "with": ["of-south"]},
        {"what": "not_same", "about": "no such", "with": ["of-south"]},
    )
    (said,) = desk.assess(reports, "--decisions", decisions).json["unapplied"]
    assert said.startswith("2 decisions on which reports are one incident")
    assert "no such event" not in said
    incidents = desk.incidents(MONITOR, SOUTH)
    (later,) = desk.assess(incidents, "--decisions", decisions).json["unapplied"]
    assert later == said


def test_what_was_matched_with_the_same_decisions_is_not_told_again(desk: Desk) -> None:
    decisions = desk.decisions({"what": "merge", "about": "of-monitor", "with": ["of-south"]})
    incidents = desk.incidents(MONITOR, SOUTH, decisions=decisions)
    assert desk.assess(incidents, "--decisions", decisions).json["unapplied"] == []


def test_a_decision_about_a_report_that_is_not_there_is_told(desk: Desk) -> None:
    decisions = desk.decisions(
        {"what": "merge", "about": "of-monitor", "with": ["gone-1"]},
        {"what": "correct", "about": "gone-2", "proposition": "act", "from": "shelling", "to": "air_strike"},
        {"what": "verify", "about": "gone-3", "proposition": "occurred", "body": "B", "method": "m", "access": "a",
         "date": "2020-03-20"},
    )  # fmt: skip
    said = desk.match(desk.file("reports.yaml", MONITOR), "--json", *with_decisions(decisions)).json["unapplied"]
    assert [any(f"gone-{n}" in each for each in said) for n in (1, 2, 3)] == [True, True, True]
    assert len(said) == 3


# what is written


def test_pairs_are_written_with_all_that_speaks_for_and_against(desk: Desk, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    said = desk.match(desk.file("reports.yaml", MONITOR, SOUTH, NORTH), "--pairs", pairs, "--json").json
    rows = cells(pairs)
    assert {(row["one"], row["other"], row["tie"]) for row in rows} == {
        ("of-monitor", "of-south", "same"), ("of-monitor", "of-north", "same"), ("of-north", "of-south", "same"),
    }  # fmt: skip
    links = {(each["one"], each["other"]): each for each in said["matched"][0]["links"]}
    for row in rows:
        link = links[row["one"], row["other"]]
        assert float(row["score"]) == link["score"]
        for each in link["evidence"]:
            assert f"{each['field']} {each['level']} {each['weight']:+g} ({each['found']})" in row["evidence"]
        assert sum(each["weight"] for each in link["evidence"]) == pytest.approx(link["score"], abs=0.01)


def test_rows_set_aside_are_written_with_their_reasons(desk: Desk, tmp_path: Path) -> None:
    rejects = tmp_path / "aside.csv"
    reports = desk.file("reports.yaml", MONITOR, MONITOR, SOUTH, attack(id="bad", act="no such act"))
    said = desk.match(reports, "--rejects", rejects, "--json").json
    assert (said["rows"], said["reports"], said["set_aside"]) == (4, 2, 2)
    assert said["reasons"] == {"duplicate_row": 1, "unknown_act": 1}
    assert sorted(row["reason"] for row in cells(rejects)) == ["duplicate_row", "unknown_act"]
    assert rejects.read_text(encoding="utf-8").count("of-monitor") >= 1


def test_of_two_versions_of_a_report_only_the_later_one_is_heard(desk: Desk) -> None:
    """What the earlier one left open goes with it."""
    open_then = MONITOR | {
        "published": "2020-03-16", "alternatives": [{"field": "actors", "value": ["banned"], "claimed_by": "monitor"}]
    }  # fmt: skip
    sure_now = MONITOR | {"published": "2020-03-20"}
    one, other = desk.file("old.yaml", open_then), desk.file("new.yaml", sure_now)
    out = desk.folder / "incidents.parquet"
    for order in ((one, other), (other, one)):
        said = desk.match(*order, "--out", out, "--json").json
        assert said["reasons"] == {"other_version": 1}
        (row,) = pq.read_table(out).to_pylist()
        assert row["alternatives"] == []
        (event,) = desk.events(out)
        assert event["verdict"] == "violation"


def test_a_file_given_twice_leaves_open_what_it_leaves_open_once(desk: Desk) -> None:
    doubtful = MONITOR | {"alternatives": [{"field": "actors", "value": ["banned"], "weight": 0.4}]}
    reports = desk.file("one.yaml", doubtful)
    again = desk.file("two.yaml", doubtful)
    out = desk.folder / "incidents.parquet"
    assert desk.match(reports, again, "--out", out).code == 0
    (row,) = pq.read_table(out).to_pylist()
    assert [each["weight"] for each in row["alternatives"]] == [0.4]


def test_weights_are_written_and_taken_back(desk: Desk, tmp_path: Path) -> None:
    weights = tmp_path / "weights.yaml"
    reports = desk.file("reports.yaml", MONITOR, SOUTH)
    before = desk.match(reports, "--save-weights", weights, "--json").json
    after = desk.match(reports, "--weights", weights, "--json").json
    assert after["weights"] == before["weights"]
    assert after["matched"] == before["matched"]
    strict = yaml.safe_load(weights.read_text(encoding="utf-8"))
    strict["prior"] = -60.0
    weights.write_text(yaml.safe_dump(strict), encoding="utf-8")
    assert desk.match(reports, "--weights", weights, "--json").json["incidents"] == 2


def test_a_method_of_ones_own_asks_for_more_voices(desk: Desk, tmp_path: Path) -> None:
    method = tmp_path / "method.yaml"
    method.write_text(
        "corroborated: {voices: {occurred: 3, act: 3, by_whom: 3, against_whom: 3, harm: 3}}\n", encoding="utf-8"
    )
    reports = desk.file("reports.yaml", MONITOR, SOUTH)
    assert desk.match(reports, "--json").json["statuses"]["by_whom"] == {"corroborated": 1}
    assert desk.match(reports, "--method", method, "--json").json["statuses"]["by_whom"] == {"reported": 1}


# tables of one's own, beside files that say by themselves what they hold


@pytest.fixture
def own(tmp_path: Path) -> tuple[Path, Path]:
    table, mapping = tmp_path / "own.csv", tmp_path / "mapping.yaml"
    table.write_text("no,day,town,what,who\n1,15/03/2020,South Town,shelled,South News\n", encoding="utf-8")
    mapping.write_text(
        "name: own\nzone: Africa/Lagos\nfields:\n  id: {column: no}\n"
        '  when: {column: day, format: "%d/%m/%Y"}\n  place: {column: town}\n'
        "  act: {column: what, values: {shelled: shelling}}\n  claimed_by: {column: who}\n",
        encoding="utf-8",
    )
    return table, mapping


def test_a_mapping_is_for_the_tables_that_have_its_columns(desk: Desk, own: tuple[Path, Path]) -> None:
    table, mapping = own
    reports = desk.file("reports.yaml", MONITOR, SOUTH)
    for files in ((reports, table), (table, reports)):
        ran = desk.match(*files, "--mapping", mapping, "--json")
        assert ran.code == 0, ran.err
        assert (ran.json["rows"], ran.json["set_aside"]) == (3, 0)


def test_what_was_assessed_with_a_mapping_beside_reports_is_explained(desk: Desk, own: tuple[Path, Path]) -> None:
    table, mapping = own
    out = desk.folder / "findings.parquet"
    ran = desk.assess(desk.file("reports.yaml", MONITOR), table, "--mapping", mapping, "--out", out)
    assert (ran.code, ran.json["rows"]) == (0, 2), ran.err
    for event in ("of-monitor", "own:1"):
        assert desk.holdfire("explain", event, "--in", out).code == 0


def test_a_mapping_that_fits_no_file_says_what_is_missing(desk: Desk, own: tuple[Path, Path]) -> None:
    ran = desk.match(desk.file("a.yaml", MONITOR), desk.file("b.yaml", SOUTH), "--mapping", own[1])
    assert ran.code == 2
    assert "expected a header with columns of the mapping" in ran.err


# what is told of an incident


def test_a_report_that_denies_is_told_as_a_denial_and_what_nobody_says_as_denied(desk: Desk) -> None:
    silent = attack(id="of-monitor", claimed_by=["monitor"], killed=12, actors=[])
    denial = attack(id="of-south", claimed_by=["south-news"], flags=["denied"])
    incidents = desk.incidents(silent, denial)
    told = " ".join(desk.holdfire("explain", "of-south", "--in", incidents).out.split())
    assert "of-monitor: claimed by" in told
    assert "of-south: denied by" in told
    assert "of-south: claimed by" not in told
    assert "denied, and said by none of these" in told


def test_nobody_is_said_to_give_another_number_of_dead_than_theirs(desk: Desk) -> None:
    """At least twelve and fourteen bear each other out; neither origin said the other's number."""
    at_least = attack(id="of-monitor", claimed_by=["monitor"], killed={"low": 12, "best": 12})
    incidents = desk.incidents(at_least, attack(id="of-south", claimed_by=["south-news"], killed=14))
    told = " ".join(desk.holdfire("explain", "of-south", "--in", incidents).out.split())
    assert told.count("12 or more killed") >= 2  # by its report, and among the propositions
    assert "2 independent voices with numbers that agree: " in told


def test_what_is_only_denied_has_no_status(desk: Desk) -> None:
    silent = attack(id="of-monitor", claimed_by=["monitor"], actors=[])
    denial = attack(id="of-south", claimed_by=["south-news"], flags=["denied"])
    statuses = desk.match(desk.file("reports.yaml", silent, denial), "--json").json["statuses"]
    assert "by_whom" not in statuses
    assert statuses["occurred"] == {"reported": 1}


def test_who_denies_is_named_by_the_act_of_denying_where_no_source_is(desk: Desk) -> None:
    denial = attack(id="denial", act="denial", actors=["north-army"], targets=[], claimed_by=[])
    incidents = desk.incidents(MONITOR, SOUTH, denial)
    told = " ".join(desk.holdfire("explain", "of-south", "--in", incidents).out.split())
    assert "army of the north" in told.partition("disputed by ")[2].partition(" against whom")[0].casefold()


def test_the_line_of_an_incident_says_what_of_it_is_disputed(desk: Desk) -> None:
    denial = attack(id="of-south", claimed_by=["south-news"], flags=["denied"])
    ran = desk.match(desk.file("reports.yaml", MONITOR, denial))
    assert "by whom disputed by News of the South" in " ".join(ran.out.split())


# what is known by a day, and what is held back


def test_an_incident_is_known_with_its_last_report(desk: Desk) -> None:
    """Else what a late report adds would be known before anybody published it."""
    incidents = desk.incidents(MONITOR | {"published": "2020-03-16"}, NORTH | {"published": "2020-04-20"})
    early, late = (desk.assess(incidents, "--as-of", day) for day in ("2020-04-19", "2020-04-20"))
    assert (early.code, early.json["kept"], early.json["set_aside"]) == (2, 0, 1)
    assert (late.code, late.json["kept"]) == (0, 1)


def test_a_late_report_is_held_back_from_the_public_also_within_an_old_incident(desk: Desk) -> None:
    late = NORTH | {"published": "2020-04-20"}
    incidents = desk.incidents(
        MONITOR | {"published": "2020-03-16"}, late, FAR | {"published": "2020-03-22", "when": "2020-03-20"}
    )
    page = desk.folder / "page.html"
    assert desk.assess(incidents, "--page", page, "--hold", "48").code == 0
    assert "accounts differ" not in page.read_text(encoding="utf-8")
    assert desk.assess(incidents, "--page", page, "--hold", "0").code == 0
    assert "accounts differ" in page.read_text(encoding="utf-8")


# what cannot be done is told, with exit code 2, and leaves nothing behind


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--undated", "0"), "--undated to be 1 to 31 days, found 0"),
        (("--undated", "32"), "--undated to be 1 to 31 days, found 32"),
        (("--undated", "some"), "--undated"),
        (("--out", "incidents.csv"), "incidents.csv: expected a file of incidents to end in .parquet"),
        (("--out", "none/incidents.parquet"), "none/incidents.parquet: expected a file in a folder that is there"),
        (("--pairs", "pairs.txt"), "Expected --pairs to end in .csv"),
        (("--pairs", "none/pairs.csv"), "Expected --pairs in a folder that can be written to"),
        (("--save-weights", "weights.json"), "Expected --save-weights to end in .yaml"),
        (("--save-weights", "none/weights.yaml"), "Expected --save-weights in a folder that can be written to"),
        (("--rejects", "aside.txt"), "aside.txt: expected a file for rows set aside that ends in"),
        (("--rejects", "none/aside.csv"), "none/aside.csv: expected a file in a folder that is there"),
        (("--save-weights", "reports.yaml"), "Expected --save-weights to be a file of its own"),
        (("--pairs", "a.csv", "--rejects", "a.csv"), "Expected --rejects to be a file of its own"),
        (("--weights", "none.yaml"), "none.yaml: found no such file"),
        (("--method", "none.yaml"), "none.yaml: found no such file"),
        (("--decisions", "none.jsonl"), "none.jsonl: found no such file"),
        (("--mapping", "none.yaml"), "none.yaml"),
        (("--learn",), "Expected at least"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_is_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, options: Sequence[str], told: str
) -> None:
    monkeypatch.chdir(desk.folder)
    desk.file("reports.yaml", MONITOR, SOUTH)
    before = {path: path.read_bytes() for path in desk.folder.iterdir()}
    out = () if "--out" in options else ("--out", "incidents.parquet")
    ran = desk.match("reports.yaml", *options, *out)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert "Traceback" not in ran.err
    assert {path: path.read_bytes() for path in desk.folder.iterdir()} == before


def test_too_few_reports_to_learn_from_is_one_sentence_and_a_way_out(desk: Desk) -> None:
    ran = desk.match(desk.file("reports.yaml", MONITOR, SOUTH), "--learn")
    assert ran.err.count("\n") == 1
    assert ran.err.rstrip().endswith("keep the weights that come with holdfire.")
    assert not ran.err.rstrip().endswith("..")


@pytest.mark.parametrize("content", ["", "zone: Africa/Lagos\nreports: [", "no table at all", "\x89PNG\r\n"])
def test_a_file_that_cannot_be_read_is_told(desk: Desk, tmp_path: Path, content: str) -> None:
    file = tmp_path / "file.yaml"
    file.write_text(content, encoding="latin-1")
    ran = desk.match(desk.file("reports.yaml", MONITOR), file, "--out", tmp_path / "incidents.parquet")
    assert (ran.code, ran.out) == (2, "")
    assert "file.yaml" in ran.err
    assert not (tmp_path / "incidents.parquet").exists()


def test_nothing_kept_is_exit_code_2(desk: Desk, tmp_path: Path) -> None:
    rejects = tmp_path / "aside.jsonl"
    ran = desk.match(desk.file("reports.yaml", attack(id="a", act="no such act")), "--rejects", rejects)
    assert ran.code == 2
    assert f"Nothing could be kept: 1 rows read, all set aside. See {rejects}." in ran.err
    assert json.loads(rejects.read_text(encoding="utf-8"))["reason"] == "unknown_act"


def test_incidents_are_not_matched_again(desk: Desk) -> None:
    ran = desk.match(desk.incidents(MONITOR, SOUTH))
    assert (ran.code, ran.out) == (2, "")
    assert "incidents that were matched already; give the reports" in ran.err


def test_a_run_that_breaks_off_leaves_the_file_that_was_there(desk: Desk, tmp_path: Path) -> None:
    """The verification cannot be read, which shows only while incidents are being written."""
    out = desk.incidents(MONITOR, SOUTH, NORTH)
    before = out.read_bytes()
    found = {"what": "verify", "about": "of-south", "proposition": "by_whom", "body": "B", "method": "m", "access": "a"}
    decisions = desk.decisions(found | {"date": "2020-03-20"})
    ran = desk.match(desk.folder / "reports.yaml", "--out", out, *with_decisions(decisions))
    assert ran.code == 2
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if "unfinished" in path.name] == []


@pytest.mark.parametrize(
    "content",
    ["{prior: .nan}", "{prior: .inf}", "{weights: {time: {overlap: .nan}}}", "{weights: {time: {overlap: -.inf}}}"],
)
def test_a_weight_that_is_no_number_is_refused(desk: Desk, tmp_path: Path, content: str) -> None:
    weights = tmp_path / "weights.yaml"
    weights.write_text(yaml.safe_dump({"prior": 0.0, "weights": {}} | yaml.safe_load(content)), encoding="utf-8")
    ran = desk.match(desk.file("reports.yaml", MONITOR, SOUTH), "--weights", weights)
    assert (ran.code, ran.out) == (2, "")
    assert "weights.yaml:" in ran.err
    assert "expected a number" in ran.err


# texts that a machine read


def test_a_text_without_a_date_is_matched_by_its_publication_where_that_is_asked(
    holdfire: Holdfire, tmp_path: Path
) -> None:
    line = {
        "document_id": "abc", "published": "2016-08-27T10:00:00+00:00",
        "observations": [
            {"id": "read:abc/1", "kind": "shelling", "act": "shelling", "zone": "Asia/Damascus",
             "flags": ["date_not_stated"], "span": {"start": 0, "end": 5, "words": "Shell"}, "source": "reading",
             "confidence": {}}
        ],
    }  # fmt: skip
    file = tmp_path / "read.jsonl"
    file.write_text(json.dumps(line) + "\n", encoding="utf-8")
    without = holdfire("match", file, "--json")
    assert (without.code, without.json["reasons"]) == (2, {"missing_date": 1})
    out = tmp_path / "incidents.parquet"
    ran = holdfire("match", file, "--undated", "3", "--out", out, "--json")
    assert (ran.code, ran.json["reports"]) == (0, 1)
    (row,) = pq.read_table(out).to_pylist()
    seen = row["observation"]
    assert (seen["when_end"] - seen["when_start"]).days == 3
    assert seen["when_end"].isoformat() == "2016-08-28T00:00:00+00:00"
    assert "date_of_publication" in seen["flags"]
    assert "date_not_stated" not in seen["flags"]


# hostile input

EVIL = "x\x1b[2J\x1b]0;owned\x07[/]</script><b>=cmd|' /C calc'!A0\nNEW \u202eline"


def controls(text: str) -> set[str]:
    return {letter for letter in text if letter != "\n" and unicodedata.category(letter) in ("Cc", "Cf", "Cs")}


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Two reports of one strike in which everything that is text is meant to do harm."""
    reports = [
        {"id": f"{ident} {EVIL}", "when": "2016-03-08", "where": {"lat": 36.2, "lon": 37.15, "km": 1, "name": EVIL},
         "act": "shelling", "actors": [EVIL], "targets": ["civilians"], "claimed_by": [who, EVIL],
         "carried_by": [EVIL], "compiled_by": f"{who} {EVIL}", "killed": 19, "site": EVIL, "says": EVIL}
        for ident, who in (("=cmd", "SOHR"), ("@sum", "SANA"))
    ]  # fmt: skip
    file = tmp_path / "hostile.jsonl"
    lines = ['{"zone": "Asia/Damascus"}', *(json.dumps(each) for each in reports)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_what_reports_say_steers_no_terminal_and_opens_no_formula(
    holdfire: Holdfire, hostile: Path, tmp_path: Path
) -> None:
    decisions = tmp_path / "decisions.jsonl"
    common = {"by": EVIL, "why": EVIL, "when": "2016-09-01T10:00:00Z"}
    lines = [
        {"what": "merge", "about": EVIL, "with": [f"other {EVIL}"], **common},
        {"what": "correct", "about": f"=cmd {EVIL}", "proposition": "act", "from": EVIL, "to": EVIL, **common},
    ]
    decisions.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    out, pairs, rejects = (tmp_path / name for name in ("incidents.parquet", "pairs.csv", "aside.csv"))
    ran = holdfire(
        "match", hostile, hostile, "--decisions", decisions, "--out", out, "--pairs", pairs, "--rejects", rejects
    )
    assert ran.code == 0, ran.err
    assert controls(ran.out + ran.err) == set()
    assert "[/]" in ran.out
    for row in (*cells(pairs), *cells(rejects)):
        texts = [each for each in row.values() if each and not each.lstrip("-").replace(".", "").isdigit()]
        assert not [each for each in texts if each[0] in "=+-@\t\r"]
    for row in pq.read_table(out).to_pylist():
        shown = holdfire("explain", row["id"], "--in", out)
        assert shown.code == 0
        assert controls(shown.out + shown.err) == set()
        assert holdfire("explain", row["id"], "--in", out, "--json").json["id"] == row["id"]
    missing = holdfire("explain", EVIL, "--in", out)
    assert (missing.code, controls(missing.err)) == (2, set())


def test_incidents_of_hostile_reports_are_assessed(holdfire: Holdfire, hostile: Path, tmp_path: Path) -> None:
    out = tmp_path / "incidents.parquet"
    assert holdfire("match", hostile, "--out", out).code == 0
    decisions = tmp_path / "decisions.jsonl"
    line = {"what": "determine", "about": EVIL, "to": "permitted", "body": EVIL, "method": EVIL, "date": EVIL,
            "by": EVIL, "why": EVIL, "when": "2016-09-01T10:00:00Z"}  # fmt: skip
    decisions.write_text(json.dumps(line) + "\n", encoding="utf-8")
    ran = holdfire("assess", out, "--terms", "syria-coh-2016", "--decisions", decisions)
    assert ran.code == 0, ran.err
    assert "no such event" in ran.out
    assert controls(ran.out + ran.err) == set()


def test_ids_that_are_no_text_are_set_aside_or_kept_as_text(holdfire: Holdfire, tmp_path: Path) -> None:
    file = tmp_path / "reports.jsonl"
    lines = [
        '{"zone": "Asia/Damascus"}',
        '{"id": "\\ud800", "when": "2016-03-08", "act": "shelling", "where": "Daraya"}',
        '{"id": {"a": 1}, "when": "2016-03-08", "act": "shelling", "where": "Daraya"}',
        '{"id": "sound", "when": "2016-03-08", "act": "shelling", "where": "Daraya"}',
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ran = holdfire("match", file, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["rows"] == ran.json["reports"] + ran.json["set_aside"] == 3


def test_an_id_with_a_letter_between_colons_is_shown_as_it_is(desk: Desk) -> None:
    """So that it can be copied: a console might take `:a:` for the name of a picture."""
    out = desk.folder / "incidents.parquet"
    ran = desk.match(desk.file("reports.yaml", MONITOR | {"id": "a:1"}, SOUTH | {"id": "b:1"}), "--out", out)
    assert ran.code == 0, ran.err
    assert f"explain incident:a:1 --in {out}" in ran.out
    assert "  incident:a:1  " in ran.out


def test_a_file_of_ten_thousand_decisions_is_read_in_its_order(desk: Desk) -> None:
    """Each takes back what the one before it said; the last one stands."""
    kinds = ("not_same", "merge")
    decisions = desk.decisions(
        *({"what": kinds[n % 2], "about": "of-monitor", "with": ["of-south"]} for n in range(9_999)),
        {"what": "split", "into": [["of-monitor"], ["of-south"]]},
    )
    events = desk.events(desk.incidents(MONITOR, SOUTH, decisions=decisions))
    assert {event["event_id"] for event in events} == {"of-monitor", "of-south"}


def test_a_long_line_of_the_first_days_of_a_month_is_folded_like_any_other(desk: Desk) -> None:
    """A day of one digit is no number of a test, whose lines hang further in."""
    folded = []
    for day in ("2020-03-05", "2020-03-15"):
        long = MONITOR | {"when": day, "where": {"lat": 0.5, "lon": 11.0, "km": 1, "name": "A village " * 14}}
        shown = desk.holdfire("explain", "of-monitor", "--in", desk.incidents(long)).out
        second = shown.splitlines()[2]
        folded.append(len(second) - len(second.lstrip()))
    assert folded == [4, 4]


def test_names_that_the_world_knows_are_said_by_name(desk: Desk, world: World) -> None:
    assert "north-army" not in world.actors
    shown = desk.match(desk.file("reports.yaml", MONITOR, SOUTH)).out
    assert "said to be by Army of the North; 2 reports, corroborated" in " ".join(shown.split())


def test_what_was_published_later_is_no_part_of_an_incident_as_of_a_day(desk: Desk) -> None:
    """A rival account of next month is not there yet: the incident is what was known of it."""
    early, late = SOUTH | {"published": "2020-04-10"}, NORTH | {"published": "2020-05-20"}
    reports = desk.file("reports.yaml", early, late)
    then = desk.match(reports, "--as-of", "2020-04-30", "--json").json
    assert (then["reports"], then["set_aside"], then["reasons"]) == (1, 1, {"published_later": 1})
    assert then["several"] == 0
    assert desk.match(reports, "--as-of", "2020-05-31", "--json").json["several"] == 1
