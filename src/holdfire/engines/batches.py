"""The lake door: Arrow record batches of reports in, findings out, for engines that hold the rows themselves.

Spark and Ray Data hand a worker the rows of a partition as record batches and take batches back; nothing is copied out.
Here no type of theirs is known. What decides the answer travels in `Asked`, with the contents of the user's own files,
and is loaded once a worker. Texts are read in `texts`.

What a job does and this door cannot, since nobody sees all rows at once:

- Rows that stand twice stay twice. A job sets repeats aside; here take them out before: `df.dropDuplicates()`.
- The numbers of a run (totals by phase, what would settle what is open, what each source covers) and its warnings are
  not made. Count the findings, or run a job on a copy that may be made.
- Which decisions named no row is not told. A decision that could not be applied to a row that is there is warned of in
  the worker's own log, and the row's `decided` is empty.
- The rows set aside come from a call of their own (`rejects_batches`), numbered within their partition.
"""

from __future__ import annotations

import socket
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..assessment import LONGEST_DAYS
from ..records import Alternative, Rejected, arrow_schema, open_schema
from ..sources import Address, Imported, SourceError, Where, from_table
from ..sources.address import place
from ..sources.format import by_columns, canonical, wanted
from ..sources.rivals import check_rivals
from ..terms import library_paths, terms_path
from ..world import World
from ..world.time import zone_info
from . import kernel
from .carried import Carried, Sent, carried, laid_job
from .findings import findings_metadata, parts_of
from .job import LEVELS, Job, hash_of, holdfire_version
from .loaded import Loaded, loaded
from .problem import EngineError
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

_OF_INCIDENTS = frozenset({"observation", RIVALS})
"""Columns of incidents that are judged; what else they have tells how they came about."""

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
        check_version(self.version)
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
    named = [str(each) for each in several(terms)]
    library = {path.stem for path in library_paths()}
    own = tuple(each if each in library else str(terms_path(each).absolute()) for each in named)
    if zone is not None:
        zone_info(zone)
    day = baseline.isoformat() if isinstance(baseline, date) else baseline
    files = tuple(Path(each).absolute() for each in several(world))
    told = None if decisions is None else Path(decisions).absolute()
    asked = Asked(own, files, told, tuple(assume), day, longest_days, level, zone, version=holdfire_version())
    whole = replace(asked, files=contents(asked))
    whole.loaded()
    return whole


def several(given: Paths) -> tuple[str | Path, ...]:
    """One or several, as several."""
    return (given,) if isinstance(given, str | Path) else tuple(given)


def contents(sent: Sent) -> Carried:
    """The user's own files that travel along. Raises `EngineError` for one that cannot be read."""
    try:
        return carried(sent)
    except OSError as wrong:
        raise EngineError(
            f"{wrong.filename}: found a file that cannot be read ({wrong.strerror}); expected one of terms, world or"
            " decisions. Check the path."
        ) from None


def check_version(version: str) -> None:
    """Raises `EngineError` in a worker of another version than that which asks."""
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
    read = _OF_INCIDENTS if _are_incidents(names) else _read_of(names)
    kept = [name for name in names if canonical(name) in read]
    twice = sorted({name for name in kept if sum(canonical(each) == canonical(name) for each in kept) > 1})
    if twice:
        raise SourceError(
            NAME, found=f"several columns for one: {', '.join(twice)}", expected="each column once",
            remedy="Select one of them.",
        )  # fmt: skip
    return kept


def _are_incidents(names: Sequence[str]) -> bool:
    return {canonical(name) for name in names} >= _OF_INCIDENTS


def _read_of(names: Sequence[str]) -> frozenset[str]:
    """The columns that are read of a table with these, whatever it is."""
    try:
        found = by_columns(NAME, list(names))
    except SourceError as wrong:
        raise SourceError(
            NAME, found=wrong.found, expected=_KINDS,
            remedy="Select or rename columns first; text of articles or messages goes through `read`.",
        ) from None  # fmt: skip
    read = wanted(found, None) or frozenset()
    return read | {RIVALS} if found.name == "observations" else read


def _imported(batches: Iterable[pa.RecordBatch], world: World, zone: str | None) -> Iterator[Imported]:
    for table in _gathered(batches):
        rows = table.select(needed(table.column_names))
        rows = _of_incidents(rows) if _are_incidents(rows.column_names) else rows
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


def written_by_job(where: str | Path | Address) -> tuple[list[Where], pa.Schema]:
    """The parts of what a job wrote, in order, and their columns: a Parquet file, or a folder, here or at an address,
    by its manifest alone.

    What else lies in the folder belongs to other runs, or to attempts that did not count, and is never looked at.
    Raises `EngineError` for what no job wrote, or where a part is missing or is not as it was written; `SourceError`
    for an address that cannot be reached.
    """
    at = place(where) if isinstance(where, str) else where
    at = at if isinstance(at, Address) else at.absolute()
    if at.suffix != ".parquet" and not at.is_dir():
        raise EngineError(f"{at}: expected findings in Parquet: a file that ends in .parquet, or a folder of parts")
    level = findings_metadata(at).get("level")
    if level not in LEVELS:
        raise EngineError(f"{at}: found an output of another kind; expected what holdfire assess --out wrote")
    return parts_of(at), schema_of(level)
