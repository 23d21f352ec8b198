"""Explaining is the same call as judging, and its sentences are complete and neutral."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from holdfire.assessment.explain import explain
from holdfire.assessment.fold import SILENT, VERDICTS
from holdfire.assessment.reasons import REASONS, TESTS
from holdfire.publish.explained import as_lines
from holdfire.publish.explanation import as_json
from holdfire.publish.findings import Findings, assess_imported
from holdfire.publish.sentences import language
from holdfire.records import Kind, Phase, Rejected, Verdict, arrow_schema
from holdfire.sources import Imported
from made import Made, attack, swapped
from strategies import reports, tables

MASSES = [f"p_{verdict.value}" for verdict in VERDICTS]


def findings(made: Made, table: list[dict[str, Any]], **asked: Any) -> Findings:
    seen, rivals = made.tables(table)
    imported = Imported(seen, rivals, arrow_schema(Rejected).empty_table(), seen.num_rows)
    return assess_imported(imported, str(made.terms_file), made.world, baseline="2020-02-01", **asked)


@settings(max_examples=10)
@given(tables)
def test_each_finding_is_explained_as_it_was_judged(made: Made, table: list[dict[str, Any]]) -> None:
    found = findings(made, table)
    for row in found.table.to_pylist():
        why = found.explain(row["finding_id"]).explanation
        assert why.finding_id == row["finding_id"]
        assert (why.folded.verdict, why.folded.reason) == (row["verdict"], row["reason"])
        assert list(why.folded.masses) == [row[name] for name in MASSES]
        assert list(why.folded.kinds) == row["kinds"]
        assert why.phase == row["phase"]


@settings(max_examples=10)
@given(tables)
def test_each_event_is_explained_as_it_was_judged(made: Made, table: list[dict[str, Any]]) -> None:
    found = findings(made, table)
    for row in found.events.to_pylist():
        why = found.explain(row["event_id"]).explanation
        assert (why.event_folded.verdict, why.event_folded.reason) == (row["verdict"], row["reason"])
        assert list(why.event_folded.masses) == [row[name] for name in MASSES]
        assert why.sensitive == row["sensitive"]
        if row["clauses"]:
            assert why.clause is not None
            assert why.clause.id in row["clauses"]


@settings(max_examples=15)
@given(reports())
def test_each_fact_that_would_settle_it_does(made: Made, report: dict[str, Any]) -> None:
    for each in findings(made, [report]).explain("made:1").explanation.would_settle:
        for answer, verdict in each.answers.items():
            assumed = findings(made, [report], assume=(f"{each.fact}={answer}",))
            assert assumed.events["verdict"].to_pylist() == [verdict]


def test_an_assumption_holds_in_the_explanation_too(made: Made) -> None:
    found = findings(made, [attack(actors=["fighters"])], assume=("aggregate fighters = north",))
    why = found.explain("made:1").as_json()
    assert why["verdict"] == "violation"


def test_the_chain_has_eight_tests_in_their_order(made: Made) -> None:
    why = explain(made.judge(attack()), "north.1")
    assert [step.test for step in why.hypotheses[0].steps] == list(TESTS)
    assert {step.answer for step in why.hypotheses[0].steps} == {"yes"}


def test_an_id_that_is_not_there_says_what_was_expected(made: Made) -> None:
    found = findings(made, [attack()])
    with pytest.raises(KeyError, match="expected the id of a finding or an event"):
        found.explain("nothing:1")
    with pytest.raises(KeyError, match="expected a clause with a finding"):
        found.explain("made:1/made-truce/north.2/plain")


# the names that scripts rely on


def test_the_document_has_the_names_of_the_interface(made: Made) -> None:
    why = findings(made, [attack(actors=["fighters"])]).explain("made:1").as_json()
    assert {"verdict", "kind", "masses", "hypotheses", "assumed", "clause", "would_settle"} <= set(why)
    assert {"id", "says", "phrases", "source"} <= set(why["clause"])
    for hypothesis in why["hypotheses"]:
        assert {"weight", "facts", "steps"} <= set(hypothesis)
        for step in hypothesis["steps"]:
            assert {"test", "answer", "reason", "source"} <= set(step)
            assert step["answer"] in ("yes", "no", "unknown")


# sentences


def test_every_reason_has_a_sentence_and_no_sentence_is_left_over() -> None:
    words = language()
    assert set(words["tests"]) == set(TESTS)
    for test, reasons in REASONS.items():
        assert set(words["reasons"][test]) == {reason.code for reason in reasons}
        assert all(str(sentence).strip() for sentence in words["reasons"][test].values())


def test_every_verdict_kind_phase_assumption_and_event_has_a_sentence() -> None:
    words = language()
    assert set(words["verdicts"]) == set(words["short_verdicts"]) == {verdict.value for verdict in Verdict}
    assert set(words["kinds"]) == {kind.value for kind in Kind}
    assert {phase.value for phase in Phase} <= set(words["phases"])
    assumed = {reason.assumes for reasons in REASONS.values() for reason in reasons if reason.assumes}
    assert assumed == set(words["assumptions"])
    assert {*SILENT, "all_met", "rivals_differ"} <= set(words["events"])


def test_every_verdict_is_said_under_its_condition() -> None:
    assert all(said.endswith("if as reported") for said in language()["verdicts"].values())


def test_sentences_ask_only_for_facts_that_there_are(made: Made) -> None:
    asked = {
        name for of in language()["reasons"].values() for said in of.values() for name in re.findall(r"{(\w+)}", said)
    }
    assert asked <= {"act", "weapon", "actors", "targets", "place", "when"}


def exchanged(text: str) -> str:
    other = {"North": "South", "South": "North", "north": "south", "south": "north"}
    return re.sub("|".join(other), lambda word: other[word[0]], text)


def chain(made: Made, report: dict[str, Any]) -> list[tuple[str, ...]]:
    """The sentences of every finding on a report."""
    found = findings(made, [report])
    said = []
    for row in sorted(found.table["finding_id"].to_pylist()):
        why = found.explain(row).as_json()
        said.append((why["said"], *(step["says"] for each in why["hypotheses"] for step in each["steps"])))
    return said


@settings(max_examples=15)
@given(reports())
def test_sentences_for_the_same_act_by_either_side_differ_only_in_names(made: Made, report: dict[str, Any]) -> None:
    mine, theirs = chain(made, report), chain(made, swapped(report))
    assert sorted(mine) == sorted(tuple(map(exchanged, each)) for each in theirs)


def test_an_explanation_prints_for_people(made: Made) -> None:
    text = str(findings(made, [attack(claimed_by=["monitor"], killed=3)]).explain("made:1"))
    for said in (
        "apparent violation, if as reported",
        "The North does not attack the South.",
        "The Monitor",
        "3 killed",
    ):
        assert said in text
    assert "no assessment under humanitarian law" in text


@given(reports())
def test_every_explanation_can_be_printed(made: Made, report: dict[str, Any]) -> None:
    batch = made.judge(report)
    why = explain(batch)
    for spoken in ("en", "ar"):
        lines = [line for _, line in as_lines(why, made.terms, made.world, language(spoken))]
        assert lines
        assert not any(re.search(r"{\w+}", line) for line in lines)
    assert as_json(why, made.terms, made.world)["verdict"] == why.folded.verdict


def test_every_shape_of_a_verdict_is_told_apart_without_colour() -> None:
    from holdfire.publish.explanation import MARKS

    assert set(MARKS) == {verdict.value for verdict in Verdict}
    assert len(set(MARKS.values())) == 4


def test_words_of_the_library_name_no_side_in_the_patterns() -> None:
    text = (Path(__file__).parents[2] / "src/holdfire/publish/language/en.yaml").read_text(encoding="utf-8").casefold()
    assert not {"government", "opposition", "rebel", "regime", "terrorist", "russia"} & set(re.findall(r"\w+", text))
