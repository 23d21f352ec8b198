"""Observations held against an agreement: the one way from reports to findings."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from ..records import Decision
from ..world import World
from .assuming import Assumption
from .assumptions import assume
from .compile import Program
from .decisions import Decided, apply_decisions
from .hypotheses import Acts, acts_of
from .placing import Spotted, placed
from .situations import hold_once
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
    acts, spotted = acts_before(world, mended, alternatives, program.start)
    ids = mended["id"].to_pylist() if any(each.fact.event for each in assumptions) else ()
    for assumption in assumptions:
        acts = assume(assumption, acts, program, spotted, ids)
        if assumption.fact.kind == "place":
            spotted = Spotted(acts, world)
    held = hold_once(program, acts, spotted)
    return Batch(
        program=program,
        observations=mended,
        acts=acts,
        spotted=spotted,
        held=held,
        findings=held.finding_groups(),
        events=held.event_groups(),
        sensitive=held.sensitive(),
        clauses=held.clauses(),
        decided=Decided(tuple(acting)),
        assumed=tuple(str(each) for each in assumptions),
        longest_days=longest_days,
    )


def acts_before(
    world: World, observations: pa.Table, alternatives: pa.Table | None, floor: int | None = None
) -> tuple[Acts, Spotted]:
    """The acts of a batch, placed in the world; ground before `floor` (a start, in microseconds UTC) is as on it."""
    acts = acts_of(observations, alternatives)
    spotted = Spotted(acts, world)
    return placed(acts, world, spotted, floor), spotted
