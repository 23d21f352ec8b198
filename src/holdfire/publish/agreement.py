"""An agreement in plain language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..terms import Agreement, Clause
from ..terms.describe import describe
from ..world import World


def as_lines(agreement: Agreement, world: World) -> Iterator[tuple[str, str]]:
    """The agreement as lines, each with its style."""
    yield "head", f"{agreement.title}  ({agreement.id})"
    until = agreement.plain_end.until
    yield (
        "",
        f"  {agreement.standing}, {agreement.kind}; from {_when(agreement.starts)} to {_when(until)}, {agreement.zone}",
    )
    for end in agreement.ends:
        if not end.plain:
            said = ", ".join(world.claimants.name(each) for each in end.claimed_by) or "nobody named"
            yield (
                "dim",
                f"  rival end {end.id}: {_when(end.until)}, according to {said}{_mark(end.unchecked)}",
            )
    for key, party in agreement.parties.items():
        members = ", ".join(world.actors.name(member.actor) for member in party.members)
        joined = "those that acceded, each from its own date" if party.accession else ""
        yield "", f"  {key}: {party.name}: {'; '.join(each for each in (members, joined) if each)}"
    excluded = [
        world.actors.name(each.actor) if each.actor else f"all that the {each.designated_by} designated"
        for each in agreement.excluded
    ]
    if excluded:
        yield "", f"  excluded: {'; '.join(excluded)}"
    for clause in agreement.clauses:
        yield from _clause_lines(clause, agreement, world)


def _clause_lines(clause: Clause, agreement: Agreement, world: World) -> Iterator[tuple[str, str]]:
    yield "", ""
    yield "head", f"{clause.id}  binds {', '.join(clause.binds)}"
    yield "", f"  {' '.join(clause.says.split())}"
    if clause.phrases:
        yield "dim", "  contested words: " + ", ".join(f"“{each}”" for each in clause.phrases)
    for line in describe(clause, world):
        yield "dim", f"  · {line}"
    for reading in clause.interpretations:
        yield (
            "",
            f"  reading {reading.id} ({reading.whose or 'nobody named'}): {' '.join(reading.says.split())}",
        )
    title = agreement.references[clause.source.ref]
    at = f", {clause.source.at}" if clause.source.at else ""
    yield "dim", f"  source: {' '.join(title.title.split())}{at}; read: {title.read}{_mark(clause.unchecked)}"


def _mark(unchecked: bool | str) -> str:
    return "; unchecked" if unchecked else ""


def _when(moment: Any) -> str:
    return "open" if moment is None else str(moment)
