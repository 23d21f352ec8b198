"""The script that installs Debian packages: silent where all is there, one plain line where it cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "install-debian"
FONT = Path("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf")
TOOLS = ("bash", "env", "grep", "mktemp", "rm", "tail", "timeout")
AFTERWARDS = "; the tests that need a browser will be skipped\n"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a script for bash")
Machine = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Runs the script where only these programs are there, each with what it does."""

    def run(what: str = "browser", **programs: str) -> subprocess.CompletedProcess[str]:
        for tool in TOOLS:
            (tmp_path / tool).symlink_to(shutil.which(tool) or tool)
        for name, does in programs.items():
            program = tmp_path / name.replace("_", "-")
            program.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
            program.chmod(0o755)
        only = os.environ | {"PATH": str(tmp_path)}
        return subprocess.run(
            [SCRIPT, what],
            env={k: v for k, v in only.items() if k != "JAVA_HOME"},
            check=False,
            capture_output=True,
            text=True,
        )

    return run


def test_a_machine_without_apt_get_is_told_in_one_line(machine: Machine) -> None:
    ran = machine(id="echo 0")
    assert ran.returncode == 0
    assert ran.stdout.startswith("install-debian: chromium")
    assert ran.stdout.endswith(f" not found, and this system has no apt-get to install from{AFTERWARDS}")
    assert ran.stdout.count("\n") == 1


@pytest.mark.parametrize("sudo", [{}, {"sudo": "exit 1"}], ids=["no sudo", "sudo asks for a password"])
def test_a_user_without_rights_is_told_in_one_line(machine: Machine, sudo: dict[str, str]) -> None:
    ran = machine(id="echo 1000", apt_get="exit 0", **sudo)
    assert ran.returncode == 0
    assert ran.stdout.endswith(f"installing needs root or sudo without a password{AFTERWARDS}")
    assert ran.stdout.count("\n") == 1


def test_a_failed_install_is_told_with_its_reason(machine: Machine) -> None:
    ran = machine(id="echo 0", apt_get="echo 'E: Unable to fetch some archives'; exit 100")
    assert ran.returncode == 0
    assert ran.stdout.endswith(f"(E: Unable to fetch some archives){AFTERWARDS}")


def test_an_install_is_told_before_and_after(machine: Machine) -> None:
    ran = machine(id="echo 0", apt_get="exit 0")
    before, after = ran.stdout.splitlines()
    assert before.startswith("install-debian: installing with apt-get: chromium")
    assert after.startswith("install-debian: installed chromium")


def test_java_is_installed_for_spark(machine: Machine) -> None:
    ran = machine("java", id="echo 0", apt_get="exit 0")
    assert ran.stdout.splitlines()[-1] == "install-debian: installed default-jre-headless"


def test_java_that_is_there_is_left_alone(machine: Machine) -> None:
    assert machine("java", java="exit 1", apt_get="echo called").stdout == ""


def test_what_it_does_not_know_is_refused(machine: Machine) -> None:
    ran = machine("kettle")
    assert (ran.returncode, ran.stderr) == (2, "usage: install-debian browser|java\n")


@pytest.mark.skipif(not FONT.is_file(), reason=f"{FONT.name} is not installed: scripts/install-debian installs it")
def test_nothing_is_said_or_done_where_all_is_there(machine: Machine) -> None:
    ran = machine(chromium="exit 1", apt_get="echo called")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
