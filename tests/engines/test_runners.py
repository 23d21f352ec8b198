"""Every runner gives the same; what there is none for says so."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pytest

from holdfire.engines import EngineError, open_runner, run
from holdfire.engines.runners import Lost
from made import Made

from .examples import job_of, several, write


def test_a_pool_gives_what_one_process_gives(made: Made, tmp_path: Path) -> None:
    path = write(tmp_path / "events.csv", [*several(60), *several(3)], broken=[7])
    inline = run(job_of(made, path, rows=9), keep=True)
    pool = run(job_of(made, path, rows=9), keep=True, engine="pool:2")
    assert inline.tables is not None
    assert pool.tables is not None
    assert pool.tables["made-truce"].to_pylist() == inline.tables["made-truce"].to_pylist()
    assert pool.summaries == inline.summaries
    assert pool.account == inline.account


def threads(_: int) -> int:
    return int(pa.cpu_count())


def double(value: int) -> int:
    return 2 * value


def test_a_worker_has_one_thread_and_takes_work_in_any_order() -> None:
    runner = open_runner("pool:2")
    try:
        assert set(runner.map(threads, range(4))) == {1}
        assert sorted(runner.map(double, range(20))) == [2 * n for n in range(20)]
    finally:
        runner.close()


def double_or_end(value: int) -> int:
    if value == 3:
        os._exit(1)
    return 2 * value


def test_a_fragment_that_ends_its_worker_is_told_of_and_takes_no_other_with_it() -> None:
    runner = open_runner("pool:2")
    try:
        found = list(runner.map(double_or_end, range(8)))
    finally:
        runner.close()
    (lost,) = (each for each in found if isinstance(each, Lost))
    assert lost.fragment == 3
    assert "a worker process ended" in lost.why
    assert sorted(each for each in found if not isinstance(each, Lost)) == [0, 2, 4, 8, 10, 12, 14]


def test_inline_can_be_held_to_one_thread_and_lets_go_again() -> None:
    before = pa.cpu_count()
    runner = open_runner("inline", threads=1)
    assert list(runner.map(threads, [0])) == [1]
    runner.close()
    assert pa.cpu_count() == before


@pytest.mark.parametrize("name", ["pool", "pool:0", "pool:-1", "pool:two", "threads", ""])
def test_an_engine_that_is_not_known_says_which_there_are(name: str) -> None:
    with pytest.raises(EngineError, match="not known; there are inline, pool:N, ray"):
        open_runner(name)


def test_progress_tells_rows_done_and_in_all(made: Made, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = write(tmp_path / "events.csv", several(25))
    run(job_of(made, path, rows=10), progress=lambda done, total: told.append((done, total)))
    assert told == [(10, 25), (20, 25), (25, 25)]
