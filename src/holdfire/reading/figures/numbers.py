"""Numbers in running text: what they are at least and at most, whether they are approximate, and what is counted.

A number that is part of a date, a time or a duration is none of these. Words and forms stand in `words/numbers.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from ...records import Mention, Quantity, Span
from ..knowledge import knowledge
from .dates import found as dates_in
from .grammar import BREAK, UNKNOWN, Coded, Grammar, Match
from .numerals import DIGITS, number

_AHEAD, _FREE = 3, 6
_HUNDRED = 100
_NUMERALS: Final = frozenset(DIGITS["int"])


class _Language:
    """The grammar of a language and its word lists, as characters."""

    def __init__(self, section: Mapping[str, Any], kinds: Mapping[str, float]):
        self.grammar = Grammar(section)
        self.kinds = kinds
        codes = self.grammar.codes_of
        self.alone = codes(section.get("alone", []))
        self.article = bool(section.get("article"))
        self.free = codes(section.get("free", []))
        self.stops = codes(section.get("stops", []))
        self.nouns = codes([noun for noun in section.get("nouns", []) if " " not in noun])
        self.worth = {**self.grammar.listed("n"), **self.grammar.listed("scale")}
        self.scales = frozenset(self.grammar.listed("scale"))
        self.longest = max((len(codes) for codes in self.worth), default=0)


@lru_cache(maxsize=1)
def _languages() -> Mapping[str, _Language]:
    content = knowledge("words", "numbers.yaml")
    return {name: _Language(section, content["kinds"]) for name, section in content["languages"].items()}


def numbers(text: str, language: str) -> list[Mention]:
    """Every number of a text, in the order of the text, as mentions of kind `number` with their `quantity`.

    `language` is a two-letter code. The unit is the noun that is counted, as the text has it, or `percent`; it is
    missing where no noun is plain. Ordinals, ages, years, dates, durations and the numbers of resolutions, roads or
    aircraft are no numbers.

    >>> text = "At least 12 civilians, some 700 insurgents and dozens of trucks; resolution 2254, 27 August."
    >>> for each in numbers(text, "en"):
    ...     q = each.quantity
    ...     print(each.span.words, "|", q.low, q.high, q.unit, q.approximate)
    At least 12 | 12.0 None civilians False
    some 700 | 700.0 700.0 insurgents True
    dozens of | 24.0 None trucks False
    """
    known = _languages().get((language or "und").split("-")[0].lower(), _languages()["und"])
    coded = known.grammar.coded(text)
    taken = bytearray(len(coded.spans))
    for match in dates_in(text, language)[1]:
        taken[match.first : match.last] = b"\x01" * (match.last - match.first)
    mentions = []
    for match in known.grammar.find(coded, lambda text, match: not any(taken[match.first : match.last])):
        if match.form.is_ != "skip" and not _part_of_a_name(coded, match):
            mention = _mention(known, coded, match)
            if mention is not None:
                mentions.append(mention)
    return mentions


def _mention(known: _Language, coded: Coded, match: Match) -> Mention | None:
    kind = match.form.is_
    one, two = _value(known, coded, match, ""), _value(known, coded, match, "2")
    if one is None:
        return None
    start, end = coded.spans[match.first][0], coded.spans[match.last - 1][1]
    words = coded.text[start:end]
    unit = words if kind == "pair" else _unit(known, coded, match.last)
    sure = known.kinds[
        "spelt" if kind in ("exact", "pair") else "bounded" if kind in ("range", "low", "high") else kind
    ]
    if kind == "spelt" and match.last - match.first == 1 and coded.codes[match.first] in known.alone:
        if unit is None or (known.article and coded.codes[match.last : match.last + 1] not in known.nouns):
            return None
        sure = known.kinds["alone"]
    if kind == "digits" and unit is None and coded.codes[match.last - 1] == DIGITS["year"]:
        return None
    low, high = one, one
    if kind == "range":
        if two is None or two <= one:
            return None
        high = two
    quantity = Quantity(
        low=None if kind == "high" else low,
        high=None if kind in ("low", "group") else high,
        unit=unit,
        approximate=kind == "about" or "about" in match.slots,
        words=words,
    )
    return Mention(kind="number", span=Span(start=start, end=end, words=words), quantity=quantity, confidence=sure)


def _value(known: _Language, coded: Coded, match: Match, which: str) -> float | None:
    """The number of the slots without or with a 2 behind their names."""
    scale = known.grammar.value(coded, match, "scale") or 1
    if f"int{which}" in match.slots:
        return float(number(coded.words(match.slots[f"int{which}"][0]))) * scale
    if f"spelt{which}" in match.slots:
        return _spelt(known, coded.codes[slice(*match.slots[f"spelt{which}"])])
    if which:
        return None
    listed = (known.grammar.value(coded, match, slot) for slot in ("group", "exact", "roughly", "a", "pair"))
    return next((float(value) for value in listed if value is not None), None)


def _spelt(known: _Language, codes: str) -> float:
    """A number in words: what stands before a hundred or thousand is multiplied, the rest is summed up."""
    total, current, at = 0.0, 0.0, 0
    while at < len(codes):
        for length in range(min(known.longest, len(codes) - at), 0, -1):
            word = codes[at : at + length]
            if word not in known.worth:
                continue
            worth = float(known.worth[word])
            if word not in known.scales:
                current += worth
            elif worth == _HUNDRED:
                current = (current % _HUNDRED or 1) * worth + current // _HUNDRED * _HUNDRED
            else:
                total, current = total + (current or 1) * worth, 0.0
            at += length
            break
        else:
            at += 1
    return total + current


def _unit(known: _Language, coded: Coded, at: int) -> str | None:
    """The noun that is counted: the first known one near behind, else a plural right behind it."""
    codes, skipped, free, first = coded.codes, 0, 0, True
    while at < len(codes) and skipped < _AHEAD and free < _FREE:
        code = codes[at]
        if code in known.nouns:
            words = coded.words(at)
            return "percent" if words in ("%", "٪") else words.lower()
        if code in known.stops or code == BREAK or code in _NUMERALS:
            return None
        words = coded.words(at)
        if not words[0].isalpha() and words not in ("-", "'", "’"):
            return None
        if code in known.free or not words[0].isalpha():
            free += 1
        else:
            if first and code == UNKNOWN and _plural(words):
                return words.lower() if not _noun_follows(known, coded, at + 1) else _unit(known, coded, at + 1)
            skipped, first = skipped + 1, False
        at += 1
    return None


def _plural(words: str) -> bool:
    return words.isascii() and words.islower() and words.endswith("s") and not words.endswith("ss")


def _noun_follows(known: _Language, coded: Coded, at: int) -> bool:
    return at < len(coded.codes) and coded.codes[at] in known.nouns


def _part_of_a_name(coded: Coded, match: Match) -> bool:
    """Whether the numeral hangs on a word, as in Su-24, T72 or S.J.Res21."""
    where = match.slots.get("int")
    if where is None or where[0] == 0:
        return False
    at = where[0]
    start = coded.spans[at][0]
    before_start, before_end = coded.spans[at - 1]
    if before_end != start:
        return False
    before = coded.text[before_start:before_end]
    if before[0].isalpha():
        return before != "ال" and "ـ" not in before
    return before == "-" and at > 1 and coded.spans[at - 2][1] == before_start and coded.words(at - 2)[0].isalnum()
