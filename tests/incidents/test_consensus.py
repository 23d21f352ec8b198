"""What the reports of an incident say together: every deed as somebody tells it, each with those who tell it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.incidents.deeds import deeds
from holdfire.records import Alternative, Observation

from .reporting import WORLD, found, rivals, said
from .strategies import DEEDS, scenes

Scene = tuple[list[Observation], list[Alternative]]
Whole = tuple[str, str | None, tuple[str, ...], tuple[str, ...], str]
"""Act, weapon, who acted, on whom, and whether it is known which of them did."""


def of_report(report: Observation) -> Whole:
    actors, targets = (tuple(sorted(each)) for each in (report.actors, report.targets))
    return report.act, report.weapon, actors, targets, report.direction.value


def standing(incident: Mapping[str, Any]) -> Whole:
    return of_report(Observation.model_validate(incident["observation"]))


def beside(incident: Mapping[str, Any]) -> dict[Whole, tuple[str, ...]]:
    """The other deeds that are told of an incident, with who backs each."""
    of_group: dict[str, dict[str, Any]] = defaultdict(dict)
    for each in incident["alternatives"]:
        if (each["group"] or "").startswith("reports:deed:"):
            of_group[each["group"]][each["field"]] = (json.loads(each["value"]), tuple(each["backed_by"]))
    found = {}
    for fields in of_group.values():
        value = {name: each for name, (each, _) in fields.items()}
        [backers] = {each for _, each in fields.values()}
        targets = tuple(value["targets"]["targets"])
        found[(value["act"], value["weapon"], tuple(value["actors"]), targets, value["direction"])] = backers
    return found


def one(*told: Observation) -> dict[str, Any]:
    """The incident of reports that are one."""
    [incident] = found(told).incidents
    assert len(incident["reports"]) == len(told)
    return incident


def test_rival_perpetrators_stand_beside_each_other_each_with_those_who_say_so() -> None:
    incident = one(
        said("a", "sohr", actors=["syrian-armed-forces"]),
        said("b", "hrw", actors=["syrian-armed-forces"]),
        said("c", "tass", actors=["jabhat-al-nusra"]),
    )
    assert standing(incident) == ("air_strike", None, ("syrian-armed-forces",), (), "known")
    assert incident["observation"]["attributed_by"] == ["hrw", "sohr"]
    assert beside(incident) == {("air_strike", None, ("jabhat-al-nusra",), (), "known"): ("tass",)}


def test_no_deed_is_made_of_the_act_of_one_and_the_actor_of_another() -> None:
    """Who says shelling by one and who says a strike by another: nobody says shelling by the other."""
    incident = one(
        said("a", "sohr", act="shelling", actors=["syrian-armed-forces"], killed=31),
        said("b", "tass", act="air_strike", actors=["jabhat-al-nusra"], killed=31, words=None),
    )
    told = {standing(incident), *beside(incident)}
    assert told == {
        ("shelling", None, ("syrian-armed-forces",), (), "known"),
        ("air_strike", None, ("jabhat-al-nusra",), (), "known"),
    }


def test_who_names_nobody_backs_no_perpetrator() -> None:
    incident = one(said("a", "sohr"), said("b", "hrw", actors=None), said("c", "tass", actors=["jabhat-al-nusra"]))
    assert incident["observation"]["attributed_by"] == ["sohr"]
    assert set(beside(incident).values()) == {("tass",)}
    assert sorted(incident["observation"]["claimed_by"]) == ["hrw", "sohr", "tass"]


def test_a_finer_telling_is_no_rival_of_a_coarser_one() -> None:
    incident = one(said("a", "sohr", act="armed_attack"), said("b", "hrw", act="air_strike"))
    assert standing(incident)[0] == "air_strike"
    assert beside(incident) == {}


@given(scenes(acts=DEEDS))
def test_every_deed_of_an_incident_is_one_that_a_report_tells_whole(scene: Scene) -> None:
    told = {each.id: each for each in scene[0]}
    for incident in found(scene[0], alternatives=rivals(scene[1])).incidents:
        reports = [told[each["id"]] for each in incident["reports"]]
        if not reports:
            continue
        by_deed: dict[Whole, set[str]] = defaultdict(set)
        for each in reports:
            by_deed[of_report(each)] |= set(each.claimed_by or each.carried_by or (each.id,))
        others = beside(incident)
        assert {standing(incident), *others} <= set(by_deed)
        assert all(set(backers) == by_deed[deed] for deed, backers in others.items())
        here = incident["observation"]
        saying = {who for each in reports for who in each.claimed_by if of_report(each) == standing(incident)}
        naming = {who for each in reports for who in each.claimed_by if each.actors}
        assert (saying if here["actors"] else set()) <= set(here["attributed_by"]) <= naming


@given(scenes(acts=DEEDS))
def test_no_report_is_left_without_a_deed_that_it_tells_or_that_tells_it_finer(scene: Scene) -> None:
    whole = deeds(scene[0], WORLD)
    acts = {one.act for one, _ in whole}
    assert len(whole) == len({one for one, _ in whole})
    for each in scene[0]:
        assert any(act == each.act or each.act in WORLD.acts.above(act) for act in acts)


@pytest.mark.parametrize(
    ("told", "low", "best", "high"),
    [
        ((5, 5, 8), 5, 5, 8),  # two voices against one
        ((8, 8, 5), 5, 8, 8),
        ((5, 8), 5, 5, 8),  # one each: the lowest, which both reach
        (({"low": 4, "high": 9}, 6), 4, 4, 9),
        ((None, 6), 6, 6, 6),
        ((0, 3), 0, 0, 3),
        (({"high": 10}, {"high": 10}), None, None, 10),  # at most ten: nobody says that ten died
        (({"low": 3, "best": 4, "high": 9}, {"best": 5}), 3, 4, 9),
        ((None, None), None, None, None),
    ],
)
def test_the_dead_are_the_lowest_the_best_borne_out_and_the_highest_that_is_told(
    told: tuple[Any, ...], low: int | None, best: int | None, high: int | None
) -> None:
    origins = ("sohr", "hrw", "tass")
    place = {"words": "Planes struck Daraya"}
    seen = one(*(said(f"r{n}", origins[n], killed=each, **place) for n, each in enumerate(told)))["observation"]
    assert (seen["killed_low"], seen["killed_best"], seen["killed_high"]) == (low, best, high)
    numbers = {
        each if isinstance(each, int) else each.get("best", each.get("low")) for each in told if each is not None
    }
    assert ("killed_differs" in seen["flags"]) == (len(numbers - {None}) > 1)


@given(scenes(acts=DEEDS))
def test_the_best_number_of_dead_is_told_and_lies_between_the_others(scene: Scene) -> None:
    told = {each.id: each for each in scene[0]}
    for incident in found(scene[0]).incidents:
        if not incident["reports"]:
            continue
        seen, reports = incident["observation"], [told[each["id"]] for each in incident["reports"]]
        numbers = {
            n for each in reports for n in (each.killed_low, each.killed_best, each.killed_high) if n is not None
        }
        if seen["killed_best"] is not None:
            assert {seen["killed_low"], seen["killed_best"], seen["killed_high"]} <= numbers
            assert seen["killed_low"] <= seen["killed_best"] <= seen["killed_high"]
        assert seen["killed_high"] == max(numbers, default=None)


# whose word it is


def test_two_origins_named_together_outweigh_one() -> None:
    """Whatever their names: neither `hrw` and `sohr` nor `amnesty` and `hrw` are one."""
    for both in (["hrw", "sohr"], ["amnesty", "hrw"]):
        incident = one(said("a", both, killed=12), said("b", "msf", killed=3))
        assert incident["observation"]["killed_best"] == 12


PRESS = ("alpha press", "zeta press")
SPEAKERS = st.lists(st.sampled_from((*PRESS, "icrc")), max_size=2, unique=True)


@st.composite
def tellings(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Reports of one strike by two papers that no register knows, and of who carried whom."""
    return [
        {
            "claimed_by": draw(SPEAKERS),
            "carried_by": draw(SPEAKERS),
            "killed": draw(st.sampled_from((5, 6))),
            "when": draw(st.sampled_from(("2016-03-01", "2016-03-01T12:00"))),
            "compiled_by": draw(st.sampled_from((None, f"list {n}"))),
        }
        for n in range(draw(st.integers(2, 6)))
    ]


