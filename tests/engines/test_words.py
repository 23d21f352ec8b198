"""Words of rows beside their coding: only where a job asks, the same by every engine, and counted."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from holdfire.engines import Job, findings_metadata, read_findings, run
from holdfire.engines.words import worded
from holdfire.publish.account import account
from holdfire.publish.again import judged_again
from holdfire.sources import open_source
from holdfire.world import World

HEADLINES = (
    "Barrel bombs fall on Daraya",
    "Jabhat al-Nusra shelled Daraya",
    "The Islamic State shelled Daraya",
    "Clashes in Rif Dimashq",
    "Syria Daily Report 03/03/2016",
    "",
)
TOLD = 3
"""Of these, how many tell something of a row between the government and insurgents in Daraya."""


def row(n: int, **changed: str) -> dict[str, str]:
    cells = {
        "id": str(900_000 + n), "year": "2016", "type_of_violence": "1", "side_a_new_id": "118",
        "side_a": "Government of Syria", "side_b_new_id": "4456", "side_b": "Syrian insurgents",
        "source_office": "SOHR", "source_date": "2016-03-04",
        "source_headline": HEADLINES[n % len(HEADLINES)], "source_original": "SOHR",
        "where_prec": "1", "where_coordinates": "Darayya town", "adm_1": "Rif Dimashq Governorate", "adm_2": "",
        "latitude": "33.458", "longitude": "36.232", "country": "Syria", "date_prec": "1", "date_start": "2016-03-03",
        "date_end": "2016-03-03", "deaths_a": "0", "deaths_b": "0", "deaths_civilians": "0", "deaths_unknown": "1",
        "low": "1", "best": "1", "high": "1",
    }  # fmt: skip
    return cells | changed


@pytest.fixture
def job(tmp_path: Path) -> Job:
    path = tmp_path / "events.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row(0)))
        writer.writeheader()
        writer.writerows(row(n) for n in range(60))
    return Job((path,), ("syria-coh-2016",), baseline="2016-01-28", rows_per_fragment=10, settle=False)


def test_words_are_read_only_where_it_is_asked_for(job: Job, world: World, tmp_path: Path) -> None:
    found = run(job, out=tmp_path / "out.parquet")
    assert findings_metadata(tmp_path / "out.parquet")["read_words"] is False
    assert "read_words" not in account(found.summaries["syria-coh-2016"], world)
    source = open_source(job.files[0], world)
    read = next(source.read(source.fragments()[0]))
    assert worded(False, read.observations, read.alternatives, world) == (read.alternatives, 0)


def test_the_account_says_of_how_many_rows_and_what_changed(job: Job, world: World) -> None:
    asked = replace(job, read_words=True)
    found = run(asked, keep=True)
    told = account(found.summaries["syria-coh-2016"], world)["read_words"]
    assert told["rows"] == 10 * TOLD
    assert told["changed"] == sum(each["n"] for each in told["verdicts"])
    assert asked.id() != job.id(), "another job: nothing of one is taken up in the other"


def test_masses_move_and_the_coding_stays_the_heaviest(job: Job) -> None:
    without, with_words = (run(replace(job, read_words=asked), keep=True, engine="inline") for asked in (False, True))
    assert without.tables is not None
    assert with_words.tables is not None
    before = {each["finding_id"]: each for each in without.tables["syria-coh-2016"].to_pylist()}
    after = {each["finding_id"]: each for each in with_words.tables["syria-coh-2016"].to_pylist()}
    assert set(before) == set(after)
    masses = ("p_violation", "p_permitted", "p_out_of_scope", "p_undetermined")
    moved = {ident for ident in before if any(before[ident][name] != after[ident][name] for name in masses)}
    nusra = {f"ucdp-ged:{900_000 + n}" for n in range(60) if "Nusra" in HEADLINES[n % len(HEADLINES)]}
    assert {before[ident]["event_id"] for ident in moved} == nusra, "the group is excluded from the agreement"
    assert all(after[ident]["p_out_of_scope"] <= 0.5 for ident in moved)


def test_a_pool_reads_as_one_process_does(job: Job) -> None:
    asked = replace(job, read_words=True)
    inline, pool = run(asked, keep=True), run(asked, keep=True, engine="pool:2")
    assert inline.tables is not None
    assert pool.tables is not None
    assert pool.tables["syria-coh-2016"].to_pylist() == inline.tables["syria-coh-2016"].to_pylist()
    assert pool.summaries == inline.summaries


def test_an_explanation_reads_the_row_again(job: Job, tmp_path: Path) -> None:
    for asked, expected in ((True, [("shelled", "shelling")]), (False, [])):
        out = tmp_path / f"{asked}.parquet"
        run(replace(job, read_words=asked), out=out)
        why, _, _ = judged_again("ucdp-ged:900001", out)
        assert [(each.words, each.act) for each in why.from_words] == expected


class StopError(Exception):
    """Stands for whatever breaks a run off."""


def test_a_run_that_is_broken_off_is_taken_up_again(job: Job, tmp_path: Path) -> None:
    asked, out = replace(job, read_words=True), tmp_path / "out.parquet"

    def stop(done: int, _: int) -> None:
        if done >= 30:
            raise StopError

    with pytest.raises(StopError):
        run(asked, out=out, progress=stop)
    taken_up, whole = run(asked, out=out), run(asked, keep=True)
    assert taken_up.account.skipped == 3
    assert whole.tables is not None
    assert read_findings(out).to_pylist() == whole.tables["syria-coh-2016"].to_pylist()
    assert taken_up.summaries["syria-coh-2016"].by_words == whole.summaries["syria-coh-2016"].by_words
