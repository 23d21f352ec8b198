"""DOCX: paragraphs and tables in order, without what is deleted or hidden. Its size is bounded before it is opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ...records import Document, DocumentTable
from ..problem import SourceError, lacking
from .boilerplate import without_furniture
from .characters import neutral, one_line, paragraphs
from .given import Given, Own, record
from .opening import choose, opening_of

if TYPE_CHECKING:
    from docx.document import Document as Opened

LARGEST_UNPACKED = 200_000_000
MOST_PARTS = 5_000
_MAIN = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_TABLES = 500
_TITLES = ("Title", "Heading 1")


def docx_document(data: bytes, given: Given) -> Document:
    """The text of a DOCX. Raises `SourceError` where it is none, is damaged, or unpacks to over 200 million bytes."""
    _check(data, given)
    try:
        import docx
    except ImportError as error:
        raise lacking("python-docx") from error
    try:
        file = docx.Document(io.BytesIO(data))
        own = _read(file, given)
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, SyntaxError, AttributeError, RecursionError) as bad:
        raise _bad(given, f"a DOCX that cannot be read ({type(bad).__name__})") from None
    return record(own, given)


def _check(data: bytes, given: Given) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            size = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or size > LARGEST_UNPACKED:
                raise SourceError(
                    given.name, found=f"a packed file of {len(parts)} parts and {size / 1e6:,.0f} million bytes",
                    expected=f"at most {MOST_PARTS} parts and {LARGEST_UNPACKED / 1e6:,.0f} million bytes",
                    remedy="Save the text alone, without pictures.",
                )  # fmt: skip
            if _MAIN not in names:
                raise _bad(given, "a packed file that is no DOCX")
            for name in names:
                if name.endswith((".xml", ".rels")) and _declares(packed, name):
                    raise _bad(given, "a DOCX that declares entities")
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        raise _bad(given, "a packed file that is damaged or encrypted") from None


def _declares(packed: zipfile.ZipFile, name: str) -> bool:
    """Whether a part declares a document type: no honest DOCX does, and entities can grow without bound."""
    with packed.open(name) as part:
        return b"<!DOCTYPE" in part.read(8192)


def _bad(given: Given, found: str) -> SourceError:
    return SourceError(
        given.name, found=found, expected="a Word document (.docx)", remedy="Save it again as .docx, or as PDF."
    )


def _read(file: Opened, given: Given) -> Own:
    lines: list[str] = []
    tables: list[tuple[str | None, DocumentTable]] = []
    title: str | None = None
    flags: list[str] = []
    for element in file.element.body.iterchildren():
        if element.tag == f"{_W}p":
            text, odd = neutral(_text(element))
            flags += odd
            found = paragraphs(text)
            if title is None and found and _style(file, element) in _TITLES:
                title = one_line(found[0])
                continue
            lines += found
        elif element.tag == f"{_W}tbl" and len(tables) < _MOST_TABLES:
            tables.append((lines[-1] if lines else None, DocumentTable(rows=tuple(_rows(element)))))
        elif element.tag == f"{_W}sdt":
            lines += paragraphs(neutral("\n\n".join(_text(each) for each in element.iter(f"{_W}p")))[0])
    lines, furniture = without_furniture(lines)
    opening = opening_of(lines, given.zone, titled=title is None)
    published, differ = choose(opening.published, title or opening.title, given.zone)
    if not opening.lines and not tables:
        differ = [*differ, "no_text"]
    return Own(
        "docx", opening.lines, title or opening.title, author=opening.author or one_line(file.core_properties.author),
        published=published, tables=tables, removed=[*opening.removed, *furniture], flags=[*flags, *differ],
    )  # fmt: skip


def _text(paragraph: Any) -> str:
    """A paragraph's words as they are seen: what was inserted is in, what was deleted or is hidden is out."""
    return "".join(_pieces(paragraph))


def _pieces(paragraph: Any) -> Iterator[str]:
    for run in paragraph.iter(f"{_W}r"):
        if (
            run.find(f"{_W}rPr/{_W}vanish") is not None
            or next(run.iterancestors(f"{_W}del", f"{_W}moveFrom"), None) is not None
        ):
            continue
        for piece in run:
            if piece.tag == f"{_W}t":
                yield piece.text or ""
            elif piece.tag == f"{_W}tab":
                yield "\t"
            elif piece.tag in (f"{_W}br", f"{_W}cr"):
                yield "\n"


def _style(file: Opened, paragraph: Any) -> str | None:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    told = None if style is None else style.get(f"{_W}val")
    return next((each.name for each in file.styles if each.style_id == told), None) if told else None


def _rows(table: Any) -> Iterator[tuple[str, ...]]:
    for row in table.iterchildren(f"{_W}tr"):
        yield tuple(
            one_line(" ".join(_text(each) for each in cell.iter(f"{_W}p")), 2_000) or ""
            for cell in row.iterchildren(f"{_W}tc")
        )
