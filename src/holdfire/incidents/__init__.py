"""Reports of the same event found in several sources, every source kept."""

from .matched import Matched
from .matching import match
from .method import Matching, default_matching, read_matching

__all__ = ["Matched", "Matching", "default_matching", "match", "read_matching"]
