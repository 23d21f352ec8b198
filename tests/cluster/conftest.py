"""A real Ray cluster of two nodes and a real Spark of two executor processes, started once; skipped where they are not
installed."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engines.examples import several, write
from made import Made

SPARK = "local-cluster[2,1,1024]"
"""Two executor processes of one core and 1,024 MB each."""


@pytest.fixture(scope="session")
def ray_cluster() -> Iterator[Any]:
    """A cluster of two nodes with a core each, in processes of their own; `RAY_ADDRESS` leads to it."""
    pytest.importorskip("ray", reason='Ray is not installed: pip install "holdfire[ray]"')
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Ray's own making
        from ray.cluster_utils import Cluster

        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "object_store_memory": 100 << 20})
        cluster.add_node(num_cpus=1, object_store_memory=100 << 20)
    before = os.environ.get("RAY_ADDRESS")
    os.environ["RAY_ADDRESS"] = cluster.address
    yield cluster
    os.environ.pop("RAY_ADDRESS")
    if before is not None:
        os.environ["RAY_ADDRESS"] = before
    cluster.shutdown()


@pytest.fixture
def ray_here(ray_cluster: Any) -> Iterator[None]:
    """This process as a driver of the cluster, as a notebook is."""
    import ray

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ray.init(address=ray_cluster.address, log_to_driver=False, logging_level="ERROR")
    yield
    ray.shutdown()


@pytest.fixture(scope="session")
def java() -> None:
    """Java, without which Spark does not start."""
    pytest.importorskip("pyspark", reason='Spark is not installed: pip install "holdfire[spark]"')
    from holdfire.engines import EngineError
    from holdfire.engines.spark import check_java

    try:
        check_java()
    except EngineError as lacking:
        pytest.skip(str(lacking))


@pytest.fixture
def spark_session(java: None) -> Iterator[Any]:
    """A session of the user's own, as a notebook has it."""
    import sys

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master(SPARK).appName("a notebook")
        for key, value in {
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.log.level": "ERROR",
        }.items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The name of an engine, with what it runs on started."""
    name = str(request.param)
    if name == "ray":
        request.getfixturevalue("ray_cluster")
    if name.startswith("local"):
        request.getfixturevalue("java")
    return name


EVERY = pytest.mark.parametrize("engine", ["ray", SPARK], indirect=True)


@pytest.fixture
def events(made: Made, tmp_path: Path) -> Path:
    """Rows of Madeland: 300 that differ, ten of them twice, one that cannot be read."""
    return write(tmp_path / "events.csv", [*several(300), *several(10)], broken=[5])
