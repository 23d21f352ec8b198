"""The lake door: Arrow record batches in, record batches out, for engines that hold the rows themselves.

Spark and Ray Data hand a worker the rows of a partition as record batches and take batches back; nothing is copied out.
Here no type of theirs is known. What decides the answer travels in `Asked` and `Texts`, with the contents of the user's
own files, and is loaded once a worker.

What a job does and this door cannot, since nobody sees all rows at once:

- Rows that stand twice stay twice. A job sets repeats aside; here take them out before: `df.dropDuplicates()`.
- The numbers of a run (totals by phase, what would settle what is open, what each source covers) and its warnings are
  not made. Count the findings, or run a job on a copy that may be made.
- Which decisions named no row is not told. A decision that could not be applied to a row that is there is warned of in
  the worker's own log, and the row's `decided` is empty.
- The rows set aside come from a call of their own (`rejects_batches`), numbered within their partition.
"""

from __future__ import annotations

import json
import socket
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..assessment import LONGEST_DAYS
from ..reading import ReadingError
from ..reading import read_documents as read_all
from ..records import Alternative, Document, Observation, Reading, ReadObservation, Rejected, arrow_schema, open_schema
from ..sources import Address, Imported, SourceError, Where, from_table
from ..sources.address import place
from ..sources.documents.articles import json_documents
from ..sources.documents.given import Given, Own, record
from ..sources.format import by_columns, canonical, wanted
from ..sources.readings import FLAG, written
from ..sources.rivals import check_rivals
from ..sources.sheets import as_text
from ..terms import library_paths, terms_path
from ..world import World, load_world, theatres
from ..world.time import zone_info
from . import kernel
from .carried import Carried, Sent, carried, laid, laid_job
from .job import Job, hash_of, holdfire_version
from .loaded import Loaded, loaded
from .outputs import MANIFEST
from .problem import EngineError
from .reading import PORTION, check_installed, with_counts
from .repeats import set_aside
from .shape import schema_of, shaped

Terms = str | Path | Sequence[str | Path]
"""Agreements: ids in the library or files of one's own, one or several."""

Paths = str | Path | Sequence[str | Path]
"""Files, one or several."""

NAME = "table"
"""Stands for the file in what is said of rows that lie in none."""

LARGEST = 256 << 20
"""Bytes of rows that are gathered before they are judged, where fewer than `kernel.CHUNK` of them fill it."""

GIVEN = 16_384
"""Rows of a batch that is handed back: small enough for every engine's own limits."""

RIVALS = "alternatives"
"""Column beside those of an observation: its rival values, which a file has in a side table."""

GIVES = ("observations", "documents")
"""What `read_batches` can give."""

REJECTED = arrow_schema(Rejected)
_KINDS = "the columns of UCDP GED, ACLED or GDELT, those of an observation, or incidents as holdfire match gives them"


@dataclass(frozen=True)
class Asked:
    """What rows are held against, and how; it can be pickled, and holds the user's own files whole.

    `terms` are ids in the library or absolute paths, `zone` the IANA zone of rows whose areas give none; the rest is
    as in `Job`. `files` are the contents of the files that it names, `version` the holdfire that asks.
    """

    terms: tuple[str, ...]
    world: tuple[Path, ...] = ()
    decisions: Path | None = None
    assumptions: tuple[str, ...] = ()
    baseline: str | None = None
    longest_days: int = LONGEST_DAYS
    level: str = "finding"
    zone: str | None = None
    files: Carried = ()
    version: str = ""

    @property
    def schema(self) -> pa.Schema:
        """The columns of what `assess_batches` gives."""
        return schema_of(self.level)

    def loaded(self) -> Loaded:
        """World, programs and decisions, loaded once a process.

        Raises `EngineError` or `KnowledgeError` where they cannot be used.
        """
        _check_version(self.version)
        job = Job(
            (Path(NAME),), self.terms, self.world, None, self.decisions, self.assumptions, self.baseline,
            longest_days=self.longest_days, level=self.level, settle=False,
        )  # fmt: skip
        return loaded(laid_job(job, self.files), hash_of(repr(self)))


