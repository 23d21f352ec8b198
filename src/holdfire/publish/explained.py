"""An explanation for people: the chain of tests in plain sentences of one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..assessment.explain import ByView, Cited, Explanation, Hypothesis
from ..terms import Terms
from ..terms.official import Official
from ..world import World
from .explanation import MARKS, band
from .language import Language, Text, marked
from .spoken.vocabulary import KINDS
from .wordings import said_from_words

Styled = tuple[str, str]
"""A line and its style: `head`, `verdict-…`, `unknown`, `dim` or plain."""


def as_lines(
    found: Explanation, terms: Terms, world: World, words: Language, official: Official | None = None
) -> Iterator[Styled]:
    """The explanation as lines, each with the style it is shown in."""
    yield from Explainer(found, terms, world, words, official).lines()


@dataclass(frozen=True)
class Explainer:
    """Says one explanation in one language."""

    found: Explanation
    terms: Terms
    world: World
    words: Language
    official: Official | None = None

    def lines(self) -> Iterator[Styled]:
        """Every line, from the verdict to the standing line."""
        found, words = self.found, self.words
        verdict = found.folded.verdict.value
        yield "head", self._title()
        yield f"verdict-{verdict}", f"{MARKS[verdict]} {words['verdicts'][verdict]}   {self._clause_name()}"
        if found.determination:
            said = words._("Determination on record: {body}", body=words.foreign(found.determination))
            yield "head", f"  {said.plain}"
        if found.folded.kinds:
            first, *others = found.folded.kinds
            values = {"kind": words._(KINDS[first]), "what": Text(words["kinds"][first])}
            if others:
                also = words.joined([words._(KINDS[each]) for each in others])
                yield "", f"  {words._('kind: {kind}, {what}; also {others}', others=also, **values).plain}"
            else:
                yield "", f"  {words._('kind: {kind}, {what}', **values).plain}"
        if found.clause is None:
            yield "", f"  {words.reason(found.folded.reason)}"
        else:
            yield from self._clause()
        for each in found.hypotheses:
            yield from self._hypothesis(each)
        yield from self._closing()

    def _title(self) -> str:
        event, words = self.found.event, self.words
        killed = event["killed_best"] if event["killed_best"] is not None else event["killed_low"]
        dead = (
            words._("number of dead not reported")
            if killed is None
            else words.ngettext("{n} killed", "{n} killed", killed)
        )
        act = words.act(event["act"], self.world).plain
        return f"{act[:1].upper()}{act[1:]}, {self._place()}   {words.when(event).plain}   {dead.plain}"

    def _place(self) -> str:
        place = self.found.event["place"]
        if not place:
            return self.words._("place not stated").plain
        return self.words.place(place, self.world, self.found.event["areas"] or ()).plain

    def _clause_name(self) -> str:
        found, words = self.found, self.words
        if found.clause is None:
            return words._("no clause").plain
        clause, reading = words.clause(found.clause.id), words.clause(found.reading)
        return words._("{clause}, {reading} reading", clause=clause, reading=reading).plain

    def _clause(self) -> Iterator[Styled]:
        clause, words = self.found.clause, self.words
        if clause is None:
            return
        yield "", ""
        yield "", f"{words.clause(clause.id).plain}  {words.term(clause.says).plain}"
        if clause.phrases:
            phrases = words.joined([words._("“{words}”", words=words.foreign(each, "en")) for each in clause.phrases])
            yield "dim", f"  {words._('contested words: {words}', words=phrases).plain}"
        if clause.listed_as:
            yield "dim", f"  {words._('listed as {name}', name=words.clause(clause.listed_as)).plain}"
        reference = self.terms.agreement.references.get(clause.source.ref)
        title = " ".join(reference.title.split()) if reference else clause.source.ref
        if clause.source.at:
            title = f"{title} ({clause.source.at})"
        yield "dim", f"  {words._('our words, after {title}', title=words.foreign(title, 'en')).plain}"
        if clause.unchecked:
            what = clause.unchecked if isinstance(clause.unchecked, str) else None
            said = words.foreign(what, "en") if what else words._("not read in a source")
            yield "dim", f"  {words._('unchecked: {what}', what=said).plain}"
        yield from self._official(clause.id)
        if self.found.reading != "plain":
            reading = next(each for each in clause.interpretations if each.id == self.found.reading)
            whose = words.foreign(reading.whose, "en") if reading.whose else words._("nobody named")
            values = {"id": words.clause(reading.id), "says": words.term(reading.says), "whose": whose}
            yield "", f"  {words._('reading {id}: {says} ({whose})', **values).plain}"

    def _official(self, clause: str) -> Iterator[Styled]:
        place = self.official.of(clause) if self.official else None
        if self.official is None or place is None:
            return
        words = self.words
        said = words._(
            "Official words ({name}, {place}): {words}",
            name=words.foreign(self.official.name),
            place=words.foreign(place.place),
            words=words.foreign(place.words),
        )
        yield "", f"  {said.plain}"

    def _hypothesis(self, each: Hypothesis) -> Iterator[Styled]:
        words = self.words
        yield "", ""
        facts = self._facts(each)
        if len(self.found.hypotheses) > 1:
            verdict = each.outcome.verdict.value
            acted = words._("if {actors} acted on {targets}", actors=facts["actors"], targets=facts["targets"])
            likely = words["bands"][band(each.weight)]
            yield "head", f"{acted.plain}: {MARKS[verdict]} {words['short_verdicts'][verdict]}, {likely}"
        for k, step in enumerate(each.steps, 1):
            mark = "?" if step.answer == "unknown" else " "
            test, answer = words["tests"][step.test], words["answers"][step.answer]
            style = "unknown" if step.answer == "unknown" else ""
            yield style, f" {mark}{k} {test:<13}{answer:<9}{words.step(step, facts).plain}"
            for source in step.sources[:2]:
                said = words._("source: {title}", title=words.foreign(_short(source), "en"))
                yield "dim", f"   {'':<22}{said.plain}"

    def _facts(self, each: Hypothesis) -> dict[str, Any]:
        words, facts = self.words, each.facts
        weapon = facts["weapon"]
        return {
            "act": words.act(facts["act"], self.world),
            "weapon": words.weapon(weapon, self.world) if weapon else words._("weapon not stated"),
            "actors": words.names(facts["actors"], self.world),
            "targets": words.names(facts["targets"], self.world),
            "place": Text(self._place()),
            "when": words.when(self.found.event),
        }

    def _closing(self) -> Iterator[Styled]:
        event, words, found = self.found.event, self.words, self.found
        yield "", ""
        said = [words.claimant(each, self.world) for each in event["claimed_by"]]
        who = words.joined(said) if said else words._("no origin given")
        carried = [words.claimant(each, self.world) for each in event["carried_by"]]
        if carried:
            by = words.joined(carried)
            yield "", words._("Said by {who}; carried by {carrier}", who=who, carrier=by).plain
        else:
            yield "", words._("Said by {who}", who=who).plain
        if event["words"]:
            yield "dim", words._("Words: {words}", words=words.foreign(event["words"])).plain
        for read in found.from_words:
            coded = (event["actors"], event["targets"])
            yield "", f"  {said_from_words(read, coded, words, self.world).plain}"
        if found.folded.assumed:
            assumed = words.joined([Text(words["assumptions"].get(each, each)) for each in found.folded.assumed])
            yield "", words._("Assumed: {what}", what=assumed).plain
        for each in found.decided:
            yield "head", words._("Decided: {what}", what=words.foreign(each)).plain
        for view in found.views:
            yield "", self._view(view)
        if found.sensitive:
            yield (
                "",
                words._(
                    "Sensitive: another reading of a contested clause would change the verdict on this event"
                ).plain,
            )
        if found.would_settle:
            yield "", words._("What would settle it:").plain
            for one in found.would_settle:
                parties = self.terms.agreement.parties
                for answer, verdict in one.answers.items():
                    fact = words.fact(one.fact, self.world)
                    told = words.answer(answer, self.world, one.fact, parties)
                    line = words._(
                        "{question} {answer}: {verdict}",
                        question=fact,
                        answer=told,
                        verdict=Text(words["short_verdicts"][verdict]),
                    )
                    yield "", f"  · {line.plain}"
        yield "dim", words["standing_line"].strip()

    def _view(self, view: ByView) -> str:
        words = self.words
        said = [words.claimant(each, self.world) for each in view.claimed_by]
        values = {
            "view": words.clause(view.view),
            "who": words.joined(said) if said else words._("nobody named"),
            "verdict": Text(words["short_verdicts"][view.verdict.value]),
        }
        pattern = {
            "end": marked("If it ended by the view {view} ({who}): {verdict}"),
            "start": marked("If it began by the view {view} ({who}): {verdict}"),
        }[view.of]
        return words._(pattern, **values).plain


def _short(source: Cited) -> str:
    parts = [source.title if len(source.title) <= 70 else source.title[:67] + "…"]
    parts += [source.publisher] if source.publisher else []
    parts += [source.at] if source.at else []
    note = "; unchecked" if source.unchecked else "" if source.read in ("full", None) else f"; read: {source.read}"
    return ", ".join(parts) + note
