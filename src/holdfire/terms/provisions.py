"""Provisions of agreements, as words and as rules: an author picks some and gets both.

`provisions.yaml` holds them, with stable ids, options, the definitions that each requires, and sources. A provision's
rules are a fragment of a terms file with places to fill in; so are its words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from ..records import Record
from ..world import KnowledgeError, Problem, Reference, checked, read_yaml
from .clause import Passage

_PLACE = re.compile(r"\{(\w+)\}")
_SPOKEN = ("says", "name", "title", "words")
"""Keys under which a party is called by its name; elsewhere its key is meant."""


class Blank(Record):
    """A place to fill in: what kind of thing goes there, and what stands there if nothing is given."""

    is_: Literal[
        "party",
        "parties",
        "actor",
        "actors",
        "area",
        "line",
        "act",
        "weapon",
        "number",
        "duration",
        "moment",
        "event",
        "text",
        "word",
    ]
    default: Any = None
    says: str | None = None


class Option(Record):
    """Another way to say a provision, with its trade-off. What it does not state is the provision's."""

    id: str
    says: str
    words: str | None = None
    rules: dict[str, Any] | None = None
    fields: dict[str, Blank] | None = None
    definitions: tuple[str, ...] | None = None


class Provision(Record):
    """One provision: what it is for, its words, its rules, its options and what it requires to be defined."""

    id: str
    group: str
    title: str
    purpose: str
    words: str
    fields: dict[str, Blank] = Field(default_factory=dict)
    definitions: tuple[str, ...] = ()
    rules: dict[str, Any] = Field(default_factory=dict)
    options: tuple[Option, ...] = ()
    sources: tuple[Passage, ...] = ()
    unchecked: bool | str = False


class Provisions(Record):
    """The set of them."""

    references: dict[str, Reference]
    groups: dict[str, str]
    provisions: tuple[Provision, ...]


@cache
def load_provisions() -> Provisions:
    """The provisions that come with holdfire.

    >>> load_provisions().provisions[0].id
    'parties.named'
    """
    document = read_yaml(Path(str(files("holdfire.terms"))) / "provisions.yaml")
    return checked(document, Provisions, document.content)


@dataclass(frozen=True)
class Picked:
    """A provision with an option chosen and its places filled: its words, and its rules as they go into a file.

    `open_` are the places for which nothing was given: they stand as `<name>` and are an error until they are filled.
    """

    provision: Provision
    option: str | None
    words: str
    rules: dict[str, Any]
    definitions: tuple[str, ...]
    open_: tuple[str, ...] = field(default=())


def pick(name: str, given: Mapping[str, Any], party_names: Mapping[str, str], own: Collection[str] = ()) -> Picked:
    """A provision by `ID` or `ID:OPTION`, filled with what is given.

    `own` are the fields that were given for this provision alone. Raises `KnowledgeError` for an unknown provision,
    option or field, and for a value of the wrong kind.

    >>> pick("cessation.all-attacks", {"party": "north", "other_party": "south", "start": "2020-03-01"},
    ...      {"north": "the North", "south": "the South"}).rules["clauses"][0]["says"]
    'The North ceases all attacks, with any weapon, against the South.'
    """
    ident, _, chosen = name.partition(":")
    provisions = {each.id: each for each in load_provisions().provisions}
    if ident not in provisions:
        group = [each for each in provisions if each.startswith(ident.split(".")[0] + ".")]
        near = get_close_matches(ident, provisions, 5, 0.5) or group[:12] or list(load_provisions().groups)
        expected = "a provision such as " + ", ".join(near)
        raise _unknown(name, f"provision {ident!r}", expected, "See `holdfire terms provisions`.")
    provision = provisions[ident]
    options = {each.id: each for each in provision.options}
    if chosen and chosen not in options:
        known = ", ".join(options) or "none: it has no options"
        raise _unknown(name, f"option {chosen!r}", f"one of {known}", "See `holdfire terms provisions " + ident + "`.")
    option = options.get(chosen)
    blanks = provision.fields if option is None or option.fields is None else {**provision.fields, **option.fields}
    words = option.words if option and option.words else provision.words
    rules = option.rules if option and option.rules is not None else provision.rules
    strange = [each for each in own if each not in blanks]
    if strange:
        known = ", ".join(blanks) or "none"
        raise _unknown(
            name, f"field {strange[0]!r}", f"one of {known}", "See `holdfire terms provisions " + ident + "`."
        )
    values: dict[str, Any] = {}
    missing = []
    for place in dict.fromkeys(_PLACE.findall(words) + _PLACE.findall(str(rules))):
        blank = blanks.get(place)
        value = given.get(place, blank.default if blank else None)
        if value is None:
            missing.append(place)
            value = f"<{place}>"
        values[place] = _typed(value, blank, f"{ident}.{place}")
    named = {key: _named(value, party_names) for key, value in values.items()}
    needed = option.definitions if option and option.definitions is not None else provision.definitions
    filled = _filled(rules, values, named)
    return Picked(provision, chosen or None, _sentence(words, named), filled, needed, tuple(missing))


_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")


def _typed(value: Any, blank: Blank | None, place: str) -> Any:
    if blank is not None and isinstance(value, str) and not value.startswith("<"):
        if blank.is_ == "party" and not _ID.fullmatch(value):
            raise _unknown(place, repr(value), "the key of one party, such as north", "Give one key.")
        if blank.is_ == "number" and not re.fullmatch(r"\d+(\.\d+)?", value):
            raise _unknown(place, repr(value), "a number", "Give a number.")
    if blank is not None and blank.is_ in ("parties", "actors") and isinstance(value, str):
        return [each.strip() for each in value.split(",")]
    if blank is not None and blank.is_ == "number" and isinstance(value, str) and not value.startswith("<"):
        return float(value) if "." in value else int(value)
    return value


def _named(value: Any, names: Mapping[str, str]) -> str:
    """A value as it is said: a party by its name, several joined."""
    if isinstance(value, list):
        said = [names.get(str(each), str(each)) for each in value]
        return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
    return names.get(str(value), str(value))


def _filled(rules: Any, values: Mapping[str, Any], named: Mapping[str, str], key: str = "") -> Any:
    if isinstance(rules, Mapping):
        return {_text(str(k), values): _filled(each, values, named, str(k)) for k, each in rules.items()}
    if isinstance(rules, list):
        filled = [_filled(each, values, named, key) for each in rules]
        return [one for each in filled for one in (each if isinstance(each, list) else [each])]
    if not isinstance(rules, str):
        return rules
    if key in _SPOKEN:
        return _sentence(rules, named)
    whole = _PLACE.fullmatch(rules)
    return values[whole[1]] if whole else _text(rules, values)


def _text(text: str, values: Mapping[str, Any]) -> str:
    return _PLACE.sub(lambda place: str(values[place[1]]), text)


def _sentence(text: str, named: Mapping[str, str]) -> str:
    """Words with their places filled, each sentence with a capital."""
    flat = " ".join(_PLACE.sub(lambda place: named[place[1]], text).split())
    return re.sub(r"(^|[.!?]\s+)([a-z])", lambda found: found[1] + found[2].upper(), flat)


def _unknown(name: str, found: str, expected: str, remedy: str) -> KnowledgeError:
    return KnowledgeError([Problem(name, 1, found, expected, remedy)])


def required(picked: Iterable[Picked]) -> dict[str, list[str]]:
    """The words that have to be defined, each with the provisions that require it."""
    found: dict[str, list[str]] = {}
    for each in picked:
        for word in each.definitions:
            found.setdefault(word, []).append(each.provision.id)
    return found
