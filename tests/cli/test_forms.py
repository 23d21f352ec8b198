"""The field form on the command line: written, filled in, and what was exported assessed as it comes."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from holdfire.sources.forms import load_form
from holdfire.world import load_world
from sources.submissions import answered, kobo_json, kobo_xlsx

from .conftest import Holdfire


def test_the_form_is_written_once(holdfire: Holdfire, tmp_path: Path) -> None:
    out = tmp_path / "form.xlsx"
    ran = holdfire("sources", "form", out, "--language", "ar", "--json")
    assert (ran.code, ran.json["zone"], ran.json["form"]) == (0, "Asia/Damascus", str(out))
    assert out.read_bytes().startswith(b"PK")
    again = holdfire("sources", "form", out)
    assert (again.code, "not there yet" in again.err) == (2, True)
    wrong = holdfire("sources", "form", tmp_path / "other.xlsx", "--country", "moon")
    assert (wrong.code, "Expected a country" in wrong.err) == (2, True)


def test_what_was_exported_is_assessed_as_it_comes(holdfire: Holdfire, tmp_path: Path) -> None:
    form = load_form(load_world())
    first = answered("u-1", "2016-03-02T10:00:00", day="2016-03-01", by="Syrian army", against="Faylaq al-Sham",
                     direction="known")  # fmt: skip
    calm = answered("u-2", "2016-03-03T10:00:00", day="2016-03-02", kind="nothing_observed")
    refused = answered("u-3", "2016-03-03T10:00:00", consent="refused")
    workbook = kobo_xlsx(form, tmp_path / "a.xlsx", first, calm, refused)
    again = tmp_path / "b.json"
    again.write_text(kobo_json(form, first), encoding="utf-8")
    out = tmp_path / "events.parquet"
    ran = holdfire("assess", workbook, again, "--terms", "syria-coh-2016", "--level", "event", "--out", out, "--json")
    assert (ran.code, ran.json["rows"], ran.json["kept"], ran.json["set_aside"]) == (0, 4, 2, 2)
    folder = pq.read_table(out).select(["event_id", "verdict"]).to_pylist()
    assert {row["event_id"]: row["verdict"] for row in folder} == {
        "field:u-1": "violation",
        "field:u-2": "out_of_scope",
    }
    checked = holdfire("sources", "check", workbook, "--json").json
    assert (checked["format"], checked["reasons"]) == ("field-form", {"no_consent": 1})
