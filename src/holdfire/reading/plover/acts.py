"""What a verb or a noun says that is done: an event of PLOVER, put together from a verb and what hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...records.reading import Standing
from ..events.manners import is_none
from ..events.modality import standing
from .frames import Around, Frame, Lexicon, around, lexicon

if TYPE_CHECKING:
    from datetime import date

    from spacy.tokens import Token

_FAR = 5
"""Verbs that are followed down at most: "agreed to begin to help to carry …"."""

_EXACT = 6
"""A frame that asks for this much says more than that its verb asks, agrees or refuses."""

_SURE = 0.85
"""How sure a verb is that decides what the deed is."""

_OBJECTS = frozenset({"dobj", "nsubjpass", "obj", "oprd"})
_UNDONE = frozenset({Standing.NEGATED, Standing.DENIED})
_AHEAD = frozenset({Standing.PLANNED, Standing.POSSIBLE})


@dataclass(frozen=True, slots=True)
class Act:
    """Something done. `event` is what the sentence says (a promise to withdraw is AGREE), `deed` what is promised.

    Both are events of PLOVER in its finer, older division (DEMAND, DISAPPROVE, FIGHT …); `root` gives that of the
    manual of 2021. `token` is the word that says it, `parts` the words it takes in, `sure` how well its frame fits.
    `required`: it is said that somebody must or should do it, which asks for it.
    """

    event: str
    deed: str
    token: int
    parts: tuple[int, ...]
    standing: Standing
    sure: float
    required: bool = False

    @property
    def root(self) -> str:
        """
        >>> from holdfire.reading.grammar.parsing import parse
        >>> act_of(parse("The rebels attacked the town.")[2]).root
        'ASSAULT'
        """
        return lexicon().root.get(self.event, self.event)


Read = dict[int, "Act | None"]
"""What was found of each verb, so that one that hangs on several others is read once."""


def act_of(token: Token, published: date | None = None, read: Read | None = None) -> Act | None:
    """What the token says that is done, if it says so; a verb takes in the verbs and nouns that hang on it.

    >>> from holdfire.reading.grammar.parsing import parse
    >>> [act_of(token).event for token in parse("The rebels agreed to release the hostages.") if token.text == "agreed"]
    ['AGREE']
    """
    if token.pos_ in ("VERB", "AUX"):
        return _of_verb(token, published, 0, {} if read is None else read)
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


def _of_verb(verb: Token, published: date | None, depth: int, read: Read) -> Act | None:
    if verb.i not in read:
        read[verb.i] = None if depth > _FAR else _verb_act(verb, published, depth, read)
    return read[verb.i]


def _verb_act(verb: Token, published: date | None, depth: int, read: Read) -> Act | None:
    words = lexicon()
    lemma = verb.lemma_.lower()
    if lemma not in words.known:
        return _only_required(verb, published, words)
    with_ = around(verb)
    frame = _best(lemma, with_, words)
    below = _below(verb, published, depth, read)
    intent = _intent(verb, lemma, with_, frame, words)
    if intent is not None and not (frame is not None and frame.size >= _EXACT):
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
    if below is not None and lemma in words.intents["saying"] and _suffered(verb, below, words):
        return _finished(verb, replace(below, event="DISAPPROVE", deed="DISAPPROVE", token=verb.i), published, words)
    return _only_required(verb, published, words)


def _only_required(verb: Token, published: date | None, words: Lexicon) -> Act | None:
    """Whatever somebody is told that they must do: "Israel should reopen the port, the minister said"."""
    if verb.dep_ != "ccomp" or verb.head.lemma_ not in words.intents["saying"]:
        return None
    if not any(each.dep_ == "aux" and each.lower_ in words.intents["requiring"] for each in verb.children):
        return None
    if not any(each.dep_ == "nsubj" and each.pos_ in ("PROPN", "NOUN") for each in verb.children):
        return None
    return _finished(verb, Act("DEMAND", "DEMAND", verb.i, (verb.i,), Standing.REPORTED, 0.6), published, words)


def _suffered(verb: Token, below: Act, words: Lexicon) -> bool:
    """Whether who speaks tells of what was done to them: "Chad said Sudan had bombed its villages"."""
    if below.deed not in words.hostile:
        return False
    told = next((child for child in verb.children if child.dep_ == "ccomp"), None)
    if told is None or told.i < verb.i:
        return False
    subject = next((each for each in told.children if each.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None or subject.pos_ == "PRON":
        return False
    after = (each for each in told.subtree if each.i > told.i)
    return any(each.lower_ in ("its", "it", "them") for each in after)


def _best(lemma: str, with_: Around, words: Lexicon) -> Frame | None:
    """Of the frames that hold, the one that asks for most; of equals, the first."""
    held = [frame for frame in words.verbs.get(lemma, ()) if with_.meets(frame)]
    return max(held, key=lambda frame: frame.size, default=None)


def _below(verb: Token, published: date | None, depth: int, read: Read) -> Act | None:
    """What the verb's complement or object says that is done."""
    nouns = []
    for child in verb.children:
        if child.dep_ in ("xcomp", "ccomp") or (child.dep_ == "advcl" and _to(child)):
            found = _of_verb(child, published, depth + 1, read) if child.pos_ in ("VERB", "AUX") else None
            if found is not None:
                return found
            if child.dep_ == "acomp" or child.pos_ == "ADJ":
                found = _below(child, published, depth + 1, read)
                if found is not None:
                    return found
        elif child.dep_ in _OBJECTS:
            nouns.append(child)
        elif child.dep_ == "acomp" and depth < _FAR:
            found = _below(child, published, depth + 1, read)
            if found is not None:
                return found
        elif child.dep_ in ("prep", "dative"):
            for each in child.children:
                if each.dep_ == "pcomp" and each.pos_ == "VERB":
                    found = _of_verb(each, published, depth + 1, read)
                    if found is not None:
                        return found
                elif each.dep_ == "pobj":
                    nouns.append(each)
    for noun in nouns:
        event = _noun_event(noun)
        if event is not None:
            if (noun.dep_ == "pobj" and noun.head.lower_ == "without") or is_none(noun):
                event = lexicon().negated.get(event, event)
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
    if lemma in intents["hoping"]:
        return "asking" if _of_another(verb) else "agreeing" if lemma in intents["agreeing"] else None
    if lemma in intents["asking"] and _asks_another(verb, with_):
        return "asking"
    for name in ("threatening", "refusing", "agreeing"):
        if lemma in intents[name]:
            return name
    return None


