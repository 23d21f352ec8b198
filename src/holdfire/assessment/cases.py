"""Rule cases of the conduct family run: each incident judged by the same judge as any report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..records import Alternative, Observation, arrow_schema
from ..terms import Terms
from ..terms.cases import Case, load_cases
from ..world import Document, KnowledgeError, Problem, World
from ..world.report import read_report
from .assess import assess_batch
from .assuming import read_assumption
from .compile import Program, compile_terms
from .reasons import TESTS
from .tabulate import Batch

Reached = tuple[str, str, str, tuple[str, ...]]
"""A clause, one of its readings, the reason of the last test, and the exceptions invoked: what a case came to."""


@dataclass(frozen=True)
class CaseResult:
    """How one case came out, and what it reached."""

    case: str
    problems: tuple[Problem, ...]
    reached: frozenset[Reached] = frozenset()


def run_cases(terms: Terms, world: World, path: Path | None = None) -> Iterator[CaseResult]:
    """Every case of an incident in the file beside the terms (or in `path`), judged by the same judge as any report."""
    cases, document = load_cases(path or terms.cases_path)
    compiled: Compiled = {}
    for n, case in enumerate(cases.cases):
        if case.incident is not None:
            reached: set[Reached] = set()
            problems = tuple(_run(case, n, terms, world, document, compiled, reached))
            yield CaseResult(case.case, problems, frozenset(reached))


_EXPECTED = {
    "clause",
    "interpretation",
    "verdict",
    "because",
    "phase",
    "event",
    "sensitive",
    "attributed_to",
    "listed_as",
}


Compiled = dict[tuple[str, tuple[str, ...]], Program]
"""Programs by baseline and assumptions: cases that share them share the work."""


def _run(
    case: Case, n: int, terms: Terms, world: World, document: Document, compiled: Compiled, reached: set[Reached]
) -> Iterator[Problem]:
    at: tuple[str | int, ...] = ("cases", n)

    def wrong(found: str, expected: str, remedy: str, *path: str | int) -> Problem:
        line = document.line_of((*at, *path))
        return Problem(document.path.name, line, f"{case.case}: {found}", expected, remedy)

    for name in _places(case.incident or {}):
        if not world.places.all_of(name) and world.areas.lookup(name) is None:
            yield wrong(f"place {name!r}", "a place or area that the world knows", "Add it, or correct it.", "incident")
            return
    try:
        batch = judge_case(case, terms, world, compiled)
    except (ValueError, KnowledgeError) as bad:
        yield wrong(str(bad), "an incident that can be read", "Mend the incident.", "incident")
        return
    event = batch.event_table().to_pylist()[0]
    findings = batch.finding_table().to_pylist()
    for m, expected in enumerate(case.expected):
        path = ("expect",) if isinstance(case.expect, dict) else ("expect", m)
        unknown = set(expected) - _EXPECTED
        if unknown:
            yield wrong(
                f"key {min(unknown)!r}",
                f"keys among {', '.join(sorted(_EXPECTED))}",
                "Correct it.",
                *path,
            )
            continue
        found = event if "event" in expected else _finding(findings, expected)
        if found is None:
            said = [f"{each['clause']}/{each['interpretation']}" for each in findings]
            wanted = f"one on {expected['clause']}/{expected.get('interpretation', 'plain')}"
            found_on = f"only on {', '.join(said)}" if said else "and on no clause: none speaks of the act"
            yield wrong(f"no finding on it, {found_on}", wanted, "Correct the terms or the case.", *path)
            continue
        if "clause" in expected:
            reached.add(_reached(found, case))
        listed = _listed_as(terms, found) if "listed_as" in expected else None
        verdict = expected.get("event", expected.get("verdict"))
        for name, want, have in (
            ("verdict", verdict, found["verdict"]),
            ("listed_as", expected.get("listed_as"), listed),
            ("phase", expected.get("phase", found["phase"]), found["phase"]),
            ("sensitive", expected.get("sensitive", found.get("sensitive")), found.get("sensitive")),
            ("attributed_to", expected.get("attributed_to", found["attributed_to"]), found["attributed_to"]),
        ):
            if want != have:
                shown = f"{name} {have} ({found['reason']}; {', '.join(found['reasons'])})"
                yield wrong(shown, f"{name} {want}", "Correct the terms or the case.", *path)
        because = expected.get("because")
        if because is not None and not _because(because, found):
            yield wrong(f"because {found['reason']}", f"because {because}", "Correct the terms or the case.", *path)


def _places(incident: dict[str, Any]) -> Iterator[str]:
    """The names of places that an incident gives."""
    where = incident.get("where")
    if isinstance(where, str):
        yield where
    elif isinstance(where, dict):
        yield from (str(where[key]) for key in ("near", "in") if isinstance(where.get(key), str))


def judge_case(case: Case, terms: Terms, world: World, compiled: Compiled | None = None) -> Batch:
    """One case judged."""
    seen, rivals = read_report({"id": "case", **(case.incident or {})}, terms.agreement.zone, world)
    assumptions = [read_assumption(text) for text in case.assume]
    known = {} if compiled is None else compiled
    key = (str(case.baseline), case.assume)
    if key not in known:
        known[key] = compile_terms(terms, world, case.baseline, assumptions)
    return assess_batch(known[key], *tables_of([seen], rivals), assumptions=assumptions)


def tables_of(observations: list[Observation], rivals: list[Alternative]) -> tuple[pa.Table, pa.Table]:
    """Records as the tables that the judge takes."""
    seen = pa.Table.from_pylist([each.model_dump(mode="python") for each in observations], arrow_schema(Observation))
    beside = pa.Table.from_pylist([each.model_dump() for each in rivals], arrow_schema(Alternative))
    return seen, beside


def _reached(found: dict[str, Any], case: Case) -> Reached:
    last = next((each.partition(":")[2] for each in found["reasons"] if each.startswith("no_exception:")), "")
    invoked = [str(each.get("exception", "")) for each in (case.incident or {}).get("invoked", ())]
    return found["clause"], found["interpretation"], last, tuple(invoked)


def _listed_as(terms: Terms, found: dict[str, Any]) -> str | None:
    """The closed list on which the act stands: that of the clause, or of the exemption where it is exempted."""
    clause = terms.agreement.clause(found["clause"])
    if found["reason"] == "no_exception:exempt":
        stated = clause.read_as(found["interpretation"])
        return next((each.listed_as for each in stated.exempts if each.listed_as), clause.listed_as)
    return clause.listed_as


def _finding(findings: list[dict[str, Any]], expected: dict[str, Any]) -> dict[str, Any] | None:
    for each in findings:
        if each["clause"] == expected["clause"] and each["interpretation"] == expected.get("interpretation", "plain"):
            return each
    return None


def _because(because: str, found: dict[str, Any]) -> bool:
    test, _, code = found["reason"].partition(":")
    names = {found["reason"], found["kind"], test, code or test}
    if found["verdict"] == "violation":
        names |= {each.partition(":")[2] for each in found["reasons"]}
    names |= {"not_excluded": {"excluded"}, "no_clause": {"act"}}.get(test, set())
    if test in TESTS or found["reason"] in ("period", "area", "no_clause", "rivals_differ", "all_met"):
        return because in names
    return False