def together(told: list[dict[str, Any]], turn: Mapping[str, str]) -> list[Any]:
    """What is made of them, with the names of the papers turned, and then turned back in what was made."""
    reports = []
    for n, fields in enumerate(told):
        sides = {side: tuple(turn.get(each, each) for each in fields[side]) for side in ("claimed_by", "carried_by")}
        reports.append(said(f"r{n}", **{**fields, **sides}))
    made = json.dumps(found(reports).incidents, default=str)
    back = re.sub("|".join(PRESS), lambda name: turn[name[0]], made)
    return [without_order(each) for each in json.loads(back)]


def without_order(made: Any) -> Any:
    """Lists without their order, without the hash of what was turned and the pairs in words; of voices the number,
    since what either of two could have said alike is listed with one of them."""
    if isinstance(made, dict):
        plain = {name: each for name, each in made.items() if name not in ("observation_id", "links")}
        return {name: len(each) if name == "voices" else without_order(each) for name, each in plain.items()}
    return sorted(map(without_order, made), key=repr) if isinstance(made, list) else made


@given(tellings())
@settings(max_examples=200)
def test_no_number_hangs_on_the_names_of_those_who_speak(told: list[dict[str, Any]]) -> None:
    plain, turned = (dict(zip(PRESS, names, strict=True)) for names in (PRESS, PRESS[::-1]))
    assert together(told, plain) == together(told, turned)
