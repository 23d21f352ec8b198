"""A run's numbers as JSON and back: plain text that is safe to read, whoever wrote it."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from datetime import date
from typing import Any

import numpy as np

from ..assessment import Summary


def written(summary: Summary) -> dict[str, Any]:
    """A summary as JSON has it."""
    return {each.name: _plain(getattr(summary, each.name)) for each in fields(summary)}


def read(content: dict[str, Any]) -> Summary:
    """The summary that `written` gave."""
    return Summary(**{name: _back(value) for name, value in content.items()})


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.integer | np.floating):
        return value.item()
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, tuple | list):
        return {type(value).__name__: [_plain(each) for each in value]}
    if isinstance(value, dict):
        kind = "counter" if isinstance(value, Counter) else "map"
        return {kind: [[_plain(key), _plain(each)] for key, each in value.items()]}
    raise TypeError(f"expected numbers, text, dates or collections of them, found {type(value).__name__}")


def _back(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, content),) = value.items()
    match kind:
        case "date":
            return date.fromisoformat(content)
        case "tuple":
            return tuple(_back(each) for each in content)
        case "list":
            return [_back(each) for each in content]
    pairs = {_back(key): _back(each) for key, each in content}
    return Counter(pairs) if kind == "counter" else pairs
