"""Which of the places that a sentence names is where an event was: the one that hangs nearest to its word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...records import Mention
from ...world import World
from ..grammar.scene import Scene
from .naming import lemma, listed, people

if TYPE_CHECKING:
    from spacy.tokens import Token

_BESIDE = frozenset({"near", "outside", "towards", "toward", "from", "with", "to"})
"""Prepositions after which a place tells where another place lies, or somebody came from, rather than where something
happened."""

_PARTS = frozenset({"including", "among"})
_FINENESS = {"district": 1, "governorate": 3, "country": 4}
_COUNTRY = 4
_DEEP = 12


def place_of(scene: Scene, token: Token, world: World) -> Mention | None:
    """The place of the event that a word tells, or nothing where its sentence names none.

    From the word upwards, the first phrase that names a place gives it, a whole country only where none finer stands
    further up, and a place that only tells where another lies, or from where somebody fired, only for want of another.
    In it a point goes before an area and a small area before a large one. Where a part of the victims fell, and where
    somebody spoke, is not where it was.
    """
    each = token
    wide: Mention | None = None
    while True:
        named = [
            mention
            for mention in _under(scene, each)
            if mention.choices and not _elsewhere(scene, token, mention) and not _adjective(scene, mention, world)
        ]
        if named:
            nearest = min(
                named, key=lambda mention: (_only_beside(scene, mention), _width(mention, world), _far(token, mention))
            )
            if _width(nearest, world) < _COUNTRY and not _only_beside(scene, nearest):
                return nearest
            wide = nearest if wide is None or _width(nearest, world) < _width(wide, world) else wide
        if each.head == each:
            return wide
        each = each.head


def _under(scene: Scene, token: Token) -> list[Mention]:
    first, last = token.left_edge, token.right_edge
    return scene.of("place", first.idx, last.idx + len(last.text))


def _only_beside(scene: Scene, mention: Mention) -> bool:
    token = scene.first(mention)
    while token is not None and token.dep_ in ("compound", "amod", "appos", "nmod") and token.head != token:
        token = token.head
    return token is not None and token.dep_ == "pobj" and token.head.lower_ in _BESIDE


def _elsewhere(scene: Scene, event: Token, mention: Mention) -> bool:
    """Whether a place is that of a part of the victims only ("including 20 in the suburbs"), or of who says so."""
    each = scene.first(mention)
    for _ in range(_DEEP):
        if each is None or each.head == each or each.is_ancestor(event) or each == event:
            return False
        if each.dep_ == "prep" and each.lower_ == "from" and lemma(each.head) in listed("groups") | people().keys():
            return True
        if each.pos_ == "NUM" and each.dep_ == "pobj" and each.head.lower_ in _PARTS:
            return True
        if each.dep_ in ("nsubj", "dobj", "dative") and each.head.is_ancestor(event):
            if each.dep_ == "nsubj" and lemma(each.head) in listed("speech"):
                return True
            if lemma(each.head) == "tell":
                return True
        each = each.head
    return False


def _adjective(scene: Scene, mention: Mention, world: World) -> bool:
    """Whether a country only says whose something is: "a U.S. drone", "Syria’s army"."""
    token = scene.first(mention)
    describing = token is not None and token.dep_ in ("compound", "amod", "nmod", "poss")
    return (
        describing and _width(mention, world) == _COUNTRY and token is not None and token.head.idx >= mention.span.end
    )


def _width(mention: Mention, world: World) -> int:
    """How wide a place is: a point, a district, another area, a province, a country."""
    value = mention.choices[0].value
    if value in world.places:
        return 0
    return _FINENESS.get(world.areas[value].kind, 2) if value in world.areas else 2


def _far(token: Token, mention: Mention) -> int:
    return abs(mention.span.start - token.idx)
