"""Texts that are one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.incidents.corroboration.copying import copies

from .reporting import METHOD, STORY, occurred, report

RULES = METHOD.copying
WORDS = ("shell", "market", "noon", "army", "town", "killed", "house", "road", "morning", "bakery", "river", "bridge")
texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=3, max_size=30).map(" ".join), max_size=8)


@pytest.mark.parametrize(
    ("other", "one"),
    [
        (STORY.upper() + "!", True),
        (STORY.replace("five", "six"), True),
        (" ".join(STORY.split()[:16]), True),
        (STORY + " " + "and nothing more was known of it by the evening " * 4, True),
        (" ".join(reversed(STORY.split())), False),
        (STORY.split("shortly")[0], False),
    ],
    ids=["as printed elsewhere", "a number changed", "its beginning", "with more behind it", "its words", "too short"],
)
def test_a_text_is_one_with(other: str, one: bool) -> None:
    assert copies([STORY, other], RULES) == ([(0, 1)] if one else [])


def test_a_short_text_that_two_long_ones_hold_does_not_make_those_one() -> None:
    quote = "the shells came from the hill above the bakery and nobody warned us before they fell"
    one = f"Residents spoke to the agency on Tuesday in the hospital of the district capital: {quote}"
    other = f"A doctor who had treated the wounded through the night told of what he had heard from them, that {quote}"
    longer = [one + " " + " ".join(f"one{n}" for n in range(20)), other + " " + " ".join(f"two{n}" for n in range(30))]
    assert [len(group) for group in copies([*longer, quote], RULES)] == [2]


@given(texts, st.randoms(use_true_random=False))
def test_the_order_of_texts_changes_nothing(some: list[str], chance: random.Random) -> None:
    order = list(range(len(some)))
    chance.shuffle(order)
    again = [tuple(sorted(order[at] for at in group)) for group in copies([some[at] for at in order], RULES)]
    assert sorted(again) == copies(some, RULES)


@given(texts.filter(bool))
def test_one_more_copy_of_a_text_changes_only_its_own_group(some: list[str]) -> None:
    before = copies(some, RULES)
    after = copies([*some, some[0]], RULES)
    kept = [tuple(at for at in group if at < len(some)) for group in after]
    assert [group for group in kept if len(group) > 1] == before


def test_ten_thousand_reports_of_nearly_one_text_are_one_voice() -> None:
    posts = [report(f"p{n:05}", f"account {n}", words=f"{STORY} number {n}") for n in range(10_000)]
    found = occurred(*posts)
    assert (len(found.voices), len(found.voices[0].reports)) == (1, 10_000)


def test_ten_thousand_texts_that_share_half_of_their_words_are_done_with() -> None:
    half = " ".join(STORY.split()[:14])
    other = [" ".join(f"w{n}x{k}" for k in range(14)) for n in range(10_000)]
    assert copies([f"{half} {each}" for each in other], RULES) == []
