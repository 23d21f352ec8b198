"""Incidents and the pairs that make them, in words: what the reports say together, where they differ, how each
proposition stands and on whose voices, and why they are held to be of one event.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ..incidents.corroboration.propositions import dead
from ..records import is_denied
from ..world import World
from .sentences import spoken_when

PROPOSITIONS = {
    "occurred": "it occurred",
    "act": "the act",
    "by_whom": "by whom",
    "against_whom": "against whom",
    "harm": "the harm",
}

_ATTRIBUTING = ("occurred", "act", "by_whom")
"""Of what else is disputed an incident does not list who disputes it; its accounts do."""

_TIES = {
    "same": "held to be one event",
    "decided": "one event by a person's decision",
    "proposed": "perhaps one event: for a person to say",
    "runner_up": "the next best, not chosen",
    "apart": "not the same, by a person's decision",
    "denies": "denied: the first by the second",
    "covers": "a total or a wider area in which the other lies; never merged",
}

_WHY = {
    "one_dataset": "both stand in one source, of which two are never joined unasked",
    "uncertain": "the score is not high enough",
    "better_match": "another report of that dataset fits better, or the incident would spread too far",
}

_BECAUSE = {
    "one_owner": "of one owner",
    "one_camp": "of one camp",
    "copying": "the same words",
    "citing": "one cites the other",
    "one_report": "named together in one report",
    "flood": "many reports of one text",
}

_CREDIBILITY = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}
"""The grades of the Admiralty code in its own words (world of `corroboration/method.yaml`, reference `admiralty`)."""

Incident = Mapping[str, Any]
"""An incident as `records.Incident` has it, in plain values."""


def one_line(incident: Incident, world: World) -> str:
    """An incident in a line: id, day, place, act, number of reports, how it stands."""
    seen = incident["observation"]
    what = ", ".join(said for name, said in PROPOSITIONS.items() if name in _ATTRIBUTING and name in seen["disputed"])
    disputed = f", {what} disputed by {_claimants(seen['disputed_by'], world)}" if seen["disputed_by"] else ""
    return (
        f"{incident['id']}  {spoken_when(seen)}, {seen['place'] or 'place not stated'}: {world.acts.name(seen['act'])}"
        f"{_by_whom(incident, world)}; {len(incident['reports'])} reports, {seen['status']}{disputed}"
    )


def _by(seen: Mapping[str, Any], world: World) -> str:
    """Who acted, as one report has it: two sides without a direction stay two sides."""
    actors, targets = (_actors(seen[side], world) for side in ("actors", "targets"))
    if not actors:
        return ", by whom not stated"
    if seen["direction"] == "known":
        return f", said to be by {actors}"
    return f" between {actors} and {targets}" if targets else f" with {actors}"


def _by_whom(incident: Incident, world: World) -> str:
    """Who acted by all reports; where they differ none of them is put first. What only a machine's reading leaves open
    is nobody's account."""
    seen = incident["observation"]
    told = [each for each in incident["alternatives"] if each["field"] == "actors" and _is_told(each)]
    accounts = {frozenset(json.loads(each["value"])) for each in told} | {frozenset(seen["actors"])}
    return f", by whom: {len(accounts)} accounts" if len(accounts) > 1 else _by(seen, world)


def _is_told(rival: Mapping[str, Any]) -> bool:
    return bool(rival["backed_by"]) or (rival["group"] or "").startswith("reports:")


def pair_line(pair: Mapping[str, Any]) -> str:
    """A pair in a line: both ids, how probable, and why it is left to a person."""
    return f"{pair['one']} and {pair['other']}: {pair['probability']:.2f} ({_WHY.get(pair['why'], pair['why'])})"


