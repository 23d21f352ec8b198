"""Word documents: paragraphs, tables and pictures in either direction, and a file that is the same each time."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from .chart.letters import Direction, legal

FONT, OTHER_FONT = "Arial", "DejaVu Sans"
"""For Latin letters, which is replaced by one of the same widths where it is not; and for words that run to the left,
which has both scripts: where a font lacks some letters of a word, LibreOffice writes them over each other."""

LINE = 1.22
"""Height of a line, in sizes of its letters."""

PAGE = (210.0, 297.0)
MARGIN = (15.0, 13.0)
"""Millimetres: A4; at the sides, above and below."""

_ISOLATED = re.compile("[\u2066-\u2068]([^\u2066-\u2069]*)\u2069")
_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_STRONG = re.compile("[^\\W\\d_]")


@dataclass(frozen=True)
class Look:
    """How words look. `before` and `after` are points above and below the paragraph, `indent` those it stands in."""

    size: float
    bold: bool = False
    colour: str = "1A1F24"
    before: float = 0
    after: float = 0
    indent: float = 0

    @property
    def line(self) -> float:
        """Points from line to line."""
        return round(self.size * LINE * 2) / 2


def pieces(text: str, direction: Direction) -> list[tuple[str, bool]]:
    """The text in runs with whether each runs to the left: Word knows no isolates, and takes a run for one.

    >>> pieces("حتى \\u2068Waha Report\\u2069 أمس", "rtl")
    [('حتى ', True), ('Waha Report', False), (' أمس', True)]
    """
    outer = direction == "rtl"
    found: list[tuple[str, bool]] = []
    end = 0
    whole = legal(text)
    for each in _ISOLATED.finditer(whole):
        strong = _STRONG.search(each[1])
        found += [(whole[end : each.start()], outer), (each[1], bool(strong and _RIGHT.match(strong[0])))]
        end = each.end()
    found.append((whole[end:], outer))
    return [(re.sub("[\u2066-\u2069]", "", words), right) for words, right in found if words]


class Sheet:
    """One document of one section, A4."""

    def __init__(self, direction: Direction, lang: str):
        self.direction, self.lang = direction, lang
        self.document = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
        section.left_margin = section.right_margin = Mm(MARGIN[0])
        section.top_margin = section.bottom_margin = Mm(MARGIN[1])
        section.header_distance = section.footer_distance = Mm(6)
        if direction == "rtl":
            cols = section._sectPr.find(qn("w:cols"))
            cols.addnext(OxmlElement("w:bidi"))

    @cached_property
    def width(self) -> float:
        """Points between the margins."""
        return (PAGE[0] - 2 * MARGIN[0]) / 25.4 * 72

    @cached_property
    def height(self) -> float:
        """Points from the upper to the lower margin."""
        return (PAGE[1] - 2 * MARGIN[1]) / 25.4 * 72

    def paragraph(self, text: str, look: Look, style: str | None = None, ruled: bool = False) -> Any:
        """A paragraph; `ruled` draws a line above it."""
        return self.fill(self.document.add_paragraph(style=style), text, look, ruled)

    def fill(self, paragraph: Any, text: str, look: Look, ruled: bool = False, trailing: bool = False) -> Any:
        """Words in a paragraph that is there, at the far side with `trailing`."""
        properties = paragraph._p.get_or_add_pPr()
        if ruled:
            border = _element("w:pBdr")
            border.append(_element("w:top", val="single", sz="4", space="3", color="C9C5BA"))
            properties.append(border)
        if self.direction == "rtl":
            properties.append(_element("w:bidi"))
        form = paragraph.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(look.before), Pt(look.after), Pt(look.line)
        if look.indent:
            form.left_indent, form.first_line_indent = Pt(look.indent), Pt(-look.indent)
        if trailing:
            properties.append(_element("w:jc", val="right"))
        for words, right in pieces(text, self.direction):
            paragraph._p.append(self._run(words, look, right))
        return paragraph

    def _run(self, words: str, look: Look, right: bool) -> Any:
        size = str(round(look.size * 2))
        properties = _element("w:rPr")
        properties.append(_element("w:rFonts", ascii=FONT, hAnsi=FONT, cs=OTHER_FONT))
        for name in ("w:b", "w:bCs"):
            properties.append(_element(name, val="1" if look.bold else "0"))
        for name, value in (("w:color", look.colour), ("w:sz", size), ("w:szCs", size)):
            properties.append(_element(name, val=value))
        if right:
            properties.append(_element("w:rtl"))
        latin = self.lang if self.direction == "ltr" else "en"
        properties.append(_element("w:lang", val=latin, bidi=self.lang if self.direction == "rtl" else "ar"))
        text = _element("w:t")
        text.text = words
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run = _element("w:r")
        run.append(properties)
        run.append(text)
        return run

    def table(
        self, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], widths: list[float], look: Look
    ) -> Any:
        """A table with a head and hairlines; all columns but the first are set to the far side."""
        table = self.document.add_table(rows=0, cols=len(columns))
        table.autofit = False
        _dress(table, self.direction)
        for grid, wide in zip(table._tbl.tblGrid, widths, strict=True):
            grid.set(qn("w:w"), str(round(wide * 20)))
        for n, row in enumerate((columns, *rows)):
            cells = table.add_row().cells
            for m, (cell, words) in enumerate(zip(cells, row, strict=True)):
                cell.width = Pt(widths[m])
                bold = Look(look.size, n == 0 or m == 0, look.colour, 1, 1)
                self.fill(cell.paragraphs[0], words, bold, trailing=m > 0)
            properties = table.rows[n]._tr.get_or_add_trPr()
            properties.append(_element("w:cantSplit"))
            if n == 0:
                properties.append(_element("w:tblHeader"))
        return table

    def picture(self, png: bytes, width: float, label: str) -> None:
        """A picture so many points wide, in the middle of its line, with what is read out in its stead."""
        paragraph = self.document.add_paragraph()
        form = paragraph.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(4), Pt(0), 1.0
        paragraph._p.get_or_add_pPr().append(_element("w:jc", val="center"))
        shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Pt(width))
        shape._inline.docPr.set("descr", legal(label))

    def finished(self, title: str, moment: datetime) -> bytes:
        """The file: names no person and no computer, and the same bytes each time."""
        known = self.document.core_properties
        known.title, known.author, known.last_modified_by = legal(title)[:250], "holdfire", "holdfire"
        known.comments, known.keywords, known.subject, known.category = "", "", "", ""
        known.language, known.revision = self.lang, 1
        known.created = known.modified = moment.replace(microsecond=0, tzinfo=None)
        held = io.BytesIO()
        self.document.save(held)
        return _same(held.getvalue())


def _element(name: str, **values: str) -> Any:
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _dress(table: Any, direction: Direction) -> None:
    properties = table._tbl.tblPr
    for old in list(properties):
        properties.remove(old)
    if direction == "rtl":
        properties.append(_element("w:bidiVisual"))
    properties.append(_element("w:tblW", w="0", type="auto"))
    lines = _element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        lines.append(_element(f"w:{side}", val="single", sz="4", space="0", color="C9C5BA"))
    properties.append(lines)
    properties.append(_element("w:tblLayout", type="fixed"))
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w="60", type="dxa"))
    properties.append(margins)


_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>holdfire</Application></Properties>"
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FONTS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="{_WORD}">'
    f'<w:font w:name="{FONT}"/><w:font w:name="{OTHER_FONT}"><w:altName w:val="{FONT}"/></w:font></w:fonts>'
)
_OURS = {"docProps/app.xml": _APP.encode(), "word/fontTable.xml": _FONTS.encode()}
_LEFT_OUT = {"docProps/thumbnail.jpeg"}


def _same(document: bytes) -> bytes:
    """The same package without the hour at which it was packed, and without the preview of the blank it began as."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name in _LEFT_OUT:
                continue
            content = _OURS.get(name) or old.read(name)
            if name == "_rels/.rels":
                content = re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", content)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            new.writestr(entry, content)
    return held.getvalue()
