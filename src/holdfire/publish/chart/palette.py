"""Colours of the drawings, by the names that the style sheet gives them, and how each part of the chart is painted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Scheme = Literal["light", "dark"]

FONTS = "'Noto Sans', 'Noto Sans Arabic', 'Segoe UI', 'DejaVu Sans', Arial, sans-serif"

_PAIRS = {
    "paper": ("#f6f5f1", "#12161a"),
    "surface": ("#ffffff", "#191e23"),
    "surface-2": ("#faf9f6", "#1f252b"),
    "sunk": ("#eeece6", "#0d1013"),
    "ink": ("#1a1f24", "#e9e7e1"),
    "ink-2": ("#4b5259", "#b4b8bc"),
    "ink-3": ("#636a71", "#949aa1"),
    "rule": ("#e3e0d8", "#2b3138"),
    "rule-2": ("#c9c5ba", "#414951"),
    "link": ("#0b5563", "#7cc9d6"),
    "vio": ("#a8320f", "#f47b50"),
    "und": ("#a8780a", "#e8c25a"),
    "per": ("#0f76b8", "#4fb0ea"),
    "out": ("#70757c", "#949ba5"),
    "sea": ("#e6ecee", "#0e1418"),
    "land": ("#f1efe9", "#171b1f"),
    "focus-land": ("#ffffff", "#20262c"),
}

TOKENS: Mapping[Scheme, Mapping[str, str]] = {
    "light": {name: pair[0] for name, pair in _PAIRS.items()},
    "dark": {name: pair[1] for name, pair in _PAIRS.items()},
}
"""Hexadecimal colours by token and scheme."""

PAINT: Mapping[str, Mapping[str, str]] = {
    "tx": {"fill": "@ink-3"},
    "em": {"fill": "@ink", "font-weight": "600"},
    "ax": {"stroke": "@rule", "stroke-width": "1"},
    "base": {"stroke": "@ink-3", "stroke-width": "1"},
    "start": {"stroke": "@ink", "stroke-width": "1.4"},
    "end": {"stroke": "@ink", "stroke-width": "1.4", "stroke-dasharray": "3 2"},
    "hatch-ground": {"fill": "@sunk", "fill-opacity": ".55"},
    "hatch-line": {"stroke": "@rule-2", "stroke-width": "1.1"},
    "antic": {"fill": "url(#hatch-tl)"},
    "brush": {"fill": "@link", "fill-opacity": ".09", "stroke": "@link", "stroke-width": "1.2"},
    "grip": {"fill": "@surface", "stroke": "@link", "stroke-width": "1.4"},
    "vio": {"fill": "@vio"},
    "und": {"fill": "@und"},
    "per": {"fill": "@per"},
    "before": {"fill-opacity": ".42"},
    "all": {"fill": "@out", "fill-opacity": ".2", "stroke": "@out", "stroke-width": ".8", "stroke-opacity": ".75"},
    "all before": {
        "fill": "@out", "fill-opacity": ".12", "stroke": "@out", "stroke-width": ".8", "stroke-opacity": ".45",
    },
    "cell": {"fill": "@ink-2"},
    "cell later": {"fill": "@ink-2", "opacity": ".5"},
    "edge-mark": {"fill": "none", "stroke": "@ink", "stroke-width": "1.6"},
    "gap": {"stroke": "@rule-2", "stroke-width": "1"},
    "sheet": {"fill": "@surface"},
    "title": {"fill": "@ink", "font-weight": "600", "font-size": "15"},
    "note": {"fill": "@ink-2"},
}  # fmt: skip
"""What each class of the chart's parts is painted with; `@` begins a token."""


def attributes(kind: str, scheme: Scheme) -> dict[str, str]:
    """The paint of a class as attributes, its colours resolved.

    >>> attributes("vio", "light")
    {'fill': '#a8320f'}
    """
    tokens = TOKENS[scheme]
    return {name: tokens[value[1:]] if value.startswith("@") else value for name, value in PAINT[kind].items()}


def style() -> str:
    """The rules of a page's style sheet that paint the chart by its classes, with the tokens as variables.

    >>> ".tl .vio { fill: var(--vio); }" in style()
    True
    """
    rules = [
        ".tl text { font: 10.5px var(--sans); fill: var(--ink-3); }",
        '[dir="rtl"] .tl text { font-size: 12px; }',
    ]
    for kind, paint in PAINT.items():
        if kind in _ALONE:
            continue
        declared = "".join(
            f" {name}: {f'var(--{value[1:]})' if value.startswith('@') else value};" for name, value in paint.items()
        )
        rules.append(f".tl {'text' if kind == 'em' else ''}.{kind.replace(' ', '.')} {{{declared} }}")
    return "\n".join(rules) + "\n"


_ALONE = {"tx", "sheet", "title", "note"}
"""Painted by attributes only: in a page they are not there, or plain text."""
