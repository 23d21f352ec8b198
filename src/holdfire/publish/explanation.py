"""An explanation for people and for scripts: the chain of tests in plain sentences, or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..assessment.explain import Cited, Explanation, Hypothesis
from ..assessment.fold import VERDICTS
from ..terms import Terms
from ..world import World
from .sentences import Language, language, names, spoken_when

_BANDS = ((0.6, "likely"), (0.4, "about even"), (0.0, "unlikely"))


def band(weight: float | None) -> str:
    """A mass as people are shown it.

    >>> band(0.7), band(0.5), band(0.2), band(None)
    ('likely', 'about even', 'unlikely', 'no weight')
    """
    if weight is None:
        return "no weight"
    return next(word for least, word in _BANDS if weight >= least)


def as_json(found: Explanation, terms: Terms, world: World) -> dict[str, Any]:
    """The explanation as one JSON document."""
    words = language()
    clause = found.clause
    return {
        "id": found.finding_id,
        "agreement": terms.id,
        "verdict": found.folded.verdict.value,
        "said": words["verdicts"][found.folded.verdict.value],
        "kind": found.folded.kinds[0] if found.folded.kinds else None,
        "kinds": list(found.folded.kinds),
        "reason": found.folded.reason,
        "masses": dict(zip([verdict.value for verdict in VERDICTS], found.folded.masses, strict=True)),
        "phase": found.phase,
        "event": {
            "verdict": found.event_folded.verdict.value,
            "reason": found.event_folded.reason,
            "sensitive": found.sensitive,
            "when": spoken_when(found.event),
            "zone": found.event["zone"],
            **{
                name: found.event[name]
                for name in (
                    "place",
                    "act",
                    "actors",
                    "targets",
                    "claimed_by",
                    "carried_by",
                    "compiled_by",
                    "words",
                )
            },
            **{name: found.event[name] for name in ("killed_low", "killed_best", "killed_high", "civilians_killed")},
        },
        "clause": None
        if clause is None
        else {
            "id": clause.id,
            "interpretation": found.reading,
            "says": " ".join(clause.says.split()),
            "phrases": list(clause.phrases),
            "source": _source(terms, clause.source.ref, clause.source.at),
            "unchecked": clause.unchecked,
        },
        "hypotheses": [_hypothesis_json(each, found, words, world) for each in found.hypotheses],
        "assumed": [words["assumptions"].get(each, each) for each in found.folded.assumed],
        "would_settle": [{"fact": each.fact, "answers": each.answers} for each in found.would_settle],
        "decided": list(found.decided),
        "determination": found.determination,
        "other_findings": [
            dict(zip(("clause", "interpretation", "verdict"), each, strict=True)) for each in found.others
        ],
        "note": words["standing_line"].strip(),
    }


def _source(terms: Terms, ref: str, at: str | None) -> dict[str, Any]:
    found = terms.agreement.references.get(ref)
    title = " ".join(found.title.split()) if found else ref
    return {
        "title": title,
        "publisher": found.publisher if found else None,
        "at": at,
        "read": found.read if found else None,
    }


def _hypothesis_json(each: Hypothesis, found: Explanation, words: Language, world: World) -> dict[str, Any]:
    facts = _facts(each, found, world)
    return {
        "weight": each.weight,
        "band": band(each.weight),
        "verdict": each.outcome.verdict.value,
        "facts": {name: each.facts[name] for name in ("act", "weapon", "actors", "targets", "target_basis", "site")},
        "steps": [
            {
                "test": step.test,
                "answer": step.answer,
                "reason": step.reason,
                "says": words.step(step, facts),
                "source": [_cited_json(source) for source in step.sources],
            }
            for step in each.steps
        ],
    }


def _cited_json(source: Cited) -> dict[str, Any]:
    return {
        "title": source.title,
        "publisher": source.publisher,
        "at": source.at,
        "read": source.read,
        "says": " ".join(source.says.split()) if source.says else None,
        "unchecked": source.unchecked,
    }


def _facts(each: Hypothesis, found: Explanation, world: World) -> dict[str, str]:
    weapon = each.facts["weapon"]
    return {
        "act": world.acts.name(each.facts["act"]),
        "weapon": world.weapons.name(weapon) if weapon else "weapon not stated",
        "actors": names(each.facts["actors"], world),
        "targets": names(each.facts["targets"], world),
        "place": found.event["place"] or "place not stated",
        "when": spoken_when(found.event),
    }


MARKS = {"violation": "▲", "undetermined": "◆", "permitted": "●", "out_of_scope": "■"}
"""Shapes of the verdicts, told apart without colour."""


def as_lines(found: Explanation, terms: Terms, world: World) -> Iterator[tuple[str, str]]:
    """The explanation as lines, each with the style it is shown in: `head`, `verdict`, `unknown`, `dim` or plain."""
    words = language()
    verdict = found.folded.verdict.value
    yield "head", _title(found, world)
    yield f"verdict-{verdict}", f"{MARKS[verdict]} {words['verdicts'][verdict]}   {_clause_name(found)}"
    if found.determination:
        yield "head", f"  Determination on record: {found.determination}"
    if found.folded.kinds:
        first, *others = found.folded.kinds
        yield (
            "",
            f"  kind: {first}, {words['kinds'][first]}" + (f"; also {', '.join(others)}" if others else ""),
        )
    if found.clause is None:
        yield "", f"  {words.reason(found.folded.reason)}"
    else:
        yield from _clause_lines(found, terms)
    for n, each in enumerate(found.hypotheses, 1):
        yield from _hypothesis_lines(n, each, found, words, world)
    yield from _closing_lines(found, words, world)


def _title(found: Explanation, world: World) -> str:
    event = found.event
    killed = event["killed_best"] if event["killed_best"] is not None else event["killed_low"]
    dead = "number of dead not reported" if killed is None else f"{killed} killed"
    place = event["place"] or "place not stated"
    return f"{world.acts.name(event['act']).capitalize()}, {place}   {spoken_when(event)}   {dead}"


def _clause_name(found: Explanation) -> str:
    return f"{found.clause.id}, {found.reading} reading" if found.clause else "no clause"


def _clause_lines(found: Explanation, terms: Terms) -> Iterator[tuple[str, str]]:
    clause = found.clause
    if clause is None:
        return
    yield "", ""
    yield "", f"{clause.id}  {' '.join(clause.says.split())}"
    if clause.phrases:
        yield "dim", "  contested words: " + ", ".join(f"“{phrase}”" for phrase in clause.phrases)
    source = _source(terms, clause.source.ref, clause.source.at)
    yield "dim", f"  our words, after {source['title']}" + (f" ({source['at']})" if source["at"] else "")
    if clause.unchecked:
        yield (
            "dim",
            f"  unchecked: {clause.unchecked if isinstance(clause.unchecked, str) else 'not read in a source'}",
        )
    if found.reading != "plain":
        reading = next(each for each in clause.interpretations if each.id == found.reading)
        yield (
            "",
            f"  reading {reading.id}: {' '.join(reading.says.split())} ({reading.whose or 'nobody named'})",
        )


def _hypothesis_lines(
    n: int, each: Hypothesis, found: Explanation, words: Language, world: World
) -> Iterator[tuple[str, str]]:
    yield "", ""
    facts = _facts(each, found, world)
    several = len(found.hypotheses) > 1
    if several:
        verdict = each.outcome.verdict.value
        acted = f"{facts['actors']} acted on {facts['targets']}"
        yield "head", f"if {acted}: {MARKS[verdict]} {words['short_verdicts'][verdict]}, {band(each.weight)}"
    for k, step in enumerate(each.steps, 1):
        mark = "?" if step.answer == "unknown" else " "
        test, answer = words["tests"][step.test], words["answers"][step.answer]
        yield (
            "unknown" if step.answer == "unknown" else "",
            f" {mark}{k} {test:<13}{answer:<9}{words.step(step, facts)}",
        )
        for source in step.sources[:2]:
            yield "dim", f"   {'':<22}source: {_short(source)}"


def _short(source: Cited) -> str:
    parts = [source.title if len(source.title) <= 70 else source.title[:67] + "…"]
    parts += [source.publisher] if source.publisher else []
    parts += [source.at] if source.at else []
    note = "; unchecked" if source.unchecked else "" if source.read in ("full", None) else f"; read: {source.read}"
    return ", ".join(parts) + note


def _closing_lines(found: Explanation, words: Language, world: World) -> Iterator[tuple[str, str]]:
    event = found.event
    yield "", ""
    said = ", ".join(world.claimants.name(each) for each in event["claimed_by"]) or "no origin given"
    carried = ", ".join(world.claimants.name(each) for each in event["carried_by"])
    yield "", f"Said by     {said}" + (f"; carried by {carried}" if carried else "")
    if event["words"]:
        yield "dim", f"Words       {event['words']}"
    if found.folded.assumed:
        yield (
            "",
            "Assumed     " + "; ".join(words["assumptions"].get(each, each) for each in found.folded.assumed),
        )
    for each in found.decided:
        yield "head", f"Decided     {each}"
    if found.sensitive:
        yield "", "Sensitive   another reading of a contested clause would change the verdict on this event"
    if found.would_settle:
        yield "", "Would settle it"
        for one in found.would_settle:
            said = "; ".join(
                f"{answer} → {words['short_verdicts'][verdict]}" for answer, verdict in one.answers.items()
            )
            yield "", f"  · {one.fact}: {said}"
    yield "dim", words["standing_line"].strip()
