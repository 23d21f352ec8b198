"""Reported speech: the clause, object or act that a verb of speech gives as said, without quotation marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .attributing import following, named_by, whole_name
from .speakers import Speaker, speaker, speaks, words
from .speech import Text, lemma, phrase, said, speech, subject

if TYPE_CHECKING:
    from spacy.tokens import Token

_MOST = 80
"""Words of a clause that a sentence gives as said, at most: longer is a sentence that was not understood."""
_FEWEST = 2
"""Words that tell something, at least."""


@dataclass(frozen=True, slots=True)
class Reported:
    """Characters [start, end) that `who` is reported as saying; without `verb` where it is "according to"."""

    start: int
    end: int
    verb: Token | None
    who: Speaker
    sure: float


def reported(text: Text) -> Iterator[Reported]:
    """Each clause that somebody is reported as saying and that is not a quotation as a whole."""
    for at in text.verbs:
        verb = text.doc[at]
        if not said(verb) or (verb.dep_ in ("amod", "compound")):
            continue
        near = whole_name(text, verb)
        content = _before_name(text, verb, near) or _content(verb)
        if content is None:
            continue
        span = _clipped(text, verb, *content)
        who = named_by(text, verb) if span is not None else None
        if span is None or who is None or span[0] <= who.start < span[1]:
            continue
        if not _expletive(who, verb):
            yield Reported(*span, verb, who, 0.85 if able(text, who) else 0.55)
    yield from _according(text)


def able(text: Text, who: Speaker) -> bool:
    """Whether the one in the words can say anything."""
    top = text.top(who.start, who.end)
    return speaks(who, top) or top.lemma_.lower() in speech().reports


def _expletive(who: Speaker, verb: Token) -> bool:
    return who.pronoun == "body" and any(child.dep_ == "auxpass" for child in verb.children)


def _content(verb: Token) -> tuple[int, int] | None:
    """First and last word of what was said."""
    name = lemma(verb)
    known = speech()
    if name not in known.bearing:
        clauses = [
            child for child in verb.children if child.dep_ == "ccomp" and child.pos_ in ("VERB", "AUX", "NOUN", "ADJ")
        ]
        if clauses:
            return min(each.left_edge.i for each in clauses), max(each.right_edge.i for each in clauses)
        deed = [
            child
            for child in verb.children
            if child.dep_ in ("xcomp", "pcomp") and child.i > verb.i and _deed(child, name)
        ]
        if deed:
            objects = [child for child in verb.children if child.dep_ == "dobj"]
            return min(each.left_edge.i for each in [*objects, *deed]), max(each.right_edge.i for each in deed)
    if name in known.objects:
        parts = [child for child in verb.children if child.i > verb.i and child.dep_ in ("dobj", "prep", "xcomp")]
        if any(child.dep_ == "dobj" for child in parts):
            return min(each.left_edge.i for each in parts), max(each.right_edge.i for each in parts)
    return None


def _deed(child: Token, name: str) -> bool:
    """ "promised to leave", "denied breaking the truce"."""
    return any(each.lower_ == "to" for each in child.children) or (child.tag_ == "VBG" and name in speech().objects)


def _before_name(text: Text, verb: Token, near: list[Token]) -> tuple[int, int] | None:
    """All that a sentence says before the one who said it, where the grammar lost the name: "…, the body said."."""
    begin, end = text.sentence(verb.i)
    if not near or near[0].i - begin < _FEWEST or lemma(verb) in speech().bearing:
        return None
    for at in range(verb.i + 1, end):
        token = text.doc[at]
        if not (token.is_punct or token.is_space or token.pos_ in ("ADP", "ADV", "DET") or _time(token)):
            return None
    finite = any(text.doc[at].pos_ in ("VERB", "AUX") for at in range(begin, near[0].i))
    return (begin, near[0].i - 1) if finite else None


def _time(token: Token) -> bool:
    return token.lower_ in words().times or token.like_num


def _clipped(text: Text, verb: Token, first: int, last: int) -> tuple[int, int] | None:
    """Characters of what was said, without the words that say who says it; None where too little is left of it."""
    doc = text.doc
    if first <= verb.i <= last:
        if verb.i - first > last - verb.i:
            last = _before_speaker(text, verb)
        else:
            first = verb.i + 1
    begin, end = text.sentence(verb.i)
    first, last = max(first, begin), min(last, end - 1)
    if last - first > 2 * _MOST:
        return None
    while first <= last and (doc[first].is_punct or doc[first].is_space or doc[first].lower_ == "that"):
        first += 1
    while last >= first and ((doc[last].is_punct and not doc[last].is_quote) or doc[last].is_space):
        last -= 1
    own = sum(1 for m in range(first, last + 1) if text.within[m] < 0 and not doc[m].is_punct)
    first, last = _whole_quotations(text, first, last)
    if own < 2 or last - first > _MOST or (text.within[first] >= 0 and own * 2 < last - first):
        return None
    return doc[first].idx, doc[last].idx + len(doc[last])


def _whole_quotations(text: Text, first: int, last: int) -> tuple[int, int]:
    """The clause with the marks of a quotation at its ends."""
    within = text.within
    if within[first] >= 0 and first and within[first - 1] == within[first] and text.doc[first - 1].is_quote:
        first -= 1
    if within[last] >= 0 and last + 1 < len(within) and within[last + 1] == within[last]:
        last += text.doc[last + 1].is_quote
    return first, last


def _before_speaker(text: Text, verb: Token) -> int:
    found = subject(verb)
    if found is None or found.i > verb.i:
        return verb.i - 1
    return phrase(text, found)[0].i - 1


def _according(text: Text) -> Iterator[Reported]:
    """ "…, according to X": the sentence without these words is what X says."""
    doc = text.doc
    for at in text.according:
        token = doc[at]
        run = following(text, at + 2)
        who = speaker(run)
        begin, end = text.sentence(token.i)
        if who is None or not run or not able(text, who):
            continue
        first, last = begin, token.i - 1
        if token.i - begin < 3:
            first, last = run[-1].i + 1, end - 1
        while first <= last and (doc[first].is_punct or doc[first].is_space):
            first += 1
        while last >= first and (doc[last].is_space or (doc[last].is_punct and not doc[last].is_quote)):
            last -= 1
        own = sum(1 for m in range(first, min(last, first + _MOST) + 1) if text.within[m] < 0 and not doc[m].is_punct)
        if own >= 3 and last - first <= _MOST:
            yield Reported(doc[first].idx, doc[last].idx + len(doc[last]), None, who, 0.85)
