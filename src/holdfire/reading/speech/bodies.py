"""Names of bodies with small words inside, each as one: "Observatory for Human Rights", "Doctors Without Borders".

A parser takes such a name apart at "for" and "of" and hands on its last words only.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ...world import Actor, Claimant, Claimants, Register, World
from ..phrases import Phrases, words
from .speakers import words as spoken

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_LINKS = frozenset(["of", "for", "against", "without"])
_ARTICLES = frozenset(["the", "a", "an"])
_APART = frozenset(["(", ",", ";", ".", ":"])
"""What no name goes on behind, though its words are those of one: "the X (SX)"."""
_MOST = 16
"""Words of one name, at most."""


def bodies(doc: Doc, names: Phrases[bool] | None = None) -> list[tuple[int, int]]:
    """Words [first, last) of each name of a body, in order and apart: those in `names`, and those built like one.

    Of two that meet, the longer stays.

    >>> from holdfire.reading.grammar.parsing import parse
    >>> doc = parse("Shells hit Douma, the Nonesuch Network for Human Rights said.")
    >>> [doc[first:last].text for first, last in bodies(doc)]
    ['Nonesuch Network for Human Rights']
    """
    known = _known(doc, names) if names is not None else []
    starts, ends = {first for first, _ in known}, {last: first for first, last in known}
    composed = [each for each in _composed(doc, starts, set(ends)) if not _led_by(doc, *each, ends)]
    found = sorted([*known, *composed], key=lambda each: (each[0], -each[1]))
    kept: list[tuple[int, int]] = []
    for each in found:
        if kept and each[0] < kept[-1][1]:
            if each[1] - each[0] > kept[-1][1] - kept[-1][0]:
                kept[-1] = each
            continue
        kept.append(each)
    return kept


def _led_by(doc: Doc, first: int, last: int, known: dict[int, int]) -> bool:
    """Whether only capitals stand before a known name, as those of a town without its comma: "Douma Human Rights X"."""
    return last in known and not any(doc[n].lower_ in _LINKS for n in range(first, known[last]))


def _known(doc: Doc, names: Phrases[bool]) -> list[tuple[int, int]]:
    """Names of the register that are written as names."""
    places = [token.idx for token in doc]
    found = []
    for each in names.find(words(doc.text)):
        first, last = bisect_left(places, each.start), bisect_left(places, each.end)
        if first < len(doc) and doc[first].lower_ in _ARTICLES:
            first += 1
        last = next((n for n in range(first, last) if doc[n].text in _APART), last)
        if first < last and places[first] >= each.start and _capital(doc[first]):
            found.append((first, last))
    return found


def known_names(world: World | None) -> Phrases[bool] | None:
    """The names of a world's actors that have several words, and those of its claimants; the same object each time."""
    return None if world is None else _names(world.actors, world.claimants)


@lru_cache(maxsize=4)
def _names(actors: Register, claimants: Claimants) -> Phrases[bool]:
    known: list[Actor | Claimant] = [*actors.actors.values(), *claimants.claimants.values()]
    listed = [(name, isinstance(each, Actor)) for each in known for name in (*each.name.values(), *each.aliases)]
    return Phrases((name.removeprefix("The "), True) for name, actor in listed if _is_name(name, actor))


def _is_name(name: str, actor: bool) -> bool:
    """One word is a name only for a claimant, and not behind an article ("The National")."""
    several = " " in name.removeprefix("The ")
    return several or not (actor or name.startswith("The ") or name[0].islower())


def _composed(doc: Doc, starts: set[int], ends: set[int]) -> Iterator[tuple[int, int]]:
    """Capitalised words up to one for a body, and what small words tie to it. `starts`, `ends`: of known names."""
    at = 0
    while at < len(doc):
        if not _part(doc[at]):
            at += 1
            continue
        first, last = at, _run(doc, at)
        at = last
        if doc[last - 1].lower_ not in spoken().bodies:
            continue
        end = _tail(doc, first, last, starts, ends)
        if end - first > 1:
            yield first, end
        at = end


def _run(doc: Doc, at: int) -> int:
    """Past the capitalised words, and those behind a hyphen."""
    end = at
    while end < len(doc) and (_part(doc[end]) or (end > at and _hyphened(doc, end))):
        end += 1
    return end


def _hyphened(doc: Doc, at: int) -> bool:
    if doc[at].text == "-":
        return at + 1 < len(doc) and not doc[at].whitespace_ and not doc[at - 1].whitespace_
    return doc[at - 1].text == "-" and doc[at].is_alpha and not doc[at - 1].whitespace_


def _tail(doc: Doc, first: int, last: int, starts: set[int], ends: set[int]) -> int:
    """Past "of the X", "for X and Y in Z"; "and" before another name, or behind a whole one, joins two bodies."""
    purpose = False
    while last + 1 < len(doc) and last - first < _MOST:
        link = doc[last].lower_
        joins = link in ("and", "in") and purpose and last not in ends
        if link not in _LINKS and not joins:
            break
        begin = last + 2 if doc[last + 1].lower_ in _ARTICLES else last + 1
        if (
            begin >= len(doc)
            or not _part(doc[begin])
            or (link == "and" and begin in starts and doc[last - 1].pos_ != "ADJ")
        ):
            break
        purpose = purpose or link == "for"
        last = _run(doc, begin)
    return last


def _part(token: Token) -> bool:
    plain = token.lower_ not in spoken().times and token.pos_ not in ("ADP", "DET", "SCONJ", "CCONJ", "PRON", "ADV")
    return _capital(token) and plain


def _capital(token: Token) -> bool:
    return token.text[0].isupper()
