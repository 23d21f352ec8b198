"""`holdfire read`."""

from __future__ import annotations

import json as jsons
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typer

from ..engines.reading import LISTS, ReadJob, ReadResult, check_out, run_reading
from ..publish.page.texts import seen
from ..publish.picture import written
from ..publish.sheet import MOST_DOCUMENTS, local_days, named_by_kind, review_sheet
from ..sources import Address, Where
from ..sources.folder import files_below
from ..world import World, load_world, theatres
from ..world.time import zone_info
from .app import UNUSABLE
from .bar import progress
from .console import command, console, say
from .failures import UsageError

_NAMED = 12
"""Values of one kind that are told of a document read to names only."""

_SHOWN = 3
"""Documents that are told one by one on a terminal; of more, only the totals."""


@dataclass(frozen=True)
class ReadRequest:
    """What was asked for."""

    files: tuple[Where, ...]
    published: str | None = None
    source: str | None = None
    zone: str = "UTC"
    world: tuple[Path, ...] = ()
    engine: str = "inline"
    out: Path | None = None
    sheet: Path | None = None
    json: bool = False


def run_read(request: ReadRequest) -> None:
    """Read documents. Nothing that could be read is exit code 2."""
    zone_info(request.zone)
    check_out(request.out)
    world = load_world(*request.world, theatres=theatres())
    if request.source is not None and world.claimants.lookup(request.source) is None:
        typer.echo(f"--source {request.source}: no claimant of that name is known; it is kept as it stands.", err=True)
    job = ReadJob(_all_files(request.files), _day(request.published), request.source, request.zone, request.world)
    _check_sheet(request, len(job.files))
    if request.sheet is not None and not request.sheet.absolute().parent.is_dir():
        raise UsageError(f"{request.sheet}: there is no folder {request.sheet.parent}. Make it first.")
    receiver = _Receiver(request)
    # What went to a store is not brought back to be glanced at.
    shown = request.json or request.sheet is not None or not isinstance(request.out, Address)
    with progress(request.json, "documents") as told:
        each = receiver.take if shown else None
        result = run_reading(job, out=request.out, engine=request.engine, progress=told, each=each)
    receiver.end(result)
    if request.sheet is not None:
        _check_sheet(request, result.documents)
        written(request.sheet, review_sheet(receiver.kept, world).encode("utf-8"))
    if not request.json:
        _show(request, result, receiver.kept, world)
    for problem in result.problems:
        line = f"{problem['file']}: found {problem['found']}; expected {problem['expected']}. {problem['remedy']}"
        typer.echo(seen(line), err=True)
    if set(result.depths) <= {"none"}:
        raise typer.Exit(UNUSABLE)


def _check_sheet(request: ReadRequest, documents: int) -> None:
    if request.sheet is not None and documents > MOST_DOCUMENTS:
        raise UsageError(
            f"Expected at most {MOST_DOCUMENTS} documents for a review sheet, found {documents:,}. Give fewer files."
        )


class _Receiver:
    """Documents as they come: printed one by one as JSON, kept where a sheet or the terminal shows them."""

    def __init__(self, request: ReadRequest):
        self._json = request.json
        self._most = MOST_DOCUMENTS if request.sheet is not None else _SHOWN + 1
        self.kept: list[dict[str, Any]] = []
        self._printed = 0

    def take(self, document: dict[str, Any]) -> None:
        if len(self.kept) < self._most:
            self.kept.append(document)
        if self._json:
            sys.stdout.write(",\n" if self._printed else '{"documents": [\n')
            sys.stdout.write(jsons.dumps(document, ensure_ascii=False))
            self._printed += 1

    def end(self, result: ReadResult) -> None:
        if not self._json:
            return
        rest = {
            "totals": dict(result.totals),
            "depths": dict(result.depths),
            "languages": dict(result.languages),
            "flags": dict(result.flags),
            "problems": result.problems,
            "out": str(result.out) if result.out else None,
        }
        sys.stdout.write("\n],\n" if self._printed else '{"documents": [],\n')
        sys.stdout.write(jsons.dumps(rest, ensure_ascii=False)[1:] + "\n")


def _all_files(given: tuple[Where, ...]) -> tuple[Where, ...]:
    """The files, and those of a folder in the order of their names; hidden ones are left out."""
    found: list[Where] = []
    for path in given:
        if path.is_dir():
            inside = files_below(path, hidden=(".",))
            if not inside:
                raise UsageError(f"{path}: found a folder without files; expected files to read.")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise UsageError(f"{path}: found no such file. Check the path.")
    return tuple(found)


