"""What a condition may ask of an act: the only doors between the terms and whoever judges by them.

A kind of condition knows its own rule and none of how acts are stored; the judge answers these questions for each
distinct value, never for rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ..world import NO, UNKNOWN, YES

Answer = str
"""`yes`, `no`, `not_yet`, or why it is unknown: `aggregate`, `contested`, `mixed_side`, `unlisted`, `not_stated`,
`precision`, `holder_unknown`."""


class Lies(IntEnum):
    """Whether an act lies where a condition says."""

    OUTSIDE = 0
    COARSE = 1
    THERE = 2
    HOLDER_UNKNOWN = 3
    ACTOR_UNKNOWN = 4


Lying = npt.NDArray[np.uint8]
"""One `Lies` for each distinct place."""

Floats = npt.NDArray[np.float64]

KLEENE = np.array([NO, UNKNOWN, YES, UNKNOWN, UNKNOWN], dtype=np.int8)
"""The answer (no, unknown, yes) that each `Lies` is."""


class AskedOfTarget(Protocol):
    """One distinct target, at one instant."""

    @property
    def parties(self) -> tuple[str, ...]:
        """All parties of the agreement."""

    def of_party(self, party: str) -> Answer:
        """Whether those who were hit are of a party."""

    def of_any(self, parties: Iterable[str]) -> Answer:
        """Whether they are of one of several parties."""

    def of_actors(self, actors: Sequence[str]) -> Answer:
        """Whether they are some named actors, or units of these."""

    def of_sites(self, sites: Sequence[str]) -> Answer:
        """Whether a site of these kinds was hit."""

    def own_parties(self) -> set[str]:
        """The parties of the one who acted."""

    def civilians(self) -> Answer:
        """Whether civilians were hit."""

    def ground_of(self, party: str) -> Answer:
        """Whether a party held the ground."""


class AskedOfPlace(Protocol):
    """The distinct places of a batch, each with what was reported there: every answer has one entry a place."""

    def __len__(self) -> int: ...

    def in_area(self, area: str) -> npt.NDArray[np.int8]:
        """Whether it lies in the area: no, unknown, yes."""

    def nearer_than(self, area: str, metres: float, side: str | None = None) -> npt.NDArray[np.int8]:
        """Whether it lies nearer to a line or area than so many metres, on one side of it where that is said."""

    def reported(self, name: str) -> Floats:
        """The number that a report gives under that name; NaN where none does."""

    def ground_of(self, party: str) -> Lying:
        """Whether a party held the ground."""

    def actor_of(self, party: str) -> Lying:
        """Whether the one who acted is of a party."""


def lying(answers: npt.NDArray[np.int8]) -> Lying:
    """No, unknown, yes as outside, coarse, there."""
    return answers.astype(np.uint8)


def nearest(asked: AskedOfPlace, area: str, under_m: float, side: str | None, measure: str | None) -> Lying:
    """Whether it lies nearer than so many metres; a distance that a report gives comes before geometry."""
    found = lying(asked.nearer_than(area, under_m, side))
    if measure is None:
        return found
    metres = asked.reported(measure)
    told = ~np.isnan(metres)
    sided = lying(asked.nearer_than(area, _ANYWHERE_M, side)) if side else np.full(len(found), Lies.THERE, np.uint8)
    with np.errstate(invalid="ignore"):
        by_number = np.where(metres >= under_m, np.uint8(Lies.OUTSIDE), sided)
    return np.where(told, by_number, found)


_ANYWHERE_M = 1e9
