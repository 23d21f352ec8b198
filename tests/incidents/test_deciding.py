"""What people decide stands: they join what the machine would not, part what it joined, and take it back."""

from __future__ import annotations

import random
import time
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from holdfire.incidents.deciding import ruled
from holdfire.records import Alternative, Decision, Observation, Tie

from .reporting import STORY, decision, found, said, table, together
from .strategies import scenes

Scene = tuple[list[Observation], list[Alternative]]


def merge(about: str, *others: str) -> Decision:
    return decision_of("merge", about, others)


def not_same(about: str, *others: str) -> Decision:
    return decision_of("not_same", about, others)


def decision_of(what: str, about: str, others: tuple[str, ...]) -> Decision:
    return decision(what, about=about, **{"with": list(others)})


def split(*into: list[str]) -> Decision:
    return decision("split", into=into)


PAIR = (said("a", "sohr"), said("b", "snhr"))
FAR = said("c", "hrw", where="Aleppo", when="2016-03-20")


def test_a_person_parts_what_the_machine_joined() -> None:
    assert found(PAIR).groups == {together("a", "b")}
    for parted in (not_same("a", "b"), not_same("b", "a"), split(["a"], ["b"])):
        seen = found(PAIR, parted)
        assert seen.groups == {together("a"), together("b")}
        assert seen.links == {("a", "b", Tie.APART, "decided")}


def test_a_person_joins_what_the_machine_never_compared() -> None:
    seen = found([PAIR[0], FAR], merge("c", "a"))
    assert seen.groups == {together("a", "c")}
    assert [(each["one"], each["other"], each["tie"]) for each in seen.incidents[0]["links"]] == [
        ("a", "c", Tie.DECIDED)
    ]


def test_what_a_person_adds_to_an_incident_leaves_the_rest_of_it_there() -> None:
    assert found([*PAIR, FAR], merge("c", "a")).groups == {together("a", "b", "c")}


def test_a_person_joins_two_rows_of_one_dataset() -> None:
    rows = [said(name, compiled_by="ucdp", source="ged") for name in ("a", "b")]
    assert found(rows).groups == {together("a"), together("b")}
    assert found(rows, merge("a", "b")).groups == {together("a", "b")}


def test_an_incident_is_named_by_its_first_report() -> None:
    assert found([*PAIR, FAR], split(["incident:a"], ["b"])).groups == {together("a"), together("b"), together("c")}
    assert found([PAIR[0], FAR], merge("incident:a", "c")).groups == {together("a", "c")}


def test_the_latest_word_stands() -> None:
    assert found(PAIR, not_same("a", "b"), merge("a", "b")).groups == {together("a", "b")}
    for parted in (not_same("a", "b"), split(["a"], ["b"])):
        assert found(PAIR, merge("a", "b"), parted).groups == {together("a"), together("b")}


def test_what_was_taken_back_keeps_nothing_apart_any_more() -> None:
    """Parted, joined with a third, and that taken back for the third: the first two are the machine's again."""
    three = [*PAIR, said("c", "hrw")]
    said_so = (not_same("a", "b"), merge("a", "b", "c"), split(["a"], ["c"]))
    assert found(three, *said_so).groups == found(three, split(["a"], ["c"])).groups


def test_who_joins_one_of_two_that_were_parted_does_not_bring_the_other_back() -> None:
    three = [*PAIR, said("d", "hrw")]
    assert found(three).groups == {together("a", "b", "d")}
    seen = found(three, not_same("a", "b"), merge("a", "d"))
    assert seen.groups == {together("a", "d"), together("b")}


def test_what_is_said_of_a_report_that_is_not_there_waits_for_it() -> None:
    later = not_same("a", "z")
    alone = found(PAIR, later)
    assert alone.groups == {together("a", "b")}
    [told] = alone.matched.unapplied
    assert "no report z in what was given; it waits until there is one" in told
    here = found([*PAIR, said("z", "hrw")], later)
    assert here.matched.unapplied == ()
    assert not any({"a", "z"} <= group for group in here.groups)


def incident_of(data: st.DataObject, groups: set[frozenset[str]]) -> list[str]:
    """One of the incidents of several reports, in an order that is drawn."""
    several = sorted(sorted(each) for each in groups if len(each) > 1)
    assume(several)
    return data.draw(st.permutations(data.draw(st.sampled_from(several))))


@given(scenes(least=3), st.data())
def test_what_is_split_and_merged_again_is_one_as_before(scene: Scene, data: st.DataObject) -> None:
    reports = table(scene[0])
    before = found(reports)
    names = incident_of(data, before.groups)
    at = data.draw(st.integers(1, len(names) - 1))
    parted, again = split(names[:at], names[at:]), merge(names[0], *names[1:])
    after = found(reports, parted)
    assert not any(set(names[:at]) & group and set(names[at:]) & group for group in after.groups)
    assert found(reports, parted, again).groups == before.groups


