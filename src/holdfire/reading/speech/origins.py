"""Who says that something happened, in a sentence: origins, apart from those who only carry what they were told."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ...records.reading import Span, Statement
from ...world import Claimants, World
from ..knowledge import knowledge
from ..phrases import Phrases, Word, words
from .attributing import following, named_by
from .bodies import known_names
from .reported import able
from .speakers import Speaker, speaker
from .speech import Text, lemma, phrase, said, speech, subject, text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Sentence


@dataclass(frozen=True, slots=True)
class Origin:
    """One who says so. `id` is a claimant's, or the words themselves, folded, where the register does not know them.

    `kind` is `origin`, or `carrier` for one who passes on what another says: "state television, citing a source".
    """

    id: str
    words: str
    span: Span
    kind: str = "origin"
    sure: float = 0.85


def origins(
    doc: Doc,
    sent: Sentence | None = None,
    *,
    world: World | None = None,
    said_before: Sequence[Statement] | Mapping[int, Statement] = (),
) -> list[Origin]:
    """Who says so, in one sentence or in the whole text, in the order of the text; each once.

    `said_before` are the statements of the text, from which a pronoun ("it said") takes its name; for many sentences of
    one text give them as `speakers` has them. Where a sentence is a plain assertion of the writer, or says only "it was
    reported", there is none.

    >>> from holdfire.reading.grammar.parsing import parse
    >>> from holdfire.world import load_world
    >>> doc = parse("Two shells hit the market, SANA reported, citing a military source.")
    >>> [(each.id, each.kind) for each in origins(doc, world=load_world())]
    [('sana', 'carrier'), ('military-sources', 'origin')]
    """
    first, last = (0, len(doc)) if sent is None else (sent.start, sent.end)
    return _found(text_of(doc, known_names(world)), first, last, world, speakers(said_before))


def origins_by_sentence(
    doc: Doc, *, world: World | None = None, said_before: Sequence[Statement] = ()
) -> dict[int, list[Origin]]:
    """The origins of every sentence, by the index of its first word: one pass for a whole text."""
    text, names = text_of(doc, known_names(world)), speakers(said_before)
    return {sent.start: _found(text, sent.start, sent.end, world, names) for sent in doc.sents}


def speakers(said_before: Sequence[Statement] | Mapping[int, Statement]) -> Mapping[int, Statement]:
    """Statements by the character at which their speakers stand: made once for a text, not for each sentence."""
    if isinstance(said_before, Mapping):
        return said_before
    return {each.speaker_span.start: each for each in said_before if each.speaker_span is not None}


def _found(text: Text, first: int, last: int, world: World | None, names: Mapping[int, Statement]) -> list[Origin]:
    found: dict[int, Origin] = {}
    for who, kind, sure in _sayers(text, first, last):
        name = who.name
        if who.pronoun is not None:
            known = names.get(who.start)
            if known is None or known.speaker is None:
                continue
            name, sure = known.speaker, known.confidence.get("speaker", sure)
        span = Span(start=who.start, end=who.end, words=text.plain[who.start : who.end])
        held = found.get(who.start)
        if held is None or held.kind == "origin":
            for each in _several(who, kind, sure, world) or [
                Origin(_id(name, who.role, world), name, span, kind, round(sure, 2))
            ]:
                found[each.span.start] = each
    return [found[at] for at in sorted(found)]


_JOINT = re.compile(r",? and (?:the )?|, (?:the )?")


def _several(who: Speaker, kind: str, sure: float, world: World | None) -> list[Origin]:
    """The claimants that are joined in the words for a speaker, if all are known: "activists and the X"."""
    if world is None or who.pronoun is not None or len(who.name) != who.end - who.start:
        return []
    if world.claimants.lookup(who.name) is not None or not _JOINT.search(who.name):
        return []
    ends = [*(each.span() for each in _JOINT.finditer(who.name)), (len(who.name), len(who.name))]
    starts = [0, *(end for _, end in ends[:-1])]
    found = []
    for start, (end, _) in zip(starts, ends, strict=True):
        part = who.name[start:end]
        known = _registered(part, world.claimants)
        if known is None:
            return []
        span = Span(start=who.start + start, end=who.start + end, words=part)
        found.append(Origin(known, part, span, kind, round(sure, 2)))
    return found


def _registered(name: str, claimants: Claimants) -> str | None:
    """The claimant of exactly that name, or for which that plain word stands."""
    plain = name.casefold().removesuffix("s")
    unnamed = _known().unnamed.get(plain)
    exact = claimants.lookup(name) or claimants.lookup(f"the {name}")
    return exact or (unnamed if unnamed is not None and unnamed in claimants else None)


@dataclass(frozen=True, slots=True)
class _Words:
    citing: frozenset[str]
    said: frozenset[str]
    acting: frozenset[str]
    unnamed: dict[str, str]
    carriers: frozenset[str]


@cache
def _known() -> _Words:
    content = knowledge("words", "origins.yaml")
    unnamed = {noun: claimant for claimant, nouns in content["unnamed"].items() for noun in nouns}
    sets = {name: frozenset(content[name]) for name in ("citing", "said", "acting", "carriers")}
    return _Words(unnamed=unnamed, **sets)


def _sayers(text: Text, first: int, last: int) -> Iterator[tuple[Speaker, str, float]]:
    """Each speaker between two words, whether origin or carrier, and how sure that is."""
    doc, known = text.doc, _known()
    verbs = _within(text.verbs, first, last)
    cited = [(at, _cited(text, doc[at])) for at in verbs if lemma(doc[at]) in known.citing]
    carried = any(who is not None for _, who in cited)
    for at in verbs:
        verb = doc[at]
        name = lemma(verb)
        if speech().verbs[name] not in known.said or not said(verb):
            continue
        if name in known.acting and not _tells(text, verb):
            continue
        who = named_by(text, verb)
        if who is not None and able(text, who):
            carries = (carried and not _is_cited(who, cited)) or _passes_on(text, verb)
            yield who, "carrier" if carries else "origin", 0.85
        if name == "tell":
            yield from _told(text, verb)
    for _, who in cited:
        if who is not None:
            yield who, "origin", 0.8
    for at in _within(text.according, first, last):
        who = speaker(following(text, at + 2))
        if who is not None and able(text, who):
            yield who, "origin", 0.85


def _tells(text: Text, verb: Token) -> bool:
    """Whether a clause or a quotation is what the verb says: "agreed that …", "“…”, they answered"."""
    if any(child.dep_ == "ccomp" for child in verb.children):
        return True
    first, last = text.sentence(verb.i)
    return any(text.within[at] >= 0 for at in range(first, last))


def _within(places: Sequence[int], first: int, last: int) -> Sequence[int]:
    return places[bisect_left(places, first) : bisect_left(places, last)]


def _passes_on(text: Text, verb: Token) -> bool:
    """Whether what is said is that somebody else said something: "the army said …, the agency reported"."""
    clauses = [child for child in verb.children if child.dep_ == "ccomp"]
    return any(
        child.i in text.speaking and speech().verbs[lemma(child)] in _known().said and subject(child) is not None
        for child in clauses
    )


def _is_cited(who: Speaker, cited: list[tuple[int, Speaker | None]]) -> bool:
    return any(each is not None and each.start == who.start for _, each in cited)


def _cited(text: Text, verb: Token) -> Speaker | None:
    """The one cited or quoted: "citing X", "quoted X as saying"."""
    found = next((child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")), None)
    who = speaker(phrase(text, found)) if found is not None and text.within[found.i] < 0 else None
    return who if who is not None and able(text, who) else None


def _told(text: Text, verb: Token) -> Iterator[tuple[Speaker, str, float]]:
    """The outlet to which somebody spoke carries it."""
    for child in verb.children:
        if (
            child.dep_ in ("dobj", "dative")
            and child.i > verb.i
            and child.text[0].isupper()
            and text.within[child.i] < 0
        ):
            who = speaker(phrase(text, child))
            if who is not None:
                yield who, "carrier", 0.8


def _id(name: str, role: str | None, world: World | None) -> str:
    """The claimant that is named so, whose name stands in the words or in the role, or the words themselves."""
    if world is not None:
        claimants = world.claimants
        found = (
            claimants.lookup(name)
            or claimants.lookup(f"the {name}")
            or _named_within(f"{name}, {role or ''}", claimants)
        )
        if found is not None:
            return found
        for word in reversed(words(name)):
            noun = word.key.removesuffix("s") if word.key.removesuffix("es") not in _known().unnamed else word.key[:-2]
            if noun in _known().unnamed and _known().unnamed[noun] in claimants:
                return _known().unnamed[noun]
    plain = " ".join(name.split()).casefold()
    first, _, rest = plain.partition(" ")
    return rest if rest and first in ("a", "an", "the") else plain


def _named_within(name: str, claimants: Claimants) -> str | None:
    parts = words(name)
    found = [each for each in _phrases(claimants).find(parts) if not _begins_another(parts, each.first, each.last)]
    best = max(found, key=lambda each: each.last - each.first, default=None)
    return best.value[0] if best is not None and len(best.value) == 1 else None


def _begins_another(parts: Sequence[Word], first: int, last: int) -> bool:
    """Whether an article and one word are the beginning of a longer name: "the National Coalition" is no newspaper."""
    article = last - first == 2 and parts[first].key == "the"
    longer = last < len(parts) and parts[last].text[0].isupper() and parts[last].start == parts[last - 1].end + 1
    return article and (parts[first].text == "the" or longer)


@lru_cache(maxsize=4)
def _phrases(claimants: Claimants) -> Phrases[str]:
    return Phrases(
        (name, each.id) for each in claimants.claimants.values() for name in (*each.name.values(), *each.aliases)
    )
