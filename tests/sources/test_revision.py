"""Two vintages of a dataset: what was added, withdrawn, changed, or stands under another id."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.engines.holding import holds_findings
from holdfire.records import Observation, arrow_schema
from holdfire.sources import SourceError, open_source
from holdfire.sources.changes import changes_of, entries
from holdfire.sources.contents import COLUMNS, contents
from holdfire.sources.forms.form import load_form
from holdfire.sources.revision import Revision, revision
from holdfire.sources.vintage import read_again, read_vintage
from holdfire.world import World

from .examples import ACLED_31, GED_41, GED_49, acled_row, ged_row, text_of
from .submissions import answered, kobo_xlsx, odk_zip

Write = Callable[..., Path]
Rows = Sequence[Mapping[str, str]]


@pytest.fixture
def compared(world: World, write: Write) -> Callable[..., Revision]:
    """Compare the texts of two files, or two files."""

    def made(old: str | Path, new: str | Path, **options: Any) -> Revision:
        paths = [
            each if isinstance(each, Path) else write(each, name)
            for each, name in ((old, "old.data"), (new, "new.data"))
        ]
        mapping = options.pop("mapping", None)
        return revision(*(open_source(path, world, mapping=mapping) for path in paths), **options)

    return made


Compared = Callable[..., Revision]


def ged(*rows: Mapping[str, str], columns: Sequence[str] = GED_49) -> str:
    return text_of(columns, [dict(row) for row in rows])


def acled(*rows: Mapping[str, str]) -> str:
    return text_of(ACLED_31, [dict(row) for row in rows])


def changed(found: Revision) -> list[tuple[str, str, Any, Any]]:
    return [(each["id"], each["column"], each["from"], each["to"]) for each in entries(found.changes)]


def names(table: pa.Table) -> list[str]:
    return list(table["id"].to_pylist())


def test_a_file_and_itself_differ_in_nothing(compared: Compared) -> None:
    text = ged(ged_row(id=1), ged_row(id=2, best=4))
    found = compared(text, text)
    assert (found.same, found.changed, found.changes.num_rows) == (2, 0, 0)
    assert (names(found.added), names(found.withdrawn), found.renamed) == ([], [], ())


def test_added_withdrawn_and_changed_are_told_apart(compared: Compared) -> None:
    found = compared(
        ged(ged_row(id=1, best=3), ged_row(id=2, best=2), ged_row(id=3, low=1)),
        ged(ged_row(id=4, best=2, low=0), ged_row(id=1, best=4), ged_row(id=3, low=1)),
    )
    assert (names(found.added), names(found.withdrawn)) == (["ucdp-ged:4"], ["ucdp-ged:2"])
    assert changed(found) == [("ucdp-ged:1", "killed_best", 3, 4)]
    assert (found.changed, found.same) == (1, 1)


def test_where_a_row_stands_and_when_it_was_uploaded_is_no_change(compared: Compared) -> None:
    rows = [acled_row(event_id_cnty=f"SYR{n}", fatalities=n) for n in range(5)]
    later = [{**row, "timestamp": "1700000000"} for row in reversed(rows)]
    assert compared(acled(*rows), acled(*later)).same == 5


def test_lists_have_no_order(compared: Compared) -> None:
    first, second = (
        ged_row(source_original="SOHR;Human Rights Watch"),
        ged_row(source_original="Human Rights Watch;SOHR"),
    )
    assert compared(ged(first), ged(second)).same == 1
    assert changed(compared(ged(first), ged(ged_row(source_original="SOHR")))) == [
        ("ucdp-ged:900001", "claimed_by", ["sohr", "hrw"], ["sohr"])
    ]


def test_another_layout_of_the_same_rows_is_no_change(compared: Compared) -> None:
    """The Candidate edition has the same ids as the yearly one, other columns, and a code status."""
    row = ged_row(id=7)
    assert compared(ged(row | {"code_status": "Check 1"}), ged(row, columns=GED_41)).same == 1


def test_another_name_of_the_same_actor_is_no_change(compared: Compared) -> None:
    assert compared(ged(ged_row(side_b="Syrian insurgents")), ged(ged_row(side_b="Syrian rebels, all"))).same == 1


def test_a_row_under_another_id_is_renamed(compared: Compared) -> None:
    found = compared(ged(ged_row(id=1), ged_row(id=2, best=2)), ged(ged_row(id=1), ged_row(id=77, best=2)))
    assert found.renamed == (("ucdp-ged:2", "ucdp-ged:77"),)
    assert (names(found.added), names(found.withdrawn)) == ([], [])


def test_rows_that_say_the_same_are_not_told_apart_by_guess(compared: Compared) -> None:
    """Two rows of one content: nobody knows which of them got the new id."""
    found = compared(ged(ged_row(id=1), ged_row(id=2)), ged(ged_row(id=1), ged_row(id=77)))
    assert found.renamed == ()
    assert (names(found.added), names(found.withdrawn)) == (["ucdp-ged:77"], ["ucdp-ged:2"])


def test_an_id_that_stands_twice_is_kept_and_counted(compared: Compared) -> None:
    once, twice = ged_row(id=1, best=3), ged_row(id=1, best=4)
    found = compared(ged(once), ged(once, twice))
    assert (found.before.conflicts, found.after.conflicts) == (0, 1)
    assert changed(found) == [("ucdp-ged:1", "versions", 1, 2)]
    assert (found.changed, found.same) == (1, 0)


def test_versions_of_one_id_are_compared_in_the_order_of_the_file(compared: Compared) -> None:
    versions = [ged_row(id=1, best=best) for best in (2, 3)]
    found = compared(ged(*versions), ged(versions[0], ged_row(id=1, best=4)))
    assert changed(found) == [("ucdp-ged:1", "killed_best", 3, 4)]
    assert (found.before.conflicts, found.after.conflicts, found.changed) == (1, 1, 1)


def test_a_row_that_is_repeated_is_one(compared: Compared) -> None:
    found = compared(ged(ged_row()), ged(ged_row(), ged_row()))
    assert found.same == 1
    assert found.after.once.tolist() == [True, False]


def test_rows_set_aside_are_counted_with_their_reason(compared: Compared) -> None:
    found = compared(ged(ged_row(id=1)), ged(ged_row(id=1, date_start="yesterday")))
    assert found.after.rows == 1
    assert found.after.set_aside == Counter({"impossible_date": 1})
    assert names(found.withdrawn) == ["ucdp-ged:1"]


def test_a_table_of_ones_own_is_read_through_its_mapping(compared: Compared, write: Write) -> None:
    mapping = write(
        "name: w\nzone: Asia/Damascus\nfields:\n  id: {column: no}\n  when: {column: day}\n"
        "  act: {column: what}\n  killed_best: {column: dead}\n",
        "mapping.yaml",
    )
    head = "no,day,what,dead\n"
    found = compared(head + "1,2016-03-01,shelling,2\n", head + "1,2016-03-01,shelling,3\n", mapping=mapping)
    assert changed(found) == [("w:1", "killed_best", 2, 3)]


def test_our_own_observations_are_compared_with_the_dataset_that_they_came_from(
    compared: Compared, world: World, write: Write, tmp_path: Path
) -> None:
    """The encoding of columns and the file make no difference."""
    dataset = write(ged(ged_row(id=1), ged_row(id=2, best=9, high=9)), "ged.data")
    source = open_source(dataset, world)
    [run] = [run for fragment in source.fragments() for run in source.read(fragment)]
    rows = [row | {"status": "reported"} for row in run.observations.to_pylist()]
    own = tmp_path / "own.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(Observation)), own)
    assert compared(dataset, own).same == 2
    rows[1]["actors"] = ["russia"]
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(Observation)), own)
    assert changed(compared(dataset, own)) == [
        ("ucdp-ged:2", "actors", run.observations["actors"][1].as_py(), ["russia"])
    ]


def test_rival_values_are_content(compared: Compared) -> None:
    def report(*rivals: dict[str, Any]) -> str:
        told = {"id": "r-1", "when": "2016-03-08", "where": "Idlib", "act": "shelling", "claimed_by": ["SOHR"]}
        return '{"zone": "Asia/Damascus"}\n' + json.dumps(told | {"alternatives": list(rivals)}) + "\n"

    russia, syria = ({"field": "actors", "value": [who]} for who in ("russia", "Syrian army"))
    assert compared(report(russia, syria), report(syria, russia)).same == 1
    [(ident, column, was, now)] = changed(compared(report(), report(russia)))
    assert (ident, column, was) == ("r-1", "alternatives", [])
    assert [(each["field"], json.loads(each["value"])) for each in now] == [("actors", ["russia"])]


def test_submissions_of_the_field_form_are_compared_in_any_form_that_they_are_exported_in(
    compared: Compared, world: World, tmp_path: Path
) -> None:
    form = load_form(world)
    folder = [odk_zip(form, tmp_path / "a.data", answered()), kobo_xlsx(form, tmp_path / "b.data", answered())]
    assert [holds_findings(path) for path in folder] == [False, False]
    for path in folder:
        assert compared(path, path).same == 1


def test_the_changed_rows_of_ids_that_are_asked_for_are_kept_whole(compared: Compared) -> None:
    old, new = ([ged_row(id=n, best=best + n, high=90) for n in range(4)] for best in (2, 3))
    found = compared(ged(*old), ged(*new), keep={"ucdp-ged:2", "elsewhere:1"})
    assert [(table["id"].to_pylist(), table["killed_best"].to_pylist()) for table in (found.was, found.now)] == [
        (["ucdp-ged:2"], [4]),
        (["ucdp-ged:2"], [5]),
    ]
    assert set(changes_of(found.changes, {"ucdp-ged:2"})) == {"ucdp-ged:2"}


def test_a_file_that_is_written_to_meanwhile_is_refused(world: World, write: Write) -> None:
    path = write(ged(ged_row(id=1), ged_row(id=2)))
    source = open_source(path, world)
    vintage = read_vintage(source)
    write(ged(ged_row(id=1), ged_row(id=3)))
    with pytest.raises(SourceError, match="other rows than a moment ago"):
        read_again(open_source(path, world), vintage, np.array([True, True]), lambda run, ids, content: None)


@pytest.mark.parametrize("boards", [1, 3])
def test_the_answer_does_not_depend_on_how_rows_are_put_away(
    compared: Compared, monkeypatch: pytest.MonkeyPatch, boards: int
) -> None:
    monkeypatch.setattr("holdfire.sources.revision._BOARD", 41 // boards)
    old = [ged_row(id=n, low=0, best=n, high=90) for n in range(40)]
    new = [ged_row(id=n, low=0, best=n + n % 2, high=90) for n in reversed(range(40))]
    assert changed(compared(ged(*old), ged(*new))) == [
        (f"ucdp-ged:{n}", "killed_best", n, n + 1) for n in reversed(range(40)) if n % 2
    ]


IDS = st.sampled_from("abcdef")
VINTAGES = st.lists(st.tuples(IDS, st.integers(0, 3)), max_size=12)


@given(VINTAGES, VINTAGES)
def test_every_id_is_accounted_for(
    world: World, tmp_path_factory: pytest.TempPathFactory, old: list[tuple[str, int]], new: list[tuple[str, int]]
) -> None:
    """What is said by hashes and column-wise is what sets say, also where an id stands several times."""
    folder = tmp_path_factory.mktemp("vintages")
    paths = [folder / name for name in ("old", "new")]
    for path, rows in zip(paths, (old, new), strict=True):
        path.write_text(acled(*(acled_row(event_id_cnty=ident, fatalities=dead) for ident, dead in rows)))
    found = revision(*(open_source(path, world) for path in paths))
    before, after = ({ident: {dead for i, dead in rows if i == ident} for ident, _ in rows} for rows in (old, new))
    renamed = dict(found.renamed)
    assert set(names(found.added)) | set(renamed.values()) == {f"acled:{each}" for each in after.keys() - before.keys()}
    assert set(names(found.withdrawn)) | set(renamed) == {f"acled:{each}" for each in before.keys() - after.keys()}
    other = {f"acled:{each}" for each in before.keys() & after.keys() if before[each] != after[each]}
    assert {ident for ident, *_ in changed(found)} == other
    assert found.changed == len(other)
    assert found.same == len(before.keys() & after.keys()) - len(other)
    assert [vintage.conflicts for vintage in (found.before, found.after)] == [
        sum(len(each) > 1 for each in held.values()) for held in (before, after)
    ]


@given(st.permutations(["sohr", "hrw", "snhr"]), st.permutations(["x", "y"]))
def test_the_hash_of_a_content_is_that_of_its_sets(origins: list[str], actors: list[str]) -> None:
    def hashed(origins: Sequence[str], actors: Sequence[str]) -> int:
        row = dict.fromkeys(COLUMNS) | {"id": "a", "claimed_by": list(origins), "actors": list(actors)}
        schema = arrow_schema(Observation).append(pa.field("alternatives", pa.list_(pa.string())))
        return int(contents(pa.Table.from_pylist([row], schema=schema))[0])

    assert hashed(origins, actors) == hashed(sorted(origins), sorted(actors))
    assert hashed(origins, actors) != hashed(actors, origins)
