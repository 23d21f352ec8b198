"""The form as data: questions in order, and lists of choices whose names come from the taxonomies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import Field

from ...records import Record
from ...world import World, fold, read_yaml

LANGUAGES = {"en": "English (en)", "ar": "Arabic (ar)"}
"""The languages that the form asks in, as an XLSForm names them."""

_Words = dict[str, str]
_REFERENCE = re.compile(r"\$\{(\w+)\}")


class Question(Record):
    """A question, or a group or repeat of questions. The words are by language; conditions are XPath, as in an XLSForm.

    `inside` is the repeat in which it stands; it is worked out, and stands in no file.
    """

    type: str
    name: str
    ask: _Words = Field(default_factory=dict)
    hint: _Words = Field(default_factory=dict)
    required: bool = False
    when: str | None = None
    refuse: str | None = None
    refused: _Words = Field(default_factory=dict)
    of: str | None = None
    calculation: str | None = None
    appearance: str | None = None
    default: str | None = None
    parameters: str | None = None
    questions: tuple[Question, ...] = ()
    like: str | None = None
    prefix: str = ""
    inside: str | None = None


class Choice(Record):
    """One answer that can be chosen, with its words by language."""

    id: str
    name: _Words


@dataclass(frozen=True)
class Form:
    """The form for one country. `questions` is the tree as it is asked, `choices` the lists by name."""

    id: str
    version: str
    mark: str
    title: Mapping[str, str]
    zone: str
    questions: tuple[Question, ...]
    choices: Mapping[str, tuple[Choice, ...]]

    @cached_property
    def asked(self) -> dict[str, Question]:
        """Every question by its name, groups and repeats left out."""
        return {each.name: each for each in _flat(self.questions) if each.type not in ("group", "repeat", "note")}

    @cached_property
    def repeats(self) -> dict[str, Question]:
        """Every repeat by its name."""
        return {each.name: each for each in _flat(self.questions) if each.type == "repeat"}

    @cached_property
    def _ids(self) -> dict[str, dict[str, str]]:
        return {
            name: {fold(word): each.id for each in listed for word in (*each.name.values(), each.id)}
            for name, listed in self.choices.items()
        }

    def chosen(self, name: str, text: str) -> str | None:
        """The id of the choice that a text is, by its id or by its words in any language; None where it is none.

        >>> from holdfire.world import load_world
        >>> form = load_form(load_world())
        >>> form.chosen("kinds", "An incident"), form.chosen("kinds", "حادثة"), form.chosen("kinds", "A party")
        ('incident', 'incident', None)
        """
        return self._ids[name].get(fold(text))


def _flat(questions: tuple[Question, ...]) -> Iterator[Question]:
    for each in questions:
        yield each
        yield from _flat(each.questions)


@cache
def _document() -> dict[str, Any]:
    return read_yaml(Path(str(files("holdfire.sources.forms"))) / "field_report.yaml").content


def load_form(world: World, country: str = "syria") -> Form:
    """The form for a country, in which `world` names acts, weapons, kinds of site and provinces.

    Raises `ValueError` for a country whose provinces or time zone the world does not know.

    >>> from holdfire.world import load_world
    >>> form = load_form(load_world())
    >>> form.zone, form.asked["killed_low"].type, form.choices["provinces"][0].id
    ('Asia/Damascus', 'integer', 'aleppo-governorate')
    """
    content = _document()
    zone = world.zones.get(country)
    if zone is None or not _is_country(world, country):
        known = ", ".join(each for each in world.zones if _is_country(world, each))
        raise ValueError(f"expected a country whose time zone is known ({known}), found {country!r}")
    questions = tuple(Question.model_validate(each) for each in content["questions"])
    groups = {each.name: each for each in _flat(questions) if each.type == "group"}
    return Form(
        content["id"],
        content["version"],
        content["mark"],
        content["title"],
        zone,
        tuple(_whole(each, groups, None) for each in questions),
        {name: _choices(entry, world, country) for name, entry in content["choices"].items()},
    )


def _is_country(world: World, area: str) -> bool:
    return area in world.areas and world.areas[area].kind == "country"


def _whole(question: Question, groups: Mapping[str, Question], inside: str | None) -> Question:
    """The question with its own questions, those that it is like among them, each told in which repeat it stands."""
    listed = question.questions
    if question.like:
        model = groups[question.like].questions
        own = {each.name: question.prefix + each.name for each in model}
        listed = tuple(_renamed(each, own) for each in model)
    within = question.name if question.type == "repeat" else inside
    return question.model_copy(
        update={"questions": tuple(_whole(each, groups, within) for each in listed), "inside": inside}
    )


def _renamed(question: Question, own: Mapping[str, str]) -> Question:
    def renamed(text: str | None) -> str | None:
        return text and _REFERENCE.sub(lambda found: "${" + own.get(found[1], found[1]) + "}", text)

    changes = {"name": own[question.name], "when": renamed(question.when), "refuse": renamed(question.refuse)}
    return question.model_copy(update=changes)


def _choices(entry: Any, world: World, country: str) -> tuple[Choice, ...]:
    if isinstance(entry, list):
        return tuple(Choice.model_validate(each) for each in entry)
    if entry["from"] == "areas":
        return _provinces(world, country)
    taxonomy = {"acts": world.acts, "weapons": world.weapons, "sites": world.sites}[entry["from"]]
    return tuple(Choice(id=each, name=_named(taxonomy.terms[each].name)) for each in entry["ids"])


def _provinces(world: World, country: str) -> tuple[Choice, ...]:
    found = [
        Choice(id=each.id, name=_named(each.name))
        for each in world.areas.areas.values()
        if each.kind == "governorate" and each.part_of == country
    ]
    if not found:
        raise ValueError(f"expected a country whose provinces are known, found {country!r}; add them in a --world file")
    return tuple(found)


def _named(name: Mapping[str, str]) -> dict[str, str]:
    """The words in each language of the form; English where a language has none, as is the rule of the catalogue."""
    return {language: name.get(language, name.get("en", "")) for language in LANGUAGES}
