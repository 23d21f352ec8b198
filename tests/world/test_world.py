"""Who, where, when and with what: our registers hold together, and a user's own lie over them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from holdfire.assessment import compile_terms
from holdfire.assessment.standing import Standing
from holdfire.terms import load_terms
from holdfire.world import NO, UNKNOWN, YES, KnowledgeError, Spots, World, fold, load_world
from holdfire.world.time import instant, micros

# actors


def test_every_name_leads_to_one_actor(world: World) -> None:
    """A name that two identities share would lead to whichever stands first."""
    owners: dict[str, set[str]] = {}
    for actor in world.actors.actors.values():
        dated = (each.name for each in actor.names_over_time)
        for name in (actor.id, *actor.name.values(), *actor.aliases, *dated):
            owners.setdefault(fold(name), set()).add(actor.id)
    assert {name: who for name, who in owners.items() if len(who) > 1} == {}


def test_every_name_is_found(world: World) -> None:
    for actor in world.actors.actors.values():
        for name in (actor.id, *actor.name.values(), *actor.aliases):
            assert world.actors.lookup(name) == actor.id


def test_every_id_of_a_dataset_leads_to_one_actor(world: World) -> None:
    owners: dict[tuple[str, str], set[str]] = {}
    for actor in world.actors.actors.values():
        for dataset, ids in actor.ids.items():
            for each in ids:
                owners.setdefault((dataset, str(each)), set()).add(actor.id)
    assert {key: who for key, who in owners.items() if len(who) > 1} == {}
    assert world.actors.of_dataset("ucdp", "4456") == "syrian-insurgents"


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Daesh", "islamic-state"),
        ("داعش", "islamic-state"),
        ("DAESH", "islamic-state"),
        ("al-Nusra Front", "jabhat-al-nusra"),
    ],
)
def test_spellings_in_both_scripts(world: World, name: str, actor: str) -> None:
    assert world.actors.lookup(name) == actor


def test_a_rename_changes_what_a_person_sees_and_not_who_it_is(world: World) -> None:
    for name in ("Jabhat al-Nusra", "Jabhat Fatah al-Sham", "Jabhat Fateh al-Sham"):
        assert world.actors.lookup(name) == "jabhat-al-nusra"
    assert world.actors.name_on("jabhat-al-nusra", date(2016, 3, 1)) != world.actors.name_on(
        "jabhat-al-nusra", date(2016, 8, 15)
    )


def test_a_name_put_on_backwards_means_who_it_was_then(world: World) -> None:
    """Datasets write HTS on events of April 2016; it was founded in January 2017, by a merger."""
    found = world.actors.lookup("HTS")
    assert found == "hayat-tahrir-al-sham"
    assert world.actors.as_of(found, date(2016, 4, 10)) == "jabhat-al-nusra"
    assert world.actors.as_of(found, date(2017, 2, 10)) == "hayat-tahrir-al-sham"


def test_a_name_that_nobody_knows_stays_apart(world: World) -> None:
    assert world.actors.resolve("Group of Nowhere") == "unlisted:Group of Nowhere"
    standing = Standing(load_terms("syria-coh-2016", world).agreement, world)
    at = micros(instant("2016-03-10", "Asia/Damascus"))
    assert standing.member("unlisted:Group of Nowhere", "opposition", at) == "unlisted"
    assert standing.excluded("unlisted:Group of Nowhere", at) == "unlisted"


def test_nobody_is_both_bound_and_excluded(world: World) -> None:
    program = compile_terms(load_terms("syria-coh-2016", world), world)
    for actor in world.actors.actors:
        if program.standing.excluded(actor, program.start) == "yes":
            assert "yes" not in {
                program.standing.member(actor, party, program.start) for party in ("government", "opposition")
            }


def test_an_aggregate_is_known_only_where_and_when_a_reference_says_so(world: World) -> None:
    """Every such entry names a place, at least one known group, and where it was read."""
    assert world.ground.compositions
    for entry in world.ground.compositions:
        assert world.actors[entry.of].aggregate
        assert entry.consists_of
        assert all(actor in world.actors and not world.actors[actor].aggregate for actor in entry.consists_of)
        assert entry.source in world.references
        assert entry.from_ is not None


def test_an_aggregate_is_itself_outside_its_place_and_its_days(world: World) -> None:
    from holdfire.assessment import assess_batch, tables_of
    from holdfire.world.report import read_report

    program = compile_terms(load_terms("syria-coh-2016", world), world)
    entry = next(e for e in world.ground.compositions if e.of == "syrian-insurgents" and world.areas.shape(e.area))
    shape = world.areas.shape(entry.area)
    assert shape is not None
    inside = shape.lonlat.representative_point()
    first = max(entry.from_ if isinstance(entry.from_, date) else date.min, date(2016, 3, 1))

    def kind(when: str, lat: float, lon: float) -> str | None:
        report = {"id": "r", "when": when, "where": {"lat": lat, "lon": lon, "in": ["syria"]}, "act": "shelling"}
        sides = {"actors": ["syrian-armed-forces"], "targets": ["syrian-insurgents"]}
        seen, rivals = read_report(report | sides, "Asia/Damascus", world)
        return assess_batch(program, *tables_of([seen], rivals)).event_table()["kind"].to_pylist()[0]

    assert kind(first.isoformat(), inside.y, inside.x) != "aggregate"
    assert kind("2019-03-01", inside.y, inside.x) == "aggregate"
    assert kind(first.isoformat(), 36.9, 41.5) == "aggregate"


# areas


def spots(*places: tuple[float, float, float, tuple[str, ...]]) -> Spots:
    lat, lon, radius, named = zip(*places, strict=True)
    return Spots(np.array(lat), np.array(lon), np.array(radius), list(named), np.arange(len(places)))


NOWHERE = float("nan")
WORLD_WITH_SQUARE = """
areas:
  - id: square
    name: {en: Square}
    kind: region
    accuracy_km: 5
    geometry: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]}
  - {id: quarter, name: {en: Quarter}, kind: region, part_of: square}
  - {id: ring, name: {en: Ring}, kind: region, geometry: {buffer: {of: square, km: 50}}}
