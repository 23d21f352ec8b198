"""Weights learned without labels, from the reports themselves (Fellegi and Sunter 1969, by expectation maximisation).

Two rows of one dataset are two events to their compiler: near pairs of them show how alike different events are. How
alike reports of one event are is estimated from the pairs of different datasets, each of which is one event or not with
a chance that is worked out in turns. Fields are taken as independent of each other, given that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..records.codes import combine
from .comparing import FIELDS, LEVELS, Compared
from .method import Matching, probability
from .reports import Bools, Floats

ENOUGH = 200
"""Pairs of each kind (of one dataset, of different ones) below which nothing is learned."""

_FROM_BOTH = ("setting", "kind")
"""What tells how many pairs there are to err among, and not how alike two reports are: pairs of one dataset say
nothing of it."""

_TURNS, _STILL = 200, 1e-5
_ADDED = 1.0
"""Added to the count of each level, so that one that was not met is unlikely and not impossible."""


class TooFewError(ValueError):
    """There are too few pairs to learn weights from."""


@dataclass(frozen=True)
class Patterns:
    """Distinct rows of levels, how often each stands among pairs of different datasets and of one, and its levels.

    They are in the order of their levels and add up over parts, so that it is all the same how pairs were cut.
    """

    levels: dict[str, npt.NDArray[np.int64]]
    across: Floats
    inside: Floats


def patterns(seen: Compared, same_dataset: Bools) -> Patterns:
    """The patterns of some pairs."""
    levels = {name: seen.levels[name].astype(np.int64) for name in FIELDS if name in seen.levels}
    return _added_up(levels, (~same_dataset).astype(np.float64), same_dataset.astype(np.float64))


def added(parts: Sequence[Patterns]) -> Patterns:
    """The patterns of all parts together."""
    names = parts[0].levels
    levels = {name: np.concatenate([each.levels[name] for each in parts]) for name in names}
    across, inside = (np.concatenate([getattr(each, side) for each in parts]) for side in ("across", "inside"))
    return _added_up(levels, across, inside)


def _added_up(levels: dict[str, npt.NDArray[np.int64]], across: Floats, inside: Floats) -> Patterns:
    key, parts = combine(*levels.values())
    size = len(parts[0])
    of_across, of_inside = (np.bincount(key, weights=each, minlength=size) for each in (across, inside))
    order = np.lexsort(parts[::-1])
    in_order = {name: part[order] for name, part in zip(levels, parts, strict=True)}
    return Patterns(in_order, of_across[order].astype(np.float64), of_inside[order].astype(np.float64))


def learned(found: Patterns, begin: Matching) -> Matching:
    """The method with the weights and the prior that the pairs themselves support, beginning from its own.

    Raises `TooFewError` where there are too few pairs.

    Source: I. P. Fellegi and A. B. Sunter, A Theory for Record Linkage, JASA 64 (1969) `unchecked`.
    """
    if found.across.sum() < ENOUGH or found.inside.sum() < ENOUGH:
        raise TooFewError(
            f"expected at least {ENOUGH} near pairs of different datasets and {ENOUGH} of one, found"
            f" {int(found.across.sum())} and {int(found.inside.sum())}."
            " Give more reports, or keep the weights that come with holdfire."
        )
    chance = np.asarray(probability(begin.scores(Compared({n: v.astype(np.int8) for n, v in found.levels.items()}))))
    weights, prior = begin.weights, begin.prior
    for _ in range(_TURNS):
        tables, prior = _estimated(found, chance)
        score = prior + sum(tables[name][found.levels[name]] for name in tables)
        moved, chance = np.abs(np.asarray(probability(score)) - chance).max(), np.asarray(probability(score))
        if moved < _STILL:
            break
    weights = {
        name: {level: round(float(table[n]), 3) for n, level in enumerate(LEVELS[name]) if level != "missing"}
        for name, table in tables.items()
    }
    return begin.model_copy(update={"weights": weights, "prior": round(float(prior), 3)})


def _estimated(found: Patterns, chance: Floats) -> tuple[dict[str, Floats], float]:
    """Weights by field and level, and the prior, if each pattern is one event with these chances."""
    same = found.across * chance
    other = found.across - same
    tables = {}
    for name, levels in found.levels.items():
        different = other if name in _FROM_BOTH else found.inside
        agreeing, differing = _shares(name, levels, same), _shares(name, levels, different)
        tables[name] = np.log2(agreeing / differing)
        if LEVELS[name][0] == "missing":
            tables[name][0] = 0.0
    share = same.sum() / found.across.sum()
    return tables, float(np.log2(share / (1 - share)))


def _shares(name: str, levels: npt.NDArray[np.int64], weight: Floats) -> Floats:
    """How often each level stands among those that state the field."""
    counts = np.bincount(levels, weights=weight, minlength=len(LEVELS[name])) + _ADDED
    if LEVELS[name][0] == "missing":
        counts[0] = 1.0
        return np.asarray(counts / max(counts[1:].sum(), 1.0))
    return np.asarray(counts / counts.sum())
