"""Reports as Hypothesis draws them: of a few events about one town, so near to each other that they may be one."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from holdfire.records import Alternative, Observation
from holdfire.world.report import read_report

from .reporting import STORY, WORLD, ZONE

ORIGINS = ("sohr", "snhr", "hrw", "sana", "tass")
OUTLETS = ("reuters", "afp", "guardian")
DEEDS = ("air_strike", "shelling", "armed_attack")
SPEECH = ("statement", "speech")
SPEAKERS = ("russia", "turkey", "syrian-armed-forces", "government-of-syria")
SIDES = ("russia", "syrian-armed-forces", "jabhat-al-nusra", "syrian-insurgents")
DAYS = (
    "2016-03-01",
    "2016-03-01T10:15",
    "2016-03-02",
    "2016-03-03",
    "2016-03-05",
    {"from": "2016-03-01", "to": "2016-03-06"},
    "2016-03",
)
ROAD = tuple({"lat": 33.45 + 0.02 * step, "lon": 36.23, "km": km} for step in range(6) for km in (0.5, 4.0))
"""Spots along a road, two kilometres from one to the next."""

PLACES = ("Daraya", {"near": "Daraya", "km": 5}, *ROAD, "rif-dimashq-governorate", "Syria", None)
WORDS = (None, STORY, STORY.upper(), " ".join(reversed(STORY.split())), "Planes struck Daraya")
DEAD = (None, 5, 6, 12, 40, {"low": 4, "high": 9}, {"low": 3}, {"high": 10})


@st.composite
def entries(draw: st.DrawFn, acts: tuple[str, ...] = (*DEEDS, *SPEECH)) -> dict[str, Any]:
    """One report as people write it, without an id."""
    act = draw(st.sampled_from(acts))
    entry: dict[str, Any] = {
        "when": draw(st.sampled_from(DAYS)),
        "where": draw(st.sampled_from(PLACES)),
        "act": act,
        "actors": draw(st.lists(st.sampled_from(SPEAKERS if act in SPEECH else SIDES), max_size=2, unique=True)),
        "targets": draw(st.lists(st.sampled_from(SIDES), max_size=1)),
        "direction": draw(st.sampled_from(("known", "known", "unknown"))),
        "killed": draw(st.sampled_from(DEAD)),
        "words": draw(st.sampled_from(WORDS)),
        "claimed_by": draw(st.lists(st.sampled_from(ORIGINS), max_size=2, unique=True)),
        "carried_by": draw(st.lists(st.sampled_from(OUTLETS), max_size=1)),
        "compiled_by": draw(st.sampled_from((None, None, None, "ucdp", "machine-reading"))),
    }
    if draw(st.integers(0, 3)) == 0:
        other = draw(st.sampled_from(DEEDS))
        entry["alternatives"] = [{"field": "act", "value": other, "claimed_by": draw(st.sampled_from(ORIGINS))}]
    return {name: value for name, value in entry.items() if value is not None}


@st.composite
def scenes(
    draw: st.DrawFn, least: int = 2, most: int = 9, acts: tuple[str, ...] = (*DEEDS, *SPEECH)
) -> tuple[list[Observation], list[Alternative]]:
    """Some reports, most of which change only a little of what one of the first tells, and their rival values."""
    plain = draw(st.lists(entries(acts), min_size=1, max_size=3))
    told = [
        draw(st.sampled_from(plain)) | draw(st.fixed_dictionaries({}, optional=_changes(acts)))
        for _ in range(draw(st.integers(least, most)))
    ]
    names = draw(st.permutations([f"{'abcdefghij'[n]}/1" for n in range(len(told))]))
    read = [read_report({"id": name, **each}, ZONE, WORLD) for name, each in zip(names, told, strict=True)]
    return [one for one, _ in read], [rival for _, several in read for rival in several]


def _changes(acts: tuple[str, ...]) -> dict[str, st.SearchStrategy[Any]]:
    return {
        "claimed_by": st.sampled_from(ORIGINS),
        "carried_by": st.sampled_from(OUTLETS),
        "when": st.sampled_from(DAYS[:6]),
        "where": st.sampled_from(PLACES),
        "act": st.sampled_from(acts),
        "actors": st.lists(st.sampled_from(SIDES), max_size=2, unique=True),
        "killed": st.sampled_from((5, 6, 12)),
    }
