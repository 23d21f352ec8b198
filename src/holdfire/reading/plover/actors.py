"""Actor phrases: who is named in a text, for which country or body, and in what role (sector)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from ..knowledge import knowledge
from ..names.countries import Sense, country_mentions
from ..phrases import Phrases, words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ"})
_INSIDE = frozenset({"compound", "amod", "nmod", "poss", "nummod"})
_FAR = 6
_MOST = 24
"""Words of an actor phrase that are looked at."""

_RULING = {"person": "GOV", "seat": "GOV", "capital": "GOV"}


@dataclass(frozen=True, slots=True)
class Agents:
    """Words for those who act, by the last lemma of each: (words before it, sector, whether it is strong)."""

    by_last: Mapping[str, tuple[tuple[tuple[str, ...], str, bool], ...]]
    adjectives: frozenset[str]
    named: Phrases[Sense]


@cache
def agents() -> Agents:
    content = knowledge("words", "agents.yaml")
    found: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    for kind in ("strong", "weak"):
        for sector, names in content[kind].items():
            for name in names:
                *before, last = name.split()
                found.setdefault(last, []).append((tuple(before), sector, kind == "strong"))
    groups = [
        (name, Sense(each["code"], "group" if each["sector"] else "name", name, each["sector"]))
        for each in content["named"]
        for name in each["names"]
    ]
    by_last = {last: tuple(sorted(each, key=lambda one: -len(one[0]))) for last, each in found.items()}
    return Agents(by_last, frozenset(content["adjectives"]), Phrases(groups))


@dataclass(frozen=True, slots=True)
class ActorPhrase:
    """An actor in a text. `head` is the token that stands for it, `first` and `last` (exclusive) its words.

    `codes` are countries (ISO 3166-1 alpha-3), IGO or NGO; several where the words do not decide. `inside` is true
    where the phrase gives the code itself, false where it was taken from elsewhere in the sentence. `modifier` marks a
    name that only stands beside another noun ("the Israeli proposal").
    """

    head: int
    first: int
    last: int
    codes: tuple[str, ...]
    sector: str | None
    inside: bool = True
    modifier: bool = False
    capital: bool = False

    @property
    def code(self) -> str | None:
        """The likeliest code, if there is one."""
        return self.codes[0] if self.codes else None


@dataclass(frozen=True, slots=True)
class _Named:
    first: int
    last: int
    senses: tuple[Sense, ...]


def actor_phrases(doc: Doc, day: date | None = None) -> dict[int, ActorPhrase]:
    """Every actor phrase of a text, by the token that heads it.

    >>> from holdfire.reading.grammar.parsing import parse
    >>> [(each.code, each.sector) for each in actor_phrases(parse("Russian soldiers met Turkish officials.")).values()]
    [('RUS', 'MIL'), ('TUR', 'GOV')]
    """
    named = _named(doc, day)
    of_token = {place: each for each in named for place in range(each.first, each.last)}
    bodies = {place for place, each in of_token.items() if each.senses[0].how in ("body", "name")}
    sectors = {token.i: found for token in doc if token.i not in bodies and (found := _sector(token)) is not None}
    heads: dict[int, set[int]] = {}
    for place in sorted(
        {each.last - 1 if doc[each.last - 1].pos_ != "PART" else each.first for each in named} | set(sectors)
    ):
        top = _top(doc[place], sectors, of_token)
        heads.setdefault(top.i, set()).add(place)
    phrases: dict[int, ActorPhrase] = {}
    for head, _ in sorted(heads.items()):
        phrase = _phrase(doc[head], of_token, sectors)
        if phrase is not None:
            phrases[head] = phrase
    return {head: _joined(doc[head], phrase, phrases) for head, phrase in phrases.items()}


def _joined(head: Token, phrase: ActorPhrase, found: Mapping[int, ActorPhrase]) -> ActorPhrase:
    """ "Leaders of Serbia and Croatia": the second has the role of the first."""
    if head.dep_ != "conj" or phrase.sector is not None:
        return phrase
    before = head.head
    whole = next(
        (each for each in found.values() if each.first <= before.i < each.last and each.head != before.i), None
    )
    return replace(phrase, sector=whole.sector) if whole is not None and not phrase.modifier else phrase


def _named(doc: Doc, day: date | None) -> list[_Named]:
    found: list[_Named] = []
    text = words(doc.text)
    groups = [each for each in agents().named.find(text) if text[each.first].text[:1].isupper()]
    inside = {place for each in groups for place in range(each.first, each.last)}
    mentions = [*groups, *(each for each in country_mentions(text, day=day) if each.first not in inside)]
    if not mentions:
        return []
    starts = doc.to_array(["IDX"]).ravel()
    for each in mentions:
        first = int(starts.searchsorted(each.start, side="right")) - 1
        last = int(starts.searchsorted(each.end, side="left"))
        found.append(_Named(max(first, 0), last, each.value))
    return found


def _sector(token: Token) -> tuple[str, bool] | None:
    """The sector that a word gives to its phrase, and whether it does so strongly."""
    if token.pos_ not in _NOMINAL:
        return None
    known = agents().by_last.get(token.lemma_.lower()) or agents().by_last.get(token.lower_)
    if not known:
        return None
    doc, place = token.doc, token.i
    for before, sector, strong in known:
        size = len(before)
        if size == 0 and token.pos_ == "ADJ" and token.lower_ not in agents().adjectives:
            continue
        if all(
            place - size + step >= 0
            and before[step] in (doc[place - size + step].lower_, doc[place - size + step].lemma_.lower())
            for step in range(size)
        ):
            return sector, strong
    return None


def _top(token: Token, sectors: Mapping[int, tuple[str, bool]], of_token: Mapping[int, _Named]) -> Token:
    """The noun that stands for the actor that the token names or helps to name."""
    current = token
    for _ in range(_FAR):
        head = current.head
        if head == current:
            break
        if current.dep_ in _INSIDE and _stands(head, sectors, of_token):
            current = head
        elif current.dep_ in _INSIDE and (beside := _beside(current, head, sectors)) is not None:
            return beside
        elif (
            current.dep_ == "pobj"
            and head.dep_ == "prep"
            and head.lower_ in ("of", "in", "from", "for")
            and head.head.i in sectors
            and head.head.pos_ in _NOMINAL
            and current.i not in sectors
        ):
            current = head.head
        elif current.dep_ == "appos" and _stands(head, sectors, of_token):
            current = head
        else:
            break
    return current


def _beside(token: Token, head: Token, sectors: Mapping[int, tuple[str, bool]]) -> Token | None:
    """ "Turkish army positions": the word for an actor that stands between a name and a noun that is no actor."""
    between = (each for each in head.children if token.i < each.i < head.i and each.dep_ in _INSIDE)
    return next((each for each in between if each.i in sectors), None)


def _stands(head: Token, sectors: Mapping[int, tuple[str, bool]], of_token: Mapping[int, _Named]) -> bool:
    """Whether a noun can stand for an actor: a word for one, a known name, or a name that nobody knows."""
    return head.i in sectors or head.i in of_token or head.pos_ == "PROPN"


def _phrase(head: Token, of_token: Mapping[int, _Named], sectors: Mapping[int, tuple[str, bool]]) -> ActorPhrase | None:
    members = [head]
    if head.dep_ in _INSIDE:
        members += [
            each for each in head.head.children if each.i < head.i and each.dep_ in _INSIDE and each.i in of_token
        ]
    todo = list(members)
    while todo and len(members) < _MOST:
        current = todo.pop()
        for child in current.children:
            inner = child.dep_ in _INSIDE or (child.dep_ == "appos" and current == head)
            if inner and child.pos_ in _NOMINAL:
                members.append(child)
                todo.append(child)
            elif child.dep_ == "prep" and child.lower_ in ("of", "in", "from", "for") and current.i in sectors:
                inner_nouns = [each for each in child.children if each.dep_ == "pobj"]
                members += inner_nouns
                todo += inner_nouns
    members = members[:_MOST]
    codes, how = _codes(members, of_token)
    sector = _of_members(head, members, sectors)
    modifier = head.dep_ in ("amod", "compound", "poss", "nmod") and head.i not in sectors
    if not codes and sector is None:
        return None
    if sector is None:
        sector = _RULING.get(how, how if how.isupper() else None)
        sector = None if modifier and how in ("capital", "seat") else sector
        if how == "adjective" and head.tag_ in ("NNS", "NNPS"):
            sector = "CVL"
    spans = [of_token[each.i] for each in members if each.i in of_token]
    first = min(each.i for each in members)
    last = max(each.i for each in members) + 1
    first, last = min([first, *(each.first for each in spans)]), max([last, *(each.last for each in spans)])
    return ActorPhrase(head.i, first, last, codes, sector, bool(codes), modifier, how == "capital")


def _codes(members: list[Token], of_token: Mapping[int, _Named]) -> tuple[tuple[str, ...], str]:
    """The code of an actor phrase: that of the word nearest its head; a body outranks where it has its seat."""
    for each in members:
        named = of_token.get(each.i)
        if named is not None:
            codes = tuple(dict.fromkeys(sense.code for sense in named.senses))
            sense = named.senses[0]
            return codes, (sense.role or "") if sense.how == "group" else sense.how
    return (), ""


def _of_members(head: Token, members: list[Token], sectors: Mapping[int, tuple[str, bool]]) -> str | None:
    own = sectors.get(head.i)
    if own is not None and own[1]:
        return own[0]
    near = [each for each in members if each.i in sectors and each.i != head.i]
    strong = [sectors[each.i][0] for each in near if sectors[each.i][1]]
    if strong:
        return strong[0]
    if own is not None:
        return own[0]
    return sectors[near[0].i][0] if near else None
