"""How well places, actors, dates and numbers are read in Arabic, French, Russian and Spanish.

    python -m bench.reading_languages
    python -m bench.reading_languages --json --part dev

The gold (`bench/gold/languages.jsonl`) holds 30 paragraphs a language, written for it in the manner of agencies,
monitors and outlets of each camp (`camp`), and annotated before anything was read. One hand wrote, annotated and mended
the words, so texts by others are read worse. French, Russian and Spanish tell of the same events, part by part.

A mention read is right if it overlaps an annotated one of its kind and its likeliest value is one of those annotated; a
number if both its bounds are. `optional` mentions count neither way. A place without values is one that the gazetteer
lacks: to read nothing there is right. The area of a town counts as the town. `span` is the F1 of finding a mention at
all. Civilians and other people under protection are not counted as actors. Words that tell no day are read rightly by
giving no value.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any, Final

from holdfire.reading.figures.dates import dates, durations
from holdfire.reading.figures.numbers import numbers
from holdfire.reading.names.actors import actors
from holdfire.reading.names.places import places
from holdfire.records import Mention
from holdfire.world import World, load_world, theatres

GOLD: Final = Path(__file__).parent / "gold" / "languages.jsonl"
KINDS: Final = ("place", "actor", "date", "number")
UNCOUNTED: Final = frozenset({"civilians", "civilians-unknown", "aid-workers", "medical-workers", "journalists"})
_DAY = len("2016-08-27")


@dataclass
class Score:
    """Counts of what was annotated, read, read at the right place, and read with the right value."""

    annotated: int = 0
    read: int = 0
    placed: int = 0
    right: int = 0

    def told(self) -> dict[str, float | int]:
        """As it is printed."""
        precision = self.right / self.read if self.read else 0.0
        recall = self.right / self.annotated if self.annotated else 0.0
        both = self.annotated + self.read
        return {
            "precision": round(precision, 3),
            "recall": round(recall, 3),
            "f1": round(2 * self.right / both, 3) if both else 0.0,
            "span": round(2 * self.placed / both, 3) if both else 0.0,
            "annotated": self.annotated,
            "read": self.read,
        }


def gold() -> list[dict[str, Any]]:
    """The paragraphs with their annotations, spans counted in characters of the text."""
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def read(paragraph: dict[str, Any], world: World) -> list[Mention]:
    """All that is read in a paragraph, durations in place of the numbers that they hold."""
    text, language = paragraph["text"], paragraph["language"]
    published = date.fromisoformat(paragraph["published"])
    lasting = durations(text, language)
    counted = [
        each
        for each in numbers(text, language)
        if not any(one.span.start <= each.span.start < one.span.end for one in lasting)
    ]
    who = actors(text, language, world, published)
    return [
        *places(text, language, world),
        *(each for each in who if not each.choices or each.choices[0].value not in UNCOUNTED),
        *dates(text, language, published),
        *lasting,
        *counted,
    ]


def right(mention: Mention, wanted: dict[str, Any]) -> bool:
    """Whether a mention has the value of an annotation that it overlaps."""
    if mention.kind == "number":
        q = mention.quantity
        return q is not None and {"low": q.low, "high": q.high} in wanted["quantities"]
    value = mention.choices[0].value if mention.choices else None
    if mention.kind == "date":
        plain = None if value is None else "/".join(each[:_DAY] for each in value.split("/"))
        return bool(plain == wanted["value"])
    town = value.removesuffix("-city").removesuffix("-town") if value else value
    return value in wanted["values"] or town in wanted["values"]


def count(paragraph: dict[str, Any], mentions: list[Mention], scores: dict[str, Score]) -> Iterator[str]:
    """Add a paragraph to the scores by kind; gives what was read wrongly, missed or made up."""
    text = paragraph["text"]
    for kind in KINDS:
        score = scores[kind]
        wanted = [each for each in paragraph["mentions"] if each["kind"] == kind]
        held = [each for each in mentions if each.kind == kind]
        free = set(range(len(held)))
        for one in sorted(wanted, key=lambda each: bool(each.get("optional"))):
            near = [n for n, each in enumerate(held) if each.span.start < one["end"] and one["start"] < each.span.end]
            near = [n for n in near if n in free]
            if one.get("optional"):
                free -= set(near)
                continue
            known = kind != "place" or bool(one["values"])
            score.annotated += known
            best = next((n for n in near if right(held[n], one)), near[0] if near else None)
            if best is not None:
                free.discard(best)
                score.read += 1
                score.placed += known
                score.right += right(held[best], one)
            if known and (best is None or not right(held[best], one)):
                said = "nothing" if best is None else _shown(held[best])
                yield f"{kind} {text[one['start'] : one['end']]!r} read as {said}: {_told(one)}"
        for n in sorted(free):
            score.read += 1
            yield f"{kind} {held[n].span.words!r} is none, read as {_shown(held[n])}"


def _shown(mention: Mention) -> str:
    q = mention.quantity
    value = f"{q.low}..{q.high}" if q else " ".join(each.value for each in mention.choices[:2])
    return f"{mention.span.words!r} {value}"


def _told(annotation: dict[str, Any]) -> str:
    return str(annotation.get("values") or annotation.get("quantities") or annotation.get("value"))


def measure(part: str = "test") -> dict[str, Any]:
    """Precision, recall and F1 of values by language and kind, and the milliseconds that 300 words take.

    `part` is `dev` or `test`.
    """
    world = load_world(theatres=theatres())
    by: dict[str, dict[str, Score]] = defaultdict(lambda: defaultdict(Score))
    spent: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for paragraph in gold():
        if paragraph["part"] == part:
            language = paragraph["language"]
            read(paragraph, world)
            begun = process_time()
            mentions = read({**paragraph, "text": paragraph["text"] + " "}, world)
            spent[language][0] += process_time() - begun
            spent[language][1] += len(paragraph["text"].split())
            list(count(paragraph, mentions, by[language]))
    result: dict[str, Any] = {"part": part, "paragraphs": sum(each["part"] == part for each in gold())}
    result["by"] = {
        language: {kind: scores[kind].told() for kind in KINDS} | {"all": _sum(scores.values()).told()}
        for language, scores in by.items()
    }
    result["ms_per_300_words"] = {name: round(used / words * 300_000, 1) for name, (used, words) in spent.items()}
    return result


def _sum(scores: Any) -> Score:
    whole = Score()
    for each in scores:
        whole.annotated += each.annotated
        whole.read += each.read
        whole.placed += each.placed
        whole.right += each.right
    return whole


def errors(part: str) -> Iterator[str]:
    """What was read wrongly, missed or made up; only of the development part, so that the other stays untouched."""
    if part != "dev":
        yield "The test part is not looked at."
        return
    world = load_world(theatres=theatres())
    for paragraph in gold():
        if paragraph["part"] == part:
            for line in count(paragraph, read(paragraph, world), defaultdict(Score)):
                yield f"{paragraph['id']} {line}"


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--part", choices=["dev", "test"], default="test")
    parser.add_argument("--json", action="store_true", help="machine-readable output")
    parser.add_argument("--errors", action="store_true", help="print what was read wrongly or missed, of dev")
    asked = parser.parse_args()
    if asked.errors:
        for line in errors(asked.part):
            sys.stdout.write(line + "\n")
        return
    measured = measure(asked.part)
    if asked.json:
        sys.stdout.write(json.dumps(measured, ensure_ascii=False) + "\n")
        return
    for language, scores in measured["by"].items():
        for kind, told in scores.items():
            sys.stdout.write(
                f"{language} {kind:7} precision {told['precision']:.3f} recall {told['recall']:.3f} F1 {told['f1']:.3f}"
                f" span {told['span']:.3f} ({told['annotated']} annotated)\n"
            )
    sys.stdout.write(f"ms per 300 words: {measured['ms_per_300_words']}\n")


if __name__ == "__main__":
    main()
