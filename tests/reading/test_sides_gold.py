"""The gold set of sides: whole, without text of others, with known ids, and no document in both parts."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from holdfire.reading.subtypes import subtypes
from holdfire.world import load_world

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.gold.sides import GoldEvent, GoldSide, GoldSides, load_sides  # noqa: E402
from bench.reading_sides import Tally, paired, reliability  # noqa: E402

from holdfire.records import ReadObservation, Span  # noqa: E402

ALLOWED = {"id", "written", "file", "ref", "field", "start", "end", "sha", "outlet", "camp", "document", "part"}
LABELS = {"events", "killed", "injured", "civilians"}


def rows() -> list[dict[str, Any]]:
    text = (ROOT / "bench" / "gold" / "sides.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_no_text_is_held() -> None:
    assert {key for row in rows() for key in row} <= ALLOWED | LABELS
    assert {key for row in rows() for event in row["events"] for key in event} <= {
        "kind",
        "actors",
        "targets",
        "place",
        "by",
    }


def test_ids_and_kinds_are_known() -> None:
    known = load_world().actors
    events = [event for row in rows() for event in row["events"]]
    assert {each["kind"] for each in events} <= set(subtypes())
    sides = [side for each in events for name in ("actors", "targets") for side in each.get(name, ())]
    assert [one for side in sides for one in side["ids"] if one not in known] == []


def test_no_document_is_in_both_parts() -> None:
    parts: dict[str, set[str]] = defaultdict(set)
    for row in rows():
        parts[row["document"]].add(row["part"])
    assert {len(each) for each in parts.values()} == {1}
    assert {row["part"] for row in rows()} == {"dev", "test"}


def test_without_the_shared_data_the_written_sentences_remain() -> None:
    found = load_sides(Path("nowhere"))
    assert len(found) == sum("written" in row for row in rows())
    for row in found:
        for event in row.events:
            for side in (*event.actors, *event.targets):
                assert row.text[side.start : side.end].strip()


@pytest.mark.shared
def test_references_lead_to_the_labelled_text(shared: Path) -> None:
    assert len(load_sides(shared)) == len(rows())


def observed(ident: str, kind: str) -> ReadObservation:
    return ReadObservation(id=ident, kind=kind, act="x", span=Span(start=0, end=1, words="x"))


def test_an_event_is_held_against_that_of_its_kind_before_any_other_violent_one() -> None:
    events = tuple(GoldEvent(kind, (), (), None, None) for kind in ("attack", "shelling", "siege"))
    row = GoldSides("s", "x", "dev", None, True, events, {}, frozenset(), False)
    told = [observed("1", "shelling"), observed("2", "explosion"), observed("3", "talks")]
    assert [(event.kind, each.id if each else None) for event, each in paired(row, told)] == [
        ("attack", "2"),
        ("shelling", "1"),
        ("siege", None),
    ]


def test_shares_are_of_what_was_read_and_of_what_is_there() -> None:
    shares = Tally(right=3, wrong=1, missed=3, empty=4, put_in=1).shares()
    assert (shares["precision"], shares["recall"], shares["put_in"]) == (0.75, 0.5, 0.25)
    assert Tally().shares()["f1"] == 0


def test_reliability_is_by_bins_of_confidence() -> None:
    found = reliability([(0.95, True), (0.95, False), (0.55, True)])
    assert [(each["from"], each["n"], each["right"]) for each in found] == [(0.5, 1, 1.0), (0.9, 2, 0.5)]


def test_a_side_of_the_gold_may_have_no_id() -> None:
    assert GoldSide(0, 3, frozenset(), False).ids == frozenset()
