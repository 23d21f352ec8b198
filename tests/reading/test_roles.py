"""Who did it and to whom: (code, sector) of sources and targets."""

from __future__ import annotations

from holdfire.reading.grammar.parsing import parse
from holdfire.reading.plover.coding import code

Side = list[tuple[str | None, str | None]]


def sides(sentence: str) -> tuple[Side, Side]:
    """The sources and targets of a sentence's event."""
    found = code(parse(sentence))[0]
    return [(each.code, each.sector) for each in found.sources], [(each.code, each.sector) for each in found.targets]


def test_subject_and_object() -> None:
    assert sides("Turkey attacked Syria.") == ([("TUR", None)], [("SYR", None)])


def test_a_passive_turns_them_round() -> None:
    assert sides("Syria was attacked by Turkey.") == ([("TUR", None)], [("SYR", None)])


def test_a_passive_without_an_agent_has_no_source() -> None:
    assert sides("Turkish soldiers were killed.") == ([], [("TUR", "MIL")])


def test_the_agent_of_a_passive_may_stand_with_the_deed() -> None:
    assert sides("Two Afghan policemen were killed in an attack by the Taliban.") == (
        [("AFG", "REB")],
        [("AFG", "COP")],
    )


def test_what_is_sent_without_a_sender_is_the_one_that_moves() -> None:
    assert sides("Russian warships were deployed near Georgia.") == ([("RUS", "MIL")], [("GEO", None)])


def test_the_target_behind_a_preposition() -> None:
    assert sides("The European Union imposed sanctions on Iran.") == ([("IGO", None)], [("IRN", None)])
    assert sides("Libya fired missiles at Italy.") == ([("LBY", None)], [("ITA", None)])
    assert sides("Chad called on Sudan to stop the raids.") == ([("TCD", None)], [("SDN", None)])


def test_the_target_within_the_object() -> None:
    assert sides("Malaysia condemned the Israeli raid.") == ([("MYS", None)], [("ISR", None)])
    assert sides("Ukraine ratified an agreement with Poland.") == ([("UKR", None)], [("POL", None)])


def test_the_target_in_the_deed_that_is_agreed() -> None:
    assert sides("Washington agreed to lift its embargo on Cuba.") == ([("USA", "GOV")], [("CUB", None)])


def test_those_who_meet_are_both_sources() -> None:
    assert sides("India and Pakistan held talks on Monday.") == ([("IND", None), ("PAK", None)], [])
    assert sides("The US, Russia and Switzerland met yesterday.") == ([("USA", None), ("RUS", None), ("CHE", None)], [])


def test_who_meets_whom_keeps_its_direction() -> None:
    assert sides("Egypt's president met Saudi officials.") == ([("EGY", "GOV")], [("SAU", "GOV")])


def test_what_is_joined_is_all_named() -> None:
    assert sides("Turkey attacked Syria and Iraq.") == ([("TUR", None)], [("SYR", None), ("IRQ", None)])
    assert sides("Leaders of Serbia and Croatia condemned Hungary.")[0] == [("SRB", "GOV"), ("HRV", "GOV")]


def test_who_speaks_does_not_do_what_is_spoken_of() -> None:
    assert sides("Turkey attacked Syria, a Polish official said.") == ([("TUR", None)], [("SYR", None)])


def test_a_pronoun_stands_for_the_one_who_speaks() -> None:
    assert sides("Rwanda said it would attack Uganda.") == ([("RWA", None)], [("UGA", None)])


def test_who_must_do_it_is_the_one_who_is_asked() -> None:
    assert sides("The European Union said Turkey should reopen its ports.") == ([("IGO", None)], [("TUR", None)])


def test_who_receives_is_the_target() -> None:
    assert sides("Tanzania received food aid from Japan.") == ([("JPN", None)], [("TZA", None)])


def test_a_relative_clause_is_said_of_its_noun() -> None:
    doc = parse("Troops who attacked Turkish villages fled.")
    attacked = next(each for each in code(doc, every=True) if each.span.words == "attacked")
    assert [each.sector for each in attacked.sources] == ["MIL"]
    assert [each.code for each in attacked.targets] == ["TUR"]


def test_an_owner_gives_the_country_and_the_office_the_sector() -> None:
    assert sides("Russia's foreign minister criticised Poland.")[0] == [("RUS", "GOV")]
    assert sides("The president of Sudan criticised Poland.")[0] == [("SDN", "GOV")]
    assert sides("The Nigerian army criticised Poland.")[0] == [("NGA", "MIL")]
    assert sides("Colombian rebel leaders criticised Poland.")[0] == [("COL", "REB")]


def test_ones_own_troops_are_no_target() -> None:
    assert sides("Uganda withdrew its troops from Sudan.") == ([("UGA", None)], [("SDN", None)])


def test_a_time_gives_no_target() -> None:
    assert sides("Peru closed its embassy after talks with Chile.")[1] == []
