"""How many were killed and hurt, by the numbers that words of harm count."""

from __future__ import annotations

import pytest

from holdfire.reading.harm import harm

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
