"""Which format a file is in, told from its content; its name is never looked at."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from . import acled, gdelt, ged, incidents, own, readings
from .address import Address, Where
from .container import SAMPLE, head_of, stamp
from .days import parse_day
from .delimited import Layout
from .forms import exports
from .mapping import Mapping, read_mapping
from .partitions import Constants, constants_of, lacking_in
from .problem import SourceError


@dataclass(frozen=True)
class Format:
    """A format by its name for programs, its version, and its title for people."""

    name: str
    version: str
    title: str

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


@dataclass(frozen=True)
class Recognised:
    """A format, and how the file is to be taken apart. `constants` are columns that only its folders give; `bare` is a
    table with a header and no row."""

    format: Format
    made_of: str
    compression: str | None = None
    layout: Layout | None = None
    mapping: Mapping | None = None
    constants: Constants = ()
    bare: bool = False


FORM = "form"
"""Begins what a file of submissions is made of; what it is in itself follows: `form-text`, `form-xlsx`, `form-zip`."""

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}

_GED = frozenset({"type_of_violence", "side_a", "side_b", "date_start", "date_end"})
_ACLED = frozenset({"event_id_cnty", "event_date", "event_type", "actor1"})
_GDELT = frozenset({"globaleventid", "sqldate", "eventcode"})
_OWN = frozenset({"id", "when_start", "when_end", "act"})
_SIGNATURES = (_GED, _ACLED, _GDELT, _OWN)

_REPORTS = re.compile(r"^reports\s*:", re.MULTILINE)


def recognise(path: Where, mapping: Path | None = None) -> Format:
    """The format of a file. With a mapping it is a table of the user's own.

    Raises `SourceError` for a file that is no table and no file of reports, or that nothing here can read;
    the error says what was found, what was expected and what to do.
    """
    return examine(path, mapping).format


def examine(path: Where, mapping: Path | None = None) -> Recognised:
    """The format of a file, and how it is to be taken apart."""
    if isinstance(path, Address):
        return _known_there(path, path.version(), mapping, None if mapping is None else stamp(mapping))
    return _examine(path, None if mapping is None else read_mapping(mapping))


@lru_cache(maxsize=4096)
def _known_there(path: Address, version: str, mapping: Path | None, changed: str | None) -> Recognised:
    """What was found at an address stands as long as nothing changes: each look at it costs requests."""
    return _examine(path, None if mapping is None else read_mapping(mapping))


def _examine(path: Where, mapping: Mapping | None) -> Recognised:
    made_of, compression, head = head_of(path)
    if mapping is None and (submissions := _submissions(path, made_of, compression, head)):
        return submissions
    if made_of != "text":
        from .sheets import opening  # a workbook or a Parquet file is opened only where there is one

        names, rows = opening(path, made_of, compression)
        if mapping is None and made_of == "xlsx" and exports.has_mark(names):
            return _of_form("workbook", made_of, None)
        constants = _constants(path, names, mapping)
        told = by_columns(path, [*names, *dict(constants)], mapping)
        return Recognised(told, made_of, compression, None, mapping, constants, not rows)
    start = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    text = head[start:].decode("utf-8", "surrogateescape")
    if mapping is None and readings.is_readings(text):
        return Recognised(Format("readings", "JSON", "What was read from documents"), "readings", compression)
    if mapping is None and (found := _reports(text)):
        return Recognised(found, "reports", compression)
    for attempt in (_headed, _headless):
        recognised = attempt(path, text, start, mapping)
        if recognised:
            bare = len(head) < SAMPLE and not head[recognised[1].start :].strip(b"\r\n")
            constants = _constants(path, recognised[1].columns, mapping)
            return Recognised(recognised[0], "text", compression, recognised[1], mapping, constants, bare)
    raise _unknown(path, text)


def _constants(path: Where, names: Sequence[str], mapping: Mapping | None) -> Constants:
    """What the folders give a table with these columns, under the names that its reader looks for."""
    if mapping is not None:
        return lacking_in(names, constants_of(path))
    return lacking_in([canonical(name) for name in names], tuple((canonical(k), v) for k, v in constants_of(path)))


def _submissions(path: Where, made_of: str, compression: str | None, head: bytes) -> Recognised | None:
    """A file of submissions of our field form; a workbook of them is told by its columns, where it is opened."""
    if made_of == "xlsx" and compression is None and exports.is_archive(path):
        return _of_form("archive", "zip", None)
    if made_of != "text":
        return None
    text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    if exports.is_json(text):
        return _of_form("JSON", made_of, compression)
    return _of_form("CSV", made_of, compression) if exports.delimiter_of(text) else None


def _of_form(version: str, made_of: str, compression: str | None) -> Recognised:
    return Recognised(Format("field-form", version, "Submissions of the field form"), f"{FORM}-{made_of}", compression)


def _reports(text: str) -> Format | None:
    if text.lstrip().startswith("{"):
        return Format("reports", "JSON lines", "Reports, one a line")
    return Format("reports", "YAML", "Reports") if _REPORTS.search(text) else None


def first_record(text: str, delimiter: str) -> tuple[list[str], int]:
    """The cells of the first record that is not empty, and how many characters it takes with what stands
    before it."""
    source = io.StringIO(text, newline="")
    lines = iter(source.readline, "")
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            if cells:
                return [_shown(cell.strip()) for cell in cells], source.tell()
    except csv.Error:  # a cell beyond csv's limit, or a null byte: no header of any known table
        return [], 0
    return [], 0


def _shown(cell: str) -> str:
    return cell.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _headed(path: Where, text: str, start: int, mapping: Mapping | None) -> tuple[Format, Layout] | None:
    best: tuple[int, str, list[str], int] | None = None
    for delimiter in DELIMITERS:
        cells, length = first_record(text, delimiter)
        known = _known(cells, mapping)
        if known and (best is None or known > best[0]):
            best = (known, delimiter, cells, length)
    if best is None:
        return None
    _, delimiter, cells, length = best
    begin = start + len(text[:length].encode("utf-8", "surrogateescape"))
    names: Sequence[str] = cells if mapping else [canonical(cell) for cell in cells]
    _same_delimiter(path, text[length:], delimiter, len(cells))
    given = dict(_constants(path, names, mapping))
    found = by_columns(path, [*names, *given], mapping, _sample(text[length:], delimiter, names))
    return found, Layout(delimiter, True, tuple(names), begin, wanted(found, mapping))


def _known(cells: Sequence[str], mapping: Mapping | None) -> int:
    if mapping:
        return len(mapping.columns() & set(cells))
    names = {canonical(cell) for cell in cells}
    return max(len(each & names) for each in _SIGNATURES)


def canonical(name: str) -> str:
    """A column's name as the current layouts write it."""
    lower = name.strip().lower()
    return ged.ALIASES.get(lower, lower)


