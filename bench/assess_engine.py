"""One run of one engine in a process of its own: `python -m bench.assess_engine ENGINE FILE WORLD TERMS OUT`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from holdfire.engines import Job, run

from .machine import PeakMemory


def main() -> None:
    """Run, and print seconds and memory of the process tree as JSON."""
    engine, source, world, terms, out = sys.argv[1:]
    job = Job(files=(Path(source),), terms=(terms,), world=(Path(world),), settle=False)
    with PeakMemory() as memory:
        began = time.perf_counter()
        run(job, out=Path(out), engine=engine, threads=1 if engine == "inline" else None)
        seconds = time.perf_counter() - began
    print(json.dumps({"seconds": round(seconds, 2), "peak_mb": round(memory.mb)}))


if __name__ == "__main__":
    main()
