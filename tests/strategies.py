"""Reports from Madeland, as Hypothesis draws them: around the truce, with all left open that can be."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

ACTORS = (
    "north-army",
    "north-guard",
    "north-late",
    "south-army",
    "south-guard",
    "south-late",
    "banned",
    "watchers",
    "fighters",
    "a group that nobody knows",
)
PLACES = (
    "north-town",
    "south-town",
    "old-town",
    "valley-town",
    "far-away",
    "north-province",
    "south-province",
    "madeland",
)
ACTS = (
    "shelling",
    "armed_attack",
    "air_strike",
    "guard_post",
    "reinforcement",
    "fortification",
    "force_posture",
    "statement",
)
DAYS = (
    "2020-01-15",
    "2020-02-10",
    "2020-02-29",
    "2020-03-01",
    "2020-03-31",
    "2020-04-01",
    "2020-05-31T23:59",
    "2020-06-01T00:00",
    "2020-07-01",
    "2020-02",
    "2020-03",
    "2020-05",
    "2020",
)
DIRECTIONS = ("known", "unknown", "mutual")
CLAIMANTS = ("north-news", "south-news", "monitor")

moments = st.sampled_from(DAYS) | st.just({"from": "2020-03-02", "to": "2020-03-20"})
sides = st.lists(st.sampled_from(ACTORS), max_size=2, unique=True)
plain_targets = st.lists(st.sampled_from((*ACTORS, "villagers")), max_size=2, unique=True)
targets = plain_targets | st.sampled_from(ACTORS).map(lambda name: [{name: "claimed"}])
counts = st.none() | st.integers(0, 40)


@st.composite
def rivals(draw: st.DrawFn, weights: st.SearchStrategy[float | None]) -> list[dict[str, Any]]:
    """Up to three rival values, each with or without a weight; weights never sum to more than one."""
    found: list[dict[str, Any]] = []
    left = 1.0
    for _ in range(draw(st.integers(0, 3))):
        field, values = draw(
            st.sampled_from(
                (
                    ("actors", sides),
                    ("targets", targets),
                    ("when", moments),
                    ("where", st.sampled_from(PLACES)),
                    ("act", st.sampled_from(ACTS)),
                    ("direction", st.sampled_from(DIRECTIONS)),
                )
            )
        )
        rival: dict[str, Any] = {"field": field, "value": draw(values)}
        weight = draw(weights)
        if weight is not None:
            rival["weight"] = min(weight, left)
            left -= rival["weight"]
        found.append(rival)
    return found


_MAYBE_WEIGHTED = st.sampled_from((None, 0.1, 0.25, 0.4, 0.6))


@st.composite
def reports(draw: st.DrawFn, weights: st.SearchStrategy[float | None] = _MAYBE_WEIGHTED) -> dict[str, Any]:
    """One report, as people write it, without an id."""
    report: dict[str, Any] = {
        "when": draw(moments),
        "where": draw(st.sampled_from(PLACES)),
        "act": draw(st.sampled_from(ACTS)),
        "actors": draw(sides),
        "targets": draw(targets),
        "direction": draw(st.sampled_from(DIRECTIONS)),
        "claimed_by": draw(st.lists(st.sampled_from(CLAIMANTS), max_size=2, unique=True)),
        "weapon": draw(st.sampled_from((None, "tank", "rifle", "heavy_weapon"))),
        "killed": draw(counts),
        "civilians_killed": draw(counts),
        "alternatives": draw(rivals(weights)),
    }
    if draw(st.booleans()):
        report["also"] = [draw(st.sampled_from(ACTS))]
    if draw(st.booleans()):
        report["measures"] = {"guards": draw(st.integers(3, 8))}
    if draw(st.booleans()):
        invoked = {"exception": "self_defence", "by": draw(st.sampled_from(("north-army", "south-army")))}
        judged = draw(st.sampled_from((None, "accepted", "rejected")))
        report["invoked"] = [invoked | ({"judged": judged} if judged else {})]
    return report


tables = st.lists(reports(), min_size=1, max_size=5)
