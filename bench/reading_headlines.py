"""How well the headlines of dataset rows are read beside their coding: act, direction and group.

    python -m bench.reading_headlines
    python -m bench.reading_headlines --json --part dev
    python -m bench.reading_headlines --errors

The gold (`bench/gold/headlines.jsonl`) names rows of GED's Syria file (2016, first half) by their id, without text: 120
drawn at random among distinct headlines (`random`), and 30 of the few that name a group in a row whose coded side is an
aggregate (`groups`), both with a fixed seed. A label holds what the headline tells of the row's own event; what it
tells of another place or day is none, and neither is a day's total for the whole country. `acts` are to be read, `may`
is neither missed nor wrong; `direction` is the coded side that acted, `a` or `b`. One person labelled, before the
reader was mended, and mended it.

A read act is right if it is the labelled one, a kind of it, or what it is a kind of.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import process_time
from typing import Any

import pyarrow as pa

from holdfire.reading.rows.headlines import read_words
from holdfire.sources import open_source
from holdfire.world import World, load_world

GOLD = Path(__file__).parent / "gold" / "headlines.jsonl"
SHARED = Path(os.environ.get("HOLDFIRE_SHARED", Path(__file__).parents[2] / "shared" / "data"))
FILE = SHARED / "ucdp_ged_syria" / "ged_syria_2016H1_shared.csv"
FIELDS = ("act", "direction", "group")
SAMPLES = ("random", "groups")

Label = Mapping[str, Any]
Row = Mapping[str, Any]
Changed = Mapping[str, Any]


@dataclass
class Score:
    """Counts of what was labelled, of labels found, of what was read, and of what of it was right."""

    labelled: int = 0
    found: int = 0
    read: int = 0
    right: int = 0

    def told(self) -> dict[str, Any]:
        """As it is printed; nothing stands for a share of none."""
        return {
            "precision": round(self.right / self.read, 3) if self.read else None,
            "recall": round(self.found / self.labelled, 3) if self.labelled else None,
            "labelled": self.labelled,
            "read": self.read,
        }


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--part", choices=["dev", "test"], default="test")
    parser.add_argument("--json", action="store_true", help="machine-readable output")
    parser.add_argument("--errors", action="store_true", help="print what was missed or wrong in the dev part")
    asked = parser.parse_args()
    if asked.errors:
        for line in errors():
            sys.stdout.write(line + "\n")
        return
    sys.stdout.write(json.dumps(measure(asked.part), indent=None if asked.json else 2) + "\n")


def measure(part: str = "test", repeated: int = 20) -> dict[str, Any]:
    """Precision and recall by field, in all and by sample, and rows read a second over the file and over many of it."""
    if not FILE.is_file():
        return {"skipped": "the shared data is absent"}
    world = load_world()
    rows, groups = table(world)
    scores = {(name, field): Score() for name in ("all", *SAMPLES) for field in FIELDS}
    for label in labels(part):
        for name in ("all", label["sample"]):
            for field, score in _scored(rows[label["id"]], label, groups.get(label["id"], []), world).items():
                held = scores[name, field]
                for each in ("labelled", "found", "read", "right"):
                    setattr(held, each, getattr(held, each) + getattr(score, each))
    return {
        "part": part,
        "rows": len(labels(part)),
        **{name: {field: scores[name, field].told() for field in FIELDS} for name in ("all", *SAMPLES)},
        "rows_with_something_read": len(groups),
        "of_rows": len(rows),
        "speed": speed(world, repeated),
    }


def labels(part: str) -> list[Label]:
    """The labels of one part."""
    return [each for each in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines()) if each["part"] == part]


def observations(world: World) -> pa.Table:
    """The file's rows as observations."""
    source = open_source(FILE, world)
    return pa.concat_tables([run.observations for part in source.fragments() for run in source.read(part)])


@cache
def _none() -> pa.Table:
    source = open_source(FILE, load_world())
    return next(source.read(source.fragments()[0])).alternatives.slice(0, 0)


