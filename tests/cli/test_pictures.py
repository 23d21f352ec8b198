"""`sources compare` as a journalist would use it: on the demo's files, for the week of September 2016."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console

from holdfire.cli.console import THEME
from made import Made, attack

from .conftest import Holdfire, where

WEEK = ("--from", "2016-09-12", "--until", "2016-09-19")


@pytest.fixture(scope="module")
def chronicle() -> list[Path]:
    """The files that `holdfire demo` writes out."""
    return sorted(Path(str(files("holdfire.chronicle"))).glob("*.yaml"))


@pytest.fixture
def week(holdfire: Holdfire, chronicle: list[Path]) -> Any:
    ran = holdfire("sources", "compare", *chronicle, *WEEK, "--json")
    assert ran.code == 0, ran.err
    return ran.json


def published(found: Any, ident: str) -> Any:
    return next(each for each in found["published"] if each["id"] == ident)


def test_two_rival_totals_stand_side_by_side_each_with_its_period_and_parts(week: Any) -> None:
    snhr, centre = published(week, "snhr-week-2016-09-12"), published(week, "russian-centre-2016-09-17")
    assert (snhr["total"], centre["total"]) == (242, 199)
    assert snhr["period"] == {"from": "2016-09-12T19:00", "to": "2016-09-19T19:00"}
    assert centre["period"] == {"from": "2016-09-12T19:00", "to": "2016-09-17"}
    assert snhr["parts"] == {"government": 203, "russia": 10, "opposition": 6, "arrests": 23}
    assert centre["parts"] == {"opposition": 199}
    assert snhr["counts"] != centre["counts"]


def test_a_misprint_within_one_of_them_is_found_and_not_mended(week: Any) -> None:
    told = {each["text"]: each["kind"] for each in published(week, "snhr-week-2016-09-12")["checks"]}
    assert {kind for text, kind in told.items() if "18 + 5 = 23" in text and "32 is printed" in text} == {"differs"}
    assert {kind for text, kind in told.items() if "219 + 23 = 242" in text} == {"holds_with"}
    assert published(week, "snhr-week-2016-09-12")["printed"]["arrests"] == 32


def test_it_says_why_the_two_cannot_be_compared_directly(week: Any) -> None:
    pair = {"snhr-week-2016-09-12", "russian-centre-2016-09-17"}
    (found,) = (each for each in week["apart"] if {each["one"], each["other"]} == pair)
    assert [each["kind"] for each in found["because"]] == ["period", "definition", "sides", "incidents"]


def test_nothing_is_pooled(week: Any) -> None:
    """The only numbers that are nobody's own are how many rows were read and kept."""
    assert {name for name, value in week.items() if type(value) is int} == {"rows", "kept"}
    totals = [each["total"] for each in week["published"] if each["total"] is not None]
    claimed = {each["claimed_by"] for each in week["claimants"]}
    assert {one for each in week["published"] for one in each["claimed_by"]} <= claimed
    assert sum(totals) not in totals
    assert str(242 + 199) not in str(week)


def test_people_see_both_numbers_and_the_sentence(holdfire: Holdfire, chronicle: list[Path]) -> None:
    said = holdfire("sources", "compare", *chronicle, *WEEK).out
    for expected in (
        "242  Syrian Network for Human Rights",
        "199  Russian Centre for Reconciliation",
        "18 + 5 = 23",
        "with 23 for arrests: 219 + 23 = 242",
        "other period · other definition",
        "no report, not calm",
    ):
        assert expected in said, expected
    assert str(242 + 199) not in said


def test_the_demo_writes_these_files_where_a_user_finds_them(holdfire: Holdfire, tmp_path: Path) -> None:
    assert holdfire("demo", tmp_path / "demo").code == 0
    reports = sorted((tmp_path / "demo" / "reports").glob("*.yaml"))
    ran = holdfire("sources", "compare", *reports, "--terms", "syria-arrangement-2016-09", "--json")
    assert ran.json["period"] == {"from": "2016-09-12", "until": "2016-09-19"}
    assert {199, 242} <= {each["total"] for each in ran.json["published"]}


