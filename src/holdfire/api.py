"""The Python surface: a table in, findings out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from .assessment import LONGEST_DAYS, read_decisions
from .engines.kernel import joined
from .publish.findings import Findings, assess_imported
from .sources import Imported, from_table, open_source
from .terms import world_for
from .world import World


def assess(
    table: Any,
    terms: str,
    *,
    world: Path | str | Sequence[Path | str] = (),
    baseline: object = None,
    assume: Sequence[str] = (),
    decisions: Path | str | None = None,
    longest_days: int = LONGEST_DAYS,
    zone: str | None = None,
) -> Findings:
    """A table of reports held against an agreement.

    `table` is anything that speaks Arrow (a pandas or Polars DataFrame, a pyarrow Table or RecordBatch, a reader) with
    the columns of UCDP GED, ACLED or GDELT, or those of `records.Observation`; or the path of a file that `holdfire
    assess` takes, such as what `holdfire read` wrote. `terms` is the id of an agreement in the
    library or the path of a file; `world` adds files of your own; `baseline` is the first day before the start that is
    judged as if the agreement were in force; `assume` takes facts for granted (`"direction=as listed"`).

    Raises `sources.SourceError` for columns of no known kind, `world.KnowledgeError` for terms or a world that cannot
    be used, `ValueError` for an assumption or a baseline that cannot be read.

    >>> import pyarrow as pa
    >>> one = {"event_id_cnty": "SYR1", "event_date": "08 March 2016", "time_precision": "1",
    ...        "event_type": "Explosions/Remote violence", "sub_event_type": "Shelling/artillery/missile attack",
    ...        "actor1": "Military Forces of Syria (2000-2024)", "actor2": "Faylaq al-Sham", "country": "Syria",
    ...        "admin1": "Idleb", "location": "Idleb", "latitude": "35.93", "longitude": "36.63",
    ...        "geo_precision": "1", "source": "SOHR", "fatalities": "2"}
    >>> # ACLED's order of actors gives no direction: a breach by one of two bound sides, whichever acted
    >>> found = assess(pa.Table.from_pylist([one]), "syria-coh-2016")
    >>> found.events["verdict"].to_pylist()
    ['violation']
    """
    worlds = (world,) if isinstance(world, Path | str) else tuple(world)
    known = world_for([terms], *(Path(each) for each in worlds))
    imported = (
        from_file(Path(table), known)
        if isinstance(table, Path | str)
        else from_table(as_arrow(table), known, zone=zone)
    )
    decided = tuple(read_decisions(Path(decisions))) if decisions else ()
    return assess_imported(
        imported,
        terms,
        known,
        baseline=baseline,
        decisions=decided,
        assume=tuple(assume),
        longest_days=longest_days,
    )


def from_file(path: Path, world: World) -> Imported:
    """All rows of a file, in memory. Raises `sources.SourceError` for a file that cannot be used."""
    source = open_source(path, world)
    return joined([run for fragment in source.fragments() for run in source.read(fragment)])


def as_arrow(table: Any) -> pa.Table:
    """Anything that speaks Arrow as an Arrow table."""
    if isinstance(table, pa.Table):
        return table
    if isinstance(table, pa.RecordBatch):
        return pa.Table.from_batches([table])
    if hasattr(table, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(table).read_all()
    raise TypeError(f"expected a table that speaks Arrow (pandas, Polars, pyarrow), found {type(table).__name__}")
