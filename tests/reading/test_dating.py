"""Which day belongs to an event: that of its own verb, and only for want of it another."""

from __future__ import annotations

from datetime import date

import pytest

from holdfire.reading.events.dating import date_of
from holdfire.reading.events.history import long_past
from holdfire.reading.events.tensing import tensed
from holdfire.reading.grammar.scene import Scene
from holdfire.records import Mention

from .scenes import scene

DAY = date(2016, 8, 27)


def dated(table: Scene, word: str) -> tuple[str | None, float, tuple[str, ...]]:
    token = next(each for each in table.doc if each.text == word)
    mention, share, flags = date_of(table, token)
    return (None if mention is None else mention.choices[0].value), share, flags


def test_the_day_of_its_own_verb() -> None:
    table = scene(
        "The envoy, who had said Thursday that he was hopeful, met the ministers on Friday.",
        DAY,
        date__Thursday="2016-08-25",
        date__Friday="2016-08-26",
    )
    assert dated(table, "met") == ("2016-08-26", 1.0, ())


def test_a_day_in_a_clause_about_somebody_else_is_not_that_of_the_event() -> None:
    table = scene("The envoys met the man who had said Thursday that he was hopeful.", DAY, date__Thursday="2016-08-25")
    assert dated(table, "met")[0] is None


def test_the_day_of_saying_is_a_last_resort() -> None:
    table = scene("Activists said on Friday that jets bombed the town.", DAY, date__Friday="2016-08-26")
    value, share, flags = dated(table, "bombed")
    assert (value, flags) == ("2016-08-26", ("date_of_saying",))
    assert share < 1


def test_the_month_of_an_accord_dates_the_accord_alone() -> None:
    table = scene("They broke the February accord.", DAY, date__February="2016-02")
    assert dated(table, "broke")[0] is None
    assert dated(table, "accord")[0] == "2016-02"


def test_a_day_after_publication_dates_no_event() -> None:
    table = scene("The army shelled the town before the talks of Monday.", DAY, date__Monday="2016-08-29")
    assert dated(table, "shelled")[0] is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("They agreed on Thursday to leave.", "2016-08-25"),
        ("They will leave on Thursday.", "2016-09-01"),
    ],
)
def test_the_tense_of_its_verb_decides_between_two_days(text: str, first: str) -> None:
    open_table = scene(text, DAY, date__Thursday=("2016-09-01", "2016-08-25"))
    [mention] = [each for each in tensed(open_table) if each.kind == "date"]
    assert mention.choices[0].value == first
    assert sum(each.weight for each in mention.choices) <= 1.0001


@pytest.mark.parametrize(
    ("value", "past"),
    [
        ("2016-08-01", False),
        ("2016-06-27", False),
        ("2016-06-26", True),
        ("2016-02", True),
        ("2016-07", False),
        ("2015", True),
        ("2016", False),
    ],
)
def test_two_months_before_publication_begins_history(value: str, past: bool) -> None:
    table = scene("They met in Geneva.", DAY, date__Geneva=value)
    [mention] = table.mentions
    assert isinstance(mention, Mention)
    assert long_past(table, mention) is past
