"""How many were killed and hurt, as a sentence tells it: the numbers that its words of harm count."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ..records import Mention, Quantity, Span
from .scene import Scene
from .subtypes import knowledge

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

_ARGUMENTS = ("dobj", "nsubjpass", "obj", "attr", "oprd", "conj", "appos")
_RESULTS = ("acomp", "oprd", "ccomp", "xcomp", "advmod")
"""How *dead* hangs on *left* in "left four people dead"."""

_FAR = 6


@dataclass(frozen=True)
class Harm:
    """One count: `what` is `killed` or `injured`; `civilians` where the words say that they were."""

    what: str
    quantity: Quantity
    civilians: bool
    span: Span
    token: int


@cache
def _lists() -> dict[str, Any]:
    return dict(knowledge("words", "harm.yaml"))


def harm(scene: Scene, sentence: Sentence) -> list[Harm]:
    """The counts of a sentence, in order. A number whose unit is no person, or that no word of harm governs, is none.

    A total and its parts both come back; nothing is added up.
    """
    numbers = scene.of("number", sentence.start_char, sentence.end_char)
    return [found for number in numbers if (found := _counted(scene, sentence, number)) is not None]


def _counted(scene: Scene, sentence: Sentence, number: Mention) -> Harm | None:
    token = _head(sentence, number)
    if token is None or number.quantity is None:
        return None
    unit = _unit(token)
    if unit is None:
        return None
    for what in ("killed", "injured"):
        governor = _governed(token, what)
        if governor is not None:
            civilians = unit in _lists()["civilians"]
            return Harm(what, number.quantity, civilians, number.span, governor.i)
    return None


def _head(sentence: Sentence, number: Mention) -> Token | None:
    """The last word of a number."""
    inside = [word for word in sentence if number.span.start <= word.idx < number.span.end]
    return inside[-1] if inside else None


def _unit(token: Token) -> str | None:
    """What a number counts: a kind of person, or nobody named; nothing where it is a thing."""
    lists = _lists()
    if token.dep_ in ("nummod", "quantmod", "amod", "compound") and token.head.pos_ in ("NOUN", "PROPN", "ADJ"):
        lemma = token.head.lemma_.casefold()
        if lemma in lists["civilians"] or lemma in lists["people"]:
            return lemma
        known = lemma in {*lists["killed"]["adjectives"], *lists["killed"]["nouns"]}
        known |= lemma in {*lists["injured"]["adjectives"], *lists["injured"]["nouns"]}
        return "person" if known else None
    lemma = token.lemma_.casefold()
    if lemma in lists["civilians"] or lemma in lists["people"]:
        return lemma
    return "person" if token.pos_ == "NUM" or lemma.isdigit() else None


def _governed(token: Token, what: str) -> Token | None:
    """The word of harm that a number stands under, if one does."""
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
