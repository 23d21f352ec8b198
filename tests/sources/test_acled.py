"""ACLED: what each column means here."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfire.sources import recognise
from holdfire.world import World

from .examples import ACLED_31, ACLED_2021, acled_row, only, text_of, whole

Write = Callable[..., Path]
Read = Callable[..., dict[str, object]]


@pytest.fixture
def read(write: Write, world: World) -> Read:
    return lambda **changed: only(whole(write(text_of(ACLED_31, [acled_row(**changed)])), world))


def test_a_clash_has_two_sides_and_no_direction(read: Read) -> None:
    row = read()
    assert (row["id"], row["act"], row["direction"]) == ("acled:SYR1", "armed_clash", "unknown")
    assert (row["actors"], row["targets"]) == (["syrian-armed-forces"], ["syrian-insurgents"])
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (None, 0, None)


def test_a_battle_that_takes_ground_is_two_acts(read: Read) -> None:
    row = read(sub_event_type="Government regains territory")
    assert (row["act"], row["also"]) == ("territory_taken", ["armed_clash"])


def test_violence_against_civilians_names_the_perpetrator(read: Read) -> None:
    row = read(event_type="Violence against civilians", sub_event_type="Attack", actor2="Civilians (Syria)", inter2=7)
    assert (row["direction"], row["targets"]) == ("known", ["civilians"])
    other = read(event_type="Violence against civilians", sub_event_type="Attack", actor2="Farmers (Syria)", inter2=4)
    assert other["targets"] == ["civilians", "unlisted:Farmers (Syria)"]


def test_civilians_in_first_place_are_no_perpetrators(read: Read) -> None:
    row = read(event_type="Violence against civilians", sub_event_type="Attack", actor1="Civilians (Syria)", inter1=7)
    assert row["direction"] == "unknown"


def test_a_lone_actor_acted(read: Read) -> None:
    row = read(
        event_type="Strategic developments",
        sub_event_type="Looting/property destruction",
        actor2="",
        inter2="",
    )
    assert (row["direction"], row["targets"], row["target_basis"]) == ("known", [], "not_stated")


def test_an_associate_is_of_the_side_only_where_it_is_a_known_force(read: Read) -> None:
    row = read(assoc_actor_1="Hezbollah; Labour Group (Syria)")
    assert row["actors"] == ["syrian-armed-forces", "hezbollah"]


def test_sources_that_are_origins_claim_and_the_others_carry(read: Read) -> None:
    row = read(source="SOHR; Reuters; A Local Paper")
    assert (row["claimed_by"], row["carried_by"]) == (["sohr"], ["reuters", "a local paper"])


@pytest.mark.parametrize(
    ("code", "precision", "first", "after"),
    [
        (1, "day", datetime(2020, 2, 26, 22, tzinfo=UTC), datetime(2020, 2, 27, 22, tzinfo=UTC)),
        (2, "week", datetime(2020, 2, 23, 22, tzinfo=UTC), datetime(2020, 3, 1, 22, tzinfo=UTC)),
        (3, "month", datetime(2020, 1, 31, 22, tzinfo=UTC), datetime(2020, 2, 29, 22, tzinfo=UTC)),
    ],
)
def test_time_precision(read: Read, code: int, precision: str, first: datetime, after: datetime) -> None:
    row = read(time_precision=code)
    assert (row["when_precision"], row["when_start"], row["when_end"]) == (precision, first, after)


@pytest.mark.parametrize(("code", "precision", "radius"), [(1, "point", 1.0), (2, "near", 25.0), (3, "province", None)])
def test_place_precision(read: Read, code: int, precision: str, radius: float | None) -> None:
    row = read(geo_precision=code)
    assert (row["where_precision"], row["radius_km"]) == (precision, radius)


@pytest.mark.parametrize("written", ["27 February 2020", "27-February-2020", "2020-02-27", "27-Feb-2020"])
def test_dates_in_each_spelling(read: Read, written: str) -> None:
    assert read(event_date=written)["when_start"] == datetime(2020, 2, 26, 22, tzinfo=UTC)


def test_inter_codes_as_text(read: Read) -> None:
    row = read(
        event_type="Explosions/Remote violence",
        sub_event_type="Air/drone strike",
        actor2="X",
        inter2="Civilians",
    )
    assert (row["act"], row["weapon"], row["targets"]) == ("aerial_attack", "air_delivered", ["civilians"])


def test_an_unknown_act_or_actor_is_kept_and_flagged(read: Read) -> None:
    row = read(sub_event_type="Something new", actor1="A new group (2030-)")
    assert (row["act"], row["actors"], row["flags"]) == (
        "other_event",
        ["unlisted:A new group (2030-)"],
        ["act_unknown:Battles / Something new"],
    )


def test_the_layout_of_2021(write: Write, world: World) -> None:
    path = write(text_of(ACLED_2021, [acled_row(event_date="27 February 2020", data_id=7, iso3="SYR")]))
    assert recognise(path).version == "2021 layout"
    assert only(whole(path, world))["id"] == "acled:SYR1"
    assert recognise(write(text_of(ACLED_31, [acled_row()]))).version == "31 columns"
