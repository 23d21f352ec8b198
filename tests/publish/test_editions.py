"""The public edition protects people: what it withholds is nowhere in it."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from holdfire.publish.editions import WITHHELD, Rules, read_key, show
from holdfire.records import Correction, Determination
from holdfire.world import load_world
from made import Made, attack

from .shown import CUT_OFF, record, shown

SECRET = {
    "id": "field-note-77",
    "where": "south-town",
    "when": "2020-03-15T14:20",
    "claimed_by": ["baker at the corner"],
    "carried_by": ["cousin of the baker"],
    "compiled_by": "Z. Clerk",
    "words": "my neighbour saw it from the bakery",
    "targets": ["Battalion of Yusuf"],
    "killed": 4,
}


def everything(value: Any) -> str:
    """All text and numbers in a value, whatever it is made of."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return " ".join(
            everything(getattr(value, each.name)) for each in fields if each.name not in ("world", "agreement")
        )
    if isinstance(value, dict):
        return " ".join(f"{everything(key)} {everything(each)}" for key, each in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return " ".join(map(everything, value))
    return str(value)


@pytest.mark.parametrize(
    "secret",
    ["field-note-77", "south-town", "14:20", "13:20", "0.5, 11.0", "baker", "cousin", "Clerk", "neighbour", "Yusuf"],
)
def test_nothing_withheld_is_left_in_the_public_edition(made: Made, secret: str) -> None:
    public, confidential = (everything(shown(made, [attack(**SECRET)], each)) for each in ("public", "confidential"))
    assert secret not in public
    if secret not in ("14:20", "13:20", "0.5, 11.0"):
        assert secret.split()[0] in confidential


def test_a_place_is_told_by_its_first_area_below_the_country(made: Made) -> None:
    one = shown(made, [attack()]).record.incidents[0]
    assert (one.place, one.region, one.where_precision) == (None, "south-province", "province")
    assert one.spot is not None
    assert one.spot.area == "south-province"


def test_ids_tell_nothing_of_the_record_and_stay_under_one_key(made: Made) -> None:
    reports = [attack(id="ucdp-ged:218651"), attack(id="ucdp-ged:218652")]
    same = [[each.id for each in shown(made, reports, key=b"a" * 32).record.incidents] for _ in range(2)]
    other = [each.id for each in shown(made, reports, key=b"b" * 32).record.incidents]
    new = [each.id for each in show(record(made, reports), Rules()).record.incidents]
    assert same[0] == same[1]
    assert not set(same[0]) & set(other) | set(same[0]) & set(new)
    assert all(re.fullmatch("[0-9a-f]{12}", each) for each in same[0] + other + new)


def test_incidents_of_one_day_stand_in_the_order_of_their_new_ids(made: Made) -> None:
    ids = [each.id for each in shown(made, [attack(id=f"r-{n}") for n in range(12)]).record.incidents]
    assert ids == sorted(ids, reverse=True)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"when": "2020-06-08"}, "recent"),
        ({"when": "2020-03-15", "published": "2020-06-09"}, "recent"),
        ({"when": "2020-06-12", "act": "evacuation_of_civilians"}, "ahead"),
        ({"when": {"from": "2020-06-01", "to": "2020-06-20"}, "act": "guard_post"}, "ahead"),
        ({"when": "2020-06-05"}, None),
    ],
)
def test_what_is_new_and_what_lies_ahead_is_held_back_and_counted(
    made: Made, changed: dict[str, Any], why: str | None
) -> None:
    public = shown(made, [attack(), attack(id="r-2", **changed)])
    assert public.held_back == ({why: 1} if why else {})
    assert len(public.record.incidents) == (1 if why else 2)


def test_what_could_put_somebody_at_risk_is_left_out_and_counted(made: Made) -> None:
    reports = [attack(), attack(id="r-2", flags=["basis:saw", "sensitive"], killed=987654)]
    public = shown(made, reports)
    assert (public.held_back, len(public.record.incidents)) == ({"sensitive": 1}, 1)
    assert "987654" not in everything(public.record)
    assert len(shown(made, reports, "confidential").record.incidents) == 2


def test_the_hours_that_are_held_back_can_be_set_for_one_source(made: Made) -> None:
    reports = [attack(id=name, when="2020-06-05", claimed_by=[name]) for name in ("monitor", "north-news")]
    public = shown(made, reports, hold={"monitor": 24 * 7})
    assert [each.claimed_by for each in public.record.incidents] == [("north-news",)]
    assert len(shown(made, reports, hold_hours=24 * 7).record.incidents) == 0


def test_who_is_mixed_with_whom_is_told_for_the_country_only(made: Made) -> None:
    """Where a verdict turns on mixed ground, the place is the country; an aggregate's place can stand."""
    delineation = attack(id="r-1", where="valley-town", targets=[{"banned": "claimed"}])
    aggregate = attack(id="r-2", targets=["fighters"])
    public = shown(made, [delineation, aggregate]).record
    assert {each.kind: each.region for each in public.incidents} == {"delineation": None, "aggregate": "south-province"}


def test_readings_that_turn_on_who_held_a_place_are_left_out(made: Made) -> None:
    """Whether civilians were in an area that a side held would tell who held it."""
    reports = [attack(targets=["villagers"])]
    readings = {name: {each[:2] for chain in shown(made, reports, name).record.decided for each in chain.findings}
                for name in ("public", "confidential")}  # fmt: skip
    assert ("north.1", "civilians") in readings["confidential"]
    assert readings["public"] == readings["confidential"] - {("north.1", "civilians"), ("south.1", "civilians")}
    public, confidential = (shown(made, reports, name).record.incidents[0] for name in ("public", "confidential"))
    assert (public.sensitive, confidential.sensitive) == (False, True)


