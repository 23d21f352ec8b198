"""Outputs in an object store: whole through their manifest, whoever else writes there, and taken up again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow.parquet as pq
import pytest

from holdfire.engines import EngineError, UnfinishedError, findings_metadata, read_findings, run
from holdfire.engines.bucket import PARTS, claim, put, tag_of, upload
from holdfire.engines.problem import StoreError
from holdfire.engines.reading import ReadJob, run_reading
from holdfire.publish.again import ChangedError, StrangeStoreError, check_store, judged_again
from holdfire.sources.address import Address
from holdfire.sources.folder import MANIFEST
from made import Made

from .examples import job_of, several, write


def names(out: Address) -> list[str]:
    """What lies under an address."""
    return [each.uri[len(out.uri) + 1 :] for each in out.inside()]


def inline(made: Made, path: Path, **others: object) -> list[dict[str, Any]]:
    found = run(job_of(made, path, **others), keep=True)  # type: ignore[arg-type]
    assert found.tables is not None
    return found.tables["made-truce"].to_pylist()


@pytest.mark.parametrize("engine", ["inline", "pool:2"])
def test_a_job_reads_from_a_store_and_writes_to_it(made: Made, tmp_path: Path, bucket: Address, engine: str) -> None:
    path = write(tmp_path / "events.csv", [*several(60), *several(3)], broken=[7])
    put(bucket.child("in/events.csv"), path.read_bytes())
    out, rejects = bucket.child("out.parquet"), bucket.child("rejects.csv")
    job = job_of(made, bucket.child("in/events.csv"), rows=9)  # type: ignore[arg-type]
    result = run(job, out=out, rejects=rejects, engine=engine)
    assert (result.account.rows_in, result.account.kept, result.account.set_aside) == (63, 59, 4)
    assert read_findings(out).to_pylist() == inline(made, path)
    assert findings_metadata(out)["files"][0]["path"] == str(bucket.child("in/events.csv"))
    assert rejects.read().decode().count("\n") == 5


def test_what_does_not_count_is_seen_by_no_reader(made: Made, tmp_path: Path, bucket: Address) -> None:
    path, out = write(tmp_path / "events.csv", several(30)), bucket.child("out.parquet")
    run(job_of(made, path, rows=8), out=out)
    listed = [each["name"] for each in json.loads(out.child(MANIFEST).read())["parts"]]
    assert [name for name in names(out) if name.endswith(".parquet")] == sorted(listed)
    assert all(name.startswith("_") for name in names(out))  # what a listing reader leaves out
    put(out.child(f"{PARTS}/stray/part-00000.00000000.parquet"), b"half")
    assert read_findings(out).num_rows == len(inline(made, path))


def stopping(done: int, _: int) -> None:
    if done >= 16:
        raise KeyboardInterrupt


def test_a_run_that_was_broken_off_is_taken_up_again(made: Made, tmp_path: Path, bucket: Address) -> None:
    path, out = write(tmp_path / "events.csv", several(50)), bucket.child("out.parquet")
    with pytest.raises(KeyboardInterrupt):
        run(job_of(made, path, rows=8), out=out, progress=stopping)
    assert not out.child(MANIFEST).exists()
    with pytest.raises(EngineError, match="expected a file of findings"):
        read_findings(out)
    account = run(job_of(made, path, rows=8), out=out).account
    assert (account.fragments, account.skipped, account.ran) == (7, 2, 5)
    assert read_findings(out).to_pylist() == inline(made, path)


def test_another_job_replaces_the_output_and_what_it_replaced_goes_with_the_next(
    made: Made, tmp_path: Path, bucket: Address
) -> None:
    path, out = write(tmp_path / "events.csv", several(30)), bucket.child("out.parquet")
    run(job_of(made, path, rows=8), out=out)
    first = set(names(out)) - {MANIFEST}
    run(job_of(made, path, rows=8, level="event"), out=out)
    assert read_findings(out).num_rows == 30
    assert first < set(names(out))  # for whoever still reads by the manifest that was there
    second = set(names(out)) - first - {MANIFEST}
    run(job_of(made, path, rows=8, level="event", longest_days=3), out=out)
    assert not first & set(names(out))
    assert second < set(names(out))


def test_the_same_job_again_does_nothing_twice(made: Made, tmp_path: Path, bucket: Address) -> None:
    path, out = write(tmp_path / "events.csv", [*several(30), *several(5)]), bucket.child("out.parquet")
    run(job_of(made, path, rows=8), out=out)
    rows = read_findings(out).to_pylist()
    again = run(job_of(made, path, rows=8), out=out).account
    assert (again.ran, again.skipped, again.set_aside) == (0, 5, 5)
    assert read_findings(out).to_pylist() == rows


def test_rows_set_aside_alone_leave_nothing_else_in_a_store(made: Made, tmp_path: Path, bucket: Address) -> None:
    path, rejects = write(tmp_path / "events.csv", several(30), broken=[3]), bucket.child("aside/rejects.csv")
    run(job_of(made, path, rows=8), rejects=rejects)
    assert [each.name for each in bucket.child("aside").inside()] == ["rejects.csv"]


def test_of_two_drivers_of_one_job_one_leaves_its_manifest(made: Made, tmp_path: Path, bucket: Address) -> None:
    path, out = write(tmp_path / "events.csv", several(60)), bucket.child("out.parquet")
    together = threading.Barrier(2)
    accounts, wrong = [], []

    def drive() -> None:
        met = False

        def progress(done: int, _: int) -> None:
            nonlocal met
            if not met:
                met = True
                together.wait(30)

        try:
            accounts.append(run(job_of(made, path, rows=5), out=out, progress=progress).account)
        except Exception as error:  # noqa: BLE001  told below
            wrong.append(error)

    drivers = [threading.Thread(target=drive) for _ in range(2)]
    for each in drivers:
        each.start()
    for each in drivers:
        each.join(120)
    assert wrong == []
    assert [account.kept for account in accounts] == [60, 60]
    assert read_findings(out).to_pylist() == inline(made, path)
    listed = [each["name"] for each in json.loads(out.child(MANIFEST).read())["parts"]]
    assert [name for name in names(out) if name.endswith(".parquet")] == sorted(listed)


def test_a_driver_that_finds_another_job_put_there_meanwhile_says_so(
    made: Made, tmp_path: Path, bucket: Address
) -> None:
    path, out = write(tmp_path / "events.csv", several(30)), bucket.child("out.parquet")
    other = job_of(made, path, rows=8, level="event")
    overtaken = False

    def overtake(done: int, _: int) -> None:
        nonlocal overtaken
        if not overtaken:
            overtaken = True
            run(other, out=out)

    with pytest.raises(EngineError, match="another run was put there while this one ran"):
        run(job_of(made, path, rows=8), out=out, progress=overtake)
    assert read_findings(out).num_rows == 30  # the events of the other, whole


def test_one_of_many_claims_an_address(bucket: Address) -> None:
    at = bucket.child("claimed")
    with_result: list[tuple[int, bool]] = []
    threads = [
        threading.Thread(target=lambda n=n: with_result.append((n, claim(at, str(n).encode())))) for n in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    (winner,) = (n for n, won in with_result if won)
    assert at.read() == str(winner).encode()
    tag = tag_of(at)
    assert claim(at, b"next", over=tag)
    assert not claim(at, b"late", over=tag)
    assert at.read() == b"next"


def test_a_bucket_that_is_not_there_says_so(made: Made, tmp_path: Path, bucket: Address) -> None:
    path = write(tmp_path / "events.csv", several(3))
    nowhere = Address("s3://no-such-bucket/out.parquet")
    with pytest.raises(EngineError, match=r"s3://no-such-bucket/.*could not be written"):
        run(job_of(made, path), out=nowhere)
    with pytest.raises(EngineError, match=r"expected an output at an address to end in \.parquet"):
        run(job_of(made, path), out=bucket.child("out.csv"))


def test_what_a_store_refuses_once_is_tried_again(
    made: Made, tmp_path: Path, bucket: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = write(tmp_path / "events.csv", several(30)), bucket.child("out.parquet")
    left = {"busy": 2}

    def busy(draft: Path, address: Address) -> None:
        if left["busy"]:
            left["busy"] -= 1
            raise StoreError(f"{address}: could not be written (503 Slow Down)")
        upload(draft, address)

    monkeypatch.setattr("holdfire.engines.bucket.upload", busy)
    account = run(job_of(made, path, rows=10), out=out).account
    assert (account.ran, account.retried, account.failed) == (3, 2, [])
    assert read_findings(out).to_pylist() == inline(made, path)


def test_terms_that_were_edited_since_are_told(made: Made, tmp_path: Path, bucket: Address) -> None:
    path, out = write(tmp_path / "events.csv", several(50)), bucket.child("out.parquet")
    with pytest.raises(KeyboardInterrupt):
        run(job_of(made, path, rows=8), out=out, progress=stopping)
    (note,) = run(job_of(made, path, rows=8, longest_days=3), out=out).notes
    assert note == (
        "an earlier run was broken off, and since then has changed: longest days; everything is worked out anew"
    )


DRIVER = """
import sys
from pathlib import Path
from holdfire.engines import EngineError, Job, run
from holdfire.sources.address import Address

