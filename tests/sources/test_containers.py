"""The same table, plain or compressed, as text, workbook, Parquet or Arrow."""

import bz2
import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from holdfire.sources import SourceError, from_table, open_source, recognise
from holdfire.world import World

from .examples import ACLED_31, acled_row, only, text_of, whole

Write = Callable[..., Path]

ROWS = [acled_row(event_id_cnty=f"SYR{n}", fatalities=n) for n in range(1, 8)]
TEXT = text_of(ACLED_31, ROWS)


def typed() -> pa.Table:
    """The rows with typed columns, as a Parquet export has them."""
    columns: dict[str, list[Any]] = {name: [row.get(name) for row in ROWS] for name in ACLED_31}
    columns["event_date"] = [date.fromisoformat(day) for day in columns["event_date"]]
    for name in ("latitude", "longitude"):
        columns[name] = [float(value) for value in columns[name]]
    for name in ("fatalities", "time_precision", "geo_precision"):
        columns[name] = [int(value) for value in columns[name]]
    return pa.table(columns)


def facts(path: Path, world: World, rows: int = 250_000) -> list[dict[str, Any]]:
    return [row | {"file": None} for row in whole(path, world, rows).observations.to_pylist()]


@pytest.mark.parametrize(
    "pack", [gzip.compress, bz2.compress, lambda text: pa.compress(text, "zstd", asbytes=True)]
)  # fmt: skip
def test_compression_is_told_by_content(write: Write, world: World, pack: Callable[[bytes], bytes]) -> None:
    plain = write(TEXT)
    packed = write(pack(TEXT.encode()), "packed.csv")
    assert facts(packed, world) == facts(plain, world)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_told_by_content(write: Write, world: World, delimiter: str) -> None:
    other = write("\ufeff" + text_of(ACLED_31, ROWS, delimiter), "other")
    assert facts(other, world) == facts(write(TEXT), world)


def test_parquet_by_row_groups(tmp_path: Path, write: Write, world: World) -> None:
    path = tmp_path / "table"
    pq.write_table(typed(), path, row_group_size=3)
    fragments = open_source(path, world).fragments(rows=4)
    assert [(each.first, each.rows, each.groups) for each in fragments] == [(1, 3, (0,)), (4, 4, (1, 2))]
    assert facts(path, world, 4) == facts(write(TEXT), world)


@pytest.mark.parametrize("stream", [False, True])
def test_arrow_files_and_streams(tmp_path: Path, write: Write, world: World, stream: bool) -> None:
    path = tmp_path / "table"
    table = typed()
    opened = pa.ipc.new_stream(path, table.schema) if stream else pa.ipc.new_file(path, table.schema)
    with opened as writer:
        writer.write_table(table, max_chunksize=2)
    assert facts(path, world, 3) == facts(write(TEXT), world)


def workbook(path: Path, fill: Callable[[xlsxwriter.Workbook, Any], None]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("events")
    for at, name in enumerate(ACLED_31):
        sheet.write(0, at, name)
    fill(book, sheet)
    book.close()
    return path


def test_a_workbook_with_dates(tmp_path: Path, write: Write, world: World) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: Any) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for down, row in enumerate(typed().to_pylist(), start=1):
            for at, name in enumerate(ACLED_31):
                if name == "event_date":
                    sheet.write_datetime(down, at, row[name], day)
                else:
                    sheet.write(down, at, row[name])

    path = workbook(tmp_path / "book", fill)
    assert facts(path, world) == facts(write(TEXT), world)


def test_a_workbook_with_merged_cells_and_dates_as_numbers(tmp_path: Path, world: World) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: Any) -> None:
        for down, row in enumerate(ROWS[:4], start=1):
            for at, name in enumerate(ACLED_31):
                sheet.write(down, at, row.get(name, ""))
        sheet.merge_range(2, ACLED_31.index("country"), 3, ACLED_31.index("country"), "Syria")
        sheet.write_number(4, ACLED_31.index("event_date"), 43888)

    found = whole(workbook(tmp_path / "book", fill), world)
    assert found.observations.column("id").to_pylist() == ["acled:SYR1"]
    told = [(row["row"], row["reason"]) for row in found.rejects.to_pylist()]
    assert told == [(2, "merged_cells"), (3, "merged_cells"), (4, "date_as_number")]


def test_a_workbook_with_a_merged_header(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book", lambda book, sheet: sheet.merge_range(0, 0, 0, 1, "event_id_cnty"))
    with pytest.raises(SourceError, match="merged cells in the first row of sheet 'events'"):
        recognise(path)


def test_a_header_without_rows_has_no_fragment(write: Write, world: World) -> None:
    assert open_source(write(text_of(ACLED_31, [])), world).fragments() == []


def test_a_table_in_memory(write: Write, world: World) -> None:
    found = from_table(typed(), world)
    assert [row | {"file": None} for row in found.observations.to_pylist()] == facts(write(TEXT), world)
    with pytest.raises(SourceError, match="table:1: found a table of an unknown kind with the columns a;"):
        from_table(pa.table({"a": [1]}), world)


def test_a_zone_for_a_table_in_memory(world: World) -> None:
    table = pa.table({name: [acled_row(country="Atlantis").get(name, "")] for name in ACLED_31})
    row = only(from_table(table, world, zone="Asia/Aden"))
    assert (row["zone"], row["flags"]) == ("Asia/Aden", [])
    with pytest.raises(ValueError, match="IANA zone"):
        from_table(table, world, zone="+03:00")


def test_what_holdfire_writes_it_reads(tmp_path: Path, write: Write, world: World) -> None:
    first = whole(write(TEXT), world).observations
    path = tmp_path / "written"
    pq.write_table(pa.Table.from_pylist(first.to_pylist()), path)
    again = whole(path, world).observations
    assert recognise(path).name == "observations"
    assert [row | {"file": None} for row in again.to_pylist()] == [row | {"file": None} for row in first.to_pylist()]
