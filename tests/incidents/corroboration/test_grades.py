"""Reliability of who says it, credibility of what is said: two grades, and neither looks at the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.incidents.corroboration import Method
from holdfire.records import Observation

from .reporting import METHOD, report, stand
from .test_properties import NAMED, incidents

GRADES = st.dictionaries(st.sampled_from(NAMED), st.sampled_from("ABCDEF"))


def graded(grades: dict[str, str]) -> Method:
    return METHOD.model_copy(update={"grades": grades})


def test_nobody_is_graded_as_it_comes() -> None:
    found = stand(report("a", "icrc"), report("b", "sana"))
    assert {each.reliability for account in found.values() for each in account.voices} == {"F"}


def test_a_voice_has_the_best_grade_among_its_origins() -> None:
    voice = stand(report("a", "sohr"), report("b", "snhr"), method=graded({"sohr": "C", "snhr": "B"}))
    assert voice["occurred", None].voices[0].reliability == "B"


@given(incidents(), GRADES)
def test_no_grade_of_a_source_changes_what_its_report_is_worth(
    reports: list[Observation], grades: dict[str, str]
) -> None:
    plain, other = stand(*reports), stand(*reports, method=graded(grades))
    assert {key: (each.status, each.credibility, each.reason, each.disputed_by) for key, each in plain.items()} == {
        key: (each.status, each.credibility, each.reason, each.disputed_by) for key, each in other.items()
    }


@given(incidents(), incidents(), GRADES)
def test_no_report_changes_the_grade_of_a_source(
    reports: list[Observation], others: list[Observation], grades: dict[str, str]
) -> None:
    for some in (reports, others):
        for account in stand(*some, method=graded(grades)).values():
            for voice in account.voices:
                known = [grades[each] for each in voice.origins if each in grades]
                assert voice.reliability == min(known, default="F")


@given(incidents())
def test_no_rule_of_credibility_changes_the_grade_of_a_source(reports: list[Observation]) -> None:
    method = graded({"icrc": "B", "sana": "D"})
    flat = method.model_copy(update={"credibility": (method.credibility[-1],)})
    one, other = stand(*reports, method=method), stand(*reports, method=flat)
    assert {key: each.voices for key, each in one.items()} == {key: each.voices for key, each in other.items()}


ICRC, HRW, AFP, SANA = (report(each, each) for each in ("icrc", "hrw", "afp", "sana"))
DENIAL, DENIAL_2 = (report(f"no {each}", each, flags=("denied",)) for each in ("sana", "russian-mod"))


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([ICRC], (6, "alone")),
        ([ICRC, HRW], (1, "confirmed")),
        ([ICRC, HRW, DENIAL], (2, "confirmed_and_disputed")),
        ([ICRC, HRW, DENIAL, DENIAL_2], (3, "contested")),
        ([ICRC, DENIAL], (4, "disputed")),
        ([ICRC, DENIAL, DENIAL_2], (5, "contradicted")),
        ([report("x", "witness")], (6, "no_voice")),
    ],
    ids=["one", "two", "two and a denial", "two and two", "one and a denial", "one and two", "nobody who is named"],
)
def test_that_it_occurred_is_graded_by_voices_for_and_against(
    reports: list[Observation], expected: tuple[int, str]
) -> None:
    found = stand(*reports)["occurred", None]
    assert (found.credibility, found.reason) == expected


def test_what_one_says_is_graded_by_what_others_say_beside_it() -> None:
    by_one = report("a", "icrc", actors=("syrian-armed-forces",), act="shelling")
    silent, coarser = report("b", "hrw"), report("c", "hrw", actors=("government-of-syria",))
    key = ("by_whom", '"syrian-armed-forces"')
    assert [stand(by_one, *more)[key].reason for more in ((), (silent,), (coarser,))] == [
        "alone",
        "not_contradicted",
        "consistent",
    ]


def test_two_denials_of_one_side_are_one_against_it() -> None:
    told = report("a", "icrc"), DENIAL, report("no", "syrian-army-command", flags=("denied",))
    found = stand(*told)["occurred", None]
    assert (found.reason, found.disputed_by) == ("disputed", ("sana", "syrian-army-command"))
