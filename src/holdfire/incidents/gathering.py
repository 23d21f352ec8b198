"""The table of incidents: cut into batches, put together by whoever is free, and in order again.

A report that nobody else speaks of goes into the table as it is. Only what several reports say, or what is known beside
a report, is put together, from what a batch brings along (`making`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..records import Decision, Verified
from ..records.codes import Ints
from ..world import World
from .corroboration import Method, default_method
from .linking import Links
from .making import FLOOD, SCHEMA, Batch, Made, incidents_of
from .matched import Matched
from .reports import Bools
from .spreading import Spread, here

AT_ONCE = 5_000
"""Incidents of a batch."""

AHEAD = 32
"""Batches that are handed out before all of them are back: those that come early wait for their turn in memory."""


@dataclass(frozen=True)
class Gathered:
    """Some of the incidents as a table (schema `SCHEMA`, ordered by the first report), and how many reports are in
    them."""

    table: pa.Table
    reports: int


def gathered(
    matched: Matched,
    observations: pa.Table,
    alternatives: pa.Table,
    world: World,
    *,
    method: Method | None = None,
    decisions: Sequence[Decision] = (),
    spread: Spread | None = None,
) -> Iterator[Gathered]:
    """The incidents, some at a time.

    `observations` is the table that was matched, and `alternatives` its rival values. A report alone is its own
    incident: its row is kept as it is, with `reports` and `accounts` left empty, since nobody else speaks of it.
    `spread` puts the others together, in this process where it is not given; it changes nothing.
    """
    over = here(world) if spread is None else spread
    cutting = _Cutting(matched, observations, alternatives, decisions)
    work = partial(incidents_of, method=method or default_method())
    for begin in range(0, len(cutting), AHEAD):
        numbers = range(begin, min(begin + AHEAD, len(cutting)))
        due, waiting = begin, dict[int, Made]()
        for made in over(work, (cutting.batch(number) for number in numbers)):
            waiting[made.number] = made
            while due in waiting:
                yield cutting.whole(waiting.pop(due))
                due += 1


class _Cutting:
    """The incidents in order, cut into batches."""

    def __init__(self, matched: Matched, observations: pa.Table, alternatives: pa.Table, decisions: Sequence[Decision]):
        self._matched, self._observations = matched, observations
        reports = matched.reports
        self._verified: dict[str, list[tuple[int, Verified]]] = defaultdict(list)
        for n, each in enumerate(decisions):
            if isinstance(each, Verified):
                self._verified[each.about].append((n, each))
        self._links = Links(matched)
        self._against = matched.denials.of()
        self._rivals = _Rivals(alternatives, reports.ids)
        self._by_several = np.array([len(each) > 1 for each in reports.origins], dtype=np.bool_)[reports.origin]
        self._said = self._links.held | self._by_several | self._rivals.held | self._judged()
        order = np.argsort(matched.first, kind="stable")
        self._order = order[matched.first[order] >= 0]
        first = matched.first[self._order]
        self._begins = np.append(np.flatnonzero(np.diff(first, prepend=-1)), len(first))

    def _judged(self) -> Bools:
        return np.array([ident in self._verified for ident in self._matched.reports.ids], dtype=np.bool_)

    def __len__(self) -> int:
        return -(-(len(self._begins) - 1) // AT_ONCE)

    def _groups(self, number: int) -> list[Ints]:
        begins = self._begins[number * AT_ONCE : (number + 1) * AT_ONCE + 1].tolist()
        return [self._order[one:other] for one, other in pairwise(begins)]

    def _plain(self, groups: Sequence[Ints]) -> list[bool]:
        """By incident, whether nothing but its one report itself is to be kept of it."""
        return [len(each) == 1 and not self._said[each[0]] for each in groups]

    def batch(self, number: int) -> Batch:
        """What is to be put together of a batch."""
        every = self._groups(number)
        groups = [each.tolist() for each, plain in zip(every, self._plain(every), strict=True) if not plain]
        reports = np.array([report for group in groups for report in group], dtype=np.int64)
        against = {report: self._against[report] for report in reports.tolist() if report in self._against}
        denials = sorted({denial for several in against.values() for denial in several})
        rows = self._matched.reports.row
        here = {self._matched.reports.ids[report] for report in (*reports.tolist(), *denials)}
        verified = sorted(
            (each for ident in here & self._verified.keys() for each in self._verified[ident]), key=_place
        )
        return Batch(
            number,
            groups,
            self._observations.take(pa.array(rows[reports])),
            self._rivals.of(reports),
            [bool(self._by_several[group[0]]) for group in groups],
            against,
            denials,
            self._observations.take(pa.array(rows[np.array(denials, dtype=np.int64)])),
            tuple(each for _, each in verified),
            self._links.cut(reports.tolist()),
        )

    def whole(self, made: Made) -> Gathered:
        """A batch that was put together, with the reports of which each is an incident of its own."""
        groups = self._groups(made.number)
        plain = self._plain(groups)
        alone = np.array([each[0] for each, is_plain in zip(groups, plain, strict=True) if is_plain], dtype=np.int64)
        rows = pa.array(self._matched.reports.row[alone])
        order = np.argsort(np.argsort(~np.array(plain, dtype=np.bool_), kind="stable"), kind="stable")
        table = pa.concat_tables([_alone(self._observations.take(rows)), made.table]).take(pa.array(order))
        return Gathered(table, sum(len(each) for each in groups))


def _place(verified: tuple[int, Verified]) -> int:
    return verified[0]


class _Rivals:
    """Rival values by the number of the report that they are of, in the order of their table."""

    def __init__(self, alternatives: pa.Table, ids: list[str]):
        self._alternatives = alternatives
        at = pc.index_in(alternatives["of"], value_set=pa.array(ids, pa.string())) if len(alternatives) else None
        of = np.zeros(0, np.int64) if at is None else np.asarray(pc.fill_null(at, -1), dtype=np.int64)
        order = np.argsort(of, kind="stable")
        self._rows = order[of[order] >= 0]
        self._of = of[self._rows]
        self.held = np.zeros(len(ids), np.bool_)
        self.held[self._of] = True

    def of(self, reports: Ints) -> pa.Table:
        """The rival values of some reports."""
        own = reports[self.held[reports]]
        begins, ends = (np.searchsorted(self._of, own, side=side) for side in ("left", "right"))
        rows = [self._rows[one:other] for one, other in zip(begins.tolist(), ends.tolist(), strict=True)]
        return self._alternatives.take(pa.array(np.concatenate([np.zeros(0, np.int64), *rows])))


def _alone(observations: pa.Table) -> pa.Table:
    """Reports of which each is an incident of its own, and nothing else is known."""
    rows = observations.num_rows
    told = SCHEMA.field("observation").type
    parts = [opened(observations[field.name].combine_chunks(), field.type) for field in told]
    columns = {
        "id": observations["id"].combine_chunks(),
        "observation": pa.StructArray.from_arrays(parts, fields=list(told)),
    }
    none = np.zeros(rows + 1, np.int32)
    arrays = [
        columns[field.name]
        if field.name in columns
        else pa.ListArray.from_arrays(none, pa.array([], field.type.value_type))
        for field in SCHEMA
    ]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def opened(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """A column whose parts may be missing; one in which all is missing is made anew."""
    return pa.nulls(len(column), kind) if column.null_count == len(column) else column.cast(kind)


__all__ = ["AHEAD", "AT_ONCE", "FLOOD", "SCHEMA", "Gathered", "gathered", "opened"]
