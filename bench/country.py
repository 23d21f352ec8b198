"""A made-up country, its armed sides and an agreement of 40 clauses: the rules that every side judges by.

Everything follows from a seed. The rules are plain data, from which holdfire's files are written and which the rivals
read as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
import yaml
from pyproj import Transformer

NAME, COUNTRY, ZONE = "Nordania", "nordania", "Africa/Khartoum"
WEST, SOUTH, SIZE = 20.0, 5.0, 10.0
CRS = "+proj=aeqd +lat_0=10 +lon_0=25 +units=km +ellps=WGS84"
"""One projection for the whole country, in kilometres, for whoever measures in a plane."""

FIRST_DAY, DAYS = date(2023, 1, 1), 365
START, UNTIL, ACCESSION = date(2023, 2, 15), date(2023, 11, 20), date(2023, 6, 1)
PARTIES = ("north", "south", "east")
CIVILIANS = f"Civilians ({NAME})"
POPULATION = (CIVILIANS, f"Protesters ({NAME})", f"Rioters ({NAME})")
RADIUS_KM = {"1": 1.0, "2": 25.0}
"""How far off a point may be, by ACLED's `geo_precision`; with 3 only the governorate is known."""


@dataclass(frozen=True)
class Rule:
    """One clause. `target` is a party, `any_party`, `civilians` or nothing; `zones` are alternatives."""

    id: str
    acts: tuple[str, ...]
    binds: tuple[str, ...]
    target: str | None = None
    weapons: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    days: tuple[date, date] | None = None
    exempt_in: str | None = None


@dataclass(frozen=True)
class Town:
    """A town with its governorate and district."""

    name: str
    lat: float
    lon: float
    governorate: str
    district: str


@dataclass(frozen=True)
class Country:
    """Who, where and what is agreed. `late` are the members of the party `east` that acceded on `ACCESSION`."""

    members: dict[str, tuple[str, ...]]
    late: tuple[str, ...]
    excluded: tuple[str, ...]
    aggregates: tuple[str, ...]
    unlisted: tuple[str, ...]
    zones: dict[str, shapely.Polygon]
    governorates: dict[str, shapely.Polygon]
    towns: tuple[Town, ...]
    rules: tuple[Rule, ...] = field(default=())

    @property
    def forces(self) -> tuple[str, ...]:
        """Every armed group that the register knows."""
        return (*(name for names in self.members.values() for name in names), *self.excluded)


