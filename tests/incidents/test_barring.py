"""What somebody says is the event of that speaker alone, and never one with a deed."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given

from holdfire.records import Alternative, Observation

from .reporting import STORY, WORLD, found, groups, said, together
from .strategies import SPEECH, scenes


def spoke(ident: str, claimed_by: str, *speakers: str, **changed: object) -> Observation:
    plain = {"act": "statement", "actors": list(speakers) or None, "killed": None, "words": STORY}
    return said(ident, claimed_by, **(plain | changed))


def test_two_who_say_the_same_in_the_same_words_are_two_events() -> None:
    assert groups(spoke("a", "sohr", "russia"), spoke("b", "snhr", "turkey")) == {together("a"), together("b")}


def test_one_speaker_told_by_two_is_one_event() -> None:
    assert groups(spoke("a", "sohr", "russia"), spoke("b", "snhr", "russia")) == {together("a", "b")}


def test_whoever_speaks_with_both_does_not_make_them_one() -> None:
    told = [spoke("a", "sohr", "russia"), spoke("b", "snhr", "russia", "turkey"), spoke("c", "sana", "turkey")]
    assert not any({"a", "c"} <= group for group in groups(*told))


def test_nor_does_one_who_spoke_with_both_on_the_day_between() -> None:
    told = [
        spoke("a", "sohr", "russia", when="2016-03-01"),
        spoke("b", "snhr", "russia", "turkey", when="2016-03-02T23:00"),
        spoke("c", "sana", "turkey", when="2016-03-04T00:30"),
    ]
    assert not any({"a", "c"} <= group for group in groups(*told))


def test_who_spoke_and_does_not_tell_who_is_nobody_s_double() -> None:
    assert groups(spoke("a", "sohr"), spoke("b", "snhr")) == {together("a"), together("b")}


def test_a_statement_on_a_strike_is_not_the_strike() -> None:
    strike = said("a", "sohr", actors=["russia"], words=STORY)
    assert groups(strike, spoke("b", "snhr", "russia")) == {together("a"), together("b")}


def test_nothing_observed_is_no_event_of_two() -> None:
    quiet = [
        said(name, by, act="nothing_observed", actors=None, killed=None) for name, by in (("a", "sohr"), ("b", "snhr"))
    ]
    assert groups(*quiet) == {together("a"), together("b")}


def speakers(report: Observation, surely: bool) -> set[str]:
    """Who speaks, with all of whom they are a part; all who are named where it is not sure who of them does."""
    named = report.actors if surely else (*report.actors, *report.targets)
    return {above for each in named for above in (each, *WORLD.actors.units_above(each))}


@given(scenes(least=3, acts=SPEECH))
def test_all_in_an_incident_of_speech_share_a_speaker(scene: tuple[list[Observation], list[Alternative]]) -> None:
    told = {each.id: each for each in scene[0]}
    for group in found(scene[0]).groups:
        for one, other in combinations(sorted(group), 2):
            surely = told[one].direction == told[other].direction == "known"
            assert speakers(told[one], surely) & speakers(told[other], surely)