def _day(published: str | None) -> date | datetime | None:
    if published is None:
        return None
    try:
        return date.fromisoformat(published) if len(published) <= len("2016-08-27") else _instant(published)
    except ValueError:
        raise UsageError(
            f"Expected --published as a day such as 2016-08-27, or an instant such as 2016-08-27T18:00+03:00, found"
            f" {published!r}."
        ) from None


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _show(request: ReadRequest, result: ReadResult, kept: list[dict[str, Any]], world: World) -> None:
    screen = console()
    if result.documents <= _SHOWN:
        for document in kept:
            _show_document(document, world)
    totals = ", ".join(_counted(result.totals[name], name) for name in LISTS if result.totals[name])
    documents = "1 document" if result.documents == 1 else f"{result.documents:,} documents"
    nothing = "names only, no events" if result.depths["surface"] else "nothing was found in them"
    say(f"{documents} read: {totals or nothing}.", style="head")
    for depth, n in result.depths.most_common():
        say(f"{n:,} {_DEPTHS[depth]}", indent=2)
    for flag, n in result.flags.most_common(8):
        say(f"! {n:,} × {flag.replace('_', ' ')}", style="unknown", indent=2)
    if result.taken_up:
        say(f"{result.taken_up:,} portions were there from an earlier run and were not read again.", indent=2)
    say("Everything read by a machine is reported, and nothing more; a person has checked none of it.", style="dim")
    if request.out is not None:
        screen.print(f"Readings: {request.out}   (a working copy: names and places are in it)", soft_wrap=True)
        screen.print(f"Next:     {command()} assess {request.out} --terms ID", style="dim", soft_wrap=True)
    if request.sheet is not None:
        screen.print(f"Sheet:    {request.sheet.resolve()}", soft_wrap=True)


def _counted(n: int, name: str) -> str:
    """A number with its noun: `1 statement`, `2 statements`."""
    return f"{n:,} {name.removesuffix('s') if n == 1 and name != 'talks' else name}"


_DEPTHS = {
    "full": "in full: events, statements, promises, talks",
    "surface": "only to places, days, numbers and known actors (no events: the language is not read in full)",
    "counts": "as bulletins: their counts",
    "form": "as forms",
    "none": "not at all: no text, or a language that is not read",
}


def _show_document(document: dict[str, Any], world: World) -> None:
    say(document.get("title") or "No title", style="head")
    published = document.get("published")
    say(
        f"published {published[:10]}" if published else "no day of publication is known, so no day is worked out",
        indent=2,
    )
    for each in document["observations"]:
        say(f"event: {world.acts.name(each['act'])}{_who(each, world)}{_spot(each)}", indent=2)
    for each in document["statements"]:
        speaker = each["speaker"] or "unattributed"
        does = "denied" if each["stance"] == "denies" else "said"
        say(f"{does} by {speaker}: {each['words'][:160]}", indent=2)
    for each in document["promises"]:
        due = f", {each['due']['words']}" if each.get("due") else ""
        say(f"promise ({each['state']}): {each['deed'].replace('_', ' ')}{due}", indent=2)
    for each in document["talks"]:
        say(f"talks: {each['kind'].replace('_', ' ')}: {(each['about'] or '')[:100]}", indent=2)
    if document.get("depth") == "surface":
        for kind, values in named_by_kind(document, world):
            shown = ", ".join(f"{value} ×{n}" if n > 1 else value for value, n in values[:_NAMED])
            more = f", and {len(values) - _NAMED:,} more" if len(values) > _NAMED else ""
            say(f"{kind}: {shown}{more}", indent=2)
    for each in document["counts"][:20]:
        number = "no number" if each["value"] is None else f"{each['value']:,}"
        flags = f"   ! {', '.join(each['flags']).replace('_', ' ')}" if each["flags"] else ""
        say(f"count: {each['counts']} {number} {each['area'] or each['place'] or ''}{flags}", indent=2)


def _who(each: dict[str, Any], world: World) -> str:
    actors = ", ".join(world.actors.name(actor["id"]) for actor in each.get("actors", ()))
    return f", by {actors}" if actors else ", by nobody named"


def _spot(each: dict[str, Any]) -> str:
    place = f", {each['place']}" if each.get("place") else ", no place stated"
    if not each.get("when_start"):
        anchored = "date_not_anchored" not in each.get("flags", ())
        return f"{place}, no day stated" if anchored else f"{place}, no day worked out (give --published)"
    return f"{place}, {local_days(each['when_start'], each['when_end'], each.get('zone') or 'UTC')}"