def _same_delimiter(path: Where, rest: str, delimiter: str, width: int) -> None:
    cells, _ = first_record(rest, delimiter)
    if len(cells) != 1 or width < 3:
        return
    for other, name in DELIMITERS.items():
        if 2 * len(first_record(rest, other)[0]) > width:
            raise SourceError(
                path,
                line=2,
                found=f"rows cut by the {name} under a header cut by the {DELIMITERS[delimiter]}",
                expected="one delimiter in the whole file",
                remedy="Export the table again with one delimiter.",
            )


def _sample(rest: str, delimiter: str, names: Sequence[str]) -> list[dict[str, str]]:
    rows = csv.reader(io.StringIO(rest[: 256 * 1024], newline=""), delimiter=delimiter)
    try:
        listed = [row for _, row in zip(range(500), rows, strict=False)]
    except csv.Error:  # a cell beyond csv's limit: the sample ends there, the rows themselves are read elsewhere
        return []
    return [dict(zip(names, row, strict=False)) for row in listed]


def by_columns(
    path: Where | str,
    names: Sequence[str],
    mapping: Mapping | None = None,
    sample: Sequence[dict[str, str]] = (),
) -> Format:
    """The format of a table with these columns. Raises `SourceError` where a needed column is missing."""
    if mapping is not None:
        _need(path, mapping.columns(), names, "the mapping")
        return Format("table", f"{len(names)} columns", f"Table by mapping {mapping.name!r}")
    have = {canonical(name) for name in names}
    if have >= incidents.COLUMNS:
        return Format("incidents", f"{len(names)} columns", "Incidents, as holdfire match writes them")
    if have >= _GED:
        _need(path, {"id", "date_start", "date_end"}, have, "UCDP GED")
        return Format("ucdp-ged", _ged_version(names, sample), "UCDP Georeferenced Event Dataset")
    if have >= _ACLED:
        version = "31 columns" if "disorder_type" in have else "2021 layout" if have & {"data_id", "iso3"} else ""
        return Format("acled", version or f"{len(names)} columns", "ACLED events")
    if have >= _GDELT:
        return Format("gdelt", gdelt.version(len(names)), "GDELT events")
    if have >= _OWN:
        return Format("observations", f"{len(names)} columns", "Observations, as holdfire writes them")
    raise _other_table(path, list(names))


