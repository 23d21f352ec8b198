"""Who acted and who was acted on: one construction, one answer. A side that the clause does not name stays empty."""

from __future__ import annotations

import time

import pytest

from holdfire.reading.events.parties import Parties, parties, registered
from holdfire.records import Direction

from .scenes import scene

ARMY, REBELS, STATE, IS = "syrian-armed-forces", "syrian-insurgents", "government-of-syria", "islamic-state"


def sides(text: str, word: str, kind: str, **actors: str | tuple[str, ...]) -> Parties:
    """The sides of the event that the word tells, where the given words name actors."""
    table = scene(text, **{f"actor__{words}": ident for words, ident in actors.items()})
    token = next(each for each in table.doc if each.text == word)
    return parties(table, token, kind)


def test_the_subject_of_a_verb_acts_and_its_object_is_hit() -> None:
    found = sides("The army shelled the rebels.", "shelled", "shelling", army=ARMY, rebels=REBELS)
    assert (found.actors, found.targets) == ((ARMY,), (REBELS,))


def test_in_the_passive_who_stands_behind_by_acts() -> None:
    found = sides("The rebels were shelled by the army.", "shelled", "shelling", army=ARMY, rebels=REBELS)
    assert (found.actors, found.targets) == ((ARMY,), (REBELS,))


def test_a_passive_without_by_names_nobody_who_acted() -> None:
    found = sides("The rebels were shelled near the army base.", "shelled", "shelling", army=ARMY, rebels=REBELS)
    assert (found.actors, found.targets) == ((), (REBELS,))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Nine died in an attack by rebels on the army.", "attack"),
        ("A rebel attack on the army killed nine.", "attack"),
        ("The rebels launched an attack against the army.", "attack"),
        ("An attack carried out by rebels hit the army.", "attack"),
        ("The attack that the rebels launched on the army failed.", "attack"),
        ("The army came under attack by rebels.", "attack"),
        ("An attack on Monday by the rebels on the army killed nine.", "attack"),
        ("Men of the army were killed by the rebels.", "killed"),
        ("The rebels moved in and attacked the army.", "attacked"),
        ("The rebels were able to attack the army.", "attack"),
        ("The rebels shelled the base, killing men of the army.", "killing"),
        ("The rebels who attacked the army withdrew.", "attacked"),
    ],
)
def test_a_noun_takes_its_sides_from_what_tells_them(text: str, word: str) -> None:
    rebels = "rebels" if "rebels" in text else "rebel"
    found = sides(text, word, "attack", army=ARMY, **{rebels: REBELS})
    assert (found.actors, found.targets) == ((REBELS,), (ARMY,))


@pytest.mark.parametrize(
    "text",
    [
        "The army condemned the attack.",
        "The army denied the attack.",
        "The army is investigating the attack on the market.",
        "The army announced an attack on the market.",
        "The army said an attack killed nine.",
        "The army accused nobody of the attack.",
        "The army heard of the attack.",
        "Nine died in the attack, the army said.",
    ],
)
def test_who_speaks_of_an_attack_did_not_attack(text: str) -> None:
    assert sides(text, "attack", "attack", army=ARMY).actors == ()


def test_who_tells_of_a_deed_is_apart_from_who_did_it() -> None:
    found = sides("The army said rebels shelled the market.", "shelled", "shelling", army=ARMY, rebels=REBELS)
    assert (found.actors, found.targets) == ((REBELS,), ())


@pytest.mark.parametrize(
    "text",
    [
        "Shells hit the rebel-held town.",
        "Shells hit a town under rebel control.",
        "Shells hit the rebel stronghold.",
        "Shells hit areas near the rebel line.",
        "Shells hit an area of the rebel enclave.",
    ],
)
def test_who_holds_a_place_is_no_side(text: str) -> None:
    found = sides(text, "hit", "shelling", rebel=REBELS)
    assert (found.actors, found.targets) == ((), ())


