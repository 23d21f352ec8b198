"""`holdfire match --engine`: whoever does the work, a person is told and given the same."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from made import Made, attack

from .conftest import Holdfire


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Attacks of some days, each told by more sources than the one before."""
    told = [
        attack(id=f"{day}-{who}", claimed_by=[who], when=f"2020-03-{day}", killed=20)
        for day, several in (("05", 2), ("15", 3), ("25", 4))
        for who in ("monitor", "south-news", "north-news", "aid")[:several]
    ]
    path = tmp_path / "reports.yaml"
    path.write_text(yaml.safe_dump({"zone": "Africa/Lagos", "reports": told}), encoding="utf-8")
    return path


def test_processes_say_and_write_what_one_does(made: Made, holdfire: Holdfire, reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "incidents.parquet"
    said, written = [], []
    for engine in ("inline", "pool:2"):
        ran = holdfire("match", reports, "--world", made.world_file, "--engine", engine, "--out", out)
        assert ran.code == 0, ran.err
        said.append(ran.out)
        written.append(pq.read_table(out))
    assert said[0] == said[1]
    assert written[0].equals(written[1], check_metadata=True)


def test_of_many_incidents_those_in_most_reports_are_told(
    made: Made, holdfire: Holdfire, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = holdfire("match", reports, "--world", made.world_file)
    monkeypatch.setattr("holdfire.cli.matching._HELD", 1)
    monkeypatch.setattr("holdfire.cli.matching._SHOWN", 1)
    first = holdfire("match", reports, "--world", made.world_file)
    shown = [line for line in whole.out.splitlines() if line.startswith("  incident:")]
    assert ["4 reports" in line for line in shown] == [True, False, False]
    assert [line for line in first.out.splitlines() if line.startswith("  incident:")] == shown[:1]
    assert len(holdfire("match", reports, "--world", made.world_file, "--json").json["matched"]) == 3


def test_an_engine_that_is_not_known_is_told_with_those_that_are(made: Made, holdfire: Holdfire, reports: Path) -> None:
    ran = holdfire("match", reports, "--world", made.world_file, "--engine", "abacus")
    assert ran.code == 2
    assert "engine 'abacus': not known; there are inline, pool:N" in ran.err
