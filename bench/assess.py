"""Incidents held against an agreement: holdfire, pandas with geopandas, and OpenFisca-core, over the same rows.

    python -m bench.assess --rows 1000000 --json
    python -m bench.assess --rows 10000000 --engine pool:2 --json
    python -m bench.assess --rows 1000000 --library --json

Made-up rows in the shape of ACLED's export (31 columns) lie in memory as one Arrow table; an agreement of 40 clauses
names 60 areas. Reading of terms and areas is done beforehand for every side alike. What is timed:

- `screen`: acts in memory to the pairs of act and clause that are worth judging;
- `table`: the Arrow table to the verdict of every row and clause, and of every row;
- `judge_write`: observations in memory (the importer is left out) screened, judged and written as findings to Parquet;
- `whole`: the Arrow table to the findings in a Parquet file, the importer included.

Each figure is the best of the same number of runs for every side; the sides take turns only in that order. Verdicts are
compared cell by cell over the whole table.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from holdfire.assessment import Batch, Program, assess_batch, compile_terms
from holdfire.assessment.assess import acts_before
from holdfire.assessment.fold import VERDICTS, Groups
from holdfire.assessment.judge import Bench
from holdfire.engines.growing import Growing
from holdfire.engines.shape import coded, schema_of, shaped
from holdfire.sources import from_table
from holdfire.terms import library_paths, load_terms, world_for
from holdfire.world import load_world

from .acled import make_rows
from .country import Country, make_country, write_files
from .machine import PeakMemory, best_of, machine
from .rules import NONE, read_rules

SEED = 9
RIVALS = ("pandas", "pandas_places", "openfisca")

Verdicts = tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]


@dataclass(frozen=True)
class Case:
    """Rows, and the agreement that they are held against."""

    country: Country
    program: Program
    table: pa.Table
    folder: Path


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.assess", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3, help="runs of each side, of which the best counts")
    parser.add_argument("--rival", choices=RIVALS, action="append", help="only this rival; may be repeated")
    parser.add_argument("--engine", help="compare this engine, such as pool:2, with inline on one thread")
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet", help="the file that engines read")
    parser.add_argument("--library", action="store_true", help="screening with every agreement of the library, to one")
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.library:
            found = library(Path(folder), asked.rows, asked.runs)
        elif asked.engine:
            found = engines(Path(folder), asked.rows, asked.engine, asked.format)
        else:
            found = compare(Path(folder), asked.rows, asked.runs, asked.rival or RIVALS)
    print(json.dumps(found, indent=None if asked.json else 2))


def prepare(folder: Path, rows: int) -> Case:
    """A case of so many rows."""
    country = make_country(SEED)
    world_file, terms_file = write_files(country, folder)
    world = load_world(world_file)
    program = compile_terms(load_terms(terms_file, world), world)
    return Case(country, program, make_rows(country, rows, SEED), folder)


def compare(folder: Path, rows: int, runs: int, rivals: tuple[str, ...] | list[str]) -> dict[str, Any]:
    """holdfire and its rivals over the same table."""
    about = machine()
    case = prepare(folder, rows)
    ours, verdicts = measure(case, runs)
    found: dict[str, Any] = {
        "holdfire": ours,
        "findings_per_row": round(float((verdicts[0] != NONE).sum()) / max(rows, 1), 3),
    }
    ratio, agree = {}, True
    for name in rivals:
        theirs, said = measure_rival(case, name, runs)
        found[name] = theirs
        if said is None:
            continue
        ratio[name] = round(ours["table_rows_per_s"] / theirs["table_rows_per_s"], 2)
        theirs["agree"] = all(bool((a == b).all()) for a, b in zip(verdicts, said, strict=True))
        agree = agree and theirs["agree"]
    return {**found, "ratio": ratio, "agree": agree, "machine": about}


def library(folder: Path, rows: int, runs: int) -> dict[str, Any]:
    """Screening before one agreement, and before it with every agreement of the library; and how long loading and
    compiling the library takes. An agreement whose area or period cannot touch a row makes no pair for it."""
    about = machine()
    country = make_country(SEED)
    world_file, terms_file = write_files(country, folder)
    names = [path.stem for path in library_paths()]
    opening, world = best_of(1, lambda: world_for(names, world_file))
    loading, terms = best_of(runs, lambda: [load_terms(name, world) for name in names])
    compiling, programs = best_of(runs, lambda: [compile_terms(each, world) for each in terms])
    own = compile_terms(load_terms(terms_file, world), world)
    imported = from_table(make_rows(country, rows, SEED), world)
    acts, spotted = acts_before(world, imported.observations, imported.alternatives)
    for each in (own, *programs):  # where a place lies is asked once for a batch, whatever is screened after
        spotted.in_area(each.terms.agreement.area)

    def screen(several: list[Program]) -> dict[str, int]:
        return {each.id: len(Bench(each, acts, spotted).screen().act) for each in several}

    alone, one = best_of(runs, lambda: screen([own]))
    together, every = best_of(runs, lambda: screen([own, *programs]))
    return {
        "holdfire": {
            "agreements": 1 + len(programs),
            "clauses": sum(len(each.agreement.clauses) for each in terms),
            "screen_rows_per_s": round(rows / together.seconds),
            "load_s": round(loading.seconds, 3),
            "compile_s": round(compiling.seconds, 3),
            "world_s": round(opening.seconds, 3),
            "rows": rows,
        },
        "one_agreement": {"agreements": 1, "screen_rows_per_s": round(rows / alone.seconds), "rows": rows},
        "ratio": {"one_agreement": round(alone.seconds / together.seconds, 3)},
        "touched": {name: pairs for name, pairs in every.items() if pairs},
        "agree": every[own.id] == one[own.id],
        "machine": about,
    }


def measure(case: Case, runs: int) -> tuple[dict[str, Any], Verdicts]:
    """holdfire's own figures, and its verdicts by row and clause and by row."""
    program, table = case.program, case.table
    out = case.folder / "findings.parquet"
    with PeakMemory() as memory:
        judging, batch = best_of(runs, lambda: judged(program, table))
        importing, imported = best_of(runs, lambda: from_table(table, program.world))
        acts, spotted = acts_before(program.world, imported.observations, imported.alternatives)
        screening, pairs = best_of(runs, lambda: Bench(program, acts, spotted).screen())

        def judge_write() -> None:
            write(assess_batch(program, imported.observations, imported.alternatives), out)

        writing, _ = best_of(runs, judge_write)
    rows = table.num_rows
    whole = importing.seconds + writing.seconds
    return {
        "screen_rows_per_s": round(rows / screening.seconds),
        "table_rows_per_s": round(rows / judging.seconds),
        "whole_rows_per_s": round(rows / whole),
        "judge_write_rows_per_s": round(rows / writing.seconds),
        "import_rows_per_s": round(rows / importing.seconds),
        "table_rows_per_cpu_s": round(rows / judging.cpu_seconds),
        "peak_mb": round(memory.mb),
        "input_mb": round(table.nbytes / 1e6),
        "rows": rows,
        "pairs_per_row": round(len(pairs.act) / max(rows, 1), 3),
    }, verdicts_of(batch)


