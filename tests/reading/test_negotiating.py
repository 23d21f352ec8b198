"""How a negotiation stands: what was held, what is open, what was not agreed."""

from __future__ import annotations

import pytest

from holdfire.reading.talks.negotiating import talks

from .scenes import scene


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The ministers met for six hours in Vienna.", {"meeting"}),
        ("The teams completed most of the technical discussions.", {"progress"}),
        ("There are still a few narrow issues to be resolved.", {"issue_open"}),
        ("Technical teams will look for ways to separate the groups.", {"technical_team"}),
        ("The envoys failed to reach a deal.", {"no_agreement"}),
        ("No agreement was reached in Geneva.", {"no_agreement"}),
        ("The parties signed the accord on Sunday.", {"agreement_reached"}),
        ("The talks ended without a deal.", {"no_agreement"}),
        ("Russia proposed a truce.", {"offer"}),
    ],
)
def test_what_a_sentence_says_of_the_talks(text: str, kinds: set[str]) -> None:
    assert {each.kind for each in talks(scene(text))} >= kinds


@pytest.mark.parametrize(
    "text",
    [
        "The needs of the town were met.",
        "The deadline was not met.",
        "Warplanes struck the market.",
        "The envoys may reach a deal next week.",
    ],
)
def test_what_is_no_word_of_talks(text: str) -> None:
    assert not {each.kind for each in talks(scene(text))} & {"meeting", "agreement_reached"}


def test_a_deal_that_failed_is_never_a_deal() -> None:
    for text in ("They failed to reach a deal.", "They could not sign the accord.", "No deal was struck."):
        assert "agreement_reached" not in {each.kind for each in talks(scene(text))}


def test_parties_place_and_day_are_those_of_the_sentence() -> None:
    [talk] = talks(
        scene(
            "Kerry and Lavrov met in Geneva on Friday.",
            actor__Kerry="united-states",
            actor__Lavrov="russia",
            place__Geneva="geneva",
            date__Friday="2016-08-26",
        )
    )
    assert (talk.parties, talk.place, talk.date) == (("united-states", "russia"), "geneva", "2016-08-26")


def test_a_truce_that_is_broken_is_no_failed_talk() -> None:
    for text in ("The army broke the truce.", "The army denied that it had broken the truce."):
        assert "no_agreement" not in {each.kind for each in talks(scene(text))}