def lines(incident: Incident, world: World) -> Iterator[tuple[str, str]]:
    """An incident told whole, as (style, line) pairs."""
    seen = incident["observation"]
    reports = incident["reports"] or [seen]
    yield "head", f"{incident['id']}: {len(reports)} report{'s' if len(reports) > 1 else ''}"
    act = f"{world.acts.name(seen['act'])}{_by_whom(incident, world)}"
    yield "", f"  {spoken_when(seen)}, {seen['place'] or 'place not stated'}: {act}"
    yield "", f"  {_toll(seen)}"
    for flag in incident["flags"]:
        yield "dim", f"  {_FLAGS.get(flag, flag)}"
    yield "head", "The reports"
    for each in reports:
        yield from _report(each, world)
    yield from _differing(incident, world)
    yield from _standing(incident, world)
    yield from _links(incident)


_FLAGS = {
    "flood": "Many reports of one text are among them; they are one voice.",
    "perhaps_another": "Another report is perhaps of the same event; a person is asked.",
    "covered_by_a_summary": "It lies in what a total, or a report of a wide area, counts.",
    "covers_more_than_listed": "It covers more events than are listed.",
}


def _toll(seen: Mapping[str, Any]) -> str:
    low, best, high = (seen[f"killed_{name}"] for name in ("low", "best", "high"))
    if best is None and low is None:
        return "no number of dead is given"
    if low is not None and high is not None and low != high:
        return f"{low} to {high} reported killed; {best} by most voices, or the lowest of those that as many say"
    return f"{best if best is not None else low} reported killed"


def _report(report: Mapping[str, Any], world: World) -> Iterator[tuple[str, str]]:
    said = _claimants(report["claimed_by"], world) or "no origin named"
    does = "denied" if is_denied(report["flags"]) else "claimed"
    carried = f", carried by {_claimants(report['carried_by'], world)}" if report["carried_by"] else ""
    compiled = f", compiled by {report['compiled_by']}" if report["compiled_by"] else ""
    yield "", f"  {report['id']}: {does} by {said}{carried}{compiled}"
    toll = dead(report["killed_low"], report["killed_best"], report["killed_high"])
    killed = "" if toll is None else f", {_killed(*toll)}"
    yield (
        "",
        (
            f"    {spoken_when(report)}, {report['place'] or 'place not stated'}: {world.acts.name(report['act'])}"
            f"{_by(report, world)}{killed}"
        ),
    )


