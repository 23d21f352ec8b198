"""Own example rows, in the layouts of the known datasets, and how they are read."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from holdfire.sources import Imported, open_source
from holdfire.sources.gdelt import LAYOUTS
from holdfire.sources.ged import HEADLESS
from holdfire.world import World

GED_41, GED_49 = HEADLESS[41], HEADLESS[49]

ACLED_31 = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type",
    "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2",
    "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3",
    "location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities",
    "tags", "timestamp",
)  # fmt: skip

ACLED_2021 = (
    "data_id", "iso", "event_id_cnty", "event_id_no_cnty", "event_date", "year", "time_precision",
    "event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2",
    "inter2", "interaction", "region", "country", "admin1", "admin2", "admin3", "location", "latitude",
    "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "timestamp", "iso3",
)  # fmt: skip


def ged_row(**changed: object) -> dict[str, str]:
    """One invented event in the columns of GED."""
    row = {
        "id": "900001",
        "year": "2016",
        "type_of_violence": "1",
        "side_a_new_id": "118",
        "side_a": "Government of Syria",
        "side_b_new_id": "4456",
        "side_b": "Syrian insurgents",
        "source_office": "SOHR;Reuters",
        "source_date": "2016-03-02",
        "source_headline": "Shells on a village, say monitors",
        "source_original": "SOHR",
        "where_prec": "1",
        "where_coordinates": "Example village",
        "adm_1": "Aleppo Governorate",
        "adm_2": "",
        "latitude": "36.2",
        "longitude": "37.1",
        "country": "Syria",
        "date_prec": "1",
        "date_start": "2016-03-01",
        "date_end": "2016-03-01",
        "deaths_civilians": "1",
        "low": "2",
        "best": "3",
        "high": "4",
        "code_status": "Clear",
    }
    return row | {name: str(value) for name, value in changed.items()}


def acled_row(**changed: object) -> dict[str, str]:
    """One invented event in the columns of ACLED."""
    row = {
        "event_id_cnty": "SYR1",
        "event_date": "2020-02-27",
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "Military Forces of Syria (2000-2024)",
        "inter1": "1",
        "actor2": "Opposition Rebels (Syria)",
        "inter2": "2",
        "country": "Syria",
        "admin1": "Idleb",
        "location": "Example town",
        "latitude": "35.8",
        "longitude": "36.7",
        "geo_precision": "1",
        "source": "SOHR; Reuters",
        "notes": "Two sides exchanged fire near an example town.",
        "fatalities": "0",
    }
    return row | {name: str(value) for name, value in changed.items()}


def gdelt_row(**changed: object) -> list[str]:
    """One invented event in the 61 columns of GDELT 2.0."""
    row = {
        "globaleventid": "1",
        "sqldate": "20160227",
        "actor1code": "SYRMIL",
        "actor1name": "SYRIAN ARMY",
        "actor2code": "REB",
        "actor2name": "REBEL",
        "eventcode": "190",
        "actiongeo_type": "4",
        "actiongeo_fullname": "Aleppo, Aleppo, Syria",
        "actiongeo_countrycode": "SY",
        "actiongeo_lat": "36.2",
        "actiongeo_long": "37.1",
        "dateadded": "20160228011500",
        "sourceurl": "https://www.example.org/story",
    }
    row |= {name: str(value) for name, value in changed.items()}
    return [row.get(name, "") for name in LAYOUTS[61]]


def text_of(columns: Iterable[str], rows: Iterable[dict[str, str]], delimiter: str = ",", header: bool = True) -> str:
    """A table as text."""
    names, out, rows = list(columns), io.StringIO(), list(rows)
    # A writer quotes a carriage return only where its own line breaks hold one.
    returns = any("\r" in cell for row in rows for cell in row.values())
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n" if returns else "\n")
    if header:
        writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return out.getvalue()


def whole(path: Path, world: World, rows: int = 250_000, mapping: Path | None = None) -> Imported:
    """Everything that is read of a file, through fragments of that many rows."""
    source = open_source(path, world, mapping=mapping)
    runs = [run for fragment in source.fragments(rows) for run in source.read(fragment)]
    assert all(run.rows == run.observations.num_rows + run.rejects.num_rows for run in runs)
    return Imported(
        pa.concat_tables([run.observations for run in runs]),
        pa.concat_tables([run.alternatives for run in runs]),
        pa.concat_tables([run.rejects for run in runs]),
        sum(run.rows for run in runs),
    )


def only(found: Imported) -> dict[str, Any]:
    """The one observation that was read."""
    assert found.rejects.to_pylist() == []
    [row] = found.observations.to_pylist()
    return dict(row)


def refused(found: Imported) -> dict[str, Any]:
    """The one row that was set aside."""
    assert found.observations.num_rows == 0
    [row] = found.rejects.to_pylist()
    return dict(row)


def shared() -> Path:
    """The folder of shared data; tests that use it are skipped where it is absent."""
    given = os.environ.get("HOLDFIRE_SHARED")
    folder = Path(given) if given else Path(__file__).parents[3] / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("the shared data folder is absent")
    return folder / "data"
