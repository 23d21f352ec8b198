"""The folder in which a run keeps what is done: `OUT.parts/`, so that a run that was broken off can be taken up again.

A part is complete once its `.json` is there: that is written last, and holds the digests of the files beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .problem import EngineError

MARK = "holdfire-run.json"
"""By this file a staging folder is known as one that holdfire made."""

_OURS = re.compile(
    r"(part-\d{5,}(-[0-9a-f]{16})?\.(parquet|rejects\.parquet|npy|jsonl|json)|holdfire-run\.json)(\.tmp-\d+)?"
)
WHOLE, REPLACED, LOCK = "whole", "replaced", "lock"


@dataclass(frozen=True)
class Staging:
    """A staging folder of one job."""

    folder: Path

    def of(self, part: str, suffix: str) -> Path:
        """The path of one file of a part, such as `part-00000.parquet`."""
        return self.folder / f"{part}.{suffix}"

    def write(self, path: Path, writer: Callable[[Path], None]) -> str:
        """Write a file under a temporary name, then give it its own. Returns its SHA-256."""
        temporary = path.with_name(f"{path.name}.tmp-{os.getpid()}")
        writer(temporary)
        found = file_digest(temporary)
        temporary.replace(path)
        return found

    def commit(self, part: str, record: dict[str, Any]) -> None:
        """Declare a part complete."""
        text = json.dumps(record, ensure_ascii=False)
        self.write(self.of(part, "json"), lambda path: _write_text(path, text))

    def committed(self, part: str) -> dict[str, Any] | None:
        """What was declared of a part, where it is complete and its files are as they were written."""
        try:
            record = json.loads(self.of(part, "json").read_text(encoding="utf-8"))
            for suffix, digest in record["files"].items():
                if file_digest(self.of(part, suffix)) != digest:
                    return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return dict(record)

    def record(self, part: str) -> dict[str, Any]:
        """What was declared of a part that is known to be complete."""
        return dict(json.loads(self.of(part, "json").read_text(encoding="utf-8")))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def staging_beside(target: Path) -> Path:
    """The staging folder of an output."""
    return target.with_name(target.name + ".parts")


def open_staging(folder: Path, run: str) -> Staging:
    """The folder, emptied of what another job left in it. Raises `EngineError` for a folder that is somebody else's."""
    if folder.exists() and not folder.is_dir():
        raise EngineError(f"{folder}: found a file; expected a folder for parts, or nothing. Move it away.")
    mark = folder / MARK
    if folder.is_dir() and not mark.exists() and any(each.name != LOCK for each in folder.iterdir()):
        raise EngineError(f"{folder}: found a folder that holdfire did not make; it keeps parts there. Move it away.")
    if _run_of(mark) != run:
        _empty(folder)
    folder.mkdir(parents=True, exist_ok=True)
    staging = Staging(folder)
    _forget_half_written(folder)
    staging.write(mark, lambda path: _write_text(path, json.dumps({"run": run})))
    return staging


def _run_of(mark: Path) -> str | None:
    try:
        return str(json.loads(mark.read_text(encoding="utf-8"))["run"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _forget_half_written(folder: Path) -> None:
    for path in folder.glob("*.tmp-*"):
        if _OURS.fullmatch(path.name):
            path.unlink(missing_ok=True)
    shutil.rmtree(folder / WHOLE, ignore_errors=True)


def clear(folder: Path) -> None:
    """Remove what holdfire put into a staging folder, and the folder if nothing else is in it."""
    if folder.is_dir():
        _empty(folder)
        (folder / LOCK).unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()


def _empty(folder: Path) -> None:
    if not (folder / MARK).exists():
        return
    for name in (WHOLE, REPLACED):
        remove(folder / name)
    # The mark goes last: until then the folder is known as ours.
    for path in sorted(folder.iterdir(), key=lambda each: each.name == MARK):
        if _OURS.fullmatch(path.name):
            path.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it; nothing where there is nothing."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder for this process. Raises `EngineError` where another run is at work on it.

    The system lets go of the lock when a process ends, however it ends. Where there is no such lock (Windows), two runs
    on one output are not kept apart.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise EngineError(f"{folder}: another run writes the same output. Wait for it, or name another.") from None
        yield
