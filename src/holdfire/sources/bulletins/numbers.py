"""Numbers that a bulletin prints, apart from those that are dates, clocks, distances, ages or the names of things."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ...records import Quantity
from .lexicon import any_of, words
from .period import days_in

_LISTS = words()
_TENS = {word: value for word, value in _LISTS.numbers.items() if value >= 20 and value % 10 == 0}
_UNITS = {word: value for word, value in _LISTS.numbers.items() if 0 < value < 10}
_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f\u2009 ]\d{3})+(?!\d)|\d{1,9}"
_ARABIC = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_NUMBER = re.compile(
    r"(?<![\w.:/])(?<!\w[-,])(?:(?P<decimal>\d{1,9}[.,]\d{1,2}(?![\w.,:/]|-\w))"
    rf"|(?P<low>{_DIGITS})(?:\s?[-–]\s?(?P<high>{_DIGITS}))?(?![\w/]|[.,:]\d|-\w)"
    rf"|(?P<tens>{any_of(_TENS)})[\s-](?P<unit>{any_of(_UNITS)})(?!\w)|(?P<word>{any_of(_LISTS.numbers)})(?!\w|-\w))",
    re.IGNORECASE,
)
_UNIT = any_of(_LISTS.cues["units"])
_OTHERS = re.compile(
    rf"(?<![\w.])\d{{1,4}}(?:[.,]\d+)?(?:\s?[-–]\s?\d{{1,4}}(?:[.,]\d+)?)?[\s-]?(?:{_UNIT})(?!\w)"
    r"|(?<!\d)\d{1,2}[:.]\d\d(?!\d)(?:\s?hrs)?|(?<!\d)\d{3,4}\s?hrs|\[\d{1,3}\]|(?<!\w)\d{1,6}/\d{2,4}"
    rf"|(?<!\w)(?:{any_of(_LISTS.cues['named'])})\.?[\s-]?\d{{1,6}}(?:/\d+)?|\d+(?:st|nd|rd|th)(?!\w)"
    rf"|(?<!\w)(?:{any_of(_LISTS.numbers)})[\s-](?:{_UNIT})(?!\w)",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"(?<![\w.,:])(\d{{1,3}}(?:[.,]\d{{1,2}})?)\s?(?:{any_of(_LISTS.cues['percent'])})", re.IGNORECASE
)
_YEARS = range(1990, 2050)
_BACK = 24


@dataclass(frozen=True, slots=True)
class Number:
    """One printed number, characters [start, end). `value` is missing of a range; `words` with "at least" before it."""

    start: int
    end: int
    value: int | None
    quantity: Quantity | None
    digits: bool

    @property
    def year(self) -> bool:
        """Whether it looks like a year, so that it is no loss where nothing is counted with it."""
        return self.digits and self.value in _YEARS


def numbers(text: str) -> list[Number]:
    """The numbers of a text that may be counts, in order.

    >>> [each.value for each in numbers("As of 19:30 on 4 May, some 1,477 towns; 12 breaches 3km off, two by night")]
    [1477, 12, 2]
    """
    plain = text.translate(_ARABIC)
    masked = sorted([*days_in(plain), *(each.span() for each in _OTHERS.finditer(plain)), *percents(plain)])
    found = []
    at = reach = 0
    for each in _NUMBER.finditer(plain):
        while at < len(masked) and masked[at][0] < each.end():
            reach = max(reach, masked[at][1])
            at += 1
        if each.start() >= reach:
            found.append(_number(plain, each))
    return found


def percents(text: str) -> Iterable[tuple[int, int]]:
    """Where percentages stand."""
    return [each.span() for each in _PERCENT.finditer(text)]


def percent_at(text: str, start: int, end: int) -> float:
    """The percentage that stands at those characters."""
    found = _PERCENT.match(text, start, end)
    return float(found[1].replace(",", ".")) if found else 0.0


def as_int(digits: str) -> int:
    """Digits with separators of thousands."""
    return int(re.sub(r"\D", "", digits.translate(_ARABIC)))


def _number(text: str, found: re.Match[str]) -> Number:
    low: float
    high: float
    if found["decimal"]:
        low = high = float(found["decimal"].replace(",", "."))
    elif found["low"]:
        low, high = as_int(found["low"]), as_int(found["high"] or found["low"])
    elif found["word"]:
        low = high = _LISTS.numbers[found["word"].casefold()]
    else:
        low = high = _TENS[found["tens"].casefold()] + _UNITS[found["unit"].casefold()]
    before = text[max(0, found.start() - _BACK) : found.start()].casefold().rstrip()
    degree = next(((word, name) for word, name in _LISTS.degrees if _ends_with(before, word)), None)
    digits = bool(found["low"] or found["decimal"])
    value = int(low) if low == high and not found["decimal"] else None
    if degree is None and value is not None:
        return Number(found.start(), found.end(), value, None, digits)
    shown = text[found.start() : found.end()] if degree is None else f"{degree[0]} {found[0]}"
    name = degree[1] if degree else ""
    quantity = Quantity(
        low=None if name == "at_most" else min(low, high),
        high=None if name in ("at_least", "more_than") else max(low, high),
        approximate=name == "approximate",
        words=shown,
    )
    return Number(found.start(), found.end(), value, quantity, digits)


def _ends_with(before: str, word: str) -> bool:
    at = len(before) - len(word)
    return before.endswith(word) and (at == 0 or not before[at - 1].isalnum())
