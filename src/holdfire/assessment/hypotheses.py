"""From observations to acts: every full assignment of actor, target, place and time that a report leaves open.

A row of `Acts` is one act under one hypothesis. What a row says, and each rival value, is one assignment; two sides
without a direction make two hypotheses of an assignment, an exchange of fire two acts of one. A weight is that of an
assignment: which of its directions holds has none, and no weight is invented.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..records import Direction
from ..records.codes import Coded, Codes, Ints, encode, instants
from ..world.spots import RADIUS_KM, spots_of
from ..world.time import micros

MOST = 16
"""Assignments kept for one event, the heaviest first; the mass of what is cut goes to undetermined."""

_NOUGHT = 1e-9
"""A mass below this is rounding, not a hypothesis."""

BASES = ("observed", "claimed", "not_stated")

DIRECTIONS = tuple(each.value for each in Direction)


@dataclass
class Acts:
    """Columns of equal length, one row an act; `side` and the other `Coded` values are shared vocabularies.

    `row` indexes the observations. `hypothesis` is twice the number of the assignment within the row, and one more
    where an unknown direction is reversed. `weight` is the assignment's, NaN where nobody gives one; `cut` the mass of
    the row's assignments that were not kept, 1 where they have no weights. `start` and `end` are microseconds UTC,
    half-open. `actor`, `target` and `holder` (who held the ground, -1 where unknown) index
    `sides`; `turned` is 1 where a direction that nobody gives is taken as listed, 2 where it is reversed, else 0;
    `mixed` answers whether the ground is listed as mixed; `composed` has bit 1 where the actor and bit 2 where
    the target was an aggregate whose composition a reference gives.
    """

    row: Ints
    hypothesis: Codes
    weight: npt.NDArray[np.float64]
    cut: npt.NDArray[np.float64]
    actor: Codes
    target: Codes
    basis: npt.NDArray[np.int8]
    act: Codes
    weapon: Codes
    spot: Codes
    start: Ints
    end: Ints
    site: Codes
    invoked: Codes
    measures: Codes
    composed: npt.NDArray[np.int8]
    turned: npt.NDArray[np.int8]
    holder: Codes
    mixed: npt.NDArray[np.int8]
    sides: list[tuple[str, ...]]
    acts: list[str]
    weapons: list[str | None]
    spots: list[tuple[Any, ...]]
    sites: list[str | None]
    invocations: list[tuple[Any, ...]]
    measured: list[tuple[Any, ...]]

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def span(self) -> tuple[int, int]:
        """From the first instant of any act to the last, microseconds UTC."""
        return (int(self.start.min()), int(self.end.max())) if len(self) else (0, 0)

    def take(self, rows: Ints | npt.NDArray[np.bool_]) -> Acts:
        """Some of the rows, with the same vocabularies."""
        columns: dict[str, Any] = {
            f.name: value[rows] for f in fields(self) if isinstance(value := getattr(self, f.name), np.ndarray)
        }
        return replace(self, **columns)


class Vocabulary:
    """Values that get the next number when they are new."""

    def __init__(self, values: list[Any]):
        self.values = values
        self._at = {value: n for n, value in enumerate(values)}

    def number(self, value: Any) -> int:
        if value not in self._at:
            self._at[value] = len(self.values)
            self.values.append(value)
        return self._at[value]


def acts_of(observations: pa.Table, alternatives: pa.Table | None = None) -> Acts:
    """Every act under every hypothesis, in the order of the observations."""
    acts, direction = _as_reported(observations), _directions(observations)
    rivals = _rivals(observations, alternatives)
    if rivals:
        acts, direction = _with_rivals(acts, direction, rivals)
    also = encode(observations["also"]) if "also" in observations.column_names else None
    return _with_further_acts(_with_directions(acts, direction), also)


def _as_reported(observations: pa.Table) -> Acts:
    n = observations.num_rows
    actors, targets = encode(observations["actors"]), encode(observations["targets"])
    sides = Vocabulary(list(actors.values))
    moved = np.array([sides.number(side) for side in targets.values], dtype=np.int32)
    basis = encode(observations["target_basis"])
    bases = np.array([BASES.index(each or "not_stated") for each in basis.values], dtype=np.int8)
    act, weapon, site = (encode(observations[name]) for name in ("act", "weapon", "site"))
    invoked, measured = encode(observations["invoked"]), encode(observations["measures"])
    spots = spots_of(observations)
    return Acts(
        row=np.arange(n, dtype=np.int64),
        hypothesis=np.zeros(n, np.int32),
        weight=np.ones(n),
        cut=np.zeros(n),
        actor=np.array(actors.at),
        target=np.array(moved[targets.at] if n else targets.at),
        basis=bases[basis.at] if n else np.zeros(0, np.int8),
        act=act.at,
        weapon=weapon.at,
        spot=spots.at,
        start=instants(observations["when_start"]),
        end=instants(observations["when_end"]),
        site=site.at,
        invoked=invoked.at,
        measures=measured.at,
        composed=np.zeros(n, np.int8),
        turned=np.zeros(n, np.int8),
        holder=np.full(n, -1, np.int32),
        mixed=np.zeros(n, np.int8),
        sides=sides.values,
        acts=act.values,
        weapons=weapon.values,
        spots=spots.values,
        sites=site.values,
        invocations=invoked.values,
        measured=measured.values,
    )


def _directions(observations: pa.Table) -> npt.NDArray[np.int8]:
    given = encode(observations["direction"])
    codes = np.array([DIRECTIONS.index(each or "known") for each in given.values], dtype=np.int8)
    return codes[given.at] if len(given.at) else np.zeros(0, np.int8)


@dataclass(frozen=True)
class _Rival:
    """One full assignment that departs from what the row itself says."""

    weight: float | None
    changes: dict[str, Any]


def _rivals(observations: pa.Table, alternatives: pa.Table | None) -> dict[int, list[_Rival]]:
    if alternatives is None or alternatives.num_rows == 0:
        return {}
    wanted = set(alternatives["of"].to_pylist())
    rows = {ident: n for n, ident in enumerate(observations["id"].to_pylist()) if ident in wanted}
    grouped: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for n, each in enumerate(alternatives.to_pylist()):
        if each["of"] in rows and each["field"] != "killed":
            grouped[each["of"], each["group"] or f"\x00{n}"].append(each)
    found: dict[int, list[_Rival]] = defaultdict(list)
    for (of, _), group in grouped.items():
        weights = [each["weight"] for each in group if each["weight"] is not None]
        changes = {each["field"]: json.loads(each["value"]) for each in group}
        found[rows[of]].append(_Rival(min(weights) if weights else None, changes))
    return dict(found)


Assigned = tuple[float, dict[str, Any]]


def assignments(rivals: list[_Rival]) -> tuple[list[Assigned], float]:
    """What one row leaves open: each assignment that is kept, with its weight and changes, and the mass of the others.

    The row's own comes first, with the weight that its rivals leave. What has no weight at all is none. Weights that
    sum to more than 1 are scaled to 1, which leaves the row's own with nothing. Where one rival has no weight none
    counts: all weights are NaN, and the mass of what is cut is 1.

    >>> assignments([_Rival(0.5, {"act": "shelling"}), _Rival(1.5, {}), _Rival(0.0, {})])
    ([(0.25, {'act': 'shelling'}), (0.75, {})], 0.0)
    """
    possible = [each for each in rivals if each.weight is None or each.weight > _NOUGHT]
    if any(each.weight is None for each in possible):
        whole = [(np.nan, {}), *((np.nan, each.changes) for each in possible)]
        return whole[:MOST], float(len(whole) > MOST)
    total = sum(each.weight or 0.0 for each in possible)
    own: list[Assigned] = [(1.0 - total, {})] if 1.0 - total > _NOUGHT else []
    weighted = [*own, *(((each.weight or 0.0) / max(1.0, total), each.changes) for each in possible)]
    heaviest = sorted(range(len(weighted)), key=lambda n: (-weighted[n][0], n))[:MOST]
    kept = [weighted[n] for n in sorted(heaviest)]
    return kept, round(sum(weight for weight, _ in weighted) - sum(weight for weight, _ in kept), 12)


def _with_rivals(
    one: Acts, direction: npt.NDArray[np.int8], rivals: dict[int, list[_Rival]]
) -> tuple[Acts, npt.NDArray[np.int8]]:
    """One act an assignment, and the direction of each."""
    assigned = {row: assignments(several) for row, several in rivals.items()}
    counts = np.ones(len(one), dtype=np.int64)
    for row, (kept, _) in assigned.items():
        counts[row] = len(kept)
    taken = np.repeat(np.arange(len(one)), counts)
    many, direction = one.take(taken), direction[taken]
    first = np.cumsum(counts) - counts
    vocabulary = {name: Vocabulary(getattr(many, name)) for name in ("sides", "acts", "weapons", "spots")}
    for row, (kept, cut) in assigned.items():
        for n, (weight, changes) in enumerate(kept):
            at = int(first[row]) + n
            many.hypothesis[at], many.weight[at], many.cut[at] = 2 * n, weight, cut
            _change(many, at, changes, vocabulary)
            if "direction" in changes:
                direction[at] = DIRECTIONS.index(changes["direction"])
    return many, direction


def _change(many: Acts, at: int, changes: dict[str, Any], vocabulary: dict[str, Vocabulary]) -> None:
    for field, value in changes.items():
        match field:
            case "actors":
                many.actor[at] = vocabulary["sides"].number(tuple(value))
            case "targets":
                many.target[at] = vocabulary["sides"].number(tuple(value["targets"]))
                many.basis[at] = BASES.index(value["target_basis"])
            case "act":
                many.act[at] = vocabulary["acts"].number(value)
            case "weapon":
                many.weapon[at] = vocabulary["weapons"].number(value)
            case "when":
                many.start[at] = micros(datetime.fromisoformat(value["when_start"]))
                many.end[at] = micros(datetime.fromisoformat(value["when_end"]))
            case "where":
                many.spot[at] = vocabulary["spots"].number(_spot(value))


def _spot(value: dict[str, Any]) -> tuple[Any, ...]:
    if value.get("lat") is None:
        return (np.nan, np.nan, 0.0, tuple(value.get("areas", ())))
    radius = value.get("radius_km") or RADIUS_KM.get(value.get("where_precision", ""), 1.0)
    return (value["lat"], value["lon"], radius, tuple(value.get("areas", ())))


def _with_directions(acts: Acts, direction: npt.NDArray[np.int8]) -> Acts:
    """Two sides without a direction become two hypotheses of one assignment; an exchange, two acts of each."""
    unknown, mutual = (direction == DIRECTIONS.index(each) for each in ("unknown", "mutual"))
    has_target = np.array([bool(side) for side in acts.sides], dtype=bool)[acts.target] if len(acts) else mutual
    turned = (unknown | mutual) & has_target
    if not turned.any():
        return acts
    taken = np.repeat(np.arange(len(acts)), 1 + turned)
    many = acts.take(taken)
    second = np.concatenate([[False], taken[1:] == taken[:-1]])
    many.actor[second], many.target[second] = acts.target[taken[second]], acts.actor[taken[second]]
    many.basis[second] = BASES.index("observed")
    apart = unknown[taken] & turned[taken]
    many.hypothesis[apart & second] += 1
    many.turned[apart] = np.where(second[apart], 2, 1)
    return many


def _with_further_acts(acts: Acts, also: Coded[Any] | None) -> Acts:
    """The other acts that the same row reports, each in the same hypothesis."""
    if also is None or also.values in ([()], []):
        return acts
    extra = np.array([len(each) for each in also.values], dtype=np.int64)[also.at][acts.row]
    taken = np.repeat(np.arange(len(acts)), 1 + extra)
    many = acts.take(taken)
    vocabulary = Vocabulary(many.acts)
    nth = np.arange(len(taken)) - np.repeat(np.cumsum(1 + extra) - (1 + extra), 1 + extra)
    for value, several in enumerate(also.values):
        for n, act in enumerate(several, 1):
            many.act[(also.at[many.row] == value) & (nth == n)] = vocabulary.number(act)
    return many


def rows_of(acts: Acts) -> Iterator[dict[str, Any]]:
    """The acts as plain facts, for showing. Which of two directions holds has no weight, if the assignment has one."""
    for n in range(len(acts)):
        weightless = bool(np.isnan(acts.weight[n]) or acts.turned[n])
        yield {
            "row": int(acts.row[n]),
            "hypothesis": int(acts.hypothesis[n]),
            "weight": None if weightless else float(acts.weight[n]),
            "act": acts.acts[acts.act[n]],
            "weapon": acts.weapons[acts.weapon[n]],
            "actors": list(acts.sides[acts.actor[n]]),
            "targets": list(acts.sides[acts.target[n]]),
            "target_basis": BASES[acts.basis[n]],
            "site": acts.sites[acts.site[n]],
            "spot": acts.spots[acts.spot[n]],
        }
