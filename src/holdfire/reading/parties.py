"""Who acted and who was acted on, for a word that tells an event of a ceasefire sub-type."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..records import Alternative, Direction, Mention, Span
from .scene import Scene

if TYPE_CHECKING:
    from spacy.tokens import Token

_MUTUAL = frozenset({"armed_clash", "talks", "agreement_reached", "no_agreement"})
_AGAINST = frozenset({"against", "on", "at", "upon", "from", "towards", "toward"})


@dataclass(frozen=True)
class Parties:
    """The sides of an event. `actors` and `targets` are ids in the register, the likeliest reading of each mention."""

    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    direction: Direction = Direction.KNOWN
    spans: dict[str, Span] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    rivals: tuple[tuple[str, str, float], ...] = ()

    def alternatives(self, of: str) -> list[Alternative]:
        """Rival readings of a side that one mention names, as the side table has them."""
        return [
            Alternative(of=of, field=side, value=_value(side, actor), weight=round(weight, 4))
            for side, actor, weight in self.rivals
        ]


def _value(side: str, actor: str) -> str:
    value: object = [actor] if side == "actors" else {"targets": [actor], "target_basis": "observed"}
    return json.dumps(value)


def parties(scene: Scene, token: Token, kind: str) -> Parties:
    """The sides of the event that a word tells.

    Subjects, *by*-phrases, owners and modifiers act; objects and what stands after *against* or *on* are acted on.
    A side that the clause does not name stays empty: the nearest name is not taken for it.
    """
    verb = _verb(token)
    ones = _named(scene, _acting(token, verb))
    others = [each for each in _named(scene, _acted_on(token, verb)) if each not in ones]
    if kind in _MUTUAL:
        both = [*ones, *others]
        sides = _named(scene, _between(token)) or both
        return _sides(sides[:1], sides[1:], Direction.MUTUAL if kind == "armed_clash" else Direction.KNOWN)
    return _sides(ones, others, Direction.KNOWN)


def _verb(token: Token) -> Token:
    """The verb whose subject and object are those of a word: itself, or the light verb over a noun."""
    if token.pos_ in ("VERB", "AUX"):
        return token
    each = token
    while each.head != each and each.dep_ in ("compound", "amod", "nmod", "conj", "pobj", "prep", "dobj", "nsubj",
                                                  "nsubjpass", "attr"):  # fmt: skip
        each = each.head
        if each.pos_ in ("VERB", "AUX"):
            return each
    return token


def _acting(token: Token, verb: Token) -> Iterable[Token]:
    for each in dict.fromkeys((token, verb)):
        yield from (child for child in each.children if _acts(child, each, token, verb))
    yield from _controlling(verb)


def _acts(child: Token, of: Token, token: Token, verb: Token) -> bool:
    """Whether a word names who acted: an owner or modifier of the word, its subject, or what stands after *by*."""
    if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
        return True
    if child.dep_ in ("poss", "compound", "amod", "nmod"):
        return of == token
    if child.dep_ == "nsubj":
        return of == verb and child != token and not child.is_ancestor(token)
    return child.dep_ == "prep" and child.lower_ == "of" and of == token and token.dep_ == "nsubj"


def _controlling(verb: Token) -> Iterable[Token]:
    """The subject that a verb takes from the one it hangs on: *were able to capture*, *moved in and took*."""
    own = any(child.dep_ in ("nsubj", "nsubjpass", "agent") for child in verb.children)
    each = verb
    while not own and each.dep_ in ("xcomp", "conj", "pcomp", "advcl", "acomp") and each.head != each:
        if each.dep_ == "relcl":
            return
        each = each.head
        subjects = [child for child in each.children if child.dep_ == "nsubj"]
        if subjects:
            yield from subjects
            return
    if not own and verb.dep_ in ("acl", "relcl") and verb.tag_ == "VBG":
        yield verb.head


def _acted_on(token: Token, verb: Token) -> Iterable[Token]:
    for each in dict.fromkeys((token, verb)):
        yield from (child for child in each.children if _suffers(child, each, token))


def _suffers(child: Token, of: Token, token: Token) -> bool:
    """Whether a word names who was acted on: an object, or what stands after *against*, *on*, *with*."""
    if child.dep_ in ("dobj", "nsubjpass", "dative"):
        return child != token and not child.is_ancestor(token)
    if child.dep_ != "prep":
        return False
    if child.lower_ == "of":
        return of == token and token.pos_ == "NOUN" and token.dep_ != "nsubj"
    return child.lower_ in _AGAINST or child.lower_ in ("with", "and")


def _between(token: Token) -> Iterable[Token]:
    return [child for child in token.children if child.dep_ == "prep" and child.lower_ in ("between", "among")]


def _named(scene: Scene, tokens: Iterable[Token]) -> list[Mention]:
    found = [mention for token in tokens for mention in scene.under("actor", token)]
    return [each for each in dict.fromkeys(found) if each.choices]


def _sides(ones: list[Mention], others: list[Mention], direction: Direction) -> Parties:
    spans: dict[str, Span] = {}
    confidence: dict[str, float] = {}
    rivals: list[tuple[str, str, float]] = []
    for side, named in (("actors", ones), ("targets", others)):
        if named:
            spans[side] = named[0].span
            confidence[side] = round(min(each.confidence for each in named) * 0.9, 3)
        if len(named) == 1:
            rivals += [(side, each.value, each.weight) for each in named[0].choices[1:]]
    return Parties(_ids(ones), _ids(others), direction, spans, confidence, tuple(rivals))


def _ids(named: list[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.choices[0].value for each in named))
