"""Articles of different outlets read by holdfire's own reader and matched: which pairs of articles report one event.

    python -m bench.matching_articles --json            # both parts of the labels
    python -m bench.matching_articles --part dev --errors

The articles are those of FA-KES in the shared data: all pairs of different outlets with the same place whose dates are
at most a day apart (331, of which 159 have the same date). Two articles count as matched where any report of the one is
in an incident with any report of the other. An article is dated by the day that its text begins with, where it does, as
whoever labelled the pairs did; the dataset's own day is often another, by weeks. A title that runs into the first
sentence is put on a line of its own. The labels (`gold/same_event.jsonl`) were made by reading, in two passes apart;
`different` are also those of the same town and day with other events, `retold` those in which one article only recalls,
a week later or more, what is news in the other. A pair in which one article is a total that holds the other's event
(`covers`) counts as an error where it is matched.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import tempfile
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from holdfire.engines.kernel import joined
from holdfire.engines.reading import ReadJob, run_reading
from holdfire.incidents import match
from holdfire.sources import open_source
from holdfire.sources.documents.publication import read_date
from holdfire.world import load_world

from .machine import machine

SHARED = Path(os.environ.get("HOLDFIRE_SHARED", Path(__file__).resolve().parents[2] / "shared" / "data"))
ARTICLES = Path("fa_kes") / "fa_kes_shared.csv"
GOLD = Path(__file__).parent / "gold" / "same_event.jsonl"
PARTS = ("dev", "test")
UNDATED = 2
"""Days up to its publication in which what an article does not date is taken to lie (`holdfire match --undated`)."""


def gold() -> list[dict[str, Any]]:
    """The labelled pairs of articles."""
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def read_articles(folder: Path) -> Path:
    """The labelled articles as `holdfire read` reads them; the ids of the articles stand in their addresses."""
    wanted = {each[side] for each in gold() for side in ("a", "b")}
    given, out = folder / "articles.jsonl", folder / "read.jsonl"
    with (SHARED / ARTICLES).open(encoding="utf-8", newline="") as table, given.open("w", encoding="utf-8") as file:
        for row in csv.DictReader(table):
            if row["unit_id"] in wanted:
                article = {
                    "title": row["article_title"],
                    "text": body(row),
                    "published": published(row).isoformat(),
                    "publisher": row["source"],
                    "url": f"https://articles.example/{row['unit_id']}",
                }
                file.write(json.dumps(article) + "\n")
    run_reading(ReadJob(files=(given,), zone="Asia/Damascus"), out=out)
    return out


def published(row: dict[str, str]) -> date:
    """The day of publication that the text begins with, where it does: the dataset's own is often another, by weeks."""
    month, day, year = (int(each) for each in row["date"].split("/"))
    told = read_date(row["article_content"][:_OPENING], ZoneInfo("Asia/Damascus"))
    own = date(year, month, day)
    return told.at.date() if told and told.at and abs(told.at.date() - own).days <= _FAR_DAYS else own


def body(row: dict[str, str]) -> str:
    """The text as a page would give it: its title, where it stands in the first line, on a line of its own."""
    text, title = row["article_content"], row["article_title"].strip(" .")
    at = text[: _OPENING + len(title)].find(title)
    if at < 0 or not title:
        return text
    end = at + len(title)
    return "\n\n".join(part for part in (text[:end].strip(), text[end:].lstrip(" .")) if part)


_OPENING, _FAR_DAYS = 120, 45
"""Characters in which a text's own day is sought; further than this from the dataset's it is another date."""


def matched_articles(read: Path) -> dict[str, set[int]]:
    """By article: the incidents in which its reports are."""
    world = load_world()
    articles = {}
    for line in read.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        articles[document["document_id"]] = document["url"].rsplit("/", 1)[1]
    source = open_source(read, world, undated=UNDATED)
    observations = joined([run for fragment in source.fragments() for run in source.read(fragment)]).observations
    found: dict[str, set[int]] = defaultdict(set)
    incident = match(observations, world).incident
    for name, number in zip(observations["id"].to_pylist(), incident.tolist(), strict=True):
        found[articles[name.removeprefix("read:").split("/")[0]]].add(number)
    return found


def scored(found: dict[str, set[int]], pairs: list[dict[str, Any]]) -> dict[str, Any]:
    """Precision and recall over pairs with a label of which the labellers were sure.

    By `told`, a pair is right where both articles tell the event, be it in passing; by `news`, where it is news in both
    of them.
    """
    counts: Counter[str] = Counter()
    for each in pairs:
        if each["label"] != "unsure":
            told = bool(found.get(each["a"], set()) & found.get(each["b"], set()))
            counts[f"{'matched' if told else 'apart'}_{each['label']}"] += 1
    return {
        "pairs": sum(counts.values()),
        "told": _rates(counts, {"same", "retold"}),
        "news": _rates(counts, {"same"}),
        "counts": dict(sorted(counts.items())),
    }


def _rates(counts: Counter[str], true: set[str]) -> dict[str, float | None]:
    matched = sum(n for name, n in counts.items() if name.startswith("matched_"))
    right, missed = (sum(counts[f"{how}_{label}"] for label in true) for how in ("matched", "apart"))
    return {
        "precision": round(right / matched, 4) if matched else None,
        "recall": round(right / (right + missed), 4) if right + missed else None,
    }


def agreement(pairs: list[dict[str, Any]]) -> float:
    """Cohen's kappa of the two passes of labels."""
    seen = Counter((each["first"], each["second"]) for each in pairs)
    first, second = (Counter(each[name] for each in pairs) for name in ("first", "second"))
    observed = sum(n for (a, b), n in seen.items() if a == b) / len(pairs)
    chance = sum(first[name] * second[name] for name in first) / len(pairs) ** 2
    return round((observed - chance) / (1 - chance), 4)


def measure(parts: tuple[str, ...] = PARTS) -> dict[str, Any]:
    """Each part, all of them, those with the same date, and all but the three events most written of."""
    if not (SHARED / ARTICLES).is_file():
        return {"skipped": "the shared data folder is absent"}
    with tempfile.TemporaryDirectory() as folder:
        found = matched_articles(read_articles(Path(folder)))
    pairs = [each for each in gold() if each["part"] in parts]
    return {
        "kappa": agreement(pairs),
        **{part: scored(found, [each for each in pairs if each["part"] == part]) for part in parts},
        "all": scored(found, pairs),
        "same_date": scored(found, [each for each in pairs if each["days"] == 0]),
        "errors": [
            each
            for each in pairs
            if each["label"] != "unsure" and bool(found[each["a"]] & found[each["b"]]) != (each["label"] == "same")
        ],
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--errors", action="store_true", help="list the pairs that are wrong")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = measure(tuple(asked.part or PARTS))
    errors = found.pop("errors", [])
    if asked.json:
        print(json.dumps({"holdfire": found, "machine": machine()}, indent=2))
        return
    print(json.dumps(found, indent=2))
    for each in errors if asked.errors else ():
        print(json.dumps(each, ensure_ascii=False))


if __name__ == "__main__":
    main()