def ask(
    terms: Terms,
    *,
    world: Paths = (),
    decisions: str | Path | None = None,
    baseline: str | date | datetime | None = None,
    assume: Sequence[str] = (),
    longest_days: int = LONGEST_DAYS,
    level: str = "finding",
    zone: str | None = None,
) -> Asked:
    """What is asked, checked where it is asked: no worker meets a mistake in it first.

    Raises `KnowledgeError` for terms or a world that cannot be used, `EngineError` for a file that is not there, a
    level or an assumption that is none, `ValueError` for a zone or a baseline that is none.
    """
    named = [str(each) for each in _several(terms)]
    library = {path.stem for path in library_paths()}
    own = tuple(each if each in library else str(terms_path(each).absolute()) for each in named)
    if zone is not None:
        zone_info(zone)
    day = baseline.isoformat() if isinstance(baseline, date) else baseline
    files = tuple(Path(each).absolute() for each in _several(world))
    told = None if decisions is None else Path(decisions).absolute()
    asked = Asked(own, files, told, tuple(assume), day, longest_days, level, zone, version=holdfire_version())
    whole = replace(asked, files=_carried(asked))
    whole.loaded()
    return whole


def _several(given: Paths) -> tuple[str | Path, ...]:
    return (given,) if isinstance(given, str | Path) else tuple(given)


def _carried(sent: Sent) -> Carried:
    try:
        return carried(sent)
    except OSError as wrong:
        raise EngineError(
            f"{wrong.filename}: found a file that cannot be read ({wrong.strerror}); expected one of terms, world or"
            " decisions. Check the path."
        ) from None


def _check_version(version: str) -> None:
    if version not in ("", holdfire_version()):
        raise EngineError(
            f"worker on {socket.gethostname()}: found holdfire {holdfire_version()}; expected {version}, as where it"
            " was asked. Install the same version on every machine of the cluster."
        )


def assess_batches(batches: Iterable[pa.RecordBatch], asked: Asked) -> Iterator[pa.RecordBatch]:
    """Rows held against the agreements: the rows of the findings table, or of the table of events.

    `batches` have the columns of GED, ACLED, GDELT, of an observation or of an incident, of whatever Arrow type;
    columns that nobody reads may be there. Small ones are gathered to some 131,072 rows and judged together. What comes
    out has the schema `Asked.schema`: plain text, lists and instants in microseconds UTC; nothing where there is no
    row. How the rows are cut into batches changes no finding. Rows that cannot be kept are left out: `rejects_batches`
    gives them.

    Raises `SourceError` for columns of no known kind.
    """
    held = asked.loaded()
    for chunk in _imported(batches, held.world, asked.zone):
        judged = kernel.judge(held, chunk)
        for problem in judged.problems:
            warnings.warn(problem, RuntimeWarning, stacklevel=2)
        for table in judged.tables:
            yield from shaped(table, asked.schema).combine_chunks().to_batches(GIVEN)


def rejects_batches(batches: Iterable[pa.RecordBatch], asked: Asked) -> Iterator[pa.RecordBatch]:
    """The rows that `assess_batches` leaves out, each with its reason (schema of `records.Rejected`).

    `row` counts the rows of the partition from 1; `raw` holds the row's own cells, its id among them. Nothing is
    judged. Raises as `assess_batches` does.
    """
    first = 1
    for chunk in _imported(batches, asked.loaded().world, asked.zone):
        rows = pc.add(chunk.rejects["row"], first - 1)
        aside = chunk.rejects.set_column(REJECTED.get_field_index("row"), REJECTED.field("row"), rows)
        yield from aside.combine_chunks().to_batches(GIVEN)
        first += chunk.rows


