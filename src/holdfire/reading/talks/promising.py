"""Promises in running text: who is to do what, how much, where and by when, who agreed and who is awaited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ...records import Consent, Due, Mention, Quantity, ReadPromise, Span, Standing
from ..events.modality import standing
from ..events.triggers import forms, near
from ..grammar.scene import Scene, best
from ..knowledge import knowledge

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

_FAR = 5
_SUBJECTS = ("nsubj", "nsubjpass")
_NO_PEOPLE = frozenset({"year", "month", "week", "day", "hour", "minute", "percent", "km", "kilometre", "kilometer"})


@dataclass(frozen=True)
class _Deed:
    id: str
    pos: str
    with_: frozenset[str]


@cache
def _deeds() -> dict[tuple[str, str], list[_Deed]]:
    found: dict[tuple[str, str], list[_Deed]] = {}
    for entry in knowledge("words", "deeds.yaml")["deeds"]:
        for pos, name in (("verb", "verbs"), ("noun", "nouns")):
            with_ = frozenset(each.replace("-", "") for each in entry.get("with", ()))
            for lemma in entry.get(name, ()):
                found.setdefault((pos, lemma.replace("-", "")), []).append(_Deed(entry["id"], pos, with_))
    return found


@cache
def _states() -> Mapping[str, str]:
    states = knowledge("words", "deeds.yaml")["states"]
    return {lemma: state for state, lemmas in states.items() for lemma in lemmas}


@cache
def _awaiting() -> frozenset[str]:
    return frozenset(knowledge("words", "deeds.yaml")["awaiting"])


def promises(scene: Scene) -> list[ReadPromise]:
    """What the text says that parties are to do, in order; each deed once a sentence.

    A deed is a promise where a word governs it that tells how far somebody is bound by it: *agree*, *offer*, *propose*,
    *refuse*. What was promised in the past and is told as history is none, and neither is a deed already done.
    """
    return [promise for sentence in scene.doc.sents for promise in _of_sentence(scene, sentence)]


def _of_sentence(scene: Scene, sentence: Sentence) -> Iterator[ReadPromise]:
    told: set[str] = set()
    for token in sentence:
        for deed in _deeds_of(token):
            governed = _governor(token)
            if governed is None or deed.id in told:
                continue
            governor, state = governed
            how = standing(scene.doc, governor)
            if how is Standing.PAST or (how is Standing.POSSIBLE and state == "agreed"):
                continue
            if how in (Standing.NEGATED, Standing.DENIED):
                state = "refused"
            told.add(deed.id)
            yield _promise(scene, sentence, token, deed, governor, state)


def _deeds_of(token: Token) -> list[_Deed]:
    pos = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun"}.get(token.pos_)
    if pos is None:
        return []
    listed = [deed for key in sorted(forms(token)) for deed in _deeds().get((pos, key), ())]
    return [deed for deed in listed if not deed.with_ or not near(token).isdisjoint(deed.with_ | {deed.id})]


def _governor(token: Token) -> tuple[Token, str] | None:
    """The nearest word above that tells the state of a deed."""
    each = token
    for _ in range(_FAR):
        if each.head == each:
            return None
        before, each = each, each.head
        if before.dep_ in _SUBJECTS or before.dep_ in ("advcl", "relcl"):
            return None
        state = _states().get(each.lemma_.casefold())
        if state is not None:
            upper = _above(each)
            return upper if upper is not None and state == "proposed" else (each, state)
    return None


def _above(token: Token) -> tuple[Token, str] | None:
    """What governs the noun of a plan or a proposal: an agreed plan is agreed."""
    each = token
    while each.head != each and each.pos_ in ("NOUN", "PROPN"):
        each = each.head
    state = _states().get(each.lemma_.casefold()) if each != token else None
    return (each, state) if state is not None else None


def _promise(scene: Scene, sentence: Sentence, token: Token, deed: _Deed, governor: Token, state: str) -> ReadPromise:
    inside = _clause(token)
    parties = _subjects(scene, governor)
    debtor = _subjects(scene, token) or parties
    amounts = _amounts(scene, *inside)
    place = _first(scene.of("place", *inside)) or _first(scene.of("place", sentence.start_char, sentence.end_char))
    due = _due(scene, token, inside)
    agreed_on = _day(scene, governor, inside) if state in ("agreed", "refused") else None
    consent = {"agreed": "agreed", "refused": "refused"}.get(state)
    consents = [Consent(party=name, state=consent, date=agreed_on, span=span) for name, span in parties if consent]
    consents += _awaited(scene, sentence)
    spans = {"deed": scene.span(token.idx, token.idx + len(token.text))}
    if due is not None:
        spans["due"] = due[1]
    if place is not None:
        spans["place"] = place.span
    return ReadPromise(
        debtor=tuple(dict.fromkeys(name for name, _ in debtor)),
        deed=deed.id,
        place=None if place is None else best(place),
        amounts=tuple(amounts),
        due=None if due is None else due[0],
        agreed_on=agreed_on,
        consents=tuple({each.party: each for each in reversed(consents)}.values()),
        state=state,
        span=scene.sentence(sentence),
        spans=spans,
        confidence={
            "deed": 0.85 if deed.pos == "verb" else 0.75,
            "state": 0.8,
            **({"debtor": 0.7} if debtor else {}),
            **({"place": place.confidence} if place is not None else {}),
        },
    )


def _clause(token: Token) -> tuple[int, int]:
    """The characters of the clause that a deed heads."""
    words = [word for word in token.subtree if not word.is_space]
    return words[0].idx, words[-1].idx + len(words[-1].text)


def _subjects(scene: Scene, token: Token) -> list[tuple[str, Span]]:
    """The actors that are the subject of a word, or of what it hangs on as a complement."""
    each = token
    for _ in range(3):
        found = [child for child in each.children if child.dep_ in ("nsubj", "agent")]
        passive = [child for child in each.children if child.dep_ == "nsubjpass"]
        if passive and not found:
            return []
        named = [
            (choice, mention.span)
            for child in found
            for mention in scene.under("actor", child)
            if (choice := best(mention)) is not None
        ]
        if found or each.dep_ not in ("xcomp", "conj", "ccomp"):
            return named
        each = each.head
    return []


def _amounts(scene: Scene, start: int, end: int) -> list[Quantity]:
    """The numbers of the clause that count something, with what they count."""
    dated = [(each.span.start, each.span.end) for each in scene.of("date", start, end)]
    return [
        each.quantity
        for each in scene.of("number", start, end)
        if each.quantity is not None
        and each.quantity.unit is not None
        and not any(first <= each.span.start < last for first, last in dated)
    ]


def _due(scene: Scene, token: Token, inside: tuple[int, int]) -> tuple[Due, Span] | None:
    """By when: a vague time as it is worded, or a day that is not before the day of publication."""
    for each in scene.of("date", *inside):
        value = best(each)
        if each.precision == "vague":
            return Due(words=each.span.words, vague=True), each.span
        if value is not None and scene.published is not None and _last(value) > scene.published.isoformat():
            first, _, last = value.partition("/")
            return Due(words=each.span.words, earliest=first, latest=last or first), each.span
    return None


def _last(value: str) -> str:
    return value.rpartition("/")[2]


def _day(scene: Scene, governor: Token, deed: tuple[int, int]) -> str | None:
    """The day on which it was agreed: a date that hangs on the governing word, not later than publication."""
    start, end = _clause(governor)
    for each in scene.of("date", start, end):
        value = best(each)
        if value is None or each.precision != "day" or _governs(scene, each, governor, deed) is False:
            continue
        if scene.published is None or value <= scene.published.isoformat():
            return value
    return None


def _governs(scene: Scene, mention: Mention, governor: Token, deed: tuple[int, int]) -> bool:
    """Whether a date outside the deed's own clause, or before the deed itself, belongs to the word that governs it."""
    inside = deed[0] <= mention.span.start < deed[1]
    return not inside or mention.span.start < governor.idx + 40


def _awaited(scene: Scene, sentence: Sentence) -> list[Consent]:
    """Parties whose answer is said to be awaited."""
    found = []
    for token in sentence:
        if token.lemma_.casefold() in _awaiting() and token.pos_ in ("VERB", "ADV", "ADJ"):
            for mention in scene.of("actor", token.idx, sentence.end_char):
                name = best(mention)
                if name is not None:
                    found.append(Consent(party=name, state="awaited", span=mention.span))
    return found


def _first(found: list[Mention]) -> Mention | None:
    return next((each for each in found if each.choices), None)
