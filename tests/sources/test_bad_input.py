"""Bad input: each kind gives a clear message with place and remedy, or sets the one row aside."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from holdfire.sources import SourceError, conflicts, open_source, recognise
from holdfire.world import World

from .examples import ACLED_31, GED_41, acled_row, ged_row, refused, text_of, whole

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b"\xef\xbb\xbf\n\n", "an empty file"),
        (b"\x89PNG\r\n\x1a\n0000", "a PNG picture"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "a web page (HTML)"),
        (b"<?xml version='1.0'?><a/>", "an XML document"),
        ("id,date".encode("utf-16"), "text in UTF-16"),
        (b"\x01\x02\x00\x03binary", "a binary file of an unknown kind"),
        (b"PK\x03\x04 not really a workbook", "a ZIP file that is no workbook"),
        (b"PAR1 not really Parquet", "a damaged Parquet file"),
        (b"\x1f\x8b\x08\x00 not really gzip", "compressed data that breaks off or is damaged"),
    ],
)
def test_a_wrong_file(write: Write, content: bytes, found: str) -> None:
    with pytest.raises(SourceError) as error:
        recognise(write(content))
    assert error.value.found.startswith(found)
    assert error.value.expected
    assert error.value.remedy
    assert error.value.file in str(error.value)


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="found a folder"):
        recognise(tmp_path)
    with pytest.raises(SourceError, match="found no such file"):
        recognise(tmp_path / "nothing")


def test_a_table_of_another_kind_shows_its_header(write: Write) -> None:
    with pytest.raises(
        SourceError, match=r":1: found a table of an unknown kind with the columns a, b, c;.*new-mapping"
    ):
        recognise(write("a,b,c\n1,2,3\n"))


def test_a_wrong_delimiter(write: Write) -> None:
    header, row = text_of(GED_41, [ged_row()]).splitlines()
    with pytest.raises(SourceError, match="rows cut by the semicolon under a header cut by the comma"):
        recognise(write(header + "\n" + row.replace(",", ";") + "\n"))
    with pytest.raises(SourceError, match="cut by none of the known delimiters"):
        recognise(write(header.replace(",", "^") + "\n"))


def test_a_missing_column(write: Write) -> None:
    columns = [name for name in GED_41 if name != "id"]
    with pytest.raises(SourceError, match="no column id"):
        recognise(write(text_of(columns, [ged_row()])))


def test_a_truncated_row(write: Write, world: World) -> None:
    text = text_of(ACLED_31, [acled_row(), acled_row(event_id_cnty="SYR2")])
    cut_short = text[: text.rindex("SYR2") + 20]
    found = whole(write(cut_short), world)
    assert found.observations.column("id").to_pylist() == ["acled:SYR1"]
    [row] = found.rejects.to_pylist()
    assert (row["row"], row["reason"], row["expected"]) == (2, "wrong_number_of_cells", "31 cells")
    assert row["raw"].startswith('["SYR2"')


def test_a_byte_that_is_not_utf8(write: Write, world: World) -> None:
    text = text_of(ACLED_31, [acled_row(), acled_row(event_id_cnty="SYR2", location="Orl?ans"), acled_row()])
    found = whole(write(text.encode().replace(b"Orl?ans", b"Orl\xe9ans")), world)
    assert found.observations.column("row").to_pylist() == [1, 3]
    [row] = found.rejects.to_pylist()
    assert (row["row"], row["reason"]) == (2, "not_utf8")
    assert "0xe9" in row["found"]


@pytest.mark.parametrize(
    ("changed", "reason", "column"),
    [
        ({"date_start": "2016-02-30"}, "impossible_date", "date_start"),
        ({"date_start": "03/02/2016"}, "impossible_date", "date_start"),
        ({"date_start": "42430"}, "date_as_number", "date_start"),
        ({"date_end": ""}, "missing_date", "date_end"),
        ({"date_end": "2016-02-01"}, "end_before_start", "date_end"),
        ({"latitude": "91"}, "latitude_out_of_range", "latitude"),
        ({"latitude": "36,2"}, "latitude_not_a_number", "latitude"),
        ({"longitude": "nan"}, "longitude_not_a_number", "longitude"),
        ({"longitude": ""}, "half_a_point", "longitude"),
        ({"id": ""}, "missing_id", "id"),
        ({"best": "-1"}, "negative_count", "best"),
        ({"best": "many"}, "not_a_count", "best"),
        ({"best": "1.5"}, "not_a_count", "best"),
    ],
)
def test_a_cell_that_cannot_be(write: Write, world: World, changed: dict[str, str], reason: str, column: str) -> None:
    row = refused(whole(write(text_of(GED_41, [ged_row(**changed)])), world))
    assert (row["reason"], row["column"], row["row"]) == (reason, column, 1)
    assert row["expected"]
    assert row["found"] == (repr(changed[column]) if changed.get(column) else "nothing")
    assert row["raw"].startswith("[")


def test_the_first_reason_stands(write: Write, world: World) -> None:
    row = refused(whole(write(text_of(GED_41, [ged_row(id="", latitude=99, best=-3)])), world))
    assert row["reason"] == "missing_id"


def test_a_quote_that_is_never_closed(write: Write, world: World) -> None:
    rows = [acled_row(event_id_cnty=f"SYR{n}") for n in range(1, 4)]
    text = text_of(ACLED_31, rows)
    broken = text.replace("\nSYR3,", '\n"SYR3,')
    found = whole(write(broken), world)
    assert found.observations.column("id").to_pylist() == ["acled:SYR1", "acled:SYR2"]
    assert [(row["row"], row["reason"]) for row in found.rejects.to_pylist()] == [(3, "unclosed_quote")]


def test_one_unclosed_quote_does_not_eat_the_file(write: Write, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("holdfire.sources.boundaries.LONGEST", 2_000)
    rows = [acled_row(event_id_cnty=f"SYR{n}") for n in range(1, 60)]
    broken = text_of(ACLED_31, rows).replace("\nSYR9,", '\n"SYR9,')
    found = whole(write(broken), world)
    assert found.rows == 59
    assert [row["row"] for row in found.rejects.to_pylist()] == [9]


def test_duplicates_and_conflicts_are_told_over_whole_columns(write: Write, world: World) -> None:
    rows = [acled_row(), acled_row(), acled_row(fatalities=9), acled_row(event_id_cnty="SYR2")]
    found = whole(write(text_of(ACLED_31, rows)), world, rows=1).observations
    told = conflicts(found.column("id"), found.column("observation_id"))
    assert told.duplicate.tolist() == [False, True, False, False]
    assert told.conflict.tolist() == [True, True, True, False]


def test_compressed_data_that_breaks_off(write: Write, world: World) -> None:
    packed = gzip.compress(text_of(ACLED_31, [acled_row(notes=f"note {n} " * 50) for n in range(20_000)]).encode())
    path = write(packed[: len(packed) // 2])
    with pytest.raises(SourceError, match="breaks off or is damaged"):
        whole(path, world)


def test_errors_can_be_sent_between_processes() -> None:
    import pickle

    error = SourceError("a.csv", line=3, found="x", expected="y", remedy="Do z.")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.line) == (str(error), 3)


def test_a_source_can_be_sent_to_another_process(write: Write, world: World) -> None:
    import pickle

    source = open_source(write(text_of(ACLED_31, [acled_row()])), world)
    again = pickle.loads(pickle.dumps(source))
    assert again.digest() == source.digest()
    assert [run.rows for fragment in again.fragments() for run in again.read(fragment)] == [1]


OWN = "id,when_start,when_end,zone,act,lat,lon,radius_km\n"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("0001-01-01T00:00Z", "2016-03-01T00:00Z"),
        ("0002-01-01T00:00+02:00", "2016-03-01T00:00Z"),
        ("2016-03-01T00:00Z", "9999-12-31T23:59Z"),
    ],
)
def test_a_time_at_the_ends_of_the_calendar_is_set_aside(write: Write, world: World, start: str, end: str) -> None:
    """Its days have no neighbours in every zone; what lies well within is kept."""
    rows = (f"a,{start},{end},UTC,shelling,36,37,1", "b,0002-01-01T00:00Z,9998-12-31T00:00Z,UTC,shelling,36,37,1")
    found = whole(write(OWN + "\n".join(rows) + "\n", "own.csv"), world)
    assert found.observations["id"].to_pylist() == ["b"]
    assert found.rejects["reason"].to_pylist() == ["impossible_date"]
    assert "2 to 9998" in found.rejects["expected"].to_pylist()[0]


@pytest.mark.parametrize("when", ["0001-01-02", "9999-01-02", "{from: 0001-06-01, to: 2016-02-27}"])
def test_a_report_at_the_ends_of_the_calendar_is_set_aside(write: Write, world: World, when: str) -> None:
    text = f"zone: America/New_York\nreports:\n- {{id: a, when: {when}, act: shelling}}\n"
    found = whole(write(text, "reports.yaml"), world)
    assert (found.observations.num_rows, found.rejects["reason"].to_pylist()) == (0, ["not_a_report"])
    assert found.rejects["expected"].to_pylist() == ["a year between 2 and 9998"]


@pytest.mark.parametrize(
    ("radius", "reason"),
    [("1e300", "not_a_distance"), ("-1", "not_a_distance"), ("inf", "not_a_number"), ("nan", "not_a_number")],
)
def test_a_radius_that_no_place_has_is_set_aside(write: Write, world: World, radius: str, reason: str) -> None:
    rows = (f"a,2016-03-01T00:00Z,2016-03-02T00:00Z,UTC,shelling,36,37,{km}" for km in (radius, "0", "20100"))
    found = whole(write(OWN + "\n".join(rows) + "\n", "own.csv"), world)
    assert found.observations["radius_km"].to_pylist() == [0, 20_100]
    assert found.rejects["reason"].to_pylist() == [reason]
