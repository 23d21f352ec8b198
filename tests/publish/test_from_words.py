"""What was read from the words of a row is shown as that: its words, its values, its weight."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest

from holdfire.assessment import FromWords, from_words
from holdfire.publish.editions import Rules, show
from holdfire.publish.gathering import gather
from holdfire.publish.language import language
from holdfire.publish.situation import Situation
from holdfire.publish.spoken import Spoken
from holdfire.publish.wordings import said_from_words
from holdfire.records import Alternative, Span, arrow_schema
from holdfire.world import World
from made import Made, attack

from .shown import CUT_OFF

SPAN = Span(start=7, end=14, words="shelled")
SIDES = (["government-of-syria"], ["syrian-insurgents"])


def table(*rows: Alternative) -> pa.Table:
    return pa.Table.from_pylist([each.model_dump() for each in rows], schema=arrow_schema(Alternative))


def rival(field: str, value: Any, group: str | None = "words:0", of: str = "acled:1") -> Alternative:
    span = SPAN if group else None
    return Alternative(of=of, field=field, value=json.dumps(value), weight=0.43, group=group, span=span)


def test_fields_of_one_group_are_one_reading_and_other_rivals_are_none() -> None:
    turned = {"targets": ["government-of-syria"], "target_basis": "observed"}
    found = from_words(
        table(
            rival("act", "shelling"),
            rival("direction", "known"),
            rival("actors", ["syrian-insurgents"]),
            rival("targets", turned),
            rival("act", "air_strike", group=None),
            rival("act", "air_strike", group="matched"),
        )
    )
    assert found == {
        "acled:1": (
            FromWords("shelled", 7, 14, 0.43, "shelling", None, ("syrian-insurgents",), ("government-of-syria",), True),
        )
    }


def test_the_sentence_gives_the_words_the_values_and_the_weight(world: World) -> None:
    read = FromWords("shelled", 7, 14, 0.43, act="shelling", directed=True)
    said = said_from_words(read, SIDES, language("en"), world).plain
    assert said == (
        "Read from the words of the row, “shelled”: shelling and if Government of Syria acted on Syrian insurgents; "
        "weight 0.43"
    )


def test_a_group_without_a_direction_is_named_and_nobody_is_said_to_act(world: World) -> None:
    read = FromWords("Clashes", 0, 7, 0.4, act="armed_clash", targets=("jabhat-al-nusra",))
    said = said_from_words(read, SIDES, language("en"), world).plain
    assert "acted" not in said
    assert world.actors["jabhat-al-nusra"].name["en"] in said


@pytest.mark.parametrize(("edition", "shown"), [("confidential", True), ("public", False)])
def test_a_page_says_it_and_a_public_one_without_the_sources_words(made: Made, edition: str, shown: bool) -> None:
    report = attack()
    seen, _ = made.tables([report])
    ident = seen["id"][0].as_py()
    read = FromWords("shelled", 7, 14, 0.43, act="shelling")
    record = gather(made.judge(report), CUT_OFF, worded={ident: (read,)})
    spoken = Spoken(Situation(show(record, Rules(edition, key=b"k" * 32))), language("en"))
    incident = spoken.situation.incidents[0]
    said = [each.plain for each in spoken.read_from_words(incident)]
    assert len(said) == 1
    assert said[0].startswith("Read from the words of the row")
    assert "0.43" in said[0]
    assert ("shelled" in said[0]) is shown


def test_without_reading_nothing_is_said(made: Made) -> None:
    spoken = Spoken(Situation(show(gather(made.judge(attack()), CUT_OFF), Rules("confidential"))), language("en"))
    assert spoken.read_from_words(spoken.situation.incidents[0]) == []
