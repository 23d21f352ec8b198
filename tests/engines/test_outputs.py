"""Files that people and programs open: whole, with what they were made from, and put in place only at the end."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from holdfire.engines import EngineError, findings_metadata, fragment, outputs, read_findings, run
from holdfire.engines.outputs import SHEET_ROWS, check_rows
from holdfire.publish.again import ChangedError, judged_again
from made import Made

from .examples import Event, job_of, several, write


@pytest.fixture
def as_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outputs of several parts are folders, as they are from a million rows on."""
    monkeypatch.setattr(outputs, "ONE_FILE_ROWS", 0)


def test_several_parts_of_few_rows_are_one_file(made: Made, tmp_path: Path) -> None:
    path = write(tmp_path / "events.csv", several(30))
    one, parts = tmp_path / "one.parquet", tmp_path / "parts.parquet"
    run(job_of(made, path), out=one)
    run(job_of(made, path, rows=8), out=parts)
    assert parts.is_file()
    assert read_findings(one).to_pylist() == read_findings(parts).to_pylist()
    assert findings_metadata(one) == findings_metadata(parts)


@pytest.mark.usefixtures("as_folders")
def test_one_fragment_is_one_file_and_several_are_a_folder(made: Made, tmp_path: Path) -> None:
    path = write(tmp_path / "events.csv", several(30))
    one, many = tmp_path / "one.parquet", tmp_path / "many.parquet"
    run(job_of(made, path), out=one)
    run(job_of(made, path, rows=8), out=many)
    assert one.is_file()
    assert sorted(each.name for each in many.iterdir()) == [
        "_manifest.json", *(f"part-{n:05d}.parquet" for n in range(4))
    ]  # fmt: skip
    assert read_findings(one).to_pylist() == read_findings(many).to_pylist()
    assert read_findings(many, ["finding_id", "verdict"]).column_names == ["finding_id", "verdict"]
    assert findings_metadata(one) == findings_metadata(many) == {
        **job_of(made, path).inputs(), "working_copy": "exact places: not for publication"
    }  # fmt: skip
    assert not list(tmp_path.glob("*.parts"))


@pytest.mark.usefixtures("as_folders")
def test_readers_follow_the_manifest(made: Made, tmp_path: Path) -> None:
    path = write(tmp_path / "events.csv", several(30))
    out = tmp_path / "out.parquet"
    run(job_of(made, path, rows=8), out=out)
    rows = read_findings(out).num_rows
    (out / "part-99999.parquet").write_bytes((out / "part-00000.parquet").read_bytes())
    assert read_findings(out).num_rows == rows
    (out / "part-00001.parquet").write_bytes(b"damaged")
    with pytest.raises(EngineError, match="not as it was written"):
        read_findings(out)


