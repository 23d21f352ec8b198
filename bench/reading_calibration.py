"""Whether confidences mean what they say: by field, the share that is right among values of like confidence.

    python -m bench.reading_calibration
    python -m bench.reading_calibration --json --part dev

Fields are those that have a gold: mentions (`date`, `place`), sub-types of sentences (`act`), quotations (`words`, and
`speaker` where the words were found), and the sides, places, origins and harm of events. Right is what the benchmark of
each says is right. `off` is the mean distance of confidence and share, by bins; a bin of few values tells little.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

BINS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Edges of the bins; each holds its upper edge, as values such as 0.9 are given on purpose."""

Pairs = list[tuple[float, bool]]


def bins(pairs: Pairs) -> list[dict[str, float]]:
    """By bin: how many values, their mean confidence, and the share that is right.

    >>> bins([(0.9, True), (0.9, False), (0.4, False)])
    [{'from': 0.3, 'to': 0.5, 'n': 1, 'confidence': 0.4, 'right': 0.0}, \
{'from': 0.8, 'to': 0.9, 'n': 2, 'confidence': 0.9, 'right': 0.5}]
    """
    table = []
    for low, high in pairwise(BINS):
        inside = [each for each in pairs if low < each[0] <= high]
        if inside:
            n = len(inside)
            mean, right = sum(sure for sure, _ in inside) / n, sum(hit for _, hit in inside) / n
            table.append({"from": low, "to": high, "n": n, "confidence": round(mean, 3), "right": round(right, 3)})
    return table


def off(table: Sequence[dict[str, float]]) -> float:
    """Mean distance of confidence and share right, weighed by the values of each bin."""
    n = sum(each["n"] for each in table)
    return round(sum(each["n"] * abs(each["confidence"] - each["right"]) for each in table) / (n or 1), 3)


def measure(part: str = "test") -> dict[str, Any]:
    """The table of each field; a field whose gold is in the shared data is skipped where that is absent."""
    found: dict[str, Any] = {}
    for names, pairs_of in _FIELDS.items():
        try:
            told = pairs_of(part)
        except FileNotFoundError as missing:
            found |= {name: {"skipped": f"{missing.filename} is absent"} for name in names}
            continue
        for name in names:
            table = bins(told.get(name, []))
            found[name] = {"values": sum(each["n"] for each in table), "off": off(table), "bins": table}
    return {"part": part, "fields": found}


def _dates(part: str) -> dict[str, Pairs]:
    from holdfire.reading.figures.dates import dates

    from . import reading_dates

    pairs: Pairs = []
    for each in reading_dates.sentences():
        for mention in dates(each.text, each.language, each.published) if each.part == part else ():
            value = reading_dates._plain(mention.choices[0].value) if mention.choices else None
            start, end = mention.span.start, mention.span.end
            pairs.append((mention.confidence, any(s < end and start < e and v == value for s, e, v in each.dates)))
    return {"date": pairs}


@dataclass(frozen=True)
class _Spot:
    """A place of the gold: where it stands, and where it may lie."""

    start: int
    end: int
    points: Sequence[tuple[float, float]]
    optional: bool


def _places(part: str) -> dict[str, Pairs]:
    """Places that were read where the gold has none are wrong; those that it leaves open count neither way."""
    from holdfire.world import load_world

    from . import reading_places as bench

    world = load_world()
    find, read = bench.ours(world), bench.texts(bench.shared())
    pairs: Pairs = []
    for entry in bench.gold():
        if entry["split"] != part:
            continue
        spots = [
            _Spot(
                each["start"],
                each["end"],
                () if each.get("optional") else bench._gold_points(each, world),
                bool(each.get("optional")),
            )
            for each in entry["places"]
        ]
        for start, end, point, sure in find(read[entry["file"], entry["id"], entry["field"]]):
            if entry["start"] <= start and end <= entry["end"]:
                spot = next((each for each in spots if start < each.end and each.start < end), None)
                if spot is None or not spot.optional:
                    goals = spot.points if spot is not None else ()
                    near = any(point and bench.apart_km(point, goal) <= bench.NEAR_KM for goal in goals)
                    pairs.append((sure, near))
    return {"place": pairs}


def _acts(part: str) -> dict[str, Pairs]:
    from . import reading_subtypes as bench

    rows = bench.load_subtypes().part(part)
    found = bench.read_gold(rows)
    told = zip(rows, found, strict=True)
    return {"act": [(sure, kind in row.labels) for row, each in told for kind, sure in each.items()]}


def _quotes(part: str) -> dict[str, Pairs]:
    from holdfire.reading.grammar.parsing import parse_all
    from holdfire.reading.speech.statements import statements

    from . import reading_quotes as bench

    gold = [each for each in bench._gold() if each["split"] == part]
    pairs: dict[str, Pairs] = {"words": [], "speaker": []}
    for row, doc in zip(gold, parse_all([each["text"] for each in gold]), strict=True):
        for said in (each for each in statements(doc) if each.quoted):
            alike: Iterator[dict[str, Any]] = (
                each for each in row["quotes"] if bench.overlap(said.words, row["text"][slice(*each["span"])]) >= 0.8
            )
            quote = next(alike, None)
            if quote is not None and quote.get("optional"):
                continue
            pairs["words"].append((said.confidence.get("words", 0.0), quote is not None))
            if quote is not None and "speaker" in said.confidence:
                right = bench._same(said.speaker, bench._answers(row["text"], quote))
                pairs["speaker"].append((said.confidence["speaker"], right))
    return pairs


SIDES = ("actors", "targets", "place_of_event", "claimed_by", "killed", "injured")


def _sides(part: str) -> dict[str, Pairs]:
    from . import reading_sides as bench

    found = bench.count([row for row in bench.load_sides() if row.part == part])
    return {name: found.fields[name.removesuffix("_of_event")].sure for name in SIDES}


_FIELDS: dict[tuple[str, ...], Callable[[str], dict[str, Pairs]]] = {
    ("date",): _dates,
    ("place",): _places,
    ("act",): _acts,
    ("words", "speaker"): _quotes,
    SIDES: _sides,
}


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.reading_calibration", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--part", choices=("dev", "test"), default="test")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    asked = parser.parse_args()
    measured = measure(asked.part)
    if asked.json:
        print(json.dumps(measured))
        return
    for name, each in measured["fields"].items():
        print(f"{name}: {each.get('skipped') or ''}" if "skipped" in each else f"{name}: off by {each['off']}")
        for row in each.get("bins", ()):
            shown = f"{row['from']:.1f}-{row['to']:.1f}"
            print(f"    {shown}  n {row['n']:4}  confidence {row['confidence']:.2f}  right {row['right']:.2f}")


if __name__ == "__main__":
    main()
