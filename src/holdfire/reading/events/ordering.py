"""Sides of an event in a headline, by the order of its words: grammar fails there, as verbs are taken for nouns."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..grammar.nearby import ahead, back
from ..grammar.scene import Scene
from .naming import Who, aircraft_of, lemma, listed, named, people_in

if TYPE_CHECKING:
    from spacy.tokens import Token

_FAR = 4


def told_by_order(scene: Scene, token: Token) -> tuple[list[Who], list[Who]]:
    """Who stands right before the verb of a headline, and who behind it. Nothing in a sentence that has a verb."""
    acting: list[Who] = []
    hit: list[Who] = []
    for verb in _headline_verbs(token):
        acting = acting or _before(scene, verb)
        hit = hit or _behind(scene, verb)
    return acting, hit


def _headline_verbs(token: Token) -> list[Token]:
    """Words of a headline that are verbs by their ending and were taken for names: *Army Kills*, *Commits Massacre*."""
    if token.pos_ == "VERB":
        bare = token.text[0].isupper() and not token.is_sent_start
        own = any(each.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass") for each in token.children)
        return [token] if bare and not own else []
    some = [each for each in dict.fromkeys((token, token.head)) if each.pos_ in ("NOUN", "PROPN")]
    shown = [each for each in some if each.lower_.endswith("s") and _as_verb(each) in _deeds()]
    return [each for each in shown if each.text[0].isupper() or each.sent.root.pos_ not in ("VERB", "AUX")]


@cache
def _deeds() -> frozenset[str]:
    return listed("harm") | listed("light") | listed("deeds")


def _as_verb(word: Token) -> str:
    lower = str(word.lower_)
    for end in ("es", "s"):
        if lower.endswith(end) and lower[: -len(end)] in _deeds():
            return lower[: -len(end)]
    return lemma(word)


def _before(scene: Scene, verb: Token) -> list[Who]:
    for word in back(verb, 1):
        mention = scene.at("actor", word)
        return named(scene, word, "headline") if mention is not None else aircraft_of(scene, word)
    return []


def _behind(scene: Scene, verb: Token) -> list[Who]:
    for word in ahead(verb, _FAR):
        mention = scene.at("actor", word)
        if mention is not None:
            return named(scene, word, "headline")
        found = people_in(scene, word)
        if found:
            return found
        if word.pos_ not in ("NUM", "ADJ") and lemma(word) != "at":
            return []
    return []
