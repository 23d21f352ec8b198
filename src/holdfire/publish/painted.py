"""The page's drawings painted without its style sheet, for programs that draw SVG and know no CSS variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

from .chart import Scheme
from .chart.letters import set_in
from .chart.palette import FONTS

SVG = "http://www.w3.org/2000/svg"
PAINTS = frozenset(
    {"fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray"}
    | {"stroke-linejoin", "stroke-linecap", "opacity", "font-size", "font-weight", "font-style", "letter-spacing"}
    | {"text-anchor", "paint-order", "display", "visibility"}
)
"""Properties that SVG takes as attributes."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CHOICE = re.compile(r":is\(([^()]*)\)")
_PART = re.compile(r"([a-z]+)?((?:\.[\w-]+)*)((?:\[[\w-]+=\"?[\w-]+\"?\])*)$")
_QUOTIENT = re.compile(r"calc\(\s*([\d.]+)(?:px)?\s*/\s*([\d.]+)\s*\)")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*(?:\([^()]*\))?[^()]*))?\)")


@dataclass(frozen=True)
class _Rule:
    """Compound selectors from the outermost in, how strong they are together, and what they declare."""

    parts: tuple[tuple[str, frozenset[str], tuple[tuple[str, str], ...]], ...]
    strength: tuple[int, int]
    declared: tuple[tuple[str, str], ...]


def painted(
    svg: str, css: str, scheme: Scheme = "light", symbols: str = "", ground: str = "--sea", lang: str = "en"
) -> str:
    """An SVG of the page that stands alone: what the style sheet says of its parts written as attributes.

    `symbols` are `<symbol>` elements that it refers to; each use is replaced by what it shows. `ground` is the variable
    with the colour behind everything, `lang` the language of the page. Understood are selectors of types, classes and
    attributes, one within another, and `:is()`; rules with anything else, and those within `@`, are left out.
    """
    root = ElementTree.fromstring(_plain(svg))  # noqa: S314 - our own drawing
    held = ElementTree.fromstring(f"<g>{_plain(symbols)}</g>") if symbols else None  # noqa: S314
    shown = {f"#{each.get('id')}": each for tree in (root, held) if tree is not None for each in tree.iter("symbol")}
    _expand(root, shown)
    box = root.get("viewBox", "0 0 100 100").split()
    sheet = {"x": box[0], "y": box[1], "width": box[2], "height": box[3], "fill": f"var({ground})"}
    root.insert(0, ElementTree.Element("rect", sheet))
    root.set("xmlns", SVG)
    root.set("width", box[2])
    root.set("height", box[3])
    root.attrib.setdefault("font-family", FONTS)
    page = ElementTree.Element("html", {"lang": lang, "data-scheme": scheme})
    page.append(root)
    _paint(page, (), {}, rules(css, scheme))
    return ElementTree.tostring(root, encoding="unicode")


def _plain(svg: str) -> str:
    return re.sub(r'\sxmlns="[^"]*"', "", svg)


def _expand(element: ElementTree.Element, shown: Mapping[str, ElementTree.Element]) -> None:
    for n, child in enumerate(element):
        symbol = shown.get(child.get("href", "")) if child.tag == "use" else None
        if symbol is None:
            _expand(child, shown)
            continue
        values = {name: value for name, value in child.attrib.items() if name != "href"}
        inside = ElementTree.Element("svg", {"viewBox": symbol.get("viewBox", ""), "overflow": "visible", **values})
        inside.extend(deepcopy(part) for part in symbol)
        element[n] = inside


def _paint(
    element: ElementTree.Element,
    above: tuple[ElementTree.Element, ...],
    variables: Mapping[str, str],
    known: tuple[_Rule, ...],
) -> None:
    line = (*above, element)
    found = sorted((rule for rule in known if _meets(rule, line)), key=lambda rule: rule.strength)
    declared = {name: value for rule in found for name, value in rule.declared}
    inherited = {**variables, **{name: value for name, value in declared.items() if name.startswith("--")}}
    for name, value in {**element.attrib, **declared}.items():
        if name in PAINTS and ("var(" in value or name in declared):
            filled = _filled(value, inherited)
            if filled != "inherit":
                element.set(name, filled)
    if declared.get("text-transform") == "uppercase" and element.text:
        element.text = element.text.upper()
    if element.tag == "text" and element.get("direction") == "rtl":
        _turn(element)
    for child in element:
        _paint(child, line, inherited, known)


