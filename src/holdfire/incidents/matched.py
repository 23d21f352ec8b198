"""What matching found: which reports are one incident, the pairs that matter, and what ties them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..records import Link, Tie
from ..records.codes import Ints
from .candidates import Pairs
from .clusters import Ruled
from .comparing import Compared
from .covering import Covers
from .denying import Denials
from .evident import Evident
from .method import Matching, score_of
from .reports import Bools, Floats, Reports


@dataclass(frozen=True)
class Matched:
    """Which reports are one incident, and every pair that can matter to it.

    `incident` gives for each row of the table the number of its incident, -1 for a row that was set aside (the same
    report again, an earlier version of it, a denial of what nobody reports); `aside` those rows with the reason.
    `pairs`, `seen` and `scores` are the candidates with their levels and scores, by the numbers of `reports`, as far as
    they are likely enough to be joined or shown, or lie within one group of reports that such pairs connect; `first` is
    the first report of each report's incident, -1 for what was only denied; `denials` who denies what. `left_out`
    counts pairs of a flood that were not compared, `unapplied` decisions without effect.
    """

    incident: Ints
    aside: dict[int, str]
    reports: Reports
    pairs: Pairs
    seen: Compared
    scores: Floats
    first: Ints
    covers: Covers
    denials: Denials
    method: Matching
    rules: Ruled
    left_out: int
    unapplied: tuple[str, ...] = ()

    def __len__(self) -> int:
        return int(self.incident.max()) + 1 if len(self.incident) else 0

    def together(self) -> Bools:
        """By pair: whether both are of one incident."""
        return np.asarray(self.first[self.pairs.one] == self.first[self.pairs.other])

    def same_dataset(self) -> Bools:
        """By pair: whether both stand in one dataset."""
        return np.asarray(self.reports.dataset[self.pairs.one] == self.reports.dataset[self.pairs.other])

    @cached_property
    def evident(self) -> Evident:
        """The pairs with what each field says of them."""
        return Evident(self.reports, self.pairs, self.seen, self.scores, self.method)

    def link(self, at: int, tie: Tie, why: str | None = None) -> Link:
        """A pair with its evidence."""
        return self.evident.link(at, tie, why)

    def ties(self) -> Iterator[tuple[int, Tie, str | None]]:
        """Every pair that is worth showing, in order: (place in `pairs`, tie, why)."""
        together, within = self.together(), self.same_dataset()
        limits = self.method.thresholds
        same, asked = (self.scores >= score_of(each) for each in (limits.same, limits.proposed))
        suspected = self.scores >= score_of(limits.one_dataset)
        decided = {tuple(sorted(pair)) for pair in self.rules.together}
        best = best_of_each(self.pairs, np.where(~together & asked & ~within, self.scores, -np.inf))
        for at in np.flatnonzero(together | asked).tolist():
            pair = (int(self.pairs.one[at]), int(self.pairs.other[at]))
            if together[at]:
                yield at, Tie.DECIDED if pair in decided else Tie.SAME, None
            elif pair in self.rules.apart:
                yield at, Tie.APART, "decided"
            elif within[at]:
                if suspected[at]:
                    yield at, Tie.PROPOSED, "one_dataset"
            elif at in best:
                yield at, Tie.RUNNER_UP if same[at] else Tie.PROPOSED, "better_match" if same[at] else "uncertain"


def best_of_each(pairs: Pairs, scores: Floats) -> set[int]:
    """For each report the best of its pairs that have a score."""
    order = np.lexsort((pairs.other, pairs.one, -scores))
    order = order[np.isfinite(scores[order])]
    found: set[int] = set()
    for side in (pairs.one, pairs.other):
        _, at = np.unique(side[order], return_index=True)
        found.update(order[at].tolist())
    return found
