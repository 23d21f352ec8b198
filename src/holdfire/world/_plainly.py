"""What pydantic found wrong, in plain words: what was expected, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_args

from pydantic import BaseModel

_QUOTE = "Quote it: YAML reads {} as {}."
_EXPECTED = {
    "missing": "a value",
    "string_type": "text",
    "int": "a whole number",
    "float": "a number",
    "finite_number": "a number",
    "bool": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model": "a mapping",
    "date": "a date such as 2016-02-27",
    "datetime": "a moment such as 2016-02-27T14:00:00",
    "none_required": "nothing",
    "invalid_key": "a key that is text",
}


def plainly(error: Mapping[str, Any], model: type[BaseModel]) -> tuple[str, str]:
    """What was expected, and the remedy, for one of the errors of a value of that class.

    >>> from pydantic import ValidationError
    >>> from .claimants import Claimant
    >>> try:
    ...     Claimant.model_validate({"id": False, "name": {}})
    ... except ValidationError as bad:
    ...     print(*plainly(bad.errors()[0], Claimant), sep="; ")
    text; Quote it: YAML reads true and false as truth values.
    """
    kind = str(error["type"])
    if kind == "extra_forbidden":
        return _no_such_key(error, model), "See docs/terms.md, docs/world.md and docs/formats.md for the fields."
    return _expected(kind, error), _remedy(kind, error)


def _no_such_key(error: Mapping[str, Any], model: type[BaseModel]) -> str:
    known = sorted({name for each in _models_at(model, error["loc"][:-1]) for name in _fields(each)})
    return f"no such key; known keys: {', '.join(known)}" if known else "no such key"


def _expected(kind: str, error: Mapping[str, Any]) -> str:
    for name in (kind, kind.split("_")[0]):
        if name in _EXPECTED:
            return _EXPECTED[name]
    if kind in ("literal_error", "enum"):
        return "one of " + str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
    said = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return said.removeprefix("expected ").partition(", found ")[0]


def _remedy(kind: str, error: Mapping[str, Any]) -> str:
    value = error["input"]
    if kind == "missing":
        return "Add it."
    if kind not in ("string_type", "literal_error", "enum", "invalid_key"):
        return "Mend the value."
    if isinstance(value, bool):
        return _QUOTE.format("true and false", "truth values")
    if isinstance(value, int | float):
        return _QUOTE.format("it", "a number")
    return _QUOTE.format("it", "a date") if isinstance(value, date) else "Mend the value."


def _models_at(model: type[BaseModel], location: tuple[int | str, ...]) -> list[type[BaseModel]]:
    """The classes that the value there may be of. Steps that are no field (places in lists, names in mappings, the
    member of a union) lead no deeper."""
    found = [model]
    for step in location:
        inner = [_fields(each)[str(step)] for each in found if str(step) in _fields(each)]
        named = [each for each in found if each.__name__ == step]
        found = [each for one in inner for each in _models_in(one)] if inner else named or found
    return found


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in get_args(annotation):
        yield from _models_in(each)
