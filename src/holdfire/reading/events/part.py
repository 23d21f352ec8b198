"""Some fields of an event that is being put together, each with its words and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...records import Alternative, Span


@dataclass(frozen=True)
class Part:
    """Some fields of an event, with their words and confidence."""

    fields: dict[str, Any]
    spans: dict[str, Span]
    confidence: dict[str, float]
    flags: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


NOTHING = Part({}, {}, {})
