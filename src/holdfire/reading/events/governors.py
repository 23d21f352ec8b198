"""What an event hangs on in a sentence, and what that makes of it: "failed to", "a plan for", "denied that"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...records.reading import Standing
from .manners import SUBJECTS, VERBS, manners, refuses

if TYPE_CHECKING:
    from spacy.tokens import Token

_FAR = 12
_COMPLEMENTS = frozenset({"xcomp", "ccomp", "pcomp", "csubj", "csubjpass"})
_OBJECTS = frozenset({"dobj", "nsubjpass", "obj", "oprd", "attr"})
_LINKS = frozenset({"of", "for", "to", "against", "on", "about", "from", "with", "in", "at"})
_DETACHED = frozenset({"relcl", "appos", "parataxis", "intj", "dep"})

Hangs = tuple["Token | None", set[Standing]]


def governed(token: Token) -> Hangs:
    """The word that the token hangs on, if what is said of it holds for the token too, and what it makes of that."""
    head, dep = token.head, token.dep_
    if dep == "relcl" and (any(each.dep_ == "mark" for each in token.children) or _to_do(token)):
        dep = "acl"
    if head == token or dep in _DETACHED:
        return None, set()
    if dep == "conj":
        return _joined(token)
    if dep == "prep":
        return head, set()
    if dep == "pobj":
        return _through(token, head)
    if dep == "pcomp":
        return _without(head) or _through(token, head)
    if dep in _COMPLEMENTS:
        return (None, set()) if _wonders(token) else (head, _put(head, token, "complement"))
    if dep == "acl":
        return _of_deed(token, head)
    if dep == "advcl":
        return _beside(token, head)
    if dep in _OBJECTS:
        if head.lemma_ in manners().ending:
            return None, _ended(head, token)
        return head, _put(head, token, "object")
    if dep == "nsubj":
        return (head if head.lemma_ in manners().occurring else None), set()
    if dep in ("compound", "nmod"):
        return head, set()
    if dep in ("acomp", "amod"):
        return (head, set()) if dep == "acomp" else (None, set())
    return None, set()


def _joined(token: Token) -> Hangs:
    """What is joined by "and" hangs where the first hangs; with a subject of its own only where it is a complement."""
    head = token.head
    own_subject = token.pos_ in VERBS and any(each.dep_ in SUBJECTS for each in token.children)
    if own_subject and head.dep_ not in _COMPLEMENTS:
        return None, set()
    first, steps = head, 0
    while first.dep_ == "conj" and steps < _FAR:
        first, steps = first.head, steps + 1
    if first.dep_ in ("ROOT", "relcl", "advcl"):
        return None, set()
    return governed(first)


def _through(token: Token, preposition: Token) -> Hangs:
    """ "call for a truce", "an end to the siege", "without a shot"."""
    without = _without(preposition)
    if without is not None:
        return without
    governor, steps = preposition.head, 0
    while governor.dep_ == "prep" and steps < 3:
        governor, steps = governor.head, steps + 1
    if governor.pos_ in VERBS:
        if governor.lemma_ in manners().alleging:
            return governor, set()
        bound = preposition.lower_ in ("for", "to", "against", "from", "out", "off", "of", "on")
        return governor, _put(governor, token, "linked") if bound else set()
    if governor.lemma_ in manners().presupposing:
        return None, set()
    if preposition.lower_ == "of" and governor.lemma_ in manners().past["spans"] and governor.head.lower_ == "after":
        return governor, {Standing.PAST}
    if governor.lower_ == "case" and governor.head.lower_ == "in":
        return None, {Standing.POSSIBLE}
    if governor.lemma_ in ("start", "beginning", "onset") and governor.head.lower_ in ("since", "after"):
        return None, {Standing.PAST}
    if governor.lemma_ in manners().ending and preposition.lower_ == "to":
        return governor, {Standing.PLANNED}
    if preposition.lower_ in _LINKS:
        return governor, _of_named(governor)
    return None, set()


def _ended(head: Token, event: Token) -> set[Standing]:
    """What ends was; what is to end goes on, where it is told of which: "stop the shelling of the camp"."""
    if head.tag_ in ("VBD", "VBN", "VBZ", "VBP"):
        return {Standing.PAST}
    told = any(each.dep_ in ("prep", "poss") or each.lower_ in ("the", "this", "these") for each in event.children)
    return set() if told else {Standing.PLANNED}


def _wonders(verb: Token) -> bool:
    """Whether a clause asks who, what, how or when: that it was done is taken for granted."""
    asked = (word for each in verb.children if each.i < verb.i for word in (each, *each.children))
    return any(word.tag_ in ("WP", "WRB", "WDT") for word in asked)


def _without(preposition: Token) -> Hangs | None:
    before = preposition.nbor(-1).lower_ if preposition.i else ""
    phrase = f"{before} {preposition.lower_}"
    if preposition.lower_ in manners().prepositions or phrase in manners().phrases:
        return None, {Standing.NEGATED}
    return (None, {Standing.PLANNED}) if phrase in manners().ahead else None


def _of_deed(token: Token, noun: Token) -> Hangs:
    """ "a plan to withdraw", "reports that troops withdrew", "troops shelling the town"."""
    that = any(each.dep_ == "mark" and each.lower_ == "that" for each in token.children)
    if _to_do(token):
        ranked = any(each.dep_ == "amod" and each.lower_ in manners().ranks for each in noun.children)
        return noun, _of_named(noun) or (set() if ranked else {Standing.PLANNED})
    if that:
        unsaid = (Standing.DENIED, Standing.POSSIBLE, Standing.NEGATED)
        says: set[Standing] = {each for each in _of_named(noun) if each in unsaid}
        return noun, says
    if token.tag_ == "VBN" and noun.dep_ == "dobj" and noun.head.lemma_ == "see":
        return noun.head, set()
    return None, set()


def _to_do(verb: Token) -> bool:
    """Whether a verb is an infinitive: "to evacuate"."""
    return verb.tag_ == "VB" and any(each.dep_ == "aux" and each.lower_ == "to" for each in verb.children)


def _beside(token: Token, head: Token) -> Hangs:
    """An adverbial clause: a purpose is planned; what else it says is its own."""
    opened = any(each.dep_ == "mark" for each in token.children)
    if not opened and any(each.dep_ == "aux" and each.lower_ == "to" for each in token.children):
        words = manners()
        manner = words.adjectives.get(head.lemma_) or words.verbs.get(head.lemma_)
        return head, {manner or Standing.PLANNED}
    return None, set()


def _of_named(noun: Token) -> set[Standing]:
    words = manners()
    if noun.lemma_ in words.nouns:
        return {words.nouns[noun.lemma_]}
    if noun.lemma_ in words.past["nouns"]:
        return {Standing.PAST}
    return set()


def _put(head: Token, token: Token, how: str) -> set[Standing]:
    """What a governing verb (or adjective) makes of the event that hangs on it."""
    words, lemma = manners(), head.lemma_.lower()
    if head.pos_ == "ADJ" or head.dep_ == "acomp":
        manner = words.adjectives.get(lemma) or words.adjectives.get(head.lower_)
        return {manner} if manner else set()
    if token.dep_ == "nsubjpass" and token.pos_ == "NOUN":
        then = [each.lemma_ for each in head.children if each.dep_ == "xcomp"]
        if then:
            awaited = lemma in words.awaiting and any(each in words.occurring for each in then)
            return {Standing.PLANNED} if awaited else set()
    if lemma == "call" and (token.dep_ == "oprd" or any(each.dep_ == "oprd" for each in head.children)):
        return set()
    if lemma in ("have", "be") and token.dep_ == "xcomp" and _not_yet(head, token):
        return {Standing.NEGATED}
    if (
        lemma == "be"
        and token.dep_ == "xcomp"
        and token.lemma_ != "blame"
        and any(each.lower_ == "to" for each in token.children)
    ):
        return {Standing.PLANNED}
    if lemma == "have" and token.dep_ == "xcomp":
        return set() if head.tag_ == "VBD" else {Standing.PLANNED}
    if lemma == "go" and head.tag_ == "VBG" and token.dep_ == "xcomp":
        return {Standing.PLANNED}
    if lemma in words.dismissing and (token.lemma_ in words.claims or token.dep_ == "ccomp"):
        return {Standing.DENIED}
    manner = words.verbs.get(lemma)
    if manner is Standing.DENIED and refuses(head):
        return {Standing.POSSIBLE}
    if manner is None or (token.dep_ == "ccomp" and lemma in words.asking and _finite(token)):
        return _unsaid(head, lemma, token)
    if manner is Standing.PLANNED and refuses(head) and lemma in words.undertaking:
        return {manner, Standing.NEGATED}
    if how == "linked" and manner is Standing.NEGATED and lemma not in words.kept_from:
        return set()
    return set() if how == "object" and lemma in words.settling else {manner}


def _not_yet(head: Token, verb: Token) -> bool:
    """ "have yet to agree"."""
    return any(each.lower_ == "yet" and each.i < verb.i for word in (head, verb) for each in word.children)


def _finite(verb: Token) -> bool:
    helpers = {each.dep_ for each in verb.children if each.dep_ in ("aux", "auxpass")}
    if verb.tag_ in ("VBN", "VBG") and not helpers:
        return False
    return not any(each.dep_ == "aux" and each.lower_ == "to" for each in verb.children) and verb.tag_ in (
        "VBD",
        "VBZ",
        "VBP",
        "VBN",
        "VBG",
        "MD",
    )


def _unsaid(head: Token, lemma: str, token: Token) -> set[Standing]:
    """ "They did not say that …": neither said nor denied; but "did not say who …" takes it for granted."""
    if any(each.tag_ in ("WP", "WRB", "WDT") for each in token.children):
        return set()
    if lemma in manners().opaque and token.dep_ in ("ccomp", "xcomp") and refuses(head):
        return {Standing.POSSIBLE}
    return set()
