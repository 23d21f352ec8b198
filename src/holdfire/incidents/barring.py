"""Pairs that are not of one event whatever else agrees: what somebody says is the event of that speaker alone."""

from __future__ import annotations

import numpy as np

from ..records.codes import combine
from ..world import World
from .candidates import Pairs
from .comparing import LEVELS, compared
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
