"""`holdfire terms timeline`: an agreement's life, and how it stands on a day."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from ..promises import Entry, State, Timeline, known_on, timeline
from ..terms import PLAIN, Terms, load_terms, world_for
from ..world import World
from ..world.time import parse_when, zone_info
from .console import say, say_json
from .failures import UsageError


def run_timeline(name: str, on: str | None, worlds: tuple[Path, ...], json: bool) -> None:
    """What happened to the agreement, in order; with a day, what is in force on it and what is due next."""
    world = world_for([name], *worlds)
    terms = load_terms(name, world)
    zone = terms.agreement.zone
    known = None
    if on is not None:
        try:
            day = parse_when(on, zone).start.astimezone(zone_info(zone)).replace(tzinfo=None)
        except ValueError as bad:
            raise UsageError(f"{str(bad)[0].upper()}{str(bad)[1:]}.") from None
        known = known_on(day, terms.agreement)
    found = timeline(terms.agreement, known)
    if json:
        say_json(as_json(found, zone))
    else:
        _show(found, terms, world)


def as_json(found: Timeline, zone: str) -> dict[str, Any]:
    """A timeline as JSON has it: instants local to the agreement's zone, with their offset."""

    def told(moment: datetime | None) -> str | None:
        return None if moment is None else moment.astimezone(zone_info(zone)).isoformat()

    def promise(each: State) -> dict[str, Any]:
        return {
            "promise": each.promise,
            "interpretation": each.reading,
            "state": each.state,
            "because": each.because,
            "due": told(each.due),
            "owed": None if each.owed is None else {"low": each.owed[0], "high": each.owed[1]},
            "waits_for": each.waits_for,
        }

    return {
        "agreement": found.agreement,
        "zone": zone,
        "entries": [
            {
                "at": told(each.at),
                "kind": each.kind,
                "about": each.about,
                "says": each.says and " ".join(each.says.split()),
                "claimed_by": list(each.claimed_by),
                "source": each.source,
                "unchecked": each.unchecked,
            }
            for each in found.entries
        ],
        "on": told(found.on),
        "status": found.status,
        "views": [
            {"view": e.view, "status": e.status, "until": told(e.until), "claimed_by": list(e.claimed_by)}
            for e in found.views
        ],
        "phase": found.phase,
        "binding": list(found.binding),
        "resting": [{"clause": clause, "because": why} for clause, why in found.resting],
        "promises": [promise(each) for each in found.promises],
        "due_next": [promise(each) for each in found.due_next],
    }


_KINDS = {
    "announced": "announced",
    "starts": "starts",
    "rival_start": "starts, by another view",
    "ends": "ends",
    "rival_end": "ends, by another view",
    "phase": "phase begins",
    "phase_ends": "phase ends",
    "clause_from": "clause binds from here",
    "clause_until": "clause binds until here",
    "due": "due",
    "due_waits": "due, once it happens",
}


def _show(found: Timeline, terms: Terms, world: World) -> None:
    zone = zone_info(terms.agreement.zone)
    say(f"{' '.join(terms.agreement.title.split())}  ({terms.id}; {terms.agreement.zone})", "head")
    if found.on is not None:
        _on_the_day(found, terms, world)
        say("")
    for entry in found.entries:
        at = "not known     " if entry.at is None else f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}"
        say(f"{at}  {_told(entry, world)}", None, 2)
        if entry.says and entry.kind not in ("due", "clause_from", "clause_until", "phase_ends"):
            say(" ".join(entry.says.split()), "dim", 20)


def _told(entry: Entry, world: World) -> str:
    named = f" {entry.about}" if entry.kind not in ("announced", "starts") else ""
    by = (
        f", according to {', '.join(world.claimants.name(each) for each in entry.claimed_by)}"
        if entry.claimed_by
        else ""
    )
    mark = " (unchecked)" if entry.unchecked else ""
    return f"{_KINDS.get(entry.kind, entry.kind)}{named}{by}{mark}"


def _on_the_day(found: Timeline, terms: Terms, world: World) -> None:
    zone = zone_info(terms.agreement.zone)
    day = found.on.astimezone(zone) if found.on else None
    phase = f", phase {found.phase}" if found.phase else ""
    say(f"On {day:%Y-%m-%d %H:%M}: {_said(found.status)}{phase}", "head", 2)
    for view in found.views:
        if view.status != found.status:
            who = ", ".join(world.claimants.name(each) for each in view.claimed_by) or "nobody named"
            say(f"by the view {view.view} ({who}): {_said(view.status)}", None, 4)
    if found.binding:
        say(f"clauses that bind: {', '.join(found.binding)}", None, 4)
    if found.resting and found.status == "in_force":
        resting = ", ".join(f"{clause} ({why.replace('_', ' ')})" for clause, why in found.resting)
        say(f"clauses that rest: {resting}", None, 4)
    for each in [one for one in found.due_next if one.reading == PLAIN][:5]:
        due = each.due.astimezone(zone) if each.due else None
        says = " ".join(terms.agreement.promise(each.promise).says.split())
        say(f"due next: {each.promise}, {due:%Y-%m-%d %H:%M}: {says}", None, 4)
    for each in found.promises:
        if each.reading == PLAIN and each.state not in ("running", "waiting", "kept"):
            when = f", due {each.due.astimezone(zone):%Y-%m-%d %H:%M}" if each.due else ""
            why = each.because.replace("_", " ")
            say(f"{each.promise}{when}: {_said(each.state)}, {why}", None, 4)
        if each.state == "waiting":
            how = "together with" if each.because == "concurrent" else "waits for"
            say(f"{each.promise} ({each.reading}) {how} {each.waits_for}", None, 4)


def _said(status: str | None) -> str:
    return (status or "").replace("_", " ")
