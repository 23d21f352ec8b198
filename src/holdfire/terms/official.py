"""The official text of an agreement, attached by a user: kept under its hash, each clause with its paragraph.

The library holds paraphrases only. Whoever has the text may attach it (PDF, HTML or plain text); then each clause and
promise is shown with the official words beside ours and the place in the document. A paragraph is found by the
contested words that a clause quotes, by the number that its source names, or by the words that it shares with our
paraphrase; where none of these is clear nothing is shown, and a person can name the paragraph.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path

from pydantic import TypeAdapter

from ..world import KnowledgeError, Problem, fold
from .agreement import Agreement
from .load import Terms

MOST_BYTES = 50_000_000
MOST_PAGES = 1_000
MOST_LETTERS = 5_000_000
MOST_PARAGRAPHS = 20_000
"""What is read of a document at most: a treaty has some hundred pages."""

_CLEAR, _MARGIN = 0.22, 1.25
"""By shared words a paragraph is taken if its likeness (cosine of word weights) is at least the first, and the second
times that of the next. Set by hand, high: a wrong paragraph is worse than none."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a document: `place` says where it stands, `label` is its own number where it has one."""

    place: str
    label: str | None
    words: str


@dataclass(frozen=True)
class Found:
    """The paragraph of a clause. `how` it was found: phrase, label, words, or person."""

    place: str
    words: str
    how: str


@dataclass(frozen=True)
class Official:
    """An attached document. `public` is false where it may not be shown in what is published."""

    agreement: str
    name: str
    sha256: str
    public: bool
    paragraphs: tuple[Paragraph, ...]
    found: Mapping[str, tuple[int, str]]

    def of(self, clause: str) -> Found | None:
        """The official words of a clause or promise; None where no paragraph was found."""
        if clause not in self.found:
            return None
        at, how = self.found[clause]
        paragraph = self.paragraphs[at]
        return Found(paragraph.place, paragraph.words, how)


_KEPT = TypeAdapter(Official)


def home() -> Path:
    """Where attached texts are kept: `$HOLDFIRE_HOME`, else the user's data folder."""
    given = os.environ.get("HOLDFIRE_HOME")
    if given:
        return Path(given)
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "holdfire"


def attach(
    terms: Terms, file: Path, *, public: bool = True, named: Mapping[str, str] | None = None, folder: Path | None = None
) -> Official:
    """Keep a document as the official text of an agreement, and find each clause's paragraph in it.

    `named` gives paragraphs by hand: clause id to the paragraph's label, or its number from 1. Raises `KnowledgeError`
    where the file cannot be read, holds no text, or a name is not there. Nothing is kept then.
    """
    content = _content(file)
    paragraphs = tuple(_paragraphs(content, file))
    if not paragraphs:
        raise _unusable(file, "no text", "a document with a text layer", "A scan has to be read by a person first.")
    found = _matched(terms.agreement, paragraphs)
    for clause, label in (named or {}).items():
        found[clause] = _by_hand(terms.agreement, clause, label, paragraphs, file), "person"
    digest = hashlib.sha256(content).hexdigest()
    official = Official(terms.id, file.name, digest, public, paragraphs, found)
    into = (folder or home()) / "texts"
    into.mkdir(parents=True, exist_ok=True)
    document = into / f"{digest}{file.suffix.lower()[:10]}"
    _write(document, content)
    try:
        _write(into / f"{_safe(terms.id)}.json", json.dumps(asdict(official), ensure_ascii=False, indent=1).encode())
    except OSError:
        document.unlink()
        raise
    return official


def official_of(agreement: str, folder: Path | None = None) -> Official | None:
    """The attached text of an agreement, if there is one. Raises `KnowledgeError` where it has been damaged."""
    path = (folder or home()) / "texts" / f"{_safe(agreement)}.json"
    if not path.is_file():
        return None
    try:
        official: Official = _KEPT.validate_json(path.read_bytes())
    except (ValueError, RecursionError) as bad:
        first = str(bad).splitlines()[0][:80]
        raise _unusable(path, first, "an attached text", "Attach the document again.") from None
    if official.agreement != agreement or any(
        not 0 <= at < len(official.paragraphs) for at, _ in official.found.values()
    ):
        raise _unusable(
            path, "a text of another agreement, or cut short", "an attached text", "Attach the document again."
        )
    return official