def test_a_file_given_twice_counts_once(holdfire: Holdfire, reports: Path, made: Made) -> None:
    once, twice = (
        holdfire("sources", "compare", *given, *where(made), "--json") for given in ([reports], [reports] * 2)
    )
    assert once.json["claimants"] == twice.json["claimants"]
    assert once.json["kept"] == twice.json["kept"] == 5


def test_reports_of_one_event_in_two_files_are_common_to_both(holdfire: Holdfire, made: Made, tmp_path: Path) -> None:
    given = []
    for name in ("north-news", "south-news"):
        file = tmp_path / f"{name}.yaml"
        one = attack(id=name, claimed_by=[name], killed=7, when="2020-03-15T14:00")
        file.write_text(yaml.safe_dump({"zone": "Africa/Lagos", "reports": [one]}), encoding="utf-8")
        given.append(file)
    found = holdfire("sources", "compare", *given, *where(made), "--json").json
    assert found["matched"] is True
    assert [(each["one"], each["other"], each["both"]) for each in found["overlap"]] == [
        ("north-news", "south-news", 1)
    ]


def test_every_number_of_a_claimant_stands_under_its_name(
    holdfire: Holdfire, chronicle: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfire.cli.pictures.console", lambda: Console(theme=THEME, width=220, highlight=False))
    asked = ("sources", "compare", *chronicle, "--from", "2016-09-12", "--until", "2016-09-19")
    lines = holdfire(*asked).out.splitlines()
    heading = next(each for each in lines if each.split()[:2] == ["claimant", "camp"])
    ministry = next(each for each in holdfire(*asked, "--json").json["claimants"] if each["statements"])
    row = next(each for each in lines[lines.index(heading) :] if each.strip().startswith(ministry["name"]))
    for name, value in (("reports", "rows"), ("only said", "statements"), ("incidents", "incidents")):
        end = heading.index(f" {name} ") + 1 + len(name)
        assert row[:end].split()[-1] == str(ministry[value]), name


def test_a_table_of_one_s_own_stands_beside_files_of_reports(
    holdfire: Holdfire, reports: Path, made: Made, tmp_path: Path
) -> None:
    table, mapping = tmp_path / "own.csv", tmp_path / "mapping.yaml"
    table.write_text("no,day,town,what,who\n1,15/03/2020,South Town,shelled,South News\n", encoding="utf-8")
    mapping.write_text(
        "name: own\nzone: Africa/Lagos\nfields:\n  id: {column: no}\n"
        '  when: {column: day, format: "%d/%m/%Y"}\n  place: {column: town}\n'
        "  act: {column: what, values: {shelled: shelling}}\n  claimed_by: {column: who, split: ';'}\n",
        encoding="utf-8",
    )
    ran = holdfire("sources", "compare", reports, table, "--mapping", mapping, *where(made), "--json")
    assert ran.code == 0, ran.err
    assert ran.json["rows"] == 6


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--from", "2016-13-01"), "Expected a day that exists"),
        (("--from", "2016-09-19", "--until", "2016-09-12"), "ends after it begins"),
        (("--area", "nowhere-at-all"), "Expected an area that is known"),
        (("--terms", "no-such-truce"), "no agreement 'no-such-truce'"),
    ],
)
def test_what_cannot_be_asked_is_told(
    holdfire: Holdfire, chronicle: list[Path], asked: tuple[str, ...], said: str
) -> None:
    ran = holdfire("sources", "compare", *chronicle, *asked)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_period_without_a_report_is_not_called_calm(holdfire: Holdfire, reports: Path, made: Made) -> None:
    ran = holdfire("sources", "compare", reports, *where(made), "--from", "2019-01-01", "--until", "2019-01-31")
    assert ran.code == 0
    assert "no report, not calm" in ran.out
