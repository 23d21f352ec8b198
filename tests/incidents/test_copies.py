"""A copy makes nothing more certain: other words for it are the same word again."""

from __future__ import annotations

from typing import Any

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
    assert members(after) - {carried(one).id} == members(before)
    assert after["observation"]["status"] == before["observation"]["status"]
    assert statuses(copied, one.id) == statuses(plain, one.id)


def test_copies_draw_nobody_else_in() -> None:
    """Whether a third report joins is asked of the mean of all pairs, in which copies have no say of their own."""
    road = ({"lat": 33.45 + step, "lon": 36.23, "km": 1} for step in (0, 0.02, 0.04))
    one, middle, other = (
        said(name, by, where=where, act="armed_attack", actors=None, killed=dead, words=words)
        for name, by, where, dead, words in zip(
            "abc", ("sohr", "hrw", "tass"), road, (3, None, 9), (None, STORY, None), strict=True
        )
    )
    plain = found([one, middle, other])
    copied = found([one, middle, other, *(carried(middle, outlet) for outlet in ("reuters", "afp"))])
    assert plain.groups == {together("a", "b"), together("c")}
    assert together("c") in copied.groups


def test_a_copy_of_a_report_alone_changes_nothing_either() -> None:
    alone = said("a", ["sohr", "hrw"], words=STORY)
    plain, copied = found([alone]).of("a"), found([alone, carried(alone)]).of("a")
    assert copied["observation"]["status"] == plain["observation"]["status"]
