"""How long a page keeps its main thread busy, and how soon it shows the answer to an input.

Figures for the benchmark. No test depends on them, since the machine is shared.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from .harness import opened

_CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "v8.execute"]
_TASK = "RunTask"
_PARTS = {
    "parse_ms": ("ParseHTML",),
    "script_ms": ("EvaluateScript", "FunctionCall"),
    "style_ms": ("UpdateLayoutTree",),
    "layout_ms": ("Layout",),
    "paint_ms": ("PrePaint", "Paint", "Layerize", "Commit"),
}
_IDLE = """quiet => new Promise(done => {
  let last = performance.now();
  const beat = () => {
    if (performance.now() - last >= quiet) requestIdleCallback(done, {timeout: 5000});
    else setTimeout(beat, 50);
  };
  new PerformanceObserver(list => { last = performance.now(); }).observe({type: 'longtask', buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(beat));
})"""
_QUIET_MS = 300

# From the first input event to the frame that shows the last change of the document, once none has come for a while.
_ARM = """([inputs, quiet]) => {
  const heard = {began: null, changed: false, painted: null, waiting: null};
  window.__holdfireTiming = heard;
  heard.done = new Promise(done => {
    const watch = new MutationObserver(() => { heard.changed = true; if (heard.began !== null) frame(); });
    const frame = () => requestAnimationFrame(() => requestAnimationFrame(() => {
      heard.painted = performance.now();
      clearTimeout(heard.waiting);
      heard.waiting = setTimeout(() => {
        watch.disconnect();
        done(heard.changed ? heard.painted - heard.began : -1);
      }, quiet);
    }));
    const begin = event => {
      if (heard.began !== null) return;
      heard.began = Math.min(event.timeStamp, performance.now());
      frame();
    };
    watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    for (const input of inputs) addEventListener(input, begin, {capture: true, once: true});
  });
}"""
_INPUTS = ["click", "keydown", "input", "change", "hashchange"]
_ANSWER = """limit => Promise.race([
  window.__holdfireTiming.done,
  new Promise(done => setTimeout(() => done(null), limit)),
])"""
_ANSWER_LIMIT_MS = 15_000


@dataclass(frozen=True)
class Work:
    """Main-thread milliseconds from the opening of a page until it is idle.

    `total_ms` is the sum of all tasks, `longest_ms` the longest of them; `parts` names some of the work, by the event
    that holds it (a part may lie inside another: scripts run while the file is parsed).
    """

    total_ms: float
    longest_ms: float
    parts: Mapping[str, float]


def main_thread(browser: Browser, path: Path, **how: Any) -> Work:
    """Open a page with tracing on, wait until it is idle, and add up what its main thread did.

    Args:
        browser: one that nothing else uses meanwhile.
        path: the file.
        how: as for `opened`.
    """
    browser.start_tracing(categories=_CATEGORIES)
    try:
        with opened(browser, path, **how) as there:
            there.page.evaluate(_IDLE, _QUIET_MS)
    finally:
        trace = browser.stop_tracing()
    return work_in(json.loads(trace)["traceEvents"], path.resolve().as_uri())


def work_in(events: list[dict[str, Any]], address: str) -> Work:
    """The work, in a trace, of the main thread that parsed the page of that address; times there are microseconds.

    >>> one, parsed = {"ph": "X", "pid": 7, "tid": 1}, {"beginData": {"url": "file:///a.html"}}
    >>> events = [
    ...     {"name": "thread_name", "pid": 7, "tid": 1, "args": {"name": "CrRendererMain"}},
    ...     one | {"name": "RunTask", "dur": 4000},
    ...     one | {"name": "ParseHTML", "dur": 1500, "args": parsed},
    ...     one | {"name": "RunTask", "dur": 9000, "tid": 2},
    ... ]
    >>> work = work_in(events, "file:///a.html")
    >>> work.total_ms, work.parts["parse_ms"]
    (4.0, 1.5)
    """
    mains = {_thread(event) for event in events if event.get("args", {}).get("name") == "CrRendererMain"}
    owners = {_thread(event) for event in events if event["name"] == "ParseHTML" and _parsed(event) == address}
    if len(own := mains & owners) != 1:
        raise ValueError(f"{len(own)} main threads parsed {address}, of {len(mains)} in the trace; expected one")
    thread = own.pop()
    spent: dict[str, list[float]] = defaultdict(list)
    for event in events:
        if "dur" in event and _thread(event) == thread:
            spent[event["name"]].append(event["dur"] / 1000)
    parts = {part: round(sum(sum(spent[name]) for name in names), 1) for part, names in _PARTS.items()}
    return Work(round(sum(spent[_TASK]), 1), round(max(spent[_TASK]), 1), parts)


def filter_ms(page: Page, action: Callable[[Page], object]) -> float:
    """Milliseconds from the first input event of an action to the frame that shows its last change.

    Two animation frames are awaited after a change, so that the frame has been painted: up to a frame is over-counted.
    An action that causes no input event, or changes nothing, is an error: there is no answer to time.
    """
    page.evaluate(_ARM, [_INPUTS, _QUIET_MS])
    action(page)
    taken = page.evaluate(_ANSWER, _ANSWER_LIMIT_MS)
    if taken is None:
        raise ValueError(
            f"the action caused none of the events {', '.join(_INPUTS)}, or the page does not come to rest"
        )
    if taken < 0:
        raise ValueError("the action changed nothing in the document")
    return round(float(taken), 1)


def _thread(event: dict[str, Any]) -> tuple[int, int]:
    return event["pid"], event["tid"]


def _parsed(event: dict[str, Any]) -> str:
    address = event.get("args", {}).get("beginData", {}).get("url", "")
    return str(address).partition("#")[0]
