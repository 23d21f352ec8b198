"""Processes of a cluster on this machine, found in /proc by what they were started with."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

NEEDS_PROC = pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the workers of a cluster in /proc")


def pids(words: str, below: int | None = None) -> list[int]:
    """Processes whose command line has these words, those that have used most time first; with `below` only what
    descends from that process."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if words in line and (below is None or descends(int(folder.name), below)):
            found.append((int(fields[11]) + int(fields[12]), int(folder.name)))
    return [pid for _, pid in sorted(found, reverse=True)]


def one_of(words: str, below: int | None = None) -> int:
    """The busiest process with these words among those that a process (this one) started, as soon as there is one."""
    for _ in range(400):
        if found := pids(words, below=below or os.getpid()):
            return found[0]
        time.sleep(0.025)
    raise AssertionError(f"no process with {words} in ten seconds")


def descends(pid: int, ancestor: int) -> bool:
    """Whether a process is a child of another, or of a child of it, and so on."""
    while pid > 1:
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return False
        if pid == ancestor:
            return True
    return False


def kill(pid: int) -> None:
    """End a process at once, as a machine that loses power does."""
    os.kill(pid, signal.SIGKILL)
