"""The commands of `holdfire sources`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import Json, Worlds, where

sources_app = typer.Typer(
    help="Files of reports: what they hold, and what nobody knows.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@sources_app.command("check")
def sources_check(
    file: Annotated[Path, typer.Argument(parser=where, help="A file of reports, or its address.")],
    world: Worlds = None,
    mapping: Annotated[Path | None, typer.Option(help="How to read a table of your own.")] = None,
    stub: Annotated[Path | None, typer.Option(help="Write what nobody knows as a --world file to fill in.")] = None,
    json: Json = False,
) -> None:
    """What a file holds, what is set aside and why, and which names nobody knows."""
    from .sources import run_check

    run_check(file, tuple(world or ()), mapping, stub, json)


@sources_app.command("compare")
def sources_compare(
    files: Annotated[list[Path], typer.Argument(help="Files of reports; published counts in them are read too.")],
    first: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day of the period.")] = None,
    last: Annotated[str | None, typer.Option("--until", metavar="DAY", help="Last day of it, itself included.")] = None,
    terms: Annotated[
        str | None,
        typer.Option("--terms", metavar="ID", help="An agreement, for its period and parties: its id, or a file."),
    ] = None,
    world: Worlds = None,
    mapping: Annotated[Path | None, typer.Option(help="How to read a table of your own.")] = None,
    area: Annotated[
        str | None, typer.Option(metavar="ID", help="Only reports that surely lie in it: holdfire sources known areas.")
    ] = None,
    json: Json = False,
) -> None:
    """What each claimant says of a period, side by side: never added up, with what overlaps and who was not heard."""
    from .pictures import CompareRequest, run_compare_sources

    run_compare_sources(
        CompareRequest(tuple(files), first, last, terms, tuple(world or ()), mapping, area, json),
    )


@sources_app.command("known")
def sources_known(
    kind: Annotated[str, typer.Argument(help="acts, weapons, sites, actors, areas, places or claimants.")],
    text: Annotated[str | None, typer.Argument(help="Only those whose id or name holds this.")] = None,
    world: Worlds = None,
    json: Json = False,
) -> None:
    """The ids that files may use, with their names."""
    from .sources import run_known

    run_known(kind, text, tuple(world or ()), json)


@sources_app.command("form")
def sources_form(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="The XLSForm to write; it must not be there yet.")],
    country: Annotated[str, typer.Option(help="The country whose provinces and time zone stand in it.")] = "syria",
    language: Annotated[str, typer.Option(help="In which it opens: en or ar; both are in it.")] = "en",
    world: Worlds = None,
    json: Json = False,
) -> None:
    """The form for reports from the field, for KoboToolbox or ODK; give what they export to assess."""
    from .sources import run_form

    run_form(out, country, language, tuple(world or ()), json)
