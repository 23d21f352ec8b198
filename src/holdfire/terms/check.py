"""Whether a terms file means what it seems to say: what can be read and still cannot be meant.

`problems_of_form` says whether a file can be used; here a usable file is read for sense. Each problem has its line and
a remedy.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ..world import NO, YES, Document, Problem, World
from .agreement import Agreement
from .cases import Cases
from .clause import Clause, Interpretation, Slots
from .conditions import AnyPlace, InArea, names_in
from .load import Terms
from .moments import Times
from .promise import Promise

At = tuple[str | int, ...]
Wrong = tuple[At, str, str, str]


def problems_of_meaning(terms: Terms, world: World, cases: Cases | None = None) -> Iterator[Problem]:
    """Every problem of sense, with its line; with the cases beside the terms, also the clauses that no case reaches."""
    agreement, document = terms.agreement, terms.document
    told: dict[tuple[At, str], Wrong] = {}
    for found in (
        *_period(agreement),
        *_deadlines(agreement),
        *_parties(agreement),
        *_words(agreement),
        *_clauses(agreement, world),
    ):
        told[found[:2]] = found
    yield from (_problem(document, *found) for found in told.values())
    if cases is not None:
        for found in _without_case(agreement, cases):
            yield _problem(document, *found)


def _problem(document: Document, at: At, found: str, expected: str, remedy: str) -> Problem:
    return Problem(document.path.name, document.line_of(at), found, expected, remedy)


def _shown(moment: datetime | None) -> str:
    return "no time" if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC"


# time


def _period(agreement: Agreement) -> Iterator[Wrong]:
    times = Times(agreement)
    start, announced = times.of("start"), times.of("announced")
    if start and announced and announced > start and agreement.form == "written":
        yield (
            ("announced",),
            f"announced {_shown(announced)}, after the start {_shown(start)}",
            "an announcement before the start",
            "Correct one of them, or say with `form: oral` that no text was there.",
        )
    for n, end in enumerate(agreement.ends):
        until = times.at(end.until)
        if start and until and until <= start:
            yield (
                ("ends", n, "until"),
                f"end {end.id} at {_shown(until)}, before the start {_shown(start)}",
                "an end after the start",
                "Correct `until` or `starts`.",
            )
    for n, change in enumerate(agreement.changes):
        on, until = times.at(change.on), times.at(change.until)
        if on and until and until <= on:
            yield (
                ("changes", n, "until"),
                f"change {change.id} until {_shown(until)}, before it was made",
                "a later day",
                "Correct it.",
            )


def _deadlines(agreement: Agreement) -> Iterator[Wrong]:
    times = Times(agreement)
    start = times.of("start")
    for n, promise in enumerate(agreement.promises):
        for reading, at in ((promise, ("promises", n)), *_readings(promise, ("promises", n))):
            due, opens = times.at(reading.due), times.at(reading.opens)
            if due and start and due < start and not promise.before_start:
                yield (
                    (*at, "due"),
                    f"deadline {_shown(due)} of {promise.id}, before the start {_shown(start)}",
                    "a deadline after the start",
                    "Correct `due`.",
                )
            elif due and opens and due <= opens:
                yield (
                    (*at, "due"),
                    f"deadline {_shown(due)} of {promise.id}, before it opens",
                    "a later deadline",
                    "Correct it.",
                )
    for n, clause in enumerate(agreement.clauses):
        window = clause.time
        if window is None:
            if clause.before_start:
                yield (
                    ("clauses", n, "before_start"),
                    f"clause {clause.id} binds before the start, with no time",
                    "`time: {from: …}`",
                    "Say from when it binds.",
                )
            continue
        first, last = times.at(window.from_), times.at(window.until)
        if first and last and last <= first:
            yield (
                ("clauses", n, "time"),
                f"clause {clause.id} until {_shown(last)}, before it begins",
                "a later end",
                "Correct it.",
            )
        if last and start and last <= start and not clause.before_start:
            yield (
                ("clauses", n, "time", "until"),
                f"clause {clause.id} until {_shown(last)}, before the agreement starts",
                "a time within the agreement's period, or `before_start: true`",
                "Correct it.",
            )


def _readings(promise: Promise, at: At) -> Iterator[tuple[Any, At]]:
    for m, reading in enumerate(promise.interpretations):
        if reading.model_fields_set & {"due", "opens"}:
            yield promise.read_as(reading.id), (*at, "interpretations", m)


# who


def _parties(agreement: Agreement) -> Iterator[Wrong]:
    homes: dict[str, str] = {}
    for key, party in agreement.parties.items():
        if not party.members and not party.accession:
            yield ("parties", key), f"party {key} without members", "`members:` or `accession: true`", "Name who it is."
        for n, member in enumerate(party.members):
            at: At = ("parties", key, "members", n, "actor")
            if member.actor in homes and homes[member.actor] != key:
                yield at, f"{member.actor} in {homes[member.actor]} and in {key}", "one party", "Take it out of one."
            homes.setdefault(member.actor, key)
    for n, exclusion in enumerate(agreement.excluded):
        if exclusion.actor in homes:
            found = f"{exclusion.actor}, excluded and a member of {homes[exclusion.actor]}"
            yield ("excluded", n, "actor"), found, "one or the other", "Take it out of one list."
    for n, outsider in enumerate(agreement.outsiders):
        if outsider.actor in homes:
            found = f"{outsider.actor}, an outsider and a member of {homes[outsider.actor]}"
            yield ("outsiders", n, "actor"), found, "one or the other", "Take it out of one list."
    used = {key for each in agreement.clauses for key in each.binds}
    used |= {key for each in agreement.promises for key in (*each.debtor, *each.to)}
    used |= {value for kind, value, _ in names_in(agreement) if kind == "party"}
    for key in agreement.parties:
        if key not in used:
            yield (
                ("parties", key),
                f"party {key}, which nothing binds or names",
                "a party of some clause",
                "Bind it, or take it out.",
            )


# words


def _words(agreement: Agreement) -> Iterator[Wrong]:
    used = {word for each in agreement.demands for word in each.uses}
    for word in agreement.definitions:
        if word not in used:
            found = f"definition of {word!r}, which no clause uses"
            yield ("definitions", word), found, "a clause with `uses: [" + word + "]`", "Name it where it is used."
    open_to = {
        word for clause in agreement.clauses if clause.doubtful or clause.interpretations for word in clause.uses
    } | {word for promise in agreement.promises if promise.interpretations for word in promise.uses}
    for n, clause in enumerate(agreement.clauses):
        for word in clause.uses:
            meant = agreement.definitions.get(word)
            if meant is not None and meant.undefined and word not in open_to:
                yield (
                    ("clauses", n, "uses"),
                    f"clause {clause.id} rests on {word!r}, which the text leaves undefined, and it has one reading",
                    "`doubtful:` acts or named `interpretations:` in a clause that uses the word",
                    "Say what is contested, and by whom.",
                )


# clauses


def _clauses(agreement: Agreement, world: World) -> Iterator[Wrong]:
    for n, clause in enumerate(agreement.clauses):
        at: At = ("clauses", n)
        yield from _swallowed(clause, at, world)
        yield from _places(clause, agreement, at, world)
        for m, reading in enumerate(clause.interpretations):
            yield from _same(clause, reading, (*at, "interpretations", m))
            yield from _places(clause.read_as(reading.id), agreement, (*at, "interpretations", m), world)
        both = set(clause.act) & set(clause.doubtful)
        if both:
            found = f"{min(both)!r} under `act` and `doubtful` of {clause.id}"
            yield (*at, "doubtful"), found, "one or the other", "Take it out of one."
        for each in clause.doubtful:
            if each not in both and clause.act and world.acts.answer(clause.act, each) == YES:
                found = f"{each!r} under `doubtful` of {clause.id}, which is a kind of its `act`"
                yield (*at, "doubtful"), found, "an act that the words may not cover", "Take it out."


def _swallowed(clause: Clause, at: At, world: World) -> Iterator[Wrong]:
    for reading in clause.readings:
        stated = clause.read_as(reading)
        for m, exemption in enumerate(stated.exempts):
            narrow = exemption.weapon is not None or exemption.place is not None
            spoken = (*stated.act, *stated.doubtful)
            whole = all(world.acts.answer(exemption.act, each) == YES for each in spoken)
            if whole and not narrow and not clause.permission and reading == "plain":
                yield (
                    (*at, "exempts", m),
                    f"an exemption that allows all of which {clause.id} speaks",
                    "an exemption narrower than its rule",
                    "Narrow it (act, weapon, place), or say `permission: true` if the clause only allows.",
                )
            if all(world.acts.answer(exemption.act, each) == NO for each in spoken):
                found = f"an exemption for acts of which {clause.id} does not speak"
                yield (*at, "exempts", m, "act"), found, "acts that the clause covers", "Correct the acts."
    if clause.permission and not clause.exempts:
        yield at, f"clause {clause.id} allows, and exempts nothing", "`exempts:` with what it allows", "Add it."


def _same(clause: Clause, reading: Interpretation, at: At) -> Iterator[Wrong]:
    stated = reading.model_fields_set & set(Slots.model_fields)
    if all(getattr(reading, name) == getattr(clause, name) for name in stated):
        found = f"reading {reading.id} of {clause.id}, which reads nothing otherwise"
        yield at, found, "a slot that it reads otherwise", "State what differs (act, target, place, …), or take it out."


def _places(slots: Slots, agreement: Agreement, at: At, world: World) -> Iterator[Wrong]:
    place = slots.place
    if place is None:
        return
    for part in place.flat():
        if isinstance(part, InArea) and _apart(part.in_, agreement.area, world):
            found = f"area {part.in_}, which lies outside {agreement.area}"
            yield (*at, "place"), found, f"a place in {agreement.area}, the agreement's area", "Correct one of them."
    if isinstance(place, AnyPlace):
        inside = [each.in_ for each in place.any_of if isinstance(each, InArea)]
        for one in inside:
            for other in inside:
                if one != other and other in world.areas.above(one):
                    found = f"areas that overlap: {one} lies in {other}"
                    yield (*at, "place"), found, "areas apart from each other", f"Take {one} out."


def _apart(area: str, whole: str, world: World) -> bool:
    """Whether an area surely lies outside another: neither holds the other, and their outlines do not meet."""
    if whole in world.areas.above(area) or area in world.areas.above(whole):
        return False
    mine, theirs = world.areas.shape(area), world.areas.shape(whole)
    if mine is None or theirs is None:
        return False
    return bool(mine.lonlat.disjoint(theirs.lonlat))


# what no case reaches


def _without_case(agreement: Agreement, cases: Cases) -> Iterator[Wrong]:
    told = [each for case in cases.cases for each in case.expected]
    named = {each.get("clause") for each in told} | {each.get("promise") for each in told}
    for each in agreement.demands:
        if each.id not in named:
            found = f"{each.id}, which no case reaches"
            expected = f"a case that expects something of {each.id}"
            yield _place_of(each, agreement), found, expected, "Write one beside the terms."


def _place_of(each: Clause | Promise, agreement: Agreement) -> At:
    if isinstance(each, Clause):
        return "clauses", agreement.clauses.index(each)
    return "promises", agreement.promises.index(each)
