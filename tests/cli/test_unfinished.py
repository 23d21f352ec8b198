"""Fragments that fail, at the command line: what is said, which code it ends with, and how it goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.examples import several, write
from engines.test_buckets import poisoned
from made import Made

from .conftest import Holdfire


@pytest.fixture
def asked(made: Made, tmp_path: Path) -> tuple[str, ...]:
    """A command over one sound file and one of which a row group cannot be read."""
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "a.csv", several(20))
    poisoned(write(tmp_path / "b.csv", several(20, first=21)), tmp_path / "in" / "b.parquet", group=1)
    files = (str(tmp_path / "in" / "a.csv"), str(tmp_path / "in" / "b.parquet"))
    return ("assess", *files, "--terms", str(made.folder / "made-truce.yaml"), "--world", str(made.world_file))


def test_it_ends_with_code_4_and_one_message(holdfire: Holdfire, asked: tuple[str, ...], tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    ran = holdfire(*asked, "--out", str(out))
    assert ran.code == 4
    assert ran.err.startswith("1 of 2 fragments failed three times: ")
    assert f"{out} is as it was; what the others made is kept." in ran.err
    assert ran.err.endswith("To go on without what failed, add --without-failed.\n")
    assert not out.exists()
    where = tmp_path / "out.parquet.parts" / "part-00001.failed.txt"
    assert f"(see {where})" in ran.err
    assert where.is_file()


def test_what_failed_can_be_left_out_and_is_counted(holdfire: Holdfire, asked: tuple[str, ...], tmp_path: Path) -> None:
    out, rejects = tmp_path / "out.parquet", tmp_path / "rejects.csv"
    ran = holdfire(*asked, "--out", str(out), "--rejects", str(rejects), "--without-failed", "--json")
    assert ran.code == 4
    account = ran.json["account"]
    assert (account["rows_in"], account["kept"], account["set_aside"]) == (40, 20, 20)
    ((failed),) = account["failed"]
    assert "b.parquet rows 1 to 20" in failed["fragment"]
    assert Path(failed["error"]).is_file()
    assert out.exists()
    assert "fragment_failed" in rejects.read_text(encoding="utf-8")
    told = holdfire(*asked, "--out", str(out), "--without-failed")
    assert "40 rows in = kept + set aside; 2 fragments: 0 run, 1 there already, 1 failed" in told.out


def test_inputs_that_changed_since_are_told(holdfire: Holdfire, asked: tuple[str, ...], tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    assert holdfire(*asked, "--out", str(out)).code == 4
    write(tmp_path / "in" / "b.csv", several(20, first=21))
    mended = [str(tmp_path / "in" / "b.csv") if each.endswith("b.parquet") else each for each in asked]
    ran = holdfire(*mended, "--out", str(out))
    assert ran.code == 0
    assert "an earlier run was broken off, and since then has changed: files" in " ".join(ran.out.split())
