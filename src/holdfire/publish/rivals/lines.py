"""What is said, one line for each report and claimant: several origins of one report are several lines."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ...assessment.summary import NO_ORIGIN, first_days
from ...records.codes import Ints, combine, encode
from ...terms import Agreement
from ...world import YES, Spots, World
from ...world.spots import spots_of
from ...world.time import civil_day_of
from ..incidents import REGIONS
from .sides import DIFFERENTLY, NOT_STATED, Side, Sides

SPEECH = "speech"
"""The act above all that is only said."""

NEVER = np.iinfo(np.int64).min
Floats = npt.NDArray[np.float64]


@dataclass
class Names:
    """What the numbers in lines stand for; one for all tables that are read, so that they can be counted together."""

    world: World
    agreement: Agreement | None = None
    claimants: dict[str, int] = field(default_factory=dict)
    sides: dict[Side, int] = field(default_factory=dict)
    acts: dict[str | None, int] = field(default_factory=lambda: {None: 0})
    areas: dict[str | None, int] = field(default_factory=lambda: {None: 0})

    def __post_init__(self) -> None:
        self._of_spot: dict[tuple[Any, ...], int] = {}
        self.differently = number(self.sides, DIFFERENTLY)

    @cached_property
    def telling(self) -> Sides:
        """How actors become sides."""
        return Sides(self.world, self.agreement)

    @property
    def spoken(self) -> list[int]:
        """The acts that are only said: statements, denials, counts that were published."""
        return [n for act, n in self.acts.items() if act in self.world.acts.below(SPEECH)]

    def one_act(self, told: set[int]) -> int:
        """The act of one incident that a claimant tells in several ways: the finest, where the others hold it."""
        listed = list(self.acts)
        acts = {listed[n] for n in told}
        finest = [act for act in acts if act and acts <= {act, *self.world.acts.above(act)}]
        return self.acts[finest[0]] if finest else self.acts[None]

    def one_side(self, told: set[int]) -> int:
        """The side of one incident that a claimant tells in several ways: the one that is named, if it is one."""
        named = told - {self.sides.get(NOT_STATED, -1)}
        return named.pop() if len(named) == 1 else self.differently

    def areas_of(self, observations: pa.Table) -> Ints:
        """By row, the area of the first order in which it surely lies; 0 where that cannot be said."""
        spots = spots_of(observations)
        keys = [tuple("-" if part != part else part for part in spot) for spot in spots.values]
        new = [n for n, key in enumerate(keys) if key not in self._of_spot]
        if new:
            for n, area in zip(new, _regions([spots.values[n] for n in new], self.world), strict=True):
                self._of_spot[keys[n]] = number(self.areas, area)
        return np.array([self._of_spot[key] for key in keys], dtype=np.int64)[spots.at]


def number(names: dict[Any, int], name: Any) -> int:
    """The number of a name, a new one where it has none."""
    return names.setdefault(name, len(names))


def _regions(spots: list[tuple[Any, ...]], world: World) -> list[str | None]:
    asked = as_spots(spots)
    found: list[str | None] = [None] * len(spots)
    for area in (each.id for each in world.areas.areas.values() if each.kind in REGIONS):
        for n in np.flatnonzero(world.areas.answers(area, asked) == YES).tolist():
            found[n] = area
    return found


def as_spots(spots: list[tuple[Any, ...]]) -> Spots:
    """Distinct places as areas ask for them."""
    columns = np.array([spot[:3] for spot in spots], dtype=np.float64).reshape(-1, 3)
    return Spots(
        columns[:, 0], columns[:, 1], columns[:, 2], [spot[3] for spot in spots], np.arange(len(spots), dtype=np.int64)
    )


@dataclass(frozen=True)
class Lines:
    """Columns of one length. `row` numbers the rows of the table; `incident` is that number until reports are matched.

    `first`, `last` and `published` are civil days at the place since 1970, the last `NEVER` where it is not told;
    `killed` has low, best and high, NaN where none is given.
    """

    row: Ints
    incident: Ints
    claimant: Ints
    side: Ints
    act: Ints
    area: Ints
    first: Ints
    last: Ints
    published: Ints
    killed: Floats

    def __len__(self) -> int:
        return len(self.row)

    def take(self, at: npt.NDArray[Any]) -> Lines:
        """Some of the lines, in another order."""
        return Lines(*(getattr(self, each.name)[at] for each in fields(self)))


def last_days(observations: pa.Table) -> Ints:
    """By row: the civil day at the place on which the event ends."""
    end = pc.cast(observations["when_end"], pa.int64()).combine_chunks()
    return _civil_days(np.asarray(end, dtype=np.int64) - 1, observations)


def _published(observations: pa.Table) -> Ints:
    """By row: the civil day at the place on which the report was published, or `NEVER`."""
    given = pc.fill_null(pc.cast(observations["published"], pa.int64()), NEVER).combine_chunks()
    at = np.asarray(given, dtype=np.int64)
    return np.where(at == NEVER, NEVER, _civil_days(np.where(at == NEVER, 0, at), observations))


def _civil_days(at: Ints, observations: pa.Table) -> Ints:
    zones = encode(observations["zone"])
    day = np.zeros(len(at), dtype=np.int64)
    for n, zone in enumerate(zones.values):
        here = zones.at == n
        day[here] = civil_day_of(at[here], zone)
    return day


def lines_of(observations: pa.Table, alternatives: pa.Table | None, names: Names) -> Lines:
    """The lines of a table. Who stands behind a rival value reports the event too, in the way that the value says."""
    claimed = encode(observations["claimed_by"])
    origins = [tuple(dict.fromkeys(each)) or (NO_ORIGIN,) for each in claimed.values]
    numbers = [[number(names.claimants, each) for each in several] for several in origins]
    size = np.array([len(each) for each in numbers] or [0], dtype=np.int64)[claimed.at]
    row = np.repeat(np.arange(observations.num_rows, dtype=np.int64), size)
    claimant = np.array([one for at in claimed.at.tolist() for one in numbers[at]], dtype=np.int64)
    rivals = _Rivals(observations, alternatives, names, row, claimant)
    row, claimant = np.append(row, rivals.row), np.append(claimant, rivals.claimant)
    found = Lines(
        row,
        row,
        claimant,
        _sides(observations, names)[row],
        _acts(observations, names)[row],
        names.areas_of(observations)[row],
        first_days(observations)[row],
        last_days(observations)[row],
        _published(observations)[row],
        _killed(observations)[row],
    )
    return rivals.told(found)


def _acts(observations: pa.Table, names: Names) -> Ints:
    coded = encode(observations["act"])
    return np.array([number(names.acts, each) for each in coded.values] or [0], dtype=np.int64)[coded.at]


def _killed(observations: pa.Table) -> Floats:
    best = observations["killed_best"]
    columns = (pc.coalesce(observations["killed_low"], best), best, pc.coalesce(observations["killed_high"], best))
    return np.column_stack([np.array(pc.fill_null(pc.cast(each, pa.float64()), np.nan)) for each in columns])


def _sides(observations: pa.Table, names: Names) -> Ints:
    actors, targets = encode(observations["actors"]), encode(observations["targets"])
    direction = encode(observations["direction"])
    start = np.asarray(pc.cast(observations["when_start"], pa.int64()).combine_chunks(), dtype=np.int64)
    if not len(start):
        return np.zeros(0, dtype=np.int64)
    at, (a, t, d, s) = combine(actors.at, targets.at, direction.at, names.telling.spell(start))
    sides = [
        number(names.sides, names.telling.of([actors.values[i]], targets.values[j], direction.values[k], n))
        for i, j, k, n in zip(a.tolist(), t.tolist(), d.tolist(), s.tolist(), strict=True)
    ]
    return np.array(sides, dtype=np.int64)[at]


class _Rivals:
    """Rival values that a claimant stands behind: lines of those who are no origin of the report, and what is told
    otherwise than the report has it."""

    def __init__(self, observations: pa.Table, alternatives: pa.Table | None, names: Names, row: Ints, claimant: Ints):
        self._names, self._observations = names, observations
        self._told: dict[tuple[int, int], dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        self._origins: set[tuple[int, int]] = set()
        if alternatives is not None and alternatives.num_rows:
            self._gather(alternatives, row, claimant)
        more = sorted(set(self._told) - self._origins)
        self.row = np.array([each[0] for each in more], dtype=np.int64)
        self.claimant = np.array([each[1] for each in more], dtype=np.int64)

    def _gather(self, alternatives: pa.Table, row: Ints, claimant: Ints) -> None:
        rows: dict[str, list[int]] = defaultdict(list)
        wanted = set(alternatives["of"].to_pylist())
        for n, ident in enumerate(self._observations["id"].to_pylist()):
            if ident in wanted:
                rows[ident].append(n)
        near = np.isin(row, [n for several in rows.values() for n in several])
        self._origins = set(zip(row[near].tolist(), claimant[near].tolist(), strict=True))
        for each in alternatives.to_pylist():
            for n in rows[each["of"]]:
                for one in each["backed_by"] or ():
                    told = self._told[n, number(self._names.claimants, one)]
                    told[each["field"]].append(json.loads(each["value"]))

    def told(self, lines: Lines) -> Lines:
        """The lines with what each claimant says for itself."""
        if not self._told:
            return lines
        side, act, killed = lines.side.copy(), lines.act.copy(), lines.killed.copy()
        for n in self._lines(lines):
            key = (int(lines.row[n]), int(lines.claimant[n]))
            own = key in self._origins
            told = self._told[key]
            side[n] = self._side(key[0], told.get("actors", []), own)
            act[n] = self._act(int(act[n]), told.get("act", []), own)
            killed[n] = _toll(killed[n], told.get("killed", []), own)
        return replace(lines, side=side, act=act, killed=killed)

    def _lines(self, lines: Lines) -> Iterator[int]:
        rows = np.flatnonzero(np.isin(lines.row, [row for row, _ in self._told]))
        return (n for n in rows.tolist() if (int(lines.row[n]), int(lines.claimant[n])) in self._told)

    def _side(self, row: int, rivals: list[Any], own: bool) -> int:
        seen = self._observations.select(["actors", "targets", "direction", "when_start"]).slice(row, 1)
        start = np.asarray(pc.cast(seen["when_start"], pa.int64()).combine_chunks(), dtype=np.int64)
        spell = int(self._names.telling.spell(start)[0])
        one = seen.drop_columns("when_start").to_pylist()[0]
        ways = [*([one["actors"] or ()] if own else []), *rivals] or [()]
        told = self._names.telling.of(ways, one["targets"] or (), one["direction"], spell)
        return number(self._names.sides, told)

    def _act(self, reported: int, rivals: list[Any], own: bool) -> int:
        if not rivals:
            return reported
        return number(self._names.acts, None if own or len(rivals) > 1 else rivals[0])


def _toll(killed: Floats, rivals: list[Any], own: bool) -> Floats:
    """Low, best and high with the rival figures of the same claimant; another's figures are not its own."""
    given = [killed] if own else []
    for each in rivals:
        told = each if isinstance(each, dict) else dict.fromkeys(_FIGURES, each)
        low, best, high = (_figure(told.get(name)) for name in _FIGURES)
        given.append(np.array([np.fmin(low, best), best, np.fmax(high, best)]))
    if not given:
        return np.full(3, np.nan)
    low, best, high = np.array(given).T
    return np.array([np.fmin.reduce(low), best[0], np.fmax.reduce(high)])


_FIGURES = ("low", "best", "high")


def _figure(value: object) -> float:
    """A count of persons; what is no number tells none."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else np.nan
