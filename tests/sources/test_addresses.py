"""Files at addresses: the same observations as from a folder, no more fetched than is needed, and what goes wrong."""

from __future__ import annotations

import gzip
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest
import xlsxwriter

import holdfire as hf
from holdfire.sources import ChangedSourceError, SourceError, check, open_source, recognise
from holdfire.sources.address import Address, place
from holdfire.sources.container import brought
from holdfire.sources.document import holds_many, is_document, read_documents
from holdfire.world import World
from stores import put

from .examples import ACLED_31, acled_row, text_of, whole

ROWS = [acled_row(event_id_cnty=f"SYR{n}", fatalities=n, notes="é, quoted" * 20) for n in range(1, 40)]
TEXT = text_of(ACLED_31, ROWS)
REPORT = {
    "id": "a", "when": "2016-04-28T20:00", "act": "air_strike", "where": {"place": "Aleppo"}, "claimed_by": "sohr",
}  # fmt: skip


def table() -> pa.Table:
    return pa.table({name: [row.get(name, "") for row in ROWS] for name in ACLED_31})


def parquet(path: Path) -> None:
    pq.write_table(table(), path, row_group_size=10)


def arrow(path: Path) -> None:
    with pa.ipc.new_file(path, table().schema) as file:
        file.write_table(table(), max_chunksize=10)


def arrow_stream(path: Path) -> None:
    with pa.ipc.new_stream(path, table().schema) as file:
        file.write_table(table(), max_chunksize=10)


