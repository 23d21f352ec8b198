"""One job on every engine: holdfire's fragments in one process, a pool, Ray and Spark, and the readers and writers that
Ray and Spark have of their own.

    python -m bench.engines --rows 10000000 --json
    python -m bench.engines --growth --engine pool:2 --json

Made-up rows in ACLED's shape lie in Parquet files; they are held against an agreement of 40 clauses, and the findings
written to Parquet. Each engine runs in a process of its own, one after the other, with two workers of one core.

- `engines`: `holdfire.engines.run`. `own`: `ray.data` read_parquet, map_batches, write_parquet, and Spark read.parquet,
  mapInArrow, write.parquet, with the same importer and judge (`holdfire.engines.batches`), and only the columns that
  the importer asks for. Neither works out what would settle most.
- `carry`: the same two with nothing judged: rows are read and written as they are. It shows what an engine costs.
- `startup_s`: until every worker is there, has loaded the world and has judged a few rows. `work_s`: the fragments, or
  all from reading to writing. `whole_s`: from nothing to the output in its place. `inputs_s`: hashing the files, which
  names the job; it is in `whole_s` alone.
- `us_per_row_later`: the same a row, without the first fragment of each worker.
- `peak_mb`: most resident memory of the process and all that came of it, pages that are shared counted in each.
  `worker_mb`: most private memory of one process that worked on fragments.
- `rows_digest`: of the rows written, whatever their order; `order_digest`: of them in their order.

`holdfire` has the figures of the pool; `ratio` compares `work_s`: NAME_over_pool is NAME's to that of the pool (less is
better), NAME_own_over_fragments that of an engine's own reader and writer to that of our fragments on it (more is
better), and `carry_` the same with nothing judged.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from holdfire.engines.outputs import MANIFEST

from .engines_made import Input, digest_of, group_of, make_input
from .engines_side import Side
from .machine import machine

WORKERS = 2
FRAGMENTS = {
    "inline": "inline",
    "pool": f"pool:{WORKERS}",
    "ray": "ray",
    "spark": f"local-cluster[{WORKERS},1,2048]",
}
OWN = {"ray_data": "ray", "spark": "spark"}
"""The rivals, and the engine of ours that each is held against."""

SIZES = (1_000_000, 10_000_000, 100_000_000)

BYTES_IN, BYTES_OUT = 80, {"finding": 85, "event": 45}
"""Bytes of a row on disk: of the input, and of what is written of it, by level. Measured, and rounded up."""

MARK = "HOLDFIRE_BENCH"
"""A variable by which every process that came of a side is known, also one that is no descendant."""


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.engines", description=__doc__.split("\n\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, help="runs of each side, of which the best counts (3; 1 from 5 million on)")
    parser.add_argument("--only", action="append", help="only sides with this in their name, such as ray or carry.own")
    parser.add_argument("--level", choices=tuple(BYTES_OUT), default="finding")
    parser.add_argument("--growth", action="store_true", help="time a row and memory a worker as the rows grow")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="rows for --growth, with commas")
    parser.add_argument("--engine", default="pool:2", help="the engine for --growth")
    parser.add_argument("--folder", type=Path, help="where input and outputs lie meanwhile")
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that input and side go with this process
    sizes = [int(each) for each in asked.sizes.split(",")] if asked.growth else [asked.rows]
    try:
        with tempfile.TemporaryDirectory(prefix="bench-engines-", dir=asked.folder) as folder:
            check_space(Path(folder), max(sizes), asked.level)
            if asked.growth:
                found = growth(Path(folder), sizes, asked.engine, asked.level)
            else:
                runs = asked.runs or (1 if asked.rows >= 5_000_000 else 3)
                found = compare(Path(folder), asked.rows, runs, asked.level, asked.only)
    except NoRoomError as why:
        parser.error(str(why))
    print(json.dumps(found, indent=None if asked.json else 2))


class NoRoomError(Exception):
    """A disk without the room for input and output."""


def check_space(folder: Path, rows: int, level: str) -> None:
    """Raises `NoRoomError` where input and one output would not fit, with a tenth to spare."""
    needed, free = rows * (BYTES_IN + BYTES_OUT[level]) * 11 // 10, shutil.disk_usage(folder).free
    if needed > free:
        raise NoRoomError(
            f"{folder.parent}: {free / 1e9:.1f} GB are free, and {rows:,} rows with their output take"
            f" {needed / 1e9:.1f} GB. Name another --folder, fewer rows, or --level event."
        )


@dataclass(frozen=True)
class Run:
    """One side: `kind` is `fragments` or `own`."""

    kind: str
    name: str
    light: bool = False

    @property
    def engine(self) -> str:
        return FRAGMENTS.get(self.name, self.name) if self.kind == "fragments" else self.name

    @property
    def path(self) -> tuple[str, ...]:
        """Where its figures stand in the output."""
        kind = "engines" if self.kind == "fragments" else "own"
        return ("carry", kind, self.name) if self.light else (kind, self.name)

    def __str__(self) -> str:
        return ".".join(self.path)


def compare(folder: Path, rows: int, runs: int, level: str, only: Sequence[str] | None = None) -> dict[str, Any]:
    """Every engine over the same rows, in turns."""
    about = machine()
    made = make_input(folder / "input", rows)
    sides = [
        Run(kind, name, light)
        for light in (False, True)
        for kind, names in (("fragments", FRAGMENTS), ("own", OWN))
        for name in names
    ]
    sides = [each for each in sides if only is None or any(part in str(each) for part in only)]
    figures: dict[Run, dict[str, Any]] = {}
    for _ in range(max(runs, 1)):
        for each in sides:
            now = run_side(folder, made, rows, each, level)
            tell(str(each), now)
            figures[each] = best(figures.get(each), now)
    found: dict[str, Any] = {"holdfire": figures.get(Run("fragments", "pool"), {"skipped": "not asked for"})}
    for each in sides:
        at = found
        for name in each.path[:-1]:
            at = at.setdefault(name, {})
        at[each.path[-1]] = figures[each]
    size = sum(path.stat().st_size for path in made.files)
    about_input = {"rows": rows, "level": level, "runs": runs, "workers": WORKERS, "input_mb": round(size / 1e6)}
    return {**found, "ratio": ratios(figures), "agree": agree(figures), **about_input, "machine": about}


def tell(name: str, figures: dict[str, Any]) -> None:
    """Say on standard error what one side took, since a run of all may last long."""
    print(json.dumps({name: figures}), file=sys.stderr, flush=True)


def best(before: dict[str, Any] | None, now: dict[str, Any]) -> dict[str, Any]:
    """The least time, and the most memory, of two runs of one side; digests that differ become a problem."""
    if before is None or "work_s" not in before or "work_s" not in now:
        return now if before is None or "work_s" in before else before
    found = {**now}
    for name, value in before.items():
        if name.endswith("_s"):
            found[name] = min(value, now[name])
        elif name.endswith("_mb"):
            found[name] = max(value, now[name])
        elif name == "rows_digest" and value != now[name]:
            found = {"failed": "two runs gave different rows"}
            break
    return found


def ratios(figures: dict[Run, dict[str, Any]]) -> dict[str, float]:
    """Work time to work time."""

    def over(one: Run, other: Run) -> float | None:
        times = [figures.get(each, {}).get("work_s") for each in (one, other)]
        return round(times[0] / times[1], 2) if times[0] and times[1] else None

    found: dict[str, float | None] = {}
    for light in (False, True):
        before = "carry_" if light else ""
        pool = Run("fragments", "pool", light)
        for name in ("inline", "ray", "spark"):
            found[f"{before}{name}_over_pool"] = over(Run("fragments", name, light), pool)
        for rival, name in OWN.items():
            ours = Run("fragments", name, light)
            found[f"{before}{name}_own_over_fragments"] = over(Run("own", rival, light), ours)
    return {name: value for name, value in found.items() if value is not None}


def agree(figures: dict[Run, dict[str, Any]]) -> bool:
    """Whether all wrote the same rows, and all fragments in the same order; what was skipped says nothing."""
    if any("failed" in each for each in figures.values()):
        return False
    for light in (False, True):
        here = {run: each for run, each in figures.items() if run.light == light and "skipped" not in each}
        ordered = {each["order_digest"] for run, each in here.items() if run.kind == "fragments"}
        if len({each["rows_digest"] for each in here.values()}) > 1 or len(ordered) > 1:
            return False
    return True


def run_side(folder: Path, made: Input, rows: int, run: Run, level: str) -> dict[str, Any]:
    """One side in a process of its own: what it took, and the digest of what it wrote, which is removed then."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        pids, told = Path(place) / "pids", Path(place) / "told.json"
        pids.mkdir()
        out = Path(place) / "out.parquet"
        side = Side(
            run.kind, run.engine, run.light, str(out), str(told), str(made.folder), str(pids), level,
            2 * group_of(rows), WORKERS,
        )  # fmt: skip
        memory = watched([sys.executable, "-m", "bench.engines_side", json.dumps(vars(side))], Path(place))
        if not told.is_file():
            return {"failed": memory.last_words}
        found: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
        if "skipped" in found:
            return found
        workers = [int(each.name) for each in pids.iterdir()]
        parts = parts_of(out)
        digest = digest_of(parts)
        return {
            **found,
            "us_per_row": round(1e6 * found["work_s"] / max(rows, 1), 3),
            "peak_mb": round(memory.peak_mb),
            "worker_mb": round(max((memory.private_mb.get(pid, 0.0) for pid in workers), default=0.0)),
            "worked": len(workers),
            **later(pids, 2 * group_of(rows), WORKERS if side.engine != "inline" else 1),
            "out_mb": round(sum(part.stat().st_size for part in parts) / 1e6),
            "rows_out": digest.rows,
            "rows_digest": digest.rows_digest[:32],
            "order_digest": digest.order_digest[:32],
            "rows": rows,
        }


