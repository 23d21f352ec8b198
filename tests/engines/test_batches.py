"""The lake door without a lake: any cut of rows into batches, of whatever types, gives what the whole table gives."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import holdfire as hf
from holdfire.engines import EngineError, batches, kernel, run, texts
from holdfire.engines.batches import (
    Asked,
    ask,
    assess_batches,
    needed,
    rejects_batches,
    written_by_job,
)
from holdfire.engines.reading import ReadJob, run_reading
from holdfire.engines.shape import schema_of
from holdfire.engines.texts import read_batches, to_read
from holdfire.publish.findings import Findings
from holdfire.sources import SourceError, gdelt, ged
from holdfire.world import KnowledgeError
from made import Made, attack

from .examples import COLUMNS, Event, job_of, several, write


def table_of(events: Iterable[Event], broken: Sequence[int] = ()) -> pa.Table:
    """Rows as ACLED has them, all text; those in `broken` have an impossible date."""
    rows = [dict(zip(COLUMNS, each.row(), strict=True)) for each in events]
    for at in broken:
        rows[at]["event_date"] = "2020-02-31"
    return pa.Table.from_pylist(rows)


def ordered(table: pa.Table, level: str = "finding") -> list[dict[str, Any]]:
    """Every column of every row, in the order of their ids; instants as UTC."""
    schema = schema_of(level)
    plain = table.select(schema.names).cast(schema)
    return plain.sort_by(schema.names[0]).to_pylist()


def cut(table: pa.Table, sizes: Sequence[int]) -> list[pa.RecordBatch]:
    """The table in batches of these sizes, over and over; those of no row are batches too."""
    found, at, n = [], 0, 0
    while at < table.num_rows:
        size = sizes[n % len(sizes)]
        found += table.slice(at, size).combine_chunks().to_batches() or [pa.RecordBatch.from_pylist([], table.schema)]
        at, n = at + size, n + 1
    return found


def together(found: Iterable[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_batches(list(found), schema)


ROWS = table_of(several(60), broken=[5, 41])


@pytest.fixture(scope="module")
def asked(made: Made) -> Asked:
    return ask(made.terms_file, world=made.world_file, baseline="2020-02-01")


@pytest.fixture(scope="module")
def whole(made: Made) -> Findings:
    return hf.assess(ROWS, str(made.terms_file), world=made.world_file, baseline="2020-02-01")


@settings(max_examples=15)
@given(sizes=st.lists(st.integers(0, 25), min_size=1, max_size=5).filter(any), most=st.integers(1, 80))
def test_any_cut_gives_the_same_rows(asked: Asked, whole: Findings, sizes: list[int], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "CHUNK", most)
        found = together(assess_batches(cut(ROWS, sizes), asked), asked.schema)
        aside = together(rejects_batches(cut(ROWS, sizes), asked), batches.REJECTED)
    assert found.to_pylist() == whole.table.select(asked.schema.names).cast(asked.schema).to_pylist()
    assert aside.to_pylist() == whole.rejects.to_pylist()


def test_small_batches_are_judged_together_and_large_ones_apart(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[int] = []
    judge = kernel.judge

    def counted(held: Any, chunk: Any) -> Any:
        judged.append(chunk.rows)
        return judge(held, chunk)

    monkeypatch.setattr(kernel, "judge", counted)
    list(assess_batches(cut(ROWS, [7]), asked))
    assert judged == [60]
    monkeypatch.setattr(kernel, "CHUNK", 16)
    list(assess_batches(cut(ROWS, [40]), asked))
    assert judged[1:] == [16, 16, 8, 16, 4]
    monkeypatch.setattr(batches, "LARGEST", 5 * cut(ROWS, [1])[0].nbytes)
    list(assess_batches(cut(ROWS, [1]), asked))
    assert max(judged[6:]) <= 6


def test_nothing_gives_nothing(asked: Asked) -> None:
    assert list(assess_batches([], asked)) == []
    assert list(assess_batches(cut(ROWS.slice(0, 0), [1]), asked)) == []
    empty = pa.RecordBatch.from_pylist([], ROWS.schema)
    assert list(assess_batches([empty, empty], asked)) == []
    assert list(rejects_batches([empty], asked)) == []


TYPES: dict[str, list[Any]] = {
    "event_date": [
        pa.date32(), pa.date64(), pa.timestamp("us"), pa.timestamp("ns"), pa.timestamp("us", "Asia/Damascus"),
        pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string()),
    ],
    "latitude": [pa.float64(), pa.float32(), pa.decimal128(12, 6), pa.large_string()],
    "fatalities": [pa.int8(), pa.int64(), pa.float64(), pa.decimal128(10, 0), pa.decimal128(10, 2)],
    "time_precision": [pa.int32(), pa.string_view()],
}  # fmt: skip


def typed(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    """The text of a column in another type; instants are midnights of their zone."""
    if pa.types.is_dictionary(kind):
        return column.combine_chunks().dictionary_encode()
    if not pa.types.is_temporal(kind):
        plain = column if not pa.types.is_integer(kind) and not pa.types.is_decimal(kind) else column.cast(pa.float64())
        return plain.cast(kind)
    days = [date.fromisoformat(text) for text in column.to_pylist()]
    if pa.types.is_date(kind):
        return pa.array(days, kind)
    zone = ZoneInfo(kind.tz) if kind.tz else None
    return pa.array([datetime(day.year, day.month, day.day, tzinfo=zone) for day in days], kind)


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kinds in TYPES.items() for kind in kinds], ids=str)
def test_columns_of_other_types_give_the_same(made: Made, asked: Asked, name: str, kind: pa.DataType) -> None:
    rows = table_of(several(60))
    at = rows.schema.get_field_index(name)
    told = rows.set_column(at, name, typed(rows[name], kind)).append_column("more", pa.array([{"a": [1]}] * 60))
    found = together(assess_batches(told.to_batches(13), asked), asked.schema)
    expected = hf.assess(rows, str(made.terms_file), world=made.world_file, baseline="2020-02-01")
    assert ordered(found) == ordered(expected.table)


def test_columns_of_no_known_kind_are_one_error_that_names_them(asked: Asked) -> None:
    batch = pa.RecordBatch.from_pylist([{"who": "somebody", "what": "something"}])
    for door in (assess_batches, rejects_batches):
        with pytest.raises(SourceError, match="the columns who, what; expected the columns of UCDP GED") as wrong:
            list(door([batch], asked))
        assert "holdfire new-mapping" not in str(wrong.value)
    twice = pa.RecordBatch.from_arrays([*ROWS.to_batches()[0].columns, ROWS["event_date"].combine_chunks()],
                                       names=[*ROWS.column_names, "Event_Date"])  # fmt: skip
    with pytest.raises(SourceError, match="several columns for one: Event_Date, event_date"):
        list(assess_batches([twice], asked))


def test_the_columns_that_are_read_are_enough_to_know_the_kind_by() -> None:
    for names in [*ged.HEADLESS.values(), *gdelt.LAYOUTS.values(), COLUMNS]:
        kept = needed(list(names))
        assert len(kept) < len(names)
        assert needed(kept) == kept


def test_the_schema_is_that_of_the_table(made: Made, whole: Findings) -> None:
    for level, table in (("finding", whole.table), ("event", whole.events)):
        asked = ask(made.terms_file, world=made.world_file, baseline="2020-02-01", level=level)
        found = list(assess_batches(ROWS.to_batches(), asked))
        assert all(each.schema.equals(schema_of(level)) for each in found)
        assert ordered(together(found, schema_of(level)), level) == ordered(table, level)


def test_a_job_gives_the_same(made: Made, tmp_path: Path, asked: Asked) -> None:
    path = write(tmp_path / "events.csv", several(60), broken=[5])
    job = run(job_of(made, path, rows=9), keep=True)
    assert job.tables is not None
    found = together(assess_batches(cut(table_of(several(60), [5]), [11]), asked), asked.schema)
    assert ordered(found) == ordered(job.tables["made-truce"])


def test_several_agreements_with_an_assumption(made: Made) -> None:
    asked = ask([made.terms_file, "syria-coh-2016"], world=[made.world_file], assume=["direction=as listed"])
    found = ordered(together(assess_batches(cut(ROWS, [11]), asked), asked.schema))
    for terms in (str(made.terms_file), "syria-coh-2016"):
        alone = hf.assess(ROWS, terms, world=made.world_file, assume=["direction=as listed"])
        name = Path(terms).stem
        assert [each for each in found if each["agreement"] == name] == ordered(alone.table)


def test_rows_whose_areas_give_no_zone_have_the_one_that_is_given(made: Made) -> None:
    rows = ROWS
    for name in ("country", "admin1", "location"):
        rows = rows.set_column(rows.schema.get_field_index(name), name, pa.array(["Nowhere Known"] * 60))
    given = {"world": made.world_file, "zone": "Pacific/Auckland"}
    asked = ask(made.terms_file, **given)
    found = together(assess_batches(cut(rows, [11]), asked), asked.schema)
    assert ordered(found) == ordered(hf.assess(rows, str(made.terms_file), **given).table)
    assert set(found["zone"].to_pylist()) == {"Pacific/Auckland"}


def test_what_is_asked_travels_whole(made: Made, whole: Findings, tmp_path: Path) -> None:
    """A worker on another machine has the files as they were where it was asked."""
    for path in (made.terms_file, made.world_file):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    asked = ask(tmp_path / "made-truce.yaml", world=str(tmp_path / "madeland.yaml"), baseline=date(2020, 2, 1))
    packed = pickle.dumps(asked)
    (tmp_path / "made-truce.yaml").write_text("id: another", encoding="utf-8")
    (tmp_path / "madeland.yaml").unlink()
    there = pickle.loads(packed)
    found = together(assess_batches(ROWS.to_batches(), there), there.schema)
    assert ordered(found) == ordered(whole.table)


def test_mistakes_are_told_where_it_is_asked(made: Made, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="holdfire terms list"):
        ask("no-such-terms")
    with pytest.raises(EngineError, match=r"nowhere\.yaml: found a file that cannot be read"):
        ask("syria-coh-2016", world=tmp_path / "nowhere.yaml")
    with pytest.raises(EngineError, match="expected the level to be finding or event, found 'day'"):
        ask("syria-coh-2016", level="day")
    with pytest.raises(ValueError, match="Mars/Olympus"):
        ask("syria-coh-2016", zone="Mars/Olympus")
    with pytest.raises(ValueError, match="found 'backwards'"):
        ask("syria-coh-2016", assume=["direction=backwards"])
    with pytest.raises(EngineError, match="expected give to be observations or documents, found 'words'"):
        to_read(give="words")


def test_a_worker_of_another_version_is_refused(asked: Asked) -> None:
    other = replace(asked, version="0.0.9")
    with pytest.raises(EngineError, match=r"expected 0\.0\.9, as where it was asked"):
        list(assess_batches(ROWS.to_batches(), other))


def test_decisions_act_and_one_that_cannot_is_warned_of(made: Made, tmp_path: Path) -> None:
    decided = tmp_path / "decisions.jsonl"
    one = {
        "what": "correct",
        "about": "acled:MAD2",
        "proposition": "killed_best",
        "by": "A",
        "when": "2020-03-02T10:00Z",
    }
    right, wrong = {**one, "from": 1, "to": 9, "why": "seen"}, {**one, "from": 7, "to": 8, "why": "heard"}
    decided.write_text(f"{json.dumps(right)}\n{json.dumps({**wrong, 'about': 'acled:MAD3'})}\n", encoding="utf-8")
    asked = ask(made.terms_file, world=made.world_file, decisions=decided, level="event")
    with pytest.warns(RuntimeWarning, match="acled:MAD3: killed_best is 2, not 7"):
        found = together(assess_batches(cut(ROWS, [9]), asked), asked.schema).to_pylist()
    assert [each["killed_best"] for each in found[:3]] == [0, 9, 2]


def observed(made: Made) -> pa.Table:
    """Reports of Madeland as rows of observations, with what was read of them otherwise beside each."""
    reports = [attack(id=f"made:{n}", targets=["south-army"] if n % 2 else ["south-guard"]) for n in range(6)]
    table, _ = made.tables(reports)
    rivals = [
        [{"of": "", "field": "actors", "value": json.dumps(["banned"]), "weight": 0.7, "backed_by": [], "group": None,
          "span": None}] if n in (2, 3) else [] for n in range(6)
    ]  # fmt: skip
    return table.append_column("alternatives", pa.array(rivals, texts.OBSERVED.field("alternatives").type))


def test_rival_values_stand_beside_their_observation(made: Made, asked: Asked) -> None:
    table = observed(made)
    events = replace(asked, level="event")
    found = together(assess_batches(cut(table, [2]), events), events.schema)
    verdicts = dict(zip(found["event_id"].to_pylist(), found["verdict"].to_pylist(), strict=True))
    assert [verdicts[f"made:{n}"] for n in range(6)] == ["violation"] * 2 + ["out_of_scope"] * 2 + ["violation"] * 2
    plain = together(assess_batches(cut(table.drop_columns("alternatives"), [2]), events), events.schema)
    assert set(plain["verdict"].to_pylist()) == {"violation"}


def test_a_row_with_rival_values_that_say_nothing_is_set_aside(made: Made, asked: Asked) -> None:
    rows = observed(made).to_pylist()
    rows[3]["alternatives"][0]["value"] = "not JSON"
    table = pa.Table.from_pylist(rows, observed(made).schema)
    aside = together(rejects_batches(cut(table, [2]), asked), batches.REJECTED).to_pylist()
    assert [(each["row"], each["reason"]) for each in aside] == [(4, "unreadable_record")]
    found = together(assess_batches(cut(table, [2]), asked), asked.schema)
    assert "made:3" not in found["event_id"].to_pylist()
    assert "made:2" in found["event_id"].to_pylist()
    wrong = table.set_column(table.schema.get_field_index("alternatives"), "alternatives", pa.array(["x"] * 6))
    with pytest.raises(SourceError, match="a column alternatives of the type string"):
        list(assess_batches(wrong.to_batches(), asked))


def test_incidents_give_what_they_give_here(made: Made, asked: Asked) -> None:
    matched = hf.match(ROWS, world=made.world_file)
    narrowed = matched.incidents.select(needed(matched.incidents.column_names))
    assert narrowed.column_names == ["observation", "alternatives"]
    found = together(assess_batches(cut(narrowed, [7]), asked), asked.schema)
    expected = hf.assess(matched, str(made.terms_file), world=made.world_file, baseline="2020-02-01")
    assert found.num_rows
    assert ordered(found) == ordered(expected.table)


ARTICLES = [
    {"title": f"Report {n}", "text": f"Shells hit the village on Friday, killing {n + 2} people, the council said.",
     "published": f"2016-08-{1 + n % 28:02d}", "source": "Reuters"} for n in range(6)
] + [
    {"title": None, "text": "Rebels shelled Aleppo on 5 August 2016, killing three people.", "published": None,
     "source": None},
    {"title": "An army or rebels", "text": "Syrian government forces and opposition fighters exchanged fire near"
     " Daraya. Four soldiers were killed.", "published": "2016-08-28T18:00+03:00", "source": None},
    {"title": "Never dated", "text": "Government forces shelled Daraya, killing two people.", "published": None,
     "source": None},
]  # fmt: skip
NAMES = {"title": "title", "published": "published", "source": "source"}


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `holdfire read` makes of the articles, as a file."""
    folder = tmp_path_factory.mktemp("read")
    lines = "".join(json.dumps({k: v for k, v in each.items() if v}) + "\n" for each in ARTICLES)
    (folder / "articles.jsonl").write_text(lines, encoding="utf-8")
    run_reading(ReadJob((folder / "articles.jsonl",), zone="Asia/Damascus"), out=folder / "read.jsonl")
    return folder / "read.jsonl"


