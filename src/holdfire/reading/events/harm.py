"""How many were killed and hurt, as a sentence tells it: the numbers that its words of harm count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ...records import Mention, Quantity, Span
from ..grammar.nearby import ahead, back
from ..grammar.scene import Scene
from ..knowledge import knowledge
from .harming import governor

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

_KINDS = ("killed", "injured")
_UNIT = 6
"""Words of the noun that a number counts, at most."""

_BETWEEN = 4
_INJURIES = frozenset({"injuries", "wounds", "injury"})
_ENDS = frozenset({",", ";", ":", "and", "or"})
_COUNTED = frozenset({"NOUN", "PROPN", "ADJ", "ADV", "PUNCT", "PART"})


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


@cache
def _known(name: str, what: str | None = None) -> frozenset[str]:
    return frozenset(_lists()[what][name] if what else _lists()[name])


def harm(scene: Scene, sentence: Sentence) -> list[Harm]:
    """The counts of a sentence, in order. A number whose unit is no person, or that no word of harm governs, is none.

    What is only a part of a total ("including 5 children") is left out; other counts all come back, and nothing is
    added up. Where the words say that nobody was harmed the count is 0; where they say nothing there is none.
    """
    if _any_harm().search(scene.text, sentence.start_char, sentence.end_char) is None:
        return []
    numbers = scene.of("number", sentence.start_char, sentence.end_char)
    found = [each for number in numbers if (each := _counted(scene, sentence, number)) is not None]
    for what in _KINDS:
        if not any(each.what == what for each in found):
            found += _singular(scene, sentence, what) or _none(scene, sentence, what)
    return found


def _counted(scene: Scene, sentence: Sentence, number: Mention) -> Harm | None:
    words = scene.doc.char_span(number.span.start, number.span.end, alignment_mode="expand")
    inside = [word for word in words or () if word.lower_ != "of" and sentence.start <= word.i < sentence.end]
    if not inside or number.quantity is None or _is_part(inside[0]):
        return None
    unit = _unit(inside[-1])
    if unit is None:
        return None
    said = _said(inside[0], inside[-1])
    what, word = said if said is not None else governor(inside[-1])
    if word is None or (unit == "life" and what == "injured"):
        return None
    return Harm(what, number.quantity, unit in _known("civilians"), number.span, word.i)


def _is_part(first: Token) -> bool:
    """Whether a number counts a part of others: "including 5 children and 3 women", "among them 2 medics"."""
    parts = _known("parts")
    for word in back(first, _BETWEEN):
        if word.lower_ in parts:
            return True
        if word.lower_ not in ("them", "whom", "those", ",", "at", "least", "and", "also", "the", "dead"):
            break
    each = first
    for _ in range(_UNIT):
        if each.dep_ == "prep" and each.lower_ in parts:
            return True
        if each.dep_ not in ("nummod", "quantmod", "advmod", "conj", "pobj", "amod", "dep", "compound"):
            return False
        each = each.head
    return False


@cache
def _harmed() -> frozenset[str]:
    return frozenset(
        word for what in _KINDS for name in ("adjectives", "nouns", "forms") for word in _known(name, what)
    )


@cache
def _any_harm() -> re.Pattern[str]:
    """A word of harm: a sentence without one counts nobody, and is not looked at."""
    names = ("verbs", "intransitive", "adjectives", "nouns", "tolls", "forms", "before")
    words = {word for what in _KINDS for name in names for word in _known(name, what)}
    tails = "|".join(sorted(map(re.escape, words | {word for what in _KINDS for word in _known("signs", what)})))
    return re.compile(rf"\b(?:{tails})", re.IGNORECASE)


def _unit(token: Token) -> str | None:
    """What a number counts: a kind of person, or nobody named; nothing where it is a thing."""
    harmed = _harmed()
    for word in (token, *ahead(token, _UNIT - 1)):
        for lemma in (word.lemma_.casefold(), word.lower_, word.lower_.removesuffix("s")):
            if lemma in _known("civilians") or lemma in _known("people"):
                return str(lemma)
        if word.lower_ in harmed:
            return "person"
        if word == token or word.lower_ in ("of", "more", "-", "the") or (word.text.isupper() and word.is_alpha):
            continue
        if word.pos_ == "ADP" or word.pos_ in ("VERB", "AUX", "CCONJ", "PUNCT", "SCONJ", "DET", "PRON"):
            return _bare(token)
        if word.pos_ == "NOUN" and word.dep_ not in ("compound", "amod", "nmod"):
            return None
    return _bare(token)


def _bare(token: Token) -> str | None:
    """A number that stands for people by itself: "killed 12 and wounded 30"."""
    if token.dep_ in ("nummod", "quantmod", "amod", "compound") and token.head.pos_ in ("NOUN", "PROPN", "SYM"):
        return None
    return "person" if token.pos_ == "NUM" or token.lemma_.casefold() in _known("people") else None


def _said(first: Token, last: Token) -> tuple[str, Token | None] | None:
    """What the words right behind a number, or right before it, say: "12 people were killed", "kills 12".

    There is no word where they say it of the dead and the hurt together.
    """
    behind = _behind(last)
    if behind is not None:
        return behind
    for word in back(first, _BETWEEN):
        for what in _KINDS:
            if word.lower_ in _known("before", what) and not _passed(word):
                return what, None if _both(word, what) else word
        if word.lower_ not in _known("fillers"):
            return None
    return None


def _passed(word: Token) -> bool:
    """Whether a word of harm closes what stands before it: "were killed and", "12 were injured, 3 …"."""
    return any(child.dep_ in ("auxpass", "nsubjpass") for child in word.children)


def _behind(last: Token) -> tuple[str, Token | None] | None:
    linked = counted = False
    for word in ahead(last, _UNIT + _BETWEEN):
        for what in _KINDS:
            if word.lower_ in _known("forms", what) and (linked or not _acts(word)):
                return what, None if _both(word, what) else word
        if word.lower_ in _known("sustained") and any(each.lower_ in _INJURIES for each in word.subtree):
            return "injured", word
        closed = linked or word.lower_ in _ENDS or word.pos_ in ("VERB", "AUX", "CCONJ", "SCONJ", "NUM")
        if word.lower_ in _known("between"):
            linked = linked or word.pos_ == "AUX"
        elif closed or (counted and word.pos_ not in _COUNTED and word.lower_ != "of"):
            return None
        counted = True
    return None


def _both(word: Token, what: str) -> bool:
    """Whether the number is that of the dead and the hurt together: "100 were killed or wounded"."""
    other = _KINDS[1 - _KINDS.index(what)]
    harmed = _known("forms", other) | _known("before", other)
    for near in (ahead(word, 2), back(word, 2)):
        if near and near[0].lower_ in harmed:
            return True
        if len(near) == 2 and near[0].lower_ in ("or", "and", "/") and near[1].lower_ in harmed:
            return True
    return False


def _acts(word: Token) -> bool:
    """Whether a word of harm has an object, so that those counted did it: "3 soldiers killed 12 rebels"."""
    if any(child.dep_ == "dobj" for child in word.children):
        return True
    after = ahead(word, 1)
    return bool(after) and after[0].pos_ in ("NUM", "DET") and word.lower_ not in ("dead", "died")


def _singular(scene: Scene, sentence: Sentence, what: str) -> list[Harm]:
    """One who is told of without a number: "a woman was killed", "wounding a child"."""
    for found in _one().finditer(scene.text, sentence.start_char, sentence.end_char):
        near = scene.doc.char_span(found.start(), found.end())
        word = near[0] if near else None
        if word is not None and not _is_part(word):
            noun = next((each for each in _noun_of(word)), None)
            if noun is None:
                continue
            said = _said(word, word)
            if said is not None and said[0] == what and said[1] is not None:
                span = scene.span(word.idx, noun.idx + len(noun.text))
                quantity = Quantity(low=1, high=1, words=span.words)
                return [Harm(what, quantity, noun.lemma_.casefold() in _known("civilians"), span, said[1].i)]
    return []


@cache
def _one() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(_known('singular')))})\b", re.IGNORECASE)


def _noun_of(article: Token) -> Iterator[Token]:
    """The person that an article introduces."""
    noun = article.head
    single = noun.tag_ in ("NN", "NNP") and 0 < noun.i - article.i < _BETWEEN
    lemma = noun.lemma_.casefold()
    if (
        single
        and (lemma in _known("people") | _known("civilians"))
        and lemma not in ("dozen", "score", "hundred", "family")
    ):
        yield noun


@cache
def _nobody(what: str) -> re.Pattern[str]:
    listed = "|".join(_lists()[what]["none"])
    return re.compile(rf"\b(?:{listed})\b(?!{_lists()['not_none']})", re.IGNORECASE)


def _none(scene: Scene, sentence: Sentence, what: str) -> list[Harm]:
    """A count of 0, where the words say that there was nobody."""
    found = _nobody(what).search(scene.text, sentence.start_char, sentence.end_char)
    if found is None:
        return []
    span = scene.span(found.start(), found.end())
    return [Harm(what, Quantity(low=0, high=0, words=span.words), False, span, sentence.root.i)]
