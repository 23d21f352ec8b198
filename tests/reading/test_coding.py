"""Sentences to events of PLOVER: what the verb with its complements says that one side does to another."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfire.reading.grammar.parsing import parse
from holdfire.reading.plover.coding import Coded, code
from holdfire.records.reading import Standing


def only(sentence: str) -> Coded:
    """The one event of a sentence."""
    found = code(parse(sentence))
    assert len(found) == 1, found
    return found[0]


def test_a_verb_says_what_is_done() -> None:
    assert only("The rebels attacked the town.").event == "ASSAULT"
    assert only("The minister met his counterpart in Vienna.").event == "CONSULT"
    assert only("Police arrested four students.").event == "COERCE"


def test_the_finer_division_tells_a_fight_from_an_assault() -> None:
    assert only("Troops shelled the rebels.").kind == "FIGHT"
    assert only("A suicide bomber killed five people.").kind == "ASSAULT"


def test_who_kills_tells_a_fight_from_an_assault_where_the_verb_does_not() -> None:
    assert only("Indian soldiers killed two villagers.").kind == "FIGHT"
    assert only("Two villagers were killed by robbers.").kind == "ASSAULT"


def test_what_is_agreed_promised_or_offered_is_an_agreement_whatever_the_deed() -> None:
    for sentence in (
        "The rebels agreed to release the hostages.",
        "Norway pledged to send food.",
        "The army offered to withdraw from the town.",
        "Kenya is ready to mediate.",
    ):
        assert only(sentence).event == "AGREE"


def test_the_deed_that_is_agreed_stands_beside() -> None:
    found = only("The rebels agreed to release the hostages.")
    assert (found.event, found.deed, found.standing) == ("AGREE", "RETREAT", Standing.REPORTED)


def test_to_promise_harm_is_to_threaten() -> None:
    assert only("The group vowed to attack the capital.").event == "THREATEN"
    assert only("Turkey threatened to invade Syria.").event == "THREATEN"


def test_what_will_be_done_is_promised_or_threatened() -> None:
    assert only("Germany will send medical supplies to Sudan.").event == "AGREE"
    assert only("Germany will impose sanctions on Sudan.").event == "THREATEN"


def test_to_be_asked_for_a_deed_is_a_request() -> None:
    for sentence in (
        "France called on Libya to withdraw its troops.",
        "The United Nations asked Sudan to let the convoy in.",
        "Georgia demanded that Russia leave the town.",
        "Chad's president wants France to send more troops.",
        "Israel must end its siege, the Syrian president said.",
    ):
        assert only(sentence).event == "REQUEST"


def test_to_refuse_deny_or_leave_undone_what_would_help_is_to_reject() -> None:
    for sentence in (
        "Iran refused to release the sailors.",
        "Sri Lanka ruled out talks with the rebels.",
        "Japan rejected the proposal.",
        "The government will not grant amnesty to the rebels.",
        "The talks ended without an agreement.",
        "Turkey denied that its jets had bombed the village.",
    ):
        assert only(sentence).event == "REJECT"


def test_blame_for_a_deed_is_an_accusation_and_not_the_deed() -> None:
    found = only("Ethiopia accused Eritrea of shelling a border town.")
    assert (found.event, found.kind) == ("ACCUSE", "DISAPPROVE")


def test_who_tells_what_was_done_to_them_accuses() -> None:
    found = only("Chad said Sudan had bombed its villages.")
    assert (found.event, [each.code for each in found.sources], [each.code for each in found.targets]) == (
        "ACCUSE",
        ["TCD"],
        ["SDN"],
    )


def test_a_light_verb_takes_the_deed_from_its_noun() -> None:
    assert only("Burundi's army launched an offensive against the rebels.").kind == "FIGHT"
    assert only("India and Pakistan held talks.").event == "CONSULT"
    assert only("The union staged a protest.").event == "PROTEST"


def test_a_noun_tells_an_event_of_its_own() -> None:
    assert only("Fighting broke out between Armenian and Azerbaijani forces.").kind == "FIGHT"


def test_the_same_verb_is_told_apart_by_what_stands_with_it() -> None:
    assert only("Spain withdrew its soldiers from Iraq.").event == "RETREAT"
    assert only("Spain withdrew its ambassador from Iraq.").event == "SANCTION"
    assert only("Egypt fired its interior minister.").event == "CONCEDE"
    assert only("Egypt fired rockets at Libya.").event == "ASSAULT"


def test_a_sentence_without_an_event_has_none() -> None:
    assert code(parse("The weather in Geneva was mild.")) == []


def test_one_event_a_sentence_or_all_of_them() -> None:
    doc = parse("The army captured the town and arrested two fighters.")
    assert [each.event for each in code(doc)] == ["ASSAULT"]
    assert [each.event for each in code(doc, every=True)] == ["ASSAULT", "COERCE"]


def test_an_event_gives_its_words_and_where_they_stand() -> None:
    text = "On Monday Russia agreed to withdraw its troops."
    found = code(parse(text))[0]
    for span in (found.span, found.sentence, *(each.span for each in found.sources)):
        assert text[span.start : span.end] == span.words
    assert found.span.words == "agreed to withdraw"


def test_a_country_that_the_words_do_not_give_is_marked_as_inferred() -> None:
    found = only("Rebels killed four Sudanese soldiers.")
    assert [(each.code, each.inferred) for each in found.sources] == [("SDN", True)]
    assert [(each.code, each.inferred) for each in found.targets] == [("SDN", False)]


def test_nobody_is_made_up() -> None:
    found = only("The convoy was attacked.")
    assert found.sources == ()
    assert all(each.code is None for each in found.targets)


def test_either_side_reads_the_same() -> None:
    one = only("Indian troops shelled Pakistani villages.")
    other = only("Pakistani troops shelled Indian villages.")
    assert (one.event, one.kind, one.confidence) == (other.event, other.kind, other.confidence)
    assert [each.code for each in one.sources] == [each.code for each in other.targets] == ["IND"]


@pytest.mark.parametrize(
    "text", ["", "?", "and " * 400, "attack " * 300, "said that " * 200, "\n\n", "of " * 300 + "troops"]
)
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(code(parse(text), every=True), list)


def test_a_list_that_joins_names_every_which_way_comes_to_an_end() -> None:
    text = "Turkey and Syria, Iraq and Iran, and the army of Iraq and Syria and Turkey and others attacked and " * 40
    assert isinstance(code(parse(text + "attacked."), every=True), list)


@pytest.mark.shared
def test_the_gold_of_plover_is_read_as_well_as_was_set_out(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2]))
    from bench.reading_plover import count, ours, plover_gold

    gold = plover_gold(shared)
    found = count(gold, ours(each.text for each in gold))
    assert found.root.numbers()["f1"] >= 0.65
    assert found.full.numbers()["f1"] >= 0.45
