"""One release of a dataset in numbers: two hashes a row, its dead, and who says so. Enough to find what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .contents import Hashes, contents, hashes, with_rivals
from .identity import combined
from .problem import SourceError
from .source import RUN, Source

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Take = Callable[[pa.Table, Hashes, Hashes], None]
"""What is given a run of rows, with the hashes of their ids and contents."""

KILLED = ("killed_low", "killed_best", "killed_high")


@dataclass(frozen=True)
class Vintage:
    """One file in numbers.

    By kept row: the hash of its id and of its content, its dead (columns as in `KILLED`, NaN where not told) and who
    says so (a position in `claimants`). By fragment: how many rows were kept. In all: the rows read, and why some were
    set aside.
    """

    ids: Hashes
    contents: Hashes
    killed: npt.NDArray[np.float64]
    claimed: Ints
    claimants: tuple[tuple[str, ...], ...]
    fragments: tuple[int, ...]
    rows: int
    set_aside: Counter[str]

    @cached_property
    def pairs(self) -> Hashes:
        """The hash of id and content together."""
        return pairs_of(self.ids, self.contents)

    @cached_property
    def known(self) -> Hashes:
        """The distinct pairs, sorted."""
        return np.unique(self.pairs)

    @cached_property
    def versions(self) -> tuple[Hashes, Ints]:
        """The distinct ids, sorted, and with how many contents each stands."""
        distinct, counts = np.unique(self.ids[self.once], return_counts=True)
        return distinct, counts.astype(np.int64)

    @cached_property
    def once(self) -> Mask:
        """The rows that do not repeat an earlier one in id and content."""
        return firsts(self.pairs)

    @property
    def conflicts(self) -> int:
        """How many ids stand with several contents."""
        return int(np.sum(self.versions[1] > 1))


def pairs_of(ids: Hashes, content: Hashes) -> Hashes:
    """One hash of id and content."""
    return combined([ids, content])


def firsts(values: Hashes) -> Mask:
    """The rows in which a value stands for the first time.

    >>> firsts(np.array([5, 7, 5], dtype=np.uint64)).tolist()
    [True, True, False]
    """
    found = np.zeros(len(values), dtype=np.bool_)
    found[np.unique(values, return_index=True)[1]] = True
    return found


def among(values: Hashes, known: Hashes) -> Mask:
    """Which of the values are among known ones, that are sorted.

    >>> among(np.array([1, 9], dtype=np.uint64), np.array([1, 5], dtype=np.uint64)).tolist()
    [True, False]
    """
    if not len(known):
        return np.zeros(len(values), dtype=np.bool_)
    found: Mask = known[np.minimum(np.searchsorted(known, values), len(known) - 1)] == values
    return found


def read_vintage(source: Source, take: Take = lambda run, ids, content: None) -> Vintage:
    """A whole file in numbers; `take` is given each run of its rows."""
    kept = _Kept()
    for fragment in source.fragments(RUN):
        kept.fragments.append(0)
        for run in source.read(fragment):
            kept.rows += run.rows
            kept.set_aside.update(run.rejects["reason"].to_pylist())
            if run.observations.num_rows:
                table = with_rivals(run)
                take(table, *kept.add(table))
    return kept.vintage()


def read_again(source: Source, vintage: Vintage, wanted: Mask, take: Take) -> None:
    """Read those fragments of a file again that hold a wanted row. Raises `SourceError` where it changed meanwhile."""
    start = 0
    for fragment, size in zip(source.fragments(RUN), vintage.fragments, strict=True):
        at, start = start, start + size
        if not wanted[at:start].any():
            continue
        for run in source.read(fragment):
            rows = run.observations.num_rows
            if rows:
                part = slice(at, at + rows)
                _unchanged(source, hashes(run.observations, "id"), vintage.ids[part])
                take(with_rivals(run), vintage.ids[part], vintage.contents[part])
                at += rows


def _unchanged(source: Source, ids: Hashes, first: Hashes) -> None:
    if not np.array_equal(ids, first):
        raise SourceError(
            source.path, found="other rows than a moment ago", expected="a file that nobody writes to",
            remedy="Wait until it is written, and compare again.",
        )  # fmt: skip


class _Kept:
    """The numbers of a file, gathered run by run."""

    def __init__(self) -> None:
        self.fragments: list[int] = []
        self.rows = 0
        self.set_aside: Counter[str] = Counter()
        self._ids = [np.zeros(0, dtype=np.uint64)]
        self._contents = [np.zeros(0, dtype=np.uint64)]
        self._killed = [np.zeros((0, len(KILLED)))]
        self._claimed = [np.zeros(0, dtype=np.int64)]
        self._claimants: dict[tuple[str, ...], int] = {}

    def add(self, run: pa.Table) -> tuple[Hashes, Hashes]:
        """Add a run; the hashes of its ids and of its contents."""
        ids, content = hashes(run, "id"), contents(run)
        self.fragments[-1] += len(ids)
        self._ids.append(ids)
        self._contents.append(content)
        self._killed.append(np.stack([_numbers(run[name]) for name in KILLED], axis=1))
        self._claimed += [self._codes(chunk) for chunk in run["claimed_by"].chunks if len(chunk)]
        return ids, content

    def _codes(self, lists: pa.Array) -> Ints:
        if not pa.types.is_dictionary(lists.type):
            return np.array([self._code(each) for each in lists.to_pylist()], dtype=np.int64)
        distinct = np.array([*map(self._code, lists.dictionary.to_pylist()), self._code(None)], dtype=np.int64)
        codes: Ints = distinct[np.asarray(lists.indices.fill_null(len(distinct) - 1))]
        return codes

    def _code(self, names: list[str] | None) -> int:
        return self._claimants.setdefault(tuple(sorted(set(names or ()))), len(self._claimants))

    def vintage(self) -> Vintage:
        return Vintage(
            ids=np.concatenate(self._ids),
            contents=np.concatenate(self._contents),
            killed=np.concatenate(self._killed),
            claimed=np.concatenate(self._claimed),
            claimants=tuple(self._claimants),
            fragments=tuple(self.fragments),
            rows=self.rows,
            set_aside=self.set_aside,
        )


def _numbers(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    return np.asarray(column.cast(pa.float64()).combine_chunks().fill_null(np.nan), dtype=np.float64)
