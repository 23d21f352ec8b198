"""The kernel: observations in, findings and numbers out. Pure, so every engine gives the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..assessment import Batch, Summary, assess_batch, summarise
from ..assessment.decisions import decided, incident_of
from ..assessment.summary import changed_by_words
from ..records import Decision
from ..sources import Imported
from .loaded import Loaded
from .shape import coded, schema_of, shaped
from .words import worded

CHUNK = 131_072
"""Rows that are judged together: enough to share the work on distinct values, few enough to stay small in memory."""


@dataclass(frozen=True)
class Judged:
    """What was made of one chunk. `tables` has one table an agreement; `about` are the events that decisions name."""

    tables: tuple[pa.Table, ...]
    summaries: dict[str, Summary]
    about: frozenset[str]
    problems: tuple[str, ...]


def chunks(runs: Iterable[Imported], rows: int) -> Iterator[Imported]:
    """The same rows in chunks of about `rows`."""
    held: list[Imported] = []
    for run in runs:
        if held and sum(each.rows for each in held) + run.rows > rows:
            yield joined(held)
            held = []
        held.append(run)
    if held:
        yield joined(held)


def joined(runs: list[Imported]) -> Imported:
    """Several runs as one."""
    if len(runs) == 1:
        return runs[0]
    return Imported(
        together([each.observations for each in runs]),
        pa.concat_tables([each.alternatives for each in runs]),
        pa.concat_tables([each.rejects for each in runs]),
        sum(each.rows for each in runs),
    )


def together(tables: list[pa.Table]) -> pa.Table:
    """Tables one after the other, each column in one piece with one set of codes."""
    whole = pa.concat_tables(tables)
    return pa.table([_one(column) for column in whole.columns], schema=whole.schema)


def _one(column: pa.ChunkedArray) -> pa.Array:
    if not pa.types.is_dictionary(column.type):
        return column.combine_chunks()
    if not pa.types.is_nested(column.type.value_type):
        return column.unify_dictionaries().combine_chunks()
    # Arrow does not unify codes for lists; theirs are put one after the other.
    starts = np.cumsum([0, *(len(chunk.dictionary) for chunk in column.chunks)])
    codes = [pc.add(chunk.indices, int(start)) for chunk, start in zip(column.chunks, starts[:-1], strict=True)]
    values = pa.concat_arrays([chunk.dictionary for chunk in column.chunks])
    return pa.DictionaryArray.from_arrays(pa.concat_arrays(codes).cast(column.type.index_type), values)


def judge(held: Loaded, chunk: Imported, with_table: bool = True) -> Judged:
    """One chunk before each agreement of the job."""
    if chunk.observations.num_rows == 0:
        return _nothing(held, chunk.rejects.num_rows)
    bearing = _bearing(held, chunk.observations)
    rivals, read = worded(held.job.read_words, chunk.observations, chunk.alternatives, held.world)
    problems = decided(chunk.observations, bearing, held.world)[1] if bearing else []
    tables, summaries = [], {}
    for program in held.programs:
        batch = assess_batch(program, chunk.observations, rivals, bearing, held.assumptions, held.job.longest_days)
        summaries[program.id] = summarise(batch, chunk.rejects.num_rows, held.job.settle)
        if held.job.read_words:
            before = assess_batch(
                program, chunk.observations, chunk.alternatives, bearing, held.assumptions, held.job.longest_days
            )
            summaries[program.id].by_words = changed_by_words(before, batch, read)
        if with_table:
            tables.append(_table(batch, held.job.level))
    return Judged(tuple(tables), summaries, frozenset(each.about for each in bearing), tuple(problems))


def _table(batch: Batch, level: str) -> pa.Table:
    found = batch.finding_table() if level == "finding" else batch.event_table()
    return shaped(found, coded(schema_of(level)))


def _nothing(held: Loaded, set_aside: int) -> Judged:
    assumed = tuple(str(each) for each in held.assumptions)
    summaries = {program.id: Summary(rows=set_aside, set_aside=set_aside, assumed=assumed) for program in held.programs}
    return Judged((), summaries, frozenset(), ())


def _bearing(held: Loaded, observations: pa.Table) -> tuple[Decision, ...]:
    """The decisions about events in this chunk."""
    if not held.decisions:
        return ()
    named = pc.is_in(observations["id"], value_set=pa.array(list(held.decisions), pa.string()))
    here = set(observations["id"].filter(named).to_pylist())
    here |= held.decisions.keys() & incident_of(observations).keys()
    return tuple(each for ident, several in held.decisions.items() if ident in here for each in several)


def without(chunk: Imported, dropped: npt.NDArray[np.int64], rejects: pa.Table) -> Imported:
    """The chunk with some observations, by position, among the rows that are set aside."""
    if len(dropped) == 0:
        return chunk
    kept = np.ones(chunk.observations.num_rows, dtype=np.bool_)
    kept[dropped] = False
    aside = pa.concat_tables([chunk.rejects, rejects])
    return Imported(chunk.observations.filter(pa.array(kept)), chunk.alternatives, aside, chunk.rows)
