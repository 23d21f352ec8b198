"""How well dates in running text are read: by holdfire, and by dateparser where it is installed.

    python -m bench.reading_dates
    python -m bench.reading_dates --json --part dev

The gold (`bench/gold/dates.jsonl`) holds sentences of our own, and places in the shared data without their text, drawn
with fixed seeds. Of the test part, `sampled_before` was labelled before any rule was written, `sampled_after` was drawn
and labelled when the rules stood; the development part also holds a sample whose errors were read. One person labelled
and wrote the rules. A mention found counts if its characters overlap a labelled one's; its value counts if it is the
same (a time of day is not compared). Words that tell no day, `vague`, are read rightly by giving no value.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from time import process_time
from typing import Any

from holdfire.reading.figures.dates import dates
from holdfire.reading.figures.numbers import numbers

GOLD = Path(__file__).parent / "gold" / "dates.jsonl"
SHARED = Path(os.environ.get("HOLDFIRE_SHARED", Path(__file__).parents[2] / "shared" / "data"))
_DAY = len("2016-08-27")
_SPEED_WORDS = 300

Found = list[tuple[int, int, str | None]]
Reader = Callable[[str, str, date | None], Found]


@dataclass(frozen=True)
class Sentence:
    """A sentence of the gold with its text, and its dates as characters and values."""

    id: str
    part: str
    language: str
    kind: str
    text: str
    published: date | None
    dates: Found


@dataclass
class Score:
    """Counts of what was labelled, found, found at the right place, and found with the right value."""

    labelled: int = 0
    found: int = 0
    placed: int = 0
    right: int = 0

    def f1(self, hits: int) -> float:
        """F1 of so many hits."""
        return round(2 * hits / (self.labelled + self.found), 3) if self.labelled + self.found else 0.0

    def told(self) -> dict[str, Any]:
        """As it is printed."""
        value, place = self.f1(self.right), self.f1(self.placed)
        return {"date_f1": value, "date_span_f1": place, "labelled": self.labelled, "found": self.found}


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--part", choices=["dev", "test"], default="test")
    parser.add_argument("--json", action="store_true", help="machine-readable output")
    parser.add_argument("--errors", action="store_true", help="print what was missed, with its text")
    asked = parser.parse_args()
    if asked.errors:
        for line in errors(asked.part):
            sys.stdout.write(line + "\n")
        return
    measured = measure(asked.part)
    sys.stdout.write(json.dumps(measured, indent=None if asked.json else 2, ensure_ascii=False) + "\n")


def measure(part: str = "test") -> dict[str, Any]:
    """Both readers on one part of the gold, the reliability of the confidences, and the time an article takes."""
    gold = [each for each in sentences() if each.part == part]
    return {
        "part": part,
        "sentences": len(gold),
        "shared_data": any(each.kind != "own" for each in gold),
        "holdfire": {**scores(gold, ours), "reliability": reliability(gold)},
        "dateparser": rival(gold),
        "ms_per_article": speed(gold),
    }


def scores(gold: list[Sentence], reader: Reader) -> dict[str, Any]:
    """F1 of values and of places: in all, by language, and apart for our own sentences and both samples."""
    whole, by = Score(), defaultdict[str, Score](Score)
    for sentence in gold:
        held = reader(sentence.text, sentence.language, sentence.published)
        for score in (whole, by[sentence.language], by[sentence.kind]):
            _count(score, sentence.dates, held)
    return {**whole.told(), "by": {name: score.told() for name, score in sorted(by.items())}}


def reliability(gold: list[Sentence]) -> list[dict[str, Any]]:
    """Of the values given some confidence, how many are right."""
    bins = defaultdict[float, list[bool]](list)
    for each in gold:
        for mention in dates(each.text, each.language, each.published):
            start, end = mention.span.start, mention.span.end
            value = _plain(mention.choices[0].value) if mention.choices else None
            bins[round(mention.confidence, 1)].append(
                any(s < end and start < e and v == value for s, e, v in each.dates)
            )
    return [
        {"confidence": at, "values": len(hits), "right": round(sum(hits) / len(hits), 3)}
        for at, hits in sorted(bins.items())
    ]


def errors(part: str) -> Iterator[str]:
    """What was read wrongly, missed or made up; only of the development part, so that the other stays untouched."""
    if part != "dev":
        yield "The test part is not looked at."
        return
    for each in sentences():
        if each.part != part:
            continue
        held = ours(each.text, each.language, each.published)
        for start, end, value in each.dates:
            near = [(each.text[s:e], v) for s, e, v in held if s < end and start < e]
            if not any(v == value for _, v in near):
                yield f"{each.id} [{each.published}] {each.text[start:end]!r} is {value}, read {near}: {each.text[:99]}"
        for start, end, value in held:
            if not any(s < end and start < e for s, e, _ in each.dates):
                yield f"{each.id} [{each.published}] {each.text[start:end]!r} is none, read {value}: {each.text[:160]}"


def ours(text: str, language: str, published: date | None) -> Found:
    """As holdfire reads."""
    found: Found = []
    for each in dates(text, language, published):
        value = each.choices[0].value if each.choices else None
        found.append((each.span.start, each.span.end, _plain(value)))
    return found


def rival(gold: list[Sentence]) -> dict[str, Any]:
    """dateparser's search, told the language and the day of publication; it knows days only, so that a labelled month
    or year is right if its day lies in it, and a labelled span if its first or last day is given."""
    try:
        import dateparser  # noqa: F401
        from dateparser.search import search_dates
    except ImportError as missing:
        return {"skipped": f"{missing.name} is not installed"}

    def read(text: str, language: str, published: date | None) -> Found:
        settings: dict[str, Any] = {"PREFER_DATES_FROM": "past", "DATE_ORDER": "DMY"}
        if published:
            settings["RELATIVE_BASE"] = datetime(published.year, published.month, published.day, 12)  # noqa: DTZ001
        held, at = [], 0
        for words, value in search_dates(text, languages=[language], settings=settings) or []:
            start = text.find(words, at)
            if start >= 0:
                at = start + len(words)
                held.append((start, at, value.date().isoformat()))
        return held

    labels = {each.text: each.dates for each in gold}
    return scores(gold, lambda *asked: _settled(read(*asked), labels[asked[0]]))


def _settled(held: Found, labels: Found) -> Found:
    """The rival's days, each given as the labelled value that it agrees with."""
    out: Found = []
    for start, end, value in held:
        same = value
        for s, e, labelled in labels:
            ends = (labelled or "").split("/")
            if s < end and start < e and value and labelled and (value.startswith(labelled) or value in ends):
                same = labelled
        out.append((start, end, same))
    return out


