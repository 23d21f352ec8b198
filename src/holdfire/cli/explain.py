"""`holdfire explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..publish.again import judged_again
from ..publish.explanation import as_json, as_lines
from .console import console, say_json


def run_explain(ident: str, within: Path, json: bool) -> None:
    """Judge one row again from the inputs that the findings name, and print the chain."""
    found, terms, world = judged_again(ident, within)
    if json:
        say_json(as_json(found, terms, world))
        return
    screen = console()
    for style, line in as_lines(found, terms, world):
        screen.print(_wrapped(line), style=style or None, markup=False)


def _wrapped(line: str) -> Any:
    """Long lines are folded under their own beginning."""
    from rich.padding import Padding
    from rich.text import Text

    indent = len(line) - len(line.lstrip())
    hang = 25 if line[1:3].strip("?").isdigit() else 6 if line[:1].isalpha() and "  " in line[:10] else indent
    if len(line) <= 100 or hang == 0:
        return Text(line)
    head, rest = line[:hang], line[hang:]
    from textwrap import wrap

    folded = wrap(rest, 100 - hang, break_long_words=False)
    return Padding(Text("\n".join([head + folded[0], *(" " * hang + each for each in folded[1:])])), 0)