made, rows, out, level = Path(sys.argv[1]), Path(sys.argv[2]), Address(sys.argv[3]), sys.argv[4]
job = Job((rows,), (str(made / "made-truce.yaml"),), (made / "madeland.yaml",), baseline="2020-02-01",
          rows_per_fragment=5, settle=False, level=level)
try:
    print(run(job, out=out).account.kept)
except EngineError as wrong:
    print(wrong)
"""


@pytest.mark.parametrize("levels", [("finding", "finding"), ("finding", "event")])
def test_two_drivers_that_race_leave_one_valid_manifest(
    made: Made, tmp_path: Path, bucket: Address, store: Any, levels: tuple[str, str]
) -> None:
    path, out = write(tmp_path / "events.csv", several(60)), bucket.child("out.parquet")
    before = len(store.requests)
    drivers = [
        subprocess.Popen(
            [sys.executable, "-c", DRIVER, str(made.folder), str(path), str(out), level],
            stdout=subprocess.PIPE,
            text=True,
        )
        for level in levels
    ]
    told = [each.communicate(timeout=240)[0].strip() for each in drivers]
    assert all(each == "60" or "another run was put there while this one ran" in each for each in told)
    assert "60" in told
    content = json.loads(out.child(MANIFEST).read())
    assert sum(part["rows"] for part in content["parts"]) == content["rows"] == read_findings(out).num_rows
    level = content["metadata"]["level"]
    assert read_findings(out).to_pylist() == inline(made, path, level=level)
    puts = [path for method, path, _ in store.requests[before:] if method == "PUT" and path.endswith(MANIFEST)]
    assert 1 <= len(puts) <= 2


def test_documents_are_read_into_a_store(tmp_path: Path, bucket: Address) -> None:
    path, here, out = tmp_path / "articles.jsonl", tmp_path / "here.jsonl", bucket.child("out.jsonl")
    entries = [{"title": f"Report {n}", "text": f"Shells hit the village, killing {n + 2} people.", "published":
                f"2016-08-{1 + n:02d}"} for n in range(12)]  # fmt: skip
    path.write_text("".join(f"{json.dumps(each)}\n" for each in entries), encoding="utf-8")
    run_reading(ReadJob((path,), portion=5), out=here)
    told: list[Any] = []
    run_reading(ReadJob((path,), portion=5), out=out, each=told.append)
    parts = json.loads(out.child(MANIFEST).read())["parts"]
    assert b"".join(out.child(each["name"]).read() for each in parts) == here.read_bytes()
    assert [each["title"] for each in told] == [f"Report {n}" for n in range(12)]


def test_fragments_that_failed_leave_their_errors_and_no_output(made: Made, tmp_path: Path, bucket: Address) -> None:
    path, out = tmp_path / "events.parquet", bucket.child("out.parquet")
    poisoned(write(tmp_path / "events.csv", several(40)), path, group=2)
    with pytest.raises(UnfinishedError) as told:
        run(job_of(made, path, rows=10), out=out)
    ((why, where),) = told.value.account.failed
    assert "rows 21 to 30" in why
    assert b"Traceback" in Address(where).read()
    assert not out.child(MANIFEST).exists()


def poisoned(csv: Path, path: Path, group: int) -> None:
    """The rows of a CSV file as Parquet, ten a row group, of which one cannot be read."""
    import pyarrow.csv

    table = pyarrow.csv.read_csv(csv)
    pq.write_table(table, path, row_group_size=10, compression="none")
    chunk = pq.ParquetFile(path).metadata.row_group(group).column(0)
    content = bytearray(path.read_bytes())
    begin = chunk.dictionary_page_offset or chunk.data_page_offset
    content[begin : begin + 24] = b"\xff" * 24
    path.write_bytes(bytes(content))


def test_a_finding_is_explained_from_a_store_until_its_input_changes(
    made: Made, tmp_path: Path, bucket: Address
) -> None:
    path, out = write(tmp_path / "events.csv", several(6)), bucket.child("out.parquet")
    put(bucket.child("events.csv"), path.read_bytes())
    run(job_of(made, bucket.child("events.csv")), out=out)  # type: ignore[arg-type]
    ident = read_findings(out, ["finding_id"])["finding_id"][0].as_py()
    why, _, _ = judged_again(ident, out)
    assert why.finding_id == ident
    put(bucket.child("events.csv"), write(tmp_path / "events.csv", several(7)).read_bytes())
    with pytest.raises(ChangedError, match="as it was when the findings were made"):
        judged_again(ident, out)


def test_a_file_of_findings_sends_nobody_to_a_server_of_its_own(
    made: Made, tmp_path: Path, bucket: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = write(tmp_path / "events.csv", several(6)), tmp_path / "out.parquet"
    server = os.environ["AWS_ENDPOINT_URL"]
    there = Address(f"{bucket.child('events.csv').uri}?endpoint_override={quote(server, safe='')}")
    put(bucket.child("events.csv"), path.read_bytes())
    run(job_of(made, there), out=out)  # type: ignore[arg-type]
    ident = read_findings(out, ["finding_id"])["finding_id"][0].as_py()
    assert judged_again(ident, out)[0].finding_id == ident, "the environment names the same server"
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setattr(Address, "store", None)  # nothing is asked of any server
    with pytest.raises(StrangeStoreError, match=f"if you know it, set AWS_ENDPOINT_URL_S3={server}"):
        judged_again(ident, out)


@pytest.mark.parametrize(
    ("uri", "asked"),
    [
        ("s3://reports/ged.csv", True),
        ("s3://reports/ged.csv?region=eu-west-1", True),
        ("s3://reports/ged.csv?endpoint_override=here:9000&scheme=http", True),
        ("s3://reports/ged.csv?endpoint_override=there:9000&endpoint_override=here:9000&scheme=http", False),
        ("s3://reports/ged.csv?endpoint_override=http%3A%2F%2Fthere%3A9000", False),
        ("s3://reports/ged.csv?proxy=there", False),
        ("abfs://reports@account.dfs.core.windows.net/ged.csv?blob_storage_authority=there", False),
        ("hdfs:///reports/ged.csv", True),
        ("hdfs://there:8020/reports/ged.csv", False),
    ],
)
def test_which_servers_a_file_of_findings_may_name(monkeypatch: pytest.MonkeyPatch, uri: str, asked: bool) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://here:9000")
    where = Address(uri)
    for findings in (Path("findings.parquet"), Address("s3://mine/findings.parquet?endpoint_override=other")):
        try:
            check_store(where, findings)
        except StrangeStoreError:
            assert not asked
        else:
            assert asked
    check_store(where, where.beside("findings.parquet"))
