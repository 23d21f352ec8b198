"""What `bench.engines` measures over: rows that are all distinct, and a digest that does not ask how they are cut."""

from __future__ import annotations

import itertools
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bench.country import make_country
from bench.engines import NoRoomError, check_space
from bench.engines_made import digest_of, make_input, pieces
from bench.engines_rivals import Case

from holdfire.engines import run
from holdfire.engines.batches import assess_batches


def test_the_made_rows_are_as_many_as_asked_for_and_all_distinct(tmp_path: Path) -> None:
    made = make_input(tmp_path / "input", 2_050)
    rows = pa.concat_tables([pq.read_table(each) for each in (*made.files, made.warm)])
    assert len(made.files) > 1
    assert rows.num_rows == 2_050 + pq.read_table(made.warm).num_rows
    assert len(set(rows["event_id_cnty"].to_pylist())) == rows.num_rows
    assert len(set(rows["notes"].to_pylist())) == rows.num_rows


def written(folder: Path, name: str, table: pa.Table, sizes: list[int]) -> list[Path]:
    found, at = [], 0
    for n, size in enumerate(sizes):
        found.append(folder / f"{name}-{n}.parquet")
        pq.write_table(table.slice(at, size), found[-1], compression="zstd" if n else "snappy", row_group_size=70)
        at += size
    return found


TABLE = pa.table(
    {
        "id": [f"a{n}" for n in range(300)],
        "word": [None if n % 7 == 0 else "" if n % 5 == 0 else f"w{n % 3}" for n in range(300)],
        "words": [None if n % 11 == 0 else [f"w{m}" for m in range(n % 4)] for n in range(300)],
        "number": [None if n % 13 == 0 else n / 4 for n in range(300)],
        "when": pa.array(range(300), pa.timestamp("us", tz="UTC")),
        "sure": [n % 2 == 0 for n in range(300)],
    }
)


def test_equal_rows_have_one_digest_however_they_are_cut_and_encoded(tmp_path: Path) -> None:
    whole = digest_of(written(tmp_path, "whole", TABLE, [300]))
    cut = digest_of(written(tmp_path, "cut", TABLE.select(TABLE.column_names[::-1]), [10, 0, 200, 90]), batch=64)
    assert cut == whole
    turned = digest_of(written(tmp_path, "turned", TABLE.take(pa.array(range(299, -1, -1))), [120, 180]))
    assert turned.rows_digest == whole.rows_digest
    assert turned.order_digest != whole.order_digest


CHANGES = {
    "word": pa.array(["", *TABLE["word"].to_pylist()[1:]]),
    "words": pa.array([[], *TABLE["words"].to_pylist()[1:]]),
    "number": pa.array([0.0, *TABLE["number"].to_pylist()[1:]]),
    "sure": pa.array([False, *TABLE["sure"].to_pylist()[1:]]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_one_cell_that_differs_makes_another_digest(tmp_path: Path, name: str) -> None:
    other = TABLE.set_column(TABLE.column_names.index(name), name, CHANGES[name])
    whole = digest_of(written(tmp_path, "whole", TABLE, [300]))
    changed = digest_of(written(tmp_path, "changed", other, [300]))
    assert changed.rows_digest != whole.rows_digest
    assert changed.order_digest != whole.order_digest


def test_a_row_that_stands_twice_makes_another_digest(tmp_path: Path) -> None:
    twice = pa.concat_tables([TABLE.slice(0, 299), TABLE.slice(0, 1)])
    whole = digest_of(written(tmp_path, "whole", TABLE, [300]))
    assert digest_of(written(tmp_path, "twice", twice, [300])).rows_digest != whole.rows_digest


def test_findings_of_fragments_and_of_own_kernels_have_one_digest(tmp_path: Path) -> None:
    """What a rival's kernel gives for batches cut anywhere is what a run gives, though a batch has no file and row."""
    made = make_input(tmp_path / "input", 800)
    case = Case(made.folder, tmp_path, rows_per_fragment=200)
    run(case.job(), out=tmp_path / "out.parquet")
    rows = pa.concat_tables([pq.read_table(each) for each in made.files])
    asked, cuts = case.asked, itertools.pairwise([0, 30, 500, 800])
    given = [batch for a, b in cuts for batch in assess_batches(rows.slice(a, b - a).to_batches(), asked)]
    own = pa.Table.from_batches(given, asked.schema)
    paths = written(tmp_path, "own", own, [own.num_rows])
    assert digest_of(paths) == digest_of([tmp_path / "out.parquet"])


def test_pieces_of_one_input_have_seeds_of_their_own(tmp_path: Path) -> None:
    one, other = pieces(make_country(9, 50), 0, 40, 20)
    assert one["actor1"] != other["actor1"]


def test_a_disk_without_room_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(NoRoomError, match=r"GB are free, and 10,000,000,000,000 rows with their output take"):
        check_space(tmp_path, 10**13, "finding")
