"""Reports as columns: what matching compares, each distinct value worked once."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..records import MACHINE, Direction, is_denied
from ..records.codes import Coded, Codes, Ints, combine, encode, instants, numbers, plain_text
from ..world import World, fold
from ..world.spots import spots_of

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

DAY = 86_400_000_000
"""Microseconds."""

_BROAD = ("province", "country")
_DIRECTIONS = tuple(each.value for each in Direction)


@dataclass(frozen=True)
class Reports:
    """Columns of equal length, one row a report, in the order of their ids.

    `row` is the row of the table that it came from. `start` and `end` are microseconds UTC, half-open; `exact` if known
    to the minute, `loose` if the day is one on which it was said, or that of an earlier sentence; `denied` if it is
    told as denied. `lat` and `lon` are degrees, NaN where nothing places it; `radius` how far off they may be, in km.
    `broad`: it is placed by a province, a country or several areas; `long`: it lasts longer than an event that can be
    matched. `dataset` is what it was compiled in: two rows of one are two events to their compiler. `copied` is shared
    by reports of which one is a copy of the other. The other codes index the lists of the same name. `act_shares` and
    `side_shares` are the shares of all reports, by the code of the act and of the side: they stay what they are where
    only some of the reports are looked at.
    """

    ids: list[str]
    row: Ints
    start: Ints
    end: Ints
    exact: Bools
    loose: Bools
    denied: Bools
    lat: Floats
    lon: Floats
    radius: Floats
    broad: Bools
    long: Bools
    several: Bools
    dataset: Codes
    machine: Bools
    act: Codes
    weapon: Codes
    side: Codes
    site: Codes
    place: Codes
    area: Codes
    killed_low: Floats
    killed_best: Floats
    killed_high: Floats
    injured: Floats
    words: Codes
    origin: Codes
    copied: Ints
    datasets: list[str]
    acts: list[str]
    weapons: list[str | None]
    sides: list[Sides]
    sites: list[str | None]
    places: list[str | None]
    areas: list[tuple[str, ...]]
    texts: list[str | None]
    origins: list[tuple[str, ...]]
    act_shares: list[float]
    side_shares: list[float]

    def __len__(self) -> int:
        return len(self.row)

    @property
    def summary(self) -> Bools:
        """Whether a report is a total or a summary, which may cover events and never is one of them."""
        return self.long | self.several

    def take(self, rows: Ints) -> Reports:
        """Some of the rows, with the same lists of values."""
        columns: dict[str, Any] = {
            f.name: value[rows] for f in fields(self) if isinstance(value := getattr(self, f.name), np.ndarray)
        }
        return replace(self, ids=[self.ids[n] for n in rows.tolist()], **columns)

    def cut(self, rows: Ints) -> Reports:
        """Some of the rows with those values alone that stand in them, to be sent elsewhere. Codes keep their order."""
        taken = self.take(rows)
        changed: dict[str, Any] = {}
        for codes, lists in _LISTS.items():
            kept, at = np.unique(getattr(taken, codes), return_inverse=True)
            changed[codes] = at.astype(np.int32)
            for name in lists:
                values = getattr(self, name)
                changed[name] = [values[n] for n in kept.tolist()]
        return replace(taken, **changed)


_LISTS = {
    "dataset": ("datasets",),
    "act": ("acts", "act_shares"),
    "weapon": ("weapons",),
    "side": ("sides", "side_shares"),
    "site": ("sites",),
    "place": ("places",),
    "area": ("areas",),
    "words": ("texts",),
    "origin": ("origins",),
}
"""By column of codes the lists that it indexes."""


@dataclass(frozen=True)
class Sides:
    """Who acted on whom, as one report has it; `known` where it says which of them acted."""

    actors: tuple[str, ...]
    targets: tuple[str, ...]
    known: bool


def reports_of(observations: pa.Table, world: World, longest_days: float) -> Reports:
    """The columns of a table of observations (schema of `records.Observation`), in the order of their ids.

    What lasts longer than `longest_days` is a summary and no event of a day.
    """
    order = _by_id(observations)
    table = observations.select(_NEEDED).take(pa.array(order)).combine_chunks()
    spots = spots_of(table)
    measures = encode(table["measures"])
    lat, lon, radius, broad, several = _placed(spots.values, world)
    acts, weapons, sites = (encode(table[name]) for name in ("act", "weapon", "site"))
    sides, at_side = _sides(table)
    places, names = _folded(table["place"], world)
    areas, texts, origins = encode(table["areas"]), encode(table["words"]), encode(table["claimed_by"])
    datasets, at_dataset, machine = _datasets(table)
    precision = encode(table["where_precision"])
    wide = _by_value(precision, lambda each: each in _BROAD)
    start, end = instants(table["when_start"]), instants(table["when_end"])
    return Reports(
        ids=table["id"].to_pylist(),
        row=order,
        start=start,
        end=end,
        exact=_by_value(encode(table["when_precision"]), lambda each: each == "minute"),
        loose=_by_value(encode(table["flags"]), lambda each: not LOOSE.isdisjoint(each)),
        denied=_by_value(encode(table["flags"]), is_denied),
        lat=lat[spots.at],
        lon=lon[spots.at],
        radius=radius[spots.at],
        broad=broad[spots.at] | wide,
        long=end - start > longest_days * DAY,
        several=several[spots.at] | _by_value(measures, _counts_several),
        dataset=at_dataset,
        machine=machine,
        act=acts.at,
        weapon=weapons.at,
        side=at_side,
        site=sites.at,
        place=places,
        area=areas.at,
        killed_low=numbers(table["killed_low"]),
        killed_best=numbers(table["killed_best"]),
        killed_high=numbers(table["killed_high"]),
        injured=numbers(table["injured"]),
        words=texts.at,
        datasets=datasets,
        acts=acts.values,
        weapons=weapons.values,
        sides=sides,
        sites=sites.values,
        places=names,
        areas=areas.values,
        texts=texts.values,
        origin=origins.at,
        copied=_copied(
            origins,
            texts,
            acts.at,
            weapons.at,
            at_side,
            sites.at,
            spots.at,
            start,
            end,
            *(numbers(table[each]) for each in _TOLL),
        ),
        origins=origins.values,
        act_shares=_shares(acts.at, len(acts.values)),
        side_shares=_shares(at_side, len(sides)),
    )


_NEEDED = [
    "id", "observation_id", "source", "claimed_by", "carried_by", "compiled_by", "when_start", "when_end",
    "when_precision", "place", "lat", "lon", "where_precision", "areas", "radius_km", "sector", "act", "weapon",
    "direction", "actors", "targets", "site", "measures", "killed_low", "killed_best", "killed_high", "injured",
    "words", "flags",
]  # fmt: skip

_TOLL = ("killed_low", "killed_best", "killed_high", "injured")

LOOSE = frozenset(("date_of_saying", "date_carried_over", "date_of_message", "date_of_publication"))
"""Flags of a day that is near the event's own and need not be it."""

