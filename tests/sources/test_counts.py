"""Published counts in files of reports: each as it was published, and a mistake in one is told with its line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfire.sources.counts import read_counts
from holdfire.world import KnowledgeError, World

HEAD = "zone: Asia/Damascus\nreports: []\ncounts:\n"
ONE = "  - {id: c-1, claimed_by: SNHR, period: {from: 2016-09-12T19:00, to: 2016-09-13}, counts: breaches, total: 5}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "reports.yaml"


def test_a_count_keeps_its_period_and_its_claimant(file: Path, world: World) -> None:
    file.write_text(HEAD + ONE, encoding="utf-8")
    (found,) = read_counts(file, world)
    assert (found.claimed_by, found.total, found.period.text()) == (("snhr",), 5, ("2016-09-12T19:00", "2016-09-13"))
    # 19:00 in Damascus is 16:00 UTC in summer, and a day at the end is meant with all of it
    assert (found.when.start, found.when.end) == (
        datetime(2016, 9, 12, 16, tzinfo=UTC),
        datetime(2016, 9, 13, 21, tzinfo=UTC),
    )


def test_a_file_without_counts_or_of_another_kind_holds_none(file: Path, tmp_path: Path, world: World) -> None:
    file.write_text("zone: Asia/Damascus\nreports: []\n", encoding="utf-8")
    lines = tmp_path / "reports.jsonl"
    lines.write_text('{"zone": "Asia/Damascus"}\n', encoding="utf-8")
    assert read_counts(file, world) == read_counts(lines, world) == []


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("  - {id: c-1, claimed_by: [], period: {from: 2016-09-12, to: 2016-09-13}, counts: b}\n", "claimed_by"),
        ("  - {id: c-1, claimed_by: [x], period: {from: 2016-09-14, to: 2016-09-13}, counts: b}\n", "2016-09-14"),
        ("  - {id: c-1, claimed_by: [x], period: {from: last week, to: 2016-09-13}, counts: b}\n", "last week"),
        ("  - {id: c-1, claimed_by: [x], period: {from: 2016-09-12, to: 2016-09-13}, counts: b, total: -1}\n", "-1"),
        ("  - {id: c-1, claimed_by: [x], period: {from: 2016-09-12, to: 2016-09-13}, counts: b, sum: 1}\n", "sum"),
        ("  - not a count\n", "not a count"),
        ("  many: counts\n", "dict"),
    ],
)
def test_a_count_that_cannot_be_read_is_told_with_its_line(file: Path, world: World, written: str, found: str) -> None:
    file.write_text(HEAD + written, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"reports\.yaml:[34]: ") as told:
        read_counts(file, world)
    assert found in str(told.value)
