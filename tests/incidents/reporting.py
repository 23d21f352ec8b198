"""Reports as the tests of matching tell them: one strike on one town, on one day, unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from holdfire.incidents import Matched, Matching, match
from holdfire.incidents.gathering import gathered
from holdfire.records import DECISION, Alternative, Decision, Observation, Tie, arrow_schema
from holdfire.world import load_world
from holdfire.world.report import read_report

WORLD = load_world()
ZONE = "Asia/Damascus"

STORY = (
    "Two barrel bombs fell on the vegetable market of the town shortly before noon and at least five people were "
    "killed, most of them shoppers who had come in from the villages around"
)
"""The words of an agency, long enough to show a copy."""

STRIKE: Mapping[str, Any] = {
    "when": "2016-03-01",
    "where": "Daraya",
    "act": "air_strike",
    "actors": ["syrian-armed-forces"],
    "killed": 5,
}


def said(ident: str, claimed_by: str | Sequence[str] = (), **changed: Any) -> Observation:
    """A report of the strike; a field that is given as None is left out."""
    entry = {"id": ident, "claimed_by": claimed_by, **STRIKE, **changed}
    return read_report({name: value for name, value in entry.items() if value is not None}, ZONE, WORLD)[0]


def table(reports: Iterable[Observation]) -> pa.Table:
    """Reports as the table that is matched."""
    return pa.Table.from_pylist([each.model_dump() for each in reports], schema=arrow_schema(Observation))


def rivals(alternatives: Iterable[Alternative] = ()) -> pa.Table:
    """Rival values as the table that is gathered."""
    return pa.Table.from_pylist([each.model_dump() for each in alternatives], schema=arrow_schema(Alternative))


def decision(what: str, **fields: Any) -> Decision:
    """What a person decided."""
    plain = {"by": "K. Nilsson", "why": "I was there", "when": "2016-09-01T10:00:00Z"}
    return DECISION.validate_python({"what": what, **plain, **fields})


@dataclass(frozen=True)
class Found:
    """What was made of some reports."""

    observations: pa.Table
    matched: Matched
    alternatives: pa.Table

    @property
    def groups(self) -> set[frozenset[str]]:
        """The ids of the reports of each incident."""
        by_number: dict[int, set[str]] = {}
        for ident, number in zip(self.observations["id"].to_pylist(), self.matched.incident.tolist(), strict=True):
            if number >= 0:
                by_number.setdefault(number, set()).add(ident)
        return {frozenset(each) for each in by_number.values()}

    @cached_property
    def incidents(self) -> list[dict[str, Any]]:
        """The incidents as they are put together."""
        made = gathered(self.matched, self.observations, self.alternatives, WORLD)
        return [each for part in made for each in part.table.to_pylist()]

    def of(self, ident: str) -> dict[str, Any]:
        """The incident that a report is in."""
        return next(each for each in self.incidents if ident in members(each))

    @property
    def links(self) -> set[tuple[str, str, Tie, str | None]]:
        """Every pair that is worth showing, and what ties it."""
        ids, pairs = self.matched.reports.ids, self.matched.pairs
        return {(ids[int(pairs.one[at])], ids[int(pairs.other[at])], tie, why) for at, tie, why in self.matched.ties()}

    @property
    def covers(self) -> set[tuple[str, str]]:
        """The summary and the event of each pair in which one covers the other."""
        ids, covers = self.matched.reports.ids, self.matched.covers
        return {(ids[one], ids[other]) for one, other in zip(covers.one.tolist(), covers.other.tolist(), strict=True)}


def found(
    reports: pa.Table | Iterable[Observation],
    *decisions: Decision,
    alternatives: pa.Table | None = None,
    method: Matching | None = None,
) -> Found:
    """Match some reports."""
    observations = reports if isinstance(reports, pa.Table) else table(reports)
    matched = match(observations, WORLD, method=method, decisions=decisions)
    return Found(observations, matched, rivals() if alternatives is None else alternatives)


def groups(*reports: Observation, **others: Any) -> set[frozenset[str]]:
    """The ids of the reports of each incident."""
    return found(reports, **others).groups


def together(*names: str) -> frozenset[str]:
    """One incident, by the ids of its reports."""
    return frozenset(names)


def members(incident: Mapping[str, Any]) -> set[str]:
    """The ids of the reports of an incident that was put together."""
    return {each["id"] for each in incident["reports"]} or {incident["id"]}


def by_source(observations: pa.Table, source: str) -> pa.Array:
    """Which rows are of a source: what it claims, carries or compiled."""
    named = [
        source in (*row["claimed_by"], *row["carried_by"], row["compiled_by"], row["source"])
        for row in observations.select(["claimed_by", "carried_by", "compiled_by", "source"]).to_pylist()
    ]
    return pa.array(named, pa.bool_())


def without(observations: pa.Table, source: str) -> pa.Table:
    """The table without the rows of a source."""
    return observations.filter(pc.invert(by_source(observations, source)))
