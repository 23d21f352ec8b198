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


def test_areas_claimants_and_weapons_that_nobody_knows(write: Write, world: World) -> None:
    there = {"country": "Madeland", "admin1": "Homs", "admin2": "North", "source": "The Paper"}
    rows = [
        acled_row(event_id_cnty="A1", **there),
        acled_row(event_id_cnty="A2", **there | {"admin1": "HOMS", "source": "the  paper; SOHR"}),
        acled_row(event_id_cnty="A3", admin1="Nowhere"),
        acled_row(event_id_cnty="A4", **there | {"country": "Otherland", "fatalities": -1}),
    ]
    report = check(write(text_of(ACLED_31, rows)), world)
    assert report["unknown"]["areas"] == [
        {"name": "Madeland", "n": 2, "level": "country", "within": []},
        {"name": "HOMS", "n": 2, "level": "governorate", "within": ["Madeland"]},
        {"name": "North", "n": 2, "level": "district", "within": ["Madeland", "HOMS"]},
        {"name": "Nowhere", "n": 1, "level": "governorate", "within": ["syria"]},
    ]
    assert report["unknown"]["claimants"] == [{"name": "the paper", "n": 2}]
    [warning] = report["warnings"]
    assert (warning["kind"], warning["n"]) == ("zone_unknown", 2)


def test_a_weapon_of_a_table_of_ones_own(write: Write, world: World) -> None:
    fields = "{id: {column: n}, when: {column: d}, act: {column: a}, weapon: {column: w}}"
    mapping = f"name: w\nzone: Asia/Damascus\nfields: {fields}\n"
    path, own = (
        write("n,d,a,w\n1,2016-03-01,shelling,Trebuchet\n2,2016-03-01,shelling,mortar\n"),
        write(mapping, "m.yaml"),
    )
    report = check(path, world, mapping=own)
    assert (report["unknown"]["weapons"], report["warnings"]) == ([{"name": "Trebuchet", "n": 1}], [])
    richer = load_world(write(stub(report), "mine.yaml"))
    assert check(path, richer, mapping=own)["unknown"]["weapons"] == []


def test_an_id_of_an_area_in_a_table_of_observations(write: Write, world: World) -> None:
    path = write("id,when_start,when_end,act,areas\na,2016-03-01,2016-03-02,shelling,Old Quarter;syria\n")
    report = check(path, world)
    assert report["unknown"]["areas"] == [{"name": "Old Quarter", "n": 1, "level": "area", "within": []}]
    assert check(path, load_world(write(stub(report), "mine.yaml")))["unknown"]["areas"] == []


def test_the_stub_of_another_country_knows_it_whole(write: Write, world: World) -> None:
    there = {"country": "Madeland", "admin1": "Homs", "source": "The Paper"}
    rows = [
        acled_row(event_id_cnty="A1", admin2="Ville-É", **there),
        acled_row(event_id_cnty="A2", admin2="Ville-Э", **there),
        acled_row(event_id_cnty="A3", **there | {"admin1": "", "admin2": "Ville-Э"}),
    ]
    path = write(text_of(ACLED_31, rows))
    text = stub(check(path, world)).replace('# "madeland": REGION/CITY', '"madeland": Africa/Lagos')
    richer = load_world(write(text, "mine.yaml"))
    found = whole(path, richer).observations.to_pylist()
    assert found[0]["areas"] == ["madeland", "madeland-homs", "madeland-ville-e"]
    assert found[1]["areas"][:2] == ["madeland", "madeland-homs"]
    assert found[2]["areas"] == ["madeland", found[1]["areas"][2]]
    assert {row["zone"] for row in found} == {"Africa/Lagos"}
    again = check(path, richer)
    assert (again["warnings"], again["unknown"]["areas"], again["unknown"]["claimants"]) == ([], [], [])
    assert "homs-governorate" not in found[0]["areas"]
    assert richer.areas["homs-governorate"] == world.areas["homs-governorate"]


def test_the_stub_makes_a_world_in_which_nothing_is_unknown(write: Write, world: World) -> None:
    path = write(text_of(ACLED_31, [acled_row(actor1="New Group (2030-)", actor2="Группа №1")]))
    own = write(stub(check(path, world)), "mine.yaml")
    richer = load_world(own)
    row = only(whole(path, richer))
    assert row["actors"] == ["new-group-2030"]
    assert check(path, richer)["unknown"]["actors"] == []
    assert load_world(write(stub(check(path, richer)), "none.yaml"))
