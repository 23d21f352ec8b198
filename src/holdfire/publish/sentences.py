"""What is said: codes turned into short, neutral sentences of one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from ..world import World
from ..world.time import zone_info
from .language import Language, language

__all__ = ["Language", "language", "names", "spoken_when"]


def names(actors: Iterable[str], world: World) -> str:
    """Actors by name, joined for people."""
    said = [world.actors.name(actor) for actor in actors]
    return " and ".join(said) if said else language()["not_stated"]


def spoken_when(event: Mapping[str, Any]) -> str:
    """When, in local time: a day, a span of days, or an hour with its offset.

    >>> from datetime import UTC
    >>> spoken_when({"when_start": datetime(2016, 2, 26, 22, tzinfo=UTC),
    ...              "when_end": datetime(2016, 2, 27, 22, tzinfo=UTC), "zone": "Asia/Damascus",
    ...              "when_precision": "day"})
    '27 Feb 2016'
    """
    zone = zone_info(event["zone"])
    start, end = (event[name].astimezone(zone) for name in ("when_start", "when_end"))
    if event["when_precision"] == "minute":
        return f"{start.day} {start:%b %Y %H:%M} ({start:%z})".replace("(+0", "(+").replace("00)", ")")
    last = end - timedelta(microseconds=1)
    if start.date() == last.date():
        return _day(start)
    return f"{_day(start)} to {_day(last)}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"
