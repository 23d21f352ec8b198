"""How many were killed and hurt, by the numbers that words of harm count."""

from __future__ import annotations

import time

import pytest

from holdfire.reading.events.harm import harm
from holdfire.reading.figures.numbers import numbers as find_numbers
from holdfire.reading.grammar.parsing import parse
from holdfire.reading.grammar.scene import Scene

from .scenes import scene


@pytest.mark.parametrize(
    ("text", "number", "what", "civilians"),
    [
        ("Shells killed 12 people in the market.", "12", "killed", False),
        ("The strike killed 5 civilians.", "5", "killed", True),
        ("9 fighters were killed in the clash.", "9", "killed", False),
        ("7 children died in the raid.", "7", "killed", True),
        ("The blast wounded 30 people.", "30", "injured", False),
        ("The attack left 4 people dead.", "4", "killed", False),
        ("The death toll rose to 70.", "70", "killed", False),
        ("At least 3 were injured.", "3", "injured", False),
        ("The bombing of the town caused the death of 15 people.", "15", "killed", False),
    ],
)
def test_who_was_counted(text: str, number: str, what: str, civilians: bool) -> None:
    table = scene(text, **{f"number__{number}": f"{number} x"})
    [sentence] = table.doc.sents
    [count] = harm(table, sentence)
    assert (count.what, count.civilians, count.quantity.low) == (what, civilians, float(number))


def test_the_dead_and_the_hurt_of_one_sentence() -> None:
    table = scene("Shells killed 12 people and wounded 30.", number__12="12 people", number__30="30 people")
    [sentence] = table.doc.sents
    assert {(each.what, each.quantity.low) for each in harm(table, sentence)} == {("killed", 12), ("injured", 30)}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("40 strikes killed people in the city.", "40"),
        ("The convoy of 20 trucks reached the town.", "20"),
        ("Some 300 residents left the town.", "300"),
        ("They fired 6 shells.", "6"),
    ],
)
def test_a_number_of_other_things_is_no_harm(text: str, number: str) -> None:
    table = scene(text, **{f"number__{number}": f"{number} x"})
    [sentence] = table.doc.sents
    assert harm(table, sentence) == []


def counts(text: str) -> set[tuple[str, float | None, float | None]]:
    """What the sentence counts, as kind and bounds; the numbers are those that the reading of numbers finds."""
    table = Scene(parse(text), tuple(each for each in find_numbers(text, "en")))
    [sentence] = table.doc.sents
    return {(each.what, each.quantity.low, each.quantity.high) for each in harm(table, sentence)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shelling killed 15 people, including 5 children.", {("killed", 15, 15)}),
        ("The raid killed 12 people, among them 3 women.", {("killed", 12, 12)}),
        ("The centre reported 125 people killed, including 46 in the suburbs.", {("killed", 125, 125)}),
        ("Fifteen people were killed and 12 others injured.", {("killed", 15, 15), ("injured", 12, 12)}),
        ("The fighting left 11 dead and 20 wounded.", {("killed", 11, 11), ("injured", 20, 20)}),
        ("The death toll rises to 70.", {("killed", 70, 70)}),
        ("Dozens of people were killed in the raid.", {("killed", 24, None)}),
        ("At least 14 killed in double attack.", {("killed", 14, None)}),
        ("Up to 40 fighters were killed.", {("killed", None, 40)}),
        ("Strikes have killed between 229 and 425 civilians.", {("killed", 229, 425)}),
        ("Army Kills 30 Rebels in Raid", {("killed", 30, 30)}),
        ("A car bomb rocked the city, claiming eight lives and injuring 14.", {("killed", 8, 8), ("injured", 14, 14)}),
        ("The army lost 20 men in the attack.", {("killed", 20, 20)}),
        ("A woman was killed by a shell.", {("killed", 1, 1)}),
        ("A shell hit the house, wounding a child.", {("injured", 1, 1)}),
        ("Four others sustained serious injuries.", {("injured", 4, 4)}),
    ],
)
def test_totals_with_their_bounds(text: str, expected: set[tuple[str, float | None, float | None]]) -> None:
    assert counts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The strike caused no casualties.", {("killed", 0, 0), ("injured", 0, 0)}),
        ("No one was killed, the mayor said.", {("killed", 0, 0)}),
        ("Nobody was hurt in the blast.", {("killed", 0, 0), ("injured", 0, 0)}),
        ("Two were wounded but no one died.", {("killed", 0, 0), ("injured", 2, 2)}),
    ],
)
def test_that_there_were_none_is_a_count_of_none(
    text: str, expected: set[tuple[str, float | None, float | None]]
) -> None:
    assert counts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "There were no immediate reports of casualties.",
        "No casualties were reported.",
        "It is not known whether there were casualties.",
        "The blast hit the market.",
    ],
)
def test_that_nobody_spoke_of_any_is_no_count(text: str) -> None:
    assert counts(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Some 100 soldiers were killed or wounded in the clash.",
        "The raid killed and wounded 30 fighters.",
        "Three soldiers killed the commander.",
        "The troops destroyed 17 vehicles.",
        "Several fighters were killed.",
    ],
)
def test_what_is_no_count_of_the_dead(text: str) -> None:
    assert counts(text) & {("killed", 100, 100), ("killed", 30, 30), ("killed", 3, 3), ("killed", 17, 17)} == set()
    assert "injured" not in {what for what, _, _ in counts(text)}


def test_who_killed_is_not_counted_with_the_dead() -> None:
    assert counts("Three gunmen killed 12 soldiers.") == {("killed", 12, 12)}


@pytest.mark.parametrize("text", ["killed 12 and " * 800, "no one was " * 1500, "a a a " * 1500])
def test_a_sentence_made_to_be_slow_is_counted_in_time(text: str) -> None:
    table = Scene(parse(text), tuple(find_numbers(text, "en")))
    started = time.perf_counter()
    for sentence in table.doc.sents:
        harm(table, sentence)
    assert time.perf_counter() - started < 2
