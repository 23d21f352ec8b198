"""Reading many documents: a run that is broken off is taken up again, no document lost, doubled or read twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from holdfire.engines import EngineError, reading
from holdfire.engines.reading import ReadJob, ReadResult, run_reading
from holdfire.engines.staging import alone, staging_beside
from holdfire.sources import recognise
from holdfire.sources.readings import read as read_back

from .test_taken_up import hears_interrupts

DOCUMENTS = 120
PORTION = 10


def entry(n: int) -> str:
    """A short report of its own day and number."""
    text = f"Shells hit the village on Friday, killing {n + 2} people, the local council said."
    return json.dumps({"title": f"Report {n}", "text": text, "published": f"2016-08-{1 + n % 28:02d}"})


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(f"{entry(n)}\n" for n in range(DOCUMENTS)), encoding="utf-8")
    return path


def job_of(*files: Path, portion: int = PORTION) -> ReadJob:
    return ReadJob(files, portion=portion)


def broken_off(job: ReadJob, out: Path, documents: int) -> None:
    def progress(done: int, _: int) -> None:
        if done >= documents:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_reading(job, out=out, progress=progress)


def titles(out: Path) -> list[str]:
    return [json.loads(line)["title"] for line in out.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a run writes that nobody breaks off."""
    folder = tmp_path_factory.mktemp("undisturbed")
    path = folder / "articles.jsonl"
    path.write_text("".join(f"{entry(n)}\n" for n in range(DOCUMENTS)), encoding="utf-8")
    run_reading(job_of(path), out=folder / "out.jsonl")
    return (folder / "out.jsonl").read_bytes()


def test_a_run_that_is_broken_off_is_taken_up_again(
    articles: Path, tmp_path: Path, undisturbed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    out.write_bytes(b"as it was")
    broken_off(job_of(articles), out, 50)
    assert out.read_bytes() == b"as it was"
    read: list[str | None] = []
    whole = reading.read_all

    def heard(documents: object, *others: object, **named: object) -> object:
        several = list(documents)  # type: ignore[call-overload]
        read.extend(each.title for each in several)
        return whole(several, *others, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "read_all", heard)
    result = run_reading(job_of(articles), out=out)
    assert read == [f"Report {n}" for n in range(50, DOCUMENTS)]
    assert (result.documents, result.taken_up) == (DOCUMENTS, 5)
    assert result.totals["observations"] == DOCUMENTS
    assert out.read_bytes() == undisturbed
    assert titles(out) == [f"Report {n}" for n in range(DOCUMENTS)]
    assert not staging_beside(out).exists()


PROGRAM = """
import sys, time
from pathlib import Path
from holdfire.engines.reading import ReadJob, run_reading

def main():
    folder = Path(sys.argv[1])
    run_reading(ReadJob((folder / "articles.jsonl",), portion=10), out=folder / "out.jsonl", engine=sys.argv[2],
                progress=lambda done, total: time.sleep(0.3))

if __name__ == "__main__":
    main()
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the workers of a pool in /proc")
@pytest.mark.parametrize("whom", ["a worker", "the run"])
def test_a_pool_that_is_killed_is_taken_up_again(articles: Path, tmp_path: Path, undisturbed: bytes, whom: str) -> None:
    out = tmp_path / "out.jsonl"
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "program.py"), str(tmp_path), "pool:2"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        preexec_fn=hears_interrupts,
        stderr=subprocess.PIPE,
    )
    parts = wait_for_parts(tmp_path, process, 3)
    os.kill(process.pid if whom == "the run" else busiest_below(process.pid), signal.SIGKILL)
    process.communicate(timeout=120)
    if whom == "a worker":  # another takes its place
        assert process.returncode == 0
        assert out.read_bytes() == undisturbed
        return
    assert process.returncode != 0
    assert not out.exists()
    result = run_reading(job_of(articles), out=out)
    assert result.taken_up >= parts
    assert (result.documents, result.totals["observations"]) == (DOCUMENTS, DOCUMENTS)
    assert out.read_bytes() == undisturbed


def wait_for_parts(folder: Path, process: subprocess.Popen[bytes], parts: int) -> int:
    for _ in range(4800):
        found = len(list(folder.glob("out.jsonl.parts/part-?????.json")))
        if found >= parts:
            return found
        assert process.poll() is None, "the run ended before it could be broken off"
        time.sleep(0.025)
    raise AssertionError("no part was made in two minutes")


def busiest_below(parent: int) -> int:
    """The worker that has used most time: children of the process that forks them, which is a child of the run."""
    below: dict[int, list[tuple[int, int]]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        below.setdefault(int(fields[1]), []).append((int(fields[11]), int(stat.parent.name)))
    workers = [worker for _, child in below.get(parent, []) for worker in below.get(child, [])]
    return max(workers)[1]


def test_a_changed_input_begins_anew(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    broken_off(job_of(articles), out, 30)
    before = job_of(articles).id()
    articles.write_text(articles.read_text(encoding="utf-8").replace("Report 7", "Report VII"), encoding="utf-8")
    assert job_of(articles).id() != before
    result = run_reading(job_of(articles), out=out)
    assert (result.documents, result.taken_up) == (DOCUMENTS, 0)
    assert "Report VII" in titles(out)


def test_what_decides_the_reading_makes_another_job(articles: Path) -> None:
    plain = ReadJob((articles,))
    others = [ReadJob((articles,), source="sana"), ReadJob((articles,), zone="Asia/Damascus"), job_of(articles)]
    assert len({each.id() for each in (plain, *others)}) == 4
    assert ReadJob((articles,)).id() == plain.id()


@pytest.mark.skipif(os.name == "nt", reason="locks as POSIX has them")
def test_two_runs_do_not_write_one_output(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with alone(staging_beside(out)), pytest.raises(EngineError, match="another run"):
        run_reading(job_of(articles), out=out)


def test_a_part_that_was_damaged_is_read_again(articles: Path, tmp_path: Path, undisturbed: bytes) -> None:
    out = tmp_path / "out.jsonl"
    broken_off(job_of(articles), out, 30)
    (part,) = staging_beside(out).glob("part-00001.*.jsonl")
    part.write_bytes(b"{}\n")
    assert run_reading(job_of(articles), out=out).taken_up == 2
    assert out.read_bytes() == undisturbed


def test_a_bad_file_is_told_once_whether_taken_up_or_not(articles: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    out = tmp_path / "out.jsonl"
    job = job_of(empty, articles)
    broken_off(job, out, 20)
    result: ReadResult = run_reading(job, out=out)
    assert [Path(each["file"]).name for each in result.problems] == ["empty.txt"]
    assert result.documents == DOCUMENTS


def test_a_document_in_two_files_keeps_both_lines_under_one_id(tmp_path: Path) -> None:
    text = "Shells hit the market of Douma on Friday, killing 12 people, the local council said."
    files = [tmp_path / "first.txt", tmp_path / "second.txt"]
    for path in files:
        path.write_text(text, encoding="utf-8")
    out = tmp_path / "out.jsonl"
    run_reading(ReadJob(tuple(files), published=date(2016, 8, 27)), out=out)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [each["file"] for each in lines] == ["first.txt", "second.txt"]
    assert Counter(each["document_id"] for each in lines).most_common(1)[0][1] == 2
    assert lines[0]["observations"] == lines[1]["observations"]
    assert recognise(out).name == "readings"
    rows = [row for some in read_back(out, None) for row in some.observations.to_pylist()]
    assert len(rows) == 2
    assert len({row["id"] for row in rows}) == 1
