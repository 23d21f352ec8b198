"""Files of invented events in Madeland, in ACLED's layout, and jobs that hold them against its truce."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from holdfire.assessment import Summary
from holdfire.engines import Job
from made import Made

COLUMNS = (
    "event_id_cnty", "event_date", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "inter1", "actor2", "inter2", "country", "admin1", "location", "latitude", "longitude", "geo_precision", "source",
    "notes", "fatalities", "timestamp",
)  # fmt: skip

SIDES = ("Army of the North", "Army of the South", "Guard of the South", "The Banned", "fighters", "Nobody Knows")
ACTS = ("Armed clash", "Air/drone strike", "Shelling/artillery/missile attack")


@dataclass(frozen=True)
class Event:
    """What differs between the rows; `day` counts from 1 February 2020, 28 to a month."""

    id: int
    day: int = 30
    by: int = 0
    on: int = 1
    act: int = 0
    killed: int = 1
    place: str = "North Town"

    def row(self) -> list[str]:
        month, day = divmod(self.day, 28)
        cells = {
            "event_id_cnty": f"MAD{self.id}",
            "event_date": f"2020-{2 + month:02d}-{1 + day:02d}",
            "time_precision": "1",
            "disorder_type": "Political violence",
            "event_type": "Battles" if self.act == 0 else "Explosions/Remote violence",
            "sub_event_type": ACTS[self.act],
            "actor1": SIDES[self.by],
            "inter1": "1",
            "actor2": SIDES[self.on],
            "inter2": "2",
            "country": "Madeland",
            "admin1": "North Province",
            "location": self.place,
            "latitude": "1.5",
            "longitude": "11.0",
            "geo_precision": "1",
            "source": "The Monitor; News of the North",
            "notes": f"Fire was heard near a town; report {self.id}.",
            "fatalities": str(self.killed),
            "timestamp": "1",
        }
        return [cells[name] for name in COLUMNS]


def several(n: int, first: int = 1) -> list[Event]:
    """Events that differ in everything."""
    return [
        Event(first + k, day=k % 120, by=k % len(SIDES), on=(k * 5 + 1) % len(SIDES), act=k % 3, killed=k % 4)
        for k in range(n)
    ]


def write(path: Path, events: Iterable[Event], broken: Sequence[int] = ()) -> Path:
    """A file of these events; the rows in `broken` (from 0) have an impossible date."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for n, event in enumerate(events):
            row = event.row()
            if n in broken:
                row[1] = "2020-02-31"
            writer.writerow(row)
    return path


def job_of(made: Made, *files: Path, rows: int = 250_000, settle: bool = False, **others: object) -> Job:
    """Those files before the truce of Madeland."""
    folder = made.folder
    job = Job(files, (str(folder / "made-truce.yaml"),), (folder / "madeland.yaml",), baseline="2020-02-01")
    return replace(job, rows_per_fragment=rows, settle=settle, **others)  # type: ignore[arg-type]


def content(summary: Summary) -> Summary:
    """The numbers that must not depend on how a file was cut."""
    return replace(summary, settle={})
