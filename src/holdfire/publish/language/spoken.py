"""A language: its sentences, numbers, dates and names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from gettext import NullTranslations
from typing import TYPE_CHECKING, Any

from ...assessment.explain import Step
from ...world import World
from ...world.time import zone_info
from . import facts as asked
from . import naming
from .catalogue import patterns, translated, translations
from .text import LEFT_TO_RIGHT, POP, Direction, Text, filled, foreign, isolate
from .warned import said

if TYPE_CHECKING:
    from .figures import Day, Digits, Figures, Form

_LOCALES = {"en": "en", "ar": "ar_SY"}
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ku", "ur")
_SAMPLES = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}
"""Kinds of number that languages tell apart, by their names in CLDR, each with a number of it where there is one."""
_LATIN = str.maketrans("٠١٢٣٤٥٦٧٨٩٬٫", "0123456789,.")


def marked(text: str) -> str:
    """The text as it is: says to the extraction that `_` will be asked for it."""
    return text


@dataclass(frozen=True)
class Language:
    """One language. `patterns` are its coded sentences by what they say, the names those of en.yaml.

    >>> english = language()
    >>> english.ngettext("{n} incident", "{n} incidents", 1), english.code, english.direction
    ('1 incident', 'en', 'ltr')
    """

    code: str
    digits: Digits
    patterns: Mapping[str, Any]
    catalogue: NullTranslations

    def __getitem__(self, name: str) -> Any:
        return self.patterns[name]

    @property
    def direction(self) -> Direction:
        """The direction in which it is written."""
        return "rtl" if self.code in _RIGHT_TO_LEFT else "ltr"

    @property
    def locale(self) -> str:
        """The locale with its digits as browsers name it, for `Intl` in a script: `ar-SY-u-nu-arab`."""
        return f"{_locale(self.code).replace('_', '-')}-u-nu-{self.digits}"

    @cached_property
    def figures(self) -> Figures:
        """Numbers and dates."""
        from .figures import Figures

        return Figures(_locale(self.code), self.digits)

    # Words of the page

    def gettext(self, text: str, /, **values: Any) -> Text:
        """A message of the page, its places filled. Numbers and days are written in this language, strings isolated."""
        return self.fill(self.catalogue.gettext(text), values)

    _ = gettext

    def pgettext(self, context: str, text: str, /, **values: Any) -> Text:
        """A message that means one thing in this context and may mean another elsewhere."""
        return self.fill(self.catalogue.pgettext(context, text), values)

    def ngettext(self, one: str, many: str, n: int, /, **values: Any) -> Text:
        """A message that depends on a number, which fills `{n}`; other values, or `n` with markup, by name."""
        return self.fill(self.catalogue.ngettext(one, many, n), {"n": n, **values})

    def forms(self, one: str, many: str) -> dict[str, str]:
        """Every form of such a message, by the category that `Intl.PluralRules` of a script answers with."""
        samples = {self.category(n): n for n in (*_SAMPLES.values(), 1)}
        return {category: self._in_digits(self.catalogue.ngettext(one, many, n)) for category, n in samples.items()}

    def category(self, n: int) -> str:
        """Which kind of number this is to the language.

        >>> [language("ar").category(n) for n in (0, 1, 2, 3, 11, 100)]
        ['zero', 'one', 'two', 'few', 'many', 'other']
        """
        if self.code == "en":
            return "one" if n == 1 else "other"
        return str(self._rule(n))

    @cached_property
    def _rule(self) -> Callable[[int], str]:
        from babel import Locale

        rule: Callable[[int], str] = Locale.parse(_locale(self.code)).plural_form
        return rule

    def fill(self, pattern: str | Mapping[str, str], values: Mapping[str, Any]) -> Text:
        """A pattern with its places filled; a pattern that depends on a number goes by `n`."""
        if isinstance(pattern, Mapping):
            pattern = pattern[self.category(values["n"])]
        pattern = self._in_digits(pattern)
        if not values:
            return Text(pattern)
        return filled(pattern, {name: self._written(value) for name, value in values.items()})

    def _in_digits(self, text: str) -> str:
        """Our own words with the digits that were asked for: a catalogue has those of its language."""
        return text.translate(_LATIN) if self.digits == "latn" else text

    def _written(self, value: Any) -> Any:
        if hasattr(value, "__html__"):
            return value
        if isinstance(value, (int, float)):
            return Text(self.number(value))
        if isinstance(value, date) and not isinstance(value, datetime):
            return Text(self.date(value))
        if not isinstance(value, str):
            raise TypeError(f"expected text, a number, a day or markup, found {value!r}")
        return Text(value) if isolate(value, self.direction) == value else foreign(value, self.direction)

    # Coded sentences

    def reason(self, code: str) -> str:
        """A finding's reason without its particulars, such as `target:aggregate`."""
        test, _, reason = code.partition(":")
        if not reason:
            return str(self["events"].get(code, code))
        return f"{self['tests'][test]}: {self._bare(self['reasons'][test][reason])}"

    def step(self, step: Step, facts: Mapping[str, str]) -> Text:
        """One test in a sentence with its particulars."""
        known = _Facts(self["not_stated"])
        known.update(facts)
        return filled(str(self["reasons"][step.test][step.reason]), known)

    def _bare(self, pattern: str) -> str:
        """A pattern without its particulars."""
        start, _, rest = pattern.partition(": ")
        if start.startswith("{") and rest:
            return rest
        return str(self["particulars"].get(pattern.strip("{}"), pattern))

    def fact(self, fact: str, world: World) -> Text:
        """A missing fact, as `Fact` writes it, asked as a question.

        >>> from holdfire.world import load_world
        >>> language().fact("aggregate syrian-insurgents in homs-governorate", load_world()).plain
        'Who was in “Syrian insurgents” in Homs Governorate?'
        """
        return asked.question(self, fact, world)

    def answer(self, answer: str, world: World, fact: str | None = None, parties: Mapping[str, Any] = {}) -> Text:
        """An answer to a fact in words. `parties` are those of the agreement, by key, each with a `name`."""
        return asked.answer(self, answer, world, fact, parties)

    def warning(self, kind: str, about: str, parameters: Mapping[str, Any], world: World) -> Text:
        """A warning of `holdfire.assessment.warnings`, from its parameters."""
        return said(self, kind, about, parameters, world)

    # Numbers and days

    def number(self, value: float) -> str:
        """A count, grouped by thousands."""
        return self.figures.number(value)

    def decimal(self, value: float, places: int = 1) -> str:
        """A number with so many places."""
        return self.figures.decimal(value, places)

    def percent(self, value: float, places: int = 0) -> str:
        """A share of one as a percentage."""
        return self.figures.percent(value, places)

    def date(self, day: Day, form: Form = "long") -> str:
        """A day: `short`, `day`, `medium`, `long`, `weekday` or `weekday_long`."""
        return self.figures.date(day, form)

    def range(self, first: Day, last: Day, form: Form = "long") -> str:
        """From a day to a day, both included."""
        return self.figures.range(first, last, form)

    def moment(self, moment: datetime, zone: str, form: Form = "medium") -> Text:
        """A moment at the place, with its distance to UTC."""
        local = moment.astimezone(zone_info(zone))
        offset: str = self.figures.offset(local, zone)
        if self.direction == "rtl":
            offset = Text(f"{LEFT_TO_RIGHT}{offset}{POP}", f'<bdi dir="ltr">{offset}</bdi>')
        values = {"day": self.date(local.date(), form), "time": self.figures.time(local), "offset": offset}
        return filled(self["when"]["moment"], values)

    def when(self, event: Mapping[str, Any], form: Form = "medium") -> Text:
        """When, in local time, as fine as it was said: a day, a span of days, or a moment."""
        if event["when_precision"] == "minute":
            return self.moment(event["when_start"], event["zone"], form)
        zone = zone_info(event["zone"])
        first = event["when_start"].astimezone(zone).date()
        last = (event["when_end"].astimezone(zone) - timedelta(microseconds=1)).date()
        if first == last:
            return Text(self.date(first, form))
        return self.fill(self["when"]["span"], {"first": self.date(first, form), "last": self.date(last, form)})

    # Names

    def foreign(self, text: str, lang: str | None = None, css: str | None = None) -> Text:
        """Words that are not ours, kept apart from the sentence around them."""
        return foreign(text, self.direction, lang, css)

    def clause(self, ident: str) -> Text:
        """The id of a clause."""
        return foreign(ident, self.direction, css="cl")

    def actor(self, actor: str, world: World) -> Text:
        """An actor's name, in English and marked so where it has none in this language."""
        return naming.actor(self, actor, world)

    def claimant(self, claimant: str, world: World) -> Text:
        """The name of who says so."""
        return naming.claimant(self, claimant, world)

    def act(self, act: str, world: World) -> Text:
        """What was done."""
        return naming.term(self, act, world.acts)

    def weapon(self, weapon: str, world: World) -> Text:
        """With what it was done."""
        return naming.term(self, weapon, world.weapons)

    def area(self, area: str, world: World) -> Text:
        """An area's name."""
        return naming.area(self, area, world)

    def place(self, place: str, world: World, within: Iterable[str] = ()) -> Text:
        """A place by the gazetteer's name where its spelling is known (and lies in one of the areas), else as given."""
        return naming.place(self, place, world, within)

    def names(self, actors: Iterable[str], world: World) -> Text:
        """Actors by name, joined for people."""
        return self.joined([self.actor(each, world) for each in actors])

    def joined(self, several: Iterable[str]) -> Text:
        """Things in a row for people; `not stated` where there are none."""
        parts = list(several)
        if not parts:
            return Text(self["not_stated"])
        whole = self._written(parts[0])
        for each in parts[1:]:
            whole = self.fill(self["join"]["and"], {"first": whole, "second": each})
        return Text(whole.plain, whole.html) if isinstance(whole, Text) else Text(str(whole))

    def term(self, text: str) -> Text:
        """Words of an agreement's file, such as a title or our paraphrase of a clause; in English where untold."""
        flat = " ".join(text.split())
        told = self.catalogue.pgettext("terms", flat)
        return Text(self._in_digits(told)) if self.code == "en" or told != flat else self.foreign(flat, "en")


class _Facts(dict[str, Any]):
    def __init__(self, missing: str):
        super().__init__()
        self.missing = missing

    def __missing__(self, key: str) -> str:
        return self.missing


def _locale(code: str) -> str:
    return _LOCALES.get(code, code)


@cache
def language(code: str = "en", digits: Digits | None = None) -> Language:
    """A language by its code, in its own digits or those asked for (`latn`, `arab`).

    Raises `ValueError` where there is no catalogue of it.
    """
    catalogue = translations(code)

    def speak(path: str, english: str | Mapping[str, str]) -> Any:
        if isinstance(english, str):
            return catalogue.pgettext(path, english)
        one, other = english["one"], english["other"]
        return {category: catalogue.npgettext(path, one, other, n) for category, n in _SAMPLES.items()}

    told = patterns() if code == "en" else translated(patterns(), speak)
    return Language(code, digits or ("arab" if code == "ar" else "latn"), told, catalogue)
