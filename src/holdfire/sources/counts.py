"""Counts that somebody published, as files of reports hold them under `counts:`; each keeps its own rule and period."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import Field, NonNegativeInt, field_validator

from ..records import Record
from ..world import Document, KnowledgeError, Problem, World, checked, read_yaml
from ..world.time import Interval, parse_when, zone_info
from .format import recognise

Moment = datetime | date | str


class CountPeriod(Record):
    """From when to when a count reaches, both as it is written: a day, or an hour at the place. A day at the end is
    meant with all of it."""

    from_: Moment
    to: Moment

    def text(self) -> tuple[str, str]:
        """Both as they are written in a file."""
        return _text(self.from_), _text(self.to)


class PublishedCount(Record):
    """A number that somebody published for a period, under a rule of its own: never to be added to another.

    `counts` says what was counted, in words, and `rule` by which rule, where that is told. `parts` split the total by
    side, `by_place` by place; `printed` are numbers printed beside it, `arrests_by_government` being one of `arrests`.
    `zone` is the zone of the file, in which the period is meant.
    """

    id: str
    claimed_by: tuple[str, ...] = Field(min_length=1)
    carried_by: tuple[str, ...] = ()
    period: CountPeriod
    published: date | None = None
    counts: str
    rule: str | None = None
    total: NonNegativeInt | None = None
    parts: dict[str, NonNegativeInt] = Field(default_factory=dict)
    by_place: dict[str, NonNegativeInt] = Field(default_factory=dict)
    printed: dict[str, NonNegativeInt] = Field(default_factory=dict)
    killed: NonNegativeInt | None = None
    source: str | None = None
    says: str | None = None
    flags: tuple[str, ...] = ()
    unchecked: bool | str = False
    zone: str = "UTC"
    file: str | None = None

    @field_validator("claimed_by", "carried_by", "flags", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("counts", "says", "rule")
    @classmethod
    def _in_one_line(cls, value: str | None) -> str | None:
        return None if value is None else " ".join(value.split())

    @property
    def when(self) -> Interval:
        """Its period as instants in UTC, half-open."""
        return parse_when({"from": self.period.from_, "to": self.period.to}, self.zone)


def read_counts(path: Path, world: World) -> list[PublishedCount]:
    """The published counts of a file of reports in YAML; a file of any other kind holds none.

    Raises `world.KnowledgeError` that names the line, for a count that cannot be read.

    >>> from importlib.resources import files
    >>> from holdfire.world import load_world
    >>> chronicle = Path(str(files("holdfire.chronicle"))) / "2016-06-to-09.yaml"
    >>> [each.total for each in read_counts(chronicle, load_world()) if each.id == "snhr-week-2016-09-12"]
    [242]
    """
    if recognise(path).name != "reports" or _is_lines(path):
        return []
    document = read_yaml(path, impossible_dates=True)
    entries = document.content.get("counts") or []
    if not isinstance(entries, list):
        raise KnowledgeError([_wrong(document, ("counts",), f"a {type(entries).__name__}", "a list of counts")])
    zone = _zone(document)
    return [_read(document, entry, n, zone, world) for n, entry in enumerate(entries)]


def _is_lines(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def _zone(document: Document) -> str:
    zone = str(document.content.get("zone"))
    try:
        zone_info(zone)
    except ValueError:
        raise KnowledgeError([_wrong(document, ("zone",), f"zone {zone!r}", "an IANA zone")]) from None
    return zone


def _read(document: Document, entry: Any, n: int, zone: str, world: World) -> PublishedCount:
    given = {**entry, "zone": zone, "file": document.path.name} if isinstance(entry, dict) else entry
    found = checked(document, PublishedCount, given, ("counts", n))
    try:
        found.when  # noqa: B018 - a period that cannot be read is told with its line
    except ValueError as bad:
        expected, _, got = str(bad).removeprefix("expected ").partition(", found ")
        raise KnowledgeError([_wrong(document, ("counts", n, "period"), got, expected)]) from None
    known = {name: tuple(map(world.claimants.resolve, getattr(found, name))) for name in ("claimed_by", "carried_by")}
    return found.model_copy(update=known)


def _wrong(document: Document, at: tuple[str | int, ...], found: str, expected: str) -> Problem:
    return Problem(
        document.path.name, document.line_of(at), found, expected, "Correct it: see docs/formats.md, Reports."
    )


def _text(value: Moment) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value.strip()
