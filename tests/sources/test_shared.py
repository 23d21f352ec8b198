"""The shared data, read whole. Skipped where the folder is absent."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pyarrow.csv as pacsv
import pytest

from holdfire.sources import check, from_table, recognise, stub
from holdfire.world import World, load_world

from .examples import shared, whole

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def data() -> Path:
    return shared()


def test_every_row_of_the_syrian_half_year_is_kept(data: Path, world: World) -> None:
    path = data / "ucdp_ged_syria" / "ged_syria_2016H1_shared.csv"
    assert recognise(path).version == "41 columns (2019)"
    found = whole(path, world)
    assert (found.observations.num_rows, found.rejects.num_rows) == (2984, 0)
    rows = found.observations.to_pylist()
    assert {row["zone"] for row in rows} == {"Asia/Damascus"}
    years = [
        row for row in rows if row["when_precision"] == "year" and (row["when_end"] - row["when_start"]).days > 300
    ]
    assert (len(years), sum(row["killed_best"] for row in years)) == (6, 16_517)
    assert Counter(row["direction"] for row in rows) == {"unknown": 2882, "known": 102}
    waha = [row for row in rows if "waha-report" in row["claimed_by"]]
    assert len(waha) >= 430
    assert not any("hayat-tahrir-al-sham" in row["actors"] for row in rows)
    # 303 rows name another carrier than origin as they are written; most only repeat the one name.
    assert sum(row["claimed_by"] != row["carried_by"] for row in rows) < 303


def test_every_row_of_myanmar_is_kept(data: Path, world: World) -> None:
    path = data / "ucdp_ged_myanmar" / "ged_myanmar_1989_2023.csv.gz"
    assert recognise(path).version == "49 columns"
    found = whole(path, world)
    assert (found.rows, found.observations.num_rows) == (7374, 7374)
    flagged = [row for row in found.observations.column("flags").to_pylist() if "low_above_high" in row]
    assert len(flagged) == 5


def test_every_row_of_gdelt_is_kept(data: Path, world: World) -> None:
    path = data / "gdelt" / "20191024143000.export.CSV"
    assert recognise(path).version == "GDELT 2.0"
    assert whole(path, world).observations.num_rows == 2111


def test_a_table_in_memory_gives_the_same_ids(data: Path, world: World) -> None:
    path = data / "ucdp_ged_syria" / "ged_syria_2016H1_shared.csv"
    options = pacsv.ParseOptions(newlines_in_values=True)
    from_memory = from_table(pacsv.read_csv(path, parse_options=options), world)
    from_file = whole(path, world)
    assert from_memory.observations.column("id").to_pylist() == from_file.observations.column("id").to_pylist()
    same = zip(
        from_memory.observations.column("observation_id").to_pylist(),
        from_file.observations.column("observation_id").to_pylist(),
        strict=True,
    )
    assert all(one == other for one, other in same)


def test_check_counts_what_nobody_knows(data: Path, world: World) -> None:
    report = check(data / "ucdp_ged_myanmar" / "ged_myanmar_1989_2023.csv.gz", world)
    assert (report["rows"], report["kept"], report["set_aside"]) == (7374, 7374, 0)
    assert report["unknown"]["actors"][0] == {"name": "Government of Myanmar (Burma)", "n": 7093}


def test_the_stub_makes_myanmar_known(data: Path, world: World, tmp_path: Path) -> None:
    path = data / "ucdp_ged_myanmar" / "ged_myanmar_1989_2023.csv.gz"
    before = check(path, world)
    assert before["unknown"]["areas"][0] == {"name": "Myanmar (Burma)", "n": 7374, "level": "country", "within": []}
    assert before["warnings"][0]["n"] == 7374
    own = tmp_path / "myanmar.yaml"
    own.write_text(stub(before).replace('# "myanmar-burma": REGION/CITY', '"myanmar-burma": Asia/Yangon'))
    known = load_world(own)
    after = check(path, known)
    assert not any(after["unknown"].values())
    assert after["warnings"] == []
    rows = whole(path, known).observations.to_pylist()
    assert {row["zone"] for row in rows} == {"Asia/Yangon"}
    assert not any("zone_unknown" in row["flags"] for row in rows)
    # Midnight in Yangon is 17:30 UTC of the day before (UTC+6:30).
    assert {(row["when_start"] + timedelta(hours=6, minutes=30)).time().isoformat() for row in rows} == {"00:00:00"}
    assert all(row["areas"][0] == "myanmar-burma" for row in rows)
