"""How well and how fast text is read: every benchmark of reading in one place, beside other people's tools.

    python -m bench.reading --json
    python -m bench.reading --only dates --only quotes

| key | is measured by | on |
|---|---|---|
| `plover_root_f1`, `plover_full_f1` | `bench.reading_plover` | sentences of PLOVER's gold standard |
| `subtype_macro_f1` | `bench.reading_subtypes` | our gold of ceasefire sub-types, its test part |
| `date_f1` | `bench.reading_dates` | our gold of dates, its test part |
| `place_25km` | `bench.reading_places` | our gold of places, its test part |
| `quote_f1`, `quote_speaker_f1` | `bench.reading_quotes` | our gold of quotations, its test part |
| `body_f1` | `bench.reading_pages` | pages of the article-extraction benchmark |
| `articles_per_s` | `bench.reading_speed` | articles of FA-KES, one process, what is loaded once left out |
| `case_macro_f1` | `bench.reading_case` | snippets of CASE 2021, another set's labels |

Each of them says more when it is run by itself. A rival has the keys that it can be measured by. `ratio` compares pages
a second in finding the body; nothing else here does what the whole reading does. `agree` says that one process and two
gave the same lines. Gold from the shared data is skipped, with the reason, where that is absent, and so is a rival that
is not installed.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from .machine import machine

KEYS = (
    "plover_root_f1",
    "plover_full_f1",
    "subtype_macro_f1",
    "date_f1",
    "place_25km",
    "quote_f1",
    "quote_speaker_f1",
    "body_f1",
    "articles_per_s",
    "case_macro_f1",
)
OURS = "holdfire"

Measured = Mapping[str, Any]
Readers = dict[str, dict[str, Any]]


def taken(measured: Measured, names: Mapping[str, str], keys: Mapping[str, tuple[str, ...]]) -> Readers:
    """The figures of one benchmark by reader: `names` are its names for them and ours, `keys` where each figure stands.

    >>> found = {"holdfire": {"test": {"f1": 0.81234}}, "other": {"skipped": "it is not installed"}}
    >>> taken(found, {"holdfire": "holdfire", "other": "rival"}, {"date_f1": ("test", "f1")})
    {'holdfire': {'date_f1': 0.812}, 'rival': {'skipped': 'it is not installed'}}
    """
    readers: Readers = {}
    for theirs, name in names.items():
        figures = measured.get(theirs)
        if figures is None:
            continue
        if "skipped" in figures:
            readers[name] = {"skipped": figures["skipped"]}
            continue
        found = {key: _at(figures, path) for key, path in keys.items()}
        readers[name] = {key: round(value, 3) for key, value in found.items() if value is not None}
    return readers


def _at(figures: Measured, path: tuple[str, ...]) -> float | None:
    value: Any = figures
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _plover(measured: Measured) -> Readers:
    ours = {"plover_root_f1": ("plover_root_f1",), "plover_full_f1": ("plover_full_f1",)}
    published = {"plover_root_f1": ("root_f1",), "plover_full_f1": ("full_f1",)}
    return {
        **taken(measured, {OURS: OURS}, ours),
        **taken(measured, {"tfidf": "tfidf"}, {"plover_root_f1": ("root", "f1")}),
        **taken(measured, {"petrarch2_published": "petrarch2_published"}, published),
    }


def _subtypes(measured: Measured) -> Readers:
    return taken(measured, {OURS: OURS, "rival": "tfidf"}, {"subtype_macro_f1": ("macro_f1",)})


def _dates(measured: Measured) -> Readers:
    return taken(measured, {OURS: OURS, "dateparser": "dateparser"}, {"date_f1": ("date_f1",)})


def _places(measured: Measured) -> Readers:
    names = {OURS: OURS, "lookup": "geonames_lookup"}
    return taken(measured, names, {"place_25km": ("test", "place_25km")})


def _quotes(measured: Measured) -> Readers:
    keys = {"quote_f1": ("quote_f1",), "quote_speaker_f1": ("quote_speaker_f1",)}
    return taken(measured, {name: name for name in (OURS, "marks_and_nearest_name")}, keys)


def _pages(measured: Measured) -> Readers:
    return taken(
        measured, {name: name for name in measured}, {"body_f1": ("body_f1",), "pages_per_s": ("pages_per_s",)}
    )


def _case(measured: Measured) -> Readers:
    return taken(measured, {OURS: OURS}, {"case_macro_f1": ("macro_f1",)})


def _speed(measured: Measured) -> Readers:
    return taken({OURS: measured["speed"]}, {OURS: OURS}, {"articles_per_s": ("articles_per_s",)})


PARTS: dict[str, Callable[[Measured], Readers]] = {
    "plover": _plover,
    "subtypes": _subtypes,
    "dates": _dates,
    "places": _places,
    "quotes": _quotes,
    "pages": _pages,
    "case": _case,
    "speed": _speed,
}


def measure(only: tuple[str, ...] = tuple(PARTS)) -> dict[str, Any]:
    """Every figure of the parts asked for, by reader; `skipped` says why a part was not measured."""
    about = machine()
    readers: Readers = {OURS: {}}
    skipped: dict[str, str] = {}
    seconds: dict[str, float] = {}
    for name in only:
        began = time.perf_counter()
        measured = _part(name)
        seconds[name] = round(time.perf_counter() - began, 1)
        if "skipped" in measured:
            skipped[name] = measured["skipped"]
            continue
        for reader, figures in PARTS[name](measured).items():
            readers[reader] = _joined(readers.get(reader, {}), figures)
    agree = _agree() if "speed" in only and "speed" not in skipped else None
    found = {**readers, "ratio": _ratio(readers), "agree": agree}
    return {**found, "skipped": skipped, "seconds": seconds, "machine": about}


def _part(name: str) -> dict[str, Any]:
    try:
        return dict(import_module(f"bench.reading_{name}").measure())
    except FileNotFoundError as missing:
        return {"skipped": f"{missing.filename} is absent"}
    except ModuleNotFoundError as missing:
        return {"skipped": f"{missing.name} is not installed"}


def _joined(held: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """A reader's figures of several parts; that it was skipped in one of them is kept only where it has no figure."""
    figures = {key: value for key, value in {**held, **more}.items() if key != "skipped"}
    return figures or more


