"""`holdfire sources …` and `holdfire new-mapping`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import typer
from rich.console import Console

from ..sources import Where, check, guess_mapping, stub
from ..sources.forms import write_form
from ..world import fold, load_world, theatres
from .app import UNUSABLE
from .console import console, say_json
from .failures import UsageError


def run_check(file: Where, worlds: tuple[Path, ...], mapping: Path | None, into: Path | None, json: bool) -> None:
    """What a file holds and which of its names nobody knows."""
    world = load_world(*worlds)
    found = check(file, world, mapping=mapping)
    if into is not None:
        _write_new(into, stub(found))
    if json:
        say_json(dict(found))
    else:
        screen = console()
        screen.print(f"{file.name}: {found['format']}, {found['version']}")
        screen.print(
            f"  [head]{found['kept']:,}[/] of {found['rows']:,} rows kept, [head]{found['set_aside']:,}[/] set aside"
        )
        for reason, n in found["reasons"].items():
            screen.print(f"    {n:,} × {reason}")
        for kind, names in found["unknown"].items():
            _list_unknown(screen, kind, cast("Sequence[Mapping[str, Any]]", names))
        for each in found["warnings"]:
            screen.print(f"  [unknown]![/] {each['text']}")
        if into is not None:
            screen.print(f"Written: {into}. Fill it in, then use it with --world {into}.")
    if found["kept"] == 0:
        raise typer.Exit(UNUSABLE)


def _list_unknown(screen: Console, kind: str, names: Sequence[Mapping[str, Any]]) -> None:
    if names:
        screen.print(f"  {len(names):,} {kind} that nobody knows:")
    for each in names[:10]:
        screen.print(f"    {each['n']:>7,}  {each['name']}", markup=False)


_TOLD_AT_LENGTH = 40
"""Of so many at most it is also told what each means."""


def run_known(kind: str, text: str | None, worlds: tuple[Path, ...], json: bool) -> None:
    """The ids of one register, with their names."""
    world = load_world(*worlds, theatres=theatres())
    registers: dict[str, Mapping[str, Any]] = {
        "acts": world.acts.terms,
        "weapons": world.weapons.terms,
        "sites": world.sites.terms,
        "actors": world.actors.actors,
        "areas": world.areas.areas,
        "places": world.places.places,
        "claimants": world.claimants.claimants,
    }
    if kind not in registers:
        raise UsageError(f"Expected one of {', '.join(registers)}, found {kind!r}.")
    rows = [
        {
            "id": ident,
            "name": found.name.get("en", ident),
            "other_names": [*found.aliases],
            **{name: value for name in ("says", "parents") if (value := getattr(found, name, None))},
        }
        for ident, found in registers[kind].items()
    ]
    wanted = fold(text or "")
    rows = [row for row in rows if wanted in fold(" ".join([row["id"], row["name"], *row["other_names"]]))]
    if json:
        say_json({kind: rows})
        return
    screen = console()
    for row in rows:
        below = f", a kind of {' and '.join(row['parents'])}" if row.get("parents") else ""
        screen.print(f"{row['id']:<34} {row['name']}{below}", markup=False, soft_wrap=True)
        if row.get("says") and len(rows) <= _TOLD_AT_LENGTH:
            screen.print(f"{'':<34} {' '.join(row['says'].split())}", style="dim", markup=False, soft_wrap=True)
    if not rows:
        screen.print(f"Nothing of that name among the {kind}; without it all are listed.")


def run_new_mapping(file: Path, out: Path | None) -> None:
    """A first guess at a mapping."""
    text = guess_mapping(file)
    if out is None:
        typer.echo(text)
    else:
        _write_new(out, text)
        typer.echo(f"Written: {out}. Correct it, then use it with --mapping {out}.")


def run_form(out: Path, country: str, language: str, worlds: tuple[Path, ...], json: bool) -> None:
    """The form for reports from the field, as an XLSForm."""
    _not_there(out)
    form = write_form(out, load_world(*worlds, theatres=theatres()), country=country, language=language)
    made = {"form": str(out), "id": form.id, "version": form.version, "zone": form.zone, "questions": len(form.asked)}
    if json:
        say_json(made)
    else:
        typer.echo(
            f"Written: {out}. Upload it to KoboToolbox or ODK Central; give what they export to holdfire assess."
        )


def _write_new(path: Path, text: str) -> None:
    _not_there(path)
    path.write_text(text, encoding="utf-8")


def _not_there(path: Path) -> None:
    if path.exists():
        raise UsageError(f"Expected a file that is not there yet, found {path}; name another or move it away.")
