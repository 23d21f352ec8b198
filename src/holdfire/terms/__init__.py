"""Agreements as data: what each clause says, whom it binds, how its contested words are read; and what is promised."""

from .agreement import Agreement, End, Member, Party
from .clause import PLAIN, Clause, Excuse, Exemption, Interpretation, Slots
from .load import Terms, library_paths, load_terms, terms_path, unchecked_in, world_for
from .promise import Promise

__all__ = [
    "PLAIN",
    "Agreement",
    "Clause",
    "End",
    "Excuse",
    "Exemption",
    "Interpretation",
    "Member",
    "Party",
    "Promise",
    "Slots",
    "Terms",
    "library_paths",
    "load_terms",
    "terms_path",
    "unchecked_in",
    "world_for",
]
