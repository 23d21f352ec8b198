"""The words that a row of a dataset carries, read into rival values: never above what the dataset codes.

The coding keeps at least half of a row's mass, whatever the words say; what they say is a doubt or a refinement beside
it. An act is taken only where it refines the coded one, and a group only where the coding names an aggregate. Words
that tell of another place, day or pair of sides than the row's, or that total a whole day, say nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from math import floor
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from ...records import WORDS, Alternative, Span, arrow_schema
from ...world import World
from .beside import Beside, Changes
from .heard import Heard, heard_in

MOST = 0.5
"""The mass of all that the words of a row say, at most: the coding has the rest."""

SOURCES = ("ucdp-ged", "acled")
"""Datasets whose words are read: their rows are coded by people, and carry a headline or a note."""

_EVENTS = 5
"""Events that the words of one row may tell, the heaviest; more are a list, and each would weigh next to nothing."""

_RUN = 8_192
"""Rows that are read at once."""

_KEPT = 16_384
"""Texts whose reading is kept for the rows that follow: headlines come again and again."""

_SEEN = (
    "words", "act", "weapon", "direction", "actors", "targets", "lat", "lon", "where_precision", "radius_km", "areas",
    "when_start", "when_end", "zone",
)  # fmt: skip
"""Fields of a row on which hangs what its words say."""

_ALTERNATIVES = arrow_schema(Alternative)


class Rival(NamedTuple):
    """What one event of the words changes in a row's coding, with its weight and the word that tells it."""

    changes: Changes
    weight: float
    span: Span


def read_words(observations: pa.Table, alternatives: pa.Table, world: World) -> tuple[pa.Table, int]:
    """The side table with what the rows' words say in it, and how many rows say something.

    Rows of other sources, without words or with rivals of their own stay as they are. Words in another language than
    English are not read. The weights of one row sum to at most `MOST`, and each event is one group `words:n`.
    """
    held = alternatives["of"].unique() if alternatives.num_rows else pa.array([], pa.string())
    wanted = pc.and_(
        pc.is_in(_plain(observations["source"]), value_set=pa.array(SOURCES, pa.string())),
        pc.and_(
            observations["words"].is_valid(), pc.invert(pc.is_in(observations["id"], value_set=held.cast("string")))
        ),
    )
    rows = observations.select(["id", *_SEEN]).filter(wanted)
    made: list[pa.Table] = []
    read = 0
    heard: dict[str, tuple[Heard, ...]] = {}
    alike: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for start in range(0, rows.num_rows, _RUN):
        run = rows.slice(start, _RUN).to_pylist()
        heard = heard if len(heard) < _KEPT else {}
        alike = alike if len(alike) < _KEPT else {}
        heard |= heard_in(list(dict.fromkeys(row["words"] for row in run if row["words"] not in heard)), world)
        found = list(_rows(run, heard, alike, world))
        read += len({each["of"] for each in found})
        made.append(pa.Table.from_pylist(found, schema=_ALTERNATIVES))
    return (pa.concat_tables([alternatives, *made]), read) if read else (alternatives, 0)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())


def _rows(
    run: Sequence[Mapping[str, Any]],
    heard: Mapping[str, Sequence[Heard]],
    alike: dict[tuple[Any, ...], list[dict[str, Any]]],
    world: World,
) -> Iterator[dict[str, Any]]:
    """The side table's rows for a run. Rows that are alike but for their id are read once, and kept in `alike`."""
    for row in run:
        told = heard[row["words"]]
        if not told:
            continue
        key = tuple(tuple(value) if isinstance(value := row[name], list) else value for name in _SEEN)
        if key not in alike:
            alike[key] = list(_table(rivals_of(row, told, world)))
        for each in alike[key]:
            yield {"of": row["id"], **each}


def _table(rivals: Sequence[Rival]) -> Iterator[dict[str, Any]]:
    for n, each in enumerate(rivals):
        shared = {"weight": each.weight, "backed_by": [], "group": f"{WORDS}:{n}", "span": each.span.model_dump()}
        for name, value in each.changes.items():
            yield {"field": name, "value": json.dumps(value), **shared}


def rivals_of(row: Mapping[str, Any], heard: Sequence[Heard], world: World) -> list[Rival]:
    """What the words of one row say beside its coding, one rival an event, in their order; together at most half."""
    beside = Beside(row, world)
    found: list[Rival] = []
    for each in heard:
        weight = beside.weight(each)
        changes = beside.changes(each) if weight > 0 else {}
        if changes:
            _join(found, Rival(changes, min(1.0, weight) * MOST, each.span), world)
    kept = sorted(sorted(found, key=lambda each: -each.weight)[:_EVENTS], key=lambda each: each.span.start)
    total = sum(each.weight for each in kept)
    scale = min(1.0, MOST / total) if total else 0.0
    scaled = [each._replace(weight=floor(each.weight * scale * 10_000) / 10_000) for each in kept]
    return [each for each in scaled if each.weight > 0]


def _join(found: list[Rival], new: Rival, world: World) -> None:
    """Several words for one event are one rival: the fullest and finest values, the highest weight."""
    for n, each in enumerate(found):
        for less, more in ((each, new), (new, each)):
            if _within(less.changes, more.changes, world):
                found[n] = more._replace(weight=max(each.weight, new.weight))
                return
    found.append(new)


def _within(less: Changes, more: Changes, world: World) -> bool:
    """Whether values say nothing that others do not say as well or finer; a row's own act is no coarse word for all."""
    if "act" in more and "act" not in less and "weapon" not in less:
        return False
    finer = {"act": world.acts, "weapon": world.weapons}
    return all(
        name in more and (more[name] == value or (name in finer and value in finer[name].above(more[name])))
        for name, value in less.items()
    )
