"""`holdfire terms …`: the library, and what an author of terms needs."""

from __future__ import annotations

import re
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
from ..terms.provisions import Picked
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


def run_attach(
    name: str, file: Path, worlds: tuple[Path, ...], at: tuple[str, ...], unpublished: bool, json: bool
) -> None:
    """Keep a document as the official text, and find each clause's paragraph in it."""
    from ..terms.official import attach, home

    terms = load_terms(name, world_for([name], *worlds))
    named = {}
    for each in at:
        clause, sign, label = each.partition("=")
        if not sign:
            raise UsageError(f"Expected --at CLAUSE=PARAGRAPH, found {each!r}.")
        named[clause.strip()] = label.strip()
    official = attach(terms, file, public=not unpublished, named=named)
    clauses = [each.id for each in terms.agreement.demands]
    found = {clause: official.of(clause) for clause in clauses}
    missing = [clause for clause, place in found.items() if place is None]
    if json:
        say_json(
            {
                "agreement": terms.id,
                "document": official.name,
                "sha256": official.sha256,
                "public": official.public,
                "kept_in": str(home() / "texts"),
                "paragraphs": len(official.paragraphs),
                "found": {clause: {"place": p.place, "how": p.how} for clause, p in found.items() if p},
                "missing": missing,
            }
        )
        return
    screen = console()
    screen.print(
        f"{official.name}: {len(official.paragraphs)} paragraphs, SHA-256 {official.sha256[:16]}…", markup=False
    )
    for clause, place in found.items():
        if place is not None:
            words = place.words if len(place.words) < 90 else place.words[:87] + "…"
            screen.print(f"  {clause}: {place.place}, by {place.how}: {words}", markup=False)
    if missing:
        screen.print(
            f"  No paragraph was found for {', '.join(missing)}. Name one: --at CLAUSE=PARAGRAPH", markup=False
        )
    screen.print("Look at each: a paragraph that was found by its words can be the wrong one.")


def run_provisions(name: str | None, json: bool) -> None:
    """The provisions to pick from: all, a group, or one with its words, rules and options."""
    from ..terms.provisions import load_provisions

    known = load_provisions()
    found = [each for each in known.provisions if name in (None, each.group, each.id)]
    if not found:
        groups = ", ".join(known.groups)
        raise UsageError(f"Expected a group ({groups}) or the id of a provision, found {name!r}.")
    if json:
        say_json({"provisions": [each.model_dump(mode="json", by_alias=True, exclude_none=True) for each in found]})
        return
    screen = console()
    for each in found:
        screen.print(f"[head]{escape(each.id)}[/]  {escape(each.title)}")
        if len(found) > 1:
            continue
        screen.print(f"  {' '.join(each.purpose.split())}", markup=False)
        screen.print(f"  words: {' '.join(each.words.split())}", markup=False)
        for key, blank in each.fields.items():
            default = f", {blank.default} if not given" if blank.default is not None else ""
            screen.print(f"    {key}: {blank.is_}{default}{'; ' + blank.says if blank.says else ''}", markup=False)
        for option in each.options:
            screen.print(f"  option {option.id}: {' '.join(option.says.split())}", markup=False)
            if option.words:
                screen.print(f"    words: {' '.join(option.words.split())}", style="dim", markup=False)
        for source in each.sources:
            title = " ".join(known.references[source.ref].title.split())
            read = known.references[source.ref].read
            screen.print(f"  occurs in: {title}{', ' + source.at if source.at else ''}; read: {read}", markup=False)
        if each.definitions:
            screen.print(f"  to be defined: {', '.join(each.definitions)}", markup=False)


