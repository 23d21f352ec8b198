"""Who does it, and to whom: the source and the target of an act, from the grammar around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .actors import ActorPhrase
from .frames import lexicon
from .mentioned import ACTED, SUBJECTS, belonging, doers, doers_of_deed, named_by, owned, scored

if TYPE_CHECKING:
    from spacy.tokens import Token

    from .acts import Act

_FAR = 8
_LEAST = -10.0
"""A target that scores less is none."""

_WITH = 8.0
"""Two who do something together have a target only where it scores this much: "with" at the verb itself."""

_MOVING = frozenset({"MOBILIZE", "AID"})
"""What is moved in these, in the passive, is the side that moves it ("warships were sent")."""

_OWN = frozenset({"MOBILIZE", "AID", "RETREAT", "COOPERATE", "CONSULT"})
"""Forces without a country of their own are no target of these."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The actors on both sides of an act. `mutual`: both do it together, all are sources and there is no target."""

    sources: tuple[ActorPhrase, ...]
    targets: tuple[ActorPhrase, ...]
    mutual: bool = False


def roles(token: Token, act: Act, actors: Mapping[int, ActorPhrase]) -> Roles:
    """The source and target of the act that `token` says, out of a text's `actors` (`actor_phrases`).

    >>> from holdfire.reading.plover.actors import actor_phrases
    >>> from holdfire.reading.plover.acts import act_of
    >>> from holdfire.reading.grammar.parsing import parse
    >>> doc = parse("The villagers were attacked by Sudanese soldiers.")
    >>> token = next(each for each in doc if each.text == "attacked")
    >>> found = roles(token, act_of(token), actor_phrases(doc))
    >>> [each.sector for each in found.sources], [each.sector for each in found.targets]
    (['MIL'], ['CVL'])
    """
    if token.pos_ in ("VERB", "AUX"):
        return _of_verb(token, act, actors)
    return _of_noun(token, actors)


def _of_verb(verb: Token, act: Act, actors: Mapping[int, ActorPhrase]) -> Roles:
    subject, passive = _subject(verb)
    if act.required:
        speaker = _speaker(verb)
        asked = named_by(subject, actors) if subject is not None else ()
        return Roles(named_by(speaker, actors) if speaker is not None else (), asked)
    if passive:
        return _suffered(verb, subject, act, actors)
    sources = named_by(subject, actors) if subject is not None else ()
    if subject is not None and not sources:
        sources = belonging(subject, actors)
    if not sources:
        sources = _before(verb, actors)
    targets = _targets(verb, subject, sources, act, actors)
    if lexicon().swapped.get(verb.lemma_) in ("any", act.deed):
        return Roles(targets, sources)
    if len(sources) > 1 and not targets:
        return _mutual(sources, act)
    return Roles(sources, targets)


def _before(verb: Token, actors: Mapping[int, ActorPhrase]) -> tuple[ActorPhrase, ...]:
    """Where the grammar gives no subject that acts: the last actor named before the verb that is no place or time."""
    for head in sorted((each for each in actors if each < verb.i), reverse=True):
        token, actor = verb.doc[head], actors[head]
        if actor.inside and not (token.dep_ == "pobj" and token.head.lower_ not in ("of", "by", "for")):
            return named_by(token, actors)
    return ()


def _suffered(verb: Token, subject: Token | None, act: Act, actors: Mapping[int, ActorPhrase]) -> Roles:
    """The roles of a passive."""
    sources = doers(verb, actors) or doers_of_deed(verb, actors)
    if not sources and act.deed in _MOVING and subject is not None:
        sources = named_by(subject, actors)
        return Roles(sources, _targets(verb, subject, sources, act, actors))
    targets = named_by(subject, actors) if subject is not None else ()
    if not targets and subject is not None:
        targets = tuple(_ranked(subject, actors, 5.0, frozenset(each.head for each in sources)))[:1]
    if not sources and subject is not None:
        sources = doers(subject, actors)
    if act.event in lexicon().mutual and subject is not None and not sources:
        return _mutual(targets, act)
    targets = targets or _targets(verb, subject, sources, act, actors)
    return Roles(sources, targets)


def _mutual(parties: tuple[ActorPhrase, ...], act: Act) -> Roles:
    return Roles(parties, (), act.event in lexicon().mutual and len(parties) > 1)


