"""Exports of submissions taken apart: CSV, workbooks with a sheet a repeat, archives of CSV, and JSON."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from ..address import Address, Where
from ..container import unpacked
from ..problem import SourceError
from ..sheets import cell_text
from .form import Form
from .headers import META, Headers

LARGEST = 64 * 1024 * 1024
"""Bytes, unpacked: submissions can only be read as a whole, since a later one may replace an earlier one."""

_MOST_FILES = 10_000
_DEEPEST = 12
_LONGEST_HEADER = 131_072
_DELIMITERS = ",;\t|"
MARK = "hf_form"
_MARKED = re.compile(rf'"(?:[\w/.:-]{{0,200}}[/.:-])?{MARK}"\s*:')
_PAGE = re.compile(r'^\s*\{\s*"count"\s*:\s*\d+\s*,.{0,2000}?"results"\s*:\s*\[', re.DOTALL)


@dataclass
class Submitted:
    """One submission as text: answers by question, rows of repeats, meta-data (headers.META) and names of media."""

    number: int
    answers: dict[str, str] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)
    repeats: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    media: list[str] = field(default_factory=list)

    @property
    def raw(self) -> str:
        """What was read of it as JSON; what is about a person or telephone was never read."""
        return json.dumps({**self.answers, **self.repeats}, ensure_ascii=False)


@dataclass(frozen=True)
class Unread:
    """A row that is no submission: its number in its table, and why."""

    number: int
    reason: str
    expected: str
    found: str
    raw: str


@dataclass(frozen=True)
class _Table:
    name: str
    columns: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]


def has_mark(columns: Sequence[str]) -> bool:
    """Whether the columns are those of a submission of our form.

    >>> has_mark(["start", "report/day", "hf_form", "_uuid"]), has_mark(["id", "act"])
    (True, False)
    """
    return any(re.split(r"[/.:-]", column.strip())[-1] == MARK for column in columns)


def is_json(text: str) -> bool:
    """Whether a file that begins with this text holds submissions as JSON.

    >>> is_json('{"count": 0, "next": null, "results": []}'), is_json('{"zone": "Asia/Damascus"}')
    (True, False)
    """
    begin = text.lstrip()[:1]
    return begin in ("{", "[") and (_PAGE.match(text) is not None or _MARKED.search(text) is not None)


def delimiter_of(text: str) -> str | None:
    """The delimiter of a table of submissions that begins with this text; None where it is no such table."""
    line = text[:_LONGEST_HEADER].lstrip().partition("\n")[0]
    for delimiter in _DELIMITERS:
        if has_mark(next(csv.reader([line], delimiter=delimiter), [])):
            return delimiter
    return None


def is_archive(path: Where) -> bool:
    """Whether a ZIP file holds tables of submissions, as ODK Central exports them, and is no workbook."""
    try:
        with zipfile.ZipFile(path.open() if isinstance(path, Address) else path) as archive:
            names = archive.namelist()[:_MOST_FILES]
            tables = [name for name in names if _is_table(name)]
            if "[Content_Types].xml" in names or not tables:
                return False
            return any(delimiter_of(_head(archive, name)) for name in tables[:50])
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return False


def _is_table(name: str) -> bool:
    return name.lower().endswith(".csv") and not name.startswith("media/")


def _head(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as file:
        return file.read(_LONGEST_HEADER).removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")


def submitted(path: Path, made_of: str, compression: str | None, form: Form) -> tuple[list[Submitted], list[Unread]]:
    """The submissions of a file, in order, and the rows that are none.

    `made_of` is `text`, `xlsx` or `zip`. Raises `SourceError` for a file that is too large or cannot be read.
    """
    if made_of == "xlsx":
        return _assembled(list(_sheets(path)), form, [])
    if made_of == "zip":
        return _of_archive(path, form)
    text = _text(path, compression)
    if text.lstrip()[:1] in ("{", "["):
        return _of_json(path, text, form)
    unread: list[Unread] = []
    return _assembled([_table(path.name, text, unread)], form, unread)


def _text(path: Path, compression: str | None) -> str:
    with unpacked(path, compression) as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise _too_large(path)
    return bytes(content).removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")


def _too_large(path: Path) -> SourceError:
    return SourceError(
        path, found="more submissions than can be read as a whole", remedy="Export fewer days at a time.",
        expected=f"at most {LARGEST >> 20} MB, unpacked",
    )  # fmt: skip


def _table(name: str, text: str, unread: list[Unread]) -> _Table:
    """A table of text as rows of as many cells as its header; others are told in `unread`."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text) or _guessed(text))
    columns: list[str] | None = None
    rows: list[tuple[int, list[str]]] = []
    number = 0
    while True:
        try:
            cells = next(lines)
        except StopIteration:
            break
        except csv.Error as bad:
            number += 1
            unread.append(Unread(number, "unreadable_record", "a row of cells", str(bad), ""))
            continue
        if not any(cells):
            continue
        if columns is None:
            columns = cells
            continue
        number += 1
        # The cells of such a row are not kept: which of them are about a person cannot be told.
        if any("\udc80" <= letter <= "\udcff" for cell in cells for letter in cell):
            unread.append(Unread(number, "not_utf8", "text in UTF-8", "a byte that is none", ""))
        elif len(cells) != len(columns):
            expected, there = f"{len(columns)} cells", f"{len(cells)} cells"
            unread.append(Unread(number, "wrong_number_of_cells", expected, there, ""))
        else:
            rows.append((number, cells))
    return _Table(name, columns or [], rows)


def _guessed(text: str) -> str:
    """The delimiter of a table that does not carry the mark, such as that of a repeat: that of most columns."""
    line = text[:_LONGEST_HEADER].lstrip().partition("\n")[0]
    return max(_DELIMITERS, key=line.count)


