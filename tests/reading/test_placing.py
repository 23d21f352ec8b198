"""Where an event was, by what the words for a place hang on; a place of something else is not taken for it."""

from __future__ import annotations

import pytest

from holdfire.reading.events.placing import place_of
from holdfire.world import load_world

from .scenes import scene

WORLD = load_world()
COUNTRY = next(each for each, area in WORLD.areas.areas.items() if area.kind == "country")
PROVINCE = next(each for each, area in WORLD.areas.areas.items() if area.kind == "governorate")


def place(text: str, word: str, **places: str) -> str | None:
    """The id of the place of the event that the word tells, where the given words name places."""
    table = scene(text, **{f"place__{words}": ident for words, ident in places.items()})
    found = place_of(table, next(each for each in table.doc if each.text == word), WORLD)
    return None if found is None else found.choices[0].value


def test_the_place_that_hangs_on_the_word() -> None:
    text = "Shells hit Daraya after a meeting in Aleppo."
    assert place(text, "hit", Daraya="daraya", Aleppo="aleppo") == "daraya"


def test_each_event_has_its_own() -> None:
    text = "The army shelled Daraya, and rebels attacked a convoy in Douma."
    places = {"Daraya": "daraya", "Douma": "douma"}
    assert (place(text, "shelled", **places), place(text, "attacked", **places)) == ("daraya", "douma")


def test_a_point_goes_before_the_area_round_it() -> None:
    assert place("Shells hit Daraa in the south of Syria.", "hit", Daraa="daraa", Syria=COUNTRY) == "daraa"


def test_a_province_goes_before_its_country() -> None:
    text = "Shells hit the Syrian province of Idlib in Syria."
    assert place(text, "hit", Syria=COUNTRY, Idlib=PROVINCE) == PROVINCE


def test_a_country_is_the_place_where_nothing_finer_is_told() -> None:
    assert place("Shells killed nine in northern Syria.", "killed", Syria=COUNTRY) == COUNTRY
    text = "Dozens died in the city of Afrin during an offensive in northern Syria."
    assert place(text, "offensive", Syria=COUNTRY, Afrin="afrin") == "afrin"


@pytest.mark.parametrize("text", ["A Syria drone was shot down.", "The Syria army shelled the rebels."])
def test_a_country_that_says_whose_something_is_is_no_place(text: str) -> None:
    word = "shot" if "shot" in text else "shelled"
    assert place(text, word, Syria=COUNTRY) is None


def test_what_only_lies_beside_comes_last() -> None:
    text = "Shells hit Daraya near Damascus."
    assert place(text, "hit", Daraya="daraya", Damascus="damascus") == "daraya"
    assert place("Shells hit a road near Damascus.", "hit", Damascus="damascus") == "damascus"


def test_where_a_part_of_the_victims_fell_is_not_where_all_did() -> None:
    text = "The centre reported 125 people killed, including 46 in Douma."
    assert place(text, "killed", Douma="douma") is None


def test_where_somebody_came_from_is_not_where_it_was() -> None:
    assert place("Ten fighters from Aleppo were killed.", "killed", Aleppo="aleppo") is None


def test_where_somebody_spoke_is_not_where_it_was() -> None:
    text = "A source in Aleppo said nine people were killed."
    assert place(text, "killed", Aleppo="aleppo") is None
    assert place(
        "A man told reporters in Homs that nine were killed in Aleppo.", "killed", Homs="homs", Aleppo="aleppo"
    ) == ("aleppo")


def test_a_sentence_without_a_place_has_none() -> None:
    assert place("Shells killed nine.", "killed") is None
