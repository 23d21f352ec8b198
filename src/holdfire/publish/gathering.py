"""The record gathered: what was made of a batch, incident by incident."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import numpy as np

from ..assessment import Batch, FromWords, plain_table
from ..assessment.decisions import describe
from ..assessment.hypotheses import rows_of
from ..assessment.settle import settle
from ..assessment.summary import PHASES, by_party
from ..records import Determination, Proposition, Verdict
from ..world import YES
from ..world.time import zone_info
from .incidents import (
    FIRST,
    ITS,
    REGIONS,
    SECOND,
    Asked,
    Decided,
    Hypothesis,
    Incident,
    Middles,
    Record,
    Settles,
    Spot,
)

Told = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
"""Of each account of an incident: the actors that it names, and the origins whose account it is."""


def gather(
    batch: Batch,
    cut_off: datetime,
    *,
    ground: bool = True,
    worded: Mapping[str, tuple[FromWords, ...]] | None = None,
    told_by: Mapping[str, Told] | None = None,
) -> Record:
    """Everything that was made of a batch, incident by incident. `cut_off` is the moment as of which it is known.

    `worded` has, by id, what was read from the words of rows; `told_by` whom each account of an incident names, and
    whose account it is.
    """
    program = batch.program
    agreement = program.terms.agreement
    decisions = _Decisions(batch)
    asked, settles = _settled(batch)
    incidents = tuple(_incidents(batch, decisions, settles, worded or {}, told_by or {}))
    zone = zone_info(agreement.zone)
    start = None if program.start is None else _day_of(program.start, zone)
    baseline = None if program.start is None or program.baseline >= program.start else _day_of(program.baseline, zone)
    until = agreement.plain_end.until
    return Record(
        agreement=agreement,
        terms_version=program.terms.version,
        method_version=str(batch.event_table()["method_version"][0]) if incidents else "",
        world=program.world,
        incidents=incidents,
        decided=tuple(decisions.found),
        asked=asked,
        assumed=batch.assumed,
        baseline=baseline,
        start=start,
        end=until.date() if isinstance(until, datetime) else until,
        cut_off=cut_off,
        longest_days=batch.longest_days,
        ground=ground,
    )


def _day_of(micros: int, zone: Any) -> date:
    return datetime.fromtimestamp(micros / 1_000_000, zone).date()


class _Decisions:
    """The chains of tests of a batch, each distinct one once, and which of them each row has."""

    def __init__(self, batch: Batch):
        self.found: dict[Decided, int] = {}
        self._batch = batch
        columns = batch.program.columns
        self._findings: dict[int, list[tuple[int, int]]] = defaultdict(list)
        groups = batch.findings
        for row, column, pattern in zip(
            groups.row.tolist(), groups.column.tolist(), groups.pattern.tolist(), strict=True
        ):
            self._findings[row].append((column, pattern))
        pairs = batch.pairs
        self._voices: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        rows = batch.acts.row[pairs.act].tolist() if len(pairs.act) else []
        for row, column, act, signature in zip(
            rows, pairs.column.tolist(), pairs.act.tolist(), pairs.signature.tolist(), strict=True
        ):
            self._voices[row, column].append((act, signature))
        self._facts = list(rows_of(batch.acts))
        self._seen = batch.observations.select(["act", "weapon", "actors", "targets"]).to_pylist()
        self._names = [(each.clause.id, each.reading) for each in columns]
        self._plain = [each.plain for each in columns]

    def of(self, row: int) -> int:
        """The number of the row's chain."""
        event = self._batch.events.folded[int(self._batch.events.pattern[row])]
        findings = self._findings.get(row, [])
        chosen = self._chosen(findings, event)
        found = tuple(
            (*self._names[column], self._batch.findings.folded[pattern].verdict.value) for column, pattern in findings
        )
        clause, reading = self._names[chosen] if chosen is not None else (None, "plain")
        voices = self._voices[row, chosen] if chosen is not None else []
        hypotheses = tuple(self._hypothesis(act, signature, self._seen[row]) for act, signature in voices)
        key = Decided(clause, reading, event.verdict.value, event.kinds, event.reason, event.assumed, hypotheses, found)
        return self.found.setdefault(key, len(self.found))

    def _chosen(self, findings: list[tuple[int, int]], event: Any) -> int | None:
        folded = self._batch.findings.folded
        plain = [(column, folded[pattern]) for column, pattern in findings if self._plain[column]]
        for test in (
            lambda each: each.verdict == event.verdict and each.reason == event.reason,
            lambda each: each.verdict == event.verdict,
            lambda each: True,
        ):
            for column, each in plain:
                if test(each):
                    return column
        return None

    def _hypothesis(self, act: int, signature: int, seen: dict[str, Any]) -> Hypothesis:
        fact = self._facts[act]
        return Hypothesis(
            None if fact["weight"] is None else round(fact["weight"], 3),
            ITS if fact["act"] == seen["act"] else fact["act"],
            ITS if fact["weapon"] and fact["weapon"] == seen["weapon"] else fact["weapon"],
            _side(fact["actors"], seen),
            _side(fact["targets"], seen),
            fact["target_basis"],
            fact["site"],
            signature,
            int(self._batch.acts.composed[act]),
        )


def _side(actors: list[str], seen: dict[str, Any]) -> tuple[str, ...]:
    """Which of the two sides that a report names it is; the actors themselves where it is neither."""
    if actors and actors == list(seen["actors"] or ()):
        return (FIRST,)
    if actors and actors == list(seen["targets"] or ()):
        return (SECOND,)
    return tuple(actors)


