"""The field form, and its submissions as KoboToolbox and ODK Central export them: one observation an act."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from holdfire.sources import SourceError, check, recognise
from holdfire.sources.forms import Form, exports, load_form, write_form
from holdfire.sources.kobo import media
from holdfire.world import World, load_world

from .examples import whole
from .submissions import (
    PERSONAL,
    Answers,
    answered,
    flat,
    kobo_csv,
    kobo_json,
    kobo_xlsx,
    odk_json,
    odk_zip,
    paths,
    table,
)

Write = Callable[..., Path]


@pytest.fixture(scope="module")
def form(world: World) -> Form:
    return load_form(world)


def read(path: Path, world: World) -> list[dict[str, Any]]:
    found = whole(path, world)
    assert found.rejects.to_pylist() == []
    return list(found.observations.to_pylist())


def refused(path: Path, world: World) -> list[tuple[str, str | None]]:
    return [(row["reason"], row["column"]) for row in whole(path, world).rejects.to_pylist()]


# the form


def sheets(path: Path) -> dict[str, list[dict[str, str]]]:
    book = CalamineWorkbook.from_path(str(path))
    found = {}
    for name in book.sheet_names:
        header, *rows = book.get_sheet_by_name(name).to_python()
        found[name] = [dict(zip(map(str, header), map(str, row), strict=True)) for row in rows]
    return found


def test_the_form_asks_in_english_and_arabic(tmp_path: Path, world: World) -> None:
    write_form(tmp_path / "form.xlsx", world)
    found = sheets(tmp_path / "form.xlsx")
    assert set(found) == {"survey", "choices", "settings"}
    for row in found["survey"]:
        if row["type"].split(" ")[0] in ("start", "today", "calculate", "end_group", "end_repeat"):
            continue
        for kind in ("label", "hint", "constraint_message"):
            english, arabic = row[f"{kind}::English (en)"], row[f"{kind}::Arabic (ar)"]
            assert bool(english) == bool(arabic), row["name"]
        assert row["label::English (en)"], row["name"]
        assert bool(row["constraint"]) == bool(row["constraint_message::English (en)"]), row["name"]
    assert all(row["label::English (en)"] and row["label::Arabic (ar)"] for row in found["choices"])


def test_choices_carry_the_names_of_the_taxonomies(form: Form, world: World) -> None:
    acts = {each.id: each.name for each in form.choices["acts_incident"]}
    assert acts["mortar_fire"] == {"en": "mortar fire", "ar": world.acts.name("mortar_fire", "ar")}
    assert len(form.choices["provinces"]) == 14
    for name, taxonomy in (("acts_access", world.acts), ("weapons", world.weapons), ("sites", world.sites)):
        assert all(each.id in taxonomy for each in form.choices[name])


def test_the_form_asks_for_no_person(tmp_path: Path, world: World) -> None:
    write_form(tmp_path / "form.xlsx", world)
    kinds = {row["type"].split(" ")[0] for row in sheets(tmp_path / "form.xlsx")["survey"]}
    assert not kinds & {"username", "deviceid", "phonenumber", "email", "simserial", "subscriberid", "audit", "barcode"}


def test_headers_can_be_told_apart(form: Form) -> None:
    """Exports join groups by / . : or -, and may write words in place of names: none of it may be ambiguous."""
    assert not any(set(name) & set("/.:-") for name in (*form.asked, *form.repeats))
    for language in ("en", "ar"):
        for scope in (None, *form.repeats):
            words = [each.ask[language] for each in form.asked.values() if each.inside == scope and each.ask]
            assert len(words) == len(set(words))
            assert not any("/" in word for word in words)
    for name, listed in form.choices.items():
        for language in ("en", "ar"):
            words = [each.name[language] for each in listed]
            assert len(words) == len(set(words)), name


def test_the_same_form_is_the_same_file(tmp_path: Path, world: World) -> None:
    for name in ("one", "other"):
        write_form(tmp_path / name, world)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_form_for_a_country_of_a_theatre(tmp_path: Path) -> None:
    made = write_form(tmp_path / "form.xlsx", load_world(theatres=("yemen",)), country="yemen", language="ar")
    assert made.zone == "Asia/Aden"
    assert sheets(tmp_path / "form.xlsx")["settings"][0]["default_language"] == "Arabic (ar)"
    for wrong in ({"country": "moon"}, {"language": "fr"}, {"country": "jordan"}):
        with pytest.raises(ValueError, match="expected a"):
            write_form(tmp_path / "none.xlsx", **wrong)
    assert not (tmp_path / "none.xlsx").exists()


def test_it_is_an_xlsform(tmp_path: Path, world: World) -> None:
    convert = pytest.importorskip("pyxform.xls2xform", reason="pyxform is not installed").convert
    write_form(tmp_path / "form.xlsx", world)
    found = convert(str(tmp_path / "form.xlsx"), validate=False)
    assert (found.warnings, "jr:count" in found.xform or "<repeat" in found.xform) == ([], True)


# round trips: the same answers in every kind of export are the same observation

INCIDENT = answered(
    time_known="minute",
    hour="14:30:00.000+03:00",
    exactness="town",
    place="Binnish",
    weapon="mortar",
    site="market",
    by="Syrian army",
    against="civilians",
    direction="known",
    killed_low="2",
    killed_high="4",
    civilians_killed="2",
    injured="7",
    basis="saw traces",
    sensitive="yes",
)
FURTHER: Answers = INCIDENT | {
    "details": "more persons vehicles photos",
    "more": [{"more_act": "small_arms_fire", "more_by": "Syrian army", "more_injured": "1"}],
    "persons": [
        {"person_harm": "killed", "person_sex": "female", "person_age": "adult", "person_of_act": "1"},
        {"person_harm": "injured", "person_sex": "male", "person_age": "child", "person_of_act": "2"},
    ],
    "vehicles": [{"vehicle_kind": "ambulance", "vehicle_fate": "hit", "vehicle_count": "2"}],
    "photos": [{"photo": "wall.jpg"}, {"photo": "=cmd.jpg"}],
    "more_count": "1",
    "persons_count": "2",
    "vehicles_count": "1",
    "photos_count": "2",
}


@pytest.fixture
def exported(tmp_path: Path, form: Form, write: Write) -> dict[str, Path]:
    return {
        "xlsx": kobo_xlsx(form, tmp_path / "a.data", FURTHER),
        "xlsx in Arabic": kobo_xlsx(form, tmp_path / "b.data", FURTHER, language="ar"),
        "xlsx in English": kobo_xlsx(form, tmp_path / "c.data", FURTHER, language="en"),
        "json": write(kobo_json(form, FURTHER), "d.data"),
        "odk archive": odk_zip(form, tmp_path / "e.data", FURTHER),
        "odk json": write(odk_json(form, FURTHER), "f.data"),
    }


def test_what_was_filled_in_is_what_is_observed(exported: dict[str, Path], world: World) -> None:
    first, second = read(exported["xlsx"], world)
    assert first["id"] == "field:11111111-aaaa"
    assert first["when_start"].isoformat() == "2016-08-26T11:30:00+00:00"  # 14:30 in Damascus, then UTC+3
    assert (first["when_precision"], first["zone"]) == ("minute", "Asia/Damascus")
    assert first["published"].isoformat() == "2016-08-27T09:30:00+00:00"
    assert (first["act"], first["weapon"], first["site"]) == ("mortar_fire", "mortar", "market")
    assert (first["actors"], first["targets"]) == (["syrian-armed-forces"], ["civilians"])
    assert (first["direction"], first["target_basis"]) == ("known", "observed")
    assert [first[name] for name in ("killed_low", "killed_best", "killed_high")] == [2, None, 4]
    assert (first["civilians_killed"], first["injured"]) == (2, 7)
    assert (first["claimed_by"], first["compiled_by"], first["source"]) == (["cell-07"], None, "field-form")
    assert (first["place"], first["where_precision"]) == ("Binnish", "point")
    assert "idlib-governorate" in first["areas"]
    assert first["words"] == "Mortar bombs fell near the market."
    assert first["flags"] == ["sensitive", "basis:saw", "basis:traces", "has_media"]
    assert {each["name"]: each["value"] for each in first["measures"]} == {"killed_female": 1, "ambulance_hit": 2}
    assert (second["id"], second["act"], second["injured"]) == ("field:11111111-aaaa.2", "small_arms_fire", 1)
    assert second["killed_low"] is None
    assert {each["name"]: each["value"] for each in second["measures"]} == {"injured_child": 1}
    assert second["words"] == first["words"]


@pytest.mark.parametrize("kind", ["xlsx in Arabic", "xlsx in English", "json", "odk archive", "odk json"])
def test_every_export_says_the_same(exported: dict[str, Path], world: World, kind: str) -> None:
    def told(path: Path) -> list[dict[str, Any]]:
        return [{name: value for name, value in row.items() if name != "file"} for row in read(path, world)]

    assert told(exported[kind]) == told(exported["xlsx"])


@pytest.mark.parametrize("language", [None, "en", "ar"])
@pytest.mark.parametrize(("joined", "delimiter"), [("/", ";"), ("/", ","), (".", ";"), (":", "\t")])
def test_csv_in_its_layouts(
    write: Write, form: Form, world: World, joined: str, delimiter: str, language: str | None
) -> None:
    [row] = read(write(kobo_csv(form, INCIDENT, joined=joined, delimiter=delimiter, language=language)), world)
    assert (row["act"], row["weapon"], row["killed_high"], row["site"]) == ("mortar_fire", "mortar", 4, "market")
    assert row["flags"] == ["sensitive", "basis:saw", "basis:traces"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_labels_under_the_labels_of_their_groups(write: Write, form: Form, world: World, language: str) -> None:
    row = {
        name if name in form.asked or name.startswith("_") else f"Report/Part/{name}": value
        for name, value in flat(form, INCIDENT, language=language).items()
    }
    [seen] = read(write(table([row])), world)
    assert (seen["act"], seen["killed_high"], seen["place"]) == ("mortar_fire", 4, "Binnish")
    assert seen["flags"] == ["sensitive", "basis:saw", "basis:traces"]


@pytest.mark.parametrize("status", ["validation_status_on_hold", "On Hold", "hasIssues"])
def test_a_submission_on_hold_is_kept_and_flagged(write: Write, form: Form, world: World, status: str) -> None:
    assert one_of(write, form, world, _validation_status=status)["flags"] == ["on_hold"]


def test_several_choices_in_one_column_alone(write: Write, form: Form, world: World) -> None:
    for language in (None, "en", "ar"):
        row = flat(form, INCIDENT, language=language)
        columns = {name: value for name, value in row.items() if value not in ("0", "1")}
        [seen] = read(write(table([columns])), world)
        assert seen["flags"] == ["sensitive", "basis:saw", "basis:traces"]


def test_nothing_of_a_person_or_telephone_is_kept(exported: dict[str, Path], write: Write, world: World) -> None:
    form = load_form(world)
    bad = write(kobo_csv(form, INCIDENT | {"act": "no_such_act"}))
    for path in (*exported.values(), bad):
        found = whole(path, world)
        text = json.dumps([*found.observations.to_pylist(), *found.rejects.to_pylist()], default=str)
        assert not any(value in text for value in PERSONAL.values())


def test_the_names_of_media_are_kept(exported: dict[str, Path], write: Write, world: World, form: Form) -> None:
    for path in exported.values():
        [found] = media(path, world)
        assert found.names == ("wall.jpg", "=cmd.jpg")
        assert found.observations == ("field:11111111-aaaa", "field:11111111-aaaa.2")
    attached = INCIDENT | {"_attachments": [{"filename": "person_who_sent_it/attachments/1/2.jpg"}]}
    [found] = media(write(kobo_json(form, attached)), world)
    assert found.names == ("2.jpg",)
    with pytest.raises(SourceError, match="expected submissions"):
        media(write("zone: UTC\nreports:\n  - {id: a, when: 2016-01-01, act: shelling}\n"), world)


# kinds of report


def one_of(write: Write, form: Form, world: World, **answers: Any) -> dict[str, Any]:
    [row] = read(write(kobo_json(form, answered(**answers))), world)
    return row


def test_nothing_observed(write: Write, form: Form, world: World) -> None:
    row = one_of(
        write, form, world, kind="nothing_observed", act="", time_known="hours", hour="10:00", last_hour="12:00"
    )
    assert (row["act"], row["actors"], row["killed_low"]) == ("nothing_observed", [], None)
    assert (row["when_start"].isoformat(), row["when_precision"]) == ("2016-08-26T07:00:00+00:00", "span")
    assert row["when_end"].isoformat() == "2016-08-26T09:01:00+00:00"


def test_access_denied(write: Write, form: Form, world: World) -> None:
    row = one_of(
        write, form, world, kind="access_denied", act="", access_act="convoy_refused", access_by="Syrian army",
        access_trucks="48", access_people="4000",
    )  # fmt: skip
    assert (row["act"], row["actors"]) == ("convoy_refused", ["syrian-armed-forces"])
    assert {each["name"]: each["value"] for each in row["measures"]} == {"trucks": 48, "people": 4000}


def test_delivery(write: Write, form: Form, world: World) -> None:
    row = one_of(
        write, form, world, kind="delivery", act="", delivery_act="aid_delivered", delivery_trucks="20",
        items_removed="yes",
    )  # fmt: skip
    assert (row["act"], row["also"]) == ("aid_delivered", ["aid_items_removed"])
    assert row["measures"] == [{"name": "trucks", "value": 20.0}]


def test_an_answer_that_no_longer_applies_is_not_read(write: Write, form: Form, world: World) -> None:
    """What was filled in before the kind was changed stands in some exports: it is no part of the report."""
    row = one_of(write, form, world, kind="nothing_observed", act="shelling", killed_low="3", exactness="province",
                 place="Binnish", point="36.0 36.7 0 4", _geolocation=[36.0, 36.7])  # fmt: skip
    assert (row["act"], row["killed_low"], row["lat"], row["place"]) == (
        "nothing_observed", None, None, "idlib-governorate",
    )  # fmt: skip


# when and where


def test_a_day_is_a_day_at_the_place(write: Write, form: Form, world: World) -> None:
    winter = one_of(write, form, world, day="2016-02-27")
    assert winter["when_start"].isoformat() == "2016-02-26T22:00:00+00:00"
    summer = one_of(write, form, world, day="2016-08-26")
    assert summer["when_start"].isoformat() == "2016-08-25T21:00:00+00:00"
    several = one_of(write, form, world, time_known="days", last_day="2016-08-27")
    assert (several["when_end"].isoformat(), several["when_precision"]) == ("2016-08-27T21:00:00+00:00", "span")


def test_the_zone_is_that_of_the_form_then_of_the_place_then_of_the_telephone(
    write: Write, form: Form, world: World
) -> None:
    assert one_of(write, form, world, hf_zone="Asia/Aden")["zone"] == "Asia/Aden"
    assert one_of(write, form, world, hf_zone="")["zone"] == "Asia/Damascus"
    row = one_of(write, form, world, hf_zone="", province="Somewhere")
    assert (row["when_start"].isoformat(), row["flags"]) == ("2016-08-25T21:00:00+00:00", ["zone_from_device"])
    row = one_of(write, form, world, hf_zone="", province="Somewhere", start="")
    assert (row["zone"], row["flags"]) == ("UTC", ["zone_unknown"])
    abroad = one_of(write, form, world, start="2016-08-27T11:10:00.000+02:00")
    assert (abroad["zone"], abroad["flags"]) == ("Asia/Damascus", ["device_in_another_zone"])


def test_a_clock_at_the_end_of_time_is_no_clock(write: Write, form: Form, world: World) -> None:
    for clock in ("0001-01-01T00:00:00+03:00", "9999-12-31T23:59:59-14:00", "soon"):
        row = one_of(write, form, world, start=clock, _submission_time=clock)
        assert (row["published"], row["flags"]) == (None, [])


def test_a_spot_is_as_exact_as_the_telephone(write: Write, form: Form, world: World) -> None:
    row = one_of(write, form, world, exactness="point", place="Binnish", point="35.95 36.71 0 2500")
    assert (row["lat"], row["lon"], row["radius_km"], row["where_precision"]) == (35.95, 36.71, 2.5, "point")
    assert one_of(write, form, world, exactness="point", point="35.95 36.71 0 4")["radius_km"] == 1.0
    spot = answered(exactness="point", place="Binnish", point="35.95 36.71 0 2500")
    row = flat(form, spot)
    del row[paths(form)["point"]]
    [seen] = read(write(table([row])), world)  # some exports have the parts alone
    assert (seen["lat"], seen["lon"], seen["radius_km"]) == (35.95, 36.71, 2.5)


def test_a_coarse_place_stays_coarse(write: Write, form: Form, world: World) -> None:
    row = one_of(write, form, world)
    assert (row["lat"], row["areas"], row["where_precision"]) == (None, ["idlib-governorate"], "province")
    unknown = one_of(write, form, world, exactness="town", place="Nowhere-at-all")
    assert (unknown["place"], unknown["areas"]) == ("Nowhere-at-all", ["idlib-governorate"])


def test_a_province_that_nobody_knows_is_told(write: Write, form: Form, world: World) -> None:
    found = check(write(kobo_json(form, answered(province="Somewhere"))), world)
    assert [(each["name"], each["level"]) for each in found["unknown"]["areas"]] == [("Somewhere", "governorate")]


# rows set aside


@pytest.mark.parametrize(
    ("answers", "reason", "column"),
    [
        ({"consent": "refused"}, "no_consent", "consent"),
        ({"consent": ""}, "no_consent", "consent"),
        ({"hf_form": "another-form"}, "unknown_form", "hf_form"),
        ({"source_code": "Ahmad of Binnish"}, "not_a_code", "source_code"),
        ({"_uuid": ""}, "missing_id", "_uuid"),
        ({"_uuid": "../../etc"}, "missing_id", "uuid"),
        ({"kind": ""}, "missing_act", "kind"),
        ({"kind": "rumour"}, "unknown_code", "kind"),
        ({"day": ""}, "missing_date", "day"),
        ({"day": "2016-02-31"}, "impossible_date", "day"),
        ({"day": "27/08/2016"}, "impossible_date", "day"),
        ({"day": "9999-12-31"}, "impossible_date", "day"),
        ({"time_known": "days"}, "missing_date", "last_day"),
        ({"time_known": "days", "last_day": "2016-08-25"}, "end_before_start", "last_day"),
        ({"time_known": "minute"}, "missing_date", "hour"),
        ({"time_known": "minute", "hour": "25:00"}, "impossible_date", "hour"),
        ({"time_known": "hours", "hour": "12:00", "last_hour": "10:00"}, "end_before_start", "last_hour"),
        ({"hf_zone": "+03:00"}, "unknown_zone", "hf_zone"),
        ({"act": ""}, "missing_act", "act"),
        ({"act": "melee"}, "unknown_act", "act"),
        ({"weapon": "trebuchet"}, "unknown_weapon", "weapon"),
        ({"site": "castle in the air"}, "unknown_code", "site"),
        ({"basis": "saw dreamt"}, "unknown_code", "basis"),
        ({"killed_low": "-1"}, "negative_count", "killed_low"),
        ({"killed_low": "some"}, "not_a_count", "killed_low"),
        ({"killed_low": "5", "killed_high": "2"}, "low_above_high", "killed_low"),
        ({"exactness": "point", "point": "35.9"}, "half_a_point", "point"),
        ({"exactness": "point", "point": "95.9 36 0 0"}, "latitude_out_of_range", "point"),
        ({"exactness": "point", "point": "35.9 236 0 0"}, "longitude_out_of_range", "point"),
        ({"_validation_status": {"uid": "validation_status_not_approved"}}, "not_approved", "_validation_status"),
    ],
)
def test_what_cannot_be_kept_is_set_aside_with_its_reason(
    write: Write, form: Form, world: World, answers: Answers, reason: str, column: str
) -> None:
    one = {name: value for name, value in answered(**answers).items() if value != ""}
    found = json.loads(kobo_json(form, one))
    if "_uuid" in answers:
        del found["results"][0]["_id"]
    assert refused(write(json.dumps(found)), world) == [(reason, column)]


def test_without_consent_nothing_of_it_is_kept(write: Write, form: Form, world: World) -> None:
    for answers in ({"consent": "refused"}, {"source_code": "Ahmad of Binnish"}):
        [row] = whole(write(kobo_json(form, answered(**answers))), world).rejects.to_pylist()
        assert "market" not in row["raw"]
        assert "Ahmad" not in json.dumps(row)


def test_further_acts_that_the_file_leaves_out_are_told(write: Write, form: Form, world: World) -> None:
    """KoboToolbox's CSV holds no repeats; the form counts them, so that none is lost in silence."""
    found = whole(write(kobo_csv(form, FURTHER)), world)
    [kept], [aside] = found.observations.to_pylist(), found.rejects.to_pylist()
    assert kept["act"] == "mortar_fire"
    assert {"persons_not_in_file", "vehicles_not_in_file", "photos_not_in_file"} <= set(kept["flags"])
    assert (aside["reason"], aside["found"]) == ("repeat_not_in_file", "1 of them not in the file")
    assert found.rows == 2


