"""Pairs of reports as rows for a person, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from ..incidents import Matched
from ..records import Tie

PAIRS = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("one", "other", "tie", "why")),
        *(pa.field(name, pa.float64()) for name in ("score", "probability")),
        pa.field("evidence", pa.string()),
    ]
)
"""Columns of pairs for a person."""


def links_of(matched: Matched, ties: frozenset[Tie]) -> Iterable[dict[str, Any]]:
    """The pairs of some kinds, each with its evidence, as rows for a person."""
    for at, tie, why in matched.ties():
        if tie in ties:
            link = matched.link(at, tie, why)
            yield {
                "one": link.one,
                "other": link.other,
                "tie": link.tie.value,
                "why": link.why or "",
                "score": link.score,
                "probability": link.probability,
                "evidence": "; ".join(f"{e.field} {e.level} {e.weight:+g} ({e.found})" for e in link.evidence),
            }
