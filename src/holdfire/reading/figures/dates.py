"""Dates in running text: the words, the day, month or span that they mean from the day of publication, how surely.

Nothing is guessed: a date that hangs on the day of publication has no value without it (`unanchored`), and words that
tell no time have none at all (`vague`). The words and forms of each language stand in `words/dates.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from ...records import Choice, Mention, Quantity, Span
from ..knowledge import knowledge
from .grammar import BREAK, Coded, Grammar, Match
from .numerals import DIGITS
from .resolving import Meaning, Setting, amount, clock, meaning

_BEFORE, _SAID, _AFTER, _LINKED = 10, 3, 8, 2
_HEAD, _HEAD_DAYS, _TOLD, _DAY = 400, 60, 60, 10
_EDGES = (",", "،", ":", "-", ".")


class _Language:
    """The grammar of a language and its word lists, as characters."""

    def __init__(self, section: Mapping[str, Any], kinds: Mapping[str, float]):
        self.grammar = Grammar(section)
        self.kinds = kinds
        self.convention = str(section.get("numeric", "day_first"))
        codes = self.grammar.codes_of
        self.future = tuple(self.grammar.sequence(words) for words in section.get("future", []))
        self.said = codes(section.get("said", []))
        self.numbers = codes(section.get("numbers", []))
        self.nouns = codes(section.get("nouns", []))
        self.links = codes(section.get("links", []))
        self.heads = codes(section.get("heads", []))
        self.year_words = codes(section.get("year_words", []))
        self.ambiguous = codes(section.get("ambiguous", []))
        self.ends = codes([".", "!", "?", "؟"]) | {BREAK}


@lru_cache(maxsize=1)
def _languages() -> Mapping[str, _Language]:
    content = knowledge("words", "dates.yaml")
    return {name: _Language(section, content["kinds"]) for name, section in content["languages"].items()}


def languages() -> tuple[str, ...]:
    """The languages whose dates are read; of any other only dates in digits are."""
    return tuple(name for name in _languages() if name != "und")


def _language(language: str | None) -> _Language:
    known = _languages()
    return known.get((language or "und").split("-")[0].lower(), known["und"])


@lru_cache(maxsize=4)
def found(text: str, language: str) -> tuple[Coded, tuple[Match, ...]]:
    """The forms of dates and durations in a text, shared by those who read it one after the other."""
    known = _language(language)
    coded = known.grammar.coded(text)
    return coded, tuple(known.grammar.find(coded, lambda text, match: _fits(known, text, match)))


def dates(text: str, language: str, published: date | None, zone: str = "UTC") -> list[Mention]:
    """Every date of a text, in the order of the text, as mentions of kind `date`.

    `language` is a two-letter code. `published` is the day of publication, from which "Thursday" or "in February" is
    seen; `zone` is that of the place, into which a time given in GMT is turned. The value of a choice is `YYYY-MM-DD`,
    `YYYY-MM-DDTHH:MM` (precision `minute`), `YYYY-MM`, `YYYY` or `first/last`. Without `published` a date that hangs on
    it has no choices and precision `unanchored`; one that the words do not tell has none and `vague`.

    >>> text = "Rebels agreed on Thursday to leave in the coming days; it began on 27 February 2016."
    >>> for each in dates(text, "en", date(2016, 8, 27)):
    ...     print(each.span.words, "|", [choice.value for choice in each.choices], each.precision)
    on Thursday | ['2016-08-25'] day
    in the coming days | [] vague
    on 27 February 2016 | ['2016-02-27'] day
    """
    known = _language(language)
    coded, matches = found(text, language)
    mentions: list[Mention] = []
    read: list[tuple[Match, Meaning]] = []
    anchor, told = published, None
    for match in matches:
        kind = match.form.is_
        if kind in ("skip", "duration"):
            continue
        slots = _slots(known, coded, match)
        near = told[0] if told and match.first - told[1] <= _TOLD else None
        seen = Setting(anchor, zone, known.convention, _ahead(known, coded, match), near)
        what = meaning(kind, slots, match.form.says, seen)
        if what is None:
            continue
        read.append((match, what))
        if what.choices and what.precision in ("day", "minute") and kind != "time" and "from" not in match.form.says:
            told = (date.fromisoformat(what.choices[0][0][:_DAY]), match.last)
        anchor = _dateline(known, coded, match, what, anchor, published)
    for group in _joined(known, coded, read):
        mentions.append(_mention(known, coded, group, zone))
    return mentions


def durations(text: str, language: str) -> list[Mention]:
    """How long something lasts, as mentions of kind `number` whose unit is `hours`, `days` and so on.

    >>> [(each.span.words, each.quantity.low, each.quantity.unit) for each in durations("a 48-hour pause", "en")]
    [('48-hour', 48.0, 'hours')]
    """
    known = _language(language)
    coded, matches = found(text, language)
    mentions = []
    for match in matches:
        if match.form.is_ != "duration":
            continue
        slots = _slots(known, coded, match)
        count, unit = amount(slots, match.form.says)
        span = _span(coded, match.first, match.last)
        quantity = Quantity(low=count, high=count, unit=f"{unit}s", words=span.words)
        mentions.append(Mention(kind="number", span=span, quantity=quantity, confidence=0.9))
    return mentions


def _span(coded: Coded, first: int, last: int) -> Span:
    while first < last - 1 and coded.words(first) in _EDGES:
        first += 1
    while last - 1 > first and coded.words(last - 1) in _EDGES[:-1]:
        last -= 1
    start, end = coded.spans[first][0], coded.spans[last - 1][1]
    return Span(start=start, end=end, words=coded.text[start:end])


def _slots(known: _Language, coded: Coded, match: Match) -> dict[str, Any]:
    raw = ("time", "time2", "numeric", "iso", "year", "year2", "hhmm")
    return {
        name: coded.words(where[0]) if name in raw else known.grammar.value(coded, match, name)
        for name, where in match.slots.items()
    }


def _fits(known: _Language, coded: Coded, match: Match) -> bool:
    """Whether the words around let it be a date: "forces march on", "2016 people" and "resolution 1701" are none."""
    codes, says = coded.codes, match.form.says
    for name, (at, _) in match.slots.items():
        if (
            name.rstrip("2") in ("month", "wd", "full")
            and codes[at] in known.ambiguous
            and not coded.words(at)[0].isupper()
        ):
            return False
    after = codes[match.last] if match.last < len(codes) else ""
    if "unless_next" in says and after:
        if after in known.grammar.codes_of(says["unless_next"]):
            return False
        if coded.words(match.last).casefold() in says["unless_next"]:
            return False
    if says.get("next_capital") and not (after and coded.words(match.last)[0].isupper()):
        return False
    if says.get("capital") and not coded.words(match.first)[0].isupper():
        return False
    if match.form.is_ != "year":
        return True
    before = codes[match.first - 1] if match.first else ""
    if codes[match.first] in known.year_words:
        return True
    if (after and after in known.nouns) or after in set(DIGITS["int"]):
        return False
    return not before or (before not in known.numbers and before not in set(DIGITS["int"]))


def _ahead(known: _Language, coded: Coded, match: Match) -> bool:
    """Whether the sentence so far, or what follows a date that begins it, speaks of what is to come."""
    codes, first = coded.codes, match.first
    begin = max(0, first - _BEFORE)
    for at in range(first - 1, begin - 1, -1):
        if codes[at] in known.ends:
            begin = at + 1
            break
    before = codes[begin:first]
    if any(code in known.said for code in before[-_SAID:]):
        return False
    if any(words in before for words in known.future):
        return True
    if len(before) > 1:
        return False
    end = match.last
    while end < min(len(codes), match.last + _AFTER) and codes[end] not in known.ends and codes[end] not in known.said:
        end += 1
    return any(words in codes[match.last : end] for words in known.future)


def _dateline(
    known: _Language, coded: Coded, match: Match, what: Meaning, anchor: date | None, published: date | None
) -> date | None:
    """The day from which the rest is seen: a full date at the head of the text that dates the text itself, if near."""
    if published is None or match.form.is_ not in ("day", "numeric") or what.precision not in ("day", "minute"):
        return anchor
    if coded.spans[match.first][0] > _HEAD or (match.form.is_ == "day" and "year" not in match.slots):
        return anchor
    if match.first:
        before, words = coded.codes[match.first - 1], coded.words(match.first - 1)
        agency = "wd" in match.slots and words.isupper() and len(words) > 1
        alone = before == BREAK and coded.codes[match.last : match.last + 1] in ("", BREAK)
        if not (agency or alone or before in known.heads):
            return anchor
    day = date.fromisoformat(what.choices[0][0])
    return day if abs((day - published).days) <= _HEAD_DAYS else anchor


def _joined(known: _Language, coded: Coded, read: list[tuple[Match, Meaning]]) -> list[list[tuple[Match, Meaning]]]:
    """A time of day goes with the day that stands beside it: "at 22:30 on 26 August"."""
    groups: list[list[tuple[Match, Meaning]]] = []
    for each in read:
        if groups and len(groups[-1]) == 1 and _beside(known, coded, groups[-1][0], each):
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _beside(known: _Language, coded: Coded, one: tuple[Match, Meaning], other: tuple[Match, Meaning]) -> bool:
    if (one[0].form.is_ == "time") == (other[0].form.is_ == "time"):
        return False
    day = other if one[0].form.is_ == "time" else one
    between = coded.codes[one[0].last : other[0].first]
    return day[1].precision == "day" and len(between) <= _LINKED and all(code in known.links for code in between)


def _mention(known: _Language, coded: Coded, group: list[tuple[Match, Meaning]], zone: str) -> Mention:
    match, what = next((each for each in group if each[0].form.is_ != "time"), group[0])
    span = _span(coded, group[0][0].first, group[-1][0].last)
    sure = float(match.form.says.get("sure", known.kinds[what.sure]))
    if match.form.is_ == "year" and match.last - match.first == 1:
        sure = known.kinds["year_bare"]
    choices, precision = what.choices, what.precision
    if choices and precision == "day":
        at = None
        for each, _ in group:
            at = at or clock(_slots(known, coded, each), date.fromisoformat(choices[0][0]), zone)
        if at is not None:
            precision = "minute"
            choices = tuple((f"{value}T{at:%H:%M}", weight) for value, weight in choices)
    return Mention(
        kind="date",
        span=span,
        choices=tuple(Choice(value=value, weight=weight) for value, weight in choices),
        precision=precision,
        confidence=sure,
    )
