"""Pairs that are not of one event whatever else agrees: what somebody says is the event of that speaker alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..records.codes import combine
from ..world import World
from .candidates import Pairs
from .comparing import LEVELS, compared, who_acted
from .method import Barred
from .reports import Bools, Reports


def barred(reports: Reports, pairs: Pairs, rules: Barred, world: World) -> Bools:
    """By pair: whether the method keeps it apart by its acts and actors alone."""
    if not len(pairs):
        return np.zeros(0, np.bool_)
    sides = compared(reports, pairs, world, ("actors",)).levels["actors"]
    one_speaker = np.isin(sides, [LEVELS["actors"].index(each) for each in _ONE_SPEAKER])
    key, (i, j) = combine(reports.act[pairs.one], reports.act[pairs.other])
    kinds = [_kind(reports.acts[a], reports.acts[b], rules, world) for a, b in zip(i.tolist(), j.tolist(), strict=True)]
    found = np.array(kinds, dtype=np.int8)[key]
    return np.asarray((found == _NEVER) | ((found == _BY_ONE) & ~one_speaker))


_ONE_SPEAKER = ("same", "same_uncommon", "same_rare", "within")
_FREE, _BY_ONE, _NEVER = 0, 1, 2


class Speakers:
    """Who says what is said, so that two speakers are kept apart also where a third one spoke with both of them."""

    def __init__(self, reports: Reports, rules: Barred, world: World):
        self._reports, self._world = reports, world
        self._speech = np.array([_is_speech(act, rules, world) for act in reports.acts], dtype=np.bool_)
        self._one: dict[tuple[int, int], bool] = {}

    def differ(self, one: Sequence[int], other: Sequence[int]) -> bool:
        """Whether something said in the first reports and something said in the others is of two speakers."""
        if not self._speech.any():
            return False
        theirs = self._sides(other)
        return any(not self._one_speaker(i, j) for i in self._sides(one) for j in theirs)

    def _sides(self, group: Sequence[int]) -> set[int]:
        reports = self._reports
        return {int(reports.side[n]) for n in group if self._speech[reports.act[n]]}

    def _one_speaker(self, i: int, j: int) -> bool:
        key = (min(i, j), max(i, j))
        if key not in self._one:
            sides = self._reports.sides
            self._one[key] = who_acted(sides[i], sides[j], self._world) in _ONE_SPEAKER
        return self._one[key]


def _kind(one: str, other: str, rules: Barred, world: World) -> int:
    if one in rules.no_event or other in rules.no_event:
        return _NEVER
    speech = [_is_speech(act, rules, world) for act in (one, other)]
    if all(speech):
        return _BY_ONE
    return _NEVER if any(speech) else _FREE


def _is_speech(act: str, rules: Barred, world: World) -> bool:
    if act in rules.not_speech:
        return False
    return act in world.acts and bool(world.acts.above(act) & set(rules.speech) or act in rules.speech)
