"""Promises in running text: debtor, deed, amount, due day, and how far anybody is bound."""

from __future__ import annotations

from datetime import date

import pytest

from holdfire.reading.talks.promising import promises

from .scenes import scene

DAY = date(2016, 8, 27)


def test_a_plan_that_both_sides_agreed() -> None:
    [promise] = promises(
        scene(
            "On Monday the army and the council agreed to evacuate 300 residents and 40 fighters from Qarya "
            "in the coming days.",
            DAY,
            actor__the_army="army",
            actor__the_council="council",
            place__Qarya="qarya",
            number__300="300 residents",
            number__40="40 fighters",
            date__Monday="2016-08-22",
            date__in_the_coming_days="vague",
        )
    )
    assert (promise.deed, promise.state, promise.place) == ("evacuation", "agreed", "qarya")
    assert set(promise.debtor) == {"army", "council"}
    assert [(each.low, each.unit) for each in promise.amounts] == [(300, "residents"), (40, "fighters")]
    assert promise.agreed_on == "2016-08-22"
    assert promise.due is not None
    assert promise.due.vague
    assert promise.due.latest is None
    assert {(each.party, each.state) for each in promise.consents} == {("army", "agreed"), ("council", "agreed")}


def test_a_due_day_is_one_after_publication() -> None:
    [promise] = promises(
        scene(
            "The rebels pledged on Friday to withdraw from the bridge by 2 September.",
            DAY,
            actor__The_rebels="rebels",
            date__Friday="2016-08-26",
            date__2_September="2016-09-02",
        )
    )
    assert promise.due is not None
    assert (promise.due.latest, promise.agreed_on) == ("2016-09-02", "2016-08-26")


@pytest.mark.parametrize(
    ("text", "deed", "state"),
    [
        ("Moscow offered to release 20 prisoners.", "release", "offered"),
        ("The envoy proposed a 48-hour truce in the city.", "pause", "proposed"),
        ("They discussed the possibility of a humanitarian pause.", "pause", "proposed"),
        ("The commander refused to pull back his men.", "withdrawal", "refused"),
        ("The two sides agreed a 72-hour ceasefire.", "pause", "agreed"),
        ("The government did not agree to lift the siege.", "end_of_siege", "refused"),
    ],
)
def test_what_governs_a_deed_tells_its_state(text: str, deed: str, state: str) -> None:
    assert [(each.deed, each.state) for each in promises(scene(text, DAY))] == [(deed, state)]


@pytest.mark.parametrize(
    "text",
    [
        "The army withdrew from the hill.",
        "The residents were evacuated on Friday.",
        "The truce of last year was agreed in Vienna and fell apart.",
        "They agreed that the weather was bad.",
        "Fighters left the town.",
    ],
)
def test_what_nobody_is_bound_to_is_no_promise(text: str) -> None:
    assert promises(scene(text, DAY)) == []


def test_a_party_whose_answer_is_awaited() -> None:
    [promise] = promises(
        scene(
            "Russia agreed to a 48-hour humanitarian pause but the UN is awaiting an answer from the opposition.",
            DAY,
            actor__Russia="russia",
            actor__the_opposition="opposition",
        )
    )
    assert {(each.party, each.state) for each in promise.consents} == {("russia", "agreed"), ("opposition", "awaited")}
