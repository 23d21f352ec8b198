"""On whose word a sentence tells its events, as fields of an observation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..world import World
from .origins import origins
from .part import NOTHING, Part

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as Sentence


def claimed(doc: Doc, sentence: Sentence, world: World) -> Part:
    """The origins that a sentence names. Where it names none, nobody is put in: the outlet only carried it."""
    found = origins(doc, sentence)
    if not found:
        return NOTHING
    names = tuple(dict.fromkeys(world.claimants.resolve(words) for words, _, _ in found))
    return Part({"claimed_by": names}, {"claimed_by": found[0][1]}, {"claimed_by": 0.8})