def test_a_bad_further_act_leaves_the_first(write: Write, form: Form, world: World) -> None:
    one = answered(more=[{"more_act": "melee"}, {"more_act": "sniping", "more_killed_low": "x"}, {}])
    found = whole(write(kobo_json(form, one)), world)
    assert [row["reason"] for row in found.rejects.to_pylist()] == ["unknown_act", "not_a_count"]
    assert found.observations.num_rows == 1


def test_rows_that_cannot_be_cut_are_set_aside(write: Write, form: Form, world: World) -> None:
    good = kobo_csv(form, answered())
    header, row = good.splitlines()
    bad = row.replace("market", "\x80").encode("utf-8", "replace").replace(b"\xc2\x80", b"\x80")
    content = "\n".join([header, row + ';"more"']).encode() + b"\n" + bad + b"\n" + row.encode() + b"\n"
    found = whole(write(content), world)
    assert [each["reason"] for each in found.rejects.to_pylist()] == ["wrong_number_of_cells", "not_utf8"]
    assert found.observations.column("row").to_pylist() == [3]


def test_a_row_of_a_repeat_without_its_submission(tmp_path: Path, form: Form, world: World) -> None:
    path = odk_zip(form, tmp_path / "a.zip", FURTHER)
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    more = "holdfire_field_report-more.csv"
    content[more] = content[more].replace(b"uuid:11111111-aaaa,", b"uuid:another,")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    assert [reason for reason, _ in refused(path, world)] == ["parent_not_found", "repeat_not_in_file"]


