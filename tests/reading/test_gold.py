"""The gold set of ceasefire sub-types: whole, apart from what is trained on, and holding no text of others."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from holdfire.records.reading import Standing
from holdfire.world import read_yaml

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "bench" / "gold"
sys.path.insert(0, str(ROOT))

from bench.gold import load_second, load_subtypes, load_training  # noqa: E402
from bench.gold.agreement import agreement, kappa, measure, read_pass  # noqa: E402

LABELLED = ("subtypes.jsonl", "subtypes_pass_a.jsonl", "subtypes_pass_b.jsonl")


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def types() -> set[str]:
    stored = read_yaml(ROOT / "src" / "holdfire" / "reading" / "subtypes.yaml").content
    return {each["id"] for each in stored["subtypes"]}


def bare(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


@pytest.mark.parametrize("name", LABELLED)
def test_every_label_is_a_known_type(types: set[str], name: str) -> None:
    marks = lines(name)
    for mark in marks + lines("training.jsonl"):
        assert set(mark["labels"]) <= types, mark["id"]
        assert len(set(mark["labels"])) == len(mark["labels"]), mark["id"]
    beside = [each for mark in marks for each in mark.get("not", ())]
    assert {each["type"] for each in beside} <= types
    assert {each["standing"] for each in beside} <= {each.value for each in Standing} - {"reported"}


@pytest.mark.parametrize("name", ["subtypes_sample.jsonl", *LABELLED, "training.jsonl"])
def test_ids_are_unique(name: str) -> None:
    assert [each for each, times in Counter(row["id"] for row in lines(name)).items() if times > 1] == []


@pytest.mark.parametrize("name", LABELLED)
def test_every_sentence_is_labelled_once_and_nothing_else_is(name: str) -> None:
    assert [row["id"] for row in lines("subtypes_sample.jsonl")] == [m["id"] for m in lines(name)]


def test_what_both_passes_say_stands_and_what_they_differ_on_is_settled_with_a_reason() -> None:
    first, second = (read_pass(GOLD / f"subtypes_pass_{each}.jsonl") for each in ("a", "b"))
    for row in lines("subtypes.jsonl"):
        label = row["id"]
        if first[label] == second[label]:
            assert frozenset(row["labels"]) == first[label], label
            assert not {"settled", "why"} & row.keys(), label
        else:
            assert row["settled"] is True, label
            assert row["why"], label


def test_settling_brings_in_no_type_that_neither_pass_saw() -> None:
    first, second = (read_pass(GOLD / f"subtypes_pass_{each}.jsonl") for each in ("a", "b"))
    final = read_pass(GOLD / "subtypes.jsonl")
    assert [each for each in final if not final[each] <= first[each] | second[each]] == []
    assert [each for each in final if not first[each] & second[each] <= final[each]] == []


def test_the_settled_labels_are_what_is_loaded_unless_a_pass_is_asked_for() -> None:
    loaded = {each.id: each.labels for each in load_subtypes(Path("nowhere")).sentences}
    first = {each.id: each.labels for each in load_subtypes(Path("nowhere"), "a").sentences}
    assert loaded == {key: value for key, value in read_pass(GOLD / "subtypes.jsonl").items() if key in loaded}
    assert first != loaded


def test_kappa_takes_off_what_chance_would_agree_on() -> None:
    assert kappa(both=10, first=0, second=0, neither=10) == 1
    assert kappa(both=0, first=10, second=10, neither=0) == -1
    # Both say yes to half, independently: they agree on half of all, as chance does.
    assert kappa(both=5, first=5, second=5, neither=5) == 0
    # Every sentence has the type for both: nothing could have differed.
    assert kappa(both=20, first=0, second=0, neither=0) is None


def test_the_macro_mean_leaves_out_a_type_of_which_nothing_can_be_told() -> None:
    everywhere, some = frozenset({"siege"}), frozenset({"siege", "talks"})
    found = agreement({"x": everywhere, "y": some}, {"x": everywhere, "y": some})
    assert {each.type: each.kappa for each in found.types} == {"siege": None, "talks": 1.0}
    assert (found.macro_kappa, found.same, found.exact) == (1.0, 2, 1.0)


def test_passes_over_other_sentences_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match=r"1 are in one only \(z\)"):
        agreement({"x": frozenset()}, {"x": frozenset(), "z": frozenset()})


def test_the_guide_tells_the_agreement_that_is_measured(types: set[str]) -> None:
    guide = (GOLD / "README.md").read_text(encoding="utf-8")
    found = measure()
    assert {each.type for each in found["all"].types} == types
    for name, part in found.items():
        assert f"| {name} | {part.sentences} | {part.macro_kappa:.2f} | {part.same} ({part.exact:.1%}) |" in guide
    for each in found["all"].types:
        assert f"| {each.type} | {each.both} | {each.first} | {each.second} | {each.kappa:.2f} |" in guide


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
    times = Counter((label, part[m["id"]]) for m in lines("subtypes.jsonl") for label in m["labels"])
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


def test_the_second_draw_is_only_to_develop_on_and_shares_no_document_with_the_test_part(types: set[str]) -> None:
    rows = lines("subtypes_second.jsonl")
    assert {row["part"] for row in rows} == {"dev"}
    assert {label for row in rows for label in row["labels"]} == types
    assert {row["document"] for row in rows}.isdisjoint(row["document"] for row in lines("subtypes_sample.jsonl"))
    assert not [row["id"] for row in rows if "file" in row and "text" in row]


@pytest.mark.shared
def test_a_row_carries_the_day_that_its_source_gives(shared: Path) -> None:
    days = {each.id: each.published for each in (*load_subtypes(shared).sentences, *load_second(shared).sentences)}
    # The timeline names its day in the document; FA-KES writes month before day; written rows are of no day.
    assert days["r001"] == date(2013, 9, 8)
    assert days["s048"] == date(2014, 4, 9)
    assert days["w001"] is None
    assert load_second(shared).skipped == 0


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
