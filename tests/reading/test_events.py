"""Events put together: what the words say and what they leave out."""

from __future__ import annotations

from holdfire.reading import read_documents
from holdfire.records import Document, ReadObservation, Standing
from holdfire.world.time import zone_info

from .reads import DAY, everywhere, read


def only(text: str, kind: str) -> ReadObservation:
    [event] = [each for each in read(text).observations if each.kind == kind]
    return event


def day(event: ReadObservation) -> str | None:
    if event.when_start is None:
        return None
    return event.when_start.astimezone(zone_info(event.zone)).date().isoformat()


def test_who_did_what_to_whom_where_when_and_who_says_so() -> None:
    event = only(
        "Syrian army units shelled rebels in Daraya on Friday, killing at least 12 people and wounding 30, the Syrian"
        " Observatory for Human Rights said.",
        "shelling",
    )
    assert event.actors == ("syrian-armed-forces",)
    assert event.targets == ("syrian-insurgents",)
    assert (event.place, event.zone, day(event)) == ("Daraya", "Asia/Damascus", "2016-08-26")
    assert (event.killed_low, event.killed_high, event.injured) == (12, None, 30)
    assert event.claimed_by == ("sohr",)
    assert {"act", "actors", "targets", "place", "when", "killed", "claimed_by"} <= set(event.confidence)
    assert all(0 < sure <= 1 for sure in event.confidence.values())


def test_what_is_not_said_stays_missing() -> None:
    event = only("Shells fell.", "shelling")
    assert (event.actors, event.targets, event.place, event.when_start, event.claimed_by) == ((), (), None, None, ())
    assert event.killed_low is None
    assert "date_not_stated" in event.flags


def test_who_condemns_an_attack_did_not_attack() -> None:
    for text in ("Russia condemned the attack on Daraya.", "Russia is investigating the air strikes on Daraya."):
        for event in read(text).observations:
            assert "russia" not in event.actors


def test_the_day_of_the_saying_is_flagged_and_half_as_sure() -> None:
    told = only("Warplanes bombed Daraya on Thursday, activists said.", "air_strike")
    heard = only("Activists said on Friday that warplanes bombed Daraya.", "air_strike")
    assert (day(told), "date_of_saying" in told.flags) == ("2016-08-25", False)
    assert (day(heard), "date_of_saying" in heard.flags) == ("2016-08-26", True)
    assert heard.confidence["when"] <= told.confidence["when"] / 1.5


def test_day_and_place_are_carried_over_within_a_paragraph_only() -> None:
    near = read("Shells hit Daraya on Thursday. Two mortar rounds landed on a market.").observations
    far = read("Shells hit Daraya on Thursday.\n\nTwo mortar rounds landed on a market.").observations
    assert {"date_carried_over", "place_carried_over"} <= set(near[1].flags)
    assert (near[1].place, day(near[1])) == ("Daraya", "2016-08-25")
    assert (far[1].place, day(far[1])) == (None, None)


def test_what_is_planned_denied_or_feared_is_context() -> None:
    reading = read(
        "The army denied that it shelled Daraya. Rebels threatened to attack Nubl. The two sides failed to reach"
        " a deal."
    )
    assert {each.kind for each in reading.observations} == {"denial", "no_agreement"}
    assert all(each.standing is not Standing.REPORTED for each in reading.context)


def test_the_toll_of_a_war_is_history() -> None:
    for text in (
        "The conflict has killed more than 280,000 people.",
        "Syria's civil war, which has killed 300,000 people, began in 2011.",
    ):
        reading = read(text)
        assert not [each for each in reading.observations if each.killed_low]


def test_what_lies_months_back_is_context() -> None:
    reading = read("In February, warplanes bombed Daraya.")
    assert reading.observations == ()
    assert reading.context[0].standing is Standing.PAST


def test_the_dead_of_a_sentence_are_counted_for_one_event() -> None:
    reading = read("Air strikes on Saraqib killed 12 people, while shelling of Nubl wounded 3 on Friday.")
    killed = [each.killed_low for each in reading.observations if each.killed_low]
    assert killed == [12]


def test_a_title_repeats_its_text() -> None:
    reading = read("Warplanes bombed Daraya on Friday.", title="Air strike hits Daraya")
    assert [each.kind for each in reading.observations] == ["air_strike"]


def test_a_side_of_a_country_abroad_is_an_unlisted_name() -> None:
    event = only("Hungarian warplanes bombed Daraya on Friday.", "air_strike")
    assert event.actors == ("unlisted:Hungary",)


def test_another_language_is_read_to_names_only() -> None:
    reading = read("Самолёты нанесли удары по Дарайе 26 августа, сообщили в Дамаске.", language="ru")
    assert reading.depth.value == "surface"
    assert reading.observations == ()
    assert {"place", "date"} <= {each.kind for each in reading.mentions}
    assert "read_to_names_only" in reading.flags


def test_a_language_that_is_not_read_says_so() -> None:
    reading = read("Tämä on uutinen.", language="fi")
    assert (reading.depth.value, reading.flags) == ("none", ("language_not_read",))


def test_without_a_day_of_publication_no_weekday_is_worked_out() -> None:
    reading = read("Warplanes bombed Daraya on Friday.", published=None)
    assert reading.observations[0].when_start is None
    assert "dates_not_anchored" in reading.flags


def test_where_it_hit_not_whence_it_came() -> None:
    event = only("Mortar shells fired from Jobar hit Bab Touma on Friday.", "shelling")
    assert (event.place, day(event)) == ("Bab Touma", "2016-08-26")


def test_a_message_tells_of_its_day_and_says_so() -> None:
    document = Document(id="chat", kind="chat", text="Two barrel bombs hit Daraya.", language="en", published=DAY)
    [reading] = read_documents([document], everywhere(), zone="Asia/Damascus")
    [event] = reading.observations
    assert (day(event), "date_of_message" in event.flags) == ("2016-08-27", True)
    assert event.confidence["when"] < 0.7


def test_one_of_several_places_says_so() -> None:
    event = only("The army shelled Daraya, Moadamiyeh and Douma on Friday.", "shelling")
    assert "one_of_several_places" in event.flags
    assert "one_of_several_places" not in only("The army shelled Daraya on Friday.", "shelling").flags


def test_a_weekday_that_nobody_can_work_out_is_told_apart_from_none() -> None:
    [named] = read("Warplanes bombed Daraya on Friday.", published=None).observations
    [none] = read("Warplanes bombed Daraya.", published=None).observations
    assert ("date_not_anchored" in named.flags, "date_not_stated" in none.flags) == (True, True)


def test_what_only_tells_again_of_an_event_is_context() -> None:
    reading = read("Rebels shelled Nubl on Friday, killing three. “We hid when the shells fell,” a resident said.")
    assert len([each for each in reading.observations if each.kind == "shelling"]) == 1
    assert ["further_mention" in each.flags for each in reading.context if each.kind == "shelling"] == [True]
