"""How two vintages of a dataset are told at the terminal: the first ones of each kind, and how many more there are."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..publish.touched import short
from ..sources.changes import entries
from ..sources.revision import Revision
from ..world.time import zone_info
from .console import clean, say

_FIRST = 10

Said = Mapping[str, Any]


def say_vintages(said: Said, found: Revision) -> None:
    """One JSON document on standard output. The changes, which may be millions, are written one after the other."""
    out = sys.stdout
    out.write("{\n")
    for name, value in said.items():
        out.write(f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False, indent=1, default=str)},\n")
    out.write('"changed": [')
    for n, entry in enumerate(entries(found.changes)):
        out.write(("," if n else "") + "\n " + json.dumps(entry, ensure_ascii=False))
    out.write("\n]\n}\n")


def show_vintages(said: Said, found: Revision, decisions: Path | None) -> None:
    """The same for people."""
    _heads(said)
    _rows("Added", found.added, said["totals"]["added"])
    _rows("Withdrawn", found.withdrawn, said["totals"]["withdrawn"])
    _changed(said, found.changes)
    _renamed(said["renamed"])
    if decisions is not None:
        _decisions(said, decisions.name)
    if said["warnings"]:
        say("")
    for each in said["warnings"]:
        say(f"! {each['text']}", "unknown")


def _heads(said: Said) -> None:
    totals, files = said["totals"], said["files"]
    for when in ("before", "after"):
        of, file = totals[when], files[when]
        say(f"{when.capitalize():<7} {clean(file['file'])}: {file['title']}, {file['version']}: {_counts(of)}")
    say(
        f"{totals['added']:,} added, {totals['withdrawn']:,} withdrawn, {totals['changed']:,} changed, "
        f"{totals['renamed']:,} under another id, {totals['same']:,} the same", "head",
    )  # fmt: skip
    say("Dead, as reported: " + _dead(totals["before"]["killed"], totals["after"]["killed"]))
    _claimants(totals["by_claimant"])


def _counts(of: Said) -> str:
    aside = f", {of['set_aside']:,} set aside" if of["set_aside"] else ""
    return f"{_n(of['kept'], 'row')} kept{aside}"


def _n(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _dead(before: Said, after: Said) -> str:
    """The three estimates, of which a dataset may give one only."""
    stated = [name for name in before if before[name] is not None or after[name] is not None]
    return "; ".join(f"{name} {_moved(before[name], after[name])}" for name in stated) or "none stated"


def _moved(before: int | None, after: int | None) -> str:
    """
    >>> _moved(1200, 1250), _moved(3, 3), _moved(None, 2)
    ('1,200 → 1,250 (+50)', '3', 'not stated → 2')
    """
    if before == after:
        return "not stated" if before is None else f"{before:,}"
    told = ["not stated" if each is None else f"{each:,}" for each in (before, after)]
    by = "" if before is None or after is None else f" ({after - before:+,})"
    return " → ".join(told) + by


def _claimants(several: Sequence[Said]) -> None:
    moved = [each for each in several if each["before"] != each["after"]]
    moved.sort(key=lambda each: -abs(each["after"]["rows"] - each["before"]["rows"]))
    if not several:
        return
    rest = len(several) - len(moved)
    say(f"By who says so (origins overlap): {len(moved):,} with other totals, {rest:,} with the same")
    for each in moved[:_FIRST]:
        name = clean(each["claimed_by"] or "(nobody named)")
        rows = _moved(each["before"]["rows"], each["after"]["rows"])
        say(f"{name}: rows {rows}; dead {_dead(each['before']['killed'], each['after']['killed'])}", indent=2)
    _more(len(moved), "origin")


def _rows(title: str, table: pa.Table, n: int) -> None:
    if not n:
        return
    _section(title, n)
    for row in table.slice(0, _FIRST).select(["id", "when_start", "zone", "place", "killed_best"]).to_pylist():
        say("  ".join(_line(row)), indent=2)
    _more(n, "row")


def _line(row: Said) -> Iterator[str]:
    yield clean(row["id"])
    yield row["when_start"].astimezone(zone_info(row["zone"])).date().isoformat()
    yield clean(row["place"] or "place not stated")
    yield "dead not stated" if row["killed_best"] is None else f"{row['killed_best']:,} dead"


def _changed(said: Said, changed: pa.Table) -> None:
    totals = said["totals"]
    if not totals["changed"]:
        return
    _section("Changed", totals["changed"])
    say("by column: " + ", ".join(f"{name} {n:,}" for name, n in totals["columns"].items()), indent=2)
    few = groupby(entries(changed.slice(0, 40 * _FIRST)), lambda each: each["id"])
    for (ident, several), _ in zip(few, range(_FIRST), strict=False):
        say(clean(ident), indent=2)
        for each in several:
            say(f"{each['column']}: {clean(short(each['from']))} → {clean(short(each['to']))}", indent=4)
    _more(totals["changed"], "row")


def _renamed(several: Sequence[Said]) -> None:
    if several:
        _section("Under another id, with the same content", len(several))
    for each in several[:_FIRST]:
        say(f"{clean(each['id'])} → {clean(each['to'])}", indent=2)
    _more(len(several), "id")


def _decisions(said: Said, name: str) -> None:
    counted, several = said["totals"]["decisions"], said["decisions"]
    _section("Decisions touched", f"{counted['touched']:,} of {counted['read']:,} in {clean(name)}")
    for each in several[:_FIRST]:
        say(clean(f"line {each['line']}, {each['by']}, {each['when'][:10]}: {each['decided']}"), indent=2)
        say(clean(f"because: {each['why']}"), "dim", indent=4)
        say(clean(each["says"]), "unknown", indent=4)
        say(clean(each["remedy"]), indent=4)
    _more(len(several), "decision")


def _section(title: str, n: int | str) -> None:
    say("")
    say(f"{title} ({n if isinstance(n, str) else f'{n:,}'})", "head")


def _more(n: int, what: str) -> None:
    if n > _FIRST:
        say(f"and {_n(n - _FIRST, f'more {what}')}: --json has them all", "dim", indent=2)
