"""Spark as a cluster has it: a stand-alone master with a worker, and a server of Spark Connect."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.examples import job_of
from holdfire.engines import EngineError, read_findings, run
from made import Made

from .test_troubles import closed_port, wait_for


def started(arguments: list[str], log: Path) -> subprocess.Popen[bytes]:
    """A program of Spark's, from the package that is installed here."""
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = {
        **os.environ, "SPARK_HOME": str(home), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    with log.open("wb") as told:
        return subprocess.Popen([str(home / "bin" / arguments[0]), *arguments[1:]], env=environment, stdout=told,
                                stderr=subprocess.STDOUT)  # fmt: skip


def ended(*processes: subprocess.Popen[bytes]) -> None:
    for each in processes:
        each.terminate()
    for each in processes:
        each.wait(60)


@pytest.fixture(scope="module")
def master(java: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A stand-alone cluster of one worker with two cores."""
    folder, port = tmp_path_factory.mktemp("spark"), closed_port()
    name = "org.apache.spark.deploy"
    first = started(
        ["spark-class", f"{name}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"],
        folder / "master.log",
    )
    wait_for(port, first)
    second = started(
        ["spark-class", f"{name}.worker.Worker", "--cores", "2", "--memory", "2g", "--webui-port", "0", "--work-dir",
         str(folder), "--host", "127.0.0.1", f"spark://127.0.0.1:{port}"],
        folder / "worker.log",
    )  # fmt: skip
    yield f"spark://127.0.0.1:{port}"
    ended(second, first)


@pytest.fixture(scope="module")
def connect(java: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of Spark Connect."""
    folder, port = tmp_path_factory.mktemp("connect"), closed_port()
    server = started(
        ["spark-submit", "--master", "local[2]", "--conf", f"spark.connect.grpc.binding.port={port}", "--conf",
         "spark.connect.grpc.binding.address=127.0.0.1", "--conf", "spark.ui.enabled=false", "--class",
         "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"],
        folder / "server.log",
    )  # fmt: skip
    wait_for(port, server)
    yield f"sc://127.0.0.1:{port}"
    ended(server)


@pytest.mark.parametrize("kind", ["master", "connect"])
def test_a_cluster_that_was_there_before(
    request: pytest.FixtureRequest, made: Made, events: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = request.getfixturevalue(kind)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    run(job_of(made, events, rows=50), out=one)
    run(job_of(made, events, rows=50), out=other, engine=engine)
    assert read_findings(other).to_pylist() == read_findings(one).to_pylist()


@pytest.mark.parametrize("engine", ["ray://127.0.0.1:10001", "spark://127.0.0.1:7077", "sc://127.0.0.1:15002"])
def test_workers_on_other_machines_need_a_place_to_write_to(made: Made, events: Path, engine: str) -> None:
    with pytest.raises(EngineError, match="expected --out, at an address or in a folder that all machines share"):
        run(job_of(made, events), engine=engine)


def test_a_server_of_another_version(
    connect: str, made: Made, events: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pyspark.__version__", "3.5.1")
    with pytest.raises(EngineError, match=r"found Spark 4\..* there and 3\.5\.1 here; expected the same"):
        run(job_of(made, events), out=tmp_path / "out.parquet", engine=connect)
    assert [each.name for each in tmp_path.iterdir()] == ["events.csv"]
