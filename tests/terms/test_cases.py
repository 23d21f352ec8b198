"""Rule cases: what comes out otherwise is told with its line, and so is what cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from holdfire.assessment.cases import run_cases
from holdfire.promises.cases import run_cases as run_promise_cases
from holdfire.terms.cases import load_cases, problems_of_cases
from holdfire.world import KnowledgeError, Problem

from .library import terms_of, world_of

Told = Callable[..., list[Problem]]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """The problems of cases written as the lines under `cases:`, held against an agreement of the library."""

    def run(name: str, *lines: str) -> list[Problem]:
        path = tmp_path / "wrong.cases.yaml"
        path.write_text("\n".join([f"agreement: {name}", "cases:", *lines, ""]), encoding="utf-8")
        terms = terms_of(name)
        meant = list(problems_of_cases(*load_cases(path), terms.agreement))
        if meant:
            return meant
        outcomes = [*run_cases(terms, world_of(name), path), *run_promise_cases(terms, path)]
        assert len(outcomes) == len(load_cases(path)[0].cases)
        return [problem for each in outcomes for problem in each.problems]

    return run


ARREST = (
    "  - case: an arrest",
    "    incident: {when: 2016-03-10, act: detention, actors: [syrian-armed-forces]}",
)


def test_a_case_that_comes_out_as_expected_has_no_problem(told: Told) -> None:
    assert told("syria-coh-2016", *ARREST, "    expect: {event: out_of_scope}") == []


def test_a_case_that_comes_out_otherwise_is_told_with_its_line(told: Told) -> None:
    (problem,) = told("syria-coh-2016", *ARREST, "    expect: {event: violation}")
    assert (problem.file, problem.line) == ("wrong.cases.yaml", 5)
    assert "out_of_scope" in problem.found
    assert "violation" in problem.expected
    assert problem.remedy


def test_of_several_expectations_the_wrong_one_is_told(told: Told) -> None:
    (problem,) = told(
        "syria-coh-2016",
        *ARREST,
        "    expect:",
        "      - {event: out_of_scope}",
        "      - {event: out_of_scope, because: delineation}",
    )
    assert problem.line == 7
    assert "because" in problem.expected


SHIPS = (
    "  - case: seventeen ships",
    "    on: 2022-06-03",
    "    deliveries: [{of: gov.p1, when: 2022-06-02T19:00, amount: 17, total: true, claimed_by: [un]}]",
)


@pytest.mark.parametrize(
    ("expect", "found"),
    [
        ("{promise: gov.p1, state: kept}", "missed"),
        ("{promise: gov.p1, because: not_done}", "short"),
        ("{promise: gov.p1, due: 2022-06-02T20:00}", "2022-06-02T16:00"),  # 19:00 in Aden
        ("{promise: gov.p1, done: 18}", "17"),
        ("{promise: gov.p1, owed: 17}", "18"),
        ("{promise: gov.p1, state: missed, waits_for: roads-meeting-called}", "None"),
        ("{promise: gov.p9, state: missed}", "gov.p9"),
        ("{promise: gov.p1, interpretation: nobodys, state: missed}", "nobodys"),
        ("{promise: gov.p1, verdict: violation}", "verdict"),
        ("{agreement: ended}", "in_force"),
        ("{phase: one}", "None"),
    ],
)
def test_a_promise_that_stands_otherwise_is_told_with_its_line(told: Told, expect: str, found: str) -> None:
    (problem,) = told("yemen-truce-2022", *SHIPS, f"    expect: {expect}")
    assert (problem.file, problem.line) == ("wrong.cases.yaml", 6)
    assert found in problem.found
    assert problem.expected
    assert problem.remedy


def test_a_delivery_of_something_that_was_not_promised_is_told_with_its_line(told: Told) -> None:
    (problem,) = told(
        "yemen-truce-2022",
        "  - case: a ship for a promise that is not there",
        "    on: 2022-06-03",
        "    deliveries: [{of: gov.p99, when: 2022-05-20, amount: 17}]",
        "    expect: {promise: gov.p1, state: undetermined}",
    )
    assert (problem.line, "gov.p99" in problem.found) == (5, True)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("    assume: ['end of yemen-truce-2022 = nobodys-view']", "nobodys-view"),
        ("    assume: ['end of gaza-2025-10 = open']", "gaza-2025-10"),
        ("    events: {roads-meeting-caled: 2022-05-20}", "roads-meeting-caled"),
    ],
)
def test_a_view_or_event_that_the_agreement_does_not_have_is_told(told: Told, line: str, found: str) -> None:
    """A name with a letter missing would otherwise change nothing, and nobody would notice."""
    problems = told(
        "yemen-truce-2022",
        "  - case: a view that nobody holds",
        "    on: 2022-06-03",
        line,
        "    expect: {promise: gov.p1, state: undetermined}",
    )
    assert len(problems) == 1
    assert found in problems[0].found


UNREADABLE = {
    "an act that nobody knows": ("{when: 2016-03-10, act: dancing, actors: [russia]}", "dancing"),
    "a key that a report does not have": ("{when: 2016-03-10, act: shelling, actor: russia}", "actor"),
    "no date": ("{act: shelling, actors: [russia]}", "when"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_an_incident_that_cannot_be_read_is_told_with_its_line(told: Told, what: str) -> None:
    incident, found = UNREADABLE[what]
    (problem,) = told(
        "syria-coh-2016", f"  - case: {what}", f"    incident: {incident}", "    expect: {event: violation}"
    )
    assert (problem.line, found in problem.found) == (4, True)


def test_an_expectation_of_a_clause_that_says_nothing_of_it_is_told(told: Told) -> None:
    (problem,) = told("syria-coh-2016", *ARREST, "    expect: {clause: gov.2, verdict: violation}")
    assert "no finding" in problem.found


def test_an_unknown_key_of_an_expectation_is_told(told: Told) -> None:
    (problem,) = told("syria-coh-2016", *ARREST, "    expect: {event: out_of_scope, becuase: act}")
    assert "becuase" in problem.found


def test_an_expected_list_is_held_against_that_of_the_clause(told: Told) -> None:
    (problem,) = told(
        "grp-milf-1997",
        "  - case: mines are laid",
        "    incident: {when: 1998-12-01, act: mine_laying, actors: [milf], where: Carmen}",
        "    expect: {clause: all.hostile.mines, verdict: violation, listed_as: provocative}",
    )
    assert "listed_as hostile" in problem.found


IMPOSSIBLE = {
    "neither an incident nor a day": ("  - {case: nothing, expect: {}}", "incident"),
    "an incident and a day": (
        "  - {case: both, on: 2022-05-01, incident: {when: 2022-05-01}, expect: {}}",
        "incident",
    ),
    "a delivery of nothing": (
        "  - {case: a, on: 2022-05-01, deliveries: [{of: gov.p1, when: 2022-05-01}], expect: {}}",
        "amount",
    ),
    "a delivery of so much, and done": (
        "  - {case: a, on: 2022-05-01, deliveries: [{of: gov.p1, when: 2022-05-01, amount: 1, done: no}], expect: {}}",
        "amount",
    ),
    "a key that cases do not have": ("  - {case: a, on: 2022-05-01, clock: noon, expect: {}}", "clock"),
    "nothing expected": ("  - {case: a, on: 2022-05-01}", "expect"),
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_a_case_that_makes_no_sense_is_an_error_with_its_line(tmp_path: Path, what: str) -> None:
    line, word = IMPOSSIBLE[what]
    path = tmp_path / "wrong.cases.yaml"
    path.write_text(f"agreement: yemen-truce-2022\ncases:\n{line}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=word) as failure:
        load_cases(path)
    (problem,) = failure.value.problems
    assert (problem.file, problem.line) == ("wrong.cases.yaml", 3)


def test_a_case_needs_no_quotes_round_on(tmp_path: Path) -> None:
    """YAML 1.1 reads a bare `on` as true; here it is the word that it is, quoted or not."""
    path = tmp_path / "on.cases.yaml"
    path.write_text(
        "agreement: yemen-truce-2022\ncases:\n"
        "  - {case: bare, on: 2022-05-01, expect: {agreement: in_force}}\n"
        "  - {case: quoted, 'on': 2022-05-01, expect: {agreement: in_force}}\n",
        encoding="utf-8",
    )
    one, other = load_cases(path)[0].cases
    assert one.on == other.on
    assert one.on is not None