# edited, and twice


def test_the_latest_version_of_an_edited_submission_is_kept(write: Write, form: Form, world: World) -> None:
    old = answered(killed_low="1")
    new = answered(sent="2016-08-28T08:00:00", killed_low="3")
    for listed in ((old, new), (new, old)):
        found = whole(write(kobo_json(form, *listed)), world)
        [row], [aside] = found.observations.to_pylist(), found.rejects.to_pylist()
        assert (row["killed_low"], aside["reason"]) == (3, "revised")


def test_an_edit_that_names_what_it_replaces(write: Write, form: Form, world: World) -> None:
    old = answered("old-1", killed_low="1")
    new = answered("new-2", "2016-08-28T08:00:00", killed_low="3", **{"meta/deprecatedID": "uuid:old-1"})
    found = whole(write(kobo_json(form, old, new)), world)
    assert [row["killed_low"] for row in found.observations.to_pylist()] == [3]
    same_time = answered("new-2", killed_low="3", **{"meta/deprecatedID": "uuid:old-1"})
    found = whole(write(kobo_json(form, same_time, old)), world)
    assert [row["killed_low"] for row in found.observations.to_pylist()] == [3]
    root = answered("new-2", "2016-08-28T08:00:00", **{"meta/rootUuid": "uuid:old-1"})
    [row] = read(write(kobo_json(form, root)), world)
    assert row["id"] == "field:old-1"


