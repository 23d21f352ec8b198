"""What a page says of itself in its head: title, outlet, author, address, language and time of publication."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from .characters import one_line
from .publication import Published, is_dateline, read_date

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST_JSON = 500_000
_MOST_NODES = 2_000
_ARTICLE = re.compile(r"(?:News|Report|Blog|Opinion|Review|Live|Social)?\w{0,12}(?:Article|Posting|BlogPost|WebPage)$")
_SEPARATORS = re.compile(r"\s+[|–—·»•-]\s+|\s+::\s+")
_DATES = (
    "article:published_time", "datepublished", "og:article:published_time", "og:published_time", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date",
    "article.published", "publish-date", "publish_date", "publication_date", "pubdate", "publishdate", "cxenseparse:"
    "recs:publishtime", "date.published", "article_date_original", "originalpublicationdate", "published_at", "date",
)  # fmt: skip
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "title")
_PUBLISHERS = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name", "copyright")
_AUTHORS = ("author", "article:author", "dc.creator", "parsely-author", "byl", "sailthru.author")
_TIMES = re.compile(r"publi|posted|entry-date|pubdate|article.{0,3}date|date.{0,3}article|dateline", re.IGNORECASE)


@dataclass
class Metadata:
    """What the page says. `published` are its times of publication, the surest first."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    published: list[Published] = field(default_factory=list)


def metadata_of(tree: HtmlElement, zone: ZoneInfo) -> Metadata:
    """What the page says of itself. The tree is not changed; only the first half megabyte of linked data is read."""
    meta = _meta(tree)
    linked = _linked(tree)
    return Metadata(
        title=_title(tree, meta, linked),
        publisher=_plain_author(
            _first(meta, _PUBLISHERS[:1]) or _name(linked.get("publisher")) or _first(meta, _PUBLISHERS[1:-1])
        ),
        author=_name(linked.get("author")) or _plain_author(_first(meta, _AUTHORS)),
        url=_address(tree, meta),
        language=_language(tree, meta),
        published=_published(tree, meta, linked, zone),
    )


def _meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = one_line(element.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _linked(tree: HtmlElement) -> dict[str, Any]:
    """The article among the page's linked data (JSON-LD), or nothing."""
    for element in tree.iter("script"):
        if (element.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        text = element.text or ""
        if len(text) > _LONGEST_JSON:
            continue
        try:
            content = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(content):
            kinds = node.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(name, str) and _ARTICLE.match(name) for name in names) and (
                "datePublished" in node or "headline" in node
            ):
                return node
    return {}


def _nodes(content: Any) -> Iterator[dict[str, Any]]:
    waiting = [content]
    seen = 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop(0)
        seen += 1
        if isinstance(node, list):
            waiting.extend(node[:200])
        elif isinstance(node, dict):
            yield node
            waiting.extend(node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node)


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        names = [name for name in map(_name, value[:10]) if name]
        return ", ".join(names) or None
    if isinstance(value, dict):
        value = value.get("name")
        return _name(value) if isinstance(value, list) else _name(value) if isinstance(value, str) else None
    return _plain_author(one_line(value)) if isinstance(value, str) else None


def _plain_author(name: str | None) -> str | None:
    return None if name is None or "://" in name else re.sub(r"(?i)^by:?\s+", "", name) or None


def _title(tree: HtmlElement, meta: dict[str, str], linked: dict[str, Any]) -> str | None:
    head = next((one_line("".join(each.itertext())) for each in tree.iter("title")), None)
    given = _first(meta, _TITLES) or (one_line(linked["headline"]) if isinstance(linked.get("headline"), str) else None)
    shown = [text for text in (one_line("".join(each.itertext())) for each in tree.iter("h1")) if text]
    for text in shown:  # the heading on the page that the head repeats is surest: nothing is appended to it
        if len(text.split()) >= 2 and any(text.casefold() in other.casefold() for other in (given, head) if other):
            return text
    site = _first(meta, _PUBLISHERS[:1])
    return _without_site(given, site) or _without_site(head, site) or (shown[0] if shown else None)


def _without_site(title: str | None, site: str | None) -> str | None:
    """A title without the outlet's name that pages append to it."""
    if not title:
        return None
    parts = _SEPARATORS.split(title)
    if len(parts) > 1 and (
        (site and parts[-1].casefold() == site.casefold()) or (not site and len(parts[-1].split()) < 4)
    ):
        cut = title.rfind(parts[-1])
        return re.sub(r"\s+(?:[|–—·»•-]|::)\s*$", "", title[:cut].rstrip() + " ").strip(" |–—·»•-:") or title
    return title


def _address(tree: HtmlElement, meta: dict[str, str]) -> str | None:
    links = (each.get("href") for each in tree.iter("link") if (each.get("rel") or "").lower() == "canonical")
    return next(
        (url for url in map(one_line, [*links, meta.get("og:url")]) if url and re.match(r"https?://", url)), None
    )


def _language(tree: HtmlElement, meta: dict[str, str]) -> str | None:
    root = tree.getroottree().getroot()
    told = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang")
    told = told or meta.get("og:locale") or meta.get("content-language") or meta.get("dc.language")
    found = re.match(r"[a-z]{2,3}(?=$|[-_])", (told or "").strip().lower())
    return found[0] if found else None


def _published(tree: HtmlElement, meta: dict[str, str], linked: dict[str, Any], zone: ZoneInfo) -> list[Published]:
    told = [linked.get("datePublished")] + [meta.get(name) for name in _DATES]
    told += [
        element.get("content") or element.get("datetime") or "".join(element.itertext())[:100]
        for element in tree.iterfind(".//*[@itemprop='datePublished']")
    ][:3]
    told += _times(tree)
    found = [read_date(words, zone) for words in told if isinstance(words, str) and words.strip()]
    return [each for each in found if each]


def _times(tree: HtmlElement) -> list[str]:
    """Time elements that say publication, and the only one on the page whatever it says."""
    found = [each for _, each in zip(range(50), tree.iter("time"), strict=False)]
    sure = [
        each
        for each in found
        if _TIMES.search(f"{each.get('class', '')} {each.get('pubdate', '')}") or each.get("pubdate") is not None
    ]
    chosen = sure[:1] or (found if len(found) == 1 else [])
    words = [each.get("datetime") or "".join(each.itertext())[:100] for each in chosen]
    if words:
        return words
    named = (
        each
        for each in tree.iter("span", "div", "p")
        if _TIMES.search(f"{each.get('class', '')} {each.get('id', '')}"[:200])
    )
    shown = ("".join(each.itertext())[:200].strip() for _, each in zip(range(20), named, strict=False))
    return [text for text in shown if is_dateline(text)][:1]
