"""The word of harm that a number stands under in the grammar of its sentence."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from ..knowledge import knowledge

if TYPE_CHECKING:
    from spacy.tokens import Token

_ARGUMENTS = ("dobj", "nsubjpass", "obj", "attr", "oprd", "conj", "appos")
_RESULTS = ("acomp", "oprd", "ccomp", "xcomp", "advmod")
"""How *dead* hangs on *left* in "left four people dead"."""

_FAR = 6


@cache
def _lists() -> dict[str, Any]:
    return dict(knowledge("words", "harm.yaml"))


def governor(token: Token) -> tuple[str, Token | None]:
    """What a number counts, `killed` or `injured`, and the word that says so; no word where none does."""
    for what in ("killed", "injured"):
        found = _governed(token, what)
        if found is not None:
            return what, found
    return "killed", None


def _governed(token: Token, what: str) -> Token | None:
    words = _lists()[what]
    each = token
    for _ in range(_FAR):
        around = (each, *each.children, *(near for near in each.head.children if near.dep_ in _RESULTS))
        said = next((near for near in around if near != token and _says(near, words)), None)
        if said is not None:
            return said
        above = each.head
        if above == each:
            return None
        lemma = above.lemma_.casefold()
        if lemma in words["verbs"] and _counts(each, above):
            return above
        if lemma in words["intransitive"] and each.dep_ in ("nsubj", "conj"):
            return above
        if lemma in words["nouns"] and each.dep_ in ("nummod", "amod", "compound", "prep", "pobj", "quantmod"):
            return above
        if above.dep_ in ("nsubj", "nsubjpass") and lemma in words["tolls"]:
            return above
        toll = next(
            (child for child in above.children if child.dep_ == "nsubj" and child.lemma_ in words["tolls"]), None
        )
        if toll is not None:
            return toll
        if above.pos_ == "VERB" and lemma not in words["verbs"]:
            return None
        each = above
    return None


def _counts(each: Token, verb: Token) -> bool:
    """Whether a word is what a verb of harm counts: its object, or its subject in the passive."""
    if each.dep_ == "conj":
        return True
    if each.dep_ == "nsubj":
        return False
    return each.dep_ in _ARGUMENTS or (each.dep_ == "nummod" and verb.i != each.i)


def _says(near: Token, words: Any) -> bool:
    """Whether a word beside the number says that those counted are dead or hurt: *12 people dead*."""
    return near.lemma_.casefold() in words["adjectives"] and near.pos_ in ("ADJ", "VERB")
