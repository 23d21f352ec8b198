"""Days that words alone leave open, settled by the tense of the verb that they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...records import Choice, Mention
from ..grammar.scene import Scene

if TYPE_CHECKING:
    from spacy.tokens import Token

_PAST = frozenset({"VBD", "VBN"})
_AHEAD = frozenset({"will", "shall", "would", "to", "ll", "’ll", "'ll"})
_SURE = 0.85


def tensed(scene: Scene) -> tuple[Mention, ...]:
    """The mentions of a scene; a date with choices on both sides of publication has that of its verb's tense first.

    "They agreed on Thursday to leave" is the Thursday before, whatever the leaving: the day belongs to *agreed*.
    """
    if scene.published is None:
        return tuple(scene.mentions)
    day = scene.published.isoformat()
    return tuple(_settled(scene, each, day) if each.kind == "date" else each for each in scene.mentions)


def _settled(scene: Scene, mention: Mention, day: str) -> Mention:
    before = [each for each in mention.choices if each.value.partition("/")[0] <= day]
    after = [each for each in mention.choices if each.value.partition("/")[0] > day]
    if not before or not after:
        return mention
    verb = _verb(scene, mention)
    ahead = None if verb is None else _looks_ahead(verb)
    if ahead is None:
        return mention
    first, rest = (after, before) if ahead else (before, after)
    chosen = first[0].model_copy(update={"weight": _SURE})
    left = round(1 - _SURE, 4)
    others = [Choice(value=each.value, weight=round(left / len(rest), 4)) for each in rest]
    return mention.model_copy(update={"choices": (chosen, *others), "confidence": max(mention.confidence, 0.8)})


def _verb(scene: Scene, mention: Mention) -> Token | None:
    """The verb that a date hangs on; of a date that follows a verb of saying or agreeing closely, that verb."""
    token = scene.first(mention)
    for _ in range(6):
        if token is None or token.pos_ in ("VERB", "AUX"):
            return token
        token = None if token.head == token else token.head
    return None


def _looks_ahead(verb: Token) -> bool | None:
    """Whether a verb speaks of what is to come; nothing where its form does not say."""
    helpers = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass", "mark")}
    if helpers & _AHEAD:
        return True
    return False if verb.tag_ in _PAST or helpers & {"had", "has", "have", "was", "were"} else None
