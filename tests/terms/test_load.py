"""Terms are read, or it is said in which line of which file what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfire.terms import Terms, library_paths, load_terms
from holdfire.terms.describe import describe
from holdfire.world import KnowledgeError, World
from made import AGREEMENT, Made


@pytest.fixture(params=[path.stem for path in library_paths()])
def terms(request: pytest.FixtureRequest, world: World) -> Terms:
    return load_terms(request.param, world)


def test_every_clause_of_the_library_says_what_it_says_and_where_it_was_read(terms: Terms) -> None:
    for clause in terms.agreement.clauses:
        assert len(clause.says.split()) >= 8
        assert clause.source.ref in terms.agreement.references
        assert all(len(phrase.split()) <= 10 for phrase in clause.phrases)


def test_every_clause_is_named_for_who_is_bound(terms: Terms) -> None:
    """`gov.2` binds the government side; a clause that binds several is named for all."""
    for clause in terms.agreement.clauses:
        side, dot, number = clause.id.partition(".")
        assert dot
        assert number
        if len(clause.binds) == 1:
            assert clause.binds[0].startswith(side[:3])


def test_every_condition_has_words(terms: Terms, world: World) -> None:
    for clause in terms.agreement.clauses:
        for reading in clause.readings:
            assert list(describe(clause.read_as(reading), world))


def test_the_plain_reading_comes_first(terms: Terms) -> None:
    assert all(clause.readings[0] == "plain" for clause in terms.agreement.clauses)


def test_the_same_text_is_the_same_version_wherever_it_lies(made: Made, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere.yaml"
    other.write_text(AGREEMENT)
    assert load_terms(other, made.world).version == made.terms.version
    other.write_text(AGREEMENT.replace("at most five", "at most 5"))
    assert load_terms(other, made.world).version != made.terms.version


MISTAKES = {
    "an unknown area": ("place: {in: old-town-quarter}", "place: {in: atlantis}", "atlantis"),
    "an unknown act": ("act: [guard_post]", "act: [dancing]", "dancing"),
    "an unknown weapon": ("weapon: {in: [heavy_weapon]}", "weapon: {in: [spoon]}", "spoon"),
    "an unknown party": ("binds: north", "binds: east", "east"),
    "an unknown actor": ("excluded: [{actor: banned}]", "excluded: [{actor: nobody}]", "nobody"),
    "an unknown key": ("    cap: {measure: guards, at_most: 5}", "    cup: {measure: guards, at_most: 5}", "cup"),
    "an unknown condition": ("target: {other_party: true}", "target: {everybody: true}", "everybody"),
    "an offset in place of a zone": ("zone: Africa/Lagos", "zone: '+01:00'", "+01:00"),
    "a reference that is not there": ('source: {ref: text, at: "2"}', 'source: {ref: treaty, at: "2"}', "treaty"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_file_line_found_expected_and_remedy(made: Made, tmp_path: Path, mistake: str) -> None:
    right, wrong, found = MISTAKES[mistake]
    before, sign, after = AGREEMENT.partition(right)
    assert sign
    file = tmp_path / "wrong.yaml"
    file.write_text(before + wrong + after)
    with pytest.raises(KnowledgeError) as failure:
        load_terms(file, made.world)
    problem = failure.value.problems[0]
    assert (problem.file, problem.line) == ("wrong.yaml", before.count("\n") + 1)
    assert found in problem.found + problem.expected
    assert problem.expected
    assert problem.remedy


def test_all_mistakes_are_told_at_once(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(AGREEMENT.replace("{in: old-town-quarter}", "{in: atlantis}"))
    with pytest.raises(KnowledgeError) as failure:
        load_terms(file, made.world)
    assert len(failure.value.problems) == 4  # two caps and two exemptions speak of the quarter


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("plain: true, ", "", "exactly one end"),
        ("id: south.1", "id: north.1", "unique"),
        ("    act: [guard_post]\n", "", "act"),
        ("starts: 2020-03-01T00:00\n", "", "start"),
    ],
)
def test_rules_of_form(made: Made, tmp_path: Path, right: str, wrong: str, expected: str) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(AGREEMENT.replace(right, wrong, 1))
    with pytest.raises(KnowledgeError, match=expected):
        load_terms(file, made.world)


def test_a_yaml_error_is_told_with_its_line(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("id: a\ntitle: {oh\nkind: national\n")
    with pytest.raises(KnowledgeError, match=r"wrong\.yaml:3: .* expected valid YAML"):
        load_terms(file, made.world)


def test_an_agreement_that_nobody_knows_says_which_there_are(world: World) -> None:
    with pytest.raises(KnowledgeError, match="syria-coh-2016") as failure:
        load_terms("syria-coh-2017", world)
    assert "syria-coh-2017" in str(failure.value)
