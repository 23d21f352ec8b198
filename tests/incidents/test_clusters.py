"""From pairs to incidents: none holds two rows of one dataset, and none reaches further than it may."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given

from holdfire.incidents import default_matching
from holdfire.incidents.reports import distance_km
from holdfire.records import Alternative, Observation, Tie

from .reporting import STORY, found, groups, said, table, together
from .strategies import DEEDS, scenes

Scene = tuple[list[Observation], list[Alternative]]

OUTLETS = 3_000


def dataset(report: Observation) -> tuple[object, ...]:
    """What a report was compiled in: a document that a machine read is one of its own."""
    if report.compiled_by == "machine-reading":
        return (report.id.rpartition("/")[0],)
    by = (report.compiled_by,) if report.compiled_by else (report.claimed_by, report.carried_by)
    return (report.source, *by)


@given(scenes())
def test_the_machine_never_joins_two_rows_of_one_dataset(scene: Scene) -> None:
    told = {each.id: each for each in scene[0]}
    for group in found(scene[0]).groups:
        assert len({dataset(told[each]) for each in group}) == len(group)


def test_two_rows_of_one_dataset_stay_two_also_where_a_third_report_fits_both() -> None:
    rows = [said(name, compiled_by="ucdp", source="ged", words=STORY) for name in ("a", "c")]
    seen = groups(*rows, said("b", "sohr", words=STORY))
    assert seen in ({together("a", "b"), together("c")}, {together("b", "c"), together("a")})


@given(scenes(acts=DEEDS))
def test_no_incident_reaches_further_than_the_spread_allows(scene: Scene) -> None:
    spread = default_matching().spread
    told = {each.id: each for each in scene[0]}
    for group in found(scene[0]).groups:
        starts = [told[each].when_start for each in group]
        assert (max(starts) - min(starts)).total_seconds() <= spread.days * 86_400
        placed = [told[each] for each in group if told[each].lat is not None]
        radii = sorted(max(1.0, each.radius_km or 0.0) for each in placed)
        for one, other in combinations(placed, 2):
            assert distance_km(one.lat, one.lon, other.lat, other.lon) <= sum(radii[-2:]) + spread.km + 0.01


def test_a_pair_alone_is_bound_like_any_other_incident() -> None:
    over_days = said("a", "sohr", when={"from": "2016-03-01", "to": "2016-03-06"}, words=STORY)
    assert groups(over_days, said("b", "snhr", when="2016-03-06", words=STORY)) == {together("a"), together("b")}
    assert groups(over_days, said("b", "snhr", when="2016-03-02", words=STORY)) == {together("a", "b")}


def test_a_chain_of_near_neighbours_does_not_run_down_the_road() -> None:
    road = [
        said(f"r{n:02}", f"claimant {n}", where={"lat": 33.4 + 0.02 * n, "lon": 36.2, "km": 1}, words=STORY)
        for n in range(12)
    ]
    found_groups = groups(*road)
    assert max(map(len, found_groups)) > 1
    assert max(map(len, found_groups)) <= 3  # five kilometres hold three that are two kilometres apart


def test_a_flood_of_one_text_is_one_incident_of_one_voice_with_few_links() -> None:
    one = said("r0000", "sohr", words=STORY)
    flood = [
        one.model_copy(
            update={
                "id": f"r{n:04}",
                "observation_id": f"o{n}",
                "carried_by": (f"outlet {n}",),
                "words": f"{STORY}, outlet {n} was told",
            }
        )
        for n in range(OUTLETS)
    ]
    seen = found(table(flood))
    most = default_matching().reach.most
    assert len(seen.matched.pairs) <= OUTLETS * most
    assert seen.matched.left_out > 0
    [incident] = seen.incidents
    assert len(incident["reports"]) == OUTLETS
    assert incident["flags"] == ["flood"]
    assert incident["observation"]["status"] == "reported"
    assert all(len(each["voices"]) == 1 for each in incident["accounts"])
    assert len(incident["links"]) <= 2 * OUTLETS
    linked = {each[name] for each in incident["links"] for name in ("one", "other")}
    assert linked == {each.id for each in flood}


def test_of_a_small_incident_every_pair_is_shown() -> None:
    told = [said(name, by) for name, by in (("a", "sohr"), ("b", "snhr"), ("c", "hrw"))]
    [incident] = found(told).incidents
    assert {(each["one"], each["other"], each["tie"]) for each in incident["links"]} == {
        ("a", "b", Tie.SAME),
        ("a", "c", Tie.SAME),
        ("b", "c", Tie.SAME),
    }
