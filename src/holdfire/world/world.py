"""The world that incidents are read against: ours, and the user's own over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from ..records import Record
from ._file import Document, KnowledgeError, Problem, Reference, checked, read_yaml
from .actors import Actor, Register
from .areas import Area, Areas, OutlineError
from .claimants import Claimant, Claimants
from .geofile import read_outlines
from .ground import Ground
from .places import Gazetteer, Place
from .taxonomy import AcledCode, Code, Crosswalk, Taxonomy, Term
from .time import zone_info

_R = TypeVar("_R", bound=Record)

_SECTIONS = ("actors", "claimants", "places", "areas", "acts", "weapons", "sites")


@dataclass(frozen=True)
class World:
    """Who, where, when and with what. Pure data and look-ups; nothing in it changes once loaded.

    >>> world = load_world()
    >>> world.actors.lookup("Daesh")
    'islamic-state'
    """

    actors: Register
    claimants: Claimants
    places: Gazetteer
    areas: Areas
    ground: Ground
    acts: Taxonomy
    weapons: Taxonomy
    sites: Taxonomy
    crosswalk: Crosswalk
    references: Mapping[str, Reference]
    zones: Mapping[str, str]
    files: tuple[Path, ...] = ()
    theatres: tuple[str, ...] = ()

    def zone_of(self, areas: Iterable[str], missing: str = "UTC") -> str:
        """The IANA zone of the first area, or of what it is part of, that has one."""
        for area in areas:
            for above in self.areas.above(area):
                if above in self.zones:
                    return self.zones[above]
        return missing


@cache
def _ours() -> dict[str, Document]:
    folder = Path(str(files("holdfire.world")))
    return {path.stem: read_yaml(path) for path in sorted(folder.glob("*.yaml"))}


@cache
def _theatre_files() -> dict[str, Path]:
    folder = Path(str(files("holdfire.world"))) / "theatres"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def theatres() -> tuple[str, ...]:
    """The names of the theatres that come with holdfire: actors, areas and places of one conflict each.

    >>> "ukraine" in theatres()
    True
    """
    return tuple(_theatre_files())


@cache
def _theatre(name: str) -> Document:
    return read_yaml(_theatre_files()[name])


@cache
def load_world(*own: Path, theatres: tuple[str, ...] = ()) -> World:
    """Our world with some theatres, and the user's own files laid over it in the order given.

    A later entry of the same id replaces an earlier one; `extends: true` in an entry adds to its lists instead.
    Raises `KnowledgeError` naming file, line, what was found and what was expected.
    """
    ours = [*_ours().values(), *(_theatre(name) for name in theatres)]
    documents = [*ours, *(read_yaml(path) for path in own)]
    gathered: dict[str, dict[str, Record]] = {section: {} for section in _SECTIONS}
    ground: dict[str, list[Any]] = {"control": [], "compositions": [], "mixed": []}
    codes: dict[str, list[Record]] = {"acled": [], "cameo": [], "plover": []}
    references: dict[str, Reference] = {}
    zones: dict[str, str] = {}
    for document in documents:
        _gather(document, gathered, ground, codes, references, zones)
    world = World(
        actors=Register(_of(gathered["actors"], Actor)),
        claimants=Claimants(_of(gathered["claimants"], Claimant)),
        places=Gazetteer(_of(gathered["places"], Place)),
        areas=Areas(_of(gathered["areas"], Area)),
        ground=Ground(**{name: tuple(entries) for name, entries in ground.items()}),
        acts=Taxonomy(_of(gathered["acts"], Term)),
        weapons=Taxonomy(_of(gathered["weapons"], Term)),
        sites=Taxonomy(_of(gathered["sites"], Term)),
        crosswalk=Crosswalk(
            [code for code in codes["acled"] if isinstance(code, AcledCode)],
            [code for code in codes["cameo"] if isinstance(code, Code)],
            [code for code in codes["plover"] if isinstance(code, Code)],
        ),
        references=references,
        zones=zones,
        files=tuple(own),
        theatres=theatres,
    )
    problems = [problem for document in documents for problem in dangling(world, document)]
    problems += _outlines(world, documents[len(ours) :])
    if problems:
        raise KnowledgeError(problems)
    return world


_MODELS: dict[str, type[Record]] = {
    "actors": Actor,
    "claimants": Claimant,
    "places": Place,
    "areas": Area,
    "acts": Term,
    "weapons": Term,
    "sites": Term,
}
_OTHERS = {
    "references",
    "crosswalks",
    "control",
    "compositions",
    "mixed",
    "zones",
    "title",
    "area_files",
    "notes",
}


def _of(found: Mapping[str, Record], kind: type[_R]) -> list[_R]:
    return [each for each in found.values() if isinstance(each, kind)]


def _gather(
    document: Document,
    gathered: dict[str, dict[str, Record]],
    ground: dict[str, list[Any]],
    codes: dict[str, list[Record]],
    references: dict[str, Reference],
    zones: dict[str, str],
) -> None:
    content = document.content
    unknown = set(content) - set(_MODELS) - _OTHERS
    if unknown:
        name = min(unknown)
        expected = "one of " + ", ".join(sorted({*_MODELS, *_OTHERS}))
        line = document.line_of((name,))
        raise KnowledgeError(
            [Problem(document.path.name, line, f"a section {name!r}", expected, "See docs/formats.md.")]
        )
    for section, model in _MODELS.items():
        for at, entry in enumerate(_entries(document, section)):
            before = gathered[section].get(entry.get("id", "")) if isinstance(entry, dict) else None
            if isinstance(entry, dict) and entry.get("extends") and before is not None:
                entry = _extended(before, entry)
            record = checked(document, model, entry, (section, at))
            gathered[section][getattr(record, "id")] = record  # noqa: B009 - every model here has an id
    for at, entry in enumerate(_entries(document, "area_files")):
        for area in read_outlines(document, entry, at):
            gathered["areas"][area.id] = area
    for name in ground:
        entries = _entries(document, name)
        if entries:
            ground[name] += getattr(checked(document, Ground, {name: entries}), name)
    for name, listed in (content.get("crosswalks") or {}).items():
        model = AcledCode if name == "acled" else Code
        codes.setdefault(name, []).extend(
            checked(document, model, entry, ("crosswalks", name, at)) for at, entry in enumerate(listed)
        )
    for name, entry in (content.get("references") or {}).items():
        references[name] = checked(document, Reference, entry, ("references", name))
    for area, zone in (content.get("zones") or {}).items():
        try:
            zone_info(str(zone))
        except ValueError:
            line, expected = document.line_of(("zones", area)), "an IANA zone such as Asia/Damascus"
            raise KnowledgeError(
                [Problem(document.path.name, line, f"zone {zone!r}", expected, "Correct it.")]
            ) from None
        zones[area] = zone


def _entries(document: Document, section: str) -> list[Any]:
    entries = document.content.get(section) or []
    if not isinstance(entries, list):
        raise KnowledgeError(
            [
                Problem(
                    document.path.name,
                    document.line_of((section,)),
                    f"a {type(entries).__name__} under {section}",
                    "a list of entries, each starting with '- '",
                    "Write it as a list.",
                )
            ]
        )
    return entries


def _extended(before: Record, entry: dict[str, Any]) -> dict[str, Any]:
    merged = before.model_dump(by_alias=True)
    for name, value in entry.items():
        if name == "extends":
            continue
        old = merged.get(name)
        if isinstance(old, tuple | list) and isinstance(value, list):
            merged[name] = [*old, *value]
        elif isinstance(old, dict) and isinstance(value, dict):
            merged[name] = {**old, **value}
        else:
            merged[name] = value
    return merged


def dangling(world: World, document: Document) -> list[Problem]:
    """References from this file to actors, areas, acts, weapons or sources that nothing defines."""
    problems: list[Problem] = []

    def look(kind: str, value: object, known: object, at: tuple[str | int, ...]) -> None:
        if value is not None and value not in known:  # type: ignore[operator]
            problems.append(
                Problem(
                    document.path.name,
                    document.line_of(at),
                    f"{kind} {value!r}",
                    f"a known {kind}",
                    "Define it in this file or correct the id.",
                )
            )

    for section, field, kind, known in (
        ("actors", "part_of", "actor", world.actors),
        ("areas", "part_of", "area", world.areas),
        ("control", "area", "area", world.areas),
        ("compositions", "area", "area", world.areas),
        ("compositions", "of", "actor", world.actors),
        ("mixed", "area", "area", world.areas),
    ):
        for at, entry in enumerate(_entries(document, section)):
            look(kind, entry.get(field), known, (section, at, field))
    for section, field in (("control", "held_by"), ("compositions", "consists_of"), ("mixed", "who")):
        for at, entry in enumerate(_entries(document, section)):
            for n, actor in enumerate(entry.get(field, ())):
                look("actor", actor, world.actors, (section, at, field, n))
    for at, entry in enumerate(_entries(document, "actors")):
        for field, inner in (
            ("member_of", "of"),
            ("becomes", "into"),
            ("supported_by", "by"),
            ("retroactive", "means"),
        ):
            for n, each in enumerate(entry.get(field, ())):
                look("actor", each.get(inner), world.actors, ("actors", at, field, n, inner))
    for at, entry in enumerate(_entries(document, "places")):
        for n, area in enumerate(entry.get("admin", ())):
            look("area", area, world.areas, ("places", at, "admin", n))
    for section, taxonomy in (("acts", world.acts), ("weapons", world.weapons), ("sites", world.sites)):
        for at, entry in enumerate(_entries(document, section)):
            parents = entry.get("parent") or ()
            for parent in [parents] if isinstance(parents, str) else parents:
                look(section.removesuffix("s"), parent, taxonomy, (section, at, "parent"))
    for section in (*_SECTIONS, "control", "compositions", "mixed"):
        for at, entry in enumerate(_entries(document, section)):
            look("reference", entry.get("source"), world.references, (section, at, "source"))
    return problems


def _outlines(world: World, own: list[Document]) -> list[Problem]:
    """Geometries of the user's own areas that cannot be used. Ours are tested, and drawn when they are asked for."""
    at = {entry["id"]: (document, n) for document in own for n, entry in enumerate(_entries(document, "areas"))}
    problems = []
    for area, (document, n) in at.items():
        try:
            world.areas.shape(area)
        except OutlineError as bad:
            line = document.line_of(("areas", n, "geometry"))
            problems.append(Problem(document.path.name, line, f"{bad.found} in area {area}", bad.expected, bad.remedy))
    return problems


def without_ground(world: World) -> World:
    """The same world, knowing nothing of who held what: to show what the references settle."""
    return replace(world, ground=Ground())
