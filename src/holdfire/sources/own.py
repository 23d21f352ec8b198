"""Tables whose columns are the fields of an observation, such as holdfire itself writes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from ..records import Direction, Observation, TargetBasis, WhenPrecision, WherePrecision
from ..world import World
from ..world.sound import FURTHEST_KM
from ..world.time import in_calendar, micros, zone_info
from . import identity
from .aside import Aside, Rows
from .column import Column, Mask, decimals, lists, numbers, strings, whole
from .draft import SCHEMA, Imported, imported, times
from .harm import counts, ordered
from .place import point

COLUMNS = tuple(Observation.model_fields)

_ALLOWED: dict[str, tuple[type[Any], str]] = {
    "when_precision": (WhenPrecision, "span"),
    "where_precision": (WherePrecision, "unknown"),
    "direction": (Direction, "known"),
    "target_basis": (TargetBasis, "not_stated"),
}
"""Fields with a closed list of values, and what an empty cell means."""

_COUNTS = ("killed_low", "killed_best", "killed_high", "civilians_killed", "injured")
_INSTANT = "an instant of the years 2 to 9998 with its offset, such as 2016-02-26T22:00:00+00:00"


def read(rows: Rows, world: World) -> Imported:
    """Rows as observations; those that cannot be kept, with their reason. An `observation_id` given is
    kept."""
    aside = Aside(rows)
    ids, words = rows.ids("id", aside), rows.words("words")
    text = {name: rows.column(name) for name in COLUMNS if name not in ("id", "words", "file", "row")}
    columns: dict[str, pa.Array] = {"id": ids, "words": words}
    columns |= _times(text, aside)
    columns["lat"], columns["lon"] = map(decimals, point(aside, text["lat"], text["lon"]))
    columns["radius_km"] = decimals(_radius(aside, text["radius_km"]))
    harm = counts(aside, {name: text[name] for name in _COUNTS})
    ordered(aside, harm["killed_low"], harm["killed_high"], text["killed_low"], "killed_low")
    columns |= {name: whole(value) for name, value in harm.items()}
    aside.where(text["act"].empty, "missing_act", "act", "what was done", text["act"])
    for name in _ALLOWED:
        columns[name] = _code(aside, text[name], name)
    for name in text.keys() - columns.keys():
        columns[name] = _other(aside, text[name], name)
    if text["source"].empty.any():
        columns["source"] = strings([value or "table" for value in text["source"].values], text["source"].at)
    columns["status"] = strings([value or "reported" for value in text["status"].values], text["status"].at)
    made = identity.of_rows("observations", [ids, words], [text[name] for name in COLUMNS if name in text])
    given = rows.words("observation_id")
    columns["observation_id"] = pa.array(
        [own or hashed for own, hashed in zip(given.to_pylist(), made.to_pylist(), strict=True)], pa.string()
    )
    return imported(aside, columns)


def _times(text: dict[str, Column], aside: Aside) -> dict[str, pa.Array]:
    zone = text["zone"]
    wrong = zone.where(lambda value: not _is_zone(value or "UTC"))
    aside.where(wrong, "unknown_zone", "zone", "an IANA zone such as Asia/Damascus", zone)
    columns: dict[str, pa.Array] = {"zone": strings([value or "UTC" for value in zone.values], zone.at)}
    found: dict[str, Any] = {}
    for name in ("when_start", "when_end", "published"):
        read = text[name].each(_instant)
        bad = np.array([moment is None for moment in read], dtype=np.bool_)[text[name].at] & ~text[name].empty
        if name != "published":
            aside.where(text[name].empty, "missing_date", name, _INSTANT, text[name])
        aside.where(bad, "impossible_date", name, _INSTANT, text[name])
        found[name] = np.array([moment or 0 for moment in read], dtype=np.int64)[text[name].at]
        columns[name] = times(found[name], text[name].empty if name == "published" else None)
    aside.where(
        found["when_end"] <= found["when_start"], "end_before_start", "when_end", "an end after the start",
        text["when_end"],
    )  # fmt: skip
    return columns


def _is_zone(name: str) -> bool:
    try:
        zone_info(name)
    except ValueError:
        return False
    return True


def _instant(value: str) -> int | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    # Columns of instants are UTC, so a table that lost the offset on its way still means UTC.
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return micros(moment) if in_calendar(moment, moment) else None


def _radius(aside: Aside, cells: Column) -> Any:
    value, wrong = numbers(cells)
    expected = f"kilometres from 0 to {FURTHEST_KM:,.0f}"
    aside.where(wrong, "not_a_number", "radius_km", expected, cells)
    aside.where((value < 0) | (value > FURTHEST_KM), "not_a_distance", "radius_km", expected, cells)
    return value


def _code(aside: Aside, cells: Column, name: str) -> pa.Array:
    allowed, missing = _ALLOWED[name]
    known = {each.value for each in allowed}
    wrong: Mask = cells.where(lambda value: bool(value) and value not in known)
    aside.where(wrong, "unknown_code", name, "one of " + ", ".join(sorted(known)), cells)
    return strings([value or missing for value in cells.values], cells.at)


def _other(aside: Aside, cells: Column, name: str) -> pa.Array:
    kind = SCHEMA.field(name).type
    if kind == pa.string():
        return cells.strings()
    if pa.types.is_list(kind) and kind.value_type == pa.string():
        return lists([_parts(value) for value in cells.values], cells.at)
    return _nested(aside, cells, name, kind)


def _parts(value: str) -> list[str]:
    if value.startswith("["):
        try:
            return [str(part) for part in json.loads(value)]
        except ValueError:  # a name that begins with a bracket: it stands for itself
            return [value]
    return [part.strip() for part in value.split(";") if part.strip()]


def _nested(aside: Aside, cells: Column, name: str, kind: pa.DataType) -> pa.Array:
    empty: Any = [] if pa.types.is_list(kind) else None
    distinct: list[Any] = []
    bad: list[bool] = []
    for value in cells.values:
        made = _made(value, kind)
        bad.append(made is None and bool(value))
        distinct.append(empty if made is None else made)
    wrong = np.array(bad, dtype=np.bool_)[cells.at]
    aside.where(wrong, "unreadable_record", name, f"JSON of the field {name}", cells)
    return pa.array(distinct, kind).take(pa.array(cells.at))


def _made(value: str, kind: pa.DataType) -> Any:
    if not value:
        return None
    try:
        made = json.loads(value)
        pa.array([made], kind)
    except (ValueError, TypeError, pa.ArrowException):
        return None
    return made
