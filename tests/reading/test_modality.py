"""How a text puts an event. Each line is a sentence with the event's word in brackets."""

from __future__ import annotations

from datetime import date

import pytest

from holdfire.reading.events.modality import standing
from holdfire.reading.grammar.parsing import parse
from holdfire.records.reading import Standing


def read(sentence: str, published: date | None = None) -> str:
    """The standing of the word in brackets."""
    start = sentence.index("[")
    doc = parse(sentence.replace("[", "").replace("]", ""))
    token = next(each for each in doc if each.idx == start)
    return str(standing(doc, token, published))


REPORTED = """
Government forces [captured] the town on Friday.
Troops were [killed] in an ambush near the border.
The army said that rebels had [shelled] the town.
Rebels [agreed] to withdraw from the city.
The two sides [reached] a deal in Geneva.
The two sides signed an [agreement] on Sunday.
The rebels continued to [shell] the airport.
The army began to [withdraw] from the town.
He managed to [escape] from the prison.
A truce [began] at midnight.
Russia [announced] that it would withdraw its troops.
The minister [denied] that troops had entered the town.
The group [refused] to leave the city.
The UN [called] for a truce.
Activists accused the army of [shelling] the market.
After a four-year siege, the fighters [left] the town.
Jets [bombed] the market, killing six people.
Residents said jets had [bombed] the market.
Reports that jets had [bombed] the market came from two towns.
The shelling [killed] no fewer than ten people.
Two people were [wounded] and three were killed when shells hit a school.
The ministry did not say who had [attacked] the convoy.
The strike, which [killed] six people, hit a clinic.
"""

DENIED = """
Turkey denied that its forces had [shelled] the village.
The army denied [shelling] the village.
The army denies it [used] barrel bombs.
The government rejected claims that it had [bombed] the hospital.
Moscow dismissed reports that its jets had [struck] the convoy.
The spokesman refuted the allegation that rebels had [executed] prisoners.
The group denied any [attack] on the convoy.
Its denial that troops had [entered] the town was met with doubt.
"""

NEGATED = """
The two sides failed to [reach] a deal.
The two sides did not [reach] a deal.
No [agreement] was reached in Geneva.
No agreement was [reached] in Geneva.
They have not yet [withdrawn] from the town.
The convoy was unable to [enter] the town.
The army never [entered] the village.
Nobody was [killed] in the explosion.
The talks ended without an [agreement].
The sides left without [signing] the document.
The guards refused to [open] the crossing.
The rebels didn't [attack] the base.
The convoy no longer [goes] there.
There was no [shelling] overnight.
Police prevented an [attack] on the embassy.
The failure to [reach] a deal angered residents.
The army did not attack or [shell] the town.
Neither side [fired] on Sunday.
They stopped short of [signing] the accord.
The absence of [shelling] surprised residents.
Instead of [withdrawing], the troops dug in.
"""

PLANNED = """
The army offered to [withdraw] from the town.
Russia will [withdraw] its troops.
Russia is to [withdraw] its troops.
The rebels plan to [attack] the city.
The rebels agreed to [withdraw] from the city.
The army threatened to [storm] the town.
The UN called for a [truce].
The UN urged both sides to [stop] the fighting.
The minister said he had ordered them to [leave].
The ministers are due to [meet] in Vienna.
The ministers are expected to [meet] in Vienna.
The convoy is about to [enter] the town.
The army is going to [attack] the town.
A plan to [evacuate] the wounded was discussed.
The proposal for a 48-hour [pause] was welcomed.
He announced the decision to [withdraw] from the town.
They offered a plan for the [evacuation] of the wounded.
The group vowed to fight and [kill] its enemies.
Aid workers are ready to [enter] the town.
The talks were scheduled to [resume] on Monday.
Troops were sent to [attack] the town.
He demanded that the army [leave] the town.
The troops shall [withdraw] by noon.
"""

POSSIBLE = """
Russia may [withdraw] its troops.
The truce could [collapse] within days.
If the rebels [attack], the army will answer.
The army would [answer] if it was attacked.
Residents fear an [attack] on the town.
The army is likely to [attack] the town.
Residents feared that the army would [attack].
He warned that the truce might [fail].
The rebels tried to [storm] the base.
Perhaps the army [shelled] the town.
Unless the rebels [leave], there will be no talks.
It is unclear whether the army [shelled] the town.
Did the army [shell] the town?
There is a risk of an [attack] on the town.
The ministry did not say that troops had [entered] the town.
The army would not stop until the rebels [left].
"""

PAST = """
In 1982 the army [crushed] a revolt in the city.
The 1982 [massacre] is remembered in the city.
Last year's [truce] collapsed within weeks.
The army [captured] the town three years ago.
The previous [truce] collapsed in May.
Residents marked the anniversary of the [massacre].
Rebels [seized] the city last year.
The embassy closed five years after crowds [burned] it.
The town [fell] to the rebels two decades ago.
A former [ceasefire] was mentioned.
In the 1990s the group [fought] in the mountains.
"""


