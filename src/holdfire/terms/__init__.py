"""Agreements as data: what each clause says, whom it binds, and how its contested words are read."""

from .agreement import PLAIN, Agreement, Clause, End, Exemption, Interpretation, Member, Party, Slots
from .load import Terms, library_paths, load_terms, unchecked_in

__all__ = [
    "PLAIN",
    "Agreement",
    "Clause",
    "End",
    "Exemption",
    "Interpretation",
    "Member",
    "Party",
    "Slots",
    "Terms",
    "library_paths",
    "load_terms",
    "unchecked_in",
]
