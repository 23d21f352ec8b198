"""Rows that differ in nothing a clause asks about are judged once, and what was answered once is remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.assessment import Batch, assess_batch, compile_terms, judge
from holdfire.assessment.hypotheses import MOST
from made import Made, attack
from strategies import tables


def judged(made: Made, table: list[dict[str, Any]]) -> Batch:
    """Before a program that has judged before, as a worker has."""
    numbered = [{**each, "id": f"made:{n + 1}"} for n, each in enumerate(table)]
    return assess_batch(made.program, *made.tables(numbered))


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


def rival(value: dict[str, Any], weight: float | None = None) -> list[dict[str, Any]]:
    """What somebody else says, as one whole."""
    return [{"field": field, "value": each, "group": "other", "weight": weight} for field, each in value.items()]


def test_a_finding_names_who_acted_in_it_and_not_who_acted_first(made: Made) -> None:
    elsewhere = {"where": "north-town", "actors": ["south-army"], "targets": ["north-army"]}
    table = judged(made, [attack(where="far-away", alternatives=rival(elsewhere, 0.6))]).finding_table().to_pylist()
    [found] = [row for row in table if row["clause"] == "south.1" and row["interpretation"] == "plain"]
    assert (found["verdict"], found["attributed_to"], found["p_violation"]) == ("violation", ["south-army"], 0.6)


def test_three_actors_are_another_situation_than_two(made: Made) -> None:
    def told(*actors: str) -> dict[str, Any]:
        others = [{"field": "actors", "value": [each]} for each in actors]
        return attack(where="far-away", alternatives=others)

    table = [told("south-army", "south-army"), told("south-army", "banned"), told("north-army", "south-army")]
    whole = judged(made, table)
    assert len(whole.held.events.row) == 3
    for n, row in enumerate(whole.event_table().to_pylist()):
        alone = judged(made, [table[n]]).event_table().to_pylist()[0]
        assert row["attributed_to"] == alone["attributed_to"]


def test_a_batch_that_nothing_touches_is_told_apart_all_the_same(made: Made) -> None:
    def told(rivals: int) -> dict[str, Any]:
        return attack(where="far-away", alternatives=[{"field": "actors", "value": [each]} for each in names[:rivals]])

    names = [f"group {n}" for n in range(MOST)]
    verdicts = {MOST - 1: "out_of_scope", MOST: "undetermined"}  # of which one is cut, and nobody knows its weight
    for several in ([MOST - 1, MOST], [MOST, MOST - 1], [MOST], [MOST - 1]):
        found = judged(made, [told(n) for n in several]).event_table()["verdict"].to_pylist()
        assert found == [verdicts[n] for n in several]


def test_terms_without_a_clause_find_nothing(made: Made) -> None:
    agreement = made.terms.agreement.model_copy(update={"clauses": ()})
    program = compile_terms(replace(made.terms, agreement=agreement), made.world, "2020-02-01")
    batch = assess_batch(program, *made.tables([attack(), attack(act="statement")]))
    assert batch.finding_table().num_rows == 0
    rows = batch.event_table().to_pylist()
    assert [(row["verdict"], row["reason"], row["clauses"]) for row in rows] == [("out_of_scope", "no_clause", [])] * 2


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