def _settled(batch: Batch) -> tuple[tuple[Asked, ...], dict[int, list[Settles]]]:
    ids = batch.observations["id"].to_pylist()
    killed = [each or 0 for each in batch.observations["killed_best"].to_pylist()]
    by_row: dict[int, list[Settles]] = defaultdict(list)
    asked = []
    for each in settle(batch.program, batch.held, batch.events, ids) if ids else ():
        fact, answer = str(each.assumption.fact), each.assumption.answer
        gained = [(row, after.value) for row, before, after in each.changed if before == Verdict.UNDETERMINED]
        for row, verdict in gained:
            by_row[row].append(Settles(fact, answer, verdict))
        if gained:
            would: dict[str, int] = defaultdict(int)
            for _, verdict in gained:
                would[verdict] += 1
            dead = sum(killed[row] for row, _ in gained)
            asked.append(Asked(fact, answer, len(gained), dead, dict(would)))
    return tuple(asked), by_row


def _incidents(
    batch: Batch,
    decisions: _Decisions,
    settles: dict[int, list[Settles]],
    worded: Mapping[str, tuple[FromWords, ...]],
    told_by: Mapping[str, Told],
) -> Iterator[Incident]:
    if batch.observations.num_rows == 0:
        return
    events = plain_table(batch.event_table()).to_pylist()
    observations = batch.observations.to_pylist()
    regions = regions_of(batch)
    sides = [(party, said.tolist(), names) for party, said, names in by_party(batch)]
    middles = Middles(batch.program.world)
    for row, (event, seen) in enumerate(zip(events, observations, strict=True)):
        start = seen["when_start"].astimezone(zone_info(seen["zone"]))
        yield Incident(
            id=seen["id"],
            day=start.date(),
            start=seen["when_start"],
            end=seen["when_end"],
            precision=seen["when_precision"],
            zone=seen["zone"],
            undated=event["undated"],
            phase=event["phase"] or PHASES[-1],
            verdict=event["verdict"],
            kinds=tuple(event["kinds"]),
            sensitive=event["sensitive"],
            status="verified" if event["determination"] else next(iter(seen["statuses"] or ()), "") or seen["status"],
            disputed=Proposition.OCCURRED in (seen["disputed"] or ()),
            act=seen["act"],
            weapon=seen["weapon"],
            direction=seen["direction"],
            actors=tuple(seen["actors"] or ()),
            targets=tuple(seen["targets"] or ()),
            target_basis=seen["target_basis"],
            attributed_to=tuple(event["attributed_to"] or ()),
            attribution_basis=event["attribution_basis"],
            sides=tuple((party, names[said[row]]) for party, said, names in sides if said[row] >= 0),
            place=seen["place"],
            region=regions[row],
            where_precision=seen["where_precision"],
            spot=_spot(seen, regions[row], middles),
            killed_low=seen["killed_low"],
            killed_best=seen["killed_best"],
            killed_high=seen["killed_high"],
            civilians=seen["civilians_killed"],
            injured=seen["injured"],
            claimed_by=tuple(seen["claimed_by"] or ()),
            carried_by=tuple(seen["carried_by"] or ()),
            compiled_by=seen["compiled_by"],
            published=seen["published"],
            words=seen["words"],
            flags=tuple(seen["flags"] or ()),
            decided=tuple((type(each).__name__, describe(each)) for each in batch.decided.about(seen["id"])),
            determination=_determination(batch, seen["id"]),
            settles=tuple(settles.get(row, ())),
            decided_as=decisions.of(row),
            from_words=worded.get(seen["id"], ()),
            reports=max(1, len(seen["reports"] or ())),
            statuses=tuple(seen["statuses"] or ()),
            disputes=tuple(seen["disputed"] or ()),
            told_by=told_by.get(seen["id"], ()),
        )


def _determination(batch: Batch, ident: str) -> tuple[str, str, str, str] | None:
    """The latest determination on record."""
    found = [each for each in batch.decided.about(ident) if isinstance(each, Determination)]
    return (found[-1].to, found[-1].body, found[-1].method, found[-1].date) if found else None


def regions_of(batch: Batch) -> list[str | None]:
    """By row, the area of the first level below a country in which the report surely lies."""
    areas, acts = batch.program.world.areas, batch.acts
    found = np.full(batch.observations.num_rows, -1, dtype=np.int64)
    names = [each.id for each in areas.areas.values() if each.kind in REGIONS]
    first = batch.held.first
    spot = acts.spot[first]
    row = acts.row[first]
    for n, name in enumerate(names):
        there = batch.spotted.in_area(name)[spot] == YES
        found[row[there]] = n
    return [names[n] if n >= 0 else None for n in found.tolist()]


def _spot(seen: dict[str, Any], region: str | None, middles: Middles) -> Spot | None:
    """A point only where the source gives one that fine; else the finest area that it names."""
    precise = seen["where_precision"]
    lat, lon = seen["lat"], seen["lon"]
    if precise in ("point", "near") and lat is not None and lon is not None:
        radius = seen["radius_km"] or (0.0 if precise == "point" else 25.0)
        radius = 0.0 if precise == "point" and radius <= 3 else radius
        return Spot(f"{lat:.3f},{lon:.3f},{radius:g}", lat, lon, radius, None)
    areas = sorted(seen["areas"] or (), key=middles.depth, reverse=True)
    for area in (*areas, *((region,) if region else ())):
        found = middles.spot(area)
        if found is not None:
            return found
    if lat is not None and lon is not None:
        radius = seen["radius_km"] or {"district": 25.0, "province": 60.0, "sector": 15.0}.get(precise, 150.0)
        return Spot(f"{lat:.3f},{lon:.3f},{radius:g}", lat, lon, radius, None)
    return None
