"""Rows in the shape of ACLED's event export: 31 columns, made up from a seed over a made-up country."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .country import CIVILIANS, DAYS, FIRST_DAY, NAME, Country

Ints = npt.NDArray[np.int64]

_BATTLES, _REMOTE, _VIOLENCE = "Battles", "Explosions/Remote violence", "Violence against civilians"
_PROTESTS, _RIOTS, _STRATEGIC = "Protests", "Riots", "Strategic developments"

EVENTS: tuple[tuple[str, str, float], ...] = (
    (_BATTLES, "Armed clash", 27.0),
    (_BATTLES, "Government regains territory", 1.0),
    (_BATTLES, "Non-state actor overtakes territory", 1.0),
    (_REMOTE, "Chemical weapon", 0.02),
    (_REMOTE, "Air/drone strike", 9.0),
    (_REMOTE, "Suicide bomb", 0.2),
    (_REMOTE, "Shelling/artillery/missile attack", 20.0),
    (_REMOTE, "Remote explosive/landmine/IED", 7.0),
    (_REMOTE, "Grenade", 1.0),
    (_VIOLENCE, "Attack", 5.0),
    (_VIOLENCE, "Abduction/forced disappearance", 2.0),
    (_VIOLENCE, "Sexual violence", 0.4),
    (_PROTESTS, "Peaceful protest", 9.0),
    (_PROTESTS, "Protest with intervention", 1.0),
    (_PROTESTS, "Excessive force against protesters", 0.2),
    (_RIOTS, "Violent demonstration", 1.5),
    (_RIOTS, "Mob violence", 1.5),
    (_STRATEGIC, "Agreement", 0.5),
    (_STRATEGIC, "Arrests", 2.0),
    (_STRATEGIC, "Change to group/activity", 2.0),
    (_STRATEGIC, "Disrupted weapons use", 3.0),
    (_STRATEGIC, "Headquarters or base established", 0.5),
    (_STRATEGIC, "Looting/property destruction", 2.0),
    (_STRATEGIC, "Non-violent transfer of territory", 0.5),
    (_STRATEGIC, "Other", 2.5),
)
"""Event types and sub-event types, with how many of a hundred rows have them."""

_INTER = {"north": "State forces", "south": "Rebel group", "east": "Rebel group", "excluded": "Rebel group",
          "aggregate": "Political militia", "unlisted": "Identity militia", "civilians": "Civilians",
          "protesters": "Protesters", "rioters": "Rioters", "": ""}  # fmt: skip
_POOLS = tuple(_INTER)


def make_rows(country: Country, rows: int, seed: int, first: int = 0) -> pa.Table:
    """So many rows as an Arrow table: text as text, numbers as numbers. `first` is the number of the first row."""
    random = np.random.default_rng(seed)
    shares = np.array([share for *_, share in EVENTS])
    event = random.choice(len(EVENTS), rows, p=shares / shares.sum())
    kind = np.array([type_ for type_, *_ in EVENTS])
    is_kind = {name: np.isin(event, np.flatnonzero(kind == name)) for name in dict.fromkeys(kind.tolist())}
    acting = random.choice(len(_POOLS), rows, p=[0.36, 0.3, 0.12, 0.08, 0.05, 0.09, 0, 0, 0, 0])
    acting[is_kind[_PROTESTS]], acting[is_kind[_RIOTS]] = _POOLS.index("protesters"), _POOLS.index("rioters")
    second = random.choice(len(_POOLS), rows, p=[0.3, 0.34, 0.14, 0.1, 0.04, 0.08, 0, 0, 0, 0])
    hit = random.random(rows)
    second[is_kind[_REMOTE] & (hit < 0.35)] = _POOLS.index("civilians")
    second[is_kind[_REMOTE] & (hit > 0.9)] = _POOLS.index("")
    second[is_kind[_VIOLENCE]] = _POOLS.index("civilians")
    second[(is_kind[_PROTESTS] | is_kind[_RIOTS] | is_kind[_STRATEGIC]) & (hit < 0.85)] = _POOLS.index("")
    return _table(country, random, event, (acting, second), first)


def _table(
    country: Country, random: np.random.Generator, event: Ints, pools: tuple[Ints, Ints], first: int
) -> pa.Table:
    rows, second = len(event), pools[1]
    day = random.integers(0, DAYS, rows)
    town = np.minimum((random.pareto(1.2, rows) * 150).astype(np.int64), len(country.towns) - 1)
    geo = random.choice(3, rows, p=[0.7, 0.25, 0.05])
    actors = [_names(country, random, pool) for pool in pools]
    dates = [str(FIRST_DAY + timedelta(days=n)) for n in range(DAYS)]
    inter = [_pick(list(_INTER.values()), pool) for pool in pools]
    towns = country.towns
    types = [type_ for type_, *_ in EVENTS]
    number = pc.cast(pa.array(np.arange(first, first + rows)), pa.string())
    tag = _pick(["", "crowd size=no report", "local administrators", "crowd size=dozens"], random.choice(4, rows))
    columns = {
        "event_id_cnty": pc.binary_join_element_wise(pa.scalar("NOR"), number, ""),
        "event_date": _pick(dates, day),
        "year": pa.array(np.full(rows, FIRST_DAY.year)),
        "time_precision": pa.array(random.choice([1, 2, 3], rows, p=[0.88, 0.1, 0.02])),
        "disorder_type": _pick(["Strategic developments" if t == _STRATEGIC else "Demonstrations"
                                if t in (_PROTESTS, _RIOTS) else "Political violence" for t in types], event),
        "event_type": _pick(types, event),
        "sub_event_type": _pick([sub for _, sub, _ in EVENTS], event),
        "actor1": actors[0],
        "assoc_actor_1": _associates(country, random, pools[0]),
        "inter1": inter[0],
        "actor2": actors[1],
        "assoc_actor_2": _associates(country, random, second),
        "inter2": inter[1],
        "interaction": pc.binary_join_element_wise(*inter, "-"),
        "civilian_targeting": _pick(["", "Civilian targeting"], (second == _POOLS.index("civilians")).astype(int)),
        "iso": pa.array(np.full(rows, 999)),
        "region": _pick(["Northern Africa"], np.zeros(rows, np.int64)),
        "country": _pick([NAME], np.zeros(rows, np.int64)),
        "admin1": _pick([each.governorate for each in towns], town),
        "admin2": _pick([each.district for each in towns], town),
        "admin3": _pick([""], np.zeros(rows, np.int64)),
        "location": _pick([each.name for each in towns], town),
        "latitude": pa.array(np.array([each.lat for each in towns])[town]),
        "longitude": pa.array(np.array([each.lon for each in towns])[town]),
        "geo_precision": pa.array(geo + 1),
        "source": _sources(random, rows),
        "source_scale": _pick(["National", "Subnational", "Other-National", "New media"], random.choice(4, rows)),
        "notes": _notes(random, number, rows),
        "fatalities": pa.array(random.negative_binomial(0.3, 0.1, rows)),
        "tags": tag,
        "timestamp": pa.array(1_700_000_000 + random.integers(0, 400, rows) * 86_400),
    }  # fmt: skip
    return pa.table(columns)


def _pick(values: Sequence[str], at: npt.NDArray[np.integer]) -> pa.Array:
    return pa.array(list(values), pa.string()).take(pa.array(at))


def _names(country: Country, random: np.random.Generator, pool: Ints) -> pa.Array:
    """A name from each row's pool; a few names of a pool make most of its rows."""
    pools: dict[str, tuple[str, ...]] = {
        **country.members,
        "excluded": country.excluded,
        "aggregate": country.aggregates,
        "unlisted": country.unlisted,
        "civilians": (CIVILIANS,),
        "protesters": (f"Protesters ({NAME})",),
        "rioters": (f"Rioters ({NAME})",),
        "": ("",),
    }
    names = [name for key in _POOLS for name in pools[key]]
    sizes = np.array([len(pools[key]) for key in _POOLS])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    nth = np.minimum((random.random(len(pool)) ** 2 * sizes[pool]).astype(np.int64), sizes[pool] - 1)
    return _pick(names, starts[pool] + nth)


