"""Agreements from the library and from the user's own files, checked against the world."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..records import Record
from ..world import Document, KnowledgeError, Problem, World, checked, read_yaml
from ..world.time import zone_info
from .agreement import Agreement, Clause, Slots
from .conditions import (
    ActorTarget,
    AnyPlace,
    AnyTarget,
    CiviliansHeldBy,
    HeldBy,
    InArea,
    Near,
    OutsideArea,
    PartyTarget,
    WeaponIn,
    WeaponNotIn,
)


@dataclass(frozen=True)
class Terms:
    """An agreement, the file it came from, and the rule cases beside it."""

    agreement: Agreement
    document: Document

    @property
    def id(self) -> str:
        return self.agreement.id

    @cached_property
    def version(self) -> str:
        """A hash of the file's text: the same text is the same version, wherever it lies."""
        return hashlib.sha256(self.document.text.encode()).hexdigest()[:12]

    @property
    def cases_path(self) -> Path:
        """The file of rule cases beside the terms."""
        return self.document.path.with_suffix(".cases.yaml")


def library_paths() -> list[Path]:
    """The agreements that come with holdfire."""
    folder = Path(str(files("holdfire.terms"))) / "library"
    return [path for path in sorted(folder.glob("*.yaml")) if not path.name.endswith(".cases.yaml")]


def load_terms(name: str | Path, world: World) -> Terms:
    """An agreement by its id in the library, or by the path of a file.

    Raises `KnowledgeError` naming file, line, what was found and what was expected.
    """
    known = {path.stem: path for path in library_paths()}
    path = known.get(str(name), Path(name))
    if path.suffix not in (".yaml", ".yml"):
        expected = "one of " + ", ".join(known) + ", or a file of your own ending in .yaml"
        raise KnowledgeError(
            [Problem(str(name), 1, f"no agreement {str(name)!r}", expected, "See `holdfire terms list`.")]
        )
    document = read_yaml(path)
    agreement = checked(document, Agreement, document.content)
    problems = list(problems_in(agreement, document, world))
    if problems:
        raise KnowledgeError(problems)
    return Terms(agreement, document)


def problems_in(agreement: Agreement, document: Document, world: World) -> Iterator[Problem]:
    """Every name in the agreement that nothing defines, and every rule of form that it breaks, with its line."""
    yield from _form(agreement, document)
    for value, kind, known, at in _names(agreement, world):
        if value is not None and value not in known:
            yield Problem(
                document.path.name,
                document.line_of(at),
                f"{kind} {value!r}",
                f"a known {kind}",
                "Define it (for actors and areas: in a --world file) or correct the id.",
            )


def _form(agreement: Agreement, document: Document) -> Iterator[Problem]:
    def wrong(at: tuple[str | int, ...], found: str, expected: str, remedy: str) -> Problem:
        return Problem(document.path.name, document.line_of(at), found, expected, remedy)

    plain = [end.id for end in agreement.ends if end.plain]
    if len(plain) != 1:
        found = f"{len(plain)} plain ends"
        yield wrong(("ends",), found, "exactly one end with `plain: true`", "Mark the one that stands undisputed.")
    try:
        zone_info(agreement.zone)
    except ValueError as bad:
        yield wrong(("zone",), repr(agreement.zone), "an IANA zone such as Asia/Damascus", str(bad))
    if agreement.standing == "adopted" and agreement.starts is None:
        yield wrong(("starts",), "no start", "a start for an agreement that was adopted", "Give `starts:`.")
    seen: set[str] = set()
    for at, clause in enumerate(agreement.clauses):
        if clause.id in seen:
            yield wrong(("clauses", at, "id"), f"clause {clause.id} twice", "ids that are unique", "Give it a new id.")
        seen.add(clause.id)
        if not clause.act and not clause.doubtful:
            yield wrong(("clauses", at), f"clause {clause.id} without acts", "`act:` or `doubtful:`", "Name the acts.")
        if len(set(clause.readings)) != len(clause.readings):
            yield wrong(
                ("clauses", at, "interpretations"),
                "a reading twice",
                "unique ids, none `plain`",
                "Rename it.",
            )


_Named = tuple[str | None, str, Any, tuple[str | int, ...]]