def _safe(name: str) -> str:
    """A file's name for an id; no two ids share one."""
    return f"{re.sub(r'[^A-Za-z0-9._-]', '_', name)[:60]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _write(path: Path, content: bytes) -> None:
    """Written under another name first, so that nothing is ever half there."""
    staged = path.with_name(f".{path.name}.{os.getpid()}")
    staged.write_bytes(content)
    staged.replace(path)


def _unusable(file: Path, found: str, expected: str, remedy: str) -> KnowledgeError:
    return KnowledgeError([Problem(file.name, 1, found, expected, remedy)])


# reading


def _content(file: Path) -> bytes:
    try:
        size = file.stat().st_size
    except OSError:
        raise _unusable(file, "no such file", "a PDF, HTML or text file", "Check the path.") from None
    if not file.is_file():
        raise _unusable(file, "a folder", "a PDF, HTML or text file", "Name the file.")
    if size > MOST_BYTES:
        most = f"at most {MOST_BYTES // 1_000_000} MB"
        raise _unusable(file, f"{size / 1_000_000:.0f} MB", most, "Attach the agreement alone.")
    return file.read_bytes()


def _paragraphs(content: bytes, file: Path) -> Iterator[Paragraph]:
    if content.startswith(b"PK"):
        raise _unusable(file, "an office document", "a PDF, HTML or text file", "Save it as one of these.")
    if content.startswith(b"%PDF"):
        for page, text in enumerate(_pages(content, file), 1):
            yield from _split(text, f"page {page}, ")
        return
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in content[:4096] and not wide:
        raise _unusable(file, "a file of another kind", "a PDF, HTML or text file", "Save it as one of these.")
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as bad:
        found = f"byte 0x{content[bad.start]:02x}, which is not UTF-8"
        raise _unusable(file, found, "a PDF, or HTML or text in UTF-8", "Save it as UTF-8.") from None
    if re.search(r"<(html|body|p|div)\b", text[:5000], re.IGNORECASE):
        reader = _Blocks()
        bare = re.sub(r"<!--.*?(?:-->|\Z)", " ", text[:MOST_LETTERS], flags=re.DOTALL)
        try:
            reader.feed(bare)
            reader.close()
        except (AssertionError, ValueError) as bad:
            raise _unusable(file, f"HTML that cannot be read ({bad})", "HTML", "Save it as plain text.") from None
        text = "\n\n".join(reader.blocks)
    yield from islice(_split(text[:MOST_LETTERS], ""), MOST_PARAGRAPHS)


def _pages(content: bytes, file: Path) -> Iterator[str]:
    import io

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        letters = 0
        for page in reader.pages[:MOST_PAGES]:
            text = page.extract_text()
            letters += len(text)
            if letters > MOST_LETTERS:
                return
            yield text
    except (PyPdfError, ValueError, KeyError, RecursionError, NotImplementedError) as bad:
        raise _unusable(file, f"a PDF that cannot be read ({bad})", "a PDF with text", "Save it anew.") from None


class _Blocks(HTMLParser):
    """The text of a page, a block each; scripts and styles left out."""

    _BLOCKS = frozenset(["p", "li", "div", "td", "h1", "h2", "h3", "h4", "h5", "h6", "br", "tr", "section", "article"])
    _SILENT = frozenset(["script", "style", "noscript", "template", "nav", "title"])

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._open: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self._SILENT
        if tag in self._BLOCKS:
            self._close()

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in self._SILENT))
        if tag in self._BLOCKS:
            self._close()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._open.append(data)

    def close(self) -> None:
        super().close()
        self._close()

    def _close(self) -> None:
        text = " ".join("".join(self._open).split())
        if text:
            self.blocks.append(text)
        self._open = []


