"""Words that report an event: verbs and nouns by lemma, told apart by what stands near them in the parse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ..knowledge import knowledge

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_POS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun"}
_PLACE, _NAME, _NUMBER = "PLACE", "NAME", "NUMBER"
_KEPT = frozenset({_PLACE, _NAME, _NUMBER})
_DEEP = 3
_SOURCES = frozenset({"according", "per"})
"""What opens the naming of a source: whoever it is has no part in the event."""
_APART = frozenset({"ccomp", "parataxis", "relcl", "csubj"})
_PARTS = frozenset(
    {"number", "dozen", "hundred", "thousand", "series", "couple", "string", "wave", "ton", "tonne", "convoy", "column"}
)
"""Nouns that count what stands behind their "of", which is then as near as they are."""
_SOLEMN = frozenset({"announce", "declare", "proclaim"})
"""Verbs that bring about what they say will be: "announced that a truce would begin"."""
_WIDEST = 80
"""Words round a word that are looked at, at most."""
_FORMS = "holdfire.forms"
_NAMES = frozenset({"prep", "agent", "pobj", "dobj", "compound", "amod", "nmod", "conj", "poss", "prt", "nummod"})
_FOLLOWED = _NAMES | {"nsubj", "nsubjpass", "xcomp", "attr", "oprd", "acl"}
_FILLED = frozenset({"compound", "amod", "nummod", "acl", "relcl", "poss", "appos", "nmod"})
_HYPHENS = frozenset({"-", "\u2010", "\u2011"})
_RELATIVE = frozenset({"WDT", "WP"})
_LAYERS = ((False, False), (True, False), (True, True))
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_AS_NOUN = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})
_BARE_WITH = frozenset({"the", "this", "that", "these", "those", "such"})


@dataclass(frozen=True)
class Frame:
    """One entry of words/triggers.yaml, ready to be looked up."""

    types: Mapping[str, float]
    sure: float
    act: str | None
    weapon: str | None
    with_: frozenset[str]
    object: frozenset[str]
    and_: frozenset[str]
    without: frozenset[str]
    negated: bool
    does: bool
    own: bool


@dataclass(frozen=True)
class Trigger:
    """A word that reports an event: `types` with their weights (one, or rivals), and how sure the word is of it.

    `bare`: a noun that only speaks of something known ("after the attack"). `negated`: it reports the event only where
    it is negated ("no shot was fired"), and `own`: by who speaks of his own side ("said it had fired no shot").
    """

    token: int
    types: Mapping[str, float]
    sure: float
    act: str | None = None
    weapon: str | None = None
    negated: bool = False
    bare: bool = False
    own: bool = False

    @property
    def type(self) -> str:
        """The likeliest sub-type."""
        return max(self.types, key=lambda each: self.types[each])


EVENTS = "triggers.yaml"


@dataclass(frozen=True)
class Lexicon:
    """The frames of a lexicon by part of speech and lemma, its naming nouns, its telling verbs and its lasting ones."""

    frames: Mapping[tuple[str, str], tuple[Frame, ...]]
    anywhere: frozenset[str]
    first: frozenset[str]
    naming: frozenset[str]
    telling: frozenset[str]
    lasting: frozenset[str]


@cache
def lexicon(name: str = EVENTS) -> Lexicon:
    """A lexicon under words/, ready to be looked up."""
    content = knowledge("words", name)
    classes = {name: frozenset(_kept(each) for each in words) for name, words in content["classes"].items()}
    found: dict[tuple[str, str], list[Frame]] = {}
    for entry in content["frames"]:
        frame = _frame(entry, classes)
        for lemma in _words(entry["on"], classes):
            found.setdefault((entry["pos"], lemma), []).append(frame)
    return Lexicon(
        {key: tuple(each) for key, each in found.items()},
        frozenset(lemma for pos, lemma in found if pos == "any"),
        frozenset(lemma.split(" ")[0] for _, lemma in found),
        frozenset(content.get("naming", ())),
        frozenset(content.get("telling", ())),
        frozenset(content.get("lasting", ())),
    )


def _words(listed: list[str], classes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    for each in listed:
        found |= classes.get(each, {_kept(each)})
    return frozenset(found)


def _frame(entry: Mapping[str, Any], classes: Mapping[str, frozenset[str]]) -> Frame:
    types = entry["type"]
    return Frame(
        types if isinstance(types, dict) else {types: 1.0},
        float(entry["sure"]),
        entry.get("act"),
        entry.get("weapon"),
        _words(entry.get("with", []), classes),
        _words(entry.get("object", []), classes),
        _words(entry.get("and", []), classes),
        _words(entry.get("without", []), classes),
        bool(entry.get("negated", False)),
        bool(entry.get("does", False)),
        bool(entry.get("own", False)),
    )


def _kept(word: str) -> str:
    return word if word in _KEPT else word.casefold().replace("-", "")


def triggers(sentence: Span, places: frozenset[int] = frozenset(), name: str = EVENTS) -> list[Trigger]:
    """The words of a sentence that report an event, in order. `places` are the indices of tokens inside place names.

    At one word the surest frame stands, and beside it the surest of those that need a "not". A word may report an event
    that did not happen: see modality.py.
    """
    found: list[Trigger] = []
    known = lexicon(name)
    loose = sentence.root.pos_ not in ("VERB", "AUX")
    hyphened = False
    for token in sentence:
        text = token.text
        may = hyphened or loose or _may_tell(known, token, text)
        hyphened = text in _HYPHENS
        if not may or token.dep_ in ("aux", "auxpass"):
            continue
        options = list(_looked_up(known, token, loose))
        if not options or _only_names(known, token):
            continue
        around = near(token, places)
        done_to = _done_to(token, places) if any(frame.object for frame in options) else set()
        fitting = [frame for frame in options if _fits(frame, around, done_to or around)]
        for negated, own in _LAYERS:
            some = [frame for frame in fitting if frame.negated is negated and frame.own is own]
            if some:
                best = max(some, key=lambda each: each.sure)
                bare = not negated and _bare(known, token)
                at = token.head if best.does and token.dep_ in _SUBJECTS and token.head.pos_ == "VERB" else token
                found.append(Trigger(at.i, best.types, best.sure, best.act, best.weapon, best.negated, bare, best.own))
    return found


def _may_tell(known: Lexicon, token: Token, text: str) -> bool:
    """Whether a word needs to be looked up at all: most need not."""
    return token.lemma_.casefold() in known.first or text.lower() in known.first or "-" in text


def _looked_up(known: Lexicon, token: Token, loose: bool) -> Iterator[Frame]:
    pos = _POS.get(token.pos_)
    keys = forms(token)
    if not keys.isdisjoint(known.anywhere):
        for key in sorted(keys):
            yield from known.frames.get(("any", key), ())
    if pos is None:
        return
    for key in sorted(keys):
        yield from known.frames.get((pos, key), ())
    if token.tag_ == "VBG" and token.dep_ in _AS_NOUN:
        yield from known.frames.get(("noun", token.lower_), ())
    if loose and pos == "noun" and not (token.i and token.nbor(-1).text in _HYPHENS):
        for key in _as_verb(token.lower_):
            yield from known.frames.get(("verb", key), ())


def _as_verb(word: str) -> list[str]:
    """What verb a word may be that was taken for a noun, as happens in headlines ("Army Liberates Hill")."""
    if word.endswith("ies"):
        return [word[:-3] + "y"]
    if word.endswith(("es", "ed")):
        return [word[:-2], word[:-1]]
    return [word[:-1]] if word.endswith("s") and not word.endswith("ss") else []


def _only_names(known: Lexicon, token: Token) -> bool:
    """Whether the word only describes or names something: "the besieged town", "the evacuation deal"."""
    if token.dep_ == "amod" and token.pos_ == "VERB":
        return True
    return token.dep_ in ("compound", "nmod") and token.head.lemma_.casefold() in known.naming


def _bare(known: Lexicon, token: Token) -> bool:
    """Whether a word speaks of something known and adds nothing: "after the attack", "rebels fighting the army"."""
    if token.dep_ == "acl" and token.lemma_ in known.lasting:
        return True
    if _POS.get(token.pos_) != "noun" or not known.telling:
        return False
    determined = False
    for child in token.children:
        if child.dep_ == "det":
            determined = child.lower_ in _BARE_WITH
            if not determined:
                return False
        elif child.dep_ in _FILLED or (child.dep_ == "prep" and child.i > token.i):
            return False
    head = token.head
    if head.pos_ == "ADP":
        head = head.head
    return determined and head.lemma_.casefold() not in known.telling


def forms(token: Token) -> frozenset[str]:
    """The forms under which a word is looked up: its lemma, joined with a particle or with what a hyphen ties to it.

    They are kept with the document, as a word stands near many others.
    """
    kept: dict[int, frozenset[str]] = token.doc.user_data.setdefault(_FORMS, {})
    found = kept.get(token.i)
    if found is None:
        found = kept[token.i] = frozenset(_forms(token))
    return found


def _forms(token: Token) -> set[str]:
    lemma, lower = token.lemma_.casefold(), token.lower_
    if lower in _SOURCES:
        return {lower}
    found = {lemma, lower}
    if token.pos_ in ("VERB", "AUX"):
        found |= {f"{lemma} {child.lower_}" for child in token.children if child.dep_ in ("prt", "advmod", "prep")}
    elif token.pos_ == "PROPN" and lower[-1] == "s" and len(lower) > 3:
        found.add(lower[:-1])
    if token.i >= 2 and token.nbor(-1).text in _HYPHENS:
        found = {token.nbor(-2).lower_ + lemma} | (set() if token.pos_ == "VERB" else found)
    if "-" in lower or "-" in lemma:
        found |= {each.replace("-", "") for each in found}
    return found


def near(token: Token, places: frozenset[int] = frozenset()) -> set[str]:
    """The forms of what hangs on a word, what it hangs on, and what else hangs there."""
    found: set[str] = set()
    around = [*_below(token, _DEEP), *_shared_subject(token), *_antecedent(token)]
    if token.lemma_ in _SOLEMN:
        around += [each for child in token.children if child.dep_ == "ccomp" for each in _below(child, 2)]
    head = token
    for _ in range(2):
        if head.head == head or _stands_alone(head):
            break
        before, head = head, head.head
        around.append(head)
        for child in head.children:
            if child != before and not child.is_punct and child.lower_ not in _SOURCES:
                around.append(child)
                around += _below(child, 2)
        if head.pos_ in ("VERB", "AUX") or len(around) > _WIDEST:
            break
    for each in around[:_WIDEST]:
        found |= _marked(each, places)
    return found


def _marked(word: Token, places: frozenset[int]) -> set[str]:
    found = set(forms(word))
    if word.i in places:
        found.add(_PLACE)
    if word.pos_ == "PROPN":
        found.add(_NAME)
    elif word.pos_ == "NUM":
        found.add(_NUMBER)
    return found


def _done_to(verb: Token, places: frozenset[int]) -> set[str]:
    """The forms of what a verb is done to: its object, or who suffers it; empty where the sentence does not tell."""
    things = [each for each in verb.children if each.dep_ in ("dobj", "nsubjpass") and each.tag_ not in _RELATIVE]
    suffers = any(each.dep_ in ("auxpass", "agent") or each.tag_ in _RELATIVE for each in verb.children)
    if not things and verb.dep_ in ("acl", "relcl") and (suffers or verb.tag_ == "VBN"):
        things = [verb.head]
    found: set[str] = set()
    for thing in things[:_DEEP]:
        for each in (thing, *thing.children):
            if each.dep_ in ("conj", "appos", "compound", "nummod") or each == thing:
                found |= _marked(each, places)
            elif each.lower_ == "of":
                for part in each.children:
                    found |= _marked(part, places)
    return found


def _stands_alone(word: Token) -> bool:
    """Whether a verb heads a clause that says for itself what it says."""
    if word.pos_ not in ("VERB", "AUX"):
        return False
    return word.dep_ in _APART or any(each.dep_ in _SUBJECTS for each in word.children)


def _shared_subject(word: Token) -> Iterator[Token]:
    """The subject that a verb or its noun has from the verb that it is joined to."""
    verb = word if word.pos_ == "VERB" else word.head
    if verb.dep_ != "conj" or verb.pos_ != "VERB" or any(each.dep_ in _SUBJECTS for each in verb.children):
        return
    for each in verb.head.children:
        if each.dep_ in _SUBJECTS:
            yield each
            yield from _below(each, 2)


def _antecedent(verb: Token) -> Iterator[Token]:
    """What "that" or "which" stands for, where it is the subject of a verb: "a truce that took effect"."""
    if verb.dep_ == "relcl" and any(each.dep_ in _SUBJECTS and each.tag_ in _RELATIVE for each in verb.children):
        yield verb.head
        yield from (each for each in verb.head.children if each.dep_ in ("compound", "amod", "nummod"))


def _below(token: Token, depth: int) -> Iterator[Token]:
    for child in token.children:
        if child.is_punct or child.lower_ in _SOURCES:
            continue
        yield child
        if depth > 1 and child.dep_ in _FOLLOWED:
            counts = child.lemma_ in _PARTS or (child.lower_ == "of" and token.lemma_ in _PARTS)
            yield from _below(child, depth if counts else depth - 1)


def _fits(frame: Frame, around: set[str], done_to: set[str]) -> bool:
    return (
        (not frame.with_ or not around.isdisjoint(frame.with_))
        and (not frame.object or not done_to.isdisjoint(frame.object))
        and (not frame.and_ or not around.isdisjoint(frame.and_))
        and around.isdisjoint(frame.without)
    )
