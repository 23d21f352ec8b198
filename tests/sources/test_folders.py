"""Folders and prefixes as one table: in order of names, by partitions, by a manifest; and what is wrong with them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import holdfire as hf
from holdfire.cli import main
from holdfire.engines import EngineError, Job, run
from holdfire.engines.job import described
from holdfire.engines.loaded import loaded
from holdfire.sources import (
    Fragment,
    Imported,
    Source,
    SourceError,
    check_rows,
    files_of,
    open_source,
    open_sources,
)
from holdfire.sources.address import Address, Where
from holdfire.sources.container import brought
from holdfire.world import World
from stores import put

from .examples import ACLED_31, GED_41, acled_row, ged_row, text_of, whole

TERMS = ("syria-coh-2016",)


def table(*idents: str, **changed: object) -> str:
    return text_of(ACLED_31, [acled_row(event_id_cnty=each, **changed) for each in idents])


@pytest.fixture(params=["here", "at an address"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    """An empty folder: one of this machine, or a prefix."""
    if request.param == "here":
        return tmp_path / "folder"
    found: Address = request.getfixturevalue("bucket")
    return found


def write(folder: Where, name: str, content: str | bytes) -> Where:
    """Put a file into a folder, wherever that is."""
    data = content.encode() if isinstance(content, str) else content
    if isinstance(folder, Address):
        return put(folder.child(name), data)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def ids(files: tuple[Where, ...], world: World) -> list[Any]:
    return [each for file in files for each in whole(file, world).observations["id"].to_pylist()]


def test_all_files_below_a_folder_in_the_order_of_their_names(folder: Where, world: World) -> None:
    for name, ident in (("b.csv", "B"), ("a.csv", "A"), ("c/x y.csv", "C"), ("c/é 100%.csv", "D"), ("d", "E")):
        write(folder, name, table(ident))
    for name in ("_SUCCESS", ".b.csv.crc", "_temporary/0/e.csv", "c/.hidden/e.csv", "c/_e.csv"):
        write(folder, name, "anything")
    files = files_of([folder])
    assert [each.name for each in files] == ["a.csv", "b.csv", "x y.csv", "é 100%.csv", "d"]
    assert ids(files, world) == [f"acled:{each}" for each in "ABCDE"]


def test_a_file_stays_what_it_is_beside_a_folder(folder: Where, tmp_path: Path) -> None:
    write(folder, "a.csv", table("A"))
    alone = tmp_path / "alone.csv"
    assert files_of([alone, folder]) == (alone, *files_of([folder]))


def test_the_columns_of_partitions_are_in_the_rows_that_lack_them(folder: Where, world: World) -> None:
    columns = [name for name in ACLED_31 if name not in ("country", "year")]
    one, two = (text_of(columns, [acled_row(event_id_cnty=each)]) for each in "AB")
    parquet = pa.table({name: [acled_row(event_id_cnty="C", country="Lebanon").get(name, "")] for name in ACLED_31})
    write(folder, "year=2016/country=Syria/part-0.csv", one)
    write(folder, "year=2017/country=C%C3%B4te d'Ivoire/part-0.csv", two)
    sink = pa.BufferOutputStream()
    pq.write_table(parquet, sink)
    write(folder, "year=2018/country=__HIVE_DEFAULT_PARTITION__/part-0.parquet", sink.getvalue().to_pybytes())
    files = files_of([folder])
    found = [open_source(each, world) for each in files]
    assert [each.recognised.constants for each in found] == [
        (("year", "2016"), ("country", "Syria")),
        (("year", "2017"), ("country", "Côte d'Ivoire")),
        (),
    ]
    observations = [whole(each, world).observations.to_pylist()[0] for each in files]
    assert [each["areas"] for each in observations] == [
        whole(write(folder, name, table("X", country=country)), world).observations.to_pylist()[0]["areas"]
        for name, country in (("_x", "Syria"), ("_y", "Côte d'Ivoire"), ("_z", "Lebanon"))
    ]


def test_a_missing_partition_is_a_missing_cell(folder: Where, world: World) -> None:
    columns = [name for name in ACLED_31 if name != "fatalities"]
    row = text_of(columns, [acled_row(event_id_cnty="A")])
    [file] = files_of([write(folder, "fatalities=__HIVE_DEFAULT_PARTITION__/a.csv", row)])
    [told] = whole(file, world).observations.to_pylist()
    assert told["killed_best"] is None
    [other] = files_of([write(folder, "fatalities=7/a.csv", row)])
    [told] = whole(other, world).observations.to_pylist()
    assert told["killed_best"] == 7


def test_a_needed_column_may_stand_in_the_names_of_folders_alone(folder: Where, world: World) -> None:
    columns = [name for name in GED_41 if name != "type_of_violence"]
    for violence in (1, 3):
        write(folder, f"type_of_violence={violence}/a.csv", text_of(columns, [ged_row(id=violence)]))
    files = files_of([folder])
    assert [open_source(each, world).format.name for each in files] == ["ucdp-ged", "ucdp-ged"]
    assert ids(files, world) == ["ucdp-ged:1", "ucdp-ged:3"]


def test_a_partition_names_the_job_and_a_folder_does_not(tmp_path: Path) -> None:
    text = table("A")
    files = [write(tmp_path, f"{folder}/a.csv", text) for folder in ("one", "two", "year=2016", "year=2017")]
    one, two, sixteen, seventeen = (Job((each,), TERMS).id() for each in files)
    assert one == two
    assert len({one, sixteen, seventeen}) == 3
    assert described(files[2])["partition"] == {"year": "2016"}


def manifest(parts: dict[str, str]) -> str:
    listed = [
        {"name": name, "rows": 1, "sha256": hashlib.sha256(text.encode()).hexdigest()} for name, text in parts.items()
    ]
    return json.dumps({"parts": listed, "rows": len(parts), "metadata": {}})


def test_a_manifest_is_followed_and_what_else_lies_there_is_not_read(folder: Where, world: World) -> None:
    parts = {"b.csv": table("B"), "a.csv": table("A")}
    for name, text in parts.items():
        write(folder, name, text)
    write(folder, "stray.csv", table("STRAY"))
    write(folder, "_manifest.json", manifest(parts))
    files = files_of([folder])
    assert ids(files, world) == ["acled:B", "acled:A"]


def test_folders_with_manifests_in_a_folder_are_followed_too(folder: Where, world: World) -> None:
    write(folder, "a.csv", table("A"))
    for name, ident in (("b.out", "B"), ("d/e.out", "E")):
        parts = {"part-0.csv": table(ident)}
        write(folder, f"{name}/part-0.csv", parts["part-0.csv"])
        write(folder, f"{name}/a-stray.csv", table("STRAY"))
        write(folder, f"{name}/deep/stray.csv", table("STRAY"))
        write(folder, f"{name}/_manifest.json", manifest(parts))
    write(folder, "c.csv", table("C"))
    assert ids(files_of([folder]), world) == [f"acled:{each}" for each in "ABCE"]


def test_a_manifest_that_cannot_be_followed_is_told(folder: Where) -> None:
    write(folder, "a.csv", table("A"))
    for content, found in (
        ("no JSON", "a manifest that cannot be read"),
        (json.dumps({"parts": []}), "a manifest without parts"),
        (manifest({"gone.csv": ""}), "no such file"),
        (manifest({"../a.csv": ""}), "a part named '../a.csv'"),
        (manifest({"/a.csv": ""}), "a part named '/a.csv'"),
    ):
        write(folder, "_manifest.json", content)
        with pytest.raises(SourceError, match=f"found {found}"):
            files_of([folder])


def test_a_part_that_is_not_as_it_was_written_is_told(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", table("A"))
    write(tmp_path, "_manifest.json", manifest({"a.csv": table("B")}))
    with pytest.raises(SourceError, match=r"a\.csv: found a part that is not as it was written"):
        files_of([tmp_path])


def test_a_schema_that_changes_between_files_is_told_once_with_both_names(folder: Where) -> None:
    first = write(folder, "a.csv", table("A"))
    write(folder, "b.csv", table("B"))
    lacking = [name for name in ACLED_31 if name not in ("event_date", "actor1")]
    odd = write(folder, "c.csv", text_of(lacking, [acled_row()]))
    with pytest.raises(SourceError) as error:
        files_of([folder])
    told = str(error.value)
    assert told.startswith(f"{odd}: found a table without actor1, event_date; expected the format of {first}: ACLED")
    assert "schema may not change between files" in told
    assert "\n" not in told


def test_another_dataset_in_a_folder_is_told(folder: Where) -> None:
    write(folder, "a.csv", table("A"))
    write(folder, "b.csv", text_of(GED_41, [ged_row()]))
    with pytest.raises(
        SourceError, match=r"b\.csv: found UCDP Georeferenced Event Dataset; expected the format of .*a"
    ):
        files_of([folder])


def test_a_file_that_is_no_table_is_told_by_itself(folder: Where) -> None:
    write(folder, "a.csv", table("A"))
    write(folder, "b.png", b"\x89PNG\r\n\x1a\n0000")
    with pytest.raises(SourceError, match=r"b\.png: found a PNG picture"):
        files_of([folder])


def test_a_folder_without_files_is_told(folder: Where) -> None:
    write(folder, "_SUCCESS", "")
    with pytest.raises(SourceError, match="found a folder without files"):
        files_of([folder])


@pytest.mark.parametrize("made", ["text", "packed", "parquet"])
def test_a_header_without_a_row_is_told(folder: Where, world: World, made: str) -> None:
    text = text_of(ACLED_31, [])
    content = text.encode()
    if made == "packed":
        content = bytes(pa.compress(content, "zstd", asbytes=True))
    if made == "parquet":
        sink = pa.BufferOutputStream()
        pq.write_table(pa.table({name: pa.array([], pa.string()) for name in ACLED_31}), sink)
        content = sink.getvalue().to_pybytes()
    bare = write(folder, "a.data", content)
    with pytest.raises(SourceError, match=r"a\.data: found a header and no row under it"):
        check_rows([bare])
    assert open_source(bare, world).fragments() == []
    check_rows([bare, write(folder, "b.csv", table("A"))])


def test_files_in_a_folder_read_by_a_mapping(folder: Where, world: World, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "name: own\nzone: Asia/Damascus\nfields:\n  id: {column: nr}\n  when: {column: day}\n"
        "  act: {constant: shelling}\n  country: {column: land}\n"
    )
    for land in ("Syria", "Lebanon"):
        write(folder, f"land={land}/a.csv", f"nr,day\n{land},2016-03-01\n")
    files = files_of([folder], mapping)
    sources = open_sources(files, world, mapping=mapping)
    found = [run for each in sources for part in each.fragments() for run in each.read(part)]
    assert [run.observations["id"].to_pylist() for run in found] == [["own:Lebanon"], ["own:Syria"]]
    write(folder, "land=Yemen/a.csv", "nr,date\nx,2016-03-01\n")
    expected = r"land=Yemen/a\.csv: found a table without day; expected the format of .*land=Lebanon/a\.csv: Table"
    with pytest.raises(SourceError, match=expected):
        files_of([folder], mapping)


def test_a_folder_of_a_known_dataset_stands_beside_a_mapping_for_another_file(
    folder: Where, tmp_path: Path, world: World
) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "name: own\nzone: Asia/Damascus\nfields:\n"
        "  id: {column: nr}\n  when: {column: day}\n  act: {constant: shelling}\n"
    )
    own = write(tmp_path, "own.csv", "nr,day\nx,2016-03-01\n")
    write(folder, "a.csv", table("A"))
    write(folder, "b.csv", table("B"))
    files = files_of([own, folder], mapping)
    assert [each.format.name for each in open_sources(files, world, mapping=mapping)] == ["table", "acled", "acled"]


def test_a_run_over_a_folder_says_the_same_wherever_it_lies(bucket: Address, tmp_path: Path) -> None:
    rows = [acled_row(event_id_cnty=f"SYR{n}", event_date=f"2016-03-{n:02}") for n in range(1, 29)]
    for n in range(4):
        text = text_of(ACLED_31, rows[n::4])
        write(bucket, f"year=2016/part-{n}.csv", text)
        write(tmp_path / "here", f"year=2016/part-{n}.csv", text)
    here, there = (run(Job(files_of([folder]), TERMS), keep=True) for folder in (tmp_path / "here", bucket))
    assert here.account.rows_in == there.account.rows_in == 28
    assert here.tables is not None
    assert there.tables is not None
    assert here.tables[TERMS[0]].to_pylist() == there.tables[TERMS[0]].to_pylist()
    assert [each.files for each in (Job(files_of([bucket]), TERMS),)] == [files_of([bucket])]


def test_a_changed_file_at_an_address_names_another_job(bucket: Address) -> None:
    write(bucket, "a.csv", table("A"))
    job = Job(files_of([bucket]), TERMS)
    before = job.id()
    assert job.id() == before
    write(bucket, "a.csv", table("B"))
    assert job.id() != before
    [told] = job.inputs()["files"]
    assert set(told) == {"path", "size", "version"}


def test_all_fragments_run_again_where_a_file_has_changed(folder: Where, tmp_path: Path) -> None:
    for n in range(3):
        write(folder, f"part-{n}.csv", table(f"A{n}"))
    out = tmp_path / "out.parquet"
    assert run(Job(files_of([folder]), TERMS), out=out).account.ran == 3
    write(folder, "part-1.csv", table("B1"))
    result = run(Job(files_of([folder]), TERMS), out=out)
    assert (result.account.ran, result.account.skipped) == (3, 0)
    assert sorted({each["event_id"] for each in pq.read_table(out).to_pylist()}) == ["acled:A0", "acled:A2", "acled:B1"]


def test_a_file_that_changes_before_it_is_cut_is_noticed(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", table("A"))
    job = Job(files_of([tmp_path]), TERMS)
    held = loaded(job, job.id())
    assert len(held.fragments()) == 1
    (tmp_path / "a.csv").touch()
    assert len(held.fragments()) == 1
    write(tmp_path, "a.csv", table("B"))
    with pytest.raises(SourceError, match="found a file that changed while the run began"):
        held.fragments()


def test_a_file_that_changes_during_a_run_ends_it(folder: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(2):
        write(folder, f"part-{n}.csv", table(f"A{n}"))
    read = Source.read

    def meddled(source: Source, fragment: Fragment) -> Iterator[Imported]:
        write(folder, "part-1.csv", table("B1"))
        return read(source, fragment)

    monkeypatch.setattr(Source, "read", meddled)
    with pytest.raises((SourceError, EngineError), match=r"part-1\.csv: found a file that changed while it"):
        run(Job(files_of([folder]), TERMS), keep=True)


def command(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The exit code of a command."""
    monkeypatch.setattr("sys.argv", ["holdfire", *map(str, arguments)])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def test_commands_take_folders_and_addresses(
    folder: Where, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one = write(folder, "a b.csv", table("A"))
    write(folder, "b.csv", table("B"))
    out = tmp_path / "out.parquet"
    assert command(monkeypatch, "assess", folder, "--terms", TERMS[0], "--out", out) == 0
    assert pq.read_table(out)["event_id"].unique().to_pylist() == ["acled:A", "acled:B"]
    assert command(monkeypatch, "match", folder, "--out", tmp_path / "incidents.parquet") == 0
    assert pq.read_metadata(tmp_path / "incidents.parquet").num_rows > 0
    capsys.readouterr()
    assert command(monkeypatch, "sources", "check", one, "--json") == 0
    assert json.loads(capsys.readouterr().out)["kept"] == 1


def test_commands_refuse_credentials_without_showing_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (("assess", "--terms", TERMS[0]), ("match",), ("read",), ("sources", "check")):
        assert command(monkeypatch, *words, "s3://AKIA:verysecret@bucket/x.csv") == 2
        told = "".join(capsys.readouterr())
        assert "an address that holds a key or password" in told
        assert "verysecret" not in told


def test_a_command_says_that_there_is_no_row(
    folder: Where, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, "a.csv", text_of(ACLED_31, []))
    assert command(monkeypatch, "assess", folder, "--terms", TERMS[0]) == 2
    assert (
        "a.csv: found a header and no row under it; expected a table with at least one row" in capsys.readouterr().err
    )


def test_hf_assess_takes_a_folder(folder: Where) -> None:
    write(folder, "a.csv", table("A"))
    write(folder, "b.csv", table("B"))
    assert hf.assess(folder, TERMS[0]).events["event_id"].to_pylist() == ["acled:A", "acled:B"]


def test_brought_is_the_path_itself_on_this_machine(tmp_path: Path) -> None:
    with brought(tmp_path) as here:
        assert here == tmp_path
