"""`holdfire match`."""

from __future__ import annotations

import csv
import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from ..engines.matching import MatchJob, MatchResult, check_out, links_of, run_matching
from ..engines.outputs import write_beside
from ..engines.pairs import PAIRS
from ..engines.rejects import check_rejects, write_rejects
from ..incidents.method import written
from ..publish.matched import PROPOSITIONS, one_line, pair_line
from ..records import Tie
from ..sources import Where
from ..world import load_world, theatres
from .app import UNUSABLE
from .bar import progress
from .console import clean, command, console, say, say_json
from .failures import UsageError

_SHOWN = 8
"""Incidents, and pairs for a person, that are printed; all are in the files and in --json."""

_HELD = 1_000
"""Incidents among which those are found that are printed."""


@dataclass(frozen=True)
class MatchRequest:
    """What was asked for on the command line."""

    job: MatchJob
    out: Where | None = None
    pairs: Path | None = None
    rejects: Where | None = None
    save_weights: Path | None = None
    json: bool = False
    engine: str = "inline"


def run_match(request: MatchRequest) -> None:
    """Match reports into incidents and say what was found. Nothing kept is exit code 2."""
    _check(request)
    several: list[dict[str, Any]] = []

    def hold(incident: dict[str, Any]) -> None:
        several.append(incident)
        if not request.json and len(several) > _HELD:  # all of them can be more than there is memory for
            several[:] = _most(several)[:_SHOWN]

    with progress(request.json) as told:
        result = run_matching(request.job, out=request.out, each=hold, progress=told, engine=request.engine)
    if request.rejects is not None:
        write_rejects(request.rejects, result.rejects)
    if request.save_weights is not None and result.weights is not None:
        text = written(result.weights)
        write_beside(request.save_weights, lambda path: _write_text(path, text))
    asked = list(links_of(result.matched, frozenset((Tie.PROPOSED,)))) if result.matched else []
    asked.sort(key=lambda each: (each["why"] == "one_dataset", -each["score"], each["one"], each["other"]))
    if request.pairs is not None and result.matched is not None:
        pairs = list(links_of(result.matched, frozenset(Tie)))
        write_beside(request.pairs, lambda path: _write_pairs(path, pairs))
    if request.json:
        say_json(document(request, result, several, asked))
    else:
        _show(request, result, several, asked)
    if result.reports == 0:
        where = f"See {request.rejects}." if request.rejects else "Run again with --rejects FILE for the reasons."
        typer.echo(f"Nothing could be kept: {result.rows:,} rows read, all set aside. {where}", err=True)
        raise typer.Exit(UNUSABLE)


def _check(request: MatchRequest) -> None:
    if request.pairs is not None and request.pairs.suffix != ".csv":
        raise UsageError(f"Expected --pairs to end in .csv, found {request.pairs.name!r}.")
    if request.save_weights is not None and request.save_weights.suffix not in (".yaml", ".yml"):
        raise UsageError(f"Expected --save-weights to end in .yaml, found {request.save_weights.name!r}.")
    if request.rejects is not None:
        check_rejects(request.rejects)
    check_out(request.out)
    _check_places(request)


def _check_places(request: MatchRequest) -> None:
    """Outputs in folders that are there, which are neither each other nor anything that is read."""
    job = request.job
    inputs = (*job.files, *job.world, job.mapping, job.decisions, job.weights, job.method)
    taken = {each.resolve() for each in inputs if each is not None}
    for name in ("out", "pairs", "rejects", "save_weights"):
        path: Where | None = getattr(request, name)
        if path is None:
            continue
        option = name.replace("_", "-")
        if path.resolve() in taken:
            raise UsageError(f"Expected --{option} to be a file of its own, found {path}, which is used otherwise.")
        if isinstance(path, Path) and not _writable(path):
            raise UsageError(f"Expected --{option} in a folder that can be written to, found {path}. Check the path.")
        taken.add(path.resolve())


def _writable(path: Path) -> bool:
    return not path.is_dir() and os.access(path.resolve().parent, os.W_OK)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _write_pairs(path: Path, pairs: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, PAIRS.names)
        table.writeheader()
        table.writerows({name: _plain(each[name]) for name in PAIRS.names} for each in pairs)


