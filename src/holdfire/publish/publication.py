"""From rows that were kept to what an edition shows: the way that a page, a brief and a chart have in common."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..assessment import assess_batch, compile_terms, from_words, read_assumption, read_decisions
from ..engines import Job
from ..engines.words import worded
from ..sources import Imported
from ..terms import load_terms, world_for
from ..world import World, without_ground
from ..world.time import parse_when
from .account import harm
from .editions import Rules, Shown, read_key, show
from .gathering import Told, gather
from .incidents import Record
from .situation import Situation

MOST_INCIDENTS = 50_000
"""More than a page is good for: a year of a whole country's reports is some ten thousand."""


@dataclass(frozen=True)
class Publication:
    """What is to be published, and how. `measured`: the reports are a record of a period, not a chosen set."""

    edition: str = "public"
    hold: dict[str, float] = field(default_factory=dict)
    hold_hours: float = 48
    key: Path | None = None
    measured: bool = True

    def rules(self) -> Rules:
        """As `editions` takes it."""
        return Rules(self.edition, self.hold_hours, self.hold, read_key(self.key) if self.key else None)


def record_of(job: Job, kept: Imported, terms: str, world: World | None = None) -> Record:
    """What the job makes of the rows that were kept, incident by incident, under one of its agreements."""
    world = world or world_for(job.terms, *job.world)
    world = world if job.ground else without_ground(world)
    assumptions = tuple(read_assumption(text) for text in job.assumptions)
    program = compile_terms(load_terms(terms, world), world, job.baseline, assumptions)
    decisions = read_decisions(job.decisions) if job.decisions else []
    rivals, _ = worded(job.read_words, kept.observations, kept.alternatives, world)
    batch = assess_batch(program, kept.observations, rivals, decisions, assumptions, job.longest_days)
    cut_off = cut_off_of(job.as_of, kept, program.terms.agreement.zone)
    read = from_words(rivals) if job.read_words else None
    return gather(batch, cut_off, ground=job.ground, worded=read, told_by=told_by(kept))


def told_by(kept: Imported) -> dict[str, Told]:
    """By incident of several reports that tell it otherwise: whom each account names, and whose account it is."""
    rivals: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for each in kept.alternatives.to_pylist():
        if each["field"] == "actors" and (each["group"] or "").startswith("reports:"):
            named = (tuple(sorted(json.loads(each["value"]))), tuple(each["backed_by"]))
            rivals.setdefault(each["of"], []).append(named)
    if not rivals:
        return {}
    wanted = kept.observations.filter(pc.is_in(kept.observations["id"], value_set=pa.array(list(rivals), pa.string())))
    found: dict[str, Told] = {}
    for each in wanted.select(["id", "actors", "attributed_by", "claimed_by"]).to_pylist():
        own = (tuple(each["actors"]), tuple(each["attributed_by"]))
        origins = set(each["claimed_by"])  # a report without any stands behind its account by its id, which is no name
        found[each["id"]] = tuple(
            (actors, tuple(name for name in whose if name in origins)) for actors, whose in (own, *rivals[each["id"]])
        )
    return found


def cut_off_of(as_of: str | None, kept: Imported, zone: str) -> datetime:
    """The moment as of which it is known: the end of the day asked for, else the latest date of publication in the
    input, else the latest event's end."""
    if as_of is not None:
        return parse_when(as_of, zone).end
    latest = pc.max(kept.observations["published"]).as_py() or pc.max(kept.observations["when_end"]).as_py()
    return latest or datetime(1970, 1, 1, tzinfo=UTC)


def situation_of(record: Record, publication: Publication) -> Situation:
    """What an edition shows of a record."""
    return Situation(show(record, publication.rules()))


def page_account(situation: Situation, path: Path | None) -> dict[str, Any]:
    """The numbers that stand on a page, in the names of docs/formats.md."""
    summary, shown = situation.summary, situation.shown
    return {
        "path": None if path is None else str(path.resolve()),
        "edition": shown.edition,
        "cut_off": shown.record.cut_off.isoformat(),
        "held_back": sum(shown.held_back.values()),
        "held_back_because": dict(shown.held_back),
        "incidents": len(shown.record.incidents),
        "period": _span(situation.period.since, situation.period.days),
        "before": _span(situation.before.since, situation.before.days),
        "events": _nested(summary.events),
        "undated": summary.undated,
        "told_apart": situation.told_apart,
        "heads": {head.key: _head(head) for head in situation.heads},
        "harm": harm(summary),
        "sides": [
            {"side": side.party, "verdicts": {v: count.n for v, count in side.by_verdict.items()}, "camps": side.camps}
            for side in situation.sides
        ],
        "per_day": _per_day(situation),
    }


def _per_day(situation: Situation) -> list[dict[str, Any]]:
    """Dated incidents on the day on which the page counts them."""
    start = situation.record.start
    counts = Counter(
        (each.counted_on(start), each.phase, each.verdict) for each in situation.incidents if not each.undated
    )
    return [
        {"date": day.isoformat(), "phase": phase, "verdict": verdict, "n": n}
        for (day, phase, verdict), n in sorted(counts.items())
    ]


def _head(head: Any) -> dict[str, Any]:
    return {
        "n": head.now.n,
        "before": head.before.n,
        "by_claimant": [{"claimed_by": each.origin, "n": each.now.n, "before": each.before.n} for each in head.origins],
        "in_several": head.shared.n,
    }


def _span(since: Any, days: int) -> dict[str, Any] | None:
    return {"from": since.isoformat(), "to": (since + timedelta(days=days - 1)).isoformat()} if days else None


def _nested(events: Any) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (phase, verdict), n in sorted(events.items()):
        found.setdefault(phase, {})[verdict] = n
    return found


__all__ = ["MOST_INCIDENTS", "Publication", "Shown", "cut_off_of", "page_account", "record_of", "situation_of"]
