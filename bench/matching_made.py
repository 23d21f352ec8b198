"""Made-up reports of one event by up to three sources, with the truth of which report is of which event.

True events lie evenly over an area and over 365 days from 2020-01-01: an area of 10° by 10° (30 to 40 north, 35 to 45
east) at 130,000 records. Other numbers of records change the area and not the density: fewer make it smaller around
35 north, more let it run on to the east. Each event is told by one, two or three of the sources `a`, `b`, `c`, once by
each. 30 % of the records are duplicates: records of an event that another source tells too. Four in five of those
events are told by two sources, one in five by three; which ones is chance.

No source holds the truth: every record tells its event through the same `Telling`, whether another tells it or not.

- point: off by 1 km on average (Gaussian); 10 % of all records are known to 5 km only and 10 % to 25 km only, off by
  half of that on average. The first are `point`, the others `near`, and `radius_km` is 1, 5 or 25.
- day: one early, right, or one late, each as often; so two records of an event lie up to two days apart.
- act: one of eleven, as unequal as in event datasets; in 15 % another one, as often as it occurs.
- actor: one of twenty by Zipf's law; 5 % missing, 5 % another one.
- killed: none in 55 %, else a geometric number, in 7 % of all a heavy tail (power 2.5, from 5 to 400). 30 % tell a
  number that differs by up to a fifth, at least by one; 10 % tell no number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from holdfire.records import Observation, arrow_schema

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SOURCES = ("a", "b", "c")
RADII = (1.0, 5.0, 25.0)
CLASSES = ("point", "near_5", "near_25")
DAYS = 365
KM = 111.195
"""Kilometres of a degree of latitude, on a sphere of 6,371 km."""

ACTS = {
    "shelling": 0.24, "air_strike": 0.18, "armed_clash": 0.17, "small_arms_fire": 0.09, "ied_attack": 0.08,
    "heavy_fire": 0.07, "abduction": 0.05, "armed_attack": 0.04, "drone_strike": 0.03, "sniping": 0.03,
    "landmine_explosion": 0.02,
}  # fmt: skip

# Twenty ids of the register in the order of the alphabet: how often each occurs here says nothing of anybody.
ACTORS = (
    "al-qaida", "fatah-halab", "free-syrian-army", "gulf-states", "hezbollah", "iran", "iraq", "islamic-front",
    "islamic-state", "israel", "jabhat-al-nusra", "jordan", "jund-al-aqsa", "liwa-al-quds", "russia", "southern-front",
    "syrian-armed-forces", "syrian-insurgents", "turkey", "us-led-coalition",
)  # fmt: skip

MOST_KILLED = 400
MOST_TOLD = MOST_KILLED * 6 // 5


@dataclass(frozen=True)
class Telling:
    """How a record departs from its event: rates, and kilometres by which its point is off on average.

    `by_act`, `by_actor` and `by_number` are tables of a true value (rows) and what is told of it (columns), each row
    adding up to 1; the last column of the latter two is a missing value.
    """

    duplicates: float = 0.3
    by_three: float = 0.2
    coarse: tuple[float, float] = (0.1, 0.1)
    off_km: tuple[float, float, float] = (1.0, 2.5, 12.5)
    day_off: tuple[float, float, float] = (1 / 3, 1 / 3, 1 / 3)
    act_wrong: float = 0.15
    actor_missing: float = 0.05
    actor_other: float = 0.05
    killed_differs: float = 0.3
    killed_missing: float = 0.1

    @property
    def sigma(self) -> Floats:
        """Standard deviation along each axis, by class of precision: the mean distance is 1.2533 of it."""
        return np.array(self.off_km) / np.sqrt(np.pi / 2)

    @property
    def acts(self) -> Floats:
        return np.array(list(ACTS.values()))

    @property
    def actors(self) -> Floats:
        weight = 1 / np.arange(1, len(ACTORS) + 1)
        return weight / weight.sum()

    @property
    def killed(self) -> Floats:
        """How often each number of dead is the true one, from 0 on."""
        number = np.arange(MOST_KILLED + 1)
        few = np.where(number > 0, 0.7 ** np.maximum(number - 1, 0), 0)
        many = np.where(number >= 5, np.maximum(number, 1) ** -2.5, 0)
        return 0.55 * (number == 0) + 0.38 * few / few.sum() + 0.07 * many / many.sum()

    @cached_property
    def by_act(self) -> Floats:
        return _mistaken(self.acts, self.act_wrong)

    @cached_property
    def by_actor(self) -> Floats:
        told = _mistaken(self.actors, self.actor_other / (1 - self.actor_missing))
        return _or_missing(told, self.actor_missing)

    @cached_property
    def by_number(self) -> Floats:
        told = np.zeros((MOST_KILLED + 1, MOST_TOLD + 1))
        for number in range(MOST_KILLED + 1):
            step = np.arange(1, max(1, number // 5) + 1)
            others = np.concatenate([number - step, number + step]) if number else number + step
            told[number, number] = 1 - self.killed_differs
            told[number, others] = self.killed_differs / len(others)
        return _or_missing(told, self.killed_missing)


def _mistaken(often: Floats, wrong: float) -> Floats:
    """The right value, or with the chance `wrong` another one, as often as it occurs."""
    other = np.tile(often, (len(often), 1))
    np.fill_diagonal(other, 0)
    told = wrong * other / other.sum(axis=1, keepdims=True)
    np.fill_diagonal(told, 1 - wrong)
    return told


def _or_missing(told: Floats, missing: float) -> Floats:
    return np.hstack([told * (1 - missing), np.full((len(told), 1), missing)])


@dataclass(frozen=True)
class Made:
    """Records in Observation's schema; by row the event that each is of and its class of precision (see `CLASSES`)."""

    table: pa.Table
    event: Ints
    precision: Ints