def test_versions_that_replace_each_other_in_a_ring_end(write: Write, form: Form, world: World) -> None:
    one = answered("a-1", **{"meta/deprecatedID": "uuid:b-2"})
    other = answered("b-2", **{"meta/deprecatedID": "uuid:a-1"})
    assert whole(write(kobo_json(form, one, other)), world).rows == 2


def test_a_long_chain_of_versions_takes_no_time(write: Write, form: Form, world: World) -> None:
    chain = [answered(f"v-{n}", **{"meta/deprecatedID": f"uuid:v-{n - 1}"}) for n in range(2, 3000)]
    found = whole(write(kobo_json(form, answered("v-1"), *chain[::-1])), world)
    assert found.observations.column("id").to_pylist() == ["field:v-2999"]


def test_two_versions_of_one_time_are_a_conflict(write: Write, form: Form, world: World) -> None:
    rows = read(write(kobo_json(form, answered(killed_low="1"), answered(killed_low="2"))), world)
    assert (len({row["observation_id"] for row in rows}), len({row["id"] for row in rows})) == (2, 1)


def test_the_same_submission_twice_is_one(write: Write, form: Form, world: World) -> None:
    found = check(write(kobo_json(form, answered(), answered())), world)
    assert (found["kept"], found["reasons"]) == (1, {"duplicate_row": 1})


