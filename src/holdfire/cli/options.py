"""Arguments and options that several commands take."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ..sources.address import Where, place
from ..sources.problem import SourceError


def where(text: str) -> Where:
    """A path or an address. What cannot be one is told without the text: it may hold a password."""
    try:
        return place(text)
    except SourceError as bad:
        raise typer.BadParameter(str(bad)) from None


def inputs(given: Iterable[Where], mapping: Path | None) -> tuple[Where, ...]:
    """The files that were given, those of folders in their place. Raises `SourceError` where no row can be in them."""
    from ..sources import check_rows, files_of  # only where files are read: it takes most of the time of a start

    found = files_of(given, mapping)
    check_rows(found, mapping)
    return found


# Typer knows no unions: it is told a path, and what `where` gives goes on as `Where`, a path or an address.
Files = Annotated[
    list[Path],
    typer.Argument(parser=where, help="Files of reports, recognised by content; or folders, or addresses."),
]
Out = Annotated[Path | None, typer.Option(parser=where, help="Write the findings: .parquet, .csv, .xlsx or .arrow.")]
Rejects = Annotated[
    Path | None,
    typer.Option(parser=where, help="Write the rows that could not be kept: .csv, .jsonl, .parquet."),
]
Engine = Annotated[
    str,
    typer.Option(
        metavar="ENGINE",
        help="Who does the work: inline; pool:N for N processes; a cluster by its address (see docs/scale.md): ray,"
        " ray://HOST:10001, local[N], spark://HOST:7077, sc://HOST:15002.",
    ),
]
WithoutFailed = Annotated[
    bool,
    typer.Option(
        "--without-failed",
        help="Write what there is although fragments failed three times: their rows are among those set aside.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Worlds = Annotated[
    list[Path] | None,
    typer.Option("--world", help="A file of your own actors, places, areas and codes, laid over ours. Repeatable."),
]
Agreements = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ID|FILE]...", help="All of the library where none is named."),
]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Only what was published by this day.")]
