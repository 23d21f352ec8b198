"""Incidents come back as observations; whatever else has the same columns is told, and never judged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from holdfire.engines import EngineError
from holdfire.engines.incidents import incident_in, is_incidents
from holdfire.engines.matching import MatchJob, run_matching
from holdfire.records import Incident, arrow_schema
from holdfire.sources import SourceError, recognise
from holdfire.sources.rivals import check_rivals
from holdfire.world import World

from .examples import whole

Spoil = Callable[[dict[str, Any]], object]

REPORTS = """
zone: Asia/Damascus
reports:
  - {id: a, when: 2016-03-08, where: Daraya, act: shelling, actors: [Syrian army], claimed_by: [SOHR], killed: 12}
  - {id: b, when: 2016-03-08, where: Daraya, act: shelling, actors: [Syrian army], claimed_by: [ICRC], killed: 12}
  - {id: c, when: 2016-03-08, where: Daraya, act: shelling, actors: [Faylaq al-Sham], claimed_by: [SANA], killed: 12}
  - {id: d, when: 2016-05-01, where: Homs, act: air_strike, claimed_by: [SOHR]}
"""


@pytest.fixture
def incidents(tmp_path: Path) -> Path:
    """Three reports of one shelling with a rival perpetrator, and one report alone."""
    reports, out = tmp_path / "reports.yaml", tmp_path / "incidents.parquet"
    reports.write_text(REPORTS, encoding="utf-8")
    run_matching(MatchJob((reports,)), out=out)
    return out


def test_incidents_are_known_by_their_columns(incidents: Path) -> None:
    assert recognise(incidents).name == "incidents"
    assert is_incidents(incidents)


def test_each_incident_is_one_observation_with_its_rivals(incidents: Path, world: World) -> None:
    found = whole(incidents, world)
    assert (found.rows, found.rejects.num_rows) == (2, 0)
    first, alone = found.observations.to_pylist()
    assert (first["id"], first["reports"]) == ("incident:a", ["a", "b", "c"])
    assert (alone["id"], alone["reports"], alone["status"]) == ("d", [], "reported")
    assert [(row["file"], row["row"]) for row in (first, alone)] == [("incidents.parquet", 1), ("incidents.parquet", 2)]
    assert {(row["of"], row["field"]) for row in found.alternatives.to_pylist()} >= {("incident:a", "actors")}


def test_row_groups_are_read_apart_and_give_the_same(incidents: Path, world: World, tmp_path: Path) -> None:
    table = pq.read_table(incidents)
    apart = tmp_path / "apart.parquet"
    pq.write_table(table, apart, row_group_size=1)
    at_once, in_parts = (whole(path, world, rows) for path, rows in ((incidents, 250_000), (apart, 1)))
    assert in_parts.observations.drop_columns("file").equals(at_once.observations.drop_columns("file"))
    assert in_parts.alternatives.equals(at_once.alternatives)


# files of others


def loose(kind: pa.DataType) -> pa.DataType:
    """The type with everything in it allowed to be missing, as other programs write it."""
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(each.name, loose(each.type)) for each in kind])
    return pa.list_(loose(kind.value_type)) if pa.types.is_list(kind) else kind


def spoilt(incidents: Path, change: Spoil) -> Path:
    table = pq.read_table(incidents)
    rows = table.to_pylist()
    change(rows[0])
    schema = pa.schema([pa.field(each.name, loose(each.type)) for each in table.schema], table.schema.metadata)
    path = incidents.with_name("spoilt.parquet")
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    return path


def seen(**changed: Any) -> Spoil:
    return lambda row: row["observation"].update(changed)


def rival(**changed: Any) -> Spoil:
    return lambda row: row["alternatives"][0].update(changed)


SPOILT: dict[str, Spoil] = {
    "no id": seen(id=None),
    "no time": seen(when_start=None),
    "an end before its start": lambda row: seen(when_end=row["observation"]["when_start"])(row),
    "no zone of the world": seen(zone="Nowhere/Land"),
    "a zone that is a path": seen(zone="../../etc/passwd"),
    "an unknown direction": seen(direction="sideways"),
    "an unknown status": seen(status="surely"),
    "a point beyond the pole": seen(lat=999.0),
    "no number": seen(lat=float("nan")),
    "half a point": seen(lat=None),
    "a boundless radius": seen(radius_km=float("inf")),
    "fewer dead than none": seen(killed_best=-4),
    "an actor that is nothing": seen(actors=[None]),
    "no list of actors": seen(actors=None),
    "an exception without a name": seen(
        invoked=[{"exception": None, "by": "x", "judged": None, "met": [], "not_met": []}]
    ),
    "no observation": lambda row: row.update(observation=None),
    "no list of rivals": lambda row: row.update(alternatives=None),
    "a rival that is no JSON": rival(value="{no json"),
    "a rival of another kind": rival(field="actors", value="3"),
    "a rival of no field": rival(field="words", value='"x"'),
    "a weight that is no number": rival(weight=float("nan")),
    "a rival nested too deeply": rival(field="actors", value="[" * 100_000),
}


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT)
def test_what_no_report_says_is_refused_as_a_whole(incidents: Path, world: World, change: Spoil) -> None:
    with pytest.raises(SourceError) as failure:
        whole(spoilt(incidents, change), world)
    assert "spoilt.parquet" in str(failure.value)
    assert "expected what holdfire match wrote" in str(failure.value)


@pytest.mark.parametrize("change", [SPOILT[name] for name in (
    "no time", "no zone of the world", "an actor that is nothing", "no observation", "a rival that is no JSON",
)])  # fmt: skip
def test_what_no_report_says_is_not_explained(incidents: Path, change: Spoil) -> None:
    with pytest.raises(EngineError, match="found an incident that cannot be read"):
        incident_in("a", spoilt(incidents, change))


@pytest.mark.parametrize("value", ['{"a": 1}', "3", "[1, 2, 3]", "[null, 2]", "no json"])
def test_an_account_of_no_value_is_not_explained(incidents: Path, value: str) -> None:
    def change(row: dict[str, Any]) -> None:
        account = next(each for each in row["accounts"] if each["proposition"] == "harm")
        account["value"] = value

    with pytest.raises(EngineError, match="found an incident that cannot be read"):
        incident_in("a", spoilt(incidents, change))


def text_columns(metadata: dict[bytes, bytes] | None) -> pa.Table:
    """The right names, and text in all of them."""
    return pa.table({name: ["x"] for name in arrow_schema(Incident).names}).replace_schema_metadata(metadata)


@pytest.mark.parametrize("metadata", [None, {b"holdfire": b"no json"}, {b"holdfire": b"[]"}, {b"holdfire": b"{}"}])
def test_the_right_names_over_the_wrong_types_are_told(
    tmp_path: Path, world: World, metadata: dict[bytes, bytes] | None
) -> None:
    path = tmp_path / "table.parquet"
    pq.write_table(text_columns(metadata), path)
    with pytest.raises(SourceError, match="observation of the type string"):
        whole(path, world)
    if is_incidents(path):
        with pytest.raises(EngineError, match="expected incidents as this version writes them"):
            incident_in("x", path)


@pytest.mark.parametrize(
    "world_files", [b'{"world": [{}]}', b'{"world": ["/etc/passwd"]}', b'{"world": 3}', b'{"world": [{"path": 3}]}']
)
def test_a_file_that_does_not_tell_its_world_is_not_explained(incidents: Path, world_files: bytes) -> None:
    table = pq.read_table(incidents)
    pq.write_table(table.replace_schema_metadata({b"holdfire": world_files}), incidents)
    with pytest.raises(EngineError, match="expected a file that holdfire match wrote"):
        incident_in("a", incidents)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_told(incidents: Path, world: World, share: float) -> None:
    content = incidents.read_bytes()
    incidents.write_bytes(content[: int(len(content) * share)])
    assert not is_incidents(incidents)
    with pytest.raises(SourceError, match=r"incidents\.parquet"):
        whole(incidents, world)


def test_a_file_with_a_flaw_in_its_middle_is_told(incidents: Path, world: World) -> None:
    content = bytearray(incidents.read_bytes())
    content[100:2000] = b"\xff" * 1900
    incidents.write_bytes(content)
    with pytest.raises(SourceError, match=r"incidents\.parquet"):
        whole(incidents, world)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actors", '["russia"]'), ("act", '"shelling"'), ("weapon", "null"), ("direction", '"known"'),
        ("targets", '{"targets": [], "target_basis": "claimed"}'),
        ("when", '{"when_start": "2016-03-08T00:00:00+00:00", "when_end": "2016-03-09T00:00:00+00:00"}'),
        ("where", '{"lat": 36.2, "lon": 37.1, "radius_km": 1, "areas": ["syria"]}'),
        ("where", '{"lat": null, "areas": ["syria"]}'), ("killed", "anything that is only shown"),
    ],
)  # fmt: skip
def test_rival_values_of_each_kind_are_taken(field: str, value: str) -> None:
    check_rivals([{"field": field, "value": value, "weight": None}])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actors", '"russia"'), ("actors", "[3]"), ("act", "3"), ("direction", '"up"'), ("targets", "[]"),
        ("targets", '{"targets": [], "target_basis": "guessed"}'), ("when", '{"when_start": "2016"}'),
        ("when", '{"when_start": "2016-03-08T00:00:00", "when_end": "2016-03-09T00:00:00"}'),
        ("where", '{"lat": 91, "lon": 0}'), ("where", '{"lat": 1}'), ("where", '{"lat": 1, "lon": 1, "radius_km": -1}'),
        ("where", '{"lat": 1e999, "lon": 1}'), ("where", '{"areas": [1]}'), ("id", '"x"'),
    ],
)  # fmt: skip
def test_rival_values_with_which_nothing_can_be_done_are_refused(field: str, value: str) -> None:
    with pytest.raises(ValueError, match="expected a value for the rival field"):
        check_rivals([{"field": field, "value": value, "weight": None}])
