"""Submissions of the field form as servers export them: made here, from answers by the names of the questions."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from holdfire.sources.forms import Form, Question

Answers = dict[str, Any]

PERSONAL = {
    "username": "person_who_sent_it",
    "_submitted_by": "person_who_sent_it",
    "deviceid": "collect:device-0815",
    "phonenumber": "+963900000000",
}
"""What servers add about a person or a telephone: none of it may be found again anywhere."""


def answered(uuid: str = "11111111-aaaa", sent: str = "2016-08-27T09:30:00", **answers: Any) -> Answers:
    """One submission: an incident on 26 August 2016 in Idlib, with anything asked otherwise."""
    return {
        "_uuid": uuid,
        "_submission_time": sent,
        "start": "2016-08-27T12:10:00.000+03:00",
        "today": "2016-08-27",
        "hf_form": "holdfire-field-report-1",
        "hf_zone": "Asia/Damascus",
        "source_code": "CELL-07",
        "consent": "given",
        "kind": "incident",
        "day": "2016-08-26",
        "time_known": "day",
        "exactness": "province",
        "province": "idlib-governorate",
        "act": "mortar_fire",
        "said": "Mortar bombs fell near the market.",
        "sensitive": "no",
        **answers,
    }


def paths(form: Form, joined: str = "/") -> dict[str, str]:
    """The path of every question through its groups, as exports write it."""

    def walk(questions: Sequence[Question], above: str) -> Iterator[tuple[str, str]]:
        for each in questions:
            here = f"{above}{joined}{each.name}" if above else each.name
            yield each.name, here
            yield from walk(each.questions, here)

    return dict(walk(form.questions, ""))


def label(form: Form, name: str, language: str) -> str:
    """The header of a question in an export of labels; a question without words keeps its name."""
    return form.asked[name].ask.get(language, name)


def worded(form: Form, name: str, value: str, language: str) -> str:
    """The answer of a question in an export of labels."""
    question = form.asked[name]
    if not question.of:
        return value
    named = {each.id: each.name[language] for each in form.choices[question.of]}
    return " ".join(named[each] for each in value.split(" ")) if value else value


def flat(form: Form, one: Answers, joined: str = "/", language: str | None = None) -> dict[str, str]:
    """One submission as a row, without its repeats; `language` makes it labels."""
    through, row = paths(form, joined), {}
    for name, value in {**one, **PERSONAL}.items():
        if name not in form.asked:
            if not isinstance(value, list):
                row[name] = value
            continue
        header = label(form, name, language) if language else through[name]
        row[header] = worded(form, name, value, language) if language else value
        question = form.asked[name]
        if question.type == "select_multiple":
            for choice in form.choices[question.of or ""]:
                chosen = choice.name[language] if language else choice.id
                row[f"{header}/{chosen}"] = "1" if choice.id in value.split(" ") else "0"
        if question.type == "geopoint":
            for axis, part in zip(("latitude", "longitude", "altitude", "precision"), value.split(" "), strict=True):
                row[f"_{header}_{axis}"] = part
    return row


def kobo_csv(form: Form, *listed: Answers, joined: str = "/", delimiter: str = ";", language: str | None = None) -> str:
    """KoboToolbox's CSV, which leaves repeats out."""
    rows = [flat(form, one, joined, language) for one in listed]
    return table(rows, delimiter, quoting=csv.QUOTE_ALL)


def table(rows: Sequence[Mapping[str, str]], delimiter: str = ",", quoting: Any = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, columns, delimiter=delimiter, restval="", quoting=quoting)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def kobo_xlsx(form: Form, path: Path, *listed: Answers, language: str | None = None) -> Path:
    """KoboToolbox's workbook: a sheet a repeat, whose rows name the submission by its number and its id."""
    sheets: dict[str, list[dict[str, str]]] = {"field report": []}
    for index, one in enumerate(listed, start=1):
        sheets["field report"].append({**flat(form, one, language=language), "_index": str(index)})
        for repeat in form.repeats:
            for row in one.get(repeat, []):
                named = {
                    label(form, name, language) if language else paths(form)[name]: (
                        worded(form, name, value, language) if language else value
                    )
                    for name, value in row.items()
                }
                about = {
                    "_parent_table_name": "field report",
                    "_parent_index": str(index),
                    "_submission__uuid": one["_uuid"],
                    "_submission___submitted_by": PERSONAL["_submitted_by"],
                }
                sheets.setdefault(repeat, []).append({**named, **about})
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            columns = list(dict.fromkeys(column for row in rows for column in row))
            for number, row in enumerate([dict(zip(columns, columns, strict=True)), *rows]):
                for at, column in enumerate(columns):
                    sheet.write_string(number, at, row.get(column, ""))
    return path


def kobo_json(form: Form, *listed: Answers) -> str:
    """The answer of KoboToolbox's API, version 2."""
    through = paths(form)
    results = []
    for number, one in enumerate(listed, start=1):
        found: dict[str, Any] = {"_id": number, "_geolocation": [35.9, 36.6], **PERSONAL}
        for name, value in one.items():
            if name in form.repeats:
                found[through[name]] = [{through[each]: text for each, text in row.items()} for row in value]
            else:
                found[through.get(name, name)] = value
        results.append(found)
    return json.dumps({"count": len(results), "next": None, "previous": None, "results": results})


def odk_zip(form: Form, path: Path, *listed: Answers) -> Path:
    """ODK Central's archive: a table a repeat, whose rows name the submission by its key."""
    tables: dict[str, list[dict[str, str]]] = {"holdfire_field_report": []}
    for one in listed:
        row = {name: value for name, value in flat(form, one, "-").items() if name not in ("_uuid", "_submission_time")}
        row |= {"SubmissionDate": one["_submission_time"] + ".000Z", "KEY": f"uuid:{one['_uuid']}"}
        row |= {"SubmitterID": "31", "SubmitterName": PERSONAL["username"]}
        tables["holdfire_field_report"].append(row)
        for repeat in form.repeats:
            for number, each in enumerate(one.get(repeat, []), start=1):
                key = {"PARENT_KEY": row["KEY"], "KEY": f"{row['KEY']}/report/{repeat}[{number}]"}
                tables.setdefault(f"holdfire_field_report-{repeat}", []).append({**each, **key})
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in tables.items():
            archive.writestr(f"{name}.csv", table(rows))
        archive.writestr("media/wall.jpg", b"\xff\xd8\xff")
    return path


def odk_json(form: Form, *listed: Answers) -> str:
    """ODK Central's OData, repeats expanded: groups are mappings, points are GeoJSON."""
    value = []
    for one in listed:
        found: dict[str, Any] = {
            "__id": f"uuid:{one['_uuid']}",
            "__system": {"submissionDate": one["_submission_time"] + ".000Z", "submitterName": PERSONAL["username"]},
        }
        for name, answer in one.items():
            *groups, last = paths(form).get(name, name).split("/")
            inner = found
            for group in groups:
                inner = inner.setdefault(group, {})
            if name in form.asked and form.asked[name].type == "geopoint":
                lat, lon, alt, accuracy = map(float, answer.split(" "))
                answer = {"type": "Point", "coordinates": [lon, lat, alt], "properties": {"accuracy": accuracy}}
            inner[last] = answer
        value.append(found)
    return json.dumps({"value": value, "@odata.context": "https://central.example.org/v1/$metadata#Submissions"})
