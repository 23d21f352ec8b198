"""Totals and summaries, and what names only a province: linked with the events in them, and never one with any."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given

from holdfire.records import Alternative, Measure, Observation, Tie, WherePrecision

from .reporting import STORY, found, said, together
from .strategies import DEEDS, scenes

PROVINCES = ("aleppo", "damascus", "daraa", "hama", "homs", "idlib", "latakia", "rif-dimashq")
ARMY = "syrian-armed-forces"


def of_provinces(*names: str, **changed: object) -> Observation:
    """A report that is placed by provinces alone."""
    areas = tuple(f"{each}-governorate" for each in names)
    return said("whole", "russian-mod", **({"where": None, "killed": None} | changed)).model_copy(
        update={"areas": areas, "where_precision": WherePrecision.PROVINCE}
    )


def daily_total(**changed: object) -> Observation:
    """Forty-two violations in six provinces on one day."""
    total = of_provinces(*PROVINCES[:5], "rif-dimashq", **({"act": "armed_attack"} | changed))
    return total.model_copy(update={"measures": (Measure(name="violations", value=42),)})


WHOLES = {
    "a daily total": daily_total(),
    "a month": said("whole", "hrw", when="2016-03", where="rif-dimashq-governorate", act="armed_attack"),
    "a month in the town itself": said("whole", "hrw", when="2016-03"),
    "a governorate": said("whole", "sana", where="rif-dimashq-governorate"),
    "the country": said("whole", "sana", where="Syria"),
}


@pytest.mark.parametrize("whole", WHOLES.values(), ids=WHOLES)
def test_a_whole_covers_the_event_in_it_and_is_not_one_with_it(whole: Observation) -> None:
    words = {"words": STORY}
    seen = found([whole.model_copy(update=words), said("strike", "snhr", words=STORY)])
    assert seen.groups == {together("whole"), together("strike")}
    assert seen.covers == {("whole", "strike")}
    for incident in seen.incidents:
        assert [(each["one"], each["other"], each["tie"]) for each in incident["links"]] == [
            ("whole", "strike", Tie.COVERS)
        ]
    assert seen.of("strike")["flags"] == ["covered_by_a_summary"]


@pytest.mark.parametrize(
    "event",
    [
        {"where": "Raqqa"},  # outside all six provinces
        {"when": "2016-03-02"},  # the day after
        {"when": {"from": "2016-03-01", "to": "2016-03-03"}},  # beyond the day
        {"act": "statement"},  # not of what it speaks of
        {"actors": ["jabhat-al-nusra"]},  # by somebody else
    ],
)
def test_a_total_covers_only_what_lies_in_it_and_is_of_its_kind(event: dict[str, object]) -> None:
    assert found([daily_total(), said("strike", "snhr", **event)]).covers == set()


def test_an_event_that_may_lie_outside_the_province_is_not_said_to_be_covered() -> None:
    governorate = of_provinces("rif-dimashq")
    far_off = said("strike", "snhr", where={"lat": 33.46, "lon": 36.23, "km": 60})
    assert found([governorate, far_off]).covers == set()


def test_a_total_is_never_one_with_another_total() -> None:
    other = daily_total(words=STORY).model_copy(update={"id": "other", "claimed_by": ("snhr",)})
    assert found([daily_total(words=STORY), other]).groups == {together("whole"), together("other")}


def test_two_who_name_the_same_province_only_can_be_one() -> None:
    one, other = (
        said(name, by, where="rif-dimashq-governorate", killed=31, words=STORY)
        for name, by in (("a", "sohr"), ("b", "hrw"))
    )
    assert found([one, other]).groups == {together("a", "b")}


def is_whole(report: Observation) -> bool:
    return report.when_end - report.when_start > timedelta(days=7)


def by_area_only(report: Observation) -> bool:
    return report.where_precision in (WherePrecision.PROVINCE, WherePrecision.COUNTRY)


@given(scenes(acts=DEEDS))
def test_no_incident_mixes_a_summary_or_a_province_with_an_event_at_a_place(
    scene: tuple[list[Observation], list[Alternative]],
) -> None:
    told = {each.id: each for each in scene[0]}
    seen = found(scene[0])
    for group in seen.groups:
        assert len(group) == 1 or not any(is_whole(told[each]) for each in group)
        assert len({by_area_only(told[each]) for each in group}) == 1
    for whole, event in seen.covers:
        assert is_whole(told[whole]) or by_area_only(told[whole])
        assert not is_whole(told[event])
        assert not by_area_only(told[event])
        assert told[whole].when_start <= told[event].when_start
        assert told[event].when_end <= told[whole].when_end
