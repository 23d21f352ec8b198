"""Who counts as one voice."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfire.incidents.corroboration import Method, read_method
from holdfire.records import Status
from holdfire.world import World, load_world

from .reporting import STORY, occurred, origins, report, stand, status

REPORTED, CORROBORATED = Status.REPORTED, Status.CORROBORATED


@pytest.fixture
def method(tmp_path: Path) -> object:
    """A method of the user's own, from the lines that he writes."""

    def written(text: str) -> Method:
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return read_method(path)

    return written


# one origin, one owner, one camp


def test_one_report_is_reported() -> None:
    assert status(report("a", "icrc")) is REPORTED


def test_two_origins_that_have_nothing_to_do_with_each_other_corroborate() -> None:
    found = occurred(report("a", "icrc"), report("b", "hrw"))
    assert (found.status, origins(found)) == (CORROBORATED, [("hrw",), ("icrc",)])
    assert found.reports == ("a", "b")


def test_an_origin_that_says_it_twice_is_one_voice() -> None:
    found = occurred(report("a", "icrc"), report("b", "icrc"))
    assert (found.status, origins(found), found.voices[0].reports) == (REPORTED, [("icrc",)], ("a", "b"))
    assert found.voices[0].because == ()


def test_bodies_of_one_owner_are_one_voice_and_say_why() -> None:
    found = occurred(report("a", "ocha"), report("b", "unicef"))
    assert (found.status, origins(found)) == (REPORTED, [("ocha", "unicef")])
    assert found.voices[0].because == ("one_owner",)


def test_an_owner_is_one_with_what_it_owns_through_another(tmp_path: Path) -> None:
    path = tmp_path / "world.yaml"
    path.write_text(
        "claimants:\n- {id: top, name: {en: Top}}\n- {id: middle, name: {en: M}, owned_by: top}\n"
        "- {id: low, name: {en: L}, owned_by: middle}\n- {id: other, name: {en: O}}",
        encoding="utf-8",
    )
    world = load_world(path)
    assert status(report("a", "top"), report("b", "low"), world=world) is REPORTED
    assert status(report("a", "other"), report("b", "low"), world=world) is CORROBORATED


def test_owners_in_a_circle_are_one(tmp_path: Path) -> None:
    path = tmp_path / "world.yaml"
    path.write_text(
        "claimants: [{id: hen, name: {en: H}, owned_by: egg}, {id: egg, name: {en: E}, owned_by: hen}]",
        encoding="utf-8",
    )
    assert status(report("a", "hen"), report("b", "egg"), world=load_world(path)) is REPORTED


@pytest.mark.parametrize(
    ("one", "other"),
    [("sohr", "snhr"), ("sana", "al-masdar-news"), ("tass", "russian-mod"), ("hawar-news", "sdf")],
)
def test_those_of_one_side_are_one_voice_whichever_side(one: str, other: str) -> None:
    found = occurred(report("a", one), report("b", other))
    assert (found.status, len(found.voices)) == (REPORTED, 1)
    assert set(found.voices[0].because) & {"one_camp", "one_owner"}


@pytest.mark.parametrize(("one", "other"), [("sohr", "sana"), ("tass", "sdf"), ("sana", "snhr")])
def test_two_sides_corroborate_each_other(one: str, other: str) -> None:
    assert status(report("a", one), report("b", other)) is CORROBORATED


@pytest.mark.parametrize(("one", "other"), [("reuters", "afp"), ("waha-report", "syria-direct")])
def test_no_known_camp_and_an_international_one_make_nobody_one(one: str, other: str) -> None:
    assert status(report("a", one), report("b", other)) is CORROBORATED


def test_a_user_may_count_those_of_a_side_apart_for_one_proposition(method: object) -> None:
    mine = method("camps: {one_voice: {harm: false}}")  # type: ignore[operator]
    found = stand(report("a", "sohr", killed=3), report("b", "snhr", killed=3), method=mine)
    assert (found["harm", "[3, 3]"].status, found["occurred", None].status) == (CORROBORATED, REPORTED)


