"""Records as editions show them, of reports from Madeland."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from holdfire.publish.editions import Rules, Shown, show
from holdfire.publish.gathering import gather
from holdfire.publish.incidents import Record
from holdfire.publish.situation import Situation
from made import Made

CUT_OFF = datetime(2020, 6, 10, tzinfo=UTC)


def record(made: Made, reports: Sequence[Mapping[str, Any]], cut_off: datetime = CUT_OFF, **asked: Any) -> Record:
    """The record of some reports, known as of a moment."""
    return gather(made.judge(*reports, **asked), cut_off)


def shown(made: Made, reports: Sequence[Mapping[str, Any]], edition: str = "public", **asked: Any) -> Shown:
    """What an edition shows of them, under a key that does not change."""
    rules = {name: asked.pop(name) for name in ("hold", "hold_hours", "key") if name in asked}
    return show(record(made, reports, **asked), Rules(edition, **{"key": b"k" * 32, **rules}))


def situation(made: Made, reports: Sequence[Mapping[str, Any]], edition: str = "public", **asked: Any) -> Situation:
    """The situation that an edition tells."""
    return Situation(shown(made, reports, edition, **asked))
