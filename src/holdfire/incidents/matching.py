"""Reports of the same event found in several sources: candidates, scores, incidents, and what is left to a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa

from ..records import Decision, Evidence, Link, Tie
from ..records.codes import Ints, plain_text
from ..world import World
from .barring import Speakers, barred
from .candidates import Pairs, candidates
from .clusters import Bounds, Ruled, clustered
from .comparing import FIELDS, LEVELS, MISSING, Compared, compared, in_words
from .covering import Covers, covering
from .deciding import ruled
from .denying import Denials, denied, spoken
from .learning import learned
from .method import Matching, default_matching, probability, score_of
from .reports import Bools, Floats, Reports, reports_of


@dataclass(frozen=True)
class Matched:
    """Which reports are one incident, and every pair that was looked at.

    `incident` gives for each row of the table the number of its incident, -1 for a row that was set aside (the same
    report again, an earlier version of it, a denial of what nobody reports); `aside` those rows with the reason.
    `pairs`, `seen` and `scores` are the candidates with their levels and scores, by the numbers of `reports`; `first`
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
    def weights(self) -> dict[str, Floats]:
        """The weights of each field by the number of its level."""
        return {name: self.method.table(name) for name in FIELDS}

    def evidence(self, at: int) -> tuple[Evidence, ...]:
        """What each field says for or against the pair."""
        found = [
            Evidence(field="prior", level="of any pair", found="before anything is compared", weight=self.method.prior)
        ]
        for name in FIELDS:
            level = int(self.seen.levels[name][at])
            if LEVELS[name][level] != MISSING:
                weight = float(self.weights[name][level])
                said = in_words(name, self.reports, self.pairs, at)
                found.append(Evidence(field=name, level=LEVELS[name][level], found=said, weight=round(weight, 3)))
        return tuple(found)

    def link(self, at: int, tie: Tie, why: str | None = None) -> Link:
        """A pair with its evidence."""
        score = float(self.scores[at])
        return Link(
            one=self.reports.ids[int(self.pairs.one[at])],
            other=self.reports.ids[int(self.pairs.other[at])],
            tie=tie,
            score=round(score, 3),
            probability=round(float(probability(score)), 4),
            evidence=self.evidence(at),
            why=why,
        )

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


def match(
    observations: pa.Table,
    world: World,
    *,
    method: Matching | None = None,
    decisions: Sequence[Decision] = (),
    learn: bool = False,
) -> Matched:
    """Which reports are of the same event.

    `observations` has the schema of `records.Observation`. `learn` finds the weights from the reports themselves, in
    place of the method's; it raises `learning.TooFewError` where there are too few. The order of the rows, and a row
    that is given twice, change nothing. Nothing is random.

    >>> from holdfire.records import Observation, arrow_schema
    >>> from holdfire.world import load_world
    >>> one = {"source": "s", "when_start": "2016-08-28T00:00Z", "when_end": "2016-08-29T00:00Z", "zone": "UTC",
    ...        "when_precision": "day", "lat": 36.2, "lon": 37.15, "where_precision": "point", "act": "air_strike",
    ...        "killed_best": 16, "observation_id": "1"}
    >>> several = [Observation.model_validate({**one, "id": name, "claimed_by": (name,)}) for name in ("a", "b")]
    >>> table = pa.Table.from_pylist([each.model_dump() for each in several], schema=arrow_schema(Observation))
    >>> match(table, load_world()).incident.tolist()
    [0, 0]
    """
    given = method or default_matching()
    keep, aside = _each_once(observations)
    reports = reports_of(observations.take(pa.array(keep)), world, given.reach.longest_days)
    reports = replace(reports, row=keep[reports.row])
    found, left_out = candidates(reports, given.reach.reach)
    told, against = found.take(_asserted(reports, found)), found.take(_denying(reports, found))
    apart = barred(reports, told, given.barred, world)
    pairs = told.take(~apart)
    seen = compared(reports, pairs, world)
    used = learned(seen, _one_dataset(reports, pairs), given) if learn else given
    scores = np.round(used.scores(seen), 6)
    rules, unapplied = ruled(decisions, {name: n for n, name in enumerate(reports.ids)})
    limits = used.thresholds
    bounds = Bounds(score_of(limits.same), score_of(limits.least), used.spread.days, used.spread.km)
    first = clustered(reports, pairs, scores, bounds, rules, Speakers(reports, used.barred, world).differ)
    denials = _denials(reports, told.take(apart), against, used, world)
    first[denials.other[denials.member]] = first[denials.one[denials.member]]
    alone = reports.denied & (first == np.arange(len(reports)))
    aside |= dict.fromkeys(reports.row[alone].tolist(), "only_denied")
    first[alone] = -1
    incident = np.full(observations.num_rows, -1, np.int64)
    _, number = np.unique(first[~alone], return_inverse=True)
    incident[reports.row[~alone]] = number
    covers = covering(reports, world)
    return Matched(
        incident, aside, reports, pairs, seen, scores, first, covers, denials, used, rules, left_out, tuple(unapplied)
    )


def _asserted(reports: Reports, pairs: Pairs) -> Bools:
    return np.asarray(~reports.denied[pairs.one] & ~reports.denied[pairs.other])


def _denying(reports: Reports, pairs: Pairs) -> Bools:
    return np.asarray(reports.denied[pairs.one] ^ reports.denied[pairs.other])


def _denials(reports: Reports, apart: Pairs, against: Pairs, method: Matching, world: World) -> Denials:
    """What is denied by a report of its own event, and what by an act of denying among the pairs kept apart."""
    score = np.round(method.scores(compared(reports, against, world)), 6)
    event, denial = denied(reports, against, score, score_of(method.thresholds.same))
    laid, said = spoken(reports, apart, method.barred, world)
    member = np.repeat([True, False], [len(event), len(laid)])
    return Denials(np.concatenate([event, laid]), np.concatenate([denial, said]), member)


def _one_dataset(reports: Reports, pairs: Pairs) -> Bools:
    return np.asarray(reports.dataset[pairs.one] == reports.dataset[pairs.other])


def _each_once(observations: pa.Table) -> tuple[Ints, dict[int, str]]:
    """The rows to match, each id once: of several versions of a report the one published last, then that with the
    highest hash, whatever their order; and why the others are set aside."""
    ids = plain_text(observations["id"])
    coded = ids.combine_chunks().dictionary_encode()
    rows = np.arange(observations.num_rows)
    if len(coded.dictionary) == len(rows):
        return rows, {}
    codes = np.asarray(coded.indices)
    counts = np.bincount(codes)
    twice = np.flatnonzero(counts[codes] > 1)
    told = observations.select(["id", "observation_id", "published"]).take(pa.array(twice)).to_pylist()
    best: dict[str, tuple[str, str, int]] = {}
    for row, each in zip(twice.tolist(), told, strict=True):
        rank = (str(each["published"] or ""), each["observation_id"], -row)
        best[each["id"]] = max(best.get(each["id"], rank), rank)
    aside = {}
    for row, each in zip(twice.tolist(), told, strict=True):
        _, content, kept = best[each["id"]]
        if row != -kept:
            aside[row] = "duplicate_row" if each["observation_id"] == content else "other_version"
    keep = np.setdiff1d(rows, np.fromiter(aside, np.int64, len(aside)))
    return keep, aside
