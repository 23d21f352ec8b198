"""Reports of the same event found in several sources: candidates, scores, incidents, and what is left to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from ..records import Decision
from ..records.codes import Ints, plain_text
from ..world import World
from .barring import Speakers
from .candidates import Pairs
from .clusters import clustered
from .comparing import compared
from .covering import covering
from .deciding import ruled
from .denying import Denials, denied
from .matched import Matched
from .method import Matching, default_matching, score_of
from .reports import Reports, reports_of
from .spreading import Spread, here
from .tiles import all_against, all_spoken, found_near
from .weighing import all_weighed, bounds_of


def match(
    observations: pa.Table,
    world: World,
    *,
    method: Matching | None = None,
    decisions: Sequence[Decision] = (),
    learn: bool = False,
    spread: Spread | None = None,
    size: int | None = None,
) -> Matched:
    """Which reports are of the same event.

    `observations` has the schema of `records.Observation`. `learn` finds the weights from the reports themselves, in
    place of the method's; it raises `learning.TooFewError` where there are too few. The order of the rows, and a row
    that is given twice, change nothing. Nothing is random.

    `spread` does the work on near pairs, in this process where it is not given; `size` cuts it into tiles of about so
    many reports, and changes nothing either (`tiles`, `weighing`). Incidents are drawn together here.

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
    over = here(world) if spread is None else spread
    keep, aside = _each_once(observations)
    reports = reports_of(observations.take(pa.array(keep)), world, given.reach.longest_days)
    reports = replace(reports, row=keep[reports.row])
    rules, unapplied = ruled(decisions, {name: n for n, name in enumerate(reports.ids)})
    parts = found_near(reports, given.reach.reach, given.barred, over, size)
    spoken, against, left_out = all_spoken(parts), all_against(parts), sum(each.left_out for each in parts)
    near = [each.pairs for each in parts]
    scored, used = all_weighed(reports, near, given, rules.together, over, learn=learn)
    pairs, scores = scored.pairs, scored.scores
    first = clustered(reports, pairs, scores, bounds_of(used), rules, Speakers(reports, used.barred, world).differ)
    denials = _denials(reports, spoken, against, used, world)
    first[denials.other[denials.member]] = first[denials.one[denials.member]]
    alone = reports.denied & (first == np.arange(len(reports)))
    aside |= dict.fromkeys(reports.row[alone].tolist(), "only_denied")
    first[alone] = -1
    incident = np.full(observations.num_rows, -1, np.int64)
    _, number = np.unique(first[~alone], return_inverse=True)
    incident[reports.row[~alone]] = number
    covers = covering(reports, world)
    return Matched(
        incident,
        aside,
        reports,
        pairs,
        scored.seen,
        scores,
        first,
        covers,
        denials,
        used,
        rules,
        left_out,
        tuple(unapplied),
    )


def _denials(reports: Reports, laid: tuple[Ints, Ints], against: Pairs, method: Matching, world: World) -> Denials:
    """What is denied by a report of its own event, and what by an act of denying (`laid`: events and these acts)."""
    score = np.round(method.scores(compared(reports, against, world)), 6)
    event, denial = denied(reports, against, score, score_of(method.thresholds.same))
    member = np.repeat([True, False], [len(event), len(laid[0])])
    return Denials(np.concatenate([event, laid[0]]), np.concatenate([denial, laid[1]]), member)


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
