"""From reports to incidents: corrected as people decided, matched, put together. Files and tables go the same way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from ..assessment.decisions import decided
from ..incidents import Matched, Matching, match
from ..incidents.corroboration import Method
from ..incidents.deciding import INCIDENT, report_of
from ..incidents.gathering import Gathered, gathered
from ..incidents.spreading import Spread
from ..records import Correction, Decision, Verified
from ..world import World
from .given import Given, rivals_of_kept

TILE = 50_000
"""Reports that a tile owns where several workers match them: some seconds of work, and little to send."""


@dataclass(frozen=True)
class How:
    """How reports are matched: the weights (with `learn` those that the reports themselves support), how they bear each
    other out, and what people decided. `None` is what comes with holdfire."""

    weights: Matching | None = None
    method: Method | None = None
    decisions: tuple[Decision, ...] = ()
    learn: bool = False


@dataclass(frozen=True)
class Together:
    """What was matched: the reports as corrected, what of the decisions had no effect, and the incidents, which are put
    together as they are drawn."""

    observations: pa.Table
    matched: Matched
    incidents: Iterator[Gathered]
    unapplied: list[str] = field(default_factory=list)


def put_together(
    given: Given, world: World, how: How, *, spread: Spread | None = None, tile: int | None = None
) -> Together:
    """Match reports and put their incidents together.

    `spread` does the work, in this process where it is not given, on tiles of about so many reports; neither changes
    anything. Raises `learning.TooFewError` where there are too few reports to learn from.
    """
    decisions = [_of_report(each) for each in how.decisions]
    observations, unapplied = decided(given.observations, decisions, world)
    unapplied = [*unapplied, *_about_nothing(decisions, observations)]
    matched = match(
        observations, world, method=how.weights, decisions=decisions, learn=how.learn, spread=spread, size=tile
    )
    unapplied += [text for text in matched.unapplied if text not in unapplied]
    rivals = rivals_of_kept(given, matched)
    made = gathered(matched, observations, rivals, world, method=how.method, decisions=decisions, spread=spread)
    return Together(observations, matched, made, unapplied)


def _of_report(decision: Decision) -> Decision:
    """A verification of an incident by its name is one of the report that names it, as in the other decisions."""
    if isinstance(decision, Verified) and decision.about.startswith(INCIDENT):
        return decision.model_copy(update={"about": report_of(decision.about)})
    return decision


def _about_nothing(decisions: Sequence[Decision], observations: pa.Table) -> list[str]:
    """Corrections and verifications of reports that are not among those given. What else people decided on an incident
    is asked where it is assessed."""
    here = set(observations["id"].to_pylist())
    return [
        f"{each.about}: no such report in what was given; the decision of {each.by} has no effect here"
        for each in decisions
        if isinstance(each, Correction | Verified) and each.about not in here and not each.about.startswith(INCIDENT)
    ]
