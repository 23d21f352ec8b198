"""Actors in running text: names and descriptions, roles of the country spoken of, and groups that no register knows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.reading.names.actor_words import actor_words, state_words
from holdfire.reading.names.actors import actors
from holdfire.world import World, load_world, theatres

WORDS = [
    "Nusra",
    "al-Nusra",
    "the",
    "group",
    "formerly",
    "known",
    "as",
    "rebels",
    "army",
    "Syria's",
    "Russian",
    "and",
    "Iranian",
    "warplanes",
    "Kerry",
    "Assad",
    "US",
    "us",
    "IS",
    "is",
    "Liwa",
    "al-Nonesuch",
    "Brigade",
    "Moscow",
    "said",
    ",",
    ".",
    "President",
    "WHO",
    "who",
    "الجيش",
    "والمعارضة",
    "Хезболла",
    "боевиков",
    "HTS",
]


def named(text: str, world: World, language: str = "en", day: date | None = None) -> list[tuple[str, str]]:
    return [(each.span.words, each.choices[0].value) for each in actors(text, language, world, day)]


@pytest.mark.parametrize(
    ("words", "actor"),
    [
        ("Jaish al-Islam", "jaysh-al-islam"),
        ("Jeish al-Islam", "jaysh-al-islam"),
        ("the group formerly known as al-Nusra", "jabhat-al-nusra"),
        ("the former Nusra Front", "jabhat-al-nusra"),
        ("Jabhat Fateh al-Sham", "jabhat-al-nusra"),
        ("al-Qaeda's affiliate in Syria", "jabhat-al-nusra"),
        ("Daesh", "islamic-state"),
        ("the Islamic State group", "islamic-state"),
        ("government forces", "government-of-syria"),
        ("Syrian government forces", "government-of-syria"),
        ("regime forces", "government-of-syria"),
        ("President Bashar al-Assad", "government-of-syria"),
        ("the army", "syrian-armed-forces"),
        ("Syria's army", "syrian-armed-forces"),
        ("opposition groups", "syrian-insurgents"),
        ("insurgents", "syrian-insurgents"),
        ("US-backed opposition groups", "syrian-insurgents"),
        ("the Kremlin", "russia"),
        ("Moscow", "russia"),
        ("Washington", "united-states"),
        ("the United States", "united-states"),
        ("Secretary of State John Kerry", "united-states"),
        ("Kerry", "united-states"),
        ("Lavrov", "russia"),
        ("Russian warplanes", "russian-aerospace-forces"),
        ("Turkish troops", "turkish-armed-forces"),
        ("the White Helmets", "syria-civil-defence"),
        ("Hungary", "country:HUN"),
        ("NATO", "body:nato"),
    ],
)
def test_names_descriptions_and_roles(words: str, actor: str, world: World) -> None:
    ((found, who),) = named(f"{words[0].upper()}{words[1:]} rejected the offer.", world)
    assert who == actor
    assert found.casefold() in words.casefold()


def test_the_same_act_by_either_side_reads_the_same(world: World) -> None:
    sure = {
        each.choices[0].value: each.confidence
        for each in actors("The government forces and the opposition forces shelled each other.", "en", world)
    }
    assert set(sure) == {"government-of-syria", "syrian-insurgents"}
    assert abs(sure["government-of-syria"] - sure["syrian-insurgents"]) < 0.3


def test_a_name_put_on_backwards_means_whom_it_meant_on_the_day(world: World) -> None:
    text = "HTS took the hill."
    assert named(text, world, day=date(2016, 4, 1)) == [("HTS", "jabhat-al-nusra")]
    assert named(text, world, day=date(2018, 4, 1)) == [("HTS", "hayat-tahrir-al-sham")]


def test_two_states_before_one_word_both_act(world: World) -> None:
    found = named("Russian and Iranian officials met.", world)
    assert found == [("Russian", "russia"), ("Iranian officials", "iran")]


@pytest.mark.parametrize(
    "text",
    [
        "They asked us who is there.",
        "Riyad al-Assad was hurt.",
        "He polished the turkey.",
        "It happened in Russia.",
        "A Syrian town was hit.",
    ],
)
def test_what_is_no_actor(text: str, world: World) -> None:
    assert named(text, world) == []


def test_groups_that_no_register_knows_keep_their_name_and_are_less_sure(world: World) -> None:
    found = actors("Liwa al-Nonesuch, Nonesuch Martyrs Brigade and Army of Nonesuch met Ahrar al-Sham.", "en", world)
    assert [each.choices[0].value for each in found] == [
        "unlisted:Liwa al-Nonesuch",
        "unlisted:Nonesuch Martyrs Brigade",
        "unlisted:Army of Nonesuch",
        "ahrar-al-sham",
    ]
    assert max(each.confidence for each in found[:3]) < found[3].confidence


def test_the_army_and_rebels_are_those_of_the_country_spoken_of() -> None:
    text = "In Ukraine, the army said that Ukraine had been shelled."
    assert ("the army", "ukrainian-armed-forces") in named(text, load_world(theatres=("ukraine",)))
    assert ("the army", "country:UKR") in named(text, load_world())
    assert ("rebels", "syrian-insurgents") not in named("In Ukraine rebels shelled Ukraine.", load_world())


def test_an_aggregate_stands_as_an_aggregate(world: World) -> None:
    ((_, actor),) = named("Rebels fired.", world)
    assert world.actors[actor].aggregate


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ar", "قصف الطيران الروسي مواقع", ["russian-aerospace-forces"]),
        ("ar", "الجيش السوري والمعارضة وجبهة النصرة", ["syrian-armed-forces", "syrian-insurgents", "jabhat-al-nusra"]),
        ("fr", "L'armée syrienne et les rebelles", ["syrian-armed-forces", "syrian-insurgents"]),
        ("es", "El ejército sirio y los rebeldes", ["syrian-armed-forces", "syrian-insurgents"]),
        ("ru", "Российская авиация и боевики", ["russian-aerospace-forces", "syrian-insurgents"]),
        ("ru", "против боевиков ИГИЛ", ["syrian-insurgents", "islamic-state"]),
    ],
)
def test_other_languages(language: str, text: str, expected: list[str], world: World) -> None:
    assert [actor for _, actor in named(text, world, language)] == expected


def test_every_id_in_the_words_is_known_to_some_world() -> None:
    known = set(load_world(theatres=theatres()).actors.actors)
    described = {actor for listed in actor_words()["descriptions"].values() for actor in listed}
    assert described <= known
    for code, roles in state_words().items():
        assert {actor for listed in roles.values() for actor in listed} & known, code


@pytest.mark.shared
def test_the_page_of_27_august_names_who_it_is_about(shared: Path, world: World) -> None:
    text = (shared / "articles" / "2016-08-27-geneva-talks.txt").read_text(encoding="utf-8")
    found = dict(named(text, world, day=date(2016, 8, 27)))
    assert found["group formerly known as al-Nusra"] == "jabhat-al-nusra"
    assert found["Kerry"] == "united-states"
    assert found["Lavrov"] == "russia"
    assert found["Elizabeth Trudeau"] == "united-states"
    assert found["Gulf Arab countries"] == "gulf-states"
    assert found["Syria’s army"] == "syrian-armed-forces"


@given(
    parts=st.lists(st.sampled_from(WORDS), max_size=30), language=st.sampled_from(["en", "ar", "fr", "es", "ru", "xx"])
)
def test_spans_index_the_text_and_do_not_overlap(parts: list[str], language: str, world: World) -> None:
    text = " ".join(parts)
    end = 0
    for mention in actors(text, language, world):
        assert text[mention.span.start : mention.span.end] == mention.span.words
        assert mention.span.start >= end
        end = mention.span.end
        assert 0 < sum(choice.weight for choice in mention.choices) <= 1
        value = mention.choices[0].value
        assert value in world.actors or value.startswith(("country:", "body:", "unlisted:"))


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Ali Hamdan said so.",
        "Sheikh Wahid said so.",
        "Commander Mekdad said so.",
        "Mr Abbas Nonesuch said so.",
        "AFP said so.",
        "The Sheikhs met in Homs.",
    ],
)
def test_a_name_that_somebody_in_office_has_too_is_not_that_person(text: str, world: World) -> None:
    assert named(text, world) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("President Abbas said so.", [("Abbas", "country:PSE")]),
        ("Zine El Abidine Ben Ali left.", [("Zine El Abidine Ben Ali", "country:TUN")]),
        ("Secretary of State Kerry said so.", [("Kerry", "united-states")]),
        ("Lavrov said so.", [("Lavrov", "russia")]),
    ],
)
def test_a_title_that_fits_or_the_full_name_makes_it_that_person(
    text: str, expected: list[tuple[str, str]], world: World
) -> None:
    assert named(text, world) == expected


@pytest.mark.parametrize(
    ("text", "words", "actor"),
    [
        ("Assads air force hit Homs.", "Assads air force", "syrian-air-force"),
        ("Assads army left Homs.", "Assads army", "syrian-armed-forces"),
        ("Assad's army left Homs.", "Assad's army", "syrian-armed-forces"),
        ("Syrias army left Homs.", "Syrias army", "syrian-armed-forces"),
        ("The Kremlins envoy left.", "Kremlin", "russia"),
        ("Nusras men left Homs.", "Nusra", "jabhat-al-nusra"),
    ],
)
def test_a_possessive_that_lost_its_apostrophe_is_read_as_one(text: str, words: str, actor: str, world: World) -> None:
    assert (words, actor) in named(text, world)


def test_a_word_for_foes_is_read_with_little_trust(world: World) -> None:
    (found,) = actors("Takfiri groups shelled the town.", "en", world)
    assert (found.choices[0].value, found.confidence < 0.5) == ("syrian-insurgents", True)


@pytest.mark.parametrize(
    ("acting", "bare"),
    [
        ("Turkey shelled the town.", "The talks on Turkey went on."),
        ("Lebanon has closed the camp.", "A book on Lebanon was read."),
        ("The army accused Jordan.", "A map of Jordan was drawn."),
    ],
)
def test_a_state_is_read_more_surely_where_the_words_show_that_it_acts(acting: str, bare: str, world: World) -> None:
    state = [actors(text, "en", world)[-1] for text in (acting, bare)]
    assert state[0].choices[0].value == state[1].choices[0].value
    assert state[0].confidence >= 0.75
    assert state[1].confidence <= 0.6
