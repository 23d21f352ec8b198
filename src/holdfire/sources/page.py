"""Web pages and scraped text: clean text with title, outlet, date and language, and what was taken for furniture."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ..records import Document
from .documents.body import body_of
from .documents.boilerplate import without_furniture, without_links_at_end
from .documents.characters import decode, neutral, one_line, paragraphs
from .documents.given import LONGEST_TEXT, Given, Own, record
from .documents.markup import bare_text, parse
from .documents.metadata import metadata_of
from .documents.opening import choose, opening_of
from .documents.publication import day_or_instant
from .problem import SourceError

LARGEST_PAGE = 20_000_000
"""Bytes of a page or text beyond which it is refused."""

_MARKUP = re.compile(
    r"<(?:!doctype html|html|head|body|article|section|main|header|nav|div|p|h[1-6]|ul|ol|meta|link|title|style|script"
    r"|table|br|span)\b",
    re.IGNORECASE,
)


def is_markup(text: str) -> bool:
    """Whether a text is HTML: it begins with a tag, or holds several near its beginning.

    >>> is_markup("<!DOCTYPE html><title>Talks</title>"), is_markup("Losses <5 and >3 were reported.")
    (True, False)
    """
    begin = text[:20_000].lstrip("\ufeff \t\r\n\0")
    if begin.startswith("<") and (_MARKUP.match(begin) or "<html" in begin[:2000].lower()):
        return True
    return begin.count("</") >= 2 and len(_MARKUP.findall(begin)) >= 3


def read_page(
    content: bytes | str,
    *,
    published: date | datetime | str | None = None,
    zone: str = "UTC",
    publisher: str | None = None,
    file: Path | None = None,
) -> Document:
    """A page or scraped text as a document.

    `published`, a day or instant (or either as ISO text), dates a page that gives no date, or one that can be read as
    two days. A page without any has none, and is flagged `no_publication_date`. Nothing is fetched and no script runs.
    Raises `SourceError` for more than 20 million bytes, or where the packages that read pages are not installed;
    `ValueError` or `TypeError` for a `published` that is no date.

    >>> page = read_page("Share\\n\\nTalks Fail\\n\\nMinisters left Geneva on Friday without a deal.")
    >>> page.title, page.text, page.removed
    ('Talks Fail', 'Ministers left Geneva on Friday without a deal.', ('Share',))
    """
    return of_bytes(content, Given(file, day_or_instant(published), ZoneInfo(zone), publisher))


def of_bytes(content: bytes | str, given: Given) -> Document:
    """A page or scraped text as a document, told what the user gives."""
    if len(content) > LARGEST_PAGE:
        raise too_large(given.name, len(content))
    text, odd = decode(content) if isinstance(content, bytes) else (content, [])
    text, flags = neutral(text)
    own = of_markup(text, given) if is_markup(text) else of_text(text, given)
    own.flags = [*odd, *flags, *own.flags]
    return record(own, given)


def too_large(name: str, size: int) -> SourceError:
    """The error for a page beyond the limit, which it names."""
    return SourceError(
        name, found=f"a page or text of {size / 1e6:,.1f} million bytes or more",
        expected=f"at most {LARGEST_PAGE / 1e6:,.0f} million bytes",
        remedy="Save the article alone, or cut the file into its documents.",
    )  # fmt: skip


def of_markup(html: str, given: Given) -> Own:
    """What a page in HTML holds. A page that is nested too deeply or has too many elements is read as bare text."""
    tree, whole = parse(html)
    if tree is None or not whole:
        own = of_text(neutral(bare_text(html))[0], given, kind="page")
        own.flags = [*own.flags, "structure_not_read"]
        return own
    told = metadata_of(tree, given.zone)
    body = body_of(tree)
    opening = opening_of(body.lines, given.zone, titled=False)
    title = told.title or next(iter(body.titles), None)
    if title and opening.lines and one_line(opening.lines[0]) == title:
        del opening.lines[0]
    published, flags = choose([*told.published, *opening.published], title, given.zone)
    return Own(
        "page", opening.lines, title, told.publisher, told.author or opening.author, told.url, told.language,
        published, body.tables, [*opening.removed, *body.removed], flags if opening.lines else [*flags, "no_text"],
    )  # fmt: skip


def of_text(text: str, given: Given, kind: str = "text") -> Own:
    """What scraped text holds: a title, perhaps a line with author or date, paragraphs, and furniture around them."""
    cut = ["text_cut"] if len(text) > LONGEST_TEXT else []
    lines, furniture = without_furniture(paragraphs(text[:LONGEST_TEXT]))
    opening = opening_of(lines, given.zone, titled=True)
    lines, links = without_links_at_end(opening.lines)
    published, flags = choose(opening.published, opening.title or next(iter(lines), None), given.zone)
    return Own(
        kind, lines, opening.title, author=opening.author, published=published,
        removed=[*furniture, *opening.removed, *links], flags=[*cut, *flags] if lines else [*cut, *flags, "no_text"],
    )  # fmt: skip
