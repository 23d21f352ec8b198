"""Incidents counted: the same counters that a run has, made from what an edition shows."""

from __future__ import annotations

from collections.abc import Iterable

from ..assessment import Summary
from ..assessment.summary import NO_ORIGIN
from ..world import World
from .incidents import Incident, Record


def counted(record: Record) -> Summary:
    """The numbers of a record's incidents, in the counters from which warnings and accounts are made."""
    incidents = record.incidents
    found = Summary(rows=len(incidents), kept=len(incidents), assumed=record.assumed)
    for each in incidents:
        phase = each.phase
        found.events[phase, each.verdict] += 1
        if each.kind:
            found.undetermined[phase, each.kind] += 1
        for kind in each.kinds if each.verdict == "undetermined" else ():
            found.among[phase, kind] += 1
        for party, verdict in each.sides:
            found.by_side[party, phase, verdict] += 1
        for clause, reading, verdict in record.decided[each.decided_as].findings:
            found.findings[phase, verdict] += 1 if clause and reading else 0
        found.named[phase, "named" if _named(each, record.world) else "unknown"] += 1
        if each.compiled_by:
            found.compilers[each.compiled_by,] += 1
        _harm(found, each)
        _origins(found, each)
    found.latest = record.cut_off.isoformat()
    return found


def _named(each: Incident, world: World) -> bool:
    register = world.actors
    return bool(each.actors) and all(one in register and not register[one].aggregate for one in each.actors)


def _harm(found: Summary, each: Incident) -> None:
    best = each.killed_best
    for name, number in (
        ("killed_low", each.killed_low if each.killed_low is not None else best),
        ("killed_best", best),
        ("killed_high", each.killed_high if each.killed_high is not None else best),
        ("civilians", each.civilians),
        ("injured", each.injured),
    ):
        found.harm[each.phase, each.verdict, name] += number or 0
    if each.undated:
        found.undated += 1
        found.undated_killed += best or 0


def _origins(found: Summary, each: Incident) -> None:
    origins = each.claimed_by or (NO_ORIGIN,)
    for n, origin in enumerate(origins):
        found.by_claimant[origin, each.phase, each.verdict] += 1
        found.first[origin] = min(found.first.get(origin, each.day), each.day)
        found.last[origin] = max(found.last.get(origin, each.day), each.day)
        for other in origins[n + 1 :]:
            found.overlap[*sorted((origin, other)), each.phase] += 1
    if each.undated:
        return
    found.per_day_total[each.day, each.phase, each.verdict] += 1
    for origin in origins:
        found.per_day[each.day, each.phase, each.verdict, origin] += 1


def killed(incidents: Iterable[Incident]) -> int:
    """Reported dead, by the figure that each incident is shown with."""
    return sum(each.killed or 0 for each in incidents)


def civilians(incidents: Iterable[Incident]) -> int:
    """Dead reported to be civilians."""
    return sum(each.civilians or 0 for each in incidents)
