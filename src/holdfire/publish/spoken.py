"""What is said of a situation, in words: the headline with its sources in the same breath, incidents, tests, notes.

Everything is conditional ("if as reported") and the same act by either side reads the same. A number is a link to the
incidents that it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from ..assessment.explain import ANSWERS, Step
from ..assessment.outcome import outcome_of, unpack
from ..assessment.reasons import REASONS, TESTS
from .editions import WHO_WAS_THERE, WITHHELD
from .explanation import band
from .incidents import FIRST, ITS, SECOND, Decided, Hypothesis, Incident
from .language import Language, Text, marked
from .situation import OPEN, Count, Period, Situation

MOST_SHORT = 18
"""Letters of a short name."""

BANDS = {"likely": 3, "about even": 2, "unlikely": 1, "no weight": 0}
"""Cells of three that are filled."""

KINDS = {
    "aggregate": marked("aggregate"),
    "delineation": marked("delineation"),
    WHO_WAS_THERE: marked("who was there"),
    "precision": marked("precision"),
    "fact": marked("fact"),
    "meaning": marked("meaning"),
    "exception": marked("exception"),
}
VERDICT_WORDS = {
    "violation": marked("apparent violation"),
    "undetermined": marked("undetermined"),
    "permitted": marked("permitted"),
    "out_of_scope": marked("out of scope"),
}
STATUS_WORDS = {
    "reported": marked("reported"),
    "corroborated": marked("corroborated"),
    "verified": marked("verified"),
    "disputed": marked("disputed"),
}
CAMPS = {
    "government": marked("government camp"),
    "opposition": marked("opposition camp"),
    "russia": marked("Russia"),
    "us_coalition": marked("United States and coalition"),
    "kurdish": marked("Kurdish camp"),
    "turkey": marked("Türkiye"),
    "international": marked("outside the camps"),
    "none_known": marked("no camp known"),
}
BASES = {
    "admission": marked("its own statement"),
    "adversary_claim": marked("the other side’s claim"),
    "source_assertion": marked("a source’s assertion"),
}
SLOTS = {
    "act": marked("its act"),
    "weapon": marked("its weapon"),
    "first": marked("the side named first"),
    "second": marked("the side named second"),
    "place": marked("its place"),
    "when": marked("its day"),
}
DECISIONS = {
    "Correction": marked("A person corrected a fact of this report."),
    "ExceptionJudged": marked("A person judged whether the exception holds."),
    "Determination": marked("A competent body’s determination is on record."),
}


@dataclass(frozen=True)
class StepSaid:
    """One test in words: `answer` is yes, no, unknown or assumed; `says` has several where assignments differ."""

    number: int
    name: Text
    answer: str
    word: Text
    says: tuple[Text, ...]
    kind: Text | None


@dataclass(frozen=True)
class HypothesisSaid:
    """One assignment in words: who acted on whom, what follows, how likely (0 to 3 cells; 0 is no weight), why."""

    who: Text
    verdict: str
    band: Text
    cells: int
    because: Text


@dataclass(frozen=True)
class PropositionSaid:
    """What is known of one proposition: its status, and what is said."""

    name: Text
    status: str | None
    says: Text


class Spoken:
    """A situation in a language."""

    def __init__(self, situation: Situation, language: Language, *, measured: bool = True):
        self.situation, self.words, self.measured = situation, language, measured
        self.world = situation.record.world
        self.public = situation.shown.public

    # Numbers

    def link(self, count: Count, text: str | None = None) -> Text:
        """A number that opens to what it counts."""
        said = self.words.number(count.n) if text is None else text
        if text is not None:
            held = ""
        elif count.sum:
            held = f' data-n="{count.n}" data-sum="{count.sum}"'
        else:
            held = f' data-n="{count.n}"'
        return Text(said, f'<a class="n" href="#{escape(count.query.address())}"{held}>{escape(said)}</a>')

    def rate(self, count: Count, period: Period) -> Text:
        """A count as so many a day."""
        return self.link(count, self.words.decimal(count.n / max(1, period.days)))

    # The headline

    def lede(self) -> Text:
        """The computed sentence."""
        if not self.situation.incidents:
            return self.words._(
                "No incident can be shown: nothing was reported, or all that was reported is held back."
            )
        return self._measured() if self.measured else self._chosen()

    def _open(self, period: Period, **more: object) -> Count:
        return self.situation.count(self.situation.during(period).within(verdicts=OPEN, **more))

    def _measured(self) -> Text:
        situation, words = self.situation, self.words
        now, before = situation.period, situation.before
        values: dict[str, Any] = {
            "rate": self.rate(self._open(now), now),
            "before": self.rate(self._open(before), before),
            "days": before.days,
            "origins": self._origins(compared=before.days > 0),
        }
        if situation.record.start is None:
            first = words._("If as reported: {rate} incidents a day may fall under the terms ({origins}).", **values)
        elif before.days:
            first = words._(
                "If as reported: since the start {rate} incidents a day may fall under the terms, against {before} in"
                " the {days} days before ({origins}).",
                **values,
            )
        else:
            first = words._(
                "If as reported: since the start {rate} incidents a day may fall under the terms ({origins}).", **values
            )
        return self._in_a_row(first, self._of_them(), self._all_violence())

    def _chosen(self) -> Text:
        situation = self.situation
        query = situation.during(situation.period)
        by = {verdict: self.link(situation.count(query.within(verdicts=(verdict,)))) for verdict in VERDICT_WORDS}
        first = self.words._(
            "If as reported: of {n} incidents reported while it was in force, {violation} are apparent violations,"
            " {undetermined} undetermined, {permitted} permitted and {out_of_scope} out of scope.",
            n=self.link(situation.count(query)),
            **by,
        )
        behind = self.words._(
            "Of the {n} that may fall under the terms, by origin: {origins}.",
            n=self.link(self._open(situation.period)),
            origins=self._origins(compared=False),
        )
        civilians = self.words._(
            "{n} civilians killed in them, whatever the verdict. A chosen set of reports: it measures nothing.",
            n=self.link(situation.count(query.within(harm="civilians"), "civilians")),
        )
        return self._in_a_row(first, behind, civilians)

    def _origins(self, *, compared: bool) -> Text:
        """The split by origin, in the same breath."""
        situation, words = self.situation, self.words
        parts = []
        for origin in situation.leads[:2]:
            now = self._open(situation.period, claimants=(origin,))
            values = {
                "origin": self.short(origin),
                "now": self.rate(now, situation.period) if self.measured else self.link(now),
            }
            if compared:
                before = self._open(situation.before, claimants=(origin,))
                values["before"] = self.rate(before, situation.before)
                parts.append(words._("{origin} {now} against {before}", **values))
            else:
                parts.append(words._("{origin} {now}", **values))
        return self._listed(parts) if parts else words._("no origin named")

    def _of_them(self) -> Text:
        situation = self.situation
        query = situation.during(situation.period)
        return self.words._(
            "Of {n}, {violations} are apparent violations and {undetermined} undetermined.",
            n=self.link(self._open(situation.period)),
            violations=self.link(situation.count(query.within(verdicts=("violation",)))),
            undetermined=self.link(situation.count(query.within(verdicts=("undetermined",)))),
        )

    def _all_violence(self) -> Text:
        situation = self.situation
        now, before = situation.period, situation.before
        values = {
            "rate": self.rate(situation.count(situation.during(now)), now),
            "civilians": self.link(situation.count(situation.during(now).within(harm="civilians"), "civilians")),
        }
        if not before.days:
            return self.words._(
                "All violence: {rate} a day; {civilians} civilians killed, whatever the verdict.", **values
            )
        values["before"] = self.rate(situation.count(situation.during(before)), before)
        return self.words._(
            "All violence: {rate} a day against {before}; {civilians} civilians killed, whatever the verdict.", **values
        )

    def caveats(self) -> list[Text]:
        """What belongs beside the headline: a change of sources first."""
        found = []
        for each in self.situation.warnings:
            if each.kind == "origin_enters_or_leaves" and each.about in self.situation.leads:
                said = self.words.warning(each.kind, each.about, each.parameters, self.world)
                found.append(self.words._("Part of the change is a change of sources: {said}", said=said))
        return found

    def fatal_only(self) -> Text | None:
        """Said where a dataset holds events with deaths only."""
        if any(each.kind == "fatal_events_only" for each in self.situation.warnings):
            return self.words._("Only events with deaths are on record.")
        return None

    def warnings(self) -> list[Text]:
        """Every warning."""
        return [
            self.words.warning(each.kind, each.about, each.parameters, self.world) for each in self.situation.warnings
        ]

    # Names

    def origin(self, origin: str) -> Text:
        """Who says so."""
        if origin == WITHHELD:
            return self.words._("origins withheld")
        if not origin or origin.startswith("("):
            return self.words._("no origin given")
        return self.words.claimant(origin, self.world)

    def short(self, origin: str) -> Text:
        """Who says so, by its initials, or in other languages by a short form of its name, where it has any."""
        known = self.world.claimants.claimants.get(origin)
        if known is None or origin == WITHHELD:
            return self.origin(origin)
        name = known.name.get(self.words.code, "")
        if self.words.code == "en":
            short = [each for each in known.aliases if each.isascii() and each.isupper() and each.isalpha()]
        else:
            short = [each for each in known.aliases if not each.isascii() and len(each) < len(name) and each in name]
        return Text(min(short, key=len)) if short and len(short[0]) <= MOST_SHORT else self.origin(origin)

    def actors(self, actors: tuple[str, ...]) -> Text:
        """A side, as it was named."""
        if not actors:
            return self.words._("not stated")
        return self.words.joined([self._actor(each) for each in actors])

    def _actor(self, actor: str) -> Text:
        if actor == WITHHELD:
            return self.words._("a group whose name is withheld")
        return self.words.actor(actor, self.world)

    def party(self, party: str) -> Text:
        """A party of the agreement."""
        return self.words.term(self.situation.record.agreement.parties[party].name)

    def region(self, region: str | None) -> Text:
        """The area of the first level, or the whole country."""
        if region:
            return self.words.area(region, self.world)
        return self.words._("region not known")

    # Incidents

    def title(self, each: Incident) -> Text:
        """What was done."""
        act = self.words.act(each.act, self.world)
        if self.words.code == "en":
            return Text(act.plain[:1].upper() + act.plain[1:])
        return act

    def place(self, each: Incident) -> Text:
        """Where, as finely as this edition tells it."""
        if each.place:
            return self.words.place(each.place, self.world, (each.region,) if each.region else ())
        return self.region(each.region)

    def when(self, each: Incident) -> Text:
        """When, in local time."""
        return self.words.when(
            {"when_start": each.start, "when_end": each.end, "zone": each.zone, "when_precision": each.precision}
        )

    def harm(self, each: Incident) -> Text:
        """The dead, in short; civilians where all were."""
        if each.killed is None:
            return self.words._("number killed not stated")
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
        words, status = self.words, each.status
        said = words._("on the word of {who}", who=self._listed([self.origin(one) for one in each.claimed_by or ("",)]))
        act = words.act(each.act, self.world)
        if each.weapon:
            act = words._("{act}, {weapon}", act=act, weapon=words.weapon(each.weapon, self.world))
        by = self._by_whom(each)
        open_direction = each.direction == "unknown" and not each.attributed_to and bool(each.actors and each.targets)
        hit = bool(each.targets) and not open_direction
        against = words._("the other of the two") if open_direction else self.actors(each.targets)
        if each.target_basis == "claimed" and each.targets:
            against = words._("{targets}: a claim about who was meant", targets=against)
        return [
            PropositionSaid(words._("It occurred"), status, said),
            PropositionSaid(words._("The act"), status, act),
            PropositionSaid(words._("By whom"), "reported" if each.attributed_to else None, by),
            PropositionSaid(words._("Against whom"), "reported" if hit else None, against),
            PropositionSaid(words._("The harm"), "reported" if each.killed is not None else None, self._harm(each)),
        ]

    def _by_whom(self, each: Incident) -> Text:
        words = self.words
        if each.attributed_to:
            basis = BASES.get(each.attribution_basis or "", marked("a source’s assertion"))
            return words._("{who}: {basis}", who=self.actors(each.attributed_to), basis=words._(basis))
        if each.actors and each.targets and each.direction == "unknown":
            values = {"one": self.actors(each.actors), "other": self.actors(each.targets)}
            return words._("{one} or {other}: nobody says which of them acted", **values)
        return self.actors(each.actors)

    def _harm(self, each: Incident) -> Text:
        words = self.words
        if each.killed is None:
            return words._("number killed not stated")
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
            lines.append(self.words._("Determination on record: {said}", said=self.words.foreign(each.determination)))
        return lines

    def paraphrase(self, each: Incident) -> Text:
        """The report in our words, where the source's are not shown."""
        return self.words._(
            "Reported: {act}, {place}, {when}; {harm}.",
            act=self.words.act(each.act, self.world),
            place=self.place(each),
            when=self.when(each),
            harm=self._harm(each),
        )

    # How it was decided

    def steps(self, decided: Decided) -> list[StepSaid]:
        """The eight tests, one by one, over all assignments of the report."""
        if not decided.hypotheses:
            return []
        chains = [(self._steps(one), self._facts(one)) for one in decided.hypotheses]
        found = []
        for n, test in enumerate(TESTS):
            several = [chain[n] for chain, _ in chains]
            says = dict.fromkeys(self._says(chain[n], facts) for chain, facts in chains)
            answers = {step.answer for step in several}
            answer = answers.pop() if len(answers) == 1 else "unknown"
            reason = REASONS[test][unpack(decided.hypotheses[0].signature)[n]]
            if answer == "yes" and reason.assumes:
                answer = "assumed"
            found.append(
                StepSaid(
                    n + 1,
                    Text(self.words["tests"][test]),
                    answer,
                    self.words._("assumed") if answer == "assumed" else Text(self.words["answers"][answer]),
                    tuple(says),
                    self._kind_of(test, decided) if answer == "unknown" else None,
                )
            )
        return found

    def _kind_of(self, test: str, decided: Decided) -> Text | None:
        for one in decided.hypotheses:
            reason = REASONS[test][unpack(one.signature)[TESTS.index(test)]]
            if reason.kind:
                kind = reason.kind.value
                if self.public and kind in ("aggregate", "delineation"):
                    kind = WHO_WAS_THERE
                return self.words._(KINDS[kind])
        return None

    def _says(self, step: Step, facts: Mapping[str, Any]) -> Text:
        if self.public and step.answer == "unknown" and step.reason in ("aggregate", "holder_unknown"):
            return self.words._(
                "who was there, or in a group that is named, is not known; this edition tells no more by place"
            )
        return self.words.step(step, facts)

    def _steps(self, one: Hypothesis) -> list[Step]:
        return [
            Step(test, ANSWERS[REASONS[test][number].answer], REASONS[test][number].code, ())
            for test, number in zip(TESTS, unpack(one.signature), strict=True)
        ]

    def _facts(self, one: Hypothesis, each: Incident | None = None) -> dict[str, Any]:
        """What a hypothesis takes for granted, in words; the incident's own particulars as slots, or filled in."""
        words = self.words
        own = self.particulars(each) if each else {name: self._slot(name) for name in SLOTS}
        act = own["act"] if one.act == ITS else words.act(one.act, self.world)
        weapon = words._("weapon not stated")
        if one.weapon:
            weapon = own["weapon"] if one.weapon == ITS else words.weapon(one.weapon, self.world)
        return {
            "act": act,
            "weapon": weapon,
            "actors": self._side(one.actors, own),
            "targets": self._side(one.targets, own),
            "place": own["place"],
            "when": own["when"],
        }

    def _side(self, side: tuple[str, ...], own: Mapping[str, Text]) -> Text:
        if side in ((FIRST,), (SECOND,)):
            return own["first" if side == (FIRST,) else "second"]
        return self.actors(side)

    def particulars(self, each: Incident) -> dict[str, Text]:
        """An incident's own facts, by the names of the slots in the chains of tests."""
        weapon = self.words.weapon(each.weapon, self.world) if each.weapon else self.words._("weapon not stated")
        return {
            "act": self.words.act(each.act, self.world),
            "weapon": weapon,
            "first": self.actors(each.actors),
            "second": self.actors(each.targets),
            "place": self.place(each),
            "when": self.when(each),
        }

    def _slot(self, name: str) -> Text:
        """Stands for a particular of the incident, which is filled in where an incident is shown."""
        text = self.words._(SLOTS[name])
        return Text(text.plain, f'<span data-f="{name}">{text.__html__()}</span>')

    def hypotheses(self, decided: Decided) -> list[HypothesisSaid]:
        """What follows from each assignment, each judged by itself; equal ones once."""
        found: dict[tuple[str, str, str], HypothesisSaid] = {}
        for one in decided.hypotheses:
            outcome = outcome_of(one.signature)
            verdict = outcome.verdict.value
            likely = band(one.weight)
            facts = self._facts(one)
            who = self.words._("{actors} acted on {targets}", actors=facts["actors"], targets=facts["targets"])
            said = HypothesisSaid(who, verdict, Text(self.words["bands"][likely]), BANDS[likely], self._because(one))
            found.setdefault((who.plain, verdict, likely), said)
        return list(found.values())

    def _because(self, one: Hypothesis) -> Text:
        test, _, code = outcome_of(one.signature).reason.partition(":")
        if not code:
            return Text(self.words["events"][test])
        step = self._steps(one)[TESTS.index(test)]
        return self._says(step, self._facts(one))

    def assumed(self, decided: Decided) -> list[Text]:
        """What the verdict takes for granted."""
        return [Text(self.words["assumptions"][each]) for each in decided.assumed if each in self.words["assumptions"]]

    # Notes

    def notes(self) -> list[Text]:
        """What this edition withholds, each visibly."""
        words, shown = self.words, self.situation.shown
        if not self.public:
            return [
                words._(
                    "Confidential edition: exact places, names and words of sources are in it. Not for publication."
                )
            ]
        found = [
            words._("Places are told by governorate or province, days without hours."),
            words._(
                "Words of sources, ids of the record and names of people are withheld; reports are told in our words."
            ),
            words._(
                "Who held a place and who was mixed with whom is not told by place: the kinds “aggregate” and"
                " “delineation” are one here, and their numbers are given for the country only."
            ),
        ]
        recent, ahead = shown.held_back.get("recent", 0), shown.held_back.get("ahead", 0)
        if recent:
            found.append(
                words.ngettext(
                    "{n} report of the last hours before the cut-off is held back, and is in no number here.",
                    "{n} reports of the last hours before the cut-off are held back, and are in no number here.",
                    recent,
                )
            )
        if ahead:
            found.append(
                words.ngettext(
                    "{n} report of what lies ahead of the cut-off is withheld.",
                    "{n} reports of what lies ahead of the cut-off are withheld.",
                    ahead,
                )
            )
        if not recent and not ahead:
            found.append(
                words._("No report is of the last hours before the cut-off or of what lies ahead: none is held back.")
            )
        total, apart = len(self.situation.incidents), self.situation.told_apart
        if total:
            found.append(
                words._(
                    "Ids cannot be traced to the record’s. But region, days and toll are shown, and {share} of the"
                    " incidents ({n} of {total}) have a set of these that no other has: who holds the same dataset can"
                    " find them in it.",
                    share=Text(words.percent(apart / total)),
                    n=apart,
                    total=total,
                )
            )
        if shown.withheld_origins:
            found.append(
                words.ngettext(
                    "{n} origin is not named.", "{n} origins are not named, and stand together.", shown.withheld_origins
                )
            )
        return found

    def country_kinds(self) -> list[tuple[Text, int]]:
        """Undetermined incidents by kind for the whole country, where incidents do not tell it."""
        return [(self.words._(KINDS[kind]), n) for kind, n in sorted(self.situation.shown.country_kinds.items())]

    def camps(self, camps: Mapping[str, int]) -> Text:
        """On whose word: incidents by the camp of those who say so."""
        parts = [self.words._("{camp} {n}", camp=self.words._(CAMPS.get(camp, camp)), n=n) for camp, n in camps.items()]
        return self._listed(parts) if parts else Text("")

    # Joining

    def _listed(self, several: list[Text]) -> Text:
        whole = several[0]
        for each in several[1:]:
            whole = self.words.fill(self.words["join"]["comma"], {"first": whole, "second": each})
        return whole

    @staticmethod
    def _in_a_row(*sentences: Text) -> Text:
        return Text(" ".join(each.plain for each in sentences), " ".join(each.__html__() for each in sentences))

    def each_decided(self) -> Iterator[tuple[int, Decided]]:
        """Every way in which an incident was decided, by number."""
        return iter(enumerate(self.situation.record.decided))