def _of_another(verb: Token) -> bool:
    """ "wants them to leave" asks, "wants to leave" does not: somebody else is to do it."""
    for child in verb.children:
        if child.dep_ in ("ccomp", "xcomp"):
            subject = next((each for each in child.children if each.dep_ in ("nsubj", "nsubjpass")), None)
            if subject is not None:
                return subject.pos_ != "PRON" or subject.lower_ not in ("it", "he", "she", "they")
            if child.dep_ == "xcomp" and any(each.dep_ in ("dobj", "dative") for each in verb.children):
                return True
    return False


def _asks_another(verb: Token, with_: Around) -> bool:
    """Whether a verb of asking asks somebody: "told them that" and "warned that" only tell."""
    if verb.lemma_ in ("tell", "warn", "order"):
        return any(child.dep_ in ("ccomp", "xcomp") and _to(child) for child in verb.children)
    if verb.lemma_ in ("insist", "require"):
        return True
    return bool(with_.clauses or with_.behind.keys() & {"for", "on", "upon", "to"} or with_.objects)


def _intended(
    verb: Token, intent: str, frame: Frame | None, with_: Around, below: Act | None, words: Lexicon
) -> Act | None:
    lemma = verb.lemma_.lower()
    parts = (verb.i, *(below.parts if below else ()))
    deed = below.deed if below else None

    def act(event: str, sure: float = _SURE) -> Act:
        return Act(event, deed or event, verb.i, parts, Standing.REPORTED, sure)

    if intent == "asking":
        return act("PROTEST" if with_.subjects & words.crowd else "DEMAND")
    if intent == "threatening":
        return act("THREATEN")
    if intent == "refusing":
        if frame is not None and frame.size >= 2 and frame.event != "REJECT":
            return None
        if lemma == "fail":
            return act(words.negated[deed], 0.7) if deed is not None and deed in words.negated else None
        return act("REJECT")
    if intent == "agreeing":
        return _agreed(lemma, frame, with_, below, act, words)
    return None


def _agreed(
    lemma: str, frame: Frame | None, with_: Around, below: Act | None, make: Callable[[str, float], Act], words: Lexicon
) -> Act | None:
    if below is None:
        if frame is not None and frame.event != "AGREE":
            return None
        if lemma in words.defiant:
            return make("THREATEN", 0.55)
        plain = lemma in words.plainly
        return make("AGREE", 0.75) if plain else (make("AGREE", 0.45) if frame is not None else None)
    if below.event in words.hostile and below.event != "REJECT":
        return make("THREATEN", 0.55 if lemma in words.musing else _SURE)
    if below.event in ("REJECT", "DEMAND", "DISAPPROVE", "INVESTIGATE"):
        return make(below.event, 0.7)
    if frame is not None and frame.size >= 2 and frame.event not in ("AGREE", "THREATEN") and not with_.clauses:
        return None
    return make("AGREE", _SURE)


def _finished(verb: Token, act: Act, published: date | None, words: Lexicon) -> Act:
    if any(each.dep_ == "aux" and each.lower_ in words.intents["requiring"] for each in verb.children):
        return replace(act, event="DEMAND", standing=standing(verb.doc, verb, published), required=True)
    return _put(replace(act, standing=standing(verb.doc, verb, published)), words)


def _put(act: Act, words: Lexicon) -> Act:
    """What is planned is a promise or a threat, what was not done a refusal, where the scheme says so."""
    if act.standing in _AHEAD and act.event == act.deed:
        return replace(act, event=words.planned.get(act.event, act.event))
    if act.standing in _UNDONE:
        return replace(act, event=words.negated.get(act.event, act.event))
    return act
