"""Who is said to back whom, and which groups are said to be mixed with each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..records import Mention, Relation
from .scene import Scene, best

if TYPE_CHECKING:
    from spacy.tokens import Token

_BACKING = frozenset({"back", "support", "arm", "fund", "sponsor", "supply"})
_MIXING = frozenset({"intermingle", "mingle", "embed", "intersperse", "commingle"})
_MANNERS = frozenset({"air", "ground", "military", "financial", "logistical", "political", "diplomatic", "material"})


def relations(scene: Scene) -> list[Relation]:
    """Relations that the text states between two known actors, in order. `of` is the one who backs, `to` the backed.

    Forms: *X-backed Y*, *Y backed by X*, *X backs Y*, *X support for Y*, *Y intermingled with X*. Support whose
    receiver the phrase leaves out goes to the one whose campaign it stands beside, with a low confidence.
    """
    found = [each for token in scene.doc for each in _at(scene, token)]
    kept: dict[tuple[str, str, str], Relation] = {}
    for each in found:
        kept.setdefault((each.kind, each.of, each.to), each)
    return list(kept.values())


def _at(scene: Scene, token: Token) -> Iterator[Relation]:
    lemma = token.lemma_.casefold()
    if (lemma in _BACKING and token.pos_ in ("VERB", "ADJ")) or token.lower_ in ("backed", "supported"):
        yield from _backing(scene, token)
    elif lemma in ("support", "backing") and token.pos_ == "NOUN":
        yield from _noun(scene, token)
    elif lemma in _MIXING:
        yield from _mixing(scene, token)


def _backing(scene: Scene, token: Token) -> Iterator[Relation]:
    by = [child for child in token.children if child.dep_ == "agent"]
    if by:
        backed = _under(scene, token.head) if token.dep_ in ("acl", "amod", "relcl", "advcl", "appos") else []
        backed = backed or _dependents(scene, token, ("nsubjpass",))
        yield from _pairs(scene, token, _under(scene, by[0]), backed, 0.85)
        return
    before = _hyphened(scene, token)
    if before:
        yield from _pairs(scene, token, before, _under(scene, _head_noun(token), but=before), 0.85)
        return
    if token.pos_ == "VERB":
        yield from _pairs(
            scene, token, _dependents(scene, token, ("nsubj",)), _dependents(scene, token, ("dobj",)), 0.7
        )


def _hyphened(scene: Scene, token: Token) -> list[Mention]:
    """The actors before a hyphen: *US-backed*, *Saudi- and Qatari-backed*."""
    at = token.i - 1
    if at < 1 or scene.doc[at].text not in ("-", "–", "‑"):
        return []
    mention = scene.at("actor", scene.doc[at - 1])
    return [mention] if mention is not None else []


def _head_noun(token: Token) -> Token:
    each = token
    while each.dep_ in ("amod", "compound", "nmod", "punct") and each.head is not each:
        each = each.head
    return each


def _noun(scene: Scene, token: Token) -> Iterator[Relation]:
    """*Russian air support for the army*; without *for*, the one beside whose campaign it stands."""
    givers = [mention for child in _modifiers(token) if (mention := scene.at("actor", child)) is not None]
    takers = [
        mention
        for child in token.children
        if child.dep_ == "prep" and child.lower_ in ("for", "of", "to")
        for mention in _under(scene, child)
    ]
    sure = 0.8
    if not takers and token.dep_ == "conj":
        takers, sure = _owners(scene, token.head), 0.5
    yield from _pairs(scene, token, givers, takers, sure)


def _modifiers(token: Token) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ in ("amod", "nmod", "compound", "poss", "nummod"):
            yield child
            yield from (each for each in child.subtree if each is not child and each.dep_ == "conj")


def _owners(scene: Scene, token: Token) -> list[Mention]:
    return [mention for child in token.children if child.dep_ == "poss" for mention in _under(scene, child)]


def _mixing(scene: Scene, token: Token) -> Iterator[Relation]:
    others = [
        mention
        for child in token.children
        if child.dep_ == "prep" and child.lower_ in ("with", "among", "within")
        for mention in (_under(scene, child) or _right_after(scene, child))[:1]
    ]
    each = token
    while each.dep_ in ("acomp", "attr", "conj") and each.head is not each:
        each = each.head
    head = each.head if each.dep_ in ("relcl", "acl", "amod") else None
    ones = (_under(scene, head)[:1] if head is not None else []) or _dependents(scene, token, ("nsubj", "nsubjpass"))
    yield from _pairs(scene, token, ones, others, 0.85, "intermingled_with")


def _right_after(scene: Scene, token: Token) -> list[Mention]:
    """The actor that begins right after a preposition, where the parse hangs it elsewhere."""
    words = scene.doc[token.i + 1 : token.i + 4]
    return [mention for word in words if (mention := scene.at("actor", word)) is not None]


def _under(scene: Scene, token: Token, but: Sequence[Mention] = ()) -> list[Mention]:
    return [each for each in scene.under("actor", token) if each not in but]


def _dependents(scene: Scene, token: Token, kinds: tuple[str, ...]) -> list[Mention]:
    return [each for child in token.children if child.dep_ in kinds for each in _under(scene, child)]


def _pairs(
    scene: Scene, token: Token, ones: Sequence[Mention], others: Sequence[Mention], sure: float, kind: str = "supports"
) -> Iterator[Relation]:
    manners = [word.lower_ for word in token.subtree if word.lower_ in _MANNERS]
    for one in ones:
        for other in others:
            of, to = best(one), best(other)
            if of is not None and to is not None and of != to:
                yield Relation(
                    kind=kind,
                    of=of,
                    to=to,
                    how=" and ".join(dict.fromkeys(manners)) or None,
                    span=scene.sentence(token.sent),
                    confidence={"relation": sure, "of": one.confidence, "to": other.confidence},
                )
