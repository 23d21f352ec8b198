"""Two vintages of a dataset side by side, as JSON has them: all but the changed values, which may be many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..assessment.touched import Touched
from ..sources import Source
from ..sources.revision import Revision
from ..sources.vintage import Vintage
from .touched import entry

Warned = dict[str, Any]


def document(
    sources: tuple[Source, Source], found: Revision, decisions: tuple[int, Sequence[Touched]]
) -> dict[str, Any]:
    """`files`, `added`, `withdrawn`, `renamed`, `totals`, `decisions` and `warnings` (docs/formats.md).

    Args:
        sources: the two files, the earlier first.
        found: what differs.
        decisions: how many were read, and those that are touched.
    """
    added, withdrawn = (list(dict.fromkeys(table["id"].to_pylist())) for table in (found.added, found.withdrawn))
    read, touched = decisions
    return {
        "files": dict(zip(("before", "after"), map(_file, sources), strict=True)),
        "added": added,
        "withdrawn": withdrawn,
        "renamed": [{"id": ident, "to": to} for ident, to in found.renamed],
        "totals": {
            "before": _totals(found.before),
            "after": _totals(found.after),
            "same": found.same,
            "added": len(added),
            "withdrawn": len(withdrawn),
            "changed": found.changed,
            "renamed": len(found.renamed),
            "columns": _by_column(found.changes),
            "by_claimant": _by_claimant(found),
            "decisions": {"read": read, "touched": len({each.line for each in touched})},
        },
        "decisions": [entry(each) for each in touched],
        "warnings": [*_other_datasets(sources, found), *_set_aside(found), *_conflicts(found)],
    }


def _file(source: Source) -> dict[str, str]:
    made = source.format
    return {"file": source.path.name, "format": made.name, "version": made.version, "title": made.title}


def _totals(vintage: Vintage) -> dict[str, Any]:
    """Rows in = rows kept + rows set aside, the repeated ones among these."""
    once = vintage.once
    repeated = len(once) - int(once.sum())
    reasons = vintage.set_aside + Counter({"duplicate_row": repeated})
    killed = vintage.killed[once]
    return {
        "rows": vintage.rows,
        "kept": int(once.sum()),
        "set_aside": sum(reasons.values()),
        "reasons": dict(sorted(reasons.items(), key=lambda each: (-each[1], each[0]))),
        "ids": len(vintage.versions[0]),
        "conflicts": vintage.conflicts,
        "killed": _killed(killed),
        "killed_not_stated": int(np.isnan(killed).all(axis=1).sum()),
    }


def _killed(killed: npt.NDArray[np.float64]) -> dict[str, int | None]:
    """Sums over the rows that state one; nothing where none does."""
    sums = np.nan_to_num(killed).sum(axis=0)
    stated = np.count_nonzero(~np.isnan(killed), axis=0)
    listed = zip(("low", "best", "high"), sums.tolist(), stated.tolist(), strict=True)
    return {name: int(total) if rows else None for name, total, rows in listed}


def _by_column(changed: pa.Table) -> dict[str, int]:
    """In how many rows a column changed, the most frequent first."""
    counted = pc.value_counts(changed["column"]).to_pylist()
    return {
        each["values"]: each["counts"] for each in sorted(counted, key=lambda each: (-each["counts"], each["values"]))
    }


def _by_claimant(found: Revision) -> list[dict[str, Any]]:
    """By origin, those with most rows first. Origins overlap: a row that two claim is counted under both; a row that
    names nobody stands under none."""
    before, after = _claimed(found.before), _claimed(found.after)
    nothing = {"rows": 0, "killed": {"low": None, "best": None, "high": None}}
    listed = [
        {"claimed_by": name, "before": before.get(name, nothing), "after": after.get(name, nothing)}
        for name in dict.fromkeys((*before, *after))
    ]
    return sorted(
        listed, key=lambda each: (-max(each["before"]["rows"], each["after"]["rows"]), each["claimed_by"] or "")
    )


def _claimed(vintage: Vintage) -> dict[str | None, dict[str, Any]]:
    once, sets = vintage.once, vintage.claimants
    at, killed = vintage.claimed[once], vintage.killed[once]
    rows = np.bincount(at, minlength=len(sets))
    stated = [np.bincount(at, ~np.isnan(column), minlength=len(sets)) for column in killed.T]
    sums = [np.bincount(at, np.nan_to_num(column), minlength=len(sets)) for column in killed.T]
    found: dict[str | None, dict[str, Any]] = {}
    for n, names in enumerate(sets):
        for name in names or (None,) if rows[n] else ():
            mine = found.setdefault(name, {"rows": 0, "killed": {"low": None, "best": None, "high": None}})
            mine["rows"] += int(rows[n])
            for key, some, total in zip(mine["killed"], stated, sums, strict=True):
                if some[n]:
                    mine["killed"][key] = (mine["killed"][key] or 0) + int(total[n])
    return found


def _other_datasets(sources: tuple[Source, Source], found: Revision) -> list[Warned]:
    old, new = sources
    if found.same or found.changed or not (len(found.before.ids) and len(found.after.ids)):
        return []
    text = (
        f"No id stands in both files ({old.format.title}; {new.format.title}): these do not look like two vintages of "
        "one dataset. Of a table of your own, see whether its mapping names the column of ids."
    )
    return [{"kind": "no_id_in_both", "about": "id", "n": 0, "text": text}]


def _set_aside(found: Revision) -> list[Warned]:
    n = sum(found.after.set_aside.values())
    if not n or not found.withdrawn.num_rows:
        return []
    text = (
        f"Rows of the later file that could not be kept: {n:,}. An id that seems withdrawn may stand in one of "
        "them; see holdfire sources check."
    )
    return [{"kind": "set_aside", "about": "after", "n": n, "text": text}]


def _conflicts(found: Revision) -> list[Warned]:
    listed = (("before", "earlier", found.before), ("after", "later", found.after))
    return [
        {
            "kind": "conflict",
            "about": about,
            "n": vintage.conflicts,
            "text": f"Ids that stand with several contents in the {name} file: {vintage.conflicts:,}. All are kept, "
            "and compared version by version in the order of the file.",
        }
        for about, name, vintage in listed
        if vintage.conflicts
    ]