def later(pids: Path, rows: int, workers: int) -> dict[str, float]:
    """The time a row without the first fragment of each worker, in which it meets every actor, place and answer for
    the first time. Rivals' pieces are not timed, and a last fragment that is smaller counts as a whole one."""
    taken = [float(line) for each in pids.iterdir() for line in each.read_text().splitlines()[1:]]
    return {"us_per_row_later": round(1e6 * sum(taken) / len(taken) / rows / workers, 3)} if taken else {}


def parts_of(out: Path) -> list[Path]:
    """The files of an output: those of the manifest, in its order, where there is one."""
    if out.is_file():
        return [out]
    if (out / MANIFEST).is_file():
        listed = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["parts"]
        return [out / each["name"] for each in listed]
    return sorted(out.glob("*.parquet"))


@dataclass
class Memory:
    """The most memory in MB: resident of all processes together, and private by process. `last_words` is the end of
    what was written to standard error."""

    peak_mb: float = 0.0
    private_mb: dict[int, float] = field(default_factory=dict)
    last_words: str = ""


EVERY, TURNS = 0.25, 8
"""Seconds between looks at the memory, and after how many of them at private memory too, which takes longer."""


def watched(command: list[str], place: Path) -> Memory:
    """Run a command to its end and look at the memory of all that comes of it; then wait until all of it is gone."""
    token = secrets.token_hex(8)
    root = str(Path(__file__).parents[1])
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    environment = {**os.environ, **threads, MARK: token, "PYTHONPATH": paths}
    memory = Memory()
    tree = Tree(token)
    with (place / "out.txt").open("w") as out, (place / "err.txt").open("w") as err:
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=out, stderr=err)
        try:
            turn = 0
            while process.poll() is None:
                look(tree.processes(process.pid), memory, turn % TURNS == 0)
                turn += 1
                time.sleep(EVERY)
        finally:
            if process.poll() is None:  # this process was stopped
                process.terminate()
                process.wait()
    lines = (place / "err.txt").read_text(encoding="utf-8", errors="replace").strip().splitlines()
    memory.last_words = "\n".join(lines[-20:])[-2000:] if lines else f"it ended with {process.returncode}"
    tree.wait()
    return memory


