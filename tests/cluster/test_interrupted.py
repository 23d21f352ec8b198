"""Ctrl-C at a terminal, which reaches every process of the command: one line, exit code 4, and it goes on later."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engines.examples import several, write
from engines.test_taken_up import hears_interrupts
from holdfire.engines.staging import staging_beside
from made import Made

from .conftest import SPARK
from .test_killed import wait_for_parts

COMMAND = [sys.executable, "-c", "from holdfire.cli import main; main()"]


@pytest.mark.skipif(os.name == "nt", reason="process groups as POSIX has them")
@pytest.mark.parametrize("engine", ["pool:2", "ray", SPARK])
def test_the_command_is_interrupted(request: pytest.FixtureRequest, made: Made, tmp_path: Path, engine: str) -> None:
    if engine == "ray":
        request.getfixturevalue("ray_cluster")
    elif engine == SPARK:
        request.getfixturevalue("java")
    many, out = tmp_path / "events", tmp_path / "out.parquet"
    many.mkdir()
    for n in range(60):  # a file is a fragment
        write(many / f"{n:02d}.csv", several(300, first=1 + 300 * n))
    asked = ["assess", str(many), "--terms", str(made.folder / "made-truce.yaml"), "--world", str(made.world_file)]
    process = subprocess.Popen(
        [*COMMAND, *asked, "--out", str(out), "--engine", engine],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=hears_interrupts,
    )  # fmt: skip
    wait_for_parts(out, process, 2)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 4, told
    assert "Interrupted. With --out, what was finished is kept" in told.decode()
    assert "Traceback" not in told.decode()
    assert not out.exists()
    again = subprocess.run(
        [*COMMAND, *asked, "--out", str(out), "--json"], capture_output=True, check=True, timeout=300
    )
    account = json.loads(again.stdout)["account"]
    assert account["skipped"] >= 2
    assert account["ran"] + account["skipped"] == account["fragments"]
    assert not staging_beside(out).exists()
