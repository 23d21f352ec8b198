"""Any table, by a mapping of the user's own."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfire.sources import SourceError, guess_mapping, open_source
from holdfire.world import World

from .examples import only, refused, whole

Write = Callable[..., Path]

TABLE = """\
Form;Day;Kind;Side;Against;Village;Dead;Told by
17;03/02/2016;shelled;gov;civilians;Daraya;2;SNHR, a resident
"""

MAPPING = """\
name: field-forms
zone: Asia/Damascus
fields:
  id: {column: Form}
  when: {column: Day, format: "%d/%m/%Y"}
  act: {column: Kind, values: {shelled: shelling}}
  actors: {column: Side, values: {gov: government-of-syria}}
  targets: {column: Against}
  direction: {constant: known}
  place: {column: Village}
  killed_best: {column: Dead}
  claimed_by: {column: Told by, split: ","}
  compiled_by: {constant: our-cell}
"""


def test_each_field_comes_from_its_column(write: Write, world: World) -> None:
    row = only(whole(write(TABLE), world, mapping=write(MAPPING, "map.yaml")))
    assert (row["id"], row["act"], row["direction"]) == ("field-forms:17", "shelling", "known")
    assert (row["actors"], row["targets"]) == (["government-of-syria"], ["civilians"])
    assert (row["claimed_by"], row["compiled_by"]) == (["snhr", "a resident"], "our-cell")
    assert (row["when_start"], row["zone"]) == (datetime(2016, 2, 2, 22, tzinfo=UTC), "Asia/Damascus")
    assert (row["place"], row["where_precision"]) == ("Daraya", "point")
    assert row["lat"] == pytest.approx(33.46, abs=0.05)
    assert row["killed_best"] == 2


@pytest.mark.parametrize(
    ("old", "new", "reason", "column"),
    [
        ("03/02/2016", "31/02/2016", "impossible_date", "Day"),
        ("03/02/2016", "", "missing_date", "Day"),
        (";2;", ";some;", "not_a_count", "Dead"),
        ("17;", ";", "missing_id", "Form"),
        ("shelled", "", "missing_act", "Kind"),
    ],
)
def test_a_bad_cell_is_named_by_its_own_column(
    write: Write, world: World, old: str, new: str, reason: str, column: str
) -> None:
    row = refused(whole(write(TABLE.replace(old, new)), world, mapping=write(MAPPING, "map.yaml")))
    assert (row["reason"], row["column"]) == (reason, column)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("zone: Asia/Damascus", "zone: +03:00", None, "expected an IANA zone"),
        ("  act: {column: Kind, values: {shelled: shelling}}\n", "", None, "id and act at least"),
        ("compiled_by: {constant: our-cell}", "colour: {constant: red}", None, "found colour"),
        ("id: {column: Form}", "id: {column: Form, constant: 1}", 4, "either a column or a constant"),
        ("zone:", "zone: [", None, "mapping|flow|YAML|expected"),
    ],
)
def test_a_mistake_in_the_mapping(
    write: Write, old: str, new: str, line: int | None, message: str, world: World
) -> None:
    with pytest.raises(SourceError, match=message) as error:
        open_source(write(TABLE), world, mapping=write(MAPPING.replace(old, new), "map.yaml"))
    assert error.value.line
    assert line is None or error.value.line == line


def test_a_mapping_for_other_columns(write: Write, world: World) -> None:
    with pytest.raises(SourceError, match="no column Day"):
        open_source(write(TABLE.replace("Day", "Date")), world, mapping=write(MAPPING, "map.yaml"))


def test_a_first_guess_is_a_mapping_that_reads_the_table(write: Write, world: World) -> None:
    table = write(
        "Incident ID,Incident Date,Type,Latitude,Longitude,Killed,Source\n9,2016-03-01,shelling,33.4,36.2,1,SNHR\n"
    )
    guess = guess_mapping(table)
    assert 'when: {column: "Incident Date"}   # first: 2016-03-01' in guess
    row = only(whole(table, world, mapping=write(guess, "guess.yaml")))
    assert (row["act"], row["lat"], row["killed_best"], row["claimed_by"]) == ("shelling", 33.4, 1, ["snhr"])
