"""Rows that lie in Spark or in Ray Data give, where they lie, what they give here."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import holdfire as hf
from engines.examples import COLUMNS, job_of, several, write
from engines.test_batches import ARTICLES, NAMES, ordered, table_of
from holdfire.engines import EngineError, read_findings, run
from holdfire.engines.reading import ReadJob, run_reading
from holdfire.publish.findings import Findings
from holdfire.sources import Address, SourceError
from made import Made
from stores import put

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")

ROWS = table_of(several(300), broken=[5])
OTHERS = [name for name in COLUMNS if name not in ("latitude", "longitude", "fatalities", "event_date")]
TYPED = (
    *OTHERS,
    "cast(latitude as decimal(9, 5)) latitude",
    "cast(longitude as double) longitude",
    "cast(fatalities as int) fatalities",
    "try_to_timestamp(event_date) event_date",
    "named_struct('nobody', 1) reads_this",
)


@pytest.fixture
def here(made: Made) -> Findings:
    """What the rows give in this process."""
    return hf.assess(ROWS, str(made.terms_file), world=made.world_file, baseline="2020-02-01")


@pytest.fixture
def damascus(spark_session: Any) -> Any:
    """A session that shows its instants in the time of Damascus."""
    spark_session.conf.set("spark.sql.session.timeZone", "Asia/Damascus")
    return spark_session


@pytest.fixture
def data(ray_here: None) -> Iterator[Any]:
    """Ray Data on the cluster, silent."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Ray's own making
        from ray import data

        data.DataContext.get_current().enable_progress_bars = False
        yield data


@pytest.fixture
def folder(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The output of a job in three parts, with a part beside them that does not count."""
    monkeypatch.setattr("holdfire.engines.outputs.ONE_FILE_ROWS", 10)
    place = tmp_path / "year=2020" / "a [b] {c}*"
    place.mkdir(parents=True)
    run(job_of(made, write(tmp_path / "events.csv", several(60)), rows=20), out=place / "out.parquet")
    part = next((place / "out.parquet").glob("*.parquet"))
    (place / "out.parquet" / "part-99999.parquet").write_bytes(part.read_bytes())
    return place / "out.parquet"


def asked(made: Made) -> dict[str, Any]:
    return {"terms": made.terms_file, "world": made.world_file}


def frame(session: Any, table: pa.Table, partitions: int = 3) -> Any:
    """The table as a DataFrame of several partitions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Spark's own making, on the way from Arrow
        return session.createDataFrame(table).repartition(partitions)


def whole(df: Any) -> pa.Table:
    """A DataFrame, or a dataset, as a table of this process."""
    if hasattr(df, "toArrow"):
        return df.toArrow()
    import ray

    return pa.concat_tables([each for each in ray.get(df.to_arrow_refs()) if each.num_columns])


def test_spark_gives_the_same_findings(damascus: Any, made: Made, here: Findings) -> None:
    from holdfire import spark

    df = frame(damascus, ROWS)
    found = spark.assess(df, **asked(made), baseline="2020-02-01")
    assert found.schema["when_start"].dataType.typeName() == "timestamp"
    assert ordered(whole(found)) == ordered(here.table)
    events = spark.assess(df.selectExpr(*TYPED), **asked(made), baseline="2020-02-01", level="event")
    assert ordered(whole(events), "event") == ordered(here.events, "event")
    instants = {row["event_id"]: row["micros"] for row in events.selectExpr(
        "event_id", "unix_micros(when_start) micros").collect()}  # fmt: skip
    micros = here.events["when_start"].cast(pa.int64()).to_pylist()
    assert instants == dict(zip(here.events["event_id"].to_pylist(), micros, strict=True))
    damascus.conf.set("spark.sql.execution.arrow.useLargeVarTypes", "true")
    damascus.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "7")
    assert ordered(whole(spark.assess(df, **asked(made), baseline="2020-02-01"))) == ordered(here.table)


def test_spark_gives_the_rows_set_aside(damascus: Any, made: Made, here: Findings) -> None:
    from holdfire import spark

    found = whole(spark.rejects(frame(damascus, ROWS, 1), **asked(made))).to_pylist()
    assert [{**each, "row": 6} for each in found] == here.rejects.to_pylist()
    with pytest.raises(SourceError, match="the columns id; expected the columns of UCDP GED"):
        spark.assess(damascus.range(3), **asked(made))


def test_spark_reads_texts(damascus: Any, local: Path) -> None:
    from holdfire import spark

    df = frame(damascus, pa.Table.from_pylist(ARTICLES), 2)
    read = spark.read(df, zone="Asia/Damascus", **NAMES).cache()
    found = whole(spark.assess(read, "syria-coh-2016"))
    assert ordered(found) == ordered(hf.assess(local, "syria-coh-2016").table)
    assert found.num_rows
    documents = whole(spark.read(df, zone="Asia/Damascus", give="documents", **NAMES))
    assert documents.column_names == ["id", "reading"]
    assert documents.num_rows == len(ARTICLES)


