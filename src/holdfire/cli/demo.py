"""`holdfire demo`: the chronicle of 2016 held against the agreements of that year."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml
from rich.console import Console

from ..engines import Job, read_findings, run
from ..publish.account import account
from ..publish.explanation import MARKS
from ..publish.sentences import language, names, spoken_when
from ..terms import load_terms
from ..world import World, load_world
from .console import console, say_json
from .failures import UsageError
from .situation import show_account

TERMS = ("syria-coh-2016", "daraya-2016", "aleppo-pause-2016-08", "syria-arrangement-2016-09")
BASELINE = "2016-02-20"
_OURS = "holdfire-demo"


def run_demo(folder: Path, json: bool) -> None:
    """Write the reports and the findings into a folder, and say what follows from them."""
    _prepare(folder)
    reports = _copied(folder / "reports")
    world = load_world()
    found: dict[str, dict[str, Any]] = {}
    for ident in TERMS:
        out = folder / f"{ident}.parquet"
        baseline = BASELINE if ident == TERMS[0] else None
        job = Job(files=tuple(reports), terms=(ident,), baseline=baseline, level="finding")
        found[ident] = account(run(job, out=out).summaries[ident], world)
    events = folder / "events.csv"
    event_job = Job(files=tuple(reports), terms=(TERMS[0],), baseline=BASELINE, level="event", settle=False)
    run(event_job, out=events)
    main = found[TERMS[0]]
    if json:
        say_json(
            {
                "folder": str(folder.resolve()),
                "page": None,
                "incidents": main["kept"],
                "findings": _summed(main["findings"]),
                "events": main["events"],
                "by_claimant": main["by_claimant"],
                "agreements": [{"agreement": ident, **each} for ident, each in found.items()],
                "counts": _rival_counts(reports),
            }
        )
        return
    run(Job(files=tuple(reports), terms=(TERMS[0],), baseline=BASELINE, level="event", settle=False), out=folder / "events.parquet")
    _show(folder, reports, found, world)


def _prepare(folder: Path) -> None:
    marker = folder / f".{_OURS}"
    if folder.exists() and any(folder.iterdir()) and not marker.exists():
        raise UsageError(f"Expected an empty folder, or one that the demo made, found {folder}. Name another: holdfire demo DIR")
    folder.mkdir(parents=True, exist_ok=True)
    marker.touch()


def _copied(folder: Path) -> list[Path]:
    folder.mkdir(exist_ok=True)
    chronicle = Path(str(files("holdfire.chronicle")))
    return [Path(shutil.copyfile(path, folder / path.name)) for path in sorted(chronicle.glob("*.yaml"))]


def _summed(by_phase: dict[str, dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for of in by_phase.values():
        for verdict, n in of.items():
            total[verdict] = total.get(verdict, 0) + n
    return total


def _rival_counts(reports: list[Path]) -> list[dict[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [
        each
        for path in reports
        for each in yaml.load(path.read_text(encoding="utf-8"), Loader=loader).get("counts", [])  # noqa: S506 - a safe loader
    ]


def _show(folder: Path, reports: list[Path], found: dict[str, dict[str, Any]], world: World) -> None:
    screen = console()
    main = found[TERMS[0]]
    screen.print(
        f"{main['kept']:,} reports of February to September 2016, from {len({row['claimed_by'] for row in main['by_claimant']})}"
        " claimants of every camp, each with its source. A chosen set: it shows how things are judged, and measures nothing."
    )
    show_account(main, world, screen, load_terms(TERMS[0], world).agreement.title)
    _others(found, world, screen)
    _five(read_findings(folder / "events.parquet"), world, screen)
    _counts(_rival_counts(reports), world, screen)
    screen.print("\n[head]Try next[/]")
    screen.print(f"  holdfire explain hf-1219 --in {folder / (TERMS[0] + '.parquet')}", markup=False)
    screen.print("  holdfire terms show syria-coh-2016", markup=False)
    screen.print(f"  holdfire assess YOUR_FILE.csv --terms {TERMS[0]} --baseline 2016-01-28 --out findings.parquet", markup=False)
    screen.print(f"\nReports and findings: {folder.resolve()}", markup=False, soft_wrap=True)


def _others(found: dict[str, dict[str, Any]], world: World, screen: Console) -> None:
    words = language()["short_verdicts"]
    screen.print("\n[head]The same reports under the other agreements of that year[/]")
    for ident in TERMS[1:]:
        events = _summed({phase: of for phase, of in found[ident]["events"].items() if phase == "in_force"})
        said = ", ".join(f"{MARKS[v]} {events[v]} {words[v]}" for v in words if events.get(v)) or "never in force"
        screen.print(f"  {load_terms(ident, world).agreement.title}: {said}", markup=False)


def _five(events: pa.Table, world: World, screen: Console) -> None:
    """Five incidents in a line each: one of each verdict, and one more that is undetermined for another reason."""
    words, rows = language(), [row for row in events.to_pylist() if row["phase"] == "in_force"]
    chosen: list[dict[str, Any]] = []
    wanted = (("violation", None), ("permitted", None), ("out_of_scope", None), ("undetermined", "aggregate"))
    for verdict, kind in (*wanted, ("undetermined", "delineation"), ("undetermined", "exception")):
        first = next((r for r in rows if r["verdict"] == verdict and (kind is None or r["kind"] == kind)), None)
        if first is not None and len(chosen) < 5:
            chosen.append(first)
    screen.print("\n[head]Five incidents[/]")
    for row in chosen:
        said = ", ".join(world.claimants.name(each) for each in row["claimed_by"])
        screen.print(
            f"  {MARKS[row['verdict']]} {row['event_id']}  {spoken_when(row)}, {row['place'] or 'place not stated'}:"
            f" {world.acts.name(row['act'])} by {names(row['attributed_to'], world)}, says {said}.",
            markup=False,
        )
        screen.print(f"      {words['verdicts'][row['verdict']]}: {words.reason(row['reason'])}", markup=False, style="dim")


def _counts(counts: list[dict[str, Any]], world: World, screen: Console) -> None:
    """Rival published counts side by side, never summed."""
    screen.print("\n[head]Rival published counts, each under its own rule; never summed[/]")
    chosen = [each for each in counts if str(each["period"]["from"]) in ("2016-02-27", "2016-09-12")]
    for each in chosen[:8]:
        said = ", ".join(world.claimants.name(claimant) for claimant in _list(each["claimed_by"]))
        parts = ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in (each.get("parts") or {}).items())
        screen.print(
            f"  {each['period']['from']} to {each['period']['to']}  {said}: {each['total']} ({parts or 'not split'})", markup=False
        )
        for flag in _list(each.get("flags")):
            screen.print(f"      flagged: {flag}", markup=False, style="dim")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
