"""Which of the 23 sub-types a sentence reports: examples of each, and sentences that only look like one."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from holdfire.reading.events.judging import WEIGHTS, features, judge
from holdfire.reading.events.telling import Told, told
from holdfire.reading.grammar.parsing import parse
from holdfire.reading.grammar.scene import Scene
from holdfire.reading.subtypes import subtypes
from holdfire.records import Standing

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.gold import load_subtypes, load_training  # noqa: E402
from bench.reading_subtypes import camps, f1, off, read, reliability  # noqa: E402


def all_told(text: str) -> list[Told]:
    scene = Scene(parse(text))
    return [each for sentence in scene.doc.sents for each in told(scene, sentence)]


def reported(text: str) -> set[str]:
    return {each.kind for each in all_told(text) if each.standing is Standing.REPORTED}


def put(text: str) -> dict[str, str]:
    """What is spoken of without being reported, and how."""
    return {each.kind: each.standing.value for each in all_told(text) if each.standing is not Standing.REPORTED}


REPORTED = [
    ("shelling", "Mortar rounds landed near the bakery on Sunday."),
    ("shelling", "The army's artillery pounded the eastern suburbs."),
    ("air_strike", "Helicopters dropped barrel bombs on the town."),
    ("air_strike", "At least 17 people died in strikes on the fuel depots."),
    ("armed_clash", "Rebels clashed with government forces north of the city."),
    ("armed_clash", "The brigade repelled an assault by the militants."),
    ("shooting", "A sniper shot a nurse in the quarter."),
    ("shooting", "Border guards opened fire on farmers."),
    ("explosion", "A car bomb exploded outside the mosque."),
    ("explosion", "Twin blasts rocked the bus station."),
    ("chemical_attack", "Militants used chlorine gas in the district."),
    ("attack", "Gunmen assassinated a judge on Wednesday."),
    ("attack", "The extremists executed four prisoners in the square."),
    ("ground_advance", "The rebels captured the village of Salma."),
    ("ground_advance", "Troops have entered the northern gate and are advancing toward the centre."),
    ("detention", "The police arrested nine activists."),
    ("detention", "Armed men kidnapped four villagers."),
    ("siege", "Government forces are besieging 40,000 people in the valley."),
    ("siege", "The camp has been under siege for seven months."),
    ("aid_blocked", "Soldiers removed medical supplies from the convoy."),
    ("aid_blocked", "The militia prevented an aid convoy from entering the town."),
    ("aid_delivered", "An aid convoy reached the enclave on Thursday."),
    ("aid_delivered", "The agency distributed blankets to families in the camp."),
    ("evacuation", "Buses carrying fighters and their families left the suburb for Idlib."),
    ("evacuation", "The wounded were evacuated from the old city."),
    ("withdrawal", "The insurgents withdrew from the hill."),
    ("withdrawal", "The separatists pulled back their howitzers from the line."),
    ("release", "The group released 14 hostages."),
    ("release", "The two sides exchanged nine prisoners."),
    ("pause_announced", "The guerrillas declared a unilateral ceasefire."),
    ("pause_announced", "The truce was extended for another day."),
    ("talks", "The foreign ministers met in Vienna."),
    ("talks", "A round of negotiations began in Geneva on Wednesday."),
    ("agreement_reached", "The two sides signed an agreement on the crossing."),
    ("agreement_reached", "Rebels and Syria's army agreed the plan on Thursday to evacuate."),
    ("no_agreement", "The talks ended without an agreement."),
    ("no_agreement", "The rebels rejected the proposal."),
    ("violation_alleged", "The monitors recorded nine violations of the ceasefire."),
    ("violation_alleged", "Militants breached the truce six times."),
    ("accusation", "Moscow accused Washington of supporting the militants."),
    ("accusation", "The council held the army responsible for the suffering of civilians."),
    ("denial", "The ministry denied the claim."),
    ("denial", "The army said it had not targeted the hospital."),
    ("nothing_observed", "Calm prevailed in the city on Monday."),
    ("nothing_observed", "No violations of the truce were recorded."),
]

NONE = [
    "The army will liberate the remaining villages.",
    "Militants may use poisonous substances in the province.",
    "The rebels are ready to release the pilots if they are paid.",
    "He lives in the besieged town.",
    "The striker agreed personal terms with the club.",
    "The avalanche killed four skiers.",
    "The song was released in three languages.",
    "Investors staged a retreat from emerging markets.",
    "The road links the capital with the port.",
    "The envoy called for calm.",
    "Should the raids resume, thousands will flee.",
    "He neither confirmed nor denied the report.",
]


@pytest.mark.parametrize(("kind", "text"), REPORTED)
def test_what_a_sentence_reports(kind: str, text: str) -> None:
    assert reported(text) == {kind}


def test_every_sub_type_has_its_examples() -> None:
    assert {kind for kind, _ in REPORTED} == set(subtypes())


@pytest.mark.parametrize("text", NONE)
def test_what_reports_nothing(text: str) -> None:
    assert reported(text) == set()


@pytest.mark.parametrize(
    ("text", "kind", "standing"),
    [
        ("The sides held discussions on reaching an agreement.", "agreement_reached", "planned"),
        ("The ministry denied that its jets had bombed the market.", "air_strike", "denied"),
        ("No one was arrested.", "detention", "negated"),
        ("The army fears that rebels might shell the town.", "shelling", "possible"),
        ("Rebels had withdrawn from the hill in 2012.", "withdrawal", "past"),
    ],
)
def test_what_is_only_spoken_of_is_kept_with_its_standing(text: str, kind: str, standing: str) -> None:
    assert put(text)[kind] == standing
    assert kind not in reported(text)


def test_what_is_only_aimed_at_is_no_agreement() -> None:
    assert reported("The sides held discussions on reaching an agreement.") == {"talks"}


def test_a_stand_off_that_ends_is_no_failed_talk() -> None:
    assert "no_agreement" not in reported("Rebels left the town, ending one of the longest stand-offs of the war.")


def test_a_campaign_is_no_raid() -> None:
    assert "air_strike" not in reported("The council condemned the president's continued campaign against the rebels.")


def test_what_is_to_be_stopped_goes_on_and_what_was_stopped_was() -> None:
    assert "shelling" in reported("The UN urged the army to stop the shelling of the camp.")
    assert put("The army halted all shelling.")["shelling"] == "past"


def test_who_did_not_do_it_denies_only_what_is_his_own() -> None:
    assert "denial" in reported("The army said it had not shelled the school.")
    assert "denial" not in reported("The army said that the rebels had not shelled the school.")


def test_the_model_never_raises_what_the_words_put_otherwise() -> None:
    for text in ("The rebels will shell the town with mortars.", "The army denied shelling the town with mortars."):
        assert "shelling" not in reported(text)


def test_confidence_is_a_share_and_what_is_reported_is_sure_enough() -> None:
    for _, text in REPORTED:
        for each in all_told(text):
            assert judge().least <= each.confidence < 1 or each.standing is not Standing.REPORTED


def test_the_trigger_of_an_event_is_a_word_of_its_sentence() -> None:
    scene = Scene(parse("The truce holds. Rebels shelled the town."))
    for sentence in scene.doc.sents:
        for each in told(scene, sentence):
            assert all(sentence.start <= trigger.token < sentence.end for trigger in each.triggers)


def test_an_act_reads_alike_in_the_words_of_every_camp() -> None:
    rows = [json.loads(line) for line in (ROOT / "bench" / "gold" / "camps.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) >= 60
    tellings = [(row["id"], camp, set(row["types"]), text) for row in rows for camp, text in row["told"].items()]
    found = read(text for *_, text in tellings)
    wrong = [(name, camp) for (name, camp, types, _), each in zip(tellings, found, strict=True) if each.keys() != types]
    assert wrong == []


def test_the_learnt_part_sees_a_party_and_not_which() -> None:
    government, opposition = (
        features(parse(text)[:]) for text in ("The terrorists seized the hill.", "The regime liberated the hill.")
    )
    assert government == opposition


def test_the_weights_are_small_and_hold_no_code() -> None:
    assert WEIGHTS.stat().st_size < 1_000_000
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        assert all(stored[name].dtype.kind in "fu" for name in stored.files)
        assert stored["second"].shape[0] == 8 + len(subtypes())


def test_no_weight_stands_for_a_name() -> None:
    assert not {"assad", "isis", "putin", "erdogan", "hezbollah"} & set(judge().vocabulary)


def test_own_sentences_are_none_of_the_gold() -> None:
    own = [
        json.loads(line) for line in (ROOT / "bench" / "gold" / "subtypes_own.jsonl").read_text("utf-8").splitlines()
    ]
    texts = {each["text"] for each in own}
    assert len(texts) >= 300
    assert texts.isdisjoint(each.text for each in load_subtypes().sentences)
    assert texts.isdisjoint(each.text for each in load_training())
    assert {kind for each in own for kind in each["labels"]} == set(subtypes())


class TestFigures:
    """The benchmark's own arithmetic, on three written rows whose answers are made up."""

    rows = [each for each in load_subtypes(Path("nowhere")).part("dev") if each.labels][:2]

    def test_all_right_is_one_everywhere(self) -> None:
        found = [dict.fromkeys(each.labels, 1.0) for each in self.rows]
        figures = f1(self.rows, found)
        assert figures["macro_f1"] == figures["micro"]["f1"] == figures["same_set"] == 1
        assert all(each["missed"] == each["wrong"] == 0 for each in camps(self.rows, found).values())

    def test_nothing_read_is_all_missed(self) -> None:
        figures = f1(self.rows, [{}, {}])
        assert figures["macro_f1"] == 0
        assert figures["micro"]["gold"] == sum(len(each.labels) for each in self.rows)

    def test_confidence_is_held_against_what_was_right(self) -> None:
        other = next(kind for kind in subtypes() if kind not in self.rows[0].labels)
        right = next(iter(self.rows[0].labels))
        table = reliability(self.rows[:1], [{right: 0.85, other: 0.85}])
        assert [(each["n"], each["right"]) for each in table] == [(2, 0.5)]
        assert off(table) == pytest.approx(0.35)
