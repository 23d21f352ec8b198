"""The JSON Schema of terms and cases, generated from the classes that read them: editors complete and check with it."""

from __future__ import annotations

from typing import Any

from .agreement import Agreement
from .cases import Cases
from .conditions import PlaceCondition, TargetCondition, WeaponCondition, family_schema

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def agreement_schema() -> dict[str, Any]:
    """The schema of a terms file.

    >>> sorted(agreement_schema()["$defs"]["TargetCondition"])
    ['anyOf', 'description']
    >>> agreement_schema()["$defs"]["Exemption"]["properties"]["place"]["anyOf"][0]
    {'$ref': '#/$defs/PlaceCondition'}
    """
    schema = Agreement.model_json_schema(by_alias=True)
    families = (TargetCondition, PlaceCondition, WeaponCondition)
    for family in families:
        schema["$defs"] |= family_schema(family)
    named = {family.__name__ for family in families}
    found: dict[str, Any] = _pointing(schema, named)
    return {"$schema": _DIALECT, **found}


def _pointing(schema: Any, families: set[str]) -> Any:
    """The same schema, with each field that holds a condition pointing to its family."""
    if isinstance(schema, dict):
        title = schema.get("title")
        if isinstance(title, str) and title in families and set(schema) <= {"title", "default"}:
            return {"$ref": f"#/$defs/{title}"}
        return {name: _pointing(value, families) for name, value in schema.items()}
    return [_pointing(each, families) for each in schema] if isinstance(schema, list) else schema


def cases_schema() -> dict[str, Any]:
    """The schema of a file of rule cases."""
    return {"$schema": _DIALECT, **Cases.model_json_schema(by_alias=True)}
