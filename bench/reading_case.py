"""Sub-types read from other people's snippets of news: the CASE 2021 task 2, for measuring only.

    python -m bench.reading_case --json

Each snippet (one to three sentences) has one label of ACLED's kind; the crosswalk to our sub-types, with reasons, is
`gold/case.yaml`. A snippet may report more than its label says, so that we may read several sub-types. By label:

- *recall*: of its snippets, the share where a sub-type of the label was read;
- *precision*: of the snippets where a sub-type of the label was read, the share whose own label has a sub-type that was
  read too. Snippets whose label has no counterpart are wrong where a sub-type of the label was read.

`macro_f1` is the plain mean over labels that have a counterpart. `without_counterpart` tells how many of the other
snippets we read something from, which a snippet of a riot may well report. Nothing is trained or tuned on this set.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from holdfire.world import read_yaml

CROSSWALK = Path(__file__).parent / "gold" / "case.yaml"
SHARED = Path(os.environ.get("HOLDFIRE_SHARED", Path(__file__).resolve().parents[2] / "shared" / "data"))
SNIPPETS = Path("case2021") / "task2_shared_even.tsv"

Read = Sequence[AbstractSet[str]]


@dataclass(frozen=True)
class Snippet:
    """A text and its label."""

    text: str
    label: str


@cache
def crosswalk() -> Mapping[str, frozenset[str]]:
    """The sub-types that are right for each label; none where it has no counterpart."""
    return {each["label"]: frozenset(each["types"]) for each in read_yaml(CROSSWALK).content["labels"]}


def snippets(folder: Path = SHARED) -> list[Snippet]:
    """The shared half of the set."""
    with (folder / SNIPPETS).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Snippet(row["EventSnippet"], row["SubType"]) for row in rows]


def score(gold: Sequence[Snippet], read: Read) -> dict[str, Any]:
    """Precision, recall and F1 by label, and their macro mean over labels with a counterpart."""
    known = crosswalk()
    right = [bool(known[each.label] & found) for each, found in zip(gold, read, strict=True)]
    by_label = {}
    for label, types in known.items():
        own = [hit for each, hit in zip(gold, right, strict=True) if each.label == label]
        if types and own:
            told = [hit for found, hit in zip(read, right, strict=True) if types & found]
            by_label[label] = _shares(sum(own), len(own), sum(told), len(told))
    other = [bool(found) for each, found in zip(gold, read, strict=True) if not known[each.label]]
    with_one = [hit for each, hit in zip(gold, right, strict=True) if known[each.label]]
    return {
        "macro_f1": round(sum(each["f1"] for each in by_label.values()) / (len(by_label) or 1), 3),
        "right": round(sum(with_one) / (len(with_one) or 1), 3),
        "labels": len(by_label),
        "snippets": len(with_one),
        "without_counterpart": {"snippets": len(other), "read_from": sum(other)},
        "by_label": by_label,
    }


def _shares(hits: int, own: int, right: int, told: int) -> dict[str, float]:
    recall, precision = hits / own, right / (told or 1)
    f1 = 2 * precision * recall / ((precision + recall) or 1)
    return {
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(f1, 3),
        "snippets": own,
        "read": told,
    }


def measure() -> dict[str, Any]:
    """Our reader's figures, and those of one who always says the commonest label."""
    if not (SHARED / SNIPPETS).is_file():
        return {"skipped": "the shared data folder is absent"}
    from .reading_subtypes import read

    gold = snippets()
    found = read(each.text for each in gold)
    return {
        "holdfire": score(gold, [frozenset(each) for each in found]),
        "always_armed_clash": score(gold, [frozenset({"armed_clash"})] * len(gold)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.reading_case", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object")
    measured = measure()
    if parser.parse_args().json or "skipped" in measured:
        print(json.dumps(measured))
        return
    for name, each in measured.items():
        print(f"{name}: macro F1 {each['macro_f1']} over {each['labels']} labels, {each['snippets']} snippets")
        for label, share in each["by_label"].items():
            print(f"  {label:30} P {share['precision']:.2f} R {share['recall']:.2f} F1 {share['f1']:.2f} "
                  f"n {share['snippets']}")  # fmt: skip


if __name__ == "__main__":
    main()
