"""The official text that a user attaches: kept, each clause with its paragraph; or an error, and nothing is kept."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.publish.describing import Describer
from holdfire.publish.language import language
from holdfire.terms import Terms, load_terms
from holdfire.terms.official import MOST_BYTES, attach, home, official_of
from holdfire.world import KnowledgeError
from made import AGREEMENT, Made

TREATY = """\
Truce of Madeland

1. The parties refrain from attacks of any kind upon one another.

2. Not more than five guards of either side stand in the Old Town, which lies between them.

3. Heavy weapons are kept apart; forces may be brought through the Old Town, and through it alone.

This paragraph thanks the mediators for their patience and their hospitality.
"""

PHRASED = AGREEMENT.replace(
    "    says: The North does not attack the South.\n",
    "    says: The North does not attack the South.\n    phrases: [attacks of any kind]\n",
).replace(
    """    says: The North keeps at most five guards in Old Town.
    source: {ref: text, at: "2"}""",
    """    says: The North keeps at most five guards in Old Town.
    source: {ref: text, at: paragraph 2}""",
)
"""Of the North's clauses the first quotes words, the second names its paragraph, and the third does neither."""


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which texts are kept."""
    monkeypatch.setenv("HOLDFIRE_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "texts"


@pytest.fixture
def terms(made: Made, tmp_path: Path) -> Terms:
    file = tmp_path / "phrased.yaml"
    file.write_text(PHRASED, encoding="utf-8")
    return load_terms(file, made.world)


Written = Callable[[str, bytes | str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(name: str, content: bytes | str) -> Path:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return write


def pdf(*pages: Sequence[str]) -> bytes:
    """A PDF of a few bytes: each page with its lines of text; none where a page was only scanned."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for lines in pages:
        shown = b" ".join(b"(%s) Tj T*" % line.encode("latin-1") for line in lines)
        stream = b"BT /F1 11 Tf 14 TL 40 800 Td %s ET" % shown if lines else b"0 0 100 100 re f"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            b" /Contents %d 0 R >>" % len(objects)
        )
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    out, at = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % each for each in at)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(out))
    )


LINES = [line for line in TREATY.splitlines() if line]
HTML = (
    "<html><head><title>1. Not this</title><style>p {color: red}</style></head><body><nav>2. Nor this</nav>"
    + "".join(f"<p>{line.replace('Old', '<b>Old</b>')}</p>\n" for line in LINES)
    + "<script>3. Nor this</script></body></html>"
)
FORMS = {
    "treaty.txt": TREATY.encode(),
    "treaty.html": HTML.encode(),
    "treaty.pdf": pdf(LINES[:2], LINES[2:4], LINES[4:]),
}

THIRD = "Heavy weapons are kept apart; forces may be brought through the Old Town, and through it alone."


# finding


@pytest.mark.parametrize("name", FORMS)
def test_each_clause_is_shown_with_its_paragraph_whatever_the_form(terms: Terms, written: Written, name: str) -> None:
    official = attach(terms, written(name, FORMS[name]))
    found = {clause: official.of(clause) for clause in ("north.1", "north.2", "north.3")}
    words = {clause: " ".join(each.words.split()) for clause, each in found.items() if each is not None}
    assert words == {
        "north.1": "1. The parties refrain from attacks of any kind upon one another.",
        "north.2": "2. Not more than five guards of either side stand in the Old Town, which lies between them.",
        "north.3": f"3. {THIRD}",
    }
    assert {clause: each.how for clause, each in found.items() if each} == {
        "north.1": "phrase",
        "north.2": "label",
        "north.3": "words",
    }
    assert all(f"paragraph {n}" in each.place for n, each in enumerate(found.values(), 1) if each)


def test_in_a_pdf_the_page_is_named(terms: Terms, written: Written) -> None:
    official = attach(terms, written("treaty.pdf", FORMS["treaty.pdf"]))
    places = [each.place for clause in ("north.1", "north.3") if (each := official.of(clause))]
    assert places == ["page 1, paragraph 1", "page 2, paragraph 3"]