def make(records: int, seed: int, telling: Telling | None = None) -> Made:
    """So many records by a seed.

    >>> made = make(1000, seed=1)
    >>> made.table.num_rows, len(set(made.event))
    (1000, 837)
    """
    telling = telling or Telling()
    rng = np.random.default_rng(seed)
    event, source = _told_by(rng, told_times(records, telling))
    precision = rng.choice(3, size=len(event), p=(1 - sum(telling.coarse), *telling.coarse))
    lat, lon = _points(rng, event, precision, records, telling)
    day = rng.integers(0, DAYS, size=event.max(initial=0) + 1)[event]
    day += rng.choice((-1, 0, 1), len(event), p=telling.day_off)
    act = _retold(rng, event, telling.acts, telling.by_act)
    actor = _retold(rng, event, telling.actors, telling.by_actor)
    killed = _retold(rng, event, telling.killed, telling.by_number)
    columns = _columns(source, lat, lon, day, precision, act, actor, killed)
    return Made(pa.table(columns, schema=arrow_schema(Observation)), event, precision)


def told_times(records: int, telling: Telling) -> tuple[int, int, int]:
    """How many events are told once, twice and three times, so that this makes so many records.

    >>> told_times(130_000, Telling())
    (91001, 14182, 3545)
    """
    several = records * telling.duplicates / (2 + telling.by_three)
    thrice = round(several * telling.by_three)
    twice = round(several * (1 - telling.by_three))
    return records - 2 * twice - 3 * thrice, twice, thrice


def extent(records: int) -> tuple[float, float, float, float]:
    """South, north, west and east of the area, in degrees, that keeps the density of 130,000 on 10° by 10°.

    >>> extent(130_000), extent(1_300_000)
    ((30.0, 40.0, 35.0, 45.0), (30.0, 40.0, 35.0, 135.0))
    """
    share = records / 130_000
    height = 10 * min(1.0, share**0.5)
    return 35 - height / 2, 35 + height / 2, 35.0, 35 + 100 * share / height