def workbook(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("events")
        for down, row in enumerate([dict(zip(ACLED_31, ACLED_31, strict=True)), *ROWS]):
            for at, name in enumerate(ACLED_31):
                sheet.write_string(down, at, row.get(name, ""))


def packed(how: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(how(TEXT.encode())) and None


WRITERS: dict[str, Callable[[Path], None]] = {
    "table.csv": packed(bytes),
    "table.tsv": lambda path: path.write_text(text_of(ACLED_31, ROWS, "\t"), encoding="utf-8") and None,
    "table.csv.gz": packed(gzip.compress),
    "table.csv.zst": packed(lambda text: bytes(pa.compress(text, "zstd", asbytes=True))),
    "table.parquet": parquet,
    "table.arrow": arrow,
    "table.arrows": arrow_stream,
    "table.xlsx": workbook,
}


@pytest.mark.parametrize("name", list(WRITERS))
def test_the_same_observations_from_an_address(bucket: Address, tmp_path: Path, world: World, name: str) -> None:
    here = tmp_path / name
    WRITERS[name](here)
    there = put(bucket.child(name), here.read_bytes())
    assert recognise(there) == recognise(here)
    for rows in (7, 250_000):
        found, expected = whole(there, world, rows), whole(here, world, rows)
        assert found.observations.to_pylist() == expected.observations.to_pylist()
        assert found.rows == expected.rows == len(ROWS)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_reports_and_readings_from_an_address(
    bucket: Address, tmp_path: Path, world: World, pack: Callable[[bytes], bytes]
) -> None:
    lines = json.dumps({"zone": "Asia/Damascus"}) + "\n" + json.dumps(REPORT) + "\n"
    here = tmp_path / "reports.jsonl"
    here.write_bytes(pack(lines.encode()))
    there = put(bucket.child("reports.jsonl"), here.read_bytes())
    found = whole(there, world)
    assert found.rows == 1
    assert found.observations.to_pylist() == whole(here, world).observations.to_pylist()


def test_reports_in_yaml_from_an_address_name_the_address_where_they_are_wrong(bucket: Address, world: World) -> None:
    good = put(bucket.child("good.yaml"), b"zone: Asia/Damascus\nreports:\n  - " + json.dumps(REPORT).encode())
    assert whole(good, world).rows == 1
    bad = put(bucket.child("bad.yaml"), b"zone: Asia/Nowhere\nreports:\n  - " + json.dumps(REPORT).encode())
    with pytest.raises(SourceError, match=rf"^{bad}: found zone: Asia/Nowhere"):
        whole(bad, world)


def test_what_is_brought_here_is_gone_afterwards(bucket: Address) -> None:
    there = put(bucket.child("May 2016 (é).txt"), b"x" * 3_000_000)
    with brought(there) as here:
        assert (here.name, here.stat().st_size) == ("May 2016 (é).txt", 3_000_000)
    assert not here.exists()
    assert not here.parent.exists()


def test_of_a_parquet_file_only_the_row_groups_of_a_fragment_are_fetched(
    bucket: Address, tmp_path: Path, world: World, store: Any
) -> None:
    path = tmp_path / "large.parquet"
    rows = [acled_row(event_id_cnty=f"SYR{n}", notes=f"{n:064x}" * 20) for n in range(4_000)]
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=500, compression="none", use_dictionary=False)
    there = put(bucket.child("large.parquet"), path.read_bytes())
    before = len(store.requests)
    source = open_source(there, world)
    fragments = source.fragments(rows=500)
    assert [each.rows for each in fragments] == [500] * 8
    read = list(source.read(fragments[3]))
    assert sum(each.rows for each in read) == 500
    asked = [each for each in store.requests[before:] if each[0] == "GET"]
    ranges = [each[2].removeprefix("bytes=").split("-") for each in asked]
    assert all(len(each) == 2 for each in ranges)
    fetched = sum(int(last) - int(first) + 1 for first, last in ranges)
    assert path.stat().st_size / 10 < fetched < path.stat().st_size / 4


def test_a_large_text_is_one_fragment_and_is_never_held_whole(
    bucket: Address, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfire.sources.boundaries.WINDOW", 1 << 20)
    rows = [acled_row(event_id_cnty=f"SYR{n}", notes="x" * 1_000) for n in range(20_000)]
    there = put(bucket.child("large.csv"), text_of(ACLED_31, rows).encode())
    source = open_source(there, world)
    [fragment] = source.fragments(rows=1_000)
    assert fragment.rows is None
    before = pa.total_allocated_bytes()
    seen = 0
    for run in source.read(fragment):
        seen += run.rows
        del run
        assert pa.total_allocated_bytes() - before < 16 << 20
    assert seen == 20_000


@pytest.mark.parametrize(
    "name", ["plain.csv", "a b.csv", "100%.csv", "a%20b.csv", "é ü.csv", "a+b&c=d;e.csv", "q?x#y.csv", "deep/é/x y.csv"]
)
def test_any_name_comes_back_as_it_was(bucket: Address, world: World, name: str) -> None:
    there = put(bucket.child(name), TEXT.encode())
    assert there.name == name.rsplit("/", 1)[-1]
    assert list(bucket.inside()) == [there]
    assert place(str(there)) == there == pickle.loads(pickle.dumps(there))
    assert whole(there, world).observations["file"].unique().to_pylist() == [there.name]
    assert there.parent.child(there.name) == there.beside(there.name) == there


def test_a_file_that_changes_between_the_fragments_is_noticed(bucket: Address, world: World, tmp_path: Path) -> None:
    there = put(bucket.child("table.csv"), TEXT.encode())
    here = tmp_path / "table.csv"
    here.write_text(TEXT, encoding="utf-8")
    for path in (there, here):
        source = open_source(path, world)
        fragment = source.fragments()[0]
        assert sum(run.rows for run in source.read(fragment)) == len(ROWS)
        other = TEXT.replace("SYR1,", "SYR9,").encode()
        if isinstance(path, Address):
            put(path, other)
        else:
            path.write_bytes(other)
        with pytest.raises(ChangedSourceError, match=r"table\.csv: found a file that changed .*same command") as error:
            list(source.read(fragment))
        again = pickle.loads(pickle.dumps(error.value))
        assert (type(again), str(again)) == (ChangedSourceError, str(error.value))


def test_a_worker_that_does_not_see_a_path_says_on_which_machine(tmp_path: Path, world: World) -> None:
    here = tmp_path / "table.csv"
    here.write_text(TEXT, encoding="utf-8")
    source = open_source(here, world)
    [fragment] = source.fragments()
    here.unlink()
    with pytest.raises(SourceError, match=rf"worker on .+: found no such file {here}; expected a folder that all mach"):
        list(source.read(fragment))


SECRET = "wJalrXUtnFEMI"  # noqa: S105 - an invented one


@pytest.mark.parametrize(
    "text",
    [
        f"s3://AKIA:{SECRET}@bucket/x.csv",
        f"s3://{SECRET}@bucket/x.csv",
        f"abfs://container:{SECRET}@account.dfs.core.windows.net/x.csv",
        f"s3://bucket/x.csv?secret_key={SECRET}",
        f"s3://bucket/x.csv?region=eu&X-Amz-Signature={SECRET}",
        f"https://user:{SECRET}@example.org/x.csv?token={SECRET}",
    ],
)
def test_credentials_are_refused_and_never_shown(text: str) -> None:
    with pytest.raises(SourceError) as error:
        place(text)
    assert SECRET not in str(error.value)
    assert error.value.remedy


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ftp://example.org/x.csv", "the scheme 'ftp'"),
        ("s3:///x.csv", "an address without a bucket"),
        ("file://elsewhere/x.csv", "the machine 'elsewhere'"),
    ],
)
def test_what_is_no_address(text: str, found: str) -> None:
    with pytest.raises(SourceError, match=f"found {found}"):
        place(text)


def test_a_path_as_an_address_is_the_path(tmp_path: Path) -> None:
    assert place((tmp_path / "a b.csv").as_uri()) == tmp_path / "a b.csv"


