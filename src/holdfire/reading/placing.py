"""Which of the places that a sentence names is where an event was: the one that hangs nearest to its word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records import Mention
from ..world import World
from .scene import Scene

if TYPE_CHECKING:
    from spacy.tokens import Token

_BESIDE = frozenset({"near", "outside", "towards", "toward"})
"""Prepositions after which a place tells where another place lies, rather than where something happened."""


def place_of(scene: Scene, token: Token, world: World) -> Mention | None:
    """The place of the event that a word tells, or nothing where its sentence names none.

    From the word upwards, the first phrase that names a place gives it; in it a point goes before an area, and a place
    that only tells where another lies comes last.
    """
    each = token
    while True:
        named = [mention for mention in _under(scene, each) if mention.choices]
        if named:
            return min(
                named, key=lambda mention: (_only_beside(scene, mention), _wide(mention, world), _far(token, mention))
            )
        if each.head == each:
            return None
        each = each.head


def _under(scene: Scene, token: Token) -> list[Mention]:
    first, last = token.left_edge, token.right_edge
    return scene.of("place", first.idx, last.idx + len(last.text))


def _only_beside(scene: Scene, mention: Mention) -> bool:
    token = scene.first(mention)
    while token is not None and token.dep_ in ("compound", "amod", "appos", "nmod") and token.head != token:
        token = token.head
    return token is not None and token.dep_ == "pobj" and token.head.lower_ in _BESIDE


def _wide(mention: Mention, world: World) -> bool:
    return mention.choices[0].value not in world.places


def _far(token: Token, mention: Mention) -> int:
    return abs(mention.span.start - token.idx)
