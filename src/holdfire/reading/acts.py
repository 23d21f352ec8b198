"""What a verb or a noun says that is done: an event of PLOVER, put together from a verb and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..records.reading import Standing
from ._frames import Around, Frame, Lexicon, around, lexicon
from .modality import standing

if TYPE_CHECKING:
    from datetime import date

    from spacy.tokens import Token

_FAR = 5
"""Verbs that are followed down at most: "agreed to begin to help to carry …"."""

_DOING = frozenset({"xcomp", "ccomp", "pcomp", "advcl"})
_OBJECTS = frozenset({"dobj", "nsubjpass", "obj", "oprd"})
_UNDONE = frozenset({Standing.NEGATED, Standing.DENIED})
_AHEAD = frozenset({Standing.PLANNED, Standing.POSSIBLE})


@dataclass(frozen=True, slots=True)
class Act:
    """Something done. `event` is what the sentence says (a promise to withdraw is AGREE), `deed` what is promised.

    Both are events of PLOVER in its finer, older division (DEMAND, DISAPPROVE, FIGHT …); `root` gives that of the
    manual of 2021. `token` is the word that says it, `parts` the words that it takes in, `sure` how well its frame fits.
    """

    event: str
    deed: str
    token: int
    parts: tuple[int, ...]
    standing: Standing
    sure: float

    @property
    def root(self) -> str:
        """
        >>> from holdfire.reading.parsing import parse
        >>> act_of(parse("The rebels attacked the town.")[2]).root
        'ASSAULT'
        """
        return lexicon().root.get(self.event, self.event)


def act_of(token: Token, published: date | None = None) -> Act | None:
    """What the token says that is done, if it says so; a verb takes in the verbs and nouns that hang on it.

    >>> from holdfire.reading.parsing import parse
    >>> [act_of(token).event for token in parse("The rebels agreed to release the hostages.") if token.text == "agreed"]
    ['AGREE']
    """
    if token.pos_ in ("VERB", "AUX"):
        return _of_verb(token, published, 0)
    if token.pos_ in ("NOUN", "PROPN"):
        return noun_act(token, published)
    return None


def noun_act(token: Token, published: date | None = None) -> Act | None:
    """What a noun tells of itself: "an attack", "talks"."""
    event = _noun_event(token)
    if event is None:
        return None
    return _put(Act(event, event, token.i, (token.i,), standing(token.doc, token, published), 0.5), lexicon())


def _noun_event(token: Token) -> str | None:
    words = lexicon().nouns.get(token.lemma_.lower()) or lexicon().nouns.get(token.lower_)
    if not words:
        return None
    beside = {
        each.lemma_.lower() for child in token.children for each in (child, *child.children) if child.i != token.i
    }
    return next((event for modifier, event in words if modifier is None or modifier in beside), None)


def _of_verb(verb: Token, published: date | None, depth: int) -> Act | None:
    words = lexicon()
    lemma = verb.lemma_.lower()
    if depth > _FAR or lemma not in words.known:
        return None
    with_ = around(verb)
    frame = _best(lemma, with_, words)
    below = _below(verb, published, depth, words)
    intent = _intent(verb, lemma, with_, frame, words)
    if intent is not None:
        found = _intended(verb, intent, frame, with_, below, words)
        if found is not None:
            return _finished(verb, found, published, words)
    if frame is not None and (frame.size >= 2 or below is None or lemma not in words.light):
        sure = min(0.95, 0.55 + 0.08 * frame.size)
        return _finished(
            verb, Act(frame.event, frame.event, verb.i, (verb.i,), Standing.REPORTED, sure), published, words
        )
    if below is not None and (lemma in words.light or lemma in words.intents["carrying"]):
        took = replace(below, token=verb.i, parts=(verb.i, *below.parts))
        return took if verb.doc[below.token].pos_ in ("VERB", "AUX") else _finished(verb, took, published, words)
    return None


def _best(lemma: str, with_: Around, words: Lexicon) -> Frame | None:
    """Of the frames that hold, the one that asks for most; of equals, the first."""
    held = [frame for frame in words.verbs.get(lemma, ()) if with_.meets(frame)]
    return max(held, key=lambda frame: frame.size, default=None)


def _below(verb: Token, published: date | None, depth: int, words: Lexicon) -> Act | None:
    """What the verb's complement or object says that is done."""
    nouns = []
    for child in verb.children:
        if child.dep_ in ("xcomp", "ccomp") or (child.dep_ == "advcl" and _to(child)):
            found = _of_verb(child, published, depth + 1) if child.pos_ in ("VERB", "AUX") else None
            if found is not None:
                return found
            if child.dep_ == "acomp" or child.pos_ == "ADJ":
                found = _below(child, published, depth + 1, words)
                if found is not None:
                    return found
        elif child.dep_ in _OBJECTS:
            nouns.append(child)
        elif child.dep_ == "acomp" and depth < _FAR:
            found = _below(child, published, depth + 1, words)
            if found is not None:
                return found
        elif child.dep_ in ("prep", "dative"):
            for each in child.children:
                if each.dep_ == "pcomp" and each.pos_ == "VERB":
                    found = _of_verb(each, published, depth + 1)
                    if found is not None:
                        return found
                elif each.dep_ == "pobj":
                    nouns.append(each)
    for noun in nouns:
        event = _noun_event(noun)
        if event is not None:
            return Act(event, event, noun.i, (noun.i,), Standing.REPORTED, 0.7)
    return None


