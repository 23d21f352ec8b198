"""Who does it, and to whom: the source and the target of an act, from the grammar around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._actors import ActorPhrase
from ._frames import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

    from .acts import Act

_FAR = 8
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_PRONOUNS = frozenset({"it", "he", "she", "they", "who", "which", "that", "its", "his", "their"})
_RELATIVE = frozenset({"who", "which", "that"})
_STEERED = frozenset(
    {
        "ask",
        "urge",
        "order",
        "tell",
        "force",
        "allow",
        "permit",
        "persuade",
        "call",
        "invite",
        "press",
        "appeal",
        "help",
        "let",
    }
)
_TIMES = frozenset({"after", "before", "since", "during", "until", "amid", "despite", "following", "without", "like"})
_ACTED = 12.0
_LEAST = -10.0
_DEEP = 6


@dataclass(frozen=True, slots=True)
class Roles:
    """The actors on both sides of an act. `mutual`: both sides do it together, all are sources and there is no target."""

    sources: tuple[ActorPhrase, ...]
    targets: tuple[ActorPhrase, ...]
    mutual: bool = False


def roles(token: Token, act: Act, actors: Mapping[int, ActorPhrase]) -> Roles:
    """The source and target of the act that `token` says, out of a text's `actors` (`actor_phrases`).

    >>> from holdfire.reading._actors import actor_phrases
    >>> from holdfire.reading.acts import act_of
    >>> from holdfire.reading.parsing import parse
    >>> doc = parse("The villagers were attacked by Sudanese soldiers.")
    >>> token = next(each for each in doc if each.text == "attacked")
    >>> found = roles(token, act_of(token), actor_phrases(doc))
    >>> [each.sector for each in found.sources], [each.sector for each in found.targets]
    (['MIL'], ['CVL'])
    """
    if token.pos_ in ("VERB", "AUX"):
        return _of_verb(token, act, actors)
    return _of_noun(token, act, actors)


def _of_verb(verb: Token, act: Act, actors: Mapping[int, ActorPhrase]) -> Roles:
    subject, passive = _subject(verb)
    if passive:
        sources = _by(verb, actors) or _by_deed(verb, actors)
        if not sources and act.deed in _MOVING and subject is not None:
            sources = _heads(subject, actors)
            return Roles(sources, _targets(verb, subject, sources, act, actors))
        targets = _heads(subject, actors) if subject is not None else ()
        if not targets and subject is not None:
            targets = tuple(_ranked(subject, act, actors, 5.0, frozenset(each.head for each in sources)))[:1]
        if not sources and subject is not None:
            sources = _by(subject, actors)
        if act.event in _ABOUT_MEETINGS and subject is not None and not sources:
            return _mutual(targets, act)
        targets = targets or _targets(verb, subject, sources, act, actors)
        return Roles(sources, targets)
    sources = _heads(subject, actors) if subject is not None else ()
    if subject is not None and not sources:
        sources = _within(subject, actors)
    targets = _targets(verb, subject, sources, act, actors)
    if verb.lemma_ in lexicon().swapped:
        return Roles(targets, sources)
    if len(sources) > 1 and not targets:
        return _mutual(sources, act)
    return Roles(sources, targets)


_MOVING = frozenset({"MOBILIZE", "AID"})
_OWN = frozenset({"MOBILIZE", "AID", "RETREAT", "COOPERATE", "CONSULT"})
_ABOUT_MEETINGS = frozenset({"CONSULT", "AGREE", "SUPPORT", "COOPERATE"})


def _mutual(parties: tuple[ActorPhrase, ...], act: Act) -> Roles:
    return Roles(parties, (), act.event in lexicon().mutual and len(parties) > 1)


def _subject(verb: Token) -> tuple[Token | None, bool]:
    """The word that the verb is said of, and whether it is what suffers it. Follows what a verb shares with its head."""
    passive = any(each.dep_ in ("auxpass", "nsubjpass") for each in verb.children)
    current = verb
    for _ in range(_FAR):
        for child in current.children:
            if child.dep_ in _SUBJECTS:
                found = _antecedent(child, current)
                return found, passive if current == verb else passive
        dep, head = current.dep_, current.head
        if dep in ("acl", "relcl"):
            return head, passive or (verb.tag_ == "VBN" and current == verb)
        if dep == "xcomp" and head.lemma_ in _STEERED:
            steered = next((each for each in head.children if each.dep_ in ("dobj", "dative", "nsubjpass")), None)
            if steered is not None:
                return steered, passive
        if dep not in ("xcomp", "ccomp", "conj", "advcl", "pcomp", "acomp", "prep", "parataxis") or head == current:
            return None, passive
        current = head
    return None, passive


def _antecedent(subject: Token, verb: Token) -> Token:
    """What a pronoun stands for, where the grammar says: the noun before "who", the speaker in "he said he would"."""
    if subject.lower_ in _RELATIVE and verb.dep_ == "relcl":
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
                if child.dep_ in _SUBJECTS and child.pos_ != "PRON":
                    return child
    return subject


def _heads(token: Token, actors: Mapping[int, ActorPhrase]) -> tuple[ActorPhrase, ...]:
    """The actors that a noun and those joined to it stand for, "hundreds of them" too."""
    found: list[ActorPhrase] = []
    todo = [token]
    while todo and len(found) < 12:
        current = todo.pop(0)
        actor = actors.get(current.i) or next(
            (
                each
                for each in actors.values()
                if each.first <= current.i < each.last and not each.modifier and current.pos_ != "ADJ"
            ),
            None,
        )
        if actor is not None and actor not in found:
            found.append(actor)
        others = [current] if actor is None or actor.head == current.i else [current, current.doc[actor.head]]
        beside = [each for one in others for child in one.children if child.dep_ == "amod" for each in child.children]
        for child in (*beside, *(each for one in others for each in one.children)):
            if child.dep_ == "conj" or (child.dep_ == "appos" and (actor is None or _another(actor, child, actors))):
                todo.append(child)
            elif (
                child.dep_ == "prep"
                and child.lower_ in ("of", "from", "in")
                and (actor is None or child.lower_ == "of")
            ):
                todo += [
                    inner
                    for each in child.children
                    if each.dep_ == "pobj" and (actor is None or actor.first <= each.i < actor.last)
                    for inner in ([each] if actor is None else list(each.conjuncts))
                ]
    return tuple(found)


def _another(actor: ActorPhrase, beside: Token, actors: Mapping[int, ActorPhrase]) -> bool:
    """Whether what stands in apposition is one more in a list ("the US, Russia and …")."""
    other = actors.get(beside.i)
    return other is not None and other.inside and not set(other.codes) & set(actor.codes)


def _within(subject: Token, actors: Mapping[int, ActorPhrase]) -> tuple[ActorPhrase, ...]:
    """The actor that a subject which is none belongs to: "Israeli shelling", "an attack by rebels"."""
    by = _by(subject, actors)
    if by:
        return by
    for each in subject.subtree:
        if each.i in actors and each.dep_ in ("poss", "amod", "compound", "nmod") and each.head == subject:
            return (actors[each.i],)
    for child in subject.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "from", "between", "in"):
            found = tuple(actor for each in child.children for actor in _heads(each, actors))
            if found:
                return found
    return ()


def _by(token: Token, actors: Mapping[int, ActorPhrase]) -> tuple[ActorPhrase, ...]:
    for child in token.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            found = tuple(actor for each in child.children for actor in _heads(each, actors) or _within(each, actors))
            if found:
                return found
    return ()


def _by_deed(verb: Token, actors: Mapping[int, ActorPhrase]) -> tuple[ActorPhrase, ...]:
    """ "were killed in an attack by the group", "in Israeli shelling"."""
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in ("in", "during", "after", "by"):
            for noun in child.children:
                if noun.dep_ == "pobj" and noun.i not in actors and noun.lemma_.lower() in lexicon().nouns:
                    found = _within(noun, actors) if not any(each.lower_ == "in" for each in noun.children) else _by(noun, actors)
                    if found:
                        return found
    return ()


def _targets(
    verb: Token, subject: Token | None, sources: tuple[ActorPhrase, ...], act: Act, actors: Mapping[int, ActorPhrase]
) -> tuple[ActorPhrase, ...]:
    """The actor that the verb bears on, with those joined to it: the likeliest place first."""
    taken = {each.head for each in sources}
    before = {each.i for each in subject.subtree} if subject is not None and subject.dep_ in _SUBJECTS else set()
    best: tuple[float, int] | None = None
    for score, head in _scored(verb, 0, _ACTED):
        if head in taken or head in before or head not in actors:
            continue
        actor = actors[head]
        if not actor.inside and (actor.sector is None or _owned(verb.doc[head])):
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
    if len(sources) > 1 and act.event in lexicon().mutual and best[0] < 3:
        return ()
    joined = [actor for actor in _heads(verb.doc[best[1]], actors) if actor.head not in taken]
    return tuple(joined) or (actors[best[1]],)


def _owned(noun: Token) -> bool:
    """ "its troops", "their leader": whose they are stands elsewhere, and they are no other side."""
    return any(each.dep_ == "poss" and each.lower_ in _PRONOUNS for each in noun.children)


def _ranked(
    token: Token, act: Act, actors: Mapping[int, ActorPhrase], score: float, taken: frozenset[int]
) -> Iterator[ActorPhrase]:
    for _, head in sorted(_scored(token, 0, score), reverse=True):
        if head in actors and head not in taken:
            yield actors[head]


_BY_PREPOSITION = {
    "against": 10.0, "on": 9.0, "upon": 9.0, "at": 8.0, "with": 9.0, "to": 8.5, "from": 7.5, "toward": 8.0, "towards": 8.0,
    "between": 8.0, "of": 7.0, "for": 6.0, "into": 7.0, "among": 6.0, "over": 5.0, "about": 5.0, "in": 5.0, "near": 4.0,
    "outside": 7.0, "by": 4.0, "inside": 5.0, "along": 4.0, "across": 4.0,
}  # fmt: skip


def _scored(token: Token, depth: int, score: float) -> Iterator[tuple[float, int]]:
    """Tokens below one, each with how likely what stands there is the target."""
    if depth > _DEEP:
        return
    for child in token.children:
        dep = child.dep_
        if dep in _SUBJECTS and token.pos_ in ("VERB", "AUX"):
            if depth:
                yield from _here(child, depth, score + 1)
        elif dep in ("dobj", "dative", "obj", "oprd", "attr") and child.pos_ != "ADP":
            yield from _here(child, depth, score)
        elif dep in ("prep", "dative", "agent"):
            yield from _behind(child, depth, score)
        elif dep in ("xcomp", "ccomp", "acomp"):
            yield from _scored(child, depth + 1, score - 1.5)
        elif dep in ("poss", "amod", "compound", "nmod") and token.pos_ in ("NOUN", "PROPN"):
            yield (score - (2.5 if dep == "poss" else 3), child.i)
            yield from _scored(child, depth + 1, score - 5)
        elif dep in ("acl", "relcl", "advcl"):
            if not any(each.dep_ == "mark" and each.lower_ in _TIMES for each in child.children):
                yield from _scored(child, depth + 1, score - 5)
        elif dep in ("conj", "appos"):
            yield from _here(child, depth, score - 3)


def _here(token: Token, depth: int, score: float) -> Iterator[tuple[float, int]]:
    yield score, token.i
    yield from _scored(token, depth + 1, score - 1)


def _behind(preposition: Token, depth: int, score: float) -> Iterator[tuple[float, int]]:
    lower = preposition.lower_
    if lower in _TIMES:
        return
    worth = _BY_PREPOSITION.get(lower, 3.0) - _ACTED
    for each in preposition.children:
        if each.dep_ == "pobj":
            yield from _here(each, depth, score + worth)
        elif each.dep_ == "pcomp":
            yield from _scored(each, depth + 1, score - 2)
        elif each.dep_ == "prep":
            yield from _behind(each, depth, score)


def _of_noun(noun: Token, act: Act, actors: Mapping[int, ActorPhrase]) -> Roles:
    """ "An attack by rebels on the town", "fighting broke out between …", "Turkey's shelling of the village"."""
    carrier = noun.head if noun.dep_ in ("nsubj", "nsubjpass", "dobj") and noun.head.pos_ in ("VERB", "AUX") else None
    around = [*noun.children, *(carrier.children if carrier is not None else ())]
    for child in around:
        if child.dep_ == "prep" and child.lower_ in ("between", "among"):
            parties = tuple(actor for each in child.children for actor in _heads(each, actors))
            return Roles(parties, (), len(parties) > 1)
    sources = _by(noun, actors)
    if not sources:
        owner = next((each for each in noun.children if each.dep_ in ("poss", "amod", "compound") and each.i in actors), None)
        sources = (actors[owner.i],) if owner is not None else ()
    if not sources and carrier is not None and noun.dep_ == "dobj":
        subject, passive = _subject(carrier)
        sources = _heads(subject, actors) if subject is not None and not passive else ()
    taken = frozenset(each.head for each in sources)
    best = next(iter(_ranked(noun, act, actors, 8.0, taken)), None)
    if best is None and carrier is not None:
        best = next((each for each in _ranked(carrier, act, actors, 6.0, taken)), None)
    return Roles(sources, _heads(noun.doc[best.head], actors) if best is not None else ())
