"""Countries in running text: by name, adjective, capital, seat of power, or through a body or a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from ...world import fold
from ...world.countries import Countries, Person, load_countries, names_in
from ..knowledge import knowledge
from ..phrases import Found, Phrases, Word
from .foreign import foreign_words
from .forms import elided, forms

_ELIDED = re.compile("^[dlDL]['’](?=.)")


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name in a text stands for.

    `code` is a country's (ISO 3166-1 alpha-3), or IGO or NGO for an organisation. `how`: `name adjective capital city
    seat body person`. `of` is the country's English name, the body's id or the person's full name; `role` a person's.
    `surname` marks a last name alone: `free` stands by itself, `bound` beside a title or after the full name only.
    """

    code: str
    how: str
    of: str
    role: str | None = None
    surname: str | None = None
    from_: int | None = None
    to: int | None = None


CountryFound = Found[tuple[Sense, ...]]


@cache
def _phrases(language: str) -> Phrases[Sense]:
    known = load_countries()
    if language == "en":
        return Phrases(_english(known))
    other = set(foreign_words(language).get("not_names", ()))
    return Phrases([*(each for each in _english(known) if each[0] not in other), *_foreign(known, language)])


_NOTHING = Sense("", "passing", "")


def _english(known: Countries) -> Iterator[tuple[str, Sense]]:
    for expression in known.passing:
        yield expression, _NOTHING
    for code, country in known.countries.items():
        for how, names in (
            ("name", (country.name, *country.aliases)),
            ("adjective", country.adjectives),
            ("capital", country.capitals),
            ("city", country.cities),
            ("seat", country.seats),
        ):
            for name in names:
                yield name, Sense(code, how, country.name)
                # Scraped text loses the apostrophe of a possessive.
                if how == "name" and name.isalpha() and not name.isupper() and name[-1] != "s":
                    yield (
                        f"{name}s",
                        Sense(code, how, country.name),
                    )
    for body in known.bodies:
        for name in (body.name, *body.aliases):
            yield name, Sense(body.code, "body", body.id)
    for person in known.people:
        yield from _person(person)


def _person(person: Person) -> Iterator[tuple[str, Sense]]:
    whole = Sense(person.country, "person", person.name, person.role, None, person.from_, person.to)
    for name in (person.name, *person.aliases):
        yield name, whole
    *given, last = person.name.split()
    if given and given[-1].lower() in _titles()["family"]:
        return
    if given and given[0] not in ("King", "Pope"):
        kind = "free" if person.surname else "bound"
        bare = re.sub("^[ae]l-", "", last)
        lost = (f"{bare}s",) if person.surname and bare.isalpha() and bare[-1] != "s" else ()
        for name in {last, bare, *lost}:
            yield name, Sense(person.country, "person", person.name, person.role, kind, person.from_, person.to)


def _foreign(known: Countries, language: str) -> Iterator[tuple[str, Sense]]:
    """CLDR's names of countries and our own of cities, in the forms that they take in that language."""
    for alpha2, name in names_in(language).items():
        code = known.by_alpha2.get(alpha2)
        if code:
            for form in forms(name, language):
                yield form, Sense(code, "name", known[code].name)
    for code, names in foreign_words(language).get("cities", {}).items():
        for name in names:
            for form in forms(name, language):
                yield form, Sense(code, "city", known[code].name)


@cache
def _titles() -> dict[str, Any]:
    return knowledge("words", "titles.yaml")


@cache
def _title_words() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(fold, _titles()["titles"])), frozenset(map(fold, _titles()["openers"]))


def _fits(title: Word, sense: Sense) -> bool:
    """Whether a title before a last name is one that the person had: a mayor of that name is somebody else."""
    fitting = _titles()["fitting"]
    return title.key in fitting["any"] or title.key in fitting.get(sense.role or "", ())


