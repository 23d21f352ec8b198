"""The same rules evaluated clause by clause with pandas and geopandas, as an analyst would.

What all clauses share (days, areas of each point by a spatial join, sides by `isin`) is worked out once; each clause
then looks only at the rows whose act it speaks of.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from .country import ACCESSION, CRS, PARTIES, POPULATION, RADIUS_KM, START, UNTIL
from .rules import NO, NONE, OUT_OF_SCOPE, UNDETERMINED, UNKNOWN, YES, Answers, Clause, Rules, day_of, verdict

_COLUMNS = (
    "event_date", "time_precision", "sub_event_type", "actor1", "assoc_actor_1", "actor2", "assoc_actor_2", "admin1",
    "latitude", "longitude", "geo_precision",
)  # fmt: skip

Verdicts = tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]


class Geography:
    """The areas as GeoDataFrames in kilometres: prepared once, like the other side's world."""

    def __init__(self, rules: Rules):
        zones, governorates = rules.country.zones, rules.country.governorates
        self.ids = list(zones)
        self.zones = gpd.GeoDataFrame(geometry=list(zones.values()), crs="EPSG:4326").to_crs(CRS)
        self.edges = gpd.GeoDataFrame(geometry=self.zones.boundary, crs=CRS)
        regions = gpd.GeoDataFrame(geometry=list(governorates.values()), crs="EPSG:4326").to_crs(CRS)
        touching = gpd.sjoin(regions, self.zones, predicate="intersects")
        self.of_region = np.full((len(regions), len(zones)), NO, dtype=np.int8)
        self.of_region[touching.index, touching["index_right"]] = UNKNOWN
        self.region = {name: n for n, name in enumerate(governorates)}


def evaluate(table: pa.Table, rules: Rules, geography: Geography, distinct_places: bool = False) -> Verdicts:
    """The verdicts by row and clause (-1 where there is no finding), and by row."""
    frame = table.select(list(_COLUMNS)).to_pandas()
    frame["first"], frame["after"] = _days(frame)
    inside = _areas(frame, geography, distinct_places)
    sides = [_Side(frame, n, rules) for n in (1, 2)]
    touched = (frame["after"] > day_of(START)) & (frame["first"] < day_of(UNTIL))
    both = sides[0].present & sides[1].present & ~frame["sub_event_type"].isin(rules.directed).to_numpy()
    found = np.full((len(frame), len(rules.clauses)), NONE, dtype=np.int8)
    worst = np.full((2, len(frame)), OUT_OF_SCOPE, dtype=np.int8)
    for n, clause in enumerate(rules.clauses):
        spoken = [sub for sub, answer in clause.act.items() if answer != NO]
        rows = np.flatnonzero(frame["sub_event_type"].isin(spoken) & touched)
        part = frame.iloc[rows]
        fixed = _fixed(clause, part, rows, inside, geography)
        here = _as_acted(clause, part, rows, fixed, sides[0], sides[1])
        turned = np.where(both[rows], _as_acted(clause, part, rows, fixed, sides[1], sides[0]), here)
        found[rows, n] = np.where(here == turned, here, UNDETERMINED)
        worst[0, rows] = np.maximum(worst[0, rows], here)
        worst[1, rows] = np.maximum(worst[1, rows], turned)
    return found, np.where(worst[0] == worst[1], worst[0], UNDETERMINED).astype(np.int8)


