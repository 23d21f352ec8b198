"""The clauses of both families: what each demands, line by line, and how it is read otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...terms import PLAIN, Clause, Exemption, Promise, Slots
from ...terms.promise import Owed
from ..language import Text, marked
from .saying import Line, Saying

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

Stated = Iterator[tuple[str, Text]]
"""Lines, each with what it is about."""


class Demands(Saying):
    """Clauses and promises."""

    def demand(self, each: Clause | Promise) -> Iterator[Line]:
        """A clause or promise: its words, what it is held against, its readings, where it was read."""
        words = self.words
        yield Line("head", 0, self._heading(each))
        yield Line("plain", 1, words.term(each.says))
        if each.phrases:
            quoted = words.joined([words._("“{words}”", words=words.foreign(one, "en")) for one in each.phrases])
            yield Line("quiet", 1, words._("contested words: {words}", words=quoted))
        plain = {text.plain for _, text in self.stated(each, PLAIN)}
        yield from (Line("quiet", 1, text) for _, text in (*self.stated(each, PLAIN), *self.standing(each)))
        for reading in each.interpretations:
            otherwise = (text for _, text in self.stated(each, reading.id) if text.plain not in plain)
            yield from self._reading(reading, otherwise)
        yield from self._source(each.source, each.unchecked, 1)
        yield from self._official(each.id)

    def _heading(self, each: Clause | Promise) -> Text:
        words, ident = self.words, self.words.clause(each.id)
        if isinstance(each, Promise):
            said = marked("{id}: owed by {debtor} to {to}") if each.to else marked("{id}: owed by {debtor}")
            return words._(said, id=ident, debtor=self.bound(each.debtor), to=self.bound(each.to or each.debtor))
        parties = self.bound(each.binds)
        if each.duty is not None:
            others = words.names(each.duty.prevent, self.world)
            said = marked("{id} binds {parties}: a duty to prevent acts of {others}")
            return words._(said, id=ident, parties=parties, others=others)
        said = marked("{id} allows {parties}") if each.permission else marked("{id} binds {parties}")
        return words._(said, id=ident, parties=parties)

    def _reading(self, reading: Any, lines: Iterable[Text]) -> Iterator[Line]:
        words = self.words
        whose = words.foreign(reading.whose, "en") if reading.whose else words._("nobody named")
        said = marked("read otherwise ({id}), by {whose}: {says}")
        values = {"id": words.clause(reading.id), "whose": whose, "says": words.term(reading.says)}
        yield Line("plain", 1, words._(said, **values))
        for line in lines:
            yield Line("quiet", 2, line)

    def stated(self, each: Clause | Promise, reading: str) -> Stated:
        """What a clause or promise states under a reading."""
        if isinstance(each, Clause):
            yield from self.conditions(each.read_as(reading))
            return
        yield from self.owed(each.read_as(reading))
        if any(one.id == reading and one.nothing_owed for one in each.interpretations):
            yield "owed", self.words._("by this reading nothing is owed")

    def standing(self, each: Clause | Promise) -> Stated:
        """What it states whatever the reading: list, phase, waivers; deed, place, handover."""
        words = self.words
        if isinstance(each, Promise):
            yield "deed", words._("deed: {deed}", deed=words.act(each.deed, self.world))
            if each.place is not None:
                yield "place", self.condition(each.place)
            if each.handover is not None:
                area, to = words.area(each.handover.area, self.world), self.bound([each.handover.to])
                yield "handover", words._("{area} passes to {to}", area=area, to=to)
        elif each.listed_as:
            yield "list", words._("listed as {name}", name=words.clause(each.listed_as))
        if each.phase:
            yield "phase", words._("in phase {id} only", id=words.clause(each.phase))
        if each.before_start:
            yield "before", words._("binds before the agreement starts")
        if each.outlives:
            yield "after", words._("goes on after the agreement ends")
        for waiver in each.waived if isinstance(each, Clause) else ():
            when = self._span(waiver.from_, waiver.until)
            yield "waiver", words._("not applied {when}: {says}", when=when, says=words.term(waiver.says))

    def conditions(self, slots: Slots) -> Stated:
        """Each condition of a clause: what it is held against."""
        words = self.words
        if slots.act:
            yield "act", words._("acts: {acts}", acts=self._acts(slots.act))
        if slots.doubtful:
            yield "doubtful", words._("contested whether it covers: {acts}", acts=self._acts(slots.doubtful))
        for name in ("target", "weapon", "place"):
            condition = getattr(slots, name)
            if condition is not None:
                yield name, self.condition(condition)
        if slots.time is not None:
            yield from (("time", line) for line in self._window(slots.time))
        if slots.duty is not None and slots.duty.strict:
            yield "duty", words._("an act of theirs is itself the breach")
        if slots.cap is not None:
            what = words.foreign(slots.cap.measure.replace("_", " "), "en")
            yield "cap", words._("allowed up to {n} {what}", n=slots.cap.at_most, what=what)
        for exemption in slots.exempts:
            yield "exemption", self._exemption(exemption)
        for exception in slots.exceptions:
            name, says = words.foreign(exception.id.replace("_", " "), "en"), words.term(exception.says)
            yield "exception", words._("where {name} is invoked, for people to judge: {says}", name=name, says=says)
            for step in exception.procedure:
                yield "step", words._("only if this step was taken: {says}", says=words.term(step.says))
            if not exception.proportionate:
                yield "proportion", words._("where every step was taken it is allowed, whatever the proportion")

    def _exemption(self, exemption: Exemption) -> Text:
        words = self.words
        limits = [self.condition(each) for each in (exemption.weapon, exemption.place) if each is not None]
        what = words.joined([self._acts(exemption.act), *limits]) if limits else self._acts(exemption.act)
        return words._("allowed is {what}: {says}", what=what, says=words.term(exemption.says))

    def owed(self, owed: Owed) -> Stated:
        """What a promise owes, and when."""
        words = self.words
        if owed.amount is not None:
            kind = next(each for each in ("at_least", "exactly", "about") if getattr(owed.amount, each) is not None)
            how = _AMOUNTS[kind, owed.per]
            yield "amount", words._(how, n=owed.amount.number, unit=words.term(owed.amount.unit))
        for share in owed.of_which:
            said = words._("of which at least {n} {unit}", n=share.at_least, unit=words.term(share.unit))
            yield "share", said
        for ratio in owed.ratios:
            values = {"give": ratio.give, "each": ratio.for_each, "other": words.clause(ratio.of)}
            if ratio.counts:
                pattern = marked("{give} for each {each} that {other} delivers, counting {part}")
                yield "ratio", words._(pattern, part=words.term(ratio.counts.replace("_", " ")), **values)
            else:
                yield "ratio", words._("{give} for each {each} that {other} delivers", **values)
        if owed.opens is not None:
            yield "opens", words._("from {when}", when=self._moment(owed.opens))
        if owed.due is not None:
            yield "due", words._("due {when}", when=self._moment(owed.due))
        for name in owed.after:
            yield "after", words._("only after {other}", other=words.clause(name))
        for name in owed.with_:
            yield "with", words._("together with {other}", other=words.clause(name))
        if owed.tolerance:
            yield "tolerance", words._("give or take {time}", time=self.duration(owed.tolerance))
        if owed.suspended_until:
            yield "suspended", words._("suspended until {other}", other=words.clause(owed.suspended_until))