def _associates(country: Country, random: np.random.Generator, pool: Ints) -> pa.Array:
    """Mostly none; in some rows allies of the same side, words that only identify, or an excluded group beside it."""
    values = ["", f"Labor Group ({NAME})", *(f"{a}; {b}" for names in country.members.values()
                                             for a, b in zip(names[:5], names[5:10], strict=True)),
              *country.excluded[:3]]  # fmt: skip
    chance = random.random(len(pool))
    armed = pool < len(country.members)
    allies = 2 + pool * 5 + random.integers(0, 5, len(pool))
    banned = 17 + random.integers(0, 3, len(pool))
    at = np.where(chance < 0.08, allies, np.where(chance < 0.085, banned, np.where(chance < 0.11, 1, 0)))
    return _pick(values, np.where(armed, at, 0))


def _sources(random: np.random.Generator, rows: int) -> pa.Array:
    papers = [f"Daily Herald of Town {n}" for n in range(60)]
    cells = [*papers, *(f"{papers[a]}; {papers[b]}" for a, b in random.integers(0, 60, (340, 2)))]
    return _pick(cells, np.minimum((random.pareto(1.0, rows) * 20).astype(np.int64), len(cells) - 1))


def _notes(random: np.random.Generator, number: pa.Array, rows: int) -> pa.Array:
    """Sentences of the usual length, no two the same."""
    words = ["forces", "shelled", "positions", "near", "the", "village", "with", "artillery", "fire", "sources", "said"]
    texts = [" ".join(random.choice(words, int(random.integers(10, 40)))) + "." for _ in range(5000)]
    return pc.binary_join_element_wise(pa.scalar("Report"), number, _pick(texts, random.integers(0, 5000, rows)), " ")
