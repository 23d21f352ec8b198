"""`sources check`: what a file names that nobody knows, and the file to fill in."""

from collections.abc import Callable
from pathlib import Path

from holdfire.sources import check, stub
from holdfire.world import World, load_world

from .examples import ACLED_31, acled_row, only, text_of, whole

Write = Callable[..., Path]


def test_unknown_names_by_frequency(write: Write, world: World) -> None:
    rows = [
        acled_row(event_id_cnty="A1", actor1="New Group (2030-)"),
        acled_row(event_id_cnty="A2", actor1="New Group (2030-)", actor2='Other "Group"'),
        acled_row(event_id_cnty="A3", sub_event_type="Something new"),
        acled_row(event_id_cnty="A4", latitude="", longitude="", location="Nowhere at all"),
        acled_row(event_id_cnty="A4", latitude="", longitude="", location="Nowhere at all"),
        acled_row(event_id_cnty="A5", fatalities=-1),
    ]
    report = check(write(text_of(ACLED_31, rows)), world)
    assert (report["format"], report["version"]) == ("acled", "31 columns")
    assert (report["rows"], report["kept"], report["set_aside"]) == (6, 4, 2)
    assert report["reasons"] == {"duplicate_row": 1, "negative_count": 1}
    assert report["unknown"]["actors"] == [{"name": "New Group (2030-)", "n": 2}, {"name": 'Other "Group"', "n": 1}]
    assert report["unknown"]["places"] == [{"name": "Nowhere at all", "n": 2}]
    assert report["unknown"]["acts"] == [{"name": "Battles / Something new", "n": 1}]


def test_the_stub_makes_a_world_in_which_nothing_is_unknown(write: Write, world: World) -> None:
    path = write(text_of(ACLED_31, [acled_row(actor1="New Group (2030-)", actor2="Группа №1")]))
    own = write(stub(check(path, world)), "mine.yaml")
    richer = load_world(own)
    row = only(whole(path, richer))
    assert row["actors"] == ["new-group-2030"]
    assert check(path, richer)["unknown"]["actors"] == []
    assert load_world(write(stub(check(path, richer)), "none.yaml"))