def _plain(cell: Any) -> Any:
    """A cell that a spreadsheet takes as text, and not as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def document(
    request: MatchRequest, result: MatchResult, several: list[dict[str, Any]], asked: list[dict[str, Any]]
) -> dict[str, Any]:
    """What was matched, as `match --json` has it (docs/formats.md, "JSON")."""
    return {
        "rows": result.rows,
        "reports": result.reports,
        "set_aside": result.set_aside,
        "reasons": dict(result.reasons),
        "formats": [{"file": name, "format": found} for name, found in result.formats],
        "incidents": result.incidents,
        "several": result.several,
        "statuses": {name: dict(counts) for name, counts in result.statuses.items()},
        "flags": dict(result.flags),
        "covered": result.covered,
        "left_out": result.left_out,
        "unapplied": result.unapplied,
        "weights": result.weights.model_dump() if result.weights else None,
        "learned": request.job.learn,
        "matched": several,
        "proposed": asked,
        "out": str(request.out) if request.out else None,
        "pairs": str(request.pairs) if request.pairs else None,
        "rejects": str(request.rejects) if request.rejects else None,
    }


def _show(
    request: MatchRequest, result: MatchResult, several: list[dict[str, Any]], asked: list[dict[str, Any]]
) -> None:
    screen = console()
    world = load_world(*request.job.world, theatres=theatres())
    for name, found in result.formats:
        say(f"{clean(name)}: recognised as {found}")
    reasons = ", ".join(f"{n:,} {reason.replace('_', ' ')}" for reason, n in result.reasons.most_common(3))
    screen.print(
        f" [head]{result.reports:,}[/] reports kept, [head]{result.set_aside:,}[/] set aside"
        f"{f' ({reasons})' if reasons else ''}"
    )
    for text in result.unapplied:
        say(f"! {clean(text)}", "unknown", indent=1)
    if not result.reports:
        return
    screen.print(
        f" [head]{result.incidents:,}[/] incidents, [head]{result.several:,}[/] of them in several reports"
        f"{'; weights learned from these reports' if request.job.learn else ''}"
    )
    if result.left_out:
        screen.print(f" [unknown]![/] in floods of reports {result.left_out:,} pairs were not compared (see `most`)")
    _show_statuses(result)
    if several:
        screen.print("\n[head]Incidents in most reports[/]")
        for each in _most(several)[:_SHOWN]:
            say(clean(one_line(each, world)), indent=2)
    if asked:
        screen.print(f"\n[head]For a person to say: perhaps one event[/] ({len(asked):,}; none of them is merged)")
        for pair in asked[:_SHOWN]:
            say(clean(pair_line(pair)), indent=2)
    if result.covered:
        say("")
        say(f"{result.covered:,} times an event lies in what a total or a wide area counts: linked, never merged.")
    _next(request, several)


def _most(several: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of most reports first."""
    return sorted(several, key=lambda one: (-len(one["reports"]), one["id"]))


def _show_statuses(result: MatchResult) -> None:
    screen = console()
    if not result.several:
        return
    alone = "one origin alone is never more than reported"
    those = "it stands" if result.several == 1 else f"the {result.several:,} stand"
    screen.print(f"\n[head]How {those}[/], by independent voices; {alone}")
    for proposition, said in PROPOSITIONS.items():
        counts = result.statuses.get(proposition)
        if counts:
            told = ", ".join(
                f"{counts[each]:,} {each}" for each in ("verified", "corroborated", "reported") if counts[each]
            )
            screen.print(f"  {said:<16} {told}")


def _next(request: MatchRequest, several: list[dict[str, Any]]) -> None:
    screen = console()
    if request.out is None:
        screen.print("Next:     the same with --out incidents.parquet, which assess and explain take", style="dim")
        return
    screen.print(f"Incidents: {request.out}   (a working copy: exact places and words are in it)", markup=False)
    if request.pairs is not None:
        screen.print(f"Pairs:     {request.pairs}", markup=False)
    first = shlex.quote(clean(_most(several)[0]["id"])) if several else "ID"
    for line in (f"{command()} explain {first} --in {request.out}", f"{command()} assess {request.out} --terms ID"):
        screen.print(f"Next:      {line}", style="dim", markup=False, soft_wrap=True)
