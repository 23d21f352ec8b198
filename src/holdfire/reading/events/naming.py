"""Whom a phrase names: actors that it stands for, apart from those who only hold, back or border what it speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ...records import Choice, Mention, Span
from ...world.countries import load_countries
from ..grammar.nearby import back
from ..grammar.scene import Scene
from ..knowledge import knowledge
from ..names.actor_words import keys_of_conflicts, state_words

if TYPE_CHECKING:
    from spacy.tokens import Token

_GOVERNMENT = "holdfire.government"
_MOST = 60
"""Words of one phrase that are looked at."""

_PARTS = frozenset({"compound", "amod", "nmod", "poss", "conj", "appos", "dep"})
_HYPHENS = "\u2010\u2011\u2013-"


@dataclass(frozen=True)
class Who:
    """One side as the words name it: its id, how they name it (words/parties.yaml `sure`), and how sure that is."""

    id: str
    span: Span
    how: str
    sure: float
    rivals: tuple[Choice, ...] = ()


@cache
def listed(name: str) -> frozenset[str]:
    """A list of words in words/parties.yaml."""
    return frozenset(_content()[name])


@cache
def _content() -> dict[str, Any]:
    return knowledge("words", "parties.yaml")


@cache
def of_kind(name: str) -> frozenset[str]:
    """The nouns of which "of" names who was acted on (`acted_on`) or who acted (`acting`)."""
    return frozenset(_content()["of"][name])


@cache
def people() -> dict[str, str]:
    """Nouns for people who take no part, with the id that the register has for them."""
    return {noun: ident for ident, nouns in _content()["people"].items() for noun in nouns}


def base_of(scene: Scene, token: Token) -> list[Who]:
    """The forces of a state whose adjective stands before what only forces have: "Syrian bases"."""
    if lemma(token) not in listed("bases"):
        return []
    states = (nation(child, "army", home=True) for child in token.children if child.dep_ in ("amod", "compound"))
    span = scene.span(token.idx, token.idx + len(token.text))
    return [Who(each, span, "nation", sureness("nation", 1.0)) for each in states if each is not None]


def unowned() -> str:
    """The id of aircraft whose owner is not named."""
    return str(_content()["unowned"])


def sureness(how: str, named: float) -> float:
    """How sure a side is, by how the words name it and how sure the name is."""
    table = _content()["sure"]
    share = next(value for least, value in table["name"].items() if named >= float(least))
    return round(float(table["how"][how]) * float(share), 3)


def lemma(token: Token) -> str:
    """The lemma of a word, folded."""
    return str(token.lemma_).casefold()


def named(scene: Scene, token: Token, how: str) -> list[Who]:
    """The actors that the phrase of a word stands for, in order.

    "Hundreds of rebels" and "forces loyal to the general" are those who are named last; a rebel-held town is nobody.
    """
    found: list[Mention] = []
    met: set[int] = set()
    if _has_turned(token):
        return []
    for word in _words(scene, token):
        mention = scene.at("actor", word)
        if mention is None or not mention.choices or mention.span.start in met:
            continue
        met.add(mention.span.start)
        if not _describes(scene, mention):
            found.append(mention)
    if not found and not token.is_sent_start and token.i > 0 and token.nbor(-1).text.isupper():
        before = scene.at("actor", token.nbor(-1))  # "IS fighters", where the parse takes the name for a verb
        if before is not None and before.choices and before.span.end < token.idx and not _is_holder(scene, token):
            found = [] if _describes(scene, before) else [before]
    found.sort(key=lambda each: each.span.start)
    return [
        Who(one.value, each.span, how, sureness(how, each.confidence), tuple(c for c in each.choices if c != one))
        for each in _without_general(scene, found)
        for one in (_likeliest(each),)
    ]


def government_in(scene: Scene) -> str | None:
    """The government that a text is about, where it names one or its army: whose it is in "government shelling"."""
    kept: dict[str, str | None] = scene.doc.user_data.setdefault(_GOVERNMENT, {})
    if "id" not in kept:
        owners = _governments()
        named = (owners.get(each.choices[0].value) for each in scene.of("actor") if each.choices)
        counts = Counter(each for each in named if each is not None)
        kept["id"] = counts.most_common(1)[0][0] if counts else None
    return kept["id"]


@cache
def _governments() -> dict[str, str]:
    """The government of each state in which there is war, by it, its army and its air force."""
    found: dict[str, str] = {}
    for code, roles in state_words().items():
        if code in keys_of_conflicts() and roles.get("government"):
            of = _registered(tuple(roles["government"]))
            if of is not None:
                found |= {ident: of for role in ("government", "army", "air") for ident in roles.get(role, ())}
    return found


def _has_turned(token: Token) -> bool:
    """Whether those who are meant left the side that is named: "army defectors"."""
    turned = listed("turned")
    return lemma(token) in turned or any(
        lemma(each) in turned for each in token.children if each.dep_ in ("amod", "compound", "nmod", "acl", "relcl")
    )


def _likeliest(mention: Mention) -> Choice:
    """What a name stands for; nobody's men where it stands for several alike."""
    first = mention.choices[0]
    level = (each for each in mention.choices if each.weight >= first.weight and each.value == _content()["undecided"])
    return next(level, first)


