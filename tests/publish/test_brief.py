"""The page to hand over: one page, in either direction, with nothing in it that was not to be said."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from holdfire.publish.brief import SIZES, Brief, document_of, fit, write_brief
from holdfire.publish.document import Sheet, pieces

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 736 368"><rect width="700" height="300" fill="red"/></svg>'
CUT_OFF = datetime(2016, 6, 30, 21, tzinfo=UTC)

BRIEF = Brief(
    title="Cessation of hostilities, Syria",
    subtitle="to 12 March 2016, as known 30 June 2016, public edition",
    sentence="If as reported: since the start 5.9 fatal incidents a day may fall under the terms.",
    columns=("6 to 12 March", "All", "week before"),
    rows=(("Apparent violations", "3", "2"), ("Undetermined", "41", "36")),
    warnings=("Part of the fall is a change of sources.",),
    notes=("Places are coarsened.",),
    method="Each report was held against every clause.",
    map_svg=SVG,
    map_label="Map of the incidents",
    more="More stands in the page.",
    moment=CUT_OFF,
)
ARABIC = replace(
    BRIEF,
    title="وقف الأعمال العدائية، سوريا",
    sentence="إن صحّت الإفادات: تقرير واحة (\u2068Waha Report\u2069) ٥٫٩ يومياً",
    columns=("٦–١٢ آذار", "المجموع", "السابق"),
    rows=(("انتهاكات ظاهرة", "٣", "٢"),),
    direction="rtl",
    lang="ar",
)
LONG = replace(
    BRIEF,
    rows=BRIEF.rows * 4,
    warnings=("A change of sources across that day, said at some length, over more than one line of the page. " * 2,)
    * 30,
    notes=("Places are coarsened to governorates, and names are withheld. " * 4,) * 30,
)


def opened(brief: Brief) -> Document:  # type: ignore[valid-type]
    return Document(io.BytesIO(document_of(brief)))


def said(brief: Brief) -> list[str]:
    return [each.text for each in opened(brief).paragraphs]  # type: ignore[attr-defined]


def test_it_says_the_sentence_the_numbers_the_warnings_and_how_it_was_made() -> None:
    document = opened(BRIEF)
    text = "\n".join(each.text for each in document.paragraphs)  # type: ignore[attr-defined]
    for part in (BRIEF.title, BRIEF.subtitle, BRIEF.sentence, *BRIEF.warnings, *BRIEF.notes, BRIEF.method):
        assert part in text
    (table,) = document.tables  # type: ignore[attr-defined]
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == [BRIEF.columns, *BRIEF.rows]
    (shape,) = document.inline_shapes  # type: ignore[attr-defined]
    assert shape._inline.docPr.get("descr") == "Map of the incidents"


def test_words_that_run_to_the_left_are_marked_so_and_foreign_ones_are_not() -> None:
    assert pieces(ARABIC.sentence, "rtl")[1] == ("Waha Report", False)
    document = opened(ARABIC)
    body = document.element.body  # type: ignore[attr-defined]
    words = [each for each in body.iter(qn("w:p")) if each.findall(qn("w:r") + "/" + qn("w:t"))]
    assert all(each.pPr.find(qn("w:bidi")) is not None for each in words)
    runs = {run.find(qn("w:t")).text: run.rPr for run in body.iter(qn("w:r")) if run.find(qn("w:t")) is not None}
    assert runs["Waha Report"].find(qn("w:rtl")) is None
    assert all(runs[text].find(qn("w:rtl")) is not None for text in (ARABIC.title, *ARABIC.columns))
    assert runs[ARABIC.title].find(qn("w:lang")).get(qn("w:bidi")) == "ar"
    assert body.find(".//" + qn("w:bidiVisual")) is not None
    assert body.find(".//" + qn("w:sectPr")).find(qn("w:bidi")) is not None
    assert not re.search("[\u2066-\u2069]", "".join(body.itertext()))


def test_the_same_brief_gives_the_same_bytes_that_name_nobody() -> None:
    first = document_of(BRIEF)
    assert first == document_of(BRIEF)
    with zipfile.ZipFile(io.BytesIO(first)) as held:
        assert {each.date_time for each in held.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        everything = b"".join(held.read(name) for name in held.namelist())
        assert not [name for name in held.namelist() if "thumbnail" in name]
    assert not re.search(rb"python-docx|Macintosh|Canny|thumbnail", everything)
    known = opened(BRIEF).core_properties  # type: ignore[attr-defined]
    assert (known.author, known.last_modified_by, known.comments) == ("holdfire", "holdfire", "")
    assert known.created == known.modified == CUT_OFF


def test_hostile_words_are_text() -> None:
    words = "<w:p/>&\x00\u202e=cmd|' /C calc'!A0 \ud800"
    document = opened(replace(BRIEF, title=words, sentence=words, rows=((words, words, words),)))
    assert document.paragraphs[0].text == "<w:p/>&=cmd|' /C calc'!A0"  # type: ignore[attr-defined]


def test_what_does_not_fit_goes_in_order_and_it_says_so() -> None:
    sheet = Sheet("ltr", "en")
    small = fit(BRIEF, sheet.width, sheet.height)
    assert (small.size, small.brief) == (SIZES[0], BRIEF)
    fitted = fit(replace(LONG, chart_svg=SVG), sheet.width, sheet.height)
    assert fitted.size == SIZES[-1]
    assert fitted.brief.chart_svg is None
    assert fitted.brief.notes[-1] == BRIEF.more
    assert fitted.brief.sentence == LONG.sentence
    assert fitted.brief.rows == LONG.rows
    assert 0 < len(fitted.brief.warnings) < 30
    assert said(LONG)[-1] == LONG.method


def test_rows_are_as_long_as_the_head() -> None:
    with pytest.raises(ValueError, match="expected 3 cells in each row, found 1"):
        replace(BRIEF, rows=(("alone",),))


def test_another_suffix_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"expected a brief to end in \.docx, found 'brief\.pdf'"):
        write_brief(tmp_path / "brief.pdf", BRIEF)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdfinfo")), reason="LibreOffice is not here")
@pytest.mark.parametrize("brief", [LONG, replace(ARABIC, warnings=LONG.warnings, chart_svg=SVG)])
def test_it_is_one_page(brief: Brief, tmp_path: Path) -> None:
    write_brief(tmp_path / "brief.docx", brief)
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    asked = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "brief.docx"),
    ]
    subprocess.run(asked, check=True, capture_output=True, timeout=120)
    told = subprocess.run(["pdfinfo", str(tmp_path / "brief.pdf")], check=True, capture_output=True, text=True).stdout
    assert re.search(r"^Pages:\s+1$", told, re.MULTILINE)
