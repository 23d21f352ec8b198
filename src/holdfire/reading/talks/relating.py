"""Who is said to back whom, and which groups are said to be mixed with each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...records import Relation
from ...world import World
from ..grammar.scene import Scene, best
from ..names.countries import country_mentions
from ..names.states import of_state
from ..phrases import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_BACKING = frozenset({"back", "support", "arm", "fund", "sponsor", "supply"})
_MIXING = frozenset({"intermingle", "mingle", "embed", "intersperse", "commingle"})
_MANNERS = frozenset({"air", "ground", "military", "financial", "logistical", "political", "diplomatic", "material"})
_HYPHENED = re.compile(r"[\s\u2010-\u2013-]*(backed|supported|sponsored|funded|armed)$", re.IGNORECASE)
_BEFORE = 60
"""Characters before *-backed* or *support* in which the backers stand."""

_NOT_STATED = 0.45
"""Confidence where the phrase leaves out who is supported."""


@dataclass(frozen=True)
class _Side:
    id: str
    sure: float


def relations(scene: Scene, world: World) -> list[Relation]:
    """Relations that the text states between two known actors, in order. `of` is the one who backs, `to` the backed.

    Forms: *X-backed Y*, *Y backed by X*, *X backs Y*, *X support for Y*, *Y intermingled with X*. Support whose
    receiver the phrase leaves out goes to the one whose campaign it stands beside, with a low confidence.
    """
    kept: dict[tuple[str, str, str], Relation] = {}
    for token in scene.doc:
        for each in _at(scene, token, world):
            kept.setdefault((each.kind, each.of, each.to), each)
    return list(kept.values())


def _at(scene: Scene, token: Token, world: World) -> Iterator[Relation]:
    lemma = token.lemma_.casefold()
    if _HYPHENED.fullmatch(token.lower_) and _hyphen_before(scene, token):
        backers = _states_before(scene, token, world)
        backed = [each for each in _sides(scene, _head_noun(token)) if each not in backers]
        yield from _pairs(scene, token, backers, backed or _at_word(scene, token), 0.85)
    elif lemma in _BACKING and token.pos_ in ("VERB", "ADJ"):
        yield from _backing(scene, token)
    elif lemma in ("support", "backing") and token.pos_ == "NOUN":
        yield from _noun(scene, token, world)
    elif lemma in _MIXING:
        yield from _mixing(scene, token)


def _hyphen_before(scene: Scene, token: Token) -> bool:
    before = scene.text[max(0, token.idx - 2) : token.idx]
    return token.text[0] in "-–‑" or before.rstrip()[-1:] in ("-", "–", "‑")


def _backing(scene: Scene, token: Token) -> Iterator[Relation]:
    by = [child for child in token.children if child.dep_ == "agent"]
    if by:
        backed = _sides(scene, token.head) if token.dep_ in ("acl", "amod", "relcl", "appos") else []
        backed = backed or _before_comma(scene, token) or _dependents(scene, token, ("nsubjpass",))
        yield from _pairs(scene, token, _sides(scene, by[0]), backed, 0.85)
    elif token.pos_ == "VERB":
        ones, others = _dependents(scene, token, ("nsubj",)), _dependents(scene, token, ("dobj",))
        yield from _pairs(scene, token, ones, others, 0.7)


def _before_comma(scene: Scene, token: Token) -> list[_Side]:
    """The actor that ends right before a comma: *the groups, backed by X*, wherever the parse hangs it."""
    if token.i < 2 or scene.doc[token.i - 1].text != ",":
        return []
    noun = scene.doc[token.i - 2]
    return _sides(scene, noun) or _sides(scene, _head_noun(noun))


def _head_noun(token: Token) -> Token:
    each = token
    while each.dep_ in ("amod", "compound", "nmod", "punct", "npadvmod") and each.head != each:
        each = each.head
    return each


def _at_word(scene: Scene, token: Token) -> list[_Side]:
    mention = scene.at("actor", token)
    choice = None if mention is None else best(mention)
    return [] if mention is None or choice is None else [_Side(choice, mention.confidence)]


def _noun(scene: Scene, token: Token, world: World) -> Iterator[Relation]:
    """*Russian air support for the army*; without *for*, the one beside whose campaign it stands."""
    backers = _states_before(scene, token, world)
    takers = [
        each
        for child in token.children
        if child.dep_ == "prep" and child.lower_ in ("for", "of", "to")
        for each in _sides(scene, child)
    ]
    if backers and not takers and any(word.lower_ in _MANNERS for word in scene.doc[max(0, token.i - 4) : token.i]):
        yield from _pairs(scene, token, backers, _owner_before(scene, token), _NOT_STATED)
    yield from _pairs(scene, token, backers, takers, 0.8)


def _owner_before(scene: Scene, token: Token) -> list[_Side]:
    """The last actor of the sentence before a word that owns something: *al-Assad's campaign …, Russian support*."""
    owners = [word for word in token.sent if word.i < token.i and word.dep_ == "poss"]
    return _at_word(scene, owners[-1]) if owners else []


