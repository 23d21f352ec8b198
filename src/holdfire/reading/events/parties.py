"""Who acted and who was acted on, for a word that tells an event of a ceasefire sub-type."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...records import Alternative, Direction, Span
from ...world import UNLISTED
from ...world.countries import load_countries
from ..grammar.nearby import ahead
from ..grammar.scene import Scene
from .doing import behind, does, is_verb, noun_head, objects, speakers, subjects, telling_verb, victims
from .naming import (
    Who,
    aircraft_of,
    base_of,
    lemma,
    listed,
    named,
    of_kind,
    people_in,
    unowned,
)
from .ordering import told_by_order
from .owning import owners

if TYPE_CHECKING:
    from spacy.tokens import Token

_MUTUAL = frozenset({"armed_clash", "talks", "agreement_reached", "no_agreement"})
_PEACEFUL = frozenset({"talks", "agreement_reached", "no_agreement", "pause_announced", "nothing_observed"})
_HARMFUL = frozenset({"shelling", "air_strike", "explosion", "shooting", "chemical_attack", "attack", "ground_advance"})
_BY = frozenset({"by"})
_WITHIN = frozenset({"on", "in", "against", "at", "near"})
_LONGEST = 20
_FLOWN = frozenset({"air_strike", "chemical_attack"})
_ON = frozenset({"against", "on", "at", "upon", "towards", "toward", "targeting"})
_MORE = {
    "armed_clash": frozenset({"with", "against"}),
    "ground_advance": frozenset({"from", "against"}),
    "aid_delivered": frozenset({"to", "among", "for"}),
    "aid_blocked": frozenset({"to", "from"}),
    "siege": frozenset({"on", "against"}),
    "withdrawal": frozenset[str](),
    "evacuation": frozenset[str](),
    "release": frozenset[str](),
    "detention": frozenset[str](),
    "talks": frozenset({"with", "and"}),
    "agreement_reached": frozenset({"with", "and"}),
    "no_agreement": frozenset({"with", "and"}),
    "accusation": frozenset({"on", "at"}),
}
"""The prepositions behind which an event of a kind has who was acted on, where they are others than `_ON`."""


@dataclass(frozen=True)
class Parties:
    """The sides of an event. `actors` and `targets` are ids in the register, the likeliest reading of each mention."""

    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    direction: Direction = Direction.KNOWN
    spans: dict[str, Span] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    rivals: tuple[tuple[str, str, float], ...] = ()

    def alternatives(self, of: str) -> list[Alternative]:
        """Rival readings of a side that one mention names, as the side table has them."""
        return [
            Alternative(of=of, field=side, value=_value(side, actor), weight=round(weight, 4))
            for side, actor, weight in self.rivals
        ]


def _value(side: str, actor: str) -> str:
    value: object = [actor] if side == "actors" else {"targets": [actor], "target_basis": "observed"}
    return json.dumps(value)


def parties(scene: Scene, token: Token, kind: str) -> Parties:
    """The sides of the event that a word tells.

    Subjects, *by*-phrases, owners and modifiers act; objects, victims and what stands after *against* or *on* are acted
    on. A side that the clause does not name stays empty: the nearest name is not taken for it, nor who condemns an
    attack or holds the place. Of an accusation the one who accuses acts, and the accused is the target.
    """
    ones, others = _acted(scene, token, kind), _hit(scene, token, kind)
    if kind == "violation_alleged" or (kind == "accusation" and lemma(token) not in listed("accusing")):
        ones, others = _accusers(scene, token), ones or others
    elif kind == "withdrawal":
        others = []
    if kind in _MUTUAL:
        return _mutual(scene, token, kind, ones, others)
    ids = {each.id for each in ones}
    return _sides(ones, [each for each in others if each.id not in ids], Direction.KNOWN)


def _mutual(scene: Scene, token: Token, kind: str, ones: list[Who], others: list[Who]) -> Parties:
    between = _each_once(who for each in _between(token) for who in named(scene, each, "between"))
    ids = {each.id for each in ones}
    sides = between or [*ones, *(each for each in others if each.id not in ids)]
    if kind == "armed_clash":
        sides = [each for each in sides if each.id not in listed("bystanders")]
    return _sides(sides[:1], sides[1:], Direction.MUTUAL if kind == "armed_clash" else Direction.KNOWN)


def _between(token: Token) -> Iterator[Token]:
    """The words behind *between*, up to what tells where or when: the parse of long rows of names is not trusted."""
    noun = noun_head(token)
    for each in dict.fromkeys((token, noun, noun.head if noun.dep_ == "nsubj" else noun)):
        for prep in each.children:
            if prep.dep_ == "prep" and prep.lower_ in ("between", "among"):
                for word in ahead(prep, _LONGEST):
                    if word.pos_ in ("VERB", "AUX") or (word.pos_ == "ADP" and word.lower_ not in ("of", "from", "as")):
                        break
                    yield word


def _acted(scene: Scene, token: Token, kind: str) -> list[Who]:
    """Who did what a word tells."""
    found: list[Who] = []
    for word, how in _doers(token, kind):
        some = named(scene, word, how) or aircraft_of(scene, word) or _meant(scene, word)
        if lemma(word) in listed("events") and how != "of":
            some = owners(scene, word)
        found += some
    found = found or owners(scene, token) or told_by_order(scene, token)[0]
    quiet = listed("bystanders") if kind in _HARMFUL else frozenset[str]()
    return [each for each in _each_once(found) if each.id not in quiet]


def _doers(token: Token, kind: str) -> Iterator[tuple[Token, str]]:
    noun = noun_head(token)
    for each in dict.fromkeys((token, noun)):
        yield from ((word, "agent") for word in behind(each, _BY))
        for word in behind(each, _WITHIN):  # "a strike on Tuesday by the coalition"
            yield from ((other, "agent") for other in behind(word, _BY))
        if lemma(each) in of_kind("acting") and not is_verb(each):
            yield from ((word, "of") for word in behind(each, frozenset({"of", "by"})))
        for clause in each.children:
            if clause.dep_ in ("acl", "relcl") and not is_verb(each) and _lends(clause, kind):
                yield from subjects(clause)
    verb = telling_verb(token, kind in _PEACEFUL)
    if verb is None:
        if noun.dep_ == "nsubjpass" and does(noun.head, kind in _PEACEFUL):
            yield from subjects(noun.head)
    elif _undergoes(verb, kind):
        yield from ((word, "agent") for word in behind(verb, _BY))
    else:
        yield from subjects(verb)


def _lends(clause: Token, kind: str) -> bool:
    """Whether a clause that hangs on a noun tells who did it: *strikes carried out by*, *a raid that the army led*."""
    return does(clause, kind in _PEACEFUL) and any(each.dep_ in ("agent", "nsubj") for each in clause.children)


def _undergoes(verb: Token, kind: str) -> bool:
    """Whether the subject of a verb is acted on: who lost men, who was let go."""
    if lemma(verb) in listed("suffer"):
        return True
    if lemma(verb) == "take":  # small-arms fire, heavy casualties
        return any(each.dep_ == "dobj" and lemma(each) in listed("events") | listed("tolls") for each in verb.children)
    return kind in ("release", "evacuation") and lemma(verb) in listed("leaving")


def _meant(scene: Scene, word: Token) -> list[Who]:
    """Whom "it", "its fighters" or "our army" means: who says the clause."""
    owner = next(
        (each for each in word.subtree if each.lower_ in ("its", "our", "their") and each.dep_ == "poss"), None
    )
    if owner is None and word.lower_ not in ("it", "we"):
        return []
    return [who for each in speakers(word) for who in named(scene, each, "speaker")]


def _accusers(scene: Scene, token: Token) -> list[Who]:
    return _each_once([who for each in speakers(token) for who in named(scene, each, "subject")])


def _hit(scene: Scene, token: Token, kind: str) -> list[Who]:
    """Who was acted on by what a word tells."""
    found: list[Who] = []
    for word, how in _receivers(token, kind):
        if kind in _FLOWN and lemma(word) in listed("aircraft"):
            continue
        if how == "against" and scene.at("place", word) is not None:
            continue  # "strikes on Syria and Iraq" tells where, and not whom
        if how != "people":
            found += named(scene, word, how) or _meant(scene, word) or base_of(scene, word)
        found += people_in(scene, word)
    if not found:
        found = told_by_order(scene, token)[1]
    return [each for each in _each_once(found) if each.id != unowned()]


def _receivers(token: Token, kind: str) -> Iterator[tuple[Token, str]]:
    noun = noun_head(token)
    prepositions = _MORE.get(kind, _ON)
    verb = telling_verb(token, kind in _PEACEFUL)
    if verb is not None:
        if _undergoes(verb, kind):
            yield from ((word, "object") for word, _ in subjects(verb))
        if verb == token:
            for word in objects(verb):
                if _tells(word, token) and word != token:
                    yield from ((each, "against") for each in behind(word, prepositions))
        if verb == token or kind not in ("release", "withdrawal"):
            yield from ((word, "object") for word in objects(verb) if not _tells(word, token))
        yield from ((word, "against") for word in behind(verb, prepositions))
        for each in verb.children:
            if each.dep_ in ("prt", "prep") and kind in ("aid_blocked", "aid_delivered"):
                yield from ((word, "against") for word in behind(each, prepositions))
            elif kind == "release" and each.dep_ == "ccomp":
                yield from ((word, "object") for word in each.children if word.dep_ == "nsubj")
            elif each.dep_ == "dobj" and kind == "ground_advance":
                yield from ((word, "against") for word in behind(each, frozenset({"from"})))
            elif each.dep_ == "dobj" and lemma(verb) == "blame":
                yield from ((word, "against") for word in behind(each, prepositions))
    if not is_verb(token):
        yield from _of_noun(token, noun, kind)
    if kind in _HARMFUL or kind == "armed_clash":
        yield from ((word, "victim") for word in victims(token))


def _tells(word: Token, token: Token) -> bool:
    """Whether an object is itself the event or a weapon, and nobody who was acted on."""
    return word == token or word == noun_head(token) or lemma(word) in listed("events") | listed("weapons")


def _of_noun(token: Token, noun: Token, kind: str) -> Iterator[tuple[Token, str]]:
    prepositions = _MORE.get(kind, _ON)
    for each in dict.fromkeys((token, noun)):
        if each.dep_ != "dobj" or lemma(each.head) != "blame":
            yield from ((word, "against") for word in behind(each, prepositions))
        for doer in behind(each, _BY):  # "an attack by rebels on the base"
            yield from ((word, "against") for word in behind(doer, prepositions))
        if lemma(each) in of_kind("acted_on"):
            yield from ((word, "object") for word in behind(each, frozenset({"of"})))
        if lemma(each) in of_kind("people"):
            yield from ((word, "people") for word in behind(each, frozenset({"of"})))
        for clause in each.children:
            if clause.dep_ in ("acl", "relcl") and _lends(clause, kind):
                yield from ((word, "against") for word in behind(clause, prepositions))
            elif clause.dep_ == "acl" and clause.tag_ == "VBG" and lemma(clause) in listed("deeds"):
                yield from ((word, "object") for word in objects(clause) if not _tells(word, token))
    verb = noun.head
    if verb.pos_ not in ("VERB", "AUX"):
        if noun.dep_ == "pobj" and verb.head.pos_ in ("VERB", "AUX") and lemma(verb.head) in listed("deeds"):
            yield from ((word, "object") for word in objects(verb.head) if not _tells(word, token))
        elif noun.dep_ == "pobj" and verb.lower_ in ("in", "during") and lemma(verb.head) in listed("suffer"):
            yield from ((word, "object") for word, _ in subjects(verb.head))
    elif noun.dep_ == "nsubj" and lemma(verb) in listed("deeds"):
        yield from ((word, "object") for word in objects(verb) if not _tells(word, token))
    elif noun.dep_ == "dobj" and lemma(verb) in listed("suffer"):
        yield from ((word, "object") for word, _ in subjects(verb))


def _each_once(found: Iterable[Who]) -> list[Who]:
    kept: dict[str, Who] = {}
    for each in found:
        kept.setdefault(each.id, each)
    return list(kept.values())


def _sides(ones: list[Who], others: list[Who], direction: Direction) -> Parties:
    spans: dict[str, Span] = {}
    confidence: dict[str, float] = {}
    rivals: list[tuple[str, str, float]] = []
    for side, some in (("actors", ones), ("targets", others)):
        if some:
            spans[side] = some[0].span
            confidence[side] = min(each.sure for each in some)
        if len(some) == 1:
            rivals += [(side, registered(each.value), each.weight) for each in some[0].rivals]
    return Parties(_ids(ones), _ids(others), direction, spans, confidence, tuple(rivals))


def _ids(some: list[Who]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(registered(each.id) for each in some))


def registered(choice: str) -> str:
    """The id of an observation's actor: a state or body that the register does not hold is an unlisted name.

    >>> registered("country:HUN"), registered("russia")
    ('unlisted:Hungary', 'russia')
    """
    kind, _, ident = choice.partition(":")
    known = load_countries()
    if kind == "country":
        return f"{UNLISTED}{known[ident].name if ident in known.countries else ident}"
    if kind == "body":
        return f"{UNLISTED}{next((each.name for each in known.bodies if each.id == ident), ident)}"
    return choice
