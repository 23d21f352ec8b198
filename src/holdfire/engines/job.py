"""A job: everything that decides the result of a run, and the hash that names it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ..assessment import LONGEST_DAYS, METHOD
from ..sources import Address, Where
from ..sources.address import is_address, place
from ..sources.container import digest
from ..sources.folder import side_by_side
from ..sources.partitions import constants_of
from ..terms import load_terms, world_for
from ..world.geofile import outline_files
from .problem import EngineError

LEVELS = ("finding", "event")


@dataclass(frozen=True)
class Job:
    """Files held against agreements in a world. Two jobs with the same `id` give the same findings.

    `files` are files, here or at addresses; `sources.files_of` gives those of a folder. `terms` are ids in the library
    or paths. With `as_of`, rows that were published later are set aside; without `ground`, nothing of what our
    references say on who held what is used; with `read_words`, what the words of GED's and ACLED's rows say stands
    beside their coding. `rows_per_fragment` and `settle` decide how the work is cut and what is counted beside, not
    what is found.
    """

    files: tuple[Where, ...]
    terms: tuple[str, ...]
    world: tuple[Path, ...] = ()
    mapping: Path | None = None
    decisions: Path | None = None
    assumptions: tuple[str, ...] = ()
    baseline: str | None = None
    as_of: str | None = None
    ground: bool = True
    read_words: bool = False
    level: str = "finding"
    longest_days: int = LONGEST_DAYS
    rows_per_fragment: int = 250_000
    settle: bool = True

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise EngineError(f"expected the level to be {' or '.join(LEVELS)}, found {self.level!r}")
        if not self.files or not self.terms:
            raise EngineError("expected at least one file and one agreement")
        if self.rows_per_fragment < 1:
            raise EngineError(f"expected at least one row a fragment, found {self.rows_per_fragment}")

    def inputs(self) -> dict[str, Any]:
        """What goes into the metadata of every output, as JSON has it: each input with its hash.

        Raises `SourceError` or `KnowledgeError` where an input is missing or cannot be read.
        """
        return {
            "holdfire": holdfire_version(),
            "method_version": METHOD,
            "files": side_by_side(described, self.files),
            "terms": [self._terms(name) for name in self.terms],
            "world": [world_hashed(path) for path in self.world],
            "mapping": None if self.mapping is None else hashed(self.mapping),
            "decisions": None if self.decisions is None else hashed(self.decisions),
            "assumptions": list(self.assumptions),
            "baseline": self.baseline,
            "as_of": self.as_of,
            "ground": self.ground,
            "read_words": self.read_words,
            "level": self.level,
            "longest_days": self.longest_days,
        }

    def _terms(self, name: str) -> dict[str, Any]:
        terms = load_terms(name, world_for(self.terms, *self.world))
        own = None if name == terms.id else str(terms.document.path.resolve())
        return {"id": terms.id, "version": terms.version, "path": own}

    def id(self) -> str:
        """Sixteen hexadecimal digits, from the content of every input; the folders in which they lie do not count."""
        return name_of(self.inputs())


def name_of(inputs: dict[str, Any]) -> str:
    """The hash that names a job, from its inputs."""
    return hash_of(_without_folders(inputs))


def hash_of(content: Any) -> str:
    """Sixteen hexadecimal digits that name a JSON-able value."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def hashed(path: Where) -> dict[str, Any]:
    """A file by its place and its SHA-256; one at an address by its size and version, and none of it is fetched."""
    if isinstance(path, Address):
        size, version = path.facts()
        return {"path": str(path), "size": size, "version": version}
    return {"path": str(path.resolve()), "sha256": digest_of(path)}


def world_hashed(path: Path) -> dict[str, Any]:
    """A file of the user's own world: `hashed`, with the files of outlines that it names."""
    outlines = [hashed(each) for each in outline_files(path)]
    return {**hashed(path), "outlines": outlines} if outlines else hashed(path)


def described(path: Where) -> dict[str, Any]:
    """A file of reports: `hashed`, with its size and the columns that its folders give it."""
    found = hashed(path)
    if isinstance(path, Path):
        found["size"] = path.stat().st_size
    constants = constants_of(path)
    return {**found, "partition": dict(constants)} if constants else found


def digest_of(path: Path) -> str:
    """SHA-256 of a file, worked out again when its size or time of change is another."""
    try:
        return digest(path)
    except FileNotFoundError:
        raise EngineError(f"{path}: found no such file; expected a file. Check the path.") from None


def holdfire_version() -> str:
    """The installed version of holdfire."""
    try:
        return version("holdfire")
    except PackageNotFoundError:
        return "0"


def _without_folders(content: Any) -> Any:
    if isinstance(content, Mapping):
        return {
            key: _name(value) if key == "path" and value else _without_folders(value) for key, value in content.items()
        }
    return [_without_folders(each) for each in content] if isinstance(content, list) else content


def _name(path: str) -> str:
    return place(path).name if is_address(path) else Path(path).name
