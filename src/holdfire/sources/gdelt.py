"""GDELT's event exports, versions 1.0 (57 or 58 columns) and 2.0 (61), which have no header and are cut by
tabs.

GDELT is coded by machine from news text. It gives a day in UTC, CAMEO codes for act and actors, and a place
that was matched in the text, often wrongly; it does not say who claims the event, only the page that carried
it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from ..world import World
from . import identity
from .aside import Aside, Rows
from .column import Column, Ints, lists, strings
from .days import MISSING, dated, days, parse_day, starts
from .draft import Imported, flags, imported, prefixed, same, times, unread_act
from .naming import Sets, host, remembered, sets
from .place import Table, point, where

SOURCE, COMPILER = "gdelt", "gdelt"

_EVENTS_1 = (
    "globaleventid", "sqldate", "monthyear", "year", "fractiondate", "actor1code", "actor1name",
    "actor1countrycode", "actor1knowngroupcode", "actor1ethniccode", "actor1religion1code",
    "actor1religion2code", "actor1type1code", "actor1type2code", "actor1type3code", "actor2code",
    "actor2name", "actor2countrycode", "actor2knowngroupcode", "actor2ethniccode", "actor2religion1code",
    "actor2religion2code", "actor2type1code", "actor2type2code", "actor2type3code", "isrootevent",
    "eventcode", "eventbasecode", "eventrootcode", "quadclass", "goldsteinscale", "nummentions",
    "numsources", "numarticles", "avgtone", "actor1geo_type", "actor1geo_fullname", "actor1geo_countrycode",
    "actor1geo_adm1code", "actor1geo_lat", "actor1geo_long", "actor1geo_featureid", "actor2geo_type",
    "actor2geo_fullname", "actor2geo_countrycode", "actor2geo_adm1code", "actor2geo_lat", "actor2geo_long",
    "actor2geo_featureid", "actiongeo_type", "actiongeo_fullname", "actiongeo_countrycode",
    "actiongeo_adm1code", "actiongeo_lat", "actiongeo_long", "actiongeo_featureid", "dateadded", "sourceurl",
)  # fmt: skip

_EVENTS_2 = (
    "globaleventid", "sqldate", "monthyear", "year", "fractiondate", "actor1code", "actor1name",
    "actor1countrycode", "actor1knowngroupcode", "actor1ethniccode", "actor1religion1code",
    "actor1religion2code", "actor1type1code", "actor1type2code", "actor1type3code", "actor2code",
    "actor2name", "actor2countrycode", "actor2knowngroupcode", "actor2ethniccode", "actor2religion1code",
    "actor2religion2code", "actor2type1code", "actor2type2code", "actor2type3code", "isrootevent",
    "eventcode", "eventbasecode", "eventrootcode", "quadclass", "goldsteinscale", "nummentions",
    "numsources", "numarticles", "avgtone", "actor1geo_type", "actor1geo_fullname", "actor1geo_countrycode",
    "actor1geo_adm1code", "actor1geo_adm2code", "actor1geo_lat", "actor1geo_long", "actor1geo_featureid",
    "actor2geo_type", "actor2geo_fullname", "actor2geo_countrycode", "actor2geo_adm1code",
    "actor2geo_adm2code", "actor2geo_lat", "actor2geo_long", "actor2geo_featureid", "actiongeo_type",
    "actiongeo_fullname", "actiongeo_countrycode", "actiongeo_adm1code", "actiongeo_adm2code",
    "actiongeo_lat", "actiongeo_long", "actiongeo_featureid", "dateadded", "sourceurl",
)  # fmt: skip

LAYOUTS: Mapping[int, tuple[str, ...]] = {57: _EVENTS_1[:-1], 58: _EVENTS_1, 61: _EVENTS_2}
"""The columns by their number: the daily files before April 2013 lack the address."""

CONTENT = (
    "sqldate", "actor1code", "actor1name", "actor2code", "actor2name", "eventcode", "actiongeo_type",
    "actiongeo_fullname", "actiongeo_countrycode", "actiongeo_adm1code", "actiongeo_lat", "actiongeo_long",
    "sourceurl",
)  # fmt: skip
COLUMNS = ("globaleventid", *CONTENT, "dateadded")

PRECISION_OF_PLACE: Table = {
    "1": ("country", np.nan),
    "2": ("province", np.nan),
    # A city's centre, matched by name in the text.
    "3": ("near", 25.0),
    "4": ("near", 25.0),
    "5": ("province", np.nan),
    "": ("unknown", np.nan),
    "0": ("unknown", np.nan),
}


def version(columns: int) -> str:
    """Which GDELT has that many columns."""
    return "GDELT 2.0" if columns >= 61 else "GDELT 1.0"


def looks_like(cells: Sequence[str]) -> bool:
    """Whether a first line is a row of GDELT: the right number of cells, a number and a day.

    >>> looks_like(["1", "20160227"] + [""] * 59), looks_like(["1", "2"])
    (True, False)
    """
    return len(cells) in LAYOUTS and cells[0].isdigit() and len(cells[1]) == 8 and parse_day(cells[1]) is not None


def read(rows: Rows, world: World) -> Imported:
    """Rows of GDELT as observations; those that cannot be kept, with their reason."""
    aside = Aside(rows)
    ids = rows.ids("globaleventid", aside)
    columns = {name: rows.column(name) for name in CONTENT}
    day = dated(aside, columns["sqldate"], "sqldate")
    lat, lon = point(aside, columns["actiongeo_lat"], columns["actiongeo_long"])
    place = where(world, columns["actiongeo_type"], PRECISION_OF_PLACE, lat, lon, _names(columns), "UTC")
    conduct, unread = _conduct(columns, world)
    carried = sets(remembered(_outlet, world), columns["sourceurl"])
    return imported(
        aside,
        {
            "id": prefixed(SOURCE, ids),
            "observation_id": identity.of_rows(SOURCE, [ids], columns.values()),
            "source": same(SOURCE, len(rows)),
            "compiled_by": same(COMPILER, len(rows)),
            "carried_by": lists(carried.values, carried.at),
            **_when(rows.column("dateadded"), day),
            "place": columns["actiongeo_fullname"].strings(),
            **conduct,
            "flags": flags({"machine_coded": np.ones(len(rows), np.bool_)}, len(rows), unread),
        },
        place,
    )


def _names(columns: Mapping[str, Column]) -> list[Column]:
    """Country and first-order area, from "Place, First order, Country"."""
    full = columns["actiongeo_fullname"]
    parts = [[part.strip() for part in value.split(",")] for value in full.values]
    country = Column([each[-1] for each in parts], full.at)
    return [country, Column([each[-2] if len(each) > 1 else "" for each in parts], full.at)]


def _when(added: Column, day: Ints) -> dict[str, pa.Array]:
    published, _ = days(Column([value[:8] for value in added.values], added.at))
    zone_at = np.zeros(len(day), dtype=np.int64)
    after = np.where(day == MISSING, MISSING, day + 1)
    return {
        "when_start": times(starts(day, ["UTC"], zone_at)),
        "when_end": times(starts(after, ["UTC"], zone_at)),
        "when_precision": same("day", len(day)),
        "published": times(starts(published, ["UTC"], zone_at), published == MISSING),
    }


def _conduct(columns: Mapping[str, Column], world: World) -> tuple[dict[str, pa.Array], Sets]:
    codes = columns["eventcode"]
    read = codes.each(world.crosswalk.from_cameo)
    actor = remembered(_actor, world)
    by, on = (sets(actor, columns[f"actor{n}code"], columns[f"actor{n}name"]) for n in (1, 2))
    some = np.array([bool(value) for value in on.values], dtype=np.bool_)[on.at]
    # In CAMEO the first actor does it and the second is who it is done to.
    return {
        "act": strings(["other_event" if code is None else code.act for code in read], codes.at),
        "weapon": strings([None if code is None else code.weapon for code in read], codes.at),
        "direction": same("known", len(codes)),
        "actors": lists(by.values, by.at),
        "targets": lists(on.values, on.at),
        "target_basis": strings(["not_stated", "observed"], some.astype(np.int64)),
    }, unread_act(codes.values, [code is None for code in read], codes.at)


def _actor(code: str, name: str, world: World) -> tuple[str, ...]:
    found = world.actors.of_dataset("petrarch", code) if code else None
    return (found or world.actors.resolve(name or code),) if code or name else ()


def _outlet(address: str, world: World) -> tuple[str, ...]:
    return (world.claimants.resolve(host(address)),) if address else ()