def _words(scene: Scene, token: Token) -> Iterator[Token]:
    """The words of a phrase that may name who it stands for."""
    waiting, seen = [token], 0
    while waiting and seen < _MOST:
        word = waiting.pop(0)
        seen += 1
        yield word
        held = _is_holder(scene, word)
        for child in word.children:
            if child.dep_ == "appos" and scene.at("actor", child) is None and lemma(child) not in listed("groups"):
                continue
            if child.dep_ in _PARTS and (not held or child.dep_ in ("conj", "appos")):
                if lemma(child) == "loyal":
                    waiting += _objects(child, ("to",))
                waiting.append(child)
            elif child.dep_ == "acl" and lemma(child) in ("dub", "call", "name"):
                waiting += [each for each in child.children if each.dep_ == "oprd"]
            elif child.dep_ == "prep" and lemma(word) in listed("backers"):
                waiting += [
                    each for one in _objects(word, ("of", "to")) for each in one.children if each.dep_ == "appos"
                ]
            elif child.dep_ == "prep" and not held:
                if child.lower_ in ("of", "from") and _opens(scene, word):
                    waiting += _objects(child.head, (child.lower_,))
                elif child.lower_ == "including":
                    waiting += [each for each in child.children if each.dep_ == "pobj"]


def _objects(word: Token, prepositions: tuple[str, ...]) -> list[Token]:
    return [
        each
        for prep in word.children
        if prep.dep_ == "prep" and prep.lower_ in prepositions
        for each in prep.children
        if each.dep_ == "pobj"
    ]


def _is_holder(scene: Scene, word: Token) -> bool:
    """Whether a word is a place, so that a name beside it tells who holds it."""
    return lemma(word) in listed("holders") or (word.pos_ == "PROPN" and scene.at("place", word) is not None)


def _opens(scene: Scene, word: Token) -> bool:
    return lemma(word) in listed("groups") or word.pos_ in ("NUM", "PRON", "DET")


@cache
def _tie() -> re.Pattern[str]:
    hyphened, free = ("|".join(map(re.escape, sorted(listed(name)))) for name in ("tied", "backers"))
    return re.compile(rf"(?:['’]s?)?(?:[{_HYPHENS}](?:{hyphened})|[ {_HYPHENS}](?:{free}))\b", re.IGNORECASE)


_AGAINST = re.compile(rf"\b(?:anti|pro|ex|non|former)[ {_HYPHENS}]$", re.IGNORECASE)


