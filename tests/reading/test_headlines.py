"""Words of dataset rows: what they put finer, beside the coding and never above it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire.reading.rows.headlines import MOST, read_words
from holdfire.records import Alternative, Observation, arrow_schema
from holdfire.world import World

Values = dict[str, Any]
Read = Callable[..., list[Values]]

GOVERNMENT, REBELS = ["government-of-syria"], ["syrian-insurgents"]
NO_RIVALS = pa.Table.from_pylist([], schema=arrow_schema(Alternative))


def observed(words: str | None, **changed: Any) -> pa.Table:
    """A row of GED in Daraya on 3 March 2016: government and insurgents, an attack of unknown kind and direction."""
    row: Values = {
        "id": "ucdp-ged:1",
        "observation_id": "1",
        "source": "ucdp-ged",
        "when_start": datetime(2016, 3, 2, 22, tzinfo=UTC),
        "when_end": datetime(2016, 3, 3, 22, tzinfo=UTC),
        "zone": "Asia/Damascus",
        "when_precision": "day",
        "lat": 33.458,
        "lon": 36.232,
        "where_precision": "point",
        "radius_km": 1.0,
        "areas": ["syria", "rif-dimashq-governorate", "daraya-district"],
        "act": "armed_attack",
        "direction": "unknown",
        "actors": GOVERNMENT,
        "targets": REBELS,
        "target_basis": "observed",
        "words": words,
    }
    return pa.Table.from_pylist([row | changed], schema=arrow_schema(Observation))


def rivals(table: pa.Table) -> list[Values]:
    """The side table with one mapping a group: its values, its weight and its span."""
    groups: dict[tuple[str, str], Values] = {}
    for each in table.to_pylist():
        held = groups.setdefault((each["of"], each["group"]), {"weight": each["weight"], "span": each["span"]})
        held[each["field"]] = json.loads(each["value"])
    return list(groups.values())


@pytest.fixture
def read(world: World) -> Read:
    def of(words: str, **changed: Any) -> list[Values]:
        return rivals(read_words(observed(words, **changed), NO_RIVALS, world)[0])

    return of


def only(found: list[Values]) -> Values:
    assert len(found) == 1, found
    return found[0]


def test_an_act_that_the_words_tell_finer(read: Read) -> None:
    found = only(read("Barrel bombs fall on Daraya"))
    assert (found["act"], found["weapon"]) == ("barrel_bombing", "barrel_bomb")
    assert "direction" not in found
    assert 0 < found["weight"] <= MOST


def test_the_act_of_one_side_reads_as_that_of_the_other(read: Read) -> None:
    theirs, others = only(read("Government forces shelled Daraya")), only(read("Rebels shelled Daraya"))
    assert theirs["act"] == others["act"] == "shelling"
    assert theirs["weight"] == others["weight"]
    assert theirs["direction"] == others["direction"] == "known"
    assert "actors" not in theirs, "the coding names the government first already"
    assert (others["actors"], others["targets"]["targets"]) == (REBELS, GOVERNMENT)


@pytest.mark.parametrize("name", ["Government forces", "Regime forces", "The regime's forces"])
def test_whatever_words_take_a_side_the_actor_is_the_same(read: Read, name: str) -> None:
    found = only(read(f"{name} shelled Daraya"))
    assert (found["act"], found["direction"]) == ("shelling", "known")
    assert "actors" not in found


def test_sides_come_from_the_coding_and_never_from_the_words(read: Read) -> None:
    found = only(read("Rebels shelled Daraya", actors=["sdf"], targets=["turkey"]))
    assert found["act"] == "shelling"
    assert not {"actors", "targets", "direction"} & set(found)


def test_a_clash_has_no_direction(read: Read) -> None:
    found = only(read("Clashes between government forces and rebels in Daraya"))
    assert found["act"] == "armed_clash"
    assert "direction" not in found
    assert "actors" not in found


def test_words_of_another_place_say_nothing(read: Read) -> None:
    assert read("Shells hit Salma") == []
    assert read("Shells hit Hama countryside") == []


def test_each_event_of_a_headline_has_its_own_place(read: Read) -> None:
    assert only(read("Raids on Salma and shelling of Daraya"))["act"] == "shelling"
    assert only(read("Shelling of Daraya and raids on Salma"))["act"] == "shelling"


def test_a_wider_place_weighs_less_and_none_still_less(read: Read) -> None:
    here, around, nowhere = (
        only(read(words))["weight"] for words in ("Shelling of Daraya", "Shelling in Rif Dimashq", "Shelling continues")
    )
    assert here > around > nowhere > 0


def test_a_country_is_no_place_to_tell_by(read: Read) -> None:
    assert only(read("Shelling in Syria"))["weight"] == only(read("Shelling continues"))["weight"]


@pytest.mark.parametrize(
    "words",
    [
        "90 people were killed yesterday, 12 of them by shelling of Daraya",
        "Syria Daily Report 03/03/2016",
        "https://example.org/2016/03/03/rebels-shelled-daraya/",
        "Rebels did not shell Daraya",
        "The army may shell Daraya",
        "Delegations met in Daraya",
        "",
    ],
)
def test_nothing_is_read_where_nothing_is_told_of_one_event(read: Read, words: str) -> None:
    assert read(words) == []


def test_several_headlines_in_a_cell_and_spans_that_stand_in_the_cell(read: Read) -> None:
    cell = "Syria Daily Report 03/03/2016;Monitors&#8217; note: &#8220;shelling&#8221; of Daraya"
    span = only(read(cell))["span"]
    assert span["words"] == cell[span["start"] : span["end"]] == "shelling"


def test_a_group_where_the_coding_has_an_aggregate(read: Read) -> None:
    found = only(read("Jabhat al-Nusra shelled Daraya"))
    assert (found["actors"], found["direction"]) == (["jabhat-al-nusra"], "known")
    together = only(read("Jabhat al-Nusra and rebels shelled Daraya"))
    assert together["actors"] == ["jabhat-al-nusra", *REBELS], "the words name the aggregate too"
    coded = only(read("Jabhat al-Nusra shelled Daraya", targets=["jaysh-al-islam"]))
    assert "actors" not in coded, "a group that the coding names is not replaced"


@pytest.mark.parametrize(
    "words",
    [
        "Clashes between Jaysh al-Islam and Ahrar al-Sham in Daraya",
        "The Islamic State shelled Daraya",
        "The SDF shelled Daraya",
    ],
)
def test_words_of_another_pair_of_sides_say_nothing(read: Read, words: str) -> None:
    assert read(words) == []


def test_a_known_direction_is_not_turned(read: Read) -> None:
    assert read("Rebels shelled Daraya", direction="known") == []
    assert only(read("Government forces shelled Daraya", direction="known"))["act"] == "shelling"


def test_words_dated_to_another_day_say_nothing(read: Read) -> None:
    assert read("On 1 May 2016, rebels shelled Daraya.") == []
    assert only(read("On 3 March 2016, rebels shelled Daraya."))["act"] == "shelling"


class TestAcled:
    """Notes: a date, a sentence or two, and a coding that names an act already."""

    def test_a_weapon_and_a_direction(self, read: Read) -> None:
        words = "On 3 March 2016, government forces fired mortar shells at Daraya town. 3 people were killed."
        found = only(read(words, source="acled", act="heavy_fire"))
        assert (found["act"], found["weapon"], found["direction"]) == ("shelling", "mortar", "known")

    def test_an_act_that_is_not_finer_changes_nothing(self, read: Read) -> None:
        assert read("On 3 March 2016, rebels shelled Daraya.", source="acled", act="small_arms_fire") == []

    def test_a_group_in_a_clash(self, read: Read) -> None:
        words = "On 3 March 2016, clashes took place between Jabhat al-Nusra and government forces in Daraya."
        found = only(read(words, source="acled", act="armed_clash"))
        assert found["targets"]["targets"] == ["jabhat-al-nusra"]
        assert "direction" not in found


def test_rows_of_other_sources_and_with_rivals_of_their_own_stay(world: World) -> None:
    own = Alternative(of="ucdp-ged:1", field="act", value='"shelling"', weight=0.2)
    given = pa.Table.from_pylist([own.model_dump()], schema=arrow_schema(Alternative))
    assert read_words(observed("Rebels shelled Daraya"), given, world) == (given, 0)
    assert read_words(observed("Rebels shelled Daraya", source="gdelt"), NO_RIVALS, world) == (NO_RIVALS, 0)
    assert read_words(observed(None), NO_RIVALS, world) == (NO_RIVALS, 0)


PIECES = st.sampled_from(
    ["shelling of Daraya", "raids on Daraya", "rebels shelled Daraya", "clashes in Rif Dimashq", "a car bomb exploded",
     "Jabhat al-Nusra attacked Daraya", "&#8220;snipers&#8221; fired", "barrel bombs hit Daraya", "mines in Salma"]
)  # fmt: skip
HEADLINES = st.lists(PIECES, min_size=1, max_size=12).map(" and ".join) | st.lists(PIECES, max_size=12).map(";".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=HEADLINES | st.text(max_size=200))
def test_the_coding_is_the_heaviest_whatever_the_words_say(world: World, words: str) -> None:
    table, told = read_words(observed(words), NO_RIVALS, world)
    found = rivals(table)
    weights = [each["weight"] for each in found]
    assert sum(weights) <= MOST
    assert all(0 < each <= 1 - sum(weights) for each in weights)
    assert told == bool(found)
    for each in found:
        assert words[each["span"]["start"] : each["span"]["end"]] == each["span"]["words"] != ""


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(several=st.lists(HEADLINES, min_size=2, max_size=5))
def test_a_row_is_read_alike_alone_and_among_others(world: World, several: list[str]) -> None:
    tables = [observed(words, id=f"ucdp-ged:{n}") for n, words in enumerate(several)]
    together = read_words(pa.concat_tables(tables), NO_RIVALS, world)[0].to_pylist()
    alone = [row for each in tables for row in read_words(each, NO_RIVALS, world)[0].to_pylist()]
    assert together == alone


@pytest.mark.parametrize(
    "cell", ["Shells hit Daraya and " * 200_000, ";" * 1_000_000, "&" * 500_000 + "#" * 500_000, "&#8217;" * 100_000]
)
def test_a_cell_of_megabytes_takes_no_longer(read: Read, cell: str) -> None:
    read("Shells hit Daraya")
    begun = time.process_time()
    read(cell)
    assert time.process_time() - begun < 3


def test_marks_and_control_characters_stay_text(read: Read) -> None:
    found = only(read("<b>Rebels shelled Daraya</b> \u202e=cmd() [red]"))
    assert found["act"] == "shelling"
