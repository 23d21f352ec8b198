"""What fails is tried three times, after all else; what no other worker could do better ends the run at once."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from holdfire.engines import EngineError, Job, UnfinishedError, read_findings, run
from holdfire.engines.attempts import ATTEMPTS, HOPELESS, Attempt, Failed, attempted, results
from holdfire.engines.runners import Inline, Lost
from holdfire.sources import SourceError
from made import Made

from .examples import job_of, several, write
from .test_buckets import poisoned


class Work:
    """Doubles numbers; `failing` says how often each number fails first."""

    def __init__(self, failing: dict[int, int], error: Callable[[], Exception] = lambda: RuntimeError("no luck")):
        self._left, self._error = dict(failing), error
        self.asked: list[int] = []

    def __call__(self, number: int) -> int:
        self.asked.append(number)
        if self._left.get(number, 0):
            self._left[number] -= 1
            raise self._error()
        return 2 * number


def test_what_fails_is_tried_again_after_the_others() -> None:
    work, again = Work({1: 2, 3: 1}), []
    assert sorted(results(Inline(), work, range(5))) == [0, 2, 4, 6, 8]
    assert work.asked == [0, 1, 2, 3, 4, 1, 3, 1]
    work = Work({1: 2, 3: 1})
    list(attempted(Inline(), work, range(5), again.append))
    assert again == [1, 3, 1]


def test_what_fails_three_times_is_given_up_and_the_others_are_done() -> None:
    work = Work({1: ATTEMPTS})
    found = list(attempted(Inline(), work, range(4)))
    (failed,) = (each for each in found if isinstance(each, Failed))
    assert failed.fragment == 1
    assert failed.why == "RuntimeError: no luck"
    assert "raise self._error()" in failed.trace
    assert [each for each in found if each is not failed] == [0, 4, 6]
    with pytest.raises(EngineError, match="RuntimeError: no luck"):
        list(results(Inline(), Work({1: ATTEMPTS}), range(4)))


def test_a_run_in_which_nothing_succeeds_ends_early_with_the_error_itself() -> None:
    work = Work(dict.fromkeys(range(100), 9))
    with pytest.raises(EngineError, match="no luck"):
        list(attempted(Inline(), work, range(100)))
    assert len(work.asked) == HOPELESS


def damaged() -> SourceError:
    return SourceError("a.csv", found="damage", expected="none", remedy="Get it again.")


def test_damaged_files_that_come_first_do_not_keep_the_others_from_being_done() -> None:
    work = Work(dict.fromkeys(range(20), 9), damaged)
    found = list(attempted(Inline(), work, range(25)))
    assert sorted(each for each in found if not isinstance(each, Failed)) == [40, 42, 44, 46, 48]
    assert sum(isinstance(each, Failed) for each in found) == 20


def test_where_nothing_else_was_there_the_error_itself_is_told() -> None:
    alone = Work({0: 9}, damaged)
    with pytest.raises(SourceError, match=r"a\.csv: found damage"):
        list(attempted(Inline(), alone, range(1)))
    assert len(alone.asked) == ATTEMPTS


def test_an_error_of_the_job_is_not_tried_again() -> None:
    work = Work({2: 1}, lambda: EngineError("expected something else"))
    with pytest.raises(EngineError, match="expected something else"):
        list(attempted(Inline(), work, range(5)))
    assert work.asked == [0, 1, 2]


def test_a_worker_without_permission_ends_the_run_and_says_where() -> None:
    work = Work({2: 1}, lambda: PermissionError(errno.EACCES, "Permission denied", "/data/out.parts/part-00002"))
    with pytest.raises(EngineError, match=r"/data/out\.parts/part-00002: worker on .* may not write or read there"):
        list(attempted(Inline(), work, range(5)))
    nameless = Work({2: 1}, lambda: OSError(errno.EROFS, "Read-only file system"))  # as Arrow tells it
    with pytest.raises(EngineError, match=r"^2: worker on .* \(Read-only file system\)"):
        list(attempted(Inline(), nameless, range(5)))


def test_a_full_disk_is_tried_again_and_then_told() -> None:
    full = lambda: OSError(errno.ENOSPC, "No space left on device")  # noqa: E731
    assert sorted(results(Inline(), Work({1: 2}, full), range(3))) == [0, 2, 4]
    (failed,) = (each for each in attempted(Inline(), Work({1: 3}, full), range(3)) if isinstance(each, Failed))
    assert "no space left on its disk" in failed.why


def test_a_worker_of_another_version_is_refused() -> None:
    found = Attempt(Work({}), "0.0.1")(3)
    assert isinstance(found, Failed)
    assert found.final
    assert "expected 0.0.1, as here" in found.why


class Losing(Inline):
    """Loses its worker at one number, so many times."""

    def __init__(self, number: int, times: int):
        super().__init__()
        self._number, self.times = number, times

    def map(self, work: Callable[[Any], Any], fragments: Iterable[Any]) -> Iterator[Any]:
        for each in fragments:
            if each == self._number and self.times:
                self.times -= 1
                yield Lost(each, "a worker ended")
            else:
                yield work(each)


def test_a_lost_worker_is_a_failed_attempt() -> None:
    assert sorted(results(Losing(1, 2), Work({}), range(3))) == [0, 2, 4]
    with pytest.raises(EngineError, match="a worker ended, three times"):
        list(results(Losing(1, 3), Work({}), range(3)))


def poisoned_job(made: Made, tmp_path: Path) -> tuple[Job, Path]:
    """Forty rows of Parquet in four row groups, of which the third cannot be read."""
    path = tmp_path / "events.parquet"
    poisoned(write(tmp_path / "events.csv", several(40)), path, group=2)
    return job_of(made, path, rows=10), write(tmp_path / "whole.csv", several(40))


@pytest.mark.parametrize("engine", ["inline", "pool:2"])
def test_a_poisoned_row_group_keeps_the_output_as_it_was_and_the_others_done(
    made: Made, tmp_path: Path, engine: str
) -> None:
    job, _ = poisoned_job(made, tmp_path)
    out = tmp_path / "out.parquet"
    out.write_bytes(b"as it was")
    with pytest.raises(UnfinishedError, match=r"1 of 4 fragments failed three times: .*rows 21 to 30") as told:
        run(job, out=out, engine=engine)
    account = told.value.account
    assert (account.rows_in, account.kept, account.ran, account.retried) == (30, 30, 3, 0)
    assert out.read_bytes() == b"as it was"
    ((_, where),) = account.failed
    assert "damaged parquet file" in Path(where).read_text(encoding="utf-8")
    with pytest.raises(UnfinishedError) as again:
        run(job, out=out, engine=engine)
    assert (again.value.account.skipped, again.value.account.ran) == (3, 0)


def test_without_what_failed_its_rows_are_set_aside_and_counted(made: Made, tmp_path: Path) -> None:
    job, whole = poisoned_job(made, tmp_path)
    out, rejects = tmp_path / "out.parquet", tmp_path / "rejects.csv"
    result = run(job, out=out, rejects=rejects, without_failed=True)
    account = result.account
    assert (account.rows_in, account.kept, account.set_aside) == (40, 30, 10)
    assert account.reasons == {"fragment_failed": 10}
    assert "fragment_failed" in rejects.read_text(encoding="utf-8")
    tables = run(job_of(made, whole), keep=True).tables
    assert tables is not None
    others = [each for each in tables["made-truce"].to_pylist() if not 21 <= int(each["event_id"][9:]) <= 30]
    assert read_findings(out).to_pylist() == others
    ((_, where),) = account.failed
    assert Path(where).exists()
