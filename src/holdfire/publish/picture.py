"""Pictures: SVG drawn as PNG, the page's drawings painted without its style sheet, and charts written to files."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from .chart import ChartWords, Scheme, Series, chart_svg
from .chart.drawing import Window
from .chart.letters import Direction

FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/Library/Fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)
LETTERS = {
    "latin": ("NotoSans", "DejaVuSans", "Arial", "arial"),
    "arabic": ("NotoSansArabic", "NotoNaskhArabic", "DejaVuSans", "Arial", "arial"),
    "both": ("DejaVuSans", "Arial", "arial"),
}
"""Files of fonts by what they write, the better first; without the weight and the suffix."""

FAMILIES = {
    "NotoSans": "Noto Sans",
    "NotoSansArabic": "Noto Sans Arabic",
    "NotoNaskhArabic": "Noto Naskh Arabic",
    "DejaVuSans": "DejaVu Sans",
    "Arial": "Arial",
    "arial": "Arial",
}
_ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
_HAS_ARABIC = re.compile(f"[{_ARABIC}]")
_ARABIC_ALONE = re.compile(f"[{_ARABIC}0-9 !,.:«»\u2066-\u2069-]*")
_TEXT = re.compile(r"<text\b([^>]*)>(.*?)</text>", re.DOTALL)
_OTHER = re.compile(f"[^\u0000-\u052f\u1e00-\u23ff{_ARABIC}]")


def png_of(svg: str, width: float, scale: float = 2, background: str | None = None) -> bytes:
    """A self-contained SVG as PNG, `width` × `scale` pixels wide. The same letters on each computer that has Noto Sans.

    Raises `ValueError` where the SVG cannot be drawn.
    """
    import resvg_py

    found = fonts()
    strange = _OTHER.search(svg) is not None
    asked: dict[str, Any] = {
        "font_files": [str(each) for files in found.values() for each in files],
        "skip_system_fonts": set(found) == set(LETTERS) and not strange,
    }
    if "latin" in found:
        asked["sans_serif_family"] = asked["font_family"] = _family(found["latin"])
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=by_script(svg), width=round(width * scale), background=background, resources_dir=None, **asked
        )
    )


def by_script(svg: str) -> str:
    """The drawing with a font by name for each text that has Arabic in it; one font has all its letters.

    Where letters of a text are missing in its font, resvg takes any that has them, in any weight, and where that one
    joins letters, loses some.
    """

    def given(found: re.Match[str]) -> str:
        words = unescape(re.sub(r"<title>.*?</title>|<[^>]*>", "", found[2]))
        files = fonts().get("arabic" if _ARABIC_ALONE.fullmatch(words) else "both")
        if not files or not _HAS_ARABIC.search(words):
            return found[0]
        other = re.sub(r'\sfont-family="[^"]*"', "", found[1])
        return f'<text{other} font-family="{_family(files)}">{found[2]}</text>'

    return _TEXT.sub(given, svg)


@cache
def fonts() -> dict[str, list[Path]]:
    """Regular and bold files by what they write, the best that this computer has."""
    installed: dict[str, Path] = {}
    for folder in FONT_FOLDERS:
        for path in sorted(Path(folder).expanduser().rglob("*.[to]tf")):
            installed.setdefault(path.stem, path)
    found = {}
    for script, names in LETTERS.items():
        for name in names:
            files = [
                installed[each] for each in (f"{name}-Regular", name, f"{name}-Bold", f"{name}bd") if each in installed
            ]
            if files:
                found[script] = files
                break
    return found


def _family(files: list[Path]) -> str:
    return FAMILIES[files[0].stem.removesuffix("-Regular")]


def write_chart(
    path: Path,
    series: Series,
    words: ChartWords,
    *,
    direction: Direction = "ltr",
    scheme: Scheme = "light",
    window: Window | None = None,
) -> None:
    """The chart as a file that stands alone: SVG or, at twice its size, PNG, by the suffix.

    Raises `ValueError` where the suffix is neither.
    """
    svg = chart_svg(series, words, direction=direction, standalone=True, scheme=scheme, window=window)
    made: dict[str, Callable[[], bytes]] = {
        ".svg": lambda: f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}\n'.encode(),
        ".png": lambda: png_of(svg, 770),
    }
    if path.suffix.lower() not in made:
        raise ValueError(f"expected a chart to end in .svg or .png, found {path.name!r}")
    written(path, made[path.suffix.lower()]())


def written(path: Path, content: bytes) -> None:
    """Writes a file under another name first, so that it is whole or not there."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
