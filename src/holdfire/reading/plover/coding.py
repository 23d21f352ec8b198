"""A parsed text to events: who did what to whom, as PLOVER has it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from ...records.reading import Span, Standing
from .actors import ActorPhrase, actor_phrases
from .acts import Act, Read, act_of, noun_act
from .frames import lexicon
from .roles import Roles, roles

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Sentence

_DEEP = 7
"""Clauses that are gone down into from a sentence's main verb to find its event."""

_VERBS = frozenset({"VERB", "AUX"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_VIOLENT = frozenset({"FIGHT", "ASSAULT"})
_ARMED = frozenset({"MIL"})
_WHERE = frozenset({"in", "near", "at", "inside", "across", "throughout", "off", "outside"})
_ABROAD = frozenset({"IGO", "NGO", "IMG"})


@dataclass(frozen=True, slots=True)
class CodedActor:
    """One side of an event: the words that name it, a country (ISO 3166-1 alpha-3), IGO, NGO or IMG, and sector.

    `codes` has several where the words do not decide. `inferred` is true where the words for the actor give no country
    and it was taken from elsewhere in the sentence ("the rebels" in a sentence about Sudan): an inference, no reading.
    """

    span: Span
    code: str | None
    codes: tuple[str, ...]
    sector: str | None
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Coded:
    """An event that a sentence tells.

    `event` is that of the PLOVER manual of 2021, `kind` the same in the older, finer division (ASSAULT: ASSAULT or
    FIGHT; ACCUSE: DISAPPROVE or INVESTIGATE; REQUEST: DEMAND), `deed` what is promised, refused or asked for, in that
    division: "agreed to withdraw" is AGREE, its deed RETREAT. With `mutual` the sources do it together, without a
    target. `standing` says how the text puts the verb; `token` is its place in the Doc, `confidence` between 0 and 1.
    """

    event: str
    kind: str
    deed: str
    sources: tuple[CodedActor, ...]
    targets: tuple[CodedActor, ...]
    mutual: bool
    span: Span
    sentence: Span
    token: int
    standing: Standing
    confidence: float


@dataclass(frozen=True, slots=True)
class _Whole:
    """The sentence that an event stands in."""

    doc: Doc
    text: str
    tokens: list[Token]
    root: Token
    span: Span


def code(doc: Doc, every: bool = False, published: date | None = None) -> list[Coded]:
    """The events of a text, in its order: of each sentence its main one, or with `every` all that it tells.

    >>> from holdfire.reading.grammar.parsing import parse
    >>> for each in code(parse("Turkish warplanes bombed Kurdish rebels in Iraq.")):
    ...     print(each.event, [one.code for one in each.sources], [one.sector for one in each.targets])
    ASSAULT ['TUR'] ['REB']
    """
    actors = actor_phrases(doc, published)
    heads = sorted(actors)
    found: list[Coded] = []
    text, tokens = doc.text, list(doc)
    read: Read = {}
    for sentence in doc.sents:
        first, last = bisect_left(heads, sentence.start), bisect_left(heads, sentence.end)
        within = {head: actors[head] for head in heads[first:last]}
        whole = _Whole(doc, text, tokens[sentence.start : sentence.end], sentence.root, _around(sentence))
        for token, act in (_every if every else _main)(whole, published, read):
            parties = roles(token, act, within)
            found.append(_coded(token, _killing(token, act, parties), parties, within, whole))
    return found


def _around(sentence: Sentence) -> Span:
    return Span(start=sentence.start_char, end=sentence.end_char, words=sentence.text)


def _killing(token: Token, act: Act, parties: Roles) -> Act:
    """Who kills whom tells a fight from an assault, where the verb does not."""
    if token.lemma_ not in lexicon().killing or act.event not in _VIOLENT or act.sure > 0.7:
        return act
    armed = {each.sector for each in parties.targets} & _ARMED or "MIL" in {each.sector for each in parties.sources}
    kind = "FIGHT" if armed else "ASSAULT"
    return replace(act, event=kind, deed=kind)


def _every(whole: _Whole, published: date | None, read: Read) -> Iterator[tuple[Token, Act]]:
    """Each act of a sentence; a noun only where no verb took it in."""
    acts = [
        (token, act)
        for token in whole.tokens
        if token.pos_ in _VERBS and (act := act_of(token, published, read)) is not None
    ]
    taken = {part for _, act in acts for part in act.parts if part != act.token and act.event == act.deed}
    nouns = (token for token in whole.tokens if token.pos_ in _NOUNS and token.i not in taken)
    acts += [(token, act) for token in nouns if (act := noun_act(token, published)) is not None]
    yield from sorted(((token, act) for token, act in acts if token.i not in taken), key=lambda each: each[0].i)


def _main(whole: _Whole, published: date | None, read: Read) -> Iterator[tuple[Token, Act]]:
    """The act nearest the main verb: what somebody is said to have done comes before how it is told."""
    waiting, later = [(whole.root, 0)], []
    weak: tuple[Token, Act] | None = None
    while waiting:
        token, depth = waiting.pop(0)
        act = act_of(token, published, read) if token.pos_ in _VERBS else None
        if act is None and token == whole.root and token.pos_ not in _VERBS:
            act = noun_act(token, published)
        if act is not None:
            if act.sure >= 0.5:
                yield token, act
                return
            weak = weak or (token, act)
        if depth < _DEEP:
            waiting += [
                (child, depth + 1) for child in token.children if child.dep_ in ("ccomp", "xcomp", "conj", "acomp")
            ]
            later += [
                (child, depth + 1) for child in token.children if child.dep_ in ("advcl", "pcomp", "parataxis", "dep")
            ]
        if not waiting:
            waiting, later = later, []
    noun = weak or next(
        ((token, act) for token in whole.tokens if (act := noun_act(token, published)) is not None), None
    )
    noun = noun or next(
        (
            (token, act)
            for token in whole.tokens
            if token.pos_ == "VERB" and (act := act_of(token, published, read)) is not None
        ),
        None,
    )
    if noun is not None:
        yield noun


def _coded(token: Token, act: Act, parties: Roles, actors: Mapping[int, ActorPhrase], whole: _Whole) -> Coded:
    place = _place(whole.doc, actors, parties)
    sources = tuple(_settled(each, parties.targets, place) for each in parties.sources)
    targets = tuple(_settled(each, parties.sources, place) for each in parties.targets)
    doc, text = whole.doc, whole.text
    parts = sorted(act.parts)
    return Coded(
        event=act.root,
        kind=act.event,
        deed=act.deed,
        sources=tuple(_actor(doc, text, each) for each in sources),
        targets=tuple(_actor(doc, text, each) for each in targets),
        mutual=parties.mutual and act.event in lexicon().mutual,
        span=_span(doc, text, parts[0], parts[-1] + 1),
        sentence=whole.span,
        token=token.i,
        standing=act.standing,
        confidence=round(act.sure * (1.0 if sources else 0.8), 2),
    )


def _place(doc: Doc, actors: Mapping[int, ActorPhrase], parties: Roles) -> tuple[str, ...]:
    """The country that the sentence gives as the place, if it gives one that is no party."""
    for head, actor in actors.items():
        token = doc[head]
        placed = token.dep_ == "pobj" and token.head.lower_ in _WHERE
        if placed and actor.inside and actor not in parties.sources and not _ABROAD & set(actor.codes):
            return actor.codes
    return ()


def _settled(actor: ActorPhrase, others: tuple[ActorPhrase, ...], place: tuple[str, ...]) -> ActorPhrase:
    """An actor whose words give no country takes that of the place, else that of the other side."""
    if actor.codes:
        return actor
    other = next((each.codes for each in others if each.codes and not _ABROAD & set(each.codes)), ())
    return replace(actor, codes=place or other, inside=False)


def _actor(doc: Doc, text: str, actor: ActorPhrase) -> CodedActor:
    inferred = bool(actor.codes) and not actor.inside
    return CodedActor(_span(doc, text, actor.first, actor.last), actor.code, actor.codes, actor.sector, inferred)


def _span(doc: Doc, text: str, first: int, last: int) -> Span:
    end = doc[last - 1]
    start, stop = doc[first].idx, end.idx + len(end)
    return Span.model_construct(start=start, end=stop, words=text[start:stop])