def test_texts_that_are_read_and_assessed_give_what_the_files_give(local: Path) -> None:
    told = to_read(zone="Asia/Damascus", **NAMES)
    read = together(read_batches(pa.Table.from_pylist(ARTICLES).to_batches(4), told), told.schema)
    asked = ask("syria-coh-2016", level="event")
    found = together(assess_batches(cut(read, [3]), asked), asked.schema)
    expected = hf.assess(local, "syria-coh-2016")
    assert expected.events.num_rows >= 7
    assert ordered(found, "event") == ordered(expected.events, "event")
    aside = together(rejects_batches(read.to_batches(), asked), batches.REJECTED)
    assert sorted(aside["reason"].to_pylist()) == sorted(expected.rejects["reason"].to_pylist())
    assert "missing_date" in aside["reason"].to_pylist()


def test_documents_are_given_as_the_command_writes_them(local: Path) -> None:
    told = to_read(zone="Asia/Damascus", give="documents", **NAMES)
    found = together(read_batches(pa.Table.from_pylist(ARTICLES).to_batches(4), told), told.schema)
    lines = [json.loads(line) for line in local.read_text(encoding="utf-8").splitlines()]
    assert found["id"].to_pylist() == [each["document_id"] for each in lines]
    assert [json.loads(each) for each in found["reading"].to_pylist()] == [{**each, "file": None} for each in lines]


