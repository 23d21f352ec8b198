"""Who says that something happened, and who only carries it."""

from __future__ import annotations

import pytest

from holdfire.reading.grammar.parsing import parse
from holdfire.reading.speech.bodies import bodies, known_names
from holdfire.reading.speech.origins import origins, origins_by_sentence
from holdfire.reading.speech.statements import statements
from holdfire.world import World


def says(text: str, world: World | None) -> list[tuple[str, str]]:
    return [(each.id, each.kind) for each in origins(parse(text), world=world)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two shells hit the market, the Observatory said.", ["sohr"]),
        ("Two shells hit the market, Observatory director Rami Abdel Rahman said.", ["sohr"]),
        ("Two shells hit the market, according to the Syrian Observatory for Human Rights.", ["sohr"]),
        ("According to activists, two shells hit the market.", ["activists"]),
        ("Two shells hit the market, residents said.", ["residents"]),
        ("Two shells hit the market, a military source said.", ["military-sources"]),
        ("State media said two shells hit the market.", ["syrian-state-media"]),
        ("The White Helmets said two shells hit the market.", ["syria-civil-defence"]),
        ("The rebels said the army had shelled the market and the army denied it.", ["opposition-groups"]),
    ],
)
def test_the_one_who_says_so_is_found_in_the_register(text: str, expected: list[str], world: World) -> None:
    assert [each for each, _ in says(text, world)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Two shells hit the market.",
        "It was reported that two shells hit the market.",
        "Two shells reportedly hit the market.",
        "The mayor urged both sides to stop.",
        "The rebels will say that they left the hill.",
    ],
)
def test_nobody_is_made_the_origin_of_what_nobody_is_said_to_say(text: str, world: World) -> None:
    assert says(text, world) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Two shells hit the market, SANA reported, citing a military source.",
            [("sana", "carrier"), ("military-sources", "origin")],
        ),
        ("State media quoted a military source as saying that two shells hit the market.",
         [("syrian-state-media", "carrier"), ("military-sources", "origin")]),
        ("Rami Abdel Rahman told AFP that two shells hit the market.", [("sohr", "origin"), ("afp", "carrier")]),
        (
            "The Syrian army said on Saturday that rebels had fired mortars, the official SANA news agency reported.",
            [("syrian-army-command", "origin"), ("sana", "carrier")],
        ),
        ("SANA said two shells hit the market.", [("sana", "origin")]),
    ],
)  # fmt: skip
def test_who_passes_on_is_told_from_who_says(text: str, expected: list[tuple[str, str]], world: World) -> None:
    assert says(text, world) == expected


def test_a_source_that_no_list_knows_is_its_own_words() -> None:
    assert says("A pharmacist said two shells hit the market.", None) == [("pharmacist", "origin")]
    assert says("A  Pharmacist said two shells hit the market.", None) == [("pharmacist", "origin")]


def test_a_pronoun_is_an_origin_only_where_the_statements_give_its_name(world: World) -> None:
    doc = parse("The Observatory said ten people had died. It said a market was hit.")
    second = list(doc.sents)[1]
    assert origins(doc, second, world=world) == []
    (found,) = origins(doc, second, world=world, said_before=statements(doc))
    assert found.id == "sohr"
    assert found.sure <= 0.6


def test_only_the_sentence_asked_about_is_looked_at(world: World) -> None:
    doc = parse("Activists said a market was hit. The Observatory said ten people had died.")
    first, second = doc.sents
    assert [each.id for each in origins(doc, first, world=world)] == ["activists"]
    assert [each.id for each in origins(doc, second, world=world)] == ["sohr"]


def test_a_whole_text_is_read_sentence_by_sentence_at_once(world: World) -> None:
    doc = parse("Activists said a market was hit. The army took the hill. The Observatory said ten people had died.")
    found = origins_by_sentence(doc, world=world)
    assert [[each.id for each in found[sent.start]] for sent in doc.sents] == [["activists"], [], ["sohr"]]


def test_an_origin_is_where_its_words_stand() -> None:
    text = "In the town, a local doctor said, two shells hit the market."
    (found,) = origins(parse(text))
    assert text[found.span.start : found.span.end] == found.span.words == "a local doctor"


