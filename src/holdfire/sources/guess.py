"""A first guess at a mapping, from the names of a table's columns."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from .container import head_of
from .format import DELIMITERS, first_record
from .mapping import FIELDS
from .sheets import batches, columns_of

_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "event_id", "record_id", "incident_id", "no", "number", "ref", "_id", "_uuid"),
    "when": ("date", "event_date", "incident_date", "day", "when", "datetime", "timestamp"),
    "when_start": ("date_start", "start_date", "from_date", "when_start"),
    "when_end": ("date_end", "end_date", "to_date", "when_end"),
    "published": ("published", "date_published", "report_date", "reported"),
    "place": ("place", "location", "town", "village", "settlement", "site_name", "where"),
    "lat": ("lat", "latitude", "y", "gps_latitude"),
    "lon": ("lon", "long", "lng", "longitude", "x", "gps_longitude"),
    "country": ("country",),
    "first_order": ("admin1", "adm_1", "governorate", "province", "state", "region", "oblast"),
    "second_order": ("admin2", "adm_2", "district", "raion"),
    "act": ("act", "event_type", "type", "incident_type", "category", "kind"),
    "weapon": ("weapon", "weapon_type", "weapons"),
    "actors": ("actor", "actors", "actor1", "perpetrator", "responsible", "party", "side_a"),
    "targets": ("target", "targets", "actor2", "victim", "side_b"),
    "claimed_by": ("source", "sources", "claimed_by", "reported_by", "reporter", "monitor"),
    "carried_by": ("outlet", "media", "carried_by"),
    "killed_best": ("killed", "deaths", "dead", "fatalities", "killed_best", "best"),
    "injured": ("injured", "wounded"),
    "civilians_killed": ("civilians_killed", "civilian_deaths", "deaths_civilians"),
    "words": ("notes", "description", "text", "summary", "details", "headline", "words"),
}

_NEEDED = {"id": "row", "act": "other_event"}

_HEAD = """\
# A mapping from the columns of {file}
# It has these columns: {columns}
#
# Each field takes a column, or a constant:
#   killed_best: {{column: dead}}
#   act: {{column: kind, values: {{shelled: shelling, "air raid": air_strike}}}}   # from their words to ours
#   when: {{column: date, format: "%d/%m/%Y"}}     # where the date is not written 2016-02-27
#   claimed_by: {{column: monitors, split: ";"}}   # a list in one cell
#   actors: {{column: who, values: {{unknown: ""}}}}   # an empty value is nothing said
#   direction: {{constant: known}}                 # the actors acted on the targets; without it, either on the other
#   compiled_by: {{constant: our-cell}}            # who holds every row to be another event
# Fields: {fields}.
# Lines that begin with # were not guessed: fill in what the table holds, and leave out the rest.

name: {name}             # begins every id: {name}:RECORD
zone: UTC                # the IANA zone of the places, such as Asia/Damascus: please correct
fields:
"""


def guess_mapping(path: Path) -> str:
    """A mapping file to correct, as YAML text with comments. Raises `SourceError` for a file that is no
    table."""
    columns, first = _opening(path)
    guessed = _guess(columns)
    name = re.sub(r"[^a-z0-9]+", "-", path.name.split(".")[0].lower()).strip("-") or "table"
    head = _HEAD.format(file=path.name, columns=", ".join(columns), fields=", ".join(FIELDS), name=name)
    return head + "".join(_line(field, guessed.get(field), first) for field in FIELDS)


def _opening(path: Path) -> tuple[list[str], dict[str, str]]:
    made_of, compression, head = head_of(path)
    if made_of == "text":
        text = head.decode("utf-8-sig", "replace")
        delimiter = max(DELIMITERS, key=lambda each: len(first_record(text, each)[0]))
        columns, length = first_record(text, delimiter)
        row = next(csv.reader(io.StringIO(text[length:], newline=""), delimiter=delimiter), [])
        return columns, dict(zip(columns, row, strict=False))
    columns = columns_of(path, made_of, compression)
    table = next(batches(path, made_of, [0], 1), None)
    row_of = table.slice(0, 1).to_pylist() if table is not None else []
    return columns, {name: value or "" for name, value in (row_of[0] if row_of else {}).items()}


def _guess(columns: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    plain = {re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_"): column for column in reversed(columns)}
    for field, names in _NAMES.items():
        column = next((plain[name] for name in names if name in plain), None)
        if column is not None and column not in found.values():
            found[field] = column
    if "when" in found and "when_start" in found:
        del found["when"]
    return found


def _line(field: str, column: str | None, first: dict[str, str]) -> str:
    if column is None:
        if field in _NEEDED:
            return f"  {field}: {{constant: {_NEEDED[field]}}}   # needed, and not found: please correct\n"
        return f"  # {field}: {{column: }}\n"
    example = " ".join(first.get(column, "").split())[:60]
    shown = f"   # first: {example}" if example else ""
    quoted = '"' + column.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"  {field}: {{column: {quoted}}}{shown}\n"
