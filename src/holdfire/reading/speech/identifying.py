"""Who a speaker is in the registers, one id for one speaker through a text; and the day on which something was said."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from ...records.reading import Mention, Statement
from ...world import World
from .speakers import Speaker

_MOST_OF = 0.6
"""Share of a speaker's letters on which an actor's mention stands, at least, to be the speaker."""


class Context:
    """What is named around: actors and days in the order of the text, found by their place and not by going through."""

    def __init__(self, mentions: Sequence[Mention], world: World | None):
        self._world = world
        self._actors = _Placed([each for each in mentions if each.kind == "actor" and each.choices])
        self._days = _Placed([each for each in mentions if each.kind == "date" and len(each.choices) == 1])
        self._acting: dict[str, Counter[str]] = {}

    def speaker_id(self, who: Speaker) -> str | None:
        """The actor that is named where the speaker stands, else the claimant of that name."""
        for each in self._actors.touching(who.start, who.end):
            if who.pronoun is None and _covers(each, who):
                actor = each.choices[0].value
                self._acting.setdefault(who.name, Counter())[actor] += 1
                return actor
        if self._world is None:
            return None
        claimants = self._world.claimants
        return claimants.lookup(who.name) or claimants.lookup(f"the {who.name}")

    def one_id(self, said: Statement) -> Statement:
        """The statement under the actor that its speaker's name is anywhere in the text: a pronoun, a name that stands
        without a mention and one with it are one speaker."""
        acting = self._acting.get(said.speaker or "")
        if not acting:
            return said
        actor = acting.most_common(1)[0][0]
        return said if said.speaker_id == actor else said.model_copy(update={"speaker_id": actor})

    def day(self, start: int, end: int, content: tuple[int, int]) -> str | None:
        """The one day named in [start, end) outside what was said."""
        days = {
            each.choices[0].value
            for each in self._days.touching(start, end)
            if start <= each.span.start and each.span.end <= end
            if not (content[0] <= each.span.start < content[1]) and len(each.choices[0].value) == len("2016-08-27")
        }
        return days.pop() if len(days) == 1 else None


def _covers(each: Mention, who: Speaker) -> bool:
    shared = min(each.span.end, who.end) - max(each.span.start, who.start)
    return shared >= _MOST_OF * (who.end - who.start)


class _Placed:
    """Mentions by their places."""

    def __init__(self, mentions: Sequence[Mention]):
        self._mentions = sorted(mentions, key=lambda each: each.span.start)
        self._starts = [each.span.start for each in self._mentions]
        self._longest = max((each.span.end - each.span.start for each in mentions), default=0)

    def touching(self, start: int, end: int) -> Iterator[Mention]:
        """Those that share a character with [start, end), in order."""
        for each in self._mentions[bisect_left(self._starts, start - self._longest) : bisect_left(self._starts, end)]:
            if start < each.span.end:
                yield each
