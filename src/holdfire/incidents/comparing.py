"""What two reports say of each field, as levels of agreement: the sight of a pair before it is weighed.

A level is a number into `LEVELS[field]`; the weights of the levels are data (`matching.yaml`). What one of the two
leaves out is `missing` and weighs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..records.codes import Codes, Ints, combine
from ..world import UNLISTED, YES, World
from ..world.taxonomy import Taxonomy
from .candidates import Pairs
from .reports import Reports, Sides

Levels = npt.NDArray[np.int8]

MISSING = "missing"

_PRECISIONS = ("precise", "coarse", "rough", "wide_area", "not_placed")
_CROWD = ("alone", "two", "few", "some", "many")
_STEPS = ("same_spot", "close", "near", "about", "within", "beyond", "well_beyond", "far")

LEVELS: dict[str, tuple[str, ...]] = {
    "kind": ("coded", "one_read", "both_read"),
    "time": ("same_hour", "overlap", "loosely", "next_day", "two_days_on", "later"),
    "setting": tuple(f"{precision}_{crowd}" for precision in _PRECISIONS for crowd in _CROWD),
    "distance": (MISSING, *_STEPS),
    "coarse_distance": (MISSING, *_STEPS),
    "rough_distance": (MISSING, *_STEPS),
    "act": (MISSING, "same", "same_uncommon", "same_rare", "same_broad", "subsumes", "related", "other"),
    "weapon": (MISSING, "same", "subsumes", "other"),
    "actors": (MISSING, "same", "same_uncommon", "same_rare", "within", "open", "rival", "reversed"),
    "targets": (MISSING, "same", "within", "open", "rival"),
    "origin": (MISSING, "same_other_day"),
    "killed": (MISSING, "same_many", "same_some", "same_few", "none_in_both", "near_many", "near", "far"),
    "injured": (MISSING, "same_many", "same_few", "near", "far"),
    "site": (MISSING, "same", "other"),
    "place": (MISSING, "same", "other"),
    "words": (MISSING, "copy", "close", "some", "little"),
}
"""The levels of each field, in the order of their numbers."""

FIELDS = tuple(LEVELS)


@dataclass(frozen=True)
class Compared:
    """The levels of each field for a run of pairs, one column a field."""

    levels: dict[str, Levels]

    def take(self, rows: Any) -> Compared:
        return Compared({name: column[rows] for name, column in self.levels.items()})


def compared(
    reports: Reports, pairs: Pairs, world: World, wanted: Sequence[str] = FIELDS, *, crowd: Levels | None = None
) -> Compared:
    """The levels of the wanted fields for each pair; `words` are compared where both reports have some.

    `crowd` is what `crowds` says of the pairs; where it is not given, these pairs are held to be all there are.
    """
    made: dict[str, Callable[[], Levels]] = {
        "kind": lambda: (reports.machine[pairs.one].astype(np.int8) + reports.machine[pairs.other]).astype(np.int8),
        "time": lambda: _time(reports, pairs),
        "setting": lambda: _setting(
            reports, pairs, crowds(reports, pairs.one, pairs.other) if crowd is None else crowd
        ),
        "distance": lambda: _distance(reports, pairs, 0),
        "coarse_distance": lambda: _distance(reports, pairs, 1),
        "rough_distance": lambda: _distance(reports, pairs, 2),
        "act": lambda: _rarely(
            reports.act,
            reports.act_shares,
            pairs,
            _by_distinct(reports.act, pairs, lambda i, j: _act(reports.acts[i], reports.acts[j], world)),
        ),
        "weapon": lambda: _by_distinct(
            reports.weapon, pairs, lambda i, j: _weapon(reports.weapons[i], reports.weapons[j], world.weapons)
        ),
        "actors": lambda: _rarely(
            reports.side,
            reports.side_shares,
            pairs,
            _by_distinct(
                reports.side,
                pairs,
                lambda i, j: _level("actors", who_acted(reports.sides[i], reports.sides[j], world)),
            ),
        ),
        "targets": lambda: _by_distinct(
            reports.side,
            pairs,
            lambda i, j: _level("targets", side_of(*_targets(reports.sides[i], reports.sides[j]), world)),
        ),
        "origin": lambda: _origin(reports, pairs),
        "killed": lambda: _killed(reports, pairs),
        "injured": lambda: _injured(reports, pairs),
        "site": lambda: _equal(reports.site, reports.sites, pairs),
        "place": lambda: _equal(reports.place, reports.places, pairs),
        "words": lambda: _words(reports, pairs),
    }
    return Compared({name: made[name]() for name in wanted})


def _level(field: str, name: str) -> int:
    return LEVELS[field].index(name)


def _time(reports: Reports, pairs: Pairs) -> Levels:
    i, j = pairs.one, pairs.other
    hours = np.abs(reports.start[i] - reports.start[j]) / 3.6e9
    exact = reports.exact[i] & reports.exact[j] & (hours <= 1.0)
    loose = (reports.loose[i] | reports.loose[j]) & (pairs.days <= 0)
    steps = np.select([exact, pairs.days < 0, loose, pairs.days == 0, pairs.days <= 1], [0, 1, 2, 3, 4], 5)
    return steps.astype(np.int8)


_WITHIN = np.array([0.025, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5])
"""Distances as shares of the sum of both radii, up to which a pair is `same_spot`, `close` and so on."""

PRECISE_KM, COARSE_KM = 2.0, 10.0
"""Radii up to which the coarser of two reports is weighed by `distance` and `coarse_distance`, else
`rough_distance`: how far apart two reports of one event lie is another matter in each."""


def _precision(reports: Reports, pairs: Pairs) -> Levels:
    i, j = pairs.one, pairs.other
    classed = np.searchsorted((PRECISE_KM, COARSE_KM), np.fmax(reports.radius[i], reports.radius[j]))
    nowhere = np.isnan(reports.lat[i]) | np.isnan(reports.lat[j])
    return np.select([nowhere, reports.broad[i]], [4, 3], classed).astype(np.int8)


def _setting(reports: Reports, pairs: Pairs, crowd: Levels) -> Levels:
    return (len(_CROWD) * _precision(reports, pairs) + crowd).astype(np.int8)


def _distance(reports: Reports, pairs: Pairs, precision: int) -> Levels:
    radii = np.maximum(reports.radius, 1.0)
    together = np.where(np.isnan(radii), 1.0, radii)
    steps = 1 + np.searchsorted(_WITHIN, pairs.km / (together[pairs.one] + together[pairs.other]))
    return np.where(_precision(reports, pairs) == precision, steps, 0).astype(np.int8)


def _by_distinct(codes: Codes, pairs: Pairs, rule: Callable[[int, int], int]) -> Levels:
    """A level for each pair of distinct values, worked once; what is compared is symmetric."""
    one, other = codes[pairs.one], codes[pairs.other]
    key, (low, high) = combine(np.minimum(one, other), np.maximum(one, other))
    found: Levels = np.array([rule(i, j) for i, j in zip(low.tolist(), high.tolist(), strict=True)], dtype=np.int8)
    return np.asarray(found[key]) if len(found) else np.zeros(len(pairs), np.int8)


def _rarely(codes: Codes, shares: list[float], pairs: Pairs, levels: Levels) -> Levels:
    """The level `same` by how common the value is among all reports: to agree on what is rare says more."""
    held = np.array(shares)[codes[pairs.one]] if shares else np.zeros(len(pairs))
    rarer = np.select([held > UNCOMMON, held > RARE], [0, 1], 2)
    return np.where(levels == 1, levels + rarer, levels).astype(np.int8)


UNCOMMON, RARE = 1 / 8, 1 / 32
"""Shares of all reports up to which a value is uncommon, and rare."""


def _act(one: str, other: str, world: World) -> int:
    acts = world.acts
    if one not in acts or other not in acts:
        return _level("act", "same" if one == other else "missing")
    if one == other:
        return _level("act", "same_broad" if _is_broad(one, acts) else "same")
    if acts.answer({one}, other) == YES or acts.answer({other}, one) == YES:
        return _level("act", "subsumes")
    return _level("act", "related" if _siblings(one, other, acts) else "other")


def _is_broad(act: str, acts: Taxonomy) -> bool:
    """Whether an act stands for several kinds of act."""
    return len(acts.below(act)) > 1


def _siblings(one: str, other: str, taxonomy: Taxonomy) -> bool:
    shared = (taxonomy.above(one) & taxonomy.above(other)) - {one, other}
    return any(set(taxonomy.terms[each].parents) for each in shared) or bool(
        taxonomy.below(one) & taxonomy.below(other)
    )


def _weapon(one: str | None, other: str | None, weapons: Taxonomy) -> int:
    if one is None or other is None:
        return _level("weapon", MISSING)
    if one == other:
        return _level("weapon", "same")
    if (
        one in weapons
        and other in weapons
        and (weapons.answer({one}, other) == YES or weapons.answer({other}, one) == YES)
    ):
        return _level("weapon", "subsumes")
    return _level("weapon", "other")


def _actors(one: Sides, other: Sides) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who acted by each; where one does not say which side did, all whom each names."""
    if one.known and other.known:
        return one.actors, other.actors
    return one.actors + one.targets, other.actors + other.targets


