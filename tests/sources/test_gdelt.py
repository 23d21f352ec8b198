"""GDELT: what each column means here."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfire.sources import recognise
from holdfire.world import World

from .examples import gdelt_row, only, whole

Write = Callable[..., Path]


def line(cells: list[str]) -> str:
    return "\t".join(cells) + "\n"


def test_an_event_of_version_2(write: Write, world: World) -> None:
    row = only(whole(write(line(gdelt_row())), world))
    assert (row["id"], row["claimed_by"], row["carried_by"]) == ("gdelt:1", [], ["example.org"])
    assert (row["when_start"], row["zone"]) == (datetime(2016, 2, 27, tzinfo=UTC), "UTC")
    assert row["actors"] == ["syrian-armed-forces"]
    assert (row["where_precision"], row["areas"]) == ("near", ["syria", "aleppo-governorate"])
    assert row["flags"] == ["machine_coded"]


@pytest.mark.parametrize(("columns", "version"), [(57, "GDELT 1.0"), (58, "GDELT 1.0"), (61, "GDELT 2.0")])
def test_versions_by_their_number_of_columns(write: Write, world: World, columns: int, version: str) -> None:
    from holdfire.sources.gdelt import LAYOUTS

    values = dict(zip(LAYOUTS[61], gdelt_row(), strict=True))
    path = write(line([values[name] for name in LAYOUTS[columns]]))
    assert recognise(path).version == version
    assert only(whole(path, world))["lat"] == 36.2


def test_a_quote_is_a_plain_character(write: Write, world: World) -> None:
    path = write(line(gdelt_row(actor1name='THE "ARMY', actor1code="")) + line(gdelt_row(globaleventid=2)))
    found = whole(path, world)
    assert found.observations.column("id").to_pylist() == ["gdelt:1", "gdelt:2"]
    assert found.observations.column("actors").to_pylist()[0] == ['unlisted:THE "ARMY']