def _subject(verb: Token) -> tuple[Token | None, bool]:
    """The word that the verb is said of, its own or its head's, and whether it is what suffers it."""
    passive = verb.tag_ != "VBG" and any(each.dep_ in ("auxpass", "nsubjpass") for each in verb.children)
    current = verb
    for _ in range(_FAR):
        for child in current.children:
            if child.dep_ in SUBJECTS:
                found = _antecedent(child, current)
                return found, passive
        dep, head = current.dep_, current.head
        if dep in ("acl", "relcl"):
            return head, passive or (verb.tag_ == "VBN" and current == verb)
        if dep == "xcomp" and head.lemma_ in lexicon().steering:
            steered = next((each for each in head.children if each.dep_ in ("dobj", "dative", "nsubjpass")), None)
            if steered is not None:
                return steered, passive
        if dep not in ("xcomp", "ccomp", "conj", "advcl", "pcomp", "acomp", "prep", "parataxis") or head == current:
            return None, passive
        current = head
    return None, passive


def _speaker(verb: Token) -> Token | None:
    """Who says what the verb is told in, if the sentence says so."""
    current = verb
    for _ in range(_FAR):
        if current.dep_ not in ("ccomp", "xcomp", "conj", "advcl") or current.head == current:
            return None
        current = current.head
        if current.lemma_ in lexicon().intents["saying"]:
            return next((each for each in current.children if each.dep_ == "nsubj"), None)
    return None


def _antecedent(subject: Token, verb: Token) -> Token:
    """What a pronoun stands for, where the grammar says: the noun before "who", the speaker in "he said he would"."""
    if subject.lower_ in ("who", "which", "that") and verb.dep_ == "relcl":
        return verb.head
    if subject.pos_ != "PRON":
        return subject
    current = verb
    for _ in range(_FAR):
        if current.head == current:
            break
        current = current.head
        if current.pos_ in ("VERB", "AUX"):
            for child in current.children:
                if child.dep_ in SUBJECTS and child.pos_ != "PRON":
                    return child
    return subject


def _targets(
    verb: Token, subject: Token | None, sources: tuple[ActorPhrase, ...], act: Act, actors: Mapping[int, ActorPhrase]
) -> tuple[ActorPhrase, ...]:
    """The actor that the verb bears on, with those joined to it: the likeliest place first."""
    taken = {each.head for each in sources} | ({subject.i} if subject is not None else set())
    best: tuple[float, int] | None = None
    for score, head in scored(verb, 0, ACTED):
        if head in taken or head not in actors:
            continue
        actor = actors[head]
        if not actor.inside and (actor.sector is None or owned(verb.doc[head])):
            continue
        if not actor.inside:
            if actor.sector == "MIL" and act.deed in _OWN:
                continue
            score -= 4.5
        if actor.inside and any(actor.codes == each.codes and actor.sector in (each.sector, None) for each in sources):
            score -= 6
        if best is None or score > best[0]:
            best = (score, head)
    if best is None or best[0] < _LEAST:
        return ()
    if len(sources) > 1 and act.event in lexicon().mutual and best[0] < _WITH:
        return ()
    joined = [actor for actor in named_by(verb.doc[best[1]], actors) if actor.head not in taken]
    return tuple(joined) or (actors[best[1]],)


def _ranked(
    token: Token, actors: Mapping[int, ActorPhrase], score: float, taken: frozenset[int]
) -> Iterator[ActorPhrase]:
    for _, head in sorted(scored(token, 0, score), reverse=True):
        if head in actors and head not in taken:
            yield actors[head]


def _of_noun(noun: Token, actors: Mapping[int, ActorPhrase]) -> Roles:
    """ "An attack by rebels on the town", "fighting broke out between …", "Turkey's shelling of the village"."""
    carrier = noun.head if noun.dep_ in ("nsubj", "nsubjpass", "dobj") and noun.head.pos_ in ("VERB", "AUX") else None
    around = [*noun.children, *(carrier.children if carrier is not None else ())]
    for child in around:
        if child.dep_ == "prep" and child.lower_ in ("between", "among"):
            parties = tuple(actor for each in child.children for actor in named_by(each, actors))
            return Roles(parties, (), len(parties) > 1)
    sources = doers(noun, actors)
    if not sources:
        owner = next(
            (each for each in noun.children if each.dep_ in ("poss", "amod", "compound") and each.i in actors), None
        )
        sources = (actors[owner.i],) if owner is not None else ()
    if not sources and carrier is not None and noun.dep_ == "dobj":
        subject, passive = _subject(carrier)
        sources = named_by(subject, actors) if subject is not None and not passive else ()
    taken = frozenset(each.head for each in sources)
    best = next(iter(_ranked(noun, actors, 8.0, taken)), None)
    if best is None and carrier is not None:
        best = next((each for each in _ranked(carrier, actors, 6.0, taken)), None)
    return Roles(sources, named_by(noun.doc[best.head], actors) if best is not None else ())
