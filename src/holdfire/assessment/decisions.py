"""What people decided: corrections of a field, judgements on an exception, determinations by a competent body.

Decisions are lines of an append-only JSON file. They act on the observations before anything is judged, and every
finding that one acts on carries its mark.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..records import (
    DECISION,
    Correction,
    Decision,
    Determination,
    ExceptionJudged,
    Merged,
    NotSame,
    Observation,
    OnIncident,
    Split,
    Verified,
    arrow_schema,
)
from ..records.codes import encode
from ..world import KnowledgeError, Problem, World
from ..world.sound import check_sound
from ..world.time import parse_when

_READ_AS_TIME = ("when_start", "when_end")
ACTS_IN_MATCHING = "a correction of a report that is part of an incident acts in `holdfire match`, and not here"
"""Said once, however many there are."""

_FIXED = (
    *("id", "observation_id", "source", "file", "row"),
    *("reports", "status", "statuses", "disputed", "disputed_by", "attributed_by"),  # what follows from the reports
)


def read_decisions(path: Path) -> list[Decision]:
    """The decisions in a file, in its order. Raises `KnowledgeError` with the line of each that cannot be read."""
    decisions, problems = [], []
    for n, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        try:
            decisions.append(DECISION.validate_python(json.loads(line)))
        except json.JSONDecodeError as bad:
            problems.append(_problem(path, n, f"text that is not JSON ({bad.msg})", "one JSON object a line"))
        except ValidationError as bad:
            problems.append(_problem(path, n, *_amiss(bad.errors(include_url=False)[0])))
    if problems:
        raise KnowledgeError(problems)
    return decisions


def _amiss(first: ErrorDetails) -> tuple[str, str]:
    """What was found in a line, and what was expected."""
    if first["type"] == "union_tag_invalid":
        return f"what: {first['ctx']['tag']!r}", f"one of {first['ctx']['expected_tags'].replace(chr(39), '')}"
    if first["type"] == "union_tag_not_found":
        return "no what", "what was decided, such as merge"
    where = ".".join(str(step) for step in first["loc"])
    return f"{first['input']!r} at {where}"[:120], first["msg"]


def _problem(path: Path, line: int, found: str, expected: str) -> Problem:
    return Problem(path.name, line, found, expected, "See docs/formats.md, Decisions.")


@dataclass(frozen=True)
class Decided:
    """The decisions that bear on a batch."""

    decisions: tuple[Decision, ...] = ()

    def about(self, ident: str) -> list[Decision]:
        """Every decision about one event."""
        return [each for each in self.decisions if each.about == ident]

    def marks(self, observations: pa.Table) -> pa.Array:
        """By observation: who decided what about it, as text for people."""
        by_event: dict[str, list[str]] = {}
        for each in self.decisions:
            by_event.setdefault(each.about, []).append(describe(each))
        if not by_event:
            none = np.zeros(observations.num_rows, np.int32)
            return pa.DictionaryArray.from_arrays(pa.array(none), pa.array([[]], pa.list_(pa.string())))
        ids = observations["id"].to_pylist()
        return pa.array([by_event.get(ident, []) for ident in ids], pa.list_(pa.string()))

    def determinations(self, observations: pa.Table, agreement: str) -> pa.Array:
        """By observation: the latest determination on record about it."""
        found = {
            each.about: f"{each.to} by {each.body}, {each.method}, {each.date}"
            for each in self.decisions
            if isinstance(each, Determination)
        }
        if not found:
            return pa.nulls(observations.num_rows, pa.string())
        return pa.array([found.get(ident) for ident in observations["id"].to_pylist()], pa.string())

    def __len__(self) -> int:
        return len(self.decisions)


def describe(decision: Decision) -> str:
    """One decision in a line."""
    when = decision.when.date().isoformat()
    match decision:
        case Correction(proposition=field, was=was, to=to):
            said = f"{field} read as {to!r}, was {was!r}"
        case ExceptionJudged(proposition=exception, to=to):
            said = f"{exception} {to}"
        case Determination(to=to, body=body, method=method, date=date):
            said = f"determined as {to} by {body}, {method}, {date}"
        case Merged(about=about, with_=others):
            said = f"{about} is one incident with {', '.join(others)}"
        case Split(into=groups):
            said = f"{len(groups)} incidents: {' · '.join(', '.join(group) for group in groups)}"
        case NotSame(about=about, with_=others):
            said = f"{about} is not the same as {', '.join(others)}"
        case Verified(proposition=proposition, body=body, method=method, access=access, date=date):
            said = f"{proposition} verified by {body}, {method}, {access}, {date}"
    return f"{said} ({decision.by}, {when}: {decision.why})"


def decided(observations: pa.Table, decisions: Iterable[Decision], world: World) -> tuple[pa.Table, list[str]]:
    """The observations as corrected, and what could not be applied: nothing to judge there, or it was not as said."""
    given = list(decisions)
    mended, problems, _ = apply_decisions(observations, given, world)
    part_of = incident_of(observations) if given else {}
    waiting = any(isinstance(each, Correction) and each.about in part_of for each in given)
    return mended, [*problems, ACTS_IN_MATCHING] if waiting else problems


def apply_decisions(
    observations: pa.Table, decisions: Iterable[Decision], world: World
) -> tuple[pa.Table, list[str], list[Decision]]:
    """The observations as corrected, what could not be applied, and the decisions that act on this batch."""
    given = addressed(decisions, observations)
    if not given:
        return observations, [], []
    ids = observations["id"].to_pylist()
    here = set(ids)
    changes: dict[str, list[Correction | ExceptionJudged]] = {}
    for each in given:
        if isinstance(each, Correction | ExceptionJudged) and each.about in here:
            changes.setdefault(each.about, []).append(each)
    acting: list[Decision] = [each for each in given if isinstance(each, Determination) and each.about in here]
    if not changes:
        return observations, [], acting
    rows = [n for n, ident in enumerate(ids) if ident in changes]
    kept = observations.take(pa.array(rows, pa.int64())).to_pylist()
    problems: list[str] = []
    for row in kept:
        for change in changes[row["id"]]:
            wrong = _apply(row, change, world)
            problems += wrong
            if not wrong:
                acting.append(change)
    acted = {id(each) for each in acting}
    return _with_rows(observations, rows, kept), problems, [each for each in given if id(each) in acted]


def addressed(decisions: Iterable[Decision], observations: pa.Table) -> list[Decision]:
    """Decisions that act on events, about the incident where they name one of its reports.

    A correction of a report that is part of an incident acted before it was matched, as did what people decided on
    which reports are one.
    """
    acting = [each for each in decisions if not isinstance(each, OnIncident)]
    if not acting:
        return []
    part_of = incident_of(observations)
    return [
        each.model_copy(update={"about": part_of[each.about]}) if each.about in part_of else each
        for each in acting
        if not (isinstance(each, Correction) and each.about in part_of)
    ]


def incident_of(observations: pa.Table) -> dict[str, str]:
    """By the id of a report, the incident of several that it is part of."""
    reports = observations["reports"]
    lists = encode(reports).values
    if lists in ([], [()]):
        return {}
    told = zip(observations["id"].to_pylist(), reports.to_pylist(), strict=True)
    return {report: ident for ident, several in told for report in several or ()}


def _with_rows(observations: pa.Table, rows: list[int], kept: list[dict[str, Any]]) -> pa.Table:
    """The table with some of its rows replaced."""
    schema = arrow_schema(Observation)
    mended = pa.Table.from_pylist(kept, schema=schema)
    columns = []
    for field in schema:
        values = observations[field.name].to_pylist()
        for n, value in zip(rows, mended[field.name].to_pylist(), strict=True):
            values[n] = value
        columns.append(pa.array(values, field.type))
    return pa.table(columns, schema=schema)


def _apply(row: dict[str, Any], change: Correction | ExceptionJudged, world: World) -> list[str]:
    if isinstance(change, ExceptionJudged):
        invoked = [each for each in row["invoked"] if each["exception"] == change.proposition]
        if not invoked:
            return [f"{row['id']}: nobody invoked {change.proposition}; the decision of {change.by} has no effect"]
        for each in invoked:
            each["judged"] = change.to
        return []
    field = change.proposition
    if field not in Observation.model_fields or field in _FIXED:
        return [f"{row['id']}: there is no field {field!r} that a person can correct"]
    if not _same(row[field], change.was):
        return [f"{row['id']}: {field} is {row[field]!r}, not {change.was!r} as the decision of {change.by} says"]
    if not _fits(field, change.to, row, world):
        expected = arrow_schema(Observation).field(field).type
        return [f"{row['id']}: {field} cannot be {change.to!r}, as {change.by} says; expected {expected}"]
    row[field] = _value(field, change.to, row, world)
    if field == "actors" and change.to:
        row["direction"] = "known" if row["direction"] == "unknown" else row["direction"]
    return []


def _fits(field: str, said: Any, row: dict[str, Any], world: World) -> bool:
    """Whether an observation can have that value, beside the others of the row."""
    try:
        value = _value(field, said, row, world)
        pa.array([value], arrow_schema(Observation).field(field).type)
        check_sound(Observation.model_validate({**row, field: value}))
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        return False
    return True


def _same(value: Any, said: Any) -> bool:
    if isinstance(value, list):
        return list(value) == (list(said) if isinstance(said, list) else [said] if said is not None else [])
    return value == said or str(value) == str(said)


def _value(field: str, value: Any, row: dict[str, Any], world: World) -> Any:
    if field in ("actors", "targets"):
        return [world.actors.resolve(str(name)) for name in _listed(value)]
    if field in ("claimed_by", "carried_by"):
        return [world.claimants.resolve(str(name)) for name in _listed(value)]
    if field in _READ_AS_TIME:
        return parse_when(value, row["zone"]).start
    return value


def _listed(value: Any) -> list[Any]:
    """One name or several; nothing is nobody."""
    return list(value) if isinstance(value, list) else [] if value is None else [value]