SEVERAL = ("incidents", "violations", "breaches", "attacks")
"""Measures that say of how many events a report is the total."""


def _counts_several(measures: tuple[Any, ...]) -> bool:
    """Whether a report is the total of several events."""
    return any(dict(each)["name"] in SEVERAL and (dict(each)["value"] or 0) > 1 for each in measures)


def _shares(codes: Codes, values: int) -> list[float]:
    found: list[float] = (np.bincount(codes, minlength=values) / max(1, len(codes))).tolist()
    return found


def _by_id(observations: pa.Table) -> Ints:
    keys = [("id", "ascending"), ("observation_id", "ascending")]
    plain = pa.table({name: plain_text(observations[name]) for name, _ in keys})
    return np.asarray(pc.sort_indices(plain, sort_keys=keys), dtype=np.int64)


def _placed(spots: list[tuple[Any, ...]], world: World) -> tuple[Floats, Floats, Floats, Bools, Bools]:
    """By distinct place: point, radius, whether it is placed by a wide area alone, and whether by several areas."""
    found = np.array([_point(spot, world) for spot in spots], dtype=np.float64).reshape(-1, 5)
    return found[:, 0], found[:, 1], found[:, 2], found[:, 3] > 0, found[:, 4] > 0


def _point(spot: tuple[Any, ...], world: World) -> tuple[float, float, float, bool, bool]:
    lat, lon, radius, named = spot
    if not np.isnan(lat):
        return lat, lon, radius, False, False
    alike = _of_one_kind(named, world)
    circles = [circle for area in alike or named if (circle := circle_of(area, world)) is not None]
    if not circles:
        return np.nan, np.nan, np.nan, False, bool(alike)
    if not alike:
        lat, lon, radius = min(circles, key=lambda each: (each[2], each))
        return lat, lon, radius, radius > BROAD_KM, False
    lat, lon = (float(np.mean([each[n] for each in circles])) for n in (0, 1))
    radius = max(each[2] + float(_km(lat, lon, each[0], each[1])) for each in circles)
    return lat, lon, radius, radius > BROAD_KM, True


BROAD_KM = 30.0
"""A place known by an area with a radius of more than this is no place of an event, but where it lies."""


def _of_one_kind(named: tuple[str, ...], world: World) -> list[str]:
    """The areas of one kind (provinces, districts) among those named, where there are several: a report of all."""
    kinds: dict[str, list[str]] = {}
    for area in named:
        if area in world.areas and world.areas[area].kind in _ADMINISTRATIVE:
            kinds.setdefault(world.areas[area].kind, []).append(area)
    return next((areas for kind in _ADMINISTRATIVE if len(areas := kinds.get(kind, [])) > 1), [])


