"""Tables of the user's own, read through a mapping."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import numpy as np
import pyarrow as pa

from ..records import WhenPrecision
from ..world import World
from ..world.time import Interval, micros, parse_when
from . import identity
from .aside import Aside, Rows
from .column import Column, Ints, lists, numbers, strings, whole
from .draft import Imported, flags, imported, prefixed, same, times, unread_act
from .harm import counts, ordered
from .mapping import ENUMS, FieldSource, Mapping
from .naming import Sets, remembered, sets, unique
from .place import PRECISIONS, Table, Where, point, where

_PRECISION: dict[str, tuple[str, float]] = {
    "": ("point", 1.0),
    **{name: (name, 25.0 if name == "near" else np.nan) for name in PRECISIONS},
}
_PLACES: Table = _PRECISION | {"point": ("point", 1.0)}
_COUNTS = ("killed_low", "killed_best", "killed_high", "civilians_killed", "injured")
_WHEN = "a date such as 2016-02-27, 2016-02 or 2016-02-27T14:00, or one that the mapping's format reads"


class _Fields:
    """The fields of a mapping as columns of text, with the mapping's values put in."""

    def __init__(self, rows: Rows, mapping: Mapping):
        self._rows, self.mapping = rows, mapping

    def source(self, field: str) -> FieldSource | None:
        return self.mapping.fields.get(field)

    def name(self, field: str) -> str:
        found = self.source(field)
        return (found.column if found and found.column else field) or field

    def text(self, field: str) -> Column:
        found = self.source(field)
        if found is None:
            return Column.constant("", len(self._rows))
        if found.column is None:
            return Column.constant(str(found.constant), len(self._rows))
        column = self._rows.column(found.column)
        return Column([found.values.get(value, value) for value in column.values], column.at)

    def names(self, field: str, resolve: Callable[[str], str]) -> Sets:
        found = self.source(field)
        separator = found.split if found else None
        values = found.values if found else {}

        def listed(text: str) -> tuple[str, ...]:
            parts = text.split(separator) if separator else [text]
            return unique(resolve(values.get(part.strip(), part.strip())) for part in parts if part.strip())

        return sets(listed, self.text(field))


def read(rows: Rows, world: World, mapping: Mapping) -> Imported:
    """Rows of a table as observations; those that cannot be kept, with their reason."""
    aside, fields = Aside(rows), _Fields(rows, mapping)
    ids = _ids(fields, rows, aside)
    columns = {name: fields.text(name) for name in mapping.fields if name != "id"}
    place = _where(fields, aside, world)
    harm = counts(aside, {fields.name(name): fields.text(name) for name in _COUNTS})
    killed = {name: harm[fields.name(name)] for name in _COUNTS}
    ordered(
        aside,
        killed["killed_low"],
        killed["killed_high"],
        fields.text("killed_low"),
        fields.name("killed_low"),
    )
    conduct, unread = _conduct(fields, aside, world)
    return imported(
        aside,
        {
            "id": prefixed(mapping.name, ids),
            "observation_id": identity.of_rows(mapping.name, [ids], columns.values()),
            "source": same(mapping.name, len(rows)),
            "compiled_by": fields.text("compiled_by").strings(),
            **_voices(fields, world),
            **_when(fields, aside, place),
            "place": fields.text("place").strings(),
            **conduct,
            **{name: whole(value) for name, value in killed.items()},
            "words": fields.text("words").strings(),
            "flags": flags({"zone_unknown": place.zoneless}, len(rows), unread),
        },
        place,
    )


def _ids(fields: _Fields, rows: Rows, aside: Aside) -> pa.Array:
    found = fields.source("id")
    if found is None or found.column is None:
        # One id for all rows would make each a conflict with the others: the row's number tells them apart.
        return pa.array([f"{found.constant if found else 'row'}-{number}" for number in rows.number.tolist()])
    return rows.ids(found.column, aside)


def _where(fields: _Fields, aside: Aside, world: World) -> Where:
    lat, lon = point(aside, fields.text("lat"), fields.text("lon"))
    code = fields.text("where_precision")
    _one_of(aside, fields, "where_precision")
    names = [fields.text(name) for name in ("country", "first_order", "second_order")]
    spots = sets(remembered(_spot, world), fields.text("place"), *names)
    pointless = np.isnan(lat)
    known = np.array([[float(part) for part in value] or [np.nan] * 3 for value in spots.values]).reshape(-1, 3)
    if len(spots.values):
        lat = np.where(pointless, known[spots.at, 0], lat)
        lon = np.where(pointless, known[spots.at, 1], lon)
    found = where(world, code, _PLACES, lat, lon, names, fields.mapping.zone)
    radius, wrong = numbers(fields.text("radius_km"))
    aside.where(
        wrong | (radius < 0),
        "not_a_distance",
        fields.name("radius_km"),
        "kilometres",
        fields.text("radius_km"),
    )
    far = known[spots.at, 2] if len(spots.values) else radius
    found.radius[:] = np.where(np.isnan(radius), np.where(pointless & ~np.isnan(far), far, found.radius), radius)
    return found