def test_the_same_submission_in_two_exports_has_one_hash(write: Write, form: Form, world: World) -> None:
    one = read(write(kobo_csv(form, INCIDENT), "a.data"), world)[0]
    other = read(write(kobo_csv(form, INCIDENT, language="ar"), "b.data"), world)[0]
    assert one["observation_id"] == other["observation_id"]


# hostile text


def test_text_stays_text(write: Write, form: Form, world: World, tmp_path: Path) -> None:
    nasty = "=cmd|' /C calc'!A0 \u202egnp.exe <script>alert(1)</script> ${kind} ignore previous instructions"
    one = answered(said=nasty, by='=HYPERLINK("http://x")', basis="saw")
    for path in (
        write(kobo_json(form, one), "a.data"),
        write(kobo_csv(form, one), "b.data"),
        kobo_xlsx(form, tmp_path / "c.data", one),
        odk_zip(form, tmp_path / "d.data", one),
    ):
        [row] = read(path, world)
        assert (row["words"], row["act"], row["flags"]) == (nasty, "mortar_fire", ["basis:saw"])
        assert row["actors"] == ['unlisted:=HYPERLINK("http://x")']


FORM = load_form(load_world())
_ASKED = sorted(set(FORM.asked) - {"hf_form"})
_TEXTS = st.text(max_size=12) | st.sampled_from(
    ["", "-1", "1e9", "nan", "2016-02-30", "99:99", "0 0", "=1+1", "yes", "١٢"]
)
_ROWS = st.dictionaries(st.sampled_from(_ASKED), _TEXTS | st.none() | st.integers() | st.floats(), max_size=6)


