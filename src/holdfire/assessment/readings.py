"""Whether another reading of a clause would change what is said of an event."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..records import Verdict
from ..records.codes import Ints, combine
from .compile import Program
from .fold import RANK, Groups, Role, fold, roles_of, sequences_of, spoken
from .judge import Bench, Pairs
from .outcome import Outcome


def sensitive(bench: Bench, pairs: Pairs, events: Groups) -> npt.NDArray[np.bool_]:
    """By event: whether another reading of one clause would change its verdict."""
    answer = np.zeros(len(events.row), dtype=bool)
    if bench.program.plain.all() or len(pairs.act) == 0:
        return answer
    rows = bench.acts.row[pairs.act]
    differs = np.zeros(int(rows.max()) + 1, dtype=bool)
    differs[rows[_departs(bench, pairs)]] = True
    chosen = differs[rows]
    if chosen.any():
        read = Pairs(pairs.act[chosen], pairs.column[chosen], pairs.signature[chosen])
        changed = _changed_rows(bench, read, events)
        answer[np.isin(events.row, changed)] = True
    return answer


def _departs(bench: Bench, pairs: Pairs) -> npt.NDArray[np.bool_]:
    """By pair: whether a named reading says something else than the plain reading of the clause does of the act."""
    program = bench.program
    verdict = _ranks(pairs.signature)
    clauses = int(program.clause_of.max()) + 1
    plain = program.plain[pairs.column]
    key = pairs.act * clauses + program.clause_of[pairs.column]
    beside = np.full(len(bench.acts) * clauses, RANK[Verdict.OUT_OF_SCOPE], dtype=np.int8)
    beside[key[plain]] = verdict[plain]
    return np.asarray(~plain & (verdict != beside[key]), dtype=bool)


def _ranks(signature: Ints) -> npt.NDArray[np.int8]:
    at, outcomes = spoken(signature)
    return np.array([RANK[outcome.verdict] for outcome in outcomes], dtype=np.int8)[at]


def _changed_rows(bench: Bench, pairs: Pairs, events: Groups) -> Ints:
    kind, roles = roles_of(bench.acts)
    said, outcomes = spoken(pairs.signature)
    at, parts = combine(kind[pairs.act], pairs.column, said)
    elements = [
        (roles[k], column, outcomes[o]) for k, column, o in zip(*(part.tolist() for part in parts), strict=True)
    ]
    rows = bench.acts.row[pairs.act]
    starts = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
    pattern, sequences = sequences_of(at, len(elements), starts, np.diff(np.append(starts, len(rows))))
    standing = events.pattern[np.searchsorted(events.row, rows[starts])]
    group, (patterns, folded) = combine(pattern, standing)
    changes = np.array(
        [
            _reading_changes([elements[e] for e in sequences[p]], events.folded[f].verdict, bench.program)
            for p, f in zip(patterns.tolist(), folded.tolist(), strict=True)
        ],
        dtype=bool,
    )
    return np.asarray(rows[starts][changes[group]], dtype=np.int64)


def _reading_changes(said: list[tuple[Role, int, Outcome]], verdict: Verdict, program: Program) -> bool:
    first = said[0][0]
    for reading in {column for _, column, _ in said if not program.columns[column].plain}:
        clause = program.columns[reading].clause.id
        voices = [
            role.voice(outcome)
            for role, column, outcome in said
            if (program.columns[column].plain and program.columns[column].clause.id != clause) or column == reading
        ]
        if fold(voices, first.assignments, first.cut).verdict != verdict:
            return True
    return False