def _names(agreement: Agreement, world: World) -> Iterator[_Named]:
    yield agreement.area, "area", world.areas, ("area",)
    for key, party in agreement.parties.items():
        for n, member in enumerate(party.members):
            yield member.actor, "actor", world.actors, ("parties", key, "members", n, "actor")
            yield member.source, "reference", agreement.references, ("parties", key, "members", n, "source")
    for n, exclusion in enumerate(agreement.excluded):
        yield exclusion.actor, "actor", world.actors, ("excluded", n, "actor")
        yield exclusion.source, "reference", agreement.references, ("excluded", n, "source")
    for n, outsider in enumerate(agreement.outsiders):
        yield outsider.actor, "actor", world.actors, ("outsiders", n, "actor")
    for n, end in enumerate(agreement.ends):
        yield end.source, "reference", agreement.references, ("ends", n, "source")
    for n, clause in enumerate(agreement.clauses):
        at: tuple[str | int, ...] = ("clauses", n)
        yield clause.source.ref, "reference", agreement.references, (*at, "source", "ref")
        for m, party_key in enumerate(clause.binds):
            yield party_key, "party", agreement.parties, (*at, "binds", m)
        yield from _slot_names(clause, agreement, world, at)
        for m, reading in enumerate(clause.interpretations):
            yield from _slot_names(reading, agreement, world, (*at, "interpretations", m))


def _slot_names(slots: Slots, agreement: Agreement, world: World, at: tuple[str | int, ...]) -> Iterator[_Named]:
    for slot in ("act", "doubtful"):
        for n, act in enumerate(getattr(slots, slot)):
            yield act, "act", world.acts, (*at, slot, n)
    yield from _condition_names(slots.target, agreement, world, (*at, "target"))
    yield from _condition_names(slots.place, agreement, world, (*at, "place"))
    yield from _condition_names(slots.weapon, agreement, world, (*at, "weapon"))
    for n, exemption in enumerate(slots.exempts):
        for m, act in enumerate(exemption.act):
            yield act, "act", world.acts, (*at, "exempts", n, "act", m)
        yield from _condition_names(exemption.weapon, agreement, world, (*at, "exempts", n, "weapon"))
        yield from _condition_names(exemption.place, agreement, world, (*at, "exempts", n, "place"))


def _condition_names(
    condition: Record | None, agreement: Agreement, world: World, at: tuple[str | int, ...]
) -> Iterator[_Named]:
    match condition:
        case PartyTarget(party=party):
            yield party, "party", agreement.parties, (*at, "party")
        case CiviliansHeldBy(civilians_in_area_held_by=party):
            yield party, "party", agreement.parties, (*at, "civilians_in_area_held_by")
        case HeldBy(held_by=party):
            yield party, "party", agreement.parties, (*at, "held_by")
        case ActorTarget(actors=actors):
            for n, actor in enumerate(actors):
                yield actor, "actor", world.actors, (*at, "actors", n)
        case InArea(in_=area):
            yield area, "area", world.areas, (*at, "in")
        case OutsideArea(outside=area):
            yield area, "area", world.areas, (*at, "outside")
        case Near(near=area):
            yield area, "area", world.areas, (*at, "near")
        case WeaponIn(in_=weapons):
            for n, weapon in enumerate(weapons):
                yield weapon, "weapon", world.weapons, (*at, "in", n)
        case WeaponNotIn(not_in=weapons):
            for n, weapon in enumerate(weapons):
                yield weapon, "weapon", world.weapons, (*at, "not_in", n)
        case AnyTarget(any_of=several) | AnyPlace(any_of=several):
            for n, each in enumerate(several):
                yield from _condition_names(each, agreement, world, (*at, "any_of", n))


def unchecked_in(agreement: Agreement) -> int:
    """How many facts in the agreement are marked as not read in a source."""

    def marked(records: Iterable[Record]) -> int:
        return sum(bool(getattr(each, "unchecked", False)) for each in records)

    def of_clause(clause: Clause) -> int:
        return marked([clause, *clause.interpretations, *clause.exceptions, *clause.exempts])

    members = [member for party in agreement.parties.values() for member in party.members]
    others = marked([*agreement.ends, *members, *agreement.excluded, *agreement.outsiders, *agreement.notes])
    return others + sum(of_clause(clause) for clause in agreement.clauses)