def test_a_user_may_count_allies_as_one(method: object) -> None:
    told = report("a", "sana"), report("b", "russian-mod")
    assert status(*told) is CORROBORATED
    mine = method("camps: {allied: [[government, russia]]}")  # type: ignore[operator]
    assert status(*told, method=mine) is REPORTED


# outlets and datasets


def test_an_outlet_carries_the_word_of_others_and_adds_none() -> None:
    found = occurred(report("a", "icrc", carried_by=("reuters",)), report("b", "icrc", carried_by=("afp",)))
    assert (found.status, origins(found)) == (REPORTED, [("icrc",)])


def test_an_outlet_that_cites_nobody_speaks_for_itself(method: object) -> None:
    told = report("a", carried_by=("reuters",), compiled_by="machine-reading"), report("b", "icrc")
    assert status(*told) is CORROBORATED
    mine = method("origins: {outlet_without_origin: no_voice}")  # type: ignore[operator]
    assert origins(occurred(*told, method=mine)) == [("icrc",)]


@pytest.mark.parametrize("dataset", ["ucdp", "acled", "gdelt", "a dataset of the user's own"])
def test_a_row_is_no_voice_and_an_outlet_in_it_that_cites_nobody_is_none(dataset: str) -> None:
    found = occurred(report("a", carried_by=("reuters",), compiled_by=dataset), report("b", "icrc"))
    assert (found.status, origins(found), found.reports) == (REPORTED, [("icrc",)], ("a", "b"))


def test_two_datasets_that_rest_on_one_origin_are_one_voice() -> None:
    assert status(report("a", "sohr", compiled_by="ucdp"), report("b", "sohr", compiled_by="acled")) is REPORTED


def test_a_compiler_that_is_named_as_an_origin_is_none() -> None:
    assert origins(occurred(report("a", "ucdp"), report("b", "icrc"))) == [("icrc",)]


def test_a_row_with_two_origins_tells_that_both_report_it_and_not_which_said_who_did_it() -> None:
    row = report("a", ("icrc", "hrw"), compiled_by="ucdp", actors=("russia",), killed=4)
    found = stand(row)
    assert found["occurred", None].status is CORROBORATED
    assert [found[each].status for each in (("act", '"shelling"'), ("by_whom", '"russia"'), ("harm", "[4, 4]"))] == [
        REPORTED
    ] * 3
    assert found["by_whom", '"russia"'].voices[0].because == ("one_report",)


def test_a_row_with_two_origins_and_one_of_them_alone_are_no_two_voices_on_who_did_it() -> None:
    row = report("a", ("icrc", "hrw"), compiled_by="ucdp", actors=("russia",))
    by = ("by_whom", '"russia"')
    assert stand(row, report("b", "hrw", actors=("russia",)))[by].status is REPORTED
    assert stand(row, report("b", "afp", actors=("russia",)))[by].status is CORROBORATED


def test_a_sentence_that_names_two_speakers_lets_both_say_all_of_it() -> None:
    told = report("a", ("icrc", "hrw"), compiled_by="machine-reading", actors=("russia",))
    assert stand(told)["by_whom", '"russia"'].status is CORROBORATED


# those who are not named


@pytest.mark.parametrize(
    "nobody", ["activists", "witness", "military-sources", "two security officials", "a source", "government"]
)
def test_who_is_not_named_is_told_and_is_no_voice(nobody: str) -> None:
    found = occurred(report("a", nobody), report("b", "icrc"))
    assert (found.status, origins(found), found.unnamed) == (REPORTED, [("icrc",)], (nobody,))


def test_an_outlet_does_not_answer_for_sources_that_it_does_not_name_unless_the_method_says_so(method: object) -> None:
    told = report("a", "witness", carried_by=("reuters",)), report("b", "icrc")
    assert status(*told) is REPORTED
    mine = method("origins: {unnamed_origin: its_carrier}")  # type: ignore[operator]
    assert status(*told, method=mine) is CORROBORATED


def test_a_name_that_no_list_knows_is_a_voice() -> None:
    assert status(report("a", "free burma rangers"), report("b", "icrc")) is CORROBORATED


# citing and copying