def _told_by(rng: np.random.Generator, times: tuple[int, int, int]) -> tuple[Ints, Ints]:
    """Event and source of each record, in an order that says nothing."""
    often = np.repeat([1, 2, 3], times)
    source = rng.permuted(np.tile(np.arange(3), (len(often), 1)), axis=1)
    teller = np.arange(3) < often[:, None]
    event = np.broadcast_to(np.arange(len(often))[:, None], teller.shape)[teller]
    order = rng.permutation(len(event))
    return event[order], source[teller][order]


def _points(
    rng: np.random.Generator, event: Ints, precision: Ints, records: int, telling: Telling
) -> tuple[Floats, Floats]:
    south, north, west, east = extent(records)
    events = event.max(initial=0) + 1
    lat, lon = rng.uniform(south, north, events)[event], rng.uniform(west, east, events)[event]
    sigma = telling.sigma[precision] / KM
    up, aside = rng.normal(size=(2, len(event))) * sigma
    return lat + up, lon + aside / np.cos(np.radians(lat))


def _retold(rng: np.random.Generator, event: Ints, often: Floats, told: Floats) -> Ints:
    """What each record tells of its event; the last value of a table with a missing one stands for missing."""
    truth = rng.choice(len(often), size=event.max(initial=0) + 1, p=often)[event]
    found = np.empty(len(event), dtype=np.int64)
    for value in np.unique(truth):
        rows = np.flatnonzero(truth == value)
        found[rows] = rng.choice(told.shape[1], size=len(rows), p=told[value])
    return found


def _columns(
    source: Ints, lat: Floats, lon: Floats, day: Ints, precision: Ints, act: Ints, actor: Ints, killed: Ints
) -> dict[str, pa.Array]:
    """A column for each field: what is made, and what such a record leaves empty."""
    rows = len(source)
    dataset = _words(source, SOURCES)
    number = np.empty(rows, dtype=np.int64)
    for each in range(len(SOURCES)):
        number[source == each] = np.arange(1, (source == each).sum() + 1)
    name = pc.binary_join_element_wise(dataset, pa.array(number).cast(pa.string()), ":")
    start = np.datetime64("2020-01-01", "us") + day * np.timedelta64(1, "D")
    dead = pa.array(killed, mask=killed == MOST_TOLD + 1)
    known = (actor < len(ACTORS)).astype(np.int32)
    actors = pa.ListArray.from_arrays(
        pa.array(np.concatenate([[0], np.cumsum(known)]), pa.int32()), _words(actor[known == 1], ACTORS)
    )
    made = {
        "id": name, "observation_id": name, "source": dataset, "compiled_by": dataset,
        "file": _words(source, tuple(f"{each}.csv" for each in SOURCES)), "row": pa.array(number),
        "when_start": pa.array(start), "when_end": pa.array(start + np.timedelta64(1, "D")),
        "published": pa.array(start + np.timedelta64(2, "D")),
        "zone": pa.repeat("UTC", rows), "when_precision": pa.repeat("day", rows),
        "lat": pa.array(lat), "lon": pa.array(lon), "radius_km": pa.array(np.array(RADII)[precision]),
        "where_precision": _words(precision, ("point", "near", "near")),
        "act": _words(act, tuple(ACTS)), "actors": actors,
        "direction": pa.repeat("known", rows), "target_basis": pa.repeat("not_stated", rows),
        "status": pa.repeat("reported", rows),
        "killed_low": dead, "killed_best": dead, "killed_high": dead,
    }  # fmt: skip
    return {field.name: _filled(field, made.get(field.name), rows) for field in arrow_schema(Observation)}


def _words(codes: Ints, values: tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(values)).cast(pa.string())


def _filled(field: pa.Field, made: pa.Array | None, rows: int) -> pa.Array:
    """The column as its field wants it: as made, an empty list, or missing where that is allowed."""
    if made is not None:
        return made.cast(field.type)
    if pa.types.is_list(field.type):
        return pa.ListArray.from_arrays(pa.array(np.zeros(rows + 1), pa.int32()), pa.array([], field.type.value_type))
    if not field.nullable:
        raise TypeError(f"the made records give nothing for {field.name!r}, which may not be missing")
    return pa.nulls(rows, field.type)
