"""Verbs of speech in a parsed text: who says, what kind of saying it is, and whether anything was said at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from ..knowledge import knowledge
from ..phrases import Phrases
from .bodies import bodies
from .quotations import Quotation, quotations
from .speakers import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_LONG = 40
"""Words that stand for a speaker, at most."""
_DEEP = 6
"""Steps up a sentence's grammar after which the search for a subject is given up."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The words of speech: see words/speech.yaml."""

    verbs: dict[str, str]
    bearing: frozenset[str]
    gesture: frozenset[str]
    naming: frozenset[str]
    reports: frozenset[str]
    objects: frozenset[str]
    hedges: frozenset[str]
    misread: dict[str, str]


@cache
def speech() -> Speech:
    content = knowledge("words", "speech.yaml")
    names = ("bearing", "gesture", "naming", "reports", "objects", "hedges")
    sets = {name: frozenset(content[name]) for name in names}
    return Speech(verbs=dict(content["verbs"]), misread=dict(content["misread"]), **sets)


class Text:
    """A parsed text with its quotations: which word stands in which."""

    def __init__(self, doc: Doc, plain: str, found: Sequence[Quotation], names: Phrases[bool] | None = None):
        self.doc, self.plain, self.quotations = doc, plain, found
        self.bodies = bodies(doc, names)
        self.body = [-1] * len(doc)
        for n, (first, last) in enumerate(self.bodies):
            self.body[first:last] = [n] * (last - first)
        self.within = [-1] * len(doc)
        self.first: list[int] = [len(doc)] * len(found)
        self.last: list[int] = [-1] * len(found)
        self._fill()
        self.places = [token.idx for token in doc]
        self.begins = list(accumulate((token.i if token.is_sent_start else 0 for token in doc), max))
        outside = [token for token in doc if self.within[token.i] < 0]
        self.verbs = [token.i for token in outside if speaks(token)]
        self.speaking = frozenset(self.verbs)
        self.according = [token.i for token in outside if token.lower_ == "according" and self._to(token.i)]

    def _to(self, at: int) -> bool:
        return at + 2 < len(self.doc) and self.doc[at + 1].lower_ == "to"

    def at(self, character: int) -> int:
        """The word that stands at a character, or the last before it."""
        return max(0, bisect_right(self.places, character) - 1)

    def sentence(self, at: int) -> tuple[int, int]:
        """First and last word (exclusive) of the sentence of a word."""
        return self.begins[at], bisect_right(self.begins, self.begins[at])

    def top(self, start: int, end: int) -> Token:
        """The word on which the others between two characters hang."""
        first, last = self.at(start), self.at(max(start, end - 1))
        run = (self.doc[n] for n in range(first, last + 1))
        return next(
            (token for token in run if not first <= token.head.i <= last or token.head is token), self.doc[first]
        )

    def _fill(self) -> None:
        n = 0
        for token in self.doc:
            while n < len(self.quotations) and self.quotations[n].right <= token.idx:
                n += 1
            if n == len(self.quotations):
                return
            each = self.quotations[n]
            if each.left <= token.idx < each.right:
                self.within[token.i] = n
                if each.start <= token.idx < each.end:
                    self.first[n] = min(self.first[n], token.i)
                    self.last[n] = token.i


@lru_cache(maxsize=2)
def text_of(doc: Doc, names: Phrases[bool] | None = None) -> Text:
    """The quotations, names of bodies and verbs of speech of a parsed text, found once however often asked for."""
    plain = doc.text
    return Text(doc, plain, quotations(plain), names)


def speaks(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX") and lemma(token) in speech().verbs


def lemma(token: Token) -> str:
    found: str = token.lemma_.lower()
    return speech().misread.get(found, found)


def said(verb: Token) -> bool:
    """Whether the verb tells that something was said: not denied, not to come, not merely possible."""
    for child in verb.children:
        if child.dep_ == "neg" or (child.dep_ == "aux" and child.lower_ in ("'ll", "’ll")):
            return False
        if child.dep_ == "aux" and child.lower_ in speech().hedges:
            return False
    return not (verb.dep_ == "xcomp" and verb.head.pos_ == "VERB" and any(c.dep_ == "neg" for c in verb.head.children))


def passive(verb: Token) -> bool:
    return any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children)


def subject(verb: Token) -> Token | None:
    """The word for the one who says, or None: the text does not tell, or somebody is told something."""
    at = _sayer_above(verb) or verb
    for _ in range(_DEEP):
        own = _own_subject(at)
        if own is not None:
            return _antecedent(own, at)
        if passive(at):
            return _agent(at)
        above = _above(at)
        if above is None:
            return None
        if above.pos_ not in ("VERB", "AUX"):
            return above
        at = above
    return None


