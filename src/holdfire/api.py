"""The Python surface: a table in, findings out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from .assessment import LONGEST_DAYS, read_decisions
from .engines.given import given_of, reports_in
from .engines.kernel import joined
from .engines.pairs import PAIRS, links_of
from .engines.together import How, put_together
from .incidents import Matched, read_matching
from .incidents.corroboration import read_method
from .incidents.gathering import SCHEMA as INCIDENTS
from .publish.findings import Findings, assess_imported
from .records import Tie
from .sources import Address, Imported, Where, check_rows, files_of, from_table, open_sources
from .sources.address import place
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
    the columns of UCDP GED, ACLED or GDELT, or those of `records.Observation`; what `match` gives; or the path or
    address (`s3://…`) of a file or folder that `holdfire assess` takes, such as what `holdfire read` wrote. `terms` is
    the id of an agreement in the library or the path of a file; `world` adds files of your own; `baseline` is the first
    day before the start that is judged as if the agreement were in force; `assume` takes facts for granted
    (`"direction=as listed"`).

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

    What `match` gave is no report and is not taken back: give the reports themselves, old and new in one list.

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
    runs = [run for each in given for run in _reports(each, known, zone)]
    how = How(
        weights=read_matching(Path(weights)) if weights else None,
        method=read_method(Path(method), known) if method else None,
        decisions=tuple(read_decisions(Path(decisions))) if decisions else (),
        learn=learn,
    )
    found = put_together(given_of(runs), known, how)
    made = pa.concat_tables([INCIDENTS.empty_table(), *(each.table for each in found.incidents)])
    proposed = pa.Table.from_pylist(list(links_of(found.matched, frozenset((Tie.PROPOSED,)))), schema=PAIRS)
    return Matches(made, proposed, found.matched)


def _reports(table: Any, world: World, zone: str | None) -> list[Imported]:
    """What is matched of one of the things given, run by run."""
    if isinstance(table, Matches):
        raise ValueError(f"expected reports, found what `match` gave ({len(table):,} incidents); {_NO_INCIDENTS}")
    if isinstance(table, Path | str | Address):
        files = files_of([place(table) if isinstance(table, str) else table])
        check_rows(files)
        sources = reports_in(files, world)
        return [run for source in sources for fragment in source.fragments() for run in source.read(fragment)]
    return [from_table(as_arrow(table), world, zone=zone)]


_NO_INCIDENTS = (
    "an incident goes on as one observation, through which its reports cannot be held against others."
    " Give the reports themselves, old and new in one list."
)


def _imported(table: Any, world: World, zone: str | None) -> Imported:
    if isinstance(table, Matches):
        return from_incidents("matches", table.incidents)
    if isinstance(table, Path | str | Address):
        return from_file(place(table) if isinstance(table, str) else table, world)
    return from_table(as_arrow(table), world, zone=zone)


def from_file(path: Where, world: World) -> Imported:
    """All rows of a file or folder, here or at an address, in memory. Raises `sources.SourceError` for what cannot be
    used."""
    files = files_of([path])
    check_rows(files)
    sources = open_sources(files, world)
    return joined([run for source in sources for fragment in source.fragments() for run in source.read(fragment)])


def as_arrow(table: Any) -> pa.Table:
    """Anything that speaks Arrow as an Arrow table."""
    if isinstance(table, pa.Table):
        return table
    if isinstance(table, pa.RecordBatch):
        return pa.Table.from_batches([table])
    if hasattr(table, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(table).read_all()
    raise TypeError(f"expected a table that speaks Arrow (pandas, Polars, pyarrow), found {type(table).__name__}")
