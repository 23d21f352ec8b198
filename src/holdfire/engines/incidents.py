"""Incidents read back one at a time from the file that `run_matching` wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from ..incidents.gathering import SCHEMA as INCIDENTS
from ..records import Account, Incident, Proposition
from ..sources.address import Address, Where
from ..sources.rivals import check_rivals
from ..world import World, load_world, theatres
from ..world.sound import check_sound
from .findings import opened, parts_of
from .job import digest_of
from .matching import METADATA
from .problem import EngineError

_AT_ONCE = 5_000


def is_incidents(path: Where) -> bool:
    """Whether a file was written by `holdfire match`."""
    if path.suffix != ".parquet" or not path.exists():
        return False
    try:
        schema = pq.read_schema(opened(_file(path)))
        return METADATA in (schema.metadata or {}) and "accounts" in schema.names
    except (pa.ArrowException, OSError, EngineError):  # no Parquet file at all: whoever reads it says so
        return False


def _file(path: Where) -> Where:
    """The file itself; of an output at an address the one part that its manifest names."""
    return parts_of(path)[0] if isinstance(path, Address) and path.is_dir() else path


def made_from(path: Where) -> dict[str, Any]:
    """The inputs of a file of incidents, with their hashes. Raises `EngineError` where it does not tell them."""
    try:
        found = json.loads(pq.read_schema(opened(_file(path))).metadata[METADATA])
    except (ValueError, KeyError, TypeError, RecursionError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("world"), list):
        raise EngineError(f"{path}: expected a file that holdfire match wrote; it says nothing of its inputs")
    return found


def incident_in(ident: str, path: Where) -> tuple[dict[str, Any], World]:
    """The incident of that id, or that holds the report of that id, and the world that knows its names.

    Raises `KeyError` where there is none, `EngineError` for a file of other columns, or one whose world has changed.
    """
    file = pq.ParquetFile(opened(_file(path)))
    if _types(file.schema_arrow) != _types(INCIDENTS):
        raise EngineError(f"{path}: expected incidents as this version writes them. Match the reports again.")
    world = load_world(*_world_files(path), theatres=theatres())
    at = 0
    for batch in file.iter_batches(_AT_ONCE, columns=["id", "reports"]):
        for n, (name, reports) in enumerate(zip(batch["id"].to_pylist(), _ids(batch["reports"]), strict=True)):
            if ident == name or ident in reports:
                return _row(file, at + n, path), world
        at += batch.num_rows
    raise KeyError(f"expected the id of an incident or of one of its reports in {path}, found {ident!r}")


def _types(schema: pa.Schema) -> list[tuple[str, str]]:
    """Columns by name and type; Parquet names what is in a list otherwise than Arrow."""
    return [(field.name, str(field.type).replace("list<element: ", "list<item: ")) for field in schema]


def _world_files(path: Where) -> list[Path]:
    """The files of the user's own world, as they were when the reports were matched."""
    files = []
    for each in made_from(path)["world"]:
        if not isinstance(each, dict) or not isinstance(each.get("path"), str):
            raise EngineError(f"{path}: expected a file that holdfire match wrote; it says nothing of its world")
        file = Path(each["path"])
        if digest_of(file) != each.get("sha256"):
            raise EngineError(f"{file}: expected the file as it was when {path} was written. Match the reports again.")
        files.append(file)
    return files


def _ids(reports: pa.ListArray) -> list[list[str]]:
    named = pa.ListArray.from_arrays(reports.offsets, reports.values.field("id"))
    return [each or [] for each in named.to_pylist()]


def _checked(incident: dict[str, Any], path: Where) -> dict[str, Any]:
    """The incident, if everything in it is what an incident has. Raises `EngineError` where it is not."""
    try:
        whole = Incident.model_validate(incident)
        for each in (whole.observation, *whole.reports):
            check_sound(each)
        check_rivals(incident["alternatives"])
        for account in whole.accounts:
            _check_value(account)
    except (ValueError, TypeError, RecursionError) as bad:
        wrong = bad.errors(include_url=False)[0] if isinstance(bad, ValidationError) else None
        reason = f"{wrong['msg']} at {'.'.join(map(str, wrong['loc']))}" if wrong else str(bad)
        raise EngineError(
            f"{path}: found an incident that cannot be read ({reason}); expected what holdfire match wrote."
            " Match the reports again."
        ) from None
    return incident


def _check_value(account: Account) -> None:
    """What is said of a proposition: text, a list of texts, or two numbers of which the second may be left open."""
    value = None if account.value is None else json.loads(account.value)
    if account.proposition is Proposition.HARM and value is not None:
        low, high = value
        sound = isinstance(low, int) and isinstance(high, int | None)
    else:
        sound = value is None or all(isinstance(each, str) for each in (value if isinstance(value, list) else [value]))
    if not sound:
        raise ValueError(f"{str(account.value)[:80]!r} of {account.proposition}")


def _row(file: pq.ParquetFile, at: int, path: Where) -> dict[str, Any]:
    for batch in file.iter_batches(_AT_ONCE):
        if at < batch.num_rows:
            found: dict[str, Any] = batch.slice(at, 1).to_pylist()[0]
            return _checked(found, path)
        at -= batch.num_rows
    raise KeyError(at)
