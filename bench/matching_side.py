"""One side in a process of its own: `python -m bench.matching_side NAME FOLDER RUNS`.

It reads `FOLDER/records.arrow`, and writes `NAME.npy` (by row the number of its incident) and `NAME.json` there.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import psutil
import pyarrow as pa
import pyarrow.feather as feather

from .machine import PeakMemory, best_of

Ints = npt.NDArray[np.int64]
Side = Callable[[pa.Table], Ints]

RIVALS = {"splink": ("rival_splink", "linked", "splink"), "near_oracle": ("rival_oracle", "assigned", "scipy")}
"""Module, function, and the distribution that it needs."""


class AbsentError(Exception):
    """A side that cannot run here, and why."""


def main() -> None:
    """Run one side and write what it said and what it took."""
    name, folder, runs = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    (folder / f"{name}.json").write_text(json.dumps(measured(name, folder, runs)), encoding="utf-8")


def measured(name: str, folder: Path, runs: int) -> dict[str, Any]:
    """Seconds from the table in memory to the incidents, and the most memory held: in all, and beyond what was there
    before (Python, libraries, the table itself)."""
    try:
        side = opened(name)
    except AbsentError as why:
        return {"skipped": str(why)}
    table = feather.read_table(folder / "records.arrow", memory_map=False)
    before = psutil.Process().memory_info().rss / 1e6
    with PeakMemory() as memory:
        best, label = best_of(runs, lambda: side(table))
    np.save(folder / f"{name}.npy", label)
    rows = table.num_rows
    return {
        "seconds": round(best.seconds, 3),
        "cpu_seconds": round(best.cpu_seconds, 3),
        "us_per_record": round(1e6 * best.seconds / max(rows, 1), 2),
        "peak_mb": round(memory.mb),
        "own_mb": round(memory.mb - before),
        "records": rows,
    }


def opened(name: str) -> Side:
    """A side, ready to run: its world and its libraries are loaded.

    Raises:
        AbsentError: where something is not installed.
    """
    if name == "holdfire":
        return _holdfire()
    module, function, needed = RIVALS[name]
    if importlib.util.find_spec(needed) is None:
        raise AbsentError(f"{needed} is not installed")
    found: Side = getattr(importlib.import_module(f".{module}", __package__), function)
    return found


def _holdfire() -> Side:
    from holdfire.incidents import match
    from holdfire.world import load_world

    world = load_world()
    return lambda table: np.asarray(match(table, world, learn=True).incident, dtype=np.int64)


if __name__ == "__main__":
    main()
