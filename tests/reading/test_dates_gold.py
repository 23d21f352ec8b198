"""The forms in the word lists all work, and the gold of dates is whole and read as well as promised."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from holdfire.reading.figures.dates import dates, durations
from holdfire.reading.figures.numbers import numbers
from holdfire.world import read_yaml

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "src" / "holdfire" / "reading" / "words"
sys.path.insert(0, str(ROOT))

from bench.reading_dates import GOLD, ours, scores, sentences  # noqa: E402

DIGITS = {"day": "12", "year": "2015", "hour": "9", "minute": "30", "hhmm": "0914", "time": "10:30", "int": "12",
          "numeric": "27/08/2016", "iso": "2016-08-27"}  # fmt: skip


def lines(name: str) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for language, section in read_yaml(WORDS / name).content["languages"].items():
        for line in section["forms"]:
            yield language, section, line


def word(section: dict[str, Any], slot: str) -> str:
    base = slot.rstrip("2")
    if base in DIGITS:
        return "14" if slot == "day2" else "2017" if slot == "year2" else "15" if slot == "int2" else DIGITS[base]
    if base in section["slots"]:
        listed = section["slots"][base]
        held = listed if isinstance(listed, list) else next(iter(listed.values()))
        return str(held[0])
    run = section["runs"][base]["of"][0]
    return str(section["slots"][run][5 if slot.endswith("2") else 4][0])


def written(section: dict[str, Any], form: str, whole: bool) -> str:
    """A text of a form: all that may be missing is there, or is not."""
    for name, meaning in section.get("short", {}).items():
        form = form.replace("{" + name + "}", meaning)
    if not whole:
        form = re.sub(r"\( [^)]* \)\?", " ", form)
    out = []
    for part in form.split():
        if part in ("(", ")", ")?"):
            continue
        optional, core = (part[:-1], True) if part.endswith("?") and len(part) > 1 else (part, False)
        if core and not whole:
            continue
        if optional.startswith("<"):
            out.append(word(section, optional[1:-1]))
        else:
            out.append(optional.split("|")[0].replace("_", " "))
    return " ".join(out)


@pytest.mark.parametrize("name", ["dates.yaml", "numbers.yaml"])
@pytest.mark.parametrize("whole", [True, False])
def test_what_each_form_says_is_read_without_error(name: str, whole: bool) -> None:
    for language, section, line in lines(name):
        text = written(section, str(line["form"]), whole)
        if text:
            for published in (date(2016, 8, 27), date.min, date.max, None):
                dates(text, language, published)
            durations(text, language)
            numbers(text, language)


def test_each_form_of_a_date_finds_one_unless_it_says_skip() -> None:
    blind = []
    for language, section, line in lines("dates.yaml"):
        if line["is"] in ("skip", "duration"):
            continue
        text = written(section, str(line["form"]), whole=False)
        capital = text[:1].upper() + text[1:]
        if not dates(capital, language, date(2016, 8, 27)) and not durations(capital, language):
            blind.append((language, line["is"], capital))
    assert blind == []


def test_the_gold_is_large_and_holds_no_text_of_others() -> None:
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    assert sum(len(row["dates"]) for row in rows) >= 250
    assert {row["part"] for row in rows} == {"dev", "test"}
    assert all(("text" in row) != ("file" in row) for row in rows)
    places = Counter((row.get("file"), row["id"], row.get("start")) for row in rows)
    assert max(places.values()) == 1


def test_our_own_sentences_are_read() -> None:
    own = [each for each in sentences() if each.kind == "own"]
    read = scores(own, ours)
    assert read["date_f1"] >= 0.95
    assert all(read["by"][language]["date_f1"] >= 0.9 for language in ("en", "ar", "fr", "ru", "es"))


@pytest.mark.shared
@pytest.mark.parametrize("kind", ["sampled_before", "sampled_after"])
def test_sampled_sentences_are_read_as_promised(shared: Path, kind: str) -> None:
    assert shared.is_dir()
    sampled = [each for each in sentences() if each.kind == kind and each.part == "test"]
    assert sampled, "the shared data was there but gave no sentence"
    assert scores(sampled, ours)["date_f1"] >= 0.8
