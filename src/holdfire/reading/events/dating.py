"""Which of the days that a sentence names is that of an event: by the verb that the day hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...records import Mention
from ..grammar.scene import Scene, best
from ..speech.speech import said

if TYPE_CHECKING:
    from spacy.tokens import Token

SAYING = 0.5
"""How much is left of the confidence in a day that is that of the saying ("bombed the town, they said on Friday")."""

_FAR = 8
_NOUNS = frozenset({"compound", "amod", "nmod", "poss", "nummod", "npadvmod"})


def date_of(scene: Scene, token: Token) -> tuple[Mention | None, float, tuple[str, ...]]:
    """The date of the event that a word tells, the share of its confidence that stands, and flags.

    A date belongs to the verb that it hangs on. Where the event's own verb has none, one above it may give it; that of
    a verb of saying is flagged `date_of_saying`. A date that modifies a noun ("the February accord") dates that noun
    alone.
    """
    sentence = token.sent
    named = [each for each in scene.of("date", sentence.start_char, sentence.end_char) if each.choices]
    owned = [
        (each, owner) for each in named if by_publication(scene, each) and (owner := owner_of(scene, each)) is not None
    ]
    for each, owner in owned:
        if owner == token:
            return each, 1.0, ()
    above = _verbs_above(token)
    for n, verb in enumerate(above):
        mine = [each for each, owner in owned if owner == verb]
        if mine:
            nearest = min(mine, key=lambda each: abs(each.span.start - token.idx))
            saying = n > 0 and said(verb)
            return nearest, SAYING if saying else 1.0 if n == 0 else 0.8, ("date_of_saying",) if saying else ()
    return None, 0.0, ()


def owner_of(scene: Scene, mention: Mention) -> Token | None:
    """The verb, or the noun, that a date belongs to."""
    token = scene.first(mention)
    for _ in range(_FAR):
        if token is None or token.pos_ in ("VERB", "AUX"):
            return token
        if token.dep_ in _NOUNS and token.head.pos_ in ("NOUN", "PROPN") and not _of_date(scene, mention, token.head):
            return token.head
        if token.dep_ == "prep" and token.head.pos_ in ("NOUN", "PROPN") and token.head.dep_ != "pobj":
            return token.head
        token = None if token.head == token else token.head
    return None


def of_event(scene: Scene, mention: Mention) -> tuple[bool, bool]:
    """Whether a date belongs to a verb, rather than to a noun; and whether that verb is one of saying."""
    owner = owner_of(scene, mention)
    verb = owner is not None and owner.pos_ in ("VERB", "AUX")
    return verb, verb and owner is not None and said(owner)


def by_publication(scene: Scene, mention: Mention) -> bool:
    """Whether a date is not after the day of publication."""
    value = best(mention)
    return value is not None and (scene.published is None or value.partition("/")[0] <= scene.published.isoformat())


def _of_date(scene: Scene, mention: Mention, token: Token) -> bool:
    return mention.span.start <= token.idx < mention.span.end


def _describes(token: Token) -> bool:
    """Whether a participle only describes; *shells fired from the hill hit the town* tells one event with its verb."""
    return token.dep_ == "acl" and not (token.tag_ in ("VBN", "VBG") and token.head.dep_ in ("nsubj", "nsubjpass"))


def _verbs_above(token: Token) -> list[Token]:
    """The verb of a word and those that govern it, up to a clause that only describes something."""
    found: list[Token] = []
    each = token
    for _ in range(_FAR):
        if each.pos_ in ("VERB", "AUX"):
            found.append(each)
        if each.head == each or (found and each.dep_ in ("relcl", "appos")) or (found and _describes(each)):
            return found
        each = each.head
    return found
