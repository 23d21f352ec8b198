"""Countries, bodies and people: the data is sound, and running text is read with its capitals and its context."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from holdfire.reading.names.countries import country_mentions
from holdfire.reading.phrases import words
from holdfire.world.countries import load_countries, names_in


def codes(text: str, language: str = "en", day: date | None = None) -> list[set[str]]:
    return [{sense.code for sense in found.value} for found in country_mentions(words(text), language, day)]


def test_every_country_has_its_own_codes_that_the_standard_knows() -> None:
    known = load_countries().countries.values()
    assert Counter(country.code for country in known).most_common(1)[0][1] == 1
    territories = Locale.parse("en").territories
    two = [country.alpha2 for country in known if country.alpha2]
    assert len(two) == len(set(two))
    assert set(two) <= set(territories)
    assert len(two) >= 193


def test_our_english_names_and_cldr_s_mostly_agree() -> None:
    known = [country for country in load_countries().countries.values() if country.alpha2]
    english = Locale.parse("en").territories
    spelt = {country.code: {name.casefold() for name in (country.name, *country.aliases)} for country in known}
    other = [country.code for country in known if english[country.alpha2].casefold() not in spelt[country.code]]
    assert len(other) < 30, other


def test_people_speak_for_a_country_that_we_have_in_years_that_run_forward() -> None:
    known = load_countries()
    for person in known.people:
        assert person.country in known or person.country == "IGO", person.name
        assert person.from_ <= person.to, person.name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hungarian officials met in Paris.", [{"HUN"}, {"FRA"}]),
        ("The U.S. and the US said no; they told us.", [{"USA"}, {"USA"}]),
        ("Congolese rebels", [{"COG", "COD"}]),
        ("The Kremlin, the White House and Downing Street", [{"RUS"}, {"USA"}, {"GBR"}]),
        ("Côte d’Ivoire and Ivory Coast", [{"CIV"}, {"CIV"}]),
        ("The Latin American bloc and the Washington Post", []),
        ("South Sudan and Sudan", [{"SSD"}, {"SDN"}]),
        ("UN envoys and NATO", [{"IGO"}, {"IGO"}]),
        ("Amnesty International", [{"NGO"}]),
        ("who told them? WHO did.", [{"IGO"}]),
        ("polish the turkey", []),
        ("Talks in Geneva", [{"CHE"}]),
    ],
)
def test_names_in_text(text: str, expected: list[set[str]]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Putin met Milosevic", [{"RUS"}, {"SRB"}]),
        ("President Clinton said", [{"USA"}]),
        ("Roger Clinton said", []),
        ("Secretary Rice left", [{"USA"}]),
        ("Rice is cheap", []),
        ("Condoleezza Rice left. Rice said", [{"USA"}, {"USA"}]),
        ("Saddam Hussein and King Hussein", [{"IRQ"}, {"JOR"}]),
        ("Riyad al-Assad", []),
        ("Syria's Assad", [{"SYR"}, {"SYR"}]),
    ],
)
def test_people_in_text(text: str, expected: list[set[str]]) -> None:
    assert codes(text) == expected


def test_a_last_name_stands_for_who_was_in_office() -> None:
    assert codes("Papandreou resigned", day=date(2011, 11, 1)) == [{"GRC"}]
    assert codes("Thatcher resigned", day=date(2016, 2, 1)) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "La Syrie et l’Allemagne", [{"SYR"}, {"DEU"}]),
        ("es", "en Siria y Alemania", [{"SYR"}, {"DEU"}]),
        ("ru", "в Сирии, с Турцией", [{"SYR"}, {"TUR"}]),
        ("ar", "في سوريا وتركيا", [{"SYR"}, {"TUR"}]),
    ],
)
def test_other_languages_take_their_names_from_cldr(language: str, text: str, expected: list[set[str]]) -> None:
    assert codes(text, language) == expected


def test_a_language_that_cldr_does_not_know_has_no_names() -> None:
    assert names_in("xx") == {}


@given(st.text(alphabet="USAUNWHOa .'’-ClintoFrance", max_size=60))
def test_spans_index_the_words(text: str) -> None:
    cut = words(text)
    end = 0
    for found in country_mentions(cut):
        assert (found.start, found.end) == (cut[found.first].start, cut[found.last - 1].end)
        assert found.first >= end
        end = found.last