def test_nothing_has_happened_yet_after_the_moment_of_publishing(made: Made) -> None:
    """A wrong date of publication, or a plan, does not move the cut-off ahead of the clock."""
    plan = attack(id="r-2", act="evacuation_of_civilians", when="2020-05-20")
    late = record(
        made, [attack(), plan, attack(id="r-3", published="2099-01-01")], cut_off=datetime(2099, 1, 2, tzinfo=UTC)
    )
    public = show(late, Rules(now=datetime(2020, 4, 1, tzinfo=UTC)))
    assert public.held_back == {"ahead": 1, "recent": 1}
    assert public.record.cut_off == datetime(2020, 4, 1, 23, tzinfo=UTC), "the end of the day in Lagos"


def test_the_cut_off_tells_no_minute(made: Made) -> None:
    reports = [attack(), attack(id="r-2", published="2020-05-09T15:29")]
    public = show(record(made, reports, cut_off=datetime(2020, 5, 9, 14, 29, tzinfo=UTC)), Rules())
    assert public.record.cut_off == datetime(2020, 5, 9, 23, tzinfo=UTC)


def test_a_determination_is_told_by_body_and_date(made: Made) -> None:
    decision = Determination.model_validate(
        {
            "what": "determine", "about": "made:1", "to": "violation", "body": "Joint Commission",
            "method": "heard Yusuf at home", "date": "2020-05-01", "by": "R. Analyst", "why": "letter",
            "when": "2020-05-01T10:00Z",
        }
    )  # fmt: skip
    public = shown(made, [attack(id="made:1")], decisions=[decision]).record.incidents[0]
    assert public.determination == ("violation", "Joint Commission", "", "2020-05-01")


def test_what_would_settle_it_is_told_for_the_country_only(made: Made) -> None:
    reports = [attack(where="valley-town", targets=[{"banned": "claimed"}]), attack(id="r-2", targets=["fighters"])]
    public = shown(made, reports).record
    assert {each.fact for each in public.asked} == {"aggregate fighters", "delineation"}
    assert {one.fact for each in public.incidents for one in each.settles} == {"aggregate fighters", "delineation"}


def test_missing_facts_stand_in_the_order_of_what_is_shown(made: Made) -> None:
    """Reports that are held back leave no trace in the table's order."""
    open_ones = [attack(targets=["fighters"]), attack(id="r-2", direction="unknown", targets=["banned"])]
    held = [attack(id=f"h-{n}", targets=["fighters"], when="2020-06-09") for n in range(5)]
    before, after = (shown(made, each).record.asked for each in (open_ones, [*held, *open_ones]))
    assert [each.fact for each in before] == [each.fact for each in after]


def test_an_assumption_about_a_place_or_an_event_is_told_without_it(made: Made) -> None:
    given = ["holder in south-province=south", "direction for made:1=as listed"]
    public = shown(made, [attack(direction="unknown")], assume=given).record
    assert public.assumed == ("holder=south", "direction=as listed")


def test_a_name_that_no_register_knows_is_in_no_assumption(made: Made) -> None:
    given = ['standing "unlisted:Battalion of Yusuf" = no party']
    public = shown(made, [attack(targets=["Battalion of Yusuf"])], assume=given).record
    assert public.assumed == ("standing withheld=no party",)


def test_people_who_decided_are_not_named(made: Made) -> None:
    decision = Correction.model_validate(
        {
            "what": "correct", "about": "made:1", "proposition": "killed_best", "from": None, "to": 3,
            "by": "R. Analyst", "why": "seen (by me) on the list", "when": "2020-05-01T10:00Z",
        }
    )  # fmt: skip
    reports = [attack(id="made:1")]
    assert "R. Analyst" in everything(shown(made, reports, "confidential", decisions=[decision]))
    public = shown(made, reports, decisions=[decision])
    assert "Analyst" not in everything(public)
    assert "seen" not in everything(public)
    assert public.record.incidents[0].decided == (("Correction", ""),)


def test_a_source_that_the_register_marks_as_sensitive_is_not_named(made: Made, tmp_path: Path) -> None:
    world = tmp_path / "world.yaml"
    world.write_text("claimants: [{id: monitor, name: {en: The Monitor}, sensitive: true}]", encoding="utf-8")
    marked = load_world(made.world_file, world)
    assert marked.claimants["monitor"].name["en"] == "The Monitor"
    one = dataclasses.replace(record(made, [attack(claimed_by=["monitor", "north-news"])]), world=marked)
    public = show(one, Rules())
    assert public.record.incidents[0].claimed_by == (WITHHELD, "north-news")
    assert public.withheld_origins == 1


def test_every_verdict_is_kept(made: Made) -> None:
    reports = [attack(), attack(id="r-2", targets=["fighters"]), attack(id="r-3", actors=["banned"])]
    before, after = record(made, reports), shown(made, reports).record
    assert sorted(each.verdict for each in before.incidents) == sorted(each.verdict for each in after.incidents)
    assert before.cut_off == CUT_OFF <= after.cut_off


def test_a_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "edition.key"
    assert read_key(path) == read_key(path)
    assert path.stat().st_mode & 0o077 == 0
    path.write_text("short", encoding="ascii")
    with pytest.raises(ValueError, match="64 or more hexadecimal digits"):
        read_key(path)
