"""The benchmark of matching: what it makes is what it says, it counts pairs as a person would, and it runs."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pyarrow.compute as pc
import pytest
from bench.matching_made import ACTORS, ACTS, KM, Telling, extent, make, told_times
from bench.matching_score import scores
from hypothesis import given
from hypothesis import strategies as st

from holdfire.records import Observation, arrow_schema
from holdfire.world import World

MADE = make(2_000, seed=4)


def test_records_have_the_schema_of_observations_and_miss_nothing_that_they_must_have() -> None:
    assert MADE.table.schema == arrow_schema(Observation)
    MADE.table.validate(full=True)
    Observation.model_validate(MADE.table.slice(0, 1).to_pylist()[0])
    assert pc.count_distinct(MADE.table["id"]).as_py() == 2_000
    assert not any(MADE.table[field.name].null_count for field in MADE.table.schema if not field.nullable)


def test_acts_and_actors_are_those_of_the_world(world: World) -> None:
    assert set(ACTS) <= set(world.acts.terms)
    assert set(ACTORS) <= set(world.actors.actors)


def test_a_source_tells_an_event_once_and_three_records_in_ten_are_duplicates() -> None:
    told = list(zip(MADE.event.tolist(), MADE.table["source"].to_pylist(), strict=True))
    assert len(set(told)) == len(told)
    times = np.bincount(MADE.event)
    assert tuple(np.bincount(times)[1:]) == told_times(2_000, Telling())
    assert times[times > 1].sum() == pytest.approx(600, abs=2)


def test_the_density_is_equal_at_every_size() -> None:
    def per_degree(records: int) -> float:
        south, north, west, east = extent(records)
        return records / ((north - south) * (east - west))

    assert per_degree(10_000) == pytest.approx(per_degree(130_000)) == pytest.approx(per_degree(1_000_000))


def test_records_of_an_event_depart_from_each_other_by_what_was_said() -> None:
    made = make(40_000, seed=2)
    lat, lon, act = (made.table[name].to_numpy() for name in ("lat", "lon", "act"))
    day = made.table["when_start"].to_numpy().astype("datetime64[D]").astype(int)
    order = np.argsort(made.event, kind="stable")
    one, other = order[:-1][np.diff(made.event[order]) == 0], order[1:][np.diff(made.event[order]) == 0]
    assert set(np.abs(day[one] - day[other])) == {0, 1, 2}
    right = 0.85**2  # both right; both wrong in the same way adds a little
    assert right < np.mean(act[one] == act[other]) < right + 0.15**2
    exact = np.maximum(made.precision[one], made.precision[other]) == 0
    north = (lat[one] - lat[other])[exact] * KM
    east = (lon[one] - lon[other])[exact] * KM * np.cos(np.radians(lat[one][exact]))
    assert np.mean(np.hypot(north, east)) == pytest.approx(2**0.5, rel=0.05)  # each off by 1 km on average


@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=12))
def test_pairs_are_counted_as_one_would_by_listing_them(rows: list[tuple[int, int, int]]) -> None:
    label, event, precision = (np.array(column) for column in zip(*rows, strict=True))
    found = scores(label, event, precision)
    for place, name in enumerate(("point", "near_5", "near_25")):
        pairs = [(a, b) for a, b in combinations(rows, 2) if max(a[2], b[2]) == place]
        made = [a[1] == b[1] for a, b in pairs if a[0] == b[0] >= 0]
        true = [a[0] == b[0] >= 0 for a, b in pairs if a[1] == b[1]]
        assert found[name]["pairs"] == len(true)
        assert found[name]["precision"] == (round(sum(made) / len(made), 4) if made else None)
        assert found[name]["recall"] == (round(sum(true) / len(true), 4) if true else None)


def test_holdfire_alone_over_two_thousand_records() -> None:
    pytest.importorskip("psutil")
    from bench.matching import compare

    found = compare(2_000, ["holdfire"])
    ours = found["holdfire"]
    assert ours["records"] == 2_000
    assert set(ours["classes"]) == {"point", "near_5", "near_25", "all"}
    assert ours["precision"] > 0.95
    assert ours["recall"] > 0.85
    assert found["ratio"] == {}
    assert found["agree"] is None
