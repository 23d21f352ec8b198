"""How a text puts an event: as having happened, or denied, not done, planned, possible, or long past."""

from __future__ import annotations

import re
from calendar import month_name
from datetime import date
from typing import TYPE_CHECKING

from ...records.reading import Standing
from .governors import governed
from .manners import SUBJECTS, VERBS, is_none, manners, negates, says
from .refuted import refuted

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_STRONGEST = (
    Standing.DENIED,
    Standing.NEGATED,
    Standing.POSSIBLE,
    Standing.PLANNED,
    Standing.PAST,
    Standing.REPORTED,
)
_YEAR = re.compile(r"(?:1[0-9]|20)[0-9]{2}(?:s|['’]s)?")
_MONTHS = {name: number for number, name in enumerate(month_name) if name}
_DEEPEST = 60
_NAMED = SUBJECTS | {"dobj", "attr"}
_DATED = frozenset({"nummod", "compound", "amod", "nmod", "npadvmod"})
_ASIDE = frozenset({"relcl", "advcl", "acl"})
_FAR = 12
"""Governors that are climbed to at most: no sentence that people write hangs deeper."""


def standing(doc: Doc, event: Token | int, published: date | None = None) -> Standing:
    """How the text puts the event whose verb (or noun, as in "a truce") is the token `event`, or stands at that place.

    Where several things are said of it, the one that takes it furthest from having happened holds: a plan that is
    denied is denied. `published` tells a year of the past from this year's; without it, a bare year is the past.

    >>> from holdfire.reading.grammar.parsing import parse
    >>> doc = parse("The two sides failed to reach a deal.")
    >>> standing(doc, [each.text for each in doc].index("reach"))
    <Standing.NEGATED: 'negated'>
    >>> doc = parse("Troops shelled the town on Friday.")
    >>> standing(doc, 1)
    <Standing.REPORTED: 'reported'>
    """
    token = doc[event] if isinstance(event, int) else event
    found = _climb(token, published)
    return next(each for each in _STRONGEST if each in found)


def _climb(token: Token, published: date | None) -> set[Standing]:
    found = {Standing.REPORTED}
    current: Token | None = token
    said = False
    for _ in range(_FAR):
        if current is None:
            break
        own = _own(current, published)
        found |= own - {Standing.NEGATED, Standing.DENIED} if said else own
        governor, put = governed(current)
        found |= put | refuted(current)
        said = governor is not None and ((current.dep_ == "ccomp" and says(governor)) or _beside(current, governor))
        current = None if governor == current else governor
    if _asked(token):
        found.add(Standing.POSSIBLE)
    return found


def _beside(event: Token, verb: Token) -> bool:
    """Whether the event is only where or when the verb's deed was done: "nobody was hurt in the blast"."""
    return event.dep_ == "pobj" and verb.pos_ in VERBS and event.head.lower_ in ("in", "during", "after", "by", "amid")


def _asked(token: Token) -> bool:
    """Whether the sentence is a question. (`token.sent` would look through the whole text.)"""
    root = token
    for _ in range(_DEEPEST):
        if root.head == root:
            break
        root = root.head
    last = root.right_edge
    return last.text == "?" or (last.i > 0 and last.nbor(-1).text == "?")


def _own(token: Token, published: date | None) -> set[Standing]:
    """What the words say that stand at a verb or noun itself."""
    if token.pos_ in VERBS or token.dep_ == "ROOT":
        return _of_verb(token) | _of_time(token, published)
    return _of_noun(token, published)