def judged(program: Program, table: pa.Table) -> Batch:
    """From the table to every verdict."""
    imported = from_table(table, program.world)
    batch = assess_batch(program, imported.observations, imported.alternatives)
    verdict_codes(batch.findings), verdict_codes(batch.events)
    return batch


def verdict_codes(groups: Groups) -> npt.NDArray[np.int8]:
    """The verdict of each group as a number, from 0 (out of scope) to 3 (violation)."""
    codes = np.array([VERDICTS.index(each.verdict) for each in groups.folded], dtype=np.int8)
    return codes[groups.pattern] if len(groups.pattern) else np.zeros(0, dtype=np.int8)


def verdicts_of(batch: Batch) -> Verdicts:
    """By row and clause (-1 where there is no finding), and by row."""
    found = np.full((batch.observations.num_rows, len(batch.program.columns)), NONE, dtype=np.int8)
    found[batch.findings.row, batch.findings.column] = verdict_codes(batch.findings)
    return found, verdict_codes(batch.events)


def write(batch: Batch, path: Path) -> None:
    """The findings as a Parquet file, as the engines write them."""
    schema = coded(schema_of("finding"))
    file = Growing(path, schema)
    file.add(shaped(batch.finding_table(), schema))
    file.close()


def measure_rival(case: Case, name: str, runs: int) -> tuple[dict[str, Any], Verdicts | None]:
    """One rival's figures and verdicts, or why it was skipped."""
    module = "openfisca_core" if name == "openfisca" else "geopandas"
    if importlib.util.find_spec(module) is None:
        return {"skipped": f"{module} is not installed"}, None
    from . import rival_pandas

    rules = read_rules(case.country, case.program.world)
    geography = rival_pandas.Geography(rules)
    work: Callable[[], Verdicts]
    if name == "openfisca":
        from . import rival_openfisca

        work = lambda: rival_openfisca.evaluate(case.table, rules, geography)  # noqa: E731
    else:
        work = lambda: rival_pandas.evaluate(case.table, rules, geography, name == "pandas_places")  # noqa: E731
    with PeakMemory() as memory:
        best, said = best_of(runs, work)
    rows = case.table.num_rows
    return {
        "table_rows_per_s": round(rows / best.seconds),
        "table_rows_per_cpu_s": round(rows / best.cpu_seconds),
        "peak_mb": round(memory.mb),
        "rows": rows,
    }, said


