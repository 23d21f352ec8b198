"""A second user: another country, in a world and under terms of one's own."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from holdfire.engines import Job, run
from holdfire.sources import check, open_source
from holdfire.terms import load_terms
from holdfire.world import load_world
from made import Made

DATA = Path(__file__).parent / "data"


@pytest.mark.shared
def test_myanmar_under_its_ceasefire_of_2015(shared: Path) -> None:
    file = shared / "ucdp_ged_myanmar" / "ged_myanmar_1989_2023.csv.gz"
    job = Job(
        files=(file,),
        terms=(str(DATA / "nca-2015.yaml"),),
        world=(DATA / "myanmar-world.yaml",),
        baseline="2014-10-15",
        level="event",
        settle=False,
    )
    result = run(job, keep=True)
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        rows = {f"ucdp-ged:{row['id'].removesuffix('.0')}": row for row in csv.DictReader(text)}
    assert result.account.rows_in == result.account.kept + result.account.set_aside == 7374
    assert result.account.set_aside == 0
    assert result.tables is not None
    events = result.tables["nca-2015"].to_pylist()
    assert {row["event_id"] for row in events} == set(rows)
    assert {row["zone"] for row in events} == {"Asia/Yangon"}

    start = datetime(2015, 10, 14, 17, 30, tzinfo=UTC)  # midnight in Yangon, UTC+6:30
    in_force = [row for row in events if row["phase"] == "in_force"]
    assert all(row["when_start"] >= start for row in in_force)
    assert len({row["verdict"] for row in in_force}) >= 2

    def dyad(name: str) -> Counter[str]:
        return Counter(row["verdict"] for row in in_force if rows[row["event_id"]]["dyad_name"] == name)

    with_rcss = dyad("Government of Myanmar (Burma) - RCSS")
    assert with_rcss["violation"] > 0
    assert set(with_rcss) == {"violation"}
    assert set(dyad("Government of Myanmar (Burma) - KIO")) == {"out_of_scope"}
    assert set(dyad("Government of Myanmar (Burma) - ULA")) == {"undetermined"}


def test_the_cases_of_ones_own_terms_pass() -> None:
    from holdfire.assessment import run_cases

    world = load_world(DATA / "myanmar-world.yaml")
    outcomes = list(run_cases(load_terms(DATA / "nca-2015.yaml", world), world))
    assert len(outcomes) == 4
    assert [problem for each in outcomes for problem in each.problems] == []


@pytest.mark.shared
def test_what_nobody_knows_of_myanmar_is_counted(shared: Path, world: Any) -> None:
    """Without a world of one's own nearly every name is unknown; with it the commonest are known."""
    file = shared / "ucdp_ged_myanmar" / "ged_myanmar_1989_2023.csv.gz"
    before = {each["name"] for each in check(file, world)["unknown"]["actors"]}
    after = {each["name"] for each in check(file, load_world(DATA / "myanmar-world.yaml"))["unknown"]["actors"]}
    assert {"KNU", "KIO", "MNDAA"} <= before
    assert not {"KNU", "KIO", "MNDAA"} & after
    assert after < before


def test_a_table_of_acled_under_ones_own_terms(made: Made) -> None:
    job = Job(
        files=(DATA / "madeland-acled.csv",), terms=(str(made.terms_file),), world=(made.world_file,), level="event"
    )
    result = run(job, keep=True)
    assert (result.account.kept, result.account.set_aside) == (4, 1)
    assert result.tables is not None
    rows = {row["event_id"].rpartition(":")[2]: row for row in result.tables["made-truce"].to_pylist()}
    assert {ident: row["verdict"] for ident, row in rows.items()} == {
        "MAD1": "violation",  # both are bound; who began is not said, so it is a violation by somebody
        "MAD2": "undetermined",  # an aggregate
        "MAD3": "out_of_scope",  # the Banned are excluded
        "MAD4": "out_of_scope",  # no clause speaks of a protest
    }
    assert rows["MAD1"]["attributed_to"] == []
    assert rows["MAD1"]["carried_by"] == ["monitor"]  # an outlet carries a report; who says so is another question
    assert rows["MAD1"]["when_end"] - rows["MAD1"]["when_start"] == timedelta(days=1)
    assert rows["MAD1"]["when_start"] == datetime(2020, 3, 9, 23, tzinfo=UTC)  # midnight in Lagos, UTC+1
    assert not any(row["undated"] for row in rows.values())


def test_days_of_acled_are_civil_days_at_the_place(made: Made) -> None:
    source = open_source(DATA / "madeland-acled.csv", made.world)
    (found,) = [part for each in source.fragments() for part in source.read(each)]
    assert set(found.observations["zone"].to_pylist()) == {"Africa/Lagos"}
    (aside,) = found.rejects.to_pylist()
    assert aside["row"] == 5
    assert "2020-02-30" in aside["found"]
