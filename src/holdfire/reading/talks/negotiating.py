"""How a negotiation stands: meetings, progress, what is open, who is to work on it, offers, doubts, no agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...records import Standing, Talk
from ..events.modality import standing
from ..events.parties import parties
from ..events.triggers import Trigger, triggers
from ..grammar.scene import Scene, best

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence

_LEXICON = "talks.yaml"
_NOT_HELD = {"agreement_reached": "no_agreement", "issue_settled": "issue_open", "progress": "doubt"}
"""What the denial of a kind says: an agreement that failed to come about is none."""

_ANYWAY = frozenset({"issue_open", "technical_team", "offer", "no_agreement", "doubt"})
"""Kinds that speak of what is still to come, so that a plan or a possibility is just what they say."""


def talks(scene: Scene) -> list[Talk]:
    """What the text says of a negotiation, in order; each kind once a sentence.

    The span is the sentence. Parties are actors that the sentence names, place and date those that stand in it.
    """
    return [talk for sentence in scene.doc.sents for talk in _of_sentence(scene, sentence)]


def _of_sentence(scene: Scene, sentence: Sentence) -> list[Talk]:
    found: dict[str, Trigger] = {}
    for each in triggers(sentence, scene.places, _LEXICON):
        kind = _kind(scene, each)
        if kind is not None and (kind not in found or found[kind].sure < each.sure):
            found[kind] = each
    if "no_agreement" in found:
        found.pop("agreement_reached", None)
    return [_talk(scene, sentence, kind, each) for kind, each in found.items()]


def _kind(scene: Scene, trigger: Trigger) -> str | None:
    how = standing(scene.doc, scene.doc[trigger.token])
    if how in (Standing.NEGATED, Standing.DENIED):
        return _NOT_HELD.get(trigger.type, trigger.type if trigger.type == "no_agreement" else None)
    if how is Standing.REPORTED or trigger.type in _ANYWAY:
        return trigger.type
    return None


def _talk(scene: Scene, sentence: Sentence, kind: str, trigger: Trigger) -> Talk:
    start, end = sentence.start_char, sentence.end_char
    token = scene.doc[trigger.token]
    sides = parties(scene, token, "talks")
    actors: list[str | None] = [*sides.actors, *sides.targets]
    actors = actors or [best(each) for each in scene.of("actor", start, end)]
    places = [best(each) for each in scene.of("place", start, end)]
    dates = [best(each) for each in scene.of("date", start, end)]
    return Talk(
        kind=kind,
        about=_about(scene, trigger),
        parties=tuple(dict.fromkeys(actor for actor in actors if actor)),
        place=next((place for place in places if place), None),
        date=next((day for day in dates if day), None),
        span=scene.sentence(sentence),
        confidence={"kind": trigger.sure},
    )


def _about(scene: Scene, trigger: Trigger) -> str | None:
    """The words of the phrase in which the talk is told, as the text has them."""
    words = [word for word in scene.doc[trigger.token].subtree if not word.is_space]
    return scene.text[words[0].idx : words[-1].idx + len(words[-1].text)] if words else None
