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
    """
    schema = Agreement.model_json_schema(by_alias=True)
    for family in (TargetCondition, PlaceCondition, WeaponCondition):
        schema["$defs"] |= family_schema(family)
    return {"$schema": _DIALECT, **schema}


def cases_schema() -> dict[str, Any]:
    """The schema of a file of rule cases."""
    return {"$schema": _DIALECT, **Cases.model_json_schema(by_alias=True)}
