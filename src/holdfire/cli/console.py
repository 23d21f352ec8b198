"""How the terminal looks: styles for what is said, and JSON for scripts."""

from __future__ import annotations

import json
import os
import shutil
import sys
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text
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
    """The console for people. What reads `:a:` in an id stays so, and becomes no picture."""
    return Console(theme=THEME, highlight=False, soft_wrap=False, emoji=False)


def say(text: str, style: str | None = None, indent: int = 0) -> None:
    """One line for people, folded under its own beginning; what goes into a file or another program is not folded."""
    screen = console()
    if not text:
        screen.print()
    elif screen.is_terminal or "COLUMNS" in os.environ:
        screen.print(Padding(Text(text, style=style or ""), (0, 0, 0, indent), expand=False))
    else:
        screen.print(" " * indent + text, style=style, markup=False, soft_wrap=True)


def clean(text: str) -> str:
    """Text of a file without what would steer a terminal.

    >>> clean("a\\x1b[31m b\\u202e")
    'a [31m b'
    """
    kinds = {"Cc": " ", "Cf": "", "Cs": "?", "Zl": " ", "Zp": " "}
    return "".join(kinds.get(unicodedata.category(letter), letter) for letter in text)


def command() -> str:
    """How this program is called here: by its name where the shell finds it, else by the path it was called by."""
    called = Path(sys.argv[0])
    found = shutil.which("holdfire")
    here = called.name == "holdfire" and (found is None or not called.exists() or not called.samefile(found))
    return str(called) if here else "holdfire"


def say_json(document: dict[str, Any]) -> None:
    """One JSON document on standard output."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1, default=_as_text)
    sys.stdout.write("\n")


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
