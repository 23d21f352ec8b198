"""What a text says did not happen, or not by whom, in forms that lie above the clause that tells it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ...records.reading import Standing
from ..knowledge import knowledge
from .manners import manners

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECTS = ("nsubj", "nsubjpass")
_FINITE = ("VBD", "VBZ", "VBP", "VBN")


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    content = knowledge("words", "modality.yaml")["refuted"]
    return frozenset(content["untrue"]), frozenset(content["stopping"])


def refuted(token: Token) -> set[Standing]:
    """How the words above a clause take it back.

    *It was not the army that shelled the town*, *reports that the army shelled it are false*, *the army stopped
    shelling it*. "Stop shelling the town!" is none of these: it tells that the shelling goes on.
    """
    head = token.head
    if head == token:
        return set()
    if token.dep_ == "relcl" and head.dep_ == "attr" and _cleft(head.head):
        return {Standing.NEGATED}
    if token.dep_ in ("ccomp", "acl", "relcl") and head.lemma_.casefold() in manners().claims and _untrue(head):
        return {Standing.DENIED}
    _, stopping = _lists()
    if token.dep_ == "xcomp" and token.tag_ == "VBG" and head.lemma_ in stopping and head.tag_ in _FINITE:
        return {Standing.NEGATED}
    return set()


def _cleft(verb: Token) -> bool:
    """*It was not …*"""
    subject = any(each.dep_ in _SUBJECTS and each.lower_ == "it" for each in verb.children)
    return subject and any(each.dep_ == "neg" for each in verb.children)


def _untrue(claim: Token) -> bool:
    """Whether a claim is said to be false, or was denied."""
    if claim.dep_ not in _SUBJECTS:
        return False
    verb, untrue = claim.head, _lists()[0]
    said = [each for each in verb.children if each.dep_ in ("acomp", "attr", "oprd")]
    return any(each.lemma_.casefold() in untrue for each in said) or (
        claim.dep_ == "nsubjpass" and verb.lemma_ in ("deny", "reject", "dismiss", "refute")
    )
