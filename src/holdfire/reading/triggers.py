"""Words that report an event: verbs and nouns by lemma, told apart by what stands near them in the parse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from .subtypes import knowledge

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_POS = {"verb": ("VERB", "AUX"), "noun": ("NOUN", "PROPN")}
_PLACE = "PLACE"
_DEEP = 3
_NAMES = ("prep", "agent", "pobj", "dobj", "compound", "amod", "nmod", "conj", "poss", "prt", "nummod")


@dataclass(frozen=True)
class Frame:
    """One entry of words/triggers.yaml, ready to be looked up."""

    types: Mapping[str, float]
    sure: float
    act: str | None
    weapon: str | None
    with_: frozenset[str]
    without: frozenset[str]
    negated: bool


@dataclass(frozen=True)
class Trigger:
    """A word that reports an event: `types` with their weights (one, or rivals), and how sure the word is of it."""

    token: int
    types: Mapping[str, float]
    sure: float
    act: str | None = None
    weapon: str | None = None
    negated: bool = False

    @property
    def type(self) -> str:
        """The likeliest sub-type."""
        return max(self.types, key=lambda each: self.types[each])


EVENTS = "triggers.yaml"


@cache
def frames(lexicon: str = EVENTS) -> dict[tuple[str, str], tuple[Frame, ...]]:
    """The frames of a lexicon under words/, by part of speech and lemma."""
    content = knowledge("words", lexicon)
    classes = {name: frozenset(_plain(each) for each in words) for name, words in content["classes"].items()}
    found: dict[tuple[str, str], list[Frame]] = {}
    for entry in content["frames"]:
        frame = _frame(entry, classes)
        for lemma in entry["on"]:
            found.setdefault((entry["pos"], _plain(lemma)), []).append(frame)
    return {key: tuple(each) for key, each in found.items()}


def _frame(entry: Mapping[str, Any], classes: Mapping[str, frozenset[str]]) -> Frame:
    def words(name: str) -> frozenset[str]:
        found: set[str] = set()
        for each in entry.get(name, ()):
            found |= classes.get(each, {each if each == _PLACE else _plain(each)})
        return frozenset(found)

    types = entry["type"]
    return Frame(
        types if isinstance(types, dict) else {types: 1.0},
        float(entry["sure"]),
        entry.get("act"),
        entry.get("weapon"),
        words("with"),
        words("without"),
        bool(entry.get("negated", False)),
    )


def _plain(word: str) -> str:
    return word.casefold().replace("-", "")


def triggers(sentence: Span, places: frozenset[int] = frozenset(), lexicon: str = EVENTS) -> list[Trigger]:
    """The words of a sentence that report an event, in order. `places` are the indices of tokens inside place names.

    At one word the surest frame stands. A word may report an event that did not happen: see modality.py.
    """
    found: list[Trigger] = []
    known = frames(lexicon)
    for token in sentence:
        options = list(_looked_up(known, token))
        around = near(token, places) if options else set()
        fitting = [frame for frame in options if _fits(frame, around)]
        if fitting:
            best = max(fitting, key=lambda each: each.sure)
            found.append(Trigger(token.i, best.types, best.sure, best.act, best.weapon, best.negated))
    return found


def _looked_up(known: Mapping[tuple[str, str], tuple[Frame, ...]], token: Token) -> Iterator[Frame]:
    pos = "verb" if token.pos_ in _POS["verb"] else "noun" if token.pos_ in _POS["noun"] else None
    if pos is None:
        return
    for key in forms(token):
        yield from known.get((pos, key), ())


def forms(token: Token) -> set[str]:
    """The forms under which a word is looked up: its lemma, joined with a particle or with what a hyphen ties to it."""
    lemma = token.lemma_.casefold()
    found = {lemma, token.lower_}
    found |= {f"{lemma} {child.lower_}" for child in token.children if child.dep_ in ("prt", "advmod")}
    if token.i >= 2 and token.nbor(-1).text in ("-", "\u2010", "\u2011"):
        found.add(token.nbor(-2).lower_ + lemma)
    return found | {each.replace("-", "") for each in found}


def near(token: Token, places: frozenset[int] = frozenset()) -> set[str]:
    """The forms of what hangs on a word, what it hangs on, and what else hangs there."""
    found: set[str] = set()
    around = list(_below(token, _DEEP))
    head = token
    for _ in range(2):
        if head.head is head:
            break
        before, head = head, head.head
        around.append(head)
        around += [each for child in head.children if child is not before for each in _below(child, 2, itself=True)]
        if head.pos_ in ("VERB", "AUX"):
            break
    for each in around:
        found |= forms(each)
        if each.i in places:
            found.add(_PLACE)
    return found


def _below(token: Token, depth: int, itself: bool = False) -> Iterator[Token]:
    if itself:
        yield token
    if depth == 0:
        return
    for child in token.children:
        if child.is_punct:
            continue
        yield child
        if child.dep_ in _NAMES or child.dep_ in ("nsubj", "nsubjpass", "xcomp", "attr", "oprd", "acl"):
            yield from _below(child, depth - 1)


def _fits(frame: Frame, around: set[str]) -> bool:
    return (not frame.with_ or not around.isdisjoint(frame.with_)) and around.isdisjoint(frame.without)
