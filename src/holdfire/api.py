"""The Python surface: a table in, findings out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from .assessment import LONGEST_DAYS, plain_observations, read_decisions
from .assessment.decisions import decided as apply_decided
from .engines.kernel import joined
from .engines.matching import PAIRS, links_of
from .incidents import Matched, read_matching
from .incidents import match as match_reports
from .incidents.corroboration import read_method
from .incidents.gathering import SCHEMA as INCIDENTS
from .incidents.gathering import gathered
from .publish.findings import Findings, assess_imported
from .records import Tie
from .sources import Imported, from_table, open_source
from .sources.incidents import imported as from_incidents
from .terms import world_for
from .world import World, load_world, theatres


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
    the columns of UCDP GED, ACLED or GDELT, or those of `records.Observation`; what `match` gives; or the path of a
    file that `holdfire assess` takes, such as what `holdfire read` wrote. `terms` is the id of an agreement in the
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
    >>> found
    Findings(6, events: 1, rows set aside: 0)
    """
    worlds = (world,) if isinstance(world, Path | str) else tuple(world)
    known = world_for([terms], *(Path(each) for each in worlds))
    imported = _imported(table, known, zone)
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


@dataclass(frozen=True)
class Matches:
    """Reports matched into incidents.

    `incidents` has a row for each (schema of `records.Incident`), with every report of it, what they say together and
    otherwise, how each proposition stands and why they are held to be one; `proposed` are the pairs that are left to a
    person. `assess` takes the whole.
    """

    incidents: pa.Table
    proposed: pa.Table
    matched: Matched

    def __len__(self) -> int:
        return int(self.incidents.num_rows)

    def __repr__(self) -> str:
        return f"Matches(incidents: {len(self):,}, pairs for a person to say: {self.proposed.num_rows:,})"


def match(
    tables: Any,
    *,
    world: Path | str | Sequence[Path | str] = (),
    decisions: Path | str | None = None,
    weights: Path | str | None = None,
    method: Path | str | None = None,
    learn: bool = False,
    zone: str | None = None,
) -> Matches:
    """Which reports are of one event.

    `tables` is one of what `assess` takes, or a list of them: datasets, readings, reports of any kind side by side.
    `weights` is a file of how they are matched, `learn` finds weights from the reports themselves; `method` says how
    reports bear each other out; `decisions` are what people decided.

    Raises as `assess` does, and `incidents.learning.TooFewError` where there are too few reports to learn from.

    >>> import pyarrow as pa
    >>> one = {"id": "a", "when_start": "2016-04-28T20:00Z", "when_end": "2016-04-28T21:00Z", "act": "air_strike",
    ...        "lat": 36.2, "lon": 37.13, "where_precision": "point", "killed_best": 27, "zone": "Asia/Damascus"}
    >>> told = pa.Table.from_pylist([one | {"claimed_by": "sohr"}, one | {"id": "b", "claimed_by": "msf"}])
    >>> found = match(told.drop_columns("zone"), zone="Asia/Damascus")
    >>> found
    Matches(incidents: 1, pairs for a person to say: 0)
    >>> found.incidents["observation"][0]["status"].as_py()
    'reported'
    """
    worlds = (world,) if isinstance(world, Path | str) else tuple(world)
    known = load_world(*(Path(each) for each in worlds), theatres=theatres())
    given = list(tables) if isinstance(tables, list | tuple) else [tables]
    if not given:
        raise ValueError("expected a table, or a list of them, found an empty list")
    runs = [_imported(each, known, zone) for each in given]
    observations = pa.concat_tables([plain_observations(each.observations) for each in runs])
    decided = tuple(read_decisions(Path(decisions))) if decisions else ()
    corrected, _ = apply_decided(observations.combine_chunks(), decided, known)
    found = match_reports(
        corrected,
        known,
        method=read_matching(Path(weights)) if weights else None,
        decisions=decided,
        learn=learn,
    )
    made = gathered(
        found,
        corrected,
        pa.concat_tables([each.alternatives for each in runs]),
        known,
        method=read_method(Path(method), known) if method else None,
        decisions=decided,
    )
    proposed = pa.Table.from_pylist(list(links_of(found, frozenset((Tie.PROPOSED,)))), schema=PAIRS)
    return Matches(pa.concat_tables([INCIDENTS.empty_table(), *(each.table for each in made)]), proposed, found)


def _imported(table: Any, world: World, zone: str | None) -> Imported:
    if isinstance(table, Matches):
        return from_incidents("matches", table.incidents)
    if isinstance(table, Path | str):
        return from_file(Path(table), world)
    return from_table(as_arrow(table), world, zone=zone)


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
