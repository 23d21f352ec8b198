"""A worker, a whole node or the driver is killed in mid-job: it is finished, identical, and nothing stands twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from engines.examples import job_of, several, write
from engines.test_matching import written
from engines.test_taken_up import hears_interrupts
from holdfire.engines import Result, read_findings, run
from holdfire.engines.matching import MatchJob, run_matching
from holdfire.engines.reading import ReadJob, run_reading
from holdfire.engines.staging import staging_beside
from made import Made, attack

from .conftest import SPARK
from .processes import NEEDS_PROC, kill, one_of

ROWS, CUT = 12_000, 400

pytestmark = NEEDS_PROC


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough rows to keep two workers busy for some seconds."""
    return write(tmp_path_factory.mktemp("many") / "events.csv", [*several(ROWS), *several(7)], broken=[5])


@pytest.fixture(scope="module")
def undisturbed(many: Path, made: Made) -> list[dict[str, Any]]:
    """What a run gives that nobody disturbs."""
    out = many.with_name("undisturbed.parquet")
    run(job_of(made, many, rows=CUT), out=out)
    return read_findings(out).to_pylist()


class Once:
    """Kills somebody as soon as a few fragments are done."""

    def __init__(self, whom: Callable[[], int], after: int = 2 * CUT):
        self._whom, self._after = whom, after
        self.done = False

    def __call__(self, rows: int, total: int) -> None:
        if not self.done and rows >= self._after:
            kill(self._whom())
            self.done = True


def check_whole(result: Result, out: Path, undisturbed: list[dict[str, Any]]) -> None:
    assert read_findings(out).to_pylist() == undisturbed
    assert (result.account.rows_in, result.account.kept, result.account.set_aside) == (ROWS + 7, ROWS, 7)
    assert result.account.failed == []
    assert [each.name for each in out.parent.iterdir()] == [out.name]


def test_a_worker_of_ray(
    ray_cluster: Any, made: Made, many: Path, tmp_path: Path, undisturbed: list[dict[str, Any]]
) -> None:
    killing = Once(lambda: one_of("ray::_begun"))
    result = run(job_of(made, many, rows=CUT), out=tmp_path / "out.parquet", engine="ray", progress=killing)
    assert killing.done
    check_whole(result, tmp_path / "out.parquet", undisturbed)


def test_a_whole_node_of_ray(
    ray_cluster: Any, made: Made, many: Path, tmp_path: Path, undisturbed: list[dict[str, Any]]
) -> None:
    node = ray_cluster.add_node(num_cpus=2, object_store_memory=100 << 20)
    ray_cluster.wait_for_nodes()

    (process,) = node.all_processes["raylet"]
    at_work: list[int] = []

    def raylet() -> int:
        """The node's own process, once a worker of it is at a fragment: its workers go with it."""
        at_work.append(one_of("ray::_begun", below=process.process.pid))
        return int(process.process.pid)

    killing = Once(raylet)
    try:
        result = run(job_of(made, many, rows=CUT), out=tmp_path / "out.parquet", engine="ray", progress=killing)
    finally:
        ray_cluster.remove_node(node, allow_graceful=False)
    assert killing.done
    assert at_work
    assert process.process.poll() is not None
    check_whole(result, tmp_path / "out.parquet", undisturbed)


def test_a_worker_of_ray_that_reads(ray_cluster: Any, tmp_path: Path) -> None:
    path, one, other = tmp_path / "articles.jsonl", tmp_path / "one.jsonl", tmp_path / "out" / "other.jsonl"
    text = "Shells hit the village on Friday, killing {} people, the local council said."
    entries = [{"title": f"Report {n}", "published": "2016-08-27", "text": text.format(n + 2)} for n in range(120)]
    path.write_text("".join(f"{json.dumps(each)}\n" for each in entries), encoding="utf-8")
    other.parent.mkdir()
    run_reading(ReadJob((path,), portion=5), out=one)
    killing = Once(lambda: one_of("ray::_begun"), after=10)
    run_reading(ReadJob((path,), portion=5), out=other, engine="ray", progress=killing)
    assert killing.done
    assert other.read_bytes() == one.read_bytes()
    assert [each.name for each in other.parent.iterdir()] == [other.name]


