"""`holdfire demo`: the chronicle of 2016 held against the agreements of that year."""

from __future__ import annotations

import shutil
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml
from rich.console import Console

from ..engines import Job, run
from ..engines.matching import MatchJob, MatchResult, run_matching
from ..publish.explanation import MARKS
from ..publish.findings import Findings, assess_imported
from ..publish.matched import one_line
from ..publish.publication import Publication, record_of, situation_of
from ..publish.sentences import language, names, spoken_when
from ..records import Alternative, Observation, Rejected, arrow_schema
from ..sources import Imported, open_source
from ..terms import load_terms
from ..world import World, load_world
from .console import command, console, say, say_json
from .failures import UsageError
from .situation import show_account

TERMS = ("syria-coh-2016", "daraya-2016", "aleppo-pause-2016-08", "syria-arrangement-2016-09")
BASELINE = "2016-02-20"
_OURS = "holdfire-demo"
_INCIDENTS = "incidents.parquet"


def run_demo(folder: Path, json: bool) -> None:
    """Write the reports and the findings into a folder, and say what follows from them."""
    _prepare(folder)
    reports = _copied(folder / "reports")
    world = load_world()
    together: list[dict[str, Any]] = []
    matched = run_matching(MatchJob(files=tuple(reports)), out=folder / _INCIDENTS, each=together.append)
    imported = _imported([folder / _INCIDENTS], world)
    found = {
        ident: assess_imported(
            imported,
            ident,
            world,
            baseline=BASELINE if ident == TERMS[0] else None,
            settle=ident == TERMS[0],
        )
        for ident in TERMS
    }
    job = Job(files=(folder / _INCIDENTS,), terms=TERMS[:1], baseline=BASELINE, settle=False)
    run(job, out=folder / "findings.parquet")
    run(replace(job, level="event"), out=folder / "events.csv")
    page = _pages(folder, job, imported, _rival_counts(reports))
    if json:
        say_json({**_document(folder, reports, found, page), "reports": matched.reports, "several": matched.several})
    else:
        _show(folder, reports, found, world, matched, together)
        console().print(f"Page to look at: {page}", markup=False, soft_wrap=True)


def _pages(folder: Path, job: Job, imported: Imported, counts: list[dict[str, Any]]) -> Path:
    """The situation in both languages, each linking to the other; the path of the English one."""
    from ..publish.page import page, write_page

    situation = situation_of(record_of(job, imported, TERMS[0]), Publication(measured=False))
    names = {"en": "situation.html", "ar": "situation.ar.html"}
    for code, name in names.items():
        other = next(each for each in names if each != code)
        text = page(situation, language(code), measured=False, counts=counts, other=(language(other), names[other]))
        write_page(folder / name, text)
    return (folder / names["en"]).resolve()


def _imported(reports: list[Path], world: World) -> Imported:
    sources = [open_source(path, world) for path in reports]
    parts = [run for source in sources for fragment in source.fragments() for run in source.read(fragment)]
    return Imported(
        pa.concat_tables([part.observations for part in parts]),
        pa.concat_tables([part.alternatives for part in parts]),
        pa.concat_tables([part.rejects for part in parts]),
        sum(part.rows for part in parts),
    )


def _document(folder: Path, reports: list[Path], found: dict[str, Findings], page: Path) -> dict[str, Any]:
    main = found[TERMS[0]].summary
    return {
        "folder": str(folder.resolve()),
        "page": str(page),
        "incidents": main["kept"],
        "findings": _summed(main["findings"]),
        "events": main["events"],
        "by_claimant": main["by_claimant"],
        "agreements": [{"agreement": ident, **each.summary} for ident, each in found.items()],
        "counts": _rival_counts(reports),
    }


def _prepare(folder: Path) -> None:
    marker = folder / f".{_OURS}"
    if folder.exists() and any(folder.iterdir()) and not marker.exists():
        raise UsageError(
            f"Expected an empty folder, or one that the demo made, found {folder}. Name another: holdfire demo DIR"
        )
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


def _show(
    folder: Path,
    reports: list[Path],
    found: dict[str, Findings],
    world: World,
    matched: MatchResult,
    together: list[dict[str, Any]],
) -> None:
    screen = console()
    main = found[TERMS[0]].summary
    claimants = {row["claimed_by"] for row in main["by_claimant"]}
    screen.print(
        f"{matched.reports:,} reports of February to September 2016, by {len(claimants)} claimants of every camp, each"
        f" with its source, tell of {matched.incidents:,} incidents. They are a chosen set: they show how reports are"
        " judged, and measure nothing."
    )
    _together(folder, together, world)
    show_account(main, world, screen, load_terms(TERMS[0], world).agreement.title, measured=False)
    _others(found, world, screen)
    _some(found, world, screen)
    _counts(_rival_counts(reports), world, screen)
    screen.print("\n[head]Try next[/]")
    for line in (
        f"{command()} explain {_worth_explaining(found)} --in {folder / 'findings.parquet'}",
        f"{command()} terms describe {TERMS[0]}",
        f"{command()} assess YOUR_FILE.csv --terms {TERMS[0]} --baseline 2016-01-28 --out findings.parquet",
    ):
        screen.print(f"  {line}", markup=False, soft_wrap=True)
    screen.print(f"\nReports and findings: {folder.resolve()}", markup=False, soft_wrap=True)


