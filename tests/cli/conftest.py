"""The command line, run in this process as a user's shell would run it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from holdfire.cli import main
from made import Made, attack


@dataclass(frozen=True)
class Ran:
    """How a command ended: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.out)


Holdfire = Callable[..., Ran]


@pytest.fixture
def holdfire(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Holdfire:
    def ran(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["holdfire", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "120")
        capfd.readouterr()
        try:
            main()
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 0
        sys.stdout.flush()
        said = capfd.readouterr()
        return Ran(code, said.out, said.err)

    return ran


REPORTS = [
    attack(id="r-1", claimed_by=["monitor"], killed=3, published="2020-03-16"),
    attack(id="r-2", actors=["fighters"], killed=2, claimed_by=["north-news", "monitor"]),
    attack(id="r-3", actors=["banned"], killed=8),
    attack(id="r-4", act="guard_post", where="old-town", measures={"guards": 5}),
    attack(id="r-5", when="2020-02-10", killed=1),
]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Five reports from Madeland in a file: one of each verdict, and one from the baseline."""
    file = tmp_path / "reports.yaml"
    file.write_text(yaml.safe_dump({"zone": "Africa/Lagos", "reports": REPORTS}), encoding="utf-8")
    return file


@pytest.fixture
def assessed(holdfire: Holdfire, reports: Path, made: Made, tmp_path: Path) -> Path:
    """Their findings in a file."""
    out = tmp_path / "findings.parquet"
    ran = holdfire("assess", reports, *where(made), "--baseline", "2020-02-01", "--out", out, "--json")
    assert ran.code == 0, ran.err
    return out


def where(made: Made) -> tuple[str, ...]:
    """The options that name Madeland's terms and world."""
    return ("--terms", str(made.terms_file), "--world", str(made.world_file))