def _of_verb(token: Token, depth: int = 0) -> set[Standing]:
    words, found = manners(), set()
    for child in token.children:
        lower = child.lower_
        if child.dep_ == "neg" or (child.dep_ == "advmod" and negates(child)):
            found.add(Standing.NEGATED)
        elif child.dep_ in ("aux", "auxpass"):
            found |= _auxiliary(token, child)
        elif child.dep_ in ("mark", "advmod", "preconj") and lower in words.marks and token.dep_ != "ROOT":
            if token.dep_ in ("advcl", "ccomp", "pcomp", "acl", "csubj"):
                found.add(Standing.POSSIBLE)
        elif child.dep_ == "advmod" and lower in words.adverbs:
            found.add(words.adverbs[lower])
        elif child.dep_ in _NAMED and is_none(child):
            found.add(Standing.NEGATED)
        elif child.dep_ == "acomp" and (manner := words.adjectives.get(child.lemma_)) is not None:
            if manner is Standing.POSSIBLE or any(each.dep_ == "xcomp" for each in child.children):
                found.add(manner)
        elif child.dep_ == "xcomp" and token.lemma_ == "be" and child.tag_ == "VB" and child.lemma_ != "blame":
            found.add(Standing.PLANNED)
    if token.dep_ == "conj" and not found and depth < _FAR and _shares(token):
        found |= _of_verb(token.head, depth + 1)
    return found


def _auxiliary(verb: Token, aux: Token) -> set[Standing]:
    words = manners()
    if aux.lower_ in ("'d", "’d") and verb.tag_ == "VBN":
        return set()
    manner = words.auxiliaries.get(aux.lower_)
    if manner is not None:
        return {manner}
    if aux.lower_ == "to" and verb.dep_ == "ROOT":
        return {Standing.PLANNED}
    return set()


def _shares(verb: Token) -> bool:
    """Whether a verb joined by and/or has its auxiliaries and its "not" from the one before it."""
    own = {each.dep_ for each in verb.children}
    if own & {"nsubj", "nsubjpass", "aux", "neg"}:
        return False
    head = verb.head
    negated = any(each.dep_ == "neg" for each in head.children)
    joined = {each.lower_ for each in head.children if each.dep_ == "cc"}
    if negated:
        return "or" in joined or "nor" in joined
    return verb.tag_ == head.tag_ or verb.tag_ == "VB"


def _of_noun(token: Token, published: date | None) -> set[Standing]:
    words = manners()
    found = {Standing.NEGATED} if is_none(token) else set()
    for child in token.children:
        lower = child.lower_
        if child.dep_ == "det" and lower == "any":
            found.add(Standing.POSSIBLE)
        elif child.dep_ in ("amod", "compound", "nmod"):
            if lower in words.past["adjectives"]:
                found.add(Standing.PAST)
            elif words.adjectives.get(lower) in (Standing.POSSIBLE, Standing.PLANNED) and child.dep_ == "amod":
                found.add(words.adjectives[lower])
        dated = child.dep_ in _DATED and (child.lemma_ == "century" or _past_year(child, published))
        if (
            dated
            or (child.dep_ == "poss" and _long_ago(child))
            or (child.dep_ == "acl" and _dated_past(child, published))
        ):
            found.add(Standing.PAST)
        elif child.dep_ == "prep" and child.lower_ in ("of", "in", "from"):
            found |= {Standing.PAST for each in child.children if each.dep_ == "pobj" and _past_year(each, published)}
    head = token.head
    indefinite = any(each.dep_ == "det" and each.lower_ in ("a", "an", "any", "another") for each in token.children)
    if token.dep_ == "nsubj" and indefinite and any(each.lower_ in words.unreal for each in head.children):
        found.add(Standing.POSSIBLE)
    return found


def _of_time(verb: Token, published: date | None) -> set[Standing]:
    """The past, where a verb of the past stands with a year of the past, or with so many years ago."""
    if verb.tag_ in ("VBP", "VBZ", "VB"):
        return set()
    if verb.dep_ in _ASIDE and _of_another_year(verb, published):
        return {Standing.PAST}
    if _dated_past(verb, published) or (_untimed(verb) and _dated_past(verb.head, published)):
        return {Standing.PAST}
    for child in verb.children:
        if _since_it_began(child):
            return {Standing.PAST}
        if child.dep_ == "mark" and child.lower_ in ("after", "since", "before") and verb.dep_ == "advcl":
            spans = (each for each in verb.children if each.dep_ in ("npadvmod", "advmod", "nmod"))
            if any(each.lemma_ in manners().past["spans"] for each in spans):
                return {Standing.PAST}
    if any(each.dep_ == "aux" and each.lower_ == "used" for each in verb.children):
        return {Standing.PAST}
    return set()


