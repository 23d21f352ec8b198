"""Near pairs weighed block by block, and the forests of all blocks joined.

What a pair's fields say hangs on its two reports, on the world and on how crowded it is about them, which is counted
over all pairs first. A block gives back a spanning forest of the pairs that could draw reports together, and of its
pairs those that can matter: likely enough to be shown, or within one group of the forest, as far as the block can tell.
The forests joined tell the rest. So once the pairs are weighed, whoever joins them holds only what may matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ..records.codes import Ints
from ..world import World
from .candidates import COLUMNS, Pairs
from .clusters import Bounds, connected, could_join
from .comparing import Compared, Levels, compared, crowds
from .learning import Patterns, added, learned, patterns
from .method import Matching, score_of
from .reports import Bools, Floats, Reports
from .spreading import Spread


@dataclass(frozen=True)
class Scored:
    """Pairs by the numbers of the reports, ordered by (one, other), with the levels of their fields and scores."""

    pairs: Pairs
    seen: Compared
    scores: Floats


@dataclass(frozen=True)
class Block:
    """Some pairs to weigh, and the reports that they are of. `at` are the numbers of these among all (nothing where
    they are all there are); `whole` tells of each report whether all its pairs are here. `seen` is what their fields
    say, where that is known already."""

    number: int
    reports: Reports
    at: Ints | None
    pairs: Pairs
    crowd: Levels
    whole: Bools
    seen: Compared | None = None


@dataclass(frozen=True)
class Counted:
    """What the fields of a block's pairs say, and how often they say it."""

    number: int
    seen: Compared
    patterns: Patterns


@dataclass(frozen=True)
class Weighed:
    """Of a block, by the numbers of all reports: the pairs that can matter, and its forest: each report that something
    draws into one incident with another (`drawn`), with the first of all those that it is drawn to (`first`)."""

    number: int
    pairs: Pairs
    seen: Compared
    scores: Floats
    drawn: Ints
    first: Ints


def bounds_of(method: Matching) -> Bounds:
    """The bounds of incidents by a method."""
    limits = method.thresholds
    return Bounds(score_of(limits.same), score_of(limits.least), method.spread.days, method.spread.km)


def least_of(method: Matching) -> float:
    """The score below which a pair is nothing by itself: neither joined nor shown."""
    return score_of(min(method.thresholds.same, method.thresholds.proposed))


def all_weighed(
    reports: Reports,
    parts: Sequence[Pairs],
    method: Matching,
    together: Sequence[tuple[int, int]],
    spread: Spread,
    *,
    learn: bool = False,
) -> tuple[Scored, Matching]:
    """The pairs that matter of all near ones, and the method by which they were weighed.

    `parts` are all near pairs, each once, cut in whatever way; `together` are pairs of reports that people joined. With
    `learn` the weights are those that all pairs support. Raises `learning.TooFewError` where they are too few.
    """
    blocks = Blocks(reports, parts, together)
    told: list[Compared | None] = [None] * len(parts)
    if learn:
        counts = sorted(spread(counted, blocks.of(told)), key=lambda each: each.number)
        method = learned(added([each.patterns for each in counts]), method)
        told = [each.seen for each in counts]
    found = sorted(spread(partial(weighed, method=method), blocks.of(told)), key=lambda each: each.number)
    linked = np.array(together, dtype=np.int64).reshape(-1, 2)
    one = np.concatenate([*(each.drawn for each in found), linked[:, 0]])
    other = np.concatenate([*(each.first for each in found), linked[:, 1]])
    return _that_matter(found, connected(len(reports), one, other), least_of(method)), method


class Blocks:
    """The pairs to weigh, block by block, each with the reports that they are of."""

    def __init__(self, reports: Reports, parts: Sequence[Pairs], together: Sequence[tuple[int, int]]):
        self._reports, self._parts = reports, parts
        one, other = (_one_array([getattr(each, side) for each in parts]) for side in ("one", "other"))
        ends = np.cumsum([len(each) for each in parts])[:-1]
        self._crowd = np.split(crowds(reports, one, other), ends)
        first, last = np.full(len(reports), len(parts)), np.full(len(reports), -1)
        for number, part in enumerate(parts):
            here = np.concatenate([part.one, part.other])
            first[here] = np.minimum(first[here], number)
            last[here] = number
        self._whole = first >= last
        self._whole[[report for pair in together for report in pair]] = False  # whom people joined may be anywhere

    def of(self, told: Sequence[Compared | None]) -> Iterator[Block]:
        """Every block; `told` is what the fields of its pairs say, where that is known."""
        if len(self._parts) == 1:
            yield Block(0, self._reports, None, self._parts[0], self._crowd[0], self._whole, told[0])
            return
        for number, part in enumerate(self._parts):
            at, places = np.unique(np.concatenate([part.one, part.other]), return_inverse=True)
            pairs = replace(part, one=places[: len(part)], other=places[len(part) :])
            held = replace(self._reports.cut(at), ids=[])
            yield Block(number, held, at, pairs, self._crowd[number], self._whole[at], told[number])


def counted(block: Block, world: World) -> Counted:
    """What the fields of a block's pairs say, and the patterns of that."""
    seen = _seen(block, world)
    dataset = block.reports.dataset
    same = np.asarray(dataset[block.pairs.one] == dataset[block.pairs.other])
    return Counted(block.number, seen, patterns(seen, same))


def weighed(block: Block, world: World, *, method: Matching) -> Weighed:
    """The pairs of a block that can matter, with their scores, and its forest."""
    reports, pairs, seen = block.reports, block.pairs, _seen(block, world)
    scores = np.round(method.scores(seen), 6)
    draws = could_join(reports, pairs, scores, bounds_of(method))
    first = connected(len(reports), pairs.one[draws], pairs.other[draws])
    drawn = np.flatnonzero(first != np.arange(len(reports)))
    open_to_more = np.zeros(len(reports), np.bool_)
    open_to_more[first[~block.whole]] = True
    i, j = first[pairs.one], first[pairs.other]
    keep = (scores >= least_of(method)) | (i == j) | (open_to_more[i] & open_to_more[j])
    kept, at = pairs.take(keep), block.at
    if at is None:
        return Weighed(block.number, kept, seen.take(keep), scores[keep], drawn, first[drawn])
    return Weighed(block.number, kept.of(at), seen.take(keep), scores[keep], at[drawn], at[first[drawn]])


def _seen(block: Block, world: World) -> Compared:
    return compared(block.reports, block.pairs, world, crowd=block.crowd) if block.seen is None else block.seen


def _that_matter(found: Sequence[Weighed], group: Ints, least: float) -> Scored:
    """Of what the blocks gave the pairs that are likely enough, or of one group, in order."""
    one, other, km, days = (_one_array([getattr(each.pairs, side) for each in found]) for side in COLUMNS)
    levels = {name: _one_array([each.seen.levels[name] for each in found]) for name in found[0].seen.levels}
    scores = _one_array([each.scores for each in found])
    keep = np.flatnonzero((scores >= least) | (group[one] == group[other]))
    keep = keep[np.lexsort((other[keep], one[keep]))]
    return Scored(Pairs(one, other, km, days).take(keep), Compared(levels).take(keep), scores[keep])


def _one_array(parts: list[np.ndarray]) -> np.ndarray:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