PIECE = 500_000


def engines(folder: Path, rows: int, engine: str, kind: str) -> dict[str, Any]:
    """One engine against `inline` held to one thread, each in a process of its own, over the same file."""
    about = machine()
    source = folder / f"acled.{kind}"
    country = make_country(SEED)
    world_file, terms_file = write_files(country, folder)
    write_input(country, source, rows)
    found: dict[str, Any] = {"rows": rows, "input": kind, "input_mb": round(source.stat().st_size / 1e6)}
    for name in ("inline", engine):
        out = folder / f"{name.replace(':', '-')}.parquet"
        paths = [str(each) for each in (source, world_file, terms_file, out)]
        command = [sys.executable, "-m", "bench.assess_engine", name, *paths]
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **threads})
        found[name] = json.loads(done.stdout)
        found[name]["rows_per_s"] = round(rows / found[name]["seconds"])
    same = same_findings(*(folder / f"{name.replace(':', '-')}.parquet" for name in ("inline", engine)))
    ratio = {engine: round(found["inline"]["seconds"] / found[engine]["seconds"], 2)}
    return {**found, "ratio": ratio, "agree": same, "machine": about}


def write_input(country: Country, path: Path, rows: int) -> None:
    """The rows as a file, made piece by piece so that none but one piece is in memory."""
    writer: Any = None
    for n, start in enumerate(range(0, rows, PIECE)):
        piece = make_rows(country, min(PIECE, rows - start), SEED + n, first=start)
        if writer is None:
            opened = pq.ParquetWriter if path.suffix == ".parquet" else pa_csv.CSVWriter
            writer = opened(path, piece.schema)
        if path.suffix == ".parquet":
            writer.write_table(piece, row_group_size=125_000)
        else:
            writer.write_table(piece)
    if writer is not None:
        writer.close()


def same_findings(one: Path, other: Path) -> bool:
    """Whether two outputs (files, or folders of parts) hold the same findings in the same order."""
    columns = ["finding_id", "verdict", "reason"]
    parts = [sorted(each.glob("*.parquet")) if each.is_dir() else [each] for each in (one, other)]
    if len(parts[0]) != len(parts[1]):
        return False
    pairs = zip(*parts, strict=True)
    return all(pq.read_table(a, columns=columns).equals(pq.read_table(b, columns=columns)) for a, b in pairs)


if __name__ == "__main__":
    main()
