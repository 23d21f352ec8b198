"""What a worker needs to judge: world, programs, decisions, assumptions, sources; loaded once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from ..assessment import Assumption, Program, check_assumption, compile_terms, read_assumption, read_decisions
from ..records import Decision
from ..sources import ChangedSourceError, Fragment, Imported, Source, Where, open_sources, source_of
from ..sources.container import stamp
from ..sources.folder import side_by_side
from ..terms import load_terms, world_for
from ..world import World, without_ground
from ..world.time import micros, parse_when
from .job import Job
from .problem import EngineError
from .repeats import known_by


@dataclass(frozen=True)
class Loaded:
    """A job's inputs, ready. Nothing in it changes. `name` is the job's hash; `until` the end of the job's day."""

    job: Job
    name: str
    world: World
    programs: tuple[Program, ...]
    decisions: Mapping[str, tuple[Decision, ...]]
    assumptions: tuple[Assumption, ...]
    until: int | None

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Every file, recognised. A worker asks for none: a fragment says by itself how it is read.

        Raises `SourceError` for a file that cannot be used.
        """
        return open_sources(self.job.files, self.world, mapping=self.job.mapping)

    def read(self, file: int, fragment: Fragment) -> Iterator[Imported]:
        """The rows of a fragment, as far as they were known on the job's day."""
        runs = source_of(fragment, self.world).read(fragment)
        until = self.until
        return runs if until is None else (known_by(run, until) for run in runs)

    def fragments(self) -> list[tuple[int, Fragment]]:
        """Every fragment of every file, in order, with the number of its file.

        Raises `ChangedSourceError` where a file is no longer the one by which the job is named.
        """
        size = self.job.rows_per_fragment
        by_path = {source.path: source for source in self.sources}

        def cut(path: Where) -> list[Fragment]:
            return replace(by_path[path], stamp=stamp(path)).fragments(size)

        every = side_by_side(cut, [source.path for source in self.sources])
        found = [(n, fragment) for n, fragments in enumerate(every) for fragment in fragments]
        if self.job.id() != self.name:
            raise ChangedSourceError(
                "input", found="a file that changed while the run began", expected="the same until the end",
                remedy="Give the same command again.",
            )  # fmt: skip
        return found


@lru_cache(maxsize=8)
def loaded(job: Job, name: str) -> Loaded:
    """The job's inputs. `name` is the job's hash: a changed input is loaded again."""
    return replace(_judging(replace(job, files=job.files[:1]), name), job=job)


@lru_cache(maxsize=4)
def _judging(job: Job, name: str) -> Loaded:
    """What it takes to judge, whatever the files: of them only the first, since a job has one."""
    whole = world_for(job.terms, *job.world)
    world = whole if job.ground else without_ground(whole)
    assumptions = tuple(read_assumption(text) for text in job.assumptions)
    programs = tuple(compile_terms(load_terms(each, world), world, job.baseline, assumptions) for each in job.terms)
    _all_different(programs)
    _names_known(programs, assumptions)
    for program in programs:
        for assumption in assumptions:
            check_assumption(program, assumption)
    zone = programs[0].terms.agreement.zone
    until = None if job.as_of is None else micros(parse_when(job.as_of, zone).end)
    return Loaded(job, name, world, programs, _by_event(job.decisions), assumptions, until)


def _names_known(programs: tuple[Program, ...], assumptions: tuple[Assumption, ...]) -> None:
    """An assumption about an agreement's start or end, or about an event, must be about one that is there."""
    agreements = [program.terms.agreement for program in programs]
    known = {"start": {each.id for each in agreements}, "end": {each.id for each in agreements}}
    known["event"] = {event.id for each in agreements for event in each.events}
    for fact in (each.fact for each in assumptions):
        if fact.kind in known and fact.subject not in known[fact.kind]:
            expected = ", ".join(sorted(known[fact.kind])) or "none"
            raise EngineError(f"expected {fact.kind} to be followed by one of {expected}, found {fact.subject!r}")


def _all_different(programs: tuple[Program, ...]) -> None:
    ids = [program.id for program in programs]
    twice = next((each for each in ids if ids.count(each) > 1), None)
    if twice:
        raise EngineError(f"expected each agreement once, found {twice!r} twice")


def _by_event(path: Path | None) -> dict[str, tuple[Decision, ...]]:
    found: dict[str, tuple[Decision, ...]] = {}
    for each in read_decisions(path) if path else ():
        found[each.about] = (*found.get(each.about, ()), each)
    return found
