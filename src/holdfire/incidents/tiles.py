"""Near pairs found tile by tile: the span of time is cut, and each tile is given what lies about it.

A tile owns the reports that begin in its hours, and is asked for the pairs of these alone. About it lies a halo of
whatever begins near enough to one of them, in whole hours as the grid has them: it holds all that a report of the tile
is held against, so that a flood is cut as it is in one piece. What hangs on all reports (the mesh, the order of the
codes) goes along. So every pair is found once, and those of all tiles are those of one piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ..records.codes import Ints
from ..world import World
from .barring import barred
from .candidates import HOUR, Mesh, Pairs, Reach, candidates, hours_about, joined, mesh_of
from .denying import spoken
from .method import Barred
from .reports import Bools, Reports
from .spreading import Spread


@dataclass(frozen=True)
class Tile:
    """Reports of a tile and its halo. `at` are their numbers among all (nothing where these are all there are), `owned`
    tells which of them are the tile's own."""

    number: int
    reports: Reports
    at: Ints | None
    owned: Bools


@dataclass(frozen=True)
class Near:
    """What one tile found, by the numbers of all reports: pairs that may be of one event, pairs of an event and a
    report that denies one, and events laid at the door of whoever denies one (`event`, `denial`)."""

    number: int
    pairs: Pairs
    against: Pairs
    event: Ints
    denial: Ints
    left_out: int


def found_near(reports: Reports, reach: Reach, rules: Barred, spread: Spread, size: int | None = None) -> list[Near]:
    """The near pairs of all reports, by tile in the order of time. `size` is about how many reports a tile owns;
    without it, all is one tile."""
    mesh = mesh_of(reports, reach)
    work = partial(near, reach=reach, mesh=mesh, rules=rules)
    return sorted(spread(work, tiles(reports, reach, mesh, size)), key=lambda each: each.number)


def tiles(reports: Reports, reach: Reach, mesh: Mesh, size: int | None = None) -> Iterator[Tile]:
    """The tiles of all reports, each with its halo. Every report but a summary, which is in no pair, is owned once."""
    rows = np.flatnonzero(~reports.summary)
    if size is None or len(rows) <= size:
        yield Tile(0, reports, None, np.ones(len(reports), np.bool_))
        return
    rows = rows[np.argsort(reports.start[rows], kind="stable")]
    hours = reports.start[rows] // HOUR
    begins = np.unique(np.append(hours[::size], hours[-1] + 1))
    for number, (one, next_one) in enumerate(zip(begins[:-1].tolist(), begins[1:].tolist(), strict=True)):
        own = rows[slice(*np.searchsorted(hours, (one, next_one)).tolist())]
        first, last = hours_about(reports, own, reach, mesh)
        at = np.sort(rows[slice(*np.searchsorted(hours, (first, last + 1)).tolist())])
        held = replace(reports.cut(at), ids=[], texts=[])  # neither names nor words are asked for here
        yield Tile(number, held, at, np.isin(at, own))


def near(tile: Tile, world: World, *, reach: Reach, mesh: Mesh, rules: Barred) -> Near:
    """The pairs of the reports that a tile owns."""
    reports = tile.reports
    found, left_out = candidates(reports, reach, mesh, tile.owned)
    denied = reports.denied[found.one].astype(np.int8) + reports.denied[found.other]
    told = found.take(denied == 0)
    apart = barred(reports, told, rules, world)
    event, denial = spoken(reports, told.take(apart), rules, world)
    against = found.take(denied == 1)
    if tile.at is None:
        return Near(tile.number, told.take(~apart), against, event, denial, left_out)
    at = tile.at
    return Near(tile.number, told.take(~apart).of(at), against.of(at), at[event], at[denial], left_out)


def all_against(parts: list[Near]) -> Pairs:
    """The pairs of an event and a report that denies one, of all tiles."""
    return parts[0].against if len(parts) == 1 else joined([each.against for each in parts])


def all_spoken(parts: list[Near]) -> tuple[Ints, Ints]:
    """The events laid at somebody's door and the acts of denying them, of all tiles, in the order of the pairs."""
    event, denial = (np.concatenate([getattr(each, side) for each in parts]) for side in ("event", "denial"))
    order = np.lexsort((np.maximum(event, denial), np.minimum(event, denial)))
    return event[order], denial[order]