def needed(names: Sequence[str]) -> list[str]:
    """Those of a table's columns that are read, so that an engine need not hand over the others.

    Raises `SourceError` where they are of no known kind, or where two are read as one.
    """
    try:
        found = by_columns(NAME, list(names))
    except SourceError as wrong:
        raise SourceError(
            NAME, found=wrong.found, expected=_KINDS,
            remedy="Select or rename columns first; text of articles or messages goes through `read`.",
        ) from None  # fmt: skip
    read = {"observation", RIVALS} if found.name == "incidents" else set(wanted(found, None) or ())
    read |= {RIVALS} if found.name == "observations" else set()
    kept = [name for name in names if canonical(name) in read]
    twice = sorted({name for name in kept if sum(canonical(each) == canonical(name) for each in kept) > 1})
    if twice:
        raise SourceError(
            NAME, found=f"several columns for one: {', '.join(twice)}", expected="each column once",
            remedy="Select one of them.",
        )  # fmt: skip
    return kept


def _imported(batches: Iterable[pa.RecordBatch], world: World, zone: str | None) -> Iterator[Imported]:
    for table in _gathered(batches):
        kept = needed(table.column_names)
        rows = table.select(kept)
        if set(map(canonical, kept)) == {"observation", RIVALS}:
            rows = _of_incidents(rows)
        yield _with_rivals(from_table(rows, world, name=NAME, zone=zone), rows)


