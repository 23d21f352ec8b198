"""The form as an XLSForm workbook, for KoboToolbox, ODK Central or any other server that takes one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from ...world import World, load_world
from .form import LANGUAGES, Form, Question, load_form

_WORDS = {"ask": "label", "hint": "hint", "refused": "constraint_message"}
_PLAIN = {
    "type": "type",
    "name": "name",
    "required": "required",
    "when": "relevant",
    "refuse": "constraint",
    "calculation": "calculation",
    "appearance": "appearance",
    "default": "default",
    "parameters": "parameters",
}
_SURVEY = (
    *(_PLAIN[each] for each in ("type", "name")),
    *(f"{column}::{language}" for column in _WORDS.values() for language in LANGUAGES.values()),
    *(_PLAIN[each] for each in list(_PLAIN)[2:]),
)
_CHOICES = ("list_name", "name", *(f"label::{language}" for language in LANGUAGES.values()))

_MADE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Stands in the workbook as its date, so that the same form is the same file."""


def write_form(path: Path, world: World | None = None, *, country: str = "syria", language: str = "en") -> Form:
    """Write the form for a country as an XLSForm, with the sheets survey, choices and settings, and give it back.

    `language` is the one in which it opens: `en` or `ar`; both are in it. Raises `ValueError` for another language, and
    for a country whose provinces or time zone the world does not know.
    """
    if language not in LANGUAGES:
        raise ValueError(f"expected a language among {', '.join(LANGUAGES)}, found {language!r}")
    form = load_form(world or load_world(), country)
    # Cells are text whatever they begin with: nothing in the form is a formula or a link.
    written = io.BytesIO()
    with xlsxwriter.Workbook(
        written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"created": _MADE, "title": form.title["en"]})
        _sheet(book, "survey", _SURVEY, _survey(form.questions, form))
        _sheet(book, "choices", _CHOICES, _listed(form))
        _sheet(book, "settings", *_settings(form, language))
    path.write_bytes(written.getvalue())
    return form


def _sheet(book: xlsxwriter.Workbook, name: str, columns: tuple[str, ...], rows: Iterator[dict[str, str]]) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column, bold)
    for number, row in enumerate(rows, start=1):
        for at, column in enumerate(columns):
            if row.get(column):
                sheet.write_string(number, at, row[column])
    sheet.freeze_panes(1, 0)


def _survey(questions: tuple[Question, ...], form: Form) -> Iterator[dict[str, str]]:
    for each in questions:
        nested = each.type in ("group", "repeat")
        yield _row(each, form) | ({"type": f"begin_{each.type}"} if nested else {})
        if nested:
            yield from _survey(each.questions, form)
            yield {"type": f"end_{each.type}", "name": each.name}


def _row(question: Question, form: Form) -> dict[str, str]:
    row = {column: str(getattr(question, field) or "") for field, column in _PLAIN.items()}
    row["required"] = "yes" if question.required else ""
    if question.of:
        row["type"] = f"{question.type} {question.of}"
    fixed = {"mark": f"'{form.mark}'", "zone": f"'{form.zone}'"}
    row["calculation"] = fixed.get(row["calculation"], row["calculation"])
    for field, column in _WORDS.items():
        for language, name in LANGUAGES.items():
            row[f"{column}::{name}"] = getattr(question, field).get(language, "")
    return row


def _listed(form: Form) -> Iterator[dict[str, str]]:
    for name, listed in form.choices.items():
        for each in listed:
            words = {f"label::{LANGUAGES[language]}": each.name[language] for language in LANGUAGES}
            yield {"list_name": name, "name": each.id, **words}


def _settings(form: Form, language: str) -> tuple[tuple[str, ...], Iterator[dict[str, str]]]:
    row = {
        "form_title": form.title[language],
        "form_id": form.id,
        "version": form.version,
        "default_language": LANGUAGES[language],
        # Names the submission on the telephone by its kind and day; nothing in it tells who or where.
        "instance_name": "concat(${kind}, ' ', ${day})",
    }
    return tuple(row), iter([row])