def each(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize("sentence", each(REPORTED))
def test_what_is_told_as_having_happened_or_been_said_is_reported(sentence: str) -> None:
    assert read(sentence) == "reported"


@pytest.mark.parametrize("sentence", each(DENIED))
def test_what_is_said_not_to_have_happened_is_denied(sentence: str) -> None:
    assert read(sentence) == "denied"


@pytest.mark.parametrize("sentence", each(NEGATED))
def test_what_did_not_come_about_is_negated(sentence: str) -> None:
    assert read(sentence) == "negated"


@pytest.mark.parametrize("sentence", each(PLANNED))
def test_what_is_intended_or_asked_for_is_planned(sentence: str) -> None:
    assert read(sentence) == "planned"


@pytest.mark.parametrize("sentence", each(POSSIBLE))
def test_what_is_feared_tried_or_on_condition_is_possible(sentence: str) -> None:
    assert read(sentence) == "possible"


@pytest.mark.parametrize("sentence", each(PAST))
def test_what_is_told_of_other_years_is_past(sentence: str) -> None:
    assert read(sentence) == "past"


def test_the_year_of_publication_is_not_the_past() -> None:
    sentence = "In 2016 the army [captured] the town."
    assert read(sentence, date(2016, 8, 27)) == "reported"
    assert read(sentence, date(2018, 8, 27)) == "past"


def test_a_month_of_last_year_is_near_at_the_beginning_of_a_year() -> None:
    sentence = "In December 2015 the army [captured] the town."
    assert read(sentence, date(2016, 1, 10)) == "reported"
    assert read(sentence, date(2016, 11, 10)) == "past"


def test_what_a_noun_is_dated_by_is_its_time() -> None:
    sentence = "Hundreds died in [strikes] carried out by troops in August 2013."
    assert read(sentence, date(2017, 4, 4)) == "past"
    assert read(sentence, date(2013, 8, 22)) == "reported"


def test_a_joined_verb_has_the_time_of_the_first_one() -> None:
    assert read("The town, which fell last year and was [evacuated], lies in ruins.") == "past"
    assert read("The town fell last year and on Monday its people [left] for the north.") == "reported"


def test_a_month_alone_in_a_side_clause_is_past_once_another_has_gone_by() -> None:
    sentence = "A truce [agreed] by the two powers in February is violated daily."
    assert read(sentence, date(2016, 6, 3)) == "past"
    assert read(sentence, date(2016, 3, 3)) == "reported"


def test_what_is_told_of_the_whole_war_is_past() -> None:
    assert read("More than 300,000 people have been [killed] since the war began.") == "past"
    assert read("Six people have been [killed] since the patrol began.") == "reported"


def test_the_first_to_do_something_did_it_and_a_deal_to_do_it_is_a_plan() -> None:
    assert read("It was the first convoy to [reach] the town.") == "reported"
    assert read("The deal to [evacuate] the towns was the latest of several.") == "planned"


def test_what_had_to_be_done_was_done_and_what_has_yet_to_be_was_not() -> None:
    assert read("The convoy had to [return] to the capital.") == "reported"
    assert read("The convoy has to [return] to the capital.") == "planned"
    assert read("The two sides have yet to [agree] on a list.") == "negated"


def test_an_event_that_is_set_to_begin_or_that_could_do_something_is_still_to_come() -> None:
    assert read("An [evacuation] is set to begin on Friday.") == "planned"
    assert read("A [strike] could draw the country into the war.") == "possible"
    assert read("Rebels dug in ahead of heavy [fighting].") == "planned"


def test_not_a_shot_is_no_shot_and_not_only_a_shot_is_one() -> None:
    assert read("Not a single [shell] fell on the town.") == "negated"
    assert read("Not only a [shell] fell on the town.") == "reported"


def test_a_plan_that_is_denied_is_denied() -> None:
    assert read("Moscow denied that it would [attack] the city.") == "denied"


def test_either_side_reads_the_same() -> None:
    for one, other in (("The army", "The rebels"), ("The rebels", "The army")):
        assert read(f"{one} denied that it had [shelled] {other.lower()}.") == "denied"
        assert read(f"{one} said it had not [shelled] {other.lower()}.") == "negated"


def test_a_word_is_found_by_its_place_too() -> None:
    doc = parse("The rebels will attack.")
    assert standing(doc, 3) is Standing.PLANNED


def test_a_text_of_any_shape_gets_an_answer() -> None:
    for text in ("?", "to", "not not not not", "a " * 300 + "attacked", "if if if attack", "\n\n"):
        doc = parse(text)
        assert all(isinstance(standing(doc, token), Standing) for token in doc)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("It was not the army that shelled Douma on Friday.", "shelled", Standing.NEGATED),
        ("It was the army that shelled Douma on Friday.", "shelled", Standing.REPORTED),
        ("Reports that the army bombed Homs are false.", "bombed", Standing.DENIED),
        ("Claims that rebels bombed Homs are baseless.", "bombed", Standing.DENIED),
        ("The army stopped shelling Douma on Friday.", "shelling", Standing.NEGATED),
    ],
)
def test_what_is_taken_back_above_its_clause(text: str, word: str, expected: Standing) -> None:
    doc = parse(text)
    assert standing(doc, [each.text for each in doc].index(word)) is expected
