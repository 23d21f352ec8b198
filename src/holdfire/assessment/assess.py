"""Observations held against an agreement: the one way from reports to findings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from ..records import Decision
from ..world import World
from .assumptions import Assumption, assume
from .compile import Program
from .decisions import Decided, apply_decisions
from .fold import events_of, findings_of, sensitive
from .hypotheses import Acts, acts_of
from .judge import Bench, Pairs, hold
from .placing import Spotted, placed
from .tabulate import Batch

LONGEST_DAYS = 7
"""Events of more civil days than this are in no daily count."""


def assess_batch(
    program: Program,
    observations: pa.Table,
    alternatives: pa.Table | None = None,
    decisions: Sequence[Decision] = (),
    assumptions: Sequence[Assumption] = (),
    longest_days: int = LONGEST_DAYS,
) -> Batch:
    """One batch of observations before one agreement. Pure: the same input gives the same output, row by row.

    `observations` has the columns of `records.Observation`. Decisions are applied first, then assumptions.
    """
    world = program.world
    mended, _, acting = apply_decisions(observations, decisions, world)
    acts, spotted = acts_before(world, mended, alternatives)
    ids = mended["id"].to_pylist() if any(each.fact.event for each in assumptions) else ()
    for assumption in assumptions:
        acts = assume(assumption, acts, program, spotted, ids)
        if assumption.fact.kind == "place":
            spotted = Spotted(acts, world)
    bench, pairs = hold(program, acts, spotted)
    events = events_of(bench, pairs)
    return Batch(
        program=program,
        observations=mended,
        acts=acts,
        bench=bench,
        pairs=pairs,
        findings=findings_of(bench, pairs),
        events=events,
        sensitive=sensitive(bench, pairs, events),
        clauses=_clauses(bench, pairs, mended.num_rows),
        decided=Decided(tuple(acting)),
        assumed=tuple(str(each) for each in assumptions),
        longest_days=longest_days,
    )


def acts_before(world: World, observations: pa.Table, alternatives: pa.Table | None) -> tuple[Acts, Spotted]:
    """The acts of a batch, placed in the world."""
    acts = acts_of(observations, alternatives)
    spotted = Spotted(acts, world)
    return placed(acts, world, spotted), spotted


def _clauses(bench: Bench, pairs: Pairs, rows: int) -> np.ndarray:
    """By observation: the clauses that have a finding on it, as bits in words of 32."""
    program = bench.program
    words = (len(program.terms.agreement.clauses) + 31) // 32
    clause = program.clause_of[pairs.column] if len(pairs.column) else np.zeros(0, np.int64)
    row = bench.acts.row[pairs.act]
    bits = np.zeros((rows, words), dtype=np.int64)
    for n in range(int(program.clause_of.max()) + 1):
        bits[row[clause == n], n // 32] |= 1 << (n % 32)
    return bits
