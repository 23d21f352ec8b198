"""Forms of words in running text: each word of a text becomes one character, and a form is a pattern over these.

The forms of a language stand in a YAML file: word lists (`slots`) and lines such as `"<day> of? <month> <year>?"`. A
pattern so never sees the text itself, only known words; what no form names is one and the same character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ...world import fold
from .numerals import DIGITS, number, numeral

UNKNOWN: Final = "x"
BREAK: Final = "¶"
_FIRST_CODE = 0xE000
_MOST_CACHED, _LONGEST_WORD, _LONGEST_RUN, _CLITICS = 50_000, 40, 10, 2

_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670"
_ISO = r"(?P<iso>\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?(?![\d-]))"
_NUMERIC = r"(?P<numeric>\d{1,2}(?P<by>[./-])\d{1,2}(?P=by)(?:\d{4}|\d{2})(?!\d)|\d{4}/\d{1,2}/\d{1,2}(?!\d))"
_TIME = r"(?P<time>\d{1,2}:\d{2}(?::\d{2})?(?!\d))"
_BIG = r"(?P<big>\d{1,3}(?:[,.٬’'\u00a0\u202f]\d{3})+(?!\d)|\d{1,12}[.,٫]\d{1,2}(?!\d)%s)"
_REST = rf"(?P<digits>\d+)|(?P<word>[^\W\d_]+(?:[{_MARKS}]+[^\W\d_]*)*)|(?P<gap>\n[^\S\n]*\n\s*)|(?P<mark>[^\w\s])"
_TOKEN = re.compile("|".join((_ISO, _NUMERIC, _TIME, _BIG % "", _REST)))
_TOKEN_SPACED = re.compile("|".join((_ISO, _NUMERIC, _TIME, _BIG % r"|\d{1,3}(?: \d{3})+(?!\d)", _REST)))
"""A token; spaced, where the custom is to write 4 000."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A text as tokens: where each stands, and one character for each."""

    text: str
    spans: list[tuple[int, int]]
    codes: str

    def words(self, index: int) -> str:
        """What stands at a token."""
        start, end = self.spans[index]
        return self.text[start:end]


@dataclass(frozen=True, slots=True)
class Form:
    """One form: what it `is`, what else its line says, and the pattern."""

    is_: str
    says: Mapping[str, Any]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Match:
    """A form found: tokens [first, last), and the tokens of each of its slots."""

    form: Form
    first: int
    last: int
    slots: Mapping[str, tuple[int, int]]


