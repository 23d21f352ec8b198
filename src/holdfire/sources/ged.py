"""UCDP's Georeferenced Event Dataset, in each of its layouts, and its monthly Candidate edition.

Codes follow the UCDP GED Codebook (`date_prec`, `where_prec`: section 5.4 of the codebook to version 25.1).
GED codes no act, weapon or direction: an event is an armed attack of unknown kind, and its headline is kept
as words. Only one-sided violence (type 3) names a perpetrator.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from ..world import World
from . import identity
from .aside import Aside, Rows
from .column import Column, Floats, Ints, Mask, lists, strings, whole
from .days import MISSING, dated, days, parse_day, starts
from .draft import Imported, flags, imported, prefixed, same, times
from .harm import counts
from .naming import CIVILIANS, Sets, as_of, origins, outlets, remembered, sets, side
from .place import NAMED, Table, Where, point, where

SOURCE, COMPILER = "ucdp-ged", "ucdp"

CONTENT = (
    "type_of_violence", "side_a_new_id", "side_a", "side_b_new_id", "side_b", "source_office", "source_date",
    "source_original", "where_prec", "where_coordinates", "adm_1", "adm_2", "latitude", "longitude",
    "country", "date_prec", "date_start", "date_end", "deaths_civilians", "low", "best", "high",
)  # fmt: skip
"""What makes two rows the same, beside the headline."""

COLUMNS = ("id", *CONTENT, "source_headline")

ALIASES: Mapping[str, str] = {"best_est": "best", "high_est": "high", "low_est": "low"}
"""Names in older layouts."""

_COLUMNS_49 = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id",
    "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id",
    "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources",
    "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec",
    "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt",
    "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start",
    "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa",
    "gwnob",
)  # fmt: skip

_COLUMNS_41 = (
    "id", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id",
    "dyad_name", "side_a_new_id", "side_a", "side_b_new_id", "gwnob", "side_b", "number_of_sources",
    "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec",
    "where_coordinates", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country",
    "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b",
    "deaths_civilians", "deaths_unknown", "low", "best", "high",
)  # fmt: skip

HEADLESS: Mapping[int, tuple[str, ...]] = {49: _COLUMNS_49, 41: _COLUMNS_41}
"""The order of the columns where a release has no header, by their number."""

PRECISION_OF_DATE: Mapping[str, str] = {"1": "day", "2": "span", "3": "week", "4": "month", "5": "year"}

PRECISION_OF_PLACE: Table = {
    "1": ("point", 1.0),
    "2": ("near", 25.0),
    "3": ("district", np.nan),
    "4": ("province", np.nan),
    # A line or a loosely named part, such as a river, a road or "the northern countryside": the point stands
    # for it and bounds nothing, so only the areas that the row names count.
    "5": (NAMED, np.nan),
    "6": ("country", np.nan),
    "7": ("unknown", np.nan),
}

_THREE_YEARS = 3 * 366


def read(rows: Rows, world: World) -> Imported:
    """Rows of GED as observations; those that cannot be kept, with their reason."""
    aside = Aside(rows)
    ids, words = rows.ids("id", aside), rows.words("source_headline")
    columns = {name: rows.column(name) for name in CONTENT}
    first, last = _span(columns, aside)
    lat, lon = point(aside, columns["latitude"], columns["longitude"])
    names = [columns[name] for name in ("country", "adm_1", "adm_2")]
    place = where(world, columns["where_prec"], PRECISION_OF_PLACE, lat, lon, names)
    harm = _harm(columns, aside)
    when, marks = _when(columns, first, last, place)
    sides = _sides(columns, first, world)
    return imported(
        aside,
        {
            "id": prefixed(SOURCE, ids),
            "observation_id": identity.of_rows(SOURCE, [ids, words], columns.values()),
            "source": same(SOURCE, len(rows)),
            "compiled_by": same(COMPILER, len(rows)),
            **_voices(columns, world),
            **when,
            "place": columns["where_coordinates"].strings(),
            **sides,
            **{name: whole(value) for name, value in harm.items()},
            "words": words,
            "flags": flags(marks | _contradictions(harm), len(rows)),
        },
        place,
    )


def _span(columns: Mapping[str, Column], aside: Aside) -> tuple[Ints, Ints]:
    ends = [dated(aside, columns[name], name) for name in ("date_start", "date_end")]
    turned = (ends[1] < ends[0]) & (ends[1] != MISSING)
    aside.where(turned, "end_before_start", "date_end", "a date no earlier than date_start", columns["date_end"])
    return ends[0], ends[1]


def _harm(columns: Mapping[str, Column], aside: Aside) -> dict[str, Floats]:
    read = counts(aside, {name: columns[name] for name in ("low", "best", "high", "deaths_civilians")})
    return {
        "killed_low": read["low"],
        "killed_best": read["best"],
        "killed_high": read["high"],
        "civilians_killed": read["deaths_civilians"],
    }


def _contradictions(harm: Mapping[str, Floats]) -> dict[str, Mask]:
    """Estimates that contradict each other: UCDP publishes a few such rows. They stand as written, and are
    flagged."""
    low, best, high = harm["killed_low"], harm["killed_best"], harm["killed_high"]
    with np.errstate(invalid="ignore"):
        return {"low_above_high": low > high, "best_outside_range": (best < low) | (best > high)}


def _voices(columns: Mapping[str, Column], world: World) -> dict[str, pa.Array]:
    claimed = sets(remembered(origins, world), columns["source_original"])
    carried = sets(remembered(outlets, world), columns["source_office"])
    return {"claimed_by": lists(claimed.values, claimed.at), "carried_by": lists(carried.values, carried.at)}


def _when(
    columns: Mapping[str, Column], first: Ints, last: Ints, place: Where
) -> tuple[dict[str, pa.Array], dict[str, Mask]]:
    code = columns["date_prec"]
    named = [PRECISION_OF_DATE.get(value.removesuffix(".0"), "") for value in code.values]
    unclear = np.array([not name for name in named])[code.at]
    order = ["day", "span", "week", "month", "year"]
    rank = np.array([order.index(name or "day") for name in named], dtype=np.int64)[code.at]
    # A row that is dated to the day over several days, or not said how finely, is as long as its dates say.
    rank = np.where((rank == 0) & (last > first), 1, rank)
    zones = [zone or "UTC" for zone in place.zones]
    published, late = _published(columns["source_date"], first)
    fields = {
        "when_start": times(starts(first, zones, place.named.at)),
        "when_end": times(starts(_next(last), zones, place.named.at)),
        "when_precision": strings(order, rank),
        "published": times(starts(published, zones, place.named.at), published == MISSING),
    }
    return fields, {
        "zone_unknown": place.zoneless,
        "date_precision_missing": unclear,
        "place_precision_missing": place.unclear,
        "published_implausible": late,
    }


def _next(day: Ints) -> Ints:
    return np.where(day == MISSING, MISSING, day + 1)


def _published(cells: Column, first: Ints) -> tuple[Ints, Mask]:
    """The earliest of a row's publication dates that can be one: not before the event, nor years after it."""
    listed = [[parse_day(part.strip()) for part in value.split(";")] for value in cells.values]
    found = np.full(len(cells), MISSING, dtype=np.int64)
    for n in range(max(map(len, listed), default=0)):
        nth = Column([str(each[n]) if n < len(each) and each[n] else "" for each in listed], cells.at)
        day, _ = days(nth)
        fits = (day >= first) & (day <= first + _THREE_YEARS) & (first != MISSING)
        found = np.where(fits & ((found == MISSING) | (day < found)), day, found)
    return found, ~cells.empty & (found == MISSING)


def _sides(columns: Mapping[str, Column], first: Ints, world: World) -> dict[str, pa.Array]:
    one_sided = columns["type_of_violence"].where(lambda value: value.removesuffix(".0") == "3")
    by, on = (
        as_of(
            sets(remembered(side, world), columns[f"side_{each}_new_id"], columns[f"side_{each}"]),
            first,
            world,
        )
        for each in "ab"
    )
    on = Sets([*on.values, (CIVILIANS,)], np.where(one_sided, len(on.values), on.at))
    nobody = np.array([not value for value in on.values])[on.at]
    rows = len(one_sided)
    return {
        "act": same("armed_attack", rows),
        "direction": strings(["unknown", "known"], one_sided.astype(np.int64)),
        "actors": lists(by.values, by.at),
        "targets": lists(on.values, on.at),
        "target_basis": strings(["observed", "not_stated"], nobody.astype(np.int64)),
    }