def _turn(element: ElementTree.Element) -> None:
    """Gives text that runs to the left the anchors and the marks that mean the same to every program."""
    del element.attrib["direction"]
    element.attrib.pop("unicode-bidi", None)
    element.set("text-anchor", {"middle": "middle", "end": "start"}.get(element.get("text-anchor", "start"), "end"))
    element.text = set_in(element.text or "", "rtl") if len(element) == 0 else element.text


def _meets(rule: _Rule, line: tuple[ElementTree.Element, ...]) -> bool:
    *outer, last = rule.parts
    if not _is(last, line[-1]):
        return False
    above = iter(reversed(line[:-1]))
    return all(any(_is(part, each) for each in above) for part in reversed(outer))


def _is(part: tuple[str, frozenset[str], tuple[tuple[str, str], ...]], element: ElementTree.Element) -> bool:
    kind, classes, values = part
    return (
        kind in ("", element.tag)
        and classes <= set(element.get("class", "").split())
        and all(element.get(name) == value for name, value in values)
    )


def _filled(value: str, variables: Mapping[str, str]) -> str:
    for _ in range(8):
        if "var(" not in value:
            break
        value = _VARIABLE.sub(lambda found: variables.get(found[1], found[2] or "none"), value)
    value = _QUOTIENT.sub(lambda found: f"{float(found[1]) / float(found[2]):g}", value.strip())
    return re.sub(r"^([\d.]+)px$", r"\1", value)


@cache
def rules(css: str, scheme: Scheme) -> tuple[_Rule, ...]:
    """The rules of a style sheet that a drawing can meet, with the colours of one scheme."""
    chosen = {"light": r"\1", "dark": r"\2"}[scheme]
    flat = _COMMENT.sub("", css)
    flat = re.sub(r"light-dark\(\s*((?:[^(),]|\([^()]*\))+),\s*((?:[^(),]|\([^()]*\))+)\)", chosen, flat)
    return tuple(rule for selectors, body in _blocks(flat) for rule in _rules(selectors, body))


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and bodies at the top level."""
    depth, begin, head = 0, 0, ""
    for n, letter in enumerate(css):
        if letter == "{":
            if depth == 0:
                head, begin = css[begin:n].rpartition(";")[2].strip(), n + 1
            depth += 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                if not head.startswith("@"):
                    yield head, css[begin:n]
                begin = n + 1


def _each(selectors: str) -> Iterator[str]:
    """The selectors of a list, `:is()` written out.

    >>> list(_each(".a :is(.b, .c), .d"))
    ['.a .b', '.a .c', '.d']
    """
    for selector in re.split(r",(?![^(]*\))", selectors):
        choice = _CHOICE.search(selector)
        if choice is None:
            yield selector.strip()
            continue
        for one in choice[1].split(","):
            yield from _each(f"{selector[: choice.start()]}{one.strip()}{selector[choice.end() :]}")


def _rules(selectors: str, body: str) -> Iterator[_Rule]:
    pairs = (each.partition(":") for each in body.split(";") if ":" in each)
    declared = tuple((name.strip(), value.strip()) for name, _, value in pairs)
    for selector in _each(selectors):
        words = [re.sub("^:root", "html", word) for word in selector.split()]
        parts = [_PART.match(word) for word in words]
        if parts and all(parts):
            compound = tuple(
                (
                    part[1] or "",
                    frozenset(part[2].split(".")[1:]),
                    tuple(re.findall(r"\[([\w-]+)=\"?([\w-]+)\"?\]", part[3])),
                )
                for part in parts
                if part
            )
            classes = sum(len(each[1]) + len(each[2]) for each in compound)
            yield _Rule(compound, (classes, sum(bool(each[0]) for each in compound)), declared)
