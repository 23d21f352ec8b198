"""What is said of a situation, in words: the headline with its sources in the same breath, incidents, tests, notes.

Everything is conditional ("if as reported") and the same act by either side reads the same. A number is a link to the
incidents that it counts.
"""

from __future__ import annotations

from .headline import Headline
from .incident import PropositionSaid, Telling
from .notes import Notes
from .reasoning import HypothesisSaid, StepSaid
from .vocabulary import CAMPS, KINDS, STATUS_WORDS, VERDICT_WORDS

__all__ = [
    "CAMPS",
    "KINDS",
    "STATUS_WORDS",
    "VERDICT_WORDS",
    "HypothesisSaid",
    "PropositionSaid",
    "Spoken",
    "StepSaid",
]


class Spoken(Headline, Telling, Notes):
    """A situation in a language."""
