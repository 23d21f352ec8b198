"""However a file is cut, the findings, the numbers and the rows set aside are the same, and no row is lost."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.engines import Result, run
from made import Made

from .examples import SIDES, Event, content, job_of, several, write

levels = st.sampled_from(["finding", "event"])
events = st.lists(
    st.builds(
        Event,
        id=st.integers(1, 12),
        day=st.integers(0, 130),
        by=st.integers(0, len(SIDES) - 1),
        on=st.integers(0, len(SIDES) - 1),
        act=st.integers(0, 2),
        killed=st.integers(0, 3),
    ),
    min_size=1,
    max_size=25,
)


def found(made: Made, path: Path, rows: int, level: str = "finding") -> Result:
    return run(job_of(made, path, rows=rows, level=level), keep=True)


@given(
    events=events,
    broken=st.sets(st.integers(0, 24)),
    rows=st.integers(1, 30),
    level=st.sampled_from(["finding", "event"]),
)
def test_the_size_of_fragments_changes_nothing(
    made: Made, events: list[Event], broken: set[int], rows: int, level: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "events.csv", events, sorted(broken))
        whole, cut = found(made, path, 1000, level), found(made, path, rows, level)
    assert whole.tables is not None
    assert cut.tables is not None
    assert cut.tables["made-truce"].to_pylist() == whole.tables["made-truce"].to_pylist()
    assert content(cut.summaries["made-truce"]) == content(whole.summaries["made-truce"])
    for account in (whole.account, cut.account):
        assert account.rows_in == len(events) == account.kept + account.set_aside
    assert cut.account.reasons == whole.account.reasons
    assert (cut.conflicts, cut.revisions) == (whole.conflicts, whole.revisions)


def test_every_row_is_in_the_events_or_among_those_set_aside(made: Made, tmp_path: Path) -> None:
    path = write(tmp_path / "events.csv", several(40), broken=[3, 17])
    out, rejects = tmp_path / "events.parquet", tmp_path / "rejects.jsonl"
    result = run(job_of(made, path, rows=9, level="event"), out=out, rejects=rejects)
    assert result.account.rows_out == 38
    assert len(rejects.read_text(encoding="utf-8").splitlines()) == 2
    assert result.summaries["made-truce"].reasons == {("bad_date",): 2} or result.account.set_aside == 2


def test_what_would_settle_it_adds_up_over_fragments(made: Made, tmp_path: Path) -> None:
    path = write(tmp_path / "events.csv", several(60))
    whole = run(job_of(made, path, settle=True)).summaries["made-truce"].settle
    cut = run(job_of(made, path, rows=11, settle=True)).summaries["made-truce"].settle
    assert whole
    assert {key: row["incidents"] for key, row in cut.items()} == {key: row["incidents"] for key, row in whole.items()}


def test_the_order_is_that_of_files_and_rows(made: Made, tmp_path: Path) -> None:
    one = write(tmp_path / "one.csv", several(10, first=100))
    two = write(tmp_path / "two.csv", several(10, first=1))
    result = run(job_of(made, one, two, rows=3, level="event"), keep=True)
    assert result.tables is not None
    ids = result.tables["made-truce"]["event_id"].to_pylist()
    assert ids == [f"acled:MAD{n}" for n in (*range(100, 110), *range(1, 11))]


def test_a_file_without_rows_gives_nothing_and_says_so(made: Made, tmp_path: Path) -> None:
    path = write(tmp_path / "events.csv", [])
    out, rejects = tmp_path / "out.parquet", tmp_path / "rejects.csv"
    result = run(job_of(made, path), out=out, rejects=rejects)
    assert (result.account.rows_in, result.out, out.exists()) == (0, None, False)
    assert rejects.read_text(encoding="utf-8").count("\n") == 1


@pytest.mark.parametrize("rows", [0, -1])
def test_a_fragment_has_at_least_one_row(made: Made, tmp_path: Path, rows: int) -> None:
    with pytest.raises(ValueError, match="at least one row"):
        job_of(made, tmp_path / "x.csv", rows=rows)
