"""The fewest independent origins from which all that is said could come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

_MOST = 6
"""So many open cases, of so many candidates each, are searched through; beyond that the commonest is taken first."""

_MANY = 100
"""Up to so many cases are compared with each other."""


def fewest(sayings: Iterable[Sequence[str]], rank: Mapping[str, int] | None = None) -> frozenset[str]:
    """As few classes as possible, such that of each saying one is among them: each is given with all the classes from
    which it may come, whoever speaks for sure with one.

    This errs on the side of fewer voices, and has what corroboration needs: a copy, which may come from its source and
    from itself, adds none; a further doubt about where something comes from adds none; a saying less adds none.
    Of several sets that are as few, those of the lowest `rank` stand, or the first by name; which, changes no number.

    >>> sorted(fewest([("a",), ("b", "a"), ("c", "d"), ("e", "d")]))
    ['a', 'd']
    """
    listed = {tuple(each) for each in sayings}
    sure = {each[0] for each in listed if len(each) == 1}
    doubtful = {frozenset(each) for each in listed if sure.isdisjoint(each)}
    return frozenset(sure) | (_hit(_least(doubtful, rank or {}), rank or {}) if doubtful else frozenset())


def _least(sets: set[frozenset[str]], rank: Mapping[str, int]) -> list[frozenset[str]]:
    """The same cases, fewer and smaller: who stands in one alone matters only where nobody in it stands in another, and
    what hits a case hits those that contain it."""
    in_sets = Counter(one for each in sets for one in each)
    shared = {
        frozenset(one for one in each if in_sets[one] > 1) or frozenset({min(each, key=_order(rank))}) for each in sets
    }
    if len(shared) <= _MANY:
        shared = {each for each in shared if not any(other < each for other in shared)}
    return sorted(shared, key=lambda each: (len(each), sorted(each)))


def _order(rank: Mapping[str, int]) -> Callable[[str], tuple[int, str]]:
    return lambda one: (rank.get(one, len(rank)), one)


def _hit(sets: list[frozenset[str]], rank: Mapping[str, int]) -> frozenset[str]:
    if len(sets) > _MOST or any(len(each) > _MOST for each in sets):
        return _commonest(sets)
    order = _order(rank)
    ranked = sorted((sorted(each, key=order) for each in sets), key=lambda each: (len(each), [*map(order, each)]))
    tries = (_search(ranked, size) for size in range(1, len(sets) + 1))
    return next(found for found in tries if found is not None)


def _search(sets: list[list[str]], size: int) -> frozenset[str] | None:
    if not sets:
        return frozenset()
    if size == 0:
        return None
    for each in sets[0]:
        found = _search([one for one in sets if each not in one], size - 1)
        if found is not None:
            return found | {each}
    return None


def _commonest(sets: list[frozenset[str]]) -> frozenset[str]:
    """The commonest candidate, then the commonest of those that it leaves: a few more than need be, at worst."""
    found = set()
    left = sets
    while left:
        counts = Counter(one for each in left for one in each)
        best = min(counts, key=lambda one: (-counts[one], one))
        found.add(best)
        left = [each for each in left if best not in each]
    return frozenset(found)
