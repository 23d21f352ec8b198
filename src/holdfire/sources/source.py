"""A file as a source of observations, taken apart into fragments that can be read in any order."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from ..world import World
from ..world.time import zone_info
from . import acled, container, gdelt, ged, incidents, kobo, mapped, own, readings, reports, sheets
from .address import Address, Where
from .aside import MERGED, Rows, cells
from .boundaries import Piece, pieces
from .delimited import Cut, Layout, cut
from .draft import Imported
from .folder import fits, side_by_side
from .format import FORM, Format, Recognised, by_columns, canonical, examine, wanted
from .mapping import read_mapping
from .partitions import with_constants
from .place import ANYWHERE
from .problem import ChangedSourceError, SourceError, UnreachableError

RUN = 65_536
"""Rows that are worked on together: enough to make the work column-wise, few enough to stay small in
memory."""

CELLS = 131_072
"""The same of tables with typed cells, which are small in memory."""

Reader = Callable[[Rows, World], Imported]

_READERS: dict[str, Reader] = {
    "ucdp-ged": ged.read,
    "acled": acled.read,
    "gdelt": gdelt.read,
    "observations": own.read,
}


@dataclass(frozen=True)
class Fragment:
    """A piece of a file: byte runs of whole records, row groups, or (both empty) the whole file.

    `first` is the number of its first data row, from 1; `rows` how many there are, or nothing where that is
    known only once the file is unpacked. `stamp` and `recognised` are how the file was when it was cut: whoever reads
    the fragment, on whatever machine, reads that file or none.
    """

    file: Where
    index: int
    first: int
    rows: int | None
    pieces: tuple[Piece, ...] = ()
    groups: tuple[int, ...] = ()
    stamp: str = ""
    recognised: Recognised | None = None

    @property
    def span(self) -> tuple[int, int] | None:
        """The bytes [start, end) of the file, where the fragment is a run of bytes."""
        return (self.pieces[0].start, self.pieces[-1].end) if self.pieces else None


@dataclass(frozen=True)
class Source:
    """A file whose format is recognised. Nothing of it is kept in memory; it can be sent to another
    process."""

    path: Where
    world: World
    recognised: Recognised
    undated: int | None = None
    denials: bool = False
    stamp: str = ""

    @property
    def format(self) -> Format:
        return self.recognised.format

    @cached_property
    def _digest(self) -> str:
        return container.digest(self.path)

    def digest(self) -> str:
        """SHA-256 of the file, in hexadecimal."""
        return self._digest

    def fragments(self, rows: int = 250_000) -> list[Fragment]:
        """The file in order, in fragments of about `rows` rows that together hold every row once.

        A compressed file, a workbook, a file of reports and one of submissions are one fragment each, and so are a text
        and an Arrow file at an address. A row group of a Parquet file and a batch of an Arrow file are never divided.
        """
        if rows < 1:
            raise ValueError(f"expected at least one row a fragment, found {rows}")
        made_of, path = self.recognised.made_of, self.path
        if self.recognised.bare:
            return []
        if made_of == "parquet":
            return self._by_groups(sheets.row_groups(path), rows)
        if isinstance(path, Path) and self.recognised.layout and not self.recognised.compression:
            return self._by_bytes(container.Mapped(path), self.recognised.layout, rows)
        if isinstance(path, Path) and made_of == "arrow":
            return self._by_groups(sheets.arrow_groups(path, made_of), rows)
        groups = range(sheets.arrow_batches(path, made_of)) if made_of == "arrow" else ()
        return [self._fragment(0, 1, None, groups=tuple(groups))]

    def _fragment(
        self, index: int, first: int, rows: int | None, pieces: Sequence[Piece] = (), groups: Sequence[int] = ()
    ) -> Fragment:
        file = self.path.absolute() if isinstance(self.path, Path) else self.path
        return Fragment(file, index, first, rows, tuple(pieces), tuple(groups), self.stamp, self.recognised)

    def _by_bytes(self, text: container.Mapped, layout: Layout, rows: int) -> list[Fragment]:
        found: list[Fragment] = []
        held: list[Piece] = []
        run = min(rows, RUN)
        for piece in pieces(text, layout.start, layout.delimiter, layout.quoted, run):
            if held and sum(each.rows for each in held) + piece.rows > rows:
                found.append(self._of_pieces(len(found), held))
                held = []
            held.append(piece)
        if held:
            found.append(self._of_pieces(len(found), held))
        return found

    def _of_pieces(self, index: int, held: Sequence[Piece]) -> Fragment:
        return self._fragment(index, held[0].first, sum(each.rows for each in held), held)

    def _by_groups(self, sizes: Sequence[int], rows: int) -> list[Fragment]:
        found: list[Fragment] = []
        held: list[int] = []
        first = 1
        for group, size in enumerate(sizes):
            count = sum(sizes[each] for each in held)
            if held and count + size > rows:
                found.append(self._fragment(len(found), first, count, groups=held))
                first, held = first + count, []
            held.append(group)
        if held:
            found.append(self._fragment(len(found), first, sum(sizes[each] for each in held), groups=held))
        return found

    def read(self, fragment: Fragment) -> Iterator[Imported]:
        """The rows of a fragment, in runs that are small in memory.

        Raises `SourceError` where the file is not there, or is no longer as it was when it was cut.
        """
        check_same(self.path, fragment.stamp)
        yield from self._read(fragment)
        check_same(self.path, fragment.stamp)

    def _read(self, fragment: Fragment) -> Iterator[Imported]:
        made_of, layout = self.recognised.made_of, self.recognised.layout
        if layout is not None:
            return self._of_text(fragment, layout)
        if made_of == "readings":
            claimants = self.world.claimants if self.denials else None
            return readings.read(self.path, self.recognised.compression, self.undated, claimants)
        if made_of == "reports":
            return reports.read(self.path, self.recognised.compression, self.world)
        if self.format.name == "incidents":
            return incidents.read(self.path, fragment.groups, fragment.first)
        if made_of.startswith(FORM):
            return kobo.read(self.path, made_of.removeprefix(f"{FORM}-"), self.recognised.compression, self.world)
        return self._of_cells(fragment, made_of)

    def _of_text(self, fragment: Fragment, layout: Layout) -> Iterator[Imported]:
        name = self.path.name
        if fragment.pieces and isinstance(self.path, Path):
            text = container.Mapped(self.path)
            for piece in fragment.pieces:
                yield self._run(cut(name, text.window(piece.start, piece.end - piece.start), piece, layout))
            return
        with container.unpacked(self.path, self.recognised.compression) as stream:
            streamed = container.Streamed(self.path, stream)
            for piece in pieces(streamed, layout.start, layout.delimiter, layout.quoted, RUN):
                yield self._run(cut(name, streamed.window(piece.start, piece.end - piece.start), piece, layout))

    def _run(self, piece: Cut) -> Imported:
        rows = piece.rows
        if self.recognised.constants:
            rows = replace(rows, table=with_constants(rows.table, self.recognised.constants))
        found = reader_of(self.recognised)(rows, self.world)
        rejects = pa.concat_tables([piece.rejects, found.rejects]) if piece.rejects.num_rows else found.rejects
        return replace(found, rejects=rejects, rows=piece.total)

    def _of_cells(self, fragment: Fragment, made_of: str) -> Iterator[Imported]:
        first = fragment.first
        for table in sheets.batches(self.path, made_of, fragment.groups, CELLS):
            try:
                rows = rows_of(self.path.name, table, first, self.recognised)
            except pa.ArrowException as bad:
                raise sheets.damaged(self.path, made_of, bad) from None
            yield reader_of(self.recognised)(rows, self.world)
            first += table.num_rows


def seen(path: Where) -> str:
    """The stamp of a file (`container.stamp`), by which `check_same` knows it again; empty where it cannot be asked,
    which whoever opens the file says."""
    try:
        return container.stamp(path)
    except (OSError, SourceError):
        return ""


def check_same(path: Where, before: str) -> None:
    """Raises `ChangedSourceError` where a file is not the one that `seen` saw, and `SourceError` where it is none that
    this machine can see."""
    if not before:
        return
    try:
        now = container.stamp(path)
    except FileNotFoundError:
        raise UnreachableError(
            f"worker on {socket.gethostname()}", found=f"no such file {path}",
            expected="a folder that all machines share, or an address such as s3://BUCKET/KEY",
            remedy="Put the file where every machine sees it under this name.",
        ) from None  # fmt: skip
    if now != before:
        raise ChangedSourceError(
            path, found="a file that changed while it was being read", expected="the same until the end",
            remedy="Give the same command again: it starts again with the file as it is now.",
        )  # fmt: skip


def reader_of(recognised: Recognised) -> Reader:
    """What reads rows of that format."""
    mapping = recognised.mapping
    if mapping is not None:
        return lambda rows, world: mapped.read(rows, world, mapping)
    return _READERS[recognised.format.name]


def rows_of(name: str, table: pa.Table, first: int, recognised: Recognised) -> Rows:
    """A table as rows of text, under the names that the reader of the format looks for: the columns that it reads. Of a
    row that is set aside all cells are told."""
    if recognised.mapping is None:
        table = table.rename_columns([canonical(column) for column in table.column_names])
    read = wanted(recognised.format, recognised.mapping)
    kept = [at for at, each in enumerate(table.column_names) if read is None or each in read or each == MERGED]
    text = with_constants(sheets.as_text(table.select(kept)), recognised.constants)

    def raw(at: int) -> str:
        shown = zip(table.column_names, sheets.row_of(table.slice(at, 1)), strict=True)
        given = [*shown, *recognised.constants]
        return cells([value or "" for column, value in given if column != MERGED])

    return Rows(name, text, np.arange(first, first + table.num_rows, dtype=np.int64), raw)


def open_source(
    path: Where, world: World, *, mapping: Path | None = None, undated: int | None = None, denials: bool = False
) -> Source:
    """Recognise a file, here or at an address, and make it ready to read. `mapping` is the file that `guess_mapping`
    began; with `undated`, what a text does not date is taken to lie in so many days up to its publication; with
    `denials`, what a text tells as denied is read too, flagged `denied`.

    Raises `SourceError` for a file that cannot be used.
    """
    file = path if isinstance(path, Address) else Path(path)
    before = seen(file)
    return Source(file, world, examine(file, mapping), undated, denials, before)


def source_of(fragment: Fragment, world: World) -> Source:
    """The source that a fragment is of, without looking at the file again.

    Raises `ValueError` for a fragment that no source cut.
    """
    if fragment.recognised is None:
        raise ValueError(f"expected a fragment of a source, found one of {fragment.file} that was put together by hand")
    return Source(fragment.file, world, fragment.recognised, stamp=fragment.stamp)


def open_sources(paths: Sequence[Where], world: World, *, mapping: Path | None = None) -> tuple[Source, ...]:
    """Every file as a source, in order. Raises `SourceError` for a file that cannot be used."""
    given = dict(zip(paths, mapping_by_file(paths, mapping), strict=True))
    return tuple(side_by_side(lambda path: open_source(path, world, mapping=given[path]), paths))


def mapping_by_file(paths: Sequence[Where], mapping: Path | None) -> list[Path | None]:
    """By file: the mapping, or None where the file has not the columns of it and says by itself what it holds.

    So reports and a dataset can stand beside a table of one's own. A mapping that fits no file stays with all of them,
    so that opening them says what is missing.

    Raises `SourceError` for a mapping that cannot be read.
    """
    if mapping is None or len(paths) < 2:
        return [mapping] * len(paths)
    read_mapping(mapping)
    given = side_by_side(lambda path: mapping if fits(path, mapping) or not fits(path, None) else None, paths)
    return given if any(given) else [mapping] * len(paths)


def from_table(table: pa.Table, world: World, *, name: str = "table", zone: str | None = None) -> Imported:
    """A table in memory as observations, recognised by its columns: GED, ACLED, GDELT, or those of an
    observation.

    `name` stands for the file. `zone` is the IANA zone of all rows, where the areas that they name do not
    give it. Raises `SourceError` where the columns are of no known kind.
    """
    found = by_columns(name, table.column_names)
    recognised = Recognised(found, "table")
    if zone is not None:
        zone_info(zone)
        world = _in_zone(world, zone)
    needed = wanted(found, None)
    kept = [column for column in table.column_names if needed is None or canonical(column) in needed]
    rows = rows_of(name, table.select(kept), 1, recognised)
    return reader_of(recognised)(rows, world)


def _in_zone(world: World, zone: str) -> World:
    """The same world, in which an area without a zone of its own has this one, and so has a row without an
    area."""
    return replace(world, zones={**world.zones, ANYWHERE: zone})
