"""The chart of incidents a day: the series that it draws, its words, and the drawing as SVG."""

from __future__ import annotations

from .drawing import chart_svg
from .palette import Scheme, style
from .series import Origin, Series, rows
from .words import ChartWords, chart_words

__all__ = ["ChartWords", "Origin", "Scheme", "Series", "chart_svg", "chart_words", "rows", "style"]