def _to(verb: Token) -> bool:
    return any(each.dep_ == "aux" and each.lower_ == "to" for each in verb.children)


def _intent(verb: Token, lemma: str, with_: Around, frame: Frame | None, words: Lexicon) -> str | None:
    """Whether a verb decides what the deed is that hangs on it, and how."""
    intents = words.intents
    if lemma == "be" or verb.pos_ == "AUX":
        for child in verb.children:
            if child.dep_ in ("acomp", "attr"):
                if child.lower_ in intents["agreeing_adjectives"] and any(True for _ in child.children):
                    return "agreeing"
                if child.lower_ in intents["refusing_adjectives"]:
                    return "refusing"
    if frame is not None and frame.particle and frame.event == "REJECT":
        return None
    if lemma in intents["asking"] and _asks_another(verb, with_):
        return "asking"
    for name in ("threatening", "refusing", "agreeing"):
        if lemma in intents[name]:
            return name
    return None


def _asks_another(verb: Token, with_: Around) -> bool:
    """ "wants them to leave" asks, "wants to leave" does not."""
    if verb.lemma_ in ("want", "expect", "insist", "tell", "order", "require", "warn"):
        for child in verb.children:
            if child.dep_ in ("ccomp", "xcomp") and any(each.dep_ == "nsubj" for each in child.children):
                return verb.lemma_ not in ("tell", "warn") or _to(child)
            if child.dep_ == "xcomp" and any(each.dep_ in ("dobj", "dative") for each in verb.children):
                return True
        return verb.lemma_ in ("insist", "require")
    return bool(with_.clauses or with_.behind.keys() & {"for", "on", "upon", "to"} or with_.objects)


def _intended(
    verb: Token, intent: str, frame: Frame | None, with_: Around, below: Act | None, words: Lexicon
) -> Act | None:
    lemma = verb.lemma_.lower()
    parts = (verb.i, *(below.parts if below else ()))
    deed = below.deed if below else None

    def act(event: str, sure: float = 0.85) -> Act:
        return Act(event, deed or event, verb.i, parts, Standing.REPORTED, sure)

    if intent == "asking":
        return act("DEMAND")
    if intent == "threatening":
        return act("THREATEN")
    if intent == "refusing":
        if frame is not None and frame.size >= 2 and frame.event != "REJECT":
            return None
        if lemma == "fail":
            return act(words.negated[deed], 0.7) if deed in words.negated else None
        return act("REJECT")
    if intent == "agreeing":
        return _agreed(lemma, frame, with_, below, act, words)
    return None


def _agreed(
    lemma: str, frame: Frame | None, with_: Around, below: Act | None, act: object, words: Lexicon
) -> Act | None:
    make = act if callable(act) else None
    if make is None:
        return None
    if below is None:
        if frame is not None and frame.event != "AGREE":
            return None
        plain = lemma in (
            "agree",
            "pledge",
            "promise",
            "vow",
            "offer",
            "commit",
            "consent",
            "accept",
            "undertake",
            "guarantee",
        )
        return make("AGREE", 0.75) if plain else (make("AGREE", 0.45) if frame is not None else None)
    if below.event in words.hostile and below.event != "REJECT":
        return make("THREATEN") if lemma not in ("want", "hope", "consider", "expect") else make("THREATEN", 0.55)
    if below.event in ("REJECT", "DEMAND", "DISAPPROVE", "INVESTIGATE"):
        return make(below.event, 0.7)
    if frame is not None and frame.size >= 2 and frame.event not in ("AGREE", "THREATEN") and not with_.clauses:
        return None
    return make("AGREE")


def _finished(verb: Token, act: Act, published: date | None, words: Lexicon) -> Act:
    return _put(replace(act, standing=standing(verb.doc, verb, published)), words)


def _put(act: Act, words: Lexicon) -> Act:
    """What is planned is a promise or a threat, what was not done a refusal, where the scheme says so."""
    if act.standing in _AHEAD and act.event == act.deed:
        return replace(act, event=words.planned.get(act.event, act.event))
    if act.standing in _UNDONE:
        return replace(act, event=words.negated.get(act.event, act.event))
    return act
