"""What the style sheets in a page hide: rules for a class, an id, or an element with one. No other file is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_STYLE = 500_000
"""Characters of style sheets, over the whole page, beyond which no more is read."""
MOST_RULES = 5_000
_MOST_SHOWING = 8
_MOST_CLASSES = 30

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_STRING = re.compile(r'"[^"\n]*"|\'[^\'\n]*\'')
_NAME = r"[A-Za-z_\u0080-\uffff-][\w\u0080-\uffff-]{0,80}"
_ONE = re.compile(rf"([A-Za-z][A-Za-z0-9]{{0,20}}|\*)?([.#]{_NAME})")
_LAST = re.compile(rf"([A-Za-z][A-Za-z0-9]{{0,20}}|\*)?((?:[.#]{_NAME}){{1,8}})")
_PART = re.compile(rf"[.#]{_NAME}")
_SEEN_ON_SCREEN = re.compile(r"@media\s+(?:only\s+)?(?:screen|all)\s*$|@layer\b|@supports\b", re.IGNORECASE)
_ZERO = re.compile(r"0(?:\.0{0,5})?(?:px|pt|em|rem|ex|ch|vw|vh|%)?")
_HIDDEN = {"display": re.compile("none"), "visibility": re.compile("hidden|collapse"), "font-size": _ZERO,
           "opacity": _ZERO}  # fmt: skip


@dataclass
class Styles:
    """What rules say of a class (`.h`), an id (`#h`), or an element with one (`p.h`): per property, hidden or not.

    `showing` are longer rules that show again what one of these hides.
    """

    rules: dict[str, dict[str, bool]] = field(default_factory=dict)
    showing: dict[str, list[tuple[str, frozenset[str], str]]] = field(default_factory=dict)

    def hides(self, element: Any) -> bool:
        """Whether a rule hides the element itself: of the rules for it, the most specific that say something count."""
        if not self.rules:
            return False
        classes = [f".{each}" for each in (element.get("class") or "").split()[:_MOST_CLASSES]]
        one = [f"#{element.get('id')}"] if element.get("id") else []
        hidden: dict[str, bool] = {}
        for kind, names in (("", classes), (element.tag, classes), ("", one), (element.tag, one)):
            said: dict[str, bool] = {}
            for name in names:
                for what, hides in self.rules.get(kind + name, {}).items():
                    said[what] = hides or said.get(what, False)
            hidden.update(said)
        still = {what for what, hides in hidden.items() if hides}
        return bool(still) and bool(still - self._shown(element.tag, frozenset([*classes, *one])))

    def _shown(self, tag: str, names: frozenset[str]) -> set[str]:
        """The properties by which a rule for several of the element's names, or for where it stands, shows it."""
        return {
            what
            for name in names
            for kind, wanted, what in self.showing.get(name, ())
            if kind in ("", tag) and wanted <= names
        }


def styles_of(tree: Any) -> Styles:
    """The rules of a page's own style sheets that hide or show. Those for print or for small screens do not count."""
    found = Styles()
    left = MOST_STYLE
    rules = 0
    for sheet in tree.iter("style"):
        media = (sheet.get("media") or "all").strip().lower()
        if left <= 0 or media not in ("all", "screen") or next(sheet.iterancestors("noscript"), None) is not None:
            continue
        text = (sheet.text or "")[:left]
        left -= len(text)
        for selectors, said in _rules(text):
            rules += 1
            if rules > MOST_RULES:
                return found
            for selector in selectors.split(",")[:50]:
                _note(selector.strip(), said, found)
    return found


def _rules(text: str) -> Iterator[tuple[str, dict[str, bool]]]:
    """The rules that say something of hiding: selectors, and for each property whether it hides."""
    plain = _STRING.sub("''", _COMMENT.sub(" ", text))
    around: list[bool] = []  # of each block that is open, whether what stands in it holds on a screen
    off = 0  # how many of them do not
    for chunk in plain.split("}"):
        *opened, body = chunk.split("{")
        for at in opened[:-1]:
            around.append(bool(_SEEN_ON_SCREEN.match(_prelude(at))))
            off += not around[-1]
        if not opened:
            if around:
                off -= not around.pop()
            continue
        selectors = _prelude(opened[-1])
        if not off and not selectors.startswith("@") and (said := _said(body)):
            yield selectors, said


def _prelude(text: str) -> str:
    """What stands before a block, behind the last statement that has none (`@import …;`)."""
    return text.rpartition(";")[2].strip()


def _said(body: str) -> dict[str, bool]:
    said: dict[str, bool] = {}
    for declaration in body.split(";"):
        name, _, value = declaration.partition(":")
        hidden = _HIDDEN.get(name.strip().lower())
        if hidden is not None:
            said[name.strip().lower()] = bool(hidden.fullmatch(value.partition("!")[0].strip().lower()))
    return said


def _note(selector: str, said: dict[str, bool], found: Styles) -> None:
    one = _ONE.fullmatch(selector)
    if one:  # the later rule for the same counts
        kind = "" if one[1] in (None, "*") else one[1].lower()
        found.rules.setdefault(kind + one[2], {}).update(said)
        return
    if ":" in selector or "[" in selector:
        return
    last = _LAST.fullmatch(re.split(r"[\s>+~]", selector[-300:])[-1])
    if last is None:
        return
    names = _PART.findall(last[2])
    kind = "" if last[1] in (None, "*") else last[1].lower()
    for what, hidden in said.items():
        for name in () if hidden else names:
            told = found.showing.setdefault(name, [])
            if len(told) < _MOST_SHOWING:
                told.append((kind, frozenset(names), what))