def test_parquet_has_plain_text_for_other_programs(made: Made, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    run(job_of(made, write(tmp_path / "events.csv", several(3))), out=out)
    schema = pq.read_schema(out)
    assert str(schema.field("verdict").type) == "string"
    assert str(schema.field("when_start").type) == "timestamp[us, tz=UTC]"


def test_csv_has_local_times_lists_and_no_formulas(made: Made, tmp_path: Path) -> None:
    path = write(tmp_path / "events.csv", [Event(1, place="=HYPERLINK(1)"), Event(2, place="@x"), Event(3)])
    out = tmp_path / "out.csv"
    run(job_of(made, path, rows=2), out=out)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert {row["place"] for row in rows} == {"'=HYPERLINK(1)", "'@x", "North Town"}
    assert {row["when_start"] for row in rows} == {"2020-03-03T00:00:00+01:00"}
    assert all("; " in row["reasons"] for row in rows)
    assert findings_metadata(out)["working_copy"] == "exact places: not for publication"


def test_workbook_and_arrow_hold_the_same_rows(made: Made, tmp_path: Path) -> None:
    path = write(tmp_path / "events.csv", several(12))
    arrow, book = tmp_path / "out.arrow", tmp_path / "out.xlsx"
    run(job_of(made, path, rows=5), out=arrow)
    run(job_of(made, path, rows=5), out=book)
    table = read_findings(arrow)
    sheet = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert sheet[0] == table.column_names
    assert [row[0] for row in sheet[1:]] == table["finding_id"].to_pylist()
    assert findings_metadata(arrow) == findings_metadata(book)


def test_too_many_rows_for_a_worksheet_are_told_beforehand() -> None:
    check_rows(Path("x.xlsx"), SHEET_ROWS - 1)
    check_rows(Path("x.parquet"), SHEET_ROWS)
    with pytest.raises(EngineError, match=r"1,048,576 rows, and a worksheet holds 1,048,575"):
        check_rows(Path("x.xlsx"), SHEET_ROWS)


@pytest.mark.parametrize("before", ["file", "folder"])
def test_an_output_that_is_there_is_replaced(made: Made, tmp_path: Path, before: str) -> None:
    path = write(tmp_path / "events.csv", several(30))
    out = tmp_path / "out.parquet"
    run(job_of(made, path, rows=1000 if before == "file" else 8), out=out)
    run(job_of(made, path, rows=9 if before == "file" else 1000, level="event"), out=out)
    assert read_findings(out).num_rows == 30
    assert sorted(each.name for each in tmp_path.iterdir()) == ["events.csv", "out.parquet"]


def test_what_somebody_else_made_is_left_alone(made: Made, tmp_path: Path) -> None:
    path = write(tmp_path / "events.csv", several(3))
    for name in ("out.parquet", "other.parquet.parts"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.txt").write_text("mine")
    for name in ("out.parquet", "other.parquet"):
        with pytest.raises(EngineError, match="did not make"):
            run(job_of(made, path), out=tmp_path / name)
    assert (tmp_path / "out.parquet" / "mine.txt").read_text() == "mine"
    assert (tmp_path / "other.parquet.parts" / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["out.txt", "nowhere/out.csv", "out"])
def test_a_place_where_nothing_can_be_put_is_refused(made: Made, tmp_path: Path, name: str) -> None:
    with pytest.raises(EngineError, match=r"expected a file that ends in|no folder"):
        run(job_of(made, write(tmp_path / "events.csv", several(3))), out=tmp_path / name)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_rows_set_aside_are_there_with_their_columns_even_when_there_are_none(
    made: Made, tmp_path: Path, suffix: str
) -> None:
    rejects = tmp_path / f"rejects{suffix}"
    run(job_of(made, write(tmp_path / "events.csv", several(3))), rejects=rejects)
    assert rejects.exists()
    run(job_of(made, write(tmp_path / "events.csv", several(3), broken=[1])), rejects=rejects)
    if suffix == ".parquet":
        assert pq.read_table(rejects).num_rows == 1
    else:
        assert "2020-02-31" in rejects.read_text(encoding="utf-8")


def test_a_table_says_which_decisions_had_no_effect(made: Made, tmp_path: Path) -> None:
    decision = {"what": "correct", "proposition": "act", "from": "nothing", "to": "shelling", "by": "A. Person",
                "why": "seen", "when": "2020-05-01T00:00:00Z"}  # fmt: skip
    decisions = tmp_path / "decisions.jsonl"
    lines = [json.dumps({**decision, "about": about}) for about in ("acled:MAD1", "acled:MAD77")]
    decisions.write_text("\n".join(lines), encoding="utf-8")
    path = write(tmp_path / "events.csv", several(3))
    result = run(job_of(made, path, decisions=decisions))
    assert len(result.unapplied) == 2
    assert "not 'nothing'" in result.unapplied[0]
    assert result.unapplied[1].startswith("acled:MAD77: no such event in the input")


def test_repeated_text_lies_in_codes(made: Made, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    run(job_of(made, write(tmp_path / "events.csv", several(300))), out=out)
    group = pq.read_metadata(out).row_group(0)
    columns = [group.column(n) for n in range(group.num_columns)]
    text = {each.path_in_schema: each.encodings for each in columns if each.physical_type == "BYTE_ARRAY"}
    written_out = {name for name, encodings in text.items() if "RLE_DICTIONARY" not in encodings}
    assert written_out == {"finding_id", "event_id"}, "only what differs in every row"
    assert {"reasons.list.element", "act", "zone"} <= text.keys()


def test_parts_of_many_files_leave_their_names_to_the_manifest(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragment, "FEW_FILES", 2)
    files = [write(tmp_path / f"{n}.csv", several(3, first=10 * n)) for n in range(3)]
    job, one, many = job_of(made, *files), tmp_path / "one.parquet", tmp_path / "many.parquet"
    run(job, out=one)
    named = [each["path"] for each in findings_metadata(one)["files"]]
    assert named == [str(path) for path in files]
    monkeypatch.setattr(outputs, "ONE_FILE_ROWS", 0)
    run(job, out=many)
    assert findings_metadata(many) == findings_metadata(one)
    part = many / "part-00001.parquet"
    assert (findings_metadata(part)["files"], findings_metadata(part)["files_in"]) == ([], "_manifest.json")
    with pytest.raises(ChangedError, match=r"found a part of one; name the folder with _manifest\.json"):
        judged_again("acled:MAD11", part)


@pytest.mark.parametrize("rows", [0, 10**6])
def test_one_part_of_many_files_still_names_them(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(fragment, "FEW_FILES", 1)
    monkeypatch.setattr(outputs, "ONE_FILE_ROWS", rows)
    files = [write(tmp_path / "none.csv", []), write(tmp_path / "some.csv", several(3))]
    out = tmp_path / "out.parquet"
    run(job_of(made, *files), out=out)
    assert len(findings_metadata(out)["files"]) == 2
