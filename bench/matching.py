"""Reports of one event found among those of three sources: holdfire, Splink, and one who knows how they were made.

    python -m bench.matching --records 130000 --json
    python -m bench.matching --records 1000000 --only holdfire --json
    python -m bench.matching --growth --json

`bench/matching_made.py` tells how the records are made. A pair of records in one incident is right where both are of
one event; precision and recall count pairs. A pair is of the class of its coarser record: `point` (1 km), `near_5` and
`near_25` (known to so many kilometres). The figures of a side at its top are those of `point`; `classes` has each.

Each side runs in a process of its own; `seconds` is from the Arrow table in memory to the incidents, `peak_mb` the most
memory that the process held, with Python, libraries and table, `own_mb` what it took beyond those. Worlds and libraries
are loaded beforehand for every side alike. `agree` tells whether all made the same incidents of all records, which is
not to be expected, and is nothing where holdfire ran alone; `same_pairs` of a rival is the share of pairs that both
made among those that either made.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.feather as feather

from .machine import machine
from .matching_made import Made, make
from .matching_score import scores, shared
from .matching_side import RIVALS

SEED = 9
SIDES = ("holdfire", *RIVALS)
SIZES = (10_000, 100_000, 1_000_000)


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=130_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--runs", type=int, default=1, help="runs of each side, of which the best counts")
    parser.add_argument("--only", choices=SIDES, action="append", help="only this side; may be repeated")
    parser.add_argument("--growth", action="store_true", help="time and memory at 10^4, 10^5 and 10^6 records")
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")
    asked = parser.parse_args()
    if asked.growth:
        found = growth(asked.only or ["holdfire"], asked.seed, asked.runs)
    else:
        found = compare(asked.records, asked.only or list(SIDES), asked.seed, asked.runs)
    print(json.dumps(found, indent=None if asked.json else 2))


def compare(records: int, sides: list[str], seed: int = SEED, runs: int = 1) -> dict[str, Any]:
    """Each side over the same records: quality, time, memory."""
    about = machine()
    made = make(records, seed)
    with tempfile.TemporaryDirectory() as folder:
        feather.write_feather(made.table, Path(folder) / "records.arrow", compression="uncompressed")
        ran = {name: run_side(name, Path(folder), made, runs) for name in sides}
    found: dict[str, Any] = {name: figures for name, (figures, _) in ran.items()}
    label = {name: said for name, (_, said) in ran.items() if said is not None}
    ours = label.pop("holdfire", None)
    ratio: dict[str, float] = {}
    for name in label if ours is not None else ():
        ratio[name] = round(found[name]["seconds"] / found["holdfire"]["seconds"], 2)
        found[name]["same_pairs"] = shared(ours, label[name])
    agree = all(found[name]["same_pairs"] == 1 for name in ratio) if ratio else None
    return {**found, "ratio": ratio, "agree": agree, "machine": about}


def run_side(name: str, folder: Path, made: Made, runs: int) -> tuple[dict[str, Any], npt.NDArray[np.int64] | None]:
    """One side's figures and incidents, or why it was skipped."""
    command = [sys.executable, "-m", "bench.matching_side", name, str(folder), str(runs)]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=root)
    if done.returncode != 0:
        raise RuntimeError(f"{name} failed on {made.table.num_rows} records:\n{done.stderr}")
    figures = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    if "skipped" in figures:
        return figures, None
    label = np.load(folder / f"{name}.npy")
    classes = scores(label, made.event, made.precision)
    headline = {each: classes["point"][each] for each in ("precision", "recall")}
    return {**headline, **figures, "classes": classes}, label


def growth(sides: list[str], seed: int = SEED, runs: int = 1) -> dict[str, Any]:
    """Time and memory of sides as the records grow, at the same density."""
    about = machine()
    sizes = [compare(records, sides, seed, runs) for records in SIZES]
    grown = {name: [each[name] for each in sizes] for name in sides}
    return {**grown, "machine": about}


if __name__ == "__main__":
    main()