def _describes(scene: Scene, mention: Mention) -> bool:
    """Whether a name only describes somebody else: "rebel-held", "anti-government", "al-Qaeda affiliate"."""
    start, end = mention.span.start, mention.span.end
    if _AGAINST.search(scene.text[max(0, start - 8) : start]):
        return True
    return _tie().match(scene.text, end) is not None


def _without_general(scene: Scene, found: list[Mention]) -> list[Mention]:
    """One name where two stand side by side for one actor: "FSA rebels" are the FSA, "Rebel Free Army" is that army."""
    kept: list[Mention] = []
    for each in found:
        before = kept[-1] if kept else None
        if before is not None and _beside(scene, before, each):
            if each.confidence > before.confidence:
                kept[-1] = each
            continue
        kept.append(each)
    return kept


def _beside(scene: Scene, before: Mention, after: Mention) -> bool:
    between = scene.text[before.span.end : after.span.start]
    return between in ("", " ", "-", " (", "/", "’s ", "'s ", "’ ", "' ")


def people_in(scene: Scene, token: Token) -> list[Who]:
    """Those who take no part, in the phrase of a word: "five people, including two children" are civilians too."""
    found: dict[str, Who] = {}
    waiting, seen = [token], 0
    while waiting and seen < _MOST:
        word = waiting.pop(0)
        seen += 1
        ident = people().get(lemma(word))
        if ident is not None and word.pos_ in ("NOUN", "PROPN", "ADJ") and scene.at("actor", word) is None:
            who = Who(ident, scene.span(word.idx, word.idx + len(word.text)), "people", sureness("people", 1.0))
            found.setdefault(ident, who)
        for child in word.children:
            if child.dep_ in ("conj", "appos"):
                waiting.append(child)
            elif (
                child.dep_ == "prep"
                and child.lower_ in ("of", "including")
                and (child.lower_ == "including" or _opens(scene, word))
            ):
                waiting += [each for each in child.children if each.dep_ == "pobj"]
    return list(found.values())


def aircraft_of(scene: Scene, token: Token) -> list[Who]:
    """The aircraft that a word stands for: of the state that is named beside them, or of nobody that is named."""
    if lemma(token) not in listed("aircraft"):
        return []
    span = scene.span(token.idx, token.idx + len(token.text))
    before = back(token, 1)
    if any(each.lower_ in ("what", "which", "whose") for each in (*token.children, *before)):
        return []
    for child in (*token.children, *before):
        state = nation(child, "air", home=True)
        if state is not None:
            return [Who(state, span, "nation", sureness("nation", 1.0))]
    beside = (child for child in token.children if child.dep_ in ("compound", "amod", "nmod", "poss"))
    if all(lemma(child) in listed("plain") or child.pos_ in ("NUM", "ADV") for child in beside):
        owned = any(child.lower_ in ("of", "from") for child in token.children if child.dep_ == "prep")
        return [] if owned else [Who(unowned(), span, "aircraft", sureness("aircraft", 1.0))]
    return []


@cache
def _nations() -> dict[str, str]:
    """Adjectives and abbreviations of countries, with their codes."""
    found: dict[str, str] = {}
    for code, country in load_countries().countries.items():
        for word in (*country.adjectives, *(each for each in country.aliases if each.replace(".", "").isupper())):
            if " " not in word and len(word) > 1:
                found.setdefault(word, code)
    return found


def nation(word: Token, role: str, home: bool = False) -> str | None:
    """The state that acts where its adjective stands before an event: "Israeli attack".

    Of a country in which there is war an adjective tells nothing of who acts, except of aircraft (`home`).
    """
    code = _nations().get(word.text)
    if code is None or (code in keys_of_conflicts() and not home):
        return None
    roles = state_words().get(code, {})
    known = [*roles.get(role, ()), *roles.get("government", ())]
    return _registered(tuple(known)) or f"country:{code}"


@cache
def _registered(known: tuple[str, ...]) -> str | None:
    from ...world import load_world

    return next((each for each in known if each in load_world().actors), None)
