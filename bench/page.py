"""What a page costs: its size, the work of its main thread until it is idle, and how soon a filter shows.

    python -m bench.page
    python -m bench.page --runs 5 demo ged
    python -m bench.page some/page.html

Each name is a page that is made by the commands in `PAGES`; anything else is the path of a page that is there. Of
several runs the median counts: a page has no best, a reader has it as it comes. `empty_page_ms` is what a page with
nothing on it costs in the same browser, the harness's own work included.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from tests.page.harness import MISSING, chromium, launched, opened
from tests.page.timing import Work, filter_ms, main_thread

from .assess import SEED, write_input
from .country import make_country, write_files
from .machine import machine
from .made import Command, made

PAGES: Mapping[str, tuple[str, Command]] = {
    "demo": ("demo/situation.html", ("demo", "{folder}/demo")),
    "ged": (
        "ged.html",
        (
            *("assess", "{shared}/ucdp_ged_syria/ged_syria_2016H1_shared.csv", "--terms", "syria-coh-2016"),
            *("--baseline", "2016-01-28", "--page", "{folder}/ged.html"),
        ),
    ),
    "large": (
        "large.html",
        (
            *("assess", "{folder}/large/acled.parquet", "--terms", "{folder}/large/nordania-2023.yaml"),
            *("--world", "{folder}/large/world.yaml", "--page", "{folder}/large.html"),
        ),
    ),
}
"""By name: where the page lies in the folder, and the command that makes it. `large` has 20,000 incidents of a made-up
country, each at its own place."""

LARGE = 20_000

FILTERS = ("v=undetermined", "v=violation", "")
"""Parts of the address after `#` that are set one after the other; the slowest answer counts."""


def main() -> None:
    """Read the command line, make what is to be made, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.page", description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", default=list(PAGES), help=f"{', '.join(PAGES)}, or paths of pages")
    parser.add_argument("--runs", type=int, default=3, help="runs of each page, of which the median counts")
    asked = parser.parse_args()
    program = chromium()
    if program is None:
        sys.exit(MISSING)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        if "large" in asked.pages:
            write_large(Path(folder) / "large")
        paths = {name: made(Path(folder), *PAGES[name]) if name in PAGES else Path(name) for name in asked.pages}
        browser = launched(playwright, program)
        empty = Path(folder) / "empty.html"
        empty.write_text("<!doctype html><title>Empty</title>", encoding="utf-8")
        report = {
            "machine": machine(),
            "browser": browser.version,
            "runs": asked.runs,
            "empty_page_ms": round(median(main_thread(browser, empty).total_ms for _ in range(asked.runs)), 1),
            "pages": [{"page": name} | measured(browser, path, asked.runs) for name, path in paths.items()],
        }
        print(json.dumps(report))
        browser.close()


def write_large(folder: Path) -> None:
    """The files of the page with many incidents."""
    folder.mkdir()
    country = make_country(SEED)
    write_files(country, folder)
    write_input(country, folder / "acled.parquet", LARGE)


def measured(browser: Browser, path: Path, runs: int) -> dict[str, Any]:
    """Bytes, and the medians over so many runs."""
    works = [main_thread(browser, path) for _ in range(runs)]
    return {
        "bytes": path.stat().st_size,
        "main_thread_ms": round(median(work.total_ms for work in works), 1),
        "longest_task_ms": round(median(work.longest_ms for work in works), 1),
        "parts": _middle(works),
        "filter_ms": round(median(_slowest_filter(browser, path) for _ in range(runs)), 1),
    }


def _middle(works: Sequence[Work]) -> Mapping[str, float]:
    """The parts of the run that is the median, or the slower of the two at the middle."""
    return asdict(sorted(works, key=lambda work: work.total_ms)[len(works) // 2])["parts"]


def _slowest_filter(browser: Browser, path: Path) -> float:
    with opened(browser, path) as there:
        return max(
            filter_ms(there.page, lambda page, at=at: page.evaluate("at => { location.hash = at; }", at))
            for at in FILTERS
        )


if __name__ == "__main__":
    main()
