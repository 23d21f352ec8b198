"""PDF: the text layer, page by page, within bounds of pages and time. A scan has none, and says so."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from time import monotonic
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ...records import Document
from ..problem import SourceError
from .boilerplate import ends_sentence, without_furniture
from .characters import neutral, one_line, paragraphs
from .given import LONGEST_TEXT, Given, Own, record
from .opening import choose, opening_of

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what is wrong with a file is said by its flags

LARGEST_PDF = 100_000_000
MOST_PAGES = 1_000
MOST_SECONDS = 30.0
_EDGE_LINES = 2
_FEWEST_PAGES = 3
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]\n(?=[a-zà-öø-ÿа-я])")


class _TooLongError(Exception):
    pass


def pdf_document(data: bytes, given: Given) -> Document:
    """The text of a PDF. Raises `SourceError` where it is encrypted or broken."""
    ends = monotonic() + MOST_SECONDS
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not _opens(reader):
            raise SourceError(
                given.name, found="an encrypted PDF", expected="a PDF that opens without a password",
                remedy="Save it without a password.",
            )  # fmt: skip
        pages, flags = _pages(reader, ends)
        title = _title(reader)
    except SourceError:
        raise
    except (PyPdfError, RecursionError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError) as bad:
        raise _broken(given, bad) from None
    return record(_own(pages, title, flags, given), given)


def _broken(given: Given, bad: Exception) -> SourceError:
    return SourceError(
        given.name, found=f"a PDF that cannot be read ({type(bad).__name__})", expected="a whole PDF",
        remedy="Get the file again, or print it to a new PDF.",
    )  # fmt: skip


def _opens(reader: PdfReader) -> bool:
    try:
        return bool(reader.decrypt(""))
    except (PyPdfError, NotImplementedError, ImportError):
        return False


def _pages(reader: PdfReader, ends: float) -> tuple[list[str], list[str]]:
    """The text of each page, and flags for what was cut or could not be read."""
    flags: list[str] = []
    found: list[str] = []
    size = 0
    count = len(reader.pages)
    for number in range(min(count, MOST_PAGES)):
        try:
            text = reader.pages[number].extract_text(visitor_operand_before=_watch(ends))
        except _TooLongError:
            flags.append("time_cut")
            break
        except (
            PyPdfError,
            RecursionError,
            ValueError,
            TypeError,
            KeyError,
            IndexError,
            AttributeError,
            OSError,
            ZeroDivisionError,
        ):
            flags.append("page_not_read")
            continue
        found.append(text or "")
        size += len(found[-1])
        if size > LONGEST_TEXT:
            flags.append("text_cut")
            break
    return found, [*flags, "pages_cut"] if count > MOST_PAGES else flags


def _watch(ends: float) -> Any:
    def look(*_: object) -> None:
        if monotonic() > ends:
            raise _TooLongError

    return look


def _title(reader: PdfReader) -> str | None:
    try:
        given = reader.metadata.title if reader.metadata else None
    except (PyPdfError, ValueError, TypeError, AttributeError):
        return None
    return one_line(given) if isinstance(given, str) else None


def _own(pages: list[str], title: str | None, flags: list[str], given: Given) -> Own:
    if not any(page.strip() for page in pages):
        return Own("pdf", title=title, flags=[*flags, "no_text_layer"])
    pages, repeated = _without_running_lines(pages)
    text, odd = neutral("\n".join(pages))
    lines, furniture = without_furniture(paragraphs(_joined(text)))
    opening = opening_of(lines, given.zone, titled=True)
    # A title in the file's properties is often that of a template: it counts only where the text has it too.
    shown = title if title and title.casefold() in " ".join(text[:5000].casefold().split()) else None
    title = shown or opening.title
    published, differ = choose(opening.published, title, given.zone)
    return Own(
        "pdf", opening.lines, title, author=opening.author, published=published,
        removed=[*repeated, *opening.removed, *furniture], flags=[*flags, *odd, *differ],
    )  # fmt: skip


def _without_running_lines(pages: list[str]) -> tuple[list[str], list[str]]:
    """The pages without headings and page numbers that repeat at the edges of most of them."""
    split = [[line.strip() for line in page.split("\n") if line.strip()] for page in pages]
    if len(split) < _FEWEST_PAGES:
        return pages, []
    edges = Counter(key for lines in split for key in {_shape(each) for each in _edge(lines)})
    running = {key for key, times in edges.items() if times * 2 > len(split)}
    removed: list[str] = []
    kept: list[str] = []
    for lines in split:
        at_edge = {*range(_EDGE_LINES), *range(len(lines) - _EDGE_LINES, len(lines))}
        gone = {at for at in at_edge if 0 <= at < len(lines) and _shape(lines[at]) in running}
        removed += [lines[at] for at in sorted(gone)]
        kept.append("\n".join(line for at, line in enumerate(lines) if at not in gone))
    return kept, removed


def _edge(lines: list[str]) -> list[str]:
    return [*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _joined(text: str) -> str:
    """Lines of print put together into paragraphs: one ends where a short line ends a sentence."""
    lines = [line.strip() for line in _HYPHEN.sub("", text).split("\n")]
    width = sorted(len(line) for line in lines if line)[-max(1, len(lines) // 4)] if any(lines) else 0
    out: list[str] = []
    for line in lines:
        short_end = out and out[-1] and len(out[-1].rsplit("\n", 1)[-1]) < width * 0.85
        last = out[-1] if out else ""
        if not line:
            out.append("")
        elif not last or (short_end and (ends_sentence(last) or len(last) < width * 0.6)):
            out.append(line)
        else:
            out[-1] = f"{last} {line}"
    return "\n\n".join(out)
