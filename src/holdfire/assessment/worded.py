"""What was read from the words of a row and stands beside its coding: for explaining, and for showing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..records import WORDS


@dataclass(frozen=True, slots=True)
class FromWords:
    """One rival of a row's coding: the words that tell it, where they stand in the row's words, its weight, its values.

    `act`, `weapon`, `actors` and `targets` are None where the words leave the coding as it is; `directed` tells that
    they say who acted.
    """

    words: str
    start: int
    end: int
    weight: float
    act: str | None = None
    weapon: str | None = None
    actors: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None
    directed: bool = False


def from_words(alternatives: pa.Table) -> dict[str, tuple[FromWords, ...]]:
    """What was read from words, by the id of the observation, in the order of the side table.

    >>> from holdfire.records import Alternative, Span, arrow_schema
    >>> row = Alternative(of="acled:1", field="act", value='"air_strike"', weight=0.4, group="words:0",
    ...                   span=Span(start=0, end=4, words="Jets"))
    >>> table = pa.Table.from_pylist([row.model_dump()], schema=arrow_schema(Alternative))
    >>> [(each.words, each.act, each.weight) for each in from_words(table)["acled:1"]]
    [('Jets', 'air_strike', 0.4)]
    """
    if alternatives.num_rows == 0:
        return {}
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    weights: dict[tuple[str, str], tuple[float, dict[str, Any]]] = {}
    for each in alternatives.filter(pc.starts_with(alternatives["group"], f"{WORDS}:")).to_pylist():
        key = (each["of"], each["group"])
        groups.setdefault(key, {})[each["field"]] = json.loads(each["value"])
        weights[key] = (each["weight"], each["span"])
    found: dict[str, tuple[FromWords, ...]] = {}
    for (of, group), values in groups.items():
        found[of] = (*found.get(of, ()), _one(values, *weights[of, group]))
    return found


def _one(values: dict[str, Any], weight: float, span: dict[str, Any]) -> FromWords:
    return FromWords(
        span["words"],
        span["start"],
        span["end"],
        weight,
        values.get("act"),
        values.get("weapon"),
        tuple(values["actors"]) if "actors" in values else None,
        tuple(values["targets"]["targets"]) if "targets" in values else None,
        values.get("direction") == "known",
    )