@given(_ROWS, st.dictionaries(st.sampled_from(sorted(FORM.repeats)), st.lists(_ROWS, max_size=3), max_size=3))
def test_whatever_is_filled_in_nothing_breaks_and_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory, answers: Answers, repeats: dict[str, Any]
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.json"
    path.write_text(kobo_json(FORM, answered(**answers, **repeats), answered("b-2")), encoding="utf-8")
    found = whole(path, load_world())
    assert found.rows == found.observations.num_rows + found.rejects.num_rows >= 2
    assert "field:b-2" in found.observations.column("id").to_pylist()


def test_half_a_character_in_json_is_no_text(write: Write, form: Form, world: World) -> None:
    text = kobo_json(form, answered(said="SAID")).replace("SAID", "\\ud83d!")
    [row] = read(write(text), world)
    assert row["words"] == "?!"


def test_json_that_is_nested_or_cut_is_refused(write: Write, form: Form, world: World) -> None:
    text = kobo_json(form, answered())
    with pytest.raises(SourceError, match="JSON that cannot be read"):
        whole(write(text[:-3]), world)
    with pytest.raises(SourceError, match="JSON that cannot be read"):
        whole(write('{"hf_form": ' + "[" * 200_000), world)
    deep: dict[str, Any] = answered()
    for _ in range(50):
        deep = {"inner": deep}
    assert whole(write(json.dumps([deep])), world).observations.num_rows == 0
    inside: list[Any] = []
    for _ in range(300):
        inside = [{"more": inside}]
    [row] = read(write(json.dumps([answered(more=inside)])), world)
    assert row["act"] == "mortar_fire"