def country_mentions(text: Sequence[Word], language: str = "en", day: date | None = None) -> list[CountryFound]:
    """What stands for a country or an international organisation, left to right, without overlap.

    A name that may mean several ("Congolese") keeps all of them. Names need their capitals where the script has them,
    so that "us" and "turkey" are no countries. A last name alone stands for those who were in office about the day, if
    one is given; one that is a common name needs a title before it, or the full name earlier in the text.

    >>> from holdfire.reading.phrases import words
    >>> text = words("Hungarian officials met Clinton in Moscow; the Kremlin told us of polish.")
    >>> [(text[each.first].text, sorted({sense.code for sense in each.value})) for each in country_mentions(text)]
    [('Hungarian', ['HUN']), ('Clinton', ['USA']), ('Moscow', ['RUS']), ('Kremlin', ['RUS'])]
    """
    text = elided(text, language)
    found: list[CountryFound] = []
    met: dict[str, tuple[Sense, ...]] = {}
    for each in _phrases(language).find(text):
        if each.value == (_NOTHING,) or not _written_as_name(text, each):
            continue
        senses = _senses(text, each, found, met, day)
        if senses:
            met.update({fold(sense.of.split()[-1]): (sense,) for sense in senses if sense.how == "person"})
            found.append(Found(each.start, each.end, each.first, each.last, senses))
    return found


def _written_as_name(text: Sequence[Word], each: Found[tuple[Sense, ...]]) -> bool:
    """Whether it has a name's capitals: an abbreviation all of them, and not in a line that is all capitals anyway."""
    shown = [_ELIDED.sub("", word.text) for word in text[each.first : each.last]]
    if not shown[0][0].isupper():
        return not shown[0][0].islower()
    if all(len(word) == 1 for word in shown):
        return all(word.isupper() for word in shown)
    if len(shown) > 1:
        return True
    key = text[each.first].key
    if key in _short_names() and not shown[0].isupper():
        return False
    if key in load_countries().also_words:
        beside = [word.text for word in (*text[max(0, each.first - 1) : each.first], *text[each.last : each.last + 1])]
        return not (beside and all(word.isupper() and len(word) > 2 for word in beside))
    return True


@cache
def _short_names() -> frozenset[str]:
    """The keys of the abbreviations: what we write in capitals, they are written in everywhere."""
    known = load_countries()
    listed = [name for country in known.countries.values() for name in (country.name, *country.aliases, *country.seats)]
    listed += [name for body in known.bodies for name in (body.name, *body.aliases)]
    return frozenset(fold(name) for name in listed if name.isupper() and len(name) <= 6)


def _senses(
    text: Sequence[Word],
    each: Found[tuple[Sense, ...]],
    found: list[CountryFound],
    met: dict[str, tuple[Sense, ...]],
    day: date | None,
) -> tuple[Sense, ...]:
    last_names = [sense for sense in each.value if sense.surname]
    others = tuple(sense for sense in each.value if not sense.surname)
    if not last_names:
        return others
    before = text[each.first - 1] if each.first and text[each.first].start - text[each.first - 1].end <= 2 else None
    titles, openers = _title_words()
    titled = before is not None and before.key in titles
    another = before is not None and before.text[:1].isupper() and not titled and before.key not in openers
    if another and not (found and found[-1].last == each.first):
        return others
    if titled and before is not None:
        last_names = [sense for sense in last_names if _fits(before, sense)]
    if not last_names or (last_names[0].surname == "bound" and _named_on(text, each.last)):
        return others
    key = text[each.last - 1].key
    if key in met:
        return met[key]
    in_office = [
        sense for sense in last_names if (titled or sense.surname == "free") and (day is None or _about(sense, day))
    ]
    return (*others, *in_office)


def _named_on(text: Sequence[Word], last: int) -> bool:
    """Whether another name follows, so that this is a given name ("Abbas Nonesuch"); not in a line all of capitals."""
    if last >= len(text) or text[last].start - text[last - 1].end > 1 or not text[last].text[:1].isupper():
        return False
    return any(word.text[:1].islower() and len(word.text) > 3 for word in text[max(0, last - 6) : last + 8])


def _about(sense: Sense, day: date) -> bool:
    return (sense.from_ or 0) - 1 <= day.year <= (sense.to or 9999) + 1