def table(world: World) -> tuple[dict[str, Row], dict[str, list[Changed]]]:
    """The rows by id, and what the words of each say: one assignment an event."""
    held = observations(world)
    found, _ = read_words(held, _none(), world)
    groups: dict[str, dict[str, dict[str, Any]]] = {}
    for each in found.to_pylist():
        groups.setdefault(each["of"], {}).setdefault(each["group"], {})[each["field"]] = json.loads(each["value"])
    return {row["id"]: row for row in held.to_pylist()}, {of: list(several.values()) for of, several in groups.items()}


def speed(world: World, repeated: int) -> dict[str, Any]:
    """Rows a second of one processor: the file once, and the file so many times over with other ids."""
    once = observations(world)
    ids = once["id"].to_pylist()
    at = once.column_names.index("id")
    copies = [once.set_column(at, "id", pa.array([f"{each}~{n}" for each in ids])) for n in range(repeated)]
    told = {}
    for name, held in (("once", once), (f"times_{repeated}", pa.concat_tables(copies))):
        begun = process_time()
        read_words(held, _none(), world)
        told[name] = {"rows": held.num_rows, "rows_per_second": round(held.num_rows / (process_time() - begun))}
    return told


def errors() -> Iterator[str]:
    """What was read wrongly or missed, in the dev part only, so that the other stays untouched."""
    world = load_world()
    rows, groups = table(world)
    for label in labels("dev"):
        row, read = rows[label["id"]], groups.get(label["id"], [])
        for field, score in _scored(row, label, read, world).items():
            if score.found < score.labelled or score.right < score.read:
                yield f"{field} {label}\n    read {read}\n    {row['place']}: {row['words']}"


def _scored(row: Row, label: Label, read: Sequence[Changed], world: World) -> dict[str, Score]:
    acts = [each["act"] for each in read if "act" in each]
    acted = [_acting(row, each) for each in read if each.get("direction") == "known"]
    named = [name for each in read for name in _finer(row, each)]
    same = {"act": lambda one, other: _same_act(one, other, world)}
    plain = lambda one, other: one == other  # noqa: E731
    wanted = {
        "act": (label.get("acts", []), label.get("may", [])),
        "direction": ([label["direction"]] if "direction" in label else [], [label.get("direction_may")]),
        "group": (label.get("group", []), label.get("group_may", [])),
    }
    values = {"act": acts, "direction": acted, "group": named}
    return {
        field: _score(*wanted[field], list(dict.fromkeys(values[field])), same.get(field, plain)) for field in FIELDS
    }


def _score(labelled: Sequence[str], may: Sequence[str | None], read: Sequence[str], same: Any) -> Score:
    counted = [one for one in read if any(same(one, each) for each in labelled) or not any(same(one, m) for m in may)]
    found = sum(any(same(one, each) for one in read) for each in labelled)
    return Score(len(labelled), found, len(counted), sum(any(same(one, each) for each in labelled) for one in counted))


def _same_act(read: str, labelled: str | None, world: World) -> bool:
    for each in (labelled or "").split("|"):
        if each in world.acts and (read == each or read in world.acts.above(each) or each in world.acts.above(read)):
            return read != "armed_attack"
    return False


def _acting(row: Row, changed: Changed) -> str:
    """The coded side that the words let act."""
    if "actors" not in changed or "targets" not in changed:
        return "a"
    targets = changed["targets"]["targets"]
    turned = changed["actors"] == row["targets"] or targets == row["actors"]
    return "b" if turned else "a"


def _finer(row: Row, changed: Changed) -> list[str]:
    """Actors that the words name and the coding does not."""
    coded = {*row["actors"], *row["targets"]}
    named = [*changed.get("actors", ()), *changed.get("targets", {}).get("targets", ())]
    return [each for each in named if each not in coded]


if __name__ == "__main__":
    main()