def _targets(one: Sides, other: Sides) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (one.targets, other.targets) if one.known and other.known else ((), ())


def who_acted(one: Sides, other: Sides, world: World) -> str:
    """Who acted; `reversed` where one report has an actor hit whom the other has acting."""
    found = side_of(*_actors(one, other), world)
    turned = set(one.actors) & set(other.targets) or set(other.actors) & set(one.targets)
    return "reversed" if one.known and other.known and turned and found in ("rival", "open") else found


def _origin(reports: Reports, pairs: Pairs) -> Levels:
    """Whoever reports of two days in one place, each surely its own, reports of two events as a rule."""
    i, j = pairs.one, pairs.other
    named = np.array([bool(each) for each in reports.origins], dtype=np.bool_)
    same = (reports.origin[i] == reports.origin[j]) & named[reports.origin[i]] if len(named) else pairs.days > 99
    return (same & (pairs.days >= 0) & ~(reports.loose[i] | reports.loose[j])).astype(np.int8)


def side_of(one: tuple[str, ...], other: tuple[str, ...], world: World) -> str:
    """Sides agree where they name one actor, or a unit and what it belongs to; a name whose members nobody knows
    (an aggregate, an unlisted name) is open towards any other."""
    if not one or not other:
        return MISSING
    if set(one) == set(other):
        return "same"
    if _units(one, world) & set(other) or _units(other, world) & set(one):
        return "within"
    if _open(one, world) or _open(other, world):
        return "open"
    return "rival"


