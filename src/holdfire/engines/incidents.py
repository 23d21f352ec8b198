"""Incidents read back one at a time from the file that `run_matching` wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..world import World, load_world, theatres
from .matching import METADATA

_AT_ONCE = 5_000


def is_incidents(path: Path) -> bool:
    """Whether a file was written by `holdfire match`."""
    if path.suffix != ".parquet" or not path.is_file():
        return False
    try:
        return METADATA in (pq.read_schema(path).metadata or {}) and "accounts" in pq.read_schema(path).names
    except (pa.ArrowException, OSError):  # no Parquet file at all: whoever reads it says so
        return False


def made_from(path: Path) -> dict[str, Any]:
    """The inputs of a file of incidents, with their hashes."""
    found: dict[str, Any] = json.loads(pq.read_schema(path).metadata[METADATA])
    return found


def incident_in(ident: str, path: Path) -> tuple[dict[str, Any], World]:
    """The incident of that id, or that holds the report of that id, and the world that knows its names.

    Raises `KeyError` where there is none.
    """
    file = pq.ParquetFile(path)
    world = load_world(*(Path(each["path"]) for each in made_from(path)["world"]), theatres=theatres())
    at = 0
    for batch in file.iter_batches(_AT_ONCE, columns=["id", "reports"]):
        for n, (name, reports) in enumerate(zip(batch["id"].to_pylist(), _ids(batch["reports"]), strict=True)):
            if ident == name or ident in reports:
                return _row(file, at + n), world
        at += batch.num_rows
    raise KeyError(f"expected the id of an incident or of one of its reports in {path}, found {ident!r}")


def _ids(reports: pa.ListArray) -> list[list[str]]:
    named = pa.ListArray.from_arrays(reports.offsets, reports.values.field("id"))
    return [each or [] for each in named.to_pylist()]


def _row(file: pq.ParquetFile, at: int) -> dict[str, Any]:
    for batch in file.iter_batches(_AT_ONCE):
        if at < batch.num_rows:
            found: dict[str, Any] = batch.slice(at, 1).to_pylist()[0]
            return found
        at -= batch.num_rows
    raise KeyError(at)
