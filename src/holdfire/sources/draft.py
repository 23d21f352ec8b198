"""Columns under way to becoming observations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..records import Alternative, Observation, arrow_schema
from .aside import Aside
from .column import Ints, Mask, lists, strings, together
from .naming import Sets
from .place import UnknownArea, Where

ACT_UNKNOWN = "act_unknown:"
"""Begins the flag of a row whose act is coded in a way that nobody here can read; the coding follows."""

SCHEMA = arrow_schema(Observation)
ALTERNATIVES = arrow_schema(Alternative)


@dataclass(frozen=True)
class Imported:
    """What was read from a run of rows.

    `observations` has the fields of `Observation`, in order; columns of repeated text, and of lists of text,
    are dictionary-encoded. `rows == observations.num_rows + rejects.num_rows`, always. `unknown_areas` counts
    the kept rows by the names of areas that nobody knows.
    """

    observations: pa.Table
    alternatives: pa.Table
    rejects: pa.Table
    rows: int
    unknown_areas: Mapping[UnknownArea, int] = field(default_factory=dict)


def no_alternatives() -> pa.Table:
    """An empty side table."""
    return ALTERNATIVES.empty_table()


def same(value: str, rows: int) -> pa.DictionaryArray:
    """One text in every row."""
    return strings([value], np.zeros(rows, dtype=np.int64))


def prefixed(source: str, ids: pa.Array) -> pa.Array:
    """Readable ids, such as `ucdp-ged:218651`; a row without an id keeps an empty one until it is set
    aside."""
    return pc.binary_join_element_wise(pa.scalar(source), pc.fill_null(ids, ""), ":")


def flags(named: dict[str, Mask], rows: int, unread: Sets | None = None) -> pa.DictionaryArray:
    """The flags of each row, from one mask a flag. `unread` adds flags with words of their own."""
    code = np.zeros(rows, dtype=np.int64)
    for bit, mask in enumerate(named.values()):
        code |= mask.astype(np.int64) << bit
    distinct, at = np.unique(code, return_inverse=True)
    names = list(named)
    held = [[name for bit, name in enumerate(names) if value >> bit & 1] for value in distinct.tolist()]
    if unread is None:
        return lists(held, at.astype(np.int64))
    pairs, both = together((len(held), at.astype(np.int64)), unread.keyed())
    return lists([[*held[n], *unread.values[m]] for n, m in pairs], both)


def unread_act(values: Sequence[str], unknown: Sequence[bool], at: Ints) -> Sets:
    """A flag for rows whose coding of the act nobody can read, with the coding itself."""
    marked: list[tuple[str, ...]] = [
        (f"{ACT_UNKNOWN}{value}",) if wrong else () for value, wrong in zip(values, unknown, strict=True)
    ]
    return Sets(marked, at)


def times(micros: Ints, missing: Mask | None = None) -> pa.Array:
    """Instants given in microseconds UTC."""
    return pa.array(micros, pa.int64(), mask=missing).cast(pa.timestamp("us", tz="UTC"))


def imported(aside: Aside, columns: dict[str, pa.Array], place: Where | None = None) -> Imported:
    """The kept rows as observations, the others set aside. Fields that neither a column nor the place gives are
    missing or empty."""
    rows = len(aside.rows)
    columns = {"file": same(aside.rows.file, rows), "row": pa.array(aside.rows.number), **columns}
    columns |= {} if place is None else place.columns()
    arrays = [columns[each.name] if each.name in columns else _absent(each, rows) for each in SCHEMA]
    table = pa.Table.from_arrays(arrays, names=SCHEMA.names)
    kept = aside.kept
    if not kept.all():
        table = table.filter(pa.array(kept))
    unknown = {} if place is None else _unknown(place, kept)
    return Imported(table, no_alternatives(), aside.table(), rows, unknown)


def _unknown(place: Where, kept: Mask) -> Counter[UnknownArea]:
    found: Counter[UnknownArea] = Counter()
    counted = np.bincount(place.named.at[kept], minlength=len(place.unknown)).tolist()
    for areas, n in zip(place.unknown, counted, strict=True):
        found.update(dict.fromkeys(areas, n) if n else {})
    return found


def _absent(field: pa.Field, rows: int) -> pa.Array:
    if pa.types.is_list(field.type) and field.type.value_type == pa.string():
        return lists([[]], np.zeros(rows, dtype=np.int64))
    if pa.types.is_list(field.type):
        offsets = pa.array(np.zeros(rows + 1, dtype=np.int32))
        return pa.ListArray.from_arrays(offsets, pa.array([], field.type.value_type))
    if field.type == pa.string():
        stands = Observation.model_fields[field.name].default  # what a record has where nobody says it
        return strings([str(stands) if isinstance(stands, str) else ""], np.zeros(rows, dtype=np.int64))
    return pa.nulls(rows, field.type)
