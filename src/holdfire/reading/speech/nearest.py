"""The name of a body right before a verb of speech, for sentences that the parser takes apart elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .speakers import words
from .speech import Text

if TYPE_CHECKING:
    from spacy.tokens import Token

_BEFORE = frozenset(["ADP", "CCONJ", "PART"])
"""What before a name makes it a part of more: "the head of X", "Y and X", "Y's X"."""
_MOST = 8


def beside(text: Text, verb: Token) -> list[Token]:
    """The body whose name ends right before a verb, with its article; empty where it is a part of a longer phrase.

    No comma is crossed: in "Shells hit the town, the Observatory for Human Rights said" the town does not speak.
    """
    at = verb.i - 1
    while at > 0 and (text.doc[at].pos_ in ("ADV", "AUX") or text.doc[at].lower_ in words().times):
        at -= 1
    at = _past_brackets(text, at)
    end = at + 1
    at = _owner(text, at)
    if at < 0 or text.body[at] < 0 or text.within[at] >= 0:
        return []
    first, last = text.bodies[text.body[at]]
    if last != at + 1:
        return []
    first = _begin(text, first)
    before = text.doc[first - 1] if first else None
    if before is not None and first > text.begins[at] and (before.pos_ in _BEFORE or before.lower_ in ("of", "for")):
        return []
    return [text.doc[n] for n in range(first, end)]


def _past_brackets(text: Text, at: int) -> int:
    """The word before a short form in brackets: "the X (SX)"."""
    if at < 0 or text.doc[at].text != ")":
        return at
    opening = next((n for n in range(at - 1, max(0, at - _MOST), -1) if text.doc[n].text == "("), None)
    return at if opening is None else opening - 1


def _owner(text: Text, at: int) -> int:
    """The last word of the body of whom a spokesman or an office is: "the X's spokesman"; the word itself otherwise."""
    for n in range(at, max(0, at - _MOST), -1):
        if text.doc[n].tag_ == "POS" and text.body[n - 1] >= 0:
            return n - 1
        if text.doc[n].pos_ not in ("NOUN", "ADJ", "PROPN") or text.body[n] >= 0:
            break
    return at


def _begin(text: Text, first: int) -> int:
    """Back to the article, over words between that describe the name: "the Britain-based X"."""
    for at in range(first - 1, max(-1, first - _MOST), -1):
        token = text.doc[at]
        if token.pos_ == "DET":
            return at
        hyphened = token.text == "-" or text.doc[at + 1].text == "-" or text.doc[at - 1].text == "-"
        if token.pos_ not in ("ADJ", "NOUN", "PROPN") and not (hyphened and not token.is_space):
            break
    return first


def torn(text: Text, run: list[Token], near: list[Token]) -> bool:
    """Whether words that the grammar gives for a speaker tear the name beside the verb, or reach beyond it."""
    if not run or near[-1].i not in {token.i for token in run}:
        return True
    before = [token for token in run if token.i < near[0].i]
    if not before:
        return run[0].i > near[0].i and text.body[run[0].i] >= 0 and near[0].pos_ != "DET"
    apart = near[0].pos_ == "DET" and before[-1].pos_ in ("NOUN", "PROPN", "NUM")
    return apart or any(token.text == "," for token in before)
