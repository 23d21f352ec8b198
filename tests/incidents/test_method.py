"""The method as a file: what it says is what is used, and what it cannot mean is told with its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.incidents import Matching, default_matching, read_matching
from holdfire.incidents.comparing import FIELDS, LEVELS
from holdfire.incidents.method import Barred, Reaching, Spread, Thresholds, probability, score_of, written
from holdfire.world import KnowledgeError

from .reporting import found, said, together

numbers = st.floats(-20, 20, allow_nan=False)
chances = st.floats(0.001, 0.999)
lengths = st.floats(0, 100)
names = st.lists(st.text(st.characters(categories=("L", "N", "P")), max_size=8), max_size=3).map(tuple)


def of_field(field: str) -> st.SearchStrategy[dict[str, float]]:
    levels = [each for each in LEVELS[field] if each != "missing"]
    return st.dictionaries(st.sampled_from(levels), numbers)


methods = st.builds(
    Matching,
    thresholds=st.builds(Thresholds, same=chances, proposed=chances, one_dataset=chances, least=chances),
    reach=st.builds(Reaching, km=lengths, days=lengths, longest_days=st.floats(0.1, 100), most=st.integers(2, 1000)),
    spread=st.builds(Spread, days=lengths, km=lengths),
    barred=st.builds(Barred, no_event=names, speech=names, not_speech=names),
    prior=numbers,
    weights=st.lists(st.sampled_from(FIELDS), unique=True).flatmap(
        lambda fields: st.fixed_dictionaries({each: of_field(each) for each in fields})
    ),
)


@given(methods)
def test_what_is_written_is_read_as_it_was(tmp_path: Path, method: Matching) -> None:
    path = tmp_path / "method.yaml"
    path.write_text(written(method), encoding="utf-8")
    assert read_matching(path) == method


def test_the_method_that_comes_with_us_says_something_of_every_field() -> None:
    given = default_matching()
    assert set(given.weights) | {"origin"} == set(FIELDS)
    assert all(set(given.weights[each]) == set(LEVELS[each]) - {"missing"} for each in given.weights)


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (
            "prior: 0\nweights:\n  act: {same: 1}\n  colour: {same: 1}\n",
            4,
            "found 'colour' at weights.*; expected a field among kind, time, ",
        ),
        (
            "prior: 0\nweights:\n  act:\n    same: 1\n    samey: 1\n",
            5,
            "found 'samey' at weights.*; expected a level of act among same, ",
        ),
        (
            "prior: 0\nweights:\n  act: {missing: 1}\n",
            3,
            "found 'missing' at weights.*; expected a level of act among same, ",
        ),
        ("prior: 0\nweights: {}\nreach:\n  km: -1\n", 4, "km"),
        ("prior: 0\nweights: {}\nthresholds:\n  same: 1.5\n", 4, "same"),
        ("prior: 0\nweights: {}\ncolour: red\n", 3, "colour"),
        ("prior: much\nweights: {}\n", 1, "much"),
        ("prior: 0\nweights: {}\nreach:\n  days: .inf\n", 4, "days"),
        ("prior: .nan\nweights: {}\n", 1, "prior"),
        ("prior: 0\nweights:\n  act:\n    same: .inf\n", 4, "same"),
        ("weights: {}\n", 1, "prior"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_line(tmp_path: Path, text: str, line: int, told: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=told) as bad:
        read_matching(path)
    assert re.search(rf"mine\.yaml:{line}\b", str(bad.value)), str(bad.value)


def test_a_field_that_a_method_leaves_out_weighs_nothing() -> None:
    bare = Matching(prior=1.0, weights={"act": {"same": 2.0}})
    seen = found([said("a", "sohr"), said("b", "snhr")], method=bare)
    assert seen.matched.scores.tolist() == [1.0]
    assert seen.groups == {together("a"), together("b")}  # one is two chances in three, and 0.7 is asked


@given(st.floats(0.001, 0.999))
def test_a_chance_and_its_score_say_the_same(chance: float) -> None:
    assert float(probability(score_of(chance))) == pytest.approx(chance)


def test_a_user_s_thresholds_are_kept(tmp_path: Path) -> None:
    strict: dict[str, Any] = default_matching().model_dump(mode="json")
    strict["thresholds"]["same"] = 0.999999
    method = Matching.model_validate(strict)
    pair = [said("a", "sohr"), said("b", "snhr")]
    assert found(pair).groups == {together("a", "b")}
    assert found(pair, method=method).groups == {together("a"), together("b")}


@pytest.mark.parametrize(
    ("text", "at", "told"),
    [
        ("prior: 0\nreach: {days: 1.0e+308}\nweights: {}\n", "reach.days", "less than or equal to 36525"),
        ("prior: 0\nreach: {km: 1.0e+308}\nweights: {}\n", "reach.km", "less than or equal to 20100"),
        ("prior: 0\nreach: {most: 1000000000000}\nweights: {}\n", "reach.most", "less than or equal to 1000000"),
        ("prior: 0\nspread: {days: 1.0e+308}\nweights: {}\n", "spread.days", "less than or equal to 36525"),
        ("prior: 1.0e+308\nweights: {}\n", "prior", "less than or equal to 1000"),
        ("prior: 0\nweights: {time: {later: -1.0e+308}}\n", "weights.time.later", "greater than or equal to -1000"),
    ],
)
def test_what_no_pair_of_reports_can_need_is_told(tmp_path: Path, text: str, at: str, told: str) -> None:
    """A number that no calendar or globe holds ended the run in the midst of it."""
    path = tmp_path / "method.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=re.escape(at)) as error:
        read_matching(path)
    assert told in str(error.value)
