"""An explanation for scripts: the chain of tests as JSON. For people: `explained.py`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..assessment.explain import Cited, Explanation, Hypothesis
from ..assessment.fold import VERDICTS
from ..terms import Terms
from ..terms.official import Official
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


def as_json(
    found: Explanation, terms: Terms, world: World, official: Official | None = None, code: str = "en"
) -> dict[str, Any]:
    """The explanation as one JSON document, its sentences in a language."""
    words = language(code)
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
            "listed_as": clause.listed_as,
            "source": source_of(terms, clause.source.ref, clause.source.at),
            "official": _official_json(official, clause.id),
            "unchecked": clause.unchecked,
        },
        "hypotheses": [_hypothesis_json(each, found, words, world) for each in found.hypotheses],
        "from_words": [asdict(each) for each in found.from_words],
        "assumed": [words["assumptions"].get(each, each) for each in found.folded.assumed],
        "would_settle": [{"fact": each.fact, "answers": each.answers} for each in found.would_settle],
        "decided": list(found.decided),
        "determination": found.determination,
        "views": [
            {
                "of": each.of,
                "view": each.view,
                "at": None if each.at is None else each.at.isoformat(),
                "claimed_by": list(each.claimed_by),
                "verdict": each.verdict.value,
                "phase": each.phase,
            }
            for each in found.views
        ],
        "other_findings": [
            dict(zip(("clause", "interpretation", "verdict"), each, strict=True)) for each in found.others
        ],
        "note": words["standing_line"].strip(),
    }


def _official_json(official: Official | None, clause: str) -> dict[str, Any] | None:
    """The official words of a clause, and where they stand in the document that was attached."""
    found = official.of(clause) if official else None
    if official is None or found is None:
        return None
    return {
        "document": official.name,
        "sha256": official.sha256,
        "place": found.place,
        "words": found.words,
        "found_by": found.how,
        "public": official.public,
    }


def source_of(terms: Terms, ref: str, at: str | None) -> dict[str, Any]:
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