def _units(side: tuple[str, ...], world: World) -> set[str]:
    return {above for actor in side for above in world.actors.units_above(actor)}


def _open(side: tuple[str, ...], world: World) -> bool:
    return all(
        actor.startswith(UNLISTED) or actor not in world.actors or world.actors[actor].aggregate for actor in side
    )


def _killed(reports: Reports, pairs: Pairs) -> Levels:
    i, j = pairs.one, pairs.other
    low, best, high = reports.killed_low, reports.killed_best, reports.killed_high
    floor = np.fmin(np.fmin(low, best), high)
    ceiling = np.fmax(np.fmax(low, best), high)
    one, other = np.where(np.isnan(best), floor, best)[i], np.where(np.isnan(best), floor, best)[j]
    gone = np.isnan(one) | np.isnan(other)
    same = one == other
    with np.errstate(invalid="ignore"):
        apart = np.abs(one - other)
        meet = (floor[i] <= ceiling[j]) & (floor[j] <= ceiling[i]) & (np.maximum(one, other) > 0)
        close = meet | ((np.minimum(one, other) > 0) & (apart <= np.maximum(1.0, 0.25 * np.maximum(one, other))))
        steps = np.select(
            [
                gone, same & (one >= 10), same & (one >= 3), same & (one >= 1), same,
                close & (np.minimum(one, other) >= 10), close,
            ],
            [0, 1, 2, 3, 4, 5, 6],
            7,
        )  # fmt: skip
    return steps.astype(np.int8)


def _injured(reports: Reports, pairs: Pairs) -> Levels:
    one, other = reports.injured[pairs.one], reports.injured[pairs.other]
    gone = np.isnan(one) | np.isnan(other) | ((one == 0) & (other == 0))
    with np.errstate(invalid="ignore"):
        same = one == other
        close = np.abs(one - other) <= np.maximum(1.0, 0.25 * np.maximum(one, other))
    return np.select([gone, same & (one >= 10), same, close], [0, 1, 2, 3], 4).astype(np.int8)


def _equal(codes: Codes, values: Sequence[str | None], pairs: Pairs) -> Levels:
    known = np.array([bool(each) for each in values], dtype=np.bool_)
    one, other = codes[pairs.one], codes[pairs.other]
    both = known[one] & known[other] if len(known) else np.zeros(len(pairs), np.bool_)
    return np.where(both, np.where(one == other, 1, 2), 0).astype(np.int8)


_ALIKE = np.array([0.15, 0.3, 0.5])
"""Shares of their different words that two reports have in common (Jaccard), from which their words are `some`, `close`
and a `copy` of each other."""

