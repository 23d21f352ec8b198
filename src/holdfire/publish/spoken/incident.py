"""An incident in words: what is known of each proposition, why it has its verdict, what would settle it."""

from __future__ import annotations

from dataclasses import dataclass

from ...assessment.reasons import TESTS
from ...records import Proposition
from ..incidents import FIRST, SECOND, Incident
from ..language import Text, marked
from ..wordings import said_from_words
from .reasoning import Reasoning
from .vocabulary import BASES, DECISIONS, KINDS, VERDICT_WORDS


@dataclass(frozen=True)
class PropositionSaid:
    """What is known of one proposition: its status, and what is said."""

    name: Text
    status: str | None
    says: Text


class Telling(Reasoning):
    """What is said of one incident."""

    def harm(self, each: Incident) -> Text:
        """The dead, in short; civilians where all were."""
        if each.killed is None:
            return self._unsure(each)
        if each.killed and each.civilians == each.killed:
            return self.words.ngettext("{n} civilian killed", "{n} civilians killed", each.killed)
        return self.words.ngettext("{n} killed", "{n} killed", each.killed)

    def why(self, each: Incident) -> Text:
        """Why this verdict, in a few words."""
        decided = self.situation.record.decided[each.decided_as]
        if each.verdict == "undetermined" and each.kind:
            return self.words._(KINDS[each.kind])
        if each.verdict == "violation":
            if each.attributed_to:
                return self.words._("by {who}", who=self.actors(each.attributed_to))
            return self.words._("by one of two sides; which is not known")
        test, _, code = decided.reason.partition(":")
        if not code or not decided.hypotheses:
            return Text(self.words["events"].get(decided.reason, decided.reason))
        for one in decided.hypotheses:
            for step, name in zip(self._steps(one), TESTS, strict=True):
                if name == test and step.reason == code:
                    return self.words.step(step, self._facts(one, each))
        return Text(self.words.reason(decided.reason))

    def propositions(self, each: Incident) -> list[PropositionSaid]:
        """What is known of the five propositions, each by itself."""
        words = self.words
        said = words._("on the word of {who}", who=self._listed([self.origin(one) for one in each.claimed_by or ("",)]))
        if each.reports > 1:
            said = words.ngettext(
                "{said}; {n} report is held to be of it",
                "{said}; {n} reports are held to be of it",
                each.reports,
                said=said,
            )
        act = words.act(each.act, self.world)
        if each.weapon:
            act = words._("{act}, {weapon}", act=act, weapon=words.weapon(each.weapon, self.world))
        by = self._by_whom(each)
        open_direction = each.direction == "unknown" and not each.attributed_to and bool(each.actors and each.targets)
        hit = bool(each.targets) and not open_direction
        against = words._("the other of the two") if open_direction else self.actors(each.targets)
        if each.target_basis == "claimed" and each.targets:
            against = words._("{targets}: a claim about who was meant", targets=against)
        harm = _status(each, 4) if each.killed is not None else None
        who = _status(each, 2) if each.attributed_to or len(self._accounts(each)) > 1 else None
        return [
            PropositionSaid(words._("It occurred"), _status(each, 0), said),
            PropositionSaid(words._("The act"), _status(each, 1), act),
            PropositionSaid(words._("By whom"), who, by),
            PropositionSaid(words._("Against whom"), _status(each, 3) if hit else None, against),
            PropositionSaid(words._("The harm"), harm, self._harm(each)),
        ]

    def _by_whom(self, each: Incident) -> Text:
        words = self.words
        if each.attributed_to:
            basis = BASES.get(each.attribution_basis or "", marked("a source’s assertion"))
            return words._("{who}: {basis}", who=self.actors(each.attributed_to), basis=words._(basis))
        rivals = self._accounts(each)
        if len(rivals) > 1:
            accounts = self._listed([self._account(one, each) for one in rivals])
            return words._("accounts differ: {accounts}", accounts=accounts)
        if each.actors and each.targets and each.direction == "unknown":
            values = {"one": self.actors(each.actors), "other": self.actors(each.targets)}
            return words._("{one} or {other}: nobody says which of them acted", **values)
        return self.actors(each.actors)

    def _account(self, actors: tuple[str, ...], each: Incident) -> Text:
        """Whom one account names, and whose it is, where that is known."""
        origins = dict.fromkeys(by for named, whose in each.told_by if set(named) == set(actors) for by in whose)
        if not origins:
            return self.actors(actors)
        whose = self._listed([self.origin(one) for one in origins])
        return self.words._("{who}, on the word of {origins}", who=self.actors(actors), origins=whose)

    def _accounts(self, each: Incident) -> list[tuple[str, ...]]:
        """Who acted by each account of it, where they are not told as two sides without a direction."""
        if each.direction == "unknown":
            return []
        sides = {FIRST: each.actors, SECOND: each.targets}
        told = (one.actors for one in self.situation.record.decided[each.decided_as].hypotheses)
        return sorted({sides[one[0]] if len(one) == 1 and one[0] in sides else one for one in told if one})

    def _harm(self, each: Incident) -> Text:
        words = self.words
        if each.killed is None:
            return self._unsure(each)
        low, high = each.killed_low, each.killed_high
        if low is not None and high is not None and low != high:
            said = words._("{low} to {high} killed", low=low, high=high)
        else:
            said = words.ngettext("{n} killed", "{n} killed", each.killed)
        if each.civilians and each.civilians == each.killed:
            return words._("{killed}, all of them civilians", killed=said)
        if each.civilians:
            civilians = words.ngettext("{n} civilian among them", "{n} civilians among them", each.civilians)
            said = words._("{killed}, {civilians}", killed=said, civilians=civilians)
        return said

    def _unsure(self, each: Incident) -> Text:
        """The dead where there is no best figure."""
        low, high = each.killed_low, each.killed_high
        if low is None and high is None:
            return self.words._("number killed not stated")
        if low is not None and high is not None and low != high:
            return self.words._("{low} to {high} killed", low=low, high=high)
        return self.words.ngettext("{n} killed, no best figure", "{n} killed, no best figure", low or high or 0)

    def settles(self, each: Incident) -> list[Text]:
        """The single facts that would settle it: the question, and the verdict for each answer."""
        facts: dict[str, list[Text]] = {}
        for one in each.settles:
            facts.setdefault(one.fact, []).append(
                self.words._(
                    "{answer}: {verdict}",
                    answer=self.answer(one.answer, one.fact),
                    verdict=self.words._(VERDICT_WORDS[one.verdict]),
                )
            )
        return [
            self.words._("{question} {answers}", question=self.words.fact(fact, self.world), answers=self._listed(said))
            for fact, said in facts.items()
        ]

    def answer(self, answer: str, fact: str) -> Text:
        """An answer to a missing fact."""
        return self.words.answer(answer, self.world, fact, self.situation.record.agreement.parties)

    def decisions(self, each: Incident) -> list[Text]:
        """What people decided on it; who they are only in the confidential edition."""
        lines = [self.words.foreign(line) if line else self.words._(DECISIONS[kind]) for kind, line in each.decided]
        if each.determination:
            to, body, method, date = each.determination
            said = self.words._(
                "Determination on record: {verdict}, by {body}, {date}",
                verdict=self.words._(VERDICT_WORDS[to]),
                body=self.words.foreign(body),
                date=self.words.foreign(date),
            )
            lines.append(
                self.words._("{said}; {method}", said=said, method=self.words.foreign(method)) if method else said
            )
        return lines

    def read_from_words(self, each: Incident) -> list[Text]:
        """What was read from the words of its row, and stands beside the coding."""
        coded = (each.actors, each.targets)
        return [said_from_words(one, coded, self.words, self.world) for one in each.from_words]

    def paraphrase(self, each: Incident) -> Text:
        """The report in our words, where the source's are not shown."""
        return self.words._(
            "Reported: {act}, {place}, {when}; {harm}.",
            act=self.words.act(each.act, self.world),
            place=self.place(each),
            when=self.when(each),
            harm=self._harm(each),
        )


def _status(each: Incident, proposition: int) -> str | None:
    """The status of a proposition by itself, where several reports speak of it, else that of the incident."""
    if tuple(Proposition)[proposition] in each.disputes:
        return "disputed"
    return (each.statuses[proposition] or None) if each.statuses else each.status
