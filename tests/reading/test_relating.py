"""Who backs whom, and who is mixed with whom, only as the text states it."""

from __future__ import annotations

import pytest

from holdfire.reading.relating import relations

from .scenes import scene


@pytest.mark.parametrize(
    "text",
    [
        "Northland-backed rebels took the hill.",
        "The rebels, backed by Northland, took the hill.",
        "Northland backs the rebels.",
        "Northland supports the rebels.",
    ],
)
def test_backing_in_its_forms(text: str) -> None:
    named = {"actor__Northland": "northland", "actor__rebels": "rebels"}
    [relation] = relations(scene(text, **named))
    assert (relation.kind, relation.of, relation.to) == ("supports", "northland", "rebels")


def test_several_backers_are_each_told() -> None:
    found = relations(
        scene(
            "The groups backed by Northland and Southland advanced.",
            actor__The_groups="groups",
            actor__Northland="northland",
            actor__Southland="southland",
        )
    )
    assert {(each.of, each.to) for each in found} == {("northland", "groups"), ("southland", "groups")}


def test_how_it_backs_them() -> None:
    [relation] = relations(
        scene("Northland gives air support to the army.", actor__Northland="northland", actor__the_army="army")
    ) or [None]
    assert relation is None or relation.how == "air"


def test_groups_that_are_mixed() -> None:
    [relation] = relations(
        scene(
            "The brigades that are intermingled with the Black Front attacked.",
            actor__The_brigades="brigades",
            actor__the_Black_Front="black-front",
        )
    )
    assert (relation.kind, relation.of, relation.to) == ("intermingled_with", "brigades", "black-front")


@pytest.mark.parametrize("text", ["He backed away from the rebels.", "The army lost the support of the rebels."])
def test_a_name_beside_the_word_is_not_enough(text: str) -> None:
    named = {"actor__the_rebels": "rebels"}
    assert relations(scene(text, **named)) == []
