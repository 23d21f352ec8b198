"""Whose words a quotation is: what stands before it, after it, and over it in the grammar of its sentence."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .nearest import beside, torn
from .speakers import Speaker, speaker, words
from .speech import Text, lemma, passive, phrase, said, speech, subject, without_apposition

if TYPE_CHECKING:
    from spacy.tokens import Token

_NEAR = 28
"""Words between a quotation and its verb at most."""
_VERBAL = ("VERB", "AUX")


@dataclass(frozen=True, slots=True)
class Source:
    """The verb of speech of a quotation and its speaker; `impersonal` where the text names none ("it was said")."""

    verb: Token | None
    who: Speaker | None
    sure: float
    impersonal: bool = False


def source(text: Text, n: int) -> Source | None:
    """Who is given as the one who said the quotation, by the words of its own sentence; None where nothing is."""
    before, near = _before(text, n)
    if before is not None and near:
        return before
    return _after(text, n) or before or _over(text, n) or _according(text, n)


def _before(text: Text, n: int) -> tuple[Source | None, bool]:
    """By the last verb of speech before it in its sentence, and whether nothing but small words stands between."""
    first = text.first[n]
    between, colon = 0, False
    for at in range(first - 1, max(-1, first - _NEAR), -1):
        token = text.doc[at]
        if text.within[at] == n:
            continue
        if token.text in ".!?" or (token.is_space and "\n" in token.text):
            break
        if text.within[at] >= 0:
            between += 1
        elif at in text.speaking and said(token):
            link = text.doc[first - 2].lower_
            near = (between == 0 and (colon or link == "," or first - at <= 4)) or (
                link == "that" and token.tag_ != "VBN"
            )
            if not near and not _governs(token, text, n):
                break
            return _by(text, token, 0.92 if near else 0.8), near
        elif token.pos_ in _VERBAL:
            between += 1
        colon = colon or token.text == ":"
    return None, False


def _governs(verb: Token, text: Text, n: int) -> bool:
    root = text.doc[text.first[n]]
    for _ in range(24):
        if root.head.i == verb.i:
            return True
        if root.head.i == root.i:
            return False
        root = root.head
    return False


def _by(text: Text, verb: Token, sure: float) -> Source:
    who = named_by(text, verb)
    if who is not None and who.pronoun == "body" and passive(verb):
        who = None
    return Source(verb, who, sure, impersonal=who is None)


def named_by(text: Text, verb: Token, steps: int = 4) -> Speaker | None:
    """The speaker that the grammar gives a verb; the words right before it where it would borrow one from afar, and the
    whole name of a body there where the grammar tore it."""
    return speaker(near) if (near := whole_name(text, verb)) else _by_grammar(text, verb, steps)


def whole_name(text: Text, verb: Token) -> list[Token]:
    """The name of a body right before a verb, where the grammar gives the verb another subject or a part of it."""
    near = beside(text, verb) if verb.tag_ not in ("VBG", "VBN") else []
    if not near:
        return []
    found = subject(verb)
    right = found is not None and text.within[found.i] < 0 and not torn(text, phrase(text, found), near)
    return [] if right else near


def _by_grammar(text: Text, verb: Token, steps: int) -> Speaker | None:
    borrowed = verb.dep_ == "conj" and not any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)
    if borrowed:
        at = _before_times(text, verb.i)
        if at in text.speaking and steps:
            return named_by(text, text.doc[at], steps - 1)
        if at >= 0 and text.doc[at].pos_ in ("NOUN", "PROPN") and text.within[at] < 0:
            return speaker(_left_of(text, verb))
    found = subject(verb)
    if found is None:
        return None if passive(verb) or verb.tag_ in ("VBG", "VBN", "VB") else speaker(_left_of(text, verb))
    if text.within[found.i] >= 0:
        return None
    between = verb.tag_ not in ("VBG", "VBN") and _quoted_between(text, found.i, verb.i)
    if between and text.doc[verb.i - 1].pos_ in ("NOUN", "PROPN", "PRON") and text.within[verb.i - 1] < 0:
        return speaker(_left_of(text, verb))
    nested = verb.dep_ == "ccomp" and verb.head.i in text.speaking and found.lower_ in _THEMSELVES
    if nested and steps:
        return named_by(text, verb.head, steps - 1)
    who = speaker(phrase(text, found))
    whole = speaker(phrase(text, _office(found))) if found.dep_ == "appos" else None
    return whole if who is not None and whole is not None and whole.name == who.name else who


def _quoted_between(text: Text, first: int, last: int) -> bool:
    return any(text.within[m] >= 0 for m in range(max(first + 1, last - _NEAR * 2), last))


_THEMSELVES = frozenset(["he", "she", "it", "they"])
"""In "the envoy said he hoped", the one who hopes is the one who said so."""


def _before_times(text: Text, at: int) -> int:
    """The word before another, past words for a time."""
    at -= 1
    while at >= 0 and text.doc[at].lower_ in words().times:
        at -= 1
    return at


def _office(name: Token) -> Token:
    """The noun beside which a name stands: the envoy, in "the envoy for the country, First Last"."""
    beside: Token = name.head
    if beside.dep_ == "pobj" and beside.head.dep_ == "prep":
        above: Token = beside.head.head
        return above
    return beside


def _left_of(text: Text, verb: Token) -> list[Token]:
    """The words right before a verb that may be its subject, where the grammar found none."""
    at = verb.i - 1
    while at >= 0 and (text.doc[at].pos_ in ("ADV", "AUX") or text.doc[at].lower_ in words().times):
        at -= 1
    end = at + 1
    while at >= 0 and text.within[at] < 0 and (text.body[at] >= 0 or text.doc[at].pos_ in _NOMINAL):
        at -= 1
    return [text.doc[n] for n in range(at + 1, end)]


_NOMINAL = ("DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "CCONJ")


def _after(text: Text, n: int) -> Source | None:
    """By what follows it: "…", X said; "…", said X; "…", according to X."""
    quotation, doc = text.quotations[n], text.doc
    at = text.last[n] + 1
    while at < len(doc) and (text.within[at] == n or doc[at].text == ","):
        at += 1
    if at >= len(doc) or text.within[at] >= 0 or doc[at].text in ".;" or doc[at].is_space:
        return None
    whole = text.plain[quotation.end - 1] == "." if quotation.end > quotation.start else False
    lead = doc[at]
    if lead.lower_ == "according":
        return _whom(text, at)
    if lead.pos_ not in ("DET", "NOUN", "PROPN", "PRON", "ADJ", "NUM", "VERB") and not lead.text[0].isupper():
        return None
    verb = _next_verb(text, at)
    if verb is None or (whole and not _bare_tail(text, verb)):
        return None
    if verb.i == at:
        if lemma(verb) in speech().bearing or not _inverted(text, verb):
            return None
        who = speaker(following(text, at + 1))
        return Source(verb, who, 0.92) if who is not None else None
    if lemma(verb) in ("quote", "cite") and not passive(verb):
        return _quoted(text, verb)
    who = speaker(_lone_pronoun(text, verb) or [doc[m] for m in range(at, _subject_end(text, at, verb.i))])
    return Source(verb, who, 0.92) if who is not None else None


def _inverted(text: Text, verb: Token) -> bool:
    """Whether a verb right after a quotation can have its subject behind it: "said the mayor", "asked Omar"."""
    if verb.tag_ == "VBG":
        return False
    named = verb.i + 1 < len(text.doc) and text.doc[verb.i + 1].pos_ in ("PROPN", "PRON")
    return verb.tag_ != "VBN" or named or lemma(verb) in ("say", "add")


def _next_verb(text: Text, at: int) -> Token | None:
    """The verb of speech of a clause that begins there, where no other verb stands before it."""
    relative = False
    for m in range(at, min(len(text.doc), at + _NEAR)):
        token = text.doc[m]
        if text.within[m] >= 0 or token.text in ".;:!?" or (token.is_space and "\n" in token.text):
            return None
        if token.lower_ in ("who", "which", "whose"):
            relative = True
        if m in text.speaking and (m == at or (token.tag_ != "VBG" and lemma(token) not in _LABELS)):
            return token if said(token) else None
        if token.pos_ == "VERB" and not relative and token.tag_ not in ("VBG", "VBN"):
            return None
        if token.pos_ == "SCONJ" and not relative:
            return None
    return None


_LABELS = frozenset(["call", "describe", "refer", "blame", "accuse"])


def _bare_tail(text: Text, verb: Token) -> bool:
    """Whether the clause ends soon after the verb: then it says who spoke before, and not something new."""
    for m in range(verb.i + 1, min(len(text.doc), verb.i + 7)):
        token = text.doc[m]
        if token.text in ".!?" or token.is_space:
            return True
        if token.pos_ in _VERBAL or token.lower_ == "that":
            return False
    return False


def _subject_end(text: Text, at: int, verb: int) -> int:
    """Where the words for the speaker end: before a comma, a relative clause, or the verb with its helpers."""
    end = at
    while end < verb and text.doc[end].lower_ not in ("who", "which", "whose", "("):
        if end > at and text.doc[end].pos_ == "VERB" and not _hyphened(text, end):
            break
        end += 1
    return end


def following(text: Text, at: int) -> list[Token]:
    """The words for a speaker that follow "said"."""
    found: list[Token] = []
    for m in range(at, min(len(text.doc), at + 20)):
        token = text.doc[m]
        if text.within[m] >= 0 or token.is_space:
            break
        if _within_body(text, m):
            found.append(token)
            continue
        if _next_clause(text, m):
            break
        verbal = token.pos_ in (*_VERBAL, "SCONJ") and token.lower_ not in words().roles
        if (verbal and not _hyphened(text, m)) or token.lower_ in _STOPS:
            break
        if token.pos_ == "DET" and found and found[-1].pos_ in ("NOUN", "PROPN") and not _role_soon(text, m):
            break
        if token.text == ",":
            if not _apposition(text, m + 1):
                break
        elif token.pos_ == "PUNCT" and token.text not in ("-", "–", "'") and not _shortened(text, m):
            break
        elif token.lower_ in ("by", "from") and found and lemma(found[-1]) in words().reports:
            pass
        elif token.pos_ == "ADP" and token.lower_ not in ("of", "for", "at", "to") and not _place_in(text, m, found):
            break
        found.append(token)
    return without_apposition(text, found)


_STOPS = frozenset(["who", "which", "that", "("])


def _within_body(text: Text, m: int) -> bool:
    """Whether a word is in a body's name and not its first."""
    return text.body[m] >= 0 and (text.bodies[text.body[m]][0] < m or text.doc[m].pos_ == "VERB")