def _sheets(path: Path) -> Iterator[_Table]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            cells = [[cell_text(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
            filled = [row for row in cells if any(row)]
            if filled:
                yield _Table(name, filled[0], list(enumerate(filled[1:], start=1)))
    except CalamineError as bad:
        raise SourceError(
            path, found=f"a damaged workbook ({bad})", expected="a whole one", remedy="Get it again."
        ) from None


def _of_archive(path: Path, form: Form) -> tuple[list[Submitted], list[Unread]]:
    unread: list[Unread] = []
    try:
        with zipfile.ZipFile(path) as archive:
            names = [each for each in archive.infolist()[:_MOST_FILES] if _is_table(each.filename)]
            if sum(each.file_size for each in names) > LARGEST:
                raise _too_large(path)
            tables = []
            for each in names:
                with archive.open(each) as file:  # what a file says of its size is not believed
                    content = file.read(LARGEST + 1)
                if len(content) > LARGEST:
                    raise _too_large(path)
                text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
                tables.append(_table(Path(each.filename).stem, text, unread))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as bad:
        raise SourceError(
            path, found=f"a damaged archive ({bad})", expected="a whole one", remedy="Get it again."
        ) from None
    return _assembled(tables, form, unread)


def _assembled(tables: Sequence[_Table], form: Form, unread: list[Unread]) -> tuple[list[Submitted], list[Unread]]:
    """The rows of the main table, each with its rows of the tables of repeats."""
    main = next((table for table in tables if has_mark(table.columns)), None)
    if main is None:
        return [], unread
    headers = Headers(form, main.columns, None)
    found: list[Submitted] = []
    for number, cells in main.rows:
        answers, meta = headers.read(cells)
        found.append(Submitted(number, answers, meta))
    by_index = {each.meta["index"]: each for each in found if "index" in each.meta}
    by_id = {_bare(each.meta[name]): each for each in found for name in ("instance", "uuid") if name in each.meta}
    for table in tables:
        if table is not main:
            _join(table, form, by_index, by_id, unread)
    return found, unread


def _bare(ident: str) -> str:
    return ident.removeprefix("uuid:")


def _join(
    table: _Table, form: Form, by_index: Mapping[str, Submitted], by_id: Mapping[str, Submitted], unread: list[Unread]
) -> None:
    repeat, headers = max(
        ((name, Headers(form, table.columns, name)) for name in form.repeats), key=lambda each: each[1].known
    )
    if not headers.known:
        return
    for number, cells in table.rows:
        answers, meta = headers.read(cells)
        # Two versions of a submission have one id; its number in the file tells them apart.
        of = by_index.get(meta.get("parent_index", "")) or by_id.get(_bare(meta.get("parent", "")))
        if of is not None:
            of.repeats.setdefault(repeat, []).append(answers)
        elif answers:
            raw = json.dumps(answers, ensure_ascii=False)
            parent = meta.get("parent") or meta.get("parent_index") or "nothing"
            unread.append(Unread(number, "parent_not_found", "the submission that the row belongs to", parent, raw))


def _of_json(path: Path, text: str, form: Form) -> tuple[list[Submitted], list[Unread]]:
    try:
        content = json.loads(text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    except (ValueError, RecursionError) as bad:
        raise SourceError(
            path, found=f"JSON that cannot be read ({bad})"[:200], expected="the answer of the server, whole",
            remedy="Export it again.",
        ) from None  # fmt: skip
    listed = content if isinstance(content, list) else content.get("results", content.get("value", [content]))
    found: list[Submitted] = []
    unread: list[Unread] = []
    for number, each in enumerate(listed if isinstance(listed, list) else [listed], start=1):
        if isinstance(each, dict):
            one = Submitted(number)
            _take(one, one.answers, each, form, 0)
            found.append(one)
        else:
            unread.append(Unread(number, "not_a_report", "a mapping", f"a {type(each).__name__}", ""))
    return found, unread


def _take(one: Submitted, answers: dict[str, str], content: Mapping[str, Any], form: Form, depth: int) -> None:
    for key, value in content.items():
        name = re.split(r"[/.:-]", key)[-1]
        if key == "_attachments":
            one.media += [name for each in _mappings(value) if (name := _file_name(each))]
        elif name in form.repeats and isinstance(value, list) and depth < _DEEPEST:
            for row in _mappings(value):
                held: dict[str, str] = {}
                _take(one, held, row, form, depth + 1)
                one.repeats.setdefault(name, []).append(held)
        elif name in form.asked:
            if text := _plain(value):
                answers[name] = text
        elif meta := META.get(key.lower()) or META.get(name.lower()):
            if depth == 0 or meta in ("instance", "root", "replaces", "sent", "validation"):
                one.meta.setdefault(meta, _plain(value))
        elif isinstance(value, dict) and depth < _DEEPEST:
            _take(one, answers, value, form, depth + 1)


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _file_name(attachment: Mapping[str, Any]) -> str:
    """The name alone: the folder that a server keeps it in names the person who sent it."""
    name = attachment.get("media_file_basename") or attachment.get("filename") or attachment.get("name")
    return str(name).replace("\\", "/").rsplit("/", 1)[-1] if name else ""


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        if isinstance(value.get("coordinates"), list) and len(value["coordinates"]) >= 2:
            accuracy = (value.get("properties") or {}).get("accuracy", 0) if isinstance(value, dict) else 0
            return f"{value['coordinates'][1]} {value['coordinates'][0]} 0 {accuracy or 0}"
        return str(value.get("uid") or value.get("label") or "")
    if isinstance(value, list):
        return " ".join(str(each) for each in value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if value is None:
        return ""
    # JSON can write half of a pair of surrogates, which is no text.
    return str(value).encode("utf-8", "replace").decode().strip()