def test_what_is_no_text_of_a_page_is_left_out(terms: Terms, written: Written) -> None:
    official = attach(terms, written("treaty.html", HTML))
    words = " ".join(each.words for each in official.paragraphs)
    assert "this" not in words.replace("This paragraph", "")
    assert "red" not in words
    assert "Old Town" in words


def test_a_page_without_a_closing_head_is_read_too(terms: Terms, written: Written) -> None:
    """HTML lets the end of the head be left out."""
    page = "<!doctype html><html><head><title>A truce</title><body>" + "".join(f"<p>{line}" for line in LINES)
    assert len(attach(terms, written("treaty.html", page)).paragraphs) == len(LINES)


def test_a_clause_of_which_nothing_in_the_text_reminds_has_no_paragraph(terms: Terms, written: Written) -> None:
    official = attach(terms, written("other.txt", "A recipe for soup.\n\nTake onions and boil them in water.\n"))
    assert all(official.of(each.id) is None for each in terms.agreement.demands)


def test_of_two_paragraphs_that_are_alike_neither_is_taken(terms: Terms, written: Written) -> None:
    """A wrong paragraph is worse than none."""
    twice = f"Preamble of the truce\n\n{THIRD}\n\n{THIRD}\n\nSomething else altogether, on the weather in spring.\n"
    assert attach(terms, written("twice.txt", twice)).of("north.3") is None


def test_of_two_paragraphs_with_the_quoted_words_the_likelier_is_taken(terms: Terms, written: Written) -> None:
    text = "Mention is made of attacks of any kind.\n\nThe North and the South end attacks of any kind on the South.\n"
    found = attach(terms, written("two.txt", text)).of("north.1")
    assert found is not None
    assert found.words.startswith("The North")


@pytest.mark.parametrize(
    ("label", "start"),
    [
        ("2", "2. Not more"),
        ("paragraph 3", "3. Heavy"),
        ("5", "This paragraph thanks"),
        ("block 1", "Truce of Madeland"),
    ],
)
def test_a_person_names_the_paragraph_by_its_number_place_or_count(
    terms: Terms, written: Written, label: str, start: str
) -> None:
    found = attach(terms, written("treaty.txt", TREATY), named={"north.1": label}).of("north.1")
    assert found is not None
    assert (found.how, found.words.startswith(start)) == ("person", True)


def test_articles_in_other_spellings_are_numbered_paragraphs(terms: Terms, written: Written) -> None:
    text = "Article 1. No shots.\nArticle 2: Guards in the Old Town.\nSection 3 - Weapons.\nIV. The end.\na) a list\n"
    official = attach(terms, written("articles.txt", text))
    assert [each.label for each in official.paragraphs] == ["1", "2", "3", "iv", "a"]


def test_arabic_is_read_and_found_by_its_words(made: Made, tmp_path: Path, written: Written) -> None:
    text = PHRASED.replace("phrases: [attacks of any kind]", "phrases: [جميع الهجمات]")
    file = tmp_path / "arabic.yaml"
    file.write_text(text, encoding="utf-8")
    paragraph = "يوقف الطرفان جميع الهجمات بأي سلاح كان."
    official = attach(load_terms(file, made.world), written("arabic.txt", f"مقدمة\n\n{paragraph}\n\nخاتمة النص هنا\n"))
    found = official.of("north.1")
    assert found is not None
    assert found.words == paragraph


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_common_encoding_of_unicode_is_read(terms: Terms, written: Written, encoding: str) -> None:
    official = attach(terms, written("treaty.txt", TREATY.encode(encoding)))
    assert official.paragraphs[0].words == "Truce of Madeland"
    assert official.of("north.1") is not None


# keeping