def _ratio(readers: Readers) -> dict[str, float]:
    ours = readers[OURS].get("pages_per_s")
    rivals = {name: each["pages_per_s"] for name, each in readers.items() if name != OURS and "pages_per_s" in each}
    return {name: round(ours / each, 2) for name, each in rivals.items()} if ours else {}


def _agree() -> bool:
    from . import reading_speed

    return bool(reading_speed.measure(("pool",), long=100)["pool"]["agree"])


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; may be repeated")
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")
    asked = parser.parse_args()
    found = measure(tuple(asked.only or PARTS))
    print(json.dumps(found) if asked.json else _table(found))


def _table(found: Measured) -> str:
    readers = [name for name, each in found.items() if isinstance(each, dict) and each.keys() & {*KEYS}]
    keys = [key for key in KEYS if any(key in found[name] for name in readers)]
    wide = max(map(len, readers), default=0)
    lines = [" ".join([" " * wide, *keys])]
    for name in readers:
        cells = [str(found[name].get(key, "·")).rjust(len(key)) for key in keys]
        lines.append(" ".join([name.ljust(wide), *cells]))
    left = {**found["skipped"], **{n: each["skipped"] for n, each in found.items()
                                   if isinstance(each, dict) and isinstance(each.get("skipped"), str)}}  # fmt: skip
    lines += [f"skipped {name}: {why}" for name, why in left.items()]
    lines.append(f"machine {found['machine']}, agree {found['agree']}, pages a second to rivals' {found['ratio']}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
