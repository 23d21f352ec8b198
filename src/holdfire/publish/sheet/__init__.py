"""A review sheet: each sentence beside what was read from it, for a person to check."""

from .naming import named_by_kind
from .sheet import MOST_DOCUMENTS, review_sheet
from .telling import local_days

__all__ = ["MOST_DOCUMENTS", "local_days", "named_by_kind", "review_sheet"]
