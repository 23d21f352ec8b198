"""A copy makes nothing more certain: other words for it are the same word again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from holdfire.records import Alternative, Observation

from .reporting import STORY, Found, found, members, rivals, said, together
from .strategies import scenes

Scene = tuple[list[Observation], list[Alternative]]


def statuses(of: Found, ident: str) -> dict[tuple[str, str | None], str]:
    """How each thing that is said in the incident of a report stands, where it is more than reported."""
    return {
        (each["proposition"], each["value"]): each["status"]
        for each in of.of(ident)["accounts"]
        if each["status"] != "reported"
    }


def carried(report: Observation, outlet: str = "another outlet") -> Observation:
    """The same words of the same origin in another outlet."""
    changed: dict[str, Any] = {"id": f"z-{outlet}/1", "observation_id": outlet, "carried_by": (outlet,)}
    return report.model_copy(update=changed)


def test_one_agency_in_two_papers_is_one_voice() -> None:
    first = said("a", "sohr", words=STORY)
    seen = found([first, carried(first)])
    assert seen.of("a")["observation"]["status"] == "reported"
    assert {len(each["voices"]) for each in seen.of("a")["accounts"]} == {1}


def test_a_second_voice_makes_it_corroborated_and_a_copy_of_it_no_more() -> None:
    first, second = said("a", "sohr", words=STORY), said("b", "hrw", words="A town southwest of the capital was bombed")
    seen, again = found([first, second]), found([first, second, carried(second)])
    assert seen.of("a")["observation"]["status"] == "corroborated"
    assert statuses(again, "a") == statuses(seen, "a")
    assert [len(each["voices"]) for each in again.of("a")["accounts"]] == [2] * len(again.of("a")["accounts"])


@given(scenes(), st.data())
def test_a_copy_changes_no_status_of_its_incident(scene: Scene, data: st.DataObject) -> None:
    able = [each for each in scene[0] if each.claimed_by and each.words and each.compiled_by is None]
    assume(able)
    one = data.draw(st.sampled_from(able))
    plain = found(scene[0], alternatives=rivals(scene[1]))
    copied = found([*scene[0], carried(one)], alternatives=rivals(scene[1]))
    before, after = plain.of(one.id), copied.of(one.id)
    assume(before["accounts"])  # a report alone is not judged: see below
    assume(members(after) - {carried(one).id} == members(before))  # which it may change: see below
    assert after["observation"]["status"] == before["observation"]["status"]
    assert statuses(copied, one.id) == statuses(plain, one.id)


@pytest.mark.xfail(
    strict=True,
    reason="whether a third report joins is asked of the mean of all pairs, in which a copy counts as one more",
)
def test_a_copy_draws_nobody_else_in() -> None:
    road = ({"lat": 33.45 + step, "lon": 36.23, "km": 1} for step in (0, 0.02, 0.04))
    plain = {"act": "armed_attack", "actors": None, "killed": None}
    one, middle, other = (
        said(name, by, where=where, **plain, words=words)
        for name, by, where, words in zip("abc", ("sohr", "hrw", "tass"), road, (None, STORY, None), strict=True)
    )
    assert found([one, middle, other]).groups == {together("a", "b"), together("c")}
    assert together("c") in found([one, middle, other, carried(middle)]).groups


@pytest.mark.xfail(
    strict=True,
    reason="a report alone that names two origins is `reported`, with a copy of it both origins count as voices",
)
def test_a_copy_of_a_report_alone_changes_nothing_either() -> None:
    alone = said("a", ["sohr", "hrw"], words=STORY)
    plain, copied = found([alone]).of("a"), found([alone, carried(alone)]).of("a")
    assert copied["observation"]["status"] == plain["observation"]["status"]
