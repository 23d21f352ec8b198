"""The method as a file: a user's lines are laid over ours, and what is wrong in them is shown with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from holdfire.incidents.corroboration import default_method, read_method
from holdfire.world import KnowledgeError, load_world

OURS = Path(str(__import__("holdfire.incidents.corroboration.method", fromlist=["x"]).__file__)).with_name(
    "method.yaml"
)


def test_one_line_is_a_method_and_the_rest_stays(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("grades: {sohr: B}", encoding="utf-8")
    mine = read_method(path, load_world())
    assert mine.grades == {"sohr": "B"}
    assert mine.model_copy(update={"grades": {}}) == default_method()


def test_a_field_of_a_section_is_changed_and_its_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("copying:\n  flood: 3\n", encoding="utf-8")
    mine, ours = read_method(path).copying, default_method().copying
    assert mine == ours.model_copy(update={"flood": 3})


def test_a_copy_of_our_file_is_our_method() -> None:
    assert read_method(OURS) == default_method()


def test_nobody_is_graded_and_every_section_has_a_source_or_is_unchecked() -> None:
    content = yaml.safe_load(OURS.read_text(encoding="utf-8"))
    assert content["grades"] == {}
    rules = {
        name: each for name, each in content.items() if isinstance(each, dict) and name not in ("references", "grades")
    }
    assert all(each.get("unchecked") or each["source"] in content["references"] for each in rules.values())


def test_every_claimant_that_the_method_names_is_known() -> None:
    rules, known = default_method().origins, load_world().claimants
    assert rules.unnamed | rules.text_readers | (rules.compilers - {"gdelt"}) <= set(known.claimants)


def test_every_claimant_that_says_in_its_name_that_it_is_not_named_is_unnamed() -> None:
    anonymous = {each.id for each in load_world().claimants.claimants.values() if "not named" in each.name["en"]}
    assert anonymous <= default_method().origins.unnamed


@pytest.mark.parametrize(
    ("text", "line", "found", "expected", "remedy"),
    [
        ("grades: {sohr: G}", 1, "'G' at grades.sohr", "one of A, B, C, D, E, F", "Mend"),
        ("grades:\n  sana: B\n  soohr: B\n", 3, "a grade for 'soohr'", "the id of a claimant", "--world"),
        ("copying:\n  containment: 1.5\n", 2, "1.5 at copying.containment", "less than or equal to 1", "Mend"),
        ("camps: {one_voice: {who: true}}", 1, "True at camps.one_voice.who", "known keys: act, against_whom", "See"),
        ("corroborated: {voices: {harm: 1}}", 1, "1 at corroborated.voices.harm", "greater than or equal to 2", "Mend"),
        ("denials: {naming_nobody: [weather]}", 1, "'weather'", "one of occurred, act, by_whom", "Mend"),
        (
            "credibility:\n- {grade: 1, reason: x, voices_at_least: 2}\n",
            1,
            "at credibility",
            "a last rule with only",
            "",
        ),
        ("credibility: []", 1, "[] at credibility", "1 item", ""),
        ("agreement: {source: a-book}", 1, "source 'a-book'", "one of `references`", "See docs/incidents.md"),
        ("coppying: {flood: 3}", 1, "at coppying", "no such key; known keys: agreement, camps", "See"),
        ("grades: [sohr]", 1, "['sohr'] at grades", "a mapping", "Mend"),
        ("flood", 1, "a str", "a mapping of names to values", "See"),
    ],
)
def test_a_mistake_is_shown_with_its_line_and_what_to_do(
    tmp_path: Path, text: str, line: int, found: str, expected: str, remedy: str
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as bad:
        read_method(path, load_world())
    (problem,) = bad.value.problems
    assert (problem.file, problem.line) == ("mine.yaml", line)
    assert found in problem.found
    assert expected in problem.expected
    assert remedy in problem.remedy


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no such file"):
        read_method(tmp_path / "none.yaml")
