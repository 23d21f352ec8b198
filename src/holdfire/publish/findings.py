"""The result of an assessment in memory: tables, numbers and explanations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

from ..assessment import (
    LONGEST_DAYS,
    Assumption,
    Explanation,
    Program,
    Summary,
    assess_batch,
    check_assumption,
    compile_terms,
    explain,
    plain_table,
    read_assumption,
    summarise,
)
from ..records import Decision
from ..sources import Imported
from ..terms import Terms, load_terms
from ..world import World
from .account import account
from .compare import compare
from .explained import as_lines
from .explanation import as_json
from .language import language


@dataclass(frozen=True)
class Findings:
    """What follows from an agreement for a table of reports, if they are right.

    `table` has one row an event × clause × reading, `events` one row an event; both have the columns of
    docs/formats.md. `rejects` holds the rows that could not be kept, each with its reason.
    """

    table: pa.Table
    events: pa.Table
    rejects: pa.Table
    _summary: Summary
    _program: Program
    _imported: Imported
    _decisions: tuple[Decision, ...] = ()
    _assumptions: tuple[Assumption, ...] = ()

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __repr__(self) -> str:
        return f"Findings({len(self):,}, events: {self.events.num_rows:,}, rows set aside: {self.rejects.num_rows:,})"

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """The findings as an Arrow stream, for anything that speaks Arrow."""
        return self.table.__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> Any:
        """The findings as a pandas DataFrame. Needs `pip install "holdfire[pandas]"`."""
        return self.table.to_pandas()

    def to_polars(self) -> Any:
        """The findings as a Polars DataFrame. Needs `pip install "holdfire[polars]"`."""
        try:
            import polars
        except ImportError:
            raise ImportError('to_polars needs Polars: pip install "holdfire[polars]"') from None
        return polars.from_arrow(self.table)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The numbers of the run, as `holdfire assess --json` gives them."""
        return account(self._summary, self._program.world)

    def explain(self, ident: str) -> Explained:
        """Why: one finding or event by its id, judged again. Raises `KeyError` for an id that is not there."""
        event, _, rest = ident.partition(f"/{self._program.id}")
        rows = [n for n, each in enumerate(self._imported.observations["id"].to_pylist()) if each == event]
        if not rows:
            raise KeyError(f"expected the id of a finding or an event of this table, found {ident!r}")
        clause, _, reading = rest.strip("/").partition("/")
        batch = assess_batch(
            self._program,
            self._imported.observations.slice(rows[0], 1),
            self._imported.alternatives,
            self._decisions,
            self._assumptions,
        )
        return Explained(explain(batch, clause or None, reading or "plain"), self._program.terms, self._program.world)

    def compare(self, other: Findings) -> dict[str, Any]:
        """What `other` adds, withdraws and changes."""
        return compare(self.table, other.table)


@dataclass(frozen=True)
class Explained:
    """An explanation: print it to read it, `as_json` for scripts."""

    explanation: Explanation
    terms: Terms
    world: World

    def __str__(self) -> str:
        return "\n".join(line for _, line in as_lines(self.explanation, self.terms, self.world, language()))

    def as_json(self) -> dict[str, Any]:
        """The explanation in the names of docs/formats.md."""
        return as_json(self.explanation, self.terms, self.world)


def assess_imported(
    imported: Imported,
    terms: str,
    world: World,
    *,
    baseline: object = None,
    decisions: tuple[Decision, ...] = (),
    assume: tuple[str, ...] = (),
    longest_days: int = LONGEST_DAYS,
    settle: bool = True,
) -> Findings:
    """Imported rows held against an agreement; without `settle`, not asking what would settle what is open."""
    assumptions = tuple(read_assumption(text) for text in assume)
    program = compile_terms(load_terms(terms, world), world, baseline, assumptions)
    for assumption in assumptions:
        check_assumption(program, assumption)
    batch = assess_batch(
        program,
        imported.observations,
        imported.alternatives,
        decisions,
        assumptions,
        longest_days=longest_days,
    )
    return Findings(
        table=plain_table(batch.finding_table()),
        events=plain_table(batch.event_table()),
        rejects=imported.rejects,
        _summary=summarise(batch, imported.rejects.num_rows, settle),
        _program=program,
        _imported=imported,
        _decisions=decisions,
        _assumptions=assumptions,
    )
