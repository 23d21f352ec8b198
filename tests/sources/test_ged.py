"""UCDP GED: what each column means here."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfire.sources import recognise
from holdfire.world import World

from .examples import GED_41, GED_49, ged_row, only, text_of, whole

Write = Callable[..., Path]


@pytest.fixture
def read(write: Write, world: World) -> Callable[..., dict[str, object]]:
    return lambda **changed: only(whole(write(text_of(GED_41, [ged_row(**changed)])), world))


def test_an_event_is_an_armed_attack_of_unknown_kind_and_direction(
    read: Callable[..., dict[str, object]],
) -> None:
    row = read()
    assert (row["id"], row["source"], row["compiled_by"]) == ("ucdp-ged:900001", "ucdp-ged", "ucdp")
    assert (row["act"], row["weapon"], row["direction"]) == ("armed_attack", None, "unknown")
    assert (row["actors"], row["targets"]) == (["government-of-syria"], ["syrian-insurgents"])
    assert row["words"] == "Shells on a village, say monitors"
    assert (row["killed_low"], row["killed_best"], row["killed_high"], row["civilians_killed"]) == (
        2,
        3,
        4,
        1,
    )


def test_one_sided_violence_names_the_perpetrator_and_civilians(
    read: Callable[..., dict[str, object]],
) -> None:
    row = read(type_of_violence=3, side_a="IS", side_a_new_id=234, side_b="Civilians", side_b_new_id=1)
    assert (row["direction"], row["actors"], row["targets"]) == ("known", ["islamic-state"], ["civilians"])


def test_days_are_civil_days_at_the_place(read: Callable[..., dict[str, object]]) -> None:
    row = read(date_start="2016-03-24 00:00:00.000", date_end="2016-03-25", date_prec=2)
    assert row["zone"] == "Asia/Damascus"
    assert row["when_start"] == datetime(2016, 3, 23, 22, tzinfo=UTC)
    # Damascus moved its clocks forward at the start of 25 March: two civil days, 47 hours.
    assert row["when_end"] == datetime(2016, 3, 25, 21, tzinfo=UTC)
    assert row["when_precision"] == "span"


@pytest.mark.parametrize(("code", "precision"), [(1, "day"), (2, "span"), (3, "week"), (4, "month"), (5, "year")])
def test_date_precision(read: Callable[..., dict[str, object]], code: int, precision: str) -> None:
    assert read(date_prec=code)["when_precision"] == precision


@pytest.mark.parametrize(
    ("code", "precision", "radius"),
    [
        (1, "point", 1.0),
        (2, "near", 25.0),
        (3, "district", None),
        (4, "province", None),
        (6, "country", None),
    ],
)
def test_place_precision(
    read: Callable[..., dict[str, object]], code: int, precision: str, radius: float | None
) -> None:
    row = read(where_prec=code)
    assert (row["where_precision"], row["radius_km"]) == (precision, radius)


@pytest.mark.parametrize(
    ("first", "second", "precision"),
    [
        ("Aleppo Governorate", "Jabal Saman district", "district"),
        ("Aleppo Governorate", "", "province"),
        ("", "", "country"),
    ],
)
def test_a_road_or_a_countryside_is_as_fine_as_the_areas_it_names(
    read: Callable[..., dict[str, object]], first: str, second: str, precision: str
) -> None:
    row = read(where_prec=5, adm_1=first, adm_2=second)
    assert (row["where_precision"], row["radius_km"]) == (precision, None)


def test_areas_by_the_level_of_their_column(read: Callable[..., dict[str, object]]) -> None:
    row = read(adm_2="Jabal Saman district")
    assert row["areas"] == ["syria", "aleppo-governorate", "jebel-saman-district"]


def test_a_coalition_is_split_into_its_actors(read: Callable[..., dict[str, object]]) -> None:
    row = read(side_a="Ahrar al-Sham, Jabhat Fateh al-Sham, Nobody Knows Them", side_a_new_id=999999)
    assert row["actors"] == ["ahrar-al-sham", "jabhat-al-nusra", "unlisted:Nobody Knows Them"]


def test_a_name_put_on_backwards_is_read_as_of_the_day(read: Callable[..., dict[str, object]]) -> None:
    early = read(side_a="HTS", side_a_new_id="", date_start="2016-04-05", date_end="2016-04-05")
    late = read(side_a="HTS", side_a_new_id="", date_start="2017-04-05", date_end="2017-04-05")
    assert (early["actors"], late["actors"]) == (["jabhat-al-nusra"], ["hayat-tahrir-al-sham"])


@pytest.mark.parametrize(
    ("original", "claimed"),
    [
        ("SOHR/Waha Report", ["sohr", "waha-report"]),
        ("Whaa Report\n", ["waha-report"]),
        ("SANA, HRW and a resident", ["sana", "hrw", "a resident"]),
        ("HRW. SNHR, SOHR", ["hrw", "snhr", "sohr"]),
        ("", []),
    ],
)
def test_origins_are_cleaned_and_kept_apart_from_carriers(
    read: Callable[..., dict[str, object]], original: str, claimed: list[str]
) -> None:
    row = read(source_original=original, source_office="SOHR;SOHR;https://www.example.org/page")
    assert (row["claimed_by"], row["carried_by"]) == (claimed, ["sohr", "example.org"])


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2016-03-02", datetime(2016, 3, 1, 22, tzinfo=UTC)),
        ("2016-04-02;2016-03-02", datetime(2016, 3, 1, 22, tzinfo=UTC)),
        ("2015-01-01", None),
        ("", None),
    ],
)
def test_a_publication_date_must_be_able_to_be_one(
    read: Callable[..., dict[str, object]], published: str, expected: datetime | None
) -> None:
    row = read(source_date=published)
    assert row["published"] == expected
    assert ("published_implausible" in row["flags"]) == (published == "2015-01-01")  # type: ignore[operator]


def test_estimates_that_contradict_each_other_stand_and_are_flagged(
    read: Callable[..., dict[str, object]],
) -> None:
    row = read(low=4, best=3, high=2)
    assert (row["killed_low"], row["killed_high"]) == (4, 2)
    assert row["flags"] == ["low_above_high", "best_outside_range"]


def test_without_a_zone_days_are_utc_days_and_the_row_says_so(read: Callable[..., dict[str, object]]) -> None:
    row = read(country="Atlantis", adm_1="", adm_2="")
    assert (row["zone"], row["areas"], row["flags"]) == ("UTC", [], ["zone_unknown"])


@pytest.mark.parametrize(
    ("columns", "header", "version"),
    [
        (GED_41, True, "41 columns (2019)"),
        (GED_49, True, "49 columns"),
        (GED_49, False, "headerless"),
        (GED_41, False, "headerless"),
    ],
)
def test_every_layout_reads_the_same(
    write: Write, world: World, columns: tuple[str, ...], header: bool, version: str
) -> None:
    path = write(text_of(columns, [ged_row()], header=header))
    assert recognise(path).version == version
    expected = only(whole(write(text_of(GED_41, [ged_row()]), "other"), world))
    assert only(whole(path, world)) | {"file": None} == expected | {"file": None}


def test_the_candidate_edition_and_older_names(write: Write, world: World) -> None:
    candidate = write(text_of(GED_49, [ged_row(code_status="Check deaths")]))
    assert recognise(candidate).version == "Candidate edition"
    older = [{"best": "best_est", "high": "high_est", "low": "low_est"}.get(name, name) for name in GED_41]
    row = ged_row() | {"best_est": "3", "high_est": "4", "low_est": "2"}
    assert only(whole(write(text_of(older, [row])), world))["killed_best"] == 3


@pytest.mark.parametrize("order", [1, -1])
def test_spellings_of_an_unknown_origin_are_one_whatever_is_read_first(write: Write, world: World, order: int) -> None:
    names = ["Free Burma Rangers", "Free  Burma rangers", "FREE BURMA RANGERS", "Free-Burma Rangers"]
    rows = [ged_row(id=str(n), source_original=name) for n, name in enumerate(names)][::order]
    found = whole(write(text_of(GED_41, rows)), world, rows=1).observations.to_pylist()
    claimed = {row["id"]: row["claimed_by"] for row in found}
    assert [claimed[f"ucdp-ged:{n}"] for n in range(4)] == [["free burma rangers"]] * 3 + [["free-burma rangers"]]
