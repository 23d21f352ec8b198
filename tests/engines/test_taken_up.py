"""A run that is broken off leaves the output as it was, and is taken up again with no row lost or doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from holdfire.engines import EngineError, read_findings, run
from holdfire.engines.staging import alone, staging_beside
from made import Made

from .examples import job_of, several, write

PROGRAM = """
import sys, time
from pathlib import Path
from holdfire.engines import Job, run
from holdfire.engines import fragment

def main():
    folder, engine = Path(sys.argv[1]), sys.argv[2]
    job = Job((folder / "events.csv",), (sys.argv[3] + "/made-truce.yaml",), (Path(sys.argv[3]) / "madeland.yaml",),
              baseline="2020-02-01", rows_per_fragment=10, settle=False)
    run(job, out=folder / "out.parquet", rejects=folder / "rejects.csv", engine=engine,
        progress=lambda done, total: time.sleep(0.05))

if __name__ == "__main__":
    main()
"""


def begun(folder: Path, made: Made, engine: str) -> subprocess.Popen[bytes]:
    (folder / "program.py").write_text(PROGRAM, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    arguments = [sys.executable, str(folder / "program.py"), str(folder), engine, str(made.folder)]
    return subprocess.Popen(arguments, env=environment, preexec_fn=hears_interrupts)


def hears_interrupts() -> None:
    """A shell that runs the tests in the background has them started with interrupts ignored; a user's has not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for_parts(folder: Path, process: subprocess.Popen[bytes], parts: int) -> None:
    for _ in range(2400):
        if len(list(folder.glob("out.parquet.parts/part-?????.json"))) >= parts:
            return
        assert process.poll() is None, "the run ended before it could be broken off"
        time.sleep(0.025)
    raise AssertionError("no part was made in a minute")


@pytest.mark.parametrize(("engine", "stop"), [("inline", "SIGKILL"), ("pool:2", "SIGKILL"), ("inline", "SIGINT")])
@pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
def test_a_run_that_is_killed_is_taken_up_again(made: Made, tmp_path: Path, engine: str, stop: str) -> None:
    path = write(tmp_path / "events.csv", [*several(300), *several(10)], broken=[5])
    out = tmp_path / "out.parquet"
    out.write_bytes(b"as it was")
    process = begun(tmp_path, made, engine)
    wait_for_parts(tmp_path, process, 4)
    process.send_signal(getattr(signal, stop))
    assert process.wait(60) != 0
    assert out.read_bytes() == b"as it was"
    assert not (tmp_path / "rejects.csv").exists()
    result = run(job_of(made, path, rows=10), out=out, rejects=tmp_path / "rejects.csv")
    assert result.account.skipped >= 3
    assert (result.account.rows_in, result.account.kept, result.account.set_aside) == (310, 300, 10)
    undisturbed = run(job_of(made, path, rows=10), keep=True)
    assert undisturbed.tables is not None
    assert read_findings(out).to_pylist() == undisturbed.tables["made-truce"].to_pylist()
    assert not staging_beside(out).exists()


class StopError(Exception):
    """Stands for whatever breaks a run off."""


def stopping_after(rows: int) -> object:
    def progress(done: int, _: int) -> None:
        if done >= rows:
            raise StopError

    return progress


def broken_off(made: Made, path: Path, out: Path, rows: int, **others: object) -> None:
    with pytest.raises(StopError):
        run(job_of(made, path, rows=rows, **others), out=out, progress=stopping_after(3 * rows))  # type: ignore[arg-type]


def test_what_is_done_is_not_done_again(made: Made, tmp_path: Path) -> None:
    path, out = write(tmp_path / "events.csv", several(50)), tmp_path / "out.parquet"
    broken_off(made, path, out, 5)
    account = run(job_of(made, path, rows=5), out=out).account
    assert (account.fragments, account.skipped, account.ran) == (10, 3, 7)


def test_a_part_that_was_damaged_is_made_again(made: Made, tmp_path: Path) -> None:
    path, out = write(tmp_path / "events.csv", several(50)), tmp_path / "out.parquet"
    broken_off(made, path, out, 5)
    (part,) = staging_beside(out).glob("part-00001.*.parquet")
    part.write_bytes(b"PAR1")
    account = run(job_of(made, path, rows=5), out=out).account
    assert (account.skipped, account.ran) == (2, 8)


def test_another_job_begins_anew(made: Made, tmp_path: Path) -> None:
    path, out = write(tmp_path / "events.csv", several(50)), tmp_path / "out.parquet"
    broken_off(made, path, out, 5)
    (staging_beside(out) / "note.txt").write_text("mine")
    account = run(job_of(made, path, rows=5, longest_days=3), out=out).account
    assert (account.skipped, account.ran) == (0, 10)
    assert [each.name for each in staging_beside(out).iterdir()] == ["note.txt"]


def test_a_changed_input_is_another_job(made: Made, tmp_path: Path) -> None:
    path, out = write(tmp_path / "events.csv", several(50)), tmp_path / "out.parquet"
    before = job_of(made, path).id()
    broken_off(made, path, out, 5)
    write(path, several(51))
    assert job_of(made, path).id() != before
    assert run(job_of(made, path, rows=5), out=out).account.skipped == 0


def test_the_folder_of_a_file_does_not_make_another_job(made: Made, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    one, two = (write(folder / "events.csv", several(5)) for folder in (tmp_path, tmp_path / "elsewhere"))
    assert job_of(made, one).id() == job_of(made, two).id()
    assert job_of(made, one, level="event").id() != job_of(made, one).id()


@pytest.mark.skipif(os.name == "nt", reason="locks as POSIX has them")
def test_two_runs_do_not_write_one_output(made: Made, tmp_path: Path) -> None:
    path, out = write(tmp_path / "events.csv", several(5)), tmp_path / "out.parquet"
    with alone(staging_beside(out)), pytest.raises(EngineError, match="another run"):
        run(job_of(made, path), out=out)
