"""Incidents put together from their reports: every report kept, what they say together, how it stands, and why.

It needs nothing but what a batch brings along, so that it can be done anywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from ..records import (
    DENIED,
    Alternative,
    Incident,
    Observation,
    Verified,
    arrow_schema,
    is_denied,
    open_schema,
)
from ..world import World
from .consensus import consensus, disputed, status_of, statuses_of
from .consensus import disputed_by as who_disputes
from .corroboration import Hearing, Method
from .linking import Ties

SCHEMA = open_schema(arrow_schema(Incident))

FLOOD = "flood"
"""Flag of an incident in which one text stands many times."""


@dataclass(frozen=True)
class Batch:
    """Some incidents to put together: the numbers of the reports of each, and all that is needed of them.

    `told` are the rows of the reports, in that order; `rivals` their rival values; `by_several` whether the first
    report of each names several origins. `against` gives by report the numbers of the acts of denying it, which are
    `denials` with the rows `denying`. `verified` are the decisions about any of these reports, `ties` what ties them.
    """

    number: int
    groups: list[list[int]]
    told: pa.Table
    rivals: pa.Table
    by_several: list[bool]
    against: dict[int, list[int]]
    denials: list[int]
    denying: pa.Table
    verified: tuple[Verified, ...]
    ties: Ties


@dataclass(frozen=True)
class Made:
    """The incidents of a batch as a table (schema `SCHEMA`), in its order."""

    number: int
    table: pa.Table


def incidents_of(batch: Batch, world: World, *, method: Method) -> Made:
    """The incidents of a batch."""
    making = _Making(batch, world, method)
    told = batch.told.to_pylist()
    made, at = [], 0
    for group, by_several in zip(batch.groups, batch.by_several, strict=True):
        made.append(making.one(group, told[at : at + len(group)], by_several))
        at += len(group)
    return Made(batch.number, pa.Table.from_pylist(made, schema=SCHEMA))


class _Making:
    def __init__(self, batch: Batch, world: World, method: Method):
        self._batch, self._world, self._method = batch, world, method
        self._about = {each.about for each in batch.verified}
        self._denials = dict(zip(batch.denials, batch.denying.to_pylist(), strict=True))
        self._rivals: dict[str, list[dict[str, object]]] = defaultdict(list)
        for each in batch.rivals.to_pylist():
            self._rivals[each["of"]].append(each)

    def one(self, group: Sequence[int], told: list[dict[str, object]], by_several: bool) -> dict[str, object]:
        """An incident as a row of the table."""
        ids = [str(each["id"]) for each in told]
        rivals = [rival for ident in ids for rival in self._rivals.get(ident, ())]
        links, flags = self._batch.ties.of(group)
        against = sorted({at for report in group for at in self._batch.against.get(report, ())})
        judged = ids[0] in self._about or bool(against) or by_several
        judged |= any(rival["backed_by"] for rival in rivals)
        if len(told) == 1 and not judged:
            return {
                "id": ids[0], "observation": told[0], "reports": [], "alternatives": rivals, "accounts": [],
                "links": [each.model_dump() for each in links], "flags": flags,
            }  # fmt: skip
        reports = [Observation.model_validate(each) for each in told]
        several = [Alternative.model_validate(each) for each in rivals]
        heard = Hearing(
            [*reports, *self._denying(group, reports, against)],
            self._world,
            self._method,
            self._batch.verified,
            several,
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

    def _denying(self, group: Sequence[int], reports: list[Observation], against: list[int]) -> list[Observation]:
        """Acts of denying as reports that deny by whom the incident was; each denies what is laid at its speaker."""
        found = []
        for at in against:
            row = self._denials[at]
            laid = [each for n, each in zip(group, reports, strict=True) if at in self._batch.against.get(n, ())]
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