def _sayer_above(verb: Token) -> Token | None:
    """The verb of speech that one like "adding" goes on from, wherever the grammar hangs it in the sentence."""
    if verb.tag_ != "VBG" or verb.dep_ == "pcomp" or lemma(verb) in speech().bearing or _own_subject(verb):
        return None
    at = verb.head
    for _ in range(_DEEP + 2):
        if at is not verb and at.i < verb.i and speaks(at):
            found: Token = at
            return found
        at = at.head
    return None


def _own_subject(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "nsubj":
            return child
        if child.dep_ == "nsubjpass" and _through(verb):
            return child
    return None


def _through(verb: Token) -> bool:
    """ "X was quoted as saying", "X is reported to have said": the one spoken of is the one who speaks."""
    for child in verb.children:
        below = child.children if child.dep_ == "prep" and child.lower_ == "as" else [child]
        if any(each.dep_ in ("pcomp", "xcomp") and lemma(each) in speech().verbs for each in below):
            return True
    return False


def _antecedent(own: Token, verb: Token) -> Token:
    if own.lower_ in ("who", "which", "that") and verb.dep_ == "relcl":
        head: Token = verb.head
        apart = (child for child in head.children if child.dep_ == "appos" and head.i < child.i < verb.i)
        return next(apart, head)
    return own


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent":
            return next((each for each in child.children if each.dep_ == "pobj"), None)
    return None


def _above(verb: Token) -> Token | None:
    """The word whose subject is the verb's, or which is its subject."""
    head: Token = verb.head
    if verb.dep_ in ("conj", "advcl", "xcomp") and head.pos_ in ("VERB", "AUX"):
        return head
    if verb.dep_ == "ccomp" and head.pos_ in ("VERB", "AUX") and verb.tag_ == "VBG":
        return head
    if verb.dep_ == "pcomp" and head.dep_ == "prep":
        quoted: Token = head.head
        if quoted.pos_ == "VERB" and not passive(quoted):
            return next((each for each in quoted.children if each.dep_ == "dobj"), quoted)
        return quoted
    if verb.dep_ == "acl" and verb.tag_ == "VBG" and lemma(verb) not in speech().bearing and "subj" not in head.dep_:
        return _governor(head) or head
    if verb.dep_ in ("acl", "relcl"):
        if head.lemma_.lower() in speech().reports and head.dep_ in ("dobj", "pobj"):
            return _governor(head) or head
        return head
    return None


def _governor(noun: Token) -> Token | None:
    at = noun.head
    for _ in range(3):
        if at.pos_ in ("VERB", "AUX"):
            found: Token = at
            return found
        at = at.head
    return None


def phrase(text: Text, head: Token) -> list[Token]:
    """The words that belong to a noun, next to it and on its side of every quotation; no clause that hangs on it."""
    inside = {head.i}
    _gather(head, inside, 0)
    left = right = head.i
    side = text.within[head.i]
    while left - 1 in inside and text.within[left - 1] == side and right - left < _LONG:
        left -= 1
    while right + 1 in inside and text.within[right + 1] == side and right - left < _LONG:
        right += 1
    return _whole(text, left, right + 1)


def _whole(text: Text, first: int, last: int) -> list[Token]:
    """The words, and the rest of a body's name that they begin or end in the middle of."""
    if text.body[first] >= 0:
        begin = min(first, text.bodies[text.body[first]][0])
        first = begin - 1 if begin < first and begin and text.doc[begin - 1].pos_ == "DET" else begin
    if text.body[last - 1] >= 0:
        last = max(last, text.bodies[text.body[last - 1]][1])
    return without_apposition(text, [text.doc[n] for n in range(first, last)])


def without_apposition(text: Text, run: list[Token]) -> list[Token]:
    """The words for a speaker up to the comma behind a body's name with which they begin: "the X, a monitor in Y"."""
    at = 1 if run and run[0].pos_ == "DET" else 0
    if at < len(run) and text.body[run[at].i] >= 0:
        size = text.bodies[text.body[run[at].i]][1] - run[0].i
        if size < len(run) and run[size].text == ",":
            return run[:size]
    return run


_PARTS = frozenset(["det", "compound", "amod", "nummod", "poss", "flat", "case", "prep", "pobj", "conj", "cc", "appos",
                    "punct", "nmod", "quantmod", "advmod", "predet", "npadvmod"])  # fmt: skip


def _belongs(preposition: Token) -> bool:
    """Whether what follows belongs to a name or an office ("envoy for the country"), and is no time or manner."""
    if preposition.lower_ not in ("of", "for", "on", "in", "to", "at", "from", "by"):
        return False
    return not any(child.lower_ in words().times or child.like_num for child in preposition.children)


def _gather(token: Token, inside: set[int], depth: int) -> None:
    for child in token.children:
        if child.dep_ in _PARTS and child.pos_ not in ("VERB", "AUX") and depth < 8:
            if child.dep_ == "prep" and not _belongs(child):
                continue
            inside.add(child.i)
            _gather(child, inside, depth + 1)
