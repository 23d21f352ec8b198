"""Terms that are edited: between two runs nothing of the first is used; during one, all workers judge by the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from holdfire.engines import Job, run
from holdfire.engines.carried import carried, laid_job
from holdfire.terms import load_terms, world_for
from made import Made

from .examples import several, write


@pytest.fixture
def job(made: Made, tmp_path: Path) -> Job:
    """A job with files of its own."""
    for name in ("made-truce.yaml", "madeland.yaml"):
        shutil.copy(made.folder / name, tmp_path / name)
    path = write(tmp_path / "events.csv", several(50))
    return Job(
        (path,), (str(tmp_path / "made-truce.yaml"),), (tmp_path / "madeland.yaml",), baseline="2020-02-01",
        rows_per_fragment=10, settle=False,
    )  # fmt: skip


def edit(path: Path) -> None:
    """Another version of the same terms."""
    text = path.read_text(encoding="utf-8")
    assert "2020-06-01" in text
    path.write_text(text.replace("2020-06-01", "2020-04-01"), encoding="utf-8")


def stopping(done: int, _: int) -> None:
    if done >= 30:
        raise KeyboardInterrupt


def test_between_two_runs(job: Job, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    with pytest.raises(KeyboardInterrupt):
        run(job, out=out, progress=stopping)
    edit(tmp_path / "made-truce.yaml")
    result = run(job, out=out)
    assert result.account.skipped == 0
    assert result.notes == [
        "an earlier run was broken off, and since then has changed: terms; everything is worked out anew"
    ]
    assert run(job, out=out).notes == []


def test_during_a_run(job: Job, tmp_path: Path) -> None:
    files = carried(job)
    before = load_terms(job.terms[0], world_for(job.terms, *job.world)).version
    edit(tmp_path / "made-truce.yaml")
    there = laid_job(job, files)
    assert there.terms != job.terms
    assert load_terms(there.terms[0], world_for(there.terms, *there.world)).version == before


def test_where_the_files_are_the_same_they_stay_where_they_are(job: Job) -> None:
    assert laid_job(job, carried(job)) == job


def test_on_a_machine_that_has_none_of_the_files(job: Job, tmp_path: Path) -> None:
    files = carried(job)
    for name in ("made-truce.yaml", "madeland.yaml"):
        (tmp_path / name).unlink()
    there = laid_job(job, files)
    assert [Path(name).name for name in (*there.terms, *there.world)] == ["made-truce.yaml", "madeland.yaml"]
    assert load_terms(there.terms[0], world_for(there.terms, *there.world)).id == "made-truce"
