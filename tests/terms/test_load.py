"""Terms are read, or it is said in which line of which file what is wrong. `test_broken` has the kinds of mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfire.terms import load_terms, terms_path, unchecked_in, world_for
from holdfire.world import KnowledgeError, World, theatres
from made import AGREEMENT, Made


def test_the_same_text_is_the_same_version_wherever_it_lies(made: Made, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere.yaml"
    other.write_text(AGREEMENT)
    assert load_terms(other, made.world).version == made.terms.version
    other.write_text(AGREEMENT.replace("at most five", "at most 5"))
    assert load_terms(other, made.world).version != made.terms.version


def test_all_mistakes_are_told_at_once(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(AGREEMENT.replace("{in: old-town-quarter}", "{in: atlantis}"))
    with pytest.raises(KnowledgeError) as failure:
        load_terms(file, made.world)
    assert len(failure.value.problems) == 4  # two caps and two exemptions speak of the quarter
    lines = [problem.line for problem in failure.value.problems]
    assert lines == [n for n, line in enumerate(file.read_text().splitlines(), 1) if "atlantis" in line]


def test_a_yaml_error_is_told_with_its_line(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("id: a\ntitle: {oh\nkind: national\n")
    with pytest.raises(KnowledgeError, match=r"wrong\.yaml:3: .* expected valid YAML"):
        load_terms(file, made.world)


def test_an_agreement_that_nobody_knows_says_which_there_are(world: World) -> None:
    with pytest.raises(KnowledgeError, match="syria-coh-2016") as failure:
        load_terms("syria-coh-2017", world)
    assert "syria-coh-2017" in str(failure.value)


def test_an_agreement_brings_its_theatre_and_only_that() -> None:
    """`world:` names theatre files: what they define is there, and no other theatre is."""
    assert world_for(["minsk-2-2015"]).theatres == ("ukraine",)
    assert world_for(["syria-coh-2016"]).theatres == ()
    both = world_for(["minsk-2-2015", "yemen-truce-2022"])
    assert both.theatres == ("ukraine", "yemen")
    assert {"ansar-allah", "certain-areas-donetsk"} <= set(both.actors.actors)


def test_terms_of_ones_own_bring_a_theatre_too(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("id: mine\nworld: [yemen]\n")
    assert world_for([file]).theatres == ("yemen",)
    file.write_text("id: mine\nworld: yemen\n")
    assert world_for([file]).theatres == ("yemen",)


def test_a_theatre_that_is_not_there_is_told_with_those_that_are(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(AGREEMENT.replace("zone: Africa/Lagos", "world: [atlantis]\nzone: Africa/Lagos"))
    with pytest.raises(KnowledgeError) as failure:
        load_terms(file, made.world)
    (problem,) = failure.value.problems
    assert "atlantis" in problem.found
    assert all(theatre in problem.expected for theatre in theatres())


def test_the_cases_lie_beside_the_terms(made: Made) -> None:
    assert made.terms.cases_path == made.terms_file.with_name("made-truce.cases.yaml")
    assert terms_path("minsk-2-2015").name == "minsk-2-2015.yaml"


UNREAD = (
    ("members: [{actor: south-army}", "members: [{actor: south-army, unchecked: true}"),
    ("excluded: [{actor: banned}]", "excluded: [{actor: banned, unchecked: The annex.}]"),
    ("    act: [guard_post]\n", "    act: [guard_post]\n    unchecked: The number.\n"),
    ("says: Force that answers an attack.}", "says: Force that answers an attack., unchecked: true}"),
    ("says: Through Old Town.}", "says: Through Old Town., unchecked: The map.}"),
    ("      - id: civilians\n", "      - id: civilians\n        unchecked: Who reads it so.\n"),
)


def test_every_fact_that_was_not_read_is_counted(made: Made, tmp_path: Path) -> None:
    """An end, a member, an exclusion, a clause, a reading, an exception or an exemption may be marked; each is one."""
    assert unchecked_in(made.terms.agreement) == 0
    text = AGREEMENT
    for n, (plain, unread) in enumerate(UNREAD, 1):
        assert plain in text
        text = text.replace(plain, unread, 1)
        file = tmp_path / f"unread-{n}.yaml"
        file.write_text(text)
        assert unchecked_in(load_terms(file, made.world).agreement) == n
