"""How an incident was decided, in words: the tests one by one, and what follows from each assignment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...assessment.explain import ANSWERS, Step
from ...assessment.outcome import outcome_of, unpack
from ...assessment.reasons import REASONS, TESTS
from ..explanation import band
from ..incidents import FIRST, ITS, SECOND, Decided, Hypothesis, Incident
from ..language import Text
from .vocabulary import BANDS, KINDS, SLOTS
from .voice import Voice


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


class Reasoning(Voice):
    """The chains of tests. What incidents that share one do not have in common stands in slots."""

    def steps(self, decided: Decided) -> list[StepSaid]:
        """The eight tests, one by one, over all assignments of the report."""
        if not decided.hypotheses:
            return []
        chains = [(self._steps(one), self._facts(one)) for one in decided.hypotheses]
        found = []
        for n, test in enumerate(TESTS):
            several = [chain[n] for chain, _ in chains]
            says = dict.fromkeys(self.words.step(chain[n], facts) for chain, facts in chains)
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
                return self.words._(KINDS[reason.kind.value])
        return None

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
        return self.words.step(step, self._facts(one))

    def assumed(self, decided: Decided) -> list[Text]:
        """What the verdict takes for granted."""
        return [Text(self.words["assumptions"][each]) for each in decided.assumed if each in self.words["assumptions"]]

    def each_decided(self) -> Iterator[tuple[int, Decided]]:
        """Every way in which an incident was decided, by number."""
        return iter(enumerate(self.situation.record.decided))
