"""What a worker needs to judge: world, programs, decisions, assumptions, sources; loaded once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..assessment import Assumption, Program, check_assumption, compile_terms, read_assumption, read_decisions
from ..records import Decision
from ..sources import Fragment, Imported, Source, mapping_by_file, open_source
from ..terms import load_terms, world_for
from ..world import World, without_ground
from ..world.time import micros, parse_when
from .job import Job
from .problem import EngineError
from .repeats import known_by


@dataclass(frozen=True)
class Loaded:
    """A job's inputs, ready. Nothing in it changes."""

    job: Job
    world: World
    programs: tuple[Program, ...]
    decisions: Mapping[str, tuple[Decision, ...]]
    assumptions: tuple[Assumption, ...]
    sources: tuple[Source, ...]

    def read(self, file: int, fragment: Fragment) -> Iterator[Imported]:
        """The rows of a fragment, as far as they were known on the job's day."""
        runs = self.sources[file].read(fragment)
        if self.job.as_of is None:
            return runs
        zone = self.programs[0].terms.agreement.zone
        return (known_by(run, micros(parse_when(self.job.as_of, zone).end)) for run in runs)

    def fragments(self) -> list[tuple[int, Fragment]]:
        """Every fragment of every file, in order, with the number of its file."""
        size = self.job.rows_per_fragment
        return [(n, fragment) for n, source in enumerate(self.sources) for fragment in source.fragments(size)]


@lru_cache(maxsize=4)
def loaded(job: Job, name: str) -> Loaded:
    """The job's inputs. `name` is the job's hash: a changed input is loaded again."""
    whole = world_for(job.terms, *job.world)
    world = whole if job.ground else without_ground(whole)
    assumptions = tuple(read_assumption(text) for text in job.assumptions)
    programs = tuple(compile_terms(load_terms(each, world), world, job.baseline, assumptions) for each in job.terms)
    _all_different(programs)
    _names_known(programs, assumptions)
    for program in programs:
        for assumption in assumptions:
            check_assumption(program, assumption)
    mappings = mapping_by_file(job.files, job.mapping)
    sources = tuple(open_source(path, world, mapping=each) for path, each in zip(job.files, mappings, strict=True))
    return Loaded(job, world, programs, _by_event(job.decisions), assumptions, sources)


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
