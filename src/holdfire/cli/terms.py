"""`holdfire terms …`: the library, and what an author of terms needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import typer
from rich.markup import escape

from ..assessment import run_cases
from ..promises.cases import run_cases as run_promise_cases
from ..terms import Terms, library_paths, load_terms, unchecked_in, world_for
from ..terms.cases import load_cases, problems_of_cases
from ..terms.check import problems_of_meaning
from ..world import KnowledgeError, Problem, World
from .app import CHECK_FAILED
from .console import console, say, say_json
from .failures import UsageError


def _all(names: tuple[str, ...]) -> tuple[str, ...]:
    return names or tuple(path.stem for path in library_paths())


def run_list(worlds: tuple[Path, ...], json: bool) -> None:
    """The library, a line each."""
    names = _all(())
    world = world_for(names, *worlds)
    rows = [_row(load_terms(name, world)) for name in names]
    if json:
        say_json({"agreements": rows})
        return
    screen = console()
    for row in rows:
        screen.print(f"[head]{escape(row['id'])}[/]  {escape(row['title'])}")
        until = row["until"] or "open"
        screen.print(
            f"  {row['standing']}, {row['from'] or 'no start'} to {until} ({row['zone']}); {row['clauses']} clauses,"
            f" {row['promises']} promises, {row['cases']} cases, {row['phrases']} contested phrases,"
            f" {row['unchecked']} facts unchecked",
            style="dim",
        )


def _row(terms: Terms) -> dict[str, Any]:
    agreement = terms.agreement
    cases = len(load_cases(terms.cases_path)[0].cases) if terms.cases_path.is_file() else 0
    return {
        "id": agreement.id,
        "title": agreement.title,
        "kind": agreement.kind,
        "form": agreement.form,
        "standing": agreement.standing,
        "zone": agreement.zone,
        "parties": {key: party.name for key, party in agreement.parties.items()},
        "from": _text(agreement.starts),
        "until": _text(agreement.plain_end.until),
        "ends": [end.id for end in agreement.ends],
        "clauses": len(agreement.clauses),
        "promises": len(agreement.promises),
        "cases": cases,
        "phrases": sum(len(each.phrases) for each in agreement.demands),
        "unchecked": unchecked_in(agreement),
        "version": terms.version,
    }


def _text(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat()


def run_describe(name: str, worlds: tuple[Path, ...], language: str, json: bool) -> None:
    """One agreement in plain language."""
    from ..publish.describing import Describer
    from ..publish.language import language as spoken
    from ..terms.official import official_of

    world = world_for([name], *worlds)
    terms = load_terms(name, world)
    official = official_of(terms.id)
    try:
        said = list(Describer(terms.agreement, world, spoken(language), official).lines())
    except ValueError as bad:
        raise UsageError(f"{str(bad)[0].upper()}{str(bad)[1:]}.") from None
    if json:
        told = [{"style": line.style, "indent": line.indent, "text": line.text.plain} for line in said]
        stated = terms.agreement.model_dump(mode="json", by_alias=True)
        say_json({**stated, "version": terms.version, "language": language, "lines": told})
        return
    styles = {"head": "head", "quiet": "dim", "quote": "italic", "plain": None}
    for line in said:
        say(line.text.plain, styles[line.style], 2 * line.indent)


def run_schema(what: str) -> None:
    """The JSON Schema of one kind of file or row."""
    from ..records import EventVerdict, Finding, Observation, json_schema
    from ..terms.schema import agreement_schema, cases_schema

    known: dict[str, Callable[[], dict[str, Any]]] = {
        "agreement": agreement_schema,
        "cases": cases_schema,
        "observation": lambda: json_schema(Observation),
        "finding": lambda: json_schema(Finding),
        "event": lambda: json_schema(EventVerdict),
    }
    if what not in known:
        raise UsageError(f"Expected one of {', '.join(known)}, found {what!r}.")
    say_json(known[what]())


def run_check(names: tuple[str, ...], worlds: tuple[Path, ...], json: bool) -> None:
    """Read each file, and name every problem in it with its line: of form, then of meaning."""
    problems: list[Problem] = []
    passed = failed = 0
    without: list[str] = []
    for name in _all(names):
        try:
            terms, found = checked_terms(name, worlds)
        except KnowledgeError as bad:
            found = bad.problems
        else:
            if not terms.cases_path.is_file():
                without.append(terms.document.path.name)
        passed += int(not found)
        failed += int(bool(found))
        problems += found
    _report("checked", passed, failed, problems, json, without)


def checked_terms(name: str, worlds: tuple[Path, ...]) -> tuple[Terms, list[Problem]]:
    """An agreement and every problem of meaning in it. Raises `KnowledgeError` where it cannot be used."""
    world = world_for([name], *worlds)
    terms = load_terms(name, world)
    cases = load_cases(terms.cases_path)[0] if terms.cases_path.is_file() else None
    return terms, list(problems_of_meaning(terms, world, cases))


def run_test(names: tuple[str, ...], worlds: tuple[Path, ...], json: bool) -> None:
    """Run the cases beside each agreement; a case that comes out otherwise is a problem with its line."""
    problems: list[Problem] = []
    passed = failed = 0
    for name in _all(names):
        world = world_for([name], *worlds)
        terms = load_terms(name, world)
        cases, document = load_cases(terms.cases_path)
        meant = list(problems_of_cases(cases, document, terms.agreement))
        if meant:
            problems += meant
            failed += len({problem.line for problem in meant})
            continue
        for found in _problems_of_cases(terms, world):
            passed += int(not found)
            failed += int(bool(found))
            problems += found
    _report("cases", passed, failed, problems, json)


def _problems_of_cases(terms: Terms, world: World) -> Iterable[tuple[Problem, ...]]:
    yield from (each.problems for each in run_cases(terms, world))
    yield from (each.problems for each in run_promise_cases(terms))


def _report(
    what: str, passed: int, failed: int, problems: list[Problem], json: bool, without: Iterable[str] = ()
) -> None:
    if json:
        told = {"passed": passed, "failed": failed, "problems": [vars(problem) for problem in problems]}
        say_json({**told, "without_cases": list(without)} if what == "checked" else told)
    else:
        for problem in problems:
            typer.echo(str(problem))
        for name in without:
            typer.echo(f"{name}: no cases beside it; whether a case reaches each clause was not checked.")
        typer.echo(f"{what}: {passed} passed, {failed} failed")
    if problems:
        raise typer.Exit(CHECK_FAILED)


def run_diff(one: str, other: str, worlds: tuple[Path, ...], language: str, json: bool) -> None:
    """What one agreement demands otherwise than another, in words."""
    from ..publish.differing import differences
    from ..publish.language import language as spoken

    world = world_for([one, other], *worlds)
    before, after = load_terms(one, world).agreement, load_terms(other, world).agreement
    found = differences(before, after, world, spoken(language))
    if json:
        told = [
            {
                "about": each.about,
                "what": each.what,
                "from": each.before.plain if each.before else None,
                "to": each.after.plain if each.after else None,
            }
            for each in found
        ]
        added = [each["about"] for each in told if each["what"] == "clause" and each["from"] is None]
        taken = [each["about"] for each in told if each["what"] == "clause" and each["to"] is None]
        say_json({"added": added, "withdrawn": taken, "changed": [e for e in told if e["what"] != "clause"]})
        return
    about = None
    for each in found:
        if each.about != about:
            say(each.about, "head")
            about = each.about
        if each.before is not None:
            say(f"− {each.before.plain}", None, 2)
        if each.after is not None:
            say(f"+ {each.after.plain}", None, 2)
    if not found:
        say("No difference in what they demand.")


def run_coverage(names: tuple[str, ...], worlds: tuple[Path, ...], json: bool) -> None:
    """Which clauses, readings, exceptions and promises the cases reach."""
    from .coverage import coverage_of, summed

    rows = []
    for name in _all(names):
        world = world_for([name], *worlds)
        rows.append(coverage_of(load_terms(name, world), world))
    whole = summed(rows)
    if json:
        say_json({"agreements": rows, **whole})
        return
    screen = console()
    for row in rows:
        screen.print(
            f"[head]{escape(row['id'])}[/]  clauses {row['clauses']}, exceptions {row['exceptions']},"
            f" promises {row['promises']}, readings {row['readings']}; {row['cases']} cases"
        )
        for missing in row["missing"]:
            screen.print(f"    not reached: {missing}", style="dim", markup=False)
    screen.print(
        f"in all: clauses {whole['clauses']}, exceptions {whole['exceptions']}, promises {whole['promises']},"
        f" readings {whole['readings']}; {whole['cases']} cases"
    )
