"""Where in a sentence an actor is named: at a noun, with its owner, behind "by", or somewhere below a verb."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from .actors import ActorPhrase
from .frames import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_OWNERS = frozenset({"its", "his", "their", "her"})
ACTED = 12.0
"""The score of an object of the verb itself; words.verbs.yaml gives that of what stands behind a preposition."""

_ANY = 3.0
_NEAR = 8
_MOST = 24
"""Nouns of a list that are looked at."""

_DEEP = 6


def named_by(token: Token, actors: Mapping[int, ActorPhrase]) -> tuple[ActorPhrase, ...]:
    """The actors that a noun and those joined to it stand for, "hundreds of them" too."""
    found: list[ActorPhrase] = []
    todo = [token]
    met: set[int] = set()
    while todo and len(met) < _MOST:
        current = todo.pop(0)
        if current.i in met:
            continue
        met.add(current.i)
        actor = actors.get(current.i) or _covering(current, actors)
        if actor is not None and actor not in found:
            found.append(actor)
        others = [current] if actor is None or actor.head == current.i else [current, current.doc[actor.head]]
        beside = [each for one in others for child in one.children if child.dep_ == "amod" for each in child.children]
        for child in (*beside, *(each for one in others for each in one.children)):
            if child.dep_ == "conj" or (child.dep_ == "appos" and (actor is None or _another(actor, child, actors))):
                todo.append(child)
            elif (
                child.dep_ == "prep"
                and child.lower_ in ("of", "from", "in")
                and (actor is None or child.lower_ == "of")
            ):
                todo += [
                    inner
                    for each in child.children
                    if each.dep_ == "pobj" and (actor is None or actor.first <= each.i < actor.last)
                    for inner in ([each] if actor is None else list(each.conjuncts))
                ]
    return tuple(found)


def _covering(token: Token, actors: Mapping[int, ActorPhrase]) -> ActorPhrase | None:
    """The actor whose words the token is one of, if it is."""
    if token.pos_ == "ADJ":
        return None
    near = (actors[place] for place in range(token.i - _NEAR, token.i + _NEAR + 1) if place in actors)
    return next((each for each in near if each.first <= token.i < each.last and not each.modifier), None)


def _another(actor: ActorPhrase, beside: Token, actors: Mapping[int, ActorPhrase]) -> bool:
    """Whether what stands in apposition is one more in a list ("the US, Russia and …")."""
    other = actors.get(beside.i)
    return other is not None and other.inside and not set(other.codes) & set(actor.codes)


def belonging(subject: Token, actors: Mapping[int, ActorPhrase]) -> tuple[ActorPhrase, ...]:
    """The actor that a subject which is none belongs to: "Israeli shelling", "an attack by rebels"."""
    by = doers(subject, actors) or next(
        (found for each in subject.children if each.dep_ in ("acl", "relcl") and (found := doers(each, actors))), ()
    )
    if by:
        return by
    for each in subject.subtree:
        if each.i in actors and each.dep_ in ("poss", "amod", "compound", "nmod") and each.head == subject:
            return (actors[each.i],)
    for child in subject.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "from", "between", "in"):
            found = tuple(actor for each in child.children for actor in named_by(each, actors))
            if found:
                return found
    return ()


def doers(token: Token, actors: Mapping[int, ActorPhrase]) -> tuple[ActorPhrase, ...]:
    for child in token.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            found = tuple(
                actor for each in child.children for actor in named_by(each, actors) or belonging(each, actors)
            )
            if found:
                return found
    return ()


def doers_of_deed(verb: Token, actors: Mapping[int, ActorPhrase]) -> tuple[ActorPhrase, ...]:
    """ "were killed in an attack by the group", "in Israeli shelling"."""
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in ("in", "during", "after", "by"):
            for noun in child.children:
                if noun.dep_ == "pobj" and noun.i not in actors and noun.lemma_.lower() in lexicon().nouns:
                    found = (
                        belonging(noun, actors)
                        if not any(each.lower_ == "in" for each in noun.children)
                        else doers(noun, actors)
                    )
                    if found:
                        return found
    return ()


def owned(noun: Token) -> bool:
    """ "its troops", "their leader": whose they are stands elsewhere, and they are no other side."""
    return any(each.dep_ == "poss" and each.lower_ in _OWNERS for each in noun.children)


def scored(token: Token, depth: int, score: float) -> Iterator[tuple[float, int]]:
    """Tokens below one, each with how likely what stands there is the target."""
    if depth > _DEEP:
        return
    for child in token.children:
        dep = child.dep_
        if dep in SUBJECTS and token.pos_ in ("VERB", "AUX"):
            if depth:
                yield from _here(child, depth, score + 1)
        elif dep in ("dobj", "dative", "obj", "oprd", "attr") and child.pos_ != "ADP":
            yield from _here(child, depth, score)
        elif dep in ("prep", "dative", "agent"):
            yield from _behind(child, depth, score)
        elif dep in ("xcomp", "ccomp", "acomp", "advmod", "prt"):
            yield from scored(child, depth + 1, score - 1.5)
        elif dep in ("poss", "amod", "compound", "nmod") and token.pos_ in ("NOUN", "PROPN"):
            yield (score - (2.5 if dep == "poss" else 3), child.i)
            yield from scored(child, depth + 1, score - 5)
        elif dep in ("acl", "relcl", "advcl"):
            if not any(each.dep_ == "mark" and each.lower_ in lexicon().times for each in child.children):
                yield from scored(child, depth + 1, score - 5)
        elif dep in ("conj", "appos"):
            yield from _here(child, depth, score - 3)


def _here(token: Token, depth: int, score: float) -> Iterator[tuple[float, int]]:
    yield score, token.i
    yield from scored(token, depth + 1, score - 1)


def _behind(preposition: Token, depth: int, score: float) -> Iterator[tuple[float, int]]:
    lower = preposition.lower_
    if lower in lexicon().times:
        return
    worth = lexicon().targets.get(lower, _ANY) - ACTED
    for each in preposition.children:
        if each.dep_ == "pobj":
            yield from _here(each, depth, score + worth)
        elif each.dep_ == "pcomp":
            yield from scored(each, depth + 1, score - 2)
        elif each.dep_ == "prep" and depth < _DEEP:
            yield from _behind(each, depth + 1, score)
