"""Who stands before the noun of an event and did it: "the rebel attack", and no rebel checkpoint that was attacked."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..grammar.nearby import back
from ..grammar.scene import Scene
from .doing import is_verb, noun_head
from .naming import Who, government_in, lemma, listed, named, nation, sureness

if TYPE_CHECKING:
    from spacy.tokens import Token

_WIDEST = 12
"""Words between an owner and its event at most."""


def owners(scene: Scene, token: Token) -> list[Who]:
    """Who stands before the noun of an event: "Assad’s air raids", "the rebel attack", "Israeli shelling"."""
    noun = noun_head(token)
    if is_verb(token) and token == noun:
        return []
    found: list[Who] = []
    for each in dict.fromkeys((token, noun)):
        for child in each.children:
            if child.dep_ not in ("poss", "compound", "amod", "nmod") or child.i > each.i:
                continue
            some = [who for who in named(scene, child, "owner") if _before(scene, who, token, noun)]
            state = _state(scene, child) if scene.at("actor", child) is None else None
            if state is not None and _reaches(scene, child.idx + len(child.text), noun):
                span = scene.span(child.idx, child.idx + len(child.text))
                found.append(Who(state, span, "nation", sureness("nation", 1.0)))
            found += some
    return found


def _state(scene: Scene, child: Token) -> str | None:
    """The state that a word before an event says: by its adjective, or as the government that the text is about."""
    if lemma(child) in listed("state") and not any(
        each.dep_ in ("amod", "compound", "poss") for each in child.children
    ):
        return government_in(scene)
    return nation(child, "government")


def _before(scene: Scene, who: Who, token: Token, noun: Token) -> bool:
    return who.span.start <= token.idx and _reaches(scene, who.span.end, noun)


def _reaches(scene: Scene, end: int, noun: Token) -> bool:
    """Whether nothing but weapons and manners stands between a name and the event: no checkpoint that was attacked."""
    between = [word for word in back(noun, _WIDEST) if word.idx >= end]
    allowed = _between_words()
    return all(
        lemma(word) in allowed or word.lower_ in allowed or word.pos_ == "NUM" or _joins(scene, word)
        for word in between
    )


@cache
def _between_words() -> frozenset[str]:
    return listed("means") | listed("events")


def _joins(scene: Scene, word: Token) -> bool:
    """Whether a word is part of another name in a row of owners: *Russian* and *regime* bombing."""
    return scene.at("actor", word) is not None or nation(word, "government", home=True) is not None
