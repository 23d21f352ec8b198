"""Statements: whether a quotation is found and given to the one who said it. `python -m bench.reading_quotes --json`.

The gold (`bench/gold/quotes.jsonl`) has one line a text: a text of the shared data by id, or one written for it in
full. A quotation counts if it holds two words or more that somebody is given as having said or written. Names, titles
and labels in quotation marks are none. `optional` ones (a label that may be somebody's words) count neither way.
`speaker` is where the text names the speaker, for a pronoun the name that it stands for; null where the text gives no
speaker; `also` are other answers that are right. Texts were labelled before the rules were written and split by a seed
into `dev`, on which rules were made, and `test`.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from holdfire.reading.grammar.parsing import parse_all
from holdfire.reading.speech.statements import statements
from holdfire.world import fold

GOLD = Path(__file__).parent / "gold" / "quotes.jsonl"
SHARED = Path(os.environ.get("HOLDFIRE_SHARED", Path(__file__).resolve().parents[2] / "shared" / "data"))

Said = tuple[str, str | None]
"""The words of a quotation and its speaker; None: the text does not give one."""


def measure(split: str = "test") -> dict[str, Any]:
    """Precision, recall and F1 of content, and of content with speaker, for holdfire and for a plain rival."""
    gold = [each for each in _gold() if each["split"] == split]
    docs = parse_all([each["text"] for each in gold])
    ours = [[(each.words, each.speaker) for each in statements(doc) if each.quoted] for doc in docs]
    return {
        "split": split,
        "texts": len(gold),
        "quotations": sum(not quote.get("optional") for each in gold for quote in each["quotes"]),
        "holdfire": _scores(gold, ours),
        "marks_and_nearest_name": _scores(gold, [_rival(each["text"]) for each in gold]),
    }


def _gold() -> list[dict[str, Any]]:
    texts = _shared()
    found = []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        each = json.loads(line)
        each.setdefault("text", texts.get(each["id"]))
        if each["text"] is not None:
            found.append(each)
    return found


def _shared() -> dict[str, str]:
    texts: dict[str, str] = {}
    articles = SHARED / "fa_kes" / "fa_kes_shared.csv"
    timeline = SHARED / "wiki_syria_timeline" / "syria_timeline_shared.jsonl"
    if articles.is_file():
        with articles.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                texts.setdefault(row["unit_id"], row["article_content"])
    if timeline.is_file():
        for line in timeline.read_text(encoding="utf-8").splitlines():
            event = json.loads(line)
            texts[event["id"]] = event["event"]
    return texts


def _scores(gold: Sequence[dict[str, Any]], read: Sequence[Sequence[Said]]) -> dict[str, float]:
    found = content = speaker = wanted = 0
    for each, said in zip(gold, read, strict=True):
        left = list(said)
        for quote in sorted(each["quotes"], key=lambda quote: bool(quote.get("optional"))):
            words = each["text"][slice(*quote["span"])]
            best = max(left, key=lambda one: overlap(one[0], words), default=None)
            hit = best is not None and overlap(best[0], words) >= 0.8
            if hit and best is not None:
                left.remove(best)
            if quote.get("optional"):
                continue
            wanted += 1
            if hit and best is not None:
                found += 1
                content += 1
                speaker += _same(best[1], _answers(each["text"], quote))
        found += len(left)
    return {
        "quote_precision": _ratio(content, found),
        "quote_recall": _ratio(content, wanted),
        "quote_f1": _ratio(2 * content, found + wanted),
        "quote_speaker_f1": _ratio(2 * speaker, found + wanted),
        "speaker_right_of_found": _ratio(speaker, content),
    }


def _ratio(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0


def overlap(one: str, other: str) -> float:
    """F1 of the words that two texts share."""
    first, second = Counter(fold(one).split()), Counter(fold(other).split())
    shared = sum((first & second).values())
    return 2 * shared / (sum(first.values()) + sum(second.values())) if shared else 0.0


def _answers(text: str, quote: dict[str, Any]) -> list[str | None]:
    return [None if span is None else text[slice(*span)] for span in (quote["speaker"], *quote.get("also", ()))]


def _same(read: str | None, answers: Iterable[str | None]) -> bool:
    return any((read is None and each is None) or (read and each and head(read) == head(each)) for each in answers)


def head(name: str) -> str:
    """The last word of a name, before what hangs on it: "Observatory" of "Observatory for Human Rights"."""
    plain = re.split(r"\s+(?:of|for|in|from|on|at|to|by|who)\s+", name.strip(), maxsplit=1)[0]
    words = fold(re.split(r"[,(]", plain)[0]).split()
    return words[-1] if words else ""


_QUOTED = re.compile(r'"([^"]+)"|“([^”]+)”')
_NAME = re.compile(r"(?<!\. )(?<!^)\b[A-Z][\w-]+(?: [A-Z][\w-]+)*")


def _rival(text: str) -> list[Said]:
    """What a plain script does: everything between double marks, by the nearest capitalised words."""
    quoted = list(_QUOTED.finditer(text))
    names = [each for each in _NAME.finditer(text) if not any(q.start() < each.start() < q.end() for q in quoted)]
    said: list[Said] = []
    for each in quoted:
        words = each[1] or each[2]
        if len(words.split()) > 1:
            near = min(names, key=_distance(each.start(), each.end()), default=None)
            said.append((words, near[0] if near else None))
    return said


def _distance(start: int, end: int) -> Callable[[re.Match[str]], int]:
    return lambda name: min(abs(name.start() - end), abs(start - name.end()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--split", default="test", choices=["dev", "test"])
    args = parser.parse_args()
    found = measure(args.split)
    print(json.dumps(found, indent=None if args.json else 2))


if __name__ == "__main__":
    main()
