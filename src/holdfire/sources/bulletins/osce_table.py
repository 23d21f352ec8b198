"""The table of ceasefire violations of the mission's reports: one row an observation."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ...records import DocumentTable
from ...records.reading import Count, ReadObservation, Span
from ...world import fold
from .lexicon import Noun
from .numbers import numbers
from .osce_lines import ARMS, ASSESSED, SOUNDS, Event, Lines, observed
from .osce_position import Position, position
from .osce_sector import flight, osce_words, placed
from .osce_when import when_of
from .period import find_day
from .text import Source, made_count

_COLUMNS: dict[str, list[str]] = osce_words()["table"]
_NEEDED = {"position", "observation", "time"}
_MOST_ROWS = 5_000
_LONGEST_CELL = 300


@dataclass(frozen=True)
class _Layout:
    header: int
    at: dict[str, int]


def layout(table: DocumentTable) -> _Layout | None:
    """The columns of a table of events, by its header; nothing where it is another table."""
    for n, row in enumerate(table.rows[:3]):
        at: dict[str, int] = {}
        for m, cell in enumerate(row[:20]):
            words = fold(cell[:60])
            for name, listed in _COLUMNS.items():
                if name not in at and any(words == fold(each) or words.startswith(fold(each) + " ") for each in listed):
                    at[name] = m
                    break
        if at.keys() >= _NEEDED:
            return _Layout(n, at)
    return None


def read_events(
    source: Source, number: int, table: DocumentTable, found: _Layout
) -> tuple[list[ReadObservation], list[Count]]:
    """Each row as an observation; a row whose sight is not known is kept as a count with what it has.

    Empty position cells repeat the one above, as merged cells do. Spans of a row count in the row's own cells, joined
    by ` | `, and the flag `table:T/R` names it.
    """
    seen: list[ReadObservation] = []
    counts: list[Count] = []
    held = Lines()
    last = ""
    for n, row in enumerate(table.rows[found.header + 1 : _MOST_ROWS], start=found.header + 1):
        cells = {name: row[m][:_LONGEST_CELL].strip() if m < len(row) else "" for name, m in found.at.items()}
        last = cells["position"] or last
        cells["position"] = last
        made = _row(source, number, n, cells, held)
        if isinstance(made, Count):
            counts.append(made)
        elif made is not None:
            seen.append(made)
    return seen, counts


def _row(source: Source, table: int, n: int, cells: dict[str, str], held: Lines) -> ReadObservation | Count | None:
    order = ("position", "event", "means", "number", "observation", "description", "weapon", "time")
    starts: dict[str, tuple[int, int]] = {}
    text = ""
    for name in order:
        text += " | " if text else ""
        starts[name] = (len(text), len(text) + len(cells.get(name, "")))
        text += cells.get(name, "")
    own = replace(source, document=source.document.model_copy(update={"text": text}))
    sounds = SOUNDS.find(text, *starts["observation"])
    told = numbers(cells.get("number", ""))
    if not sounds and not told:
        return None
    name = f"table:{table}/{n}"
    written = find_day(re.sub(r"[-.](?=[A-Za-z])", " ", cells["time"]), source.year)
    held.day = written[0] if written else held.day
    when, _ = when_of(text, *starts["time"], source.closing, source.period, source.year, held.day)
    value = told[0].value if told else None
    if not sounds:
        measure = fold(cells["observation"]).replace(" ", "_") or "observations"
        return made_count(
            source, Noun(counts=measure, words=()), told[0] if told else None, source.period, part=True,
            area_words=cells["position"] or None, flags=(name,),
        )  # fmt: skip
    if when is not None and written:
        when = replace(when, flags=(), sure=0.95)
    there = _position(own, starts["position"], text, held)
    event = _event(text, starts, sounds[0], value)
    made_seen = observed(own, event, there, when, Span(start=0, end=len(text), words=text, of="table"))
    flags = tuple(dict.fromkeys((name, *made_seen.flags)))
    ident = f"osce:{source.document.id[:16]}:t{table}r{n}"
    return made_seen.model_copy(update={"id": ident, "flags": flags})


def _event(text: str, starts: dict[str, tuple[int, int]], sound: object, value: int | None) -> Event:
    event = Event(sound.start, sound, None, value, sound.end)  # type: ignore[arg-type, attr-defined]
    event.assessed = tuple(dict.fromkeys(hit.value for hit in ASSESSED.find(text, *starts["description"])))
    arms = ARMS.find(text, *starts["weapon"])
    event.arm = arms[0] if arms else None
    event.flown = flight(text, *starts["description"]) or _letters(text, starts["description"])
    here = placed(text, *starts["event"])
    if here:
        event.sector, event.sector_span = here[0].sector, (here[0].start, here[0].end)
    event.end = starts["time"][1]
    if value is None:
        event.flags.append("count_not_stated")
    return event


def _letters(text: str, where: tuple[int, int]) -> tuple[float, float] | None:
    """ "W to E" without "from", as tables write a flight."""
    return flight("from " + text[where[0] : where[1]].removeprefix("In flight").strip(), 0, where[1] - where[0] + 5)


def _position(source: Source, where: tuple[int, int], text: str, held: Lines) -> Position | None:
    there = position(text, *where, source.world, held.position)
    held.position = there or held.position
    return there