BODIES = {
    "the Syrian Observatory for Human Rights": "sohr",
    "the Syrian Network for Human Rights": "snhr",
    "the Ministry of Defence of the Russian Federation": "russian-mod",
    "the Office of the UN Special Envoy for Syria": "un-envoy",
    "the Local Coordination Committees": "lcc",
    "the High Negotiations Committee": "hnc",
    "Doctors Without Borders": "msf",
    "the White Helmets": "syria-civil-defence",
    "the International Committee of the Red Cross": "icrc",
    "the UN Office for the Coordination of Humanitarian Affairs": "ocha",
    "the Organisation for the Prohibition of Chemical Weapons": "opcw",
    "the World Health Organization": "who",
    "Physicians for Human Rights": "phr",
    "Syrians for Truth and Justice": "syrians-for-truth-and-justice",
    "the League of Arab States": "arab-league",
    "Human Rights Watch": "hrw",
    "the Organization for Security and Co-operation in Europe": "organization for security and co-operation in europe",
    "the Nonesuch Campaign for Accountability": "nonesuch campaign for accountability",
    "the Nonesuch Network for Rights and Freedoms": "nonesuch network for rights and freedoms",
    "the Council of the Nonesuch": "council of the nonesuch",
}
"""Names of bodies with the claimant's id; no register knows the last four."""


@pytest.mark.parametrize(
    "sentence",
    [
        "Government forces shelled the market of Douma on Friday, killing 12 civilians, {} said.",
        "Two people were killed in an air strike on Idlib, {} said on Saturday.",
        "Government forces shelled the market of Douma on Friday {} said.",
        "The market of Douma, {} said, was hit by shells on Friday.",
        "Shelling of the market of Douma was reported by {} on Friday.",
        "Shells hit the market of Douma, according to {}.",
        "According to {}, shells hit the market of Douma.",
        "According to {} shells hit the market of Douma.",
        "Shells hit the market of Douma, said {}.",
        "Shells hit the market of Douma, {}'s spokesman said.",
        "A spokesman for {} said shells hit the market of Douma.",
    ],
)
@pytest.mark.parametrize("body", BODIES)
def test_a_body_is_named_whole_wherever_it_stands(body: str, sentence: str, world: World) -> None:
    (found,) = origins(parse(sentence.format(body)), world=world)
    known = BODIES[body] in world.claimants
    assert found.id == BODIES[body] or (not known and BODIES[body] in found.id)


def test_two_bodies_joined_by_and_do_not_become_one(world: World) -> None:
    doc = parse("The Nonesuch Network for Human Rights and SANA said shells hit Douma.")
    names = known_names(world)
    assert [doc[first:last].text for first, last in bodies(doc, names)] == [
        "Nonesuch Network for Human Rights",
        "SANA",
    ]


def test_a_newspaper_is_not_read_into_the_beginning_of_a_longer_name(world: World) -> None:
    assert says("Shells hit Douma, the National Committee of Nonesuch said.", world) == [
        ("national committee of nonesuch", "origin")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Rebels and Syria's army agreed the plan on Thursday to evacuate the town.",
        "The rebels agreed to leave the town.",
        "The army responded with artillery fire on Douma.",
        "Both sides observed the truce in Homs.",
        "The army continued shelling Douma.",
        "The rebels rejected the plan and signed no deal.",
        "The army vowed to retake the town.",
        "The rebels refused to leave the town.",
        "The rebels threatened to shell the town.",
        "Turkey condemned the shelling of Douma.",
    ],
)
def test_who_acts_or_takes_a_stand_by_speaking_has_told_of_no_event(text: str, world: World) -> None:
    assert says(text, world) == []


@pytest.mark.parametrize(
    "text",
    [
        "The rebels agreed that the army had shelled Douma.",
        "“They shelled Douma”, the rebels answered.",
        "The rebels announced that a truce had begun.",
        "The rebels declared a truce.",
        "The rebels accused the army of shelling Douma.",
        "The rebels claimed responsibility for the attack.",
    ],
)
def test_who_tells_of_it_is_the_origin(text: str, world: World) -> None:
    assert says(text, world) == [("opposition-groups", "origin")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Activists and the Local Coordination Committees reported shelling in Douma.", ["activists", "lcc"]),
        (
            "Shelling was reported by the Syrian Observatory for Human Rights and the Local Coordination Committees.",
            ["sohr", "lcc"],
        ),
        ("Syrians for Truth and Justice reported shelling in Douma.", ["syrians-for-truth-and-justice"]),
    ],
)
def test_two_who_say_so_together_are_two_origins(text: str, expected: list[str], world: World) -> None:
    assert [each for each, _ in says(text, world)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Syrian Observatory for Human Rights, a Britain-based monitor, said shells hit Douma.",
        "Shells hit Douma, said the Syrian Observatory for Human Rights, a Britain-based monitor.",
        "Shells hit Douma, the Syrian Observatory for Human Rights (SOHR) said.",
    ],
)
def test_what_is_put_beside_a_name_is_no_part_of_it(text: str, world: World) -> None:
    (found,) = origins(parse(text), world=world)
    assert (found.id, found.words) == ("sohr", "Syrian Observatory for Human Rights")