def _next_clause(text: Text, m: int) -> bool:
    """Whether plain words right behind a body's name begin what it says: "according to the X shells hit the town"."""
    if m == 0 or text.body[m - 1] < 0 or text.doc[m].pos_ not in ("NOUN", "ADJ", "NUM", "DET", "PRON", "ADV"):
        return False
    return not _role_soon(text, m - 1) and not text.doc[m].text[0].isupper()


def _hyphened(text: Text, m: int) -> bool:
    """The second half of "Britain-based"."""
    return m > 0 and text.doc[m - 1].text == "-"


def _shortened(text: Text, m: int) -> bool:
    """The full stop of "Lt."."""
    before = text.doc[m - 1].lower_
    return text.doc[m].text == "." and (before in words().short or before in words().titles)


def _role_soon(text: Text, m: int) -> bool:
    return any(token.lower_ in words().roles for token in text.doc[m + 1 : m + 5])


def _place_in(text: Text, m: int, found: list[Token]) -> bool:
    return text.doc[m].lower_ in ("in", "on") and bool(found) and text.doc[m].head.i in {token.i for token in found}


def _apposition(text: Text, m: int) -> bool:
    if m >= len(text.doc) or text.within[m] >= 0:
        return False
    token = text.doc[m]
    return token.pos_ == "DET" or (token.dep_ == "appos" and token.pos_ in ("NOUN", "PROPN"))