def test_who_backs_others_is_no_side() -> None:
    found = sides("Turkish-backed fighters attacked the army.", "attacked", "attack", Turkish="turkey", army=ARMY)
    assert (found.actors, found.targets) == ((), (ARMY,))


def test_an_affiliate_is_not_whom_it_is_affiliated_to() -> None:
    found = sides(
        "The affiliate of al-Qaeda, the Nusra Front, attacked the army.",
        "attacked",
        "attack",
        **{"al-Qaeda": "al-qaida", "Nusra_Front": "jabhat-al-nusra", "army": ARMY},
    )
    assert found.actors == ("jabhat-al-nusra",)


def test_forces_loyal_to_somebody_are_his() -> None:
    found = sides("Forces loyal to Assad attacked the rebels.", "attacked", "attack", Assad=STATE, rebels=REBELS)
    assert (found.actors, found.targets) == ((STATE,), (REBELS,))


@pytest.mark.parametrize("who", ["Army defectors", "Defected army soldiers"])
def test_who_left_an_army_is_no_longer_that_army(who: str) -> None:
    name = "Army" if who.startswith("Army") else "army"
    assert sides(f"{who} attacked the town.", "attacked", "attack", **{name: ARMY}).actors == ()


def test_who_is_named_for_what_was_attacked_did_not_attack() -> None:
    assert sides("The army checkpoint bombing killed nine.", "bombing", "explosion", army=ARMY).actors == ()
    assert sides("The army barrel bomb attack killed nine.", "attack", "air_strike", army=ARMY).actors == (ARMY,)


def test_the_adjective_of_a_state_acts_where_no_war_is_in_it() -> None:
    assert sides("Two fighters were wounded in the Israeli attack.", "attack", "attack").actors == ("israel",)
    assert sides("Two fighters were wounded in the Syrian attack.", "attack", "attack").actors == ()


@pytest.mark.parametrize("who", ["Warplanes", "Two helicopters", "Fighter jets"])
def test_aircraft_act_though_nobody_says_whose(who: str) -> None:
    assert sides(f"{who} hit a bakery.", "hit", "air_strike").actors == ("unidentified-warplanes",)


def test_aircraft_of_a_state_are_its_own() -> None:
    assert sides("A Syrian helicopter hit a bakery.", "hit", "air_strike").actors == ("syrian-air-force",)


@pytest.mark.parametrize("who", ["Enemy jets", "Which planes", "Planes of the Kingdom", "Our planes"])
def test_aircraft_of_an_owner_that_is_not_known_are_not_unidentified(who: str) -> None:
    assert sides(f"{who} hit a bakery.", "hit", "air_strike").actors == ()


def test_a_missile_has_no_side_but_who_fired_it() -> None:
    text = "The rebels fired missiles carrying gas."
    assert sides(text, "gas", "chemical_attack", rebels=REBELS).actors == (REBELS,)
    assert sides("Missiles hit the rebels.", "hit", "shelling", rebels=REBELS).actors == ()


def test_clashes_have_both_sides_and_no_more() -> None:
    text = "Clashes between the army and rebels in the hills near Turkey killed five civilians."
    found = sides(text, "Clashes", "armed_clash", army=ARMY, rebels=REBELS, Turkey="turkey")
    assert (found.actors, found.targets, found.direction) == ((ARMY,), (REBELS,), Direction.MUTUAL)


def test_clashes_that_erupted_between_sides() -> None:
    found = sides("Clashes erupted between the army and rebels.", "Clashes", "armed_clash", army=ARMY, rebels=REBELS)
    assert (found.actors, found.targets) == ((ARMY,), (REBELS,))


def test_who_brokered_a_pause_in_fighting_did_not_fight() -> None:
    text = "A freeze on fighting brokered by Moscow expired."
    assert sides(text, "fighting", "armed_clash", Moscow="russia").actors == ()