@given(scenes(least=4, most=9), st.data())
def test_not_the_same_is_remembered_when_new_reports_come(scene: Scene, data: st.DataObject) -> None:
    one, other = incident_of(data, found(scene[0]).groups)[:2]
    held = not_same(one, other)
    others = [each.id for each in scene[0] if each.id not in (one, other)]
    first = data.draw(st.sets(st.sampled_from(others))) if others else set()
    for here in (first, set(others)):
        known = [each for each in scene[0] if each.id in here | {one, other}]
        seen = found(known, held)
        assert not any({one, other} <= group for group in seen.groups)
        assert all(tie is not Tie.SAME for a, b, tie, _ in seen.links if {a, b} == {one, other})


@given(scenes(least=3), st.data())
def test_what_a_person_joins_is_one_whatever_it_is(scene: Scene, data: st.DataObject) -> None:
    names = [each.id for each in scene[0]]
    some = data.draw(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True))
    seen = found(scene[0], merge(*some))
    assert any(set(some) <= group for group in seen.groups)
    for incident in seen.incidents:
        assert {each["tie"] for each in incident["links"] if {each["one"], each["other"]} <= set(some)} <= {
            Tie.DECIDED, Tie.SAME, Tie.COVERS
        }  # fmt: skip


@pytest.mark.parametrize("what", [{"what": "merge", "about": "a", "with": []}, {"what": "split", "into": [["a"]]}])
def test_a_decision_that_decides_nothing_is_refused(what: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="at least"):
        decision(**what)


# many decisions

NAMES = st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=3, unique=True)
GROUPS = st.lists(NAMES, min_size=2, max_size=3)


@st.composite
def words(draw: st.DrawFn) -> Decision:
    if draw(st.booleans()):
        return split(*draw(GROUPS.filter(lambda groups: len({n for g in groups for n in g}) == sum(map(len, groups)))))
    about, *others = draw(st.lists(st.sampled_from("abcdefg"), min_size=2, max_size=4, unique=True))
    return draw(st.sampled_from((merge, not_same)))(about, *others)


def one_after_another(decisions: list[Decision]) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
    """Groups and parted pairs, worked out anew from all pairs at each word."""
    group = {name: {name} for name in "abcdefg"}
    apart: set[frozenset[str]] = set()

    def leave(name: str) -> None:
        group[name].discard(name)
        group[name] = {name}

    def join(names: list[str]) -> None:
        whole = set().union(*(group[name] for name in names))
        group.update(dict.fromkeys(whole, whole))
        apart.difference_update([pair for pair in apart if pair <= whole])

    for each in decisions:
        if each.what == "split":
            for name in (name for some in each.into for name in some):
                leave(name)
            for some in each.into:
                join(list(some))
            apart |= {frozenset(pair) for one, two in combinations(each.into, 2) for pair in product(one, two)}
        elif each.what == "merge":
            join([each.about, *each.with_])
        else:
            if group[each.about] & set(each.with_):
                leave(each.about)
            apart |= {frozenset((each.about, other)) for other in each.with_}
    return {frozenset(some) for some in group.values() if len(some) > 1}, apart


@given(st.lists(words(), max_size=8))
def test_words_in_turn_give_what_all_pairs_worked_anew_give(decisions: list[Decision]) -> None:
    rules, _ = ruled(decisions, {name: n for n, name in enumerate("abcdefg")})
    groups: dict[int, set[str]] = {}
    for one, other in rules.together:
        groups.setdefault(one, {"abcdefg"[one]}).add("abcdefg"[other])
    apart = {frozenset(("abcdefg"[one], "abcdefg"[other])) for one, other in rules.apart}
    assert ({frozenset(each) for each in groups.values()}, apart) == one_after_another(decisions)


def test_sixty_thousand_words_against_each_other_are_done_with() -> None:
    """Each merges, parts or splits reports drawn at random: less than a second, where all pairs took minutes."""
    draw = random.Random(2)
    decisions = []
    for n in range(60_000):
        one, two, three = (f"r{each}" for each in draw.sample(range(3_000), 3))
        decisions.append((merge(one, two), not_same(one, two), split([one], [two, three]))[n % 3])
    began = time.perf_counter()
    ruled(decisions, {f"r{n}": n for n in range(3_000)})
    assert time.perf_counter() - began < 20


def test_what_a_person_takes_out_draws_nobody_along() -> None:
    """Two accounts stand in one incident; a report of neither is taken out, and they stay together."""
    airforce, other = ("syrian-air-force",), ("russia",)
    told = [
        said("a", "sohr", act="air_strike", actors=None, words=STORY),
        said("b", "hrw", act="air_strike", actors=airforce),
        said("c", "un-coi", act="air_strike", actors=airforce),
        said("d", "reuters", act="air_strike", actors=other),
        said("e", "afp", act="air_strike", actors=other),
        said("m", "vdc", act="air_strike", actors=other),
    ]
    whole = together(*(each.id for each in told))
    assert found(told).groups == {whole}
    seen = found(told, not_same("m", "a", "b")).groups
    assert seen == {together("a", "b", "c", "d", "e"), together("m")}
