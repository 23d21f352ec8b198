"""Text that lies in a Parquet file as codes is read as codes, and says the same as text that is written out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from holdfire.sources import SourceError, from_table, open_source
from holdfire.sources.sheets import as_text, batches
from holdfire.world import World

from .examples import acled_row, whole


def rows(n: int) -> list[dict[str, Any]]:
    """Invented events in the columns of ACLED, some cells of which are empty or missing."""
    towns = ["Example village", "Another village", " Example village ", ""]
    return [
        acled_row(event_id_cnty=f"SYR{k}", location=towns[k % 4], notes=f"Shells fell, says report {k}.")
        | {"admin2": None if k % 3 == 0 else "", "fatalities": k % 5, "latitude": 36.0 + k % 7 / 10}
        for k in range(n)
    ]


@pytest.fixture
def table() -> pa.Table:
    return pa.Table.from_pylist(rows(500))


def test_codes_and_words_give_the_same(tmp_path: Path, world: World, table: pa.Table) -> None:
    in_words = from_table(table, world, name="events.parquet").observations.to_pylist()
    for size in (1, 7, 64, 500):
        for coded in (True, False, ["location"]):
            pq.write_table(table, tmp_path / "events.parquet", row_group_size=size, use_dictionary=coded)
            found = whole(tmp_path / "events.parquet", world)
            assert found.observations.to_pylist() == in_words, (size, coded)


def test_small_row_groups_are_read_together(tmp_path: Path) -> None:
    path, table = tmp_path / "events.parquet", pa.Table.from_pylist(rows(5000))
    pq.write_table(table, path, row_group_size=500)
    found = list(batches(path, "parquet", range(10), 2000))
    assert [each.num_rows for each in found] == [2000, 2000, 1000]
    assert pa.types.is_dictionary(found[0]["actor1"].type), "it lies in codes"
    assert pa.types.is_string(found[0]["notes"].type), "it differs in every row"
    assert pa.concat_tables(each.select(["notes"]) for each in found)["notes"].to_pylist() == table["notes"].to_pylist()


@pytest.mark.parametrize("index", [pa.int8(), pa.uint16(), pa.int64()])
@pytest.mark.parametrize("words", [pa.string(), pa.large_string()])
def test_categories_of_any_width(world: World, table: pa.Table, index: pa.DataType, words: pa.DataType) -> None:
    at = table.schema.get_field_index("location")
    wide = [*(f"nowhere {n}" for n in range(100)), None, *dict.fromkeys(table["location"].to_pylist())]
    places = [wide.index(each) for each in table["location"].to_pylist()]
    coded = pa.DictionaryArray.from_arrays(pa.array(places, index), pa.array(wide, words))
    categories = table.set_column(at, "location", coded)
    expected = from_table(table, world).observations.to_pylist()
    assert from_table(categories, world).observations.to_pylist() == expected
    few = categories.slice(5, 3)
    assert from_table(few, world).observations["place"].to_pylist() == [each["place"] for each in expected[5:8]]


def test_a_piece_of_a_larger_table_leaves_its_categories_behind(table: pa.Table) -> None:
    wide = pa.DictionaryArray.from_arrays(pa.array([5, 6]), pa.array([str(n) for n in range(100)]))
    assert as_text(pa.table({"a": wide}))["a"].type == pa.string()
    narrow = pa.DictionaryArray.from_arrays(pa.array([0, 1, None]), pa.array(["x", "y"]))
    assert pa.types.is_dictionary(as_text(pa.table({"a": narrow}))["a"].type)
    assert as_text(pa.table({"a": narrow}))["a"].to_pylist() == ["x", "y", None]


def test_a_row_set_aside_shows_all_its_cells(tmp_path: Path, world: World, table: pa.Table) -> None:
    path = tmp_path / "events.parquet"
    broken = [each | {"event_date": "2016-02-31" if n == 3 else each["event_date"]} for n, each in enumerate(rows(9))]
    pq.write_table(pa.Table.from_pylist(broken), path)
    aside = whole(path, world).rejects.to_pylist()
    assert [each["row"] for each in aside] == [4]
    shown = json.loads(aside[0]["raw"])
    assert len(shown) == len(table.schema)
    assert broken[3]["disorder_type"] in shown, "a column that nobody reads"
    assert open_source(path, world).fragments(100)[0].rows == 9


def test_names_that_stand_twice_or_read_like_paths(tmp_path: Path, world: World, table: pa.Table) -> None:
    path = tmp_path / "events.parquet"
    nested = pa.array([{"b": f"x{n % 2}"} for n in range(len(table))])
    for name in ("a.b", "region"):
        wide = (
            table.append_column("a", nested).append_column(name, table["actor1"]).append_column(name, table["actor1"])
        )
        pq.write_table(wide, path)
        assert whole(path, world).observations.num_rows == len(table)


def test_pieces_whose_categories_hold_an_empty_one(world: World, table: pa.Table) -> None:
    at = table.schema.get_field_index("admin2")
    pieces = [table.slice(0, 100)["admin2"], table.slice(100)["admin2"]]
    coded = pa.chunked_array([each.combine_chunks().dictionary_encode(null_encoding="encode") for each in pieces])
    expected = from_table(table, world).observations.to_pylist()
    assert from_table(table.set_column(at, "admin2", coded), world).observations.to_pylist() == expected


def test_bytes_that_are_no_text(tmp_path: Path, world: World, table: pa.Table) -> None:
    path, broken = tmp_path / "events.parquet", table.slice(0, 3)
    raw = pa.array([b"caf\xe9", b"b", b"c"], pa.binary())
    pq.write_table(broken.set_column(table.schema.get_field_index("location"), "location", raw), path)
    with pytest.raises(SourceError, match=r"events\.parquet: found a damaged parquet file \(Invalid UTF8"):
        whole(path, world)
    dates = pa.array(["2016-02-31", "2016-03-01", "2016-03-02"])
    broken = broken.set_column(table.schema.get_field_index("event_date"), "event_date", dates)
    pq.write_table(broken.append_column("remark", raw), path)
    [aside] = whole(path, world).rejects.to_pylist()
    assert json.loads(aside["raw"])[-1] == "caf\N{REPLACEMENT CHARACTER}", "a column that nobody reads"
