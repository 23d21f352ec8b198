"""Columns that stand in the names of folders: `…/year=2016/country=Syria/part-0.parquet`, as Hive and Spark write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pyarrow as pa

from .address import Where

MISSING = "__HIVE_DEFAULT_PARTITION__"
"""Stands in a folder's name for a missing value. Source: Apache Hive, `hive.exec.default.partition.name`."""

Constants = tuple[tuple[str, str | None], ...]
"""Columns that have one value in a whole file, in order."""


def constants_of(path: Where) -> Constants:
    """The columns that the folders right above a file give it, from the outermost in.

    >>> constants_of(Path("/data/2016/country=C%C3%B4te d'Ivoire/year=__HIVE_DEFAULT_PARTITION__/part-0.csv"))
    (('country', "Côte d'Ivoire"), ('year', None))
    """
    folders = (path.absolute() if isinstance(path, Path) else path).parts[:-1]
    found: dict[str, str | None] = {}
    for folder in reversed(folders):
        name, sign, value = folder.partition("=")
        if not name or not sign:
            break
        found.setdefault(unquote(name), None if value == MISSING else unquote(value))
    return tuple(reversed(found.items()))


def lacking_in(names: Sequence[str], constants: Constants) -> Constants:
    """Those that a table with these columns does not have itself."""
    have = {name.lower() for name in names}
    return tuple(each for each in constants if each[0].lower() not in have)


def with_constants(table: pa.Table, constants: Constants) -> pa.Table:
    """The table with a column more for each, the same text in every row."""
    for name, value in constants:
        if value is None:
            column = pa.nulls(table.num_rows, pa.string())
        else:
            column = pa.DictionaryArray.from_arrays(np.zeros(table.num_rows, np.int32), pa.array([value], pa.string()))
        table = table.append_column(name, column)
    return table