def test_the_document_is_kept_under_its_hash_and_read_again(terms: Terms, written: Written, kept: Path) -> None:
    file = written("treaty.pdf", FORMS["treaty.pdf"])
    official = attach(terms, file)
    digest = hashlib.sha256(FORMS["treaty.pdf"]).hexdigest()
    assert (official.sha256, official.name, official.public) == (digest, "treaty.pdf", True)
    assert (kept / f"{digest}.pdf").read_bytes() == FORMS["treaty.pdf"]
    file.unlink()
    assert official_of(terms.id) == official
    assert [path.name for path in kept.iterdir() if path.name.startswith(".")] == []


def test_a_text_may_be_kept_out_of_what_is_published(terms: Terms, written: Written) -> None:
    attach(terms, written("treaty.txt", TREATY), public=False)
    again = official_of(terms.id)
    assert again is not None
    assert again.public is False


def test_attaching_again_replaces_what_was_found(terms: Terms, written: Written) -> None:
    attach(terms, written("treaty.txt", TREATY))
    second = attach(terms, written("soup.txt", "A recipe for soup.\n\nTake onions and boil them in water.\n"))
    assert official_of(terms.id) == second
    assert second.found == {}


def test_nothing_is_attached_at_first(terms: Terms, kept: Path) -> None:
    assert official_of(terms.id) is None
    assert home() == kept.parent


def test_without_a_home_of_its_own_texts_lie_with_the_users_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HOLDFIRE_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert home() == tmp_path / "holdfire"


def test_an_agreements_name_leads_to_no_other_folder(terms: Terms, kept: Path) -> None:
    assert official_of("../../etc/passwd") is None
    renamed = Terms(terms.agreement.model_copy(update={"id": "../outside/made"}), terms.document)
    source = kept.parent.parent / "treaty.txt"
    source.write_text(TREATY, encoding="utf-8")
    attach(renamed, source)
    inside = {path.resolve().parent for path in kept.rglob("*.json")}
    assert inside == {kept.resolve()}


def test_the_official_words_stand_beside_ours(terms: Terms, made: Made, written: Written) -> None:
    official = attach(terms, written("treaty.txt", TREATY))
    said = [line.text.plain for line in Describer(terms.agreement, made.world, language(), official).lines()]
    (shown,) = [line for line in said if "attacks of any kind upon" in line]
    assert "treaty.txt" in shown
    assert "paragraph 1" in shown
    missing = [each.id for each in terms.agreement.demands if official.of(each.id) is None]
    assert sum("no paragraph of treaty.txt was found" in line for line in said) == len(missing)


# what cannot be used


WHOLE = pdf(LINES)


def _bomb() -> bytes:
    """A page of some kilobytes that unpacks to ninety megabytes."""
    packed = zlib.compress(b"BT /F1 11 Tf (" + bytes(90_000_000) + b") Tj ET")
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    return re.sub(rb"<< /Length \d+ >>\nstream\n.*?\nendstream", lambda found: stream, WHOLE, flags=re.DOTALL)


LOCK = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (%s) /U (%s) /P -4 >> /ID [(a) (b)]" % (b"o" * 32, b"u" * 32)


