"""Text to observations, statements, promises and talks: each value with the words it came from and how sure it is."""

from .problem import ReadingError
from .reader import read_documents
from .subtypes import Subtype, subtypes

__all__ = ["ReadingError", "Subtype", "read_documents", "subtypes"]