def test_who_accuses_acts_in_the_accusation_and_the_accused_is_its_target() -> None:
    text = "The rebels accused the army of gassing the town."
    found = sides(text, "accused", "accusation", rebels=REBELS, army=ARMY)
    assert (found.actors, found.targets) == ((REBELS,), (ARMY,))


def test_who_accuses_did_not_do_what_the_accused_is_said_to_have_done() -> None:
    text = "The rebels accused the army of gassing the town."
    assert sides(text, "gassing", "chemical_attack", rebels=REBELS, army=ARMY).actors == (ARMY,)


def test_how_the_accused_is_said_to_have_done_it_was_not_done_by_who_accuses() -> None:
    text = "The rebels accused the army of gassing the town by firing rockets."
    assert sides(text, "firing", "shelling", rebels=REBELS, army=ARMY).actors == (ARMY,)


def test_a_state_behind_on_is_where_it_was() -> None:
    table = scene("The strikes on Iraq killed ten.", actor__Iraq="iraq", place__Iraq="iraq")
    token = next(each for each in table.doc if each.text == "strikes")
    assert parties(table, token, "air_strike").targets == ()


def test_an_attack_blamed_on_somebody_was_not_an_attack_on_them() -> None:
    text = "Russia blamed the gas attack on the rebels."
    accusation = sides(text, "blamed", "accusation", Russia="russia", rebels=REBELS)
    assert (accusation.actors, accusation.targets) == (("russia",), (REBELS,))
    attack = sides(text, "attack", "chemical_attack", Russia="russia", rebels=REBELS)
    assert (attack.actors, attack.targets) == ((), ())


def test_of_a_breach_the_one_who_says_so_acts() -> None:
    text = "The army said the rebels violated the truce."
    found = sides(text, "violated", "violation_alleged", army=ARMY, rebels=REBELS)
    assert (found.actors, found.targets) == ((ARMY,), (REBELS,))


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("Shells killed five civilians.", "Shells", "shelling"),
        ("Five civilians died when shells hit the market.", "shells", "shelling"),
        ("Eight people, including four children, were killed by shells.", "shells", "shelling"),
        ("A strike on the market left many dead, killing ten women.", "strike", "air_strike"),
        ("The attacks caused casualties among civilians.", "attacks", "attack"),
        ("Gunmen kidnapped three farmers.", "kidnapped", "detention"),
        ("They shelled women and children.", "shelled", "shelling"),
    ],
)
def test_people_who_take_no_part_are_who_was_hit(text: str, word: str, kind: str) -> None:
    found = sides(text, word, kind)
    assert (found.actors, found.targets) == ((), ("civilians",))


@pytest.mark.parametrize(
    ("people", "who"), [("a paramedic", "medical-workers"), ("two journalists", "journalists"), ("people", "")]
)
def test_people_of_each_kind(people: str, who: str) -> None:
    assert sides(f"A sniper shot {people}.", "shot", "shooting").targets == ((who,) if who else ())


def test_who_loses_men_is_hit() -> None:
    found = sides("The army lost 20 men in the attack.", "attack", "attack", army=ARMY)
    assert (found.actors, found.targets) == ((), (ARMY,))


def test_who_takes_fire_is_hit() -> None:
    found = sides("An outpost of government troops took fire.", "fire", "shooting", government_troops=STATE)
    assert (found.actors, found.targets) == ((), (STATE,))


def test_several_events_of_one_sentence_keep_their_own_sides() -> None:
    text = "The army shelled the town and rebels attacked a convoy."
    first = sides(text, "shelled", "shelling", army=ARMY, rebels=REBELS)
    second = sides(text, "attacked", "attack", army=ARMY, rebels=REBELS)
    assert (first.actors, first.targets, second.actors, second.targets) == ((ARMY,), (), (REBELS,), ())


def test_who_was_forced_out_withdrew() -> None:
    text = "The army took the crossing after forcing militias to withdraw from the area."
    found = sides(text, "withdraw", "withdrawal", army=ARMY, militias="pro-government-militias")
    assert (found.actors, found.targets) == (("pro-government-militias",), ())


