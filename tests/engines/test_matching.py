"""A run of matching: every row is in one incident or set aside, and neither order nor repetition changes anything."""

from __future__ import annotations

import json
import pickle
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import holdfire as hf
from holdfire.engines import EngineError
from holdfire.engines.gather import Gathered
from holdfire.engines.incidents import incident_in, made_from
from holdfire.engines.job import Job, digest_of
from holdfire.engines.loaded import Loaded, loaded
from holdfire.engines.matching import MatchJob, MatchResult, run_matching
from holdfire.engines.rejects import write_rejects
from holdfire.engines.runners import Lost
from holdfire.records import Rejected, arrow_schema
from holdfire.sources import SourceError
from holdfire.world import KnowledgeError
from made import Made, attack
from strategies import reports

T = TypeVar("T")
R = TypeVar("R")


def written(folder: Path, told: Sequence[dict[str, Any]], name: str = "reports.yaml") -> Path:
    path = folder / name
    path.write_text(yaml.safe_dump({"zone": "Africa/Lagos", "reports": list(told)}), encoding="utf-8")
    return path


def run(made: Made, *files: Path, out: Path | None = None) -> MatchResult:
    return run_matching(MatchJob(files, world=(made.world_file,)), out=out)


def incidents(path: Path) -> list[dict[str, Any]]:
    return list(pq.read_table(path).to_pylist())


def groups(rows: Sequence[dict[str, Any]]) -> set[frozenset[str]]:
    return {frozenset(each["id"] for each in row["reports"] or [row["observation"]]) for row in rows}


several = st.lists(reports(), min_size=1, max_size=8).map(
    lambda told: [each | {"id": f"r-{n}"} for n, each in enumerate(told)]
)


