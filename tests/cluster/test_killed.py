"""A worker, a whole node or the driver is killed in mid-job: it is finished, identical, and nothing stands twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engines.examples import job_of, several, write
from engines.test_taken_up import hears_interrupts
from holdfire.engines import Result, read_findings, run
from holdfire.engines.staging import staging_beside
from made import Made

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

    def __init__(self, whom: Callable[[], int]):
        self._whom = whom
        self.done = False

    def __call__(self, rows: int, total: int) -> None:
        if not self.done and rows >= 2 * CUT:
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
