"""Documents of every kind: what is read from them, what a file is, and files that are meant to harm."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from time import monotonic

import docx
import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from holdfire.records import Document
from holdfire.sources.document import is_document, read_documents
from holdfire.sources.documents import pdf as _pdf
from holdfire.sources.problem import SourceError

from .test_page import STORY, page, pages

Write = Callable[..., Path]
CLOSED = "a word that opens it"


def only(path: Path, **given: object) -> Document:
    found = list(read_documents(path, **given))  # type: ignore[arg-type]
    assert len(found) == 1
    return found[0]


# PDF


def pdf(*page_lines: list[str], title: str | None = None, password: str | None = None) -> bytes:
    """A PDF with these lines on its pages, set in Helvetica."""
    writer = PdfWriter()
    for lines in page_lines:
        sheet = writer.add_blank_page(595, 842)
        font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                                 NameObject("/BaseFont"): NameObject("/Helvetica")})  # fmt: skip
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 11 Tf 50 780 Td {shown}ET".encode())
        sheet[NameObject("/Contents")] = writer._add_object(stream)
    if title:
        writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_gives_its_lines_as_paragraphs(write: Write) -> None:
    first = ["Two monitors said on Saturday that shells fell near the northern", "bridge and that nobody was hurt."]
    path = write(pdf(["Shells near the bridge", "5 March 2016", *first], title="Shells near the bridge"))
    found = only(path)
    assert (found.kind, found.title, found.text) == ("pdf", "Shells near the bridge", " ".join(first))
    assert found.published is not None
    assert (found.published.date(), found.published_words) == (date(2016, 3, 5), "5 March 2016")


def test_headings_that_run_over_the_pages_are_furniture(write: Write) -> None:
    path = write(pdf(*([f"Bulletin of the centre, page {number}", STORY[number]] for number in range(3))))
    found = only(path)
    assert "Bulletin of the centre" not in found.text
    assert found.removed == tuple(f"Bulletin of the centre, page {number}" for number in range(3))


def test_a_scan_without_text_says_so(write: Write) -> None:
    found = only(write(pdf([], [])), published=date(2016, 3, 5))
    assert found.text == ""
    assert "no_text_layer" in found.flags


def test_an_encrypted_pdf_is_refused(write: Write) -> None:
    with pytest.raises(SourceError, match="an encrypted PDF"):
        list(read_documents(write(pdf([STORY[0]], password=CLOSED))))


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n" + b"[" * 100_000])
def test_a_broken_pdf_is_refused(write: Write, content: bytes) -> None:
    with pytest.raises(SourceError, match="PDF"):
        list(read_documents(write(content)))


def test_pages_and_time_of_a_pdf_are_bounded(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(pdf(*([STORY[0]] for _ in range(5))))
    monkeypatch.setattr(_pdf, "MOST_PAGES", 2)
    found = only(path)
    assert "pages_cut" in found.flags
    assert found.text.count("northern bridge") == 2
    monkeypatch.setattr(_pdf, "MOST_SECONDS", 0.0)
    assert "time_cut" in only(path).flags


# DOCX


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_docx_gives_title_paragraphs_and_tables_in_order(write: Write) -> None:
    written = docx.Document()
    written.add_heading("Shells near the bridge", 0)
    written.add_paragraph(STORY[0])
    table = written.add_table(rows=2, cols=2)
    for at, words in enumerate(("Area", "Breaches", "Ford", "4")):
        table.cell(at // 2, at % 2).text = words
    written.add_paragraph(STORY[1])
    found = only(write(saved(written)))
    assert (found.kind, found.title, found.text) == ("docx", "Shells near the bridge", f"{STORY[0]}\n\n{STORY[1]}")
    assert found.tables[0].rows == (("Area", "Breaches"), ("Ford", "4"))
    assert found.tables[0].after == len(STORY[0])


def test_hidden_words_of_a_docx_are_no_text(write: Write) -> None:
    written = docx.Document()
    line = written.add_paragraph("The road is ")
    line.add_run("SECRET ").font.hidden = True
    line.add_run("closed to convoys today.")
    assert only(write(saved(written))).text == "The road is closed to convoys today."


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def test_a_docx_that_unpacks_without_bound_is_refused_before_it_is_opened(write: Write) -> None:
    began = monotonic()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file, file.open("word/document.xml", "w") as part:
        for _ in range(210):
            part.write(bytes(1_000_000))
    bomb = write(out.getvalue())
    assert bomb.stat().st_size < 1_000_000
    with pytest.raises(SourceError, match="at most 5000 parts and 200 million bytes"):
        list(read_documents(bomb))
    assert monotonic() - began < 20


def test_a_docx_with_entities_is_refused(write: Write) -> None:
    entities = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w>&b;</w>'
    with pytest.raises(SourceError, match="declares entities"):
        list(read_documents(write(packed({"word/document.xml": entities}))))


def test_a_damaged_docx_is_refused(write: Write) -> None:
    whole = saved(docx.Document())
    for cut in (200, len(whole) // 2, len(whole) - 10):
        with pytest.raises(SourceError):
            list(read_documents(write(whole[:cut])))


# E-mail


def mail(text: str = STORY[0], **headings: str) -> EmailMessage:
    message = EmailMessage()
    told = {"From": "Field Office <office@valley.example>", "To": "desk@valley.example",
            "Subject": "Shells near the bridge", "Date": "Sat, 05 Mar 2016 08:30:00 +0200", **headings}  # fmt: skip
    for name, value in told.items():
        message[name] = value
    message.set_content(text)
    return message


def test_a_message_gives_heading_date_and_text(write: Write) -> None:
    found = only(write(bytes(mail())))
    assert (found.kind, found.title, found.author) == ("mail", "Shells near the bridge", "Field Office")
    assert found.text == STORY[0]
    assert found.published is not None
    assert (found.published.isoformat(), found.published_from) == ("2016-03-05T08:30:00+02:00", "header")


def test_attachments_are_named_and_not_opened(write: Write) -> None:
    message = mail()
    message.add_attachment(b"PK\x03\x04 SECRET", maintype="application", subtype="zip", filename="list.zip")
    found = only(write(bytes(message)))
    assert found.tables[0].rows == (("name", "type"), ("list.zip", "application/zip"))
    assert "attachments_not_read" in found.flags
    assert "SECRET" not in found.text


def test_quoted_messages_and_signatures_are_not_the_writers_words(write: Write) -> None:
    text = f"{STORY[0]}\n\nOn Fri, 4 Mar 2016, Desk wrote:\n> Was there any shelling?\n\n-- \nField Office, room 4"
    found = only(write(bytes(mail(text))))
    assert found.text == STORY[0]
    assert "> Was there any shelling?" in found.removed
    assert "quoted_reply_removed" in found.flags


@pages
def test_an_html_message_is_cleaned_as_a_page_is(write: Write) -> None:
    message = EmailMessage()
    message["From"], message["Date"], message["Subject"] = "a@b.example", "Sat, 05 Mar 2016 08:30:00 +0200", "Bridge"
    message.set_content(
        page("<p style='display:none'>SECRET words that nobody sees, and that end.</p>"), subtype="html"
    )
    found = only(write(bytes(message)))
    assert found.kind == "mail"
    assert STORY[0] in found.text
    assert "SECRET" not in found.text


def test_a_mailbox_holds_several_messages(write: Write) -> None:
    box = b"".join(b"From a@b Sat Mar 05 08:30:00 2016\n" + bytes(mail(line)) + b"\n" for line in STORY)
    assert [each.text for each in read_documents(write(box))] == list(STORY)


def test_parts_inside_parts_without_end_are_refused(write: Write) -> None:
    head = b"From: a@b.example\nDate: Sat, 05 Mar 2016 08:30:00 +0200\nSubject: x\n"
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (at, at) for at in range(3_000))
    with pytest.raises(SourceError, match="parts inside parts"):
        list(read_documents(write(head + nested)))


# Chats


def test_a_chat_is_a_document_a_day_and_the_file_tells_the_order_of_its_dates(write: Write) -> None:
    chat = (
        "3/4/2016, 08:10 - Messages and calls are end-to-end encrypted.\n"
        "3/4/2016, 08:12 - Field Office: Shelling near the bridge\nand smoke over the ford\n"
        "3/4/2016, 09:00 - Observer 2: <Media omitted>\n"
        "27/4/2016, 14:05 - Observer 2: Quiet today\n"
    )
    first, second = read_documents(write(chat), zone="Asia/Damascus")
    assert first.published is not None
    assert second.published is not None
    assert (first.published.date(), second.published.date()) == (date(2016, 4, 3), date(2016, 4, 27))
    assert first.text == "Field Office: Shelling near the bridge\nand smoke over the ford"
    assert first.tables[0].rows == (("at", "time", "sender"), ("0", "08:12", "Field Office"))
    assert second.text == "Observer 2: Quiet today"
    assert len(first.removed) == 2


def test_a_chat_that_does_not_tell_day_from_month_is_undated(write: Write) -> None:
    found = only(write("[3/4/2016, 08:12:00] Field Office: Shelling\n[3/4/2016, 08:13:00] Observer: Heard it too\n"))
    assert found.published is None
    assert "ambiguous_date" in found.flags
    assert "Observer: Heard it too" in found.text


def test_a_given_day_tells_day_from_month_in_a_chat(write: Write) -> None:
    path = write("[3/4/2016, 08:12:00] Field Office: Shelling\n[3/4/2016, 08:13:00] Observer: Heard it too\n")
    found = only(path, published=date(2016, 4, 3))
    assert found.published is not None
    assert (found.published.date(), found.published_from, found.flags) == (date(2016, 4, 3), "header", ())
    other = only(path, published=date(2016, 4, 4))
    assert other.published is not None
    assert (other.published.date(), other.published_from) == (date(2016, 4, 4), "given")
    assert {"ambiguous_date", "published_differs"} <= set(other.flags)


def test_a_message_keeps_the_date_of_its_heading(write: Write) -> None:
    found = only(write(bytes(mail())), published="2016-03-09")
    assert found.published is not None
    assert (found.published.date(), found.published_from) == (date(2016, 3, 5), "header")
    assert "published_differs" in found.flags


def test_a_path_may_be_text_and_what_is_neither_path_nor_date_is_named(write: Write) -> None:
    path = write("\n\n".join(STORY))
    assert is_document(str(path))
    assert [each.text for each in read_documents(str(path))] == [each.text for each in read_documents(path)]
    with pytest.raises(ValueError, match="expected a date, found 'Saturday'"):
        read_documents(path, published="Saturday")
    with pytest.raises(TypeError, match="expected a path, found '7'"):
        read_documents(7)  # type: ignore[arg-type]


def test_a_plain_chat_with_iso_days_and_a_given_day_that_differs(write: Write) -> None:
    chat = "[2016-03-05 08:12] Field Office: Shelling\n[2016-03-05 08:13] Observer: Heard it too\n"
    found = only(write(chat), published=date(2016, 3, 6))
    assert found.published is not None
    assert found.published.date() == date(2016, 3, 5)
    assert "published_differs" in found.flags


def test_telegram_days_are_days_in_the_zone(write: Write) -> None:
    said = [
        {"id": 1, "type": "message", "date": "2016-03-05T22:30:00", "date_unixtime": "1457217000", "from": "Office",
         "text": ["Shelling near ", {"type": "bold", "text": "the bridge"}]},
        {"id": 2, "type": "service", "date": "2016-03-05T22:31:00", "actor": "Office", "text": ""},
    ]  # fmt: skip
    path = write(json.dumps({"name": "Valley watch", "type": "private_group", "id": 7, "messages": said}))
    # 1457217000 is 22:30 UTC on 5 March, half past midnight on 6 March in Damascus.
    found = only(path, zone="Asia/Damascus")
    assert (found.title, found.text) == ("Valley watch", "Office: Shelling near the bridge")
    assert found.published is not None
    assert found.published.date() == date(2016, 3, 6)


# Lists of articles


def test_articles_one_a_line(write: Write) -> None:
    lines = [
        {"title": "Bridge", "text": STORY[0], "published": "2016-03-05", "publisher": "valley", "url": "https://v.example/1",
         "language": "en"},
        {"title": "Road", "text": STORY[1]},
    ]  # fmt: skip
    first, second = read_documents(write("\n".join(map(json.dumps, lines))))
    assert (first.kind, first.title, first.text, first.publisher) == ("article", "Bridge", STORY[0], "valley")
    assert first.published is not None
    assert first.published.date() == date(2016, 3, 5)
    assert second.published is None
    assert len({first.id, second.id}) == 2


def test_a_broken_line_is_named(write: Write) -> None:
    path = write(json.dumps({"text": STORY[0]}) + "\n{broken\n")
    with pytest.raises(SourceError, match=r":2: found text that is not JSON"):
        list(read_documents(path))


def test_a_table_of_articles_whose_column_tells_the_order_of_its_dates(write: Write) -> None:
    table = (
        "article_title,article_content,source,date\n"
        f'Bridge,"{STORY[0]}",valley,4/5/2016\nRoad,"{STORY[1]}\n\n{STORY[2]}",post,4/27/2016\n'
    )
    first, second = read_documents(write(table))
    assert (first.title, first.text, first.publisher) == ("Bridge", STORY[0], "valley")
    assert first.published is not None
    assert (first.published.date(), first.published_words) == (date(2016, 4, 5), "4/5/2016")
    assert second.text == f"{STORY[1]}\n\n{STORY[2]}"


def test_a_table_whose_column_does_not_tell_is_undated(write: Write) -> None:
    found = only(write(f'title,text,date\nBridge,"{STORY[0]}",4/5/2016\n'))
    assert found.published is None
    assert "ambiguous_date" in found.flags


# What a file is


@pytest.mark.parametrize(
    "content",
    [
        b"id,when_start,when_end,act\n1,2016-03-05,2016-03-06,shelling\n",
        b"event_id_cnty,event_date,event_type,actor1\nSYR1,2016-03-05,Battles,A\n",
        b"reports:\n  - {id: a}\n",
        b'{"id": "a", "act": "shelling", "when_start": "2016-03-05"}\n',
        b"\x89PNG\r\n\x1a\n0000",
        b"\0\1\2\3" * 500,
        packed({"xl/workbook.xml": b"<workbook/>"}),
    ],
)
def test_tables_reports_and_pictures_are_no_documents(write: Write, content: bytes) -> None:
    path = write(content)
    assert not is_document(path)
    with pytest.raises(SourceError):
        list(read_documents(path))


def test_documents_are_known_by_content(write: Write) -> None:
    contents = [pdf([STORY[0]]), saved(docx.Document()), bytes(mail()), page().encode(), "\n\n".join(STORY).encode()]
    assert all(is_document(write(content)) for content in contents)


def test_a_missing_empty_or_foreign_file_says_what_to_do(tmp_path: Path, write: Write) -> None:
    for path, found in (
        (tmp_path / "no.txt", "no such file"),
        (tmp_path, "a folder"),
        (write(b" \n"), "an empty file"),
    ):
        assert not is_document(path)
        with pytest.raises(SourceError, match=found):
            list(read_documents(path))
    with pytest.raises(SourceError, match="an IANA zone"):
        list(read_documents(write("Talks failed."), zone="Nowhere/At all"))


def test_a_packed_page_that_unpacks_without_bound_is_refused(write: Write) -> None:
    began = monotonic()
    for bomb in (gzip.compress(b"a " * 20_000_000), bz2.compress(b"a " * 20_000_000)):
        with pytest.raises(SourceError, match="at most 20 million bytes"):
            list(read_documents(write(bomb)))
    assert monotonic() - began < 60


def test_the_outlet_that_is_given_counts(write: Write) -> None:
    assert only(write("\n\n".join(STORY)), publisher="valley").publisher == "valley"


def test_the_same_text_is_the_same_document(write: Write) -> None:
    one, two = (only(write("\n\n".join(STORY), name)) for name in ("a", "b"))
    assert one.id == two.id
    assert only(write("\n\n".join(STORY[:2]))).id != one.id


@pytest.mark.shared
def test_every_article_of_fa_kes_has_text_and_a_day(shared: Path) -> None:
    found = list(read_documents(shared / "fa_kes" / "fa_kes_shared.csv"))
    assert len(found) == 529
    assert all(each.text and each.title and each.publisher for each in found)
    assert all(each.published is not None for each in found)  # the column has days above twelve
    assert {each.language for each in found} == {"en"}
