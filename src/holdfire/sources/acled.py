"""ACLED's event export, in the layout of 2021 and in the current one.

Columns and codes follow the ACLED codebooks of 2021 and 2024. ACLED says that the order of its actors is no
direction; in violence against civilians an armed side acts on unarmed people, so there the armed side is the
perpetrator. ACLED's `source` names whom an event was coded from, not who first said it: those of them that
are origins (a monitor, an army, a rights group) make the claim, the others carried it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from ..world import World
from . import identity
from .aside import Aside, Rows
from .column import Column, Floats, Ints, Mask, lists, strings, together, whole
from .days import MISSING, dated, months, starts
from .draft import Imported, flags, imported, prefixed, same, times, unread_act
from .harm import counts
from .naming import CIVILIANS, Sets, as_of, outlets, remembered, sets, unique
from .place import Table, Where, point, where

SOURCE, COMPILER = "acled", "acled"

CONTENT = (
    "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1",
    "actor2", "assoc_actor_2", "inter2", "country", "admin1", "admin2", "location", "latitude", "longitude",
    "geo_precision", "source", "fatalities",
)  # fmt: skip
"""What makes two rows the same, beside the notes. `timestamp` is left out: it changes with every upload."""

COLUMNS = ("event_id_cnty", *CONTENT, "notes")

PRECISION_OF_PLACE: Table = {"1": ("point", 1.0), "2": ("near", 25.0), "3": ("province", np.nan)}

WEEK, MONTH = "2", "3"
"""Codes of `time_precision`: some day of a week, of which ACLED writes the middle; some day of a month."""

ORIGINS = frozenset(
    {
        "monitor",
        "military",
        "government",
        "armed_group",
        "rights_group",
        "activist_network",
        "aid_body",
        "un_body",
    }
)
"""Kinds of claimant that say themselves what happened; the press and state media carry what others say."""

FIGHTERS = frozenset(
    {"armed_group", "designated_group", "militia", "state", "state_force", "operations_room", "umbrella"}
)
"""Kinds of actor that take part as an associate. ACLED's associate columns name whom an actor was "associated
with or identifying" in the event: allies in it, and also words that only identify (a party, a union, a clan),
not told apart. So an associate counts as one of the side only where the register knows it as a force."""

_CIVILIAN_CODES = frozenset({"7", "civilians"})


def read(rows: Rows, world: World) -> Imported:
    """Rows of ACLED as observations; those that cannot be kept, with their reason."""
    aside = Aside(rows)
    ids, words = rows.ids("event_id_cnty", aside), rows.words("notes")
    columns = {name: rows.column(name) for name in CONTENT}
    day = dated(aside, columns["event_date"], "event_date")
    lat, lon = point(aside, columns["latitude"], columns["longitude"])
    killed = counts(aside, {"fatalities": columns["fatalities"]})["fatalities"]
    place = _where(columns, lat, lon, world)
    when, undated = _when(columns["time_precision"], day, place)
    conduct, unread = _conduct(columns, day, world)
    return imported(
        aside,
        {
            "id": prefixed(SOURCE, ids),
            "observation_id": identity.of_rows(SOURCE, [ids, words], columns.values()),
            "source": same(SOURCE, len(rows)),
            "compiled_by": same(COMPILER, len(rows)),
            **_voices(columns["source"], world),
            **when,
            "place": columns["location"].strings(),
            **conduct,
            "killed_best": whole(killed),
            "words": words,
            "flags": flags(
                {
                    "zone_unknown": place.zoneless,
                    "date_precision_missing": undated,
                    "place_precision_missing": place.unclear,
                },
                len(rows),
                unread,
            ),
        },
        place,
    )


def _where(columns: Mapping[str, Column], lat: Floats, lon: Floats, world: World) -> Where:
    # With precision 3 the second-order area is that of the town written for a larger region: it names
    # nothing.
    regional = columns["geo_precision"].where(lambda value: value.removesuffix(".0") == "3")
    second = columns["admin2"]
    second = Column([*second.values, ""], np.where(regional, len(second.values), second.at))
    names = [columns["country"], columns["admin1"], second]
    return where(world, columns["geo_precision"], PRECISION_OF_PLACE, lat, lon, names)


def _when(code: Column, day: Ints, place: Where) -> tuple[dict[str, pa.Array], Mask]:
    plain = [value.removesuffix(".0") for value in code.values]
    rank = np.array([{WEEK: 1, MONTH: 2}.get(value, 0) for value in plain], dtype=np.int64)[code.at]
    unclear = np.array([value not in ("1", WEEK, MONTH) for value in plain], dtype=np.bool_)[code.at]
    month_first, month_last = months(day)
    missing = day == MISSING
    first = np.where(missing, MISSING, np.choose(rank, [day, day - 3, month_first]))
    after = np.where(missing, MISSING, np.choose(rank, [day, day + 3, month_last]) + 1)
    zones = [zone or "UTC" for zone in place.zones]
    fields = {
        "when_start": times(starts(first, zones, place.named.at)),
        "when_end": times(starts(after, zones, place.named.at)),
        "when_precision": strings(["day", "week", "month"], rank),
    }
    return fields, unclear


def _voices(cells: Column, world: World) -> dict[str, pa.Array]:
    named = sets(remembered(outlets, world), cells)
    claimed = [tuple(name for name in value if _is_origin(name, world)) for value in named.values]
    carried = [tuple(name for name in value if not _is_origin(name, world)) for value in named.values]
    return {"claimed_by": lists(claimed, named.at), "carried_by": lists(carried, named.at)}


def _is_origin(name: str, world: World) -> bool:
    return name in world.claimants and world.claimants[name].kind in ORIGINS


def _conduct(columns: Mapping[str, Column], day: Ints, world: World) -> tuple[dict[str, pa.Array], Sets]:
    coded, at = together(columns["event_type"], columns["sub_event_type"])
    types, subtypes = columns["event_type"].values, columns["sub_event_type"].values
    codes = [world.crosswalk.from_acled(types[n], subtypes[m]) for n, m in coded]
    named = np.array([code is not None and code.names_perpetrator for code in codes], dtype=np.bool_)[at]
    by, on = (as_of(_side(columns, n, world), day, world) for n in (1, 2))
    on = _with_civilians(on, named)
    # Where an armed side and civilians stand the other way round, nobody says that civilians attacked an
    # armed side.
    turned = named & np.array([CIVILIANS in value for value in by.values], dtype=np.bool_)[by.at]
    alone = ~_some(by) | ~_some(on)
    known = (named & ~turned) | alone
    return {
        "act": strings(["other_event" if code is None else code.act for code in codes], at),
        "also": lists([() if code is None else code.also for code in codes], at),
        "weapon": strings([None if code is None else code.weapon for code in codes], at),
        "direction": strings(["unknown", "known"], known.astype(np.int64)),
        "actors": lists(by.values, by.at),
        "targets": lists(on.values, on.at),
        "target_basis": strings(["not_stated", "observed"], _some(on).astype(np.int64)),
    }, unread_act([f"{types[n]} / {subtypes[m]}" for n, m in coded], [code is None for code in codes], at)


def _some(found: Sets) -> Mask:
    return np.array([bool(value) for value in found.values], dtype=np.bool_)[found.at]


def _side(columns: Mapping[str, Column], n: int, world: World) -> Sets:
    return sets(remembered(side, world), columns[f"actor{n}"], columns[f"assoc_actor_{n}"], columns[f"inter{n}"])


def side(actor: str, associates: str, code: str, world: World) -> tuple[str, ...]:
    """The actors of one side: the one named, and those associates that the register knows as a force."""
    civilian = actor.lower().startswith("civilians (") or code.lower() in _CIVILIAN_CODES
    first = CIVILIANS if civilian else world.actors.resolve(actor) if actor else ""
    others = [world.actors.lookup(name.strip()) for name in associates.split(";") if name.strip()]
    return unique([first, *(other for other in others if other and world.actors[other].kind in FIGHTERS)])


def _with_civilians(found: Sets, named: Mask) -> Sets:
    """Violence against civilians is against civilians, whoever else is named."""
    size = len(found.values)
    widened = [unique([CIVILIANS, *value]) for value in found.values]
    return Sets([*found.values, *widened], np.where(named, found.at + size, found.at))
