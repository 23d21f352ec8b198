"""Incidents as `holdfire match` writes them: each goes on as one observation, with what its reports say otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ..records import Direction, Incident, Status, TargetBasis, WhenPrecision, WherePrecision, arrow_schema, open_schema
from ..world.sound import FURTHEST_KM, MOST
from ..world.time import zone_info
from .address import Where
from .aside import SCHEMA as REJECTED
from .draft import ALTERNATIVES, SCHEMA, Imported
from .problem import SourceError
from .rivals import check_rivals
from .sheets import parquet

COLUMNS = frozenset(arrow_schema(Incident).names)
"""Columns by which a file of incidents is known."""

OPEN = open_schema(SCHEMA)
"""Observations as they stand in the file, where every field may be missing."""

_RUN = 20_000

_CODES = {
    "when_precision": WhenPrecision,
    "where_precision": WherePrecision,
    "direction": Direction,
    "target_basis": TargetBasis,
    "status": Status,
}
_MOST = {"radius_km": FURTHEST_KM}
_COUNTS = ("killed_low", "killed_best", "killed_high", "civilians_killed", "injured", "radius_km")


def read(path: Where, groups: Sequence[int], first: int = 1) -> Iterator[Imported]:
    """The observations and alternatives of some row groups.

    Raises `SourceError` for a file that is damaged, that another version of holdfire wrote otherwise, or that somebody
    changed into what no report says.
    """
    try:
        for batch in parquet(path).iter_batches(_RUN, row_groups=list(groups), columns=["observation", "alternatives"]):
            yield imported(path.name, pa.Table.from_batches([batch]), first)
            first += batch.num_rows
    except SourceError:
        raise
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError, AttributeError) as bad:
        reason = str(bad).split("\n", 1)[0][:200]
        raise SourceError(
            path, found=f"incidents that cannot be read ({reason})", expected="what holdfire match wrote",
            remedy="Match the reports again with this version.",
        ) from None  # fmt: skip


def imported(name: str, table: pa.Table, first: int = 1) -> Imported:
    """A table of incidents as observations; `name` stands for the file. Raises as Arrow does, and `ValueError`, for
    what no incident has."""
    rows = table.num_rows
    for each in ("observation", "alternatives"):
        _check_whole(table[each].combine_chunks(), arrow_schema(Incident).field(each))
    told = table["observation"].combine_chunks()
    given = {field.name: told.field(field.name) for field in told.type}
    given["file"] = pa.array([name] * rows, pa.string())
    given["row"] = pa.array(range(first, first + rows), pa.int64())
    arrays = [given[field.name] if field.name in given else pa.nulls(rows, field.type) for field in OPEN]
    observations = pa.Table.from_arrays(arrays, schema=OPEN)
    _check(observations)
    rivals = pc.list_flatten(table["alternatives"]).combine_chunks()
    backed = [rivals.field(each) for each in ALTERNATIVES.names]
    alternatives = pa.Table.from_arrays(backed, schema=open_schema(ALTERNATIVES))
    check_rivals(alternatives.select(["field", "value", "weight"]).to_pylist())
    return Imported(observations, alternatives, REJECTED.empty_table(), rows)


def _check_whole(cells: pa.Array, field: pa.Field) -> None:
    """Raises `ValueError` where something is missing that is always there, at any depth, or is of another kind."""
    if not field.nullable and cells.null_count:
        raise ValueError(f"nothing at {field.name}")
    if pa.types.is_list(field.type) != pa.types.is_list(cells.type):
        raise ValueError(f"{field.name} of the type {cells.type}")
    if pa.types.is_list(field.type):
        _check_whole(cells.flatten(), pa.field(field.name, field.type.value_type, nullable=False))
    elif pa.types.is_struct(field.type):
        if not pa.types.is_struct(cells.type):
            raise ValueError(f"{field.name} of the type {cells.type}")
        there = cells.drop_null()
        for each in field.type:
            _check_whole(there.field(each.name), each)


def _check(observations: pa.Table) -> None:
    """Raises `ValueError` for what no observation has; each distinct value is looked at once."""
    for zone in pc.unique(observations["zone"]).to_pylist():
        zone_info(zone)
    for name, codes in _CODES.items():
        for value in pc.unique(observations[name]).to_pylist():
            codes(value)
    if not pc.all(pc.less(observations["when_start"], observations["when_end"]), min_count=0).as_py():
        raise ValueError("an end that is not after its start")
    for name in _COUNTS:
        bounds = pc.min_max(observations[name])
        if (bounds["min"].as_py() or 0) < 0 or (bounds["max"].as_py() or 0) > _MOST.get(name, MOST):
            raise ValueError(f"{name} out of range")
    _check_points(observations["lat"], observations["lon"])


def _check_points(lat: pa.ChunkedArray, lon: pa.ChunkedArray) -> None:
    if lat.is_null() != lon.is_null():
        raise ValueError("half a point")
    for name, degrees, most in (("lat", lat, 90), ("lon", lon, 180)):
        if not pc.all(pc.less_equal(pc.abs(degrees), most), min_count=0).as_py():
            raise ValueError(f"{name} out of range")