def _spot(place: str, *names_and_world: str | World) -> tuple[str, ...]:
    """Latitude, longitude and radius of a place that the gazetteer knows, as text; nothing where it does
    not."""
    world = names_and_world[-1]
    if not isinstance(world, World) or not place:
        return ()
    within = [world.areas.lookup(str(name)) for name in names_and_world[:-1] if name]
    found = world.places.lookup(place, frozenset(area for area in within if area))
    return () if found is None else (str(found.lat), str(found.lon), str(found.radius_km or 2.0))


def _voices(fields: _Fields, world: World) -> dict[str, pa.Array]:
    found = {name: fields.names(name, world.claimants.resolve) for name in ("claimed_by", "carried_by")}
    return {name: lists(each.values, each.at) for name, each in found.items()}


def _conduct(fields: _Fields, aside: Aside, world: World) -> tuple[dict[str, pa.Array], Sets]:
    acts, weapons = fields.text("act"), fields.text("weapon")
    known = acts.each(world.acts.lookup)
    aside.where(acts.empty, "missing_act", fields.name("act"), "what was done", acts)
    by, on = (fields.names(name, world.actors.resolve) for name in ("actors", "targets"))
    some = np.array([bool(value) for value in on.values], dtype=np.bool_)[on.at]
    columns: dict[str, pa.Array] = {
        "act": strings([act or text for act, text in zip(known, acts.values, strict=True)], acts.at),
        "weapon": strings(weapons.each(lambda text: world.weapons.lookup(text) or text), weapons.at),
        "actors": lists(by.values, by.at),
        "targets": lists(on.values, on.at),
        "site": fields.text("site").strings(),
        "target_basis": strings(["not_stated", "observed"], some.astype(np.int64)),
        # A table that does not say who acted on whom does not tell its actors from its targets.
        "direction": same("unknown", len(acts)),
    }
    for name in ("direction", "target_basis"):
        if fields.source(name) is not None:
            _one_of(aside, fields, name)
            columns[name] = fields.text(name).strings()
    return columns, unread_act(acts.values, [act is None for act in known], acts.at)


def _one_of(aside: Aside, fields: _Fields, name: str) -> None:
    cells, allowed = fields.text(name), {each.value for each in ENUMS[name]}
    wrong = cells.where(lambda value: bool(value) and value not in allowed)
    aside.where(wrong, "unknown_code", fields.name(name), "one of " + ", ".join(sorted(allowed)), cells)


def _when(fields: _Fields, aside: Aside, place: Where) -> dict[str, pa.Array]:
    first, last = ("when", "when") if fields.source("when") else ("when_start", "when_end")
    begin = _intervals(fields, aside, first, place)
    end = _intervals(fields, aside, last if fields.source(last) else first, place)
    aside.where(end[1] <= begin[0], "end_before_start", fields.name(last), "an end after the start", fields.text(last))
    precision = np.where(end[1] > begin[1], _RANK["span"], begin[2])
    named = fields.text("when_precision")
    _one_of(aside, fields, "when_precision")
    given = np.array([_RANK.get(value, -1) for value in named.values], dtype=np.int64)[named.at]
    published = _intervals(fields, aside, "published", place)
    return {
        "when_start": times(begin[0]),
        "when_end": times(end[1]),
        "when_precision": strings(list(_RANK), np.where(given >= 0, given, precision)),
        "published": times(published[0], fields.text("published").empty),
    }


_RANK = {each.value: n for n, each in enumerate(WhenPrecision)}


def _intervals(fields: _Fields, aside: Aside, name: str, place: Where) -> tuple[Ints, Ints, Ints]:
    """First instant, end and precision of each row's date; rows with something else are set aside."""
    cells, zones = fields.text(name), [zone or "UTC" for zone in place.zones]
    source = fields.source(name)
    pattern = source.format if source else None
    distinct = list(dict.fromkeys(zones))
    zone = Column(distinct, np.array([distinct.index(each) for each in zones], np.int64)[place.named.at])
    found = sets(lambda text, at: _interval(text, at, pattern), cells, zone)
    good = found.values
    parts = np.array([[int(part) for part in value] or [0, 1, 0] for value in good], dtype=np.int64).reshape(-1, 3)
    bad = np.array([not value for value in good], dtype=np.bool_)[found.at] & ~cells.empty
    if name != "published":
        aside.where(cells.empty, "missing_date", fields.name(name), _WHEN, cells)
    aside.where(bad, "impossible_date", fields.name(name), _WHEN, cells)
    chosen = parts[found.at] if len(good) else np.empty((0, 3), dtype=np.int64)
    return chosen[:, 0], chosen[:, 1], chosen[:, 2]


def _interval(text: str, zone: str, pattern: str | None) -> tuple[str, ...]:
    if not text:
        return ()
    try:
        found = _parsed(text, zone, pattern)
    except (ValueError, OverflowError):
        return ()
    return str(micros(found.start)), str(micros(found.end)), str(_RANK[found.precision])


def _parsed(text: str, zone: str, pattern: str | None) -> Interval:
    if pattern is None:
        return parse_when(text, zone)
    read = datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone of the place is put in next
    with_time = any(code in pattern for code in ("%H", "%I", "%X", "%c"))
    return parse_when(read if with_time else date(read.year, read.month, read.day), zone)