def make_country(seed: int, towns: int = 3000) -> Country:
    """The country of a seed."""
    random = np.random.default_rng(seed)
    zones = _zones(random)
    governorates = {
        f"Governorate {chr(65 + n)}": shapely.box(w, s, w + 2.5, s + 2.0)
        for n, (w, s) in enumerate((WEST + 2.5 * (n % 4), SOUTH + 2.0 * (n // 4)) for n in range(20))
    }
    members = {
        "north": tuple(f"Military Forces of {NAME} ({n}th Division)" for n in range(1, 26)),
        "south": tuple(f"Southern Front - Brigade {n}" for n in range(1, 31)),
        "east": tuple(f"Eastern League - Column {n}" for n in range(1, 21)),
    }
    return Country(
        members=members,
        late=members["east"][10:],
        excluded=tuple(f"Black Banner - Cell {n}" for n in range(1, 11)),
        aggregates=tuple(f"{kind} Armed Group ({NAME})" for kind in ("Unidentified", "Unknown", "Unnamed")),
        unlisted=tuple(f"Village Militia of Hamlet {n}" for n in range(1, 30)),
        zones=zones,
        governorates=governorates,
        towns=_towns(random, towns, zones),
        rules=_rules(random, tuple(zones)),
    )


def _zones(random: np.random.Generator) -> dict[str, shapely.Polygon]:
    """Sixty outlines: of six to nine corners, rectangles, and corners cut out of rectangles."""
    found = {}
    for n in range(60):
        x, y = WEST + n % 10 + 0.5, SOUTH + (n // 10 + 0.5) * SIZE / 6
        wide, high = random.uniform(0.3, 0.45), random.uniform(0.4, 0.75)
        if n % 6 == 0:
            shape = shapely.box(x - wide, y - high, x + wide, y + high)
        elif n % 6 == 1:
            shape = shapely.box(x - wide, y - high, x + wide, y + high) - shapely.box(x, y, x + 1, y + 1)
        else:
            turns = np.linspace(0, 2 * np.pi, int(random.integers(6, 10)), endpoint=False)
            reach = random.uniform(0.75, 1.0, len(turns))
            ring = np.column_stack([x + wide * reach * np.cos(turns), y + high * reach * np.sin(turns)])
            shape = shapely.Polygon(ring)
        found[f"zone-{n:02d}"] = shapely.set_precision(shape, 1e-6)
    return found


def _towns(random: np.random.Generator, count: int, zones: dict[str, shapely.Polygon]) -> tuple[Town, ...]:
    """Towns anywhere, but not where two map projections could differ on whether an edge is within reach."""
    edges = [shapely.transform(shape.boundary, _to_km) for shape in zones.values()]
    towns: list[Town] = []
    while len(towns) < count:
        lon = np.round(WEST + 0.05 + random.random(4000) * (SIZE - 0.1), 4)
        lat = np.round(SOUTH + 0.05 + random.random(4000) * (SIZE - 0.1), 4)
        points = shapely.points(_to_km(np.column_stack([lon, lat])))
        away = np.stack([shapely.distance(edge, points) for edge in edges])
        clear = ((np.abs(away - 1) > 0.05) & (np.abs(away - 25) > 0.3)).all(axis=0)
        for x, y in zip(lon[clear].tolist(), lat[clear].tolist(), strict=True):
            column, row = int((x - WEST) / 2.5), int((y - SOUTH) / 2.0)
            governorate = f"Governorate {chr(65 + row * 4 + column)}"
            towns.append(Town(f"Town {len(towns)}", y, x, governorate, f"{governorate} District {len(towns) % 5 + 1}"))
    return tuple(towns[:count])


def _to_km(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    x, y = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform(points[:, 0], points[:, 1])
    return np.column_stack([x, y])


_ACTS: tuple[tuple[str, int], ...] = (
    ("armed_clash", 2),
    ("heavy_fire", 2),
    ("aerial_attack", 2),
    ("explosive_device", 2),
    ("armed_attack", 1),
    ("grenade_attack", 1),
    ("chemical_attack", 1),
    ("suicide_bombing", 1),
    ("landmine_explosion", 1),
    ("territory_taken", 4),
    ("territory_transferred", 1),
    ("abduction", 4),
    ("sexual_violence", 2),
    ("harm_to_persons", 1),
    ("detention", 4),
    ("harm_to_property", 2),
    ("looting", 1),
    ("property_destruction", 1),
    ("military_presence", 3),
    ("fortification", 1),
    ("disorder", 1),
    ("protest", 1),
    ("riot", 1),
)
_WEAPONS = {
    "heavy_fire": ("artillery",),
    "aerial_attack": ("air_delivered",),
    "explosive_device": ("explosive",),
    "grenade_attack": ("hand_grenade", "explosive"),
    "suicide_bombing": ("suicide_device",),
}
_ON_CIVILIANS = ("armed_attack", "abduction", "sexual_violence", "harm_to_persons")
_EXEMPTED = ("aerial_attack", "detention", "military_presence", "heavy_fire")


def _rules(random: np.random.Generator, zones: tuple[str, ...]) -> tuple[Rule, ...]:
    waiting = list(zones)
    rules: list[Rule] = []
    for act, number in _ACTS:
        for nth in range(number):
            n = len(rules)
            mine, other = PARTIES[n % 3], PARTIES[(n + 1) % 3]
            binds = PARTIES if nth == 0 else (mine,) if nth % 2 else (mine, PARTIES[(n + 2) % 3])
            target = "civilians" if act in _ON_CIVILIANS else (None, other, "any_party")[nth % 3]
            placed = n % 5 in (1, 2, 4)
            here = tuple(waiting.pop() for _ in range(min(len(waiting), 2 + n % 2))) if placed else ()
            opens = START + timedelta(days=int(random.integers(0, 60)))
            days = (opens, opens + timedelta(days=int(random.integers(90, 200)))) if n % 4 == 3 else None
            exempt = zones[int(random.integers(60))] if act in _EXEMPTED and nth == 0 else None
            weapons = _WEAPONS.get(act, ()) if nth == 0 else ()
            rules.append(Rule(f"c.{n + 1}", (act,), binds, target, weapons, here, days, exempt))
    last = rules[-1]
    rules[-1] = Rule(last.id, last.acts, last.binds, None, (), (*last.zones, *waiting), last.days, None)
    return tuple(rules)


def write_files(country: Country, folder: Path) -> tuple[Path, Path]:
    """The country as a world file and the agreement as a terms file."""
    world, terms = folder / "world.yaml", folder / "nordania-2023.yaml"
    world.write_text(yaml.safe_dump(_world(country), sort_keys=False), encoding="utf-8")
    terms.write_text(yaml.safe_dump(_terms(country), sort_keys=False), encoding="utf-8")
    return world, terms


def ident(name: str) -> str:
    """The id of an actor or area with that name."""
    return "".join(letter if letter.isalnum() else "-" for letter in name.lower()).strip("-")


def _world(country: Country) -> dict[str, Any]:
    kinds = [
        *((name, "armed_group") for name in country.forces),
        *((name, "aggregate") for name in country.aggregates),
        *((name, "population") for name in POPULATION if name != CIVILIANS),
    ]
    districts = {town.district: town.governorate for town in country.towns}
    box = shapely.box(WEST, SOUTH, WEST + SIZE, SOUTH + SIZE)
    areas = [
        _area(COUNTRY, NAME, "country", None, box),
        *(_area(ident(name), name, "governorate", COUNTRY, shape) for name, shape in country.governorates.items()),
        *(_area(ident(name), name, "district", ident(above), None) for name, above in sorted(districts.items())),
        *(_area(name, name, "zone", COUNTRY, shape) for name, shape in country.zones.items()),
    ]
    actors = [{"id": ident(name), "name": {"en": name}, "kind": kind} for name, kind in kinds]
    return {"actors": actors, "areas": areas, "zones": {COUNTRY: ZONE}}


def _area(key: str, name: str, kind: str, above: str | None, shape: shapely.Polygon | None) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": key, "name": {"en": name}, "kind": kind}
    if above is not None:
        entry["part_of"] = above
    if shape is not None:
        entry["geometry"] = {"polygon": [list(point) for point in shape.exterior.coords]}
    return entry


def _terms(country: Country) -> dict[str, Any]:
    parties: dict[str, Any] = {
        party: {"name": party, "members": [{"actor": ident(name)} for name in names]}
        for party, names in country.members.items()
    }
    for entry, name in zip(parties["east"]["members"], country.members["east"], strict=True):
        if name in country.late:
            entry["from"] = ACCESSION
    return {
        "id": "nordania-2023",
        "title": "A made-up cessation of hostilities",
        "kind": "national",
        "standing": "adopted",
        "zone": ZONE,
        "starts": START,
        "ends": [{"id": "agreed", "plain": True, "until": UNTIL}],
        "area": COUNTRY,
        "parties": parties,
        "excluded": [{"actor": ident(name)} for name in country.excluded],
        "references": {"text": {"title": "Made up for a benchmark", "read": "full"}},
        "clauses": [_clause(rule) for rule in country.rules],
    }


def _clause(rule: Rule) -> dict[str, Any]:
    clause: dict[str, Any] = {
        "id": rule.id,
        "binds": list(rule.binds),
        "says": "A made-up clause.",
        "source": {"ref": "text"},
        "act": list(rule.acts),
    }
    if rule.target is not None:
        clause["target"] = {"party": rule.target} if rule.target in PARTIES else {rule.target: True}
    if rule.weapons:
        clause["weapon"] = {"in": list(rule.weapons)}
    if rule.zones:
        clause["place"] = {"any_of": [{"in": zone} for zone in rule.zones]}
    if rule.days:
        clause["time"] = {"from": rule.days[0], "until": rule.days[1]}
    if rule.exempt_in:
        clause["exempts"] = [{"act": list(rule.acts), "place": {"in": rule.exempt_in}, "says": "Allowed there."}]
    return clause
