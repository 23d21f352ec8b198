"""The gold set of ceasefire sub-types: whole, apart from what is trained on, and holding no text of others."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from holdfire.records.reading import Standing
from holdfire.world import read_yaml

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "bench" / "gold"
sys.path.insert(0, str(ROOT))

from bench.gold import load_subtypes, load_training  # noqa: E402


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def types() -> set[str]:
    stored = read_yaml(ROOT / "src" / "holdfire" / "reading" / "subtypes.yaml").content
    return {each["id"] for each in stored["subtypes"]}


def bare(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def test_every_label_is_a_known_type(types: set[str]) -> None:
    marks = lines("subtypes_pass_a.jsonl")
    for mark in marks + lines("training.jsonl"):
        assert set(mark["labels"]) <= types, mark["id"]
        assert len(set(mark["labels"])) == len(mark["labels"]), mark["id"]
    beside = [each for mark in marks for each in mark.get("not", ())]
    assert {each["type"] for each in beside} <= types
    assert {each["standing"] for each in beside} <= {each.value for each in Standing} - {"reported"}


@pytest.mark.parametrize("name", ["subtypes_sample.jsonl", "subtypes_pass_a.jsonl", "training.jsonl"])
def test_ids_are_unique(name: str) -> None:
    assert [each for each, times in Counter(row["id"] for row in lines(name)).items() if times > 1] == []


def test_every_sentence_is_labelled_once_and_nothing_else_is() -> None:
    assert [row["id"] for row in lines("subtypes_sample.jsonl")] == [m["id"] for m in lines("subtypes_pass_a.jsonl")]


def test_no_text_of_the_shared_data_is_committed() -> None:
    """A row that points into a file carries only the pointer, a check sum and where it came from."""
    allowed = {"id", "file", "ref", "field", "start", "end", "sha", "outlet", "camp", "document", "part", "drawn"}
    pointed = [row for row in lines("subtypes_sample.jsonl") if "file" in row]
    assert len(pointed) >= 330
    assert {key for row in pointed for key in row} <= allowed


def test_no_document_is_in_both_parts() -> None:
    parts: dict[str, set[str]] = {}
    for row in lines("subtypes_sample.jsonl"):
        parts.setdefault(row["document"], set()).add(row["part"])
    assert {len(each) for each in parts.values()} == {1}
    assert set.union(*parts.values()) == {"dev", "test"}


def test_every_type_is_in_both_parts(types: set[str]) -> None:
    part = {row["id"]: row["part"] for row in lines("subtypes_sample.jsonl")}
    times = Counter((label, part[m["id"]]) for m in lines("subtypes_pass_a.jsonl") for label in m["labels"])
    assert {each for each in types for p in ("dev", "test") if times[each, p] < 5} == set()
    assert {each for each in types if times[each, "dev"] + times[each, "test"] < 15} == set()


def test_what_is_trained_on_is_enough_and_mostly_written_one_by_one(types: set[str]) -> None:
    rows = lines("training.jsonl")
    times = Counter(label for row in rows for label in row["labels"] or ("none",))
    assert {each for each in types if times[each] < 35} == set()
    assert times["none"] >= 150
    made = Counter(row["made"] for row in rows)
    assert set(made) == {"one", "pattern"}
    assert made["one"] >= made["pattern"]


def test_no_sentence_is_both_measured_and_trained_on() -> None:
    """Those written here; the next test asks the same of the referenced ones."""
    trained = [bare(each.text) for each in load_training()]
    assert len(set(trained)) == len(trained)
    assert set(trained) & {bare(each.text) for each in load_subtypes(Path("nowhere")).sentences} == set()


@pytest.mark.shared
def test_references_lead_to_the_labelled_text(shared: Path) -> None:
    gold = load_subtypes(shared)
    assert gold.skipped == 0
    texts = [bare(each.text) for each in gold.sentences]
    assert len(set(texts)) == len(texts)
    assert set(texts) & {bare(each.text) for each in load_training()} == set()


@pytest.mark.shared
def test_the_referenced_rows_come_from_outlets_of_each_camp(shared: Path) -> None:
    outlets = Counter(e.outlet for e in load_subtypes(shared).sentences if e.document.startswith("fa_kes"))
    assert len(outlets) == 15
    # One outlet has two short articles in the shared half, whose sentences and titles are eleven in all.
    assert {each for each, times in outlets.items() if times < 12} == {"tass"}


def test_without_the_shared_data_the_written_sentences_remain() -> None:
    gold = load_subtypes(Path("nowhere"))
    assert all(each.written for each in gold.sentences)
    assert gold.skipped == sum("file" in row for row in lines("subtypes_sample.jsonl"))


def test_other_words_at_the_place_are_refused(tmp_path: Path) -> None:
    """A file of that name with another text is another file: its sentences were never labelled."""
    row = next(row for row in lines("subtypes_sample.jsonl") if row.get("file", "").startswith("wiki"))
    (tmp_path / row["file"]).parent.mkdir()
    (tmp_path / row["file"]).write_text(json.dumps({"id": row["ref"], "event": "x" * 500}), encoding="utf-8")
    with pytest.raises(ValueError, match="is not the text that was labelled"):
        load_subtypes(tmp_path)