class Grammar:
    """The forms and word lists of one language.

    >>> lists = {"month": {8: ["August", "Aug"]}}
    >>> grammar = Grammar({"slots": lists, "forms": [{"is": "day", "form": "<day> <month>"}]})
    >>> text = grammar.coded("Two towns on 27 AUGUST")
    >>> [(each.form.is_, text.words(each.first), grammar.value(text, each, "month")) for each in grammar.find(text)]
    [('day', '27', 8)]
    """

    def __init__(self, section: Mapping[str, Any]):
        self._codes: dict[str, str] = {}
        self._cache: dict[str, str] = {}
        self._token = _TOKEN_SPACED if section.get("spaced_thousands") else _TOKEN
        self._clitics: Mapping[str, str] = section.get("clitics", {})
        self._values: dict[str, dict[str, Any]] = {}
        self._slots = {name: self._slot(name, words) for name, words in section.get("slots", {}).items()}
        for name, run in section.get("runs", {}).items():
            self._run(name, run["of"], run["joined"])
        self._starts: dict[str, list[Form]] = {}
        for line in section.get("forms", ()):
            self._add(line, section.get("short", {}))

    def coded(self, text: str) -> Coded:
        """The tokens of a text; takes time in proportion to its length."""
        spans, codes = [], []
        cache = self._cache
        for token in self._token.finditer(text):
            kind, words = token.lastgroup, token[0]
            if kind in ("word", "mark"):
                code = cache.get(words) or self._code(words)
            elif kind == "digits":
                code = numeral(words)
            else:
                code = BREAK if kind == "gap" else DIGITS[str(kind)]
            spans.append(token.span())
            codes.append(code)
        return Coded(text, spans, "".join(codes))

    def find(self, text: Coded, fits: Callable[[Coded, Match], bool] = lambda text, match: True) -> Iterator[Match]:
        """Every form that `fits`, left to right, at each place the first in the file's order, none over another."""
        codes, starts, at = text.codes, self._starts, 0
        while at < len(codes):
            for form in starts.get(codes[at], ()):
                found = form.pattern.match(codes, at)
                if not found:
                    continue
                slots = {name: found.span(name) for name, held in found.groupdict().items() if held}
                match = Match(form, at, found.end(), slots)
                if fits(text, match):
                    yield match
                    at = match.last
                    break
            else:
                at += 1

    def value(self, text: Coded, match: Match, slot: str) -> Any:
        """What the words of a slot stand for: a number for numerals, else the key under which they are listed."""
        where = match.slots.get(slot)
        if where is None:
            return None
        held = text.codes[where[0] : where[1]]
        listed = self._values.get(slot.rstrip("2"), {})
        return listed[held] if held in listed else number(text.words(where[0]))

    def listed(self, slot: str) -> Mapping[str, Any]:
        """The words of a slot as characters, and what they stand for."""
        return self._values.get(slot, {})

    def codes_of(self, words: list[str]) -> frozenset[str]:
        """The characters of a list of single words."""
        return frozenset(self._new(word) for word in words)

    def _code(self, words: str) -> str:
        if len(words) > _LONGEST_WORD:
            return UNKNOWN
        code = self._known(fold(words) or words)
        if len(self._cache) < _MOST_CACHED:
            self._cache[words] = code
        return code

    def _known(self, key: str, clitics: int = _CLITICS) -> str:
        code = self._codes.get(key)
        if code is not None or not clitics:
            return code or UNKNOWN
        for prefix, instead in self._clitics.items():
            if key.startswith(prefix) and len(key) > len(prefix) + 2:
                code = self._known(instead + key[len(prefix) :], clitics - 1)
                if code != UNKNOWN:
                    return code
        return UNKNOWN

    def _new(self, word: str) -> str:
        return self._codes.setdefault(fold(word) or word, chr(_FIRST_CODE + len(self._codes)))

    def sequence(self, words: str) -> str:
        """The characters of a run of words."""
        found = _TOKEN.finditer(words)
        return "".join(numeral(part[0]) if part["digits"] else self._new(part[0]) for part in found)

    def _slot(self, name: str, words: Any) -> str:
        values = self._values.setdefault(name, {})
        listed = words if isinstance(words, Mapping) else {None: words}
        for value, forms in listed.items():
            for form in forms:
                values.setdefault(self.sequence(str(form)), value)
        return _any(list(values))

    def _run(self, name: str, slots: list[str], joined: list[str]) -> None:
        """A slot of several words of other slots in a row, such as a number in words."""
        word = _any([codes for slot in slots for codes in self._values[slot]])
        between = _any([self.sequence(each) for each in joined])
        self._slots[name] = f"{word}(?:(?:{between})?{word}){{0,{_LONGEST_RUN}}}"
        self._values[name] = {codes: "" for slot in slots for codes in self._values[slot]}

    def _add(self, line: Mapping[str, Any], short: Mapping[str, str]) -> None:
        says = {key: value for key, value in line.items() if key not in ("is", "form")}
        pattern, firsts = self._compiled(_expanded(str(line["form"]), short))
        form = Form(str(line["is"]), says, re.compile(pattern))
        for code in firsts:
            self._starts.setdefault(code, []).append(form)

    def _compiled(self, form: str) -> tuple[str, frozenset[str]]:
        """The pattern over codes, and the characters with which it may begin."""
        out: list[str] = []
        firsts: set[str] = set()
        may_begin, outside = True, True
        for part in form.split():
            if part == "(":
                out.append("(?:")
                outside = may_begin
            elif part in (")", ")?"):
                out.append(part)
                may_begin = may_begin or (outside and part == ")?")
            else:
                optional = part.endswith("?") and len(part) > 1
                pattern, begins = self._element(part[:-1] if optional else part)
                out.append(f"(?:{pattern})?" if optional else pattern)
                if may_begin:
                    firsts |= begins
                    may_begin = optional
        return "".join(out), frozenset(firsts)

    def _element(self, part: str) -> tuple[str, set[str]]:
        if part.startswith("<") and part.endswith(">"):
            name, base = part[1:-1], part[1:-1].rstrip("2")
            pattern = f"[{DIGITS[base]}]" if base in DIGITS else self._slots[base]
            begins = set(DIGITS[base]) if base in DIGITS else {codes[0] for codes in self._values[base]}
            kept = base in DIGITS or None not in self._values[base].values()
            return f"(?P<{name}>{pattern})" if kept else pattern, begins
        codes = [self.sequence(word.replace("_", " ")) for word in part.split("|")]
        return _any(codes), {code[0] for code in codes}


def _any(codes: list[str]) -> str:
    """Either of some runs of characters, the longest first."""
    longer = [re.escape(code) for code in sorted(codes, key=len, reverse=True) if len(code) > 1]
    single = "".join(re.escape(code) for code in codes if len(code) == 1)
    parts = [*longer, *([f"[{single}]"] if single else [])]
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _expanded(form: str, short: Mapping[str, str]) -> str:
    for name, meaning in short.items():
        form = form.replace("{" + name + "}", meaning)
    return form
