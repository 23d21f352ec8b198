"""The commands of `holdfire terms`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import Agreements, Json, Worlds

terms_app = typer.Typer(
    help="Agreements as data: list, show, check, test.", no_args_is_help=True, rich_markup_mode=None
)


@terms_app.command("list")
def terms_list(world: Worlds = None, json: Json = False) -> None:
    """The agreements in the library."""
    from .terms import run_list

    run_list(tuple(world or ()), json)


@terms_app.command("describe")
def terms_describe(
    agreement: Annotated[str, typer.Argument(metavar="ID", help="An agreement: its id, or a file.")],
    world: Worlds = None,
    language: Annotated[str, typer.Option(help="en or ar.")] = "en",
    json: Json = False,
) -> None:
    """One agreement in plain language: who must do what to whom, where, from when to when, unless."""
    from .terms import run_describe

    run_describe(agreement, tuple(world or ()), language, json)


@terms_app.command("timeline")
def terms_timeline(
    agreement: Annotated[str, typer.Argument(metavar="ID", help="An agreement: its id, or a file.")],
    on: Annotated[str | None, typer.Option(help="A day or an hour there: what is in force then, and due next.")] = None,
    world: Worlds = None,
    json: Json = False,
) -> None:
    """What happened to an agreement, in order; with --on, how it stands on a day, and by whose view."""
    from .timeline import run_timeline

    run_timeline(agreement, on, tuple(world or ()), json)


@terms_app.command("diff")
def terms_diff(
    one: Annotated[str, typer.Argument(metavar="A", help="An agreement: its id, or a file.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Another, or another version of it.")],
    world: Worlds = None,
    language: Annotated[str, typer.Option(help="en or ar.")] = "en",
    json: Json = False,
) -> None:
    """What the second demands otherwise than the first, in words."""
    from .terms import run_diff

    run_diff(one, other, tuple(world or ()), language, json)


@terms_app.command("coverage")
def terms_coverage(
    files: Agreements = None,
    world: Worlds = None,
    json: Json = False,
) -> None:
    """Which clauses, readings, exceptions and promises the rule cases reach."""
    from .terms import run_coverage

    run_coverage(tuple(files or ()), tuple(world or ()), json)


@terms_app.command("new")
def terms_new(
    ident: Annotated[str, typer.Argument(metavar="ID", help="The id of the new agreement, such as my-truce.")],
    provisions: Annotated[
        list[str] | None,
        typer.Option(
            "--with", metavar="PROVISION[:OPTION][@NAME]", help="Put a provision in; @NAME tells several of one apart."
        ),
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="[PROVISION[@NAME].]FIELD=VALUE", help="Fill a place of the provisions in."),
    ] = None,
    party: Annotated[
        list[str] | None, typer.Option(metavar="KEY=NAME", help="What a party is called in the words.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="What the agreement is called.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write it; ID.yaml if not given.")] = None,
    json: Json = False,
) -> None:
    """A new terms file to fill in: a commented template, or put together from provisions."""
    from .authoring import run_new

    run_new(ident, tuple(provisions or ()), tuple(given or ()), tuple(party or ()), title, out, json)


@terms_app.command("provisions")
def terms_provisions(
    name: Annotated[str | None, typer.Argument(metavar="[GROUP|ID]", help="A group, or one provision.")] = None,
    json: Json = False,
) -> None:
    """Provisions to pick from for `terms new`: words, rules, options, what has to be defined."""
    from .authoring import run_provisions

    run_provisions(name, json)


@terms_app.command("theatres")
def terms_theatres(json: Json = False) -> None:
    """The theatres that terms may name under `world:`, each with its actors, areas and places."""
    from .authoring import run_theatres

    run_theatres(json)


@terms_app.command("attach")
def terms_attach(
    agreement: Annotated[str, typer.Argument(metavar="ID", help="An agreement: its id, or a file.")],
    file: Annotated[Path, typer.Argument(help="The official text: PDF, HTML or plain text.")],
    at: Annotated[
        list[str] | None,
        typer.Option("--at", metavar="CLAUSE=PARAGRAPH", help="Name the paragraph of a clause by hand."),
    ] = None,
    unpublished: Annotated[
        bool, typer.Option("--unpublished", help="The text is not public: leave it out of public editions.")
    ] = False,
    world: Worlds = None,
    json: Json = False,
) -> None:
    """Keep the official text beside ours: each clause finds its paragraph in it."""
    from .authoring import run_attach

    run_attach(agreement, file, tuple(world or ()), tuple(at or ()), unpublished, json)


@terms_app.command("schema")
def terms_schema(
    what: Annotated[str, typer.Argument(help="agreement, cases, observation, finding or event.")] = "agreement",
    json: Json = True,
) -> None:
    """The JSON Schema of a kind of file or row, generated from the classes that read it."""
    from .terms import run_schema

    run_schema(what)


@terms_app.command("check")
def terms_check(
    files: Agreements = None,
    world: Worlds = None,
    json: Json = False,
) -> None:
    """Whether terms can be read, every name in them is known, and they can mean what they say."""
    from .terms import run_check

    run_check(tuple(files or ()), tuple(world or ()), json)


@terms_app.command("test")
def terms_test(
    files: Agreements = None,
    world: Worlds = None,
    json: Json = False,
) -> None:
    """Run the rule cases that lie beside the terms."""
    from .terms import run_test

    run_test(tuple(files or ()), tuple(world or ()), json)
