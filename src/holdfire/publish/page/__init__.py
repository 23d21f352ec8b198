"""The page: one HTML file that holds a situation with all that is needed to look at it, search it and print it."""

from __future__ import annotations

from .render import page, write_page

__all__ = ["page", "write_page"]