def look(processes: list[psutil.Process], memory: Memory, private: bool) -> None:
    """Note what the processes hold now."""
    total = 0.0
    for each in processes:
        try:
            total += each.memory_info().rss / 1e6
            if private:
                own = each.memory_full_info().uss / 1e6
                memory.private_mb[each.pid] = max(memory.private_mb.get(each.pid, 0.0), own)
        except psutil.Error:  # it has ended since
            continue
    memory.peak_mb = max(memory.peak_mb, total)


class Tree:
    """The processes that came of one: its descendants, and those that carry its mark."""

    def __init__(self, token: str):
        self._token = token
        self._known: dict[int, psutil.Process | None] = dict.fromkeys(psutil.pids())

    def processes(self, first: int | None = None) -> list[psutil.Process]:
        """Those that are there now."""
        now = set(psutil.pids())
        for pid in self._known.keys() - now:
            del self._known[pid]
        for pid in now - self._known.keys():
            self._known[pid] = self._ours(pid, first)
        return [each for each in self._known.values() if each is not None]

    def _ours(self, pid: int, first: int | None) -> psutil.Process | None:
        try:
            process = psutil.Process(pid)
            if pid == first or self._known.get(process.ppid()) is not None:
                return process
            return process if process.environ().get(MARK) == self._token else None
        except psutil.Error:  # it has ended since, or is another user's
            return None

    def wait(self, seconds: float = 20.0) -> None:
        """Wait until nothing of it is left, so that the next side has the machine for itself."""
        until = time.monotonic() + seconds
        while self.processes() and time.monotonic() < until:
            time.sleep(EVERY)


def growth(folder: Path, sizes: Sequence[int], engine: str, level: str) -> dict[str, Any]:
    """Time a row and memory a worker as the rows grow; each input is removed before the next is made."""
    about = machine()
    name = next((name for name, address in FRAGMENTS.items() if engine in (name, address)), engine)
    found: dict[str, Any] = {}
    for rows in sizes:
        place = folder / str(rows)
        place.mkdir()
        made = make_input(place / "input", rows)
        found[str(rows)] = run_side(place, made, rows, Run("fragments", name), level)
        tell(str(rows), found[str(rows)])
        shutil.rmtree(place)
    measured = [each for each in found.values() if "work_s" in each]
    spread = {
        key: round(max(each[key] for each in measured) / min(each[key] for each in measured) - 1, 3)
        for key in ("us_per_row", "us_per_row_later", "worker_mb")
        if measured and min(each.get(key, 0) for each in measured) > 0
    }
    return {"holdfire": measured[-1] if measured else {}, "sizes": found, "spread": spread, "engine": engine,
            "level": level, "machine": about}  # fmt: skip


if __name__ == "__main__":
    main()
