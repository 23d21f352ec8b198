"""The tree of a web page: parsed within bounds, and without what a reader does not see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

from ..problem import lacking
from .styles import Styles, styles_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_ELEMENTS = 60_000
"""Elements beyond which a page is read as plain text, without its structure."""
MOST_DEPTH = 1_500_000
"""The same for the depths of all its elements in sum: what an extractor's work grows with."""

BLOCKS = frozenset(
    """
    p div li ul ol h1 h2 h3 h4 h5 h6 blockquote section article main header footer aside table tr td th figure
    figcaption pre dl dt dd form nav body hr address details summary
    """.split()  # noqa: SIM905 - one list of words
)
_UNSEEN = frozenset(
    """
    script style noscript template svg math iframe object embed applet canvas audio video map select option
    datalist button input textarea label nav dialog head title meta link frame frameset noframes progress meter
    """.split()  # noqa: SIM905 - one list of words
)
_HIDING = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}(?:hidden|collapse)"
    r"|font-size\s{0,3}:\s{0,3}0(?:px|pt|em|rem|%)?\s{0,3}(?:;|$|!)|opacity\s{0,3}:\s{0,3}0(?:\.0+)?\s{0,3}(?:;|$|!)",
    re.IGNORECASE,
)
# Roles and parts of names by which pages call what stands around a text.
_ROLES = frozenset({"navigation", "banner", "search", "contentinfo", "complementary", "dialog", "menu", "menubar"})
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|newsletter|subscribe|subscription|related|recirc|recommend\w*|outbrain"
    r"|taboola|advert\w*|ad-slot|promo|comments?|disqus|cookie|breadcrumbs?"
    r"|read-?more(?:-\w+)*|also-?on|trending|rollover|tooltip|popover|popup|modal|hovercard)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
_BREAKING = re.compile(r"<\s{0,3}/?\s{0,3}(?:p|div|br|li|h[1-6]|tr|table|section|article)\b[^<>]*>", re.IGNORECASE)
_CLOSED = re.compile(r"<(script|style|noscript|template|textarea|title)\b", re.IGNORECASE)


def parse(html: str) -> tuple[HtmlElement | None, bool]:
    """The tree of a page, or nothing where there is none, and whether it is whole.

    Nothing is fetched: no DTD, no entity, no frame. The parser stops where elements stand too deep in one another.
    """
    try:
        from lxml import etree
        from lxml.html import HTMLParser
    except ImportError as error:
        raise lacking("lxml") from error

    if html.count("<") > 4 * MOST_ELEMENTS:
        return None, False  # a tree takes half a kilobyte an element
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        tree: Any = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, False
    stopped = any(each.type_name == "ERR_RESOURCE_LIMIT" for each in parser.error_log)
    return tree, not stopped and tree is not None and _workable(tree)


def _workable(tree: HtmlElement) -> bool:
    depths: dict[Any, int] = {}
    total = 0
    for element in tree.iter():
        depths[element] = depth = depths.get(element.getparent(), 0) + 1
        total += depth
        if len(depths) > MOST_ELEMENTS or total > MOST_DEPTH:
            return False
    return True


def bare_text(html: str) -> str:
    """The text between the tags, in linear time and without any structure, for pages that no tree can hold."""
    parts: list[str] = []
    at = 0
    while opening := _CLOSED.search(html, at):
        parts.append(html[at : opening.start()])
        end = html.find(f"</{opening[1]}", opening.end())
        if end < 0:
            at = len(html)
            break
        at = end
    parts.append(html[at:])
    shown = re.sub(r"<!--.*?(?:-->|\Z)", " ", "".join(parts), flags=re.DOTALL)
    return unescape(_TAG.sub(" ", _BREAKING.sub("\n\n", shown)))


def prune(tree: HtmlElement) -> list[str]:
    """Take out of the tree what is not seen or stands around the text. Gives the captions that were taken out."""
    captions: list[str] = []
    doomed: list[Any] = []
    skip: set[Any] = set()
    styles = styles_of(tree)
    for element in tree.iter():
        parent = element.getparent()
        if parent in skip:
            skip.add(element)
        elif _hidden(element, styles) or _around(element):
            skip.add(element)
            doomed.append(element)
        elif element.tag == "figcaption":
            captions.append(" ".join("".join(element.itertext()).split())[:300])
            skip.add(element)
            doomed.append(element)
    for element in doomed:
        if element.getparent() is not None:
            element.drop_tree()
    return [each for each in captions if each]


def _hidden(element: Any, styles: Styles) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return True
    if element.tag in ("html", "body"):
        return False
    given = element.attrib
    return bool(given) and (
        "hidden" in given
        or given.get("aria-hidden", "").lower() == "true"
        or ("style" in given and bool(_HIDING.search(given["style"][:2000])))
        or styles.hides(element)
    )


def _around(element: Any) -> bool:
    given = element.attrib
    if not given or element.tag in ("html", "body", "article", "main"):
        return False
    if given.get("role", "").lower() in _ROLES:
        return True
    names = f"{given.get('class', '')} {given.get('id', '')}"[:300]
    return names != " " and bool(_AROUND.search(names)) and _small(element)


def _small(element: Any) -> bool:
    """Whether it holds too little to be the text itself: pages also put a whole article into a box so called."""
    long = 0
    for at, paragraph in enumerate(element.iter("p")):
        if at > 200:
            return False
        if len("".join(paragraph.itertext())) > 120:
            long += 1
    return long < 3


def blocks(tree: HtmlElement) -> Iterator[tuple[Any, str, float]]:
    """The innermost blocks with their text and the share of it that stands in links, in the order of the page."""
    for element in tree.iter():
        if element.tag not in BLOCKS or any(child.tag in BLOCKS for child in element.iterdescendants()):
            continue
        text = " ".join("".join(element.itertext()).split())
        if text:
            linked = sum(len(" ".join("".join(link.itertext()).split())) for link in element.iter("a"))
            yield element, text, linked / len(text)