def test_what_is_not_there_is_told_in_one_line(bucket: Address, world: World) -> None:
    put(bucket.child("folder/table.csv"), TEXT.encode())
    for address, found in (
        (bucket.child("nothing.csv"), "no such file"),
        (bucket.child("folder"), "a folder"),
        (Address("s3://no-such-bucket-here/x.csv"), "no such"),
    ):
        with pytest.raises(SourceError, match=f"found {found}") as error:
            open_source(address, world)
        assert "\n" not in str(error.value)
        assert str(address) in str(error.value)


def test_refusals_and_failures_of_a_store_are_told_in_one_line() -> None:
    address = Address("s3://bucket/x.csv")
    for failure, found in (
        (PermissionError("no"), "no permission"),
        (OSError("When reading: AWS Error ACCESS_DENIED during HeadObject operation: x\ny"), "no permission"),
        (OSError("AWS Error NO_SUCH_BUCKET during GetObject"), "no such bucket"),
        (OSError("AWS Error NETWORK_CONNECTION during HeadObject operation: curlCode: 7"), "a store that does not ans"),
        (OSError("Unable to load libhdfs: libhdfs.so: cannot open"), "no libhdfs on this machine"),
    ):
        told = address.problem(failure)
        assert told.found.startswith(found)
        assert "\n" not in str(told)


def test_where_hdfs_cannot_be_spoken_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(base: str) -> None:
        raise OSError("Unable to load libjvm\ndlopen(/usr/lib/jvm/libjvm.so) failed")

    monkeypatch.setattr("holdfire.sources.address._system", failing)
    with pytest.raises(
        SourceError, match=r"found no libhdfs on this machine \(Unable to load libjvm\); .*Hadoop"
    ) as error:
        Address("hdfs://namenode:8020/x.csv").exists()
    assert "\n" not in str(error.value)


def test_a_workbook_that_is_too_large_is_not_fetched(
    bucket: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Any
) -> None:
    workbook(tmp_path / "book.xlsx")
    there = put(bucket.child("book.xlsx"), (tmp_path / "book.xlsx").read_bytes())
    monkeypatch.setattr("holdfire.sources.sheets.LARGEST_WORKBOOK", 100)
    before = len(store.requests)
    with pytest.raises(SourceError, match=r"book\.xlsx: found a workbook of 0 MB"):
        recognise(there)
    assert all(each[2] for each in store.requests[before:] if each[0] == "GET")


def test_damaged_files_at_an_address_are_told_as_such(bucket: Address, world: World) -> None:
    for name, content, found in (
        ("cut.csv.gz", gzip.compress(TEXT.encode())[:-200], "compressed data that breaks off"),
        ("cut.parquet", b"PAR1 not really Parquet", "a damaged Parquet file"),
        ("cut.xlsx", b"PK\x03\x04 not really a workbook", "a ZIP file that is no workbook"),
        ("empty.csv", b"", "an empty file"),
    ):
        there = put(bucket.child(name), content)
        with pytest.raises(SourceError, match=found) as error:
            whole(there, world)
        assert error.value.file == str(there)


def test_documents_from_an_address(bucket: Address, tmp_path: Path) -> None:
    page = b"<html><body><h1>Talks</h1><p>Shells fell on the village on Sunday, monitors said.</p></body></html>"
    mails = b"".join(
        b"From a@example.org Sun Feb 28 10:00:00 2016\nFrom: a@example.org\nSubject: %d\n"
        b"Date: Sun, 28 Feb 2016 10:00:00 +0000\n\nShells fell.\n\n" % n
        for n in range(3)
    )
    for name, content, many in (("page.html", page, False), ("box.mbox", mails, True)):
        there = put(bucket.child(name), content)
        here = tmp_path / name
        here.write_bytes(content)
        assert is_document(there)
        assert holds_many(there) is many
        assert list(read_documents(there)) == list(read_documents(here))


def test_check_takes_an_address(bucket: Address, world: World) -> None:
    there = put(bucket.child("table.csv"), TEXT.encode())
    assert check(there, world)["kept"] == len(ROWS)


def test_assess_takes_an_address(bucket: Address) -> None:
    there = put(bucket.child("table.csv"), TEXT.encode())
    found = hf.assess(str(there), "syria-coh-2016")
    assert found.events["event_id"].to_pylist() == hf.assess(there, "syria-coh-2016").events["event_id"].to_pylist()
    assert len(found.events) == len(ROWS)


def test_an_archive_of_submissions_is_looked_into_without_fetching_it(bucket: Address, tmp_path: Path) -> None:
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("reports.csv", "hf_form,instanceID\nx,y\n")
    there = put(bucket.child("archive.zip"), path.read_bytes())
    assert recognise(there) == recognise(path)
