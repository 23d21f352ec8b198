"""Incidents put together from what was matched: every report kept, what they say together, how it stands, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ..records import (
    DENIED,
    Alternative,
    Decision,
    Incident,
    Observation,
    Verified,
    arrow_schema,
    is_denied,
    open_schema,
)
from ..records.codes import Ints
from ..world import World
from .consensus import consensus, disputed, status_of, statuses_of
from .consensus import disputed_by as who_disputes
from .corroboration import Hearing, Method, default_method
from .linking import Links
from .matching import Matched

SCHEMA = open_schema(arrow_schema(Incident))

AT_ONCE = 20_000
"""Incidents that are put together before they are handed on."""

FLOOD = "flood"
"""Flag of an incident in which one text stands many times."""


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
) -> Iterator[Gathered]:
    """The incidents, some at a time.

    `observations` is the table that was matched, and `alternatives` its rival values. A report alone is its own
    incident: its row is kept as it is, with `reports` and `accounts` left empty, since nobody else speaks of it.
    """
    making = _Making(matched, observations, alternatives, world, method or default_method(), decisions)
    order = np.argsort(matched.first, kind="stable")
    order = order[matched.first[order] >= 0]
    first = matched.first[order]
    begins = np.flatnonzero(np.append(True, first[1:] != first[:-1])) if len(first) else np.zeros(0, np.int64)
    ends = np.append(begins[1:], len(first))
    for at in range(0, len(begins), AT_ONCE):
        groups = [order[a:b] for a, b in zip(begins[at : at + AT_ONCE], ends[at : at + AT_ONCE], strict=True)]
        yield making.table(groups)


class _Making:
    def __init__(
        self,
        matched: Matched,
        observations: pa.Table,
        alternatives: pa.Table,
        world: World,
        method: Method,
        decisions: Sequence[Decision],
    ):
        self._matched, self._observations, self._world = matched, observations, world
        self._method = method
        self._verified = [each for each in decisions if isinstance(each, Verified)]
        self._about = {each.about for each in self._verified}
        self._links = Links(matched)
        self._denials = matched.denials.of()
        reports = matched.reports
        self._by_several = np.array([len(each) > 1 for each in reports.origins], dtype=np.bool_)[reports.origin]
        wanted = set(matched.reports.ids)
        self._rivals: dict[str, list[dict[str, object]]] = defaultdict(list)
        for each in alternatives.to_pylist():
            if each["of"] in wanted:
                self._rivals[each["of"]].append(each)

    def table(self, groups: Sequence[Ints]) -> Gathered:
        """The incidents of some groups of reports, as a table, in their order."""
        ids, rows = self._matched.reports.ids, self._matched.reports.row
        plain = [len(each) == 1 and self._nothing_said(int(each[0]), ids[int(each[0])]) for each in groups]
        alone = [int(each[0]) for each, told in zip(groups, plain, strict=True) if told]
        several = [each for each, told in zip(groups, plain, strict=True) if not told]
        taken = self._observations.take(pa.array(rows[np.concatenate(several)] if several else rows[:0]))
        told = taken.to_pylist()
        made, at = [], 0
        for group in several:
            made.append(self._one(group, told[at : at + len(group)]))
            at += len(group)
        tables = [_alone(self._observations.take(pa.array(rows[alone]))), pa.Table.from_pylist(made, schema=SCHEMA)]
        order = np.argsort(np.argsort(~np.array(plain, dtype=np.bool_), kind="stable"), kind="stable")
        return Gathered(pa.concat_tables(tables).take(pa.array(order)), at + len(alone))

    def _nothing_said(self, report: int, ident: str) -> bool:
        """Whether nothing but the report itself is to be kept of it."""
        known = ident in self._rivals or ident in self._about
        return not known and report not in self._links and not self._by_several[report]

    def _one(self, group: Ints, told: list[dict[str, object]]) -> dict[str, object]:
        ids = [str(each["id"]) for each in told]
        rivals = [rival for ident in ids for rival in self._rivals.get(ident, ())]
        links, flags = self._links.of(group)
        against = sorted({at for report in group for at in self._denials.get(int(report), ())})
        judged = ids[0] in self._about or bool(against) or bool(self._by_several[int(group[0])])
        judged |= any(rival["backed_by"] for rival in rivals)
        if len(told) == 1 and not judged:
            return {
                "id": ids[0], "observation": told[0], "reports": [], "alternatives": rivals, "accounts": [],
                "links": [each.model_dump() for each in links], "flags": flags,
            }  # fmt: skip
        reports = [Observation.model_validate(each) for each in told]
        several = [Alternative.model_validate(each) for each in rivals]
        heard = Hearing(
            [*reports, *self._denying(group, reports, against)], self._world, self._method, self._verified, several
        )
        found = heard.accounts
        whole, left = self._whole(reports, several, heard)
        if any("flood" in voice.because for account in found for voice in account.voices):
            flags.append(FLOOD)
        return Incident(
            id=whole.id,
            observation=whole,
            reports=tuple(reports) if len(reports) > 1 else (),
            alternatives=left,
            accounts=found,
            links=tuple(links),
            flags=tuple(flags),
        ).model_dump()

    def _denying(self, group: Ints, reports: list[Observation], against: list[int]) -> list[Observation]:
        """Acts of denying as reports that deny by whom the incident was; each denies what is laid at its speaker."""
        found = []
        for at in against:
            row = self._observations.slice(int(self._matched.reports.row[at]), 1).to_pylist()[0]
            laid = [each for n, each in zip(group.tolist(), reports, strict=True) if at in self._denials.get(n, ())]
            said = {"flags": [*row["flags"], f"{DENIED}:by_whom"], "actors": laid[0].actors, "direction": "known"}
            if not row["claimed_by"]:  # whoever denies speaks, also where the report names no source
                said["claimed_by"] = [self._world.claimants.resolve(self._world.actors.name(e)) for e in row["actors"]]
            found.append(Observation.model_validate({**row, **said}))
        return found

    def _whole(
        self, reports: list[Observation], rivals: list[Alternative], heard: Hearing
    ) -> tuple[Observation, tuple[Alternative, ...]]:
        if len(reports) > 1:
            asserted = [each for each in reports if not is_denied(each.flags)]
            told, left = consensus(asserted, rivals, heard, self._world)
            return told.model_copy(update={"reports": tuple(sorted(each.id for each in reports))}), left
        found = heard.accounts
        standing = {
            "status": status_of(found),
            "statuses": statuses_of(found),
            "disputed": disputed(found),
            "disputed_by": who_disputes(found),
        }  # fmt: skip
        return reports[0].model_copy(update=standing), tuple(rivals)


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
