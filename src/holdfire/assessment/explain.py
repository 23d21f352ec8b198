"""Why: one event judged again by the same judge, with every test, its answer, its reason and its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from ..records import Verdict
from ..records.codes import Ints
from ..terms import PLAIN, Clause
from ..world import NO, UNKNOWN, YES, Reference
from ..world.actors import Accession
from .assuming import Assumption, Fact
from .assumptions import answers
from .compile import Program, compile_terms, times_of
from .fold import Folded
from .hypotheses import rows_of
from .outcome import Outcome, outcome_of, unpack
from .reasons import REASONS, TESTS
from .settle import judged_under, missing_facts
from .tabulate import Batch
from .worded import FromWords

ANSWERS = {YES: "yes", NO: "no", UNKNOWN: "unknown"}


@dataclass(frozen=True)
class Cited:
    """A source for one step: what it is, and how much of it was read."""

    title: str
    publisher: str | None = None
    at: str | None = None
    read: str | None = None
    says: str | None = None
    unchecked: bool | str = False


@dataclass(frozen=True)
class Step:
    """One test: its answer, the reason's code, and where the facts come from."""

    test: str
    answer: str
    reason: str
    sources: tuple[Cited, ...]


@dataclass(frozen=True)
class Hypothesis:
    """One full assignment and what follows from it under the clause."""

    weight: float | None
    facts: dict[str, Any]
    steps: tuple[Step, ...]
    outcome: Outcome


@dataclass(frozen=True)
class WouldSettle:
    """One missing fact, and the verdict on the event for each answer that gives one."""

    fact: str
    answers: dict[str, str]


@dataclass(frozen=True)
class ByView:
    """The verdict on the event if the agreement began or ended (`of`: start, end) by another view than the plain."""

    of: str
    view: str
    at: datetime | None
    claimed_by: tuple[str, ...]
    verdict: Verdict
    phase: str | None


@dataclass(frozen=True)
class Explanation:
    """Everything that was weighed on one event under one clause and reading."""

    finding_id: str
    event: dict[str, Any]
    clause: Clause | None
    reading: str
    folded: Folded
    event_folded: Folded
    phase: str | None
    sensitive: bool
    hypotheses: tuple[Hypothesis, ...]
    would_settle: tuple[WouldSettle, ...]
    decided: tuple[str, ...] = ()
    determination: str | None = None
    views: tuple[ByView, ...] = ()
    from_words: tuple[FromWords, ...] = ()
    others: tuple[tuple[str, str, str], ...] = field(default=())


def explain(batch: Batch, clause: str | None = None, reading: str = PLAIN) -> Explanation:
    """The first event of a batch (a batch of one row) explained under a clause.

    Without `clause`, the clause that decides the event is taken. Raises `KeyError` where the clause has no
    finding on it.
    """
    program = batch.program
    findings = [
        (program.columns[int(column)], batch.findings.folded[int(pattern)], int(column))
        for row, column, pattern in zip(batch.findings.row, batch.findings.column, batch.findings.pattern, strict=True)
        if row == 0
    ]
    event = batch.events.folded[int(batch.events.pattern[0])]
    chosen = _chosen(findings, event, clause, reading)
    facts = batch.observations.slice(0, 1).to_pylist()[0]
    table = batch.event_table().slice(0, 1).to_pylist()[0]
    hypotheses: tuple[Hypothesis, ...] = ()
    if chosen is not None:
        hypotheses = tuple(_hypotheses(batch, chosen[2]))
    suffix = f"/{chosen[0].clause.id}/{chosen[0].reading}" if chosen else ""
    return Explanation(
        finding_id=f"{facts['id']}/{program.id}{suffix}",
        event=facts,
        clause=chosen[0].clause if chosen else None,
        reading=chosen[0].reading if chosen else PLAIN,
        folded=chosen[1] if chosen else event,
        event_folded=event,
        phase=table["phase"],
        sensitive=bool(batch.sensitive[0]),
        hypotheses=hypotheses,
        would_settle=tuple(would_settle(batch)),
        decided=tuple(table["decided"] or ()),
        determination=table["determination"],
        others=tuple((c.clause.id, c.reading, f.verdict.value) for c, f, n in findings if not chosen or n != chosen[2]),
    )


def by_views(program: Program, judge: Callable[[Program], Batch]) -> Iterator[ByView]:
    """The event judged by each rival view of the start and of the end. `judge` judges it before a program."""
    agreement = program.terms.agreement
    taken = {each.fact.kind for each in program.assumptions}
    views = [("start", each.id, each.claimed_by) for each in agreement.rival_starts]
    views += [("end", each.id, each.claimed_by) for each in agreement.ends if not each.plain]
    if agreement.standing == "proposed":
        return
    for of, name, claimed_by in views:
        if of in taken:
            continue
        assumed = (*program.assumptions, Assumption(Fact(of, program.id), name))
        try:
            other = compile_terms(program.terms, program.world, program.given_baseline, assumed)
        except ValueError:  # the baseline begins after the start by this view: judged without one
            other = compile_terms(program.terms, program.world, None, assumed)
        row = judge(other).event_table().slice(0, 1).to_pylist()[0]
        at = times_of(agreement, assumed).of(of)
        yield ByView(of, name, at, claimed_by, Verdict(row["verdict"]), row["phase"])


