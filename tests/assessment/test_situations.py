"""Rows that differ in nothing a clause asks about are judged once, and what was answered once is remembered."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.assessment import Batch, assess_batch, judge
from made import Made, attack
from strategies import tables


def judged(made: Made, table: list[dict[str, Any]]) -> Batch:
    """Before a program that has judged before, as a worker has."""
    return assess_batch(made.program, *made.tables(table))


def situations(*reports: dict[str, Any], made: Made) -> int:
    return len(judged(made, list(reports)).held.events.row)


def test_what_no_clause_asks_makes_no_situation_of_its_own(made: Made) -> None:
    north, other = attack(), attack(where="far-away")
    assert situations(north, attack(when="2020-03-20", weapon="mortar"), made=made) == 1
    assert situations(north, other, made=made) == 2, "it lies outside the area"
    # no clause speaks of a statement, so where in the area it was made, and by whom, is asked by nobody
    said = attack(act="statement")
    assert situations(said, attack(act="statement", where="north-town", targets=["banned"]), made=made) == 1


def test_what_a_clause_asks_makes_situations(made: Made) -> None:
    assert situations(attack(), attack(targets=["banned"]), made=made) == 2
    assert situations(attack(), attack(actors=["watchers"]), made=made) == 2
    invoked = [{"exception": "self_defence", "by": "north-army"}]
    assert situations(attack(), attack(invoked=invoked), made=made) == 2


@given(tables, tables)
def test_what_was_judged_before_changes_nothing(
    made: Made, table: list[dict[str, Any]], before: list[dict[str, Any]]
) -> None:
    judged(made, before)
    again, fresh = judged(made, table), made.judge(*table)
    assert again.finding_table().to_pylist() == fresh.finding_table().to_pylist()
    assert again.event_table().to_pylist() == fresh.event_table().to_pylist()


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge that remembers next to nothing."""
    monkeypatch.setattr(judge, "MOST_KNOWN", 2)


@pytest.mark.usefixtures("forgetful")
@given(st.lists(tables, min_size=1, max_size=3))
def test_what_is_forgotten_is_worked_out_again(made: Made, several: list[list[dict[str, Any]]]) -> None:
    for table in several:
        found = judged(made, table)
        assert found.event_table().to_pylist() == made.judge(*table).event_table().to_pylist()
