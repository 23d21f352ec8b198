"""Whether a terms file can be used at all: every name in it is defined, and its parts fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from ..records import Record
from ..world import Document, Problem, World, theatres
from ..world.time import zone_info
from .agreement import Agreement, Change
from .clause import Interpretation, Passage
from .conditions import PlaceCondition, names_in
from .moments import ANNOUNCED, END, START, Relative
from .promise import Understanding

Place = tuple[str | int, ...]


def problems_of_form(agreement: Agreement, document: Document, world: World) -> Iterator[Problem]:
    """Every name in the agreement that nothing defines, and every rule of form that it breaks, with its line."""

    def wrong(at: Place, found: str, expected: str, remedy: str) -> Problem:
        return Problem(document.path.name, document.line_of(at), found, expected, remedy)

    doubled = list(_ids(agreement))
    for problem in (*_head(agreement), *doubled, *_inner_names(agreement), *([] if doubled else _circles(agreement))):
        yield wrong(*problem)
    for problem in _lines(agreement, world):
        yield wrong(*problem)
    known: dict[str, Any] = {
        "area": world.areas,
        "actor": world.actors,
        "act": world.acts,
        "weapon": world.weapons,
        "site": world.sites,
        "party": agreement.parties,
    }
    for kind, value, at in names_in(agreement):
        if value not in known[kind]:
            near = get_close_matches(str(value), [str(each) for each in _ids_of(known[kind])], 3, 0.6)
            meant = f" (near: {', '.join(near)})" if near else ""
            remedy = "Define it in a --world file, which every command has to be given, or correct the id."
            if kind == "party":
                remedy = "Define it under `parties:` or correct the key."
            yield wrong(at, f"{kind} {value!r}", f"a known {kind}{meant}", remedy)


def _ids_of(known: Any) -> list[str]:
    """The ids that a register, a taxonomy or a section defines."""
    for name in ("actors", "areas", "terms"):
        if hasattr(known, name):
            return list(getattr(known, name))
    return list(known)


Wrong = tuple[Place, str, str, str]


def _lines(agreement: Agreement, world: World) -> Iterator[Wrong]:
    """Conditions that ask for a side of something that is no line."""
    for record, at in _records(agreement):
        asked = getattr(record, "beyond", None) or (getattr(record, "side", None) and getattr(record, "near", None))
        if isinstance(record, PlaceCondition) and asked and asked in world.areas:
            shape = world.areas.shape(asked)
            if shape is not None and shape.lonlat.geom_type != "LineString":
                yield (
                    at,
                    f"a side of {asked!r}, which is no line",
                    "a line",
                    "Draw it as a line, or leave the side out.",
                )


_LONGEST = 80
_ID = re.compile(r"[\w][\w.-]*")


def _head(agreement: Agreement) -> Iterator[Wrong]:
    plain = [end.id for end in agreement.ends if end.plain]
    if len(plain) != 1:
        found = f"{len(plain)} plain ends"
        yield ("ends",), found, "exactly one end with `plain: true`", "Mark the one that stands undisputed."
    try:
        zone_info(agreement.zone)
    except ValueError:
        remedy = "Give the zone of the place; its offset follows from the day."
        yield ("zone",), repr(agreement.zone), "an IANA zone such as Asia/Damascus", remedy
    if agreement.standing == "adopted" and agreement.starts is None:
        yield ("starts",), "no start", "a start for an agreement that was adopted", "Give `starts:`."
    if len(agreement.id) > _LONGEST or not _ID.fullmatch(agreement.id):
        expected = f"letters, digits, dots, hyphens and underscores, at most {_LONGEST}"
        yield ("id",), f"id {agreement.id[:40]!r}", expected, "Give it a plain id."
    if not agreement.clauses and not agreement.promises:
        yield ("clauses",), "no clause and no promise", "at least one", "Write what the agreement demands."
    for n, name in enumerate(agreement.world):
        if name not in theatres():
            expected = "one of " + ", ".join(theatres())
            yield ("world", n), f"theatre {name!r}", expected, "Correct it, or bring your own file with --world."


def _ids(agreement: Agreement) -> Iterator[Wrong]:
    """Ids that stand twice. Events, phases and promises share one set, since moments name any of them."""
    hung_on = ("events", "phases", "promises")
    for groups in (("ends",), ("rival_starts",), ("changes",), ("texts",), ("clauses", "promises"), hung_on):
        seen: set[str] = {START, END, ANNOUNCED} if groups == hung_on else set()
        for group in groups:
            for n, each in enumerate(_group(agreement, group)):
                if each.id in seen and (groups != hung_on or group != "promises" or each.id in _names(agreement)):
                    kind = group.removesuffix("s").replace("_", " ")
                    yield (group, n, "id"), f"{kind} {each.id} twice", "ids that are unique", "Give it a new id."
                seen.add(each.id)
    for group in ("clauses", "promises"):
        for n, each in enumerate(_group(agreement, group)):
            if len(set(each.readings)) != len(each.readings):
                at = (group, n, "interpretations")
                yield at, "a reading twice", "unique ids, none `plain`", "Rename it."
    for n, clause in enumerate(agreement.clauses):
        if not clause.act and not clause.doubtful:
            yield ("clauses", n), f"clause {clause.id} without acts", "`act:` or `doubtful:`", "Name the acts."


def _group(agreement: Agreement, name: str) -> tuple[Any, ...]:
    return tuple(getattr(agreement, name))


def _names(agreement: Agreement) -> set[str]:
    events, phases = ({each.id for each in group} for group in (agreement.events, agreement.phases))
    return {START, END, ANNOUNCED, *events, *phases}


def _inner_names(agreement: Agreement) -> Iterator[Wrong]:
    """References, definitions, lists, phases, events and clauses that the file itself has to define."""
    texts = {each.id for each in agreement.texts}
    phases = {each.id for each in agreement.phases}
    clauses = {each.id for each in agreement.demands}
    happen = _names(agreement)
    fulfilled = happen | {each.id for each in agreement.promises}
    for record, at in _records(agreement):
        if isinstance(record, Passage):
            continue
        source = getattr(record, "source", None)
        ref = getattr(source, "ref", source) if source is not None else getattr(record, "ref", None)
        step: Place = ("source", "ref") if hasattr(source, "ref") else ("source",) if source is not None else ("ref",)
        looked: list[tuple[str, Any, Any, Place]] = [("reference", ref, agreement.references, step)]
        if isinstance(record, Interpretation | Understanding):
            looked.append(("text", record.text, texts, ("text",)))
        looked.append(("phase", getattr(record, "phase", None), phases, ("phase",)))
        looked.append(("list", getattr(record, "listed_as", None), agreement.lists, ("listed_as",)))
        looked += [
            ("word", word, agreement.definitions, ("uses", n)) for n, word in enumerate(getattr(record, "uses", ()))
        ]
        if isinstance(record, Change):
            looked += [("clause", each, clauses, ("clauses", n)) for n, each in enumerate(record.clauses)]
        known = fulfilled if at[0] == "promises" else happen
        promised = {each.id for each in agreement.promises}
        if isinstance(record, Relative):
            looked.append(("moment", record.of, known, ("of",)))
        for name in ("after", "with_", "ratios", "suspended_until", "calm"):
            several = getattr(record, name, None)
            for each, n in _each(several):
                alias = name.removesuffix("_")
                kind, defined = ("promise", promised) if name in ("with_", "ratios") else ("moment", known)
                looked.append((kind, getattr(each, "of", each), defined, (alias,) if n is None else (alias, n)))
        for kind, value, defined, where in looked:
            if value is not None and value not in defined:
                section = _SECTION.get(kind, kind + "s")
                expected = f"a {kind} that the file defines"
                yield (*at, *where), f"{kind} {value!r}", expected, f"Define it under `{section}:` or correct the id."


_SECTION = {"word": "definitions", "moment": "events"}


def _each(value: Any) -> Iterator[tuple[Any, int | None]]:
    if isinstance(value, tuple):
        yield from ((each, n) for n, each in enumerate(value))
    elif value is not None:
        yield value, None


def _records(record: Record, at: Place = ()) -> Iterator[tuple[Record, Place]]:
    """Every record inside a record, with its place in the file."""
    for name, field in type(record).model_fields.items():
        value, here = getattr(record, name), (*at, field.alias or name)
        if isinstance(value, Record):
            yield value, here
            yield from _records(value, here)
        for key, each in (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, tuple) else ()
        ):
            if isinstance(each, Record):
                yield each, (*here, key)
                yield from _records(each, (*here, key))


def _circles(agreement: Agreement) -> Iterator[Wrong]:
    """Promises, phases and events that hang on each other in a circle would never fall due."""
    hangs: dict[str, set[str]] = {
        each.id: set(each.hangs_on()) - set(each.with_) | ({each.phase} if each.phase else set())
        for each in agreement.promises
    }
    for phase in agreement.phases:
        hangs[phase.id] = {each.of for each in (phase.starts, phase.until) if hasattr(each, "of") and each is not None}
    for event in agreement.events:
        hangs[event.id] = {event.calm.of} if event.calm else {getattr(event.at, "of", "")} - {""}
    group = {each.id: ("promises", n) for n, each in enumerate(agreement.promises)}
    group |= {each.id: ("phases", n) for n, each in enumerate(agreement.phases)}
    group |= {each.id: ("events", n) for n, each in enumerate(agreement.events)}
    told: set[str] = set()
    for name in hangs:
        seen, waiting = set[str](), list(hangs[name])
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += hangs.get(one, set())
        if name in seen and not told & seen:
            told |= seen
            yield group[name], f"{name}, which hangs on itself", "no circle of deadlines", "Break the circle."