@given(told=several, data=st.data())
def test_every_row_is_in_one_incident_or_set_aside(
    made: Made, tmp_path_factory: pytest.TempPathFactory, told: list[dict[str, Any]], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("match")
    twice = told + data.draw(st.lists(st.sampled_from(told), max_size=3))
    found = run(made, written(folder, twice), out=folder / "incidents.parquet")
    rows = incidents(folder / "incidents.parquet")
    ids = [each["id"] for row in rows for each in row["reports"] or [row["observation"]]]
    assert found.rows == len(twice) == found.reports + found.set_aside
    assert len(ids) == len(set(ids)) == found.reports
    assert len(rows) == found.incidents
    assert found.several == sum(bool(row["reports"]) for row in rows)


@given(told=several, data=st.data())
def test_neither_order_nor_files_nor_repetition_change_an_incident(
    made: Made, tmp_path_factory: pytest.TempPathFactory, told: list[dict[str, Any]], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("match")
    plain, mixed = folder / "plain.parquet", folder / "mixed.parquet"
    run(made, written(folder, told), out=plain)
    other = data.draw(st.permutations(told))
    cut = data.draw(st.integers(0, len(other)))
    parts = [each for each in (other[:cut], other[cut:], told) if each]
    run(made, *(written(folder, part, f"{n}.yaml") for n, part in enumerate(parts)), out=mixed)
    where = ("file", "row")
    assert [_without(row, where) for row in incidents(plain)] == [_without(row, where) for row in incidents(mixed)]


def _without(row: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    seen = [row["observation"], *row["reports"]]
    for each in seen:
        for name in names:
            each.pop(name)
    return row


def test_the_file_says_from_what_it_was_made(made: Made, tmp_path: Path) -> None:
    file, out = written(tmp_path, [attack(id="a")]), tmp_path / "incidents.parquet"
    run(made, file, out=out)
    said = made_from(out)
    assert [each["sha256"] for each in said["files"]] == [digest_of(file)]
    assert [each["path"] for each in said["world"]] == [str(made.world_file)]
    assert (said["decisions"], said["learn"], said["undated"]) == (None, False, None)


def test_an_incident_is_found_beyond_the_first_batch(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfire.engines.incidents._AT_ONCE", 2)
    told = [attack(id=f"r-{n}", when=f"2020-{1 + n:02d}-10", killed=n) for n in range(7)]
    out = tmp_path / "incidents.parquet"
    run(made, written(tmp_path, told), out=out)
    for n in range(7):
        row, _ = incident_in(f"r-{n}", out)
        assert row["observation"]["killed_best"] == n


def test_each_incident_of_several_is_handed_on_once(made: Made, tmp_path: Path) -> None:
    told = [
        attack(id=f"{who}-{day}", claimed_by=[who], when=f"2020-03-{day}", where=where, killed=20)
        for day, where in (("05", "south-town"), ("25", "north-town"))
        for who in ("monitor", "south-news")
    ]
    handed: list[dict[str, Any]] = []
    run_matching(MatchJob((written(tmp_path, told),), world=(made.world_file,)), each=handed.append)
    assert sorted(each["id"] for each in handed) == ["incident:monitor-05", "incident:monitor-25"]


@pytest.mark.parametrize("days", [0, -1, 32, 10**9])
def test_days_up_to_publication_are_few(days: int) -> None:
    with pytest.raises(EngineError, match="expected --undated to be 1 to 31 days"):
        MatchJob((Path("x"),), undated=days)


def test_a_job_has_a_file() -> None:
    with pytest.raises(EngineError, match="at least one file of reports"):
        MatchJob(())


# every engine


class Shuffled:
    """A runner whose results come in an order of its own, of tasks that were sent as to another process."""

    def __init__(self, seed: int):
        self._random = random.Random(seed)

    def map(self, work: Callable[[T], R], fragments: Iterable[T]) -> Iterator[R | Lost[T]]:
        sent = [pickle.loads(pickle.dumps((work, each))) for each in fragments]
        found = [pickle.loads(pickle.dumps(does(task))) for does, task in sent]
        self._random.shuffle(found)
        return iter(found)

    def close(self) -> None:
        self._random.seed(0)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few rows a fragment and incidents a batch that some reports make several of each."""
    monkeypatch.setattr("holdfire.engines.given.ROWS", 2)
    monkeypatch.setattr("holdfire.incidents.gathering.AT_ONCE", 2)
    monkeypatch.setattr("holdfire.incidents.gathering.AHEAD", 3)
    monkeypatch.setattr("holdfire.engines.matching.GROUP", 3)


@given(told=several, seed=st.integers(0, 99), tile=st.integers(1, 4), data=st.data())
@pytest.mark.usefixtures("small_pieces")
def test_every_engine_writes_the_same_incidents_in_the_same_order(
    made: Made,
    tmp_path_factory: pytest.TempPathFactory,
    told: list[dict[str, Any]],
    seed: int,
    tile: int,
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("match")
    again = data.draw(st.lists(st.sampled_from(told), min_size=1, max_size=3))
    files = [written(folder, part, f"{n}.yaml") for n, part in enumerate((told, again))]
    job = MatchJob(tuple(files), world=(made.world_file,))
    plain, mixed = folder / "plain.parquet", folder / "mixed.parquet"
    one = run_matching(job, out=plain)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("holdfire.engines.matching.open_runner", lambda name: Shuffled(seed))
        other = run_matching(job, out=mixed, engine="shuffled", tile=tile)
    assert pq.read_table(plain).equals(pq.read_table(mixed), check_metadata=True)
    assert (one.rows, one.reasons, one.flags, one.statuses) == (other.rows, other.reasons, other.flags, other.statuses)
    assert one.rejects.equals(other.rejects)


def test_processes_write_what_one_writes(made: Made, tmp_path: Path) -> None:
    told = [
        attack(id=f"{who}-{day:02}", claimed_by=[who], when=f"2020-03-{day:02}", where=where, killed=20)
        for day in range(1, 29)
        for who, where in (("monitor", "south-town"), ("south-news", "south-town"), ("north-news", "north-town"))
    ]
    files = tuple(written(tmp_path, told[n::3], f"{n}.yaml") for n in range(3))
    job = MatchJob(files, world=(made.world_file,))
    plain, by_two = tmp_path / "plain.parquet", tmp_path / "two.parquet"
    assert run_matching(job, out=plain).several > 20
    run_matching(job, out=by_two, engine="pool:2", tile=10)
    assert pq.read_table(plain).equals(pq.read_table(by_two), check_metadata=True)


def test_a_file_that_cannot_be_read_is_told_alike_on_every_engine(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "reports.yaml"
    file.write_text("zone: Nowhere\nreports: [{}]\n", encoding="utf-8")
    said = []
    for engine in ("inline", "pool:1"):
        with pytest.raises((SourceError, KnowledgeError)) as wrong:
            run_matching(MatchJob((file,), world=(made.world_file,)), engine=engine)
        said.append(str(wrong.value))
    assert said[0] == said[1]


def test_an_engine_that_is_not_there_is_refused_before_anything_is_read() -> None:
    with pytest.raises(EngineError, match="engine 'abacus': not known"):
        run_matching(MatchJob((Path("nowhere.csv"),)), engine="abacus")


# from Python


def test_python_matches_as_the_command_does(made: Made, tmp_path: Path) -> None:
    """Also what people decided on an incident by its name, and a report that is given twice."""
    told = [attack(id=who, claimed_by=[who], killed=20) for who in ("monitor", "south-news")]
    file = written(tmp_path, [*told, told[0]])
    path = tmp_path / "decisions.jsonl"
    verified = {"what": "verify", "about": "incident:monitor", "proposition": "occurred", "body": "un",
                "method": "visit", "access": "on_site", "date": "2020-04-01", "by": "A. Person", "why": "w",
                "when": "2020-05-01T10:00:00Z"}  # fmt: skip
    path.write_text(json.dumps(verified) + "\n", encoding="utf-8")
    out = tmp_path / "incidents.parquet"
    run_matching(MatchJob((file,), world=(made.world_file,), decisions=path), out=out)
    found = hf.match(file, world=made.world_file, decisions=path)
    assert found.incidents.to_pylist() == incidents(out)
    assert found.incidents["observation"][0]["statuses"].as_py()[0] == "verified"


def test_what_match_gave_is_no_report(made: Made, tmp_path: Path) -> None:
    file, out = written(tmp_path, [attack(id="a")]), tmp_path / "incidents.parquet"
    found = hf.match(file, world=made.world_file)
    with pytest.raises(ValueError, match=r"expected reports, found what `match` gave \(1 incidents\)"):
        hf.match([found, file], world=made.world_file)
    run(made, file, out=out)
    with pytest.raises(EngineError, match="found incidents that were matched already"):
        hf.match(out, world=made.world_file)


# rows set aside


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_rows_set_aside_in_memory_are_written_whole(tmp_path: Path, suffix: str) -> None:
    row = {"file": "=f", "row": 3, "reason": "duplicate_row", "column": None, "expected": "each report once",
           "found": "again", "raw": '{"id": "a"}'}  # fmt: skip
    schema = arrow_schema(Rejected)
    path = tmp_path / f"aside.{suffix}"
    for rows in ([], [row]):
        write_rejects(path, pa.Table.from_pylist(rows, schema=schema))
        text = path.read_text(encoding="utf-8", errors="replace")
        assert ("duplicate_row" in text) is bool(rows)
    if suffix == "csv":
        assert "'=f" in path.read_text(encoding="utf-8")
    if suffix == "jsonl":
        assert json.loads(path.read_text(encoding="utf-8")) == row
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


# what a run tells of decisions that had no effect


def given_decisions(made: Made, folder: Path, *lines: dict[str, Any], files: tuple[Path, ...]) -> Loaded:
    path = folder / "decisions.jsonl"
    said = {"by": "A. Person", "why": "w", "when": "2020-05-01T10:00:00Z"}
    path.write_text("".join(json.dumps(said | line) + "\n" for line in lines), encoding="utf-8")
    job = Job(files, (str(made.terms_file),), world=(made.world_file,), decisions=path)
    return loaded(job, job.id())


MERGE = {"what": "merge", "about": "a", "with": ["b"]}
UNKNOWN = {"what": "determine", "about": "gone", "to": "permitted", "body": "B", "method": "m", "date": "2020-05-02"}


def test_decisions_on_incidents_are_counted_and_not_called_unknown_events(made: Made, tmp_path: Path) -> None:
    file = written(tmp_path, [attack(id="a")])
    one = given_decisions(made, tmp_path, MERGE, UNKNOWN, files=(file,))
    assert Gathered().unapplied(one) == [
        "gone: no such event in the input; the decision of A. Person has no effect",
        "1 decision on which reports are one incident, and how it stands, acts in `holdfire match`, and not here",
    ]
    two = given_decisions(made, tmp_path, MERGE, MERGE, files=(file,))
    assert Gathered().unapplied(two) == [
        "2 decisions on which reports are one incident, and how they stand, act in `holdfire match`, and not here"
    ]


def test_what_was_not_all_matched_with_these_decisions_is_told(made: Made, tmp_path: Path) -> None:
    """Where any part of the input was matched with other decisions, or not at all, they do not act on it."""
    file, out = written(tmp_path, [attack(id="a"), attack(id="b")]), tmp_path / "incidents.parquet"
    held = given_decisions(made, tmp_path, MERGE, files=(file,))
    assert held.job.decisions is not None
    run_matching(MatchJob((file,), world=(made.world_file,), decisions=held.job.decisions), out=out)
    assert Gathered().unapplied(given_decisions(made, tmp_path, MERGE, files=(out,))) == []
    assert len(Gathered().unapplied(given_decisions(made, tmp_path, MERGE, files=(out, file)))) == 1
    assert len(Gathered().unapplied(given_decisions(made, tmp_path, MERGE, MERGE, files=(out,)))) == 1
