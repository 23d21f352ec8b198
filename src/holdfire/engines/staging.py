"""Where a run keeps what is done, so that one that was broken off can be taken up again.

Every attempt at a part writes files under names of its own. A part is complete once its record (`….json`) is there: it
is written last, the first one counts, and it names the files of its attempt with their digests. So two workers, or two
drivers, may make the same part, and exactly one of them has made it.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from .problem import EngineError

MARK = "holdfire-run.json"
"""By this file a staging folder is known as one that holdfire made."""

_OURS = re.compile(
    r"(part-\d{5,}(-[0-9a-f]{16})?\.((([0-9a-f]{8})\.(parquet|rejects\.parquet|npy|jsonl))|json|failed\.txt)"
    r"|holdfire-run\.json)(\.tmp-[0-9a-f]{8})?"
)
WHOLE, REPLACED, LOCK = "whole", "replaced", "lock"

Kept = dict[str, Any]
"""A file of a part as its record has it: `name`, `sha256` and `size` in bytes."""


class Staging(Protocol):
    """What a run keeps of its parts, wherever that is."""

    def draft(self, part: str, suffix: str) -> Path:
        """A new path on this machine to which one attempt writes one file of a part."""
        ...

    def keep(self, part: str, suffix: str, draft: Path) -> Kept:
        """Put what was written where the other workers see it. The draft is gone then."""
        ...

    def commit(self, part: str, record: dict[str, Any]) -> dict[str, Any]:
        """Declare a part complete. Gives back the record that counts: this one, or that of an earlier attempt."""
        ...

    def committed(self, part: str) -> dict[str, Any] | None:
        """What was declared of a part, where it is complete and its files are as they were written."""
        ...

    def record(self, part: str) -> dict[str, Any]:
        """What was declared of a part that is known to be complete."""
        ...

    def local(self, kept: Kept) -> Path:
        """A path on this machine under which a file of a part can be read."""
        ...

    def tell(self, part: str, text: str) -> str:
        """Write down why a part could not be made. Gives back where that can be read."""
        ...


@dataclass(frozen=True)
class Folder:
    """Parts in a folder of this machine, or of a file system that all machines share."""

    folder: Path

    def draft(self, part: str, suffix: str) -> Path:
        if not self.folder.is_dir():
            raise EngineError(
                f"worker on {socket.gethostname()}: found no folder {self.folder}; expected a folder that all machines"
                " share, or an address such as s3://BUCKET/KEY"
            )
        token = secrets.token_hex(4)
        return self.folder / f"{part}.{token}.{suffix}.tmp-{token}"

    def keep(self, part: str, suffix: str, draft: Path) -> Kept:
        kept = kept_of(draft.name.rsplit(".tmp-", 1)[0], draft)
        draft.replace(self.folder / kept["name"])
        return kept

    def commit(self, part: str, record: dict[str, Any]) -> dict[str, Any]:
        before = self.committed(part)
        if before is not None:
            return before
        path = self.folder / f"{part}.json"
        _write_whole(path, json.dumps(record, ensure_ascii=False))
        return self.record(part)

    def committed(self, part: str) -> dict[str, Any] | None:
        try:
            record = self.record(part)
            whole = all(file_digest(self.local(kept)) == kept["sha256"] for kept in record["files"].values())
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return record if whole else None

    def record(self, part: str) -> dict[str, Any]:
        return dict(json.loads((self.folder / f"{part}.json").read_text(encoding="utf-8")))

    def local(self, kept: Kept) -> Path:
        name = str(kept["name"])
        if not _OURS.fullmatch(name):
            raise ValueError(f"expected the name of a file of a part, found {name[:80]!r}")
        return self.folder / name

    def tell(self, part: str, text: str) -> str:
        path = self.folder / f"{part}.failed.txt"
        _write_whole(path, text)
        return str(path)


def told(staging: Staging, part: str, text: str) -> str:
    """Write down why a part could not be made. Gives back where, or why that is nowhere: what it failed for may be in
    the way of telling it, too."""
    try:
        return staging.tell(part, text)
    except (OSError, EngineError) as wrong:
        return f"nowhere: {getattr(wrong, 'strerror', None) or wrong}"


def kept_of(name: str, path: Path) -> Kept:
    """A file as a record has it."""
    return {"name": name, "sha256": file_digest(path), "size": path.stat().st_size}


def _write_whole(path: Path, text: str) -> None:
    temporary = path.with_name(f"{path.name}.tmp-{secrets.token_hex(4)}")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def staging_beside(target: Path) -> Path:
    """The staging folder of an output."""
    return target.with_name(target.name + ".parts")


def open_staging(folder: Path, run: str, made_from: dict[str, Any] | None = None) -> tuple[Folder, list[str]]:
    """The folder, emptied of what another job left in it, and what of that job's inputs (`made_from`) was another.

    Raises `EngineError` for a folder that is somebody else's, or that cannot be written into.
    """
    if folder.exists() and not folder.is_dir():
        raise EngineError(f"{folder}: found a file; expected a folder for parts, or nothing. Move it away.")
    mark = folder / MARK
    if folder.is_dir() and not mark.exists() and any(each.name != LOCK for each in folder.iterdir()):
        raise EngineError(f"{folder}: found a folder that holdfire did not make; it keeps parts there. Move it away.")
    before = _marked(mark)
    differing = []
    if before.get("run") != run:
        differing = differing_in(before.get("made_from"), made_from) if any(folder.glob("part-*.json")) else []
        _empty(folder)
    folder.mkdir(parents=True, exist_ok=True)
    _forget_half_written(folder)
    _write_whole(mark, json.dumps({"run": run, "made_from": made_from}, ensure_ascii=False))
    return Folder(folder), differing


def _marked(mark: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(mark.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def differing_in(before: Any, now: dict[str, Any] | None) -> list[str]:
    """The names of the inputs of two runs that are not the same."""
    if not isinstance(before, dict) or now is None:
        return ["inputs"]
    plain = json.loads(json.dumps(now))
    return sorted(name for name in plain.keys() | before.keys() if plain.get(name) != before.get(name)) or ["cut"]


def _forget_half_written(folder: Path) -> None:
    for path in folder.iterdir():
        if _OURS.fullmatch(path.name) and (".tmp-" in path.name or path.name.endswith(".failed.txt")):
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
