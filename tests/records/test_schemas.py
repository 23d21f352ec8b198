"""The nouns: one frozen class each, from which the schemas of files are made."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from pydantic import BaseModel, ValidationError

from holdfire import records
from holdfire.assessment import plain_table
from holdfire.records import (
    Alternative,
    EventVerdict,
    Finding,
    Kind,
    Observation,
    Phase,
    Record,
    Rejected,
    Verdict,
    arrow_schema,
    json_schema,
)
from made import Made, attack

NOUNS = [
    each
    for each in vars(records).values()
    if isinstance(each, type) and issubclass(each, BaseModel) and each is not Record
]
TABLES = [Observation, Alternative, Rejected, Finding, EventVerdict]

COLUMNS = [
    "phase",
    "verdict",
    "kind",
    "kinds",
    "reason",
    "reasons",
    "p_violation",
    "p_permitted",
    "p_out_of_scope",
    "p_undetermined",
    "attributed_to",
    "attribution_basis",
    "status",
    "claimed_by",
    "carried_by",
    "compiled_by",
    "when_start",
    "when_end",
    "when_precision",
    "zone",
    "place",
    "lat",
    "lon",
    "where_precision",
    "act",
    "killed_low",
    "killed_best",
    "killed_high",
    "civilians_killed",
    "injured",
    "terms_version",
    "method_version",
]
"""The fixed names of the findings table after its ids, in the order of docs/formats.md; fields may be added."""


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_every_noun_has_a_json_schema_that_names_its_fields_and_no_others(noun: type[BaseModel]) -> None:
    schema = json_schema(noun)
    json.dumps(schema)
    assert list(schema["properties"]) == [field.alias or name for name, field in noun.model_fields.items()]
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("noun", TABLES, ids=lambda noun: noun.__name__)
def test_every_table_has_an_arrow_schema_made_from_its_class(noun: type[BaseModel]) -> None:
    schema = arrow_schema(noun)
    assert schema.names == list(noun.model_fields)
    for name, field in noun.model_fields.items():
        assert schema.field(name).nullable == (type(None) in getattr(field.annotation, "__args__", ()))


def test_times_are_utc_and_lists_of_names_are_lists() -> None:
    schema = arrow_schema(Observation)
    assert schema.field("when_start").type == pa.timestamp("us", tz="UTC")
    assert schema.field("actors").type == pa.list_(pa.string())
    assert pa.types.is_struct(schema.field("sector").type)


def test_a_record_is_frozen_and_closed() -> None:
    rival = Alternative(of="x:1", field="act", value='"shelling"')
    with pytest.raises(ValidationError):
        rival.of = "x:2"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Alternative(of="x:1", field="act", value='"shelling"', colour="red")  # type: ignore[call-arg]


def test_the_words_of_verdicts_phases_and_kinds_are_fixed() -> None:
    assert {each.value for each in Verdict} == {"violation", "permitted", "out_of_scope", "undetermined"}
    assert [each.value for each in Phase] == ["baseline", "in_force", "after"]
    assert [each.value for each in Kind] == ["aggregate", "delineation", "precision", "fact", "meaning", "exception"]


def in_order(wanted: list[str], found: list[str]) -> bool:
    """Whether all of the wanted names are there, in their order, whatever stands between."""
    rest = iter(found)
    return all(name in rest for name in wanted)


def test_findings_have_the_fixed_names_in_their_order(made: Made) -> None:
    names = made.judge(attack()).finding_table().column_names
    assert names[:5] == ["finding_id", "event_id", "agreement", "clause", "interpretation"]
    assert in_order(COLUMNS, names)
    assert set(names) == set(Finding.model_fields)


def test_events_have_the_fixed_names_in_their_order(made: Made) -> None:
    names = made.judge(attack()).event_table().column_names
    assert names[:2] == ["event_id", "agreement"]
    assert in_order(COLUMNS, names)
    assert {"clauses", "sensitive"} <= set(names)
    assert not {"finding_id", "clause", "interpretation"} & set(names)


def test_an_id_can_be_read(made: Made) -> None:
    ids = made.judge(attack()).finding_table()["finding_id"].to_pylist()
    assert "made:1/made-truce/north.1/plain" in ids
    assert "made:1/made-truce/north.1/civilians" in ids


def test_the_tables_hold_what_the_classes_say(made: Made) -> None:
    batch = made.judge(attack(), attack(actors=["fighters"], when="2020"))
    for table, noun in ((batch.finding_table(), Finding), (batch.event_table(), EventVerdict)):
        for row in plain_table(table).to_pylist():
            noun.model_validate(row)
