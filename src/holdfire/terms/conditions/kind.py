"""What every kind of condition is: one class that is its schema entry, its column function and its sentence pattern.

A kind is one class in one file, and nothing else has to know of it: the schema, the check of names, the judge and the
pages find it through its family. `key` is the word by which a file names it, `pattern` its English sentence pattern
with its fields in braces (other languages translate the pattern). A field whose type is one of the ids below is
checked against what is defined, and is spoken by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from ...records import Record
from ...world import NO, UNKNOWN, YES


@dataclass(frozen=True)
class Names:
    """Marks a field that holds an id, or several: of an area, an actor, a party, a weapon, an act or a site."""

    kind: str


AreaId = Annotated[str, Names("area")]
ActorId = Annotated[str, Names("actor")]
PartyKey = Annotated[str, Names("party")]
WeaponId = Annotated[str, Names("weapon")]
ActId = Annotated[str, Names("act")]
SiteId = Annotated[str, Names("site")]

Step = tuple[str | int, ...]


def marked(pattern: str) -> str:
    """The pattern itself: marks it as one that other languages translate.

    >>> marked("in {area}")
    'in {area}'
    """
    return pattern


class Condition(Record):
    """Base of the kinds."""

    key: ClassVar[str] = ""
    pattern: ClassVar[str] = ""
    asks: ClassVar[frozenset[str]] = frozenset()
    """What its answer turns on beside the test's own matter: `actor`, `holder`."""

    @classmethod
    def kinds(cls) -> dict[str, type[Condition]]:
        """Every kind of this family, by its key."""
        found: dict[str, type[Condition]] = {cls.key: cls} if cls.key else {}
        for below in cls.__subclasses__():
            found |= below.kinds()
        return found

    def parts(self) -> tuple[Condition, ...]:
        """The conditions that it is made of, where it joins several."""
        return ()

    def all_asked(self) -> frozenset[str]:
        """What its answer, or that of a part, turns on."""
        return self.asks.union(*(part.all_asked() for part in self.parts()))

    def flat(self) -> Iterator[Condition]:
        """Itself, or the parts that it joins, and theirs."""
        parts = self.parts()
        if not parts:
            yield self
        for part in parts:
            yield from part.flat()


@dataclass(frozen=True)
class OneOf:
    """The type of a field that holds one condition of a family, in any of its kinds."""

    family: type[Condition]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self._read)

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Any:
        return {"title": self.family.__name__}

    def _read(self, value: Any) -> Condition:
        if isinstance(value, self.family):
            return value
        kinds = self.family.kinds()
        expected = "one of " + ", ".join(f"{{{key}: …}}" for key in kinds)
        if not isinstance(value, Mapping):
            raise ValueError(f"expected {expected}")
        named = [kind for key, kind in kinds.items() if key in value]
        if len(named) != 1:
            raise ValueError(f"expected {expected}, found keys {', '.join(map(str, value)) or 'none'}")
        return named[0].model_validate(value)


def family_schema(family: type[Condition]) -> dict[str, Any]:
    """The definitions of a family for a JSON Schema: the family as any of its kinds, and each kind."""
    found: dict[str, Any] = {}
    names: list[dict[str, str]] = []
    for kind in family.kinds().values():
        schema = kind.model_json_schema(by_alias=True)
        schema = {**schema, "required": sorted({*schema.get("required", ()), kind.key})}
        found |= schema.pop("$defs", {})
        found[kind.__name__] = schema
        names.append({"$ref": f"#/$defs/{kind.__name__}"})
    found[family.__name__] = {"anyOf": names, "description": (family.__doc__ or "").strip()}
    return found


def names_in(record: Record, at: Step = ()) -> Iterator[tuple[str, str, Step]]:
    """Every id in a record and in what it holds: its kind, the id, and the place in the file."""
    for name, field in type(record).model_fields.items():
        marks = [each for each in field.metadata if isinstance(each, Names)]
        yield from _named(getattr(record, name), field.annotation, marks, (*at, field.alias or name))


def _named(value: Any, annotation: Any, marks: list[Names], at: Step) -> Iterator[tuple[str, str, Step]]:
    if isinstance(value, Record):
        yield from names_in(value, at)
    elif isinstance(value, Mapping):
        keys, values = next(iter(_held(annotation, dict)), (None, None))
        for key, each in value.items():
            yield from _named(key, keys, _marks(keys), (*at, key))
            yield from _named(each, values, _marks(values), (*at, key))
    elif isinstance(value, tuple | list):
        inner = next(iter(_held(annotation, tuple)), (None,))[0]
        for n, each in enumerate(value):
            yield from _named(each, inner, _marks(inner), (*at, n))
    elif isinstance(value, str):
        for mark in (marks or _marks(annotation))[:1]:
            yield mark.kind, value, at


def _marks(annotation: Any) -> list[Names]:
    """The marks on a type itself, or on a member of a union."""
    found = [each for each in getattr(annotation, "__metadata__", ()) if isinstance(each, Names)]
    if get_origin(annotation) in (Union, UnionType):
        found += [mark for each in get_args(annotation) for mark in _marks(each)]
    return found


def _held(annotation: Any, container: type) -> Iterator[tuple[Any, ...]]:
    """What a container type, or such a member of a union, holds."""
    if get_origin(annotation) is container:
        yield get_args(annotation)
    elif get_origin(annotation) in (Union, UnionType):
        for each in get_args(annotation):
            yield from _held(each, container)


ANY, ALL = max, min
"""Kleene: a disjunction is the maximum of its answers, a conjunction the minimum."""

assert (NO, UNKNOWN, YES) == (0, 1, 2)  # noqa: S101 - what makes them so
