"""The numbers of a run as one document, in the names of docs/formats.md: for scripts, and for people to be shown."""

from __future__ import annotations

from typing import Any

from ..assessment import Summary, listed, nested, warnings
from ..assessment.settle import ranked
from ..assessment.summary import PHASES
from ..world import World


def account(summary: Summary, world: World) -> dict[str, Any]:
    """A summary as a document. Every total is by phase; counts by claimant overlap, and the overlap stands beside."""
    return {
        "rows": summary.rows,
        "kept": summary.kept,
        "set_aside": summary.set_aside,
        "undated": summary.undated,
        "undated_killed": summary.undated_killed,
        "events": nested(summary.events),
        "findings": nested(summary.findings),
        "undetermined": nested(_undetermined(summary)),
        "undetermined_among": nested(summary.among),
        "by_side": listed(summary.by_side, ("side", "phase", "verdict")),
        "harm": harm(summary),
        "per_day": listed(summary.per_day, ("date", "phase", "verdict", "claimed_by")),
        "per_day_total": listed(summary.per_day_total, ("date", "phase", "verdict")),
        "by_claimant": by_claimant(summary),
        "overlap": [
            {"claimed_by": list(key[:2]), "phase": key[2], "n": n} for key, n in sorted(summary.overlap.items())
        ],
        "settle": ranked(list(summary.settle.values())),
        "assumed": list(summary.assumed),
        "warnings": [{"kind": each.kind, "about": each.about, "text": each.text} for each in warnings(summary, world)],
        "cut_off": summary.latest,
        **_by_words(summary),
    }


def _by_words(summary: Summary) -> dict[str, Any]:
    """Where words of rows were read: how many rows said something, and which verdicts it changed."""
    if not summary.by_words:
        return {}
    changed = [{"from": one, "to": other, "n": n} for (one, other), n in sorted(summary.by_words.items()) if one]
    return {
        "read_words": {
            "rows": summary.by_words["", ""],
            "changed": sum(each["n"] for each in changed),
            "verdicts": changed,
        }
    }


def _undetermined(summary: Summary) -> Any:
    return type(summary.undetermined)({key: n for key, n in summary.undetermined.items() if key[1]})


def harm(summary: Summary) -> dict[str, Any]:
    """Killed (low, best, high), civilians killed and injured, by phase and verdict, whatever the verdict."""
    found: dict[str, Any] = {}
    for phase, verdict in sorted({key[:2] for key in summary.harm}, key=lambda key: (PHASES.index(key[0]), key[1])):
        of = {name: summary.harm[phase, verdict, name] for name in _HARM}
        found.setdefault(phase, {})[verdict] = {
            "killed": {"low": of["killed_low"], "best": of["killed_best"], "high": of["killed_high"]},
            "civilians": of["civilians"],
            "injured": of["injured"],
        }
    return found


_HARM = ("killed_low", "killed_best", "killed_high", "civilians", "injured")


def by_claimant(summary: Summary) -> list[dict[str, Any]]:
    """Counts by who says so, each with its first and last day."""
    rows = listed(summary.by_claimant, ("claimed_by", "phase", "verdict"))
    for row in rows:
        row["first"] = summary.first[row["claimed_by"]].isoformat()
        row["last"] = summary.last[row["claimed_by"]].isoformat()
    return rows