def run_new(
    ident: str,
    provisions: tuple[str, ...],
    given: tuple[str, ...],
    parties: tuple[str, ...],
    title: str | None,
    out: Path | None,
    json: bool,
) -> None:
    """A terms file to fill in, with its cases; with provisions also a draft of their words."""
    from ..terms.draft import CASES, article, composed, template
    from ..terms.provisions import pick

    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", ident):
        raise UsageError(f"Expected an id of small letters, digits, dots and hyphens, found {ident!r}.")
    values, names = _pairs(given, "--set"), _pairs(parties, "--party")
    twice = next((each for each in provisions if provisions.count(each) > 1), None)
    if twice:
        raise UsageError(f"Expected each provision once, found {twice!r} twice; for another party write {twice}@NAME.")
    picked = []
    for name in provisions:
        mine, own = _for(name, values)
        picked.append(pick(name.partition("@")[0], mine, names, own))
    fields = {field for each in picked for field in _fields_of(each)}
    strange = [each for each in values if "." not in each and each not in fields]
    if picked and strange:
        raise UsageError(f"Expected --set of a field ({', '.join(sorted(fields))}), found {strange[0]!r}.")
    path = out or Path(f"{ident}.yaml")
    written = {path: composed(ident, picked, names, title) if picked else template(ident, title)}
    written[path.with_suffix(".cases.yaml")] = CASES.format(id=ident)
    if picked:
        written[path.with_suffix(".md")] = article(picked, title or ident)
    there = [each for each in written if each.exists()]
    if there:
        raise UsageError(f"Expected new files, found {there[0]}. Take another id, or move it away.")
    for file, text in written.items():
        file.write_text(text, encoding="utf-8")
    blanks = {each.provision.id: list(each.open_) for each in picked if each.open_}
    if json:
        say_json({"written": [str(each) for each in written], "to_fill": blanks})
        return
    for file in written:
        typer.echo(f"Written: {file}")
    for name, open_ in blanks.items():
        typer.echo(f"{name}: still to fill in: {', '.join(open_)} (--set {name}.{open_[0]}=…)")
    typer.echo(f"Next: holdfire terms check {path}")


def _pairs(given: tuple[str, ...], option: str) -> dict[str, str]:
    found = {}
    for each in given:
        name, sign, value = each.partition("=")
        if not sign or not name.strip():
            raise UsageError(f"Expected {option} NAME=VALUE, found {each!r}.")
        found[name.strip()] = value.strip()
    return found


def _for(provision: str, values: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """What is given for one provision, and which fields for it alone: `FIELD=VALUE` is for all, `PROVISION.FIELD=VALUE`
    for one, `PROVISION@NAME.FIELD=VALUE` for one of several copies."""
    whole, _, copy = provision.partition("@")
    ident = whole.partition(":")[0]
    found = {key: value for key, value in values.items() if "." not in key}
    own: list[str] = []
    for prefix in (f"{ident}.", f"{ident}@{copy}." if copy else None):
        if prefix:
            mine = {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}
            found |= mine
            own += mine
    return found, own


def _fields_of(picked: Picked) -> set[str]:
    options = [option.fields or {} for option in picked.provision.options]
    return {*picked.provision.fields, *(name for each in options for name in each)}


def run_theatres(json: bool) -> None:
    """The theatres that terms may name, with how much each holds."""
    from ..world import load_world, theatres

    base = load_world()
    rows: list[dict[str, Any]] = []
    for name in theatres():
        with_it = load_world(theatres=(name,))
        sizes = {
            "actors": len(with_it.actors.actors) - len(base.actors.actors),
            "areas": len(with_it.areas.areas) - len(base.areas.areas),
            "places": len(with_it.places.places) - len(base.places.places),
        }
        used = [path.stem for path in library_paths() if name in _named_theatres(path)]
        rows.append({"theatre": name, **sizes, "agreements": used})
    if json:
        say_json({"theatres": rows})
        return
    for row in rows:
        console().print(
            f"[head]{row['theatre']}[/]  {row['actors']} actors, {row['areas']} areas, {row['places']} places;"
            f" used by {', '.join(row['agreements']) or 'no agreement of the library'}"
        )


def _named_theatres(path: Path) -> list[str]:
    from ..world import read_yaml

    return list(read_yaml(path).content.get("world") or ())