def _days(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    day = pd.to_datetime(frame["event_date"], format="%Y-%m-%d")
    start = day.dt.to_period("M").dt.start_time
    in_week, in_month = frame["time_precision"] == 2, frame["time_precision"] == 3
    first = day.mask(in_week, day - pd.Timedelta(days=3)).mask(in_month, start)
    last = day.mask(in_week, day + pd.Timedelta(days=3)).mask(in_month, start + pd.offsets.MonthEnd(1))
    epoch = pd.Timestamp(0)
    return (first - epoch).dt.days, (last - epoch).dt.days + 1


def _areas(frame: pd.DataFrame, geography: Geography, distinct: bool) -> Answers:
    """By row and zone: whether the event lies in it, by a spatial join of its point."""
    if distinct:
        places = frame[["latitude", "longitude", "geo_precision", "admin1"]]
        keys = places.drop_duplicates()
        at = places.merge(keys.reset_index(names="place"), how="left")["place"]
        return _areas(keys, geography, False)[keys.index.get_indexer(pd.Index(at))]
    answers = np.full((len(frame), len(geography.ids)), NO, dtype=np.int8)
    code = frame["geo_precision"].astype(str)
    regional = (code == "3").to_numpy()
    pointed = frame[~regional]
    outline = gpd.points_from_xy(pointed["longitude"], pointed["latitude"], crs="EPSG:4326").to_crs(CRS)
    points = gpd.GeoDataFrame(index=np.flatnonzero(~regional), geometry=outline)
    within = gpd.sjoin(points, geography.zones, predicate="within")
    answers[within.index, within["index_right"]] = YES
    near = gpd.sjoin(points, geography.edges, predicate="dwithin", distance=code[~regional].map(RADIUS_KM).to_numpy())
    answers[near.index, near["index_right"]] = UNKNOWN
    answers[regional] = geography.of_region[frame.loc[regional, "admin1"].map(geography.region)]
    return answers


class _Side:
    """One side of each event: its name, and those associates that are known forces."""

    def __init__(self, frame: pd.DataFrame, n: int, rules: Rules):
        self._rules = rules
        self._name = frame[f"actor{n}"]
        self.present = (self._name != "").to_numpy()
        associates = frame.loc[frame[f"assoc_actor_{n}"] != "", f"assoc_actor_{n}"].str.split("; ").explode()
        self._allies = associates[associates.isin(rules.country.forces)]
        self._early = (frame["first"] < day_of(ACCESSION)).to_numpy()
        self._late = (frame["after"] > day_of(ACCESSION)).to_numpy()
        known = rules.country.forces
        self._force, self._people = self._name.isin(known), self._name.isin(POPULATION)
        self._known: dict[frozenset[str], Answers] = {}
        self.excluded = self._of({name: YES if name in rules.country.excluded else NO for name in known}, NO)
        self.civilian = self._of(dict.fromkeys(known, NO), YES)

    def of(self, parties: frozenset[str]) -> Answers:
        """Whether the whole side is of the parties, over the whole time of the event."""
        if parties not in self._known:
            before = self._of(self._rules.membership(parties, late=False), NO)
            later = self._of(self._rules.membership(parties, late=True), NO)
            crosses = np.where(before == later, before, UNKNOWN)
            found = np.where(self._early & self._late, crosses, np.where(self._late, later, before))
            self._known[parties] = found.astype(np.int8)
        return self._known[parties]

    def _of(self, forces: dict[str, int], people: int) -> Answers:
        """The answer that all names of a side share, else unknown; a name that nobody knows is unknown."""
        yes = [name for name, answer in forces.items() if answer == YES]
        answer = np.full(len(self._name), UNKNOWN, dtype=np.int8)
        answer[self._force] = NO
        answer[self._name.isin(yes)] = YES
        answer[self._people] = people
        allies = self._allies.isin(yes).groupby(level=0).agg(["min", "max"])
        rows = allies.index.to_numpy()
        mine, least, most = answer[rows], allies["min"].to_numpy() * YES, allies["max"].to_numpy() * YES
        answer[rows] = np.where((mine == least) & (mine == most), mine, UNKNOWN)
        return answer


def _fixed(
    clause: Clause, part: pd.DataFrame, rows: npt.NDArray[np.int64], inside: Answers, geography: Geography
) -> tuple[Answers, Answers, Answers]:
    """What does not depend on who acted: act, the least of time, weapon and place, and the exemption."""
    rule = clause.rule
    act = part["sub_event_type"].map(clause.act).to_numpy(dtype=np.int8)
    tests = np.where((part["first"] >= day_of(START)) & (part["after"] <= day_of(UNTIL)), YES, UNKNOWN).astype(np.int8)
    if rule.days:
        opens, closes = map(day_of, rule.days)
        apart = (part["after"] <= opens) | (part["first"] >= closes)
        within = (part["first"] >= opens) & (part["after"] <= closes)
        tests = np.minimum(tests, np.where(apart, NO, np.where(within, YES, UNKNOWN)))
    if clause.weapon is not None:
        tests = np.minimum(tests, part["sub_event_type"].map(clause.weapon).to_numpy())
    if rule.zones:
        at = [geography.ids.index(zone) for zone in rule.zones]
        tests = np.minimum(tests, inside[rows][:, at].max(axis=1))
    exempt = np.zeros(len(part), dtype=np.int8)
    if rule.exempt_in:
        exempt = np.minimum(act, inside[rows, geography.ids.index(rule.exempt_in)]).astype(np.int8)
    return act.astype(np.int8), tests.astype(np.int8), exempt


def _as_acted(
    clause: Clause,
    part: pd.DataFrame,
    rows: npt.NDArray[np.int64],
    fixed: tuple[Answers, Answers, Answers],
    actor: _Side,
    target: _Side,
) -> Answers:
    act, tests, exempt = fixed
    tests = np.minimum(tests, np.minimum(actor.of(clause.binds)[rows], 2 - actor.excluded[rows]))
    barred = 2 - target.excluded[rows]
    match clause.rule.target:
        case None:
            tests = np.where(barred == NO, NO, tests)
        case "civilians":
            tests = np.minimum(tests, np.minimum(barred, target.civilian[rows]))
        case party:
            parties = frozenset(PARTIES) if party == "any_party" else frozenset({party})
            tests = np.minimum(tests, np.minimum(barred, target.of(parties)[rows]))
    return verdict(act, tests.astype(np.int8), exempt)
