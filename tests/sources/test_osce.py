"""Reports of the OSCE mission: what was heard and seen, in which sector from where; and what stands beside it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.records import Direction, Document, DocumentTable, Sector, WhenPrecision, WherePrecision
from holdfire.records.reading import Count, ReadObservation
from holdfire.sources.bulletins.osce_lines import ARMS, SOUNDS
from holdfire.sources.bulletins.osce_sector import bearing, enclosing, placed
from holdfire.sources.osce import read_osce
from holdfire.world import load_world

FOLDER = Path(__file__).parent / "bulletins"
WORLD = load_world(theatres=("ukraine",))
Read = tuple[list[Count], list[ReadObservation]]


def report(name: str) -> Read:
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    return read_osce(Document(id=name, kind="text", text=text), WORLD)


def line(words: str) -> ReadObservation:
    text = f"OSCE SMM, as of 19:30, 5 August 2019\n{words}"
    _, seen = read_osce(Document(id="x", kind="text", text=text), WORLD)
    assert len(seen) == 1
    return seen[0]


def measure(seen: ReadObservation) -> dict[str, float]:
    return {each.name: each.value for each in seen.measures}


class TestSectors:
    @pytest.mark.parametrize(
        ("words", "degrees", "half"),
        [("N", 0, 22.5), ("NNE", 22.5, 11.25), ("south-east", 135, 22.5), ("west-north-west", 292.5, 11.25)],
    )
    def test_eight_points_are_wide_and_sixteen_narrow(self, words: str, degrees: float, half: float) -> None:
        assert bearing(words) == (degrees, half)

    @pytest.mark.parametrize("words", ["northern", "NNN", "", "east-west", "up"])
    def test_other_words_are_no_bearing(self, words: str) -> None:
        assert bearing(words) is None

    @pytest.mark.parametrize(
        ("words", "sector"),
        [
            ("3-5km south-east", (135, 22.5, 3, 5)),
            ("500m W", (270, 22.5, 0.5, 0.5)),
            ("0.5-1.5km SSE", (157.5, 11.25, 0.5, 1.5)),
            ("800m-1.2km to the north", (0, 22.5, 0.8, 1.2)),
            ("3-6km to the north and north-east", (22.5, 45, 3, 6)),
        ],
    )
    def test_ranges(self, words: str, sector: tuple[float, float, float, float]) -> None:
        [found] = placed(f"one explosion {words}")
        assert found.sector == Sector(bearing=sector[0], half_angle=sector[1], range_min=sector[2], range_max=sector[3])

    @given(st.lists(st.sampled_from([n * 22.5 for n in range(16)]), min_size=1, max_size=8))
    def test_several_bearings_lie_in_the_sector_that_joins_them(self, points: list[float]) -> None:
        middle, half = enclosing([(each, 11.25) for each in points])
        for each in points:
            off = abs((each - middle + 180) % 360 - 180)
            assert off + 11.25 <= half + 1e-9 or half >= 180 - 11.25

    def test_directions_ranging_over_an_arc(self) -> None:
        [found] = placed("all 1-5km at directions ranging from north-east to south-east")
        assert (found.sector.bearing, found.sector.half_angle) == (90, 67.5)

    @pytest.mark.parametrize("words", ["4-8km at south-easterly directions", "3km southern", "5km off", "120km N"])
    def test_vague_directions_and_impossible_ranges_are_no_sector(self, words: str) -> None:
        assert placed(words) == []

    def test_a_distance_from_a_named_place_is_no_sector(self) -> None:
        [found] = placed("Svitlodarsk (57km north-east of Donetsk)")
        assert found.of


class TestLines:
    def test_explosions_in_a_sector_from_a_known_position(self) -> None:
        _, seen = report("osce-day")
        one = next(each for each in seen if measure(each).get("explosions") == 8)
        assert (one.place, one.lat, one.lon) == ("Svitlodarsk", 48.43, 38.22)
        assert one.sector == Sector(bearing=135, half_angle=22.5, range_min=3, range_max=5)
        assert (one.act, one.where_precision, one.direction) == (
            "armed_attack",
            WherePrecision.SECTOR,
            Direction.UNKNOWN,
        )
        assert one.claimed_by == ("osce-smm-reports",)
        assert one.when_start == datetime(2019, 8, 4, 21, tzinfo=UTC)
        assert one.when_precision is WhenPrecision.DAY
        assert "assessed:undetermined" in one.flags

    def test_all_gives_one_sector_to_each(self) -> None:
        _, seen = report("osce-day")
        shots = next(each for each in seen if measure(each).get("shots") == 30)
        assert (shots.act, shots.weapon, shots.kind) == ("small_arms_fire", "light_weapon", "shooting")
        assert shots.sector is not None
        assert shots.sector.bearing == 135

    def test_a_projectile_flies_from_somewhere_to_somewhere(self) -> None:
        _, seen = report("osce-day")
        assert measure(seen[0]) == {"projectiles": 1, "flight_from_deg": 270, "flight_to_deg": 90}

    def test_an_outgoing_mortar_with_its_calibre_and_clock(self) -> None:
        _, seen = report("osce-day")
        one = next(each for each in seen if each.weapon == "mortar_below_100mm")
        assert (one.act, measure(one)) == ("mortar_fire", {"rounds": 26})
        assert (one.when_start, one.when_end) == (
            datetime(2019, 8, 5, 5, 40, tzinfo=UTC),
            datetime(2019, 8, 5, 9, 31, tzinfo=UTC),
        )
        assert "assessed:outgoing" in one.flags

    def test_several_is_no_number(self) -> None:
        _, seen = report("osce-day")
        one = next(each for each in seen if each.weapon == "machine_gun")
        assert one.measures == ()
        assert "count_not_stated" in one.flags

    def test_the_same_location_is_the_one_before(self) -> None:
        _, seen = report("osce-day")
        last = seen[-1]
        assert (last.place, last.act, last.weapon) == ("Svitlodarsk", "artillery_fire", "howitzer")
        assert measure(last) == {"explosions": 2}
        assert last.when_precision is WhenPrecision.MINUTE

    def test_a_number_stands_once(self) -> None:
        """What is measured in an observation is no count as well."""
        counts, seen = report("osce-day")
        assert sorted(each.value or 0 for each in counts) == [12, 40, 60, 90, 110, 135]
        assert len(seen) == 7

    def test_a_position_off_a_place(self) -> None:
        _, seen = report("osce-beside")
        assert seen[0].place == "Marinka"
        assert seen[0].lat == pytest.approx(47.95 - 1.5 / 111.2, abs=1e-3)
        assert "position_from_distance" in seen[0].flags

    def test_a_position_that_nobody_knows_has_no_point(self) -> None:
        _, (nowhere, farmlands) = report("osce-nowhere")
        assert (nowhere.place, nowhere.lat) == ("Nowhereville", None)
        assert "position_unknown" in nowhere.flags
        assert nowhere.sector == Sector(bearing=90, half_angle=22.5, range_min=2, range_max=2)
        assert farmlands.lat == pytest.approx(48.02 - 30 / 111.2, abs=1e-2)
        assert farmlands.radius_km is not None
        assert farmlands.radius_km > 11

    def test_a_station_named_after_a_city_is_not_the_city(self) -> None:
        seen = line(
            "On 5 August, the SMM camera at Donetsk Water Works (15km north of Donetsk) recorded an explosion 1km S."
        )
        assert seen.place == "Donetsk Water Works"
        assert seen.lat == pytest.approx(48.02 + 15 / 111.2, abs=1e-2)

    def test_the_following_day_is_not_the_day_before_it(self) -> None:
        text = (
            "OSCE SMM\nOn 2 August, positioned in Popasna, the SMM heard one explosion 1km S.\n"
            "The following day, positioned in Popasna, the SMM heard two explosions 1km S."
        )
        made = Document(id="x", kind="text", text=text, published=datetime(2019, 8, 6, tzinfo=UTC))
        _, (first, second) = read_osce(made, WORLD)
        assert first.when_precision is WhenPrecision.DAY
        assert second.when_start is None

    def test_parts_of_a_number_by_assessment(self) -> None:
        seen = line(
            "On 5 August, positioned in Popasna, the SMM heard 26 mortar rounds – three incoming and 23 outgoing 1km S."
        )
        assert measure(seen) == {"rounds": 26, "rounds_incoming": 3, "rounds_outgoing": 23}

    def test_of_several_weapons_none_is_chosen(self) -> None:
        seen = line(
            "On 5 August, positioned in Popasna, the SMM heard 30 bursts of small-arms and heavy-machine-gun fire 1km S"
        )
        assert (seen.act, seen.weapon) == ("small_arms_fire", None)
        both = line("On 5 August, positioned in Popasna, the SMM heard 12 rounds of mortar and artillery 1km S.")
        assert (both.act, both.weapon) == ("shelling", None)

    def test_small_arms_make_no_explosion(self) -> None:
        seen = line("On 5 August, positioned in Popasna, the SMM heard 14 explosions and small-arms fire 1km S.")
        assert (seen.act, seen.weapon) == ("armed_attack", None)

    def test_live_fire_is_flagged_and_still_told(self) -> None:
        _, seen = report("osce-beside")
        live = [each for each in seen if "live_fire_exercise" in each.flags]
        assert [measure(each) for each in live] == [{"explosions": 5}]
        assert "outside_training_area" in live[0].flags

    def test_disengagement_areas(self) -> None:
        _, seen = report("osce-beside")
        assert {"disengagement_area:zolote", "disengagement_area_inside"} <= set(seen[2].flags)

    def test_an_undated_line_is_given_no_date(self) -> None:
        text = "OSCE SMM. Positioned in Popasna, the SMM heard one explosion 2km N."
        _, [seen] = read_osce(Document(id="x", kind="text", text=text), WORLD)
        assert (seen.when_start, seen.when_end, seen.when_precision) == (None, None, None)
        assert "when_not_stated" in seen.flags

    def test_a_clock_without_a_day_is_told_by_the_cut_off(self) -> None:
        early = line("Positioned in Popasna at 17:12, the SMM heard one explosion 2km N.")
        late = line("Positioned in Popasna at 20:31, the SMM heard one explosion 2km N.")
        assert early.when_start == datetime(2019, 8, 5, 14, 12, tzinfo=UTC)
        assert late.when_start == datetime(2019, 8, 4, 17, 31, tzinfo=UTC)
        assert "day_from_cut_off" in early.flags

    @pytest.mark.parametrize(
        ("words", "act", "weapon"),
        [
            ("one explosion assessed as an impact", "heavy_fire", None),
            ("one undetermined explosion", "armed_attack", None),
            ("five bursts of heavy-machine-gun fire", "small_arms_fire", "machine_gun"),
            ("ten rounds of 120mm mortar", "mortar_fire", "mortar_100mm_or_more"),
            ("two tank rounds", "tank_fire", "tank"),
            ("three bursts of IFV (BMP-2) cannon", "direct_fire", "infantry_fighting_vehicle"),
            ("an explosion of a rocket-propelled grenade", "direct_fire", "rocket_propelled_grenade"),
        ],
    )
    def test_no_act_is_finer_than_what_was_assessed(self, words: str, act: str, weapon: str | None) -> None:
        seen = line(f"On 5 August, positioned in Popasna, the SMM heard {words} 2km N.")
        assert (seen.act, seen.weapon) == (act, weapon)


def test_weapons_beyond_the_lines_are_counts_of_their_kind_and_place() -> None:
    counts, _ = report("osce-beside")
    arms = [each for each in counts if each.counts == "weapons_beyond_lines"]
    assert [(each.value, each.place, each.flags[0]) for each in arms] == [
        (6, "Popasna", "weapon:tank"),
        (4, "Popasna", "weapon:howitzer"),
    ]


def test_what_kept_the_mission_from_seeing_is_effort() -> None:
    counts, _ = report("osce-beside")
    effort = {(each.counts, each.value, each.place) for each in counts if each.kind == "effort"}
    assert effort == {
        ("patrols", 27, None),
        ("mines_seen", 22, None),
        ("access_denied", 1, "Novoazovsk"),
        ("access_denied", 1, "Zaitseve"),
        ("access_delayed", 1, "Olenivka"),
    }


def test_the_period_of_a_line_is_not_that_of_the_report() -> None:
    text = (
        "OSCE SMM, as of 19:30, 5 October 2018\nIn Donetsk region, the SMM recorded 80 explosions.\n"
        "On the night of 4-5 October, the SMM camera in Popasna recorded six explosions 1km S."
    )
    [count], [seen] = read_osce(Document(id="x", kind="text", text=text), WORLD)
    assert (count.period_start, count.period_end) == (None, datetime(2018, 10, 5, 16, 30, tzinfo=UTC))
    assert seen.when_precision is WhenPrecision.SPAN


def test_russian_reports_are_read_to_their_counts() -> None:
    counts, seen = report("osce-russian")
    assert [(each.value, each.counts, each.area) for each in counts] == [
        (74, "explosions", "donetsk-oblast"),
        (17, "explosions", "luhansk-oblast"),
    ]
    assert seen == []


TABLE = DocumentTable(
    rows=(
        ("SMM position", "Event location", "Means", "No.", "Observation", "Description", "Weapon", "Date, time"),
        ("SMM camera in Avdiivka (17km N of Donetsk)", "0.5-1.5km S", "Recorded", "1", "Projectile", "W to E", "N/K",
         "4-Aug, 20:31"),
        ("", "3-5km SE", "Recorded", "2", "Explosion", "Undetermined", "N/K", "4-Aug, 21:02"),
        ("Svitlodarsk", "2-4km ESE", "Heard", "5", "Burst", "", "HMG", "5-Aug, 09:10-09:15"),
        ("Svitlodarsk", "2-4km ESE", "Saw", "3", "Illumination flare", "", "N/K", "5-Aug, 22:00"),
    )
)  # fmt: skip


def test_the_table_of_violations_is_read_row_by_row() -> None:
    text = "OSCE SMM, as of 19:30, 5 August 2019"
    made = Document(id="x", kind="page", text=text, tables=(TABLE,))
    counts, seen = read_osce(made, WORLD)
    assert [(each.place, each.act, each.when_start and each.when_start.isoformat()) for each in seen] == [
        ("Avdiivka", "armed_attack", "2019-08-04T17:31:00+00:00"),
        ("Avdiivka", "armed_attack", "2019-08-04T18:02:00+00:00"),
        ("Svitlodarsk", "small_arms_fire", "2019-08-05T06:10:00+00:00"),
    ]
    assert measure(seen[0])["flight_from_deg"] == 270
    assert [(each.counts, each.value, each.place) for each in counts] == [("illumination_flare", 3, "Svitlodarsk")]
    assert "table:0/1" in seen[0].flags


@pytest.mark.parametrize("path", sorted(FOLDER.glob("osce-*.txt")), ids=lambda path: path.stem)
def test_spans_are_the_words_of_the_text(path: Path) -> None:
    text = path.read_text("utf-8")
    _, seen = read_osce(Document(id=path.stem, kind="text", text=text), WORLD)
    for each in seen:
        for span in (each.span, *each.spans.values()):
            assert text[span.start : span.end] == span.words
        assert set(each.confidence) >= {"act", "claimed_by"}
        assert all(0 < value < 1 for value in each.confidence.values())


LINE = """explosions|an explosion|3 explosions|several|bursts|of|assessed as|outgoing|in flight from W to E|82mm|mortar
and|all|,|(|)|3-5km|N|south-east|500m|at 17:12|between 23:00 and 01:00|on 31 December|tanks|live-fire exercise|. |;
disengagement area|5 August|between the evenings of 4 and 5 August|same location|99:99|31 February|the SMM saw
at Zolote"""
PIECES = st.sampled_from(re.split(r"[|\n]", LINE)) | st.just("\n")


@given(st.lists(PIECES, max_size=30).map(" ".join), st.sampled_from(("", ", as of 19:30, 1 January 2019", " 2019")))
@settings(max_examples=200)
def test_any_line_is_read_without_an_error(words: str, closing: str) -> None:
    text = f"OSCE SMM{closing}\nPositioned in Avdiivka (17km N of Donetsk), the SMM heard {words}"
    _, seen = read_osce(Document(id="x", kind="text", text=text), WORLD)
    for each in seen:
        for span in (each.span, *each.spans.values()):
            assert text[span.start : span.end] == span.words
        assert (each.when_start is None) == (each.when_end is None)
        assert each.when_start is None or each.when_end is None or each.when_start < each.when_end
        assert each.sector is None or 0 <= each.sector.bearing < 360


def test_every_act_and_weapon_of_the_lists_is_in_the_taxonomies() -> None:
    assert all(act in WORLD.acts for _, act in SOUNDS.values)
    assert all(arm.weapon is None or arm.weapon in WORLD.weapons for arm in ARMS.values)
    assert all(arm.act is None or arm.act in WORLD.acts for arm in ARMS.values)
