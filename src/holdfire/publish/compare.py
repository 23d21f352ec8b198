"""Two runs side by side: what was added, withdrawn, and changed, row by row."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa

_COMPARED = [
    "phase",
    "verdict",
    "kind",
    "reason",
    "p_violation",
    "p_permitted",
    "p_out_of_scope",
    "p_undetermined",
    "attributed_to",
    "status",
    "claimed_by",
    "when_start",
    "when_end",
    "place",
    "act",
    "killed_low",
    "killed_best",
    "killed_high",
    "civilians_killed",
    "injured",
    "determination",
]


def compare(one: pa.Table, other: pa.Table) -> dict[str, Any]:
    """`added[], withdrawn[], changed[{id, column, from, to}], totals{}` of two tables of findings, or of events.

    Raises `ValueError` where one holds findings and the other events, or where their assumptions differ: results under
    different assumptions are never mixed.
    """
    key = _key(one)
    if key != _key(other):
        raise ValueError("expected two tables of the same level, found one of findings and one of events")
    if _assumptions(one) != _assumptions(other):
        raise ValueError(
            f"expected two runs under the same assumptions, found {_assumptions(one) or 'none'} and"
            f" {_assumptions(other) or 'none'}; results under different assumptions are not mixed"
        )
    first, second = _rows(one, key), _rows(other, key)
    changed = [
        {
            "id": ident,
            "column": column,
            "from": _plain(first[ident][column]),
            "to": _plain(second[ident][column]),
        }
        for ident in first
        if ident in second
        for column in _COMPARED
        if column in first[ident] and column in second[ident] and first[ident][column] != second[ident][column]
    ]
    return {
        "added": [ident for ident in second if ident not in first],
        "withdrawn": [ident for ident in first if ident not in second],
        "changed": changed,
        "totals": {
            "before": _totals(first),
            "after": _totals(second),
            "same": sum(ident in second and first[ident] == second[ident] for ident in first),
        },
    }


def _key(table: pa.Table) -> str:
    return "finding_id" if "finding_id" in table.column_names else "event_id"


def _assumptions(table: pa.Table) -> list[str]:
    if "assumed" not in table.column_names:
        return []
    lists = table["assumed"].unique().to_pylist() if not pa.types.is_nested(table["assumed"].type) else None
    several = lists if lists is not None else table["assumed"].to_pylist()
    return sorted({each for row in several for each in row or () if "=" in each})


def _rows(table: pa.Table, key: str) -> dict[str, dict[str, Any]]:
    columns = [key, "agreement", *(name for name in _COMPARED if name in table.column_names)]
    rows = table.select(dict.fromkeys(columns)).to_pylist()
    return {row[key] if key == "finding_id" else f"{row[key]}/{row['agreement']}": row for row in rows}


def _totals(rows: dict[str, dict[str, Any]]) -> dict[str, int]:
    return dict(sorted(Counter(str(row["verdict"]) for row in rows.values()).items()))


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
