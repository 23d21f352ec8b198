"""Working copies of a process go with it, also of one that was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

HELD = """
import sys, time
from holdfire.sources import scratch
if len(sys.argv) > 1:
    scratch.LATER = float(sys.argv[1])
folder = scratch.scratch()
(folder / "places.txt").write_text("exact")
print(folder, flush=True)
time.sleep(float(sys.argv[2]) if len(sys.argv) > 2 else 0)
"""

POOL = """
import multiprocessing
from holdfire.sources.scratch import scratch

if __name__ == "__main__":
    with multiprocessing.get_context("forkserver").Pool(1) as pool:
        print(pool.apply(scratch))
        pool.close()
        pool.join()
"""


def started(temporary: Path, *args: object, script: str = HELD) -> subprocess.Popen[str]:
    told = {**os.environ, "TMPDIR": str(temporary)}
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, args)], env=told, stdout=subprocess.PIPE, text=True
    )


def folder_of(process: subprocess.Popen[str]) -> Path:
    assert process.stdout is not None
    return Path(process.stdout.readline().strip())


def end(process: subprocess.Popen[str], how: signal.Signals) -> None:
    process.send_signal(how)
    process.communicate(timeout=60)


def test_it_is_for_one_user_and_goes_with_its_process(tmp_path: Path) -> None:
    process = started(tmp_path)
    folder = folder_of(process)
    process.communicate(timeout=60)
    assert folder.parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_it_goes_with_a_worker_of_a_pool(tmp_path: Path) -> None:
    (tmp_path / "pool.py").write_text(POOL)
    told = {**os.environ, "TMPDIR": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, tmp_path / "pool.py"], env=told, capture_output=True, text=True, timeout=120, check=True
    )
    folder = Path(ran.stdout.strip())
    assert folder.name.startswith("holdfire-")
    assert not folder.exists()


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path: Path) -> None:
    other = tmp_path / "holdfire-of-somebody"
    other.mkdir()
    killed, living = started(tmp_path, 3600, 60), started(tmp_path, 3600, 60)
    left, held = folder_of(killed), folder_of(living)
    assert left.stat().st_mode & 0o077 == 0
    end(killed, signal.SIGKILL)
    assert left.is_dir()
    started(tmp_path, 3600).communicate(timeout=60)
    assert left.is_dir(), "it may be one that is being made"
    started(tmp_path, 0).communicate(timeout=60)
    assert not left.exists(), "nobody holds it"
    assert held.is_dir(), "its process lives"
    assert other.is_dir(), "no process of ours made it"
    end(living, signal.SIGTERM)


def test_a_fork_leaves_it_alone(tmp_path: Path) -> None:
    forks = "import os\nfrom holdfire.sources.scratch import scratch\nmine = scratch()\n"
    forks += "child = os.fork()\nif child:\n    os.waitpid(child, 0)\n    print(mine.is_dir())\n"
    forks += "else:\n    print(scratch() != mine)\n"
    told, _ = started(tmp_path, script=forks).communicate(timeout=60)
    assert told.split() == ["True", "True"]


def test_one_that_was_tidied_up_meanwhile_is_made_again(tmp_path: Path) -> None:
    again = "import shutil\nfrom holdfire.sources.scratch import scratch\nmine = scratch()\nshutil.rmtree(mine)\n"
    again += "print(scratch().is_dir(), scratch() != mine, scratch() == scratch())\n"
    told, _ = started(tmp_path, script=again).communicate(timeout=60)
    assert told.split() == ["True", "True", "True"]


def test_a_file_system_without_locks_is_no_hindrance(tmp_path: Path) -> None:
    without = "import fcntl\n\ndef refused(*_):\n    raise OSError(38, 'not there')\n\nfcntl.flock = refused\n"
    without += "from holdfire.sources.scratch import scratch\nprint(scratch().is_dir())\n"
    told, _ = started(tmp_path, script=without).communicate(timeout=60)
    assert told.strip() == "True"
    assert list(tmp_path.iterdir()) == []