def _gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same rows in pieces of about `kernel.CHUNK`, or of `LARGEST` bytes."""
    held: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        for start in range(0, batch.num_rows, kernel.CHUNK):
            piece = batch.slice(start, kernel.CHUNK)
            if held and (rows + piece.num_rows > kernel.CHUNK or size + piece.nbytes > LARGEST):
                yield pa.Table.from_batches(held)
                held, rows, size = [], 0, 0
            held.append(piece)
            rows, size = rows + piece.num_rows, size + piece.nbytes
    if held:
        yield pa.Table.from_batches(held)


def _of_incidents(table: pa.Table) -> pa.Table:
    """Incidents as the observations that they go on as, each with its rivals."""
    names = [canonical(name) for name in table.column_names]
    told = table.column(names.index("observation")).combine_chunks()
    if not pa.types.is_struct(told.type):
        raise SourceError(
            NAME, found=f"a column observation of the type {told.type}", expected="records, as holdfire match gives",
            remedy="Keep the column as it was written.",
        )  # fmt: skip
    parts = dict(zip([field.name for field in told.type], told.flatten(), strict=True))
    return pa.table({**parts, RIVALS: table.column(names.index(RIVALS))})


def _with_rivals(found: Imported, rows: pa.Table) -> Imported:
    """With the rival values that stand in a column beside the observations; a row whose rivals say nothing that can be
    judged is set aside."""
    at = next((n for n, name in enumerate(rows.column_names) if canonical(name) == RIVALS), None)
    if at is None or found.observations.num_rows == 0:
        return found
    kept = pc.subtract(found.observations["row"], 1).combine_chunks()
    lists = _rival_lists(rows.column(at)).combine_chunks().take(kept)
    bad = _unsound(lists)
    aside = set_aside(found.observations, bad, "unreadable_record", "rival values as holdfire gives them", "has others")
    sound = np.delete(np.arange(len(lists)), bad)
    lists, ids = lists.take(pa.array(sound)), found.observations["id"].combine_chunks().take(pa.array(sound))
    told = lists.flatten()
    columns = {field.name: told.field(field.name) for field in told.type}
    columns["of"] = ids.take(pc.list_parent_indices(lists))
    alternatives = pa.table({name: columns[name] for name in _OPEN.names}).cast(_OPEN)
    return kernel.without(replace(found, alternatives=alternatives), bad, aside)


_OPEN = open_schema(arrow_schema(Alternative))
_LISTS = pa.list_(pa.struct(list(_OPEN)))


def _rival_lists(column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return column.cast(_LISTS)
    except pa.ArrowException:
        raise SourceError(
            NAME, found=f"a column {RIVALS} of the type {column.type}", expected="what `read` gives",
            remedy="Keep the column as it was given, or drop it: then only what stands in the others counts.",
        ) from None  # fmt: skip


def _unsound(lists: pa.Array) -> np.ndarray:
    """The rows, by position, whose rivals cannot be judged."""
    return np.array([n for n, row in enumerate(lists.to_pylist()) if not _is_sound(row or [])], dtype=np.int64)


def _is_sound(rivals: list[dict[str, Any]]) -> bool:
    try:
        check_rivals(rivals)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Texts:
    """Which columns hold the texts and what is known of each, and how they are read; it can be pickled.

    `text` is the column of the text; `id`, `title`, `published`, `language` and `source` (the outlet that carried it)
    name the columns that say so, where there are such. `zone` is the IANA zone in which days and times of the texts are
    meant, `give` one of `GIVES`.
    """

    text: str = "text"
    id: str | None = None
    title: str | None = None
    published: str | None = None
    language: str | None = None
    source: str | None = None
    zone: str = "UTC"
    world: tuple[Path, ...] = ()
    give: str = "observations"
    files: Carried = ()
    version: str = ""

    @property
    def schema(self) -> pa.Schema:
        """The columns of what `read_batches` gives."""
        return OBSERVED if self.give == "observations" else READINGS

    def columns(self, names: Sequence[str]) -> list[str]:
        """The columns that are read. Raises `SourceError` where one of them is not among `names`."""
        asked = [self.text, *(each for each in map(self.__getattribute__, _SAID) if each is not None)]
        for each in asked:
            if list(names).count(each) != 1:
                found = "no column" if each not in names else "several columns"
                raise SourceError(
                    NAME, found=f"{found} {each!r}; there are {', '.join(list(names)[:40])}",
                    expected="one column of that name", remedy="Name the columns: text=, title=, published=, …",
                )  # fmt: skip
        return list(dict.fromkeys(asked))


_SAID = ("id", "title", "published", "language", "source")

OBSERVED = open_schema(
    pa.schema([*arrow_schema(Observation), pa.field(RIVALS, pa.list_(pa.struct(list(arrow_schema(Alternative)))))])
)
"""Observations as they are read from texts: `when_start` and `when_end` are missing where the text does not date them,
and the rival values of each stand beside it."""

READINGS = pa.schema([pa.field("id", pa.string()), pa.field("reading", pa.string())])
"""One row a document: its id, and the whole reading as JSON text, as `holdfire read` writes it."""


def texts(
    *,
    text: str = "text",
    id: str | None = None,  # noqa: A002  the column's name for users
    title: str | None = None,
    published: str | None = None,
    language: str | None = None,
    source: str | None = None,
    zone: str = "UTC",
    world: Paths = (),
    give: str = "observations",
) -> Texts:
    """How texts are to be read, checked where it is asked.

    Raises `EngineError` for a `give` that is none and for a file that is not there, `ValueError` for a zone that is
    none, `KnowledgeError` for a world that cannot be used.
    """
    if give not in GIVES:
        raise EngineError(f"expected give to be {' or '.join(GIVES)}, found {give!r}")
    zone_info(zone)
    files = tuple(Path(each).absolute() for each in _several(world))
    told = Texts(text, id, title, published, language, source, zone, files, give, version=holdfire_version())
    told = replace(told, files=_carried(told))
    if files:
        _world(told.world, told.files)
    return told


def read_batches(batches: Iterable[pa.RecordBatch], told: Texts) -> Iterator[pa.RecordBatch]:
    """Texts read: one row an observation (`OBSERVED`, which `assess_batches` takes), or one row a document.

    Each row is an article: what `holdfire read` makes of the same fields in a file of articles. A row without a text
    has nothing that could be read, and stops nothing. An event that its text does not date has no `when_start`, and is
    set aside where it is assessed. `file` and `row` are missing: a partition has neither.

    Raises `SourceError` where a column is not there, `EngineError` where what reads texts is not installed.
    """
    _check_version(told.version)
    check_installed()
    world = _world(told.world, told.files)
    for batch in batches:
        columns = told.columns(batch.schema.names)
        for start in range(0, batch.num_rows, PORTION):
            some = as_text(pa.Table.from_batches([batch.slice(start, PORTION)]).select(columns))
            found = _read([_document(row, told) for row in some.to_pylist()], world, told.zone)
            rows = [row for each in found for row in _rows(each, told.give)]
            if rows:
                yield from pa.Table.from_pylist(rows, schema=told.schema).to_batches(GIVEN)


def _read(documents: Sequence[Document], world: World, zone: str) -> Iterator[Reading]:
    try:
        yield from (with_counts(each, world) for each in read_all(documents, world, zone=zone))
    except ReadingError as lacking:
        raise EngineError(str(lacking)) from None


def _document(row: dict[str, str | None], told: Texts) -> Document:
    """One row as the article that it is, under its own id where it has one."""
    names = {"text": told.text, "title": told.title, "published": told.published, "language": told.language}
    names["publisher"] = told.source
    entry = {field: row[name] for field, name in names.items() if name is not None and row[name]}
    given = Given(zone=ZoneInfo(told.zone))
    if "text" in entry or "title" in entry:
        document = next(iter(json_documents([json.dumps(entry).encode()], given)))
    else:
        document = record(Own("article", flags=["no_text"]), given)
    own = row[told.id] if told.id is not None else None
    return document.model_copy(update={"id": own}) if own else document


def _rows(reading: Reading, give: str) -> Iterator[dict[str, Any]]:
    line = written(reading)
    if give == "documents":
        yield {"id": reading.document.id, "reading": json.dumps(line, ensure_ascii=False)}
        return
    for entry, seen in zip(line["observations"], reading.observations, strict=True):
        yield _row(entry, seen)


def _row(entry: dict[str, Any], seen: ReadObservation) -> dict[str, Any]:
    """One observation with its rivals, with what the file of readings gives it when it is read back."""
    whole = seen.model_dump()
    own = {
        "observation_id": seen.observation_id or hash_of(entry),
        "when_precision": seen.when_precision or "span",
        "words": seen.words or seen.span.words,
        "flags": [*(each for each in seen.flags if each != FLAG), FLAG],
        "status": Observation.model_fields["status"].default,
    }
    return {name: own.get(name, whole.get(name)) for name in OBSERVED.names}


@lru_cache(maxsize=2)
def _world(own: tuple[Path, ...], files: Carried) -> World:
    return load_world(*laid(own, files), theatres=theatres())


@dataclass(frozen=True)
class Written:
    """What a job wrote: its parts in order, and their columns; none are told of a file that stands alone."""

    parts: tuple[Where, ...]
    schema: pa.Schema | None


def written_by_job(where: str | Path | Address) -> Written:
    """The parts of a job's output: a Parquet file, or a folder, here or at an address, by its manifest alone.

    What else lies in the folder belongs to other runs, or to attempts that did not count, and is never looked at.
    Raises `EngineError` for what no job wrote, `SourceError` for an address that cannot be reached.
    """
    at = place(where) if isinstance(where, str) else where
    at = at if isinstance(at, Address) else at.absolute()
    if not at.is_dir():
        if at.suffix != ".parquet" or not at.exists():
            raise EngineError(f"{at}: expected a Parquet file of findings, or a folder with {MANIFEST}")
        return Written((at,), None)
    manifest = _manifest(at)
    level, names = manifest["metadata"].get("level"), [str(each["name"]) for each in manifest["parts"]]
    if level not in ("finding", "event") or not all(name.endswith(".parquet") for name in names):
        raise EngineError(f"{at}: found an output of another kind; expected findings, as holdfire assess --out writes")
    parts = tuple(_below(at, name) for name in names)
    gone = next((each for each in parts if isinstance(each, Path) and not each.is_file()), None)
    if gone is not None:
        raise EngineError(f"{gone}: the part is missing. Make {at} again.")
    return Written(parts, schema_of(level))


def _manifest(at: Where) -> dict[str, Any]:
    try:
        text = _below(at, MANIFEST)
        found = json.loads(text.read() if isinstance(text, Address) else text.read_bytes())
        return {"metadata": dict(found["metadata"]), "parts": list(found["parts"])}
    except (FileNotFoundError, KeyError, TypeError, ValueError) as wrong:
        if isinstance(wrong, SourceError) and wrong.found != "no such file":
            raise
        raise EngineError(f"{at}: found no {MANIFEST} of a job; expected a folder that a job wrote") from None


def _below(at: Where, name: str) -> Where:
    return at.child(name) if isinstance(at, Address) else at / name