def _lone_pronoun(text: Text, verb: Token) -> list[Token]:
    """ ", they said" after words that end what was quoted."""
    before = text.doc[max(0, verb.i - 2) : verb.i]
    alone = len(before) == 2 and before[0].text == "," and before[1].pos_ == "PRON"
    return [before[1]] if alone else []


def _quoted(text: Text, verb: Token) -> Source | None:
    """ "State media quoted a source as saying"."""
    found = next((child for child in verb.children if child.dep_ in ("dobj", "nsubj") and child.i > verb.i), None)
    who = speaker(phrase(text, found)) if found is not None else None
    return Source(verb, who, 0.85) if who is not None else None


def _over(text: Text, n: int) -> Source | None:
    """By the verb of speech after it that governs the clause in which it stands."""
    last = text.last[n]
    for m in range(last + 1, min(len(text.doc), last + 1 + _NEAR * 2)):
        token = text.doc[m]
        if token.text in ".!?" or (token.is_space and "\n" in token.text):
            return None
        if m in text.speaking and said(token) and token.tag_ != "VBG" and _governs(token, text, n):
            return _by(text, token, 0.75)
    return None


def _according(text: Text, n: int) -> Source | None:
    """By "according to X" anywhere in its sentence."""
    begin, end = text.sentence(text.last[n])
    at = bisect_left(text.according, begin)
    return _whom(text, text.according[at]) if at < len(text.according) and text.according[at] < end else None


def _whom(text: Text, at: int) -> Source | None:
    if at + 2 >= len(text.doc) or text.doc[at + 1].lower_ != "to":
        return None
    who = speaker(following(text, at + 2))
    return Source(None, who, 0.88) if who is not None else None
