"""Who backs whom, and who is mixed with whom, only as the text states it."""

from __future__ import annotations

import pytest

from holdfire.reading.talks.relating import relations
from holdfire.records import Relation
from holdfire.world import load_world, theatres

from .scenes import scene


def read(text: str, **named: str) -> list[Relation]:
    return relations(scene(text, **named), load_world(theatres=theatres()))


@pytest.mark.parametrize(
    "text",
    [
        "The rebels, backed by Northland, took the hill.",
        "Northland backs the rebels.",
        "Northland supports the rebels.",
    ],
)
def test_backing_in_its_forms(text: str) -> None:
    [relation] = read(text, actor__Northland="northland", actor__rebels="rebels")
    assert (relation.kind, relation.of, relation.to) == ("supports", "northland", "rebels")


@pytest.mark.parametrize(("text", "backer"), [("Russian-backed", "russia"), ("US-backed", "united-states")])
def test_a_state_that_is_named_by_its_adjective_alone(text: str, backer: str) -> None:
    [relation] = read(f"{text} rebels took the hill.", actor__rebels="rebels")
    assert (relation.kind, relation.of, relation.to) == ("supports", backer, "rebels")


def test_several_backers_are_each_told() -> None:
    found = read(
        "The groups backed by Northland and Southland advanced.",
        actor__The_groups="groups",
        actor__Northland="northland",
        actor__Southland="southland",
    )
    assert {(each.of, each.to) for each in found} == {("northland", "groups"), ("southland", "groups")}


def test_how_it_backs_them() -> None:
    [relation] = read("Russian air support for the army continued.", actor__the_army="army")
    assert (relation.of, relation.to, relation.how) == ("russia", "army", "air")


def test_support_whose_receiver_is_left_out_is_hardly_sure() -> None:
    text = "The general's campaign pushed on with Russian air support."
    [relation] = read(text, actor__The_general="general")
    assert (relation.of, relation.to) == ("russia", "general")
    assert relation.confidence["relation"] < 0.5


def test_groups_that_are_mixed() -> None:
    [relation] = read(
        "The brigades that are intermingled with the Black Front attacked.",
        actor__The_brigades="brigades",
        actor__the_Black_Front="black-front",
    )
    assert (relation.kind, relation.of, relation.to) == ("intermingled_with", "brigades", "black-front")


@pytest.mark.parametrize("text", ["He backed away from the rebels.", "The army lost the support of the rebels."])
def test_a_name_beside_the_word_is_not_enough(text: str) -> None:
    assert read(text, actor__the_rebels="rebels", **({"actor__The_army": "army"} if "army" in text else {})) == []