def test_a_header_of_a_million_groups_takes_no_time(write: Write, world: World) -> None:
    path = write("hf_form," + "a/" * 40_000 + "b\nholdfire-field-report-1,x\n")
    assert refused(path, world) == [("missing_id", "_uuid")]


def test_a_file_that_is_too_large_is_refused(
    write: Write, form: Form, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "LARGEST", 300)
    for path in (write(kobo_json(form, answered())), odk_zip(form, tmp_path / "a.zip", answered())):
        with pytest.raises(SourceError, match="more submissions than can be read"):
            whole(path, world)


# the file as a source


def test_it_is_recognised_by_its_content(exported: dict[str, Path], write: Write, form: Form) -> None:
    versions = {kind: recognise(path).version for kind, path in exported.items()}
    assert versions == {
        "xlsx": "workbook", "xlsx in Arabic": "workbook", "xlsx in English": "workbook", "json": "JSON",
        "odk archive": "archive", "odk json": "JSON",
    }  # fmt: skip
    assert recognise(write(kobo_csv(form, answered()))).name == "field-form"
    reports = (
        '{"zone": "Asia/Damascus"}\n{"id": "r", "when": "2016-02-27", "act": "shelling", "says": "\\"hf_form\\": 1"}\n'
    )
    assert recognise(write(reports)).name == "reports"


def test_a_page_without_submissions_holds_none(write: Write, world: World) -> None:
    path = write('{"count":0,"next":null,"previous":null,"results":[]}')
    assert (recognise(path).name, whole(path, world).rows) == ("field-form", 0)


def test_a_compressed_file(write: Write, form: Form, world: World) -> None:
    import gzip

    [row] = read(write(gzip.compress(kobo_csv(form, answered()).encode())), world)
    assert row["act"] == "mortar_fire"
