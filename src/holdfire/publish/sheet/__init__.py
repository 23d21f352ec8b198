"""A review sheet: each sentence beside what was read from it, for a person to check."""

from .sheet import MOST_DOCUMENTS, review_sheet

__all__ = ["MOST_DOCUMENTS", "review_sheet"]
