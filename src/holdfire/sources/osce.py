"""Daily reports of the OSCE Special Monitoring Mission to Ukraine: counts, and what was heard and seen from where."""

from __future__ import annotations

from ..records import Document
from ..records.reading import Count, ReadObservation
from ..world import World
from .bulletins.numbers import numbers
from .bulletins.osce_beside import Sections, restriction, weapons
from .bulletins.osce_lines import Lines, read_line
from .bulletins.osce_table import layout, read_events
from .bulletins.read import counts_of
from .bulletins.text import LONGEST_TEXT, sentences, source_of

FAMILY = "osce-smm"


def read_osce(document: Document, world: World) -> tuple[list[Count], list[ReadObservation]]:
    """The counts of a report, and its lines and table rows as observations.

    A line becomes observations where it tells a time, a position or bearing, and what was heard or seen; its numbers
    are then measures (`explosions`, `bursts`, `shots`, …) and no counts, so that nothing stands twice. Any other number
    is a count. The place of an observation is a sector from the observing position, in degrees and kilometres, where
    the world knows the position (`load_world(theatres=("ukraine",))`).

    >>> from holdfire.world import load_world
    >>> text = ("OSCE SMM, as of 19:30, 5 August 2019. On 5 August, positioned in Svitlodarsk, the SMM heard "
    ...         "eight undetermined explosions 3-5km south-east.")
    >>> counts, [seen] = read_osce(Document(id="d", kind="text", text=text), load_world(theatres=("ukraine",)))
    >>> seen.sector.bearing, seen.sector.range_max, seen.measures[0].value, counts
    (135.0, 5.0, 8.0, [])
    """
    counts, seen, _ = read_report(document, world)
    return counts, seen


def read_report(document: Document, world: World) -> tuple[list[Count], list[ReadObservation], list[str]]:
    """What `read_osce` gives, and flags for numbers and tables of which nothing could be read."""
    source = source_of(document, world, FAMILY)
    text = document.text[:LONGEST_TEXT]
    printed = numbers(text)
    seen: list[ReadObservation] = []
    beside: list[Count] = []
    used: list[tuple[int, int]] = []
    held, sections = Lines(), Sections()
    at = 0
    for start, end in sentences(text):
        while at < len(printed) and printed[at].start < start:
            at += 1
        last = at
        while last < len(printed) and printed[last].start < end:
            last += 1
        if sections.heading(text[start:end]):
            continue
        here = printed[at:last]
        found, spans = read_line(source, start, end, here, held)
        arms = [] if found else weapons(source, start, end, here, sections)
        refused = None if found or arms else restriction(source, start, end, sections)
        seen += found
        beside += [*arms, *([refused] if refused else [])]
        used += [*spans, *((each.span.start, each.span.end) for each in arms if each.span)]
    tables = []
    for number, table in enumerate(document.tables):
        columns = layout(table)
        if columns is not None:
            rows, left = read_events(source, number, table, columns)
            seen += rows
            beside += left
            tables.append(number)
    counts, flags = counts_of(source, used, tables)
    return [*counts, *beside], seen, flags