"""


@pytest.fixture
def square(tmp_path: Path) -> World:
    own = tmp_path / "square.yaml"
    own.write_text(WORLD_WITH_SQUARE)
    return load_world(own)


def test_a_point_near_the_edge_is_unknown_within_the_accuracy(square: World) -> None:
    """The outline is good to 5 km, and a degree is some 111 km: 0.03° is inside the doubt, 0.1° is not."""
    found = square.areas.answers(
        "square",
        spots(
            (0.5, 0.5, 0.0, ()),
            (0.5, 0.03, 0.0, ()),
            (0.5, -0.03, 0.0, ()),
            (0.5, 0.1, 0.0, ()),
            (0.5, 0.1, 10.0, ()),
            (0.5, -0.1, 0.0, ()),
        ),
    )
    assert found.tolist() == [YES, UNKNOWN, UNKNOWN, YES, UNKNOWN, NO]


def test_a_named_area_says_where_it_is_without_a_point(square: World) -> None:
    found = square.areas.answers("square", spots((NOWHERE, NOWHERE, 0.0, ("quarter",)), (NOWHERE, NOWHERE, 0.0, ())))
    assert found.tolist() == [YES, UNKNOWN]


def test_a_buffer_grows_an_area_by_kilometres(square: World) -> None:
    found = square.areas.answers("ring", spots((0.5, -0.4, 0.0, ()), (0.5, -0.5, 0.0, ())))
    assert found.tolist() == [YES, NO]  # 0.4° are 44.5 km, 0.5° are 55.7 km


def test_governorates_of_syria_are_apart_by_name(world: World) -> None:
    named = ("aleppo-governorate",)
    where = spots((NOWHERE, NOWHERE, 0.0, named))
    assert world.areas.answers("aleppo-governorate", where).tolist() == [YES]
    assert world.areas.answers("syria", where).tolist() == [YES]
    assert world.areas.answers("idlib-governorate", where).tolist() == [NO]


@pytest.mark.parametrize("name", ["Daraya", "Darayya", "داريا"])
def test_spellings_of_one_place(world: World, name: str) -> None:
    found = world.places.lookup(name)
    assert found is not None
    assert found.id == world.places.lookup("Daraya").id  # type: ignore[union-attr]


def test_every_outline_can_be_used(world: World) -> None:
    for area in world.areas.areas.values():
        shape = world.areas.shape(area.id)
        assert shape is None or shape.lonlat.is_valid


# taxonomies


def test_words_for_a_wide_act_cover_the_narrow_ones_and_the_other_way_round_is_unknown(world: World) -> None:
    assert world.acts.answer(["armed_attack"], "shelling") == YES
    assert world.acts.answer(["air_strike"], "armed_attack") == UNKNOWN
    assert world.acts.answer(["air_strike"], "convoy_refused") == NO


@pytest.mark.parametrize("kind", ["acts", "weapons"])
def test_no_term_is_above_itself(world: World, kind: str) -> None:
    taxonomy = getattr(world, kind)
    for term in taxonomy.terms:
        assert term not in taxonomy.above(term)
        assert taxonomy.answer([term], term) == YES
        for above in taxonomy.above(term):
            assert taxonomy.answer([above], term) == YES
            assert taxonomy.answer([term], above) == UNKNOWN


@pytest.mark.parametrize("kind", ["acts", "weapons"])
def test_no_word_means_two_terms(world: World, kind: str) -> None:
    owners: dict[str, set[str]] = {}
    for term in getattr(world, kind).terms.values():
        for name in (term.id, *term.name.values(), *term.aliases):
            owners.setdefault(fold(name), set()).add(term.id)
    assert {name: who for name, who in owners.items() if len(who) > 1} == {}


def test_crosswalks_lead_to_acts_and_weapons_that_there_are(world: World) -> None:
    for codes in (world.crosswalk.acled, world.crosswalk.cameo, world.crosswalk.plover):
        assert codes
        for code in codes.values():
            assert code.act in world.acts
            assert code.weapon is None or code.weapon in world.weapons


def test_every_sub_event_type_of_acled_has_a_reading(world: World) -> None:
    types = {
        "Battles": ["Armed clash", "Government regains territory", "Non-state actor overtakes territory"],
        "Explosions/Remote violence": [
            "Chemical weapon",
            "Air/drone strike",
            "Suicide bomb",
            "Shelling/artillery/missile attack",
            "Remote explosive/landmine/IED",
            "Grenade",
        ],
        "Protests": ["Peaceful protest", "Protest with intervention", "Excessive force against protesters"],
        "Riots": ["Violent demonstration", "Mob violence"],
        "Strategic developments": ["Agreement", "Arrests", "Looting/property destruction", "Other"],
        "Violence against civilians": ["Sexual violence", "Attack", "Abduction/forced disappearance"],
    }
    for event, subs in types.items():
        for sub in subs:
            assert world.crosswalk.from_acled(event, sub) is not None, (event, sub)


# the user's own world


def test_own_files_add_and_override(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "actors:\n"
        "  - {id: newcomers, name: {en: Newcomers}, kind: armed_group}\n"
        "  - {id: islamic-state, extends: true, aliases: [the ones in black]}\n"
        "  - {id: faylaq-al-sham, name: {en: Another name}, kind: armed_group}\n"
        "places:\n"
        "  - {id: hamlet, name: {en: Hamlet of Tests}, lat: 35.0, lon: 37.0}\n"
        "zones: {lebanon: Europe/Athens}\n"
    )
    found = load_world(own)
    assert found.actors.lookup("Newcomers") == "newcomers"
    assert found.actors.lookup("the ones in black") == found.actors.lookup("Daesh") == "islamic-state"
    assert found.actors.name("faylaq-al-sham") == "Another name"
    assert found.places.lookup("Hamlet of Tests") is not None
    assert found.zones["lebanon"] == "Europe/Athens"
    assert load_world().actors.lookup("the ones in black") is None


def outline_file(folder: Path, kind: str) -> Path:
    shape = shapely.box(20, 10, 21, 11)
    path = folder / f"outlines.{kind}"
    if kind == "geojson":
        feature = {
            "type": "Feature",
            "properties": {"name": "Lakeside"},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    elif kind == "kml":
        corners = " ".join(f"{x},{y}" for x, y in shape.exterior.coords)
        path.write_text(
            '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
            "<name>Lakeside</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
            f"{corners}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>"
        )
    else:
        import pyogrio

        pyogrio.raw.write(
            path,
            geometry=np.array([shapely.to_wkb(shape)], dtype=object),
            field_data=[np.array(["Lakeside"], dtype=object)],
            fields=["name"],
            geometry_type="Polygon",
            crs="EPSG:4326",
        )
    return path


@pytest.mark.parametrize("kind", ["geojson", "kml", "gpkg"])
def test_outlines_come_from_the_files_that_people_have(tmp_path: Path, kind: str) -> None:
    file = outline_file(tmp_path, kind)
    own = tmp_path / "own.yaml"
    own.write_text(f"area_files:\n  - {{file: {file.name}, accuracy_km: 1}}\n")
    areas = load_world(own).areas
    assert areas.lookup("Lakeside") == "lakeside"
    assert areas.answers("lakeside", spots((10.5, 20.5, 0.0, ()), (12.0, 20.5, 0.0, ()))).tolist() == [YES, NO]


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("actors:\n  - id: }\n", 2, "valid YAML"),
        ("weather: fine\n", 1, "weather"),
        (
            "actors:\n  - {id: a, name: {en: A}, kind: state}\n  - {id: b, name: {en: B}, kind: state, colour: red}\n",
            3,
            "colour",
        ),
        ("actors:\n  - {id: a, name: {en: A}, kind: armed_group, part_of: nobody}\n", 2, "nobody"),
        ("control:\n  - {area: atlantis, held_by: [russia]}\n", 2, "atlantis"),
        ("actors: none\n", 1, "actors"),
        ("- a\n- b\n", 1, "list"),
        ("area_files:\n  - {file: not-there.geojson}\n", 2, "not-there.geojson"),
        ("", 1, "nothing"),
    ],
    ids=["YAML", "section", "key", "actor", "area", "no list", "no mapping", "file", "empty"],
)
def test_a_mistake_is_told_with_place_and_remedy(tmp_path: Path, text: str, line: int, found: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text)
    with pytest.raises(KnowledgeError) as failure:
        load_world(own)
    problem = failure.value.problems[0]
    assert (problem.file, problem.line) == ("own.yaml", line)
    assert found in problem.found + problem.expected
    assert problem.expected
    assert problem.remedy


def test_bytes_that_are_not_utf8_are_told_with_their_line(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_bytes(b"zones: {}\nactors: \xff\n")
    with pytest.raises(KnowledgeError, match=r"own.yaml:2: found byte 0xff"):
        load_world(own)


@pytest.mark.parametrize(
    "geometry",
    [
        "{polygon: [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]}",
        "{triangle: 3}",
        "{buffer: {of: atlantis, km: 1}}",
        "{buffer: {of: bad, km: 1}}",
        "{buffer: {of: syria, km: -9999}}",
        "{union: [atlantis]}",
        "{circle: {lat: 1, lon: 2}}",
        "{circle: {lat: 1, lon: 2, km: wide}}",
        "{circle: 5}",
        "{polygon: []}",
        "{polygon: [[0, 0], [1, 1]]}",
        "{polygon: [[0, 95], [1, 95], [1, 96], [0, 95]]}",
        "{line: [[0, .nan], [1, 1]]}",
        "{type: Polygon, coordinates: [[[0, 0], [1, 1]]]}",
    ],
    ids=[
        "crosses itself",
        "of no known kind",
        "around nothing",
        "around itself",
        "shrunk to nothing",
        "of nothing known",
        "without a radius",
        "with a radius in words",
        "of a number",
        "empty",
        "of two points",
        "beyond the pole",
        "not a number",
        "GeoJSON that does not close",
    ],
)
def test_an_outline_that_cannot_be_used_is_told_with_its_line(tmp_path: Path, geometry: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(f"areas:\n  - {{id: bad, name: {{en: Bad}}, kind: region, geometry: {geometry}}}\n")
    with pytest.raises(KnowledgeError, match=r"own.yaml:2"):
        load_world(own)


def test_of_an_area_that_a_later_file_mends_only_the_later_outline_counts(tmp_path: Path) -> None:
    files = []
    for name, geometry in (("one", "{triangle: 3}"), ("two", "{circle: {lat: 1, lon: 2, km: 3}}")):
        files.append(tmp_path / f"{name}.yaml")
        files[-1].write_text(f"areas:\n  - {{id: mended, name: {{en: Mended}}, kind: region, geometry: {geometry}}}\n")
    assert load_world(*files).areas.shape("mended") is not None
