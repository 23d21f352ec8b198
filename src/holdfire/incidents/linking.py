"""What ties the reports of an incident, and ties them to others: found once, told with its evidence when asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..records import Link, Tie
from ..records.codes import Ints
from .evident import Evident
from .matched import Matched, best_of_each
from .reports import Bools

LISTED = 100
"""Events that a summary covers, and summaries that cover an event, listed with one incident; all are counted. Of the
pairs of an incident that has more of them, the best of each report is listed."""

PROPOSED, COVERED, PARTLY_LISTED = "perhaps_another", "covered_by_a_summary", "covers_more_than_listed"
"""Flags of an incident: a person is asked whether another report is of the same event; it lies in what a summary
counts; not all that it covers is listed."""


class Links:
    """The links of a run, by the reports that they tie."""

    def __init__(self, matched: Matched):
        self._matched = matched
        unlisted = _unlisted(matched)
        ties = [each for each in matched.ties() if not (each[1] is Tie.SAME and unlisted[each[0]])]
        self._ties = {at: (tie, why) for at, tie, why in ties}
        self._pairs: dict[int, list[int]] = defaultdict(list)
        for at in self._ties:
            self._pairs[int(matched.pairs.one[at])].append(at)
            self._pairs[int(matched.pairs.other[at])].append(at)
        self._joined = _joined(matched)
        self._denied: dict[int, list[int]] = defaultdict(list)
        for one, other in zip(matched.denials.one.tolist(), matched.denials.other.tolist(), strict=True):
            self._denied[one].append(other)
        covers = matched.covers
        self._whole = _Runs(covers.one, covers.other)
        self._within = _Runs(covers.other, covers.one)
        self._held = np.zeros(len(matched.reports), np.bool_)
        for each in (self._pairs, self._joined, self._denied):
            self._held[list(each)] = True
        self._held[covers.one] = self._held[covers.other] = True

    @property
    def held(self) -> Bools:
        """By report, whether anything ties it."""
        return self._held

    def cut(self, reports: Iterable[int]) -> Ties:
        """What ties some reports, to be told wherever their incidents are put together."""
        own = [int(each) for each in reports]
        places = sorted({at for report in own for at in self._pairs.get(report, ())})
        moved = {at: n for n, at in enumerate(places)}
        return Ties(
            self._matched.evident.cut(np.array(places, dtype=np.int64)),
            [self._ties[at] for at in places],
            {report: [moved[at] for at in self._pairs[report]] for report in own if report in self._pairs},
            {report: told for report in own if (told := self._told(report))},
            {report: flags for report in own if (flags := self._flags(report))},
        )

    def _told(self, report: int) -> list[Plain]:
        """What ties a report that was not compared for it."""
        ids = self._matched.reports.ids
        found: list[tuple[int, int, Tie, str | None]]
        found = [(report, other, Tie.DECIDED, "decided") for other in self._joined.get(report, ())]
        found += [(report, other, Tie.COVERS, None) for other in self._whole.of(report)]
        found += [(whole, report, Tie.COVERS, None) for whole in self._within.of(report)]
        found += [(report, other, Tie.DENIES, None) for other in self._denied.get(report, ())]
        return [(ids[one], ids[other], tie, why) for one, other, tie, why in found]

    def _flags(self, report: int) -> list[str]:
        partly = self._matched.covers.all_of.get(report, 0) > LISTED
        return [COVERED] * (report in self._within) + [PARTLY_LISTED] * partly


Plain = tuple[str, str, Tie, str | None]
"""A link between two reports, by their ids, without evidence: what ties them and why."""


@dataclass(frozen=True)
class Ties:
    """What ties some reports: pairs with their evidence and what ties each; by the number of a report among all which
    of them are its own, what else ties it, and the flags that follow for its incident."""

    evident: Evident
    ties: list[tuple[Tie, str | None]]
    pairs: dict[int, list[int]]
    plain: dict[int, list[Plain]]
    flags: dict[int, list[str]]

    def of(self, group: Sequence[int]) -> tuple[list[Link], list[str]]:
        """The links of the reports of one incident, each once, and the flags that follow for it."""
        places = dict.fromkeys(at for report in group for at in self.pairs.get(report, ()))
        found = [self.evident.link(at, *self.ties[at]) for at in places]
        flags = {PROPOSED for at in places if self.ties[at][0] is Tie.PROPOSED}
        for report in group:
            flags.update(self.flags.get(report, ()))
            found += [
                Link(one=one, other=other, tie=tie, why=why) for one, other, tie, why in self.plain.get(report, ())
            ]
        return found, sorted(flags)


class _Runs:
    """Pairs by their first part, without a list for each."""

    def __init__(self, key: Ints, value: Ints):
        order = np.lexsort((value, key))
        self._key, self._value = key[order], value[order]

    def __contains__(self, key: object) -> bool:
        at = int(np.searchsorted(self._key, key))  # type: ignore[call-overload]
        return at < len(self._key) and bool(self._key[at] == key)

    def of(self, key: int) -> Iterator[int]:
        first = int(np.searchsorted(self._key, key))
        last = min(int(np.searchsorted(self._key, key, side="right")), first + LISTED)
        yield from self._value[first:last].tolist()


def _joined(matched: Matched) -> dict[int, list[int]]:
    """Reports that a person joined and that were not compared: so far apart are they."""
    found: dict[int, list[int]] = defaultdict(list)
    if matched.rules.together:
        pairs, size = matched.pairs, len(matched.reports)
        joined = np.array(matched.rules.together, dtype=np.int64)
        compared = np.isin(joined[:, 0] * size + joined[:, 1], pairs.one * size + pairs.other)
        for one, other in joined[~compared].tolist():
            found[one].append(other)
    return found


def _unlisted(matched: Matched) -> Bools:
    """By pair: whether its incident has so many pairs that of each report only the best is listed, and it is none of
    them."""
    of = matched.first[matched.pairs.one]
    together = matched.together()
    many = together & (np.bincount(of[together], minlength=len(matched.first) + 1)[of] > LISTED)
    best = best_of_each(matched.pairs, np.where(many, matched.scores, -np.inf))
    return np.asarray(many & ~np.isin(np.arange(len(many)), list(best)))
