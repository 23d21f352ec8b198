"""Rule cases of the performance family, and of state over time, run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..terms import PLAIN, Terms
from ..terms.cases import Case, load_cases
from ..world import Problem
from ..world.time import instant
from .deliveries import Known, of_case
from .judge import State, states
from .timeline import phase_on, status


@dataclass(frozen=True)
class Came:
    """How one case came out, and the promises (with their readings) that it reached."""

    case: str
    problems: tuple[Problem, ...]
    reached: frozenset[tuple[str, str]] = frozenset()


_OF_PROMISE = {"promise", "interpretation", "state", "because", "due", "opens", "done", "owed", "waits_for"}
_OF_AGREEMENT = {"agreement", "phase"}


def run_cases(terms: Terms, path: Path | None = None) -> Iterator[Came]:
    """Every case of promises or of the agreement's state in the file beside the terms (or in `path`)."""
    cases, document = load_cases(path or terms.cases_path)
    for n, case in enumerate(cases.cases):
        if case.on is not None:
            reached: set[tuple[str, str]] = set()
            problems = tuple(
                Problem(
                    document.path.name,
                    document.line_of(("cases", n, *at)),
                    f"{case.case}: {found}",
                    expected,
                    "Correct the terms or the case.",
                )
                for at, found, expected in _run(case, terms, reached)
            )
            yield Came(case.case, problems, frozenset(reached))


Wrong = tuple[tuple[str | int, ...], str, str]


def _run(case: Case, terms: Terms, reached: set[tuple[str, str]]) -> Iterator[Wrong]:
    agreement = terms.agreement
    named = {each.of for each in case.deliveries} - {each.id for each in agreement.promises}
    if named:
        yield ("deliveries",), f"a delivery of {min(named)!r}", "a promise of the agreement"
        return
    try:
        known = of_case(case, agreement)
        found = {(each.promise, each.reading): each for each in states(agreement, known)}
    except (ValueError, KeyError) as bad:
        yield (), str(bad), "a case that can be read"
        return
    for m, expected in enumerate(case.expected):
        at: tuple[str | int, ...] = ("expect",) if isinstance(case.expect, dict) else ("expect", m)
        allowed = _OF_PROMISE if "promise" in expected else _OF_AGREEMENT
        if set(expected) - allowed:
            unknown, known_keys = min(set(expected) - allowed), ", ".join(sorted(allowed))
            yield at, f"key {unknown!r}", f"keys among {known_keys}"
        elif "promise" in expected:
            key = expected["promise"], expected.get("interpretation", PLAIN)
            if key not in found:
                yield at, f"no promise {'/'.join(key)}", "a promise of the agreement, and one of its readings"
                continue
            reached.add(key)
            try:
                differs = list(_differs(expected, found[key], terms))
            except (KeyError, TypeError, ValueError) as bad:
                yield at, f"an expectation that cannot be read ({bad})", "a moment, a number or {low, high}"
                continue
            said = f"{found[key].state}, {found[key].because}"
            yield from ((at, f"{told} ({said})", wanted) for told, wanted in differs)
        else:
            times = known.times(agreement)
            have = {
                "agreement": status(agreement, times, known.now),
                "phase": phase_on(agreement, times, known.now),
            }
            yield from (
                (at, f"{name} {have[name]}", f"{name} {want}") for name, want in expected.items() if have[name] != want
            )


def _differs(expected: dict[str, Any], state: State, terms: Terms) -> Iterator[tuple[str, str]]:
    for name in ("state", "because", "waits_for"):
        if name in expected and expected[name] != getattr(state, name):
            yield f"{name} {getattr(state, name)}", f"{name} {expected[name]}"
    zone = terms.agreement.zone
    for name in ("due", "opens"):
        if name in expected:
            have: datetime | None = getattr(state, name)
            want = None if expected[name] is None else instant(expected[name], zone)
            if have != want:
                yield f"{name} {_shown(have)}", f"{name} {_shown(want)}"
    for name in ("done", "owed"):
        if name in expected:
            wanted = expected[name]
            low, high = (wanted["low"], wanted["high"]) if isinstance(wanted, dict) else (wanted, wanted)
            have_range = getattr(state, name)
            if have_range is None or tuple(have_range) != (low, high):
                yield f"{name} {have_range}", f"{name} {low} to {high}"


def _shown(moment: datetime | None) -> str:
    return "none" if moment is None else moment.isoformat()


__all__ = ["Came", "Known", "run_cases"]
