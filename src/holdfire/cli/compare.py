"""`holdfire compare`: two files of findings, or two vintages of a dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from ..assessment.touched import all_named, numbered, touched
from ..engines import read_findings
from ..engines.holding import holds_findings
from ..publish.compare import compare
from ..publish.vintages import document
from ..sources import open_source
from ..sources.revision import revision
from ..world import load_world, theatres
from .app import UNUSABLE
from .console import console, say_json
from .failures import UsageError
from .vintages import say_vintages, show_vintages


@dataclass(frozen=True)
class Compared:
    """What `compare` was asked for."""

    one: Path
    other: Path
    world: tuple[Path, ...] = ()
    mapping: Path | None = None
    decisions: Path | None = None
    json: bool = False


def run_compare(asked: Compared) -> None:
    """Two files of one kind side by side."""
    kinds = [holds_findings(path) for path in (asked.one, asked.other)]
    if kinds[0] != kinds[1]:
        named = [
            f"{'findings' if kind else 'reports'} in {path}"
            for kind, path in zip(kinds, (asked.one, asked.other), strict=True)
        ]
        raise UsageError(
            f"Expected two files of findings, or two of reports, found {' and '.join(named)}. Give the findings that "
            "holdfire assess --out wrote from each, or the two files of reports."
        )
    if kinds[0]:
        _of_findings(asked)
    else:
        _of_reports(asked)


def _of_reports(asked: Compared) -> None:
    world = load_world(*asked.world, theatres=theatres())
    decisions = numbered(asked.decisions) if asked.decisions else []
    sources = (
        open_source(asked.one, world, mapping=asked.mapping),
        open_source(asked.other, world, mapping=asked.mapping),
    )
    found = revision(*sources, keep=all_named(decisions))
    said = document(sources, found, (len(decisions), touched(decisions, found, world)))
    if asked.json:
        say_vintages(said, found)
    else:
        show_vintages(said, found, asked.decisions)
    _anything_kept(asked, said["totals"])


def _anything_kept(asked: Compared, totals: Mapping[str, Any]) -> None:
    """Exit code 2 where nothing of a file could be kept: then all that is said of it says nothing."""
    for path, when in ((asked.one, "before"), (asked.other, "after")):
        if not totals[when]["kept"]:
            typer.echo(
                f"{path}: nothing could be kept of {totals[when]['rows']:,} rows. See holdfire sources check {path}.",
                err=True,
            )
            raise typer.Exit(UNUSABLE)


def _of_findings(asked: Compared) -> None:
    given = {"--world": asked.world, "--mapping": asked.mapping, "--decisions": asked.decisions}
    if unused := [option for option, value in given.items() if value]:
        raise UsageError(
            f"Expected {' and '.join(unused)} only with two files of reports, found two of findings: what they say is "
            "judged already. Leave it out."
        )
    found = compare(read_findings(asked.one), read_findings(asked.other))
    if asked.json:
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
