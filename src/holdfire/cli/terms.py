"""`holdfire terms …`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel

from ..assessment import run_cases
from ..terms import Terms, library_paths, load_terms, unchecked_in
from ..world import KnowledgeError, Problem, World, load_world
from .app import CHECK_FAILED
from .console import console, say_json
from .failures import UsageError


def run_list(worlds: tuple[Path, ...], json: bool) -> None:
    """The library, a line each."""
    world = load_world(*worlds)
    rows = [_row(load_terms(path.stem, world), world) for path in library_paths()]
    if json:
        say_json({"agreements": rows})
        return
    screen = console()
    for row in rows:
        screen.print(f"[head]{row['id']}[/]  {row['title']}")
        until = row["until"] or "open"
        screen.print(
            f"  {row['standing']}, {row['from'] or 'no start'} to {until} ({row['zone']}); {row['clauses']} clauses,"
            f" {row['cases']} cases, {row['phrases']} contested phrases, {row['unchecked']} facts unchecked",
            style="dim",
        )


def _row(terms: Terms, world: World) -> dict[str, Any]:
    from ..assessment.cases import load_cases

    agreement = terms.agreement
    cases = len(load_cases(terms.cases_path)[0].cases) if terms.cases_path.is_file() else 0
    return {
        "id": agreement.id,
        "title": agreement.title,
        "kind": agreement.kind,
        "standing": agreement.standing,
        "zone": agreement.zone,
        "parties": {key: party.name for key, party in agreement.parties.items()},
        "from": _text(agreement.starts),
        "until": _text(agreement.plain_end.until),
        "clauses": len(agreement.clauses),
        "cases": cases,
        "phrases": sum(len(clause.phrases) for clause in agreement.clauses),
        "unchecked": unchecked_in(agreement),
        "version": terms.version,
    }


def _text(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat()


def run_show(name: str, worlds: tuple[Path, ...], json: bool) -> None:
    """One agreement in plain language."""
    world = load_world(*worlds)
    terms = load_terms(name, world)
    if json:
        say_json(terms.agreement.model_dump(mode="json", by_alias=True))
        return
    from ..publish.agreement import as_lines

    screen = console()
    for style, line in as_lines(terms.agreement, world):
        screen.print(line, style=style or None, markup=False)


def run_schema(what: str) -> None:
    """The JSON Schema of one class."""
    from ..assessment.cases import Cases
    from ..records import EventVerdict, Finding, Observation, json_schema
    from ..terms import Agreement

    known: dict[str, type[BaseModel]] = {
        "agreement": Agreement,
        "cases": Cases,
        "observation": Observation,
        "finding": Finding,
        "event": EventVerdict,
    }
    if what not in known:
        raise UsageError(f"Expected one of {', '.join(known)}, found {what!r}.")
    say_json(json_schema(known[what]))


def run_check(names: tuple[str, ...], worlds: tuple[Path, ...], json: bool) -> None:
    """Read each file and name every problem in it with its line."""
    problems: list[Problem] = []
    passed = 0
    world = load_world(*worlds)
    for name in names or tuple(path.stem for path in library_paths()):
        try:
            load_terms(name, world)
            passed += 1
        except KnowledgeError as bad:
            problems += bad.problems
    _report("checked", passed, len({problem.file for problem in problems}), problems, json)


def run_test(names: tuple[str, ...], worlds: tuple[Path, ...], json: bool) -> None:
    """Run the cases beside each agreement; a case that comes out otherwise is a problem with its line."""
    problems: list[Problem] = []
    passed = failed = 0
    world = load_world(*worlds)
    for name in names or tuple(path.stem for path in library_paths()):
        for result in run_cases(load_terms(name, world), world):
            passed += not result.problems
            failed += bool(result.problems)
            problems += result.problems
    _report("cases", passed, failed, problems, json)


def _report(what: str, passed: int, failed: int, problems: list[Problem], json: bool) -> None:
    if json:
        say_json({"passed": passed, "failed": failed, "problems": [vars(problem) for problem in problems]})
    else:
        for problem in problems:
            typer.echo(str(problem))
        typer.echo(f"{what}: {passed} passed, {failed} failed")
    if problems:
        raise typer.Exit(CHECK_FAILED)