def _chosen(findings: list[Any], event: Folded, clause: str | None, reading: str) -> Any:
    if clause is not None:
        for each in findings:
            if each[0].clause.id == clause and each[0].reading == reading:
                return each
        said = ", ".join(f"{each[0].clause.id}/{each[0].reading}" for each in findings) or "none"
        raise KeyError(f"expected a clause with a finding on this event ({said}), found {clause}/{reading}")
    plain = [each for each in findings if each[0].plain]
    order = (
        lambda each: each[1].verdict == event.verdict and each[1].reason == event.reason,
        lambda each: each[1].verdict == event.verdict,
        lambda each: True,
    )
    return next((each for test in order for each in plain if test(each)), None)


def _hypotheses(batch: Batch, column: int) -> Iterator[Hypothesis]:
    pairs = batch.pairs
    facts = list(rows_of(batch.acts))
    for act, signature in zip(pairs.act[pairs.column == column], pairs.signature[pairs.column == column], strict=True):
        fact = facts[int(act)]
        steps = tuple(_steps(batch, column, int(signature), fact))
        yield Hypothesis(fact["weight"], fact, steps, outcome_of(int(signature)))


def _steps(batch: Batch, column: int, signature: int, facts: dict[str, Any]) -> Iterator[Step]:
    for test, number in zip(TESTS, unpack(signature), strict=True):
        reason = REASONS[test][number]
        yield Step(
            test,
            ANSWERS[reason.answer],
            reason.code,
            tuple(_sources(batch, column, test, reason.code, facts)),
        )


def _sources(batch: Batch, column: int, test: str, code: str, facts: dict[str, Any]) -> Iterator[Cited]:
    agreement = batch.program.terms.agreement
    stated = batch.program.columns[column]
    if test in ("act", "weapon", "place", "no_exception"):
        if test == "act" or getattr(stated.slots, {"no_exception": "exceptions"}.get(test, test)):
            yield _cited(agreement.references, stated.clause.source.ref, stated.clause.source.at, stated.clause)
    elif test == "in_force":
        yield _cited(agreement.references, agreement.plain_end.source, None, agreement.plain_end)
    elif test == "not_excluded":
        if code.startswith(("actor", "target")):
            for exclusion in agreement.excluded:
                if exclusion.actor in (*facts["actors"], *facts["targets"]):
                    yield _cited(agreement.references, exclusion.source, None, exclusion)
    else:
        for actor in facts["actors"] if test == "bound" else facts["targets"]:
            yield from _on_standing(batch, actor)
    if code in ("claimed_target_in_mixed_ground", "composition", "holder_unknown"):
        yield from _on_ground(batch, code)


def _on_standing(batch: Batch, actor: str) -> Iterator[Cited]:
    """Where it was read that an actor is of a party."""
    world, agreement = batch.program.world, batch.program.terms.agreement
    for above in world.actors.units_above(actor):
        for party in agreement.parties.values():
            for member in party.members:
                if member.actor == above:
                    yield _cited(agreement.references, member.source, None, member)
        found = world.actors.actors.get(above)
        accessions: tuple[Accession, ...] = found.accessions if found else ()
        for accession in accessions:
            if accession.agreement == agreement.id:
                yield _cited(world.references, accession.source, None, accession)


def _on_ground(batch: Batch, code: str) -> Iterator[Cited]:
    world, spotted = batch.program.world, batch.bench.spotted
    entries: tuple[Any, ...] = world.ground.mixed if code.startswith("claimed") else world.ground.compositions
    for entry in entries:
        if len(batch.acts) and bool((spotted.in_area(entry.area)[batch.acts.spot] != NO).any()):
            yield _cited(world.references, entry.source, world.areas[entry.area].name.get("en"), entry)


def _cited(references: Any, source: str | None, at: str | None, fact: Any) -> Cited:
    found: Reference | None = references.get(source) if source else None
    title = found.title if found else "no source given"
    return Cited(
        " ".join(title.split()),
        found.publisher if found else None,
        at,
        found.read if found else None,
        getattr(fact, "says", None) if not isinstance(fact, Clause) else None,
        fact.unchecked,
    )


def would_settle(batch: Batch) -> Iterator[WouldSettle]:
    """The single facts that would give the event a verdict, and which verdict for which answer."""
    program, events = batch.program, batch.events
    verdicts = {int(row): events.folded[int(p)].verdict for row, p in zip(events.row, events.pattern, strict=True)}
    if verdicts.get(0) != Verdict.UNDETERMINED:
        return
    first: Ints = np.array([0], dtype=np.int64)
    acts = batch.acts.take(np.isin(batch.acts.row, first))
    for fact, _ in missing_facts(program, batch.held, events):
        if fact.area is not None:
            continue
        found = {}
        for answer in answers(program, fact):
            changed = judged_under(program, acts, Assumption(fact, answer), verdicts).changed
            if changed and changed[0][2] != Verdict.UNDETERMINED:
                found[answer] = changed[0][2].value
        if found:
            yield WouldSettle(str(fact), found)
