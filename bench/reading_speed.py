"""How fast articles are read, on one process and on two, in how much memory, and what a killed run costs.

    python -m bench.reading_speed --json                         # one process only
    python -m bench.reading_speed --what speed pool memory resume stages --json

The articles are those of FA-KES in the shared data (about 300 words each), repeated with a first line that differs, and
read as `holdfire read FILE --out OUT` does it: from a file of JSON lines to a file of JSON lines, parsing, dates,
places, actors, events, statements, promises, talks and JSON included. Each run is a process of its own.

- *speed*: articles a second on one process, without and with what is loaded once (world, model, lists);
- *pool*: the same long run on one process and on two, loading included for both;
- *memory*: the most memory of the whole process tree, for runs of several lengths;
- *resume*: a run of short documents is killed (SIGKILL) at 40 % and taken up again; its lines are held against those of
  a run that nobody broke off;
- *stages*: processor time of each part of the reading, an article.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from holdfire.engines.reading import ReadJob, run_reading

from .machine import PeakMemory, machine

SHARED = Path(os.environ.get("HOLDFIRE_SHARED", Path(__file__).resolve().parents[2] / "shared" / "data"))
ARTICLES = Path("fa_kes") / "fa_kes_shared.csv"
WHAT = ("speed", "pool", "memory", "resume", "stages")
KILLED_AT = 0.4
_SEED = 12
_SHORT = 60
"""Words of a short document."""


def articles(number: int, short: bool = False) -> Iterator[dict[str, str]]:
    """So many articles, all different in their first line; short ones are cut after some words."""
    with (SHARED / ARTICLES).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    random.Random(_SEED).shuffle(rows)  # any first ones are of all lengths, outlets and years
    for n, row in enumerate(islice(cycle(rows), number)):
        text = row["article_content"]
        text = " ".join(text.split()[:_SHORT]) + "." if short else text
        month, day, year = row["date"].split("/")
        yield {
            "title": row["article_title"],
            "text": f"Report number {n + 1}.\n\n{text}",
            "published": f"{year}-{int(month):02}-{int(day):02}",
            "publisher": row["source"],
        }


def write_articles(folder: Path, number: int, short: bool = False) -> Path:
    """The articles as a file, one JSON object a line."""
    path = folder / f"articles-{number}{'-short' if short else ''}.jsonl"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(each) + "\n" for each in articles(number, short))
    return path


def measure(what: tuple[str, ...] = ("speed",), documents: int = 400, long: int = 4000) -> dict[str, Any]:
    """What was asked for; `documents` are read for speed, `long` for the comparison of two processes with one."""
    if not (SHARED / ARTICLES).is_file():
        return {"skipped": "the shared data folder is absent"}
    asked: dict[str, Callable[[Path], Any]] = {
        "speed": lambda folder: speed(folder, documents),
        "pool": lambda folder: pool(folder, long),
        "memory": lambda folder: memory(folder, (500, 2000, 2 * long)),
        "resume": lambda folder: resume(folder, int(2.5 * long)),
        "stages": lambda _: stages(min(documents, 60)),
    }
    measured: dict[str, Any] = {"machine": machine()}
    for name in what:
        before = machine()["load"]
        with tempfile.TemporaryDirectory() as folder:
            measured[name] = {**asked[name](Path(folder)), "load": [before, machine()["load"]]}
    return measured


def speed(folder: Path, documents: int) -> dict[str, Any]:
    """Articles a second on one process, in seconds that passed and in seconds of the processor."""
    ran = _run(write_articles(folder, documents), "inline", "--warm", str(write_articles(folder, 5)))
    return {
        "articles": documents,
        "words_per_article": round(sum(len(each["text"].split()) for each in articles(documents)) / documents),
        "articles_per_s": round(documents / ran["seconds"], 1),
        "articles_per_cpu_s": round(documents / ran["cpu_seconds"], 1),
        "articles_per_s_with_loading": round(documents / (ran["seconds"] + ran["loading_seconds"]), 1),
        "loading_seconds": ran["loading_seconds"],
    }


def pool(folder: Path, documents: int) -> dict[str, Any]:
    """The same documents on one process and on two; `ratio` is of the seconds that passed."""
    source = write_articles(folder, documents)
    one, two = (_run(source, engine) for engine in ("inline", "pool:2"))
    return {
        "articles": documents,
        "inline_seconds": one["seconds"],
        "pool_2_seconds": two["seconds"],
        "inline_articles_per_s": round(documents / one["seconds"], 1),
        "pool_2_articles_per_s": round(documents / two["seconds"], 1),
        "ratio": round(one["seconds"] / two["seconds"], 2),
        "agree": one["digest"] == two["digest"],
    }


def memory(folder: Path, lengths: tuple[int, ...]) -> dict[str, Any]:
    """Peak memory in MB by the number of articles, on one process."""
    return {
        "peak_mb": {
            str(length): _run(write_articles(folder, length), "inline", "--memory")["peak_mb"] for length in lengths
        }
    }


def resume(folder: Path, documents: int) -> dict[str, Any]:
    """A run that is killed and taken up again, beside one that is not."""
    source = write_articles(folder, documents, short=True)
    whole = _run(source, "inline")
    out = folder / "killed.jsonl"
    done = _killed(source, out, int(documents * KILLED_AT))
    second = _run(source, "inline", "--out", str(out))
    first_ids, again_ids = (_ids(path) for path in (source.with_suffix(".inline.jsonl"), out))
    return {
        "documents": documents,
        "words_per_document": _SHORT,
        "whole_seconds": whole["seconds"],
        "done_before_kill": done,
        "taken_up_seconds": second["seconds"],
        "taken_up_portions": second["taken_up"],
        "lost": len(set(first_ids) - set(again_ids)),
        "doubled": len(again_ids) - len(set(again_ids)),
        "same_ids_in_order": first_ids == again_ids,
        "same_bytes": whole["digest"] == second["digest"],
    }


def _killed(source: Path, out: Path, after: int) -> int:
    """Start a run, and kill it with everything it started once so many documents are done. Gives back how many were."""
    command = [*_COMMAND, str(source), "inline", "--out", str(out)]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    parts = out.with_name(f"{out.name}.parts")
    while started.poll() is None and _done(parts) < after:
        time.sleep(0.05)
    if started.poll() is not None:
        raise RuntimeError("the run ended before it could be killed: give it more documents")
    os.killpg(started.pid, signal.SIGKILL)
    started.wait()
    return _done(parts)


def _done(parts: Path) -> int:
    return sum(json.loads(each.read_text(encoding="utf-8"))["rows"] for each in parts.glob("part-*.json"))


def _ids(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line)["document_id"] for line in file]


_COMMAND = [sys.executable, "-m", "bench.reading_speed", "--run"]


def _run(source: Path, engine: str, *more: str) -> dict[str, Any]:
    done = subprocess.run([*_COMMAND, str(source), engine, *more], check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout))


def run_once(source: Path, engine: str, out: Path | None, warm: Path | None, remember: bool) -> dict[str, Any]:
    """One run in this process, as it was asked for with `--run`."""
    from holdfire.engines.staging import file_digest

    out = out or source.with_suffix(f".{engine.replace(':', '-')}.jsonl")
    began = time.perf_counter()
    if warm is not None:
        run_reading(ReadJob((warm,)), out=warm.with_suffix(".warm.jsonl"))
    loaded, used = time.perf_counter(), time.process_time()
    peak = PeakMemory(every=0.1) if remember else None
    with peak or nullcontext():
        result = run_reading(ReadJob((source,)), out=out, engine=engine)
    seconds, cpu = time.perf_counter() - loaded, time.process_time() - used
    return {
        "documents": result.documents,
        "taken_up": result.taken_up,
        "loading_seconds": round(loaded - began, 2),
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2),
        "peak_mb": round(peak.mb) if peak else None,
        "digest": file_digest(out),
    }


_STAGES = {
    "holdfire.engines.reading": ("with_counts", "written"),
    "holdfire.reading.reader": (
        "places", "actors", "dates", "numbers", "durations", "tensed", "statements", "words", "claimed",
        "events", "promises", "talks", "relations", "parse_all",
    ),
    "holdfire.reading.events.events": ("told", "harm", "parties", "place_of", "date_of", "located"),
    "holdfire.reading.events.telling": ("triggers", "standing"),
}  # fmt: skip


class Stages:
    """Processor time of functions, each without what other timed functions inside it took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._stack: list[float] = []

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed; of a generator every step is."""

        def step(call: Callable[[], Any]) -> Any:
            begun = time.process_time()
            self._stack.append(0.0)
            try:
                return call()
            finally:
                took = time.process_time() - begun
                self.seconds[name] += took - self._stack.pop()
                if self._stack:
                    self._stack[-1] += took

        def through(generator: Iterator[Any]) -> Iterator[Any]:
            end = object()
            while (value := step(lambda: next(generator, end))) is not end:
                yield value

        def called(*args: Any, **named: Any) -> Any:
            found = step(lambda: work(*args, **named))
            return through(found) if isinstance(found, Iterator) else found

        return called

    def watch(self) -> None:
        """Put the timed functions in place of those that the reader calls; functions that are not there are passed."""
        for module, names in _STAGES.items():
            held = importlib.import_module(module)
            for name in names:
                if hasattr(held, name):
                    setattr(held, name, self.timed(name, getattr(held, name)))


def stages(documents: int) -> dict[str, Any]:
    """Milliseconds an article by stage, on this process; `rest` is the reader's own work and spans."""
    from holdfire.engines import reading as engine
    from holdfire.sources.document import read_documents as opened
    from holdfire.world import load_world, theatres

    with tempfile.TemporaryDirectory() as folder:
        every = list(opened(write_articles(Path(folder), 2 * documents)))
    others, listed = every[documents:], every[:documents]
    world = load_world(theatres=theatres())
    list(engine.read_all(others, world))  # words that were met before are quicker
    watched = Stages()
    watched.watch()
    written = watched.timed("json", json.dumps)

    def whole() -> None:
        for each in engine.read_all(listed, world):
            written(engine.written(engine.with_counts(each, world)), ensure_ascii=False)

    watched.timed("rest", whole)()
    took = {name: round(seconds / documents * 1000, 2) for name, seconds in watched.seconds.items()}
    whole_ms = round(sum(took.values()), 1)
    return {"articles": documents, "ms": whole_ms, "by_stage": dict(sorted(took.items(), key=lambda one: -one[1]))}


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.reading_speed", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--what", nargs="+", choices=WHAT, default=["speed"])
    parser.add_argument("--documents", type=int, default=400, help="articles that are read for speed")
    parser.add_argument("--long", type=int, default=4000, help="articles of a long run; memory and resume go by it")
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")
    parser.add_argument("--run", nargs=2, metavar=("FILE", "ENGINE"), help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--warm", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--memory", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.run:
        found = run_once(Path(asked.run[0]), asked.run[1], asked.out, asked.warm, asked.memory)
    else:
        found = measure(tuple(asked.what), asked.documents, asked.long)
    print(json.dumps(found, indent=None if asked.json else 2))


if __name__ == "__main__":
    main()
