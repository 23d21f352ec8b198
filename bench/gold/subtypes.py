"""The gold set of ceasefire sub-types: sentences, written here or pointed to in the shared data, and their labels."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
_BESIDE = HERE.parents[2] / "shared" / "data"

# What names a row in each file of the shared data.
_ROW_IDS = {
    "fa_kes/fa_kes_shared.csv": "unit_id",
    "ucdp_ged_syria/ged_syria_2016H1_shared.csv": "id",
    "case2021/task2_shared_even.tsv": "id",
    "wiki_syria_timeline/syria_timeline_shared.jsonl": "id",
}

# Where a file says what day its rows are of, and how it writes it.
_DAYS = {
    "fa_kes/fa_kes_shared.csv": ("date", "%m/%d/%Y"),
    "ucdp_ged_syria/ged_syria_2016H1_shared.csv": ("date_start", "%Y-%m-%d"),
    "wiki_syria_timeline/syria_timeline_shared.jsonl": ("date", "%Y-%m-%d"),
}


@dataclass(frozen=True)
class Standing:
    """A type that the sentence speaks of without reporting it: `denied negated planned possible past`."""

    type: str
    standing: str


@dataclass(frozen=True)
class GoldSentence:
    """One sentence with the types that it reports, none, one or several.

    `unreported` are types that it speaks of as denied, negated, planned, possible or past: to read one of them as an
    event is a false event. `part` is `dev` or `test`, and no document is in both. `camp` is that of the outlet, or of
    the manner in which a sentence was written here; it is None where no outlet is known. `published` is the day that
    the source gives for it, if any.
    """

    id: str
    text: str
    labels: frozenset[str]
    unreported: tuple[Standing, ...]
    part: str
    document: str
    outlet: str | None
    camp: str | None
    written: bool
    published: date | None = None


@dataclass(frozen=True)
class Gold:
    """The sentences that could be had, and how many could not, as the shared data was not there."""

    sentences: tuple[GoldSentence, ...]
    skipped: int

    def part(self, name: str) -> tuple[GoldSentence, ...]:
        """The sentences of `dev` or `test`."""
        return tuple(each for each in self.sentences if each.part == name)


@dataclass(frozen=True)
class TrainingSentence:
    """A sentence to train on, written for that; never measured on."""

    id: str
    text: str
    labels: frozenset[str]


def load_subtypes(shared: Path | None = None, labelled: str = "final") -> Gold:
    """The gold set, with the settled labels (`final`) or those of one pass (`a`, `b`).

    Sentences that are not ours to commit are cut from `shared` (else `HOLDFIRE_SHARED`, else `../shared/data` beside
    the repository) and are skipped, and counted, where it is absent. Raises `ValueError` where a file that
    is there holds other words at the place than those that were labelled.

    >>> gold = load_subtypes(Path("nowhere"))
    >>> gold.skipped > 330, len(gold.sentences) > 170, all(each.written for each in gold.sentences)
    (True, True, True)
    """
    folder = shared or Path(os.environ.get("HOLDFIRE_SHARED", _BESIDE))
    rows = list(_lines("subtypes_sample.jsonl"))
    texts, days = _texts(folder, rows), _days(folder, rows)
    name = "subtypes.jsonl" if labelled == "final" else f"subtypes_pass_{labelled}.jsonl"
    marks = {each["id"]: each for each in _lines(name)}
    found = [_sentence(row, texts, days, marks[row["id"]]) for row in rows if row["id"] in texts]
    return Gold(tuple(found), len(rows) - len(found))


def load_second(shared: Path | None = None) -> Gold:
    """The sentences drawn and written for the second round of mending: all of them to develop on, none to measure on.

    >>> {each.part for each in load_second(Path("nowhere")).sentences}
    {'dev'}
    """
    folder = shared or Path(os.environ.get("HOLDFIRE_SHARED", _BESIDE))
    rows = list(_lines("subtypes_second.jsonl"))
    texts, days = _texts(folder, rows), _days(folder, rows)
    found = [_sentence(row, texts, days, row) for row in rows if row["id"] in texts]
    return Gold(tuple(found), len(rows) - len(found))


def load_training() -> tuple[TrainingSentence, ...]:
    """The sentences to train on.

    >>> len(load_training()) >= 700
    True
    """
    rows = _lines("training.jsonl")
    return tuple(TrainingSentence(each["id"], each["text"], frozenset(each["labels"])) for each in rows)


def _lines(name: str) -> Iterator[dict[str, Any]]:
    with (HERE / name).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _sentence(row: dict[str, Any], texts: dict[str, str], days: dict[str, date], mark: dict[str, Any]) -> GoldSentence:
    beside = tuple(Standing(each["type"], each["standing"]) for each in mark.get("not", ()))
    labels = frozenset(mark["labels"])
    label = row["id"]
    head = (label, texts[label], labels, beside, row["part"], row["document"], row["outlet"], row["camp"])
    return GoldSentence(*head, written="text" in row, published=days.get(label))


def _texts(folder: Path, rows: list[dict[str, Any]]) -> dict[str, str]:
    texts = {row["id"]: row["text"] for row in rows if "text" in row}
    for file in {row["file"] for row in rows if "file" in row}:
        if not (folder / file).is_file():
            continue
        table = {str(each[_ROW_IDS[file]]): each for each in _table(folder / file)}
        for row in rows:
            if row.get("file") == file:
                texts[row["id"]] = _cut(row, table)
    return texts


def _days(folder: Path, rows: list[dict[str, Any]]) -> dict[str, date]:
    """The day of each row whose file gives one."""
    days: dict[str, date] = {}
    for file, (column, form) in _DAYS.items():
        pointed = [row for row in rows if row.get("file") == file]
        if pointed and (folder / file).is_file():
            table = {str(each[_ROW_IDS[file]]): each[column] for each in _table(folder / file)}
            stated = {row["id"]: table.get(row["ref"]) for row in pointed}
            days |= {
                label: datetime.strptime(day, form).replace(tzinfo=UTC).date() for label, day in stated.items() if day
            }
    return days


def _cut(row: dict[str, Any], table: dict[str, dict[str, Any]]) -> str:
    whole = table.get(row["ref"], {}).get(row["field"]) or ""
    text = str(whole)[row["start"] : row["end"]]
    if hashlib.sha256(text.encode()).hexdigest()[:12] != row["sha"]:
        raise ValueError(f"{row['id']}: {row['file']}, row {row['ref']}, is not the text that was labelled")
    return text


def _table(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as lines:
        if path.suffix == ".jsonl":
            yield from (json.loads(line) for line in lines)
        elif path.suffix == ".tsv":
            yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        else:
            yield from csv.DictReader(lines)
