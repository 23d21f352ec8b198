"""Texts in record batches, read: a column of articles or messages to observations, or to whole readings.

The other half of the lake door (`batches`): what `holdfire read` makes of a file of articles, for rows that lie in
Spark or Ray Data. What is read here, `assess_batches` takes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from ..reading import ReadingError
from ..reading import read_documents as read_all
from ..records import Alternative, Document, Observation, Reading, ReadObservation, arrow_schema, open_schema
from ..sources import SourceError
from ..sources.documents.articles import json_documents
from ..sources.documents.given import Given, Own, record
from ..sources.readings import FLAG, written
from ..sources.sheets import as_text
from ..world import World
from ..world.time import zone_info
from .batches import GIVEN, NAME, RIVALS, Paths, check_version, contents, several
from .carried import Carried, WorldFiles, known_world
from .job import hash_of, holdfire_version
from .problem import EngineError
from .reading import PORTION, check_installed, with_counts

GIVES = ("observations", "documents")
"""What `read_batches` can give."""


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


def to_read(
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
    files = tuple(Path(each).absolute() for each in several(world))
    told = Texts(text, id, title, published, language, source, zone, files, give, version=holdfire_version())
    told = replace(told, files=contents(told))
    if files:
        known_world(WorldFiles(told.world, told.files))
    return told


def read_batches(batches: Iterable[pa.RecordBatch], told: Texts) -> Iterator[pa.RecordBatch]:
    """Texts read: one row an observation (`OBSERVED`, which `assess_batches` takes), or one row a document.

    Each row is an article: what `holdfire read` makes of the same fields in a file of articles. A row without a text
    has nothing that could be read, and stops nothing. An event that its text does not date has no `when_start`, and is
    set aside where it is assessed. `file` and `row` are missing: a partition has neither.

    Raises `SourceError` where a column is not there, `EngineError` where what reads texts is not installed.
    """
    check_version(told.version)
    check_installed()
    world = known_world(WorldFiles(told.world, told.files))
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
