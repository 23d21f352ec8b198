"""Denials: who says that an event did not happen, or that it was not theirs, is kept beside the incident and vetoes
nothing.

A denial stands in two shapes. A report flagged `denied` is an event as somebody denied it: it is matched like any other
report, and disputes the incident that it fits. An act of denying (a statement that a force was not the one) is an event
of its speaker's own; it disputes the incidents of that place and time that are laid at the speaker's door.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..records.codes import Ints
from ..world import World
from .candidates import Pairs
from .comparing import side_of
from .method import Barred
from .reports import Bools, Floats, Reports


@dataclass(frozen=True)
class Denials:
    """`other` denies `one`, by the numbers of the reports. `member`: the denial is a report of the incident itself;
    else it is an event of its own, of whoever spoke."""

    one: Ints
    other: Ints
    member: Bools

    def of(self) -> dict[int, list[int]]:
        """By report, the events of their own that deny it."""
        found: dict[int, list[int]] = {}
        for one, other, member in zip(self.one.tolist(), self.other.tolist(), self.member.tolist(), strict=True):
            if not member:
                found.setdefault(one, []).append(other)
        return found


def denied(reports: Reports, pairs: Pairs, scores: Floats, same: float) -> tuple[Ints, Ints]:
    """Reports told as denied, each with the event that it fits best (`scores` from `same` on): (event, denial)."""
    turned = reports.denied[pairs.one]
    denial, event = np.where(turned, pairs.one, pairs.other), np.where(turned, pairs.other, pairs.one)
    fits = scores >= same
    denial, event, scores = denial[fits], event[fits], scores[fits]
    order = np.lexsort((event, -scores, denial))
    _, best = np.unique(denial[order], return_index=True)
    return event[order][best], denial[order][best]


def spoken(reports: Reports, pairs: Pairs, rules: Barred, world: World) -> tuple[Ints, Ints]:
    """Acts of denying, each with every event near it that is laid at the speaker's door: (event, denial)."""
    acts = np.array([act in rules.denial for act in reports.acts], dtype=np.bool_)
    one, other = acts[reports.act[pairs.one]], acts[reports.act[pairs.other]]
    rows = np.flatnonzero(one ^ other)
    denial = np.where(one[rows], pairs.one[rows], pairs.other[rows])
    event = np.where(one[rows], pairs.other[rows], pairs.one[rows])
    radius = np.maximum(np.where(np.isnan(reports.radius), 0.0, reports.radius), 1.0)
    near = (pairs.km[rows] <= radius[denial] + radius[event]) & ~np.isnan(reports.lat[denial])
    near &= ~np.isnan(reports.lat[event])
    laid = np.array([_laid(reports, d, e, world) for d, e in zip(denial.tolist(), event.tolist(), strict=True)])
    keep = near & laid.astype(np.bool_)
    return event[keep], denial[keep]


def _laid(reports: Reports, denial: int, event: int, world: World) -> bool:
    """Whether the event is said to be by the speaker, by a unit of it, or by what it is a unit of."""
    speaker, told = reports.sides[reports.side[denial]].actors, reports.sides[reports.side[event]].actors
    return bool(speaker and told) and side_of(speaker, told, world) in ("same", "within")