def _differing(incident: Incident, world: World) -> Iterator[tuple[str, str]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for each in incident["alternatives"]:
        groups.setdefault(each["group"] or f"{each['field']}:{each['value']}", []).append(each)
    if not groups:
        return
    yield "head", "Where they differ"
    if any(group.startswith("reports:deed:") for group in groups):
        yield "", f"  {_first_deed(incident['observation'], world)}"
    for several in groups.values():
        backers = _claimants(several[0]["backed_by"], world)
        weight = f"weight {several[0]['weight']:g}" if several[0]["weight"] is not None else ""
        said = "; ".join(_alternative(each, incident["observation"], world) for each in several)
        about = ", ".join(each for each in (backers, weight) if each)
        yield "", f"  {said}{f' ({about})' if about else ''}"


def _first_deed(seen: Mapping[str, Any], world: World) -> str:
    """The account that goes on as the incident's own, beside the others: none of them is put first."""
    values = {
        "act": seen["act"],
        "weapon": seen["weapon"],
        "actors": seen["actors"],
        "targets": {"targets": seen["targets"]},
        "direction": seen["direction"],
    }
    told = "; ".join(
        _alternative({"field": field, "value": json.dumps(value)}, seen, world) for field, value in values.items()
    )
    backers = _claimants(seen["attributed_by"], world)
    return f"{told}{f' ({backers})' if backers else ''}"


def _alternative(rival: Mapping[str, Any], seen: Mapping[str, Any], world: World) -> str:
    value = json.loads(rival["value"])
    match rival["field"]:
        case "act":
            return f"act: {world.acts.name(value)}"
        case "weapon":
            return f"weapon: {world.weapons.name(value) if value else 'not stated'}"
        case "actors":
            return f"by: {_actors(value, world) or 'not stated'}"
        case "targets":
            return f"on: {_actors(value['targets'], world) or 'not stated'}"
        case "direction":
            return f"direction: {value}"
        case "when":
            times = {name: datetime.fromisoformat(value[name]) for name in ("when_start", "when_end")}
            hour = times["when_end"] - times["when_start"] < timedelta(days=1)
            precision = "minute" if hour else "day"
            return f"when: {spoken_when({**times, 'zone': seen['zone'], 'when_precision': precision})}"
        case "where":
            point = value["lat"] is not None
            return f"where: {value['lat']}, {value['lon']}" if point else f"where: {', '.join(value['areas'])}"
        case field:
            return f"{field}: {value}"


def _standing(incident: Incident, world: World) -> Iterator[tuple[str, str]]:
    if not incident["accounts"]:
        yield "", "One report alone: reported, and nothing more."
        return
    yield "head", "How each proposition stands, if as reported"
    for account in incident["accounts"]:
        said = PROPOSITIONS[account["proposition"]]
        value = _value(account, world)
        stands = account["status"] if account["reports"] or account["verified"] else "denied, and said by none of these"
        yield "", f"  {said}{f': {value}' if value else ''} · {stands}"
        voices = len(account["voices"])
        near = " with numbers that agree" if voices > 1 and account["proposition"] == "harm" else ""
        yield (
            "dim",
            (
                f"    {voices} independent voice{'' if voices == 1 else 's'}{near}{_voices(account['voices'], world)};"
                f" credibility {account['credibility']}, {_CREDIBILITY[account['credibility']]}"
                f" ({account['reason'].replace('_', ' ')})"
            ),
        )
        if account["disputed_by"]:
            yield "dim", f"    disputed by {_claimants(account['disputed_by'], world)}"
        if account["verified"]:
            yield "dim", f"    {account['verified']}"


def _value(account: Mapping[str, Any], world: World) -> str:
    if account["value"] is None:
        return ""
    value = json.loads(account["value"])
    if account["proposition"] == "harm":
        return _killed(*value)
    names = value if isinstance(value, list) else [value]
    if account["proposition"] == "act":
        return ", ".join(world.acts.name(each) for each in names)
    return _actors(names, world)


def _killed(low: int, high: int | None) -> str:
    if low == high:
        return f"{low} killed"
    return f"{low} or more killed" if high is None else f"{low} to {high} killed"


def _voices(voices: Sequence[Mapping[str, Any]], world: World) -> str:
    if not voices:
        return ""
    told = []
    for voice in voices:
        why = ", ".join(_BECAUSE.get(each, each) for each in voice["because"])
        grade = f", reliability {voice['reliability']}" if voice["reliability"] != "F" else ""
        told.append(_claimants(voice["origins"], world) + (f" ({why})" if why else "") + grade)
    return ": " + " | ".join(told)


def _links(incident: Incident) -> Iterator[tuple[str, str]]:
    for tie, said in _TIES.items():
        links = [each for each in incident["links"] if each["tie"] == tie]
        if not links:
            continue
        yield "head", f"{said[0].upper()}{said[1:]}"
        for link in links[:_MOST]:
            chance = "" if link["probability"] is None else f": {link['probability']:.3f}, score {link['score']:+.1f}"
            why = f" ({_WHY[link['why']]})" if link["why"] in _WHY else ""
            yield "", f"  {link['one']} and {link['other']}{chance}{why}"
            for each in link["evidence"]:
                if each["field"] in _OF_ANY_PAIR and not each["weight"]:
                    continue
                field, level = (each[name].replace("_", " ") for name in ("field", "level"))
                yield "dim", f"    {each['weight']:+6.2f}  {field}, {level}: {each['found']}"
        if len(links) > _MOST:
            yield "dim", f"  and {len(links) - _MOST} more (all in --json)"


_MOST = 12
_OF_ANY_PAIR = ("prior", "kind")
"""What compares nothing: shown where it weighs something."""


def _claimants(names: Sequence[str], world: World) -> str:
    return ", ".join(world.claimants.name(each) for each in names)


def _actors(actors: Sequence[str], world: World) -> str:
    return ", ".join(world.actors.name(each) for each in actors)