def test_texts_keep_ids_of_their_own_and_one_without_words_stops_nothing() -> None:
    rows = pa.table({
        "number": [1, 2, 3],
        "words": [None, "", "Rebels shelled Aleppo on 5 August 2016, killing three people."],
        "day": pa.array([None, date(2016, 8, 6), date(2016, 8, 6)]),
    })  # fmt: skip
    told = to_read(text="words", id="number", published="day", give="documents")
    found = together(read_batches(rows.to_batches(), told), told.schema)
    assert found["id"].to_pylist() == ["1", "2", "3"]
    assert [json.loads(each)["depth"] for each in found["reading"].to_pylist()] == ["none", "none", "full"]
    seen = together(read_batches(rows.to_batches(), replace(told, give="observations")), texts.OBSERVED).to_pylist()
    assert [each["id"] for each in seen] == ["read:3/1"]
    assert seen[0]["file"] is seen[0]["row"] is None
    with pytest.raises(SourceError, match="found no column 'text'; there are number, words, day"):
        list(read_batches(rows.to_batches(), to_read()))


def test_a_jobs_output_is_known_by_its_manifest(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "events.csv", several(60))
    monkeypatch.setattr("holdfire.engines.outputs.ONE_FILE_ROWS", 10)
    run(job_of(made, path, rows=20), out=tmp_path / "out.parquet")
    (tmp_path / "out.parquet" / "stray.parquet").write_bytes(b"not ours")
    parts, schema = written_by_job(str(tmp_path / "out.parquet"))
    assert len(parts) == 3
    assert schema == schema_of("finding")
    with pytest.raises(EngineError, match=r"events\.csv"):
        written_by_job(path)
    with pytest.raises(EngineError, match=r"_manifest\.json"):
        written_by_job(tmp_path)
