"""The body of a page: the extractor's text, the paragraphs that it missed, and away with what stands around it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...records import DocumentTable
from ..problem import lacking
from .boilerplate import ends_sentence, without_furniture, without_links_at_end
from .characters import one_line
from .markup import BLOCKS, blocks, prune

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONG = 40
_SHORTEST_MISSED = 60
_MOST_LINKED = 0.3
_ALL_LINKED = 0.8
_MOST_ROWS = 5_000
_MOST_TABLES = 200
_LONGEST_CELL = 400
_TITLE_AMONG = 3


@dataclass(frozen=True)
class Body:
    """Paragraphs in order, the tables, each with the paragraph that it follows, the titles, and what was removed."""

    lines: list[str]
    tables: list[tuple[str | None, DocumentTable]]
    titles: list[str]
    removed: list[str]


@dataclass(frozen=True)
class _Block:
    tag: str
    place: tuple[str, str, str]
    text: str
    key: str
    linked: float


def body_of(tree: HtmlElement) -> Body:
    """The body of a page. The tree is changed."""
    tops = [_said(each) for each in tree.iter("h1")]
    captions = prune(tree)
    seen = [_block(*each) for each in blocks(tree)]
    tables = _tables(tree)
    titles = [title for title in tops if title]
    headings = {_key(title) for title in titles}
    lines = [line for line in _extracted(tree).split("\n") if line.strip()]
    lines = [_unmarked(line) for at, line in enumerate(lines) if not (at < _TITLE_AMONG and _key(line) in headings)]
    lines, placed = _apart(lines, tables)
    lines, removed = _without_linked(_with_missed(lines, seen), seen)
    lines, furniture = without_furniture(lines)
    lines, links = without_links_at_end(lines)
    return Body(lines, placed, titles, [*captions, *removed, *furniture, *links])


def _extracted(tree: HtmlElement) -> str:
    try:
        from trafilatura import bare_extraction
    except ImportError as error:
        raise lacking("trafilatura") from error
    # Given a tree it opens no address; metadata, of which dates would be guesses, are read elsewhere.
    found = bare_extraction(
        tree, include_comments=False, include_tables=True, favor_precision=True, with_metadata=False
    )
    return str(getattr(found, "text", None) or "")


def _block(element: Any, text: str, linked: float) -> _Block:
    parent = element.getparent()
    place = (element.tag, "", "") if parent is None else (element.tag, parent.tag, parent.get("class", "")[:60])
    return _Block(element.tag, place, text, _key(text), linked)


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _said(element: Any) -> str | None:
    return one_line("".join(element.itertext()))


def _unmarked(line: str) -> str:
    """A line without the mark of a list that the extractor puts before it."""
    return line.strip().removeprefix("- ").strip()


def _with_missed(lines: list[str], seen: list[_Block]) -> list[str]:
    """The lines with whole paragraphs that the extractor left out although they stand where those it took stand.

    Pages cut an article into pieces with advertisements between; the extractor may take the first piece only.
    """
    at = {_key(line): number for number, line in enumerate(lines)}
    places = Counter(block.place for block in seen if len(block.text) > _LONG and block.key in at)
    everything = _key("".join(lines))
    taken: set[str] = set()
    missed: dict[int, list[str]] = {}
    last = -1
    for block in seen:
        if block.key in at:
            last = max(last, at[block.key])
        elif places[block.place] >= 2 and _whole(block) and block.key not in everything and block.key not in taken:
            taken.add(block.key)
            missed.setdefault(last, []).append(block.text)
    return [
        each
        for number in range(-1, len(lines))
        for each in [*lines[max(number, 0) : number + 1], *missed.get(number, [])]
    ]


def _whole(block: _Block) -> bool:
    return block.linked <= _MOST_LINKED and len(block.text) >= _SHORTEST_MISSED and ends_sentence(block.text)


def _without_linked(lines: list[str], seen: list[_Block]) -> tuple[list[str], list[str]]:
    """The lines without those that are nothing but a link and end no sentence: headlines of other articles."""
    links = {block.key for block in seen if block.linked > _ALL_LINKED and not ends_sentence(block.text)}
    kept = [line for line in lines if _key(line) not in links]
    return kept, [line for line in lines if _key(line) in links]


def _apart(lines: list[str], tables: list[DocumentTable]) -> tuple[list[str], list[tuple[str | None, DocumentTable]]]:
    """The lines without those of recorded tables, and each table with the line before it."""
    rows = {_key(" ".join(row)): at for at, table in reversed(list(enumerate(tables))) for row in table.rows}
    kept: list[str] = []
    before: dict[int, str | None] = {}
    for line in lines:
        at = rows.get(_key(line)) if "|" in line else None
        if at is not None:
            before.setdefault(at, kept[-1] if kept else None)
        elif _key(line):
            kept.append(line)
    return kept, [(before[at], table) for at, table in enumerate(tables) if at in before]


def _tables(tree: HtmlElement) -> list[DocumentTable]:
    """Tables of cells, not those that a page is laid out with."""
    found: list[DocumentTable] = []
    for table in tree.iter("table"):
        if len(found) >= _MOST_TABLES or next(table.iterdescendants("table"), None) is not None:
            continue
        rows = _rows(table)
        if len(rows) >= 2 and max(map(len, rows)) >= 2:
            caption = next(table.iter("caption"), None)
            found.append(DocumentTable(rows=tuple(rows), caption=None if caption is None else _said(caption)))
    return found


def _rows(table: Any) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for row in table.iter("tr"):
        cells = tuple(_said(cell) or "" for cell in row if cell.tag in ("td", "th"))
        if len(rows) >= _MOST_ROWS or any(len(cell) > _LONGEST_CELL for cell in cells) or _laid_out(row):
            return []
        if any(cells):
            rows.append(cells)
    return rows


def _laid_out(row: Any) -> bool:
    return any(sum(1 for _ in cell.iter(*_SECTIONS)) > 1 for cell in row)


_SECTIONS = tuple(BLOCKS & {"p", "h1", "h2", "h3", "ul", "ol", "section", "article"})
