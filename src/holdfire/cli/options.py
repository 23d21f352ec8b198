"""Arguments and options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
