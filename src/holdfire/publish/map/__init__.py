"""The map: static layers cropped to an agreement's area, and the marks laid over them, as SVG text."""

from .draw import Base, Inset, draw_base, marks_svg
from .marks import RULE, English, Mark, Placed, Say, Spot, draw_marks, symbols

__all__ = [
    "RULE",
    "Base",
    "English",
    "Inset",
    "Mark",
    "Placed",
    "Say",
    "Spot",
    "draw_base",
    "draw_marks",
    "marks_svg",
    "symbols",
]