_LABEL = re.compile(
    r"\s*(?:(?:article|section|paragraph|point|art\.|§)\s*)?\(?(?P<label>\d+(?:\.\d+)*|[IVX]+|[a-z])(?:[.):]|\s*[-–])\s+(?=\S)",
    re.IGNORECASE,
)


def _split(text: str, before: str) -> Iterator[Paragraph]:
    """Paragraphs: apart by an empty line, or by a number at the start of a line."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if not line.strip():
            blocks.append([])
            continue
        if _LABEL.match(line):
            blocks.append([])
        blocks[-1].append(line.strip())
    n = 0
    for block in blocks:
        words = " ".join(" ".join(block).split())
        if len(words) < 3:
            continue
        n += 1
        label = _LABEL.match(words)
        place = f"{before}paragraph {label['label']}" if label else f"{before}block {n}"
        yield Paragraph(place, label["label"].lower() if label else None, words)


# matching


def _matched(agreement: Agreement, paragraphs: tuple[Paragraph, ...]) -> dict[str, tuple[int, str]]:
    folded = [fold(each.words) for each in paragraphs]
    weights = _weights(folded)
    found: dict[str, tuple[int, str]] = {}
    for each in agreement.demands:
        by_phrase = [n for n, text in enumerate(folded) if any(fold(phrase) in text for phrase in each.phrases)]
        likeness = [_likeness(fold(each.says), text, weights) for text in folded]
        if by_phrase:
            found[each.id] = max(by_phrase, key=lambda n: likeness[n]), "phrase"
            continue
        label = _labelled(each.source.at)
        by_label = [n for n, paragraph in enumerate(paragraphs) if label is not None and paragraph.label == label]
        if by_label and (best := max(by_label, key=lambda n: likeness[n])) is not None and likeness[best] > 0:
            found[each.id] = best, "label"
            continue
        ranked = sorted(range(len(folded)), key=lambda n: -likeness[n])
        second = likeness[ranked[1]] if len(ranked) > 1 else 0.0
        if likeness[ranked[0]] >= max(_CLEAR, second * _MARGIN):
            found[each.id] = ranked[0], "words"
    return found


def _labelled(at: str | None) -> str | None:
    """The number of a paragraph that a source's place names: `paragraph 3`, `article 2 (a)` (the whole), `point 4`."""
    named = re.search(
        r"(?:paragraph|article|point|section|item|clause)\s+(\d+(?:\.\d+)*|[IVX]+|[a-z])\b", at or "", re.IGNORECASE
    )
    return named[1].lower() if named else None


@lru_cache(maxsize=65_536)
def _words(text: str) -> tuple[str, ...]:
    return tuple(word[:6] for word in re.findall(r"\w{4,}", text))


def _weights(texts: list[str]) -> dict[str, float]:
    seen = Counter(word for text in texts for word in set(_words(text)))
    return {word: math.log((1 + len(texts)) / (1 + n)) + 0.1 for word, n in seen.items()}


def _likeness(one: str, other: str, weights: Mapping[str, float]) -> float:
    """The cosine of the weights of the words that two texts share; words count by their first six letters."""
    mine, theirs = set(_words(one)), set(_words(other))
    shared = sum(weights.get(word, 0.0) ** 2 for word in mine & theirs)
    lengths = [math.sqrt(sum(weights.get(word, 1.0) ** 2 for word in words)) for words in (mine, theirs)]
    return shared / (lengths[0] * lengths[1]) if all(lengths) else 0.0


def _by_hand(agreement: Agreement, clause: str, label: str, paragraphs: tuple[Paragraph, ...], file: Path) -> int:
    known = [each.id for each in agreement.demands]
    if clause not in known:
        raise _unusable(file, f"clause {clause!r}", "one of " + ", ".join(known), "Correct the id.")
    for n, paragraph in enumerate(paragraphs):
        if paragraph.label == label.lower() or paragraph.place == label:
            return n
    if label.isdigit() and 0 < int(label) <= len(paragraphs):
        return int(label) - 1
    places = ", ".join(each.place for each in paragraphs[:12])
    raise _unusable(file, f"paragraph {label!r}", f"a paragraph such as {places}", "Name one of these.")
