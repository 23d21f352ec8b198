"""What observations say, as one hash a row: apart from its id and from where it stood in its file.

Worked out column-wise, once for each distinct value. Lists have no order, and an empty cell is a missing one; how Arrow
encodes a column makes no difference.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..records import Observation
from .draft import Imported
from .identity import combined, of_long_text, of_text

Hashes = npt.NDArray[np.uint64]

RIVALS = "alternatives"
"""The rival values of a row, which stand in a side table, as one more column of lists."""

COLUMNS = (
    *(name for name in Observation.model_fields if name not in ("id", "observation_id", "file", "row")),
    RIVALS,
)
"""What an observation says."""

_LONG = frozenset({"id", "words"})
"""Text that differs in nearly every row."""

_UNSAID = {"status": Observation.model_fields["status"].default}
"""Values that say no more than a missing one: a report alone is *reported*, whether that is written or not."""


def with_rivals(run: Imported) -> pa.Table:
    """The observations of a run with their rival values as one more column, each as JSON text."""
    rows = run.observations.num_rows
    if run.alternatives.num_rows == 0:
        none = pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int32)), pa.array([[]], pa.list_(pa.string())))
        return run.observations.append_column(RIVALS, none)
    by_id: dict[str, list[str]] = {}
    for rival in run.alternatives.to_pylist():
        by_id.setdefault(rival.pop("of"), []).append(_ordered(rival))
    listed = [by_id.get(ident, []) for ident in run.observations["id"].to_pylist()]
    return run.observations.append_column(RIVALS, pa.array(listed, pa.list_(pa.string())))


def contents(table: pa.Table) -> Hashes:
    """One hash a row over all that the observations say."""
    return combined([hashes(table, name) for name in COLUMNS])


def hashes(table: pa.Table, name: str) -> Hashes:
    """One hash a row of one column.

    >>> table = pa.table({"actors": [["a", "b"], ["b", "a"], ["b"]], "place": ["", None, "Daraya"]})
    >>> [(hashes(table, each)[1:] == hashes(table, each)[0]).tolist() for each in ("actors", "place")]
    [[True, False], [True, False]]
    """
    parts = [_of_array(chunk, name) for chunk in table[name].chunks if len(chunk)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint64)


def _of_array(cells: pa.Array, name: str) -> Hashes:
    kind = cells.type
    if name in _LONG:
        return of_long_text(cells.cast(kind.value_type) if pa.types.is_dictionary(kind) else cells)
    if pa.types.is_dictionary(kind) or pa.types.is_string(kind):
        return _of_codes(cells if pa.types.is_dictionary(kind) else cells.dictionary_encode(), name)
    if pa.types.is_timestamp(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return _of_numbers(cells)
    if pa.types.is_list(kind) and not len(cells.flatten()):
        return np.zeros(len(cells), dtype=np.uint64)
    return _of_values(cells.to_pylist(), name)


def _of_codes(coded: pa.DictionaryArray, name: str) -> Hashes:
    distinct = np.append(_of_values(coded.dictionary.to_pylist(), name), np.uint64(0))
    found: Hashes = distinct[np.asarray(pc.fill_null(coded.indices, len(distinct) - 1))]
    return found


def _of_numbers(cells: pa.Array) -> Hashes:
    if pa.types.is_floating(cells.type):
        bits = (np.asarray(pc.fill_null(cells, 0.0), dtype=np.float64) + 0.0).view(np.uint64)  # one zero, not two
    else:
        bits = np.asarray(pc.fill_null(pc.cast(cells, pa.int64()), 0)).view(np.uint64)
    found = combined([np.ones(len(bits), dtype=np.uint64), bits])
    found[np.asarray(cells.is_null())] = 0
    return found


def _of_values(values: Sequence[Any], name: str) -> Hashes:
    nothing: tuple[Any, ...] = (None, "", [], _UNSAID.get(name))
    return np.array([0 if value in nothing else of_text(_ordered(value)) for value in values], np.uint64)


def _ordered(value: Any) -> str:
    """A value as text that is the same whatever the order of its lists; JSON, so that `1` is no `1.0`."""
    return json.dumps(_sorted(value), ensure_ascii=False, sort_keys=True, default=str)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return sorted((_sorted(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True, default=str))
    return value