def _together(folder: Path, together: list[dict[str, Any]], world: World) -> None:
    """Incidents in most reports, and one whose finding is another for a rival account."""
    screen = console()
    told = f"{len(together)} incidents are told by several reports, and every report is kept"
    screen.print(f"\n[head]Reports of one event[/]   {told}")
    for each in sorted(together, key=lambda one: (-len(one["reports"]), one["id"]))[:3]:
        say(one_line(each, world), indent=2)
    turned = _turned(together, world)
    if turned is not None:
        incident, report, terms = turned
        words = language()["verdicts"]
        say(
            f"What a rival account changes: by {report} alone, {words['violation']}; with the others of {incident},"
            f" who tell it otherwise, {words['undetermined']} ({terms}).",
            indent=2,
        )
    most = max(together, key=lambda one: (len(one["reports"]), one["id"]))["id"]
    screen.print("  Why they are held to be one, and how each proposition stands:", style="dim")
    screen.print(f"  {command()} explain {most} --in {folder / _INCIDENTS}", style="dim", markup=False, soft_wrap=True)


def _turned(together: list[dict[str, Any]], world: World) -> tuple[str, str, str] | None:
    """An incident that rival accounts leave undetermined, a report by which alone it would be an apparent violation,
    and the agreement."""
    for terms in TERMS:
        for incident in together:
            rivals = incident["alternatives"]
            if rivals and _verdict([incident["observation"]], rivals, terms, world) == "undetermined":
                for report in incident["reports"]:
                    if _verdict([report], [], terms, world) == "violation":
                        return incident["id"], report["id"], terms
    return None


def _verdict(observations: list[dict[str, Any]], alternatives: list[dict[str, Any]], terms: str, world: World) -> str:
    imported = Imported(
        pa.Table.from_pylist(observations, schema=OBSERVATIONS),
        pa.Table.from_pylist(alternatives, schema=ALTERNATIVES),
        REJECTED.empty_table(),
        len(observations),
    )
    return str(assess_imported(imported, terms, world, settle=False).events["verdict"][0].as_py())


OBSERVATIONS, ALTERNATIVES, REJECTED = (arrow_schema(each) for each in (Observation, Alternative, Rejected))


def _others(found: dict[str, Findings], world: World, screen: Console) -> None:
    words = language()["short_verdicts"]
    screen.print("\n[head]The same reports under the other agreements of that year[/]")
    for ident in TERMS[1:]:
        in_force = found[ident].summary["events"].get("in_force", {})
        said = ", ".join(f"{MARKS[v]} {in_force[v]} {words[v]}" for v in words if in_force.get(v)) or "never in force"
        screen.print(f"  {load_terms(ident, world).agreement.title}: {said}", markup=False)


_WANTED = (
    ("violation", None, None),
    ("permitted", None, None),
    ("out_of_scope", None, "not_excluded"),
    ("undetermined", "aggregate", None),
    ("undetermined", "delineation", None),
)


def _some(found: dict[str, Findings], world: World, screen: Console) -> None:
    """Five incidents in a line each: one of each verdict, and two that are undetermined for different reasons."""
    words = language()
    rows = [row for each in found.values() for row in each.events.to_pylist() if row["phase"] == "in_force"]
    screen.print("\n[head]Five incidents[/]")
    for verdict, kind, test in _WANTED:
        row = min((row for row in rows if _is(row, verdict, kind, test)), key=_unattributed, default=None)
        if row is None:
            continue
        named = (each for each in row["claimed_by"] if each != "unattributed")
        said = ", ".join(map(world.claimants.name, named)) or "nobody named"
        acted = f" by {names(row['attributed_to'], world)}" if row["attributed_to"] else ""
        screen.print(
            f"  {MARKS[verdict]} {row['event_id']}  {spoken_when(row)}, {row['place'] or 'place not stated'}:"
            f" {world.acts.name(row['act'])}{acted}, claimed by {said}",
            markup=False,
        )
        screen.print(
            f"      {words['verdicts'][verdict]} ({row['agreement']}): {words.reason(row['reason'])}",
            markup=False,
            style="dim",
        )


def _is(row: dict[str, Any], verdict: str, kind: str | None, test: str | None) -> bool:
    return bool(
        row["verdict"] == verdict
        and row["attributed_to"]
        and (kind is None or row["kind"] == kind)
        and (test is None or row["reason"].startswith(test))
    )


def _unattributed(row: dict[str, Any]) -> bool:
    """Whether nobody is named who says it: such an incident is shown only where there is no other."""
    return not set(row["claimed_by"]) - {"unattributed"}


def _worth_explaining(found: dict[str, Findings]) -> str:
    """An event that is undetermined because a claimed target lies in mixed ground."""
    rows = found[TERMS[0]].events.to_pylist()
    return str(next((row["event_id"] for row in rows if row["kind"] == "delineation"), rows[0]["event_id"]))


_PERIODS = (("2016-02-27", "2016-02-27", "2016-02-28"), ("2016-09-13", "2016-09-17", "2016-09-19T24"))
"""Of each truce: the period begins by, ends from, ends by."""


def _counts(counts: list[dict[str, Any]], world: World, screen: Console) -> None:
    """Rival published counts of both truces side by side, never summed."""
    screen.print("\n[head]Rival published counts, each under its own rule and period; never summed[/]")
    for begun, ends, ended in _PERIODS:
        inside = [
            each
            for each in counts
            if begun[:8] <= str(each["period"]["from"]) <= begun + "T24" and ends <= str(each["period"]["to"]) <= ended
        ]
        for each in sorted(inside, key=lambda each: str(each["period"]["to"])):
            said = ", ".join(world.claimants.name(claimant) for claimant in _list(each["claimed_by"]))
            parts = ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in (each.get("parts") or {}).items())
            screen.print(
                f"  {each['period']['from']} to {each['period']['to']}  {said}: {each['total']}"
                f" ({parts or 'not split'})",
                markup=False,
            )
            for flag in _list(each.get("flags"))[:1]:
                screen.print(f"      flagged: {flag}", markup=False, style="dim")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
