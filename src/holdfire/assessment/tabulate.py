"""Groups as tables: the findings, and one row an event, in the columns of docs/formats.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..records import EventVerdict, Finding, Observation, arrow_schema
from ..records.codes import Coded, Codes, combine, encode, instants
from ..world.time import FOREVER
from .compile import Program
from .decisions import Decided
from .fold import VERDICTS, Groups
from .hypotheses import Acts
from .judge import Bench, Pairs
from .placing import Spotted
from .situations import Held

METHOD = "1"
"""Version of the method: raised whenever the same terms and reports could give another answer."""

FINDING_IDS = ("finding_id", "event_id", "agreement", "clause", "interpretation")
EVENT_IDS = ("event_id", "agreement")

_PASSED_ON = [
    "disputed_by",
    "claimed_by",
    "carried_by",
    "compiled_by",
    "when_start",
    "when_end",
    "when_precision",
    "zone",
    "place",
    "lat",
    "lon",
    "where_precision",
    "act",
    "killed_low",
    "killed_best",
    "killed_high",
    "civilians_killed",
    "injured",
]


@dataclass(frozen=True)
class Batch:
    """One batch of observations with what was made of it before one agreement."""

    program: Program
    observations: pa.Table
    acts: Acts
    spotted: Spotted
    held: Held
    findings: Groups
    events: Groups
    sensitive: np.ndarray
    clauses: np.ndarray
    decided: Decided
    assumed: tuple[str, ...]
    longest_days: int

    @cached_property
    def bench(self) -> Bench:
        """Every act before the agreement, not only one of each situation: for explaining and for testing."""
        return Bench(self.program, self.acts, self.spotted)

    @cached_property
    def pairs(self) -> Pairs:
        """Every act held against every column."""
        return self.bench.judged(self.bench.screen())

    @cached_property
    def phases(self) -> Codes:
        """By observation: 0 baseline, 1 in force, 2 after, 3 none."""
        return phase_of(self.program, self.observations)

    def finding_table(self) -> pa.Table:
        """One row an event, clause and reading."""
        groups, program = self.findings, self.program
        ids = self.observations["id"].combine_chunks().take(pa.array(groups.row))
        suffixes = [f"{program.id}/{column.clause.id}/{column.reading}" for column in program.columns]
        suffix = _dictionary(groups.column, suffixes)
        columns = {
            "finding_id": pc.binary_join_element_wise(_plain(ids), suffix.dictionary.take(suffix.indices), "/"),
            "event_id": ids,
            "agreement": _constant(program.id, len(groups.row)),
            "clause": _dictionary(groups.column, [column.clause.id for column in program.columns]),
            "interpretation": _dictionary(groups.column, [column.reading for column in program.columns]),
        }
        return self._table(columns, groups, Finding, FINDING_IDS)

    def event_table(self) -> pa.Table:
        """One row an observation: **every** one of them."""
        groups = self.events
        undated = self.undated
        columns = {
            "event_id": self.observations["id"].combine_chunks(),
            "agreement": _constant(self.program.id, len(groups.row)),
            "clauses": self._clause_lists(),
            "sensitive": pa.array(self.sensitive),
            "undated": pa.array(undated),
        }
        return self._table(columns, groups, EventVerdict, EVENT_IDS)

    @cached_property
    def undated(self) -> np.ndarray:
        """By observation: whether it is longer than what a daily count takes."""
        start, end = (instants(self.observations[name]) for name in ("when_start", "when_end"))
        # a civil day may have 25 hours
        return np.asarray(end - start > self.longest_days * 86_400_000_000 + 3_600_000_000)

    def _clause_lists(self) -> pa.DictionaryArray:
        names = [clause.id for clause in self.program.terms.agreement.clauses]
        words = self.clauses
        key, parts = combine(*(words[:, n].astype(np.int64) for n in range(words.shape[1])))
        lists = []
        for row in zip(*(part.tolist() for part in parts), strict=True):
            bits = "".join(f"{word & (2**32 - 1):032b}"[::-1] for word in row)
            lists.append([name for name, bit in zip(names, bits, strict=False) if bit == "1"])
        return pa.DictionaryArray.from_arrays(pa.array(key), pa.array(lists, pa.list_(pa.string())))

    def _table(self, ids: dict[str, Any], groups: Groups, record: type, first: Sequence[str]) -> pa.Table:
        columns = ids | self._outcome(groups) | self._passed_on(groups)
        fields = [name for name in arrow_schema(record).names if name not in first]
        order = [*first, *fields]
        return pa.table({name: columns[name] for name in order})

    def _outcome(self, groups: Groups) -> dict[str, Any]:
        at, folded = groups.pattern, groups.folded
        rows = pa.array(groups.row)
        actor_at, actors = self._attributed(groups)
        columns: dict[str, Any] = {
            "phase": _dictionary(self.phases[groups.row], ["baseline", "in_force", "after", None]),
            "verdict": _dictionary(at, [each.verdict.value for each in folded]),
            "kind": _dictionary(at, [each.kinds[0] if each.kinds else None for each in folded]),
            "kinds": _lists(at, [each.kinds for each in folded]),
            "reason": _dictionary(at, [each.reason for each in folded]),
            "reasons": _lists(at, [each.reasons for each in folded]),
            "attributed_to": _lists(actor_at, actors),
            "attribution_basis": self._basis(groups),
            "status": self._status(groups),
            "assumed": _lists(at, [(*self.assumed, *each.assumed) for each in folded]),
            "decided": self.decided.marks(self.observations).take(rows),
            "determination": self.decided.determinations(self.observations, self.program.id).take(rows),
            "terms_version": _constant(self.program.terms.version, len(rows)),
            "method_version": _constant(METHOD, len(rows)),
        }
        masses = np.array([each.masses for each in folded]).reshape(-1, 4)
        for n, verdict in enumerate(VERDICTS):
            columns[f"p_{verdict.value}"] = pa.array(masses[at, n] if len(at) else np.zeros(0))
        return columns

    def _attributed(self, groups: Groups) -> tuple[Codes, list[tuple[str, ...]]]:
        return np.where(groups.actor < 0, len(self.acts.sides), groups.actor), [*self.acts.sides, ()]

    def _status(self, groups: Groups) -> pa.DictionaryArray:
        """How the incident stands by its own reports; a determination is a column of its own."""
        told = encode(self.observations["status"])
        return _dictionary(told.at[groups.row], [each or "reported" for each in told.values])

    def _basis(self, groups: Groups) -> pa.DictionaryArray:
        """On what an attribution rests: the actor's own word, that of the other side, or the source's assertion. Of an
        incident of several reports only those count that say who acted."""
        claimed = self._attributing()
        actor_at, actors = self._attributed(groups)
        key, (who, by) = combine(actor_at, claimed.at[groups.row])
        known, bases = self.program.bases, []
        for a, c in zip(who.tolist(), by.tolist(), strict=True):
            asked = (actors[a], claimed.values[c] or ())
            if asked not in known:
                known[asked] = _basis_of(self.program, *asked)
            bases.append(known[asked])
        return _dictionary(key, bases)

    def _attributing(self) -> Coded[Any]:
        claimed = encode(self.observations["claimed_by"])
        named, reports = encode(self.observations["attributed_by"]), encode(self.observations["reports"])
        if reports.values in ([()], []):
            return claimed
        several = np.array([bool(each) for each in reports.values], dtype=np.bool_)[reports.at]
        at = np.where(several, named.at + len(claimed.values), claimed.at).astype(np.int32)
        return Coded(at, [*claimed.values, *named.values])

    def _passed_on(self, groups: Groups) -> dict[str, Any]:
        if len(groups.row) == self.observations.num_rows and bool((np.diff(groups.row) == 1).all()):
            return {name: self.observations[name] for name in _PASSED_ON}
        rows = pa.array(groups.row)
        return {name: self.observations[name].combine_chunks().take(rows) for name in _PASSED_ON}


def _basis_of(program: Program, side: tuple[str, ...], claimants: tuple[str, ...]) -> str | None:
    if not side:
        return None
    world, parties = program.world, program.terms.agreement.parties
    mine = {
        party
        for party in parties
        if program.start is not None and program.standing.side_member(side, party, program.start) == "yes"
    }
    camps = {world.claimants[each].camp for each in claimants if each in world.claimants}
    own = {above for actor in side for above in world.actors.units_above(actor)}
    if own & set(claimants) or camps & mine:
        return "admission"
    return "adversary_claim" if camps & (set(parties) - mine) and mine else "source_assertion"


def phase_of(program: Program, observations: pa.Table) -> Codes:
    """Baseline, in force or after; none where an interval crosses a boundary or lies before the baseline."""
    start, end = instants(observations["when_start"]), instants(observations["when_end"])
    if program.start is None:
        return np.full(len(start), 3, np.int32)
    baseline = (start >= program.baseline) & (end <= program.start)
    in_force = (start >= program.start) & (end <= program.end)
    after = (start >= program.end) & (program.end < FOREVER)
    return np.select([baseline, in_force, after], [0, 1, 2], 3).astype(np.int32)


def _plain(array: pa.Array) -> pa.Array:
    return array.dictionary.take(array.indices) if pa.types.is_dictionary(array.type) else array


def _constant(value: str, n: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int32)), pa.array([value]))


def _dictionary(at: Any, values: Sequence[str | None]) -> pa.DictionaryArray:
    """Repetitive text as codes; equal values share one."""
    kept: dict[str | None, int] = {}
    moved = np.array([kept.setdefault(value, len(kept)) for value in values] or [0], dtype=np.int32)
    indices = moved[np.asarray(at)]
    present = [value for value in kept if value is not None]
    if None in kept:
        order = np.array([present.index(value) if value is not None else -1 for value in kept], dtype=np.int32)
        indices = order[indices]
        return pa.DictionaryArray.from_arrays(pa.array(indices, mask=indices < 0), pa.array(present, pa.string()))
    return pa.DictionaryArray.from_arrays(pa.array(indices), pa.array(present, pa.string()))


def _lists(at: Any, values: Sequence[Sequence[str]]) -> pa.DictionaryArray:
    lists = pa.array([list(value) for value in values], pa.list_(pa.string()))
    return pa.DictionaryArray.from_arrays(pa.array(np.asarray(at, dtype=np.int32)), lists)


def spread(coded: pa.DictionaryArray, words_coded: bool = False) -> pa.ListArray:
    """Coded lists of text as lists; a missing one is empty.

    With `words_coded` the words in them are codes, which is quicker to make and to write.
    """
    lists, at = coded.dictionary, coded.indices
    if at.null_count or lists.null_count:
        lists = pa.concat_arrays([lists, pa.array([[]], lists.type)])
        at = pc.fill_null(at, pa.scalar(len(lists) - 1, at.type))
    if not words_coded:
        return _without_nulls(lists).take(at)
    words = _without_nulls(lists)
    offsets = pc.subtract(words.offsets, words.offsets[0])
    return pa.ListArray.from_arrays(offsets, words.flatten().dictionary_encode()).take(at)


def _without_nulls(lists: pa.ListArray) -> pa.ListArray:
    """A missing list as an empty one."""
    if not lists.null_count:
        return lists
    return pa.array([each or [] for each in lists.to_pylist()], lists.type)


def plain_table(table: pa.Table) -> pa.Table:
    """The table without dictionaries inside, as files and other programs take it."""
    columns = []
    for column in table.columns:
        if pa.types.is_dictionary(column.type) and pa.types.is_nested(column.type.value_type):
            chunks = [spread(chunk) for chunk in column.chunks]
            column = pa.chunked_array(chunks, column.type.value_type)
        columns.append(column)
    return pa.table(columns, names=table.column_names, metadata=table.schema.metadata)


def plain_observations(table: pa.Table) -> pa.Table:
    """Observations of any importer in the one schema of `records.Observation`, without dictionaries."""
    plain, schema = plain_table(table), arrow_schema(Observation)
    columns = []
    for field in schema:
        column = plain[field.name]
        if pa.types.is_dictionary(column.type):
            column = column.cast(field.type)
        elif pa.types.is_nested(field.type) and column.null_count == len(column):
            column = pa.nulls(len(column), field.type) if pa.types.is_struct(field.type) else column
        columns.append(column)
    return pa.table(columns, schema=schema)