def test_spark_reads_what_a_job_wrote(damascus: Any, folder: Path, made: Made, tmp_path: Path) -> None:
    from holdfire import spark

    found = spark.findings(damascus, folder)
    assert "year" not in found.columns
    assert ordered(whole(found)) == ordered(read_findings(folder))
    single = tmp_path / "one.parquet"
    run(job_of(made, tmp_path / "events.csv", rows=100, level="event"), out=single)
    assert ordered(whole(spark.findings(damascus, str(single))), "event") == ordered(read_findings(single), "event")
    with pytest.raises(EngineError, match=r"_manifest\.json"):
        spark.findings(damascus, tmp_path)


CONNECT = """
import os, sys, warnings
warnings.simplefilter("ignore")
os.environ["PYSPARK_PYTHON"] = sys.executable
import pyarrow.parquet as pq
from pyspark.sql import SparkSession
from holdfire import spark

folder = sys.argv[1]
builder = SparkSession.builder.remote("local[2]").config("spark.ui.enabled", "false")
builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.log.level", "ERROR")
session = builder.config("spark.sql.session.timeZone", "Asia/Damascus").getOrCreate()
assert "connect" in type(session).__module__
df = session.createDataFrame(pq.read_table(f"{folder}/rows.parquet")).repartition(2)
asked = {"terms": sys.argv[2], "world": sys.argv[3]}
pq.write_table(spark.assess(df, **asked, baseline="2020-02-01").toArrow(), f"{folder}/found.parquet")
pq.write_table(spark.rejects(df, **asked).toArrow(), f"{folder}/aside.parquet")
pq.write_table(spark.findings(session, sys.argv[4]).toArrow(), f"{folder}/written.parquet")
session.stop()
"""


def test_spark_connect_gives_the_same(java: None, made: Made, here: Findings, folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("grpc", reason='Spark Connect is not installed: pip install "holdfire[spark]"')
    pq.write_table(ROWS, tmp_path / "rows.parquet")
    arguments = [str(each) for each in (tmp_path, made.terms_file, made.world_file, folder)]
    ran = subprocess.run([sys.executable, "-c", CONNECT, *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert ordered(pq.read_table(tmp_path / "found.parquet")) == ordered(here.table)
    assert pq.read_table(tmp_path / "aside.parquet")["raw"].to_pylist() == here.rejects["raw"].to_pylist()
    assert ordered(pq.read_table(tmp_path / "written.parquet")) == ordered(read_findings(folder))


def test_ray_gives_the_same(data: Any, made: Made, here: Findings, tmp_path: Path) -> None:
    from holdfire import ray

    ds = data.from_arrow([ROWS.slice(0, 100), ROWS.slice(100, 7), ROWS.slice(107)])
    assert ordered(whole(ray.assess(ds, **asked(made), baseline="2020-02-01"))) == ordered(here.table)
    events = ray.assess(ds, **asked(made), baseline="2020-02-01", level="event")
    assert ordered(whole(events), "event") == ordered(here.events, "event")
    aside = whole(ray.rejects(ds, **asked(made))).to_pylist()
    assert [{**each, "row": 6} for each in aside] == here.rejects.to_pylist()
    with pytest.raises(SourceError, match="the columns id; expected the columns of UCDP GED"):
        ray.assess(data.range(3), **asked(made)).materialize()


def test_ray_reads_texts(data: Any, local: Path) -> None:
    from holdfire import ray

    ds = data.from_arrow(pa.Table.from_pylist(ARTICLES)).repartition(2)
    read = ray.read(ds, zone="Asia/Damascus", **NAMES)
    found = whole(ray.assess(read, "syria-coh-2016"))
    assert ordered(found) == ordered(hf.assess(local, "syria-coh-2016").table)
    assert ray.read(ds, zone="Asia/Damascus", give="documents", **NAMES).count() == len(ARTICLES)


def test_ray_reads_what_a_job_wrote(data: Any, folder: Path) -> None:
    from holdfire import ray

    found = whole(ray.findings(folder))
    assert "year" not in found.column_names
    assert ordered(found) == ordered(read_findings(folder))


def test_ray_reads_what_a_job_wrote_into_a_store(data: Any, made: Made, bucket: Address, tmp_path: Path) -> None:
    pytest.importorskip("obstore", reason='what writes into stores is not installed: pip install "holdfire[cloud]"')
    from holdfire import ray

    out = bucket.child("May 2016/out.parquet")
    run(job_of(made, write(tmp_path / "events.csv", several(60)), rows=20), out=out)
    put(out.child("_parts/stray.parquet"), b"not ours")
    assert ordered(whole(ray.findings(str(out)))) == ordered(read_findings(out))


@pytest.fixture
def local(tmp_path: Path) -> Path:
    """What `holdfire read` makes of the articles, as a file."""
    lines = "".join(json.dumps({name: value for name, value in each.items() if value}) + "\n" for each in ARTICLES)
    (tmp_path / "articles.jsonl").write_text(lines, encoding="utf-8")
    run_reading(ReadJob((tmp_path / "articles.jsonl",), zone="Asia/Damascus"), out=tmp_path / "read.jsonl")
    return tmp_path / "read.jsonl"


@pytest.mark.parametrize(("door", "package"), [("spark", "pyspark"), ("ray", "ray")])
def test_without_the_extra_the_door_says_what_to_install(door: str, package: str) -> None:
    program = f"import sys; sys.modules[{package!r}] = None\nimport holdfire.{door}"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert f'pip install "holdfire[{door}]"' in told.stderr
