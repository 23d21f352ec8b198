"""An agreement in plain language: who must do what to whom, where, from when to when, unless. One pattern a kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ..records import Record
from ..terms import Agreement, Clause, Exemption, Promise, Slots
from ..terms.agreement import Phase
from ..terms.clause import Passage, Window
from ..terms.conditions import Condition, names_in
from ..terms.moments import Moment, Relative
from ..terms.official import Official
from ..terms.promise import Owed
from ..world import World
from ..world.time import instant
from .language import Language, Text, marked, naming

_KINDS = {
    "national": marked("An agreement for a whole conflict."),
    "international": marked("An agreement between states."),
    "local": marked("A local agreement."),
    "unilateral": marked("Declared by one side for itself."),
    "parallel": marked("Declared by each side for itself; there is no common text."),
}
_FORMS = {
    "written": marked("Its form is a written text."),
    "oral": marked("Its form is oral; no text was signed."),
    "announced": marked("It was announced; no signed text is known."),
    "unpublished": marked("Its text was not published."),
}
_RENEWALS = {
    "consent": marked("It goes on after its term only if the parties agree."),
    "tacit": marked("It goes on after its term unless one side gives notice."),
    "none": marked("It is not renewed after its term."),
}
_CHANGES = {
    "extension": marked("extended"),
    "amendment": marked("amended"),
    "waiver": marked("waived in part"),
    "renewal": marked("renewed"),
    "suspension": marked("suspended"),
    "notice": marked("notice given"),
}
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
_AMOUNTS = {
    ("at_least", "total"): marked("at least {n} {unit} in all"),
    ("exactly", "total"): marked("{n} {unit} in all"),
    ("about", "total"): marked("about {n} {unit} in all"),
    ("about", "day"): marked("about {n} {unit} a day"),
    ("about", "week"): marked("about {n} {unit} a week"),
    ("at_least", "day"): marked("at least {n} {unit} a day"),
    ("exactly", "day"): marked("{n} {unit} a day"),
    ("at_least", "week"): marked("at least {n} {unit} a week"),
    ("exactly", "week"): marked("{n} {unit} a week"),
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
class Describer:
    """Says one agreement in one language."""

    agreement: Agreement
    world: World
    words: Language
    official: Official | None = None

    def lines(self) -> Iterator[Line]:
        """The whole page."""
        yield from self._head()
        for clause in self.agreement.clauses:
            yield _space()
            yield from self._clause(clause)
        for promise in self.agreement.promises:
            yield _space()
            yield from self._promise(promise)
        if self.agreement.notes:
            yield _space()
            yield Line("head", 0, self.words._("What the text says and is not judged here"))
            for note in self.agreement.notes:
                yield Line("plain", 1, self.words.term(note.says))
                yield from self._source(note.source, note.unchecked, 2)

    # the head

    def _head(self) -> Iterator[Line]:
        words, stated = self.words, self.agreement
        yield Line("head", 0, words._("{title} ({id})", title=words.term(stated.title), id=words.clause(stated.id)))
        yield Line("plain", 1, words._(_KINDS[stated.kind]))
        yield Line("plain", 1, words._(_FORMS[stated.form]))
        if stated.standing == "proposed":
            yield Line("plain", 1, words._("It was proposed and never in force."))
        yield from self.period()
        yield from (line for _, line in self.parties())
        yield from self.excluded()
        yield from self._others()

    def parties(self) -> Iterator[tuple[str, Line]]:
        """Each party, by its key, with who it is."""
        words = self.words
        for key, party in self.agreement.parties.items():
            members = words.joined([words.actor(each.actor, self.world) for each in party.members])
            named = {"key": words.clause(key), "name": words.term(party.name)}
            if party.accession and not party.members:
                yield (
                    key,
                    Line("plain", 1, words._("{key}: {name}: those that acceded, each from its own day", **named)),
                )
            elif party.accession:
                joined = words._(
                    "{key}: {name}: those that acceded, each from its own day, and {members}", members=members, **named
                )
                yield key, Line("plain", 1, joined)
            else:
                yield key, Line("plain", 1, words._("{key}: {name}: {members}", members=members, **named))

    def period(self) -> Iterator[Line]:
        """From when to when, as seen by whom, and what changed since."""
        words, stated = self.words, self.agreement
        if stated.announced is not None:
            yield Line("plain", 1, words._("announced on {when}", when=self._when(stated.announced)))
        if stated.starts is not None:
            end = stated.plain_end.until
            when = {"start": self._when(stated.starts), "zone": words.foreign(stated.zone)}
            if end is None:
                yield Line("plain", 1, words._("from {start}, with no end set ({zone})", **when))
            else:
                yield Line("plain", 1, words._("from {start} to {end} ({zone})", end=self._when(end), **when))
        for start in stated.rival_starts:
            by = self._by(start.claimed_by)
            yield Line("plain", 1, words._("began on {when}, according to {who}", when=self._when(start.at), who=by))
            yield from self._says(start, 2)
        for rival in stated.ends:
            if rival.plain:
                yield from self._says(rival, 2)
                continue
            by = self._by(rival.claimed_by)
            if rival.until is None:
                yield Line("plain", 1, words._("not ended, according to {who}", who=by))
            else:
                ended = self._when(rival.until)
                yield Line("plain", 1, words._("ended on {when}, according to {who}", when=ended, who=by))
            yield from self._says(rival, 2)
        if stated.renewal:
            yield Line("plain", 1, words._(_RENEWALS[stated.renewal.kind]))
            yield from self._says(stated.renewal, 2)
        for change in stated.changes:
            made, kind = self._when(change.on), words._(_CHANGES[change.kind])
            yield Line("plain", 1, words._("{when}: {kind}", when=made, kind=kind))
            yield from self._says(change, 2)

    def excluded(self) -> Iterator[Line]:
        """To whom it does not apply, and who is surely of no party."""
        words, stated = self.words, self.agreement
        for exclusion in stated.excluded:
            if exclusion.actor:
                who = words.actor(exclusion.actor, self.world)
                yield Line("plain", 1, words._("excluded: {who}", who=who))
            else:
                body = words.clause(exclusion.designated_by or "")
                yield Line("plain", 1, words._("excluded: all that {body} designated", body=body))
        for outsider in stated.outsiders:
            who = words.actor(outsider.actor, self.world)
            yield Line("plain", 1, words._("surely of no party: {who}", who=who))

    def _others(self) -> Iterator[Line]:
        words, stated = self.words, self.agreement
        for text in stated.texts:
            yield Line("plain", 1, words._("rival text {id}", id=words.clause(text.id)))
            yield from self._says(text, 2)
        for other in stated.overlaps:
            yield Line("plain", 1, words._("overlaps {other}", other=words.clause(other)))
        for word, meant in stated.definitions.items():
            said = marked("“{word}” is left undefined") if meant.undefined else marked("“{word}” is defined")
            yield Line("plain", 1, words._(said, word=words.foreign(word.replace("-", " "), "en")))
            yield from self._says(meant, 2)
        for name, says in stated.lists.items():
            yield Line("plain", 1, words._("list {name}: {says}", name=words.clause(name), says=words.term(says)))
        for event in stated.events:
            yield Line("plain", 1, self._event(event))
            yield from self._says(event, 2)
        for phase in stated.phases:
            begins = self._moment(phase.starts)
            yield Line("plain", 1, self._phase(phase, begins))
            yield from self._says(phase, 2)

    def _phase(self, phase: Phase, begins: Text) -> Text:
        words, ident = self.words, self.words.clause(phase.id)
        if phase.lasts:
            time = self.duration(phase.lasts)
            return words._("phase {id}, from {begins}, for {time}", id=ident, begins=begins, time=time)
        if phase.until is not None:
            until = self._moment(phase.until)
            return words._("phase {id}, from {begins} until {until}", id=ident, begins=begins, until=until)
        return words._("phase {id}, from {begins}", id=ident, begins=begins)

    def _event(self, event: Any) -> Text:
        words, ident = self.words, self.words.clause(event.id)
        if event.calm is not None:
            begins = self._moment(Relative(of=event.calm.of))
            return words.ngettext(
                "event {id}: {n} day in a row without a reported breach, from {begins}",
                "event {id}: {n} days in a row without a reported breach, from {begins}",
                event.calm.days,
                id=ident,
                begins=begins,
            )
        if event.at is None:
            return words._("event {id}: not known to have happened", id=ident)
        return words._("event {id}: {when}", id=ident, when=self._moment(event.at))

    # clauses

    def _clause(self, clause: Clause) -> Iterator[Line]:
        words = self.words
        parties = words.joined([words.term(self.agreement.parties[key].name) for key in clause.binds])
        ident = words.clause(clause.id)
        said = marked("{id} allows {parties}") if clause.permission else marked("{id} binds {parties}")
        if clause.duty is not None:
            others = words.names(clause.duty.prevent, self.world)
            duty = marked("{id} binds {parties}: a duty to prevent acts of {others}")
            yield Line("head", 0, words._(duty, id=ident, parties=parties, others=others))
        else:
            yield Line("head", 0, words._(said, id=ident, parties=parties))
        yield Line("plain", 1, words.term(clause.says))
        if clause.phrases:
            quoted = words.joined([words._("“{words}”", words=words.foreign(each, "en")) for each in clause.phrases])
            yield Line("quiet", 1, words._("contested words: {words}", words=quoted))
        if clause.listed_as:
            yield Line("quiet", 1, words._("listed as {name}", name=words.clause(clause.listed_as)))
        for line in self.conditions(clause):
            yield Line("quiet", 1, line)
        if clause.phase:
            yield Line("quiet", 1, words._("in phase {id} only", id=words.clause(clause.phase)))
        if clause.before_start:
            yield Line("quiet", 1, words._("binds before the agreement starts"))
        if clause.outlives:
            yield Line("quiet", 1, words._("goes on after the agreement ends"))
        for waiver in clause.waived:
            when = self._span(waiver.from_, waiver.until)
            yield Line("quiet", 1, words._("not applied {when}: {says}", when=when, says=words.term(waiver.says)))
        for reading in clause.interpretations:
            yield from self._reading(reading, self._differs(clause, reading.id))
        yield from self._source(clause.source, clause.unchecked, 1)
        yield from self._official(clause.id)

    def stated(self, each: Clause | Promise, reading: str) -> Iterator[Text]:
        """What a clause or promise states under a reading, line by line."""
        if isinstance(each, Clause):
            yield from self.conditions(each.read_as(reading))
        else:
            yield from self._owed(each.read_as(reading))

    def _differs(self, clause: Clause, reading: str) -> Iterator[Text]:
        plain = {line.plain for line in self.conditions(clause)}
        yield from (line for line in self.conditions(clause.read_as(reading)) if line.plain not in plain)

    def _reading(self, reading: Any, lines: Iterable[Text]) -> Iterator[Line]:
        words = self.words
        whose = words.foreign(reading.whose, "en") if reading.whose else words._("nobody named")
        said = marked("read otherwise ({id}), by {whose}: {says}")
        values = {"id": words.clause(reading.id), "whose": whose, "says": words.term(reading.says)}
        yield Line("plain", 1, words._(said, **values))
        for line in lines:
            yield Line("quiet", 2, line)

    def conditions(self, slots: Slots) -> Iterator[Text]:
        """Each condition of a clause as a short line: what it is held against."""
        words = self.words
        if slots.act:
            yield words._("acts: {acts}", acts=self._acts(slots.act))
        if slots.doubtful:
            yield words._("contested whether it covers: {acts}", acts=self._acts(slots.doubtful))
        for condition in (slots.target, slots.weapon, slots.place):
            if condition is not None:
                yield self.condition(condition)
        if slots.time is not None:
            yield from self._window(slots.time)
        if slots.duty is not None and slots.duty.strict:
            yield words._("an act of theirs is itself the breach")
        if slots.cap is not None:
            what = words.foreign(slots.cap.measure.replace("_", " "), "en")
            yield words._("allowed up to {n} {what}", n=slots.cap.at_most, what=what)
        for exemption in slots.exempts:
            yield self._exemption(exemption)
        for exception in slots.exceptions:
            name, says = words.foreign(exception.id.replace("_", " "), "en"), words.term(exception.says)
            yield words._("where {name} is invoked, for people to judge: {says}", name=name, says=says)
            for step in exception.procedure:
                yield words._("only if this step was taken: {says}", says=words.term(step.says))

    def _exemption(self, exemption: Exemption) -> Text:
        words = self.words
        limits = [self.condition(each) for each in (exemption.weapon, exemption.place) if each is not None]
        what = words.joined([self._acts(exemption.act), *limits]) if limits else self._acts(exemption.act)
        return words._("allowed is {what}: {says}", what=what, says=words.term(exemption.says))

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

    # promises

    def _promise(self, promise: Promise) -> Iterator[Line]:
        words = self.words
        debtor, to = (
            words.joined([words.term(self.agreement.parties[key].name) for key in keys])
            for keys in (promise.debtor, promise.to or promise.debtor)
        )
        said = marked("{id}: owed by {debtor} to {to}") if promise.to else marked("{id}: owed by {debtor}")
        yield Line("head", 0, words._(said, id=words.clause(promise.id), debtor=debtor, to=to))
        yield Line("plain", 1, words.term(promise.says))
        yield Line("quiet", 1, words._("deed: {deed}", deed=words.act(promise.deed, self.world)))
        if promise.place is not None:
            yield Line("quiet", 1, self.condition(promise.place))
        if promise.phase:
            yield Line("quiet", 1, words._("in phase {id} only", id=words.clause(promise.phase)))
        for line in self._owed(promise):
            yield Line("quiet", 1, line)
        for reading in promise.interpretations:
            plain = {line.plain for line in self._owed(promise)}
            other = promise.read_as(reading.id)
            yield from self._reading(reading, (line for line in self._owed(other) if line.plain not in plain))
        yield from self._source(promise.source, promise.unchecked, 1)
        yield from self._official(promise.id)

    def _owed(self, owed: Owed) -> Iterator[Text]:
        words = self.words
        if owed.amount is not None:
            kind = next(each for each in ("at_least", "exactly", "about") if getattr(owed.amount, each) is not None)
            how = _AMOUNTS[kind, owed.per]
            yield words._(how, n=owed.amount.number, unit=words.term(owed.amount.unit))
        for share in owed.of_which:
            yield words._("of which at least {n} {unit}", n=share.at_least, unit=words.term(share.unit))
        for ratio in owed.ratios:
            values = {"give": ratio.give, "each": ratio.for_each, "other": words.clause(ratio.of)}
            if ratio.counts:
                said = marked("{give} for each {each} that {other} delivers, counting {part}")
                yield words._(said, part=words.term(ratio.counts.replace("_", " ")), **values)
            else:
                yield words._("{give} for each {each} that {other} delivers", **values)
        if owed.opens is not None:
            yield words._("from {when}", when=self._moment(owed.opens))
        if owed.due is not None:
            yield words._("due {when}", when=self._moment(owed.due))
        for name in owed.after:
            yield words._("only after {other}", other=words.clause(name))
        for name in owed.with_:
            yield words._("together with {other}", other=words.clause(name))
        if owed.suspended_until:
            yield words._("suspended until {other}", other=words.clause(owed.suspended_until))

    # when, by whom, where read

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


def _space() -> Line:
    return Line("plain", 0, Text(""))


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
