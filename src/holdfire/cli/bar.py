"""How far long work has come."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(quiet: bool, what: str = "rows") -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error for long work, where somebody is looking."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    speed = TextColumn("{task.fields[speed]}")
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), speed, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, speed="")
        began = time.monotonic()

        def told(done: int, total: int) -> None:
            speed = f"{done / max(time.monotonic() - began, 1e-3):,.0f} {what}/s"
            bar.update(task, completed=done, total=total or None, speed=speed)

        yield told
