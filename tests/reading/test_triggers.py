"""Words that report an event: what stands near them decides what they tell."""

from __future__ import annotations

import pytest

from holdfire.reading.events.triggers import EVENTS, Trigger, lexicon, triggers
from holdfire.reading.grammar.parsing import parse
from holdfire.reading.subtypes import knowledge, subtypes
from holdfire.world import load_world


def found(text: str) -> dict[str, Trigger]:
    """The triggers of a text by their word."""
    doc = parse(text)
    return {doc[each.token].text: each for sent in doc.sents for each in reversed(triggers(sent))}


def kinds(text: str) -> set[str]:
    doc = parse(text)
    return {each.type for sent in doc.sents for each in triggers(sent) if not each.negated}


def test_the_same_verb_tells_what_its_arguments_make_of_it() -> None:
    assert kinds("The army captured the town.") == {"ground_advance"}
    assert kinds("The army captured two soldiers.") == {"detention"}


def test_a_condition_of_two_parts_needs_both() -> None:
    assert "no_agreement" in kinds("The talks ended without a result.")
    assert "no_agreement" not in kinds("The talks ended on Friday.")


def test_a_word_in_another_sense_tells_nothing() -> None:
    assert "chemical_attack" not in kinds("Natural gas prices rose.")
    assert "talks" not in kinds("The factory met the demand for steel.")


def test_what_only_describes_or_names_tells_nothing() -> None:
    assert kinds("He lives in the besieged town.") == set()
    assert "evacuation" not in kinds("The evacuation deal was discussed.")


def test_what_is_spoken_of_as_known_is_bare() -> None:
    assert found("They condemned the attack.")["attack"].bare
    assert not found("The attack killed two people.")["attack"].bare
    assert not found("They spoke of an attack on the clinic.")["attack"].bare


def test_some_words_tell_only_where_they_are_negated() -> None:
    assert any(each.negated and each.type == "nothing_observed" for each in found("No shelling was heard.").values())


def test_the_source_of_a_report_has_no_part_in_the_event() -> None:
    assert kinds("According to the Red Crescent, the rebels withdrew from the town.") == {"withdrawal"}


def test_a_verb_that_shares_its_subject_is_read_with_it() -> None:
    assert "air_strike" in kinds("Warplanes roared over the town and hit a market.")


def test_what_that_or_which_stands_for_is_read_with_its_verb() -> None:
    assert "pause_announced" in kinds("The sides welcomed a truce that took effect at dawn.")


def test_what_is_counted_is_as_near_as_its_number() -> None:
    assert "shelling" in kinds("Militants targeted the suburb with a number of rocket shells.")


def test_who_announces_that_a_truce_would_begin_announces_a_truce() -> None:
    assert found("The army announced that a truce would begin at noon.")["announced"].type == "pause_announced"
    assert "pause_announced" not in kinds("The army announced that the truce had been violated.")


def test_an_army_that_agrees_to_evacuate_residents_evacuates_and_one_that_evacuates_a_base_withdraws() -> None:
    assert "evacuation" in kinds("The army agreed to evacuate the residents.")
    assert kinds("The army evacuated the base.") == {"withdrawal"}


def test_to_make_a_truce_real_is_no_deal() -> None:
    assert "agreement_reached" not in kinds("They are focused on making the cessation of hostilities real.")
    assert "agreement_reached" in kinds("The sides made a deal.")


def test_who_goes_or_comes_is_not_released() -> None:
    for text in (
        "Children go back to school.",
        "Thirteen prisoners went on hunger strike.",
        "People came to the mosque.",
    ):
        assert "release" not in kinds(text), text
    assert "release" in kinds("Two hostages came home.")


def test_who_takes_to_the_streets_or_is_taken_to_hospital_is_not_evacuated() -> None:
    for text in ("Residents took to the streets.", "The wounded were taken to hospital."):
        assert "evacuation" not in kinds(text), text
    assert "evacuation" in kinds("Residents were taken out of the town by bus.")


def test_a_helping_verb_tells_nothing() -> None:
    assert "have" not in found("Those who have declared a state on land under their control are many.")


def test_a_verb_tied_by_a_hyphen_is_read_with_what_it_is_tied_to() -> None:
    assert "siege" not in kinds("ISIS booby-traps houses in a village.")


def test_the_event_stands_at_the_verb_of_the_word_that_does_it() -> None:
    assert "hit" in found("Two shells hit the school.")


def test_both_ways_of_writing_a_word_are_one() -> None:
    assert found("An airstrike hit the town.")["airstrike"].type == "air_strike"
    assert found("An air-strike hit the town.")["strike"].type == "air_strike"


def test_every_sub_type_has_frames_and_every_frame_a_known_sub_type_and_act() -> None:
    stored = knowledge("words", EVENTS)["frames"]
    told = {kind for each in stored for kind in ([each["type"]] if isinstance(each["type"], str) else each["type"])}
    assert told == set(subtypes())
    world = load_world()
    assert all(each["act"] in world.acts for each in stored if "act" in each)


def test_frames_are_words_and_sureness_is_a_share() -> None:
    stored = knowledge("words", EVENTS)["frames"]
    for each in stored:
        assert all(isinstance(word, str) for key in ("on", "with", "and", "without") for word in each.get(key, []))
        assert 0 < each["sure"] < 1
    assert len(lexicon().frames) > 400


@pytest.mark.parametrize("length", [2_000, 20_000])
def test_a_sentence_without_end_is_read_in_bounded_time(length: int) -> None:
    assert isinstance(kinds("shelling and " * (length // 13)), set)
