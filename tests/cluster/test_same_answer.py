"""A cluster gives what one process gives, row for row."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from engines.examples import content, job_of
from holdfire.engines import read_findings, run
from made import Made

from .conftest import EVERY


@EVERY
def test_assess(made: Made, events: Path, tmp_path: Path, engine: str) -> None:
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    inline = run(job_of(made, events, rows=20), out=one, rejects=tmp_path / "one.rejects.parquet")
    found = run(job_of(made, events, rows=20), out=other, rejects=tmp_path / "other.rejects.parquet", engine=engine)
    assert read_findings(other).to_pylist() == read_findings(one).to_pylist()
    rejects = [pq.read_table(tmp_path / f"{name}.rejects.parquet").to_pylist() for name in ("one", "other")]
    assert rejects[0] == rejects[1]
    assert len(rejects[0]) == 10
    assert found.account == inline.account
    assert {name: content(each) for name, each in found.summaries.items()} == {
        name: content(each) for name, each in inline.summaries.items()
    }
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "events.csv", "one.parquet", "one.rejects.parquet", "other.parquet", "other.rejects.parquet"
    ]  # fmt: skip
