"""A cluster gives what one process gives, row for row: assessed, read and matched, from a disk and from a store."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq

from engines.examples import content, job_of
from engines.test_matching import written
from holdfire.engines import read_findings, run
from holdfire.engines.bucket import put
from holdfire.engines.matching import MatchJob, run_matching
from holdfire.engines.reading import ReadJob, run_reading
from holdfire.sources.address import Address
from made import Made, attack

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


@EVERY
def test_assess_from_a_store_and_into_it(
    made: Made, events: Path, tmp_path: Path, bucket: Address, engine: str
) -> None:
    one = tmp_path / "one.parquet"
    run(job_of(made, events, rows=20), out=one)
    put(bucket.child("in/events.csv"), events.read_bytes())
    out = bucket.child("out.parquet")
    run(job_of(made, bucket.child("in/events.csv"), rows=20), out=out, engine=engine)  # type: ignore[arg-type]
    assert read_findings(out).to_pylist() == read_findings(one).to_pylist()


@EVERY
def test_read(tmp_path: Path, engine: str) -> None:
    path, one, other = tmp_path / "articles.jsonl", tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    entries = [
        {"title": f"Report {n}", "published": f"2016-08-{1 + n % 28:02d}",
         "text": f"Shells hit the village on Friday, killing {n + 2} people, the local council said."}
        for n in range(40)
    ]  # fmt: skip
    path.write_text("".join(f"{json.dumps(each)}\n" for each in entries), encoding="utf-8")
    run_reading(ReadJob((path,), portion=8), out=one)
    run_reading(ReadJob((path,), portion=8), out=other, engine=engine)
    assert other.read_bytes() == one.read_bytes()


@EVERY
def test_match(made: Made, tmp_path: Path, engine: str) -> None:
    told = [
        attack(id=f"{who}-{day:02}", claimed_by=[who], when=f"2020-03-{day:02}", where=where, killed=20)
        for day in range(1, 29)
        for who, where in (("monitor", "south-town"), ("south-news", "south-town"), ("north-news", "north-town"))
    ]
    files = tuple(written(tmp_path, told[n::3], f"{n}.yaml") for n in range(3))
    job, one, other = MatchJob(files, world=(made.world_file,)), tmp_path / "one.parquet", tmp_path / "other.parquet"
    inline = run_matching(job, out=one)
    found = run_matching(job, out=other, engine=engine, tile=10)
    assert pq.read_table(one).equals(pq.read_table(other), check_metadata=True)
    assert found.several == inline.several > 20
