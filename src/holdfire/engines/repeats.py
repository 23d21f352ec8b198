"""Rows that stand twice in a run, and ids that stand with several contents, over all fragments and files.

A worker leaves two 64-bit hashes a row (of the id, of the content). They are compared once all fragments are there, so
that the answer does not depend on how the files were cut. At 10⁷ rows the ids take 80 MB.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..records import Observation, Rejected, arrow_schema
from ..sources import Imported
from ..sources.identity import of_long_text

Hashes = npt.NDArray[np.uint64]
Positions = npt.NDArray[np.int64]

REASON = "duplicate_row"


@dataclass(frozen=True)
class Found:
    """Positions by fragment: rows to set aside, and the first row of each id in conflict or revised."""

    dropped: dict[int, Positions] = field(default_factory=dict)
    conflicts: dict[int, Positions] = field(default_factory=dict)
    revisions: dict[int, Positions] = field(default_factory=dict)


def hashes_of(observations: pa.Table) -> Hashes:
    """Two rows of hashes, one column an observation: of its id, and of its content."""
    return np.stack([_hashed(observations[name]) for name in ("id", "observation_id")])


def _hashed(column: pa.ChunkedArray) -> Hashes:
    parts = [of_long_text(_text(chunk)) for chunk in column.chunks if len(chunk)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint64)


def _text(chunk: pa.Array) -> pa.Array:
    return chunk.cast(pa.string()) if pa.types.is_dictionary(chunk.type) else chunk


def compare(paths: Sequence[Path], files: Sequence[int], numbers: Sequence[int]) -> Found:
    """Compare the hashes of all fragments; `files` says of which file each is, `numbers` which fragment of the run."""
    twice = _ids_that_repeat(paths)
    if len(twice) == 0:
        return Found()
    rows = _rows_of(twice, paths, files, numbers)
    order = np.lexsort((rows.position, rows.fragment, rows.content, rows.id))
    rows = rows.take(order)
    repeated = np.append(False, (rows.id[1:] == rows.id[:-1]) & (rows.content[1:] == rows.content[:-1]))
    left = rows.take(np.flatnonzero(~repeated))
    left = left.take(np.lexsort((left.position, left.fragment, left.id)))
    same_id = np.append(False, left.id[1:] == left.id[:-1])
    same_file = np.append(False, left.file[1:] == left.file[:-1])
    return Found(
        rows.take(np.flatnonzero(repeated)).by_fragment(),
        left.firsts(left.id[same_id & same_file]).by_fragment(),
        left.firsts(left.id[same_id & ~same_file]).by_fragment(),
    )


@dataclass(frozen=True)
class _Rows:
    id: Hashes
    content: Hashes
    file: Positions
    fragment: Positions
    position: Positions

    def take(self, at: Positions) -> _Rows:
        return _Rows(self.id[at], self.content[at], self.file[at], self.fragment[at], self.position[at])

    def firsts(self, ids: Hashes) -> _Rows:
        """The first row of each of these ids."""
        at = np.flatnonzero(np.isin(self.id, ids))
        _, first = np.unique(self.id[at], return_index=True)
        return self.take(at[first])

    def by_fragment(self) -> dict[int, Positions]:
        return {int(number): np.sort(self.position[self.fragment == number]) for number in np.unique(self.fragment)}


AT_ONCE = 1 << 25
"""Ids that are compared at a time: beyond, they are taken in turns by their first bits."""


def _ids_that_repeat(paths: Sequence[Path]) -> Hashes:
    """The hashes that stand more than once. Memory is bounded: each turn takes the ids of some leading bits."""
    total = sum(_ids_in(path).size for path in paths)
    bits = max(0, (total // AT_ONCE).bit_length())
    found = []
    for turn in range(1 << bits):
        ids = np.concatenate([np.zeros(0, np.uint64), *(_of_turn(_ids_in(path), bits, turn) for path in paths)])
        ids.sort()
        found.append(np.unique(ids[1:][ids[1:] == ids[:-1]]))
    return np.concatenate(found)


def _ids_in(path: Path) -> Hashes:
    """The hashes of ids of one fragment, looked at in place; one file is open at a time, however many there are."""
    found: Hashes = np.load(path, mmap_mode="r")[0]
    return found


def _of_turn(ids: Hashes, bits: int, turn: int) -> Hashes:
    return ids[(ids >> np.uint64(64 - bits)) == turn] if bits else np.array(ids)


def _rows_of(twice: Hashes, paths: Sequence[Path], files: Sequence[int], numbers: Sequence[int]) -> _Rows:
    found: list[_Rows] = []
    for number, path, file in zip(numbers, paths, files, strict=True):
        ids, content = np.load(path)
        near = np.minimum(np.searchsorted(twice, ids), len(twice) - 1)
        at = np.flatnonzero(twice[near] == ids)
        found.append(_Rows(ids[at], content[at], np.full(len(at), file), np.full(len(at), number), at))
    columns = ("id", "content", "file", "fragment", "position")
    return _Rows(*(np.concatenate([getattr(each, name) for each in found]) for name in columns))


_REJECTED = arrow_schema(Rejected)
_TEXT = [name for name in arrow_schema(Observation).names if name not in ("file", "row")]


LATER = "published_later"


def known_by(run: Imported, until: int) -> Imported:
    """The rows that were published before an instant (microseconds UTC); a row without a date of publication counts as
    known from the end of its event on."""
    observations = run.observations
    known = pc.cast(pc.coalesce(observations["published"], observations["when_end"]), pa.int64())
    later = np.flatnonzero(np.asarray(known.combine_chunks()) >= until)
    if not len(later):
        return run
    keep = np.ones(observations.num_rows, dtype=bool)
    keep[later] = False
    aside = set_aside(observations, later, LATER, "a row known by the day asked for", "published or dated later")
    return replace(
        run,
        observations=observations.take(pa.array(np.flatnonzero(keep))),
        rejects=pa.concat_tables([run.rejects, aside]),
    )


def set_aside(
    observations: pa.Table,
    at: Positions,
    reason: str = REASON,
    expected: str = "each row once",
    found: str = "again, with the same content as an earlier row",
) -> pa.Table:
    """Observations that are not kept, as rows set aside."""
    listed = []
    for row in observations.take(pa.array(at)).to_pylist() if len(at) else ():
        cells = {name: row[name] for name in _TEXT if row[name] not in (None, [], "")}
        listed.append(
            {
                "file": row["file"] or "",
                "row": row["row"] or 0,
                "reason": reason,
                "column": None,
                "expected": expected,
                "found": f"{row['id']} {found}",
                "raw": json.dumps(cells, ensure_ascii=False, default=str),
            }
        )
    return pa.Table.from_pylist(listed, schema=_REJECTED)
