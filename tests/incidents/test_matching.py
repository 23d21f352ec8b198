"""What is matched hangs on the reports alone: not on their order, on how a table is cut, or on who else was there."""

from __future__ import annotations

import json
from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.records import Alternative, Observation, Tie

from .reporting import Found, decision, found, groups, members, rivals, said, table, together, without
from .strategies import ORIGINS, scenes

Scene = tuple[list[Observation], list[Alternative]]

TEXTS = ("id", "source", "act", "weapon", "place", "zone", "words", "compiled_by", "where_precision", "when_precision")


def whole(scene: Scene) -> Found:
    return found(scene[0], alternatives=rivals(scene[1]))


def test_two_who_tell_one_strike_are_one_incident() -> None:
    assert groups(said("a", "sohr"), said("b", "snhr"), said("c", "hrw", where="Aleppo")) == {
        together("a", "b"),
        together("c"),
    }


def test_reports_that_lie_far_apart_in_days_are_two() -> None:
    assert groups(said("a", "sohr"), said("b", "snhr", when="2016-03-09")) == {together("a"), together("b")}


@given(scenes(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(scene: Scene, random: st.Random) -> None:  # type: ignore[name-defined]
    plain = whole(scene)
    reports, alternatives = (random.sample(each, len(each)) for each in scene)
    other = found(reports, alternatives=rivals(alternatives))
    assert other.groups == plain.groups
    assert other.links == plain.links
    assert other.covers == plain.covers
    assert in_any_order(other) == in_any_order(plain)


def in_any_order(of: Found) -> list[dict[str, object]]:
    """The incidents; rival values stay in the order of their table, which says nothing."""
    return [each | {"alternatives": sorted(map(str, each["alternatives"]))} for each in of.incidents]


@given(scenes(), st.integers(1, 4), st.booleans())
def test_how_the_table_is_cut_changes_nothing(scene: Scene, size: int, coded: bool) -> None:
    plain = whole(scene)
    slices = [plain.observations.slice(at, size) for at in range(0, len(scene[0]), size)]
    cut = pa.concat_tables([in_codes(each) if coded else each for each in slices])
    other = found(cut, alternatives=rivals(scene[1]))
    assert other.groups == plain.groups
    assert other.links == plain.links
    assert other.covers == plain.covers
    assert other.incidents == plain.incidents


def in_codes(observations: pa.Table) -> pa.Table:
    """The texts of a table as codes, each slice with values of its own."""
    for name in TEXTS:
        at = observations.schema.get_field_index(name)
        observations = observations.set_column(at, name, observations[name].dictionary_encode())
    return observations


@given(scenes(), st.data())
def test_a_row_given_twice_is_set_aside_and_changes_nothing(scene: Scene, data: st.DataObject) -> None:
    reports, alternatives = scene
    again = data.draw(st.lists(st.sampled_from(reports), max_size=4))
    rows = data.draw(st.permutations([*reports, *again]))
    other = found(rows, alternatives=rivals(alternatives))
    assert other.groups == whole(scene).groups
    assert other.incidents == whole(scene).incidents
    assert Counter(other.matched.aside.values()) == Counter({"duplicate_row": len(again)} if again else {})
    repeated = Counter(rows[row].id for row in other.matched.aside)
    assert repeated == Counter(each.id for each in again)


def test_of_two_versions_the_one_published_last_is_matched_wherever_it_stands() -> None:
    old, new = said("a", "sohr", published="2016-03-02"), said("a", "sohr", published="2016-03-04", killed=7)
    for rows in ([old, new], [new, old]):
        seen = found(rows)
        assert seen.matched.aside == {rows.index(old): "other_version"}
        assert [each["observation"]["killed_best"] for each in seen.incidents] == [7]


@given(scenes(), st.data())
def test_rows_in_are_reports_in_one_incident_each_and_rows_set_aside(scene: Scene, data: st.DataObject) -> None:
    reports, alternatives = scene
    again = data.draw(st.lists(st.sampled_from(reports), max_size=3))
    later = [each.model_copy(update={"observation_id": f"{each.observation_id}+"}) for each in again[:1]]
    seen = found([*reports, *again, *later], alternatives=rivals(alternatives))
    held = Counter(ident for each in seen.incidents for ident in members(each))
    assert held == Counter({each.id for each in reports})
    assert sum(held.values()) + len(seen.matched.aside) == len(reports) + len(again) + len(later)
    assert [row for row, number in enumerate(seen.matched.incident) if number < 0] == sorted(seen.matched.aside)
    assert {frozenset(members(each)) for each in seen.incidents} == seen.groups


@given(scenes(most=7), st.sampled_from(ORIGINS))
def test_without_a_source_all_is_as_if_it_had_never_been_there(scene: Scene, source: str) -> None:
    reports, alternatives = scene
    others = [each for each in reports if source not in each.claimed_by]
    kept = {each.id for each in others}
    of_others = [each for each in alternatives if each.of in kept and source not in each.backed_by]
    left = [each for each in alternatives if source not in each.backed_by]
    gone = without(in_codes(table(reports)), source)
    seen, alone = found(gone, alternatives=rivals(left)), found(others, alternatives=rivals(of_others))
    assert seen.incidents == alone.incidents
    assert seen.links == alone.links
    said_of = json.dumps(seen.incidents, default=str)
    assert f'"{source}"' not in said_of
    assert not any(f'"{each.id}"' in said_of for each in reports if each.id not in kept)


def test_a_decision_about_reports_that_are_not_there_leaves_no_trace_of_them() -> None:
    merge = decision("merge", about="a", **{"with": ["gone"]})
    seen = found([said("a", "sohr"), said("b", "hrw", where="Aleppo")], merge)
    assert seen.incidents == found([said("a", "sohr"), said("b", "hrw", where="Aleppo")]).incidents
    assert len(seen.matched.unapplied) == 1
    assert "no report gone in what was given" in seen.matched.unapplied[0]


@given(scenes())
def test_a_link_says_why_and_its_weights_add_up(scene: Scene) -> None:
    for incident in whole(scene).incidents:
        for link in incident["links"]:
            if link["tie"] != Tie.COVERS:
                assert sum(each["weight"] for each in link["evidence"]) == pytest.approx(link["score"], abs=0.01)
