"""The same rules as OpenFisca-core formulas: one vector an event, places as a group entity of events.

OpenFisca computes each variable once for all events. Areas are asked of distinct places; sides are looked up in vectors
by the number of each distinct pair of actor and associates.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely
from openfisca_core import entities, periods
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from pyproj import Transformer

from .country import ACCESSION, CRS, PARTIES, POPULATION, RADIUS_KM, START, UNTIL
from .rival_pandas import Geography, Verdicts
from .rules import NO, NONE, OUT_OF_SCOPE, UNDETERMINED, UNKNOWN, YES, Clause, Rules, day_of, verdict

Ints = npt.NDArray[np.int64]
_PERIOD = "2023"
_INPUTS = ("sub", "first", "after", "side1", "side2")
_PLACE_INPUTS = ("x", "y", "radius", "region")


def evaluate(table: pa.Table, rules: Rules, geography: Geography) -> Verdicts:
    """The verdicts by row and clause (-1 where there is no finding), and by row."""
    sub, subs = _codes(table["sub_event_type"])
    sides = [_codes_of_pairs(table[f"actor{n}"], table[f"assoc_actor_{n}"]) for n in (1, 2)]
    first, after = _days(table)
    place_at, places = _places(table, geography)
    model = _Model(rules, geography, subs, [pairs for _, pairs in sides])
    system = model.system()
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("event", np.arange(table.num_rows))
    located = builder.declare_entity("place", np.arange(len(places["x"])))
    builder.join_with_persons(located, place_at, np.repeat("event", table.num_rows))
    simulation = builder.build(system)
    values = {"sub": sub, "first": first, "after": after, "side1": sides[0][0], "side2": sides[1][0], **places}
    for name, value in values.items():
        simulation.set_input(name, _PERIOD, value)
    found = np.full((table.num_rows, len(rules.clauses)), NONE, dtype=np.int8)
    for n in range(len(rules.clauses)):
        found[:, n] = simulation.calculate(f"clause_{n}", _PERIOD)
    return found, simulation.calculate("event_verdict", _PERIOD).astype(np.int8)


def _codes(column: pa.ChunkedArray) -> tuple[Ints, list[Any]]:
    coded = column.combine_chunks().dictionary_encode()
    return np.asarray(coded.indices, dtype=np.int64), coded.dictionary.to_pylist()


def _codes_of_pairs(one: pa.ChunkedArray, other: pa.ChunkedArray) -> tuple[Ints, list[tuple[str, str]]]:
    (a, names), (b, others) = _codes(one), _codes(other)
    found, at = np.unique(a * len(others) + b, return_inverse=True)
    return at, [(names[n // len(others)], others[n % len(others)]) for n in found.tolist()]


def _days(table: pa.Table) -> tuple[Ints, Ints]:
    at, dates = _codes(table["event_date"])
    day = np.array(dates, dtype="datetime64[D]")[at]
    month = day.astype("datetime64[M]")
    precision = np.asarray(table["time_precision"])
    first = np.choose(precision - 1, [day, day - 3, month.astype("datetime64[D]")])
    last = np.choose(precision - 1, [day, day + 3, (month + 1).astype("datetime64[D]") - 1])
    return first.astype(np.int64), last.astype(np.int64) + 1


def _places(table: pa.Table, geography: Geography) -> tuple[Ints, dict[str, npt.NDArray[Any]]]:
    columns = [_codes(table[name]) for name in ("latitude", "longitude", "geo_precision", "admin1")]
    key = np.zeros(table.num_rows, dtype=np.int64)
    for at, values in columns:
        key = key * len(values) + at
    _, where, back = np.unique(key, return_index=True, return_inverse=True)
    lat, lon, code, admin = ([values[n] for n in at[where].tolist()] for at, values in columns)
    x, y = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform(lon, lat)
    radius = np.array([RADIUS_KM.get(str(each), np.nan) for each in code])
    region = np.array([geography.region[each] for each in admin])
    return back, {"x": np.array(x), "y": np.array(y), "radius": radius, "region": region}


class _Model:
    """The rules as a system of OpenFisca variables."""

    def __init__(self, rules: Rules, geography: Geography, subs: list[str], pairs: list[list[tuple[str, str]]]):
        self._rules, self._geography, self._subs, self._pairs = rules, geography, subs, pairs
        self._place = entities.GroupEntity("place", "places", "", "", roles=[{"key": "event", "plural": "events"}])
        self._event = entities.Entity("event", "events", "", "")
        self._system = TaxBenefitSystem([self._event, self._place])

    def system(self) -> Any:
        """The system with all its variables."""
        for name in _INPUTS:
            self._add(name, self._event, int, None)
        for name in _PLACE_INPUTS:
            self._add(name, self._place, float if name != "region" else int, None)
        for n, zone in enumerate(self._geography.zones.geometry):
            self._add(f"zone_{n}", self._place, int, self._zone(n, zone))
        for n in (1, 2):
            self._sides(n)
        count = len(self._rules.clauses)
        for n, clause in enumerate(self._rules.clauses):
            self._clause(n, clause)
        listed = [f"clause_{n}_listed" for n in range(count)]
        turned = [f"clause_{n}_turned" for n in range(count)]

        def event_verdict(event: Any, period: Any) -> Any:
            worst = [np.full(event.count, OUT_OF_SCOPE, dtype=np.int8) for _ in range(2)]
            for names, so_far in ((listed, worst[0]), (turned, worst[1])):
                for name in names:
                    np.maximum(so_far, event(name, period).astype(np.int8), out=so_far)
            return np.where(worst[0] == worst[1], worst[0], UNDETERMINED)

        self._add("event_verdict", self._event, int, event_verdict)
        return self._system

    def _add(self, name: str, entity: Any, kind: type, formula: Any) -> None:
        body: dict[str, Any] = {"entity": entity, "value_type": kind, "definition_period": periods.YEAR, "label": name}
        if formula is not None:
            body["formula"] = formula
        self._system.add_variable(type(name, (Variable,), body))

    def _zone(self, n: int, shape: shapely.Polygon) -> Any:
        shapely.prepare(shape)

        def zone(place: Any, period: Any) -> Any:
            points = shapely.points(place("x", period), place("y", period))
            radius = place("radius", period)
            inside = np.where(shapely.contains(shape, points), YES, NO)
            near = shapely.distance(shape.boundary, points) <= radius
            of_region = self._geography.of_region[place("region", period), n]
            return np.where(np.isnan(radius), of_region, np.where(near, UNKNOWN, inside))

        return zone

    def _sides(self, n: int) -> None:
        forces, country = self._rules.country.forces, self._rules.country
        self._vector(f"present_{n}", n, [int(name != "") for name, _ in self._pairs[n - 1]])
        excluded = {name: YES if name in country.excluded else NO for name in forces}
        self._vector(f"excluded_{n}", n, self._answers(n, excluded, NO))
        self._vector(f"civilian_{n}", n, self._answers(n, dict.fromkeys(forces, NO), YES))
        for k, parties in enumerate(self._rules.party_sets):
            before, later = (self._answers(n, self._rules.membership(parties, late), NO) for late in (False, True))
            self._member(f"member_{k}_{n}", n, np.array(before), np.array(later))

    def _vector(self, name: str, n: int, values: list[int]) -> None:
        vector = np.array(values)
        self._add(name, self._event, int, lambda event, period: vector[event(f"side{n}", period)])

    def _member(self, name: str, n: int, before: Ints, later: Ints) -> None:
        changes = day_of(ACCESSION)

        def member(event: Any, period: Any) -> Any:
            side = event(f"side{n}", period)
            one, other = before[side], later[side]
            early, late = event("first", period) < changes, event("after", period) > changes
            return np.where(early & late, np.where(one == other, one, UNKNOWN), np.where(late, other, one))

        self._add(name, self._event, int, member)

    def _answers(self, n: int, forces: dict[str, int], people: int) -> list[int]:
        """By distinct side: the answer that all of its names share, else unknown."""
        known = forces | dict.fromkeys(POPULATION, people)
        found = []
        for name, associates in self._pairs[n - 1]:
            allies = [each for each in associates.split("; ") if each in forces]
            said = {known.get(each, UNKNOWN) for each in (name, *allies)}
            found.append(said.pop() if len(said) == 1 else UNKNOWN)
        return found

    def _clause(self, n: int, clause: Clause) -> None:
        act = np.array([clause.act[sub] for sub in self._subs])
        weapon = None if clause.weapon is None else np.array([clause.weapon[sub] for sub in self._subs])
        sets = self._rules.party_sets
        rule, ids, bound = clause.rule, self._geography.ids, sets.index(clause.binds)
        directed = np.array([sub in self._rules.directed for sub in self._subs])

        def fixed(event: Any, period: Any) -> Any:
            first, after = event("first", period), event("after", period)
            tests = np.where((first >= day_of(START)) & (after <= day_of(UNTIL)), YES, UNKNOWN)
            if rule.days:
                opens, closes = map(day_of, rule.days)
                within = np.where((first >= opens) & (after <= closes), YES, UNKNOWN)
                tests = np.minimum(tests, np.where((after <= opens) | (first >= closes), NO, within))
            if weapon is not None:
                tests = np.minimum(tests, weapon[event("sub", period)])
            if rule.zones:
                there = [event.place(f"zone_{ids.index(zone)}", period) for zone in rule.zones]
                tests = np.minimum(tests, np.maximum.reduce(there))
            return tests

        def as_acted(actor: int, target: int) -> Any:
            def formula(event: Any, period: Any) -> Any:
                said = act[event("sub", period)]
                tests = np.minimum(event(f"clause_{n}_fixed", period), event(f"member_{bound}_{actor}", period))
                tests = np.minimum(tests, 2 - event(f"excluded_{actor}", period))
                barred = 2 - event(f"excluded_{target}", period)
                match rule.target:
                    case None:
                        tests = np.where(barred == NO, NO, tests)
                    case "civilians":
                        tests = np.minimum(tests, np.minimum(barred, event(f"civilian_{target}", period)))
                    case party:
                        k = sets.index(frozenset(PARTIES) if party == "any_party" else frozenset({party}))
                        tests = np.minimum(tests, np.minimum(barred, event(f"member_{k}_{target}", period)))
                exempt = np.zeros(event.count, dtype=np.int8)
                if rule.exempt_in:
                    exempt = np.minimum(said, event.place(f"zone_{ids.index(rule.exempt_in)}", period))
                touched = (event("after", period) > day_of(START)) & (event("first", period) < day_of(UNTIL))
                return np.where(touched & (said != NO), verdict(said, tests, exempt), NONE)

            return formula

        def turned(event: Any, period: Any) -> Any:
            listed, reverse = event(f"clause_{n}_listed", period), as_acted(2, 1)(event, period)
            both = (event("present_1", period) & event("present_2", period)).astype(bool)
            return np.where(both & ~directed[event("sub", period)], reverse, listed)

        def whole(event: Any, period: Any) -> Any:
            listed, reverse = event(f"clause_{n}_listed", period), event(f"clause_{n}_turned", period)
            return np.where(listed == reverse, listed, UNDETERMINED)

        self._add(f"clause_{n}_fixed", self._event, int, fixed)
        self._add(f"clause_{n}_listed", self._event, int, as_acted(1, 2))
        self._add(f"clause_{n}_turned", self._event, int, turned)
        self._add(f"clause_{n}", self._event, int, whole)