def test_a_worker_of_ray_that_matches(ray_cluster: Any, made: Made, tmp_path: Path) -> None:
    told = [
        attack(id=f"{who}-{day:02}-{n}", claimed_by=[who], when=f"2020-03-{day:02}", where=where, killed=n)
        for day in range(1, 29)
        for n in range(10, 16)
        for who, where in (("monitor", "south-town"), ("south-news", "south-town"), ("north-news", "north-town"))
    ]
    files = tuple(written(tmp_path, told[n::3], f"{n}.yaml") for n in range(3))
    job, one, other = MatchJob(files, world=(made.world_file,)), tmp_path / "one.parquet", tmp_path / "other.parquet"
    run_matching(job, out=one)
    killed: list[int] = []

    def killer() -> None:
        killed.append(one_of("ray::_begun"))
        kill(killed[0])

    thread = threading.Thread(target=killer)
    thread.start()
    run_matching(job, out=other, engine="ray", tile=10)
    thread.join()
    assert killed
    assert pq.read_table(one).equals(pq.read_table(other), check_metadata=True)


@pytest.mark.parametrize("whom", ["pyspark.daemon", "CoarseGrainedExecutorBackend"])
def test_a_worker_and_an_executor_of_spark(
    java: None, made: Made, many: Path, tmp_path: Path, undisturbed: list[dict[str, Any]], whom: str
) -> None:
    killing = Once(lambda: one_of(whom))
    result = run(job_of(made, many, rows=CUT), out=tmp_path / "out.parquet", engine=SPARK, progress=killing)
    assert killing.done
    check_whole(result, tmp_path / "out.parquet", undisturbed)


PROGRAM = """
import sys, time
from pathlib import Path
from holdfire.engines import Job, run

def main():
    made, rows, out, engine = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    job = Job((rows,), (str(made / "made-truce.yaml"),), (made / "madeland.yaml",), baseline="2020-02-01",
              rows_per_fragment=400, settle=False)
    run(job, out=out, engine=engine, progress=lambda done, total: time.sleep(0.05))

if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(("engine", "stop"), [("ray", "SIGKILL"), ("ray", "SIGINT"), (SPARK, "SIGKILL")])
def test_the_driver(
    request: pytest.FixtureRequest, made: Made, many: Path, tmp_path: Path, undisturbed: list[dict[str, Any]],
    engine: str, stop: str,
) -> None:  # fmt: skip
    request.getfixturevalue("ray_cluster" if engine == "ray" else "java")
    program, out = tmp_path / "program.py", tmp_path / "out" / "out.parquet"
    program.write_text(PROGRAM, encoding="utf-8")
    out.parent.mkdir()
    process = subprocess.Popen(
        [sys.executable, str(program), str(made.folder), str(many), str(out), engine],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        preexec_fn=hears_interrupts,
        stderr=subprocess.DEVNULL,
    )
    wait_for_parts(out, process, 3)
    process.send_signal(getattr(signal, stop))
    assert process.wait(60) != 0
    assert not out.exists()
    there = len(list(staging_beside(out).glob("part-?????.json")))
    result = run(job_of(made, many, rows=CUT), out=out, engine=engine)
    assert 3 <= there <= result.account.skipped < result.account.fragments
    assert result.account.ran == result.account.fragments - result.account.skipped
    check_whole(result, out, undisturbed)


def wait_for_parts(out: Path, process: subprocess.Popen[bytes], parts: int) -> None:
    for _ in range(4800):
        if len(list(staging_beside(out).glob("part-?????.json"))) >= parts:
            return
        assert process.poll() is None, "the run ended before it could be broken off"
        time.sleep(0.025)
    raise AssertionError("no part was made in two minutes")
