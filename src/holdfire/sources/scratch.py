"""The folder of this process for working copies that live no longer than it does."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: nothing tells there whether the process of a folder still lives
    fcntl = None  # type: ignore[assignment]

PREFIX = "holdfire-"
ALIVE = ".alive"
"""File in such a folder that its process holds locked for as long as it lives."""

LATER = 3600.0
"""Seconds after which a folder that nobody holds is taken for left behind: not while it is being made."""


def scratch() -> Path:
    """A folder of this process, for its user alone, under `TMPDIR`; it is removed when the process ends.

    One that is killed cannot clear up. What such processes of the same user left is removed by the next that asks for a
    folder: those whose lock nobody holds.
    """
    found = _of(os.getpid())
    if not found.is_dir():  # something that tidies up took it for left behind
        _of.cache_clear()
        found = _of(os.getpid())
    return found


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder in it that goes at the end of the `with` block."""
    with tempfile.TemporaryDirectory(dir=scratch()) as folder:
        yield Path(folder)


@cache
def _of(_: int) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    held = os.open(folder / ALIVE, os.O_CREAT | os.O_WRONLY, 0o600)  # open for as long as the process lives
    if fcntl is not None:
        with suppress(OSError):  # a file system without locks: then nothing tells whose process lives, and nobody asks
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _clear_left(folder.parent)
    # Unlike `atexit`, this runs also at the end of a worker of a pool, and never in a fork of the process.
    Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=1)
    return folder


def _clear_left(within: Path) -> None:
    for folder in within.glob(f"{PREFIX}*"):
        with suppress(OSError):  # it has gone meanwhile, or is no folder of ours
            told = folder.lstat()
            if stat.S_ISDIR(told.st_mode) and told.st_uid == os.getuid() and time.time() - told.st_mtime >= LATER:
                with (folder / ALIVE).open("rb") as held:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError: its process lives
                    for each in folder.iterdir():
                        if each.name != ALIVE:  # last, so that who is stopped here leaves it to the next
                            shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()
                    shutil.rmtree(folder, ignore_errors=True)