def _dated_past(verb: Token, published: date | None) -> bool:
    """Whether a verb stands with a year of the past, or with so many years ago."""
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in ("in", "during", "of", "from"):
            times = [each for time in child.children for each in (time, *time.children)]
            times += [each for of in times if of.lower_ == "of" for each in of.children]  # "in the summer of 2012"
            if any(_past_year(each, published) or _long_ago(each) for each in times):
                return True
        elif child.dep_ in ("npadvmod", "advmod") and _long_ago(child):
            return True
    return False


def _untimed(verb: Token) -> bool:
    """Whether a verb joined to another has its subject and its time from that one: "fell last year and was left"."""
    own = {each.dep_ for each in verb.children}
    return verb.dep_ == "conj" and verb.head.pos_ in VERBS and not own & (SUBJECTS | {"npadvmod"})


def _since_it_began(clause: Token) -> bool:
    """ "since the war began": what is told with it is of the whole war."""
    past = manners().past
    if clause.dep_ != "advcl" or clause.lemma_ not in past["starts"]:
        return False
    since = any(each.dep_ == "mark" and each.lower_ == "since" for each in clause.children)
    return since and any(each.dep_ in SUBJECTS and each.lemma_ in past["wars"] for each in clause.children)


def _of_another_year(verb: Token, published: date | None) -> bool:
    """Whether a side clause gives a year with its month, or stands before the past: it is background then."""
    if verb.dep_ == "relcl" and any(each.dep_ == "aux" and each.lower_ == "had" for each in verb.children):
        return True
    times = (each for each in verb.children if each.dep_ in ("prep", "npadvmod", "advmod") and each.i > verb.i)
    words = (word for each in times for one in (each, *each.children) for word in (one, *one.children))
    return any(
        (_YEAR.fullmatch(word.text) and (published is None or int(word.text[:4]) < published.year))
        or _past_month(word, published)
        for word in words
    )


def _past_month(word: Token, published: date | None) -> bool:
    """Whether a word is a month alone, without day or year, that lies more than a month before publication."""
    month = _MONTHS.get(word.text)
    if month is None or published is None or word.dep_ != "pobj" or word.head.lower_ not in ("in", "since"):
        return False
    return not any(each.pos_ == "NUM" for each in word.children) and (published.month - month) % 12 > 1


def _past_year(token: Token, published: date | None) -> bool:
    """Whether a token is a year that lies before that of publication. "May 2016" of 2017 may be near, so it is none."""
    if not _YEAR.fullmatch(token.text):
        return False
    if token.text[-1] == "s":
        return True
    named = token.i > 0 and token.nbor(-1).text[:1].isupper() and token.nbor(-1).pos_ in ("PROPN", "NUM")
    if published is None:
        return not named and not any(each.pos_ in ("NUM", "PROPN") and each.dep_ != "conj" for each in token.children)
    year = int(token.text[:4])
    return year < published.year - 1 or (year == published.year - 1 and (not named or published.month > 6))


def _long_ago(token: Token) -> bool:
    """ "last year", "two years ago", "decades earlier"."""
    past = manners().past
    if token.lower_ in ("ago", "earlier", "before"):
        return any(each.lemma_ in past["spans"] for each in token.children)
    if token.lemma_ not in past["spans"]:
        return False
    if token.lemma_ == "century":
        return True
    around = [each.lower_ for each in token.children]
    after = token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""
    return any(each in past["periods"] for each in around) or after in ("ago", "earlier")
