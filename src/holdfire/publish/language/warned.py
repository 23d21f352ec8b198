"""The warnings of a run in a language, from their parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...assessment.assuming import read_assumption
from ...assessment.caveats import ALL_ORIGINS
from ...world import World
from .text import Text

if TYPE_CHECKING:
    from .spoken import Language


def said(words: Language, kind: str, about: str, parameters: Mapping[str, Any], world: World) -> Text:
    """The warning as one sentence. Raises `KeyError` for a kind that has no sentence."""
    name, values = kind, dict(parameters)
    match kind:
        case "origin_enters_or_leaves":
            turns = [turn for turn in ("enters", "leaves") if values[turn]]
            name = "origin_" + "_and_".join(turns)
            values = {key: value for key, value in values.items() if value is not None}
            values["origin"] = words.claimant(values["origin"], world)
        case "origins_in_part_only":
            values["among"] = _listed(words, [words.claimant(each, world) for each in values["among"]])
        case "known_actor_share":
            values = {phase: Text(words.percent(share)) for phase, share in values.items()}
        case "outlier_day":
            everybody = values["origin"] == ALL_ORIGINS
            values["origin"] = Text(words["all_origins"]) if everybody else words.claimant(values["origin"], world)
        case "fatal_events_only":
            values["name"] = words.foreign(values["name"])
        case "assumption":
            values["assumption"] = _assumption(words, about, world)
    return words.fill(words["warnings"][name], values)


def _listed(words: Language, several: list[Text]) -> Text:
    whole = several[0]
    for each in several[1:]:
        whole = words.fill(words["join"]["comma"], {"first": whole, "second": each})
    return whole


def _assumption(words: Language, text: str, world: World) -> Text:
    """In English as people write it, so that it can be given to `--assume`; else in words."""
    if words.code == "en":
        return words.foreign(text)
    read = read_assumption(text)
    fact = str(read.fact)
    return words.fill(
        words["facts"]["answered"],
        {"question": words.fact(fact, world), "answer": words.answer(read.answer, world, fact)},
    )
