"""`holdfire terms new`, `provisions`, `theatres` and `attach`: what an author of terms works with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import typer
from rich.markup import escape

from ..engines.outputs import write_beside
from ..terms import library_paths, load_terms, world_for
from ..terms.provisions import Picked
from .console import console, say_json
from .failures import UsageError


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
    if not provisions and (values or names):
        option = "--set" if values else "--party"
        raise UsageError(
            f"Expected {option} beside --with PROVISION, found no provision. See holdfire terms provisions."
        )
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
        _write(file, text)
    blanks = {each.provision.id: list(each.open_) for each in picked if each.open_}
    if json:
        say_json({"written": [str(each) for each in written], "to_fill": blanks})
        return
    for file in written:
        typer.echo(f"Written: {file}")
    for name, open_ in blanks.items():
        typer.echo(f"{name}: still to fill in: {', '.join(open_)} (--set {name}.{open_[0]}=…)")
    typer.echo(f"Next: holdfire terms check {path}")


def _write(file: Path, text: str) -> None:
    """The whole file, or none of it."""

    def put(path: Path) -> None:
        path.write_text(text, encoding="utf-8")

    write_beside(file, put)


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