UNUSABLE: dict[str, tuple[str, bytes, str]] = {
    "a scan without text": ("scan.pdf", pdf([], []), "no text"),
    "an empty file": ("empty.txt", b"", "no text"),
    "blanks": ("blank.txt", b" \n\n \t\n", "no text"),
    "a page of scripts alone": ("app.html", b"<html><body><script>1. run</script></body></html>", "no text"),
    "a picture": ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00", "another kind"),
    "a word processor's file": ("treaty.docx", b"PK\x03\x04\x14\x00\x06\x00\x08\x00" + bytes(64), "document"),
    "a PDF that breaks off": ("broken.pdf", WHOLE[: len(WHOLE) // 3], "cannot be read"),
    "a PDF of pages in a circle": ("circle.pdf", WHOLE.replace(b"[5 0 R]", b"[2 0 R]"), "cannot be read"),
    "a PDF that is locked": ("locked.pdf", WHOLE.replace(b"/Root 1 0 R", b"/Root 1 0 R " + LOCK), "cannot be read"),
    "a PDF that unpacks without end": ("bomb.pdf", _bomb(), "cannot be read"),
    "a PDF in name only": ("liar.pdf", b"%PDF-1.7\nhello", "cannot be read"),
    "a PDF of noise": ("noise.pdf", b"%PDF-1.4\n" + bytes(range(1, 256)) * 40, "cannot be read"),
    "a text in an encoding that is not Unicode": ("arabic.txt", "يوقف الطرفان جميع الهجمات\n".encode("cp1256"), ""),
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_what_cannot_be_used_is_told_and_nothing_is_kept(terms: Terms, written: Written, kept: Path, what: str) -> None:
    name, content, found = UNUSABLE[what]
    with pytest.raises(KnowledgeError) as failure:
        attach(terms, written(name, content))
    (problem,) = failure.value.problems
    assert problem.file == name
    assert found in problem.found
    assert problem.expected
    assert problem.remedy
    assert not kept.exists()


def test_a_document_of_sixty_megabytes_is_not_read(
    terms: Terms, tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(60_000_000)
    assert huge.stat().st_size > MOST_BYTES
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("it was read"))
    with pytest.raises(KnowledgeError, match=r"60 MB.*at most 50 MB"):
        attach(terms, huge)
    assert not kept.exists()


@pytest.mark.parametrize("name", ["nothing.pdf", "."])
def test_a_file_that_is_not_there_is_told(terms: Terms, tmp_path: Path, kept: Path, name: str) -> None:
    with pytest.raises(KnowledgeError):
        attach(terms, tmp_path / name)
    assert not kept.exists()


@pytest.mark.parametrize(
    ("named", "found"), [({"north.9": "1"}, "north.9"), ({"north.1": "99"}, "99"), ({"north.1": "annex"}, "annex")]
)
def test_a_name_that_is_not_there_is_told_and_nothing_is_kept(
    terms: Terms, written: Written, kept: Path, named: dict[str, str], found: str
) -> None:
    with pytest.raises(KnowledgeError, match=re.escape(found)) as failure:
        attach(terms, written("treaty.txt", TREATY), named=named)
    assert failure.value.problems[0].expected
    assert not kept.exists()


DAMAGED = {
    "cut off": lambda text: text[:40],
    "of another kind": lambda text: "[]",
    "a paragraph taken out": lambda text: json.dumps({**json.loads(text), "paragraphs": []}),
    "a part taken out": lambda text: json.dumps({k: v for k, v in json.loads(text).items() if k != "found"}),
    "a paragraph before the first": lambda text: json.dumps({**json.loads(text), "found": {"north.1": [-1, "words"]}}),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_kept_text_that_was_damaged_is_told(terms: Terms, written: Written, kept: Path, what: str) -> None:
    attach(terms, written("treaty.txt", TREATY))
    (path,) = kept.glob("*.json")
    path.write_text(DAMAGED[what](path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(KnowledgeError, match="Attach the document again"):
        official_of(terms.id)


@given(content=st.binary(max_size=400), head=st.sampled_from([b"", b"%PDF-1.4\n", b"<html><p>", b"\xff\xfe", b"1. "]))
def test_any_bytes_are_a_text_or_an_error_that_says_why(
    made: Made, tmp_path_factory: pytest.TempPathFactory, content: bytes, head: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    file = folder / "any.bin"
    file.write_bytes(head + content)
    problems = []
    try:
        attach(made.terms, file, folder=folder / "home")
    except KnowledgeError as bad:
        problems = bad.problems
    again = official_of(made.terms.id, folder / "home")
    assert (again is None) == bool(problems)
    assert all(problem.remedy for problem in problems)
    assert again is None or again.paragraphs
