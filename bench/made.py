"""Pages made by holdfire's own commands, for what measures them and what takes pictures of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

SHARED = Path(os.environ.get("HOLDFIRE_SHARED", Path(__file__).resolve().parents[2] / "shared" / "data"))

Command = Sequence[str]
"""Arguments of holdfire; `{folder}` stands for the folder to write into, `{shared}` for the shared data."""


def made(folder: Path, name: str, command: Command) -> Path:
    """Run a command of holdfire that writes a page into a folder; the path of the page.

    Args:
        folder: where to write.
        name: where the page then lies in that folder.
        command: what to run.
    """
    filled = [part.format(folder=folder, shared=SHARED) for part in command]
    run = [sys.executable, "-c", "from holdfire.cli import main; main()", *filled]
    done = subprocess.run(run, check=False, capture_output=True, text=True)
    path = folder / name
    if done.returncode != 0 or not path.is_file():
        told = done.stderr.strip() or done.stdout.strip()
        raise SystemExit(f"holdfire {' '.join(filled)} ended with {done.returncode} and no {name}: {told}")
    return path
