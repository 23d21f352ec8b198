"""What kinds of event a sentence tells of, each with its standing: words that report, put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..records import Standing
from ._manners import SUBJECTS, VERBS, is_none, refuses
from .modality import standing
from .scene import Scene
from .triggers import Trigger, triggers

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token


@dataclass(frozen=True)
class Told:
    """One kind of event that a sentence tells of, how it puts it, and the words that tell it."""

    kind: str
    standing: Standing
    triggers: tuple[Trigger, ...]

    @property
    def main(self) -> Trigger:
        """The surest of its words."""
        return max(self.triggers, key=lambda each: each.sure)

    @property
    def confidence(self) -> float:
        """How sure it is, out of 1, that the sentence tells of this kind."""
        return round(self.main.sure * max(self.main.types.values()), 3)


def told(scene: Scene, sentence: Sentence) -> list[Told]:
    """The kinds of event that a sentence tells of. Words of one kind and standing are one event."""
    found: dict[tuple[str, Standing], list[Trigger]] = {}
    for each in triggers(sentence, scene.places):
        how = standing(scene.doc, scene.doc[each.token], scene.published)
        if each.negated and how is Standing.NEGATED and not _unmet(scene.doc[each.token]):
            continue
        kind, how = _turned(each, how)
        if kind is not None:
            found.setdefault((kind, how), []).append(each)
    return _without_shadows([Told(kind, how, tuple(each)) for (kind, how), each in found.items()])


def _unmet(token: Token) -> bool:
    """Whether it is the word itself that is negated, or its verb, and not something further up."""
    if token.pos_ in VERBS:
        return refuses(token) or any(each.dep_ in SUBJECTS | {"dobj"} and is_none(each) for each in token.children)
    if is_none(token) or token.head.lower_ in ("without", "lack", "absence", "nor", "of"):
        return True
    return token.dep_ in ("dobj", "attr", *SUBJECTS) and refuses(token.head)


_DENIED = {"agreement_reached": "no_agreement", "violation_alleged": "nothing_observed"}
"""What it says that an event did not come about: a kind of its own."""


def _turned(trigger: Trigger, how: Standing) -> tuple[str | None, Standing]:
    if trigger.negated:
        return (trigger.type, Standing.REPORTED) if how is Standing.NEGATED else (None, how)
    if how is Standing.NEGATED and trigger.type in _DENIED:
        return _DENIED[trigger.type], Standing.REPORTED
    return trigger.type, how


_FINER = {
    "attack": ("shelling", "air_strike", "explosion", "shooting", "chemical_attack", "armed_clash", "ground_advance"),
    "accusation": ("violation_alleged",),
    "agreement_reached": ("no_agreement",),
}
"""A coarse kind that is not told beside a finer one in the same sentence, and the finer ones."""


def _without_shadows(groups: list[Told]) -> list[Told]:
    said = {(group.kind, group.standing) for group in groups}
    return [
        group for group in groups if not any((finer, group.standing) in said for finer in _FINER.get(group.kind, ()))
    ]
