"""Countries, international organisations and the people who spoke for them, as data.

Names in other languages are CLDR's. They are kept apart from the register of actors: a country here is a code for
whoever reads of the whole world, an actor there is an identity that agreements bind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from pydantic import Field

from ...records import Record
from .._file import checked, read_yaml


class Country(Record):
    """One country: its code (ISO 3166-1 alpha-3) and the words that stand for it in English.

    `seats` are buildings and streets that stand for a government; `until` is the year in which a state ended.
    """

    code: str = Field(pattern="^[A-Z]{3}$")
    alpha2: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    name: str
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    until: int | None = None


class Body(Record):
    """One international organisation; `code` is IGO for one of states, else NGO."""

    id: str
    code: str
    name: str
    aliases: tuple[str, ...] = ()


class Person(Record):
    """Somebody who spoke for a country (or for a body, then `country` is IGO), with rough years of office.

    `surname` says whether the last name alone may stand for the person; else it needs a title or the full name.
    """

    name: str
    aliases: tuple[str, ...] = ()
    country: str
    role: str
    from_: int
    to: int
    surname: bool = True


class _CountryFile(Record):
    unchecked: bool
    note: str
    countries: tuple[Country, ...]
    passing: tuple[str, ...] = ()
    also_words: tuple[str, ...] = ()


class _BodyFile(Record):
    unchecked: bool
    note: str
    bodies: tuple[Body, ...]


class _PeopleFile(Record):
    unchecked: bool
    note: str
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Countries:
    """All of them. `passing` are expressions that hold a country's name and mean none ("Latin American");
    `also_words` are abbreviations that are words too, where a text is written in capitals.

    >>> known = load_countries()
    >>> known["HUN"].adjectives, known.name("HUN", "fr"), known.name("HUN", "ru")
    (('Hungarian', 'Hungarians'), 'Hongrie', 'Венгрия')
    """

    countries: Mapping[str, Country]
    bodies: tuple[Body, ...]
    people: tuple[Person, ...]
    passing: tuple[str, ...]
    also_words: frozenset[str]

    def __contains__(self, code: object) -> bool:
        return code in self.countries

    def __getitem__(self, code: str) -> Country:
        return self.countries[code]

    def name(self, code: str, language: str = "en") -> str:
        """What CLDR calls the country in a language; our English name where it has none."""
        country = self.countries[code]
        return names_in(language).get(country.alpha2 or "", country.name) if language != "en" else country.name

    @cached_property
    def by_alpha2(self) -> dict[str, str]:
        return {country.alpha2: code for code, country in self.countries.items() if country.alpha2}


@cache
def names_in(language: str) -> dict[str, str]:
    """The names of countries in a language by their two letters, from CLDR; nothing for a language it does not know."""
    from babel import Locale, UnknownLocaleError

    try:
        territories = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return {}
    return {code: name for code, name in territories.items() if len(code) == 2 and code.isalpha()}


@cache
def load_countries() -> Countries:
    """The countries, bodies and people that come with holdfire. Raises `KnowledgeError` where a file is not sound."""
    folder = Path(__file__).parent
    documents = [read_yaml(folder / f"{name}.yaml") for name in ("countries", "bodies", "people")]
    nations = checked(documents[0], _CountryFile, documents[0].content)
    return Countries(
        countries={country.code: country for country in nations.countries},
        bodies=checked(documents[1], _BodyFile, documents[1].content).bodies,
        people=checked(documents[2], _PeopleFile, documents[2].content).people,
        passing=nations.passing,
        also_words=frozenset(nations.also_words),
    )