def _ged_version(names: Sequence[str], sample: Sequence[dict[str, str]]) -> str:
    if any(row.get("code_status", "Clear") not in ("Clear", "") for row in sample):
        return "Candidate edition"
    return "41 columns (2019)" if len(names) == 41 and "relid" not in names else f"{len(names)} columns"


def _need(path: Where | str, needed: set[str] | frozenset[str], have: Sequence[str] | set[str], what: str) -> None:
    missing = sorted(set(needed) - set(have))
    if missing:
        raise SourceError(
            path, line=1, found=f"no column {', '.join(missing)}; there are {', '.join(list(have)[:40])}",
            expected=f"the columns that {what} needs", remedy="Correct the header, or the mapping.",
        )  # fmt: skip


def wanted(found: Format, mapping: Mapping | None) -> frozenset[str] | None:
    """The columns that are read of a file in that format; all where nothing is given."""
    if mapping is not None:
        return frozenset(mapping.columns())
    return {
        "ucdp-ged": frozenset(ged.COLUMNS),
        "acled": frozenset(acled.COLUMNS),
        "gdelt": frozenset(gdelt.COLUMNS),
        "observations": frozenset(own.COLUMNS),
    }.get(found.name)


def needed_by(found: Recognised) -> frozenset[str]:
    """The columns without which no table is read as that format; none where it is no table."""
    if found.mapping is not None:
        return frozenset(found.mapping.columns())
    named = {"ucdp-ged": _GED | {"id"}, "acled": _ACLED, "gdelt": _GDELT, "observations": _OWN}
    return named.get(found.format.name, incidents.COLUMNS if found.format.name == "incidents" else frozenset())


def _headless(path: Where, text: str, start: int, mapping: Mapping | None) -> tuple[Format, Layout] | None:
    if mapping is not None:
        raise SourceError(
            path, line=1, found=f"a first line {text.splitlines()[0][:120]!r}",
            expected=f"a header with columns of the mapping: {', '.join(sorted(mapping.columns()))}",
            remedy="Correct the mapping, or give the file a header.",
        )  # fmt: skip
    line = text.split("\n", 1)[0].rstrip("\r").split("\t")
    if gdelt.looks_like(line):
        names = gdelt.LAYOUTS[len(line)]
        found = Format("gdelt", gdelt.version(len(line)), "GDELT events")
        return found, Layout("\t", False, names, start, frozenset(gdelt.COLUMNS))
    for delimiter in (",", ";", "\t"):
        cells, _ = first_record(text, delimiter)
        layout = ged.HEADLESS.get(len(cells))
        if layout and _is_ged(dict(zip(layout, cells, strict=True))):
            found = Format("ucdp-ged", "headerless", "UCDP Georeferenced Event Dataset")
            return found, Layout(delimiter, True, layout, start, frozenset(ged.COLUMNS))
    return None


def _is_ged(row: dict[str, str]) -> bool:
    return (
        row["type_of_violence"].removesuffix(".0") in ("1", "2", "3")
        and parse_day(row["date_start"]) is not None
        and parse_day(row["date_end"]) is not None
        and row["where_prec"].removesuffix(".0") in ged.PRECISION_OF_PLACE
    )


def _unknown(path: Where, text: str) -> SourceError:
    named = next((name for each in _SIGNATURES for name in each if name in text.split("\n", 1)[0].lower()), None)
    if named and len(named) > 4:
        return SourceError(
            path, line=1, found=f"a header that holds {named!r}, cut by none of the known delimiters",
            expected="cells separated by " + ", ".join(DELIMITERS.values()),
            remedy="Export the table again with commas.",
        )  # fmt: skip
    names = max((first_record(text, delimiter)[0] for delimiter in DELIMITERS), key=len)
    return _other_table(path, names)


def _other_table(path: Where | str, names: list[str]) -> SourceError:
    shown = ", ".join(name[:40] for name in names[:30]) + (", …" if len(names) > 30 else "")
    return SourceError(
        path, line=1, found=f"a table of an unknown kind with the columns {shown}",
        expected="UCDP GED, ACLED, GDELT, a file of reports, or a table with a mapping",
        remedy=f"Write a mapping: holdfire new-mapping {path}\nIf it is an article or a message: holdfire read {path}",
    )  # fmt: skip
