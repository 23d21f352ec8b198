"""Two vintages of a dataset side by side: which rows were added, withdrawn, changed, or stand under another id.

A first reading keeps two 64-bit hashes a row (of the id, of the content). Only rows whose hashes the other file does
not have are then looked at, some hundred thousand of them at once. Two different ids are taken for one with a
probability of about 1 in 10⁷ for two files of a million rows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .changes import changes, in_order, of_versions
from .contents import Hashes
from .identity import combined
from .shelf import SCHEMA, Shelf, shelf
from .source import Source
from .vintage import Ints, Vintage, among, firsts, pairs_of, read_again, read_vintage

BRIEF = ("id", "when_start", "zone", "place", "killed_low", "killed_best", "killed_high")
"""What is kept of a row that only one of the two files has."""

_BOARD = 100_000
"""Rows of the earlier file for each board of a shelf."""


@dataclass(frozen=True)
class Revision:
    """What a later vintage says otherwise than an earlier one.

    `added` and `withdrawn` hold rows (columns `BRIEF`) of ids that only one of the two has; `changes` what differs in
    those that both have, in `changed` ids (see `sources.changes`). `renamed` are pairs of ids whose content is the same
    and stands once in either file. `was` and `now` hold the changed rows of the ids that were asked for, whole.
    """

    before: Vintage
    after: Vintage
    added: pa.Table
    withdrawn: pa.Table
    renamed: tuple[tuple[str, str], ...]
    changes: pa.Table
    changed: int
    was: pa.Table
    now: pa.Table

    @property
    def same(self) -> int:
        """How many ids stand as they stood."""
        return int(among(self.before.versions[0], self.after.versions[0]).sum()) - self.changed


def revision(old: Source, new: Source, keep: Collection[str] = ()) -> Revision:
    """Compare two files of observations. The earlier one is read twice, in the second reading only where it differs.

    Args:
        old: the earlier file.
        new: the later file.
        keep: ids whose rows are kept whole where they changed.

    Raises `SourceError` for a file that cannot be read, or that changed meanwhile.
    """
    before = read_vintage(old)
    boards = 1 + len(before.ids) // _BOARD
    with shelf(boards) as mine, shelf(boards) as yours:
        theirs = _Apart(before, yours)
        after = read_vintage(new, theirs.take)
        ours = _Apart(after, mine)
        read_again(old, before, ~among(before.pairs, after.known), ours.take)
        withdrawn, added, renamed = _renamed((before, ours), (after, theirs))
        changed = _Changed(before, after, keep)
        for n in range(boards):
            changed.add(mine.board(n), yours.board(n))
    return Revision(before, after, added, withdrawn, renamed, in_order(changed.parts), changed.ids, *changed.kept())


class _Apart:
    """The rows of one file that the other does not have: of ids that it lacks in brief, the others on a shelf."""

    def __init__(self, other: Vintage, onto: Shelf):
        self._other, self._shelf = other, onto
        self._rows = [pa.schema([SCHEMA.field(name) for name in BRIEF]).empty_table()]
        self._ids, self._contents = ([np.zeros(0, dtype=np.uint64)] for _ in range(2))

    def take(self, run: pa.Table, ids: Hashes, content: Hashes) -> None:
        pairs = pairs_of(ids, content)
        differs = ~among(pairs, self._other.known)
        both = among(ids, self._other.versions[0])
        for_shelf, alone = (np.flatnonzero(differs & each) for each in (both, ~both))
        self._shelf.put(run.take(pa.array(for_shelf)), ids[for_shelf], pairs[for_shelf])
        self._rows.append(run.select(BRIEF).take(pa.array(alone)).cast(self._rows[0].schema))
        self._ids.append(ids[alone])
        self._contents.append(content[alone])

    def alone(self) -> tuple[pa.Table, Hashes]:
        """The rows of ids that the other file lacks, each id and content once, with the hashes of their contents."""
        rows, ids, content = pa.concat_tables(self._rows), np.concatenate(self._ids), np.concatenate(self._contents)
        once = firsts(pairs_of(ids, content))
        return rows.filter(pa.array(once)), content[once]


Pairs = tuple[tuple[str, str], ...]


def _renamed(old: tuple[Vintage, _Apart], new: tuple[Vintage, _Apart]) -> tuple[pa.Table, pa.Table, Pairs]:
    """What was withdrawn and added, without those whose content stands once in either file under different ids."""
    gone, fresh = old[1].alone(), new[1].alone()
    unique = np.intersect1d(_single(old[0]), _single(new[0]), assume_unique=True)
    mine, theirs = (content[among(content, unique)] for _, content in (gone, fresh))
    both = np.intersect1d(mine, theirs, assume_unique=True)
    ids, left = [], []
    for table, each in (gone, fresh):
        found = among(each, both)
        at = np.flatnonzero(found)
        # Sorted by their content, the first of the one goes with the first of the other.
        ids.append(table["id"].take(pa.array(at[np.argsort(each[at])])).to_pylist())
        left.append(table.filter(pa.array(~found)))
    return left[0], left[1], tuple(sorted(zip(*ids, strict=True)))


def _single(vintage: Vintage) -> Hashes:
    """The contents that stand under one id of a file."""
    distinct, counts = np.unique(vintage.contents[vintage.once], return_counts=True)
    single: Hashes = distinct[counts == 1]
    return single


class _Changed:
    """What differs in the ids that both files have, gathered board by board."""

    def __init__(self, before: Vintage, after: Vintage, keep: Collection[str]):
        self._versions = before.versions, after.versions
        self._keep = pa.array(list(keep), pa.string())
        self.parts: list[pa.Table] = []
        self.ids = 0
        self._was, self._now = ([SCHEMA.empty_table()] for _ in range(2))

    def add(self, ours: pa.Table, theirs: pa.Table) -> None:
        was, now = _paired(ours, theirs)
        ids, at = np.unique(_of(ours, theirs, "id_hash"), return_index=True)
        self.ids += len(ids)
        self.parts += [changes(was, now), self._of_versions(ours, theirs, ids, at)]
        for held, rows in ((self._was, was), (self._now, now)):
            held.append(rows.filter(pc.is_in(rows["id"], self._keep)))

    def _of_versions(self, ours: pa.Table, theirs: pa.Table, ids: Hashes, at: Ints) -> pa.Table:
        before, after = (counts[np.searchsorted(distinct, ids)] for distinct, counts in self._versions)
        other = np.flatnonzero(before != after)
        named = pa.chunked_array([*ours["id"].chunks, *theirs["id"].chunks], pa.string()).take(pa.array(at[other]))
        return of_versions(named.to_pylist(), before[other].tolist(), after[other].tolist())

    def kept(self) -> tuple[pa.Table, pa.Table]:
        """The rows of the ids that were asked for, as they stood and as they stand."""
        return pa.concat_tables(self._was), pa.concat_tables(self._now)


def _of(ours: pa.Table, theirs: pa.Table, name: str) -> Hashes:
    return np.concatenate([table[name].to_numpy() for table in (ours, theirs)])


def _paired(ours: pa.Table, theirs: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The rows of one id side by side: its first version with the first, in the order of the files."""
    first, second = (_ranked(table["id_hash"].to_numpy()) for table in (ours, theirs))
    _, mine, yours = np.intersect1d(first, second, assume_unique=True, return_indices=True)
    return ours.take(pa.array(mine)), theirs.take(pa.array(yours))


def _ranked(ids: Hashes) -> Hashes:
    """The hash of each row's id and of its place among the rows of that id."""
    order = np.argsort(ids, kind="stable")
    held = ids[order]
    rank = np.empty(len(ids), dtype=np.uint64)
    rank[order] = (np.arange(len(ids)) - np.searchsorted(held, held)).astype(np.uint64)
    return combined([ids, rank])
