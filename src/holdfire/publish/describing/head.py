"""The head of the page: from when to when, who, who not, what words mean, what things hang on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...terms.agreement import Change, Exclusion, Member, Phase
from ...terms.moments import Relative
from ..language import Text, marked
from .saying import Line, Saying

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

Labelled = Iterator[tuple[str, Line]]
"""Lines, each with what it is about: two agreements that differ are compared by it."""


class Head(Saying):
    """What stands before the clauses."""

    def head(self) -> Iterator[Line]:
        """All of it."""
        words, stated = self.words, self.agreement
        yield Line("head", 0, words._("{title} ({id})", title=words.term(stated.title), id=words.clause(stated.id)))
        yield Line("plain", 1, words._(_KINDS[stated.kind]))
        yield Line("plain", 1, words._(_FORMS[stated.form]))
        for several in (self.period(), self.where(), self.parties(), self.excluded(), self.others()):
            yield from (line for _, line in several)

    def where(self) -> Labelled:
        """Whether it was adopted, and where it holds."""
        if self.agreement.standing == "proposed":
            yield "standing", Line("plain", 1, self.words._("It was proposed and never in force."))
        yield "area", Line("plain", 1, self.words._("in {area}", area=self.words.area(self.agreement.area, self.world)))

    def parties(self) -> Labelled:
        """Each party with who it is."""
        words = self.words
        for key, party in self.agreement.parties.items():
            members = words.joined([self._member(each) for each in party.members])
            named = {"key": words.clause(key), "name": words.term(party.name)}
            if party.accession and not party.members:
                said = words._("{key}: {name}: those that acceded, each from its own day", **named)
            elif party.accession:
                pattern = marked("{key}: {name}: those that acceded, each from its own day, and {members}")
                said = words._(pattern, members=members, **named)
            else:
                said = words._("{key}: {name}: {members}", members=members, **named)
            yield f"party {key}", Line("plain", 1, said)

    def _member(self, member: Member) -> Text:
        name = self.words.actor(member.actor, self.world)
        if member.from_ is None and member.to is None:
            return name
        return self.words._("{name} ({when})", name=name, when=self._span(member.from_, member.to))

    def period(self) -> Labelled:
        """From when to when, as seen by whom, and what changed since."""
        words, stated = self.words, self.agreement
        if stated.announced is not None:
            said = words._("announced on {when}", when=self._when(stated.announced))
            yield "announced", Line("plain", 1, said)
        if stated.starts is not None:
            end = stated.plain_end.until
            when = {"start": self._when(stated.starts), "zone": words.foreign(stated.zone)}
            if end is None:
                said = words._("from {start}, with no end set ({zone})", **when)
            else:
                said = words._("from {start} to {end} ({zone})", end=self._when(end), **when)
            yield "period", Line("plain", 1, said)
        for start in stated.rival_starts:
            by = self._by(start.claimed_by)
            said = words._("began on {when}, according to {who}", when=self._when(start.at), who=by)
            yield f"start {start.id}", Line("plain", 1, said)
            yield from self._about(start)
        for rival in stated.ends:
            if not rival.plain:
                by = self._by(rival.claimed_by)
                if rival.until is None:
                    said = words._("not ended, according to {who}", who=by)
                else:
                    said = words._("ended on {when}, according to {who}", when=self._when(rival.until), who=by)
                yield f"end {rival.id}", Line("plain", 1, said)
            yield from self._about(rival)
        if stated.renewal:
            yield "renewal", Line("plain", 1, words._(_RENEWALS[stated.renewal.kind]))
            if stated.renewal.term:
                term = self.duration(stated.renewal.term)
                yield "renewal term", Line("quiet", 2, words._("for {time} each time", time=term))
            if stated.renewal.notice:
                notice = self.duration(stated.renewal.notice)
                yield "renewal notice", Line("quiet", 2, words._("notice is given {time} before", time=notice))
            yield from self._about(stated.renewal)
        for change in stated.changes:
            yield f"change {change.id}", Line("plain", 1, self._change(change))
            yield from self._about(change)

    def _change(self, change: Change) -> Text:
        words, kind = self.words, self.words._(_CHANGES[change.kind])
        made = self._when(change.on)
        if change.until is None:
            return words._("{when}: {kind}", when=made, kind=kind)
        return words._("{when}: {kind} until {until}", when=made, kind=kind, until=self._when(change.until))

    def excluded(self) -> Labelled:
        """To whom it does not apply, and who is surely of no party."""
        words, stated = self.words, self.agreement
        for exclusion in stated.excluded:
            yield f"excluded {exclusion.actor or exclusion.designated_by}", Line("plain", 1, self._exclusion(exclusion))
        for outsider in stated.outsiders:
            who = words.actor(outsider.actor, self.world)
            yield f"outsider {outsider.actor}", Line("plain", 1, words._("surely of no party: {who}", who=who))

    def _exclusion(self, exclusion: Exclusion) -> Text:
        words = self.words
        if exclusion.actor is None:
            body = words.clause(exclusion.designated_by or "")
            return words._("excluded: all that {body} designated", body=body)
        who = words.actor(exclusion.actor, self.world)
        if not exclusion.contested:
            return words._("excluded: {who}", who=who)
        if isinstance(exclusion.contested, str):
            whose = words.foreign(exclusion.contested, "en")
            return words._("excluded: {who}, which is contested ({whose})", who=who, whose=whose)
        return words._("excluded: {who}, which is contested", who=who)

    def others(self) -> Labelled:
        """Rival texts, agreements that overlap, definitions, lists, events, phases."""
        words, stated = self.words, self.agreement
        for text in stated.texts:
            yield f"text {text.id}", Line("plain", 1, words._("rival text {id}", id=words.clause(text.id)))
            yield from self._about(text)
        for other in stated.overlaps:
            yield f"overlaps {other}", Line("plain", 1, words._("overlaps {other}", other=words.clause(other)))
        for word, meant in stated.definitions.items():
            pattern = marked("“{word}” is left undefined") if meant.undefined else marked("“{word}” is defined")
            said = words._(pattern, word=words.foreign(word.replace("-", " "), "en"))
            yield f"definition {word}", Line("plain", 1, said)
            yield from self._about(meant, f"definition {word}")
        for name, says in stated.lists.items():
            said = words._("list {name}: {says}", name=words.clause(name), says=words.term(says))
            yield f"list {name}", Line("plain", 1, said)
        for event in stated.events:
            yield f"event {event.id}", Line("plain", 1, self._event(event))
            yield from self._about(event, f"event {event.id}")
        for phase in stated.phases:
            yield f"phase {phase.id}", Line("plain", 1, self._phase(phase, self._moment(phase.starts)))
            yield from self._about(phase, f"phase {phase.id}")

    def _about(self, record: Any, label: str = "") -> Labelled:
        """What is said of an entry, and where it was read: its words under a label, its source under none."""
        for n, line in enumerate(self._says(record, 2)):
            yield f"{label} says" if n == 0 and label and getattr(record, "says", None) else "", line

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
