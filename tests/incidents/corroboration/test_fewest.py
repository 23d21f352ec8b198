"""The fewest independent origins from which all that is said could come."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from holdfire.incidents.corroboration.fewest import fewest

SAYINGS = st.lists(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=4, unique=True), max_size=5)


def tried_one_by_one(sayings: list[list[str]]) -> int:
    everybody = sorted({each for some in sayings for each in some})
    return next(
        size
        for size in range(len(everybody) + 1)
        for chosen in combinations(everybody, size)
        if all(set(chosen) & set(each) for each in sayings)
    )


@given(SAYINGS)
def test_there_are_no_fewer(sayings: list[list[str]]) -> None:
    found = fewest(sayings)
    assert all(found & set(each) for each in sayings)
    assert len(found) == tried_one_by_one(sayings)


@given(SAYINGS, st.sampled_from("abcdefg"), st.data())
def test_a_doubt_more_and_a_saying_less_add_none(sayings: list[list[str]], doubt: str, data: st.DataObject) -> None:
    if sayings:
        at = data.draw(st.integers(0, len(sayings) - 1))
        doubtful = [[*each, doubt] if n == at and doubt not in each else each for n, each in enumerate(sayings)]
        assert len(fewest(doubtful)) <= len(fewest(sayings))
        assert len(fewest(sayings[:at] + sayings[at + 1 :])) <= len(fewest(sayings))
        assert len(fewest([*sayings, [*sayings[at], "a copy"]])) == len(fewest(sayings))


def test_many_doubtful_cases_are_done_with_and_none_is_left_out() -> None:
    sayings = [[f"w{n}", f"w{n + 1}", f"x{n % 97}", f"y{n % 89}", f"z{n % 7}"] for n in range(5_000)]
    assert len(fewest(sayings)) == 7


def test_of_as_few_those_of_the_lowest_rank_stand() -> None:
    """So that it is not always the first by name who stands for what could be of either."""
    sayings = [("a", "b"), ("b", "a"), ("c", "b", "a")]
    assert fewest(sayings) == {"a"}
    assert fewest(sayings, {"b": 0, "a": 1, "c": 2}) == {"b"}


@given(SAYINGS, st.permutations("abcdefg"))
def test_the_rank_changes_no_number(sayings: list[list[str]], order: list[str]) -> None:
    found = fewest(sayings, {each: n for n, each in enumerate(order)})
    assert all(found & set(each) for each in sayings)
    assert len(found) == len(fewest(sayings))
