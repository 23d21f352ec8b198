"""Rows that stand twice, and ids that stand with several contents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from holdfire.engines import run
from made import Made

from .examples import Event, job_of, several, write


@pytest.mark.parametrize("rows", [2, 1000])
def test_the_later_of_two_equal_rows_is_set_aside(made: Made, tmp_path: Path, rows: int) -> None:
    path = write(tmp_path / "events.csv", [*several(5), *several(2)])
    rejects = tmp_path / "rejects.jsonl"
    result = run(job_of(made, path, rows=rows), rejects=rejects)
    listed = [json.loads(line) for line in rejects.read_text(encoding="utf-8").splitlines()]
    assert [(each["row"], each["reason"]) for each in listed] == [(6, "duplicate_row"), (7, "duplicate_row")]
    assert json.loads(listed[0]["raw"])["id"] == "acled:MAD1"
    summary = result.summaries["made-truce"]
    assert (summary.rows, summary.kept, summary.set_aside) == (7, 5, 2)
    assert result.account.reasons == {"duplicate_row": 2}
    assert result.conflict_count == result.revision_count == 0


def test_adding_a_file_twice_changes_nothing(made: Made, tmp_path: Path) -> None:
    path = write(tmp_path / "events.csv", several(20))
    again = write(tmp_path / "again.csv", several(20))
    once = run(job_of(made, path), keep=True)
    twice = run(job_of(made, path, again, rows=7), keep=True)
    assert once.tables is not None
    assert twice.tables is not None
    assert twice.tables["made-truce"].to_pylist() == once.tables["made-truce"].to_pylist()
    assert twice.account.set_aside == 20


def test_the_same_id_with_other_content_in_one_file_is_a_conflict(made: Made, tmp_path: Path) -> None:
    path = write(tmp_path / "events.csv", [*several(5), Event(2, killed=9), Event(4, killed=9)])
    result = run(job_of(made, path, rows=2))
    assert (result.conflicts, result.conflict_count) == (["acled:MAD2", "acled:MAD4"], 2)
    assert (result.account.kept, result.revision_count) == (7, 0)


def test_the_same_id_with_other_content_in_a_later_file_is_a_revision(made: Made, tmp_path: Path) -> None:
    one = write(tmp_path / "one.csv", several(5))
    two = write(tmp_path / "two.csv", [several(1)[0], Event(3, killed=9)])
    result = run(job_of(made, one, two))
    assert (result.revisions, result.revision_count) == (["acled:MAD3"], 1)
    assert (result.account.kept, result.account.set_aside, result.conflict_count) == (6, 1, 0)
