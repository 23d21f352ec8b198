"""Text that holds names and numbers of another direction, as plain text and as HTML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from html import escape
from typing import Any, Literal

Direction = Literal["ltr", "rtl"]

LEFT_TO_RIGHT, FIRST_STRONG, POP = (
    "\N{LEFT-TO-RIGHT ISOLATE}",
    "\N{FIRST STRONG ISOLATE}",
    "\N{POP DIRECTIONAL ISOLATE}",
)
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}


class Text(str):
    """A string for plain text, that also knows how it stands in HTML.

    As a string it holds U+2068 and U+2069 where the plain text needs them; a template asks `__html__`, and gets `<bdi>`
    in their place. In an attribute write `{{ text.plain }}`.

    >>> name = foreign("Waha Report", "rtl", "en")
    >>> name.plain == "\u2068Waha Report\u2069", name.__html__()
    (True, '<bdi lang="en">Waha Report</bdi>')
    """

    html: str

    def __new__(cls, plain: str, html: str | None = None) -> Text:
        made = super().__new__(cls, plain)
        made.html = escape(plain) if html is None else html
        return made

    def __html__(self) -> str:
        return self.html

    @property
    def plain(self) -> str:
        """The text without markup, as an ordinary string."""
        return str.__str__(self)


def clean(text: str) -> str:
    """The text without the controls with which a stranger's words could turn around what stands beside them."""
    return _CONTROLS.sub("", text)


def strange(text: str, direction: Direction) -> bool:
    """Whether text of unknown origin can be reordered by, or reorder, a sentence of that direction.

    >>> strange("Waha Report", "rtl"), strange("Waha Report", "ltr"), strange("2016-02-27", "rtl")
    (True, False, True)
    """
    found = {_STRONG.get(unicodedata.bidirectional(letter)) for letter in text} - {None}
    if found - {direction}:
        return True
    return direction == "rtl" and not found and any(letter in "0123456789" for letter in text)


def isolate(text: str, direction: Direction = "rtl") -> str:
    """Plain text that keeps its own order inside a sentence of that direction.

    >>> isolate("gov.2") == "\u2068gov.2\u2069", isolate("gov.2", "ltr")
    (True, 'gov.2')
    """
    bare = clean(text)
    return f"{FIRST_STRONG}{bare}{POP}" if strange(bare, direction) else bare


def foreign(text: str, direction: Direction, lang: str | None = None, css: str | None = None) -> Text:
    """Words that are not ours: a name, an id, somebody's sentence. `lang` where their language is known."""
    bare = clean(text)
    marks = "".join(f' {name}="{escape(value)}"' for name, value in (("lang", lang), ("class", css)) if value)
    return Text(isolate(bare, direction), f"<bdi{marks}>{escape(bare)}</bdi>")


def filled(pattern: str, values: Mapping[str, Any]) -> Text:
    """A pattern with its places filled. Values are `Text`, markup (anything with `__html__`), or strings to escape.

    >>> filled("{n} of {m}", {"n": "<1>", "m": Text("2", "<b>2</b>")}).__html__()
    '&lt;1&gt; of <b>2</b>'
    """
    plain = {name: _plain(value) for name, value in values.items()}
    html = {name: value.__html__() if hasattr(value, "__html__") else escape(value) for name, value in values.items()}
    return Text(pattern.format_map(plain), escape(pattern).format_map(html))


def _plain(value: Any) -> str:
    if isinstance(value, Text):
        return value.plain
    return str(value.striptags()) if hasattr(value, "striptags") else str(value)
