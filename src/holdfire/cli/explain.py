"""`holdfire explain`."""

from __future__ import annotations

import re
from textwrap import wrap

from rich.text import Text

from ..engines.incidents import incident_in, is_incidents
from ..publish.again import judged_again
from ..publish.explained import as_lines
from ..publish.explanation import as_json
from ..publish.language import language
from ..publish.matched import lines
from ..sources import Where
from ..terms.official import official_of
from .console import clean, console, say_json
from .failures import UsageError


def run_explain(ident: str, within: Where, spoken: str, json: bool) -> None:
    """Judge one row again from the inputs that the findings name, and print the chain."""
    try:
        words = language(spoken)
    except ValueError as bad:
        raise UsageError(f"{str(bad)[0].upper()}{str(bad)[1:]}.") from None
    if is_incidents(within):
        _explain_incident(ident, within, json)
        return
    found, terms, world = judged_again(ident, within)
    official = official_of(terms.id)
    if json:
        say_json(as_json(found, terms, world, official, spoken))
        return
    screen = console()
    for style, line in as_lines(found, terms, world, words, official):
        screen.print(_wrapped(line, min(screen.width, 110)), style=style or None, markup=False)


def _explain_incident(ident: str, within: Where, json: bool) -> None:
    """Why reports are one incident, and how it stands; named by the incident or any of its reports."""
    incident, world = incident_in(ident, within)
    if json:
        say_json(incident)
        return
    screen = console()
    for style, line in list(lines(incident, world)):
        screen.print(_folded(clean(line), min(screen.width, 110)), style=style or None, markup=False)


def _wrapped(line: str, width: int) -> Text:
    """A long line is folded under its own beginning."""
    return _folded(line, width, _HANG if _NUMBERED.match(line) else None)


def _folded(line: str, width: int, column: int | None = None) -> Text:
    """A long line, its further lines two beyond its own beginning or at a column."""
    if len(line) <= width:
        return Text(line)
    hang = len(line) - len(line.lstrip()) + 2 if column is None else column
    head, rest = ("", line) if column is None else (line[:column], line[column:])
    folded = wrap(rest, max(20, width - hang), break_long_words=False) or [""]
    return Text("\n".join([head + folded[0], *(" " * hang + each for each in folded[1:])]))


_NUMBERED = re.compile(r" [ ?]\d ")
_HANG = 26