_WORD = re.compile(r"\d+|\w{4,}")
"""A number, or a word that is no short one such as an article."""


def _words(reports: Reports, pairs: Pairs) -> Levels:
    held = [frozenset(_WORD.findall(each[:_LONGEST].casefold())) if each else _NONE for each in reports.texts]
    known = np.array([bool(each) for each in held], dtype=np.bool_)
    levels = np.zeros(len(pairs), np.int8)
    one, other = reports.words[pairs.one], reports.words[pairs.other]
    both = np.flatnonzero(known[one] & known[other]) if len(known) else np.zeros(0, np.int64)
    if len(both):
        shared = [
            len(held[i] & held[j]) / len(held[i] | held[j])
            for i, j in zip(one[both].tolist(), other[both].tolist(), strict=True)
        ]
        levels[both] = 4 - np.searchsorted(_ALIKE, np.array(shared), side="right")
    return levels


_NONE: frozenset[str] = frozenset()
_LONGEST = 600
"""Characters of a report's words that are compared."""

_CROWDS = np.array([1, 2, 5, 15])


def crowds(reports: Reports, one: Ints, other: Ints) -> Levels:
    """By pair how many reports of one dataset lie within reach of the other report (0 alone, to 4 many): among them it
    has one match at most. No pair of the reports may be missing; in which order they come is all the same."""
    most = np.maximum(*_rivals(reports, one, other))
    return np.searchsorted(_CROWDS, _alike_in_copies(reports, one, other, most)).astype(np.int8)


def _alike_in_copies(reports: Reports, one: Ints, other: Ints, most: Ints) -> Ints:
    """A copy stands in as large a crowd as what it copies, whoever carries it."""
    if len(np.unique(reports.copied)) == len(reports):
        return most
    one, other = reports.copied[one], reports.copied[other]
    key, _ = combine(np.minimum(one, other), np.maximum(one, other))
    largest = np.zeros(int(key.max(initial=-1)) + 1, np.int64)
    np.maximum.at(largest, key, most)
    return np.asarray(largest[key])


def _rivals(reports: Reports, one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """By pair: how many reports of the other's dataset are near the first, and of the first's near the other."""
    key, _ = combine(np.concatenate([one, other]), reports.dataset[np.concatenate([other, one])])
    near = np.bincount(key)[key] if len(key) else np.zeros(0, np.int64)
    return near[: len(one)], near[len(one) :]


def in_words(field: str, reports: Reports, pairs: Pairs, at: int) -> str:
    """What was compared for one pair, for a person."""
    i, j = int(pairs.one[at]), int(pairs.other[at])
    match field:
        case "kind":
            return " · ".join("read from text" if reports.machine[n] else "coded" for n in (i, j))
        case "time":
            hours = abs(int(reports.start[i]) - int(reports.start[j])) / 3.6e9
            return f"{hours / 24:.3g} days between their beginnings" if hours else "they begin together"
        case "setting":
            return f"known to {reports.radius[i]:.3g} and {reports.radius[j]:.3g} km; of one dataset within reach"
        case "distance" | "coarse_distance" | "rough_distance":
            return f"{pairs.km[at]:.1f} km apart"
        case "act":
            return f"{reports.acts[reports.act[i]]} · {reports.acts[reports.act[j]]}"
        case "weapon":
            return f"{reports.weapons[reports.weapon[i]]} · {reports.weapons[reports.weapon[j]]}"
        case "actors":
            one, other = _actors(reports.sides[reports.side[i]], reports.sides[reports.side[j]])
            return f"{', '.join(one) or 'nobody'} · {', '.join(other) or 'nobody'}"
        case "targets":
            one, other = _targets(reports.sides[reports.side[i]], reports.sides[reports.side[j]])
            return f"{', '.join(one) or 'nobody'} · {', '.join(other) or 'nobody'}"
        case "origin":
            return f"{', '.join(reports.origins[reports.origin[i]])} of both days"
        case "killed":
            return f"{_count(reports.killed_best[i])} · {_count(reports.killed_best[j])} killed"
        case "injured":
            return f"{_count(reports.injured[i])} · {_count(reports.injured[j])} injured"
        case "site":
            return f"{reports.sites[reports.site[i]]} · {reports.sites[reports.site[j]]}"
        case "place":
            return f"{reports.places[reports.place[i]]} · {reports.places[reports.place[j]]}"
        case "words":
            return "wording of both"
        case _:
            raise KeyError(field)


def _count(value: float) -> str:
    return "not told" if np.isnan(value) else f"{value:.0f}"