def speed(gold: list[Sentence]) -> float:
    """Milliseconds of one processor for the dates and numbers of 300 words, the best of five runs."""
    english = " ".join(each.text for each in gold if each.language == "en").split()
    articles = [" ".join(english[at : at + _SPEED_WORDS]) for at in range(0, len(english) - _SPEED_WORDS, _SPEED_WORDS)]
    best = float("inf")
    for _ in range(5):
        begun = process_time()
        for index, article in enumerate(articles):
            text = f"{article} {index} {begun}"
            dates(text, "en", date(2016, 8, 27))
            numbers(text, "en")
        best = min(best, (process_time() - begun) / max(1, len(articles)) * 1000)
    return round(best, 2)


def sentences() -> list[Sentence]:
    """The gold with its texts; sentences of the shared data are left out where it is absent."""
    out = []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        start = row.get("start", 0)
        text = row["text"] if "text" in row else _shared(row["file"]).get(row["id"], "")[start : row["end"]]
        if text:
            labels = [(each["start"] - start, each["end"] - start, each["value"]) for each in row["dates"]]
            published = date.fromisoformat(row["published"]) if row["published"] else None
            kind = "own" if "text" in row else f"sampled_{row.get('drawn', 'before')}"
            out.append(Sentence(row["id"], row["part"], row["language"], kind, text, published, labels))
    return out


@lru_cache
def _shared(name: str) -> dict[str, str]:
    path = SHARED / name
    if not path.is_file():
        return {}
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as rows:
            return {row["unit_id"]: row["article_content"] for row in csv.DictReader(rows)}
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {row["id"]: row["event"] for row in lines}


def _plain(value: str | None) -> str | None:
    """A value without its time of day."""
    return value if value is None or "/" in value else value[:_DAY]


def _count(score: Score, labels: Found, held: Found) -> None:
    """Each mention found is paired with one labelled one that it overlaps, the one of its own value first."""
    score.labelled += len(labels)
    score.found += len(held)
    left = list(held)
    for wanted in (True, False):
        for start, end, value in list(labels):
            hit = next(
                (each for each in left if each[0] < end and start < each[1] and (each[2] == value or not wanted)), None
            )
            if hit is not None and (start, end, value) in labels:
                left.remove(hit)
                labels = [each for each in labels if each != (start, end, value)]
                score.placed += 1
                score.right += wanted


if __name__ == "__main__":
    main()
