"""The library's agreements, each with the world that it speaks of; loaded once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from holdfire.assessment.cases import judge_case
from holdfire.promises import Delivery, Known, State, states
from holdfire.terms import Terms, library_paths, load_terms, world_for
from holdfire.terms.cases import Case, load_cases
from holdfire.world import World
from holdfire.world.time import instant

NAMES = tuple(path.stem for path in library_paths())


@cache
def world_of(name: str) -> World:
    """Our world and the theatres that the agreement names."""
    return world_for([name])


@cache
def terms_of(name: str) -> Terms:
    """The agreement of that id. Raises `KnowledgeError` where its file cannot be used."""
    return load_terms(name, world_of(name))


@cache
def cases_of(name: str) -> tuple[Case, ...]:
    """The cases beside it, whether or not the agreement itself can be loaded."""
    path = {path.stem: path for path in library_paths()}[name].with_suffix(".cases.yaml")
    return load_cases(path)[0].cases


@dataclass(frozen=True)
class Judged:
    """What is said of one made-up incident: by event, and by clause and reading."""

    event: dict[str, Any]
    findings: dict[tuple[str, str], dict[str, Any]]

    def verdict(self, clause: str, reading: str = "plain") -> str:
        return str(self.findings[clause, reading]["verdict"])

    def verdicts(self, clause: str) -> dict[str, str]:
        """The verdict of each reading of a clause."""
        return {reading: each["verdict"] for (one, reading), each in self.findings.items() if one == clause}


def judged(name: str, incident: dict[str, Any], *assume: str) -> Judged:
    """An incident, as a report writes it, held against an agreement of the library."""
    case = Case(case="shown", incident=incident, assume=assume, expect={})
    batch = judge_case(case, terms_of(name), world_of(name))
    (event,) = batch.event_table().to_pylist()
    rows = batch.finding_table().to_pylist()
    return Judged(event, {(row["clause"], row["interpretation"]): row for row in rows})


def promised(name: str, on: str, *deliveries: Delivery, reading: str = "plain", **known: Any) -> dict[str, State]:
    """Every promise of an agreement by its id, as it stands on a day (local to the agreement's zone)."""
    agreement = terms_of(name).agreement
    now = instant(on, agreement.zone)
    found = states(agreement, Known(now, deliveries, **known))
    return {state.promise: state for state in found if state.reading == reading}
