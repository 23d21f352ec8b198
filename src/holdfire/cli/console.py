"""How the terminal looks: styles for what is said, and JSON for scripts."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.theme import Theme

THEME = Theme(
    {
        "head": "bold",
        "dim": "bright_black",
        "unknown": "yellow",
        "verdict-violation": "bold red",
        "verdict-undetermined": "bold yellow",
        "verdict-permitted": "bold blue",
        "verdict-out_of_scope": "bold bright_black",
    }
)


def console() -> Console:
    """The console for people. What goes into a file or another program is not folded."""
    if sys.stdout.isatty() or "COLUMNS" in os.environ:
        return Console(theme=THEME, highlight=False, soft_wrap=False)
    return Console(theme=THEME, highlight=False, soft_wrap=True, width=_UNFOLDED)


_UNFOLDED = 100_000


def command() -> str:
    """How this program is called here: by its name where the shell finds it, else by the path it was called by."""
    called = Path(sys.argv[0])
    found = shutil.which("holdfire")
    here = called.name == "holdfire" and (found is None or not called.exists() or not called.samefile(found))
    return str(called) if here else "holdfire"


def say_json(document: dict[str, Any]) -> None:
    """One JSON document on standard output."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1, default=str)
    sys.stdout.write("\n")