def _states_before(scene: Scene, token: Token, world: World) -> list[_Side]:
    """The states named in the words right before, by name or adjective: *US-*, *Russian and Iranian air and ground*."""
    start = max(token.sent.start_char, token.idx - _BEFORE)
    before = scene.text[start : token.idx]
    run = words(before)
    found: list[_Side] = []
    at = len(run)
    for each in reversed(country_mentions(run)):
        between = [word.key for word in run[each.last : at]]
        if any(key not in _MANNERS and key not in ("and", "or", "backed") for key in between):
            break
        at = each.first
        sense = each.value[0]
        actor = of_state(sense.code, "state", world) or of_state(sense.code, "government", world)
        found.append(_Side(actor or f"country:{sense.code}", 0.9))
    return found[::-1]


def _mixing(scene: Scene, token: Token) -> Iterator[Relation]:
    others = [
        each
        for child in token.children
        if child.dep_ == "prep" and child.lower_ in ("with", "among", "within")
        for each in (_sides(scene, child) or _right_after(scene, child))[:1]
    ]
    each = token
    while each.dep_ in ("acomp", "attr", "conj") and each.head != each:
        each = each.head
    head = each.head if each.dep_ in ("relcl", "acl", "amod") else None
    ones = (_sides(scene, head)[:1] if head is not None else []) or _dependents(scene, token, ("nsubj", "nsubjpass"))
    yield from _pairs(scene, token, ones, others, 0.85, "intermingled_with")


def _right_after(scene: Scene, token: Token) -> list[_Side]:
    """The actor that begins right after a preposition, where the parse hangs it elsewhere."""
    return [side for word in scene.doc[token.i + 1 : token.i + 4] for side in _at_word(scene, word)]


def _sides(scene: Scene, token: Token) -> list[_Side]:
    named = [(best(each), each.confidence) for each in scene.under("actor", token)]
    return [_Side(choice, sure) for choice, sure in named if choice is not None]


def _dependents(scene: Scene, token: Token, kinds: tuple[str, ...]) -> list[_Side]:
    return [each for child in token.children if child.dep_ in kinds for each in _sides(scene, child)]


def _pairs(
    scene: Scene,
    token: Token,
    ones: Sequence[_Side],
    others: Sequence[_Side],
    sure: float,
    kind: str = "supports",
) -> Iterator[Relation]:
    near = scene.doc[max(token.sent.start, token.i - 4) : token.i + 1]
    manners = list(dict.fromkeys(word.lower_ for word in near if word.lower_ in _MANNERS)) if kind == "supports" else []
    for one in ones:
        for other in others:
            if one.id != other.id:
                yield Relation(
                    kind=kind,
                    of=one.id,
                    to=other.id,
                    how=" and ".join(manners) or None,
                    span=scene.sentence(token.sent),
                    confidence={"relation": sure, "of": one.sure, "to": other.sure},
                )