_ADMINISTRATIVE = ("district", "governorate", "country")


def circle_of(area: str, world: World) -> tuple[float, float, float] | None:
    """Middle of an area (degrees) and the radius that holds it (km); nothing where nobody says where it is."""
    if area not in world.areas:
        return None
    shape = world.areas.shape(area)
    if shape is not None:
        west, south, east, north = shape.lonlat.bounds
    elif (frame := world.areas[area].frame) is not None:
        west, south, east, north = frame
    else:
        return None
    lat, lon = (south + north) / 2, (west + east) / 2
    return lat, lon, float(_km(lat, lon, north, east))


def _km(lat: Any, lon: Any, other_lat: Any, other_lon: Any) -> Any:
    """Great-circle distance on a sphere of 6,371 km, within 0.6 % of the geodesic one."""
    a, b = np.radians(lat), np.radians(other_lat)
    across = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(other_lon - lon) / 2) ** 2
    return 2 * 6371.0 * np.arcsin(np.sqrt(np.minimum(1.0, across)))


distance_km = _km


def _sides(table: pa.Table) -> tuple[list[Sides], Codes]:
    actors, targets, direction = (encode(table[name]) for name in ("actors", "targets", "direction"))
    at, (a, t, d) = combine(actors.at, targets.at, direction.at)
    values = [
        Sides(actors.values[i], targets.values[j], direction.values[k] == "known")
        for i, j, k in zip(a.tolist(), t.tolist(), d.tolist(), strict=True)
    ]
    return values, at


def _folded(column: pa.ChunkedArray, world: World) -> tuple[Codes, list[str | None]]:
    """Places by name: that of the gazetteer where it knows the spelling, else the spelling without what kind it is."""
    coded = encode(column)
    names: dict[str | None, int] = {}
    moved = [names.setdefault(None if each is None else _named(each, world), len(names)) for each in coded.values]
    return np.array(moved, dtype=np.int32)[coded.at] if moved else coded.at, list(names)


def _named(place: str, world: World) -> str:
    bare = _KIND.sub("", fold(place)).strip()
    found = {each.id for name in (place, bare) for each in world.places.all_of(name)}
    return found.pop() if len(found) == 1 else bare


_KIND = re.compile(r"\b(town|city|village|district|neighbou?rhood|province|governorate|camp|refugee|the)\b")


def _datasets(table: pa.Table) -> tuple[list[str], Codes, Bools]:
    """What each row was compiled in. A document that a machine read is one; so are the reports of one reference by the
    same origins, since whoever wrote two of them meant two events."""
    compiled, source, claimed, carried = (
        encode(table[name]) for name in ("compiled_by", "source", "claimed_by", "carried_by")
    )
    machine = _by_value(compiled, lambda each: each == MACHINE)
    by_whom = _by_value(compiled, lambda each: each is not None)
    key, (c, s, o, w, _) = combine(
        compiled.at, source.at, np.where(by_whom, -1, claimed.at) + 1, np.where(by_whom, -1, carried.at) + 1, by_whom
    )
    names = [
        _dataset(compiled.values[i], source.values[j], *(held[n - 1] if n else () for held, n in parts))
        for i, j, parts in (
            (i, j, ((claimed.values, k), (carried.values, m)))
            for i, j, k, m in zip(c.tolist(), s.tolist(), o.tolist(), w.tolist(), strict=True)
        )
    ]
    if not machine.any():
        return names, key, machine
    documents = pc.replace_substring_regex(plain_text(table["id"]).combine_chunks(), "/[^/]*$", "").to_pylist()
    places = {name: n for n, name in reversed(list(enumerate(names)))}
    at = key.copy()
    for n in np.flatnonzero(machine).tolist():
        name = documents[n]
        if name not in places:
            places[name] = len(names)
            names.append(name)
        at[n] = places[name]
    return names, at, machine


def _dataset(compiler: str | None, source: str, claimed: tuple[str, ...], carried: tuple[str, ...]) -> str:
    return "|".join((compiler or "", source, *((",".join(claimed), ",".join(carried)) if compiler is None else ())))


def _copied(origins: Coded[Any], texts: Coded[Any], *told: npt.NDArray[Any]) -> Ints:
    """By report a number that it shares with its copies: the same origins in the same words, of whom all that is `told`
    is the same. A report without origins or words is no copy of any."""
    able = _by_value(texts, bool) & _by_value(origins, bool)
    numbers = [np.unique(each, return_inverse=True)[1] for each in told]
    key, _ = combine(origins.at, texts.at, *numbers)
    return np.where(able, key, len(key) + np.arange(len(key))).astype(np.int64)


def _by_value(coded: Any, rule: Any) -> Bools:
    answers = np.array([bool(rule(value)) for value in coded.values], dtype=np.bool_)
    found: Bools = answers[coded.at] if len(coded.values) else np.zeros(len(coded.at), np.bool_)
    return found
