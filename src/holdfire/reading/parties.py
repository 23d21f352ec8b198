"""Who acted and who was acted on, for a word that tells an event of a ceasefire sub-type."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from ..records import Alternative, Direction, Mention, Span
from ..world import UNLISTED
from ..world.countries import load_countries
from .scene import Scene
from .subtypes import knowledge

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
    ones = _named(scene, _acting(token))
    others = [each for each in _named(scene, _acted_on(token)) if each not in ones]
    if kind in _MUTUAL:
        both = [*ones, *others]
        sides = _named(scene, _between(token)) or both
        return _sides(sides[:1], sides[1:], Direction.MUTUAL if kind == "armed_clash" else Direction.KNOWN)
    return _sides(ones, others, Direction.KNOWN)


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    content = knowledge("words", "parties.yaml")
    return frozenset(content["light"]), frozenset(content["suffer"])


def _acting(token: Token) -> Iterable[Token]:
    """Words that name who acted: owner, modifier, *by*-phrase, and the subject of the verb that tells it."""
    verb = _acting_verb(token)
    yield from (each for each in token.children if _names_actor(each, token))
    if verb is not None:
        yield from (each for each in verb.children if each.dep_ == "agent" and verb != token)
        yield from (each for each in verb.children if each.dep_ == "nsubj" and not _within(token, each))
        yield from _controlling(verb)
    elif token.dep_ == "nsubjpass":
        yield from (each for each in token.head.children if each.dep_ == "agent" and _is_light(token.head))


def _names_actor(child: Token, token: Token) -> bool:
    if child.dep_ == "agent" or child.dep_ in ("poss", "compound", "amod", "nmod"):
        return True
    return child.dep_ == "prep" and (child.lower_ == "by" or (child.lower_ == "of" and token.dep_ == "nsubj"))


def _acting_verb(token: Token) -> Token | None:
    """The verb whose subject acted: the word itself, a light verb over it, or one done *with* it."""
    if token.pos_ in ("VERB", "AUX"):
        return token
    each = _noun_head(token)
    if each.dep_ in ("dobj", "attr") and _is_light(each.head):
        return each.head
    if each.dep_ == "pobj" and each.head.lower_ == "with" and each.head.head.pos_ == "VERB":
        return each.head.head
    return None


def _noun_head(token: Token) -> Token:
    """The noun that a word is part of: *strike* of *air strikes*, the first of nouns joined by *and*."""
    each = token
    while (
        each.dep_ in ("compound", "amod", "nmod", "conj") and each.head != each and each.head.pos_ in ("NOUN", "PROPN")
    ):
        each = each.head
    return each


def _is_light(verb: Token) -> bool:
    return verb.lemma_.casefold() in _lists()[0]


def _within(token: Token, phrase: Token) -> bool:
    return token == phrase or phrase.is_ancestor(token)


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


def _acted_on(token: Token) -> Iterable[Token]:
    """Words that name who was acted on: an object, or what stands after *against*, *on*, *with*, *of*."""
    noun = token.pos_ in ("NOUN", "PROPN")
    for each in token.children:
        if each.dep_ in ("dobj", "nsubjpass", "dative") or (each.dep_ == "prep" and each.lower_ in _AGAINST):
            yield each
        elif each.dep_ == "prep" and each.lower_ == "of":
            if noun and token.dep_ != "nsubj":
                yield each
        elif each.dep_ == "prep" and each.lower_ in ("with", "and"):
            yield each
    if noun:
        yield from _of_noun(_noun_head(token), token)


def _of_noun(noun: Token, token: Token) -> Iterable[Token]:
    """Who was acted on, where a noun tells the act: by the verb that it is the subject or the means of."""
    verb = noun.head
    if noun.dep_ == "nsubj":
        yield from (each for each in verb.children if each.dep_ in ("dobj", "dative"))
    elif noun.dep_ == "dobj" and _is_light(verb):
        yield from (each for each in verb.children if each.dep_ == "prep" and each.lower_ in _AGAINST)
    elif noun.dep_ == "dobj" and verb.lemma_.casefold() in _lists()[1]:
        yield from (each for each in verb.children if each.dep_ == "nsubj")
    elif noun.dep_ == "pobj" and noun.head.lower_ in ("in", "by", "with", "during") and noun.head.head.pos_ == "VERB":
        yield from (each for each in noun.head.head.children if each.dep_ in ("nsubjpass", "dobj"))


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
            rivals += [(side, registered(each.value), each.weight) for each in named[0].choices[1:]]
    return Parties(_ids(ones), _ids(others), direction, spans, confidence, tuple(rivals))


def _ids(named: list[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(registered(each.choices[0].value) for each in named))


def registered(choice: str) -> str:
    """The id of an observation's actor: a state or body that the register does not hold is an unlisted name.

    >>> registered("country:HUN"), registered("russia")
    ('unlisted:Hungary', 'russia')
    """
    kind, _, ident = choice.partition(":")
    known = load_countries()
    if kind == "country":
        return f"{UNLISTED}{known[ident].name if ident in known.countries else ident}"
    if kind == "body":
        return f"{UNLISTED}{next((each.name for each in known.bodies if each.id == ident), ident)}"
    return choice
