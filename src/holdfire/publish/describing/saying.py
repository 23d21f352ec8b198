"""What every part of the page says alike: a condition by its pattern, a moment, a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ...records import Record
from ...terms import Agreement
from ...terms.clause import Passage, Window
from ...terms.conditions import Condition, names_in
from ...terms.moments import Moment, Relative
from ...terms.official import Official
from ...world import World
from ...world.time import instant
from ..language import Language, Text, marked, naming

_SIDES = {
    "north": marked("north"),
    "south": marked("south"),
    "east": marked("east"),
    "west": marked("west"),
}
_ORIGINS = {
    "start": marked("the start"),
    "end": marked("the end"),
    "announced": marked("the announcement"),
}
_READ = {
    "full": marked("read in full"),
    "excerpt": marked("read in part"),
    "summary": marked("known from a summary"),
    "no": marked("not read"),
}


@dataclass(frozen=True)
class Line:
    """One line of the page: `style` is head, plain, quiet or quote; `indent` how deep it stands."""

    style: str
    indent: int
    text: Text


@dataclass(frozen=True)
class Saying:
    """One agreement in one language."""

    agreement: Agreement
    world: World
    words: Language
    official: Official | None = None

    def condition(self, condition: Condition) -> Text:
        """One condition in words, by the pattern of its kind."""
        words = self.words
        if condition.parts():
            said = [self.condition(each) for each in condition.parts()]
            pattern = marked("{first}, and {second}") if condition.key == "all_of" else marked("{first}, or {second}")
            whole = said[0]
            for each in said[1:]:
                whole = words._(pattern, first=whole, second=each)
            return whole
        kinds = {at[0]: kind for kind, _, at in names_in(condition)}
        values = {}
        for name, field in type(condition).model_fields.items():
            key, value = field.alias or name, getattr(condition, name)
            if value is not None:
                values[key] = self._value(value, kinds.get(key))
        return words.fill(_chosen(words.catalogue.gettext(condition.pattern), set(values)), values)

    def _value(self, value: Any, kind: str | None) -> Any:
        if isinstance(value, dict):
            pairs = [
                self.words._("{party}: {line}", party=self._value(key, "party"), line=self._value(each, "area"))
                for key, each in value.items()
            ]
            return self.words.joined(pairs)
        if isinstance(value, tuple):
            return self.words.joined([self._value(each, kind) for each in value])
        if isinstance(value, bool) or not isinstance(value, str):
            return value if not isinstance(value, bool) else ""
        match kind:
            case "area":
                return self.words.area(value, self.world)
            case "actor":
                return self.words.actor(value, self.world)
            case "weapon":
                return self.words.weapon(value, self.world)
            case "act":
                return self.words.act(value, self.world)
            case "site":
                return naming.term(self.words, value, self.world.sites)
            case "party":
                return self.words.term(self.agreement.parties[value].name)
        return self.words._(_SIDES[value]) if value in _SIDES else self.words.term(value.replace("_", " "))

    def _acts(self, acts: Iterable[str]) -> Text:
        return self.words.joined([self.words.act(each, self.world) for each in acts])

    def bound(self, keys: Iterable[str]) -> Text:
        """Parties by name."""
        return self.words.joined([self.words.term(self.agreement.parties[key].name) for key in keys])

    def _window(self, window: Window) -> Iterator[Text]:
        if window.daily:
            first, last = window.daily
            yield self.words._("every day from {first} to {last}", first=first, last=last)
        if window.from_ is not None or window.until is not None:
            yield self._span(window.from_, window.until)

    def _span(self, first: Moment | None, last: Moment | None) -> Text:
        words = self.words
        if first is None:
            return words._("until {when}", when=self._moment(last)) if last is not None else words._("at any time")
        if last is None:
            return words._("from {when}", when=self._moment(first))
        return words._("from {first} until {last}", first=self._moment(first), last=self._moment(last))

    def _moment(self, moment: Moment | None) -> Text:
        words = self.words
        if isinstance(moment, Relative):
            origin = words._(_ORIGINS[moment.of]) if moment.of in _ORIGINS else words.clause(moment.of)
            if moment.within:
                return words._("{time} after {origin}", time=self.duration(moment.within), origin=origin)
            if moment.before:
                return words._("{time} before {origin}", time=self.duration(moment.before), origin=origin)
            return origin
        return self._when(moment)

    def duration(self, text: str) -> Text:
        """A duration in words."""
        number, unit = int("".join(c for c in text if c.isdigit())), "".join(c for c in text if c.isalpha())
        words = self.words
        match unit[:2]:
            case "mi":
                return words.ngettext("{n} minute", "{n} minutes", number)
            case "h":
                return words.ngettext("{n} hour", "{n} hours", number)
            case "d" | "da":
                return words.ngettext("{n} day", "{n} days", number)
            case "we":
                return words.ngettext("{n} week", "{n} weeks", number)
            case "mo":
                return words.ngettext("{n} month", "{n} months", number)
            case "ye":
                return words.ngettext("{n} year", "{n} years", number)
        raise ValueError(f"expected a duration, found {text!r}")

    def _when(self, moment: date | datetime | None) -> Text:
        if moment is None:
            return self.words._("no day set")
        if isinstance(moment, datetime):
            return self.words.moment(instant(moment, self.agreement.zone), self.agreement.zone, "long")
        return Text(self.words.date(moment, "long"))

    def _by(self, claimants: Iterable[str]) -> Text:
        said = [self.words.claimant(each, self.world) for each in claimants]
        return self.words.joined(said) if said else self.words._("nobody named")

    def _says(self, record: Record, indent: int) -> Iterator[Line]:
        says = getattr(record, "says", None)
        if says:
            yield Line("quiet", indent, self.words.term(says))
        yield from self._source(getattr(record, "source", None), getattr(record, "unchecked", False), indent)

    def _source(self, source: Passage | str | None, unchecked: bool | str, indent: int) -> Iterator[Line]:
        words = self.words
        ref = source.ref if isinstance(source, Passage) else source
        if ref is not None and ref in self.agreement.references:
            found = self.agreement.references[ref]
            title = words.foreign(" ".join(found.title.split()), "en")
            read = words._(_READ.get(found.read, _READ["no"]))
            at = source.at if isinstance(source, Passage) else None
            if at:
                said = words._("source: {title}, {at}; {read}", title=title, at=words.foreign(at, "en"), read=read)
            else:
                said = words._("source: {title}; {read}", title=title, read=read)
            yield Line("quiet", indent, said)
        if unchecked:
            what = words.foreign(unchecked, "en") if isinstance(unchecked, str) else words._("not read in a source")
            yield Line("quiet", indent, words._("unchecked: {what}", what=what))

    def _official(self, clause: str) -> Iterator[Line]:
        if self.official is None:
            return
        words, found = self.words, self.official.of(clause)
        if found is None:
            said = marked("Official words: no paragraph of {name} was found for it.")
            yield Line("quiet", 1, words._(said, name=words.foreign(self.official.name)))
            return
        said = marked("Official words ({name}, {place}): {words}")
        values = {"name": words.foreign(self.official.name), "place": words.foreign(found.place)}
        yield Line("quote", 1, words._(said, words=words.foreign(found.words), **values))


def _chosen(pattern: str, given: set[str]) -> str:
    """A pattern without what stands in square brackets and speaks of something that is not given.

    >>> _chosen("near {near}[, to the {side}]", {"near"})
    'near {near}'
    """
    before, bracket, rest = pattern.partition("[")
    if not bracket:
        return pattern
    inner, _, after = rest.partition("]")
    named = {part.split("}")[0] for part in inner.split("{")[1:]}
    return before + (inner if named <= given else "") + _chosen(after, given)
