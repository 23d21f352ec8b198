"""`holdfire compare`."""

from __future__ import annotations

from pathlib import Path

from ..engines import read_findings
from ..publish.compare import compare
from .console import console, say_json


def run_compare(one: Path, other: Path, json: bool) -> None:
    """Two files of findings side by side."""
    found = compare(read_findings(one), read_findings(other))
    if json:
        say_json(found)
        return
    screen = console()
    screen.print(
        f"{len(found['added']):,} added, {len(found['withdrawn']):,} withdrawn, {found['totals']['same']:,} the same"
    )
    for name in ("added", "withdrawn"):
        for ident in found[name][:10]:
            screen.print(f"  {name:<10}{ident}", markup=False)
    for each in found["changed"][:40]:
        screen.print(f"  {each['id']}  {each['column']}: {each['from']} → {each['to']}", markup=False)
    if len(found["changed"]) > 40:
        screen.print(f"  and {len(found['changed']) - 40:,} more changes: --json has them all", style="dim")
