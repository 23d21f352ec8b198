"""How well records were put together: pairs that are right of those that were made, and of those that are true."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from .matching_made import CLASSES

Ints = npt.NDArray[np.int64]


def scores(label: Ints, event: Ints, precision: Ints) -> dict[str, dict[str, Any]]:
    """Precision and recall of pairs by class of precision, and over all; a pair is of the class of its coarser record.

    Args:
        label: by row the number of its incident; below 0 stands alone.
        event: by row the number of its true event.
        precision: by row its class, as a place in `CLASSES`.

    >>> said, true = np.array([1, 1, 1, -1]), np.array([7, 7, 8, 8])
    >>> scores(said, true, np.zeros(4, int))["point"] == {"precision": 0.3333, "recall": 0.5, "f1": 0.4, "pairs": 2}
    True
    """
    said = _numbered(label)
    counted = [_pairs_by_class(groups, precision) for groups in (_both(said, event), said, event)]
    found = {name: _score(*each) for name, each in zip(CLASSES, zip(*counted, strict=True), strict=True)}
    return {**found, "all": _score(*(sum(each) for each in counted))}


def shared(label: Ints, other: Ints) -> float:
    """The share of pairs that both made among those that either made; 1 where nobody made any.

    >>> shared(np.array([1, 1, 1]), np.array([5, 5, 6]))
    0.3333
    """
    one, two = _numbered(label), _numbered(other)
    both, mine, theirs = (_pairs(groups) for groups in (_both(one, two), one, two))
    either = mine + theirs - both
    return round(both / either, 4) if both < either else 1.0


def _numbered(label: Ints) -> Ints:
    """Incidents numbered from 0; each row below 0 is one of its own."""
    alone = np.where(label < 0, label.max(initial=0) + 1 + np.arange(len(label)), label)
    return np.unique(alone, return_inverse=True)[1].astype(np.int64)


def _both(one: Ints, other: Ints) -> Ints:
    """Groups of the rows that are together in both."""
    return np.unique(one * (other.max(initial=0) + 1) + other, return_inverse=True)[1].astype(np.int64)


def _pairs(group: Ints) -> int:
    size = np.bincount(group)
    return int((size * (size - 1) // 2).sum())


def _pairs_by_class(group: Ints, precision: Ints) -> list[int]:
    """Pairs within groups by the class of the coarser record: those up to a class, less those up to the one before."""
    up_to = [_pairs(group[precision <= each]) for each in range(len(CLASSES))]
    return [more - less for less, more in zip([0, *up_to], up_to, strict=False)]


def _score(right: int, made: int, true: int) -> dict[str, Any]:
    """None stands for a share of nothing."""
    precision = round(right / made, 4) if made else None
    recall = round(right / true, 4) if true else None
    f1 = round(2 * right / (made + true), 4) if made + true else None
    return {"precision": precision, "recall": recall, "f1": f1, "pairs": true}
