"""Files of reports: YAML with a list `reports`, or JSON with one report a line; each report one claimant's
claim."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..records import Alternative, Observation
from ..world import KnowledgeError, World, read_yaml
from ..world.report import TermError, read_report
from ..world.time import zone_info
from .address import Where
from .aside import SCHEMA as REJECTED
from .aside import rejected
from .container import brought, size_of, unpacked
from .draft import ALTERNATIVES, SCHEMA, Imported
from .problem import SourceError

LARGEST = 64 * 1024 * 1024
"""Bytes. A YAML file can only be read as a whole."""

_RUN = 10_000


@dataclass
class _Gathered:
    observations: list[Observation] = field(default_factory=list)
    alternatives: list[Alternative] = field(default_factory=list)
    rejects: list[dict[str, object]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.observations) + len(self.rejects)

    def imported(self) -> Imported:
        return Imported(
            pa.Table.from_pylist([each.model_dump() for each in self.observations], schema=SCHEMA),
            pa.Table.from_pylist([each.model_dump() for each in self.alternatives], schema=ALTERNATIVES),
            pa.Table.from_pylist(self.rejects, schema=REJECTED),
            self.rows,
        )


def read(path: Where, compression: str | None, world: World) -> Iterator[Imported]:
    """The reports of a file as observations; those that cannot be read, with what was expected and found.

    Raises `SourceError` for a file that is no YAML, or that lacks its `zone` or its `reports`.
    """
    with unpacked(path, compression) as stream:
        first = stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first == b"{":
        yield from _lines(path, compression, world)
        return
    size = size_of(path)
    if compression is not None or size > LARGEST:
        raise SourceError(
            path, found=f"{compression} compression" if compression else f"a YAML file of {size >> 20} MB",
            expected=f"a plain YAML file of at most {LARGEST >> 20} MB",
            remedy="Unpack it, split it, or write one report a line (JSONL).",
        )  # fmt: skip
    with brought(path) as here:
        yield from _yaml(here, world)


def _yaml(path: Path, world: World) -> Iterator[Imported]:
    try:
        content = read_yaml(path, impossible_dates=True).content
    except KnowledgeError as bad:
        problem = bad.problems[0]
        raise SourceError(
            path, line=problem.line, found=problem.found, expected=problem.expected, remedy=problem.remedy
        ) from None
    zone, entries = content.get("zone"), content.get("reports")
    if not isinstance(entries, list):
        raise SourceError(
            path, found=f"reports: {entries!r}"[:80], expected="a list of reports", remedy="Write a list."
        )
    held = _Gathered()
    for number, entry in enumerate(entries, start=1):
        _take(held, path, number, entry, _zone(path, zone), world)
        if held.rows >= _RUN:
            yield held.imported()
            held = _Gathered()
    yield held.imported()


def _zone(path: Where, zone: Any) -> str:
    try:
        zone_info(str(zone))
    except ValueError as bad:
        raise SourceError(path, found=f"zone: {zone}", expected="an IANA zone", remedy=str(bad).capitalize()) from None
    return str(zone)


def _lines(path: Where, compression: str | None, world: World) -> Iterator[Imported]:
    held, zone, number = _Gathered(), None, 0
    with unpacked(path, compression) as stream:
        for line, text in enumerate(io.BufferedReader(stream), start=1):
            if not text.strip():
                continue
            try:
                entry = json.loads(text)
            except ValueError as bad:
                number += 1
                held.rejects.append(_refused(path, number, "not_json", "a JSON object", f"line {line}: {bad}", text))
                continue
            if isinstance(entry, dict) and "when" not in entry and "zone" in entry:
                zone = _zone(path, entry["zone"])
                continue
            number += 1
            own = entry.pop("zone", None) if isinstance(entry, dict) else None
            if own is None and zone is None:
                raise SourceError(
                    path, line=line, found="a report without a zone",
                    expected='a first line such as {"zone": "Asia/Damascus"}, or a zone in each report',
                    remedy="Add the first line.",
                )  # fmt: skip
            _take(held, path, number, entry, _zone(path, own) if own else str(zone), world)
            if held.rows >= _RUN:
                yield held.imported()
                held = _Gathered()
    yield held.imported()


def _take(held: _Gathered, path: Where, number: int, entry: Any, zone: str, world: World) -> None:
    told = json.dumps(entry, ensure_ascii=False, default=str)
    raw = told.encode("utf-8", "replace").decode("utf-8")
    if raw != told:  # half of a pair of surrogates, which no file can hold
        held.rejects.append(_refused(path, number, "not_utf8", "text", "half a letter", raw))
        return
    if not isinstance(entry, Mapping):
        held.rejects.append(_refused(path, number, "not_a_report", "a mapping", f"a {type(entry).__name__}", raw))
        return
    if not entry.get("id"):
        held.rejects.append(_refused(path, number, "missing_id", "the id of the report", "nothing", raw))
        return
    try:
        seen, rivals = read_report(entry, zone, world)
    except TermError as bad:
        expected = f"one of holdfire sources known {bad.kind}s"
        held.rejects.append(rejected(path.name, number, f"unknown_{bad.kind}", bad.kind, expected, repr(bad.name), raw))
        return
    except (ValueError, TypeError, KeyError) as bad:
        expected, _, found = str(bad).partition(", found ")
        held.rejects.append(_refused(path, number, "not_a_report", expected, found or "another", raw))
        return
    held.observations.append(seen.model_copy(update={"file": path.name, "row": number}))
    held.alternatives.extend(rivals)


def _refused(path: Where, number: int, reason: str, expected: str, found: str, raw: str | bytes) -> dict[str, object]:
    text = raw.decode("utf-8", "backslashreplace").rstrip() if isinstance(raw, bytes) else raw
    return rejected(path.name, number, reason, None, expected.removeprefix("expected "), found, text)
