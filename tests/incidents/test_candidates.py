"""Pairs that are near enough to be held against each other: those that one finds by listing all pairs, anywhere."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.incidents.candidates import Reach, candidates
from holdfire.incidents.reports import Reports, distance_km, reports_of
from holdfire.records import Observation

from .reporting import WORLD, groups, said, table, together

HOUR, DAY = 3_600_000_000, 86_400_000_000


def at(ident: str, lat: float, lon: float, km: float = 1.0, when: object = "2016-03-01", by: str = "") -> Observation:
    return said(ident, by or ident, where={"lat": lat, "lon": lon, "km": km}, when=when)


def seen(*told: Observation) -> Reports:
    return reports_of(table(told), WORLD, 7)


def by_listing(reports: Reports, reach: Reach) -> set[tuple[int, int]]:
    """All pairs within reach, each looked at."""
    radius = [max(1.0, each) for each in reports.radius.tolist()]

    def near(i: int, j: int) -> bool:
        km = distance_km(reports.lat[i], reports.lon[i], reports.lat[j], reports.lon[j])
        gap = max(reports.start[i], reports.start[j]) - min(reports.end[i], reports.end[j])
        return bool(km <= reach.km + radius[i] + radius[j] and gap <= reach.days * DAY)

    return {(i, j) for i, j in combinations(range(len(reports)), 2) if near(i, j)}


corners = st.sampled_from(
    (
        (33.45, 36.2),
        (0.0, 180.0),
        (0.0, -180.0),
        (64.0, 180.0),
        (90.0, 0.0),
        (89.95, 170.0),
        (-90.0, 10.0),
        (-89.9, 0.0),
    )
)
spots = st.builds(
    lambda corner, north, east: (
        round(max(-90.0, min(90.0, corner[0] + north)), 5),
        round((corner[1] + east + 180) % 360 - 180, 5),
    ),
    corners,
    st.floats(-0.6, 0.6),
    st.floats(-0.6, 0.6) | st.floats(-180, 180),
)
radii = st.sampled_from((0.0, 1.0, 5.0, 25.0))
days = st.sampled_from(
    ("2016-03-01", "2016-03-02", "2016-03-03", "2016-03-01T12:00", {"from": "2016-03-01", "to": "2016-03-05"})
)


@given(st.lists(st.tuples(spots, radii, days), min_size=2, max_size=14), st.sampled_from((0.0, 3.0, 40.0)))
def test_candidates_are_all_pairs_within_reach_and_no_others(
    told: list[tuple[tuple[float, float], float, object]], km: float
) -> None:
    reports = seen(*(at(f"r{n:02}", *spot, radius, day) for n, (spot, radius, day) in enumerate(told)))
    reach = Reach(km=km, days=1.0)
    pairs, left_out = candidates(reports, reach)
    listed = list(zip(pairs.one.tolist(), pairs.other.tolist(), strict=True))
    assert set(listed) == by_listing(reports, reach)
    assert all(one < other for one, other in pairwise(listed))
    assert left_out == 0


@pytest.mark.parametrize("corner", [(33.45, 36.2), (0.0, 180.0), (64.0, -180.0), (89.9, 170.0), (-90.0, 10.0)])
def test_of_many_reports_about_one_spot_no_pair_within_reach_is_missed(corner: tuple[float, float]) -> None:
    rng = np.random.default_rng(5)
    wide = 1 / np.cos(np.radians(min(abs(corner[0]), 89.8)))
    told = []
    for n in range(160):
        north, east = rng.uniform(-0.5, 0.5, 2) * (1, min(wide, 360))
        lat, lon = np.clip(corner[0] + north, -90, 90), (corner[1] + east + 180) % 360 - 180
        day = f"2016-03-0{rng.integers(1, 5)}"
        told.append(at(f"r{n:03}", round(lat, 5), round(lon, 5), rng.choice([1.0, 5.0, 9.0]), day))
    reports, reach = seen(*told), Reach(km=3.0, days=1.0)
    pairs, _ = candidates(reports, reach)
    expected = by_listing(reports, reach)
    assert len(expected) > 100
    assert set(zip(pairs.one.tolist(), pairs.other.tolist(), strict=True)) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((0.0, 179.999), (0.0, -179.999)),
        ((70.0, 180.0), (70.0, -180.0)),
        ((89.999, 0.0), (89.999, 180.0)),
        ((-89.999, 0.0), (-89.999, 120.0)),
        ((90.0, 0.0), (90.0, 170.0)),
        ((89.99, -90.0), (89.98, 45.0)),
    ],
)
def test_what_is_one_on_the_globe_is_one_across_the_antimeridian_and_the_poles(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    assert groups(at("a", *one, by="sohr"), at("b", *other, by="snhr")) == {together("a", "b")}


def test_who_is_next_to_the_pole_is_near_those_a_quarter_around_it() -> None:
    """52 km apart, within the 53 of two radii and the reach, and 74° of longitude."""
    reports = seen(at("a", -89.969, -37.0, 25), at("b", -89.5224, 37.0, 25))
    assert by_listing(reports, Reach()) == {(0, 1)}
    assert len(candidates(reports, Reach())[0]) == 1


def test_near_the_pole_what_is_far_stays_apart() -> None:
    assert groups(at("a", 89.9, 0.0), at("b", 89.9, 180.0)) == {together("a"), together("b")}


def test_of_a_flood_each_is_held_against_so_many_of_those_most_like_it_and_the_rest_is_counted() -> None:
    reports = seen(*(at(f"r{n:03}", 33.45, 36.2) for n in range(60)))
    pairs, left_out = candidates(reports, Reach(most=10))
    everybody = set(range(60))
    assert len(pairs) <= 60 * 10
    assert {*pairs.one.tolist(), *pairs.other.tolist()} == everybody
    assert left_out == 60 * (60 - 10)


def test_a_report_that_nothing_places_is_held_against_those_of_its_days() -> None:
    lost = said("lost", "hrw", where=None)
    reports = seen(lost, at("near", 33.45, 36.2), at("later", 33.45, 36.2, when="2016-03-09"))
    pairs, _ = candidates(reports, Reach())
    named = {(reports.ids[i], reports.ids[j]) for i, j in zip(pairs.one.tolist(), pairs.other.tolist(), strict=True)}
    assert named == {("lost", "near")}
