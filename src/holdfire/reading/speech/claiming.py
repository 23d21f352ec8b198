"""On whose word a sentence tells its events, as fields of an observation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ...records import Statement
from ...world import World
from ..events.part import NOTHING, Part
from .origins import origins

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as Sentence


def claimed(
    doc: Doc,
    sentence: Sentence,
    world: World,
    said: Sequence[Statement] | Mapping[int, Statement],
    carried_by: tuple[str, ...] = (),
) -> Part:
    """The origins and the carriers that a sentence names; `carried_by` is the outlet of the whole document.

    Where a sentence names nobody, nobody is put in: the outlet only carried it.
    """
    found = origins(doc, sentence, world=world, said_before=said)
    carriers = tuple(dict.fromkeys((*carried_by, *(each.id for each in found if each.kind == "carrier"))))
    named = [each for each in found if each.kind == "origin"]
    if not named:
        return Part({"carried_by": carriers}, {}, {}) if carriers else NOTHING
    return Part(
        {"claimed_by": tuple(dict.fromkeys(each.id for each in named)), "carried_by": carriers},
        {"claimed_by": named[0].span},
        {"claimed_by": min(each.sure for each in named)},
    )