def test_a_place_is_taken_from_who_held_it() -> None:
    found = sides("The army captured the town from IS.", "captured", "ground_advance", army=ARMY, IS=IS)
    assert (found.actors, found.targets) == ((ARMY,), (IS,))


def test_is_in_capitals_is_a_name() -> None:
    found = sides("On Monday IS fighters shelled the rebels.", "shelled", "shelling", IS=IS, rebels=REBELS)
    assert (found.actors, found.targets) == ((IS,), (REBELS,))


def test_its_fighters_are_those_of_who_speaks() -> None:
    found = sides("The SDF said its fighters had shelled the town.", "shelled", "shelling", SDF="sdf")
    assert found.actors == ("sdf",)
    assert found.confidence["actors"] < 0.85


def test_they_may_be_anybody() -> None:
    assert sides("The army said they had shelled the town.", "shelled", "shelling", army=ARMY).actors == ()


def test_a_massacre_of_somebody_may_be_by_them() -> None:
    found = sides("He recalled the massacres of the army.", "massacres", "attack", army=ARMY)
    assert (found.actors, found.targets) == ((), ())


def test_a_headline_is_read_by_the_order_of_its_words() -> None:
    found = sides("Army Kills 12 Rebels", "Kills", "attack", Army=ARMY, Rebels=REBELS)
    assert (found.actors, found.targets) == ((ARMY,), (REBELS,))


def test_two_names_of_one_actor_are_the_surer_one() -> None:
    found = sides("FSA rebels attacked the town.", "attacked", "attack", FSA="free-syrian-army", rebels=REBELS)
    assert found.actors == ("free-syrian-army",)


def test_several_who_act_together_are_all_named() -> None:
    found = sides("Rebels and IS attacked the town.", "attacked", "attack", Rebels=REBELS, IS=IS)
    assert found.actors == (REBELS, IS)


def test_gunmen_are_nobodys_where_the_words_leave_it_open() -> None:
    found = sides("Gunmen attacked the town.", "attacked", "attack", Gunmen=(REBELS, "unidentified-armed-group"))
    assert found.actors == ("unidentified-armed-group",)
    assert [each.field for each in found.alternatives("x")] == ["actors"]


def test_the_words_of_a_side_are_shown() -> None:
    found = sides("The army shelled the rebels.", "shelled", "shelling", army=ARMY, rebels=REBELS)
    assert (found.spans["actors"].words, found.spans["targets"].words) == ("army", "rebels")
    assert 0 < found.confidence["actors"] <= 1


def test_a_state_that_the_register_lacks_keeps_its_name() -> None:
    assert registered("country:HUN") == "unlisted:Hungary"
    assert registered("country:XXX") == "unlisted:XXX"


@pytest.mark.parametrize(
    "text", ["the army and " * 1500 + "shelled it", "attack by rebels on " * 800, "of the army " * 1500]
)
def test_a_sentence_made_to_be_slow_is_read_in_time(text: str) -> None:
    table = scene(text.replace("army", "ARMY", 1), actor__ARMY=ARMY) if "army" in text else scene(text)
    started = time.perf_counter()
    for token in table.doc[-60:]:
        parties(table, token, "attack")
    assert time.perf_counter() - started < 2


def test_a_government_before_an_event_is_that_which_the_text_names() -> None:
    text = "The army said nothing. Eastern Ghouta is under government siege."
    assert sides(text, "siege", "siege", army=ARMY).actors == (STATE,)
    assert sides("Eastern Ghouta is under government siege.", "siege", "siege").actors == ()
    assert sides("Rebels fled. The town is under government siege.", "siege", "siege", Rebels=REBELS).actors == ()


def test_who_fired_what_held_a_gas_used_it() -> None:
    text = "The army fired rockets filled with gas."
    assert sides(text, "gas", "chemical_attack", army=ARMY).actors == (ARMY,)
