"""Places in running text: spellings, what the words around make of a name, and what is no place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.reading.names.places import places
from holdfire.records import Mention
from holdfire.world import World

WORDS = [
    "Aleppo",
    "Homs",
    "homes",
    "Hama",
    "al-Bab",
    "Bab",
    "Idlib's",
    "northern",
    "countryside",
    "of",
    "the",
    "province",
    "rural",
    "Damascus",
    "government",
    "said",
    "in",
    "Suran",
    "Salma",
    "near",
    "Khan",
    "Sheikhoun",
    ",",
    ".",
    "and",
    "Reef",
    "Dimashq",
    "حلب",
    "وحماة",
    "ريف",
    "Алеппо",
    "Хомсе",
    "d'Alep",
    "Reuters",
    "Syria",
    "Army",
]


def first(text: str, world: World, language: str = "en") -> tuple[str, str, str | None]:
    """The words, likeliest id and precision of the only place of a text."""
    (mention,) = places(text, language, world)
    return mention.span.words, mention.choices[0].value, mention.precision


def ids(mentions: list[Mention]) -> list[str]:
    return [mention.choices[0].value for mention in mentions]


@pytest.mark.parametrize(
    ("spelling", "place"),
    [
        ("Daraya", "daraya"),
        ("Darayya", "daraya"),
        ("Daraiya", "daraya"),
        ("Daraa", "daraa"),
        ("Deir ez-Zor", "deir-ez-zor"),
        ("Deir Ezzor", "deir-ez-zor"),
        ("Dayr az-Zawr", "deir-ez-zor"),
        ("Khan Shaykhun", "khan-shaykhun"),
        ("Khan Sheikhoun", "khan-shaykhun"),
        ("Khan Cheikhoun", "khan-shaykhun"),
        ("Saraqeb", "saraqib"),
        ("Menbej", "manbij"),
        ("Mesraba", "misraba"),
        ("Zabdani", "zabadani"),
        ("el-Bab", "al-bab"),
        ("ar-Raqqah", "raqqa"),
        ("al-Raqqa", "raqqa"),
    ],
)
def test_the_spellings_of_one_name_lead_to_one_place(spelling: str, place: str, world: World) -> None:
    assert first(f"Shells fell in {spelling} at noon.", world) == (spelling, place, "point")


@pytest.mark.parametrize(
    "text",
    [
        "Many homes were destroyed.",
        "Homes of the displaced were destroyed.",
        "He married Salma Hayek.",
        "Salma said she would stay.",
        "The report of Dana Priest was read.",
        "A hiss, a hass and a nawa.",
        "The Aleppo Media Centre reported it.",
        "The Damascus government denied it.",
        "Damascus denied it.",
        "The Idlib Emirate was proclaimed.",
        "Army of Homs was founded.",
    ],
)
def test_words_people_and_organisations_are_no_places(text: str, world: World) -> None:
    assert places(text, "en", world) == []


@pytest.mark.parametrize(
    ("text", "words", "place", "precision"),
    [
        (
            "in the northern countryside of Hama",
            "northern countryside of Hama",
            "northern-hama-countryside",
            "district",
        ),
        ("in Aleppo province", "Aleppo province", "aleppo-governorate", "province"),
        ("in the province of Latakia", "province of Latakia", "latakia-governorate", "province"),
        ("in the Aleppo countryside", "Aleppo countryside", "aleppo-governorate", "province"),
        ("in rural Deir Ezzor", "rural Deir Ezzor", "deir-ez-zor-governorate", "province"),
        ("in southern Aleppo", "southern Aleppo", "southern-aleppo-countryside", "district"),
        ("in the Damascus countryside", "Damascus countryside", "rif-dimashq-governorate", "province"),
        ("in the southern city of Daraa", "Daraa", "daraa", "point"),
        ("on the outskirts of Manbij", "Manbij", "manbij", "near"),
        ("near the capital Damascus", "Damascus", "damascus", "near"),
        ("in Damascus", "Damascus", "damascus", "point"),
        ("in Eastern Ghouta", "Eastern Ghouta", "eastern-ghouta", "district"),
        ("in Idlib's countryside", "Idlib's countryside", "idlib-governorate", "province"),
    ],
)
def test_the_words_around_say_how_near(text: str, words: str, place: str, precision: str, world: World) -> None:
    assert first(f"Shells fell {text} at noon.", world) == (words, place, precision)


def test_eastern_aleppo_is_the_quarters_or_the_countryside_and_both_stand(world: World) -> None:
    (mention,) = places("Shells fell on eastern Aleppo.", "en", world)
    assert {"east-aleppo", "eastern-aleppo-countryside"} <= {choice.value for choice in mention.choices}
    assert mention.confidence < 0.8


def test_a_countryside_of_two_is_that_of_both(world: World) -> None:
    found = places("Clashes in the countryside of Homs and Daraa.", "en", world)
    assert ids(found) == ["homs-governorate", "daraa-governorate"]


def test_a_name_of_two_places_keeps_both_and_the_governorate_named_decides_their_weight(world: World) -> None:
    alone = places("Shells fell in Suran.", "en", world)[0]
    assert {choice.value for choice in alone.choices} == {"suran-azaz", "suran-hama"}
    assert ids(places("Shells fell in Suran and Hama.", "en", world))[0] == "suran-hama"
    beside = places("Shells fell in Azaz and Suran.", "en", world)[1]
    assert beside.choices[0].value == "suran-azaz"
    assert {choice.value for choice in beside.choices} == {"suran-azaz", "suran-hama"}


def test_a_bare_governorate_name_is_its_city_with_the_governorate_as_the_other_reading(world: World) -> None:
    (mention,) = places("Shells fell in Homs.", "en", world)
    assert [choice.value for choice in mention.choices] == ["homs", "homs-governorate"]


def test_a_country_is_a_place_only_where_something_is_put_there(world: World) -> None:
    assert first("It happened in Turkey.", world) == ("Turkey", "turkey", "country")
    assert first("Talks were held in Geneva.", world) == ("Geneva", "country:CHE", "country")
    assert places("Turkey said no. They ate turkey.", "en", world) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ar", "قصف ريف حلب الشمالي وحماة", ["northern-aleppo-countryside", "hama"]),
        ("ar", "اشتباكات بدرعا وللرقة", ["daraa", "raqqa"]),
        ("ar", "في محافظة إدلب", ["idlib-governorate"]),
        ("fr", "à Alep et près de Damas, dans la province d'Idlib", ["aleppo", "damascus", "idlib-governorate"]),
        ("es", "en Alepo y cerca de Damasco", ["aleppo", "damascus"]),
        ("ru", "в Алеппо, под Дамаском и в провинции Хомс", ["aleppo", "damascus", "homs-governorate"]),
        ("ru", "в Восточной Гуте", ["eastern-ghouta"]),
    ],
)
def test_other_languages_with_their_forms(language: str, text: str, expected: list[str], world: World) -> None:
    assert ids(places(text, language, world)) == expected


def test_an_arabic_prefix_is_no_part_of_the_name(world: World) -> None:
    assert [mention.span.words for mention in places("قتلى في حمص وحماة وبدرعا", "ar", world)] == [
        "حمص",
        "حماة",
        "درعا",
    ]


def test_a_word_like_a_place_is_its_first_word_only(world: World) -> None:
    assert ids(places("Shells fell in Bab al-Hawa and in Bab al-Nonesuch.", "en", world)) == ["bab-al-hawa"]


@given(
    parts=st.lists(st.sampled_from(WORDS), max_size=30), language=st.sampled_from(["en", "ar", "fr", "es", "ru", "xx"])
)
def test_spans_index_the_text_and_weights_sum_to_one_at_most(parts: list[str], language: str, world: World) -> None:
    text = " ".join(parts)
    found = places(text, language, world)
    for mention in found:
        assert text[mention.span.start : mention.span.end] == mention.span.words
        assert 0 < sum(choice.weight for choice in mention.choices) <= 1
        assert [choice.weight for choice in mention.choices] == sorted(
            (choice.weight for choice in mention.choices), reverse=True
        )
        assert 0 < mention.confidence <= 1
        for choice in mention.choices:
            known = choice.value in world.places or choice.value in world.areas
            assert known or choice.value.startswith("country:")


@given(text=st.text(max_size=80))
def test_no_text_breaks_it(world: World, text: str) -> None:
    for mention in places(text, "en", world):
        assert text[mention.span.start : mention.span.end] == mention.span.words


@pytest.mark.parametrize("unit", ["Suran Homs ", "northern ", "Aleppo, ", "in Mosribah ", "a'", "Tal-"])
def test_a_long_text_takes_time_in_proportion(unit: str, world: World) -> None:
    places("Homs", "en", world)

    def seconds(times: int) -> float:
        begun = time.perf_counter()
        places(unit * times, "en", world)
        return time.perf_counter() - begun

    short = min(seconds(1000 + n) for n in range(3))
    assert min(seconds(8000 + n) for n in range(2)) < 40 * short + 0.05
