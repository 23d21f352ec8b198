"""The gold of headlines: its shape, that it holds no text, and floors under what was measured."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from holdfire.world import World

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench.reading_headlines import GOLD, labels, measure  # noqa: E402

LABELS = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
FIELDS = {"id", "sample", "part", "acts", "may", "direction", "direction_may", "group", "group_may"}


def test_labels_are_ids_and_codes_and_no_text(world: World) -> None:
    assert len({each["id"] for each in LABELS}) == len(LABELS) == 150
    for each in LABELS:
        assert set(each) <= FIELDS
        assert set(each.get("group", [])) <= set(world.actors.actors)
        for act in (*each.get("acts", ()), *each.get("may", ())):
            assert all(one in world.acts for one in act.split("|"))


def test_both_samples_stand_in_both_parts() -> None:
    for part in ("dev", "test"):
        assert {each["sample"] for each in labels(part)} == {"random", "groups"}


@pytest.mark.shared
def test_what_is_read_is_mostly_right(shared: Path) -> None:
    found = measure("test", repeated=1)["all"]
    assert found["act"]["precision"] >= 0.7
    assert found["act"]["recall"] >= 0.7
    assert found["group"]["precision"] >= 0.9
