"""What is said: codes turned into short, neutral sentences of one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from ..assessment.explain import Step
from ..world import World
from ..world.time import zone_info


@dataclass(frozen=True)
class Language:
    """The patterns of one language, by what they say."""

    patterns: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.patterns[name]

    def reason(self, code: str) -> str:
        """A finding's reason without its particulars, such as `target:aggregate`."""
        test, _, reason = code.partition(":")
        if not reason:
            return str(self["events"].get(code, code))
        return f"{self['tests'][test]}: {_bare(self['reasons'][test][reason])}"

    def step(self, step: Step, facts: Mapping[str, str]) -> str:
        """One test in a sentence with its particulars."""
        return str(self["reasons"][step.test][step.reason]).format_map(_Facts(facts))


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "not stated"


def _bare(pattern: str) -> str:
    """A pattern without its particulars."""
    start, _, rest = pattern.partition(": ")
    return rest if start.startswith("{") and rest else pattern.strip("{}")


@cache
def language(code: str = "en") -> Language:
    """The sentence patterns of a language. Raises `ValueError` where there are none yet."""
    folder = Path(str(files("holdfire.publish"))) / "language"
    path = folder / f"{code}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in folder.glob("*.yaml")))
        raise ValueError(f"expected a language among {known}, found {code!r}")
    return Language(yaml.safe_load(path.read_text(encoding="utf-8")))


def names(actors: Iterable[str], world: World) -> str:
    """Actors by name, joined for people."""
    said = [world.actors.name(actor) for actor in actors]
    return " and ".join(said) if said else "not stated"


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