def test_an_outlet_that_cites_an_origin_adds_nothing_to_it_by_its_own_word() -> None:
    cites, own = report("a", "icrc", carried_by=("reuters",)), report("b", carried_by=("reuters",))
    found = occurred(cites, own)
    assert (found.status, origins(found)) == (REPORTED, [("icrc", "reuters")])
    assert found.voices[0].because == ("citing",)


def test_an_outlet_that_cites_two_makes_the_two_not_one() -> None:
    told = (
        report("a", "icrc", carried_by=("reuters",)),
        report("b", "hrw", carried_by=("reuters",)),
        report("c", carried_by=("reuters",)),
    )
    found = occurred(*told)
    assert (found.status, len(found.voices)) == (CORROBORATED, 2)


def test_an_agency_that_passes_on_another_side_does_not_take_its_own_side_with_it() -> None:
    """TASS carries what the Observatory says; what the Russian ministry says is still the ministry's."""
    told = report("a", "sohr", carried_by=("tass",)), report("b", "russian-mod"), report("c", carried_by=("tass",))
    assert [len(occurred(*told).voices), len(occurred(*told[1:]).voices)] == [2, 1]


def test_what_only_the_citing_outlet_says_is_its_own() -> None:
    told = (
        report("a", "icrc", carried_by=("reuters",)),
        report("b", carried_by=("reuters",), actors=("russia",)),
        report("c", "hrw", actors=("russia",)),
    )
    found = stand(*told)["by_whom", '"russia"']
    assert (found.status, origins(found)) == (CORROBORATED, [("hrw",), ("reuters",)])


def test_outlets_that_print_the_same_words_are_one_voice() -> None:
    found = occurred(
        report("a", carried_by=("reuters",), words=STORY),
        report("b", carried_by=("guardian",), words=f"(Damascus) {STORY}, residents said."),
    )
    assert (found.status, origins(found), found.voices[0].because) == (
        REPORTED,
        [("guardian", "reuters")],
        ("copying",),
    )


def test_outlets_with_words_of_their_own_are_two() -> None:
    other = "Aircraft struck a crowded market on Tuesday and killed several people, according to the paper's reporter"
    one, two = report("a", carried_by=("reuters",), words=STORY), report("b", carried_by=("guardian",), words=other)
    assert status(one, two) is CORROBORATED


def test_words_that_are_too_few_show_no_copy() -> None:
    words = "A shell hit the town."
    one, two = report("a", carried_by=("reuters",), words=words), report("b", carried_by=("guardian",), words=words)
    assert status(one, two) is CORROBORATED


def test_an_outlet_that_prints_anothers_words_without_naming_him_rests_on_him() -> None:
    found = occurred(report("a", "icrc", words=STORY), report("b", carried_by=("guardian",), words=STORY))
    assert (found.status, origins(found)) == (REPORTED, [("guardian", "icrc")])


def test_the_headline_in_a_row_shows_no_copy() -> None:
    rows = [report(each, each, compiled_by="ucdp", words=STORY) for each in ("icrc", "hrw")]
    assert status(*rows) is CORROBORATED


def test_two_who_are_named_side_by_side_stay_two_when_their_text_is_copied() -> None:
    told = [report(each, ("icrc", "hrw"), carried_by=(each,), words=STORY) for each in ("reuters", "guardian")]
    found = occurred(*told, report("c", carried_by=("afp",), words=STORY))
    assert (found.status, len(found.voices)) == (CORROBORATED, 2)


def test_a_flood_of_one_text_is_one_voice_and_says_so() -> None:
    posts = [report(f"p{n}", f"account {n}", words=STORY) for n in range(12)]
    found = occurred(*posts)
    assert (found.status, len(found.voices), found.voices[0].because) == (REPORTED, 1, ("copying", "flood"))
    assert occurred(*posts[:5]).voices[0].because == ("copying",)


def test_a_flood_beside_one_other_voice_is_two(world: World) -> None:
    posts = [report(f"p{n}", f"account {n}", words=STORY) for n in range(30)]
    assert len(occurred(*posts, report("x", "icrc"), world=world).voices) == 2
