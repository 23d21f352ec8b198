"""Small files that travel with a job to its workers: the user's terms, world, mapping and decisions.

Data stays where it lies. What is judged by goes along, so that every worker has what the driver read when the run
began, also on another machine, and also where somebody edits a file meanwhile.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from ..sources.scratch import scratch
from ..terms import library_paths
from ..world import World, load_world, theatres
from ..world.geofile import outline_files
from .job import Job
from .problem import EngineError

Carried = tuple[tuple[str, str, bytes], ...]
"""A folder of the driver's machine, the name of a file under it, and the file's content."""


@dataclass(frozen=True)
class WorldFiles:
    """The files that a world has beyond our own, with their contents. A changed file is another world."""

    paths: tuple[Path, ...]
    files: Carried


def world_files(paths: Sequence[Path]) -> WorldFiles:
    """Files of a world as they are now. Raises `EngineError` where one is missing."""
    missing = next((path for path in paths if not path.is_file()), None)
    if missing is not None:
        raise EngineError(f"{missing}: found no such file; expected a file. Check the path.")
    whole = tuple(path.absolute() for path in paths)  # a worker stands in a folder of its own
    return WorldFiles(whole, _contents(_of_world(whole)))


@lru_cache(maxsize=2)
def known_world(own: WorldFiles) -> World:
    """Our world with these files, on whatever machine. Raises `KnowledgeError` for one that cannot be used."""
    return load_world(*laid(own.paths, own.files), theatres=theatres())


class Sent(Protocol):
    """A job as far as its own small files go."""

    @property
    def world(self) -> tuple[Path, ...]: ...


def carried(job: Sent) -> Carried:
    """The files of a job that are not its data. Raises `OSError` for one that cannot be read."""
    others = [getattr(job, name, None) for name in ("mapping", "decisions")]
    named = [*_own_terms(getattr(job, "terms", ())), *(each for each in others if each is not None)]
    files = [(str(path.absolute().parent), path.name) for path in named]
    return _contents([*files, *_of_world(job.world)])


def _of_world(paths: Sequence[Path]) -> list[tuple[str, str]]:
    """The files of a world, and those of outlines that they name, each with its folder."""
    found = []
    for path in paths:
        folder = path.absolute().parent
        found.append((str(folder), path.name))
        for outlines in outline_files(path.absolute()):
            name = os.path.relpath(outlines, folder)
            if not name.startswith(os.pardir):  # what lies elsewhere would be laid down elsewhere
                found.append((str(folder), name))
    return found


def _contents(files: Sequence[tuple[str, str]]) -> Carried:
    return tuple((folder, name, (Path(folder) / name).read_bytes()) for folder, name in dict.fromkeys(files))


def _own_terms(terms: Sequence[str]) -> list[Path]:
    known = {path.stem for path in library_paths()}
    return [Path(name) for name in terms if name not in known]


def laid_job(job: Job, files: Carried) -> Job:
    """The job with its files as the driver had them."""
    here = _here(files)
    return replace(
        job,
        terms=tuple(str(here.get(str(Path(name).absolute()), name)) for name in job.terms),
        world=tuple(laid(job.world, files)),
        mapping=None if job.mapping is None else laid([job.mapping], files)[0],
        decisions=None if job.decisions is None else laid([job.decisions], files)[0],
    )


def laid(paths: Sequence[Path], files: Carried) -> list[Path]:
    """Where files lie as the driver had them: in their own place, if they are the same there, else laid down anew."""
    here = _here(files)
    return [here.get(str(path.absolute()), path) for path in paths]


@lru_cache(maxsize=4)
def _here(files: Carried) -> dict[str, Path]:
    if all(_same(Path(folder) / name, content) for folder, name, content in files):
        return {}
    made = Path(tempfile.mkdtemp(dir=scratch()))
    folders = list(dict.fromkeys(folder for folder, _, _ in files))
    here: dict[str, Path] = {}
    for folder, name, content in files:
        path = made / str(folders.index(folder)) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        here[str(Path(folder) / name)] = path
    return here


def _same(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:  # not on this machine
        return False
