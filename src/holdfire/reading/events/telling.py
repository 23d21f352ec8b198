"""What kinds of event a sentence tells of, each with its standing: words that report, put together and weighed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...records import Standing
from ..grammar.scene import Scene
from ..subtypes import subtypes
from .judging import Floats, evidence, features, judge
from .manners import SUBJECTS, VERBS, is_none, refuses, says
from .modality import standing
from .triggers import Trigger, triggers

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

_Put = tuple[str, Standing, Trigger]


@dataclass(frozen=True)
class Told:
    """One kind of event that a sentence tells of, how it puts it, and the words that tell it.

    `confidence`: how sure it is, out of 1, that the sentence reports this kind; calibrated for what is reported. Where
    no word of the lists tells it, the one trigger is the root of the sentence.
    """

    kind: str
    standing: Standing
    triggers: tuple[Trigger, ...]
    confidence: float

    @property
    def main(self) -> Trigger:
        """The surest of its words."""
        return max(self.triggers, key=lambda each: each.sure)


@dataclass(frozen=True)
class Evidence:
    """All that the models weigh of a sentence: its words, its triggers, and which kinds have a finer one beside."""

    words: list[str]
    put: list[_Put]
    table: Floats
    finer: NDArray[np.bool_]


def told(scene: Scene, sentence: Sentence) -> list[Told]:
    """The kinds of event that a sentence tells of. Words of one kind and standing are one event.

    What is reported is kept where it is sure enough; what is denied, planned or possible is kept as it stands.
    """
    seen = weighed(scene, sentence)
    known, kinds = judge(), list(subtypes())
    sure = dict(zip(kinds, known.sure(seen.words, seen.table, seen.finer).tolist(), strict=True))
    found: dict[tuple[str, Standing], list[Trigger]] = {}
    for kind, how, trigger in seen.put:
        found.setdefault((kind, how), []).append(trigger)
    spoken = {kind for kind, _ in found}
    for kind in kinds:
        if kind not in spoken and sure[kind] >= known.least_unseen:
            found[kind, Standing.REPORTED] = [Trigger(sentence.root.i, {kind: 1.0}, sure[kind])]
    return [
        Told(kind, how, tuple(each), _confidence(how, each, sure[kind]))
        for (kind, how), each in found.items()
        if how is not Standing.REPORTED or sure[kind] >= known.least
    ]


def _confidence(how: Standing, found: list[Trigger], sure: float) -> float:
    return round(sure if how is Standing.REPORTED else max(each.sure for each in found), 3)


def weighed(scene: Scene, sentence: Sentence) -> Evidence:
    """What is weighed of a sentence."""
    put = list(_put(scene, sentence))
    return Evidence(features(sentence, scene.places), put, evidence(put), _finer(put))


def _put(scene: Scene, sentence: Sentence) -> Iterator[_Put]:
    for each in triggers(sentence, scene.places):
        token = scene.doc[each.token]
        how = standing(scene.doc, token, scene.published)
        if each.negated and how is Standing.NEGATED and not _unmet(token):
            continue
        if each.own and not _of_ones_own(token):
            continue
        kind, how = _turned(each, how)
        if kind is not None:
            yield kind, how, each


def _unmet(token: Token) -> bool:
    """Whether it is the word itself that is negated, or its verb, and not something further up."""
    if token.dep_ == "xcomp" and token.head.lemma_ == "unable":
        return True
    if token.pos_ in VERBS:
        return refuses(token) or any(each.dep_ in SUBJECTS | {"dobj"} and is_none(each) for each in token.children)
    if is_none(token) or token.head.lower_ in ("without", "lack", "absence", "nor", "of"):
        return True
    return token.dep_ in ("dobj", "attr", *SUBJECTS) and refuses(token.head)


_ONESELF = frozenset({"it", "they", "he", "she", "we", "i", "its", "their", "his", "her", "our", "my"})


def _of_ones_own(verb: Token) -> bool:
    """Whether somebody says of himself or his own what the verb says, without "will" or "may"."""
    if any(each.dep_ == "aux" and each.tag_ in ("MD", "TO") for each in verb.children):
        return False
    who = [word for each in verb.children if each.dep_ in SUBJECTS for word in (each, *each.subtree)]
    first = any(word.lower_ in ("we", "our", "i", "my") for word in who)
    said = verb.dep_ == "ccomp" and says(verb.head)
    return first or (said and any(word.lower_ in _ONESELF for word in who))


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
"""A coarse kind that a finer one in the same sentence may already be, and the finer ones."""


def _finer(put: list[_Put]) -> NDArray[np.bool_]:
    said = {kind for kind, how, _ in put if how is Standing.REPORTED}
    return np.array([not said.isdisjoint(_FINER.get(kind, ())) for kind in subtypes()])
